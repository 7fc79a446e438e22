package judgement

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"time"

	"outrider"
)

// Params are the numbers of judging and publishing; each stands with its origin
// in judgement.json.
type Params struct {
	ModelWeight float64            // of the engine beside all people together
	Counts      time.Duration      // how long a judgement enters the pool
	Second      map[string]float64 // by horizon: harm from which a second person confirms
	SecondOnAct bool               // an open alert at the level "act" needs a second person
	Depart      float64            // nats of log-odds between a published figure and the pool from which a second person confirms
	Review      time.Duration      // offered as review date
	MaxReview   time.Duration
	Due         time.Duration // offered as day of a task
	MaxDue      time.Duration
}

// file is the layout of judgement.json.
type file struct {
	Numbers map[string]struct {
		Value  float64 `json:"value"`
		Origin string  `json:"origin"`
	} `json:"numbers"`
}

// Load reads judgement.json. A number that is missing, without origin or out of
// range is named; nothing is guessed.
func Load(fsys fs.FS) (Params, error) {
	b, err := fs.ReadFile(fsys, "judgement.json")
	if err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "judgement.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	return read(b)
}

func read(b []byte) (Params, error) {
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "judgement.json is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	p := Params{Second: map[string]float64{}}
	var h30, h90, h365, act, counts, review, maxReview, due, maxDue float64
	for _, n := range []struct {
		name     string
		to       *float64
		low, top float64
	}{
		{"model_weight", &p.ModelWeight, .01, .99}, {"counts_days", &counts, 1, 365}, {"second_harm_30d", &h30, 0, 1}, {"second_harm_90d", &h90, 0, 1},
		{"second_harm_365d", &h365, 0, 1}, {"second_on_act", &act, 0, 1}, {"second_depart", &p.Depart, 0, 20}, {"review_days", &review, 1, 365},
		{"max_review_days", &maxReview, 1, 365}, {"due_days", &due, 1, 365}, {"max_due_days", &maxDue, 1, 365},
	} {
		x, ok := f.Numbers[n.name]
		if !ok || x.Origin == "" || !(x.Value >= n.low && x.Value <= n.top) {
			return Params{}, outrider.Invalid("judgement.json: %s needs a value from %g to %g and its origin", n.name, n.low, n.top)
		}
		*n.to = x.Value
	}
	p.Second["30d"], p.Second["90d"], p.Second["365d"], p.SecondOnAct = h30, h90, h365, act > 0
	p.Counts, p.Review, p.MaxReview, p.Due, p.MaxDue = days(counts), days(review), days(maxReview), days(due), days(maxDue)
	return p, nil
}

func days(n float64) time.Duration { return time.Duration(n * 24 * float64(time.Hour)) }

// NeedsSecond says in words why figures may not be published by one person alone;
// none: they may. Pool is what people and the engine hold together, nil where
// there is neither; act says that an alert at that level is open.
func (p Params) NeedsSecond(f outrider.Figures, pool *outrider.Figures, act bool) []string {
	var why []string
	for _, k := range outrider.Horizons {
		if f.Harm[k] >= p.Second[k] {
			why = append(why, fmt.Sprintf("harm within %s days is at or above %.3g %%", k[:len(k)-1], 100*p.Second[k]))
		}
	}
	if act && p.SecondOnAct {
		why = append(why, "an alert that asks to act now is open")
	}
	if pool != nil && Apart(f.Harm["90d"], pool.Harm["90d"]) >= p.Depart {
		why = append(why, "it departs from what people and the model hold together")
	}
	return why
}
