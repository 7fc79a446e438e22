package desk

import (
	"context"

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

// call is one alert that somebody has to be told of, and by what name it was.
type call struct {
	message notify.Message
	alert   outrider.AlertID
	quiet   bool
	took    string
}

// post is everything that waits to be delivered: alerts, and steps of duties.
type post struct {
	calls []call
	run   []errand
	more  bool // there is more than one round takes
}

// post collects what waits.
func (d *Desk) post() post {
	p := post{calls: d.calls()}
	p.run, p.more = d.errands()
	return p
}

// deliver hands over what waits, alerts first.
func (d *Desk) deliver(ctx context.Context, p *post) {
	p.calls = d.handOver(ctx, p.calls)
	d.carry(ctx, p.run)
}

// tell delivers what was raised and not yet delivered, or asks whoever runs the
// desk to let it be delivered (Options.Ring): a slow channel must not hold up those
// who report.
func (d *Desk) tell(ctx context.Context) error {
	p := d.post()
	if d.o.Ring != nil {
		if len(p.calls)+len(p.run) > 0 {
			d.o.Ring()
		}
		return nil
	}
	d.deliver(ctx, &p)
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
	d.deliver(ctx, &p)
	d.mu.Lock()
	defer d.mu.Unlock()
	if p.more && d.o.Ring != nil {
		defer d.o.Ring()
	}
	return d.delivered(ctx, p)
}

// calls lists what waits to be delivered. A dismissed thread that did not wake is
// stored without ringing.
func (d *Desk) calls() []call {
	var out []call
	for _, a := range d.p.Undelivered() {
		th, ok := d.p.Thread(a.Thread)
		out = append(out, call{alert: a.ID, quiet: !ok || quiet(th) || d.o.Pager == nil || d.stoppedAlert(a),
			message: notify.Message{ID: string(a.ID), Level: a.Level, Sentence: notify.SentenceOf(a.Level)}})
	}
	return out
}

// handOver rings, and keeps what was taken. What no channel takes stays on the
// screen and is tried again at the next act or tick.
func (d *Desk) handOver(ctx context.Context, calls []call) []call {
	var out []call
	for _, c := range calls {
		if !c.quiet {
			took, err := d.o.Pager.Deliver(ctx, c.message)
			if err != nil {
				continue
			}
			c.took = took
		}
		out = append(out, c)
	}
	return out
}

// delivered records how far each call and each step came.
func (d *Desk) delivered(ctx context.Context, p post) error {
	facts, err := d.toldFacts(p.run)
	if err != nil {
		return err
	}
	for _, c := range p.calls {
		name, state := "screen", notify.Stored
		if !c.quiet {
			name, state = c.took, notify.HandedOver
		}
		e, err := d.entry(outrider.EntryDelivered, "", picture.DeliveredBody{Alert: c.alert, Channel: name, State: string(state)})
		if err != nil {
			return err
		}
		facts = append(facts, e)
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

// untested is said beside a channel that its makers have held against a protocol
// peer or a standard's vectors, and never against a live service.
const untested = "untested against a live service by its makers: try it with outrider channels trial"

// channelLines says what is known of every channel, and which of them fail.
func (d *Desk) channelLines() (lines []ChannelLine, warnings []string) {
	if d.o.Pager == nil {
		return nil, nil
	}
	for _, h := range d.o.Pager.Health() {
		l := ChannelLine{Name: h.Name, Kind: h.Kind, Success: "never", Failing: h.Failing()}
		if !h.Success.IsZero() {
			l.Success = h.Success.UTC().Format("2006-01-02 15:04 UTC")
		}
		if !h.Failure.IsZero() {
			l.Failure = h.Failure.UTC().Format("2006-01-02 15:04 UTC") + ": " + h.Why
		}
		if h.Untested {
			l.Untested = untested
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
	last := d.p.Carried()
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
