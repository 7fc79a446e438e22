package assess

import (
	"encoding/binary"
	"math"
	"math/rand"
	"time"
)

// matrix is a square matrix over the states, row by row.
type matrix struct {
	n int
	a []float64
}

func newMatrix(n int) matrix { return matrix{n, make([]float64, n*n)} }

func (m matrix) at(i, j int) float64     { return m.a[i*m.n+j] }
func (m matrix) add(i, j int, v float64) { m.a[i*m.n+j] += v }

func (m matrix) clone() matrix {
	c := newMatrix(m.n)
	copy(c.a, m.a)
	return c
}

func (m matrix) mul(b matrix) matrix {
	c := newMatrix(m.n)
	for i := range m.n {
		out := c.a[i*m.n : (i+1)*m.n]
		for k := range m.n {
			if x := m.a[i*m.n+k]; x != 0 {
				for j, y := range b.a[k*m.n : (k+1)*m.n] {
					out[j] += x * y
				}
			}
		}
	}
	return c
}

// vector is a distribution over the states.
type vector [most]float64

func (v *vector) times(m matrix) vector {
	if m.n == hyps+1 {
		return v.timesUsual(m.a)
	}
	var out vector
	for i := range m.n {
		x := v[i]
		for j, y := range m.a[i*m.n : (i+1)*m.n] {
			out[j] += x * y
		}
	}
	return out
}

// timesUsual is times where nobody has added explanations: written out, for most
// of what an assessment costs is spent here.
func (v *vector) timesUsual(a []float64) vector {
	var o0, o1, o2, o3, o4, o5, o6 float64
	for i := range hyps + 1 {
		x, row := v[i], a[7*i:7*i+7:7*i+7]
		o0 += x * row[0]
		o1 += x * row[1]
		o2 += x * row[2]
		o3 += x * row[3]
		o4 += x * row[4]
		o5 += x * row[5]
		o6 += x * row[6]
	}
	return vector{o0, o1, o2, o3, o4, o5, o6}
}

// exp is the matrix exponential of a small generator, by its series: the entries
// of an hour's step are far below 1, so that a few terms are exact.
func (m matrix) exp() matrix {
	sum, term := identity(m.n), identity(m.n)
	for n := 1; n <= 12; n++ {
		term = term.mul(m)
		for i := range term.a {
			term.a[i] /= float64(n)
			sum.a[i] += term.a[i]
		}
	}
	return sum
}

func identity(n int) matrix {
	m := newMatrix(n)
	for i := range n {
		m.add(i, i, 1)
	}
	return m
}

// powersKept covers 2^22 hours, four and a half centuries.
const powersKept = 22

// powers holds exp(Q 2^k hours), made once for each set of rates and coverage:
// any span of whole hours, a day like a year, is a product of a few of them, so
// that cutting a span in two changes nothing.
type powers [powersKept]matrix

// span returns the powers for a coverage in tenths.
func (r *rates) span(tenths int) *powers {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p, ok := r.powers[tenths]; ok {
		return p
	}
	q := r.q.clone()
	// What all explanations have in common is left out: it would only make long
	// silences vanish in rounding.
	least := r.quiet[beni]
	for h := range r.n {
		if h != harm {
			least = min(least, r.quiet[h])
		}
	}
	for h := range r.n {
		if h != harm {
			q.add(h, h, -float64(tenths)/10*(r.quiet[h]-least))
		}
	}
	p := new(powers)
	p[0] = q.exp()
	for k := 1; k < powersKept; k++ {
		p[k] = p[k-1].mul(p[k-1])
	}
	r.powers[tenths] = p
	return p
}

// over moves a distribution through some hours.
func (p *powers) over(v vector, hours int64) vector {
	for k := 0; k < powersKept && hours>>k != 0; k++ {
		if hours>>k&1 == 1 {
			v = v.times(p[k])
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
// factor, from a source seeded by the file, so that every node draws the same and
// a file with the same hash has the same draws for ever.
func (p *Params) draw(seed [32]byte) {
	rng := rand.New(rand.NewSource(int64(binary.BigEndian.Uint64(seed[:8]) >> 1)))
	base := p.sets[0]
	factor := func() float64 { return math.Exp(p.n.DrawSD*rng.NormFloat64() - p.n.DrawSD*p.n.DrawSD/2) }
	for range int(p.n.Draws) {
		r := newRates(base.n)
		r.prior = base.prior
		for i := range base.n {
			for j := range base.n {
				if v := base.q.at(i, j); i != j && v > 0 {
					r.flow(i, j, v*factor())
				}
			}
		}
		for _, k := range allKinds() {
			if row, ok := base.kinds[k]; ok {
				for _, h := range p.live {
					row[h] *= factor()
				}
				r.kinds[k] = row
			}
		}
		r.tally(p.live)
		p.sets = append(p.sets, r)
	}
}
