package desk

import (
	"time"

	"outrider"
	"outrider/internal/guidance"
)

// PlanQuery asks for one person's plan. Lang is the language of the person's copy;
// empty: their own.
type PlanQuery struct {
	Person outrider.PersonID `json:"person"`
	Lang   string            `json:"lang,omitempty"`
}

// PlanView is everything about one person's measures: what was offered and what
// became of it, what could be offered, what stays of the risk. Without consent to
// advice nothing of it is there but Stopped.
type PlanView struct {
	Now       time.Time         `json:"now"`
	Person    outrider.PersonID `json:"person"`
	Code      string            `json:"code"`
	Stopped   string            `json:"stopped,omitempty"`
	MayAdvise bool              `json:"may_advise"`
	Level     string            `json:"level"`
	Imminent  bool              `json:"imminent"` // only what works within a day is offered
	Tell      string            `json:"tell"`     // how the person wants to be told

	Lines     []PlanLine       `json:"measures"` // by how they stand: what waits first, what has ended last
	Burden    BurdenView       `json:"burden"`
	Limits    PlanLimitsView   `json:"limits"`
	Risk      *PlanRisk        `json:"risk,omitempty"` // nil: no data, or held back
	Withheld  bool             `json:"withheld,omitempty"`
	NoRisk    string           `json:"no_risk,omitempty"` // why there are no figures
	Proposed  []CandidateLine  `json:"proposed"`          // in the order of what each adds
	Besides   []CandidateLine  `json:"besides"`           // so that the person has a choice
	Others    []CandidateLine  `json:"others"`            // that fit what was reported, by burden
	Scenarios []string         `json:"scenarios"`         // that something points to
	Left      LeftOut          `json:"left_out"`
	Agreed    *AgreedView      `json:"agreed,omitempty"` // the plan that was signed last
	Signed    int              `json:"signed"`           // plans that were signed in all
	Review    time.Time        `json:"review"`           // proposed for the next one
	MaxReview time.Time        `json:"max_review"`
	Copy      []CopyLine       `json:"copy,omitempty"`      // of what stands, for the person, in their language
	Unprinted []string         `json:"unprinted,omitempty"` // titles of what stands and is left off the copy: it must not be found
	Language  string           `json:"language,omitempty"`  // theirs
	Proofs    []outrider.Proof `json:"proofs"`
}

// PlanLine is one offer and what became of it.
type PlanLine struct {
	Offer   string              `json:"offer"`
	Measure string              `json:"measure"`
	Title   string              `json:"title"`
	Cuts    []outrider.Cut      `json:"cuts"`
	Burden  int                 `json:"burden"`
	State   outrider.OfferState `json:"state"`
	Owner   string              `json:"owner"`
	By      string              `json:"by"`
	Offered time.Time           `json:"offered"`
	Answer  time.Time           `json:"answer,omitzero"` // while it waits: when somebody asks
	Due     time.Time           `json:"due,omitzero"`    // while it is accepted: by when it is in place
	Overdue bool                `json:"overdue,omitempty"`
	KeepBy  time.Time           `json:"keep_by,omitzero"` // while it is in place: by when somebody sees to it
	Effect  int                 `json:"effect,omitempty"` // per cent of its effect that it has left, where it lost some
	Level   string              `json:"level"`            // when it was offered
	For     []string            `json:"for,omitempty"`    // threat records and alerts that it answers
	Again   bool                `json:"again,omitempty"`
	Said    *SaidView           `json:"said,omitempty"`   // the last answer
	Proofs  []ProofLine         `json:"proofs,omitempty"` // newest first
	Ended   *EndLine            `json:"ended,omitempty"`
}

// SaidView is an answer as shown. Words of staff are there for whoever may see all
// that they may rest on.
type SaidView struct {
	Accept bool      `json:"accept"`
	Own    bool      `json:"own"` // on their own page
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
	Level  string    `json:"level,omitempty"`
	Note   string    `json:"note,omitempty"`
	Masked bool      `json:"masked,omitempty"`
}

// ProofLine is one word, proof or look at a measure in place.
type ProofLine struct {
	Proof  outrider.Proof `json:"proof,omitempty"` // empty: somebody saw to it
	Photo  string         `json:"photo,omitempty"`
	Since  time.Time      `json:"since"`
	At     time.Time      `json:"at"`
	By     string         `json:"by"`
	Note   string         `json:"note,omitempty"`
	Masked bool           `json:"masked,omitempty"`
}

// EndLine is how an offer or a measure ended.
type EndLine struct {
	How    outrider.EndedHow `json:"how"`
	At     time.Time         `json:"at"`
	By     string            `json:"by"`
	Why    string            `json:"why,omitempty"`
	Masked bool              `json:"masked,omitempty"`
}

// BurdenView is what the plan asks of the person. It is a harm of its own.
type BurdenView struct {
	Standing int  `json:"standing"` // points of what they accepted or have in place
	Waiting  int  `json:"waiting"`  // points of what is offered
	Proposed int  `json:"proposed"` // points of what is proposed besides
	Limit    int  `json:"limit"`
	Over     bool `json:"over,omitempty"`
}

// PlanCost is what measures cost, or may cost.
type PlanCost struct {
	Money    float64 `json:"money"`    // euros a year
	Hours    float64 `json:"hours"`    // staff hours a year
	Burden   float64 `json:"burden"`   // points on the person
	Measures int     `json:"measures"` // new ones
}

// PlanLimitsView are the limits that hold for a person.
type PlanLimitsView struct {
	PlanCost
	Own bool   `json:"own"` // set for this person; else the organisation's
	Why string `json:"why,omitempty"`
}

// PlanRisk is what stays of the risk within a year, step by step. The first is the
// assessed risk itself; the assessment knows nothing of measures, and nothing of
// this is fed back into it.
type PlanRisk struct {
	From     string           `json:"from"` // "the model", or "published by ana"
	Steps    []RiskStep       `json:"steps"`
	Net      string           `json:"net"` // what the proposal is worth less its burden
	Exact    bool             `json:"exact"`
	Note     string           `json:"note"`
	Spent    PlanCost         `json:"spent"` // by the proposal
	Residual outrider.Staying `json:"-"`     // with what was agreed to, for signing
}

// RiskStep is the risk with some measures in place.
type RiskStep struct {
	With  string    `json:"with"`
	Harm  Judgement `json:"harm"`
	Grave Judgement `json:"grave"`
}

// CandidateLine is a measure that could be offered.
type CandidateLine struct {
	Measure  string         `json:"measure"`
	Title    string         `json:"title"`
	Cuts     []outrider.Cut `json:"cuts"`
	Burden   int            `json:"burden"`
	Hours    int            `json:"effect_hours"`
	Who      []string       `json:"who"`
	DoesNot  string         `json:"does_not"`
	Why      string         `json:"why,omitempty"`  // what it adds to those before it
	Next     string         `json:"next,omitempty"` // what would be chosen in its place
	Counted  bool           `json:"counted"`        // it has a number
	Again    bool           `json:"again,omitempty"`
	Declined time.Time      `json:"declined,omitzero"` // when the person last declined it
	Level    string         `json:"level,omitempty"`   // theirs, then
}

// LeftOut counts what is not among the candidates, and why.
type LeftOut struct {
	Declined int `json:"declined"` // at this level: not asked about again
	Slow     int `json:"slow"`     // works too late where danger is imminent
	Heavy    int `json:"heavy"`    // only where danger is imminent: nobody keeps it up for long
	Other    int `json:"other"`    // for scenarios that nothing points to
}

// AgreedView is a plan as it was signed.
type AgreedView struct {
	ID      string            `json:"id"`
	By      string            `json:"by"`
	At      time.Time         `json:"at"`
	Level   string            `json:"level"`
	Burden  int               `json:"burden"`
	Review  time.Time         `json:"review"`
	Overdue bool              `json:"overdue,omitempty"`
	Titles  []string          `json:"measures"`
	Lapsed  []string          `json:"lapsed,omitempty"` // titles of what had lapsed by then
	Before  *outrider.Staying `json:"before,omitempty"` // nil: no data, or held back
	After   *outrider.Staying `json:"after,omitempty"`
	Changed []string          `json:"changed,omitempty"` // since it was signed
	Note    string            `json:"note,omitempty"`
	Masked  bool              `json:"masked,omitempty"`
}

// CopyLine is one measure on the paper that a person takes home.
type CopyLine struct {
	Title   string         `json:"title"`
	Steps   []string       `json:"steps"`
	DoesNot string         `json:"does_not"`
	Due     time.Time      `json:"due,omitzero"` // zero: it is in place
	Stamp   guidance.Stamp `json:"text"`
}
