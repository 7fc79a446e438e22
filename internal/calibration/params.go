package calibration

import (
	"encoding/json"
	"io/fs"
	"math"
	"time"

	"outrider"
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

// file is the layout of calibration.json.
type file struct {
	Numbers map[string]struct {
		Value  float64 `json:"value"`
		Origin string  `json:"origin"`
	} `json:"numbers"`
}

// Load reads calibration.json. A number that is missing, without origin or out of
// range is named; nothing is guessed.
func Load(fsys fs.FS) (Params, error) {
	b, err := fs.ReadFile(fsys, "calibration.json")
	if err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "calibration.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	return read(b)
}

func read(b []byte) (Params, error) {
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return Params{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "calibration.json is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	var p Params
	var outcomes, draws, days, grace float64
	for _, n := range []struct {
		name     string
		to       *float64
		low, top float64
	}{
		{"log_floor", &p.LogFloor, 1e-9, .1}, {"min_outcomes", &outcomes, 1, 1e6}, {"interval_level", &p.Level, .5, .999},
		{"draws", &draws, 1, 1e5}, {"pseudo_count", &p.PseudoCount, 0, 1e6}, {"line_prior", &p.LinePrior, .01, 100}, {"fast_days", &days, 1, 365},
		{"grace_days", &grace, 0, 90}, {"miss_below", &p.Miss, .01, .5}, {"again_rate", &p.AgainRate, .01, 1000}, {"again_shape", &p.AgainShape, .01, 1000}, {"again_half_life", &p.AgainHalfLife, 1, 10000},
	} {
		x, ok := f.Numbers[n.name]
		if !ok || x.Origin == "" || !(x.Value >= n.low && x.Value <= n.top) {
			return Params{}, outrider.Invalid("calibration.json: %s needs a value from %g to %g and its origin", n.name, n.low, n.top)
		}
		*n.to = x.Value
	}
	p.MinOutcomes, p.Draws = int(math.Ceil(outcomes)), int(draws)
	p.Fast, p.Grace = time.Duration(days*24*float64(time.Hour)), time.Duration(grace*24*float64(time.Hour))
	return p, nil
}
