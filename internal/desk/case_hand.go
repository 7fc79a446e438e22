package desk

import (
	"context"
	"strings"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// OfferCase is the first of two signatures of a hand-over: the owner asks another
// user to take the case.
type OfferCase struct {
	Case outrider.CaseID `json:"case,omitempty"`
	To   string          `json:"to"` // sign-in name
	Note string          `json:"note,omitempty"`
}

// AnswerCase is the second: whoever was asked accepts, or declines and says why.
type AnswerCase struct {
	Case outrider.CaseID `json:"case,omitempty"`
	Take bool            `json:"take"`
	Why  string          `json:"why,omitempty"`
}

// WantCase asks that a case be moved to somebody, by default to whoever asks.
type WantCase struct {
	Case outrider.CaseID `json:"case,omitempty"`
	To   string          `json:"to,omitempty"`
	Why  string          `json:"why"`
}

// MoveCase is a supervisor's word: the case goes to somebody, with or without a
// request; or, with To empty, the request is refused.
type MoveCase struct {
	Case outrider.CaseID `json:"case,omitempty"`
	To   string          `json:"to,omitempty"`
	Why  string          `json:"why"`
}

// mayOwn reports whether somebody may own a case of some people: they work on cases
// and may know of everybody in it.
func (d *Desk) mayOwn(id outrider.UserID, people []outrider.PersonID) bool {
	u, ok := d.p.User(id)
	return ok && policy.May(u, policy.WorkCase) && d.knowsAll(d.p.For(u).At(d.now()), people)
}

// ownerless reports whether nobody looks after an open case: its owner was shut out,
// or may no longer know of somebody in it.
func (d *Desk) ownerless(c *picture.Case) bool { return c.Live() && !d.mayOwn(c.Owner, c.People) }

// newOwner finds who is to own a case.
func (d *Desk) newOwner(name string, c *picture.Case) (outrider.UserID, error) {
	u, ok := d.p.UserNamed(name)
	if !ok || !d.mayOwn(u.ID, c.People) {
		return "", outrider.Invalid("the owner of a case is an active duty officer, case officer or analyst who may know of everybody in it, by name")
	}
	if u.ID == c.Owner {
		return "", &outrider.Error{Code: outrider.CodeConflict, Safe: "this is the owner already"}
	}
	return u.ID, nil
}

func (d *Desk) offerCase(ctx context.Context, by outrider.UserID, o OfferCase) (Outcome, error) {
	_, c, people, err := d.liveCase(by, o.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if c.Owner != by {
		return Outcome{}, errOwner
	}
	to, err := d.newOwner(o.To, c)
	if err != nil {
		return Outcome{}, err
	}
	e, err := d.noted(outrider.EntryCaseOffered, by, picture.CaseHandBody{Hand: outrider.CaseHand{Case: c.ID, From: by, To: to}}, o.Note, people)
	return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
}

func (d *Desk) answerCase(ctx context.Context, by outrider.UserID, a AnswerCase) (Outcome, error) {
	_, c, people, err := d.liveCase(by, a.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	switch {
	case c.Offer == nil || c.Offer.Hand.To != by:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "there is no hand-over of this case for you to sign", Hint: "its owner offers it; or ask that it be moved"}
	case a.Take && !d.mayOwn(by, c.People):
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this case cannot be yours any more", Hint: "decline it; a supervisor gives it to somebody else"}
	case !a.Take && strings.TrimSpace(a.Why) == "":
		return Outcome{}, outrider.Invalid("say why you cannot take it")
	}
	hand := outrider.CaseHand{Case: c.ID, From: c.Owner, To: by, Yes: a.Take}
	e, err := d.noted(outrider.EntryCaseAnswered, by, picture.CaseHandBody{Hand: hand}, a.Why, people)
	return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
}

func (d *Desk) wantCase(ctx context.Context, by outrider.UserID, w WantCase) (Outcome, error) {
	v, c, people, err := d.liveCase(by, w.Case, policy.WorkCase)
	if err != nil {
		return Outcome{}, err
	}
	if strings.TrimSpace(w.Why) == "" {
		return Outcome{}, outrider.Invalid("say why the case should be moved")
	}
	name := w.To
	if strings.TrimSpace(name) == "" {
		name = v.User().Name
	}
	to, err := d.newOwner(name, c)
	if err != nil {
		return Outcome{}, err
	}
	e, err := d.noted(outrider.EntryCaseWanted, by, picture.CaseHandBody{Hand: outrider.CaseHand{Case: c.ID, From: c.Owner, To: to}}, w.Why, people)
	return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
}

// moveCase is done by a supervisor, never by the owner: an owner hands over, and the
// other signs. Nor does anybody answer their own request.
func (d *Desk) moveCase(ctx context.Context, by outrider.UserID, m MoveCase) (Outcome, error) {
	_, c, people, err := d.liveCase(by, m.Case, policy.Approve)
	if err != nil {
		return Outcome{}, err
	}
	switch {
	case c.Owner == by:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this case is yours: hand it over, and the other signs"}
	case c.Wanted != nil && c.Wanted.By == by && !d.ownerless(c):
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "you asked for this: somebody else answers", Hint: "ask another duty officer or case officer"}
	case strings.TrimSpace(m.Why) == "":
		return Outcome{}, outrider.Invalid("say why it is moved, or why it is not")
	}
	hand := outrider.CaseHand{Case: c.ID, From: c.Owner}
	if strings.TrimSpace(m.To) == "" {
		if c.Wanted == nil {
			return Outcome{}, outrider.Invalid("say to whom the case goes, by name")
		}
		hand.To = c.Wanted.Hand.To
		e, err := d.noted(outrider.EntryCaseUnmoved, by, picture.CaseHandBody{Hand: hand}, m.Why, people)
		return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
	}
	if hand.To, err = d.newOwner(m.To, c); err != nil {
		return Outcome{}, err
	}
	e, err := d.noted(outrider.EntryCaseMoved, by, picture.CaseHandBody{Hand: hand}, m.Why, people)
	return Outcome{ID: string(c.ID)}, d.fact(ctx, e, err)
}
