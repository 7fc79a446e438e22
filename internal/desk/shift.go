package desk

import (
	"context"
	"strings"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// OfferShift hands the desk over to somebody: the first of two signatures.
type OfferShift struct {
	To   string // sign-in name
	Note string // what was promised, what to watch
}

// AcceptShift is the second signature. Where nobody has the desk, or whoever has it
// cannot be asked, somebody takes it alone and says why.
type AcceptShift struct{ Why string }

// errShift says who may sign a hand-over.
var errShift = &outrider.Error{Code: outrider.CodeConflict, Safe: "there is no hand-over for you to sign", Hint: "whoever has the desk offers it; where they cannot be asked, take it and say why"}

func (d *Desk) offerShift(ctx context.Context, by outrider.UserID, o OfferShift) (Outcome, error) {
	if _, err := d.may(by, policy.DecideAlert); err != nil {
		return Outcome{}, err
	}
	now, _, _ := d.p.Shift()
	if now.ID != "" && now.To != by {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "somebody else has the desk", Hint: "ask them to hand it over, or take it and say why"}
	}
	to, ok := d.p.UserNamed(o.To)
	if !ok || to.ID == by || !policy.May(to, policy.DecideAlert) {
		return Outcome{}, outrider.Invalid("the desk is handed over to another active duty officer, case officer or analyst, by name")
	}
	return d.shift(ctx, outrider.EntryShift, by, d.shiftNow(outrider.Shift{From: by, To: to.ID, Note: strings.TrimSpace(o.Note)}))
}

func (d *Desk) acceptShift(ctx context.Context, by outrider.UserID, a AcceptShift) (Outcome, error) {
	if _, err := d.may(by, policy.DecideAlert); err != nil {
		return Outcome{}, err
	}
	now, _, offer := d.p.Shift()
	why := strings.TrimSpace(a.Why)
	switch {
	case offer.ID != "" && offer.To == by:
		return d.shift(ctx, outrider.EntryShiftTaken, by, offer)
	case now.ID != "" && now.To == by:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "you have the desk already"}
	case now.ID == "" || why != "":
		return d.shift(ctx, outrider.EntryShiftTaken, by, d.shiftNow(outrider.Shift{To: by, Note: why}))
	}
	return Outcome{}, errShift
}

// shiftNow is a hand-over with everything that is open now.
func (d *Desk) shiftNow(s outrider.Shift) outrider.Shift {
	s.ID, s.At = d.o.NewID("h"), d.now()
	for _, x := range d.p.OpenDuties() {
		s.Duties = append(s.Duties, x.ID)
	}
	for _, id := range d.p.Threads() {
		t, _ := d.p.Thread(id)
		if a := d.leading(t); a != nil && !quiet(t) {
			s.Alerts = append(s.Alerts, a.Alert.ID)
		}
	}
	return s
}

func (d *Desk) shift(ctx context.Context, t outrider.EntryType, by outrider.UserID, s outrider.Shift) (Outcome, error) {
	e, err := d.entry(t, by, picture.ShiftBody{Shift: s})
	return Outcome{ID: s.ID}, d.fact(ctx, e, err)
}
