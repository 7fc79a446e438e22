package outrider

import "time"

// Sensor says what made a sighting. Machine feeds are dense and are never mixed
// with people's reports in one stream.
type Sensor string

// The sensors.
const (
	SensorHuman Sensor = "human"
	SensorANPR  Sensor = "anpr"
	SensorBLE   Sensor = "ble"

	SensorContact Sensor = "contact" // an approach: it has no place of its own
)

// Sighting is one selector seen near one protected person at a time and place:
// what detect thinks about. It holds no name and no text: where a stranger's stated
// name was like one told before, Selector is that one's token and Link says how
// probable it is that they are the same.
type Sighting struct {
	ID        string      `json:"id"`
	Person    PersonID    `json:"person"`
	Reporter  string      `json:"reporter"`
	At        time.Time   `json:"at"`
	Recorded  time.Time   `json:"recorded"`
	Place     Place       `json:"place,omitzero"`
	Sensor    Sensor      `json:"sensor"`
	Selector  Selector    `json:"selector"`
	Behaviour []Behaviour `json:"behaviour,omitempty"`
	Event     string      `json:"event,omitempty"`
	Grade     Grade       `json:"grade,omitzero"`
	Link      float64     `json:"link,omitempty"` // how probable it is that this is the selector's bearer; 0: certain
	CopyOf    string      `json:"copy_of,omitempty"`
	Handling  Handling    `json:"handling"`
}

// Contact is one approach to a protected person by somebody with a story:
// a job, an interview, a delivery. The stated identity is an opaque token.
type Contact struct {
	ID        string       `json:"id"`
	Person    PersonID     `json:"person"`
	Reporter  string       `json:"reporter"`
	At        time.Time    `json:"at"`
	Recorded  time.Time    `json:"recorded"`
	Subject   SubjectToken `json:"subject,omitempty"`
	Employer  SubjectToken `json:"employer,omitempty"`
	Story     string       `json:"story,omitempty"`
	Channel   string       `json:"channel,omitempty"`
	Selectors []Selector   `json:"selectors,omitempty"`
	Handling  Handling     `json:"handling"`
}

// Linked is the sighting's link as a probability.
func (s Sighting) Linked() float64 {
	if s.Link > 0 && s.Link < 1 {
		return s.Link
	}
	return 1
}
