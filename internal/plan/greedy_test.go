package plan_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/plan"
)

// Invented measures with strong cuts and uneven costs are harder on the greedy
// rule than the shipped ones.
func TestGreedyOnInventedNumbers(t *testing.T) {
	p, _ := shipped(t)
	p = with(p, map[string]float64{"draws": 50, "displacement": 0, "burden_worth": 0, "shortlist": 1})
	worst := 1.0
	rapid.Check(t, func(t *rapid.T) {
		q := p
		q.Measures.List = map[string]plan.Worth{}
		var list []outrider.Measure
		for i := range rapid.IntRange(3, 8).Draw(t, "measures") {
			id := fmt.Sprintf("m%d", i)
			list = append(list, outrider.Measure{ID: id, Title: id, Burden: rapid.IntRange(0, 4).Draw(t, "burden")})
			q.Measures.List[id] = invented(t, p)
		}
		b := plan.Budget{Money: rapid.Float64Range(1, 100).Draw(t, "money"), Hours: rapid.Float64Range(1, 100).Draw(t, "hours"),
			Burden: float64(rapid.IntRange(0, 12).Draw(t, "limit")), Measures: rapid.IntRange(1, 8).Draw(t, "at once")}
		s := plan.Situation{Risk: outrider.Probability{P: .3, Low: .2, High: .4}, At: day, Budget: &b}
		best, near := taken(t, q, list, s), taken(t, with(q, map[string]float64{"exact_up_to": 1}), list, s)
		if near < .63*best-1e-12 {
			t.Fatalf("greedy %g, exact %g", near, best)
		}
		if best > 0 {
			worst = min(worst, near/best)
		}
	})
	t.Logf("the worst greedy plan reached %.4f of the exact one", worst)
}

// invented is a measure of random cost that cuts one to three random steps.
func invented(t *rapid.T, p plan.Params) plan.Worth {
	w := plan.Worth{Money: rapid.Float64Range(0, 60).Draw(t, "euros"), Hours: rapid.Float64Range(0, 60).Draw(t, "hours"), KeepDays: 30}
	for range rapid.IntRange(1, 3).Draw(t, "effects") {
		path := rapid.SampledFrom(p.Paths.List).Draw(t, "path")
		mean := rapid.Float64Range(.1, .85).Draw(t, "cut")
		w.Effects = append(w.Effects, plan.Effect{Path: path.ID, Step: rapid.SampledFrom(path.Steps).Draw(t, "step").ID,
			Cut: plan.Uncertain{Mean: mean, Low: mean * .7, High: mean + (1-mean)*.3}, Guard: rapid.SampledFrom([]string{"", "police", "habit"}).Draw(t, "guard")})
	}
	return w
}
