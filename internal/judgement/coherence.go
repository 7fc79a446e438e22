// Package judgement is the arithmetic of people and the engine judging together:
// how figures that do not fit together are made coherent, how several judgements
// are pooled, when one person may not publish alone, and what moved between two
// accounts. It knows nothing of who judged.
//
// The methods are in docs/design/judgement.md: the nearest coherent point
// (Osherson and Vardi 2006; for analysts Mandel, Karvetski and Dhami 2018) and the
// logarithmic opinion pool (Genest and Zidek 1986).
package judgement

import (
	"fmt"
	"math"
	"slices"

	"outrider"
)

// tolerance is how far from coherent figures may be by rounding alone.
const tolerance = 1e-9

// Cohere returns the coherent figures nearest to raw, in the sum of squares over
// the explanations and, apart from them, over the horizons: shares add up to 1,
// a longer horizon is never less probable than a shorter one, and nothing lies
// outside the floor and the ceiling. Mended says in words what was changed;
// coherent figures come back bit for bit, so that it may be asked twice.
func Cohere(raw outrider.Figures) (made outrider.Figures, mended []string) {
	made = outrider.Figures{P: map[outrider.Hypothesis]float64{}, Harm: map[string]float64{}}
	shares := make([]float64, len(outrider.Hypotheses))
	for i, h := range outrider.Hypotheses {
		shares[i] = raw.P[h]
	}
	near, notes := shareOut(shares)
	for i, h := range outrider.Hypotheses {
		made.P[h] = near[i]
	}
	harm := make([]float64, len(outrider.Horizons))
	for i, k := range outrider.Horizons {
		harm[i] = raw.Harm[k]
	}
	rising, more := rise(harm)
	for i, k := range outrider.Horizons {
		made.Harm[k] = rising[i]
	}
	return made, append(notes, more...)
}

// shareOut projects shares onto those that add up to 1 with none under the floor
// (the ceiling cannot bind while there are others). The projection onto a simplex
// takes one amount off every share and stops at the edge (Held, Wolfe and Crowder
// 1974).
func shareOut(x []float64) (near []float64, notes []string) {
	sum, low := total(x), slices.Min(x)
	off := math.Abs(sum-1) > tolerance
	if off {
		notes = append(notes, fmt.Sprintf("the explanations added up to %.4g %%", 100*sum))
	}
	if low < outrider.Floor-tolerance {
		notes = append(notes, "an explanation was held to be less than 0.1 %: none is ever ruled out")
	}
	if len(notes) == 0 {
		return slices.Clone(x), nil
	}
	room := 1 - float64(len(x))*outrider.Floor
	down := slices.Clone(x)
	for i := range down {
		down[i] -= outrider.Floor
	}
	take := offer(down, room)
	near = make([]float64, len(x))
	for i := range down {
		near[i] = outrider.Floor + math.Max(0, down[i]-take)
	}
	return near, notes
}

// offer is the amount that, taken off every value without going below 0, leaves
// room in all.
func offer(values []float64, room float64) float64 {
	s := slices.Clone(values)
	slices.Sort(s)
	slices.Reverse(s)
	sum, take := 0.0, 0.0
	for i, v := range s {
		sum += v
		t := (sum - room) / float64(i+1)
		if i > 0 && v <= t {
			break
		}
		take = t
	}
	return take
}

// rise projects probabilities of ever longer horizons onto rising ones within
// floor and ceiling: neighbours that fall are put at their mean (pool adjacent
// violators; Ayer and others 1955), then what is outside is put on the bound.
func rise(x []float64) (near []float64, notes []string) {
	near = slices.Clone(x)
	if !slices.IsSorted(x) {
		notes = append(notes, "a longer horizon was held to be less probable than a shorter one")
		near = isotonic(x)
	}
	for i, v := range near {
		b := math.Min(outrider.Ceiling, math.Max(outrider.Floor, v))
		if b != v {
			near[i] = b
		}
	}
	if slices.Min(x) < outrider.Floor || slices.Max(x) > outrider.Ceiling {
		notes = append(notes, "harm was held to be ruled out or certain: it is between 0.1 and 99.9 %")
	}
	return near, notes
}

func isotonic(x []float64) []float64 {
	type block struct {
		mean float64
		n    int
	}
	var blocks []block
	for _, v := range x {
		b := block{v, 1}
		for len(blocks) > 0 && blocks[len(blocks)-1].mean > b.mean {
			last := blocks[len(blocks)-1]
			blocks = blocks[:len(blocks)-1]
			n := last.n + b.n
			b = block{(last.mean*float64(last.n) + b.mean*float64(b.n)) / float64(n), n}
		}
		blocks = append(blocks, b)
	}
	out := make([]float64, 0, len(x))
	for _, b := range blocks {
		for range b.n {
			out = append(out, b.mean)
		}
	}
	return out
}

// total adds values from the smallest, so that their order never shows.
func total(values []float64) float64 {
	s := slices.Clone(values)
	slices.Sort(s)
	sum := 0.0
	for _, v := range s {
		sum += v
	}
	return sum
}
