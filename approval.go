package outrider

import (
	"slices"
	"time"
)

// ApprovalID names an act that was put before a second person.
type ApprovalID string

// ApprovalAct is a sort of act that may need a second person's word before it is
// done. Which of them do is the organisation's rule; see docs/design/cases.md.
type ApprovalAct string

// The acts.
const (
	ApprovePublished ApprovalAct = "judgement-published" // before a person is told a figure
	ApprovePlan      ApprovalAct = "plan-agreed"         // before a plan is agreed with them
	ApproveNoWarning ApprovalAct = "no-warning"          // before a warning is held back
	ApproveReferral  ApprovalAct = "referral-sent"       // before anything about them goes to another house
	ApproveClosure   ApprovalAct = "case-closed"         // before a threat's file is closed
)

// ApprovalActs lists every act that a rule may name.
var ApprovalActs = []ApprovalAct{ApprovePublished, ApprovePlan, ApproveNoWarning, ApproveReferral, ApproveClosure}

// Approval is an act put before a second person. Of is a hash of exactly what is to
// be done: a word given for one text is none for another.
type Approval struct {
	ID     ApprovalID  `json:"id"`
	Act    ApprovalAct `json:"act"`
	About  string      `json:"about"` // id of the plan, record, referral or case
	Of     string      `json:"of"`
	People []PersonID  `json:"people"` // whom the act concerns
	By     time.Time   `json:"by"`     // an answer is late after it
}

// Validate refuses an approval of nothing or about nobody.
func (a Approval) Validate() error {
	if err := CheckID("approval", string(a.ID)); err != nil {
		return err
	}
	if err := CheckID("act's", a.About); err != nil {
		return err
	}
	switch {
	case !slices.Contains(ApprovalActs, a.Act):
		return Invalid("no rule knows this sort of act")
	case a.Of == "" || len(a.Of) > 128:
		return Invalid("an approval says what exactly is approved")
	case len(a.People) == 0:
		return Invalid("an approval says whom the act concerns")
	case a.By.IsZero():
		return Invalid("an approval is asked for by a moment")
	}
	return nil
}

// ApprovalSettled is the second person's word and the role in which they gave it.
type ApprovalSettled struct {
	ID   ApprovalID `json:"id"`
	Role Role       `json:"role"`
}

// Entries about approvals. Ids and roles are the desk's own; what was said is sealed
// for the people whom the act concerns.
const (
	EntryApprovalAsked   EntryType = "approval.asked"
	EntryApprovalGiven   EntryType = "approval.given"
	EntryApprovalRefused EntryType = "approval.refused"
)
