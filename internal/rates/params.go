package rates

import (
	"io/fs"
	"math"

	"outrider"
)

// Params are the numbers of the method; see parameters/rates.json for what each
// is and where it comes from.
type Params struct {
	K        float64 // shape of the pull toward the marginals, in events: small pulls little
	Level    float64 // width of an interval, .9
	Seen     Beta    // share of what happens that is ever counted
	Pseudo   float64 // how many documented cases the experts' judgement is worth
	Discount float64 // by which log-likelihood ratios from documented cases are multiplied
	Experts  int     // how many are wanted before a pool is called one
	LowestK  float64 // ends between which K may be estimated
	HighestK float64
}

// Load reads rates.json. A number that is missing, without origin or out of range
// is named.
func Load(fsys fs.FS) (Params, error) {
	var f struct {
		Version int    `json:"version"`
		About   string `json:"about"`
		Numbers map[string]struct {
			Value  float64 `json:"value"`
			Origin string  `json:"origin"`
		} `json:"numbers"`
	}
	if err := readJSON(fsys, "rates.json", &f); err != nil {
		return Params{}, err
	}
	var p Params
	var experts float64
	for _, n := range []struct {
		name     string
		to       *float64
		low, top float64
	}{{"k", &p.K, .01, 100}, {"level", &p.Level, .5, .999}, {"seen_a", &p.Seen.A, 1.01, 1000}, {"seen_b", &p.Seen.B, 1, 1000}, {"pseudo_cases", &p.Pseudo, .1, 1000},
		{"selection_discount", &p.Discount, 0, 1}, {"experts_wanted", &experts, 1, 1000}, {"lowest_k", &p.LowestK, .001, 1}, {"highest_k", &p.HighestK, 1, 1e6}} {
		got, ok := f.Numbers[n.name]
		if !ok || got.Origin == "" || !(got.Value >= n.low && got.Value <= n.top) {
			return Params{}, outrider.Invalid("rates.json: %s is missing, without origin, or not between %g and %g", n.name, n.low, n.top)
		}
		*n.to = got.Value
	}
	p.Experts = int(math.Round(experts))
	return p, nil
}
