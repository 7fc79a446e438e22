package plan

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// A Uncertain is drawn from the beta distribution that has its mean and holds
// nine tenths of its weight between its ends.

const coverage = .9

// fit returns the two shapes of that distribution. The weight inside the
// interval grows with the sum of the shapes, so halving finds it. Sums are kept
// between 2 and 10,000: an opinion is never flatter than not knowing, nor surer
// than ten thousand counts.
func (u Uncertain) fit() (a, b float64) {
	lo, hi := math.Log(2), math.Log(1e4)
	for range 40 {
		mid := (lo + hi) / 2
		n := math.Exp(mid)
		if cumulative(u.High, u.Mean*n, (1-u.Mean)*n)-cumulative(u.Low, u.Mean*n, (1-u.Mean)*n) < coverage {
			lo = mid
		} else {
			hi = mid
		}
	}
	n := math.Exp((lo + hi) / 2)
	return u.Mean * n, (1 - u.Mean) * n
}

// cumulative is the regularised incomplete beta function by its continued
// fraction, in Lentz's form as modified by Thompson and Barnett (1986).
func cumulative(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - cumulative(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	const tiny, enough, rounds = 1e-300, 1e-13, 500
	c, d := 1.0, 1/floor(1-(a+b)*x/(a+1), tiny)
	f := d
	for m := 1.0; m <= rounds; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		for _, t := range []float64{even, odd} {
			d = 1 / floor(1+t*d, tiny)
			c = floor(1+t/c, tiny)
			f *= c * d
		}
		if math.Abs(c*d-1) < enough {
			break
		}
	}
	return front * f / a
}

// floor keeps a divisor away from zero.
func floor(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// draws takes n fixed draws. The stream belongs to the name: another measure in
// the list changes no draw of this one, so before and after are compared on the
// same worlds.
func (u Uncertain) draws(name string, seed uint64, n int) []float64 {
	a, b := u.fit()
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	out := make([]float64, n)
	for i := range out {
		x, y := gamma(r, a), gamma(r, b)
		out[i] = x / (x + y)
	}
	return out
}

// gamma draws from the gamma distribution with shape a (Marsaglia and Tsang 2000).
func gamma(r *rand.Rand, a float64) float64 {
	if a < 1 {
		return gamma(r, a+1) * math.Pow(1-r.Float64(), 1/a)
	}
	d := a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
