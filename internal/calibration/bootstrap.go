package calibration

import (
	"math"
	"math/rand/v2"
	"slices"
)

// values are what one figure came to in the resamplings that had one.
type values []float64

// interval is the middle share of the values; nil where there are none.
func (v values) interval(level float64) *Interval {
	if len(v) == 0 {
		return nil
	}
	s := slices.Sorted(slices.Values(v))
	at := func(q float64) float64 { return s[int(math.Round(q*float64(len(s)-1)))] }
	return &Interval{Low: at((1 - level) / 2), High: at((1 + level) / 2)}
}

// draws gathers the resamplings.
type draws struct {
	brierSkill, brierMCB, logSkill, logMCB values
	curve                                  []values // by block
}

// resample draws people, with all that was forecast of them, again and again with
// replacement: forecasts about one person are one story told many times, and
// counting them apart would make every interval too narrow (Field and Welsh 2007).
func (s *sample) resample(p Params, dice *rand.Rand, done func(*draws), own []piece) {
	d := &draws{curve: make([]values, len(own))}
	w, times := make([]float64, len(s.f)), make([]float64, len(s.groups))
	for range p.Draws {
		clear(times)
		for range s.groups {
			times[dice.IntN(len(s.groups))]++
		}
		for i := range w {
			w[i] = times[s.group[i]]
		}
		curve := s.pav(w)
		d.take(s.score(Brier, curve, w), &d.brierSkill, &d.brierMCB)
		d.take(s.score(p.Log, curve, w), &d.logSkill, &d.logMCB)
		for i, b := range own {
			d.curve[i] = append(d.curve[i], at(curve, (b.from+b.to)/2))
		}
	}
	done(d)
}

// take notes a drawn score; one in which everything or nothing came has no skill.
func (*draws) take(x Score, skill, mcb *values) {
	*mcb = append(*mcb, x.MCB)
	if x.Skill != nil {
		*skill = append(*skill, *x.Skill)
	}
}
