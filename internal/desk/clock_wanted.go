package desk

import (
	"time"

	"outrider"
	"outrider/internal/picture"
)

// askPerson lists what somebody has to do about a person now, apart from check-ins. It
// is worked out from the picture alone: a duty that is in it is opened, one that has
// left it was done. Whatever is compared with now goes through the asking, or is put to
// it here, so that the person is asked again at that moment.
func (d *Desk) askPerson(x *picture.Person, a *asking) {
	for _, m := range moments(x, d.o.Consent.Soon) {
		a.come(m)
	}
	d.dangersOf(x, a.add)
	d.consentDuties(x, a.add)
	d.referralDuties(x, a)
	if !x.Allows(outrider.ForAdvice, a.now) {
		return
	}
	d.reviewOf(x, a)
	d.expiredOf(x, a)
	d.tasksOf(x, a)
	d.planDuties(x, a.add)
}

// moments are when consent to something runs out or is to be asked for again, and when
// a decision not to warn is to be looked at again.
func moments(x *picture.Person, soon time.Duration) []time.Time {
	var out []time.Time
	agreed := func(a outrider.Agreed) {
		if a.Consent != "" {
			out = append(out, a.Expires, a.Expires.Add(-soon))
		}
	}
	for _, a := range x.Consents.Purposes {
		agreed(a)
	}
	for _, a := range x.Consents.Shares {
		agreed(a)
	}
	for _, r := range x.Dangers {
		for _, f := range r.Facts {
			if f.Decision != nil {
				out = append(out, f.Decision.Review)
			}
		}
	}
	return out
}

// adder takes a duty and the moment from which it counts.
type adder func(du outrider.Duty, began time.Time)

// reviewOf asks for another look at a person so long after the last one as the
// tier of their risk says. A look is a judgement, or a published figure.
func (d *Desk) reviewOf(x *picture.Person, a *asking) {
	last, owner := lastLook(x)
	tier := d.tierOf(x)
	due := last.Add(tier.Review)
	if !a.come(due) {
		return
	}
	id := x.Protectee.ID
	a.add(outrider.Duty{Sort: outrider.DutyReview, Person: id, About: string(id), Owner: owner, Level: outrider.LevelLook, Due: due,
		By: d.o.Clocks.Office.Add(due, tier.Grace)}, last)
}

// expiredOf asks for a new figure where the last that was published has passed its
// review date.
func (d *Desk) expiredOf(x *picture.Person, a *asking) {
	var last *picture.Published
	for _, p := range x.Published {
		if p.Confirmed() {
			last = p
		}
	}
	if last == nil || !a.come(last.Review) {
		return
	}
	a.add(outrider.Duty{Sort: outrider.DutyExpired, Person: x.Protectee.ID, About: last.ID, Owner: last.By, Level: outrider.LevelLook, Due: last.Review,
		By: d.o.Clocks.Office.Add(last.Review, d.o.Clocks.ExpiredGrace)}, last.Review)
}

// tasksOf asks for tasks whose day has come.
func (d *Desk) tasksOf(x *picture.Person, a *asking) {
	for _, t := range x.Tasks {
		if t.Closed == nil && a.come(t.Due) {
			a.add(outrider.Duty{Sort: outrider.DutyTask, Person: x.Protectee.ID, About: t.ID, Owner: t.Owner, Level: outrider.LevelLook, Due: t.Due,
				By: d.o.Clocks.Office.Add(t.Due, d.o.Clocks.TaskGrace)}, t.Due)
		}
	}
}

// answerOf asks for an answer to an alert: for somebody to take it, and for a sign
// of work from whoever has taken it. Taking stops the escalation; silence after
// taking starts it again.
func (d *Desk) answerOf(id outrider.ThreadID, add adder) {
	t, ok := d.p.Thread(id)
	if !ok {
		return
	}
	a := d.leading(t)
	if a == nil || quiet(t) || d.stopped(a) {
		return
	}
	c := d.o.Clocks
	l := c.Ladder(a.Alert.Level, a.Alert.Raised)
	last := l.Rungs[len(l.Rungs)-1].After
	du := outrider.Duty{Sort: outrider.DutyAlert, Person: a.Alert.Person, About: string(id), Owner: a.Alert.For, Level: a.Alert.Level,
		Due: a.Alert.Raised.Add(l.Rungs[0].After), By: a.Alert.Raised.Add(last)}
	began := a.Alert.Raised
	if t.Owner != "" {
		began = t.Taken
		if look := d.p.LastLook(t.Owner, string(a.Alert.ID)); look.After(began) {
			began = look
		}
		silence := c.SilentLook
		if a.Alert.Level == outrider.LevelAct {
			silence = c.SilentAct
		}
		du.Sort, du.Owner, du.Due = outrider.DutySilent, t.Owner, began.Add(silence)
		du.By = du.Due.Add(last)
	}
	add(du, began)
}

// trialsDue asks each channel for its daily trial. After the desk was closed only
// the last trial is asked for: one that is past proves nothing. Its time runs from when it
// is opened.
func (d *Desk) trialsDue(now time.Time) []outrider.Duty {
	if d.o.Pager == nil {
		return nil
	}
	var out []outrider.Duty
	for _, h := range d.o.Pager.Health() {
		from := d.p.LastTrial(h.Name)
		if from.IsZero() {
			from = now.Add(-24 * time.Hour)
		}
		for _, due := range d.o.Clocks.Trial.Between(from, now, 1) {
			out = append(out, outrider.Duty{ID: outrider.NewDutyID(outrider.DutyTrial, h.Name, due), Sort: outrider.DutyTrial, About: h.Name, Level: outrider.LevelLook,
				Due: due, By: now.Add(d.o.Clocks.TrialGrace), Zone: d.o.Clocks.Zone})
		}
	}
	return out
}
