package claim

import (
	"cmp"
	"math"
	"slices"

	"outrider"
)

// How far accounts depend on one another where nobody has shown where the press
// has them from: within a circle nearly wholly, between circles a little. Own
// judgement.
const (
	withinCircle   = .8
	betweenCircles = .2
)

// Truth is how probable it is that what a claim says did happen, from how often
// reports graded so are true: 0 where nobody stands by it any longer, and never
// above .99. Independent accounts combine as the chance that not all of them are
// wrong: two of .6 make .84. Of accounts that may share a source the strongest
// counts whole and the others little. Whoever disputes it divides the odds by how
// much oftener such a source is right than wrong; a state that denies calms nobody,
// for that is what it would say (see Disputed).
func Truth(c outrider.Claim, reliable func(outrider.Grade) float64) float64 {
	standing := c.Standing()
	if len(standing) == 0 {
		return 0
	}
	slices.SortStableFunc(standing, func(a, b outrider.Root) int { return cmp.Compare(reliable(b.Grade), reliable(a.Grade)) })
	wrong := 0.0 // ln of the chance that all are
	for i, r := range standing {
		wrong += share(r, standing[:i]) * math.Log1p(-bounded(reliable(r.Grade)))
	}
	p := math.Min(-math.Expm1(wrong), .99)
	for _, d := range c.Disputed {
		q := math.Min(reliable(d.Grade), .95)
		p = against(p, math.Max(q/(1-q), 1))
	}
	return p
}

// Credible is the chance that at least one of several independent accounts is
// true, each being true with its own probability. It never reaches 1.
func Credible(q []float64) float64 {
	miss := 1.0
	for _, x := range q {
		miss *= 1 - bounded(x)
	}
	return 1 - miss
}

func bounded(q float64) float64 { return math.Min(math.Max(q, 0), .99) }

// against divides the odds of a probability.
func against(p, ratio float64) float64 {
	odds := p / (1 - p) / ratio
	return odds / (1 + odds)
}

// share is the part of its weight that an account keeps beside stronger ones: all
// of it where its origin is known.
func share(r outrider.Root, stronger []outrider.Root) float64 {
	if !r.Unproven {
		return 1
	}
	alike, w := 0, 1.0
	for _, o := range stronger {
		if o.Circle == r.Circle {
			alike++
		} else {
			w = kept(1, betweenCircles)
		}
	}
	return w * kept(alike, withinCircle)
}

// kept is the part of its weight that the n-th of some accounts keeps which depend
// on one another: n of them weigh as n/(1+(n-1)rho).
func kept(n int, rho float64) float64 {
	together := func(n float64) float64 { return n / (1 + (n-1)*rho) }
	return together(float64(n+1)) - together(float64(n))
}
