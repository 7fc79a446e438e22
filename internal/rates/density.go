package rates

import "math"

// steps is how finely a density is cut: enough for three figures.
const steps = 1000

// quantiles inverts a density given by its logarithm over [lo, hi], known up to a
// factor. Working on the logarithm or the log-odds of the quantity keeps shapes
// under one, which have a pole at nought, harmless.
func quantiles(logf func(float64) float64, lo, hi float64, at ...float64) []float64 {
	width := (hi - lo) / steps
	f, top := make([]float64, steps), math.Inf(-1)
	for i := range f {
		f[i] = logf(lo + (float64(i)+.5)*width)
		top = math.Max(top, f[i])
	}
	sum := 0.0
	for i := range f {
		f[i] = math.Exp(f[i] - top)
		sum += f[i]
	}
	out := make([]float64, len(at))
	for j, q := range at {
		out[j] = invert(f, q*sum, lo, width)
	}
	return out
}

// invert walks until the strips hold mass, and goes on inside the last one.
func invert(f []float64, mass, lo, width float64) float64 {
	for i, v := range f {
		if mass <= v && v > 0 {
			return lo + (float64(i)+mass/v)*width
		}
		mass -= v
	}
	return lo + float64(len(f))*width
}

// gammaQuantiles are those of a Gamma distribution with a shape and a mean.
func gammaQuantiles(shape, mean float64, at ...float64) []float64 {
	lo, hi := logGammaEnds(shape)
	out := quantiles(func(u float64) float64 { return shape*u - math.Exp(u) }, lo, hi, at...)
	for i, u := range out {
		out[i] = math.Exp(u) * mean / shape
	}
	return out
}

// logGammaEnds bound the logarithm of a Gamma variable of scale one: outside lies
// less than a billionth.
func logGammaEnds(shape float64) (lo, hi float64) {
	spread := 8 / math.Sqrt(shape)
	return math.Log(shape) - spread - 21/shape*math.Min(1, 1/shape), math.Log(shape + 8*math.Sqrt(shape) + 30)
}

// betaQuantiles are those of a Beta distribution.
func betaQuantiles(a, b float64, at ...float64) []float64 {
	end := 25/math.Min(a, b) + 10
	out := quantiles(func(u float64) float64 { return -a*math.Log1p(math.Exp(-u)) - b*math.Log1p(math.Exp(u)) }, -end, end, at...)
	for i, u := range out {
		out[i] = 1 / (1 + math.Exp(-u))
	}
	return out
}

// unseenQuantiles are those of a Gamma quantity divided by a Beta one: what
// happened, where only a share of it is ever counted.
func unseenQuantiles(shape, mean float64, seen Beta, at ...float64) []float64 {
	const nodes = 30
	var logD, logW [nodes]float64
	for j := range nodes {
		d := (float64(j) + .5) / nodes
		logD[j] = math.Log(d)
		logW[j] = (seen.A-1)*math.Log(d) + (seen.B-1)*math.Log1p(-d)
	}
	lo, hi := logGammaEnds(shape)
	out := quantiles(func(u float64) float64 {
		var term [nodes]float64
		top := math.Inf(-1)
		for j := range nodes {
			v := u + logD[j]
			term[j] = shape*v - math.Exp(v) + logW[j]
			top = math.Max(top, term[j])
		}
		sum := 0.0
		for _, x := range term {
			sum += math.Exp(x - top)
		}
		return math.Log(sum) + top
	}, lo, hi-logD[0], at...)
	for i, u := range out {
		out[i] = math.Exp(u) * mean / shape
	}
	return out
}

// Beta is a distribution over a share.
type Beta struct {
	A float64 `json:"a"`
	B float64 `json:"b"`
}
