package rates_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"outrider/internal/rates"
)

var places = []string{"AA", "BB", "CC", "DD"}

func complete(counts []rates.Count, to int) rates.Series {
	total := 0
	for _, c := range counts {
		total += c.N
	}
	return rates.Series{ID: "s", Definition: "d", Unit: "incidents", Editions: []rates.Edition{{Name: "e", Published: "2026", From: 2001, To: to, Total: total,
		Origins: len(places), Hosts: len(places), Methods: 2, Counts: counts, Complete: true, Source: "invented"}}}
}

func anyCount(t *rapid.T) rates.Count {
	return rates.Count{Actor: rapid.SampledFrom(places).Draw(t, "actor"), Host: rapid.SampledFrom(places).Draw(t, "host"),
		Method: rapid.SampledFrom([]string{"attack", "abduction"}).Draw(t, "method"), Year: rapid.IntRange(2001, 2010).Draw(t, "year"), N: 1}
}

func anyCell(t *rapid.T, c rates.Count) rates.Cell {
	out := rates.Cell{Actor: c.Actor, Host: c.Host, Method: c.Method, Year: c.Year}
	if rapid.Bool().Draw(t, "all years") {
		out.Year = 0
	}
	if rapid.Bool().Draw(t, "all methods") {
		out.Method = ""
	}
	if rapid.Bool().Draw(t, "all hosts") {
		out.Host = ""
	}
	if rapid.Bool().Draw(t, "all actors") {
		out.Actor = ""
	}
	return out
}

func mean(t *rapid.T, p rates.Params, s rates.Series, c rates.Cell) float64 {
	m, err := rates.Fit(p, s)
	if err != nil {
		t.Fatal(err)
	}
	return m.Rate(c).Seen.Mean
}

// Invariant 28: the order of events is irrelevant, one more incident never lowers
// a rate that it belongs to, and a year without incident never raises one.
func TestMoreIncidentsNeverLowerAndQuietNeverRaises(t *testing.T) {
	base := params(t)
	rapid.Check(t, func(t *rapid.T) {
		p := base
		p.K = rapid.Float64Range(.05, 20).Draw(t, "k")
		counts := rapid.SliceOfN(rapid.Custom(anyCount), 0, 30).Draw(t, "counts")
		extra := anyCount(t)
		cell := anyCell(t, extra)
		before := mean(t, p, complete(counts, 2010), cell)
		if got := mean(t, p, complete(rapid.Permutation(counts).Draw(t, "order"), 2010), cell); math.Abs(got/before-1) > 1e-12 {
			t.Errorf("another order gives %g instead of %g", got, before)
		}
		if got := mean(t, p, complete(append(slices.Clone(counts), extra), 2010), cell); got < before*(1-1e-12) {
			t.Errorf("one more incident lowered the rate from %g to %g", before, got)
		}
		if got := mean(t, p, complete(counts, 2011), cell); got > before*(1+1e-12) {
			t.Errorf("a year without incident raised the rate from %g to %g", before, got)
		}
	})
}

// gammaDraw draws a Gamma variable of a shape and mean one, as a sum of squares of
// normal variables where twice the shape is whole.
func gammaDraw(r *rand.Rand, shape float64) float64 {
	sum := 0.0
	for range int(2 * shape) {
		z := r.NormFloat64()
		sum += z * z
	}
	return sum / (2 * shape)
}

func poissonDraw(r *rand.Rand, mean float64) int {
	n := 0
	for at := r.ExpFloat64(); at < mean; at += r.ExpFloat64() {
		n++
	}
	return n
}

// Simulation-based calibration (Talts and others, 2018): where the world is drawn
// as the model says, the interval of 90 % holds the truth 87 to 93 times in a
// hundred, and the truth's rank in the posterior is uniform.
func TestTheIntervalHoldsWhatItSays(t *testing.T) {
	const worlds, bins = 10000, 10
	p := params(t)
	r := rand.New(rand.NewPCG(1, 2))
	rank, held := [bins]int{}, 0
	for range worlds {
		expected := math.Exp(r.NormFloat64()*1.5 + 1)
		truth := gammaDraw(r, p.K) * expected
		n := poissonDraw(r, truth)
		shape := p.K + float64(n)
		low, high := rates.GammaQuantile(shape, expected*shape/(p.K+expected), .05), rates.GammaQuantile(shape, expected*shape/(p.K+expected), .95)
		if low <= truth && truth <= high {
			held++
		}
		for b := 1; b <= bins; b++ {
			if b == bins || truth <= rates.GammaQuantile(shape, expected*shape/(p.K+expected), float64(b)/bins) {
				rank[b-1]++
				break
			}
		}
	}
	if c := float64(held) / worlds; c < .87 || c > .93 {
		t.Errorf("the interval holds the truth in %.3f of the worlds, want .87 to .93", c)
	}
	chi := 0.0
	for _, n := range rank {
		d := float64(n) - worlds/bins
		chi += d * d / (worlds / bins)
	}
	if chi > 27.9 { // 99.9 % of a chi-squared distribution with nine degrees of freedom
		t.Errorf("ranks are not uniform: %v, chi-squared %.1f", rank, chi)
	}
	t.Logf("known marginals: coverage %.3f, ranks %v, chi-squared %.1f", float64(held)/worlds, rank, chi)
}

// The same with nothing known: actors, hosts and pairs are all drawn, all are
// estimated from the counts, and the pairs' intervals are held against the truth.
func TestCoverageOfPairsWhereEverythingIsEstimated(t *testing.T) {
	p := params(t)
	r := rand.New(rand.NewPCG(3, 4))
	const side, worlds = 10, 12
	held, n := 0, 0
	for range worlds {
		s, truth := world(r, p, side)
		m, err := rates.Fit(p, s)
		if err != nil {
			t.Fatal(err)
		}
		for c, want := range truth {
			got := m.Rate(c).Seen
			n++
			if got.Low <= want && want <= got.High {
				held++
			}
		}
	}
	c := float64(held) / float64(n)
	t.Logf("estimated marginals: coverage %.3f of %d pairs", c, n)
	if c < .84 || c > .95 {
		t.Errorf("coverage %.3f", c)
	}
}

// world draws a table of pairs over ten years.
func world(r *rand.Rand, p rates.Params, side int) (rates.Series, map[rates.Cell]float64) {
	name := func(i int) string { return fmt.Sprintf("%c%c", 'A'+i/10, 'A'+i%10) }
	actor, host := make([]float64, side), make([]float64, side)
	for i := range side {
		actor[i], host[i] = gammaDraw(r, 2), gammaDraw(r, 2)
	}
	e := rates.Edition{Name: "e", Published: "2026", From: 2001, To: 2010, Origins: side, Hosts: side, Complete: true, Source: "drawn"}
	truth := map[rates.Cell]float64{}
	for i := range side {
		for j := range side {
			rate := .5 * actor[i] * host[j] * gammaDraw(r, p.K)
			truth[rates.Cell{Actor: name(i), Host: name(j)}] = rate
			y := poissonDraw(r, rate*10)
			e.Counts = append(e.Counts, rates.Count{Actor: name(i), Host: name(j), N: y})
			e.Total += y
		}
	}
	return rates.Series{ID: "drawn", Definition: "d", Unit: "incidents", Editions: []rates.Edition{e}}, truth
}
