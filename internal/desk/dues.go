package desk

import (
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/duty"
	"outrider/internal/picture"
)

// dues is what the desk looks at again, and when: a minute then costs what falls due in
// it, and not everybody there is. It is worked out from the picture and never written
// down. What happened puts forward whatever it may bear on; where in doubt, all of it.
type dues struct {
	laid      bool // it is in use: before the first tick everything is still to be looked at
	all       bool // something happened that may bear on anything: everything is looked at
	behind    bool // there may be something that nobody has thought about
	raised    bool // an alert may open a closed case again
	askers    duty.Agenda[asker]
	asked     map[asker][]outrider.DutyID // what each asks for since it was last looked at
	duties    duty.Agenda[outrider.DutyID]
	moved     []outrider.DutyID // to be put on it again
	checkIns  duty.Agenda[outrider.PersonID]
	stale     duty.Agenda[outrider.PersonID] // whose assessment is a day old
	questions duty.Agenda[outrider.PersonID]
	answered  map[outrider.PersonID]bool // check-ins, in a way that may ask for attention
}

func newDues() dues {
	return dues{behind: true, raised: true, asked: map[asker][]outrider.DutyID{}, answered: map[outrider.PersonID]bool{}}
}

// asker is what asks for duties: a person, or an alert's thread. Cases, approvals and
// what nobody has read ask together, and are looked at each minute.
type asker string

const everythingElse asker = ""

func askerOf(id outrider.PersonID) asker      { return "p" + asker(id) }
func askerFrom(id outrider.ThreadID) asker    { return "t" + asker(id) }
func (a asker) id(kind string) (string, bool) { return strings.CutPrefix(string(a), kind) }

// learn puts forward what a change may bear on.
func (d *Desk) learn(t picture.Touch) {
	u := &d.dues
	u.all, u.behind, u.raised = u.all || t.All, u.behind || t.Told, u.raised || t.Raised
	for _, who := range t.People {
		if t.Answers {
			u.answered[who] = true
		}
	}
	if !u.laid {
		return
	}
	for _, who := range t.People {
		if x, ok := d.p.Person(who); ok {
			d.putPerson(x)
		}
	}
	for _, id := range t.Threads {
		u.askers.Set(askerFrom(id), time.Time{})
	}
	for _, id := range t.Read {
		if x, ok := d.p.Person(outrider.PersonID(id)); ok {
			d.putPerson(x)
		}
		if a, ok := d.p.Alert(outrider.AlertID(id)); ok {
			u.askers.Set(askerFrom(a.Alert.Thread), time.Time{})
		}
	}
	u.moved = append(u.moved, t.Duties...)
}

// putPerson has a person looked at in the next tick.
func (d *Desk) putPerson(x *picture.Person) {
	id := x.Protectee.ID
	d.dues.askers.Set(askerOf(id), time.Time{})
	d.dues.questions.Set(id, time.Time{})
	d.dues.stale.Set(id, staleAt(x))
}

// putDuty has a duty looked at when its next step comes.
func (d *Desk) putDuty(x *picture.Duty) {
	if at, ok := d.nextStep(x); ok {
		d.dues.duties.Set(x.ID, at)
	} else {
		d.dues.duties.Drop(x.ID)
	}
}

// putCheckIn has a schedule looked at when it next falls due; where that is not known,
// in the next tick.
func (d *Desk) putCheckIn(who outrider.PersonID, x *picture.CheckIn) {
	var at time.Time
	if t := d.timetables[who]; t != nil && t.seq == x.Seq && t.last.Equal(x.Last) {
		at = t.next
	}
	d.dues.checkIns.Set(who, at)
}

// layOut puts everything forward where what happened may bear on anything, and at the
// first tick; whole says that it did.
func (d *Desk) layOut() (whole bool) {
	u := &d.dues
	if u.laid && !u.all {
		return false
	}
	*u = dues{laid: true, behind: u.behind, raised: u.raised, asked: map[asker][]outrider.DutyID{}, answered: u.answered}
	for _, x := range d.p.People() {
		if !x.Erased {
			d.putPerson(x)
		}
	}
	for _, id := range d.p.Threads() {
		u.askers.Set(askerFrom(id), time.Time{})
	}
	for _, x := range d.p.OpenDuties() {
		d.putDuty(x)
	}
	for who, x := range d.p.CheckIns() {
		d.putCheckIn(who, x)
	}
	return true
}

// asking collects what one asker asks for at a moment.
type asking struct {
	now  time.Time
	zone string
	out  []outrider.Duty
	next time.Time // when it may ask for something else though nothing happens; zero: never
}

// come reports whether a moment has come. One that has not is one at which to ask again:
// whoever asks compares no time with now in another way.
func (a *asking) come(at time.Time) bool {
	if !at.After(a.now) {
		return true
	}
	if a.next.IsZero() || at.Before(a.next) {
		a.next = at
	}
	return false
}

// add takes a duty and the moment from which it counts.
func (a *asking) add(du outrider.Duty, began time.Time) {
	if a.come(du.Due) {
		du.ID, du.Zone = outrider.NewDutyID(du.Sort, du.About, began), a.zone
		a.out = append(a.out, du)
	}
}

// ask lists what an asker asks for.
func (d *Desk) ask(k asker, now time.Time) *asking {
	a := &asking{now: now, zone: d.o.Clocks.Zone}
	if id, ok := k.id("p"); ok {
		if x, ok := d.p.Person(outrider.PersonID(id)); ok && !x.Erased {
			d.askPerson(x, a)
		}
		return a
	}
	if id, ok := k.id("t"); ok {
		d.answerOf(outrider.ThreadID(id), a.add)
		return a
	}
	d.caseDuties(a.add)
	d.unreadOf(a.add)
	return a
}

// askAll asks whoever is to be asked now: fresh is what is asked for and not known, over
// is what nobody asks for any more. Whoever asks for something that is not open is
// asked again in the next tick.
func (d *Desk) askAll(now time.Time) (fresh []outrider.Duty, over []outrider.DutyID) {
	u := &d.dues
	for _, k := range append(u.askers.TakeAll(now), everythingElse) {
		a := d.ask(k, now)
		ids, again := make([]outrider.DutyID, len(a.out)), false
		for i, du := range a.out {
			ids[i] = du.ID
			x, known := d.p.Duty(du.ID)
			if !known {
				fresh = append(fresh, du)
			}
			again = again || !known || !x.Open()
		}
		for _, id := range u.asked[k] {
			if !slices.Contains(ids, id) {
				over = append(over, id)
			}
		}
		if u.asked[k] = ids; len(ids) == 0 {
			delete(u.asked, k)
		}
		if again {
			a.next = now
		}
		if !a.next.IsZero() && k != everythingElse {
			u.askers.Set(k, a.next)
		}
	}
	return fresh, over
}

// unasked lists the open duties that nobody asks for: what a desk that looked at
// everything finds besides what it was asked for before.
func (d *Desk) unasked() []outrider.DutyID {
	asked := map[outrider.DutyID]bool{}
	for _, ids := range d.dues.asked {
		for _, id := range ids {
			asked[id] = true
		}
	}
	var out []outrider.DutyID
	for _, x := range d.p.OpenDuties() {
		if !asked[x.ID] {
			out = append(out, x.ID)
		}
	}
	return out
}
