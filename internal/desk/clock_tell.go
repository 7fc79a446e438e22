package desk

import (
	"context"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/duty"
	"outrider/internal/notify"
	"outrider/internal/picture"
)

// errand is one step of a duty that somebody has to be told of, and how it went.
type errand struct {
	told    picture.StepTold
	before  string // its state until now
	message notify.Message
	ways    []outrider.Way    // in the order in which to try; for steps towards one human
	every   bool              // every channel, instead of the first that takes it
	trial   []outrider.DutyID // the trials of this channel that it settles
}

// maxErrands bounds how many are run before alerts are looked at again.
const maxErrands = 200

// urgency orders errands: whoever can look after the person comes first.
var urgency = []string{outrider.StepContact, outrider.StepCall, outrider.StepAgain, outrider.StepRemind, outrider.StepTrial}

// errands lists the steps that wait, and those that a later step of the same kind
// has made pointless.
func (d *Desk) errands() (run []errand, more bool) {
	if !d.o.Clocks.On() || d.o.Pager == nil {
		return nil, false
	}
	open := d.p.OpenDuties()
	latest := map[string]bool{}
	for _, x := range slices.Backward(open) {
		if x.Sort == outrider.DutyCheckIn && !d.advises(x.Person) {
			continue
		}
		for n, s := range slices.Backward(x.Steps) {
			key := towards(s.Name) + " " + string(x.Sort) + " " + x.About
			first := !latest[key]
			latest[key] = true
			if s.State != picture.StepWaits && s.State != picture.StepFailed {
				continue
			}
			e := errand{told: picture.StepTold{Duty: x.ID, N: n, Name: s.Name, State: picture.StepSuperseded}, before: s.State}
			if first {
				d.prepare(&e, x)
			}
			run = append(run, e)
		}
	}
	slices.SortStableFunc(run, func(a, b errand) int {
		return slices.Index(urgency, a.told.Name) - slices.Index(urgency, b.told.Name)
	})
	if len(run) > maxErrands {
		return run[:maxErrands], true
	}
	return run, false
}

// towards says who hears of a step: a later one makes an earlier one pointless.
func towards(step string) string {
	if step == outrider.StepRemind {
		return outrider.StepAgain
	}
	return step
}

// prepare says whom a step goes to and in which words.
func (d *Desk) prepare(e *errand, x *picture.Duty) {
	e.told.State = ""
	e.message = notify.Message{ID: string(x.ID) + "-" + e.told.Name, Level: x.Level, Sentence: notify.SentenceOf(x.Level)}
	ways, contact := d.waysTo(x.Person)
	switch e.told.Name {
	case outrider.StepRemind:
		e.ways, e.message.Sentence = ways, notify.CheckIn
	case outrider.StepAgain:
		e.ways, e.message.Sentence = turned(ways), notify.CheckIn
	case outrider.StepContact:
		e.ways, e.message.Sentence = contact, notify.Contact
	case outrider.StepTrial:
		e.ways, e.trial, e.message.Sentence = []outrider.Way{{Channel: x.About}}, d.trialsOf(x.About), notify.Trial
	default:
		l := d.o.Clocks.Ladder(x.Level, x.Due)
		e.every = l.Rung(e.told.N).Reach == duty.ReachEvery
	}
}

// trialsOf lists the open trials of a channel: one that carries settles them all.
func (d *Desk) trialsOf(channel string) []outrider.DutyID {
	var out []outrider.DutyID
	for _, x := range d.p.OpenDuties() {
		if x.Sort == outrider.DutyTrial && x.About == channel {
			out = append(out, x.ID)
		}
	}
	return out
}

// waysTo lists the ways to a person and to their second contact: those that were
// agreed for check-ins, else those of the person's wishes that one of the desk's
// channels carries, by its name or its kind, at an hour that they named.
func (d *Desk) waysTo(who outrider.PersonID) (own, contact []outrider.Way) {
	if c, ok := d.p.CheckIn(who); ok {
		own, contact = c.Plan.Ways, c.Plan.Contact
	}
	x, ok := d.p.Person(who)
	if !ok || x.Wants == nil {
		return own, contact
	}
	if len(own) == 0 {
		for _, r := range x.Wants.Reach {
			own = append(own, d.carriers(r)...)
		}
	}
	if len(contact) == 0 && x.Wants.Second != nil && !x.Consents.WithheldFrom(x.Wants.Second.Name) {
		contact = d.carriers(x.Wants.Second.Reach)
	}
	return own, contact
}

// carriers are the desk's channels that carry to somewhere now.
func (d *Desk) carriers(r outrider.Reach) []outrider.Way {
	at := d.now()
	if d.o.Zones != nil {
		if zone, err := d.o.Zones(r.Zone); err == nil {
			at = at.In(zone)
		}
	}
	if !r.Within(at) {
		return nil
	}
	kind := strings.ReplaceAll(strings.ToLower(r.Channel), "-", "")
	var out []outrider.Way
	for _, h := range d.o.Pager.Health() {
		if strings.EqualFold(h.Name, r.Channel) || kind == h.Kind || kind == "e"+h.Kind {
			out = append(out, outrider.Way{Channel: h.Name, To: r.Address})
		}
	}
	return out
}

// turned begins with the second way.
func turned(ways []outrider.Way) []outrider.Way {
	if len(ways) < 2 {
		return ways
	}
	return append(slices.Clone(ways[1:]), ways[0])
}

// carry runs errands, with the door open. A channel that failed once is not tried
// again in the same round: it would hold up everybody behind it.
func (d *Desk) carry(ctx context.Context, run []errand) {
	dead := map[string]bool{}
	for i := range run {
		if e := &run[i]; e.told.State == "" {
			e.told.State = picture.StepFailed
			if took := d.carried(ctx, e, dead); took != "" {
				e.told.State, e.told.Channel = picture.StepHandedOver, took
			}
		}
	}
}

// carried hands one message over and says which channel took it; empty: none did.
func (d *Desk) carried(ctx context.Context, e *errand, dead map[string]bool) string {
	over := func(w outrider.Way) bool {
		if dead[w.Channel] {
			return false
		}
		m := e.message
		m.To = w.To
		err := d.o.Pager.Over(ctx, w.Channel, m)
		dead[w.Channel] = err != nil
		return err == nil
	}
	for _, w := range e.ways {
		if over(w) {
			return w.Channel
		}
	}
	if len(e.ways) > 0 || e.told.Name != outrider.StepCall {
		return ""
	}
	if e.every {
		took := ""
		for _, h := range d.o.Pager.Health() {
			if over(outrider.Way{Channel: h.Name}) && took == "" {
				took = h.Name
			}
		}
		return took
	}
	took, err := d.o.Pager.Deliver(ctx, e.message)
	if err != nil {
		return ""
	}
	return took
}

// toldFacts writes how far errands came, where that is news, and meets the trials
// that were carried.
func (d *Desk) toldFacts(run []errand) ([]outrider.Entry, error) {
	var told []picture.StepTold
	var met []picture.DutyMet
	for _, e := range run {
		if e.told.State == e.before {
			continue
		}
		told = append(told, e.told)
		for _, id := range e.trial {
			if e.told.State == picture.StepHandedOver {
				met = append(met, picture.DutyMet{Duty: id, How: "carried"})
			}
		}
	}
	if len(told) == 0 {
		return nil, nil
	}
	facts := make([]outrider.Entry, 1, 2)
	var err error
	if facts[0], err = d.entry(outrider.EntryTold, "", picture.ToldBody{Told: told}); err != nil || len(met) == 0 {
		return facts, err
	}
	e, err := d.entry(outrider.EntryDutyMet, "", picture.MetBody{Met: met})
	return append(facts, e), err
}
