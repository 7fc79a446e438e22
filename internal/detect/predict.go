package detect

import "math"

// fit holds the four numbers of the two-level Pitman-Yor predictive: how readily
// something new is seen at a place, and anywhere.
type fit struct {
	Theta, Discount, BaseTheta, BaseDiscount float64
}

// model is what weighs one class of sensors.
type model struct {
	Params
	fit
	codes *codebook
	names *[]string // ids of sightings, by number
	still bool      // repeats say nothing
	probe func(draw)
}

// fresh is the chance, at a context, of a draw from the person's whole life
// rather than from what was seen there; over is that of something never seen.
func (s *stream) fresh(c *context) float64 {
	f := &s.m.fit
	return (f.Theta + f.Discount*float64(c.kinds)) / (float64(c.n) + f.Theta)
}

func (s *stream) over() float64 {
	f := &s.m.fit
	return (f.BaseTheta + f.BaseDiscount*s.kinds) / (s.tables + f.BaseTheta)
}

// benign is the chance that an ordinary report in a context is of a selector: the
// two-level Pitman-Yor predictive (Pitman and Yor 1997; Teh 2006). What was seen
// here before is likely to be seen here again; what was seen in many places is
// likely anywhere. share is the population's share of a description; 0 for what
// identifies.
func (s *stream) benign(p *pair, ctx uint16, share float64) float64 {
	f, c := &s.m.fit, &s.ctxs[ctx]
	n := p.in(ctx)
	base := math.Max(0, float64(p.contexts())-f.BaseDiscount) / (s.tables + f.BaseTheta)
	p0 := math.Max(0, n-f.Discount)/(float64(c.n)+f.Theta) + s.fresh(c)*(base+s.over()*share)
	if n > 0 {
		p0 = math.Max(p0, s.m.SamePlace)
	}
	return math.Min(p0, 1)
}

// psi is the share of a followed person's reports that the follower makes up:
// small for somebody who reports everything. The rate is that of the remembered
// reports, and before much is known a report a month.
func (s *stream) psi() float64 {
	const prior, unsure = 1.0 / 30, 10.0 // reports a day; days' worth of belief in it
	memory := s.m.RateHalfLife / math.Ln2
	if s.live > 0 {
		age := float64(s.rateAt-s.since) / day
		memory *= 1 - math.Exp2(-age/s.m.RateHalfLife)
	} else {
		memory = 0
	}
	rate := (s.rate + prior*unsure) / (memory + unsure)
	hits := s.m.Noticed * s.m.VisitsADay // of a follower, a day
	return hits / (hits + rate)
}

// weigh moves the scores that one sighting bears on: that of its own selector,
// and those of selectors of which it may be an inexact reading.
func (s *stream) weigh(st *step, own int32, psi float64) {
	p, c := &s.pairs[own], &s.ctxs[st.ctx]
	if s.m.probe != nil && !st.loose {
		s.m.probe(draw{p.in(st.ctx), float64(p.contexts()), float64(c.n), float64(c.kinds), s.tables, s.kinds})
	}
	if s.m.still {
		s.hit(st, own, psi, 0)
		return
	}
	d, share := 0.0, 0.0
	if st.loose {
		share = s.m.share(st.sel)
	}
	conduct := s.conduct(st)
	seenBefore := p.contexts() > 0
	p0 := s.benign(p, st.ctx, share)
	if seenBefore {
		d = s.weight(psi, 1/p0)
	}
	if !seenBefore || st.loose {
		s.scratch = s.near(s.scratch[:0], st, own)
	} else {
		s.scratch = s.scratch[:0]
	}
	s.hit(st, own, psi, d+conduct)
	if len(s.scratch) > 0 {
		known := 0.0
		if st.loose {
			known = p0
		}
		for _, n := range s.scratch {
			known += n.p0 * n.match
		}
		s.alike(st, own, psi, conduct, known, s.fresh(c)*s.over())
	}
}

// alike weighs a sighting as an inexact reading of what was seen before. Chance
// is that something known, or something new, reads so: never less than the chance
// of the thing itself, so that an inexact match never outweighs the exact one.
func (s *stream) alike(st *step, own int32, psi, conduct, known, fresh float64) {
	best := 0.0
	for _, n := range s.scratch {
		d := s.weight(psi, n.match/(known+fresh*n.chance))
		s.hit(st, n.pair, psi, d+conduct)
		best = math.Max(best, s.pairs[n.pair].score)
	}
	if p := &s.pairs[own]; best > p.score && !st.loose && p.contexts() == 0 {
		// What is now read whole may be what was read in part before.
		s.touches = append(s.touches, touch{pair: own, sel: p.sel, score: p.score, base: p.base, was: best, at: p.at})
		p.score = best
	}
}

// weight is the log-likelihood ratio of following against chance for one more
// sighting; odds is how much likelier the thing itself makes this reading than
// chance does.
func (s *stream) weight(psi, odds float64) float64 {
	return math.Log(1 - psi + psi*math.Min(odds, 1e12))
}

// hit adds a sighting to the score of a pair. What this report says about
// everything else does not count against what it is.
func (s *stream) hit(st *step, at int32, psi, d float64) {
	p := &s.pairs[at]
	was := 0.0
	if p.score > 0 {
		f := fade(s.othersAt-p.at, s.m.HalfLife)
		was = math.Max(0, p.score*f-(s.others+math.Log1p(-psi)-p.base*f))
	}
	s.touches = append(s.touches, touch{pair: at, sel: p.sel, score: p.score, base: p.base, was: was, at: p.at})
	p.score = math.Max(0, was+s.graded(d, float64(st.q)))
	p.base, p.at = s.others, s.othersAt
}

// graded discounts a weight by how often such a report is what it seems, and
// bounds it: one misread plate must not decide.
func (s *stream) graded(d, q float64) float64 {
	if d > 0 {
		d = math.Log(q*math.Exp(d) + 1 - q)
	}
	return math.Max(-s.m.Cap, math.Min(s.m.Cap, d))
}

// conduct weighs how somebody behaved against how often this reporter notes such
// conduct anyway.
func (s *stream) conduct(st *step) float64 {
	h := *s.habit(st.reporter)
	b := (float64(h.marked) + s.m.MarkPrior*20) / (float64(h.n) + 20)
	if st.marked {
		return math.Log(math.Max(1, math.Min(s.m.MarkCap, s.m.Marked/b)))
	}
	return math.Min(0, math.Log((1-s.m.Marked)/(1-b)))
}
