package world

import "time"

// Person is somebody under protection, as the register of a world knows them.
type Person struct {
	ID     string     `json:"id"`
	Places []OwnPlace `json:"places"`
	Known  []Known    `json:"known"` // declared benign: own car, family, neighbours
	Ties   []string   `json:"ties"`  // ids of protected people they know
}

// OwnPlace is a declared place of a person's life. From and To are absent where
// it was theirs throughout.
type OwnPlace struct {
	ID   string    `json:"id"`
	Kind string    `json:"kind"` // home, work, regular, other
	Lat  float64   `json:"lat"`
	Lon  float64   `json:"lon"`
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// Known is a selector that the person has declared benign.
type Known struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// Sighting is one thing noticed near one person. At is when it was seen,
// Recorded when the desk got to know. Lat and Lon are nil where nobody said where.
type Sighting struct {
	ID         string    `json:"id"`
	Person     string    `json:"person"`
	Reporter   string    `json:"reporter"`
	At         time.Time `json:"at"`
	Recorded   time.Time `json:"recorded"`
	Lat        *float64  `json:"lat,omitempty"`
	Lon        *float64  `json:"lon,omitempty"`
	Place      string    `json:"place,omitempty"` // id of one of the person's own places
	Sensor     string    `json:"sensor"`          // human, anpr, ble
	Selector   Selector  `json:"selector"`
	Behaviour  []string  `json:"behaviour,omitempty"`
	Event      string    `json:"event,omitempty"`      // two sightings of one gathering share it
	Confidence Mark      `json:"confidence,omitempty"` // as written
	Grade      Mark      `json:"grade,omitempty"`      // as written, "admiralty:B2"
	CopyOf     string    `json:"copy_of,omitempty"`    // id of the sighting that this one only repeats
}

// Selector is what a stranger could be recognised by. Description is a closed
// vocabulary of vehicles, devices and objects; nobody's looks are in it.
type Selector struct {
	Kind        string   `json:"kind"` // plate, phone, account, device, other
	Value       string   `json:"value,omitempty"`
	Partial     Partial  `json:"partial,omitzero"`
	Description []string `json:"description,omitempty"`
}

// Contact is one approach to a person by somebody with a story. Subject and
// Employer are opaque tokens for "the same stated identity"; no name enters.
type Contact struct {
	ID        string     `json:"id"`
	Person    string     `json:"person"`
	Reporter  string     `json:"reporter"`
	At        time.Time  `json:"at"`
	Recorded  time.Time  `json:"recorded"`
	Subject   string     `json:"subject"`
	Employer  string     `json:"employer,omitempty"`
	Story     string     `json:"story,omitempty"`
	Channel   string     `json:"channel"`
	Selectors []Selector `json:"selectors"`
}

// Truth is one hostile operation against one person: what only Judge may read.
// Operations of one team share a campaign. Sightings are the ids of the sightings
// and contacts that the operation caused.
type Truth struct {
	Op        string    `json:"op"`
	Campaign  string    `json:"campaign"`
	Person    string    `json:"person"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Outcome   string    `json:"outcome"` // attack, aborted, collection
	Selectors []string  `json:"selectors"`
	Sightings []string  `json:"sightings"`
}

// Reporter says how somebody reports: ordinary, trained, anxious or silent.
// Neither fitting nor detection reads it.
type Reporter struct {
	Reporter string `json:"reporter"`
	Class    string `json:"class"`
}

// The classes of reporter.
const (
	Ordinary = "ordinary" // a few notes a week
	Trained  = "trained"  // notices more, describes better, marks less
	Anxious  = "anxious"  // notes ten times as much
	Silent   = "silent"   // tells hardly anything
)

// World is a whole world in memory. Sightings and contacts are in order of Recorded.
type World struct {
	People    []Person
	Sightings []Sighting
	Contacts  []Contact
	Truth     []Truth
	Reporters []Reporter
}

// Alarm is what Judge reads of one line of a detector's output. At is the recorded
// time of the last sighting in Sightings; alarms on one person with the same
// Selector are one thread. The output's other fields are for people.
type Alarm struct {
	At        time.Time `json:"at"`
	Person    string    `json:"person"`
	Selector  Mark      `json:"selector"`
	Level     string    `json:"level"` // look, act
	Score     float64   `json:"score"`
	Places    int       `json:"places"`
	Sightings []string  `json:"sightings"`
	People    []string  `json:"people"`
}
