package replay

import (
	"slices"
	"time"

	"outrider"
)

// Burden is what alarms cost over some stretch of lives.
type Burden struct {
	Lives     int     `json:"lives"`           // protected people with any time in it
	Woken     int     `json:"cases_woken"`     // cases with an act in it
	Years     float64 `json:"protected_years"` // of everybody
	Acts      int     `json:"acts"`
	Looks     int     `json:"looks"`
	ActRate   float64 `json:"acts_per_year"` // acts per protected year
	UnderRate float64 `json:"days_per_year"` // days under alarm per protected year
}

// Stretches cut lives by what was happening in them, which only the score knows:
// an alarm means another thing in each.
type Stretches struct {
	Quiet   Burden `json:"quiet"`     // lives in which nobody ever took a hostile interest
	Earlier Burden `json:"earlier"`   // of cases that came to harm or were stopped: all but the last 365 days
	Last    Burden `json:"last_year"` // and these
	Hunted  Burden `json:"hunted"`    // a hostile interest, and no harm
}

// Rested counts acts by the most hostile thing that they rested on.
type Rested struct {
	Hostile   int `json:"hostile"`
	Ambiguous int `json:"ambiguous"`
	Harmless  int `json:"harmless"`
}

// source is where alarms come from.
type source int

const (
	ofDesk source = iota
	ofStated
	ofRepeat
	ofBurst
)

// stretch is one source's burden over one stretch of one case.
type stretch struct {
	of    source
	where func(*Stretches) *Burden
	Burden
	under time.Duration
}

// rested says what the acts of a case rested on, up to its end.
func rested(people [][]Alarm, t Truth) Rested {
	var r Rested
	for _, a := range slices.Concat(people...) {
		if a.Level != outrider.LevelAct || !t.Harm.IsZero() && !a.At.Before(t.Harm) {
			continue
		}
		is := func(relevance string) bool {
			return slices.ContainsFunc(a.Because, func(e string) bool { return t.Means[e] == relevance })
		}
		switch {
		case is("hostile"):
			r.Hostile++
		case is("ambiguous"):
			r.Ambiguous++
		default:
			r.Harmless++
		}
	}
	return r
}

// cut measures one source's burden over the stretches of one case.
func cut(lines []Line, of source, people [][]Alarm, t Truth) []stretch {
	far := time.Unix(1<<40, 0)
	whole := func(where func(*Stretches) *Burden) []stretch {
		return []stretch{measure(lines, people, span{to: far}, stretch{of: of, where: where})}
	}
	switch t.Ending {
	case EndingQuiet:
		return whole(func(s *Stretches) *Burden { return &s.Quiet })
	case EndingHunted:
		return whole(func(s *Stretches) *Burden { return &s.Hunted })
	}
	turn := t.Harm.Add(-inTime)
	return []stretch{
		measure(lines, people, span{to: turn}, stretch{of: of, where: func(s *Stretches) *Burden { return &s.Earlier }}),
		measure(lines, people, span{from: turn, to: t.Harm}, stretch{of: of, where: func(s *Stretches) *Burden { return &s.Last }}),
	}
}

// span is a stretch of time, its end not in it.
type span struct{ from, to time.Time }

func (s span) has(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

// measure fills a stretch from what was raised within a span.
func measure(lines []Line, people [][]Alarm, in span, s stretch) stretch {
	for _, l := range lines {
		if l.From == nil {
			continue
		}
		from, to := *l.From, *l.To
		if from.Before(in.from) {
			from = in.from
		}
		if to.After(in.to) {
			to = in.to
		}
		if to.After(from) {
			s.Lives++
			s.Years += to.Sub(from).Hours() / 24 / 365.25
		}
	}
	for _, alarms := range people {
		var acts []time.Time
		for _, a := range alarms {
			switch {
			case !in.has(a.At):
			case a.Level == outrider.LevelAct:
				acts = append(acts, a.At)
			default:
				s.Looks++
			}
		}
		s.Acts += len(acts)
		s.under += covered(acts, in.to)
	}
	s.Woken = number(s.Acts > 0)
	return s
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sum adds up one source's stretches over cases.
func sum(scores []CaseScore, of source) Stretches {
	var out Stretches
	under := map[*Burden]time.Duration{}
	for _, c := range scores {
		for _, s := range c.stretches {
			if s.of != of {
				continue
			}
			b := s.where(&out)
			b.Lives, b.Woken, b.Years, b.Acts, b.Looks = b.Lives+s.Lives, b.Woken+s.Woken, b.Years+s.Years, b.Acts+s.Acts, b.Looks+s.Looks
			under[b] += s.under
		}
	}
	for _, b := range []*Burden{&out.Quiet, &out.Earlier, &out.Last, &out.Hunted} {
		if b.Years > 0 {
			b.ActRate, b.UnderRate = float64(b.Acts)/b.Years, under[b].Hours()/24/b.Years
		}
	}
	return out
}
