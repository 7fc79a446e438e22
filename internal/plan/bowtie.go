package plan

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"outrider"
)

// Everything that is drawn is a list of worlds. The last world is the expected
// one: it holds means instead of draws, and the search runs there.

// bowtie holds the drawn paths.
type bowtie struct {
	paths []drawnPath
	guard map[string][]float64
	cells []cell
	holds [][]float64 // by cell: how often its guard holds; nil without one
	index map[cell]int
	shift []float64 // displacement
}

type drawnPath struct {
	id           string
	share        []float64 // of attempts; over all paths they add up to 1
	ease         []float64 // of an attempt, all steps
	grave        []float64 // of harm, all that must go wrong after
	left, right  []int     // cells before and after harm
	stepIsBefore map[string]bool
}

// cell is where effects multiply: one side of one path, under one guard. Effects
// under one guard stand and fall together.
type cell struct {
	path  int
	after bool
	guard string
}

// keep is what a measure leaves of a cell, world by world.
type keep struct {
	cell int
	left []float64
}

// option is a measure with a number, its cuts drawn.
type option struct {
	id      string
	worth   Worth
	burden  float64
	cuts    []keep // here: the cut itself, not what it leaves
	measure outrider.Measure
}

func (t *bowtie) build(p Params, draw func(string, Uncertain) []float64) {
	t.guard, t.index = map[string][]float64{}, map[cell]int{}
	for _, g := range sortedKeys(p.Guards.List) {
		t.guard[g] = draw("guard "+g, p.Guards.List[g])
	}
	worlds := int(p.n("draws")) + 1
	if u, ok := p.Numbers["displacement"].span(); ok && u.check("") == nil {
		t.shift = draw("displacement", u)
	} else {
		t.shift = slices.Repeat([]float64{u.Mean}, worlds)
	}
	for _, x := range p.Paths.List {
		d := drawnPath{id: x.ID, share: draw("share "+x.ID, x.Share), stepIsBefore: map[string]bool{},
			ease: slices.Repeat([]float64{1}, worlds), grave: slices.Repeat([]float64{1}, worlds)}
		for _, s := range x.Steps {
			d.stepIsBefore[s.ID] = true
			multiply(d.ease, draw("step "+x.ID+" "+s.ID, s.Passes))
		}
		for _, s := range x.After {
			multiply(d.grave, draw("after "+x.ID+" "+s.ID, s.Passes))
		}
		t.paths = append(t.paths, d)
	}
	for w := range worlds {
		sum := 0.0
		for j := range t.paths {
			sum += t.paths[j].share[w]
		}
		for j := range t.paths {
			t.paths[j].share[w] /= sum
		}
	}
}

func multiply(into, by []float64) {
	for i := range into {
		into[i] *= by[i]
	}
}

// option draws the cuts of a measure and finds the cells that they act in.
func (t *bowtie) option(m outrider.Measure, w Worth, draw func(string, Uncertain) []float64) *option {
	o := &option{id: m.ID, worth: w, burden: float64(m.Burden), measure: m}
	for i, e := range w.Effects {
		j := slices.IndexFunc(t.paths, func(d drawnPath) bool { return d.id == e.Path })
		c := cell{path: j, after: !t.paths[j].stepIsBefore[e.Step], guard: e.Guard}
		k, ok := t.index[c]
		if !ok {
			k = len(t.cells)
			t.index[c], t.cells, t.holds = k, append(t.cells, c), append(t.holds, t.guard[c.guard])
			if c.after {
				t.paths[j].right = append(t.paths[j].right, k)
			} else {
				t.paths[j].left = append(t.paths[j].left, k)
			}
		}
		o.cuts = append(o.cuts, keep{cell: k, left: draw(effectName(m.ID, i), e.Cut)})
	}
	return o
}

// keeps is what the measure leaves, when it is in place as far as place says and
// has lost what decay took.
func (o *option) keeps(place []float64, decay, most float64) []keep {
	out := make([]keep, len(o.cuts))
	for i, c := range o.cuts {
		out[i] = keep{cell: c.cell, left: make([]float64, len(c.left))}
		for w, cut := range c.left {
			out[i].left[w] = 1 - math.Min(most, cut*place[w]*decay)
		}
	}
	return out
}

// risk is the bow-tie under an assessed risk, with what has been put in place.
type risk struct {
	*bowtie
	worlds int
	alone  []float64 // by world and path: the risk of the path with nothing in place
	left   []float64 // by world and cell: what the measures leave
}

// under spreads an assessed risk over the paths, so that the risk before any
// measure is the assessment itself: the paths say how harm would come, never how
// likely it is.
func (t *bowtie) under(p outrider.Probability, params Params) *risk {
	p = p.Shown()
	n := int(params.n("draws"))
	whole := append(assessed(p, uint64(params.n("seed")), n), p.P)
	r := &risk{bowtie: t, worlds: n + 1, left: slices.Repeat([]float64{1}, (n+1)*len(t.cells))}
	for w, h := range whole {
		hazard, sum := -math.Log1p(-math.Min(h, outrider.Ceiling)), 0.0
		for j := range t.paths {
			sum += t.paths[j].share[w] * t.paths[j].ease[w]
		}
		for j := range t.paths {
			r.alone = append(r.alone, -math.Expm1(-hazard*t.paths[j].share[w]*t.paths[j].ease[w]/sum))
		}
	}
	return r
}

// assessed draws an assessed risk so that its ends are the fifth and the
// ninety-fifth in a hundred and its number the middle: normal in log odds on each
// side, one draw from each of n equal slices (McKay, Beckman and Conover 1979).
func assessed(p outrider.Probability, seed uint64, n int) []float64 {
	const end = 1.6448536269514722 // standard normal, 95 %
	logit := func(v float64) float64 { return math.Log(v / (1 - v)) }
	mid := logit(p.P)
	down, up := (mid-logit(p.Low))/end, (logit(p.High)-mid)/end
	out := make([]float64, n)
	for i, at := range rand.New(rand.NewPCG(seed, uint64(n))).Perm(n) {
		z := math.Sqrt2 * math.Erfinv(2*(float64(at)+.5)/float64(n)-1)
		side := up
		if z < 0 {
			side = down
		}
		out[i] = 1 / (1 + math.Exp(-(mid + z*side)))
	}
	return out
}

// row is what the measures leave in one world, by cell.
func (r *risk) row(w int) []float64 { return r.left[w*len(r.cells) : (w+1)*len(r.cells)] }

func (r *risk) add(ks []keep) {
	for _, k := range ks {
		for w := range r.worlds {
			r.left[w*len(r.cells)+k.cell] *= k.left[w]
		}
	}
}

// with returns a copy that also has these measures.
func (r *risk) with(ks []keep) *risk {
	c := *r
	c.left = slices.Clone(r.left)
	c.add(ks)
	return &c
}

// expected is the index of the world of means.
func (r *risk) expected() int { return r.worlds - 1 }

// at gives the hazards of harm and of grave harm in one world, with cells as given.
func (r *risk) at(w int, cells []float64) (harm, grave float64) {
	moved, alone := 0.0, r.alone[w*len(r.paths):]
	var before, again [maxPaths]float64 // what passes; what is tried again elsewhere
	for j := range r.paths {
		p := &r.paths[j]
		before[j] = r.passing(p.left, w, cells)
		if rest := 1 - p.share[w]; rest > 1e-9 {
			again[j] = r.shift[w] * (1 - before[j]) * p.share[w] / rest
		}
		moved += again[j]
	}
	safe, spared := 1.0, 1.0
	for j := range r.paths {
		p := &r.paths[j]
		hit := math.Min(outrider.Ceiling, alone[j]*before[j]*(1+moved-again[j]))
		safe *= 1 - hit
		spared *= 1 - hit*p.grave[w]*r.passing(p.right, w, cells)
	}
	return -math.Log(safe), -math.Log(spared)
}

// maxPaths bounds the paths of a bow-tie, so that the search allocates nothing.
const maxPaths = 16

// passing is what the measures leave of one side of a path. Under a guard they
// work only while the guard holds.
func (r *risk) passing(cells []int, w int, left []float64) float64 {
	f := 1.0
	for _, k := range cells {
		x := left[k]
		if g := r.holds[k]; g != nil {
			x = 1 - g[w]*(1-x)
		}
		f *= x
	}
	return f
}

// residual is the risk in the expected world, with the middle nine tenths of the
// draws around it. Display bounds keep it from zero and from certainty.
func (r *risk) residual() Residual {
	n := r.expected()
	harm, grave := make([]float64, n+1), make([]float64, n+1)
	for w := range harm {
		h, g := r.at(w, r.row(w))
		harm[w], grave[w] = -math.Expm1(-h), -math.Expm1(-g)
	}
	return Residual{Harm: probability(harm[n], harm[:n]), Grave: probability(grave[n], grave[:n])}
}

func probability(p float64, draws []float64) outrider.Probability {
	x := spread(draws)
	return outrider.Probability{P: p, Low: min(x.Low, p), High: max(x.High, p)}.Shown()
}

// spread is the mean of draws and the ends of their middle nine tenths.
func spread(draws []float64) Range {
	s := slices.Sorted(slices.Values(draws))
	sum := 0.0
	for _, v := range s {
		sum += v
	}
	end := (1 - coverage) / 2 * float64(len(s)-1)
	return Range{Mean: sum / float64(len(s)), Low: s[int(math.Round(end))], High: s[len(s)-1-int(math.Round(end))]}
}

func halved(times float64) float64 { return math.Exp2(-max(times, 0)) }

// percent writes a small risk with one decimal, never as zero.
func percent(v float64) string {
	v = min(max(v, outrider.Floor), outrider.Ceiling)
	if v < .0995 {
		return fmt.Sprintf("%.1f %%", 100*v)
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
