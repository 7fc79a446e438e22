package ui

import (
	"fmt"

	"outrider/internal/calibration"
	"outrider/internal/desk"
)

// Record is the page that holds what was said to what came.
type Record struct {
	desk.RecordView
	Status        int
	Problem, Hint string
}

func (Record) place() place { return place{"calibration", "Calibration", areaMore} }

// ScoreRow is one proper score as a page shows it.
type ScoreRow struct{ Name, Score, MCB, DSC, UNC, Skill, SkillIn, OverBase string }

// scoresOf lists the scores of a record, none where there are too few answers.
func scoresOf(l desk.RecordLine) []ScoreRow {
	var out []ScoreRow
	for _, s := range []struct {
		name string
		of   *calibration.Score
	}{{"Logarithmic", l.Log}, {"Brier", l.Brier}} {
		if s.of == nil {
			continue
		}
		r := ScoreRow{Name: s.name, Score: fine(s.of.Score), MCB: fine(s.of.MCB), DSC: fine(s.of.DSC), UNC: fine(s.of.UNC),
			Skill: perhaps(s.of.Skill), SkillIn: "none", OverBase: perhaps(s.of.SkillBase)}
		if in := s.of.SkillIn; in != nil {
			r.SkillIn = fmt.Sprintf("%+.2f to %+.2f", in.Low, in.High)
		}
		out = append(out, r)
	}
	return out
}

func fine(x float64) string { return fmt.Sprintf("%.4f", max(x, 0)) }

// perhaps writes a figure that may not exist.
func perhaps(x *float64) string {
	if x == nil {
		return "none"
	}
	return fmt.Sprintf("%+.2f", *x)
}

// BlockRow is one step of the reliability curve as a page shows it: counts, never
// shares alone, so that three of three does not read as always.
type BlockRow struct {
	Between  string
	Count    int
	Expected string // how many the forecasts add up to
	Came     string
	People   int
	Band     string // of how many might have come
}

// blocksOf lists the reliability curve of a record.
func blocksOf(l desk.RecordLine) []BlockRow {
	out := make([]BlockRow, len(l.Blocks))
	for i, b := range l.Blocks {
		n := float64(b.Count)
		out[i] = BlockRow{Between: between(b.Low, b.High), Count: b.Count, People: b.People,
			Expected: fmt.Sprintf("%.1f", b.Forecast*n), Came: fmt.Sprintf("%.0f", b.Observed*n), Band: "none"}
		if b.Band != nil {
			out[i].Band = fmt.Sprintf("%.1f to %.1f", b.Band.Low*n, b.Band.High*n)
		}
	}
	return out
}

// per1000 writes a forecast finely enough for rare harm.
// between says a range, once where both ends read the same.
func between(low, high float64) string {
	if l, h := per1000(low), per1000(high); l != h {
		return l + " to " + h
	}
	return per1000(low)
}

func per1000(p float64) string { return fmt.Sprintf("%.0f in 1,000", max(p, .001)*1000) }

// leaning says what the recalibration line means in words.
func leaning(l desk.RecordLine) string {
	if l.Line == nil {
		return ""
	}
	switch s := l.Line.Held; {
	case s > 1.1:
		return "The numbers were too timid: low ones should have been lower and high ones higher."
	case s < .9:
		return "The numbers were too bold: low ones should have been higher and high ones lower."
	}
	return "The numbers were about as bold as they should have been."
}
