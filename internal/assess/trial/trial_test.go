package trial_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"outrider/internal/assess"
	"outrider/internal/assess/trial"
	"outrider/internal/calibration"
	"outrider/parameters"
)

const lives = 4000

// grim is the published table for people who are hunted far more often, so that a
// small trial has outcomes to count.
func grim(t *testing.T) trial.Table {
	t.Helper()
	table, err := trial.Read(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	table.Prior = []float64{.70, .12, .06, .03, .06, .03}
	return table
}

func read(t *testing.T, table trial.Table) *assess.Params {
	t.Helper()
	p, err := table.Params()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// played forecasts lives of a table with somebody's numbers.
func played(t *testing.T, truth trial.Table, p *assess.Params, recognised float64) calibration.Report {
	t.Helper()
	var all []calibration.Forecast
	for i := range lives {
		l, ok := truth.Live(rand.New(rand.NewPCG(7, uint64(i))), 1.5, recognised)
		if !ok {
			continue
		}
		stated, base := trial.Forecast(p, l)
		all = append(all, calibration.Forecast{Person: fmt.Sprint(i), P: stated, Happened: l.Harmed, Base: base})
	}
	params, err := calibration.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return calibration.Measure(all, params, 1)
}

// With the true numbers what is forecast comes true as often as it says, and says
// more than the base rate does.
func TestWithTrueNumbersTheFiguresComeTrue(t *testing.T) {
	truth := grim(t)
	r := played(t, truth, read(t, truth.Alone()), 1)
	if gap := math.Abs(r.Mean - r.Share); gap > 4*math.Sqrt(r.Share/float64(r.Outcomes)) {
		t.Errorf("the mean forecast is %.4f, and %.4f came true", r.Mean, r.Share)
	}
	for _, b := range r.Blocks {
		if came := b.Observed * float64(b.Count); came >= 50 && math.Abs(b.Observed-b.Forecast) > .05 {
			t.Errorf("of %d forecasts around %.3f, %.3f came true", b.Count, b.Forecast, b.Observed)
		}
	}
	if *r.Log.Skill < .2 {
		t.Errorf("log skill is %.3f", *r.Log.Skill)
	}
}

// Five experts who err by .6 nat, pooled, still say more than the base rate; all
// copies counted as told apart cost the most, and recognising them mends it.
func TestExpertsWhoErrAndCopies(t *testing.T) {
	truth := grim(t)
	pool := truth.Alone()
	rng := rand.New(rand.NewPCG(3, 0))
	for range 5 {
		pool.Experts = append(pool.Experts, truth.Mistaken(rng, .6))
	}
	if r := played(t, truth, read(t, pool), 1); *r.Log.Skill <= 0 {
		t.Errorf("five experts have a log skill of %.3f", *r.Log.Skill)
	}
	alone := read(t, truth.Alone())
	copied, mended := played(t, truth, alone, 0), played(t, truth, alone, .7)
	if *mended.Brier.Skill < 0 || *copied.Brier.Skill >= *mended.Brier.Skill {
		t.Errorf("Brier skill is %.3f with copies counted, %.3f with most recognised", *copied.Brier.Skill, *mended.Brier.Skill)
	}
}
