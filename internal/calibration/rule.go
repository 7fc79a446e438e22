package calibration

import "math"

// Rule scores one probability against what came: lower is better. A rule is
// proper where, in expectation, no forecast beats the one that is believed.
type Rule func(p float64, happened bool) float64

// Brier is the squared error (Brier 1950). For rare harm it is nearly blind: read
// it beside the logarithmic score.
func Brier(p float64, happened bool) float64 {
	d := p - float64(number(happened))
	return d * d
}

// Log is the logarithmic score in nats (Good 1952), with forecasts held between
// the floor and its mirror image: nobody may be certain, and one surprise does
// not make a record infinite.
func (p Params) Log(q float64, happened bool) float64 {
	q = math.Min(1-p.LogFloor, math.Max(p.LogFloor, q))
	if happened {
		return -math.Log(q)
	}
	return -math.Log1p(-q)
}
