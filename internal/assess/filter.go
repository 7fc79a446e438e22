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

// pass is what every run of the filter over one person shares.
type pass struct {
	p       *Params
	in      Input
	items   []item
	reviews []Review // in order, those until now
	from    time.Time
}

func (p *Params) newPass(in Input) pass {
	x := pass{p: p, in: in, items: p.evidence(in)}
	x.from = start(in, x.items)
	for _, r := range in.Reviews {
		if r.Why != "" && r.To >= 0 && !r.At.After(in.Now) {
			x.reviews = append(x.reviews, r)
		}
	}
	slices.SortStableFunc(x.reviews, func(a, b Review) int { return a.At.Compare(b.At) })
	return x
}

// run is one run of the filter over a person's evidence.
type run struct {
	pass
	r     *rates
	cover *powers
	v     vector
	at    time.Time
	floor float64 // least chance of attack preparation
	set   int     // reviews taken in
	rows  []outrider.Row
	keep  bool // rows are wanted
}

// newRun starts at the prior.
func (p pass) newRun(r *rates, keep bool) *run {
	x := &run{pass: p, r: r, cover: r.span(tenths(p.in.Coverage)), at: p.from, keep: keep, v: r.prior}
	x.row(p.from, "prior", nil, "before any report, by the base rate alone", [hyps]float64{}, x.logodds())
	return x
}

// all takes in the evidence in order, and then the quiet until now.
func (x *run) all() *run {
	for _, it := range x.items {
		x.review(it.at)
		x.drift(it.at)
		x.weigh(it)
		if it.floors {
			x.floor = 1 - (1-x.floor)*(1-x.p.n.ThreatFloor*it.q)
		}
		x.bound(it.at)
	}
	x.review(x.in.Now)
	x.drift(x.in.Now)
	x.bound(x.in.Now)
	return x
}

// review takes in what a documented review has lowered the floor to; nothing else
// ever does, and no review raises it.
func (x *run) review(until time.Time) {
	for x.set < len(x.reviews) && !x.reviews[x.set].At.After(until) {
		x.floor = min(x.floor, x.reviews[x.set].To)
		x.set++
	}
}

// drift lets time pass: explanations change by themselves, and silence speaks
// where somebody was looking. The person is alive: harm is conditioned away.
func (x *run) drift(to time.Time) {
	h := hours(x.at, to)
	if h == 0 {
		return
	}
	before := x.logodds()
	x.v = x.cover.over(x.v, h)
	x.v[harm] = 0
	if x.keep {
		x.row(to, "time", nil, quietText(h), before, x.logodds())
	}
	x.at = to
}

// weigh takes in one piece of evidence. In the account it stands as what it would
// weigh by itself and beyond doubt, what the doubt takes off, and what being told
// beside its like takes off.
func (x *run) weigh(it item) {
	if !x.keep {
		x.r.apply(&x.v, it.place, it.terms)
		return
	}
	before, start := x.logodds(), x.v
	for _, part := range []struct {
		kind, why string
		terms     []term
	}{
		{"report", it.why, certain(it.terms)},
		{"grade", "how far it can be relied on", alone(it)},
		{"dependence", "told beside others of its kind", it.terms},
	} {
		x.v = start
		x.r.apply(&x.v, it.place, part.terms)
		after := x.logodds()
		x.row(it.at, part.kind, it.reports, part.why, before, after)
		before = after
	}
}

// certain is a piece of evidence by itself and beyond doubt; one that counts
// elsewhere stays without weight.
func certain(terms []term) []term {
	if len(terms) == 0 {
		return nil
	}
	return []term{{q: 1, share: 1}}
}

// alone is a piece of evidence by itself, as far as it can be relied on.
func alone(it item) []term {
	if len(it.terms) == 0 {
		return nil
	}
	return []term{{q: it.q, share: 1}}
}

// bound keeps every explanation possible, and keeps what an explicit threat has
// left: time and quiet cannot wear it down.
func (x *run) bound(at time.Time) {
	before := x.logodds()
	why := "nothing is ever ruled out"
	x.normalise()
	prior := &x.p.sets[0].prior
	for _, h := range x.p.live {
		x.v[h] = (1-x.p.n.Mixing)*x.v[h] + x.p.n.Mixing*prior[h]
	}
	if x.v[attk] < x.floor {
		why = "an explicit threat, a warning or an attack sets a floor until a review lowers it"
		rest := (1 - x.floor) / (1 - x.v[attk])
		for _, h := range x.p.live {
			x.v[h] *= rest
		}
		x.v[attk] = x.floor
	}
	if x.keep {
		x.row(at, "floor", nil, why, before, x.logodds())
	}
}

// normalise makes the state a distribution again. Log-odds do not need it, the
// mixing and the floor do.
func (x *run) normalise() {
	sum := 0.0
	for _, h := range x.p.live {
		x.v[h] = max(x.v[h], 1e-300)
		sum += x.v[h]
	}
	for _, h := range x.p.live {
		x.v[h] /= sum
	}
}

// explained is the state by printed explanation: what an organisation has added
// counts as something else hostile.
func (x *run) explained() [hyps]float64 {
	var out [hyps]float64
	copy(out[:], x.v[:hyps])
	for _, h := range x.p.live[hyps:] {
		out[other] += x.v[h]
	}
	return out
}

// logodds is every explanation against benign, in nats; it is only asked for where
// rows are wanted, for logarithms are most of what a run costs.
func (x *run) logodds() [hyps]float64 {
	var s [hyps]float64
	if !x.keep {
		return s
	}
	p := x.explained()
	b := math.Log(p[beni])
	for h := range hyps {
		s[h] = math.Log(p[h]) - b
	}
	return s
}

// row writes a step of the account: what moved, by how much. Its figures are
// differences of the state itself, so that they add up whatever the steps are.
func (x *run) row(at time.Time, kind string, reports []outrider.ReportID, why string, before, after [hyps]float64) {
	if !x.keep || kind != "prior" && before == after {
		return
	}
	r := outrider.Row{At: at, Kind: kind, Reports: reports, Why: why, Nats: make(map[outrider.Hypothesis]float64, hyps)}
	for h, name := range outrider.Hypotheses {
		r.Nats[name] = after[h] - before[h]
	}
	x.rows = append(x.rows, r)
}

func quietText(hours int64) string {
	days := hours / 24
	switch {
	case days == 0:
		return "hours pass"
	case days == 1:
		return "a day passes"
	}
	return fmt.Sprintf("%d days pass", days)
}

// end is where one set of rates leads.
type end struct {
	v    [hyps]float64
	harm [3]float64 // by horizon
}

// ends runs every one of some sets of rates, on every core; each has its own place
// in the result, so that the order of the cores changes nothing.
func (p pass) ends(sets []*rates) []end {
	out := make([]end, len(sets))
	var wg sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wg.Go(func() {
			for i := w; i < len(sets); i += n {
				x := p.newRun(sets[i], false).all()
				out[i] = end{x.explained(), sets[i].horizons(x.v)}
			}
		})
	}
	wg.Wait()
	return out
}

// horizons is the chance of harm within each horizon from a state, whatever is
// reported in between: within floor and ceiling, for nothing is ever ruled out.
func (r *rates) horizons(v vector) [3]float64 {
	var out [3]float64
	powers, day := r.span(0), 0
	for i, h := range horizons {
		v = powers.over(v, int64(h.days-day)*24)
		out[i], day = max(outrider.Floor, min(outrider.Ceiling, v[harm])), h.days
	}
	return out
}
