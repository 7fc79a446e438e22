package calibration

import (
	"math"
	"time"
)

// Again is the chance that at least one more report of a kind comes within a
// horizon, from when the earlier ones came: a Gamma-Poisson predictive whose
// memory fades, so that a burst counts for more than an old one. Ages are how
// long ago each came; watched is for how long anybody could have told. With no
// past at all it is the base rate.
func (p Params) Again(ages []time.Duration, watched, horizon time.Duration) float64 {
	fade := math.Ln2 / p.AgainHalfLife
	n := 0.0
	for _, a := range ages {
		n += math.Exp(-fade * math.Max(0, days(a)))
	}
	exposure := (1 - math.Exp(-fade*math.Max(0, days(watched)))) / fade
	shape, rate := p.AgainShape+n, p.AgainShape/p.AgainRate*daysOfYear+exposure
	q := 1 - math.Pow(rate/(rate+math.Max(0, days(horizon))), shape)
	return math.Min(1-p.LogFloor, math.Max(p.LogFloor, q))
}

const daysOfYear = 365.25

func days(d time.Duration) float64 { return d.Hours() / 24 }
