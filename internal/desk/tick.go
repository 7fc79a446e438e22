package desk

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/picture"
)

// quietAge is how old an assessment may grow before the quiet itself is
// thought about: silence moves the odds where somebody was looking.
const quietAge = 24 * time.Hour

// maxOverdue bounds how many are thought about in one tick: ten thousand people come
// round within a day, and nobody waits at the door.
const maxOverdue = 12

// busyTick is how many duties opened or missed make a tick in which nobody else is
// thought about: that can wait for a minute, and those who report cannot.
const busyTick = 200

// Ticked says what a tick did.
type Ticked struct {
	Assessed  int `json:"assessed"`
	Delivered int `json:"delivered"`
	Questions int `json:"questions"` // opened and answered
	Opened    int `json:"opened"`    // duties
	Missed    int `json:"missed"`    // duties
}

// Tick is the second entrance: what the passage of time alone brings about. It
// finishes what was left half done, keeps the clocks, refreshes assessments that are a
// day old, in one batch, opens and answers the questions that the desk asks itself, and
// sends what could not be sent before. Nothing that is thought changes an alert
// because time passes: only a duty that somebody missed does.
func (d *Desk) Tick(ctx context.Context) (Ticked, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.tick(ctx)
	if err != nil {
		d.dues.all = true // what was taken off the agenda and not written down stands on it again
	}
	return t, err
}

func (d *Desk) tick(ctx context.Context) (Ticked, error) {
	var t Ticked
	if err := d.complete(ctx); err != nil {
		return t, err
	}
	if err := d.dropOfflineKeys(); err != nil {
		return t, err
	}
	k, err := d.keep(ctx)
	if err != nil {
		return t, err
	}
	t.Opened, t.Missed = k.opened, k.missed
	if k.opened+k.missed < busyTick {
		assessed, err := d.conclude(ctx, d.overdue)
		if err != nil {
			return t, err
		}
		t.Assessed = len(assessed)
	}
	if t.Questions, err = d.askItself(ctx); err != nil {
		return t, err
	}
	before := len(d.p.Undelivered())
	err = d.tell(ctx)
	t.Delivered = before - len(d.p.Undelivered())
	return t, err
}

// staleAt is when an assessment is a day old; at once where there is none.
func staleAt(x *picture.Person) time.Time {
	if x.Assessment == nil {
		return time.Time{}
	}
	return x.Assessment.At.Add(quietAge)
}

// overdue assesses those whose assessment is a day old, so many at a time, the oldest
// first. They stay on the agenda until it is written down.
func (d *Desk) overdue() ([]outrider.Entry, error) {
	now := d.now()
	var out []outrider.Entry
	var taken []*picture.Person
	defer func() {
		for _, x := range taken {
			d.dues.stale.Set(x.Protectee.ID, staleAt(x))
		}
	}()
	for who, ok := d.dues.stale.Take(now); ok; who, ok = d.dues.stale.Take(now) {
		x, ok := d.p.Person(who)
		if !ok || !x.Allows(outrider.ForAdvice, now) {
			continue
		}
		taken = append(taken, x)
		e, err := d.assessmentEntry(x, assess.Assess(d.o.Assess, d.input(x, nil, now)))
		if err != nil {
			return nil, err
		}
		if out = append(out, e); len(out) == maxOverdue {
			break
		}
	}
	return out, nil
}
