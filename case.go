package outrider

import (
	"slices"
	"time"
)

// CaseID names a case. It is random and says nothing about anybody.
type CaseID string

// Case is a live file on one threat to one or more people. It has exactly one owner
// for as long as it is open.
type Case struct {
	ID     CaseID     `json:"id"`
	People []PersonID `json:"people"`
	Owner  UserID     `json:"owner"`
	From   []CaseLink `json:"from,omitempty"` // what it was opened from
}

// CaseLink is one thing that is kept with a case, by id alone: what it says is seen
// by whoever may see the thing itself.
type CaseLink struct {
	Kind LinkKind `json:"kind"`
	ID   string   `json:"id"`
}

// LinkKind is what a link leads to.
type LinkKind string

// The kinds.
const (
	LinkPerson  LinkKind = "person"
	LinkAlert   LinkKind = "alert"
	LinkReport  LinkKind = "report"
	LinkFinding LinkKind = "finding"
	LinkTask    LinkKind = "task"
	LinkRecord  LinkKind = "record" // a threat-to-life record
	LinkPlan    LinkKind = "plan"
)

// LinkKinds lists every kind.
var LinkKinds = []LinkKind{LinkPerson, LinkAlert, LinkReport, LinkFinding, LinkTask, LinkRecord, LinkPlan}

// CaseState is how a case stands.
type CaseState string

// The states. A waiting case is open: it says for what, and until when.
const (
	CaseOpen    CaseState = "open"
	CaseWaiting CaseState = "waiting"
	CaseClosed  CaseState = "closed"
)

// CaseLinked adds something to a case or takes it away.
type CaseLinked struct {
	Case CaseID   `json:"case"`
	Link CaseLink `json:"link"`
	Gone bool     `json:"gone,omitempty"`
}

// CaseNoted is something that was done or said. The words are sealed for those whom
// they concern.
type CaseNoted struct {
	Case    CaseID `json:"case"`
	Contact bool   `json:"contact,omitempty"` // somebody spoke with a person under protection
}

// CaseStanding says that a case waits until a day, or goes on.
type CaseStanding struct {
	Case  CaseID    `json:"case"`
	State CaseState `json:"state"`
	Until time.Time `json:"until,omitzero"`
}

// CaseHand is a step of a change of owner: an offer, the answer to it, a request to
// be moved, the answer to that, or the move itself.
type CaseHand struct {
	Case CaseID `json:"case"`
	From UserID `json:"from,omitempty"`
	To   UserID `json:"to,omitempty"`
	Yes  bool   `json:"yes,omitempty"` // of an answer
}

// CaseClosing is a closing: the listed ground, and the other case or the referral on
// which it rests. Why, and what would open it again, are sealed.
type CaseClosing struct {
	Case   CaseID `json:"case"`
	Ground string `json:"ground"`
	Other  string `json:"other,omitempty"`
}

// CaseReopened opens a closed case again; an alert does so by itself.
type CaseReopened struct {
	Case  CaseID  `json:"case"`
	Alert AlertID `json:"alert,omitempty"`
}

// GroundErased is the ground of a case of which nobody is left in the register. It
// needs no act: the erasure was one.
const GroundErased = "erased"

// Entries about cases. Ids are the desk's own; words are sealed for the people whom
// they concern.
const (
	EntryCaseOpened   EntryType = "case.opened"
	EntryCaseLinked   EntryType = "case.linked"
	EntryCaseNoted    EntryType = "case.noted"
	EntryCaseStanding EntryType = "case.standing"
	EntryCaseOffered  EntryType = "case.offered"   // the owner asks another user to take it
	EntryCaseAnswered EntryType = "case.answered"  // who accepts or declines: the second signature
	EntryCaseWanted   EntryType = "case.wanted"    // somebody asks that it be moved
	EntryCaseMoved    EntryType = "case.moved"     // a supervisor gives it to another user
	EntryCaseUnmoved  EntryType = "case.not-moved" // a supervisor refuses to
	EntryCaseClosing  EntryType = "case.closing"   // proposed: waits for a second person
	EntryCaseClosed   EntryType = "case.closed"
	EntryCaseReopened EntryType = "case.reopened"
)

// The sorts of duty that cases, referrals and approvals bring about.
const (
	DutyCase      DutySort = "case-silent"         // the owner of a case gives a sign of work
	DutyOwnerless DutySort = "case-ownerless"      // nobody looks after an open case
	DutyReopened  DutySort = "case-reopened"       // an alert has opened a case again
	DutyHandOver  DutySort = "case-hand-over"      // somebody was asked to take a case
	DutyMove      DutySort = "case-move"           // somebody asked that a case be moved
	DutyReferral  DutySort = "referral-unanswered" // another house was asked, or its leave has run out
	DutyApproval  DutySort = "approval-waiting"    // an act waits for a second person
)

// Validate refuses a case about nobody or without an owner.
func (c Case) Validate() error {
	if err := CheckID("case", string(c.ID)); err != nil {
		return err
	}
	if len(c.People) == 0 {
		return Invalid("a case is about at least one person in the register")
	}
	if c.Owner == "" {
		return Invalid("a case has an owner")
	}
	for _, l := range c.From {
		if err := l.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Validate refuses a link to nothing that a case can hold.
func (l CaseLink) Validate() error {
	if !slices.Contains(LinkKinds, l.Kind) {
		return Invalid("a case holds people, alerts, reports, findings, tasks, records and plans")
	}
	return CheckID(string(l.Kind), l.ID)
}
