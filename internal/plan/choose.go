package plan

import (
	"cmp"
	"container/heap"
	"slices"
)

// search looks for the best set in the expected world. Its worth is the hazard
// of grave harm that it takes away, less the worth of its burden. Hazards, not
// probabilities: without displacement the hazard taken away is monotone and
// submodular in the set, which a probability over several paths is not quite.
type search struct {
	r      *risk
	list   []candidate
	budget Budget
	lambda float64 // worth of a point of burden
	base   float64
	keepN  int
	found  []found
	cells  [][]float64 // scratch, by depth
}

// found is a set with its worth; sets are kept best first.
type found struct {
	set   []int
	worth float64
}

// choose returns the indices of the best set, and whether every set was tried.
func (m *Model) choose(r *risk, list []candidate, budget Budget) (best []int, exact bool) {
	s := &search{r: r, list: list, budget: budget, lambda: m.p.n("burden_worth"), keepN: int(m.p.n("shortlist"))}
	s.cells = make([][]float64, len(list)+1)
	for i := range s.cells {
		s.cells[i] = slices.Clone(r.row(r.expected()))
	}
	_, s.base = r.at(r.expected(), s.cells[0])
	if exact = len(list) <= int(m.p.n("exact_up_to")); exact {
		s.every(0, nil, Budget{})
	} else {
		s.greedy()
	}
	return s.again(), exact
}

// worth of a set whose cells are given.
func (s *search) worth(cells []float64, burden float64) float64 {
	_, grave := s.r.at(s.r.expected(), cells)
	return s.base - grave - s.lambda*burden
}

// plus adds a measure's cost.
func (b Budget) plus(c candidate) Budget {
	return Budget{Money: b.Money + c.worth.Money, Hours: b.Hours + c.worth.Hours, Burden: b.Burden + c.burden, Measures: b.Measures + 1}
}

// minus takes a measure's cost away again.
func (b Budget) minus(c candidate) Budget {
	return Budget{Money: b.Money - c.worth.Money, Hours: b.Hours - c.worth.Hours, Burden: b.Burden - c.burden, Measures: b.Measures - 1}
}

// allows says whether a cost is within the budget.
func (b Budget) allows(cost Budget) bool {
	return cost.Money <= b.Money && cost.Hours <= b.Hours && cost.Burden <= b.Burden && cost.Measures <= b.Measures
}

// every tries all sets within the budget, in a fixed order.
func (s *search) every(i int, set []int, spent Budget) {
	if i == len(s.list) {
		s.keep(set, s.worth(s.cells[i], spent.Burden))
		return
	}
	copy(s.cells[i+1], s.cells[i])
	s.every(i+1, set, spent)
	if next := spent.plus(s.list[i]); s.budget.allows(next) {
		s.apply(s.cells[i+1], s.cells[i], i)
		s.every(i+1, append(set, i), next)
	}
}

// apply writes the cells with one more measure.
func (s *search) apply(into, from []float64, i int) {
	copy(into, from)
	w := s.r.expected()
	for _, k := range s.list[i].keeps {
		into[k.cell] *= k.left[w]
	}
}

// keep holds on to the best sets; of equals the first found stays first.
func (s *search) keep(set []int, worth float64) {
	if len(s.found) == s.keepN && worth <= s.found[len(s.found)-1].worth {
		return
	}
	if slices.ContainsFunc(s.found, func(f found) bool { return slices.Equal(f.set, set) }) {
		return
	}
	at, _ := slices.BinarySearchFunc(s.found, worth, func(f found, w float64) int {
		if f.worth >= w {
			return -1
		}
		return 1
	})
	s.found = slices.Insert(s.found, at, found{slices.Clone(set), worth})
	s.found = s.found[:min(len(s.found), s.keepN)]
}

// greedy runs the greedy rule from nothing and from every single measure, by gain
// and by gain for its cost; the best single measure is among the starts (Khuller,
// Moss and Naor 1999; starts by enumeration after Sviridenko 2004).
func (s *search) greedy() {
	s.keep(nil, 0)
	for start := -1; start < len(s.list); start++ {
		for _, byCost := range []bool{false, true} {
			s.climb(start, byCost)
		}
	}
}

// climb adds the measure with the largest gain until none fits or gains. Gains
// only shrink as the set grows, so one that was large before is looked at first
// and most are never looked at again (Minoux 1978). With displacement a gain can
// grow a little; then the order is near to right, not right.
func (s *search) climb(start int, byCost bool) {
	cells, next, set, spent, worth := s.cells[0], s.cells[1], []int{}, Budget{}, 0.0
	base := slices.Clone(cells)
	defer copy(s.cells[0], base)
	q := &queue{}
	take := func(i int) {
		s.apply(next, cells, i)
		copy(cells, next)
		spent, set = spent.plus(s.list[i]), append(set, i)
		worth = s.worth(cells, spent.Burden)
	}
	gain := func(i int) float64 {
		s.apply(next, cells, i)
		return s.worth(next, spent.Burden+s.list[i].burden) - worth
	}
	if start >= 0 {
		if !s.budget.allows(spent.plus(s.list[start])) {
			return
		}
		take(start)
	}
	for i := range s.list {
		if i != start {
			*q = append(*q, waiting{i, s.key(i, gain(i), byCost), len(set)})
		}
	}
	for heap.Init(q); q.Len() > 0; {
		top := heap.Pop(q).(waiting)
		if !s.budget.allows(spent.plus(s.list[top.i])) {
			continue
		}
		if top.seen < len(set) {
			heap.Push(q, waiting{top.i, s.key(top.i, gain(top.i), byCost), len(set)})
			continue
		}
		if top.key <= 0 {
			break
		}
		take(top.i)
	}
	slices.Sort(set)
	s.keep(set, worth)
}

// key orders the queue: the gain, or the gain for the largest share of a budget.
func (s *search) key(i int, gain float64, byCost bool) float64 {
	if !byCost {
		return gain
	}
	c, share := s.list[i], 1/float64(max(s.budget.Measures, 1))
	for _, x := range [][2]float64{{c.worth.Money, s.budget.Money}, {c.worth.Hours, s.budget.Hours}, {c.burden, s.budget.Burden}} {
		if x[0] > 0 {
			share = max(share, x[0]/max(x[1], x[0]))
		}
	}
	return gain / share
}

// waiting is a measure with the gain that it had when seen measures were chosen.
type waiting struct {
	i    int
	key  float64
	seen int
}

type queue []waiting

// Len is part of heap.Interface.
func (q queue) Len() int { return len(q) }

// Less puts the largest gain first; of equals the first in the list.
func (q queue) Less(a, b int) bool {
	return cmp.Or(-cmp.Compare(q[a].key, q[b].key), cmp.Compare(q[a].i, q[b].i)) < 0
}

// Swap is part of heap.Interface.
func (q queue) Swap(a, b int) { q[a], q[b] = q[b], q[a] }

// Push is part of heap.Interface.
func (q *queue) Push(x any) { *q = append(*q, x.(waiting)) }

// Pop is part of heap.Interface.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// again weighs the shortlist on all draws and returns the best set.
func (s *search) again() []int {
	var best []int
	top := 0.0
	for i, f := range s.found {
		ks, burden := []keep{}, 0.0
		for _, j := range f.set {
			ks, burden = append(ks, s.list[j].keeps...), burden+s.list[j].burden
		}
		if w := -s.r.meanWith(ks) - s.lambda*burden; i == 0 || w > top {
			best, top = f.set, w
		}
	}
	return best
}

// mean is the hazard of grave harm over all draws.
func (r *risk) mean() float64 { return r.meanWith(nil) }

// meanWith is the same with further measures, which are not put in place.
func (r *risk) meanWith(ks []keep) float64 {
	sum, row := 0.0, make([]float64, len(r.cells))
	for w := range r.expected() {
		copy(row, r.row(w))
		for _, k := range ks {
			row[k.cell] *= k.left[w]
		}
		_, g := r.at(w, row)
		sum += g
	}
	return sum / float64(r.expected())
}
