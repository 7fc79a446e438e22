package rates

import (
	"cmp"
	"math"

	"outrider"
)

// Cell asks for a rate: of one actor, in one host, by one method, in one year. A
// field that is empty takes all of them together.
type Cell struct {
	Actor  string `json:"actor,omitempty"`
	Host   string `json:"host,omitempty"`
	Method string `json:"method,omitempty"`
	Year   int    `json:"year,omitempty"`
}

// axes is along how many ways an edition is broken down.
const axes = 4

// key is a cell with its fields in a row, so that ways can be looped over.
type key [axes]any

func (c Cell) key() key {
	k := key{c.Actor, c.Host, c.Method, nil}
	if c.Year != 0 {
		k[3] = c.Year
	}
	for i, v := range k {
		if v == "" {
			k[i] = nil
		}
	}
	return k
}

// axis is one way of breaking down: how many values it has, and the totals of
// those that were counted.
type axis struct {
	n     int
	known map[any]int
	sum   int
}

// Model is one edition, ready to be asked. It is read-only.
type Model struct {
	p      Params
	s      Series
	e      Edition
	years  float64
	counts []key // one for each count, beside e.Counts
	axis   [axes]axis
}

// Fit prepares the newest edition in a series, as Book.At leaves it. An edition
// that does not state how many origins and hosts it covers has no rate for a
// pair, and is refused.
func Fit(p Params, s Series) (*Model, error) {
	if len(s.Editions) == 0 {
		return nil, outrider.Invalid("%s: nothing was published yet", s.ID)
	}
	e := s.Editions[len(s.Editions)-1]
	if e.Origins == 0 || e.Hosts == 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: s.ID + " " + e.Name + " does not state how many states it covers", Hint: "it holds a total only; ask an edition that does"}
	}
	m := &Model{p: p, s: s, e: e, years: cmp.Or(e.Years, float64(e.To-e.From+1))}
	for i, n := range [axes]int{e.Origins, e.Hosts, max(e.Methods, 1), e.To - e.From + 1} {
		m.axis[i] = axis{n: n, known: map[any]int{}}
	}
	for _, c := range e.Counts {
		m.counts = append(m.counts, Cell{c.Actor, c.Host, c.Method, c.Year}.key())
	}
	for i := range axes {
		m.margin(i)
	}
	return m, nil
}

// Covers reports whether a cell lies inside what the edition watched: its years,
// and where it breaks everything down, the states and methods that occur in it.
// Outside, silence means that nobody looked.
func (m *Model) Covers(c Cell) bool {
	if c.Year != 0 && (c.Year < m.e.From || c.Year > m.e.To) {
		return false
	}
	for i, v := range c.key() {
		if _, ok := m.axis[i].known[v]; !ok && v != nil && i < axes-1 && m.closed(i) {
			return false
		}
	}
	return true
}

// closed reports whether every value of an axis was named.
func (m *Model) closed(i int) bool { return m.e.Complete || len(m.axis[i].known) >= m.axis[i].n }

// margin collects the totals along one axis. In a complete edition they are added
// up from every count; in another only a count broken down by nothing else is one.
func (m *Model) margin(i int) {
	a := &m.axis[i]
	for j, k := range m.counts {
		if k[i] == nil || !m.e.Complete && !alone(k, i) {
			continue
		}
		a.known[k[i]] += m.e.Counts[j].N
		a.sum += m.e.Counts[j].N
	}
}

// alone reports whether a count is broken down along one axis only.
func alone(k key, i int) bool {
	for j, v := range k {
		if j != i && v != nil {
			return false
		}
	}
	return true
}

// ratio is how much more often a value occurs than the mean of its axis, pulled
// toward one by k events. Values that were not counted share what is left over.
func (m *Model) ratio(i int, v any) float64 {
	a, total := m.axis[i], float64(m.e.Total)
	y, ok := a.known[v]
	switch {
	case v == nil:
		return float64(a.n)
	case ok || m.e.Complete:
		return (m.p.K + float64(y)) / (m.p.K + total/float64(a.n))
	case a.n <= len(a.known):
		return 1
	}
	left := math.Max(total-float64(a.sum), 0) / float64(a.n-len(a.known))
	return (m.p.K + left) / (m.p.K + total/float64(a.n))
}

// joint is how many events were counted for a cell, and whether anybody counted.
func (m *Model) joint(k key) (n int, counted bool) {
	for j, c := range m.counts {
		if m.e.Complete && within(c, k) || !m.e.Complete && c == k {
			n += m.e.Counts[j].N
			counted = true
		}
	}
	return n, counted || m.e.Complete
}

// within reports whether a count lies inside a cell.
func within(c, k key) bool {
	for i, v := range k {
		if v != nil && c[i] != v {
			return false
		}
	}
	return true
}

// levels are the cells that a cell is reached by, from coarse to fine, each with
// how many ways it is broken down: first the pair, then its method, then its year.
func levels(k key) []key {
	var out []key
	var at key
	n := 0
	for i, v := range k {
		if v == nil {
			continue
		}
		at[i] = v
		if n++; n > 1 {
			out = append(out, at)
		}
	}
	return out
}

// jeffreys is the half event that stands for not knowing a Poisson rate at all.
const jeffreys = .5

// posterior is where a cell ends: the mean a year, the shape of its Gamma
// distribution, the events counted for it, and how many the levels above expected.
type posterior struct {
	mean, shape float64
	events      int
	expected    float64
	counted     bool
}

// posterior shrinks in sequence: the product of the marginals first, and then
// every finer level toward the one above it.
func (m *Model) posterior(c Cell) posterior {
	k := c.key()
	cells := m.years
	for i := range axes - 1 {
		cells *= float64(m.axis[i].n)
	}
	product, named, only := (float64(m.e.Total)+jeffreys)/cells, 0, 0
	for i, v := range k {
		switch {
		case v != nil:
			named, only = named+1, i
			product *= m.ratio(i, v)
		case i != 3: // a rate is a year's: years are never added up
			product *= float64(m.axis[i].n)
		}
	}
	out := posterior{mean: product, shape: m.p.K}
	switch named {
	case 0:
		out.shape, out.events, out.expected, out.counted = jeffreys+float64(m.e.Total), m.e.Total, float64(m.e.Total), true
	case 1:
		if y, ok := m.axis[only].known[k[only]]; ok || m.e.Complete {
			out.shape, out.events, out.expected, out.counted = m.p.K+float64(y), y, float64(m.e.Total)/float64(m.axis[only].n), true
		}
	}
	return m.shrink(k, out)
}

// shrink goes down the levels at which two ways or more are named.
func (m *Model) shrink(k key, out posterior) posterior {
	for _, l := range levels(k) {
		y, counted := m.joint(l)
		if !counted {
			continue
		}
		expected := out.mean * m.open(k, l) * m.span(l)
		out.mean *= (m.p.K + float64(y)) / (m.p.K + expected)
		out.shape, out.events, out.expected, out.counted = m.p.K+float64(y), y, expected, true
	}
	return out
}

// open undoes the ratios of the ways that a cell names and a coarser level does not.
func (m *Model) open(k, level key) float64 {
	out := 1.0
	for i, v := range k {
		if v == nil || level[i] != nil {
			continue
		}
		out /= m.ratio(i, v)
		if i != 3 {
			out *= float64(m.axis[i].n)
		}
	}
	return out
}

// span is how many years a level was watched for.
func (m *Model) span(level key) float64 {
	if level[3] != nil {
		return 1
	}
	return m.years
}
