package scorecard

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Table lays rows out in Markdown, one table for everything: what is found stands
// beside what it costs, and the rule beside the engine.
func Table(rows []Row) string {
	var b strings.Builder
	b.WriteString("| level | way | budget | detected (95 %) | 7 days left | median days left | false alarms a person-year (of the budget) | ordinary / anxious reporter's | gini | campaigns | a sighting |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		b.WriteString(r.line())
	}
	return b.String()
}

func (r Row) line() string {
	way := string(r.Way)
	switch {
	case r.From != "":
		way += ", " + string(r.From)
	case r.None:
		return fmt.Sprintf("| %s | %s | %g | none is so cheap | | | | | | | |\n", r.Level, way, r.Budget)
	case r.Way == Rule:
		way += fmt.Sprintf(": %d times, %d places, %d days", r.Rule.N, r.Rule.Places, r.Rule.WindowDays)
	}
	found, cost := "-", "-"
	if s := r.Score.Detection; s != nil {
		found = fmt.Sprintf("%.3f (%.2f-%.2f)", *s, r.Lo, r.Hi)
	}
	if r.Cost > 0 {
		cost = fmt.Sprintf("%.1f us", float64(r.Cost.Nanoseconds())/1000)
	}
	s := r.Score
	return fmt.Sprintf("| %s | %s | %g | %s | %s | %s | %s (%.2f) | %s / %s | %s | %s | %s |\n", r.Level, way, r.Budget, found, figure(s.Detection7d, 3), figure(s.MedianLeadDays, 0),
		figure(s.FalseAlarms, 3), r.Factor(), figure(s.OrdinaryFA, 3), figure(s.AnxiousFA, 3), figure(s.Gini, 2), figure(s.CampaignRecall, 2), cost)
}

// figure writes a number, or that there was nothing to count.
func figure(x *float64, digits int) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf("%.*f", digits, *x)
}

// Mark is what a row is held to later.
type Mark struct {
	Detection   float64 `json:"detection"`
	Detection7d float64 `json:"detection_7d"`
	FalseAlarms float64 `json:"false_alarms_per_person_year"`
}

// Key names a row among those of its card.
func (r Row) Key() string { return fmt.Sprintf("%s, %s, %g", r.Level, r.Way, r.Budget) }

// Marks are the marks of rows, by key. What had nothing to count over is 0.
func Marks(rows []Row) map[string]Mark {
	out := map[string]Mark{}
	for _, r := range rows {
		var m Mark
		for _, x := range []struct {
			to   *float64
			from *float64
		}{{&m.Detection, r.Score.Detection}, {&m.Detection7d, r.Score.Detection7d}, {&m.FalseAlarms, r.Score.FalseAlarms}} {
			if x.from != nil {
				*x.to = *x.from
			}
		}
		out[r.Key()] = m
	}
	return out
}

// Allowed is by how much detection may fall before a change is refused.
const Allowed = 0.03

// held reports whether a row of this key must not fall.
func held(key string) bool {
	return strings.Contains(key, ", "+string(Engine)+",") || strings.Contains(key, ", "+string(Carried)+",")
}

// Falls says, a sentence each, where the engine, by its own numbers or another
// world's, found less than the baseline by more than is allowed, and what of the
// baseline was not measured. The other ways are there for comparison.
func Falls(rows []Row, baseline map[string]Mark) []string {
	now := Marks(rows)
	var out []string
	for key, was := range baseline {
		is, ok := now[key]
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("%s: in the baseline, and not measured", key))
		case held(key) && is.Detection < was.Detection-Allowed:
			out = append(out, fmt.Sprintf("%s: detection fell from %.3f to %.3f", key, was.Detection, is.Detection))
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(a, b) })
	return out
}
