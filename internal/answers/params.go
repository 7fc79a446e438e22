package answers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"maps"
	"math"
	"slices"
	"sync"

	"outrider"
	"outrider/parameters"
)

// Params are the numbers of the strength and the bounds of an effect; see
// parameters/answers.json for what each is and where it comes from.
type Params struct {
	weights      map[Kind]float64
	delayScale   float64 // days
	delayFloor   float64
	togetherDays float64
	paid         float64
	most         float64 // incidents
	shortest     float64 // years
	longest      float64
	power        float64
	hash         string
}

// Hash identifies the numbers: equal hashes rank answers alike.
func (p Params) Hash() string { return p.hash }

// Weight is what an answer of a kind weighs before anything else; 0 for a kind
// that is unknown.
func (p Params) Weight(k Kind) float64 { return p.weights[k] }

// number is one number and where it comes from.
type number struct {
	Value  float64 `json:"value"`
	Origin string  `json:"origin"`
}

func (n number) ok() bool { return n.Origin != "" && n.Value > 0 && !math.IsInf(n.Value, 0) }

// Load reads answers.json. A number that is missing, without origin or not above
// 0 is named; nothing is guessed.
func Load(fsys fs.FS) (Params, error) {
	b, err := fs.ReadFile(fsys, "answers.json")
	if err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "answers.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	var f struct {
		Weights map[Kind]number   `json:"weights"`
		Numbers map[string]number `json:"numbers"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "answers.json is not valid JSON", Hint: "the numbers in force stay in force", Err: err}
	}
	p := Params{weights: map[Kind]float64{}}
	for _, k := range kinds() {
		if !f.Weights[k].ok() {
			return Params{}, outrider.Invalid("answers.json: weights.%s needs a value above 0 and its origin", k)
		}
		p.weights[k] = f.Weights[k].Value
	}
	fields := p.fields()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !f.Numbers[name].ok() {
			return Params{}, outrider.Invalid("answers.json: numbers.%s needs a value above 0 and its origin", name)
		}
		*fields[name] = f.Numbers[name].Value
	}
	sum := sha256.Sum256(b)
	p.hash = hex.EncodeToString(sum[:8])
	return p, nil
}

func (p *Params) fields() map[string]*float64 {
	return map[string]*float64{"delay_scale": &p.delayScale, "delay_floor": &p.delayFloor, "together_days": &p.togetherDays, "paid": &p.paid,
		"effect_most": &p.most, "effect_shortest": &p.shortest, "effect_longest": &p.longest, "power_needed": &p.power}
}

// Standard are the numbers that the program carries. That they can be read is
// tested; without them every strength would be 0.
func Standard() Params { return standard() }

var standard = sync.OnceValue(func() Params {
	p, err := Load(parameters.FS)
	if err != nil {
		return Params{}
	}
	return p
})
