// Package detect finds hostile collection in what people notice: the same thing
// near one person in separate places, and near several people who do not know
// each other. It thinks about selectors and opaque tokens, never about names,
// and about conduct, never about looks.
//
// The score is the "marks" model over a two-level Pitman-Yor predictive (Pitman
// and Yor 1997), accumulated as a CUSUM with forgetting: everything is a share of
// what the person reports, so that somebody who reports much raises no score.
package detect

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"math"
	"slices"

	"outrider"
)

// Version names this engine in what it derives.
const Version = "detect/1"

// Params are the numbers of the model; see parameters/detect.json for what each
// is and where it comes from.
type Params struct {
	Theta, Discount, BaseTheta, BaseDiscount   float64
	SamePlace, Noticed, VisitsADay             float64
	RateHalfLife, HalfLife                     float64 // days
	Cap, RadiusKm, Marked, MarkCap             float64
	Omega, RhoNear, RhoFar, RhoUnknown         float64
	NearKm, WindowDays, ReportFrom             float64
	Misread, MarkPrior, Reuse, Budget          float64
	MemoryDays                                 float64
	TailLevel, TailSlope, TailVolume, TailMean float64 // of Calibration, while history is short
	MaxPeople                                  int
	Missed                                     Missed
	Fitted

	reliability map[outrider.Scheme]map[string]float64
	unjudged    float64
	origins     map[string]string
	hash        string
}

// Missed says which share of operations went unnoticed in simulated worlds at the
// two budgets.
type Missed struct {
	Look   Shares `json:"look"`
	Wake   Shares `json:"wake"`
	Origin string `json:"origin"`
}

// Shares are shares of operations in easy, medium and hard worlds.
type Shares struct {
	Easy   float64 `json:"easy"`
	Medium float64 `json:"medium"`
	Hard   float64 `json:"hard"`
}

// Fitted is what was learnt, without labels, from an organisation's own history.
// Where it is empty the pooled numbers stand.
type Fitted struct {
	Fits        map[outrider.Sensor]fit `json:"fits,omitempty"`
	Population  Population              `json:"population"`
	Strata      Strata                  `json:"strata"`
	Calibration Calibration             `json:"calibration"`
	Origin      string                  `json:"origin"` // what history, until when, how many sightings
	Sightings   int                     `json:"sightings"`
}

// pooledTail is the calibration that stands until a history is long enough.
func (p *Params) pooledTail() Calibration {
	return Calibration{Volume: p.TailVolume, Level: p.TailLevel, Slope: p.TailSlope, Mean: p.TailMean}
}

// fitOf is the predictive of a class of sensors.
func (p *Params) fitOf(k outrider.Sensor) fit {
	if f, ok := p.Fits[k]; ok {
		return f
	}
	return fit{p.Theta, p.Discount, p.BaseTheta, p.BaseDiscount}
}

// Hash identifies the parameters: equal hashes think alike.
func (p Params) Hash() string { return p.hash }

// number is one number and where it comes from.
type number struct {
	Value  float64 `json:"value"`
	Origin string  `json:"origin"`
}

// file is the layout of detect.json.
type file struct {
	Version     int                        `json:"version"`
	About       string                     `json:"about,omitempty"`
	Numbers     map[string]number          `json:"numbers"`
	Reliability map[string]json.RawMessage `json:"source_reliability"`
	Missed      Missed                     `json:"missed"`
	Fitted      *Fitted                    `json:"fitted,omitempty"`
}

// Load reads detect.json. A missing number, one without origin or one out of
// range is named; nothing is guessed.
func Load(fsys fs.FS) (Params, error) {
	b, err := fs.ReadFile(fsys, "detect.json")
	if err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "detect.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	return Read(b)
}

// Read reads the text of a file like detect.json, or of what a fit wrote.
func Read(b []byte) (Params, error) {
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "detect.json is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	p := Params{origins: map[string]string{"max_people": f.Numbers["max_people"].Origin}}
	fields := p.fields()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		n, ok := f.Numbers[name]
		if !ok || n.Origin == "" || !(n.Value > 0) || math.IsInf(n.Value, 0) {
			return p, outrider.Invalid("detect.json: %s needs a positive value and its origin", name)
		}
		*fields[name], p.origins[name] = n.Value, n.Origin
	}
	if p.MaxPeople = int(math.Min(f.Numbers["max_people"].Value, most)); p.MaxPeople < 2 {
		return p, outrider.Invalid("detect.json: max_people is at least 2")
	}
	if p.Missed = f.Missed; p.Missed.Origin == "" {
		return p, outrider.Invalid("detect.json: missed needs its origin")
	}
	if err := p.readReliability(f.Reliability); err != nil {
		return p, err
	}
	p.Fitted = Fitted{Population: pooledPopulation(), Strata: unfitted(p), Calibration: p.pooledTail()}
	if f.Fitted != nil {
		p.Fitted = *f.Fitted
	}
	if err := p.check(); err != nil {
		return p, err
	}
	return p.stamped(), nil
}

// fields says which number of the file goes where.
func (p *Params) fields() map[string]*float64 {
	return map[string]*float64{
		"theta": &p.Theta, "discount": &p.Discount, "base_theta": &p.BaseTheta, "base_discount": &p.BaseDiscount, "same_place": &p.SamePlace,
		"noticed": &p.Noticed, "visits_a_day": &p.VisitsADay, "rate_half_life": &p.RateHalfLife, "half_life": &p.HalfLife, "cap": &p.Cap,
		"radius_km": &p.RadiusKm, "marked": &p.Marked, "mark_cap": &p.MarkCap, "omega": &p.Omega, "rho_near": &p.RhoNear, "rho_far": &p.RhoFar,
		"rho_unknown": &p.RhoUnknown, "near_km": &p.NearKm, "window_days": &p.WindowDays, "report_from": &p.ReportFrom,
		"misread": &p.Misread, "mark_prior": &p.MarkPrior, "reuse": &p.Reuse, "budget": &p.Budget, "memory_days": &p.MemoryDays,
		"tail_level": &p.TailLevel, "tail_slope": &p.TailSlope, "tail_volume": &p.TailVolume, "tail_mean": &p.TailMean,
	}
}

func (p *Params) readReliability(raw map[string]json.RawMessage) error {
	p.reliability = map[outrider.Scheme]map[string]float64{}
	if err := json.Unmarshal(raw["unjudged"], &p.unjudged); err != nil || p.unjudged <= 0 || p.unjudged >= 1 {
		return outrider.Invalid("detect.json: source_reliability.unjudged lies between 0 and 1")
	}
	for _, s := range []outrider.Scheme{outrider.SchemeAdmiralty, outrider.Scheme3x5x2, outrider.Scheme5x5x5} {
		m := map[string]float64{}
		if err := json.Unmarshal(raw[string(s)], &m); err != nil {
			return outrider.Invalid("detect.json: source_reliability.%s is a table of codes", s)
		}
		for code, q := range m {
			if !(q > 0 && q < 1) {
				return outrider.Invalid("detect.json: source_reliability.%s.%s lies between 0 and 1", s, code)
			}
		}
		p.reliability[s] = m
	}
	return nil
}

// Reliable is how often a report graded so is what it seems. A source that
// cannot be judged, and a code nobody knows, count as the unjudged one: a value
// of its own, not the middle of the letters.
func (p Params) Reliable(g outrider.Grade) float64 {
	if q, ok := p.reliability[g.Scheme][g.Source]; ok {
		return q
	}
	return p.unjudged
}

// stamped gives parameters the hash of what they hold.
func (p Params) stamped() Params {
	p.hash = ""
	b, err := json.Marshal(p.file())
	if err != nil {
		return p // every field is a number or a string: it does not happen
	}
	h := sha256.Sum256(b)
	p.hash = hex.EncodeToString(h[:8])
	return p
}

// file lays the parameters out as detect.json.
func (p Params) file() file {
	f := file{Version: 1, About: p.Origin, Numbers: map[string]number{}, Reliability: map[string]json.RawMessage{}, Missed: p.Missed, Fitted: &p.Fitted}
	for name, v := range p.fields() {
		f.Numbers[name] = number{Value: *v, Origin: p.origins[name]}
	}
	f.Numbers["max_people"] = number{Value: float64(p.MaxPeople), Origin: p.origins["max_people"]}
	f.Reliability["unjudged"], _ = json.Marshal(p.unjudged)
	for scheme, codes := range p.reliability {
		f.Reliability[string(scheme)], _ = json.Marshal(codes)
	}
	return f
}

// WriteTo writes the parameters as a file that Load reads, each number with where
// it comes from.
func (p Params) WriteTo(w io.Writer) (int64, error) {
	b, err := json.MarshalIndent(p.file(), "", "  ")
	if err != nil {
		return 0, err
	}
	n, err := w.Write(append(b, '\n'))
	return int64(n), err
}
