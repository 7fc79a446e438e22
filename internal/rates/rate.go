package rates

import (
	"fmt"
	"math"
	"strings"

	"outrider"
)

// Interval is a figure with the range that holds it at the stated level.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Rate is how often something is counted in a year, and how often it may happen.
// It is a rate of a pair of states, never of a person: nobody counts how many
// people are at risk. PerPerson is for whoever holds bounds on that.
type Rate struct {
	Cell
	Series    string   `json:"series"`
	Edition   string   `json:"edition"`
	Published string   `json:"published"`
	Unit      string   `json:"unit"`
	From      int      `json:"from"`
	To        int      `json:"to"`
	Counted   bool     `json:"counted"`             // somebody counted this cell; else it is an average of others
	Events    int      `json:"events"`              // counted in it
	Expected  float64  `json:"expected"`            // by what it is made of, before its own events spoke
	Seen      Interval `json:"seen"`                // counted events a year
	All       Interval `json:"all"`                 // events a year, if only a share is ever counted
	Shape     float64  `json:"shape"`               // of the Gamma distribution behind Seen
	Selection string   `json:"selection,omitempty"` // why this is no frequency, if it is none
	Why       string   `json:"why"`                 // all of it in a sentence
}

// Rate answers for a cell.
func (m *Model) Rate(c Cell) Rate {
	x := m.posterior(c)
	tail := (1 - m.p.Level) / 2
	r := Rate{Cell: c, Series: m.s.ID, Edition: m.e.Name, Published: m.e.Published, Unit: m.s.Unit, From: m.e.From, To: m.e.To,
		Counted: x.counted, Events: x.events, Expected: x.expected, Shape: x.shape, Selection: m.s.Selection}
	q := gammaQuantiles(x.shape, x.mean, tail, 1-tail)
	r.Seen = Interval{Mean: x.mean, Low: q[0], High: q[1]}
	u := unseenQuantiles(x.shape, x.mean, m.p.Seen, tail, 1-tail)
	// the mean of one over a Beta share
	r.All = Interval{Mean: x.mean * (m.p.Seen.A + m.p.Seen.B - 1) / (m.p.Seen.A - 1), Low: u[0], High: u[1]}
	r.Why = m.why(r)
	return r
}

// why tells a rate in one sentence.
func (m *Model) why(r Rate) string {
	var b strings.Builder
	what := r.what()
	switch {
	case r.Counted:
		fmt.Fprintf(&b, "%s %s in %s %s", number(r.Events), m.s.Unit, span(r.Year, m.years), what)
		if what != everywhere {
			fmt.Fprintf(&b, ", pulled toward %s expected from what they are known for apart", short(r.Expected))
		}
	default:
		fmt.Fprintf(&b, "nobody has counted %s %s: an average of those that share its sides, with the whole spread between them", m.s.Unit, what)
	}
	fmt.Fprintf(&b, ": about %s a year (%.0f %%: %s to %s); if about half are ever counted, %s (%s to %s). Edition %s, published %s.",
		short(r.Seen.Mean), 100*m.p.Level, short(r.Seen.Low), short(r.Seen.High), short(r.All.Mean), short(r.All.Low), short(r.All.High), m.e.Name, m.e.Published)
	if m.s.Selection != "" {
		b.WriteString(" " + m.s.Selection)
	}
	return b.String()
}

const everywhere = "everywhere"

func (c Cell) what() string {
	var parts []string
	for _, p := range []struct{ word, v string }{{"by", c.Actor}, {"in", c.Host}, {"as", c.Method}} {
		if p.v != "" {
			parts = append(parts, p.word+" "+p.v)
		}
	}
	if len(parts) == 0 {
		return everywhere
	}
	return strings.Join(parts, " ")
}

func span(year int, years float64) string {
	if year != 0 {
		return fmt.Sprint(year)
	}
	if years == 1 {
		return "1 year"
	}
	return fmt.Sprintf("%.3g years", years)
}

func number(n int) string {
	if n == 0 {
		return "no"
	}
	return fmt.Sprint(n)
}

// short writes two figures that count.
func short(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2g", v)
}

// PerPerson turns a rate into one a person and year, for whoever can bound how
// many people are at risk in that cell. Without bounds there is no such rate, and
// asking for one is an error.
func (r Rate) PerPerson(fewest, most float64) (Interval, error) {
	if !(fewest >= 1) || !(most >= fewest) || math.IsInf(most, 0) {
		return Interval{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a rate a person needs bounds on how many people are at risk", Hint: "give the fewest and the most; without them only counts can be stated"}
	}
	return Interval{Mean: r.All.Mean / math.Sqrt(fewest*most), Low: r.All.Low / most, High: r.All.High / fewest}, nil
}

// Pair is what was counted for one cell beside what was expected of it.
type Pair struct {
	Events   int
	Expected float64
}

// EstimateK is the method-of-moments estimate of how alike cells are: the shape at
// which a Gamma spread around the expected counts explains how far the events
// scatter beyond chance. It proposes a number for rates.json; the number in force
// does not move by itself, so that one more event never lowers a rate.
func EstimateK(p Params, cells []Pair) float64 {
	square, beyond := 0.0, 0.0
	for _, c := range cells {
		d := float64(c.Events) - c.Expected
		square += c.Expected * c.Expected
		beyond += d*d - c.Expected
	}
	if beyond <= 0 {
		return p.HighestK
	}
	return math.Max(p.LowestK, math.Min(p.HighestK, square/beyond))
}
