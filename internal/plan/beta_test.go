package plan_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"outrider/internal/plan"
)

func TestCumulativeAgreesWithKnownValues(t *testing.T) {
	for _, x := range []struct{ x, a, b, want float64 }{
		{.3, 1, 1, .3}, {.3, 2, 1, .09}, {.3, 1, 2, .51}, {.5, 2, 2, .5}, {.5, 40, 40, .5}, {0, 2, 3, 0}, {1, 2, 3, 1},
		{.25, .5, .5, 1.0 / 3}, // arcsine: 2/pi asin(sqrt(x))
		{.4, 3, 5, .580096},    // sum of binomials: P(Bin(7, .4) >= 3)
	} {
		if got := plan.Cumulative(x.x, x.a, x.b); math.Abs(got-x.want) > 1e-6 {
			t.Errorf("I(%g; %g, %g) = %.6f, want %.6f", x.x, x.a, x.b, got, x.want)
		}
	}
}

// Every judged number of the shipped file is drawn with its mean, and nine tenths
// of the draws lie in its interval.
func TestDrawsHaveTheMeanAndTheInterval(t *testing.T) {
	p, _ := shipped(t)
	check := func(name string, u plan.Uncertain) {
		const n = 4000
		sum, inside := 0.0, 0
		for _, v := range u.Draws(name, n) {
			sum += v
			if v >= u.Low && v <= u.High {
				inside++
			}
		}
		if share := float64(inside) / n; math.Abs(share-.9) > .02 {
			t.Errorf("%s %+v: %.3f of the draws inside", name, u, share)
		}
		if mean := sum / n; math.Abs(mean-u.Mean) > .04*(u.High-u.Low) {
			t.Errorf("%s %+v: mean %.4f", name, u, mean)
		}
	}
	for id, w := range p.Measures.List {
		for _, e := range w.Effects {
			check(id, e.Cut)
		}
	}
	for id, g := range p.Guards.List {
		check(id, g)
	}
	for _, x := range p.Paths.List {
		check(x.ID, x.Share)
	}
	check("proven", p.InPlace.Proven)
}

func TestDrawsStayBetweenZeroAndOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(1e-6, .9).Draw(t, "low")
		high := rapid.Float64Range(low+1e-3, .9999).Draw(t, "high")
		u := plan.Uncertain{Mean: rapid.Float64Range(low+1e-4, high-1e-4).Draw(t, "mean"), Low: low, High: high}
		for _, v := range u.Draws("x", 20) {
			if !(v >= 0 && v <= 1) {
				t.Fatalf("%+v drew %v", u, v)
			}
		}
	})
}
