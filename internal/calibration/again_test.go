package calibration_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// One report more never makes another one less probable, a longer wait never
// does either, and nothing is ever certain.
func TestAgainMovesTheRightWay(t *testing.T) {
	p := params(t)
	span := rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.IntRange(0, 2000).Draw(t, "hours")) * time.Hour
	})
	rapid.Check(t, func(t *rapid.T) {
		ages, watched, horizon := rapid.SliceOfN(span, 0, 8).Draw(t, "ages"), span.Draw(t, "watched"), span.Draw(t, "horizon")
		q := p.Again(ages, watched, horizon)
		if q < p.LogFloor || q > 1-p.LogFloor {
			t.Fatalf("%g", q)
		}
		if more := p.Again(append(ages, span.Draw(t, "one more")), watched, horizon); more < q {
			t.Errorf("one report more: %g after %g", more, q)
		}
		if longer := p.Again(ages, watched, horizon+span.Draw(t, "longer")); longer < q {
			t.Errorf("a longer horizon: %g after %g", longer, q)
		}
		if quiet := p.Again(ages, watched+span.Draw(t, "quiet"), horizon); quiet > q {
			t.Errorf("a longer watch with nothing more: %g after %g", quiet, q)
		}
	})
}
