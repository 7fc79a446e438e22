package detect

import (
	"cmp"
	"math"
	"slices"
)

// Calibration says how often harmless things reach a score, so that a budget of
// false alarms becomes a threshold. It is a straight line in the logarithm of the
// rate: the tail of a likelihood ratio under chance falls exponentially (Ville
// 1939), and a line carries further than the few alarms of one history.
type Calibration struct {
	Volume float64 `json:"volume"` // nats added to the threshold for each e-fold of reports a year
	Level  float64 `json:"level"`  // ln of the yearly rate of episodes at an adjusted score of 0
	Slope  float64 `json:"slope"`  // by which it falls with each nat
	Far    float64 `json:"far"`    // least threshold of the smallest budget: what was really reached so seldom
	Mean   float64 `json:"mean"`   // ln of reports a year, of the people it was made on
	Years  float64 `json:"years"`  // person-years behind it
}

// thresholds are the scores at which one person's alarms cost the budgets of the
// two levels.
func (e *Engine) thresholds(q *person, now int64) (look, wake float64) {
	c := e.p.Calibration
	look = c.threshold(e.p.Budget) + c.Volume*(e.rateOf(q, now)-c.Mean)
	wake = c.threshold(math.Min(WakeBudget, e.p.Budget)) + c.Volume*(e.rateOf(q, now)-c.Mean)
	return math.Max(look, e.p.ReportFrom), math.Max(wake, e.p.ReportFrom)
}

// rateOf is the logarithm of the reports about a person in a year, drawn to the
// mean while little is known.
func (e *Engine) rateOf(q *person, now int64) float64 {
	const unsure = 30 * day
	years := (float64(now-q.since) + unsure) / (365.25 * day)
	prior := math.Exp(e.p.Calibration.Mean) * unsure / (365.25 * day)
	return math.Log((float64(q.reports) + prior) / years)
}

func (c Calibration) threshold(budget float64) float64 {
	t := (c.Level - math.Log(budget)) / c.Slope
	if budget <= WakeBudget {
		return math.Max(t, c.Far)
	}
	return t
}

// history is what calibration knows of one person.
type history struct {
	rate  float64 // ln reports a year
	years float64
}

// calibrate makes a calibration of the candidates of a history: for each threshold
// the episodes that chance would have raised.
func calibrate(cs []Candidate, people []history, pooled Calibration) Calibration {
	c := Calibration{}
	n := 0.0
	for _, h := range people {
		if h.years > 0 {
			c.Years += h.years
			c.Mean += h.rate
			n++
		}
	}
	if n == 0 || c.Years <= 0 {
		return pooled
	}
	c.Mean /= n
	best := math.Inf(1)
	for v := 0.0; v <= 2.01; v += 0.1 {
		if u := unevenness(cs, people, c.Mean, v, c.Years); u < best {
			best, c.Volume = u, v
		}
	}
	ps := peaks(cs, people, c.Mean, c.Volume)
	c.Level, c.Slope = tail(ps, c.Years, pooled)
	if k := int(WakeBudget * c.Years); k >= 5 && k < len(ps) {
		c.Far = ps[k].score
	}
	return c
}

// peaks are the adjusted scores of the episodes: the highest of each run of
// candidates of one person and selector that lie within a thread.
func peaks(cs []Candidate, people []history, mean, volume float64) []peak {
	byThread := slices.Clone(cs)
	slices.SortFunc(byThread, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Selector, b.Selector), cmp.Compare(a.At, b.At))
	})
	var out []peak
	for i, x := range byThread {
		s := x.Score - volume*(people[x.Person].rate-mean)
		if i > 0 && byThread[i-1].Person == x.Person && byThread[i-1].Selector == x.Selector && float64(x.At-byThread[i-1].At)/day < thread {
			out[len(out)-1].score = math.Max(out[len(out)-1].score, s)
			continue
		}
		out = append(out, peak{x.Person, s})
	}
	slices.SortFunc(out, func(a, b peak) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.person, b.person))
	})
	return out
}

type peak struct {
	person uint32
	score  float64
}

// unevenness is how far apart the rates of false alarms of people who report
// little and much lie, at the threshold that costs a third of an alarm a year.
func unevenness(cs []Candidate, people []history, mean, volume, years float64) float64 {
	ps := peaks(cs, people, mean, volume)
	ps = ps[:min(len(ps), int(LookBudget*years)+1)]
	order := make([]int, len(people))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(people[a].rate, people[b].rate), cmp.Compare(a, b)) })
	const groups = 5
	group, exposure, count := make([]int, len(people)), [groups]float64{}, [groups]float64{}
	for rank, i := range order {
		group[i] = rank * groups / len(order)
		exposure[group[i]] += people[i].years
	}
	for _, p := range ps {
		count[group[p.person]]++
	}
	u := 0.0
	for g := range groups {
		want := float64(len(ps)) * exposure[g] / years
		u += (count[g] - want) * (count[g] - want) / (want + 1)
	}
	return u
}

// tail fits the line to the logarithm of the rate at the thresholds that cost from
// one alarm a year down to one in seven. Rarer ones are left to the line: that is
// where a team hides that a history already holds, and taking its work for
// harmless would blind the desk to the next one.
// What simulated worlds say weighs as much as five alarms at each threshold: it
// steadies a short history and vanishes in a long one.
func tail(ps []peak, years float64, pooled Calibration) (level, slope float64) {
	rates := []float64{1, 0.6, 0.4, 0.3, 0.2, 0.15}
	var xs, ys, ws []float64
	for _, r := range rates {
		xs, ys, ws = append(xs, pooled.threshold(r)), append(ys, math.Log(r)), append(ws, math.Sqrt(5))
		if k := int(r * years); k >= 5 && k < len(ps) {
			xs, ys, ws = append(xs, ps[k].score), append(ys, math.Log(r)), append(ws, math.Sqrt(float64(k)))
		}
	}
	return line(xs, ys, ws)
}

// line is weighted least squares; the slope is kept from flat and from falling
// faster than any likelihood ratio's.
func line(xs, ys, ws []float64) (level, slope float64) {
	var w, x, y float64
	for i := range xs {
		w, x, y = w+ws[i], x+ws[i]*xs[i], y+ws[i]*ys[i]
	}
	x, y = x/w, y/w
	var xx, xy float64
	for i := range xs {
		xx, xy = xx+ws[i]*(xs[i]-x)*(xs[i]-x), xy+ws[i]*(xs[i]-x)*(ys[i]-y)
	}
	slope = 1
	if xx > 1e-9 {
		slope = bound(-xy/xx, 0.3, 3)
	}
	return y + slope*x, slope
}

// warm is the part of a history that calibration leaves out: while much is new,
// harmless things look stranger than they later do.
const warm = 0.25

// Practise makes an engine remember its scores instead of raising alarms, until
// Calibrate is called.
func (e *Engine) Practise() {
	e.candidates = nil
	e.watch = func(c Candidate) { e.candidates = append(e.candidates, c) }
}

// Calibrate ends practice: it sets the thresholds so that what has been told until
// now would have raised no more alarms than the budget, all of it taken for
// harmless. With too little history the calibration of the parameters stands.
func (e *Engine) Calibrate(budget float64) {
	e.settleAll()
	cs := e.candidates
	e.watch, e.candidates, e.p.Budget = nil, nil, budget
	first := e.latest
	for _, q := range e.people {
		if q.since != 0 {
			first = min(first, q.since)
		}
	}
	from := first + int64(float64(e.latest-first)*warm)
	people := make([]history, len(e.people))
	years := 0.0
	for i, q := range e.people {
		if q.since != 0 {
			people[i] = history{rate: e.rateOf(q, e.latest), years: float64(e.latest-max(from, q.since)) / (365.25 * day)}
			years += people[i].years
		}
	}
	if years < leastYears {
		return
	}
	cs = slices.DeleteFunc(cs, func(c Candidate) bool { return c.At < from })
	e.p.Calibration = calibrate(cs, people, e.p.pooledTail())
	e.p = e.p.stamped()
}

// leastYears is how many person-years calibration needs.
const leastYears = 10
