package assess

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
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
	items := p.evidence(in)
	from := start(in, items)
	main := p.newRun(p.sets[0], in, from, true)
	main.all(items, in)
	a := outrider.Assessment{Person: in.Person, At: in.Now, P: map[outrider.Hypothesis]outrider.Probability{},
		Harm: map[string]outrider.Probability{}, BaseHarm: map[string]outrider.Probability{}, Rows: main.rows,
		Handling: handling(items), Engine: outrider.Stamp{Version: Version, Params: p.hash}}
	a.Reports, a.Roots = tally(in)
	for h, name := range outrider.Hypotheses {
		a.P[name] = outrider.Probability{P: main.v[h], Low: main.v[h], High: main.v[h]}
	}
	p.harms(&a, main.v)
	p.intervals(&a, in, items, from)
	a.ChangesIf = p.changes(in, items, from, a.Harm["90d"].P)
	a.Missing = missing(in)
	if in.Coverage <= 0 && a.Reports == 0 {
		nobodyLooking(&a)
	}
	return a
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

// harms states the horizons, and beside each what the base rate alone would say.
func (p *Params) harms(a *outrider.Assessment, v vector) {
	var prior vector
	copy(prior[:hyps], p.sets[0].prior[:])
	for _, h := range horizons {
		a.Harm[h.key] = point(p.sets[0].horizon(v, h.days))
		a.BaseHarm[h.key] = point(p.sets[0].horizon(prior, h.days))
	}
}

func point(v float64) outrider.Probability { return outrider.Probability{P: v, Low: v, High: v} }

// intervals runs the same evidence through every drawn set of parameters and
// states the range from 5 to 95 % of them, widened to hold the figure itself.
func (p *Params) intervals(a *outrider.Assessment, in Input, items []item, from time.Time) {
	ends := p.ends(in, items, from)
	byHyp := make([][]float64, hyps)
	byHarm := make([][]float64, len(horizons))
	for _, e := range ends {
		for h := range hyps {
			byHyp[h] = append(byHyp[h], e.v[h])
		}
		for i := range horizons {
			byHarm[i] = append(byHarm[i], e.harm[i])
		}
	}
	for h, name := range outrider.Hypotheses {
		a.P[name] = widen(a.P[name], byHyp[h])
	}
	for i, h := range horizons {
		a.Harm[h.key] = widen(a.Harm[h.key], byHarm[i])
	}
}

// end is where one drawn set of parameters leads.
type end struct {
	v    vector
	harm [3]float64 // by horizon
}

// ends runs every drawn set, on every core; each has its own place in the result,
// so that the order of the cores changes nothing.
func (p *Params) ends(in Input, items []item, from time.Time) []end {
	sets := p.sets[1:]
	out := make([]end, len(sets))
	var wg sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wg.Go(func() {
			for i := w; i < len(sets); i += n {
				x := p.newRun(sets[i], in, from, false)
				x.all(items, in)
				out[i].v = x.v
				for j, h := range horizons {
					out[i].harm[j] = sets[i].horizon(x.v, h.days)
				}
			}
		})
	}
	wg.Wait()
	return out
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

// next are the observations that "would change if" tries, with the task that
// would settle each.
var next = []struct {
	kind outrider.Kind
	text string
	task string
}{
	{pattern, "the same stranger is noticed again at another place", "Ask the person, family and colleagues to note vehicles and faces that recur, with time and place."},
	{outrider.KindThreat, "an explicit threat arrives", "Ask to keep and pass on every message, unread or not."},
	{outrider.KindWarning, "the police or a service warns of a plan", "Ask the police contact whether anything is known."},
	{outrider.KindApproach, "somebody new seeks contact with a thin story", "Ask who made contact lately, and check one story by a second channel."},
}

// changes says which next observation would move the chance of harm most, and
// what would remain if the strongest report turned out to be innocent.
func (p *Params) changes(in Input, items []item, from time.Time, now float64) []outrider.Change {
	var out []outrider.Change
	for _, n := range next {
		extra := item{id: "next", at: in.Now, kind: n.kind, q: p.n.Hypothetical}
		with := append(slices.Clone(items), extra)
		p.discount(with)
		out = append(out, outrider.Change{If: n.text, Attack: point(p.harm90(in, with, from)), Task: n.task})
	}
	slices.SortStableFunc(out, func(a, b outrider.Change) int {
		switch x, y := math.Abs(a.Attack.P-now), math.Abs(b.Attack.P-now); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	out = out[:2]
	if i := p.strongest(items); i >= 0 {
		without := slices.Delete(slices.Clone(items), i, i+1)
		p.discount(without)
		out = append(out, outrider.Change{If: "the strongest report proves innocent (" + items[i].why + ")", Attack: point(p.harm90(in, without, from)),
			Task: "Check the strongest report first: call who gave it."})
	}
	return out
}

func (p *Params) harm90(in Input, items []item, from time.Time) float64 {
	x := p.newRun(p.sets[0], in, from, false)
	x.all(items, in)
	return p.sets[0].horizon(x.v, 90)
}

// strongest is the piece of evidence that weighs most for attack against benign.
func (p *Params) strongest(items []item) int {
	best, at := 0.0, -1
	for i, it := range items {
		if w := p.sets[0].weights(it)[attk]; w > best {
			best, at = w, i
		}
	}
	return at
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
