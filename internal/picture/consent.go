package picture

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"outrider"
	"outrider/internal/policy"
)

// ConsentBody is the body of consent.given, sealed for the person, as all below are.
type ConsentBody struct {
	Consent outrider.Consent `json:"consent"`
}

// WithdrawnBody is the body of consent.withdrawn.
type WithdrawnBody struct {
	Withdrawal outrider.Withdrawal `json:"withdrawal"`
}

// WithheldBody is the body of consent.withheld: the whole list, as it stands from now on.
type WithheldBody struct {
	Person outrider.PersonID `json:"person"`
	From   []string          `json:"from"`
}

// WishesBody is the record part of person.wishes; the identity part holds an
// outrider.Wants.
type WishesBody struct {
	Person  outrider.PersonID `json:"person"`
	Telling outrider.Telling  `json:"telling,omitempty"`
}

// PassedBody is the body of passed.on; PassedSettledBody that of passed.settled.
type PassedBody struct {
	Passed outrider.Passed `json:"passed"`
}

// PassedSettledBody is a second person's word.
type PassedSettledBody struct {
	Settled outrider.PassedSettled `json:"settled"`
}

// RecallBody is the body of recall.opened; RecallClosedBody that of recall.closed.
type RecallBody struct {
	Recall outrider.Recall `json:"recall"`
}

// RecallClosedBody says what became of a recall.
type RecallClosedBody struct {
	Closed outrider.RecallClosed `json:"closed"`
}

// consenting is what a change says of consent: one of its fields is set, or none.
type consenting struct {
	given    *ConsentBody
	taken    *WithdrawnBody
	withheld *WithheldBody
	wishes   *WishesBody
	wants    *outrider.Wants // of wishes; nil once the identity key is destroyed
	passed   *PassedBody
	settled  *PassedSettledBody
	recall   *RecallBody
	closed   *RecallClosedBody
}

// target is Change.target for these entries.
func (j *consenting) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryConsent:
		return into(&j.given), true
	case outrider.EntryWithdrawn:
		return into(&j.taken), true
	case outrider.EntryWithheld:
		return into(&j.withheld), true
	case outrider.EntryWishes:
		return into(&j.wishes), true
	case outrider.EntryPassed:
		return into(&j.passed), true
	case outrider.EntryPassedSettled:
		return into(&j.settled), true
	case outrider.EntryRecall:
		return into(&j.recall), true
	case outrider.EntryRecallClosed:
		return into(&j.closed), true
	}
	return nil, false
}

// person is whom the change is about.
func (j consenting) person() outrider.PersonID {
	switch {
	case j.given != nil:
		return j.given.Consent.Person
	case j.taken != nil:
		return j.taken.Withdrawal.Person
	case j.withheld != nil:
		return j.withheld.Person
	case j.wishes != nil:
		return j.wishes.Person
	case j.passed != nil:
		return j.passed.Passed.Person
	case j.settled != nil:
		return j.settled.Settled.Person
	case j.recall != nil:
		return j.recall.Recall.Person
	case j.closed != nil:
		return j.closed.Closed.Person
	}
	return ""
}

// decodeWishes reads how a person wants to be told and, where their identity can
// be opened, how to reach them.
func (c *Change) decodeWishes() error {
	for _, p := range c.Parts {
		if p.Erased {
			continue
		}
		into := any(&c.consenting.wishes)
		if p.Purpose == outrider.PurposeIdentity {
			into = &c.consenting.wants
		}
		if err := json.Unmarshal(p.Body, into); err != nil {
			return err
		}
	}
	if len(c.Parts) == 0 {
		return errors.New("no parts")
	}
	c.erased = c.consenting.wishes == nil
	return nil
}

// ConsentWord is one yes or one no.
type ConsentWord struct {
	Given *outrider.Consent
	Taken *outrider.Withdrawal
	Signed
}

// Passed is something passed on, or waiting to be, and the second person's word.
type Passed struct {
	outrider.Passed
	Signed
	Settled   *outrider.PassedSettled
	SettledBy Signed
}

// Waits reports whether a second person must still say whether it may be passed on.
func (p *Passed) Waits() bool { return p.Ground != "" && p.Settled == nil }

// Went reports whether it was passed on.
func (p *Passed) Went() bool { return p.Ground == "" || p.Settled != nil && p.Settled.Confirm }

// Recall is one recall and what became of it.
type Recall struct {
	outrider.Recall
	Signed
	Closed   *outrider.RecallClosed // nil: open
	ClosedBy Signed
}

// Consenting is what a person agreed to and wishes, and what left the desk about them.
type Consenting struct {
	Consents outrider.Consents
	Words    []*ConsentWord // oldest first
	Passed   []*Passed
	Recalls  []*Recall
	Telling  outrider.Telling
	Wants    *outrider.Wants // nil: nothing was said, or the identity is gone
}

// applyConsent keeps a yes, a no, a wish, or what was passed on.
func (p *Picture) applyConsent(c Change) {
	x := p.people[c.consenting.person()]
	if x == nil || x.Erased {
		return
	}
	made := Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
	switch j := c.consenting; {
	case j.given != nil:
		x.Consents = x.Consents.Give(j.given.Consent)
		x.Words = append(x.Words, &ConsentWord{Given: &j.given.Consent, Signed: made})
	case j.taken != nil:
		x.Consents = x.Consents.Withdraw(j.taken.Withdrawal, c.Recorded)
		if j.taken.Withdrawal.Purpose == outrider.ForRecord {
			x.Offline, x.Devices = false, nil // a later yes does not wake a phone that was given up
		}
		x.Words = append(x.Words, &ConsentWord{Taken: &j.taken.Withdrawal, Signed: made})
	case j.withheld != nil:
		x.Consents.Withheld = j.withheld.From
	case j.wishes != nil:
		x.Telling, x.Wants = j.wishes.Telling, j.wants
	case j.passed != nil:
		x.Passed = append(x.Passed, &Passed{Passed: j.passed.Passed, Signed: made})
	case j.settled != nil:
		if q := x.PassedOn(j.settled.Settled.Passed); q != nil && q.Waits() {
			q.Settled, q.SettledBy = &j.settled.Settled, made
		}
	case j.recall != nil:
		x.Recalls = append(x.Recalls, &Recall{Recall: j.recall.Recall, Signed: made})
	case j.closed != nil:
		if r := x.Recall(j.closed.Closed.Recall); r != nil && r.Closed == nil {
			r.Closed, r.ClosedBy = &j.closed.Closed, made
		}
	}
}

// PassedOn returns something passed on by id; nil where there is none.
func (x *Person) PassedOn(id string) *Passed {
	i := slices.IndexFunc(x.Passed, func(p *Passed) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return x.Passed[i]
}

// Recall returns a recall by id; nil where there is none.
func (x *Person) Recall(id string) *Recall {
	i := slices.IndexFunc(x.Recalls, func(r *Recall) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return x.Recalls[i]
}

// ConsentOf carries what is agreed to today into a picture of the past: what was
// visible then is not visible now where the person has said no since.
func (p *Picture) ConsentOf(today *Picture) {
	for id, x := range p.people {
		if y := today.people[id]; y != nil {
			x.Consents = y.Consents
		}
	}
}

// Allows reports whether a purpose is open to the desk's own thinking about a person.
func (x *Person) Allows(p outrider.ConsentPurpose, now time.Time) bool {
	return !x.Erased && policy.Thinks(p, x.Consents, now)
}

// Knows reports whether a user may know anything of a person at all: as somebody
// of the desk by the record, as somebody of another house by what was shared.
func (v View) Knows(x *Person) bool {
	return policy.Flow(outrider.ForRecord, x.Consents, v.to, v.now).OK
}

// Denied reports whether a person wants the user to be told nothing about them.
func (v View) Denied(x *Person) bool {
	return policy.Flow(outrider.ForRecord, x.Consents, v.to, v.now).Denied
}

// People lists everybody of whom the user may know, in the order of Picture.People.
func (v View) People() []*Person {
	return slices.DeleteFunc(v.p.People(), func(x *Person) bool { return !v.Knows(x) })
}

// agreed reports whether those whom a report is about let a user see it. One who
// asked that this user be told nothing is enough to close it, and so is one who
// did not agree to share with another house. To the desk's own staff a report
// stays open while one of several lets it, because it is their record too; and an
// urgent one stays open whoever withdrew, because a life is at risk.
func (v View) agreed(it *Item) bool {
	open := len(it.Report.About) == 0
	for _, id := range it.Report.About {
		x := v.p.people[id]
		if x == nil || x.Erased {
			continue
		}
		l := policy.Flow(outrider.ForRecord, x.Consents, v.to, v.now)
		if l.Denied || !l.OK && !v.to.Desk {
			return false
		}
		open = open || l.OK || it.Report.Urgent()
	}
	return open
}
