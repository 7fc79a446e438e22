package detect

import (
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

// judge decides whether the news just taken in raises an alarm: one at most, for
// the strongest of what it bears on.
func (e *Engine) judge(at uint32, s *stream, steps ...int) []Alarm {
	best, news := verdict{sel: noSelector}, (*step)(nil)
	for _, i := range steps {
		st := &s.log[i]
		if v := e.strongest(at, s, st); v.score > best.score {
			best, news = v, st
		}
	}
	if news == nil {
		return nil
	}
	q := e.people[at]
	if e.watch != nil {
		if best.score >= e.p.ReportFrom {
			e.watch(Candidate{Person: at, Selector: best.sel, At: news.recorded, Score: best.score})
		}
		return nil
	}
	look, wake := e.thresholds(q, news.recorded)
	if best.score < look || e.knownAlarm(q, best, news.recorded, wake) {
		return nil
	}
	q.alarmed[best.sel] = news.recorded
	a := e.alarm(at, best, news)
	if best.score >= wake {
		a.Level, q.woken[best.sel] = LevelWake, true
	}
	return append([]Alarm{a}, e.echo(a, best, news)...)
}

// knownAlarm reports whether somebody was told already, at this level.
func (e *Engine) knownAlarm(q *person, v verdict, now int64, wake float64) bool {
	last, ok := q.alarmed[v.sel]
	return ok && float64(now-last)/day < thread && (v.score < wake || q.woken[v.sel])
}

// strongest weighs every selector that one sighting bears on. What was read in
// part speaks for what it fits, if anything known fits; and an odd reading for
// what it resembles: one thing must not raise two alarms under two names.
func (e *Engine) strongest(at uint32, s *stream, st *step) verdict {
	best := verdict{sel: noSelector}
	q := e.people[at]
	whole := false
	for _, t := range s.touched(st) {
		whole = whole || t.sel != st.sel && !e.codes.all[t.sel].loose
	}
	for i, t := range s.touched(st) {
		if q.known[t.sel] || i > 0 && t.sel == st.sel || whole && (e.codes.all[t.sel].loose || t.sel == st.sel) {
			continue
		}
		v := verdict{sel: t.sel, own: e.alone(at, t.sel, st.recorded), others: e.others(at, t.sel, st.recorded)}
		v.own = math.Max(0, v.own-e.common(t.sel))
		if v.score = v.own + e.shared(at, v.others, st.recorded); v.score > best.score {
			best = v
		}
	}
	return best
}

// thread is how long, in days, further sightings of a selector belong to an alarm
// that was raised already.
const thread = 30

// alarm gathers what an alarm rests on.
func (e *Engine) alarm(at uint32, v verdict, news *step) Alarm {
	q := e.people[at]
	a := Alarm{At: news.when(), Person: q.id, Selector: e.selector(v.sel), People: []outrider.PersonID{q.id}, Level: LevelLook, Score: v.score, Own: v.own}
	basis, places := e.basis(q, v.sel)
	a.Places = places
	for _, x := range basis {
		if t := x.when(); t.After(a.At) {
			a.At = t // where a world's record runs backwards
		}
		a.Sightings = append(a.Sightings, e.names[x.id])
	}
	for _, j := range v.others[:min(len(v.others), maxJoined)] {
		if v.score > v.own {
			a.People = append(a.People, e.people[j.person].id)
		}
	}
	slices.Sort(a.People)
	a.Innocent, a.Ask = e.patternOf(q, v.sel, len(a.People)).innocent()
	return a
}

// echo tells the others of a finding across people. One's own sightings come
// first; the news that raised it stands with them, for before it nobody knew.
func (e *Engine) echo(a Alarm, v verdict, news *step) []Alarm {
	var out []Alarm
	if v.score == v.own {
		return nil
	}
	for _, j := range v.others[:min(len(v.others), maxJoined)] {
		q := e.people[j.person]
		if last, ok := q.alarmed[v.sel]; ok && float64(news.recorded-last)/day < thread {
			continue
		}
		own, places := e.basis(q, v.sel)
		if len(own) < 2 {
			continue
		}
		b := a
		b.Person, b.Places, b.Sightings, b.Own = q.id, places, nil, j.score
		for _, x := range own {
			b.Sightings = append(b.Sightings, e.names[x.id])
		}
		b.Sightings = append(b.Sightings, e.names[news.id])
		b.Innocent, b.Ask = e.patternOf(q, v.sel, len(a.People)).innocent()
		q.alarmed[v.sel] = news.recorded
		out = append(out, b)
	}
	return out
}

// when is the moment a sighting became known.
func (x seen) when() time.Time { return time.Unix(x.recorded, int64(x.nanos)).UTC() }

func (e *Engine) selector(sel uint32) outrider.Selector {
	c := e.codes.all[sel]
	return outrider.Selector{Kind: c.kind, Value: c.value, Partial: c.loose && c.kind != outrider.SelectorDescription}
}

// basis lists a person's sightings of a selector, inexact readings included, in
// the order in which they became known, and counts their places.
func (e *Engine) basis(q *person, sel uint32) (out []seen, places int) {
	for _, s := range q.streams {
		if s == nil {
			continue
		}
		at := map[uint16]bool{}
		for i := range s.log {
			if x := &s.log[i]; !x.silent && s.about(x, sel) {
				out = append(out, x.seen)
				at[x.ctx] = true
			}
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

// about reports whether a sighting moved a selector's score.
func (s *stream) about(x *step, sel uint32) bool {
	return x.sel == sel || slices.ContainsFunc(s.touched(x), func(t touch) bool { return t.sel == sel })
}
