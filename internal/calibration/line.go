package calibration

import "math"

// Line is the recalibration line of Cox (1958): logit(share that came true) =
// Shift + Slope * logit(forecast). A slope over 1 says that the numbers were too
// timid, under 1 too bold; a shift over 0 that they were too low all along.
type Line struct {
	Shift float64 `json:"shift"`
	Slope float64 `json:"slope"`
	// Held is the slope drawn towards 1 as if PseudoCount well calibrated forecasts
	// had come before: what may be said of somebody with a short record.
	Held float64 `json:"slope_held"`
}

// newtonSteps is far more than the fit needs; it bounds a fit that does not settle.
const newtonSteps = 50

// line fits by penalised maximum likelihood: a normal prior about (0, 1) keeps
// the line finite where few came true.
func (s *sample) line(p Params) Line {
	a, b := 0.0, 1.0
	tight := 1 / (p.LinePrior * p.LinePrior)
	for range newtonSteps {
		ga, gb := -tight*a, -tight*(b-1)
		haa, hab, hbb := tight, 0.0, tight
		for _, f := range s.f {
			x := logit(math.Min(1-p.LogFloor, math.Max(p.LogFloor, f.P)))
			q := 1 / (1 + math.Exp(-a-b*x))
			r, v := float64(number(f.Happened))-q, q*(1-q)
			ga, gb = ga+r, gb+r*x
			haa, hab, hbb = haa+v, hab+v*x, hbb+v*x*x
		}
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		step := math.Min(1, 1/math.Max(math.Abs(da), math.Max(math.Abs(db), math.SmallestNonzeroFloat64))) // a long step overshoots
		a, b = a+step*da, b+step*db
		if math.Abs(da)+math.Abs(db) < 1e-10 {
			break
		}
	}
	n := float64(len(s.f))
	return Line{Shift: a, Slope: b, Held: (n*b + p.PseudoCount) / (n + p.PseudoCount)}
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }
