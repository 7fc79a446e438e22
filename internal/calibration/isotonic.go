package calibration

import "slices"

// piece is a run of forecasts, from to to (exclusive) in the sample's order, that
// isotonic regression gives one number.
type piece struct {
	from, to int
	weight   float64
	observed float64
}

// pav fits the non-decreasing curve of least squared error through outcomes in
// the order of their forecasts, by pooling neighbours that stand the wrong way
// round (Ayer et al. 1955). Equal forecasts stay together. The same curve is best
// under every proper score, which is what makes the decomposition one.
func (s *sample) pav(w []float64) []piece {
	var stack []piece
	for from := 0; from < len(s.f); {
		p := s.tie(from, w)
		from = p.to
		for len(stack) > 0 && wrong(stack[len(stack)-1], p) {
			p = join(stack[len(stack)-1], p)
			stack = stack[:len(stack)-1]
		}
		stack = append(stack, p)
	}
	return stack
}

// wrong reports whether two neighbours must be pooled: the later is no higher, or
// a resampling left one of them empty.
func wrong(a, b piece) bool { return a.observed >= b.observed || a.weight == 0 || b.weight == 0 }

// tie is the run of forecasts that equal the one at from.
func (s *sample) tie(from int, w []float64) piece {
	p := piece{from: from, to: from}
	hit := 0.0
	for ; p.to < len(s.f) && s.f[p.to].P == s.f[from].P; p.to++ {
		p.weight += w[p.to]
		if s.f[p.to].Happened {
			hit += w[p.to]
		}
	}
	if p.weight > 0 {
		p.observed = hit / p.weight
	}
	return p
}

func join(a, b piece) piece {
	c := piece{from: a.from, to: b.to, weight: a.weight + b.weight}
	if c.weight > 0 {
		c.observed = (a.observed*a.weight + b.observed*b.weight) / c.weight
	}
	return c
}

// blocks describes the pieces of the curve.
func (s *sample) blocks(curve []piece) []Block {
	out := make([]Block, len(curve))
	for i, p := range curve {
		who := map[int]bool{}
		b := Block{Low: s.f[p.from].P, High: s.f[p.to-1].P, Count: p.to - p.from, Observed: p.observed}
		for j := p.from; j < p.to; j++ {
			b.Forecast += s.f[j].P
			who[s.group[j]] = true
		}
		b.Forecast /= float64(b.Count)
		b.People = len(who)
		out[i] = b
	}
	return out
}

// at reads a curve at the i-th forecast. It goes by place and not by value: the
// mean of equal forecasts may differ from them in the last digit.
func at(curve []piece, i int) float64 {
	n, _ := slices.BinarySearchFunc(curve, i, func(p piece, i int) int {
		switch {
		case p.to <= i:
			return -1
		case p.from > i:
			return 1
		}
		return 0
	})
	return curve[n].observed
}
