package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"outrider"
	"outrider/internal/notify"
	"outrider/internal/picture"
)

// waiting is a step of a duty that somebody is to be told of.
type waiting struct {
	duty *picture.Duty
	n    int
	step picture.Step
}

// id names the step: each rung of a ladder is a message of its own, because a channel
// that tells a message once would drop the second.
func (w waiting) id() string { return string(w.duty.ID) + "-" + w.step.Name + "-" + strconv.Itoa(w.n) }

// taking is the step on its way.
func (w waiting) taking() taking {
	return taking{step: picture.StepTold{Duty: w.duty.ID, N: w.n, Name: w.step.Name}, before: w.step.State}
}

// waiting lists the steps that wait: calls of the desk's own people, what others are to
// be told, and those that a later step of the same kind has made pointless.
func (d *Desk) waiting() (calls, others []waiting, past []picture.StepTold) {
	latest := map[string]bool{}
	for _, x := range slices.Backward(d.p.Unsettled()) {
		if x.Sort == outrider.DutyCheckIn && !d.advises(x.Person) {
			continue
		}
		for n, s := range slices.Backward(x.Steps) {
			key := towards(s.Name) + " " + string(x.Sort) + " " + x.About
			first := !latest[key]
			latest[key] = true
			w := waiting{x, n, s}
			switch {
			case !s.Unsettled():
			case !first:
				past = append(past, picture.StepTold{Duty: x.ID, N: n, Name: s.Name, State: picture.StepSuperseded})
			case s.Name == outrider.StepCall:
				calls = append(calls, w)
			default:
				others = append(others, w)
			}
		}
	}
	return calls, others, past
}

// maxErrands bounds how many receivers are told before alerts are looked at again.
const maxErrands = 200

// urgency orders what others are told: whoever can look after the person comes first.
var urgency = []string{outrider.StepContact, outrider.StepAgain, outrider.StepRemind, outrider.StepTrial}

// errands makes one message for each receiver: a friend of five people who are all
// silent is called once.
func (d *Desk) errands(steps []waiting) (run []errand, more bool) {
	at := map[string]int{}
	for _, w := range steps {
		e := d.errandTo(w)
		key := string(e.message.Sentence) + fmt.Sprint(e.ways)
		i, known := at[key]
		if len(e.ways) == 0 || !known {
			at[key] = len(run)
			run = append(run, e)
			continue
		}
		run[i].join(e)
	}
	for i := range run {
		if e := &run[i]; e.message.Sentence == notify.Contact && len(e.steps) > 1 {
			e.message.Sentence = notify.Contacts
		}
	}
	slices.SortStableFunc(run, func(a, b errand) int {
		return cmp.Or(slices.Index(urgency, a.steps[0].step.Name)-slices.Index(urgency, b.steps[0].step.Name), a.again()-b.again())
	})
	if len(run) > maxErrands {
		return run[:maxErrands], true
	}
	return run, false
}

// join adds what another message to the same receiver would have said.
func (e *errand) join(o errand) {
	e.steps = append(e.steps, o.steps...)
	e.message.ID = groupID([]string{e.message.ID, o.message.ID})
	if o.message.Level == outrider.LevelAct {
		e.message.Level = o.message.Level
	}
}

// again sorts what was tried in vain behind what was not: an address that swallows its
// time each minute must not keep the others from theirs.
func (e errand) again() int {
	if e.steps[0].before == picture.StepFailed {
		return 1
	}
	return 0
}

// towards says who hears of a step: a later one makes an earlier one pointless.
func towards(step string) string {
	if step == outrider.StepRemind {
		return outrider.StepAgain
	}
	return step
}

// errandTo says whom a step goes to and in which words.
func (d *Desk) errandTo(w waiting) errand {
	x := w.duty
	e := errand{steps: []taking{w.taking()}, message: notify.Message{ID: w.id(), Level: x.Level, Sentence: notify.CheckIn}}
	ways, contact := d.waysTo(x.Person)
	switch w.step.Name {
	case outrider.StepRemind:
		e.ways = ways
	case outrider.StepAgain:
		e.ways = turned(ways)
	case outrider.StepContact:
		e.ways, e.message.Sentence = contact, notify.Contact
	case outrider.StepTrial:
		e.ways, e.trial, e.message.Sentence = []outrider.Way{{Channel: x.About}}, d.trialsOf(x.About), notify.Trial
	}
	return e
}

// trialsOf lists the open trials of a channel: one that carries settles them all.
func (d *Desk) trialsOf(channel string) []outrider.DutyID {
	var out []outrider.DutyID
	for _, x := range d.p.OpenAbout(outrider.DutyTrial, channel) {
		out = append(out, x.ID)
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
	if zone, ok := d.zone(r.Zone); ok {
		at = at.In(zone)
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
// again in the same round: it would hold up everybody behind it. One that refused a
// single receiver carries on for the others.
func (d *Desk) carry(ctx context.Context, run []errand) {
	dead := map[string]bool{}
	for i := range run {
		run[i].took, run[i].why = d.carried(ctx, run[i], dead)
	}
}

// carried hands one message over and says which channel took it, or, where none did,
// why the last one did not.
func (d *Desk) carried(ctx context.Context, e errand, dead map[string]bool) (took, why string) {
	why = "no way to them was agreed, or none is open at this hour"
	ways := e.ways
	if e.ours && e.every {
		for _, h := range d.o.Pager.Health() {
			ways = append(slices.Clip(ways), outrider.Way{Channel: h.Name})
		}
	}
	for _, w := range ways {
		if dead[w.Channel] {
			why = w.Channel + " fails"
			continue
		}
		m := e.message
		m.To = w.To
		if err := d.o.Pager.Over(ctx, w.Channel, m); err != nil {
			dead[w.Channel] = !notify.Refused(m, err)
			why = w.Channel + ": " + outrider.SafeText(err)
			continue
		}
		if took = cmp.Or(took, w.Channel); !e.every {
			return took, ""
		}
	}
	if e.ours && !e.every {
		var err error
		if took, err = d.o.Pager.Deliver(ctx, e.message); err != nil {
			return "", "no channel of the desk carries"
		}
	}
	if took != "" {
		why = ""
	}
	return took, why
}

// toldFacts writes how far steps came, where that is news, and meets the trials that
// were carried.
func (d *Desk) toldFacts(p post) ([]outrider.Entry, error) {
	told := p.past
	var met []picture.DutyMet
	for _, e := range p.run {
		for _, t := range e.steps {
			s := t.step
			if s.State, s.Why = picture.StepFailed, e.why; e.took != "" {
				s.State, s.Channel, s.Why = picture.StepHandedOver, e.took, ""
			}
			if e.ours {
				s.Message = e.message.ID
			}
			if s.State != t.before {
				told = append(told, s)
			}
		}
		if e.took != "" {
			for _, id := range e.trial {
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
