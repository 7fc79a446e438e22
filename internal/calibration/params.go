package calibration

import (
	"io/fs"
	"math"
	"time"

	"outrider/internal/numbers"
)

// Params are the numbers that decide what is said of a record; each stands with
// its origin in calibration.json.
type Params struct {
	LogFloor    float64       // a forecast below it is scored as this
	MinOutcomes int           // under so many known answers only counts are shown
	Level       float64       // share of resamplings that an interval holds
	Draws       int           // resamplings
	PseudoCount float64       // well calibrated forecasts that a short record is topped up with
	LinePrior   float64       // standard deviation of the line's prior, in nats
	Fast        time.Duration // horizon of the questions that the desk asks itself
	Grace       time.Duration // after it, before silence counts as an answer: reports are graded late
	Miss        float64       // an outcome that was given less than this is listed as a miss

	AgainRate     float64 // reports of conduct a protected year, before anything is known
	AgainShape    float64 // how many reports that is worth
	AgainHalfLife float64 // days after which a report counts for half
}

// Load reads calibration.json. A number that is missing, without origin or out of
// range is named; nothing is guessed.
func Load(fsys fs.FS) (Params, error) {
	f, err := numbers.Load(fsys, "calibration.json")
	if err != nil {
		return Params{}, err
	}
	return take(f)
}

func take(f numbers.File) (Params, error) {
	const day = 24 * time.Hour
	var p Params
	var outcomes float64
	err := f.Take(numbers.Field{Name: "log_floor", To: &p.LogFloor, Low: 1e-9, High: .1}, numbers.Field{Name: "min_outcomes", To: &outcomes, Low: 1, High: 1e6},
		numbers.Field{Name: "interval_level", To: &p.Level, Low: .5, High: .999}, numbers.Field{Name: "draws", Whole: &p.Draws, Low: 1, High: 1e5},
		numbers.Field{Name: "pseudo_count", To: &p.PseudoCount, High: 1e6}, numbers.Field{Name: "line_prior", To: &p.LinePrior, Low: .01, High: 100},
		numbers.Field{Name: "fast_days", Span: &p.Fast, Unit: day, Low: 1, High: 365}, numbers.Field{Name: "grace_days", Span: &p.Grace, Unit: day, High: 90},
		numbers.Field{Name: "miss_below", To: &p.Miss, Low: .01, High: .5}, numbers.Field{Name: "again_rate", To: &p.AgainRate, Low: .01, High: 1000},
		numbers.Field{Name: "again_shape", To: &p.AgainShape, Low: .01, High: 1000}, numbers.Field{Name: "again_half_life", To: &p.AgainHalfLife, Low: 1, High: 10000})
	if err != nil {
		return Params{}, err
	}
	p.MinOutcomes = int(math.Ceil(outcomes))
	return p, nil
}
