package assess

import (
	"fmt"
	"math"
	"time"

	"outrider"
)

// run is one pass of the filter over a person's evidence.
type run struct {
	p     *Params
	r     *rates
	cover *powers
	v     vector
	at    time.Time
	floor float64 // least chance of attack preparation; see Params.ThreatFloor
	rows  []outrider.Row
	keep  bool // rows are wanted
}

// newRun starts at the prior.
func (p *Params) newRun(r *rates, in Input, from time.Time, keep bool) *run {
	x := &run{p: p, r: r, cover: r.span(tenths(in.Coverage)), at: from, keep: keep}
	copy(x.v[:hyps], r.prior[:])
	x.row(from, "prior", nil, "before any report, by the base rate alone", [hyps]float64{}, x.logodds())
	return x
}

// all takes in the evidence in order, and then the quiet until now.
func (x *run) all(items []item, in Input) {
	for _, it := range items {
		x.drift(it.at)
		x.weigh(it)
		if it.floors && it.at.After(in.FloorReviewed) {
			x.floor = 1 - (1-x.floor)*(1-x.p.n.ThreatFloor*it.q)
		}
		x.bound(it.at)
	}
	x.drift(in.Now)
	x.bound(in.Now)
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

// weigh takes in one piece of evidence.
func (x *run) weigh(it item) {
	w := x.r.weights(it)
	before := x.logodds()
	for h := range hyps {
		x.v[h] *= math.Exp(w[h])
	}
	x.row(it.at, "report", it.reports, it.why, before, x.logodds())
}

// bound keeps every explanation possible, and keeps what an explicit threat has
// left: time and quiet cannot wear it down.
func (x *run) bound(at time.Time) {
	before := x.logodds()
	why := "nothing is ever ruled out"
	x.normalise()
	for h := range hyps {
		x.v[h] = (1-x.p.n.Mixing)*x.v[h] + x.p.n.Mixing*x.p.sets[0].prior[h]
	}
	if x.v[attk] < x.floor {
		why = "an explicit threat or warning sets a floor until a review lowers it"
		rest := (1 - x.floor) / (1 - x.v[attk])
		for h := range hyps {
			x.v[h] *= rest
		}
		x.v[attk] = x.floor
	}
	x.row(at, "floor", nil, why, before, x.logodds())
}

// normalise makes the state a distribution again. Log-odds do not need it, the
// mixing and the floor do.
func (x *run) normalise() {
	sum := 0.0
	for h := range hyps {
		x.v[h] = math.Max(x.v[h], 1e-300)
		sum += x.v[h]
	}
	for h := range hyps {
		x.v[h] /= sum
	}
}

// logodds is every explanation against benign, in nats; it is only asked for where
// rows are wanted, for logarithms are most of what a pass costs.
func (x *run) logodds() [hyps]float64 {
	var s [hyps]float64
	if !x.keep {
		return s
	}
	b := math.Log(x.v[beni])
	for h := range hyps {
		s[h] = math.Log(x.v[h]) - b
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

// horizon is the chance of harm within some days from a state, whatever is
// reported in between.
func (r *rates) horizon(v vector, days int) float64 {
	out := r.span(0).over(v, int64(days)*24)
	return math.Max(0, math.Min(1, out[harm]))
}
