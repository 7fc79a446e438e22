package outrider

import (
	"slices"
	"time"
)

// Protectee is a person under protection, known everywhere by a code name. The
// real name and the means of contact live in a part of their own (Identity)
// under a key of their own.
type Protectee struct {
	ID       PersonID      `json:"id"`
	Code     string        `json:"code"`             // "K-07"
	Actors   []Actor       `json:"actors,omitempty"` // states that have threatened this person, each with its source
	Places   []OwnPlace    `json:"places,omitempty"`
	Known    []Selector    `json:"known,omitempty"` // declared benign: family car, guard, neighbour
	Ties     []PersonID    `json:"ties,omitempty"`  // protected people they know
	Coverage float64       `json:"coverage"`        // 0..1: how far somebody would notice and tell; 0 where nobody looks
	Language string        `json:"language,omitempty"`
	Purposes []SealPurpose `json:"purposes,omitempty"`
	Since    time.Time     `json:"since,omitzero"`
	Sheet    Sheet         `json:"sheet,omitempty"`    // what this record is of; empty: a person who is hunted themselves
	Of       []Relation    `json:"of,omitempty"`       // how a linked person stands to others in the register
	Journeys []Journey     `json:"journeys,omitempty"` // ways they will go

	Child        bool   `json:"child,omitempty"`        // under age
	Safeguarding string `json:"safeguarding,omitempty"` // of a child: who looks after their safety, and what was agreed
}

// OwnPlace is a declared place of a protected person's life: home, work, school.
type OwnPlace struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"`
	Place Place     `json:"place"`
	From  time.Time `json:"from,omitzero"`
	To    time.Time `json:"to,omitzero"`
}

// Identity is who a protected person really is. It never leaves its own sealed
// part except to users who may see it, and each such look is recorded.
type Identity struct {
	Name    string   `json:"name"`
	Names   []string `json:"names,omitempty"` // other spellings and scripts
	Contact string   `json:"contact,omitempty"`
}

// Actor is a hostile state or service as somebody has stated it, with the basis
// of the statement. It is a property of threat evidence, never of a person's origin.
type Actor struct {
	State string `json:"state"` // ISO 3166-1 alpha-2
	Basis string `json:"basis"` // who says so, on what ground
}

// Subject is a suspected individual as the desk knows them: an opaque token.
// Names stay in sealed reports; only the token, with a link probability, is
// passed to the rooms that think.
type Subject struct {
	Token SubjectToken `json:"token"`
	Link  float64      `json:"link"` // how probable it is that the stranger who was told of is this subject
}

// Validate refuses a person without code name, and coverage outside 0..1.
func (p Protectee) Validate() error {
	if err := CheckID("person", string(p.ID)); err != nil {
		return err
	}
	if p.Code == "" || len(p.Code) > 40 {
		return Invalid("a protected person needs a code name of 1 to 40 characters")
	}
	if p.Coverage < 0 || p.Coverage > 1 {
		return Invalid("coverage lies between 0 and 1")
	}
	for _, o := range p.Places {
		if err := o.Place.Validate(); err != nil {
			return err
		}
	}
	for _, s := range p.Known {
		if err := s.Validate(); err != nil {
			return err
		}
	}
	return p.validateSheet()
}

// maxSafeguarding bounds a safeguarding note.
const maxSafeguarding = 2000

// Unguarded reports whether somebody is a child about whose safety nobody has written
// anything down.
func (p Protectee) Unguarded() bool { return p.Child && p.Safeguarding == "" }

// validateSheet refuses a linked person who is linked to nobody.
func (p Protectee) validateSheet() error {
	if !slices.Contains(Sheets, p.Sheet) {
		return Invalid("a sheet is that of a person, household, colleague or linked")
	}
	if p.Sheet != SheetPerson && len(p.Of) == 0 {
		return &Error{Code: CodeInvalid, Safe: "a linked person's sheet says to whom they are linked", Hint: "enrol the other first, then name them and how the two stand to each other"}
	}
	if len(p.Safeguarding) > maxSafeguarding {
		return Invalid("a safeguarding note has at most %d characters", maxSafeguarding)
	}
	for _, r := range p.Of {
		if r.To == p.ID || r.How == "" || len(r.How) > 80 {
			return Invalid("a relation names somebody else and how the two stand to each other")
		}
	}
	for _, j := range p.Journeys {
		if err := j.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// SealPurpose is what a data key of a person is for. Withdrawing one purpose
// destroys its key and nothing else.
type SealPurpose string

// The purposes. PurposeDesk is for what concerns nobody in particular.
const (
	PurposeIdentity SealPurpose = "identity" // name and contact
	PurposeRecord   SealPurpose = "record"   // reports, findings, assessments
	PurposeDesk     SealPurpose = "desk"     // users, decisions, parameters
)
