package desk

import (
	"outrider"
	"outrider/internal/picture"
)

// consentDuties asks for what consent leaves to be done about a person: to get back
// what had left the house, which a withdrawal does not end, and to ask again before a
// yes runs out.
func (d *Desk) consentDuties(x *picture.Person, add adder) {
	id := x.Protectee.ID
	for _, r := range x.Recalls {
		if r.Closed == nil {
			add(outrider.Duty{Sort: outrider.DutyRecall, Person: id, About: r.ID, Owner: r.Owner, Level: outrider.LevelLook, Due: r.At, By: r.Due}, r.At)
		}
	}
	now := d.now()
	if !x.Allows(outrider.ForRecord, now) {
		return
	}
	var first *LapseLine
	for _, l := range lapses(x, now, d.o.Consent.Soon) {
		if first == nil || l.Expires.Before(first.Expires) {
			first = &l
		}
	}
	if first != nil {
		add(outrider.Duty{Sort: outrider.DutyRenewal, Person: id, About: string(id), Level: outrider.LevelLook, Due: first.Expires.Add(-d.o.Consent.Soon), By: first.Expires}, first.Expires)
	}
}

// mayKnowDuty reports whether a user may know of the duty about a person: of somebody
// of whom they may know, or a recall that is theirs to do after the page has closed.
func (d *Desk) mayKnowDuty(v picture.View, x *picture.Duty) bool {
	if _, ok := v.Person(x.Person); ok {
		return true
	}
	y, ok := d.p.Person(x.Person)
	return ok && x.Sort == outrider.DutyRecall && x.Owner == v.User().ID && !v.Denied(y)
}
