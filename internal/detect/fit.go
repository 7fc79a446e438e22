package detect

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"outrider"
)

// LeastHistory is how many reports a history needs before anything is learnt from
// it; with fewer the pooled numbers stand.
const LeastHistory = 500

// Fitter learns, without labels, from what an organisation's people have told:
// how readily something new is seen, how common inexact readings are, and how
// often harmless things come to two people.
type Fitter struct {
	e      *Engine
	marked float64
	looks  map[string]float64
	total  float64
	held   []outrider.Sighting // became known at one instant
}

// NewFitter starts from the numbers that stand until something is learnt.
func NewFitter(p Params) *Fitter {
	return &Fitter{e: NewEngine(p), looks: map[string]float64{}}
}

// Enrol makes a person known.
func (f *Fitter) Enrol(x outrider.Protectee) { f.e.Enrol(x) }

// Add takes in one sighting of the history, in the order in which they became
// known; the order of those that became known at one instant does not matter. What
// happened to it afterwards, and what it was, is not known and not asked.
func (f *Fitter) Add(x outrider.Sighting) {
	if len(f.held) > 0 && !f.held[0].Recorded.Equal(x.Recorded) {
		f.release()
	}
	f.held = append(f.held, x)
}

// release takes in what became known at one instant, in an order of its own.
func (f *Fitter) release() {
	slices.SortStableFunc(f.held, func(a, b outrider.Sighting) int {
		return cmp.Compare(a.ID, b.ID)
	})
	for _, x := range f.held {
		f.take(x)
	}
	f.held = f.held[:0]
}

func (f *Fitter) take(x outrider.Sighting) {
	n := len(f.e.owners)
	f.e.Add(x)
	if len(f.e.owners) == n || x.CopyOf != "" {
		return
	}
	f.total++
	if suspicious(x) {
		f.marked++
	}
	if x.Selector.Kind == outrider.SelectorDescription {
		f.looks[x.Selector.Value]++
	}
}

// AddContact takes in one approach of the history.
func (f *Fitter) AddContact(c outrider.Contact) {
	f.release()
	f.e.AddContact(c)
}

// Learnt returns the parameters with what the history taught. The error says
// how many reports there were where they were too few; the parameters are then
// those the fitter began with.
func (f *Fitter) Learnt(origin string) (Params, error) {
	f.release()
	f.e.settleAll()
	p := f.e.p
	p.Sightings = int(f.total)
	if f.total < LeastHistory {
		p.Origin = "pooled: the history was too short"
		return p.stamped(), &outrider.Error{Code: outrider.CodeTooFew, Safe: "the history is too short to learn from",
			Hint: "the pooled numbers stand until there are 500 reports"}
	}
	p.Origin = origin
	p.SamePlace, p.Cap = tiny, math.Log(1000) // guards of a short history: a long one knows its own places
	p.MarkPrior = (f.marked + 3) / (f.total + 100)
	p.Fits = map[outrider.Sensor]fit{}
	for _, k := range sensors() {
		if ds := f.draws(k); len(ds) >= LeastHistory {
			p.Fits[k] = likeliest(ds, p.fitOf(k))
		}
	}
	p.Population = f.population()
	p.Strata = f.strata(p)
	return p.stamped(), nil
}

const tiny = 1e-9

func sensors() []outrider.Sensor {
	return []outrider.Sensor{outrider.SensorHuman, outrider.SensorANPR, outrider.SensorBLE, sensorContact}
}

// draw is what the predictive needs to know about one report: counts before it.
type draw struct{ n, places, here, kindsHere, tables, kinds float64 }

// maxDraws bounds the reports that the search looks at: enough for four numbers.
const maxDraws = 60_000

// draws walks through histories in order and notes the counts before each report;
// they do not depend on the numbers that are sought.
func (f *Fitter) draws(k outrider.Sensor) []draw {
	var logs []*stream
	total := 0
	for _, q := range f.e.people {
		if s := q.streams[classOf(k)]; s != nil {
			logs = append(logs, s)
			total += s.told
		}
	}
	every := total/maxDraws + 1
	var out []draw
	for i := 0; i < len(logs); i += every {
		out = logs[i].draws(out)
	}
	return out
}

func (s *stream) draws(out []draw) []draw {
	m := *s.m
	m.probe = func(d draw) { out = append(out, d) }
	w := newStream(&m, s.own)
	for x := range s.each {
		w.push(&x.seen)
	}
	return out
}

// likelihood is the mean predictive log-likelihood of reports under four numbers.
func likelihood(ds []draw, f fit) float64 {
	sum := 0.0
	for _, d := range ds {
		fresh := (f.Theta + f.Discount*d.kindsHere) / (d.here + f.Theta)
		base := math.Max(0, d.places-f.BaseDiscount) / (d.tables + f.BaseTheta)
		if d.places == 0 {
			base = (f.BaseTheta + f.BaseDiscount*d.kinds) / (d.tables + f.BaseTheta)
		}
		sum += math.Log(math.Max(tiny, math.Max(0, d.n-f.Discount)/(d.here+f.Theta)+fresh*base))
	}
	return sum / float64(len(ds))
}

// likeliest searches the four numbers coordinate by coordinate with shrinking
// steps; concentrations move by factors, discounts by differences.
func likeliest(ds []draw, f fit) fit {
	best := likelihood(ds, f)
	for step := 1.0; step > 0.02; step /= 2 {
		for moved := true; moved; {
			moved = false
			for _, try := range neighbours(f, step) {
				if v := likelihood(ds, try); v > best+1e-9 {
					best, f, moved = v, try, true
				}
			}
		}
	}
	return f
}

func neighbours(f fit, step float64) []fit {
	var out []fit
	for _, way := range []float64{-1, 1} {
		a, b, c, d := f, f, f, f
		a.Theta = bound(f.Theta*math.Exp(way*step), 0.1, 1e5)
		b.Discount = bound(f.Discount+way*step/4, 0, 0.98)
		c.BaseTheta = bound(f.BaseTheta*math.Exp(way*step), 0.1, 1e6)
		d.BaseDiscount = bound(f.BaseDiscount+way*step/4, 0, 0.98)
		out = append(out, a, b, c, d)
	}
	return out
}

func bound(v, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, v)) }

// population counts how common inexact readings are: pairs of plates that differ
// by one character, plates that fit a pattern, descriptions.
func (f *Fitter) population() Population {
	p := pooledPopulation()
	var whole, patterns []string
	for i := range f.e.codes.all {
		switch c := &f.e.codes.all[i]; {
		case c.kind != kindPlate:
		case c.loose:
			patterns = append(patterns, string(f.e.codes.value(uint32(i))))
		default:
			whole = append(whole, string(f.e.codes.value(uint32(i))))
		}
	}
	whole, patterns = thin(whole, 2000), thin(patterns, 500)
	if p.Counted = len(whole); len(whole) < 100 {
		return p
	}
	p.Near = nearness(whole)
	p.Read = openness(whole, patterns, p.Read)
	for look, n := range f.looks {
		p.Looks[look] = (n + 1) / (f.total + 20)
	}
	return p
}

// thin keeps about n of some values, evenly spread.
func thin(all []string, n int) []string {
	every := len(all)/n + 1
	var out []string
	for i := 0; i < len(all); i += every {
		out = append(out, all[i])
	}
	return out
}

func nearness(whole []string) float64 {
	near, pairs := 0.0, 0.0
	for i := range whole {
		for j := range i {
			pairs++
			if misread(whole[i], whole[j]) {
				near++
			}
		}
	}
	return (near + 0.5) / (pairs + 1000)
}

// openness is the share of plates that fit a pattern, by how much of it was read.
func openness(whole, patterns []string, prior []float64) []float64 {
	out := slices.Clone(prior)
	fit, tried := make([]float64, len(out)), make([]float64, len(out))
	for _, x := range patterns {
		n := min(readOf(x), len(out)-1)
		for _, y := range whole {
			tried[n]++
			if fits(x, y) {
				fit[n]++
			}
		}
	}
	for n := range out {
		// One plate in each pattern's count is its own.
		own := tried[n] / float64(len(whole))
		out[n] = (math.Max(0, fit[n]-own) + prior[n]*1000) / (tried[n] + 1000)
	}
	return out
}

// strata counts how often selectors came from one person to the next.
func (f *Fitter) strata(p Params) Strata {
	s := Strata{}
	var met []bearer
	for sel, bs := range f.e.everybody() {
		if f.e.codes.all[sel].loose || len(bs) > p.MaxPeople {
			continue
		}
		for k, b := range bs {
			s.Chances[f.e.codes.all[sel].sort][crowdOf(k+1)]++
			if b.placed {
				met = append(met, b)
			}
			if k == 0 {
				continue
			}
			if st, counts := f.e.join(uint32(sel), bs[:k], b); counts {
				s.Joins[st.sort][st.band][st.tie][st.crowd]++
			}
		}
	}
	f.e.againstCrowds(&s)
	s.weigh(p.Reuse, f.e.chance(met))
	reports := 0.0
	for _, q := range f.e.people {
		reports += float64(q.reports)
	}
	years := f.e.years()
	s.Volume = math.Log(math.Max(1, reports/math.Max(years, 0.1)))
	return s
}

// againstCrowds counts how much likelier one person meets a thing at a second place
// when others have met it too.
func (e *Engine) againstCrowds(s *Strata) {
	var met, twice [crowds + 1]float64
	for _, q := range e.people {
		st := q.streams[classHuman]
		if st == nil {
			continue
		}
		for i := range st.pairs {
			x := &e.codes.all[st.faces[i].sel]
			if x.loose || x.sort != sortThing {
				continue
			}
			c := s.again(max(0, e.met(st.faces[i].sel)-1))
			met[c]++
			if st.contexts(&st.pairs[i]) > 1 {
				twice[c]++
			}
		}
	}
	alone := (twice[0] + 1) / (met[0] + 2)
	for c := range s.Again {
		s.Again[c] = math.Max(0, math.Log((twice[c]+alone*20)/(met[c]+20)/alone))
	}
}

// join is the stratum of one more person's meeting with a selector: that of
// whoever explains it best. A tie or a shared event explains it altogether.
func (e *Engine) join(sel uint32, had []bearer, b bearer) (stratum, bool) {
	best := stratum{sort: e.codes.all[sel].sort, band: bandOther, crowd: crowdOf(len(had))}
	for _, o := range had {
		if e.tied(b.person, o.person) || o.event != 0 && o.event == b.event {
			return best, false
		}
		st := e.stratumOf(sel, &b, &o, len(had))
		best.band, best.tie = min(best.band, st.band), max(best.tie, st.tie)
	}
	return best, true
}

// chance draws pairs of first meetings of different people at random and counts
// their strata: how two reports lie to each other when nothing connects them.
func (e *Engine) chance(met []bearer) shares {
	var sh shares
	if len(met) < 2 {
		return sh
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		a, b := met[r.IntN(len(met))], met[r.IntN(len(met))]
		if a.person == b.person || e.tied(a.person, b.person) {
			continue
		}
		st := e.stratumOf(0, &a, &b, 1)
		sh[st.band][st.tie]++
	}
	return sh
}

// years is how long people have been told about, all together.
func (e *Engine) years() float64 {
	t := 0.0
	for _, q := range e.people {
		t += q.exposure(e.latest)
	}
	return t
}

// exposure is how many years a person has been told about.
func (q *person) exposure(until int64) float64 {
	if q.since == 0 {
		return 0
	}
	return float64(until-q.since) / (365.25 * day)
}
