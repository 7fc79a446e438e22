package assess

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Pairs are counts of attacks by the state behind them and the country in which
// they happened, as they were known at a date.
type Pairs interface {
	// Pair is how many attacks a year this state makes in this country, and what a
	// pair of a state that attacks at all and a host has on average.
	Pair(state, host string, known time.Time) (yearly, mean float64, ok bool)
}

// standingKinds are what stands for long, in the order of its rows, with the name
// of its factor in the parameters.
var standingKinds = []struct {
	kind   outrider.Kind
	factor string
	why    string
}{
	{outrider.KindIncident, "attack", "an earlier attack connected with a state"},
	{outrider.KindAssociate, "associate", "somebody close harmed, connected with a state"},
	{outrider.KindThreat, "threat", "an explicit threat"},
	{outrider.KindWarning, "warning", "an official warning"},
}

// readStanding reads the factors of the slow clock.
func (p *Params) readStanding(f file) error {
	p.factors = map[string]float64{}
	names := []string{"pair_most"}
	for _, s := range standingKinds {
		names = append(names, s.factor)
	}
	for _, name := range names {
		n, ok := f.Standing[name]
		if !ok || n.Origin == "" || !(n.Value >= 1) || math.IsInf(n.Value, 0) {
			return outrider.Invalid("assess.json: standing.%s needs a factor of at least 1 and its origin", name)
		}
		p.factors[name] = n.Value
	}
	return nil
}

// standing is the slow clock. It does not fade: only the filter's view of what is
// going on just now does. The floor is the fast clock's, which this leaves to it.
func (p *Params) standing(x pass, floor float64) *outrider.Standing {
	s := &outrider.Standing{Floor: floor, Base: p.sets[0].horizons(p.sets[0].prior)[2]}
	s.States, s.Host = x.where()
	rate := -math.Log1p(-s.Base)
	add := func(w outrider.Weight) {
		s.Rows = append(s.Rows, w)
		rate *= math.Exp(w.Nats)
	}
	if w, ok := p.pair(x.in, s.States, s.Host); ok {
		add(w)
	}
	for _, k := range standingKinds {
		var like []item
		for _, it := range x.items {
			if it.kind == k.kind && it.floors {
				like = append(like, it)
			}
		}
		slices.SortStableFunc(like, func(a, b item) int { return cmp.Compare(b.q, a.q) })
		for i, it := range like {
			nats := p.share(i) * math.Log(it.q*p.factors[k.factor]+1-it.q)
			add(outrider.Weight{Report: it.reports[0], At: it.at, Why: k.why, Nats: nats})
		}
	}
	s.Year = point(max(outrider.Floor, min(outrider.Ceiling, -math.Expm1(-rate))))
	return s
}

// pair weighs how often the states that are named attack in this country against
// the average pair, the worst of them counting, within bounds.
func (p *Params) pair(in Input, states []string, host string) (outrider.Weight, bool) {
	if in.Pairs == nil || host == "" {
		return outrider.Weight{}, false
	}
	best, found := 0.0, false
	for _, state := range states {
		if yearly, mean, ok := in.Pairs.Pair(state, host, in.Now); ok && mean > 0 && yearly >= 0 {
			best, found = max(best, yearly/mean), true
		}
	}
	most := p.factors["pair_most"]
	return outrider.Weight{Why: "counted attacks by this state in this country, against the average of such pairs", Nats: math.Log(max(1/most, min(most, best)))}, found
}

// where lists the states that a human has entered or that those who told connect
// things with, and the country in which the last of them happened.
func (x pass) where() (states []string, host string) {
	for _, a := range x.in.Actors {
		states = append(states, strings.ToUpper(a))
	}
	for _, it := range x.items {
		for _, id := range it.reports {
			r, ok := x.in.Reports(id)
			if !ok {
				continue
			}
			if r.AboutState != "" {
				states = append(states, strings.ToUpper(r.AboutState))
			}
			if r.Place.Country != "" {
				host = strings.ToUpper(r.Place.Country)
			}
		}
	}
	slices.Sort(states)
	return slices.Compact(states), host
}
