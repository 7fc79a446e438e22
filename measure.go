package outrider

import "time"

// Measure is one protective step, with what it cuts and what it costs the person.
type Measure struct {
	ID        string        `json:"id"`
	Scenario  string        `json:"scenario"`
	Title     string        `json:"title"`
	Cuts      string        `json:"cuts"`           // of L likelihood, I impact, D raises detection
	Burden    int           `json:"burden"`         // 1 light to 5 severe, on the person
	Who       string        `json:"who"`            // who does it
	InEffect  time.Duration `json:"time_to_effect"` // from decision to effect
	DoesNot   string        `json:"does_not,omitempty"`
	SourceRef string        `json:"source"`
}

// Plan is what was agreed with a person: measures offered, accepted, declined.
type Plan struct {
	Person   PersonID          `json:"person"`
	Measures map[string]string `json:"measures"` // measure id -> offered, accepted, declined, in-place
	Agreed   time.Time         `json:"agreed,omitzero"`
	Review   time.Time         `json:"review,omitzero"`
}

// Review is a dated second look at a person's risk and plan.
type Review struct {
	Person  PersonID  `json:"person"`
	By      UserID    `json:"by"`
	At      time.Time `json:"at"`
	Reasons string    `json:"reasons"`
	Next    time.Time `json:"next"`
}

// Duty is something a human owes by a time; when it is missed, the desk acts.
type Duty struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"`
	Person PersonID  `json:"person,omitempty"`
	Owner  UserID    `json:"owner,omitempty"`
	Opened time.Time `json:"opened"`
	Due    time.Time `json:"due"`
	Met    time.Time `json:"met,omitzero"`
}

// CheckIn is a protected person's sign of life, expected by a time.
type CheckIn struct {
	Person PersonID      `json:"person"`
	Due    time.Time     `json:"due"`
	Grace  time.Duration `json:"grace"`
	At     time.Time     `json:"at,omitzero"`
}

// Warning is a threat-to-life warning: what was said, by whom, how it was
// received, and which measures were offered with it.
type Warning struct {
	Person   PersonID  `json:"person"`
	By       UserID    `json:"by"`
	At       time.Time `json:"at"`
	Wording  string    `json:"wording"`
	Method   string    `json:"method"`
	Received string    `json:"received,omitempty"`
	Offered  []string  `json:"offered"`
	Review   time.Time `json:"review"`
}

// Case is a live file on one threat to one or more people.
type Case struct {
	ID     string     `json:"id"`
	People []PersonID `json:"people"`
	Owner  UserID     `json:"owner"`
	Opened time.Time  `json:"opened"`
	Closed time.Time  `json:"closed,omitzero"`
	Ground string     `json:"ground,omitempty"` // of closing
}

// Precedent is a documented past case, by id and title; its chronology lives in
// the precedents folder and is read by the precedent package.
type Precedent struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Host  string `json:"host"`
	Year  int    `json:"year"`
}

// Validate refuses a measure that cuts nothing or hides its burden.
func (m Measure) Validate() error {
	if m.ID == "" || m.Title == "" || m.Cuts == "" {
		return Invalid("a measure has an id, a title and says what it cuts")
	}
	if m.Burden < 1 || m.Burden > 5 {
		return Invalid("burden is 1 (light) to 5 (severe)")
	}
	return nil
}

// Validate refuses a warning without an offer of measures and a review (D-27).
func (w Warning) Validate() error {
	if w.Wording == "" || len(w.Offered) == 0 || w.Review.IsZero() {
		return Invalid("a warning holds its wording, an offer of measures and a review date")
	}
	return nil
}

// Validate refuses a duty that is due before it was opened.
func (d Duty) Validate() error {
	if d.Due.Before(d.Opened) {
		return Invalid("a duty cannot be due before it was opened")
	}
	return nil
}
