package rates

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"outrider"
)

// Expert is who answered, by code name, with the rates that follow from it, in the
// shape of an entry of "experts" in assess.json.
type Expert struct {
	Code   string                      `json:"id"`
	Role   string                      `json:"role"`
	Date   string                      `json:"date"` // of the latest answer
	Origin string                      `json:"origin"`
	Cells  int                         `json:"cells"`        // questions answered
	Rates  map[outrider.Kind][]float64 `json:"weekly_rates"` // kinds for which every column was answered
}

// PoolCell is one cell of the table as the group judges it.
type PoolCell struct {
	Hypothesis outrider.Hypothesis `json:"hypothesis"`
	Kind       outrider.Kind       `json:"kind"`
	Experts    int                 `json:"experts"`
	Best       float64             `json:"best"` // of 100 in a month
	Low        float64             `json:"low"`  // lowest end of any expert, at the level of the pool
	High       float64             `json:"high"`
	Weekly     float64             `json:"weekly"` // reports a week: the geometric mean
	Spread     float64             `json:"spread"` // standard deviation between experts, in nats; 0 with one
}

// Elicited is what a group of experts judges: the pool, and every answer in it.
type Elicited struct {
	Version int        `json:"version"`
	About   string     `json:"about"`
	Pooled  string     `json:"pooled"` // the day
	Wanted  int        `json:"experts_wanted"`
	Experts []Expert   `json:"experts"`
	Rates   Rates      `json:"weekly_rates"` // as assess.json has them: kinds for which every column was answered
	Cells   []PoolCell `json:"cells"`
	Answers []Answer   `json:"answers"`
}

// Pool joins answers: of each expert the last round counts, every expert alike,
// and rates are averaged geometrically, which kept most of the skill that single
// experts lost in simulation. The order of the answers does not matter. Two
// answers of one expert to one question in one round are refused.
func Pool(p Params, columns []outrider.Hypothesis, answers []Answer, on string) (Elicited, error) {
	answers = slices.Clone(answers)
	slices.SortFunc(answers, byCell)
	for i, a := range answers {
		if err := a.Check(); err != nil {
			return Elicited{}, outrider.Invalid("%s on %s, %s: %s", a.Expert, a.Hypothesis, a.Kind, outrider.SafeText(err))
		}
		if i > 0 && byCell(a, answers[i-1]) == 0 {
			return Elicited{}, outrider.Invalid("%s answered %s, %s twice in round %d", a.Expert, a.Hypothesis, a.Kind, a.Round)
		}
	}
	e := Elicited{Version: 1, Pooled: on, Wanted: p.Experts, Experts: experts(answers, columns), Cells: []PoolCell{}, Answers: answers,
		About: "Frequencies judged by experts in the four-step form, pooled geometrically; docs/design/rates.md."}
	for _, group := range cells(last(answers)) {
		e.Cells = append(e.Cells, poolCell(p, group))
	}
	e.Rates = Rates{Columns: columns, Kinds: table(e.Cells, columns),
		Origin: fmt.Sprintf("elicited %s from %d experts by code name, in the four-step form, pooled geometrically", e.Pooled, len(e.Experts))}
	return e, nil
}

// Adoptable is a pool as it can come into force: without experts who answered no
// kind in full. Where nobody did, there is nothing to adopt.
func (e Elicited) Adoptable() (Elicited, error) {
	e.Experts = slices.DeleteFunc(slices.Clone(e.Experts), func(x Expert) bool { return len(x.Rates) == 0 })
	if len(e.Experts) == 0 {
		return e, &outrider.Error{Code: outrider.CodeInvalid, Safe: "no expert answered for any kind of report under every hypothesis",
			Hint: "a kind comes into force once somebody has judged it under all of them; outrider elicit questions --kind KIND asks the rest"}
	}
	return e, nil
}

// byCell orders answers by cell, then expert, then round.
func byCell(a, b Answer) int {
	place := func(h outrider.Hypothesis) int { return slices.Index(outrider.Hypotheses, h) }
	return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), cmp.Compare(place(a.Hypothesis), place(b.Hypothesis)),
		strings.Compare(a.Expert, b.Expert), cmp.Compare(a.Round, b.Round))
}

func experts(answers []Answer, columns []outrider.Hypothesis) []Expert {
	out := []Expert{}
	for j, a := range answers {
		i := slices.IndexFunc(out, func(e Expert) bool { return e.Code == a.Expert })
		if i < 0 {
			i, out = len(out), append(out, Expert{Code: a.Expert, Role: a.Role, Origin: "elicited in the four-step form; answers kept in the pool"})
		}
		out[i].Date = max(out[i].Date, a.Date)
		out[i].Cells += first(answers, j)
	}
	for i, e := range out {
		var own []PoolCell
		for _, a := range last(answers) {
			if a.Expert == e.Code {
				own = append(own, PoolCell{Hypothesis: a.Hypothesis, Kind: a.Kind, Weekly: weekly(a.Best)})
			}
		}
		out[i].Rates = table(own, columns)
	}
	slices.SortFunc(out, func(a, b Expert) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// first is one where an answer is the expert's first to its question, else nought.
func first(answers []Answer, j int) int {
	if j > 0 && sameCell(answers[j], answers[j-1]) && answers[j-1].Expert == answers[j].Expert {
		return 0
	}
	return 1
}

// last keeps of each expert and cell the latest round. Answers are in order.
func last(answers []Answer) []Answer {
	var out []Answer
	for i, a := range answers {
		if i+1 < len(answers) && sameCell(a, answers[i+1]) && answers[i+1].Expert == a.Expert {
			continue
		}
		out = append(out, a)
	}
	return out
}

func sameCell(a, b Answer) bool { return a.Kind == b.Kind && a.Hypothesis == b.Hypothesis }

// cells cuts answers that are in order into those of one cell each.
func cells(answers []Answer) [][]Answer {
	var out [][]Answer
	for i, a := range answers {
		if i == 0 || !sameCell(a, answers[i-1]) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], a)
	}
	return out
}

func poolCell(p Params, group []Answer) PoolCell {
	c := PoolCell{Hypothesis: group[0].Hypothesis, Kind: group[0].Kind, Experts: len(group), Low: 100}
	sum, square := 0.0, 0.0
	for _, a := range group {
		l := math.Log(weekly(a.Best))
		sum, square = sum+l, square+l*l
		low, high := a.stretched(p.Level)
		c.Low, c.High = math.Min(c.Low, low), math.Max(c.High, high)
	}
	n := float64(len(group))
	c.Weekly = math.Exp(sum / n)
	c.Best = monthly(c.Weekly)
	if n > 1 {
		c.Spread = math.Sqrt(math.Max(0, (square-sum*sum/n)/(n-1)))
	}
	return c
}

// table shapes cells as assess.json wants them; a kind with a gap is left out.
func table(cells []PoolCell, columns []outrider.Hypothesis) map[outrider.Kind][]float64 {
	rows := map[outrider.Kind][]float64{}
	filled := map[outrider.Kind]int{}
	for _, c := range cells {
		if i := slices.Index(columns, c.Hypothesis); i >= 0 {
			if rows[c.Kind] == nil {
				rows[c.Kind] = make([]float64, len(columns))
			}
			rows[c.Kind][i] = c.Weekly
			filled[c.Kind]++
		}
	}
	maps.DeleteFunc(rows, func(k outrider.Kind, _ []float64) bool { return filled[k] < len(columns) })
	return rows
}

// Spread is how far a group is apart on one question, without saying who is where.
type Spread struct {
	Experts int     `json:"experts"`
	Lowest  float64 `json:"lowest"` // best guess
	Middle  float64 `json:"middle"`
	Highest float64 `json:"highest"`
}

// fewestShown is how many answers there must be before a spread is shown: with
// fewer, anybody could tell whose is whose.
const fewestShown = 3

// GroupSpread is the first round's spread on a question. ok is false while too few
// have answered to stay anonymous.
func GroupSpread(answers []Answer, q Question) (s Spread, ok bool) {
	var best []float64
	for _, a := range answers {
		if a.Round == 1 && a.Hypothesis == q.Hypothesis && a.Kind == q.Kind {
			best = append(best, a.Best)
		}
	}
	if len(best) < fewestShown {
		return Spread{}, false
	}
	slices.Sort(best)
	return Spread{Experts: len(best), Lowest: best[0], Middle: best[len(best)/2], Highest: best[len(best)-1]}, true
}

// Moved is a cell that a pool would change, and by how much.
type Moved struct {
	Hypothesis outrider.Hypothesis `json:"hypothesis"`
	Kind       outrider.Kind       `json:"kind"`
	From       float64             `json:"from"` // reports a week in force
	To         float64             `json:"to"`
	Nats       float64             `json:"nats"`   // ln of their ratio
	Weight     float64             `json:"weight"` // by how much the kind's weight against benign moves, where benign was answered too
}

// Changes says what a pool would change in the rates in force, largest first.
func (e Elicited) Changes(inForce Rates) []Moved {
	out := []Moved{}
	benign := map[outrider.Kind]float64{}
	for _, c := range e.Cells {
		if was, ok := inForce.At(c.Hypothesis, c.Kind); ok {
			m := Moved{Hypothesis: c.Hypothesis, Kind: c.Kind, From: was, To: c.Weekly, Nats: math.Log(c.Weekly / was)}
			if c.Hypothesis == outrider.HypBenign {
				benign[c.Kind] = m.Nats
			}
			out = append(out, m)
		}
	}
	for i, m := range out {
		if b, ok := benign[m.Kind]; ok {
			out[i].Weight = m.Nats - b
		}
	}
	slices.SortStableFunc(out, func(a, b Moved) int { return cmp.Compare(math.Abs(b.Nats), math.Abs(a.Nats)) })
	return out
}
