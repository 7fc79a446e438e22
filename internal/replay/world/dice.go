package world

import (
	"math"
	"math/rand/v2"
	"time"
)

// mix turns several numbers into one that looks random (SplitMix64's finaliser,
// Steele, Lea and Flood 2014): whatever is not worth remembering is drawn again
// from where and what it is.
func mix(parts ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h ^= p
		h += 0x9e3779b97f4a7c15
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// unit is a number in [0, 1) made from a hash.
func unit(h uint64) float64 { return float64(h>>11) / (1 << 53) }

// dice is one agent's own chance: nobody's luck depends on how many others there are.
type dice struct{ *rand.Rand }

func newDice(parts ...uint64) dice {
	return dice{rand.New(rand.NewPCG(mix(parts...), mix(append(parts, 1)...)))}
}

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is uniform in [lo, hi].
func (d dice) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.IntN(hi-lo+1)
}

// poisson draws a count with a small mean (Knuth's product of uniforms).
func (d dice) poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	n, limit, p := 0, math.Exp(-mean), d.Float64()
	for p > limit && n < 1000 {
		n++
		p *= d.Float64()
	}
	return n
}

// lognormal draws a length of time with the given median; one in six is longer
// than median times e^sigma.
func (d dice) lognormal(median time.Duration, sigma float64) time.Duration {
	return time.Duration(float64(median) * math.Exp(sigma*d.NormFloat64()))
}

// weighted picks an index with chance in proportion to its weight.
func (d dice) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := d.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// round cuts a coordinate to about a metre.
func round(deg float64) float64 { return math.Round(deg*1e5) / 1e5 }
