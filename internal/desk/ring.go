package desk

import (
	"context"
	"fmt"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/notify"
	"outrider/internal/picture"
)

// Pager hands a sentence to whoever is on duty, by whichever channel takes it, and
// tells what it knows of its channels.
type Pager interface {
	Deliver(ctx context.Context, m notify.Message) (channel string, err error)
	Over(ctx context.Context, channel string, m notify.Message) error
	Health() []notify.Health
}

// errand is one message to one receiver, and everything that it settles: however
// much waits for somebody, they are told once.
type errand struct {
	message notify.Message
	ours    bool           // to the desk's own people
	ways    []outrider.Way // in the order in which to try; for the desk's own people, before its channels
	every   bool           // every channel of the desk's, instead of the first that takes it
	steps   []taking
	alerts  []outrider.AlertID
	trial   []outrider.DutyID // the trials of this channel that it settles
	took    string            // the channel that took it; empty: none did
	why     string            // the last channel that did not
}

// taking is one step of a duty on its way.
type taking struct {
	step   picture.StepTold
	before string // its state until now
}

// post is everything that waits to be delivered.
type post struct {
	run   []errand
	past  []picture.StepTold // that a later step has made pointless
	still []outrider.AlertID // kept on the screen without ringing
	more  bool               // there is more than one round takes
}

// tell delivers what was raised and not yet delivered, or asks whoever runs the
// desk to let it be delivered (Options.Ring): a slow channel must not hold up those
// who report.
func (d *Desk) tell(ctx context.Context) error {
	if err := d.reopenCases(ctx); err != nil {
		return err
	}
	if d.o.Ring != nil {
		if d.p.Untold() {
			d.o.Ring()
		}
		return nil
	}
	p := d.post()
	d.carry(ctx, p.run)
	return d.delivered(ctx, p)
}

// Ring delivers what waits, and heeds what was answered meanwhile. The desk stays
// open while channels take their time. It is for one caller at a time: two would
// ring twice.
func (d *Desk) Ring(ctx context.Context) error {
	d.mu.Lock()
	heard, err := d.heed(d.now())
	if err == nil {
		err = d.record(ctx, ledger.Any(), heard...)
	}
	p := d.post()
	d.mu.Unlock()
	if err != nil {
		return err
	}
	d.carry(ctx, p.run)
	d.mu.Lock()
	defer d.mu.Unlock()
	if p.more && d.o.Ring != nil {
		defer d.o.Ring()
	}
	return d.delivered(ctx, p)
}

// post collects what waits: first one call for all that the desk's own people have
// to do, then whoever else is to be told. A dismissed thread that did not wake is
// stored without ringing.
func (d *Desk) post() post {
	var p post
	var ours summons
	for _, a := range d.p.Undelivered() {
		if th, ok := d.p.Thread(a.Thread); !ok || quiet(th) || d.o.Pager == nil || d.stoppedAlert(a) {
			p.still = append(p.still, a.ID)
			continue
		}
		ours.alert(a)
	}
	if !d.o.Clocks.On() || d.o.Pager == nil {
		p.run = ours.errand(d.callWays)
		return p
	}
	calls, others, past := d.waiting()
	for _, w := range calls {
		ours.step(w, d.o.Clocks.Ladder(w.duty.Level, w.duty.Due))
	}
	if _, waits := d.waits(&ours); !waits {
		p.run = ours.errand(d.callWays)
	}
	run, more := d.errands(others)
	p.run, p.past, p.more = append(p.run, run...), past, more
	return p
}

// delivered records how far everything came.
func (d *Desk) delivered(ctx context.Context, p post) error {
	facts, err := d.toldFacts(p)
	if err != nil {
		return err
	}
	word := func(ids []outrider.AlertID, b picture.DeliveredBody) error {
		if len(ids) == 0 {
			return nil
		}
		if b.Alerts = ids; len(ids) == 1 {
			b.Alert, b.Alerts = ids[0], nil
		}
		e, err := d.entry(outrider.EntryDelivered, "", b)
		facts = append(facts, e)
		return err
	}
	if err := word(p.still, picture.DeliveredBody{Channel: "screen", State: string(notify.Stored)}); err != nil {
		return err
	}
	for _, e := range p.run {
		if e.took == "" {
			continue // it stays on the screen and is tried again at the next act or tick
		}
		if err := word(e.alerts, picture.DeliveredBody{Channel: e.took, State: string(notify.HandedOver), Message: e.message.ID}); err != nil {
			return err
		}
	}
	return d.record(ctx, ledger.Any(), facts...)
}

// quiet reports whether a thread is dismissed and has not woken.
func quiet(t *picture.Thread) bool { return t.Dismissal != nil && t.Awake == "" }

// ChannelLine is one channel as the health page shows it.
type ChannelLine struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Success  string `json:"last_success"` // "never" until one was
	Failure  string `json:"last_failure,omitempty"`
	Failing  bool   `json:"failing,omitempty"`
	Untested string `json:"untested,omitempty"`
}

// untested is said beside a channel that its makers have never held against a live
// service, with what they did hold it against.
const untested = "Untested against a live service by its makers: %s. Try it with outrider channels trial."

// channelLines says what is known of every channel, and which of them fail.
func (d *Desk) channelLines() (lines []ChannelLine, warnings []string) {
	if d.o.Pager == nil {
		return nil, nil
	}
	for _, h := range d.o.Pager.Health() {
		l := ChannelLine{Name: h.Name, Kind: h.Kind, Success: "never", Failing: h.Failing()}
		if at := d.p.Carried(h.Name); at.After(h.Success) {
			h.Success = at // before the desk was started anew
		}
		if !h.Success.IsZero() {
			l.Success = h.Success.UTC().Format("2006-01-02 15:04 UTC")
		}
		if !h.Failure.IsZero() {
			l.Failure = h.Failure.UTC().Format("2006-01-02 15:04 UTC") + ": " + h.Why
		}
		if h.Untested != "" {
			l.Untested = fmt.Sprintf(untested, h.Untested)
		}
		if l.Failing {
			warnings = append(warnings, "Channel "+h.Name+" fails: "+h.Why+".")
		}
		lines = append(lines, l)
	}
	return lines, append(warnings, d.silentPager()...)
}

// silentPager says that nothing has got through to the desk's people for longer
// than the daily trials allow.
func (d *Desk) silentPager() []string {
	last := d.p.LastCarried()
	switch {
	case !d.o.Clocks.On():
		return nil
	case last.IsZero():
		return []string{"No channel has carried anything yet: nobody can be sure that the desk can call them."}
	case d.now().Sub(last) > d.o.Clocks.PagerSilent:
		return []string{"No channel has carried anything since " + last.UTC().Format("2006-01-02 15:04 UTC") + ": the desk cannot call anybody."}
	}
	return nil
}
