package replay

import (
	"slices"
	"time"

	"outrider/internal/calibration"
)

// Horizons are the days within which harm is forecast.
var Horizons = [3]int{30, 90, 365}

// Horizon says how far the forecasts of harm within some days were borne out, at
// every moment at which the desk held one.
type Horizon struct {
	Days     int `json:"days"`
	Censored int `json:"censored"` // forecasts whose answer nobody knows: the record, or somebody's act, ended first
	// FewHarmed says that so few people came to harm that the scores are a story
	// about them and no evidence; the intervals say the same.
	FewHarmed bool `json:"few_harmed"`
	calibration.Report
}

// Forecasts tests every point of the tracks against what came, for each horizon.
//
// A forecast is tested only where its whole horizon lies within the record: harm
// after the record's end is unknown, not absent. A record that ends in harm stops
// there, so harm would be counted where quiet is not; its horizon is therefore
// held to the same end as everybody else's, that of the longest record without
// harm (the end that Graf et al. 1999 correct for by weights). Where a case was
// stopped, what would have come is unknown as well.
func Forecasts(lines []Line, truths []Truth, p calibration.Params) [3]Horizon {
	ended := map[string]Truth{}
	var all time.Time
	for _, t := range truths {
		ended[t.Case] = t
		if t.Ending != EndingHarm && t.Ending != EndingStopped && t.End.After(all) {
			all = t.End
		}
	}
	var out [3]Horizon
	for i, days := range Horizons {
		out[i].Days = days
		var set []calibration.Forecast
		for _, l := range lines {
			t, ok := ended[l.Case]
			if !ok {
				continue
			}
			more, censored := tested(l, t, all, i)
			set, out[i].Censored = append(set, more...), out[i].Censored+censored
		}
		out[i].Report = calibration.Measure(set, p, uint64(days))
		out[i].FewHarmed = out[i].Touched < p.MinOutcomes
	}
	return out
}

// tested lists one person's forecasts for one horizon whose answer is known, and
// counts the others.
func tested(l Line, t Truth, all time.Time, horizon int) (set []calibration.Forecast, censored int) {
	closes, harmed := t.closes(l.Protectee)
	for _, x := range l.Track {
		if !x.At.Before(closes) {
			continue // it is over: nothing is forecast any more
		}
		end := x.At.AddDate(0, 0, Horizons[horizon])
		known := !end.After(closes)
		if harmed {
			known = all.IsZero() || !end.After(all)
		}
		if !known {
			censored++
			continue
		}
		set = append(set, calibration.Forecast{Person: l.Protectee, P: x.harm(horizon), Happened: harmed && !closes.After(end), Base: x.Base[horizon]})
	}
	return set, censored
}

func (x Point) harm(horizon int) float64 {
	return [3]float64{x.Harm30, x.Harm90, x.Harm365}[horizon]
}

// median is the middle of some numbers, nil of none.
func median(x []float64) *float64 {
	if len(x) == 0 {
		return nil
	}
	s := slices.Sorted(slices.Values(x))
	m := (s[(len(s)-1)/2] + s[len(s)/2]) / 2
	return &m
}
