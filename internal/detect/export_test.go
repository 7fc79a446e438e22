package detect

import (
	"fmt"
	"slices"
	"strings"

	"outrider"
)

// State writes down, to the last bit, everything that scores rest on around one
// person: in words, so that numbers given on arrival do not show.
func (e *Engine) State(who outrider.PersonID) string {
	var b strings.Builder
	e.settlePerson(e.index[who])
	q := e.person(who)
	for class, s := range q.streams {
		if s == nil || s.told == 0 {
			continue
		}
		fmt.Fprintf(&b, "class %d live %d head %d tables %x kinds %x rate %x %d others %x %d scale %x\n",
			class, s.live, s.forgotten(), s.tables, s.kinds, s.rate, s.when, s.others, s.when, s.scale)
		for _, c := range s.ctxs {
			fmt.Fprintf(&b, " place %x %x own %d n %d kinds %d\n", c.lat, c.lon, c.own, c.n, c.kinds)
		}
		var lines []string
		for x := range s.each {
			lines = append(lines, fmt.Sprintf(" told %s at %d place %d silent %v", e.name(x.id), x.at, x.ctx, x.silent()))
		}
		if class != classContact { // the facets of one approach have no order
			b.WriteString(strings.Join(lines, "\n") + "\n")
			lines = nil
		}
		for i := range s.pairs {
			x, sel := s.scored(int32(i)), s.faces[i].sel
			lines = append(lines, fmt.Sprintf(" pair %v score %x base %x at %d in %d now %x rows %v", e.selector(sel), x.score, x.base, x.at, s.contexts(&s.pairs[i]), s.now(x), e.rows(s, sel)))
		}
		for _, h := range s.habits {
			if h.n > 0 {
				lines = append(lines, fmt.Sprintf(" habit %s %d of %d", e.said(h.reporter), h.marked, h.n))
			}
		}
		slices.Sort(lines)
		b.WriteString(strings.Join(lines, "\n") + "\n")
	}
	return b.String()
}

// said is a word by its number.
func (e *Engine) said(n uint32) string {
	return string(e.words.bytes(n))
}

// forgotten counts what is too old to count.
func (s *stream) forgotten() (n int) {
	for off, at := 0, int64(0); off < int(s.head); n++ {
		var x entry
		x, off = s.read(off, at)
		at = x.at
	}
	return n
}

// Meetings writes down near whom each selector was seen; exactly says whether with
// what was told first, which is a matter of arrival.
func (e *Engine) Meetings(exactly bool) string {
	var lines []string
	for sel, bs := range e.everybody() {
		var met []string
		for _, b := range bs {
			line := fmt.Sprintf("%s until %d", e.people[b.person].id, b.last)
			if exactly {
				line += fmt.Sprintf(" first %s at %x %x %v event %q", e.name(b.id), b.lat, b.lon, b.placed, e.said(b.event))
			}
			met = append(met, line)
		}
		if !exactly {
			slices.Sort(met)
		}
		if len(met) > 0 {
			lines = append(lines, fmt.Sprintf("%v: %s", e.selector(uint32(sel)), strings.Join(met, "; ")))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Counts writes down what thresholds rest on.
func (e *Engine) Counts() string {
	var lines []string
	for _, q := range e.people {
		lines = append(lines, fmt.Sprintf("%s reports %d since %d", q.id, q.reports, q.since))
	}
	slices.Sort(lines)
	return fmt.Sprint(lines, e.latest)
}

// Score is a selector's score around one person in one class of sensors.
func (e *Engine) Score(who outrider.PersonID, k outrider.Sensor, x outrider.Selector) float64 {
	s := e.person(who).streams[classOf(k)]
	if s == nil {
		return 0
	}
	i, ok := s.find(e.codes.number(x))
	if !ok {
		return 0
	}
	return s.now(s.scored(i))
}

// Rows is the account of that score.
func (e *Engine) Rows(who outrider.PersonID, k outrider.Sensor, x outrider.Selector) []outrider.Weight {
	s := e.person(who).streams[classOf(k)]
	if s == nil {
		return nil
	}
	return e.rows(s, e.codes.number(x))
}

// Selectors lists every selector the engine has numbered.
func (e *Engine) Selectors() []outrider.Selector {
	var out []outrider.Selector
	for i := range e.codes.all {
		out = append(out, e.selector(uint32(i)))
	}
	return out
}

// Next is what the engine expects of the next report about a person.
type Next struct {
	Psi       float64
	Selectors []outrider.Selector
	Benign    []float64 // chance of each under ordinary life
	Fresh     float64   // chance of something never seen
	N, Here   []float64 // counts of each at the place, and anywhere (places)
	Total     float64   // counted at the place
	Kinds     float64   // distinct at the place
	Tables    float64
	stream    *stream
}

// Weight is what a repeat of the i-th selector would weigh, before grading.
func (n Next) Weight(i int) float64 { return n.stream.weight(n.Psi, 1/n.Benign[i]) }

// Base is the share of the i-th selector in the person's whole life.
func (n Next) Base(i int) float64 {
	f := n.stream.m.fit
	return (n.Here[i] - f.BaseDiscount) / (n.Tables + f.BaseTheta)
}

// Expect looks ahead without taking anything in.
func (e *Engine) Expect(x outrider.Sighting) Next {
	q := e.person(x.Person)
	class := classOf(x.Sensor)
	s := q.streams[class]
	if s == nil {
		s = newStream(e.models[class], q.own)
	}
	o := seen{at: x.At.Unix()}
	if x.Place.Known() {
		o.lat, o.lon, o.placed = *x.Place.Lat, *x.Place.Lon, true
	}
	rate, others, when, scale := s.rate, s.others, s.when, s.scale
	ctx, made := s.context(&o)
	n := Next{Psi: s.report(o.at), stream: s, Tables: s.tables, Total: float64(s.ctxs[ctx].n), Kinds: float64(s.ctxs[ctx].kinds)}
	for i := range s.pairs {
		n.Selectors = append(n.Selectors, e.selector(s.faces[i].sel))
		n.Benign = append(n.Benign, s.benign(int32(i), ctx, 0))
		n.N, n.Here = append(n.N, s.in(int32(i), ctx)), append(n.Here, float64(s.contexts(&s.pairs[i])))
	}
	n.Fresh = s.fresh(&s.ctxs[ctx]) * s.over()
	if made {
		s.ctxs = s.ctxs[:len(s.ctxs)-1]
	}
	s.rate, s.others, s.when, s.scale = rate, others, when, scale
	return n
}

// Graded is a weight after the discount of its source.
func Graded(p Params, d, q float64) float64 {
	return (&stream{m: &model{Params: p}}).graded(d, q)
}

// Certain makes every report what it seems.
func (p Params) Certain() Params {
	p.unjudged, p.reliability = 1, nil
	return p
}

// Highest is the highest score met in practice.
func (e *Engine) Highest() float64 {
	high := 0.0
	for _, c := range e.candidates {
		high = max(high, c.Score)
	}
	return high
}

// Redone counts how many sightings of a person were taken out and in again.
func (e *Engine) Redone(who outrider.PersonID) (n int) {
	for _, s := range e.person(who).streams {
		if s != nil {
			n += s.redone
		}
	}
	return n
}
