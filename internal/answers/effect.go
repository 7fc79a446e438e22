package answers

import (
	"fmt"
	"math"

	"outrider"
)

// Count is how many incidents were counted over how long. Windows are chosen
// before looking (1, 2 or 5 years), and the 90 days after an answer belong to
// neither side: whoever plans something has begun before.
type Count struct {
	Incidents int     `json:"incidents"`
	Years     float64 `json:"years"` // of exposure, 0.01 to 200
}

// Change of a base rate is Ratio: the rate after as a multiple of the rate before,
// as a median with its 90 % interval. Power is the chance that a true halving
// would have shown at all.
type Change struct {
	Ratio    float64 `json:"ratio"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Power    float64 `json:"power"`
	Sentence string  `json:"sentence"`
}

// Effect compares incidents before and after an answer: Poisson counts with
// Jeffreys' prior, under which the ratio has an exact beta law. Under a power of
// one half no direction is named; and none is ever called the answer's doing,
// for regimes change, methods adapt, and publicity raises what is counted.
func Effect(before, after Count) (Change, error) {
	p := standard()
	for _, c := range [...]Count{before, after} {
		if c.Incidents < 0 || float64(c.Incidents) > p.most || !(c.Years >= p.shortest && c.Years <= p.longest) {
			return Change{}, outrider.Invalid("a count is from 0 to %.0f incidents over %g to %g years", p.most, p.shortest, p.longest)
		}
	}
	x, y := float64(after.Incidents)+0.5, float64(before.Incidents)+0.5
	at := func(p float64) float64 { b := betaQuantile(p, x, y); return b / (1 - b) * before.Years / after.Years }
	c := Change{Ratio: at(0.5), Low: at(0.05), High: at(0.95), Power: Power(y/before.Years, before.Years, after.Years)}
	c.Sentence = sentence(c, before, after)
	return c, nil
}

func sentence(c Change, before, after Count) string {
	head := fmt.Sprintf("%d incidents in %g years before, %d in %g after: the rate after is %s to %s times the rate before (90 %%).", before.Incidents, before.Years, after.Incidents, after.Years, times(c.Low), times(c.High))
	power := fmt.Sprintf(" A true halving would show in %s of such comparisons", outrider.Percent(c.Power))
	switch {
	case c.Power < standard().power:
		return head + power + ": too few to say anything about a change."
	case c.High < 1:
		return head + power + "; the counts are consistent with a fall, whatever its cause."
	case c.Low > 1:
		return head + power + "; the counts are consistent with a rise, whatever its cause."
	}
	return head + power + "; the counts are consistent with no change."
}

// times writes a ratio with two figures, as people read it.
func times(v float64) string {
	if v < 10 {
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// Power is the chance that a halving of a rate (incidents a year) is seen, that
// is, that the posterior probability of a fall exceeds .95, with so many years
// before and after. It is summed over both Poisson laws.
func Power(rate, before, after float64) float64 {
	cut, sum := before+after, 0.0
	lo, hi := reach(rate * before)
	least, last := reach(rate * after / 2)
	seen := least - 1 // most incidents after that still show a fall; it grows with those before
	below := 0.0
	for k := lo; k <= hi; k++ {
		for seen < last && incBeta(after/cut, float64(seen+1)+0.5, float64(k)+0.5) > 0.95 {
			seen++
			below += poisson(seen, rate*after/2)
		}
		sum += poisson(k, rate*before) * below
	}
	return min(1, sum)
}

// reach is where a Poisson law has all but a millionth of its weight.
func reach(mean float64) (lo, hi int) {
	w := 6*math.Sqrt(mean) + 10
	return int(max(0, mean-w)), int(mean + w)
}

func poisson(k int, mean float64) float64 {
	g, _ := math.Lgamma(float64(k) + 1)
	return math.Exp(float64(k)*math.Log(mean) - mean - g)
}

// betaQuantile inverts incBeta by halving.
func betaQuantile(p, a, b float64) float64 {
	lo, hi := 0.0, 1.0
	for range 60 {
		if mid := (lo + hi) / 2; incBeta(mid, a, b) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// incBeta is the regularised incomplete beta function, by the continued fraction
// (Abramowitz and Stegun, 26.5.8) in Lentz's form.
func incBeta(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return min(max(x, 0), 1)
	}
	if x > (a+1)/(a+b+2) {
		return 1 - incBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	c, d := 1.0, 1/nonzero(1-(a+b)*x/(a+1))
	f := d
	for i := 1; i < 5000; i++ {
		m := float64(i)
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / nonzero(1+even*d)
		c = nonzero(1 + even/c)
		f *= c * d
		d = 1 / nonzero(1+odd*d)
		c = nonzero(1 + odd/c)
		f *= c * d
		if math.Abs(c*d-1) < 1e-13 {
			break
		}
	}
	return front * f
}

func nonzero(v float64) float64 {
	if math.Abs(v) < 1e-300 {
		return 1e-300
	}
	return v
}
