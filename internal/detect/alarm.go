package detect

import (
	"iter"
	"math"
	"slices"
	"time"

	"outrider"
)

// Level says how soon an alarm wants somebody.
type Level string

// The levels, each with the false alarms a person and year it is set to cost.
const (
	LevelLook Level = "look" // when convenient
	LevelWake Level = "wake" // now
)

// Budgets of the two levels, in expected false alarms of a reporter in a year.
const (
	LookBudget = 0.3
	WakeBudget = 0.03
)

// Alarm is one person, one selector, and the sightings that raised it.
type Alarm struct {
	At        time.Time // when the last of its sightings was recorded
	Person    outrider.PersonID
	Selector  outrider.Selector
	Level     Level
	Score     float64 // nats: ln of how much better following explains it
	Own       float64 // of it, from this person's sightings alone
	Places    int
	Sightings []string // in the order in which they became known
	People    []outrider.PersonID
	Innocent  string
	Ask       string
}

// Candidate is a score worth remembering for calibration: what would be an alarm
// at some threshold.
type Candidate struct {
	Person, Selector uint32
	At               int64
	Score            float64
}

// verdict is the strongest thing that some news says around one person.
type verdict struct {
	sel        uint32
	score, own float64
	others     []joined
}

// news is a sighting that was just taken in, and the selectors whose scores it moved.
type news struct {
	seen
	moved []uint32
}

// judge decides whether the news just taken in raises an alarm: one at most, for
// the strongest of what it bears on.
func (e *Engine) judge(at uint32, told ...news) []Alarm {
	e.joins = e.joins[:0]
	best, x := verdict{sel: noSelector}, (*seen)(nil)
	for i := range told {
		if v := e.strongest(at, &told[i]); v.score > best.score {
			best, x = v, &told[i].seen
		}
	}
	if x == nil || best.score < e.p.ReportFrom {
		return nil
	}
	q := e.people[at]
	if e.watch != nil {
		e.watch(Candidate{Person: at, Selector: best.sel, At: x.recorded, Score: best.score})
		for _, j := range best.shares() { // they would be told too, so that they pay for it too
			e.watch(Candidate{Person: j.person, Selector: best.sel, At: x.recorded, Score: best.score})
		}
		return nil
	}
	look, wake := e.thresholds(q, x.recorded)
	if best.score < look || e.knownAlarm(q, best, x.recorded, wake) {
		return nil
	}
	q.raise(best.sel, x.recorded)
	a := e.alarm(at, best, x)
	if best.score >= wake {
		a.Level, q.woken[best.sel] = LevelWake, true
	}
	return append([]Alarm{a}, e.echo(a, best, x)...)
}

// raise remembers that an alarm was raised.
func (q *person) raise(sel uint32, now int64) {
	if q.alarmed == nil {
		q.alarmed, q.woken = map[uint32]int64{}, map[uint32]bool{}
	}
	q.alarmed[sel] = now
}

// knownAlarm reports whether somebody was told already, at this level.
func (e *Engine) knownAlarm(q *person, v verdict, now int64, wake float64) bool {
	last, ok := q.alarmed[v.sel]
	return ok && float64(now-last)/day < thread && (v.score < wake || q.woken[v.sel])
}

// strongest weighs every selector that one sighting bears on. What was read in
// part speaks for what it fits, if anything known fits; and an odd reading for
// what it resembles: one thing must not raise two alarms under two names.
func (e *Engine) strongest(at uint32, x *news) verdict {
	best := verdict{sel: noSelector}
	q := e.people[at]
	whole := false
	for _, sel := range x.moved {
		whole = whole || sel != x.sel && !e.codes.all[sel].loose
	}
	for i, sel := range x.moved {
		if q.known.has(sel) || i > 0 && sel == x.sel || whole && (e.codes.all[sel].loose || sel == x.sel) {
			continue
		}
		v := verdict{sel: sel, own: e.alone(at, sel, x.recorded), others: e.others(at, sel, x.recorded)}
		v.own = math.Max(0, v.own-e.common(sel))
		if v.score = v.own + e.shared(at, v.others, x.recorded); v.score > best.score {
			best = v
		}
	}
	return best
}

// thread is how long, in days, further sightings of a selector belong to an alarm
// that was raised already.
const thread = 30

// alarm gathers what an alarm rests on.
func (e *Engine) alarm(at uint32, v verdict, x *seen) Alarm {
	q := e.people[at]
	a := Alarm{At: x.when(), Person: q.id, Selector: e.selector(v.sel), People: []outrider.PersonID{q.id}, Level: LevelLook, Score: v.score, Own: v.own}
	basis, places := e.basis(q, v.sel)
	a.Places = places
	for _, b := range basis {
		if t := b.when(); t.After(a.At) {
			a.At = t // where a world's record runs backwards
		}
		a.Sightings = append(a.Sightings, e.name(b.id))
	}
	for _, j := range v.others[:min(len(v.others), maxJoined)] {
		if v.score > v.own {
			a.People = append(a.People, e.people[j.person].id)
		}
	}
	slices.Sort(a.People)
	a.Innocent, a.Ask = e.patternOf(q, v.sel, len(a.People)).innocent()
	q.forgetAccounts()
	return a
}

// shares are the others that a verdict rests on, too.
func (v verdict) shares() []joined {
	if v.score == v.own {
		return nil
	}
	return v.others[:min(len(v.others), maxJoined)]
}

// echo tells the others of a finding across people, each once. One's own sightings
// stand in it, and beside several the news that raised it, for before it nobody
// knew; beside a single one it stays away: a line half of which is about somebody
// else would be theirs as much.
func (e *Engine) echo(a Alarm, v verdict, x *seen) []Alarm {
	var out []Alarm
	for _, j := range v.shares() {
		q := e.people[j.person]
		if last, ok := q.alarmed[v.sel]; ok && float64(x.recorded-last)/day < thread {
			continue
		}
		own, places := e.basis(q, v.sel)
		b := a
		b.Person, b.Places, b.Sightings, b.Own, b.People = q.id, places, nil, j.score, slices.Clone(a.People)
		for _, o := range own {
			b.Sightings = append(b.Sightings, e.name(o.id))
		}
		if len(own) > 1 {
			b.Sightings = append(b.Sightings, e.name(x.id))
		}
		b.Innocent, b.Ask = e.patternOf(q, v.sel, len(a.People)).innocent()
		q.raise(v.sel, x.recorded)
		q.forgetAccounts()
		out = append(out, b)
	}
	return out
}

// when is the moment a sighting became known.
func (x seen) when() time.Time { return time.Unix(x.recorded, int64(x.nanos)).UTC() }

func (e *Engine) selector(sel uint32) outrider.Selector {
	c := &e.codes.all[sel]
	kind, value := e.codes.parts(sel)
	return outrider.Selector{Kind: kind, Value: string(value), Partial: c.loose && c.kind != kindDescription}
}

// name is the id under which a sighting was told.
func (e *Engine) name(id uint32) string { return string(e.names.bytes(id)) }

// forgetAccounts lets go of what explanations needed.
func (q *person) forgetAccounts() {
	for _, s := range q.streams {
		if s != nil {
			s.account = nil
		}
	}
}

// basis lists a person's sightings of a selector, inexact readings included, in
// the order in which they became known, and counts their places.
func (e *Engine) basis(q *person, sel uint32) (out []seen, places int) {
	for _, s := range q.streams {
		if s == nil {
			continue
		}
		at := map[uint16]bool{}
		for x := range s.about(sel) {
			out = append(out, x.seen)
			at[x.ctx] = true
		}
		places += len(at)
	}
	slices.SortFunc(out, func(a, b seen) int {
		if a.recorded != b.recorded {
			return int(math.Copysign(1, float64(a.recorded-b.recorded)))
		}
		return int(a.id) - int(b.id)
	})
	return out, places
}

// about reads the sightings that moved a selector's score, inexact readings of it
// included: those take telling the stream once more.
func (s *stream) about(sel uint32) iter.Seq[*entry] {
	pair, ok := s.find(sel)
	switch {
	case !ok:
		return func(func(*entry) bool) {}
	case !s.faces[pair].read:
		return s.of(pair)
	}
	w := s.again()
	return func(yield func(*entry) bool) {
		for i := range w.trace {
			x := &w.trace[i]
			if x.silent() || x.pair != pair && !slices.ContainsFunc(w.touched(x), func(t touch) bool { return t.pair == pair }) {
				continue
			}
			if !yield(&x.entry) {
				return
			}
		}
	}
}
