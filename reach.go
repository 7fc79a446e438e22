package outrider

import (
	"slices"
	"time"
)

// Telling is how a person wants to hear about their danger.
type Telling string

// The ways. Nobody chose stands for the last: what to do and one sentence, the
// number one tap away.
const (
	TellNumbers Telling = "numbers"
	TellWords   Telling = "words"
	TellToDo    Telling = "what-to-do"
)

// Tellings lists every way of telling.
var Tellings = []Telling{TellToDo, TellWords, TellNumbers}

// Or is the way that holds: the default where nobody chose.
func (t Telling) Or() Telling {
	if t == "" {
		return TellToDo
	}
	return t
}

// Reach is one way to reach somebody. Hours are local to Zone, as "09:00" to
// "18:00"; both empty means at any hour, and From after To runs over midnight.
type Reach struct {
	Channel string `json:"channel"` // phone, message, e-mail, in person
	Address string `json:"address"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Zone    string `json:"zone,omitempty"` // IANA name; empty: UTC
}

// IsZero reports whether nothing was said.
func (r Reach) IsZero() bool { return r == Reach{} }

// Validate refuses a way without channel or address, and half or wrong hours.
// Whether the zone exists is for whoever has a clock to say.
func (r Reach) Validate() error {
	if r.Channel == "" || r.Address == "" || len(r.Channel) > 40 || len(r.Address) > 200 || len(r.Zone) > 60 {
		return Invalid("a way to reach somebody has a channel and an address")
	}
	if (r.From == "") != (r.To == "") {
		return Invalid("hours have a beginning and an end")
	}
	for _, h := range []string{r.From, r.To} {
		if _, err := time.Parse("15:04", h); h != "" && err != nil {
			return Invalid("hours are written as 09:00 and 18:00")
		}
	}
	return nil
}

// Within reports whether a moment lies in the hours; at is given in the zone.
func (r Reach) Within(at time.Time) bool {
	if r.From == "" {
		return true
	}
	now := at.Format("15:04")
	if r.From <= r.To {
		return r.From <= now && now < r.To
	}
	return now >= r.From || now < r.To
}

// SecondContact is whom to ask when the person does not answer, and what that
// person may be told.
type SecondContact struct {
	Name  string `json:"name"`
	Reach Reach  `json:"reach"`
	Knows bool   `json:"knows,omitempty"` // that the person is under protection; else they are asked only to make contact
}

// Word is which of a person's agreed words was said.
type Word string

// The words. Neither is the answer to anything else.
const (
	WordNeither Word = "neither"
	WordCancel  Word = "cancel" // all is well: stop looking
	WordDuress  Word = "duress" // somebody is forcing me
)

// Wishes is how a person wants to be told and reached. All but Telling is as
// secret as the name and is sealed with it.
type Wishes struct {
	Person  PersonID `json:"person"`
	Telling Telling  `json:"telling,omitempty"`
	Wants
}

// Wants is the part of the wishes that is sealed with the identity. Cancel and
// Duress are slow hashes, never the words.
type Wants struct {
	Reach  []Reach        `json:"reach,omitempty"` // in the order in which to try
	Second *SecondContact `json:"second,omitempty"`
	Cancel string         `json:"cancel,omitempty"`
	Duress string         `json:"duress,omitempty"`
}

// Validate refuses an unknown way of telling and ways to reach nobody.
func (w Wishes) Validate() error {
	if w.Telling != "" && !slices.Contains(Tellings, w.Telling) {
		return Invalid("how to tell somebody: numbers, words or what-to-do")
	}
	for _, r := range w.Reach {
		if err := r.Validate(); err != nil {
			return err
		}
	}
	if w.Second == nil {
		return nil
	}
	if w.Second.Name == "" {
		return Invalid("a second contact has a name")
	}
	return w.Second.Reach.Validate()
}

// Sheet is what a record in the register is of. People who are in danger because
// of somebody else get a sheet of their own, with their own consent.
type Sheet string

// The sheets. The empty one is that of a person who is hunted themselves.
const (
	SheetPerson    Sheet = ""
	SheetHousehold Sheet = "household"
	SheetColleague Sheet = "colleague"
	SheetLinked    Sheet = "linked" // anybody else who stands near
)

// Sheets lists every sheet.
var Sheets = []Sheet{SheetPerson, SheetHousehold, SheetColleague, SheetLinked}

// Relation says how a linked person stands to somebody in the register.
type Relation struct {
	To  PersonID `json:"to"`
	How string   `json:"how"` // "child", "driver", "works in the same office"
}

// Journey is a way that a protected person will go.
type Journey struct {
	ID    string    `json:"id"`
	From  Place     `json:"from"`
	To    Place     `json:"to"`
	Leave time.Time `json:"leave"`
	Back  time.Time `json:"back,omitzero"`
}

// Validate refuses a journey to nowhere, or one that ends before it begins.
func (j Journey) Validate() error {
	if j.To.IsZero() || j.Leave.IsZero() || !j.Back.IsZero() && j.Back.Before(j.Leave) {
		return Invalid("a journey has a destination, a departure, and no return before it")
	}
	if err := j.From.Validate(); err != nil {
		return err
	}
	return j.To.Validate()
}
