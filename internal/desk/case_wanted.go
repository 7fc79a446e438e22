package desk

import (
	"slices"
	"time"

	"outrider"
	"outrider/internal/duty"
	"outrider/internal/picture"
)

// lastLook is when a human last looked at somebody's situation and who it was: a
// judgement, or a published figure; before the first, when they were enrolled.
func lastLook(x *picture.Person) (time.Time, outrider.UserID) {
	last, who := x.Added, outrider.UserID("")
	if n := len(x.Judged); n > 0 && x.Judged[n-1].At.After(last) {
		last, who = x.Judged[n-1].At, x.Judged[n-1].By
	}
	if n := len(x.Published); n > 0 && x.Published[n-1].At.After(last) {
		last, who = x.Published[n-1].At, x.Published[n-1].By
	}
	return last, who
}

// tierOf is the tier of somebody's risk, by the engine's figure.
func (d *Desk) tierOf(x *picture.Person) duty.Tier {
	harm := 0.0
	if x.Assessment != nil && !x.Assessment.Harm["90d"].NoData {
		harm = x.Assessment.Harm["90d"].Shown().P
	}
	return d.o.Clocks.Tier(harm)
}

// caseDuties lists what cases, hand-overs and approvals ask of somebody. They are
// about no one person: who may know of a case is asked where a duty is shown.
func (d *Desk) caseDuties(add adder) {
	for _, c := range d.p.Cases() {
		if c.Live() {
			d.ownerOf(c, add)
			d.handOf(c, add)
		}
	}
	for _, a := range d.p.Approvals() {
		if a.State == picture.ApprovalWaits && a.Act != outrider.ApproveNoWarning { // the clock of the record's level asks for that
			add(outrider.Duty{Sort: outrider.DutyApproval, About: string(a.ID), Level: outrider.LevelLook, Due: a.At, By: a.Approval.By}, a.At)
		}
	}
}

// ownerOf asks the owner of a case for a sign of work, and the shift for an owner
// where there is nobody.
func (d *Desk) ownerOf(c *picture.Case, add adder) {
	r := d.o.Casework.Cases
	if d.ownerless(c) {
		since := d.lostSince(c)
		add(outrider.Duty{Sort: outrider.DutyOwnerless, About: string(c.ID), Level: outrider.LevelLook, Due: since, By: since.Add(r.Ownerless)}, since)
		return
	}
	if n := len(c.Steps); n > 0 && c.Since.After(c.Opened.At) && d.p.LastLook(c.Owner, string(c.ID)).Before(c.Since) && c.Worked.Before(c.Since) {
		add(outrider.Duty{Sort: outrider.DutyReopened, About: string(c.ID), Owner: c.Owner, Level: outrider.LevelAct, Due: c.Since, By: c.Since.Add(r.Reopened)}, c.Since)
		return
	}
	from := c.Worked
	if c.Since.After(from) {
		from = c.Since
	}
	due := from.Add(d.silence(c))
	if c.State() == outrider.CaseWaiting && c.Until.After(from) {
		due = c.Until
	}
	if !due.After(d.now()) {
		add(outrider.Duty{Sort: outrider.DutyCase, About: string(c.ID), Owner: c.Owner, Level: outrider.LevelLook, Due: due, By: d.o.Clocks.Office.Add(due, r.SilentGrace)}, from)
	}
}

// lostSince is from when on nobody looks after a case: the last sign of work, which
// does not move while there is nobody.
func (d *Desk) lostSince(c *picture.Case) time.Time {
	if c.Since.After(c.Worked) {
		return c.Since
	}
	return c.Worked
}

// silence is how long the owner of a case may be silent: by the tier of whoever in it
// is most at risk. A tier that the rules do not name, and an open threat record at an
// imminent level, are taken as the strictest.
func (d *Desk) silence(c *picture.Case) time.Duration {
	silent := d.o.Casework.Cases.Silent
	strictest := time.Duration(1<<63 - 1)
	for _, s := range silent {
		strictest = min(strictest, s)
	}
	if len(silent) == 0 {
		strictest = 24 * time.Hour
	}
	least := time.Duration(1<<63 - 1)
	for _, id := range c.People {
		x, ok := d.p.Person(id)
		if !ok || x.Erased {
			continue
		}
		s, known := silent[d.tierOf(x).Name]
		if open := openDangers(x); !known || len(open) > 0 && open[0].Level().Imminent {
			s = strictest
		}
		least = min(least, s)
	}
	return least
}

// handOf asks for the answer to an offer, and to a request that a case be moved.
func (d *Desk) handOf(c *picture.Case, add adder) {
	late := d.o.Casework.Cases.HandOver
	if o := c.Offer; o != nil {
		add(outrider.Duty{Sort: outrider.DutyHandOver, About: string(c.ID), Owner: o.Hand.To, Level: outrider.LevelLook, Due: o.At, By: o.At.Add(late)}, o.At)
	}
	if w := c.Wanted; w != nil {
		add(outrider.Duty{Sort: outrider.DutyMove, About: string(c.ID), Level: outrider.LevelLook, Due: w.At, By: w.At.Add(late)}, w.At)
	}
}

// referralDuties asks after what another house has not answered, and for the end of
// what has run out.
func (d *Desk) referralDuties(x *picture.Person, a *asking) {
	for _, r := range x.Referrals {
		d.saidDuty(x, r, a.add)
		if !r.State.Out() {
			continue
		}
		du := outrider.Duty{Sort: outrider.DutyReferral, Person: x.Protectee.ID, About: string(r.ID), Owner: d.asker(r), Level: outrider.LevelLook}
		switch {
		case a.come(r.Expires):
			du.Due = r.Expires
		case r.State == outrider.ReferralIsSent && a.come(r.Sent.Answer):
			du.Due = r.Sent.Answer
		default:
			continue
		}
		du.By = du.Due.Add(d.o.Casework.Cases.AnswerGrace)
		a.add(du, du.Due)
	}
}

// caseDutySorts are the duties that are about a case.
var caseDutySorts = []outrider.DutySort{outrider.DutyCase, outrider.DutyOwnerless, outrider.DutyReopened, outrider.DutyHandOver, outrider.DutyMove}

// ofCase adds to a duty's line where the case or approval stands that it is about; it
// is false where the user may know of nobody in it.
func (d *Desk) ofCase(v picture.View, l *DutyLine, x *picture.Duty) bool {
	switch {
	case slices.Contains(caseDutySorts, x.Sort):
		l.Link = "/cases/" + x.About
		_, _, ok := v.Case(outrider.CaseID(x.About))
		return ok
	case x.Sort == outrider.DutyApproval:
		l.Link = "/approvals"
		a, ok := d.p.Approval(outrider.ApprovalID(x.About))
		return ok && d.knowsAll(v, a.People)
	case x.Sort == outrider.DutyReferral || x.Sort == outrider.DutyReferralSaid:
		l.Link = "/referrals/" + x.About
	}
	return true
}
