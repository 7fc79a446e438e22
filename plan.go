package outrider

import (
	"slices"
	"strings"
	"time"
)

// Offer is one measure offered to a person. The person decides; whoever declines
// loses nothing by it. It is sealed for the person, as everything below is.
type Offer struct {
	ID      string    `json:"id"`
	Person  PersonID  `json:"person"`
	Measure string    `json:"measure"`         // id in the library of advice
	For     string    `json:"for,omitempty"`   // id of the threat record or alert that it answers
	Level   string    `json:"level,omitempty"` // of the person when it was offered, in the organisation's own words
	Burden  int       `json:"burden"`          // on the person when it was offered: 0 none to MaxBurden
	Owner   UserID    `json:"owner"`           // of the staff: who sees to it
	Answer  time.Time `json:"answer"`          // when somebody asks what the person thinks of it
	Due     time.Time `json:"due"`             // by when it is in place, should they accept
	Again   bool      `json:"again,omitempty"` // they declined it before, at another level
}

// Validate refuses an offer without measure, owner or days.
func (o Offer) Validate() error {
	switch {
	case o.Owner == "":
		return Invalid("an offer has an owner")
	case o.Answer.IsZero() || o.Due.IsZero():
		return Invalid("an offer says by when it is answered and by when it would be in place")
	case o.Burden < 0 || o.Burden > MaxBurden:
		return Invalid("burden is 0 (none) to %d (severe)", MaxBurden)
	case o.For != "" && CheckID("threat record or alert", o.For) != nil:
		return CheckID("threat record or alert", o.For)
	}
	return checkIDs("offer", o.ID, "person", string(o.Person), "measure", o.Measure)
}

// checkIDs checks ids given as pairs of kind and id.
func checkIDs(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := CheckID(pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// Remark is free text of staff with the reports that it may rest on: whoever may
// not see all of them is not shown the text.
type Remark struct {
	Text  string     `json:"text,omitempty"`
	Basis []ReportID `json:"basis,omitempty"`
}

// maxRemark bounds a remark.
const maxRemark = 2000

func (r Remark) validate() error {
	if len(r.Text) > maxRemark {
		return Invalid("a note has at most %d characters", maxRemark)
	}
	return nil
}

// OfferAnswer is what the person said to an offer. They may say something else
// later; the last word holds.
type OfferAnswer struct {
	Offer  string    `json:"offer"`
	Person PersonID  `json:"person"`
	Accept bool      `json:"accept"`
	Own    bool      `json:"own,omitempty"`   // by the person themselves; else as told to staff, and Note says how
	Level  string    `json:"level,omitempty"` // when they said it: at another one a declined measure may be offered again
	Owner  UserID    `json:"owner,omitempty"` // empty: as in the offer
	Due    time.Time `json:"due,omitzero"`    // zero: as in the offer
	Note   Remark    `json:"note,omitzero"`
}

// Validate refuses words of the person that staff pass on without saying how they know.
func (a OfferAnswer) Validate() error {
	if !a.Own && strings.TrimSpace(a.Note.Text) == "" {
		return Invalid("say how the person said so: when, to whom, in their words where you can")
	}
	if err := a.Note.validate(); err != nil {
		return err
	}
	return checkIDs("offer", a.Offer, "person", string(a.Person))
}

// Proof is how it is known that a measure is in place.
type Proof string

// The kinds of proof. A thing that somebody says is counted for less than one that
// was shown.
const (
	ProofSaid  Proof = "said"  // somebody says so
	ProofNote  Proof = "note"  // somebody of the desk has seen it, and writes what
	ProofPhoto Proof = "photo" // a photo that the desk holds
	ProofTest  Proof = "test"  // it was tried, and it worked
)

// Proofs lists every kind.
var Proofs = []Proof{ProofSaid, ProofNote, ProofPhoto, ProofTest}

// Shown reports whether it was shown, not only said.
func (p Proof) Shown() bool { return p != ProofSaid }

// InPlace says that an accepted measure is in place, and how that is known.
type InPlace struct {
	Offer  string    `json:"offer"`
	Person PersonID  `json:"person"`
	Proof  Proof     `json:"proof"`
	Photo  string    `json:"photo,omitempty"` // id of the photo
	Since  time.Time `json:"since"`           // when it was put in place
	Own    bool      `json:"own,omitempty"`   // the person themselves said so
	Note   Remark    `json:"note,omitzero"`
}

// Validate refuses proof that shows nothing.
func (p InPlace) Validate() error {
	switch {
	case !slices.Contains(Proofs, p.Proof):
		return Invalid("proof is said, note, photo or test")
	case (p.Proof == ProofPhoto) != (p.Photo != ""):
		return Invalid("a photo, and no other proof, names the photo")
	case (p.Proof == ProofNote || p.Proof == ProofTest) && strings.TrimSpace(p.Note.Text) == "":
		return Invalid("say what was seen, or what was tried and how it went")
	case p.Since.IsZero():
		return Invalid("say since when it is in place")
	}
	if p.Photo != "" {
		if err := CheckID("photo", p.Photo); err != nil {
			return err
		}
	}
	if err := p.Note.validate(); err != nil {
		return err
	}
	return checkIDs("offer", p.Offer, "person", string(p.Person))
}

// Upkept says that somebody saw to a measure in place, and that it holds.
type Upkept struct {
	Offer  string    `json:"offer"`
	Person PersonID  `json:"person"`
	Looked time.Time `json:"looked"`
	Note   Remark    `json:"note,omitzero"`
}

// Validate refuses upkeep of nothing.
func (u Upkept) Validate() error {
	if u.Looked.IsZero() {
		return Invalid("say when it was looked at")
	}
	if err := u.Note.validate(); err != nil {
		return err
	}
	return checkIDs("offer", u.Offer, "person", string(u.Person))
}

// EndedHow says how an offer or a measure came to its end.
type EndedHow string

// How it may end.
const (
	EndedBack   EndedHow = "taken-back" // an offer, before it was answered
	EndedOver   EndedHow = "over"       // not needed any more
	EndedLapsed EndedHow = "lapsed"     // looked at, and not in place any more
)

// EndedHows lists every way.
var EndedHows = []EndedHow{EndedBack, EndedOver, EndedLapsed}

// OfferEnded takes an offer back, or says that a measure has ended.
type OfferEnded struct {
	Offer  string   `json:"offer"`
	Person PersonID `json:"person"`
	How    EndedHow `json:"how"`
	Why    Remark   `json:"why"`
}

// Validate refuses an end without a reason.
func (e OfferEnded) Validate() error {
	if !slices.Contains(EndedHows, e.How) || strings.TrimSpace(e.Why.Text) == "" {
		return Invalid("say how it ended (taken-back, over or lapsed) and why")
	}
	if err := e.Why.validate(); err != nil {
		return err
	}
	return checkIDs("offer", e.Offer, "person", string(e.Person))
}

// PlanAgreed is the plan as a whole as it was agreed with a person: what they
// accepted, what stays of the risk, what it asks of them, and when both look again.
type PlanAgreed struct {
	ID     string    `json:"id"`
	Person PersonID  `json:"person"`
	Offers []string  `json:"offers"` // accepted, or in place
	Level  string    `json:"level,omitempty"`
	Before *Staying  `json:"before,omitempty"` // with nothing in place; nil: nobody was looking
	After  *Staying  `json:"after,omitempty"`  // with what was agreed
	Burden int       `json:"burden"`           // points that the person bears in all
	Lapsed []string  `json:"lapsed,omitempty"`
	Review time.Time `json:"review"`
	Note   Remark    `json:"note,omitzero"`
}

// Staying is the risk that stays within a year: of harm, and of grave harm.
type Staying struct {
	Harm  Probability `json:"harm"`
	Grave Probability `json:"grave"`
}

// Validate refuses a plan that nobody would look at again.
func (p PlanAgreed) Validate() error {
	if p.Review.IsZero() {
		return Invalid("a plan has a review date")
	}
	if err := p.Note.validate(); err != nil {
		return err
	}
	return checkIDs("plan", p.ID, "person", string(p.Person))
}

// PlanLimits are what a plan for one person may ask for: of money and staff hours
// a year, and of the person. They hold until others are set.
type PlanLimits struct {
	Person   PersonID `json:"person"`
	Money    float64  `json:"money"`    // euros a year, for what is new
	Hours    float64  `json:"hours"`    // staff hours a year, for what is new
	Burden   float64  `json:"burden"`   // points that they bear at once, old and new
	Measures int      `json:"measures"` // new ones at once
	Why      string   `json:"why"`
}

// Bounds of what limits may say; they refuse typing errors, nothing else.
const (
	maxPlanMoney    = 1e9
	maxPlanHours    = 1e6
	maxPlanBurden   = 1000
	maxPlanMeasures = 100
)

// Validate refuses limits that are none, and those without a reason.
func (l PlanLimits) Validate() error {
	in := func(v, most float64) bool { return v >= 0 && v <= most }
	if !in(l.Money, maxPlanMoney) || !in(l.Hours, maxPlanHours) || !in(l.Burden, maxPlanBurden) || l.Measures < 1 || l.Measures > maxPlanMeasures {
		return Invalid("money, hours and burden are 0 or more; at least one new measure is offered at once")
	}
	if strings.TrimSpace(l.Why) == "" || len(l.Why) > maxRemark {
		return Invalid("say who set these limits, and why")
	}
	return CheckID("person", string(l.Person))
}

// Entries about plans; each is sealed for the one person it is about.
const (
	EntryOffered    EntryType = "plan.offered"
	EntryOfferSaid  EntryType = "plan.answered"
	EntryInPlace    EntryType = "plan.inplace"
	EntryUpkept     EntryType = "plan.upkept"
	EntryOfferEnded EntryType = "plan.ended"
	EntryPlanAgreed EntryType = "plan.agreed"
	EntryPlanLimits EntryType = "plan.limits"
)

// OfferState is how an offered measure stands.
type OfferState string

// The states.
const (
	OfferOpen     OfferState = "offered"  // the person has not said anything yet
	OfferAccepted OfferState = "accepted" // not in place yet
	OfferDeclined OfferState = "declined"
	OfferInPlace  OfferState = "in-place" // somebody says that it is in place
	OfferShown    OfferState = "shown"    // it was shown to be in place
	OfferEndedNow OfferState = "ended"
)

// Standing reports whether the measure counts as taken up: accepted, or in place.
func (s OfferState) Standing() bool {
	return s == OfferAccepted || s == OfferInPlace || s == OfferShown
}

// Placed reports whether it is in place.
func (s OfferState) Placed() bool { return s == OfferInPlace || s == OfferShown }
