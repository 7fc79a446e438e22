package picture

import (
	"cmp"
	"maps"
	"slices"

	"outrider"
)

// ApprovalBody is the body of approval.asked; why it is asked stands in a note.
type ApprovalBody struct {
	Approval outrider.Approval `json:"approval"`
}

// ApprovalSettledBody is the body of approval.given and of approval.refused.
type ApprovalSettledBody struct {
	Settled outrider.ApprovalSettled `json:"settled"`
}

// approving is what a change says of approvals: one of its fields is set, or none.
type approving struct {
	asked   *ApprovalBody
	settled *ApprovalSettledBody
}

// target is Change.target for these entries.
func (a *approving) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryApprovalAsked:
		return into(&a.asked), true
	case outrider.EntryApprovalGiven, outrider.EntryApprovalRefused:
		return into(&a.settled), true
	}
	return nil, false
}

// Words is a text and under whose keys it was sealed: it goes with any of them.
type Words struct {
	Text  string
	Whose []outrider.PersonID
}

// forget drops the text where somebody in it is gone, as a fold without the key does.
func (w *Words) forget(id outrider.PersonID) {
	if slices.Contains(w.Whose, id) {
		*w = Words{}
	}
}

// words is the note of a change.
func (c Change) words() Words { return Words{Text: c.note, Whose: c.whose} }

// Approval is an act put before a second person, and their word.
type Approval struct {
	outrider.Approval
	Signed
	Why      Words
	State    string // one of the states below
	Answered Signed
	Role     outrider.Role
	Answer   Words
}

// States of an approval.
const (
	ApprovalWaits    = "waits"
	ApprovalGiven    = "given"
	ApprovalRefused  = "refused"
	ApprovalReplaced = "replaced" // the same act was put forward anew
)

// applyApproval keeps what was asked and what was answered. Asking again about the
// same thing takes the place of a question that still waits.
func (p *Picture) applyApproval(c Change) {
	made := Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
	switch {
	case c.approving.asked != nil:
		a := c.approving.asked.Approval
		a.People = slices.DeleteFunc(slices.Clone(a.People), p.isGone)
		for _, old := range p.approvals {
			if old.Act == a.Act && old.About == a.About && old.State == ApprovalWaits {
				old.State = ApprovalReplaced
			}
		}
		if len(a.People) == 0 {
			return
		}
		p.approvals[a.ID] = &Approval{Approval: a, Signed: made, Why: c.words(), State: ApprovalWaits}
	case c.approving.settled != nil:
		s := c.approving.settled.Settled
		a := p.approvals[s.ID]
		if a == nil || a.State != ApprovalWaits {
			return
		}
		a.State, a.Answered, a.Role, a.Answer = ApprovalRefused, made, s.Role, c.words()
		if c.Type == outrider.EntryApprovalGiven {
			a.State = ApprovalGiven
		}
	}
}

// isGone reports whether somebody is not, or no longer, in the register.
func (p *Picture) isGone(id outrider.PersonID) bool {
	x := p.people[id]
	return x == nil || x.Erased
}

// forgetApprovals drops a person from what was put before a second person.
func (p *Picture) forgetApprovals(id outrider.PersonID) {
	for k, a := range p.approvals {
		a.People = slices.DeleteFunc(a.People, func(x outrider.PersonID) bool { return x == id })
		a.Why.forget(id)
		a.Answer.forget(id)
		if len(a.People) == 0 {
			delete(p.approvals, k)
		}
	}
}

// Approval returns an approval by id.
func (p *Picture) Approval(id outrider.ApprovalID) (*Approval, bool) {
	a, ok := p.approvals[id]
	return a, ok
}

// Approvals lists every approval in the order in which they were asked for.
func (p *Picture) Approvals() []*Approval {
	return slices.SortedFunc(maps.Values(p.approvals), func(a, b *Approval) int { return cmp.Compare(a.Seq, b.Seq) })
}

// ApprovalOf is the newest approval of an act on a thing; nil where none was asked for.
func (p *Picture) ApprovalOf(act outrider.ApprovalAct, about string) *Approval {
	var last *Approval
	for _, a := range p.approvals {
		if a.Act == act && a.About == about && (last == nil || a.Seq > last.Seq) {
			last = a
		}
	}
	return last
}
