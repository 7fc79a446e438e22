package judgement

import (
	"math"

	"outrider"
)

// Voice is one judgement in a pool, and how much it counts beside the others.
// Its figures are coherent.
type Voice struct {
	Figures outrider.Figures
	Weight  float64 // above 0; only the ratio to the others matters
}

// Pool averages judgements in the logarithm: shares as the weighted geometric
// mean, shared out again to 1; each horizon as the weighted mean of its log-odds.
// It does not matter who comes first, and weighing every judgement with the same
// new evidence and then pooling gives the same as pooling first (it is externally
// Bayesian; Genest 1984). Coherent judgements give a coherent pool: the geometric
// mean of what lies within floor and ceiling lies there too. ok is false where
// there is nobody to ask.
func Pool(voices []Voice) (pooled outrider.Figures, ok bool) {
	weights := make([]float64, len(voices))
	for i, v := range voices {
		weights[i] = v.Weight
	}
	all := total(weights)
	if all <= 0 {
		return outrider.Figures{}, false
	}
	mean := func(of func(outrider.Figures) float64) float64 {
		terms := make([]float64, len(voices))
		for i, v := range voices {
			terms[i] = v.Weight / all * of(v.Figures)
		}
		return total(terms)
	}
	pooled = outrider.Figures{P: map[outrider.Hypothesis]float64{}, Harm: map[string]float64{}}
	shares := make([]float64, len(outrider.Hypotheses))
	for i, h := range outrider.Hypotheses {
		shares[i] = math.Exp(mean(func(f outrider.Figures) float64 { return math.Log(f.P[h]) }))
	}
	sum := total(shares)
	for i, h := range outrider.Hypotheses {
		pooled.P[h] = shares[i] / sum
	}
	for _, k := range outrider.Horizons {
		pooled.Harm[k] = odds(mean(func(f outrider.Figures) float64 { return logit(f.Harm[k]) }))
	}
	return pooled, true
}

// People pools judgements that count alike.
func People(judged []outrider.Figures) (outrider.Figures, bool) {
	voices := make([]Voice, len(judged))
	for i, f := range judged {
		voices[i] = Voice{f, 1}
	}
	return Pool(voices)
}

// Both pools what people hold with what the engine holds, which is made coherent
// first: it may lie below the floor.
func (p Params) Both(people, model outrider.Figures) (outrider.Figures, bool) {
	made, _ := Cohere(model)
	return Pool([]Voice{{people, 1 - p.ModelWeight}, {made, p.ModelWeight}})
}

// Apart is how far two probabilities lie apart, in nats of log-odds.
func Apart(a, b float64) float64 { return math.Abs(logit(a) - logit(b)) }

func logit(p float64) float64 { return math.Log(p) - math.Log1p(-p) }

// odds is the inverse of logit.
func odds(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
