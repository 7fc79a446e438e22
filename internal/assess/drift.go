package assess

import (
	"encoding/binary"
	"math"
	"math/rand"
	"slices"
	"time"

	"outrider"
)

// matrix is a square matrix over the hypotheses and harm.
type matrix [all][all]float64

func (a *matrix) mul(b *matrix) matrix {
	var c matrix
	for i := range all {
		for k := range all {
			if x := a[i][k]; x != 0 {
				for j := range all {
					c[i][j] += x * b[k][j]
				}
			}
		}
	}
	return c
}

// vector is a distribution over the hypotheses and harm.
type vector [all]float64

func (v *vector) times(m *matrix) vector {
	var out vector
	for i := range all {
		if x := v[i]; x != 0 {
			for j := range all {
				out[j] += x * m[i][j]
			}
		}
	}
	return out
}

// exp is the matrix exponential of a small generator, by its series: the entries
// of an hour's step are far below 1, so that a few terms are exact.
func exp(q *matrix) matrix {
	sum, term := identity(), identity()
	for n := 1; n <= 12; n++ {
		term = term.mul(q)
		for i := range all {
			for j := range all {
				term[i][j] /= float64(n)
				sum[i][j] += term[i][j]
			}
		}
	}
	return sum
}

func identity() matrix {
	var m matrix
	for i := range all {
		m[i][i] = 1
	}
	return m
}

// powersKept covers 2^22 hours, four and a half centuries.
const powersKept = 22

// powers holds exp(Q 2^k hours): any span of whole hours is a product of a
// few of them, so that cutting a span in two changes nothing.
type powers [powersKept]matrix

// span returns the powers for a coverage in tenths, made once.
func (r *rates) span(tenths int) *powers {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p, ok := r.powers[tenths]; ok {
		return p
	}
	q := r.q
	// What all explanations have in common is left out: it would only make long
	// silences vanish in rounding.
	least := slices.Min(r.quiet[:])
	for h := range hyps {
		q[h][h] -= float64(tenths) / 10 * (r.quiet[h] - least)
	}
	p := new(powers)
	p[0] = exp(&q)
	for k := 1; k < powersKept; k++ {
		p[k] = p[k-1].mul(&p[k-1])
	}
	r.powers[tenths] = p
	return p
}

// over moves a distribution through some hours.
func (p *powers) over(v vector, hours int64) vector {
	for k := 0; k < powersKept && hours>>k != 0; k++ {
		if hours>>k&1 == 1 {
			v = v.times(&p[k])
		}
	}
	return v
}

// hours counts whole hours between two moments on one fixed grid, so that the
// parts of a span add up to the whole. Explanations change over weeks: minutes
// would say nothing more and double the work.
func hours(from, to time.Time) int64 {
	h := to.Unix()/3600 - from.Unix()/3600
	return max(0, min(h, 1<<powersKept-1))
}

// tenths rounds a declared coverage; a coverage above zero is never rounded to none.
func tenths(coverage float64) int {
	if !(coverage > 0) {
		return 0
	}
	return max(1, min(10, int(math.Round(coverage*10))))
}

// draw makes the parameter sets of the interval: each rate times a lognormal
// factor, from a source seeded by the file, so that every node draws the same.
func (p *Params) draw(seed [32]byte) {
	rng := rand.New(rand.NewSource(int64(binary.BigEndian.Uint64(seed[:8]) >> 1)))
	base := p.sets[0]
	factor := func() float64 { return math.Exp(p.n.DrawSD*rng.NormFloat64() - p.n.DrawSD*p.n.DrawSD/2) }
	for range int(p.n.Draws) {
		r := &rates{prior: base.prior, kinds: map[outrider.Kind][hyps]float64{}, powers: map[int]*powers{}}
		for i := range hyps {
			for j := range all {
				if i != j && base.q[i][j] > 0 {
					r.q[i][j] = base.q[i][j] * factor()
					r.q[i][i] -= r.q[i][j]
				}
			}
		}
		for _, k := range append([]outrider.Kind{pattern}, outrider.Kinds...) {
			if row, ok := base.kinds[k]; ok {
				for h := range row {
					row[h] *= factor()
				}
				r.kinds[k] = row
			}
		}
		r.tally()
		p.sets = append(p.sets, r)
	}
}
