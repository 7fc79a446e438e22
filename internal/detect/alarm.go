package detect

import (
	"math"
	"slices"

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
	At        int64 // seconds since 1970: when the last of its sightings was recorded
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
	Reports          int // about the person by then
}

// judge decides whether the sighting just taken in raises an alarm.
func (e *Engine) judge(at uint32, s *stream, i int) []Alarm {
	q, st := e.people[at], &s.log[i]
	if q.known[st.sel] {
		return nil
	}
	best, bestSel := 0.0, uint32(noSelector)
	var bestOwn float64
	var bestJoined []joined
	consider := func(sel uint32) {
		own := e.alone(at, sel, st.recorded)
		js := e.others(at, sel, st.recorded)
		if t := own + e.shared(at, js); t > best {
			best, bestSel, bestOwn, bestJoined = t, sel, own, js
		}
	}
	consider(st.sel)
	for _, t := range st.touched {
		if sel := s.pairs[t.pair].sel; sel != st.sel && !q.known[sel] {
			consider(sel)
		}
	}
	if bestSel == noSelector {
		return nil
	}
	if e.watch != nil && best >= e.p.ReportFrom {
		e.watch(Candidate{Person: at, Selector: bestSel, At: st.recorded, Score: best, Reports: q.reports})
	}
	look, wake := e.thresholds(q, st.recorded)
	if best < look {
		return nil
	}
	if last, ok := q.alarmed[bestSel]; ok && float64(st.recorded-last)/day < thread && (best < wake || q.woken[bestSel]) {
		return nil
	}
	q.alarmed[bestSel] = st.recorded
	a := e.alarm(at, bestSel, bestJoined, st)
	a.Score, a.Own, a.Level = best, bestOwn, LevelLook
	if best >= wake {
		a.Level, q.woken[bestSel] = LevelWake, true
	}
	return append([]Alarm{a}, e.echo(a, at, bestSel, bestJoined, st)...)
}

// thread is how long, in days, further sightings of a selector belong to an alarm
// that was raised already.
const thread = 30

// alarm gathers what an alarm rests on.
func (e *Engine) alarm(at, sel uint32, js []joined, st *step) Alarm {
	q := e.people[at]
	a := Alarm{At: st.recorded, Person: q.id, Selector: e.selector(sel), People: []outrider.PersonID{q.id}}
	basis, places := e.basis(q, sel)
	a.Places = places
	for _, x := range basis {
		a.Sightings = append(a.Sightings, e.names[x.id])
	}
	for _, j := range js[:min(len(js), maxJoined)] {
		if j.weight > 0 {
			a.People = append(a.People, e.people[j.person].id)
		}
	}
	slices.Sort(a.People)
	a.Innocent, a.Ask = innocentOf(basis, places, len(a.People))
	return a
}

// echo tells the others of a finding across people. One's own sightings come
// first; the news that raised it stands with them, for before it nobody knew.
func (e *Engine) echo(a Alarm, at, sel uint32, js []joined, st *step) []Alarm {
	var out []Alarm
	for _, j := range js[:min(len(js), maxJoined)] {
		q := e.people[j.person]
		if j.weight == 0 || float64(st.recorded-q.alarmed[sel])/day < thread {
			continue
		}
		own, places := e.basis(q, sel)
		if len(own) < 2 {
			continue
		}
		b := a
		b.Person, b.Places, b.Sightings, b.Own = q.id, places, nil, j.score
		for _, x := range own {
			b.Sightings = append(b.Sightings, e.names[x.id])
		}
		b.Sightings = append(b.Sightings, e.names[st.id])
		b.Innocent, b.Ask = innocentOf(own, places, len(a.People))
		q.alarmed[sel] = st.recorded
		out = append(out, b)
	}
	return out
}

func (e *Engine) selector(sel uint32) outrider.Selector {
	c := e.codes.all[sel]
	return outrider.Selector{Kind: c.kind, Value: c.value, Partial: c.loose && c.kind != outrider.SelectorDescription}
}

// basis lists a person's sightings of a selector, inexact readings included, in
// the order in which they became known, and counts their places.
func (e *Engine) basis(q *person, sel uint32) (out []seen, places int) {
	type spot struct {
		k   outrider.Sensor
		ctx uint16
	}
	at := map[spot]bool{}
	for _, k := range []outrider.Sensor{outrider.SensorHuman, outrider.SensorANPR, outrider.SensorBLE} {
		s := q.streams[k]
		if s == nil {
			continue
		}
		for i := range s.log {
			if x := &s.log[i]; !x.silent && s.about(x, sel) {
				out = append(out, x.seen)
				at[spot{k, x.ctx}] = true
			}
		}
	}
	slices.SortFunc(out, func(a, b seen) int {
		if a.recorded != b.recorded {
			return int(math.Copysign(1, float64(a.recorded-b.recorded)))
		}
		return int(a.id) - int(b.id)
	})
	return out, len(at)
}

// about reports whether a sighting moved a selector's score.
func (s *stream) about(x *step, sel uint32) bool {
	return x.sel == sel || slices.ContainsFunc(x.touched, func(t touch) bool { return s.pairs[t.pair].sel == sel })
}
