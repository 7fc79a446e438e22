package desk

import (
	"context"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// may returns the user if they may do an act. A refusal looks exactly like
// something that does not exist.
func (d *Desk) may(by outrider.UserID, act policy.Act) (outrider.User, error) {
	u, ok := d.p.User(by)
	if !ok || !policy.May(u, act) {
		return outrider.User{}, outrider.ErrNotFound
	}
	return u, nil
}

// view returns the picture cut to a user who may do an act.
func (d *Desk) view(by outrider.UserID, act policy.Act) (picture.View, error) {
	u, err := d.may(by, act)
	if err != nil {
		return picture.View{}, err
	}
	return d.p.For(u).At(d.now()), nil
}

// look records that a user looked at some objects, by id, and why. Nothing is
// shown before the look is durable.
func (d *Desk) look(ctx context.Context, by outrider.UserID, body picture.ReadBody) error {
	e, err := d.entry(outrider.EntryRead, by, body)
	if err != nil {
		return err
	}
	return d.record(ctx, ledger.Any(), e)
}

// userName shows who did something; the desk itself has no name.
func (d *Desk) userName(id outrider.UserID) string {
	if id == "" {
		return "the desk"
	}
	if id == outrider.Self {
		return "the person themselves"
	}
	if id == outrider.Receiver {
		return "the receiver, on their own page"
	}
	if u, ok := d.p.User(id); ok {
		return u.Name
	}
	return string(id)
}
