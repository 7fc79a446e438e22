package assess

import (
	"fmt"
	"math"
	"slices"
	"time"

	"outrider"
)

// horizons in days, with their keys.
var horizons = [3]struct {
	key  string
	days int
}{{"30d", 30}, {"90d", 90}, {"365d", 365}}

// Assess says what the reports about one person are held to mean now. It is a
// pure function of its input: the order in which news arrived does not matter,
// and a withdrawn report leaves exactly the state of a history without it.
func Assess(p *Params, in Input) outrider.Assessment {
	x := p.newPass(in)
	main := x.newRun(p.sets[0], true).all()
	a := x.account(main)
	x.intervals(&a)
	p.byExpert(&a, x)
	a.ChangesIf, a.LeftOut = x.changes(main), x.leftOut()
	a.Missing = missing(in)
	a.Standing = p.standing(x, main.floor)
	if in.Coverage <= 0 && a.Reports == 0 {
		nobodyLooking(&a)
	}
	return a
}

// Point is Assess without intervals and account: what the filter alone costs.
func Point(p *Params, in Input) outrider.Assessment {
	x := p.newPass(in)
	return x.figure(x.newRun(p.sets[0], false).all())
}

// Account is Point with the rows that lead to it.
func Account(p *Params, in Input) outrider.Assessment {
	x := p.newPass(in)
	return x.account(x.newRun(p.sets[0], true).all())
}

func (x pass) account(main *run) outrider.Assessment {
	a := x.figure(main)
	a.Rows = append(main.rows, x.p.withdrawn(x.in)...)
	return a
}

// figure states where a run has led.
func (x pass) figure(end *run) outrider.Assessment {
	p := x.p
	a := outrider.Assessment{Person: x.in.Person, At: x.in.Now, P: map[outrider.Hypothesis]outrider.Probability{},
		Handling: handling(x.items), Engine: outrider.Stamp{Version: Version, Params: p.hash}}
	a.Reports, a.Roots = tally(x.in)
	for h, v := range end.explained() {
		a.P[outrider.Hypotheses[h]] = point(v)
	}
	for i, name := range p.own {
		if a.Own == nil {
			a.Own = map[outrider.Hypothesis]outrider.Probability{}
		}
		a.Own[name] = point(end.v[hyps+1+i])
	}
	a.Harm, a.BaseHarm = harms(p.sets[0], end.v), harms(p.sets[0], p.sets[0].prior)
	return a
}

// harms states the horizons from a state.
func harms(r *rates, v vector) map[string]outrider.Probability {
	out := make(map[string]outrider.Probability, len(horizons))
	for i, h := range r.horizons(v) {
		out[horizons[i].key] = point(h)
	}
	return out
}

// start is where the story begins: never after the first thing that is told.
func start(in Input, items []item) time.Time {
	from := in.Since
	if from.IsZero() || from.After(in.Now) {
		from = in.Now
	}
	if len(items) > 0 && items[0].at.Before(from) {
		from = items[0].at
	}
	return from
}

func handling(items []item) outrider.Handling {
	if len(items) == 0 {
		return outrider.DefaultHandling
	}
	h := items[0].handle.Or()
	for _, it := range items[1:] {
		h = h.Join(it.handle)
	}
	return h
}

func tally(in Input) (reports, roots int) {
	for _, c := range in.Claims {
		reports += len(c.Known())
		roots += len(c.Standing())
	}
	return reports, roots
}

func point(v float64) outrider.Probability { return outrider.Probability{P: v, Low: v, High: v} }

// intervals runs the same evidence through every drawn set of parameters and
// states the range from 5 to 95 % of them, widened to hold the figure itself.
func (x pass) intervals(a *outrider.Assessment) {
	ends := x.ends(x.p.sets[1:])
	each := make([]float64, len(ends))
	over := func(p outrider.Probability, of func(end) float64) outrider.Probability {
		for i, e := range ends {
			each[i] = of(e)
		}
		return widen(p, each)
	}
	for h, name := range outrider.Hypotheses {
		a.P[name] = over(a.P[name], func(e end) float64 { return e.v[h] })
	}
	for i, h := range horizons {
		a.Harm[h.key] = over(a.Harm[h.key], func(e end) float64 { return e.harm[i] })
	}
}

func widen(p outrider.Probability, draws []float64) outrider.Probability {
	if len(draws) == 0 {
		return p
	}
	slices.Sort(draws)
	at := func(q float64) float64 { return draws[int(math.Round(q*float64(len(draws)-1)))] }
	p.Low, p.High = math.Min(p.P, at(.05)), math.Max(p.P, at(.95))
	return p
}

// missing says what is not known and would matter.
func missing(in Input) []string {
	ungraded, unplaced, n := 0, 0, 0
	for _, c := range in.Claims {
		for _, id := range c.Known() {
			r, ok := in.Reports(id)
			if !ok {
				continue
			}
			n++
			if !r.Grade.SourceJudged() {
				ungraded++
			}
			if r.Place.IsZero() {
				unplaced++
			}
		}
	}
	var out []string
	if in.Coverage <= 0 {
		out = append(out, "nobody has said that they are looking: silence means nothing here")
	}
	if ungraded > 0 {
		out = append(out, fmt.Sprintf("the source of %d of %d reports has not been judged", ungraded, n))
	}
	if unplaced > 0 {
		out = append(out, fmt.Sprintf("%d of %d reports name no place", unplaced, n))
	}
	return out
}

// nobodyLooking marks an assessment that rests on nothing: no data is a state of
// its own, not a low number.
func nobodyLooking(a *outrider.Assessment) {
	for k, v := range a.Harm {
		v.NoData = true
		a.Harm[k] = v
	}
}
