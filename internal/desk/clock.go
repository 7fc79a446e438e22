package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/duty"
	"outrider/internal/ledger"
	"outrider/internal/picture"
)

// maxCatchUp bounds how many check-ins of one person are opened at once after the
// desk was closed: more than a month of four a day.
const maxCatchUp = 150

// timetable is one person's schedule, worked out once.
type timetable struct {
	seq  uint64 // of the entry that set it
	when duty.Schedule
	last time.Time
	next time.Time
}

// kept counts what a tick did about duties.
type kept struct{ opened, missed int }

// keep looks at the clocks: it opens the duties that fell due, meets those that
// nobody has to do any more, takes the steps that have come, and misses what was
// not done. Each fact says when it should have been, so that a desk that was closed
// writes the same facts as one that was open.
func (d *Desk) keep(ctx context.Context) (kept, error) {
	whole, err := d.renew(ctx)
	if err != nil {
		return kept{}, err
	}
	k, err := d.keepDuties(ctx, whole)
	if err != nil {
		return kept{}, err
	}
	heard, err := d.heed(d.now())
	if err != nil {
		return kept{}, err
	}
	return k, d.record(ctx, ledger.Any(), heard...)
}

// renew looks at everything again where that is needed: after a start, and after
// whatever may bear on anything, such as a withdrawal.
func (d *Desk) renew(ctx context.Context) (whole bool, err error) {
	if d.o.Clocks.On() && (d.dues.all || !d.dues.laid) {
		ended, err := d.endCheckIns()
		if err != nil {
			return false, err
		}
		if err := d.record(ctx, ledger.Any(), ended...); err != nil {
			return false, err
		}
	}
	return d.layOut(), nil
}

// keepDuties is keep without heeding what was answered.
func (d *Desk) keepDuties(ctx context.Context, whole bool) (kept, error) {
	if !d.o.Clocks.On() {
		return kept{}, nil
	}
	now := d.now()
	opened, met, err := d.dutiesDue(now, whole)
	if err != nil {
		return kept{}, err
	}
	facts, err := d.dutyFacts(opened, met)
	if err != nil {
		return kept{}, err
	}
	taken, missed, err := d.stepOn(now, append(beginning(opened, met), d.stepping(now)...))
	if err != nil {
		return kept{}, err
	}
	// In one write: a cut of the power leaves all of a minute or nothing.
	return kept{len(opened), missed}, d.record(ctx, ledger.Any(), append(facts, taken...)...)
}

// beginning is what is opened now and not met at once, as it will stand.
func beginning(opened []outrider.Duty, met []picture.DutyMet) []*picture.Duty {
	done := make(map[outrider.DutyID]bool, len(met))
	for _, m := range met {
		done[m.Duty] = true
	}
	out := make([]*picture.Duty, 0, len(opened))
	for _, du := range opened {
		if !done[du.ID] {
			out = append(out, &picture.Duty{Duty: du})
		}
	}
	return out
}

// dutiesDue lists what is to be opened, and what is to be met.
func (d *Desk) dutiesDue(now time.Time, whole bool) (opened []outrider.Duty, met []picture.DutyMet, err error) {
	if opened, met, err = d.checkInsFallen(now); err != nil {
		return nil, nil, err
	}
	fresh, over := d.askAll(now)
	if whole {
		over = d.unasked()
	}
	opened = append(opened, fresh...)
	for _, du := range d.trialsDue(now) {
		if _, known := d.p.Duty(du.ID); !known {
			opened = append(opened, du)
		}
	}
	for _, id := range over {
		if x, ok := d.p.Duty(id); ok && x.Open() && reconciled(x.Sort) {
			met = append(met, picture.DutyMet{Duty: id, How: "done"})
		}
	}
	slices.SortFunc(opened, func(a, b outrider.Duty) int {
		return cmp.Or(a.Due.Compare(b.Due), strings.Compare(string(a.ID), string(b.ID)))
	})
	slices.SortFunc(met, func(a, b picture.DutyMet) int { return strings.Compare(string(a.Duty), string(b.Duty)) })
	return opened, met, nil
}

// checkInsFallen lists the check-ins that fell due, and those that were answered early.
func (d *Desk) checkInsFallen(now time.Time) (opened []outrider.Duty, met []picture.DutyMet, err error) {
	for _, who := range d.dues.checkIns.TakeAll(now) {
		x, ok := d.p.CheckIn(who)
		if !ok {
			continue
		}
		due, err := d.checkInsDue(x, now)
		if err != nil {
			return nil, nil, err
		}
		for _, at := range due {
			du := checkInDuty(who, x, at)
			opened = append(opened, du)
			if !x.Well.IsZero() && !x.Well.Before(at.Add(-d.o.Clocks.Early)) {
				met = append(met, picture.DutyMet{Duty: du.ID, How: "early"})
			}
		}
		if t := d.timetables[who]; !t.next.IsZero() {
			d.dues.checkIns.Set(who, t.next)
		}
	}
	return opened, met, nil
}

// reconciled says that duties of a sort end when nothing asks for them any more.
func reconciled(s outrider.DutySort) bool {
	return s != outrider.DutyCheckIn && s != outrider.DutyTrial
}

// checkInsDue lists when somebody's check-ins fell due since the last that was opened.
func (d *Desk) checkInsDue(x *picture.CheckIn, now time.Time) ([]time.Time, error) {
	who := x.Plan.Person
	t := d.timetables[who]
	if t == nil || t.seq != x.Seq {
		when, err := d.scheduleOf(x.Plan)
		if err != nil {
			return nil, err
		}
		t = &timetable{seq: x.Seq, when: when}
		d.timetables[who] = t
	}
	if t.next.IsZero() || !t.last.Equal(x.Last) {
		t.last, t.next = x.Last, t.when.Next(x.Last)
	}
	var out []time.Time
	for !t.next.IsZero() && !t.next.After(now) {
		if out = append(out, t.next); len(out) > maxCatchUp {
			out = out[1:]
		}
		t.last, t.next = t.next, t.when.Next(t.next)
	}
	return out, nil
}

// openCheckIns opens what one person's check-ins brought about until now, so that an
// answer meets it. Everybody else's wait for the tick.
func (d *Desk) openCheckIns(ctx context.Context, who outrider.PersonID) error {
	x, ok := d.p.CheckIn(who)
	if !ok {
		return nil
	}
	due, err := d.checkInsDue(x, d.now())
	if err != nil {
		return err
	}
	var opened []outrider.Duty
	for _, at := range due {
		opened = append(opened, checkInDuty(who, x, at))
	}
	facts, err := d.dutyFacts(opened, nil)
	if err != nil {
		return err
	}
	return d.record(ctx, ledger.Any(), facts...)
}

// scheduleOf reads a schedule in its own zone.
func (d *Desk) scheduleOf(c outrider.CheckIn) (duty.Schedule, error) {
	zone, ok := d.zone(c.Zone)
	if !ok {
		return duty.Schedule{}, errZone
	}
	return duty.NewSchedule(c.At, c.Days, zone)
}

// zone finds a time zone, and remembers it: a machine reads a file for each. The
// machine's own is none.
func (d *Desk) zone(name string) (*time.Location, bool) {
	if z, known := d.zones[name]; known {
		return z, z != nil
	}
	if d.o.Zones == nil || name == "" || name == "Local" {
		return nil, false
	}
	z, err := d.o.Zones(name)
	if err != nil {
		return nil, false
	}
	d.zones[name] = z
	return z, true
}

// errZone is all that is said about a time zone that this machine does not know.
var errZone = &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is no time zone that the desk knows", Hint: "write a name such as Europe/Vienna"}

func checkInDuty(who outrider.PersonID, x *picture.CheckIn, due time.Time) outrider.Duty {
	return outrider.Duty{ID: outrider.NewDutyID(outrider.DutyCheckIn, string(who), due), Sort: outrider.DutyCheckIn, Person: who, About: string(who), Owner: x.Plan.Owner,
		Level: outrider.LevelAct, Due: due, By: due.Add(minutes(x.Plan.Missed)), Zone: x.Plan.Zone}
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// dutyFacts are what was opened and what was met.
func (d *Desk) dutyFacts(opened []outrider.Duty, met []picture.DutyMet) ([]outrider.Entry, error) {
	var facts factList
	facts.add(d, len(opened), outrider.EntryDuties, picture.DutiesBody{Duties: opened})
	facts.add(d, len(met), outrider.EntryDutyMet, picture.MetBody{Met: met})
	return facts.entries, facts.err
}

// factList gathers entries of which each holds some things; one that holds none is left out.
type factList struct {
	entries []outrider.Entry
	err     error
}

func (l *factList) add(d *Desk, n int, t outrider.EntryType, body any) {
	if n == 0 || l.err != nil {
		return
	}
	var e outrider.Entry
	e, l.err = d.entry(t, "", body)
	l.entries = append(l.entries, e)
}

// stepOn takes the steps of open duties that have come, misses what has run out of
// time, and raises the alerts that follow.
func (d *Desk) stepOn(now time.Time, open []*picture.Duty) (taken []outrider.Entry, missed int, err error) {
	slices.SortFunc(open, picture.ByDue)
	var steps []picture.DutyStep
	var gone []picture.DutyMissed
	var alerts []outrider.Entry
	for _, x := range open {
		steps = append(steps, d.stepsDue(x, now)...)
		if x.Missed.IsZero() && !x.By.After(now) {
			gone = append(gone, picture.DutyMissed{Duty: x.ID, At: x.By})
			e, raised, err := d.missedAlert(x, now)
			if err != nil {
				return nil, 0, err
			}
			if raised {
				alerts = append(alerts, e)
			}
		}
	}
	var facts factList
	facts.add(d, len(steps), outrider.EntryStepped, picture.SteppedBody{Steps: steps})
	facts.add(d, len(gone), outrider.EntryDutyMissed, picture.MissedBody{Missed: gone})
	return append(facts.entries, alerts...), len(gone), facts.err
}

// stepping takes the open duties that have something to do now. They stay on the agenda
// until it is written down.
func (d *Desk) stepping(now time.Time) []*picture.Duty {
	var out []*picture.Duty
	for _, id := range d.dues.moved {
		if x, ok := d.p.Duty(id); ok {
			d.putDuty(x)
		}
	}
	d.dues.moved = nil
	for _, id := range d.dues.duties.TakeAll(now) {
		if x, ok := d.p.Duty(id); ok && x.Open() {
			out = append(out, x)
			d.putDuty(x)
		}
	}
	return out
}

// stepsDue lists the steps of a duty that have come and were not taken.
func (d *Desk) stepsDue(x *picture.Duty, now time.Time) []picture.DutyStep {
	var out []picture.DutyStep
	add := func(name string, at time.Time) {
		if n := len(x.Steps) + len(out); !at.After(now) {
			out = append(out, picture.DutyStep{Duty: x.ID, N: n, Name: name, At: at})
		}
	}
	switch x.Sort {
	case outrider.DutyCheckIn:
		plan, ok := d.p.CheckIn(x.Person)
		if !ok {
			return nil
		}
		for n, s := range checkInSteps(plan.Plan) {
			if n >= len(x.Steps) {
				add(s.name, x.Due.Add(s.after))
			}
		}
	case outrider.DutyTrial:
		if len(x.Steps) == 0 {
			add(outrider.StepTrial, x.Due)
		}
	case outrider.DutyAlert, outrider.DutySilent:
		for _, at := range callsDue(d.o.Clocks.Ladder(x.Level, x.Due), x, now) {
			add(outrider.StepCall, at)
		}
	}
	return out
}

// nextStep is when an open duty next takes a step or is missed.
func (d *Desk) nextStep(x *picture.Duty) (at time.Time, ok bool) {
	if !x.Open() {
		return at, false
	}
	sooner := func(t time.Time) {
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	if x.Missed.IsZero() {
		sooner(x.By)
	}
	switch x.Sort {
	case outrider.DutyCheckIn:
		if plan, ok := d.p.CheckIn(x.Person); ok {
			for n, s := range checkInSteps(plan.Plan) {
				if n >= len(x.Steps) {
					sooner(x.Due.Add(s.after))
				}
			}
		}
	case outrider.DutyTrial:
		if len(x.Steps) == 0 {
			sooner(x.Due)
		}
	case outrider.DutyAlert, outrider.DutySilent:
		l := d.o.Clocks.Ladder(x.Level, x.Due)
		sooner(callAt(l, x, called(l, x)))
	}
	return at, ok
}

// called is how many calls of an escalation are behind: those that were taken, and the
// repeats that nobody owes any more because a later one was taken.
func called(l duty.Ladder, x *picture.Duty) int {
	n := len(x.Steps)
	if n == 0 {
		return 0
	}
	return max(n, l.Reached(x.Steps[n-1].At.Sub(x.Due)+l.Rung(0).After))
}

// callAt is when the n-th call of an escalation falls due.
func callAt(l duty.Ladder, x *picture.Duty, n int) time.Time {
	return x.Due.Add(l.Rung(n).After - l.Rung(0).After)
}

// callsDue is when the calls of an escalation fell due that were not taken: every rung of
// it, and of the repeats after the last rung the latest alone. A desk that was closed for
// a month owes one more call, not a thousand.
func callsDue(l duty.Ladder, x *picture.Duty, now time.Time) []time.Time {
	var out []time.Time
	reached := l.Reached(now.Sub(x.Due) + l.Rung(0).After)
	for n := called(l, x); n < reached; n++ {
		if n >= len(l.Rungs) {
			n = reached - 1
		}
		out = append(out, callAt(l, x, n))
	}
	return out
}

// checkInStep is a step of a check-in, so long after it was due.
type checkInStep struct {
	name  string
	after time.Duration
}

func checkInSteps(c outrider.CheckIn) []checkInStep {
	return []checkInStep{{outrider.StepRemind, 0}, {outrider.StepAgain, minutes(c.Again)}, {outrider.StepContact, minutes(c.Second)}}
}

// missedAlert is what follows from a duty that was missed: somebody who did not
// check in, or a channel that does not carry, is an alert; the others stand on the
// queue and on the shift's page.
func (d *Desk) missedAlert(x *picture.Duty, now time.Time) (outrider.Entry, bool, error) {
	a := outrider.Alert{Level: outrider.LevelAct, Person: x.Person, Duty: x.ID, For: x.Owner, Raised: now, Attack90: outrider.Probability{NoData: true},
		Basis: []outrider.ReportID{}, Handling: outrider.DefaultHandling}
	switch x.Sort {
	case outrider.DutyCheckIn:
		a.Rule, a.Why, a.Do = outrider.RuleCheckIn, "A check-in was missed.", "Call them, then their second contact. Ask for their word; if you reach nobody, do what was agreed with them."
	case outrider.DutyTrial:
		if first := d.trialsOf(x.About); len(first) > 0 && first[0] != x.ID {
			return outrider.Entry{}, false, nil // the first that was missed raised it
		}
		a.Rule, a.Why, a.Do = outrider.RulePager, "A channel did not carry its daily trial.", "Look at the health page and repair the channel: until then others carry what it should."
	default:
		if !dangerMissed(&a, x) {
			return outrider.Entry{}, false, nil
		}
	}
	if now.Sub(x.By) > d.o.Clocks.Late {
		a.Why += " The desk was closed then and learnt of it late."
	}
	return d.clockAlert(a, string(x.ID))
}

// clockAlert finishes an alert that a clock raised; ok is false where it is known.
func (d *Desk) clockAlert(a outrider.Alert, subject string) (e outrider.Entry, ok bool, err error) {
	a.Thread = outrider.NewThread(a.Rule, a.Person, subject)
	a.ID = outrider.NewAlertID(a.Thread, a.Level, nil)
	if _, known := d.p.Alert(a.ID); known {
		return outrider.Entry{}, false, nil
	}
	e, err = d.alertEntry(a)
	return e, true, err
}
