package plan

import (
	"cmp"
	"math"
	"slices"
)

// explaining is what a set was chosen from.
type explaining struct {
	r      *risk
	list   []candidate
	budget Budget
	days   int
}

// explain puts the chosen measures in the order of what each adds to those
// before it, says what would be next, and sums up.
func (m *Model) explain(x explaining, chosen []int, out *Proposal) {
	r, list := x.r, x.list
	for _, i := range chosen {
		out.Spent = out.Spent.plus(list[i])
	}
	rest := slices.Clone(chosen)
	others := slices.DeleteFunc(indices(len(list)), func(i int) bool { return slices.Contains(chosen, i) })
	now, before := r, r.residual()
	for len(rest) > 0 {
		ranked, _ := now.rank(list, rest)
		pick := ranked[0]
		next := now.with(list[pick].keeps)
		c := Choice{Measure: list[pick].id, Title: list[pick].measure.Title, Before: before, After: next.residual(), Cut: cutBetween(now, next), Again: list[pick].again}
		swap := slices.DeleteFunc(slices.Clone(others), func(i int) bool { return !x.budget.allows(out.Spent.minus(list[pick]).plus(list[i])) })
		if near, gain := now.rank(list, swap); len(near) > 0 && gain[near[0]] > 0 {
			c.Next = list[near[0]].measure.Title
		}
		c.Why = c.sentence(x.days)
		out.Choices = append(out.Choices, c)
		now, before = next, c.After
		rest = slices.DeleteFunc(rest, func(i int) bool { return i == pick })
	}
	out.After = before
	out.Net = r.mean() - now.mean() - m.p.n("burden_worth")*out.Spent.Burden
	ranked, gain := now.rank(list, others)
	var further []candidate
	for _, i := range ranked {
		if gain[i] > 0 && x.budget.allows(Budget{Burden: x.budget.Burden - list[i].burden}.plus(list[i])) {
			further = append(further, list[i])
		}
	}
	m.besides(further, out)
}

// rank orders measures by what each would take off the hazard of grave harm,
// over all draws, and says how much; of equals the first in the list goes first.
func (r *risk) rank(list []candidate, among []int) (out []int, gain map[int]float64) {
	mean, gain := r.mean(), map[int]float64{}
	out = slices.Clone(among)
	for _, i := range among {
		gain[i] = mean - r.meanWith(list[i].keeps)
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(-cmp.Compare(gain[a], gain[b]), cmp.Compare(a, b)) })
	return out, gain
}

// cutBetween is the share of grave risk taken away, compared world by world: what
// both share in doubt does not blur it.
func cutBetween(a, b *risk) Range {
	draws := make([]float64, a.expected())
	for w := range draws {
		_, x := a.at(w, a.row(w))
		_, y := b.at(w, b.row(w))
		draws[w] = 1 - math.Expm1(-y)/math.Expm1(-x)
	}
	return spread(draws)
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
