package ui

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"outrider"
	"outrider/internal/desk"
)

// Bar is a judgement as a drawing on a scale of 0 to 100: the interval as a band,
// the number as a mark. Words is the same for those who do not see it.
type Bar struct {
	NoData      bool
	X, W, P     string
	Words, Hint string
}

// barOf draws a judgement. The band is never thinner than a hair, so that a small
// number does not look like nothing.
func barOf(j desk.Judgement) Bar {
	if j.P.NoData {
		return Bar{NoData: true, Words: j.Label + ": no data, nobody was looking"}
	}
	p := j.P.Shown()
	width := math.Max(0.6, 100*(p.High-p.Low))
	left := math.Min(100*p.Low, 100-width)
	return Bar{
		X: coord(left), W: coord(width), P: coord(math.Min(math.Max(100*p.P, 0.4), 99.6)),
		Words: fmt.Sprintf("%s: %s, %s, range %s", j.Label, j.Percent, j.Word, j.Range),
	}
}

func coord(v float64) string { return fmt.Sprintf("%.2f", v) }

// Row is one line of an account as drawn: its decibans in digits that add up to
// the digits of the sum, and a bar to the right (for) or left (against).
type Row struct {
	desk.RowLine
	Shown string
	X, W  string
	Side  string // for, against, neither
}

// Sheet is an account as drawn. Off says that the rows do not add up to the sum
// that came with them: a fault that must be seen, not rounded away.
type Sheet struct {
	Rows []Row
	Sum  string
	Odds string
	Off  bool
}

// slack is how far rows may miss their sum, in decibans, before a page says so.
const slack = 1e-6

// sheetOf draws an account. Rounding each row alone would let the printed digits
// miss the printed sum, and nobody checks by eye; so rows are rounded together.
func sheetOf(a desk.Account) Sheet {
	values := make([]float64, len(a.Rows))
	total, largest := 0.0, 0.0
	for i, r := range a.Rows {
		values[i] = r.Decibans
		total += r.Decibans
		largest = math.Max(largest, math.Abs(r.Decibans))
	}
	tenths := roundTogether(values)
	s := Sheet{Odds: a.OddsText, Off: math.Abs(total-a.Sum) > slack}
	sum := 0
	for i, r := range a.Rows {
		sum += tenths[i]
		s.Rows = append(s.Rows, rowOf(r, tenths[i], largest))
	}
	s.Sum = signed(sum)
	return s
}

func rowOf(r desk.RowLine, tenths int, largest float64) Row {
	row := Row{RowLine: r, Shown: signed(tenths), Side: "neither", X: coord(50), W: coord(0)}
	if largest == 0 || tenths == 0 {
		return row
	}
	width := math.Min(50, 50*math.Abs(r.Decibans)/largest)
	row.W = coord(width)
	row.Side = "for"
	if tenths < 0 {
		row.Side, row.X = "against", coord(50-width)
	}
	return row
}

// roundTogether rounds to tenths so that the rounded values add up to the rounded
// total (largest remainder). Ties go to the earlier row.
func roundTogether(values []float64) []int {
	out := make([]int, len(values))
	rest := make([]float64, len(values))
	order := make([]int, len(values))
	total, floor := 0.0, 0
	for i, v := range values {
		down := math.Floor(v * 10)
		out[i], rest[i], order[i] = int(down), v*10-down, i
		total += v
		floor += out[i]
	}
	sort.SliceStable(order, func(a, b int) bool { return rest[order[a]] > rest[order[b]] })
	missing := int(math.Round(total*10)) - floor
	for _, i := range order[:max(0, min(missing, len(order)))] {
		out[i]++
	}
	return out
}

// signed writes tenths with their sign and a true minus.
func signed(tenths int) string {
	switch {
	case tenths > 0:
		return fmt.Sprintf("+%d.%d", tenths/10, tenths%10)
	case tenths < 0:
		return fmt.Sprintf("−%d.%d", -tenths/10, -tenths%10)
	}
	return "0.0"
}

// weightsOf draws a finding's rows as drawn, in decibans, adding up to its score.
func weightsOf(f desk.FindingLine) Sheet {
	a := desk.Account{Sum: decibans(f.Score)}
	for _, w := range f.Rows {
		line := desk.RowLine{At: w.At, Why: w.Why, Decibans: decibans(w.Nats)}
		if w.Report != "" {
			line.Reports = append(line.Reports, w.Report)
		}
		a.Rows = append(a.Rows, line)
	}
	return sheetOf(a)
}

// decibans turns natural-log units into tenths of a factor of ten (Good, 1950).
func decibans(nats float64) float64 { return 10 * nats / math.Ln10 }

// Track is the course of a replay as drawn in a box of 100 by 50: the harm within
// 90 days as a line with its range, the alarms, and where the reader stands.
type Track struct {
	Line, Band, Here string
	Alarms           []string
	Top, Words       string
}

// trackOf draws a replay; every moment has the same width, because dates bunch
// and a week that matters would be a hair on a true scale of time. A replay of
// one moment has no course and gives nil.
func trackOf(p Precedent) *Track {
	if len(p.Steps) < 2 {
		return nil
	}
	top := 0.0
	for _, s := range p.Steps {
		top = math.Max(top, s.Harm90.P.Shown().High)
	}
	x := func(i int) string { return coord(100 * float64(i) / float64(len(p.Steps)-1)) }
	y := func(v float64) string { return coord(50 - 48*v/top) }
	var line, low, high []string
	t := &Track{Here: x(p.At), Top: outrider.Percent(top)}
	for i, s := range p.Steps {
		v := s.Harm90.P.Shown()
		line = append(line, x(i)+","+y(v.P))
		high = append(high, x(i)+","+y(v.High))
		low = append(low, x(i)+","+y(v.Low))
		if s.Alarm != "" {
			t.Alarms = append(t.Alarms, x(i))
		}
	}
	slices.Reverse(low)
	t.Line, t.Band = strings.Join(line, " "), strings.Join(append(high, low...), " ")
	first, last := p.Steps[0].Harm90, p.Steps[len(p.Steps)-1].Harm90
	t.Words = fmt.Sprintf("Harm within 90 days over %d moments: first %s, last %s, %d alarms", len(p.Steps), first.Percent, last.Percent, len(t.Alarms))
	return t
}

// Column is one hypothesis as drawn.
type Column struct {
	desk.HypothesisLine
	W string
}

// columnsOf draws competing explanations, in the order they came.
func columnsOf(lines []desk.HypothesisLine) []Column {
	out := make([]Column, len(lines))
	for i, l := range lines {
		out[i] = Column{HypothesisLine: l, W: coord(math.Max(0.6, 100*l.P.Shown().P))}
	}
	return out
}
