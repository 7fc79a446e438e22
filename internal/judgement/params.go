package judgement

import (
	"fmt"
	"io/fs"
	"time"

	"outrider"
	"outrider/internal/numbers"
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

// Load reads judgement.json. A number that is missing, without origin or out of
// range is named; nothing is guessed.
func Load(fsys fs.FS) (Params, error) {
	f, err := numbers.Load(fsys, "judgement.json")
	if err != nil {
		return Params{}, err
	}
	return take(f)
}

func take(f numbers.File) (Params, error) {
	var p Params
	var h30, h90, h365, act float64
	days := func(name string, to *time.Duration) numbers.Field {
		return numbers.Field{Name: name, Span: to, Unit: 24 * time.Hour, Low: 1, High: 365}
	}
	err := f.Take(numbers.Field{Name: "model_weight", To: &p.ModelWeight, Low: .01, High: .99}, days("counts_days", &p.Counts),
		numbers.Field{Name: "second_harm_30d", To: &h30, High: 1}, numbers.Field{Name: "second_harm_90d", To: &h90, High: 1}, numbers.Field{Name: "second_harm_365d", To: &h365, High: 1},
		numbers.Field{Name: "second_on_act", To: &act, High: 1}, numbers.Field{Name: "second_depart", To: &p.Depart, High: 20},
		days("review_days", &p.Review), days("max_review_days", &p.MaxReview), days("due_days", &p.Due), days("max_due_days", &p.MaxDue))
	if err != nil {
		return Params{}, err
	}
	p.Second, p.SecondOnAct = map[string]float64{"30d": h30, "90d": h90, "365d": h365}, act > 0
	return p, nil
}

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
