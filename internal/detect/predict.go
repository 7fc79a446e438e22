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
	*stock
	still bool // repeats say nothing
	probe func(draw)
}

// stock is what the streams of an engine share: what numbers stand for, and room
// to work in.
type stock struct {
	codes  *codebook
	names  *lexicon  // ids of sightings, by number
	grades []float32 // how often a report graded so is what it seems, by number
	moved  []uint32  // selectors whose scores the latest insertion moved, its own first
	later  []seen
	near   []likeness
	joins  []joined // of the judgement under way
}

// note gathers the selectors whose scores the latest sighting of a stream moved.
func (d *stock) note(s *stream) {
	d.moved = d.moved[:0]
	for _, t := range s.touches[s.undos[len(s.undos)-1].from:] {
		d.moved = append(d.moved, s.faces[t.pair].sel)
	}
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
func (s *stream) benign(at int32, ctx uint16, share float64) float64 {
	f, c := &s.m.fit, &s.ctxs[ctx]
	n := s.in(at, ctx)
	base := math.Max(0, float64(s.contexts(&s.pairs[at]))-f.BaseDiscount) / (s.tables + f.BaseTheta)
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
		age := float64(s.when-s.since) / day
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
func (s *stream) weigh(x *entry, psi float64) {
	p, c := &s.pairs[x.pair], &s.ctxs[x.ctx]
	if s.m.probe != nil && !x.loose {
		s.m.probe(draw{s.in(x.pair, x.ctx), float64(s.contexts(p)), float64(c.n), float64(c.kinds), s.tables, s.kinds})
	}
	if s.m.still {
		s.hit(x, x.pair, 0)
		return
	}
	d, share := 0.0, 0.0
	if x.loose {
		share = s.m.share(x.sel)
	}
	conduct := s.conduct(x)
	seenBefore := p.n > 0
	p0 := 0.0
	if seenBefore || x.loose {
		p0 = s.benign(x.pair, x.ctx, share)
	}
	if seenBefore {
		d = s.weight(psi, 1/p0)
	}
	near := s.m.near[:0]
	if !seenBefore || x.loose {
		near = s.near(near, x)
		s.m.near = near
	}
	s.hit(x, x.pair, d+conduct)
	if len(near) > 0 {
		known := 0.0
		if x.loose {
			known = p0
		}
		for _, n := range near {
			known += n.p0 * n.match
		}
		s.alike(x, near, psi, conduct, known, s.fresh(c)*s.over())
	}
}

// alike weighs a sighting as an inexact reading of what was seen before. Chance
// is that something known, or something new, reads so: never less than the chance
// of the thing itself, so that an inexact match never outweighs the exact one.
func (s *stream) alike(x *entry, near []likeness, psi, conduct, known, fresh float64) {
	best := 0.0
	for _, n := range near {
		d := s.weight(psi, n.match/(known+fresh*n.chance))
		s.hit(x, n.pair, d+conduct)
		s.faces[n.pair].read = true
		best = math.Max(best, s.scored(n.pair).score)
	}
	if had := s.scored(x.pair); best > had.score && !x.loose && s.pairs[x.pair].n == 0 {
		// What is now read whole may be what was read in part before.
		s.touch(x.pair, had, best)
		s.set(x.pair, score{best, s.others, s.when})
	}
}

// touch remembers a score before it is moved, and what was left of it just then.
func (s *stream) touch(at int32, had score, was float64) {
	s.touches = append(s.touches, touch{had, at})
	if s.trace != nil {
		s.were = append(s.were, was)
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
func (s *stream) hit(x *entry, at int32, d float64) {
	had, was := s.scored(at), 0.0
	if had.score > 0 {
		f := fade(s.when-had.at, s.m.HalfLife)
		was = math.Max(0, had.score*f-(s.others+s.surprise-had.base*f))
	}
	s.touch(at, had, was)
	s.set(at, score{math.Max(0, was+s.graded(d, float64(s.m.grades[x.grade]))), s.others, s.when})
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
func (s *stream) conduct(x *entry) float64 {
	h := s.habits[s.habit(x.reporter)]
	b := (float64(h.marked) + s.m.MarkPrior*20) / (float64(h.n) + 20)
	if x.marked {
		return math.Log(math.Max(1, math.Min(s.m.MarkCap, s.m.Marked/b)))
	}
	return math.Min(0, math.Log((1-s.m.Marked)/(1-b)))
}
