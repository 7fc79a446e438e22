// Package assess asks what reported conduct is for. It holds competing
// explanations against each other in continuous time, keeps an account whose
// rows add up, and never lets an explanation reach zero.
//
// The model is a stage filter: a hidden explanation that moves by a generator,
// reports that arrive at rates which depend on it, and harm that absorbs. It is
// close to Bunnin and Smith's hierarchical model of investigations (Bayesian
// Analysis 16, 2021), seen from the side of the person at risk.
package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"math"
	"slices"
	"sync"

	"outrider"
)

// Version names this engine in what it derives.
const Version = "assess/1"

const (
	hyps  = 6  // hypotheses, in the order of outrider.Hypotheses
	harm  = 6  // the absorbing state
	most  = 12 // states at most: those, harm, and an organisation's own
	beni  = 0
	attk  = 4
	other = 5      // also the sum of what an organisation has added
	weeks = 7 * 24 // hours
)

// pattern is the pseudo-kind under which a finding of detection counts.
const pattern outrider.Kind = "pattern"

// Params are the numbers of the filter; see parameters/assess.json for what each
// is and where it comes from. They are safe for concurrent use.
type Params struct {
	sets        []*rates // [0] as written, or pooled; the others drawn around it
	experts     []*rates // each expert's own table; none: nobody has been asked
	live        []int    // the states that are explanations, harm left out
	own         []outrider.Hypothesis
	questions   []question
	factors     map[string]float64 // of the slow clock
	reliability map[outrider.Scheme]map[string]float64
	unjudged    float64
	inert       map[outrider.Kind]bool
	floorKinds  map[outrider.Kind]bool
	nearKinds   map[outrider.Kind]bool // conduct that comes near
	n           numbers
	hash        string
}

// numbers are the single figures of the file.
type numbers struct {
	Mixing, Dependence, DependenceDays, PatternPrior, ThreatFloor float64
	Draws, DrawSD, Hypothetical                                   float64
	LookHarm, ActHarm, Renew, LookScore, ActScore                 float64
	CompanyDays, CompanyYear, HistoryDays, PaceEvents, PaceDays   float64
}

// rates is one set of rates: as written, or drawn.
type rates struct {
	n     int // states
	prior vector
	q     matrix // generator an hour
	kinds map[outrider.Kind]vector
	ratio []vector // against benign, in the order of allKinds; made by tally
	quiet vector   // reports an hour that silence speaks against

	mu     sync.Mutex
	powers map[int]*powers // by coverage in tenths
}

// Hash identifies the parameters: equal hashes think alike.
func (p *Params) Hash() string { return p.hash }

// Experts is how many experts' tables are pooled in these rates; 0: nobody was asked.
func (p *Params) Experts() int { return len(p.experts) }

// WeeklyRates are the rates of reports a week that the filter reads, by kind, in
// the order of outrider.Hypotheses: as published, or pooled over experts.
func (p *Params) WeeklyRates() map[outrider.Kind][]float64 {
	out := make(map[outrider.Kind][]float64, len(p.sets[0].kinds))
	for k, row := range p.sets[0].kinds {
		out[k] = slices.Clone(row[:hyps])
	}
	return out
}

// file is the layout of assess.json.
type file struct {
	Version int  `json:"version"`
	Illus   bool `json:"illustrative"`
	Prior   struct {
		Values []float64 `json:"values"`
		Origin string    `json:"origin"`
	} `json:"prior"`
	Change struct {
		From   map[string][]float64 `json:"from"`
		Origin string               `json:"origin"`
	} `json:"weekly_change"`
	Rates struct {
		Kinds  map[string][]float64 `json:"kinds"`
		Origin string               `json:"origin"`
	} `json:"weekly_rates"`
	Inert       kindList                   `json:"uninformative"`
	FloorKinds  kindList                   `json:"floor_kinds"`
	NearKinds   kindList                   `json:"near_kinds"`
	Reliability map[string]json.RawMessage `json:"source_reliability"`
	Experts     []expertTable              `json:"experts"`
	Standing    map[string]number          `json:"standing"`
	Numbers     map[string]number          `json:"numbers"`
}

type number struct {
	Value  float64 `json:"value"`
	Origin string  `json:"origin"`
}

type kindList struct {
	Kinds  []outrider.Kind `json:"kinds"`
	Origin string          `json:"origin"`
}

// WithoutIntervals returns the same parameters without their draws: every figure
// and every alert is the same, and intervals shrink to their figure. It is for
// whoever thinks millions of thoughts and shows none of them.
func (p *Params) WithoutIntervals() *Params {
	c := *p
	c.sets = p.sets[:1]
	return &c
}

func (l kindList) set() map[outrider.Kind]bool {
	out := map[outrider.Kind]bool{}
	for _, k := range l.Kinds {
		out[k] = true
	}
	return out
}

// Load reads assess.json. Whatever is missing, without origin or out of range is
// named; the parameters in force stay in force.
func Load(fsys fs.FS) (*Params, error) { return LoadAdopted(fsys, nil) }

// LoadAdopted is Load with the tables of experts laid over those of assess.json:
// an object with "experts", each with an id, a date, an origin and weekly_rates,
// as a pool of elicited answers has it (docs/design/rates.md). Nil: as published.
func LoadAdopted(fsys fs.FS, experts []byte) (*Params, error) {
	b, err := fs.ReadFile(fsys, "assess.json")
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "assess.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "assess.json is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	if err := f.lay(experts); err != nil {
		return nil, err
	}
	h := sha256.Sum256(b)
	p := &Params{hash: hex.EncodeToString(h[:8]), inert: f.Inert.set(), floorKinds: f.FloorKinds.set(), nearKinds: f.NearKinds.set()}
	for _, read := range []func(file) error{p.readNumbers, p.readReliability, p.readRates, p.readExperts, p.readStanding} {
		if err := read(f); err != nil {
			return nil, err
		}
	}
	if len(experts) > 0 {
		p.hash = joined(p.hash, experts)
	}
	if err := p.readOwn(fsys); err != nil {
		return nil, err
	}
	if p.questions, err = readQuestions(fsys); err != nil {
		return nil, err
	}
	p.draw(h)
	return p, nil
}

func (p *Params) readNumbers(f file) error {
	for name, dst := range map[string]*float64{"mixing": &p.n.Mixing, "dependence": &p.n.Dependence, "dependence_days": &p.n.DependenceDays,
		"pattern_prior": &p.n.PatternPrior, "threat_floor": &p.n.ThreatFloor, "draws": &p.n.Draws, "draw_sd": &p.n.DrawSD,
		"hypothetical_reliability": &p.n.Hypothetical, "look_harm90": &p.n.LookHarm, "act_harm90": &p.n.ActHarm, "renew": &p.n.Renew,
		"look_score": &p.n.LookScore, "act_score": &p.n.ActScore, "company_days": &p.n.CompanyDays, "company_a_year": &p.n.CompanyYear,
		"history_days": &p.n.HistoryDays, "pace_events": &p.n.PaceEvents, "pace_days": &p.n.PaceDays} {
		n, ok := f.Numbers[name]
		if !ok || n.Origin == "" || !(n.Value > 0) || math.IsInf(n.Value, 0) {
			return outrider.Invalid("assess.json: numbers.%s needs a positive value and its origin", name)
		}
		*dst = n.Value
	}
	if p.n.Mixing >= .1 || p.n.ThreatFloor >= .5 || p.n.Hypothetical >= 1 || p.n.Draws > 2000 {
		return outrider.Invalid("assess.json: mixing under 0.1, threat_floor under 0.5, hypothetical_reliability under 1, draws at most 2000")
	}
	return nil
}

func (p *Params) readReliability(f file) error {
	p.reliability = map[outrider.Scheme]map[string]float64{}
	if err := json.Unmarshal(f.Reliability["unjudged"], &p.unjudged); err != nil || !(p.unjudged > 0 && p.unjudged < 1) {
		return outrider.Invalid("assess.json: source_reliability.unjudged lies between 0 and 1")
	}
	for _, s := range []outrider.Scheme{outrider.SchemeAdmiralty, outrider.Scheme3x5x2, outrider.Scheme5x5x5} {
		m := map[string]float64{}
		if err := json.Unmarshal(f.Reliability[string(s)], &m); err != nil {
			return outrider.Invalid("assess.json: source_reliability.%s is a table of codes", s)
		}
		for code, q := range m {
			if !(q > 0 && q < 1) {
				return outrider.Invalid("assess.json: source_reliability.%s.%s lies between 0 and 1", s, code)
			}
		}
		p.reliability[s] = m
	}
	return nil
}

func (p *Params) readRates(f file) error {
	r := newRates(hyps + 1)
	if err := fill(r.prior[:hyps], f.Prior.Values, "prior.values"); err != nil {
		return err
	}
	sum := 0.0
	for _, v := range r.prior {
		sum += v
	}
	if math.Abs(sum-1) > 1e-9 || f.Prior.Origin == "" || f.Change.Origin == "" || f.Rates.Origin == "" {
		return outrider.Invalid("assess.json: the prior adds up to 1, and every table has its origin")
	}
	for i, h := range outrider.Hypotheses {
		row := f.Change.From[string(h)]
		if len(row) != hyps+1 {
			return outrider.Invalid("assess.json: weekly_change.from.%s has %d columns", h, hyps+1)
		}
		for j, v := range row {
			if v < 0 || math.IsNaN(v) || i == j && v != 0 {
				return outrider.Invalid("assess.json: weekly_change.from.%s: rates are not negative, and nothing changes into itself", h)
			}
			r.flow(i, j, v/weeks)
		}
	}
	for k, row := range f.Rates.Kinds {
		var v vector
		if err := fill(v[:hyps], row, "weekly_rates.kinds."+k); err != nil {
			return err
		}
		r.kinds[outrider.Kind(k)] = v
	}
	for _, k := range outrider.Kinds {
		if _, ok := r.kinds[k]; !ok && !p.inert[k] {
			return outrider.Invalid("assess.json: kind %s has no rates and is not listed as uninformative", k)
		}
	}
	p.sets, p.live = []*rates{r}, []int{0, 1, 2, 3, 4, 5}
	r.tally(p.live)
	return nil
}

func newRates(n int) *rates {
	return &rates{n: n, q: newMatrix(n), kinds: map[outrider.Kind]vector{}, powers: map[int]*powers{}}
}

// flow adds a change from one state to another.
func (r *rates) flow(from, to int, hourly float64) {
	r.q.add(from, to, hourly)
	r.q.add(from, from, -hourly)
}

// fill copies a row of positive rates.
func fill(dst, src []float64, what string) error {
	if len(src) != len(dst) {
		return outrider.Invalid("assess.json: %s has %d columns", what, len(dst))
	}
	for i, v := range src {
		if !(v > 0) || math.IsInf(v, 0) {
			return outrider.Invalid("assess.json: %s: a rate is positive; nothing is impossible", what)
		}
		dst[i] = v
	}
	return nil
}

// tally adds up what silence speaks against: every kind of report that was not given.
func (r *rates) tally(live []int) {
	r.quiet, r.ratio = vector{}, make([]vector, len(outrider.Kinds)+1)
	for i, k := range allKinds() {
		row, ok := r.kinds[k]
		for _, h := range live {
			r.ratio[i][h] = 1
			if ok {
				r.quiet[h] += row[h] / weeks
				r.ratio[i][h] = row[h] / row[beni]
			}
		}
	}
}

// place is where a kind stands in allKinds; a kind that nobody knows says nothing,
// like the last of them.
func place(k outrider.Kind) int {
	if k == pattern {
		return 0
	}
	if i := slices.Index(outrider.Kinds, k); i >= 0 {
		return i + 1
	}
	return slices.Index(outrider.Kinds, outrider.KindOther) + 1
}

// allKinds lists every kind that may have rates, in a fixed order.
func allKinds() []outrider.Kind { return append([]outrider.Kind{pattern}, outrider.Kinds...) }

// Reliable is how often a report graded so is true; what cannot be judged is a
// value of its own.
func (p *Params) Reliable(g outrider.Grade) float64 {
	if q, ok := p.reliability[g.Scheme][g.Source]; ok {
		return q
	}
	return p.unjudged
}
