package detect

import (
	"maps"
	"math"
	"slices"

	"outrider"
)

// chances are the numbers of detect.json that are chances or shares: at 1 and
// beyond the logarithms of the score are no numbers.
func chances() []string {
	return []string{"base_discount", "discount", "mark_prior", "marked", "misread", "noticed", "omega", "rho_far", "rho_near", "rho_unknown", "same_place"}
}

// most is more than any number of the model can sensibly be.
const most = 1e9

// check refuses numbers with which a score could be no number: a file that was
// written by hand or by a fault must not silence or flood a desk.
func (p *Params) check() error {
	numbers := p.fields()
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		limit := most
		if slices.Contains(chances(), name) {
			limit = math.Nextafter(1, 0)
		}
		if !in(*numbers[name], 0, limit) {
			return outrider.Invalid("detect.json: %s is out of range", name)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(p.Fits)) {
		if !p.Fits[k].possible() {
			return outrider.Invalid("detect.json: fitted numbers of a sensor are out of range")
		}
	}
	switch {
	case !p.Population.possible():
		return outrider.Invalid("detect.json: fitted.population is out of range")
	case !p.Strata.possible():
		return outrider.Invalid("detect.json: fitted.strata is out of range")
	case !p.Calibration.possible():
		return outrider.Invalid("detect.json: fitted.calibration is out of range")
	}
	return nil
}

func in(v, lo, hi float64) bool { return v >= lo && v <= hi }

func (f fit) possible() bool {
	return in(f.Theta, 1e-6, most) && in(f.BaseTheta, 1e-6, most) && in(f.Discount, 0, 0.9999) && in(f.BaseDiscount, 0, 0.9999)
}

func (p *Population) possible() bool {
	share := func(v float64) bool { return v > 0 && v <= 1 }
	ok := share(p.Near) && share(p.Look)
	for _, v := range p.Read {
		ok = ok && share(v)
	}
	for _, v := range p.Looks {
		ok = ok && share(v)
	}
	return ok
}

func (s *Strata) possible() bool {
	const nats = 100
	ok := in(s.Volume, -nats, nats)
	for sort := range sorts {
		for b := range bands {
			for t := range tieKinds {
				for c := range crowds {
					ok = ok && in(s.Weight[sort][b][t][c], -nats, nats) && in(s.Joins[sort][b][t][c], 0, math.MaxFloat64)
				}
			}
		}
	}
	for _, v := range s.Again {
		ok = ok && in(v, 0, nats)
	}
	return ok
}

func (c Calibration) possible() bool {
	return in(c.Slope, 1e-3, 1e3) && in(c.Level, -1e4, 1e4) && in(c.Far, -1e4, 1e4) && in(c.Volume, -100, 100) && in(c.Mean, -100, 100) && in(c.Years, 0, most)
}
