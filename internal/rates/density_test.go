package rates_test

import (
	"math"
	"testing"

	"outrider/internal/rates"
)

// Quantiles against values from printed tables of the chi-squared distribution
// and from closed forms.
func TestQuantiles(t *testing.T) {
	for _, c := range []struct{ shape, at, want float64 }{
		{.5, .05, .003932}, {.5, .1, .015791}, {.5, .95, 3.841459}, {1, .05, 2 * -math.Log(.95)}, {1, .95, 2 * -math.Log(.05)}, {5, .05, 3.940299}, {5, .95, 18.307038}, {50, .95, 124.342},
	} {
		got := rates.GammaQuantile(c.shape, 2*c.shape, c.at)
		if math.Abs(got/c.want-1) > 2e-3 {
			t.Errorf("Gamma of shape %g at %g: %g, want %g", c.shape, c.at, got, c.want)
		}
	}
	for _, c := range []struct{ a, b, at, want float64 }{{1, 1, .3, .3}, {2, 1, .25, .5}, {1, 3, .5, 1 - math.Cbrt(.5)}, {.5, .5, .25, math.Pow(math.Sin(math.Pi/8), 2)}, {8, 8, .5, .5}} {
		if got := rates.BetaQuantile(c.a, c.b, c.at); math.Abs(got-c.want) > 1e-3 {
			t.Errorf("Beta(%g, %g) at %g: %g, want %g", c.a, c.b, c.at, got, c.want)
		}
	}
}
