package outrider

import (
	"fmt"
	"math"
	"strings"
)

// Floor and Ceiling bound every probability that is shown: nothing is ever
// ruled out and nothing is ever certain (D-09).
const (
	Floor   = 0.001
	Ceiling = 0.999
)

// Probability is a number with the interval it may move in. Words are views of
// it (Yardstick), never the value itself. NoData says that nobody was looking:
// a state of its own, not a low number.
type Probability struct {
	P      float64 `json:"p"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	NoData bool    `json:"no_data,omitempty"`
}

// Validate refuses NaN, values outside 0..1 and an interval that misses its number.
func (p Probability) Validate() error {
	if p.NoData {
		return nil
	}
	for _, v := range []float64{p.P, p.Low, p.High} {
		if math.IsNaN(v) || v < 0 || v > 1 {
			return Invalid("a probability lies between 0 and 1")
		}
	}
	if p.Low > p.P || p.High < p.P {
		return Invalid("the interval does not hold its number")
	}
	return nil
}

// Shown returns the probability with the display bounds applied.
func (p Probability) Shown() Probability {
	p.P, p.Low, p.High = bound(p.P), bound(p.Low), bound(p.High)
	return p
}

func bound(v float64) float64 { return math.Min(Ceiling, math.Max(Floor, v)) }

// Percent writes a probability as people read it: one significant digit under
// 1 %, whole numbers above, never 0 % and never 100 %.
func Percent(v float64) string {
	v = bound(v)
	switch {
	case v < 0.0095:
		return fmt.Sprintf("%.1f %%", v*100)
	case v > 0.9905:
		return fmt.Sprintf("%.1f %%", v*100)
	}
	return fmt.Sprintf("%.0f %%", v*100)
}

// Frequency writes the same number as a count with a fixed denominator.
func Frequency(v float64) string {
	v = bound(v)
	if v < 0.0095 || v > 0.9905 {
		return fmt.Sprintf("about %.0f in 1,000", v*1000)
	}
	return fmt.Sprintf("about %.0f in 100", v*100)
}

// Band is one word of a yardstick with the range it names, in percent, both ends
// included (an open upper end is named by the yardstick's own edge).
type Band struct {
	Low, High float64
	Word      string
}

// Yardstick is an edition of a probability vocabulary.
type Yardstick struct {
	Name    string
	Edition string
	Bands   []Band
}

// PHIA is the UK yardstick; it has gaps, and a number in a gap is shown with
// both neighbours. The inner edges are from secondary copies of the edition.
var PHIA = Yardstick{Name: "PHIA", Edition: "2025", Bands: []Band{
	{0, 5, "remote chance"}, {10, 20, "highly unlikely"}, {25, 35, "unlikely"}, {40, 50, "realistic possibility"},
	{55, 75, "likely"}, {80, 90, "highly likely"}, {95, 100, "almost certain"}}}

// ICD203 is the US yardstick; it has no gaps. Where two bands meet, the lower holds the edge.
var ICD203 = Yardstick{Name: "ICD 203", Edition: "2015", Bands: []Band{
	{0, 5, "almost no chance"}, {5, 20, "very unlikely"}, {20, 45, "unlikely"}, {45, 55, "roughly even chance"},
	{55, 80, "likely"}, {80, 95, "very likely"}, {95, 100, "almost certain"}}}

// Word returns the yardstick's word for v; in a gap it returns both neighbours.
func (y Yardstick) Word(v float64) string {
	pc := bound(v) * 100
	last := len(y.Bands) - 1
	for i, b := range y.Bands {
		if pc < b.Low {
			return "between " + y.Bands[i-1].Word + " and " + b.Word
		}
		if pc <= b.High || i == last {
			// 50 itself opens the gap above "realistic possibility" (40-<50).
			if y.Name == "PHIA" && b.High == 50 && pc >= 50 {
				return "between " + b.Word + " and " + y.Bands[i+1].Word
			}
			return b.Word
		}
	}
	return y.Bands[last].Word
}

// Words names the number, and where the interval spans several terms, all its ends.
func (y Yardstick) Words(p Probability) string {
	if p.NoData {
		return "no data"
	}
	w := y.Word(p.P)
	lo, hi := y.Word(p.Low), y.Word(p.High)
	if lo == hi || (strings.Contains(w, lo) && strings.Contains(w, hi)) {
		return w
	}
	return w + " (range: " + lo + " to " + hi + ")"
}
