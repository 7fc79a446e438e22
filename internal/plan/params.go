package plan

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"outrider"
)

// Uncertain is a number between 0 and 1 that somebody judged: its mean and the
// interval that they are nine tenths sure of.
type Uncertain struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Step is a stage of a path: how often an attempt passes it.
type Step struct {
	ID     string    `json:"id"`
	Passes Uncertain `json:"passes"`
}

// Path is one way in which harm could come. All Steps must be passed; After is
// what must go wrong once harm is done for it to be grave.
type Path struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Share Uncertain `json:"share"` // of attempts
	Steps []Step    `json:"steps"`
	After []Step    `json:"after"`
}

// Effect is what a measure in place takes away from a step of a path. With a
// Guard it fails whenever the guard does, together with all that lean on it.
type Effect struct {
	Path  string    `json:"path"`
	Step  string    `json:"step"`
	Cut   Uncertain `json:"cut"`
	Guard string    `json:"guard,omitempty"`
}

// Worth is what is assumed of one measure: cost a year and effects.
type Worth struct {
	Money        float64  `json:"money"`                   // euros a year
	Hours        float64  `json:"hours"`                   // staff hours a year
	KeepDays     int      `json:"keep_days"`               // days after which it must be looked at again
	ImminentOnly bool     `json:"imminent_only,omitempty"` // nobody keeps it up for long
	Effects      []Effect `json:"effects"`
}

// number is a single number with its origin.
type number struct {
	Value  float64 `json:"value"`
	Low    float64 `json:"low,omitempty"`
	High   float64 `json:"high,omitempty"`
	Origin string  `json:"origin"`
}

// Params are the numbers of plan.json. Origins are kept beside them.
type Params struct {
	Version      int    `json:"version"`
	About        string `json:"about"`
	Illustrative bool   `json:"illustrative"`
	Paths        struct {
		Origin string `json:"origin"`
		List   []Path `json:"list"`
	} `json:"paths"`
	Guards struct {
		Origin string               `json:"origin"`
		List   map[string]Uncertain `json:"list"`
	} `json:"guards"`
	Measures struct {
		Origin string           `json:"origin"`
		List   map[string]Worth `json:"list"`
	} `json:"measures"`
	InPlace struct {
		Origin string    `json:"origin"`
		Agreed Uncertain `json:"agreed"`
		Said   Uncertain `json:"in-place"`
		Proven Uncertain `json:"proven"`
	} `json:"in_place"`
	Fits   fits `json:"fits"`
	Secret struct {
		Origin string   `json:"origin"`
		List   []string `json:"list"`
	} `json:"unprinted"` // measures that whoever finds a paper must not learn of
	Numbers map[string]number `json:"numbers"`
}

// needed are the numbers that a plan cannot do without, with the range of each.
var needed = map[string][2]float64{
	"draws": {50, 5000}, "seed": {1, 1e15}, "displacement": {0, 1}, "burden_worth": {0, 1}, "most_effect": {.01, .999}, "half_life_days": {1, 3650},
	"imminent_hours": {0, 720}, "exact_up_to": {1, 22}, "shortlist": {1, 1000}, "money": {0, 1e9}, "hours": {0, 1e6}, "burden": {0, 1000}, "measures": {1, 100},
	"fits_days": {1, 3650}, "answer_days": {1, 365}, "answer_hours_imminent": {1, 72}, "place_days": {1, 365}, "review_days": {1, 730}, "review_days_most": {1, 730},
}

// Load reads and checks plan.json.
func Load(fsys fs.FS) (Params, error) {
	var p Params
	data, err := fs.ReadFile(fsys, "plan.json")
	if err != nil {
		return p, &outrider.Error{Code: outrider.CodeInvalid, Safe: "plan.json cannot be read", Hint: "take the file that ships with the program", Err: err}
	}
	if err := json.Unmarshal(data, &p, json.RejectUnknownMembers(true)); err != nil {
		return p, &outrider.Error{Code: outrider.CodeInvalid, Safe: "plan.json is not what the plan expects", Hint: "compare it with the file that ships with the program", Err: err}
	}
	return p, p.Validate()
}

// Validate refuses numbers without an origin, out of range, or that name what
// is not there.
func (p Params) Validate() error {
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		n, ok := p.Numbers[name]
		if r := needed[name]; !ok || n.Origin == "" || !(n.Value >= r[0] && n.Value <= r[1]) {
			return outrider.Invalid("plan.json: number %q is missing, has no origin or lies outside %g to %g", name, r[0], r[1])
		}
	}
	for what, origin := range map[string]string{"paths": p.Paths.Origin, "guards": p.Guards.Origin, "measures": p.Measures.Origin, "in_place": p.InPlace.Origin, "unprinted": p.Secret.Origin} {
		if origin == "" {
			return outrider.Invalid("plan.json: %s say where their numbers come from", what)
		}
	}
	for i, u := range []Uncertain{p.InPlace.Agreed, p.InPlace.Said, p.InPlace.Proven} {
		if err := u.check("in_place " + []string{"agreed", "in-place", "proven"}[i]); err != nil {
			return err
		}
	}
	for _, g := range slices.Sorted(maps.Keys(p.Guards.List)) {
		if err := p.Guards.List[g].check("guard " + g); err != nil {
			return err
		}
	}
	if err := p.Fits.validate(); err != nil {
		return err
	}
	if err := p.validatePaths(); err != nil {
		return err
	}
	return p.validateEffects()
}

func (u Uncertain) check(what string) error {
	if !(u.Low > 0 && u.Low < u.Mean && u.Mean < u.High && u.High < 1) {
		return outrider.Invalid("plan.json: %s needs 0 < low < mean < high < 1", what)
	}
	return nil
}

func (p Params) validatePaths() error {
	if n := len(p.Paths.List); n == 0 || n > maxPaths {
		return outrider.Invalid("plan.json: there are 1 to %d paths by which harm could come", maxPaths)
	}
	seen := map[string]bool{}
	for _, path := range p.Paths.List {
		if path.ID == "" || path.Name == "" || seen[path.ID] || len(path.Steps) == 0 {
			return outrider.Invalid("plan.json: path %q needs an id of its own, a name and steps", path.ID)
		}
		seen[path.ID] = true
		if err := path.Share.check("share of " + path.ID); err != nil {
			return err
		}
		for _, s := range slices.Concat(path.Steps, path.After) {
			if err := s.Passes.check(path.ID + " " + s.ID); err != nil {
				return err
			}
			if key := path.ID + " " + s.ID; s.ID == "" || seen[key] {
				return outrider.Invalid("plan.json: step %q is there twice or has no id", key)
			} else {
				seen[key] = true
			}
		}
	}
	return nil
}

func (p Params) validateEffects() error {
	known := map[string]bool{}
	for _, path := range p.Paths.List {
		for _, s := range slices.Concat(path.Steps, path.After) {
			known[path.ID+" "+s.ID] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Measures.List)) {
		w := p.Measures.List[id]
		if !(w.Money >= 0 && w.Hours >= 0) || w.KeepDays <= 0 {
			return outrider.Invalid("plan.json: measure %q needs money and hours of 0 or more, and keep_days", id)
		}
		for _, e := range w.Effects {
			if err := e.Cut.check("a cut of " + id); err != nil {
				return err
			}
			if !known[e.Path+" "+e.Step] {
				return outrider.Invalid("plan.json: measure %q names a path or step that is not there", id)
			}
			if _, ok := p.Guards.List[e.Guard]; e.Guard != "" && !ok {
				return outrider.Invalid("plan.json: measure %q leans on a guard that is not there", id)
			}
		}
	}
	return nil
}

// n is a checked number.
func (p Params) n(name string) float64 { return p.Numbers[name].Value }

// span is the interval of a number that has one.
func (n number) span() (Uncertain, bool) {
	return Uncertain{Mean: n.Value, Low: n.Low, High: n.High}, n.Low > 0 && n.High < 1
}

func effectName(id string, i int) string { return fmt.Sprintf("cut %s %d", id, i) }
