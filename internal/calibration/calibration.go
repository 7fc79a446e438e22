// Package calibration says how far forecasts were borne out: proper scores, how
// reliable the numbers are, how well they tell people apart, and how much of
// either is luck. It knows nothing of who forecast what or about whom; people
// enter as opaque keys, so that all that was said of one person counts together.
//
// The method is in docs/design/calibration.md: Brier (1950) and logarithmic
// scores (Good 1952), the CORP decomposition by isotonic regression (Dimitriadis,
// Gneiting and Jordan 2021), intervals by resampling whole people, and the
// recalibration line of Cox (1958).
package calibration

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Forecast is one probability that was given, and what came.
type Forecast struct {
	Person   string  // opaque; forecasts about one person are resampled together
	P        float64 // 0 to 1
	Happened bool
	Base     float64 // the base rate that stood beside it; 0: none did
}

// Interval is a range that holds the middle share (Params.Level) of resamplings.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Score is one proper score over some forecasts, lower is better, and what it is
// made of: Score = MCB - DSC + UNC exactly.
type Score struct {
	Score float64 `json:"score"`
	MCB   float64 `json:"mcb"` // miscalibration: what the best monotone relabelling of the numbers would save
	DSC   float64 `json:"dsc"` // discrimination: what the relabelled numbers gain over one number for all
	UNC   float64 `json:"unc"` // uncertainty: the score of one number for all, the share that came true
	// Skill is 1 - Score/UNC: 0 is no better than knowing, afterwards, how often it
	// came. Nil where everything or nothing came, and there is nothing to beat.
	Skill *float64 `json:"skill"`
	// SkillBase is the same against the base rates that stood beside the forecasts
	// when they were made. Nil where not every forecast had one.
	SkillBase *float64  `json:"skill_base"`
	SkillIn   *Interval `json:"skill_interval"` // of Skill
	MCBIn     *Interval `json:"mcb_interval"`
}

// Block is one block of the reliability curve: forecasts between Low and High,
// which isotonic regression cannot tell apart.
type Block struct {
	Low      float64   `json:"low"`
	High     float64   `json:"high"`
	Count    int       `json:"count"`
	People   int       `json:"people"`
	Forecast float64   `json:"forecast"` // mean
	Observed float64   `json:"observed"` // share that came true
	Band     *Interval `json:"band"`     // of the curve at the block's middle forecast
}

// Report is what can be said about a set of forecasts. Where Few is set, only the
// counts are worth reading and the rest is left out.
type Report struct {
	Outcomes int     `json:"outcomes"`       // forecasts whose answer is known
	Happened int     `json:"happened"`       // of them
	People   int     `json:"people"`         // whom they are about
	Touched  int     `json:"people_touched"` // people to whom it happened at least once
	Refused  int     `json:"refused"`        // forecasts that were no probabilities
	Mean     float64 `json:"mean_forecast"`
	Share    float64 `json:"share_happened"`
	Few      bool    `json:"few"`
	Brier    *Score  `json:"brier"`
	Log      *Score  `json:"log"`
	Blocks   []Block `json:"blocks"`
	Line     *Line   `json:"line"`
}

// Measure scores forecasts; without parameters it only counts them. The order of the forecasts does not matter, and equal
// seeds give equal bytes.
func Measure(all []Forecast, p Params, seed uint64) Report {
	s, refused := newSample(all)
	r := Report{Outcomes: len(s.f), People: len(s.groups), Refused: refused, Few: p.LogFloor <= 0 || len(s.f) < p.MinOutcomes, Blocks: []Block{}}
	touched := map[int]bool{}
	for i, f := range s.f {
		r.Mean += f.P
		if f.Happened {
			r.Happened++
			touched[s.group[i]] = true
		}
	}
	r.Touched = len(touched)
	if r.Outcomes > 0 {
		r.Mean, r.Share = r.Mean/float64(r.Outcomes), float64(r.Happened)/float64(r.Outcomes)
	}
	if r.Few {
		return r
	}
	w := s.ones()
	curve := s.pav(w)
	brier, log := s.score(Brier, curve, w), s.score(p.Log, curve, w)
	r.Blocks = s.blocks(curve)
	s.resample(p, rand.New(rand.NewPCG(seed, uint64(len(s.f)))), func(d *draws) {
		brier.SkillIn, brier.MCBIn = d.brierSkill.interval(p.Level), d.brierMCB.interval(p.Level)
		log.SkillIn, log.MCBIn = d.logSkill.interval(p.Level), d.logMCB.interval(p.Level)
		for i := range r.Blocks {
			r.Blocks[i].Band = d.curve[i].interval(p.Level)
		}
	}, curve)
	line := s.line(p)
	r.Brier, r.Log, r.Line = &brier, &log, &line
	return r
}

// sample is a set of forecasts in a fixed order: by forecast, then outcome, then
// person.
type sample struct {
	f      []Forecast
	group  []int // by forecast: index of its person
	groups []string
	based  bool // every forecast had a base rate beside it
}

func newSample(all []Forecast) (*sample, int) {
	s := &sample{based: true}
	for _, f := range all {
		if f.P >= 0 && f.P <= 1 { // NaN is neither
			s.f = append(s.f, f)
			s.based = s.based && f.Base > 0 && f.Base < 1
		}
	}
	slices.SortFunc(s.f, func(a, b Forecast) int {
		return cmp.Or(cmp.Compare(a.P, b.P), cmp.Compare(number(a.Happened), number(b.Happened)), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Base, b.Base))
	})
	for _, f := range s.f {
		s.groups = append(s.groups, f.Person)
	}
	slices.Sort(s.groups)
	s.groups = slices.Compact(s.groups)
	for _, f := range s.f {
		i, _ := slices.BinarySearch(s.groups, f.Person)
		s.group = append(s.group, i)
	}
	return s, len(all) - len(s.f)
}

func (s *sample) ones() []float64 {
	w := make([]float64, len(s.f))
	for i := range w {
		w[i] = 1
	}
	return w
}

// score decomposes one rule over the sample under weights.
func (s *sample) score(rule Rule, curve []piece, w []float64) Score {
	var sum, own, best, flat, base float64
	share := s.share(w)
	at := 0
	for i, f := range s.f {
		for curve[at].to <= i {
			at++
		}
		sum += w[i]
		own += w[i] * rule(f.P, f.Happened)
		best += w[i] * rule(curve[at].observed, f.Happened)
		flat += w[i] * rule(share, f.Happened)
		if s.based {
			base += w[i] * rule(f.Base, f.Happened)
		}
	}
	out := Score{Score: own / sum, MCB: (own - best) / sum, DSC: (flat - best) / sum, UNC: flat / sum}
	if share > 0 && share < 1 {
		skill := 1 - own/flat
		out.Skill = &skill
	}
	if s.based && base > 0 {
		skill := 1 - own/base
		out.SkillBase = &skill
	}
	return out
}

// share is how much of the weight came true.
func (s *sample) share(w []float64) float64 {
	sum, hit := 0.0, 0.0
	for i, f := range s.f {
		sum += w[i]
		if f.Happened {
			hit += w[i]
		}
	}
	return hit / math.Max(sum, math.SmallestNonzeroFloat64)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
