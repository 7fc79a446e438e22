package assess

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"outrider"
)

// Tornado says which conclusions about a person hang on a single number of the
// model: the chance of harm within ninety days with each rate moved, alone, one
// standard deviation of what experts differ by (draw_sd) down and up.
type Tornado struct {
	Harm    float64        `json:"harm"`
	Level   outrider.Level `json:"level"` // what this chance would raise; empty: nothing
	Word    string         `json:"word"`  // of the yardstick
	SD      float64        `json:"sd"`    // nats each rate was moved by
	Rates   int            `json:"rates"` // how many were moved
	Hanging int            `json:"hanging"`
	Bars    []Bar          `json:"bars"` // widest first
}

// Bar is what one rate does to the conclusion.
type Bar struct {
	Rate  string   `json:"rate"` // which, in words
	Low   float64  `json:"low"`  // harm within 90 days with the rate one deviation down
	High  float64  `json:"high"` // and up
	Flips []string `json:"flips,omitempty"`
}

// Width is how far apart the two ends are.
func (b Bar) Width() float64 { return math.Abs(b.High - b.Low) }

// cell is one rate of the model: a kind under an explanation, or a change from one
// to another where kind is empty.
type cell struct {
	kind     outrider.Kind
	from, to int
}

// Weigh makes the tornado of one person. The evidence is weighed as it stands:
// which sightings a pattern replaces does not change with the rate. It runs the
// filter twice for every rate, which takes a good part of a second.
func Weigh(p *Params, in Input) Tornado {
	x, base := p.newPass(in), p.sets[0]
	cells := base.cells(p.live)
	moved := make([]*rates, 0, 2*len(cells)+1)
	moved = append(moved, base)
	for _, c := range cells {
		moved = append(moved, base.moved(p.live, c, -p.n.DrawSD), base.moved(p.live, c, p.n.DrawSD))
	}
	ends := x.ends(moved)
	harm90 := func(i int) float64 { return ends[i].harm[1] }
	t := Tornado{Harm: harm90(0), SD: p.n.DrawSD, Rates: len(cells), Bars: make([]Bar, len(cells))}
	t.Level, t.Word = p.conclusion(t.Harm)
	for i, c := range cells {
		b := Bar{Rate: p.name(c), Low: harm90(2*i + 1), High: harm90(2*i + 2)}
		b.Flips = append(p.flips(t, b.Low, "lower"), p.flips(t, b.High, "higher")...)
		if len(b.Flips) > 0 {
			t.Hanging++
		}
		t.Bars[i] = b
	}
	slices.SortStableFunc(t.Bars, func(a, b Bar) int { return cmp.Compare(b.Width(), a.Width()) })
	return t
}

// conclusion is what a chance of harm makes the desk say and do.
func (p *Params) conclusion(harm float64) (outrider.Level, string) {
	return p.level(point(harm)), outrider.PHIA.Word(point(harm).Shown().P)
}

// flips says in words what changes where a rate is moved.
func (p *Params) flips(t Tornado, harm float64, way string) []string {
	var out []string
	level, word := p.conclusion(harm)
	if level != t.Level {
		out = append(out, fmt.Sprintf("%s: %q instead of %q", way, cmp.Or(string(level), "no alert"), cmp.Or(string(t.Level), "no alert")))
	}
	if word != t.Word {
		out = append(out, fmt.Sprintf("%s: %q instead of %q", way, word, t.Word))
	}
	return out
}

// cells lists every rate that is not nought, in a fixed order.
func (r *rates) cells(live []int) []cell {
	var out []cell
	for _, k := range allKinds() {
		if _, ok := r.kinds[k]; ok {
			for _, h := range live {
				out = append(out, cell{kind: k, from: h})
			}
		}
	}
	for i := range r.n {
		for j := range r.n {
			if i != j && r.q.at(i, j) > 0 {
				out = append(out, cell{from: i, to: j})
			}
		}
	}
	return out
}

// moved is a copy of the rates with one of them moved by some nats.
func (r *rates) moved(live []int, c cell, nats float64) *rates {
	out := r.with(nil, 0)
	if c.kind == "" {
		out.flow(c.from, c.to, r.q.at(c.from, c.to)*math.Expm1(nats))
	} else {
		row := out.kinds[c.kind]
		row[c.from] *= math.Exp(nats)
		out.kinds[c.kind] = row
	}
	out.tally(live)
	return out
}

// name says which rate a cell is.
func (p *Params) name(c cell) string {
	if c.kind == "" {
		return fmt.Sprintf("how often %s turns into %s", p.state(c.from), p.state(c.to))
	}
	return fmt.Sprintf("how often %s is reported under %s", strings.ReplaceAll(string(c.kind), "-", " "), p.state(c.from))
}

// state names an explanation, an organisation's own, or harm.
func (p *Params) state(i int) string {
	switch {
	case i < hyps:
		return string(outrider.Hypotheses[i])
	case i == harm:
		return "harm"
	}
	return string(p.own[i-hyps-1])
}
