package detect

import (
	"math"
	"slices"
)

// joined is one other person near whom the same selector was seen, and what that
// weighs.
type joined struct {
	person uint32
	weight float64
	score  float64 // of the selector around that person alone
}

// maxJoined bounds how many others count for one alarm: more say nothing new.
const maxJoined = 3

// others weighs the other people near whom a selector was seen, strongest first.
// A declared tie and a shared event count nothing; nor does what the whole town sees.
func (e *Engine) others(at uint32, sel uint32, now int64) []joined {
	bs := e.crowd(sel)
	if len(bs) < 2 || len(bs) > e.p.MaxPeople {
		return nil
	}
	me := &bearer{}
	for i := range bs {
		if bs[i].person == at {
			me = &bs[i]
		}
	}
	from := len(e.joins)
	for i := range bs {
		b := &bs[i]
		switch {
		case b.person == at || float64(now-b.last)/day > e.p.WindowDays || e.people[b.person].known.has(sel):
			continue
		case e.people[at].ties.has(b.person):
			e.joins = e.joins[:from]
			return nil // one of them knows this person: that explains it
		case b.event != 0 && b.event == me.event:
			continue
		}
		e.joins = append(e.joins, joined{b.person, e.weightOf(sel, me, b, len(bs)-1), e.alone(b.person, sel, now)})
	}
	out := e.joins[from:len(e.joins):len(e.joins)]
	slices.SortStableFunc(out, func(a, b joined) int {
		switch {
		case a.weight+a.score > b.weight+b.score:
			return -1
		case a.weight+a.score < b.weight+b.score:
			return 1
		}
		return int(a.person) - int(b.person)
	})
	return out
}

// alone is what the sightings around one person say of a selector, faded to now.
func (e *Engine) alone(person, sel uint32, now int64) float64 {
	t := 0.0
	if !e.codes.all[sel].warm {
		return t
	}
	for _, s := range e.people[person].streams {
		if s == nil {
			continue
		}
		if i, ok := s.find(sel); ok && s.pairs[i].score != 0 {
			t += s.now(s.scored(i)) * fade(now-s.when, s.m.HalfLife)
		}
	}
	return t
}

// shared is what other people's sightings add to a selector's score around one
// person: how seldom something harmless comes to both, judged by whoever explains
// it best, and what was seen around all of them, on average: the strongest of many
// would be strong by chance.
func (e *Engine) shared(at uint32, js []joined, now int64) float64 {
	if len(js) == 0 {
		return 0
	}
	w, sum := math.Inf(1), 0.0
	for _, j := range js {
		w = math.Min(w, j.weight)
		sum += math.Exp(j.score)
	}
	return math.Max(0, w-e.volume(at, now)+math.Log(sum/float64(len(js))))
}

// common is what is taken from a person's own sightings of something that others
// meet too: it is so much likelier to be met at several places by anybody.
func (e *Engine) common(sel uint32) float64 {
	n := e.met(sel)
	if n == 0 {
		return 0
	}
	return e.p.Strata.Again[e.p.Strata.again(n-1)]
}

// volume is what a person's much reporting takes from a coincidence: somebody who
// reports ten times as much meets ten times as many strangers that others met. A
// team's visits are noticed more often too, though less than in proportion.
func (e *Engine) volume(at uint32, now int64) float64 {
	if e.p.Strata.Volume == 0 {
		return 0
	}
	return math.Max(-1, math.Min(3, 0.7*(e.rateOf(e.people[at], now)-e.p.Strata.Volume)))
}
