package desk

import (
	"time"

	"outrider"
	"outrider/internal/picture"
)

// planDuties asks for what is overdue in a person's plan: an answer to an offer, a
// measure that was to be in place, one that nobody has seen to, and the review of
// the plan as a whole. Each goes to whoever sees to it, and asks only to look:
// nobody is called out of bed, and nobody is pressed to say yes.
func (d *Desk) planDuties(x *picture.Person, add adder) {
	if d.o.Plan == nil {
		return
	}
	ask := func(sort outrider.DutySort, about string, owner outrider.UserID, due, began time.Time) {
		add(outrider.Duty{Sort: sort, Person: x.Protectee.ID, About: about, Owner: owner, Level: outrider.LevelLook, Due: due,
			By: d.o.Clocks.Office.Add(due, d.o.Clocks.TaskGrace)}, began)
	}
	for _, o := range x.Offers {
		if x.Measure(o.Measure) != o {
			continue
		}
		owner, due := o.Sees()
		switch state := o.State(); {
		case state == outrider.OfferOpen:
			ask(outrider.DutyOffer, o.ID, owner, o.Offer.Answer, o.At)
		case state == outrider.OfferAccepted:
			ask(outrider.DutyPlace, o.ID, owner, due, due)
		case state.Placed():
			if keep := d.o.Plan.KeepUp(o.Measure); keep > 0 {
				ask(outrider.DutyUpkeep, o.ID, owner, o.Kept().Add(keep), o.Kept())
			}
		}
	}
	if p := x.Plan(); p != nil {
		ask(outrider.DutyPlan, p.ID, p.By, p.Review, p.At)
	}
}
