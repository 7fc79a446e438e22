package picture

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"outrider"
)

// CaseBody is the body of case.opened; why stands in a note, as with all below.
type CaseBody struct {
	Case outrider.Case `json:"case"`
}

// CaseLinkedBody is the body of case.linked.
type CaseLinkedBody struct {
	Linked outrider.CaseLinked `json:"linked"`
}

// CaseNotedBody is the body of case.noted.
type CaseNotedBody struct {
	Noted outrider.CaseNoted `json:"noted"`
}

// CaseStandingBody is the body of case.standing.
type CaseStandingBody struct {
	Standing outrider.CaseStanding `json:"standing"`
}

// CaseHandBody is the body of every step of a change of owner.
type CaseHandBody struct {
	Hand outrider.CaseHand `json:"hand"`
}

// CaseClosingBody is the body of case.closing and of case.closed.
type CaseClosingBody struct {
	Closing outrider.CaseClosing `json:"closing"`
}

// CaseReopenedBody is the body of case.reopened.
type CaseReopenedBody struct {
	Reopened outrider.CaseReopened `json:"reopened"`
}

// casing is what a change says of a case: one of its fields is set, or none.
type casing struct {
	opened   *CaseBody
	linked   *CaseLinkedBody
	noted    *CaseNotedBody
	standing *CaseStandingBody
	hand     *CaseHandBody
	closing  *CaseClosingBody
	reopened *CaseReopenedBody
}

// target is Change.target for these entries.
func (j *casing) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryCaseOpened:
		return into(&j.opened), true
	case outrider.EntryCaseLinked:
		return into(&j.linked), true
	case outrider.EntryCaseNoted:
		return into(&j.noted), true
	case outrider.EntryCaseStanding:
		return into(&j.standing), true
	case outrider.EntryCaseOffered, outrider.EntryCaseAnswered, outrider.EntryCaseWanted, outrider.EntryCaseMoved, outrider.EntryCaseUnmoved:
		return into(&j.hand), true
	case outrider.EntryCaseClosing, outrider.EntryCaseClosed:
		return into(&j.closing), true
	case outrider.EntryCaseReopened:
		return into(&j.reopened), true
	}
	return nil, false
}

// of names the case that a change is about.
func (j casing) of() outrider.CaseID {
	switch {
	case j.linked != nil:
		return j.linked.Linked.Case
	case j.noted != nil:
		return j.noted.Noted.Case
	case j.standing != nil:
		return j.standing.Standing.Case
	case j.hand != nil:
		return j.hand.Hand.Case
	case j.closing != nil:
		return j.closing.Closing.Case
	case j.reopened != nil:
		return j.reopened.Reopened.Case
	}
	return ""
}

// CaseStep is one thing that happened to a case.
type CaseStep struct {
	Signed
	Type  outrider.EntryType
	ID    string // of the entry
	Words Words
	Link  outrider.CaseLink // of what was added or taken away
	Gone  bool
	Hand  outrider.CaseHand
	Close outrider.CaseClosing
	Until time.Time
	Alert outrider.AlertID // that opened it again
	Talk  bool             // a note of a conversation
}

// Case is a case and all that happened to it.
type Case struct {
	outrider.Case
	Opened  Signed
	Why     Words
	Links   []outrider.CaseLink // all but the people, in the order in which they were added
	Steps   []CaseStep          // oldest first
	Until   time.Time           // for what is waited until then
	Offer   *CaseStep           // waits for the other's signature
	Wanted  *CaseStep           // a request to move it, not yet answered
	Closing *CaseStep           // proposed, or done where the case is closed
	Since   time.Time           // when it was opened, or opened again
	Worked  time.Time           // last sign of work of its owner
	state   outrider.CaseState
}

// State is how the case stands. One of which nobody is left in the register is closed.
func (c *Case) State() outrider.CaseState {
	if len(c.People) == 0 {
		return outrider.CaseClosed
	}
	return c.state
}

// Live reports whether somebody has to look after the case.
func (c *Case) Live() bool { return c.State() != outrider.CaseClosed }

// Holds reports whether something is kept with the case.
func (c *Case) Holds(l outrider.CaseLink) bool {
	if l.Kind == outrider.LinkPerson {
		return slices.Contains(c.People, outrider.PersonID(l.ID))
	}
	return slices.Contains(c.Links, l)
}

// applyCase keeps what happens to cases.
func (p *Picture) applyCase(c Change) {
	made := Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
	if o := c.casing.opened; o != nil {
		x := &Case{Case: o.Case, Opened: made, Why: c.words(), Links: slices.Clone(o.Case.From), Since: c.Recorded, Worked: c.Recorded, state: outrider.CaseOpen}
		x.People = slices.DeleteFunc(slices.Clone(x.People), p.isGone)
		p.cases[x.ID] = x
		return
	}
	x := p.cases[c.casing.of()]
	if x == nil {
		return
	}
	step := CaseStep{Signed: made, Type: c.Type, ID: c.ID, Words: c.words()}
	switch j := c.casing; {
	case j.linked != nil:
		step.Link, step.Gone = j.linked.Linked.Link, j.linked.Linked.Gone
		p.linkCase(x, j.linked.Linked)
	case j.noted != nil:
		step.Talk = j.noted.Noted.Contact
	case j.standing != nil:
		x.state, x.Until, step.Until = j.standing.Standing.State, j.standing.Standing.Until, j.standing.Standing.Until
	case j.hand != nil:
		step.Hand = j.hand.Hand
		x.hand(&step)
	case j.closing != nil:
		step.Close = j.closing.Closing
		x.Closing = &step
		if c.Type == outrider.EntryCaseClosed {
			x.state, x.Until, x.Offer, x.Wanted = outrider.CaseClosed, time.Time{}, nil, nil
		}
	case j.reopened != nil:
		step.Alert = j.reopened.Reopened.Alert
		x.state, x.Closing, x.Since = outrider.CaseOpen, nil, c.Recorded
	}
	if c.By == x.Owner {
		x.Worked = c.Recorded
	}
	x.Steps = append(x.Steps, step)
}

// linkCase adds something to a case or takes it away; somebody who is gone from the
// register is not added.
func (p *Picture) linkCase(x *Case, l outrider.CaseLinked) {
	who := outrider.PersonID(l.Link.ID)
	switch {
	case l.Link.Kind == outrider.LinkPerson && l.Gone:
		x.People = slices.DeleteFunc(x.People, func(id outrider.PersonID) bool { return id == who })
	case l.Link.Kind == outrider.LinkPerson:
		if !x.Holds(l.Link) && !p.isGone(who) {
			x.People = append(x.People, who)
		}
	case l.Gone:
		x.Links = slices.DeleteFunc(x.Links, func(y outrider.CaseLink) bool { return y == l.Link })
	case !x.Holds(l.Link):
		x.Links = append(x.Links, l.Link)
	}
}

// hand takes a step of a change of owner. The owner changes in one step, so that
// there is no moment without one.
func (x *Case) hand(s *CaseStep) {
	switch s.Type {
	case outrider.EntryCaseOffered:
		x.Offer = s
	case outrider.EntryCaseAnswered:
		x.Offer = nil
		if s.Hand.Yes {
			x.owned(s)
		}
	case outrider.EntryCaseWanted:
		x.Wanted = s
	case outrider.EntryCaseMoved:
		x.Offer = nil
		x.owned(s)
	case outrider.EntryCaseUnmoved:
		x.Wanted = nil
	}
}

func (x *Case) owned(s *CaseStep) {
	x.Owner, x.Wanted, x.Worked = s.Hand.To, nil, s.At
}

// forgetCases takes a person out of every case, and every word sealed for them.
func (p *Picture) forgetCases(id outrider.PersonID) {
	for _, x := range p.cases {
		x.People = slices.DeleteFunc(x.People, func(y outrider.PersonID) bool { return y == id })
		x.Why.forget(id)
		for i := range x.Steps {
			x.Steps[i].Words.forget(id)
		}
		for _, s := range []*CaseStep{x.Offer, x.Wanted, x.Closing} {
			if s != nil {
				s.Words.forget(id)
			}
		}
	}
}

// Case returns a case by id.
func (p *Picture) Case(id outrider.CaseID) (*Case, bool) {
	x, ok := p.cases[id]
	return x, ok
}

// Cases lists every case in the order in which they were opened.
func (p *Picture) Cases() []*Case {
	return slices.SortedFunc(maps.Values(p.cases), func(a, b *Case) int { return cmp.Compare(a.Opened.Seq, b.Opened.Seq) })
}

// Case returns a case of somebody of whom the user may know, with the people in it
// of whom they may: the others are not there.
func (v View) Case(id outrider.CaseID) (x *Case, people []*Person, ok bool) {
	x, ok = v.p.cases[id]
	if !ok {
		return nil, nil, false
	}
	for _, who := range x.People {
		if y, ok := v.Person(who); ok && !y.Erased {
			people = append(people, y)
		}
	}
	return x, people, len(people) > 0
}

// Said is a text where the user may know of everybody for whom it was sealed.
func (v View) Said(w Words) string {
	for _, id := range w.Whose {
		if _, ok := v.Person(id); !ok {
			return ""
		}
	}
	return w.Text
}
