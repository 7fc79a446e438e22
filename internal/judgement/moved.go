package judgement

import (
	"slices"
	"strings"
	"time"

	"outrider"
)

// RowChange is one row of an account that is new, gone or weighs otherwise than
// before: attack against benign, in nats.
type RowChange struct {
	At      time.Time
	Kind    string
	Why     string
	Reports []outrider.ReportID
	Before  float64
	After   float64
}

// Nats is by how much the row moved the account.
func (c RowChange) Nats() float64 { return c.After - c.Before }

// News says whether the row rests on reports, and not on time passing.
func (c RowChange) News() bool { return len(c.Reports) > 0 }

// Moved lists what differs between two accounts of one person, in the order of
// happening. The moves of all of them add up to the move of the account's sum:
// rows that weigh exactly as before are left out and nothing else is.
func Moved(before, after []outrider.Row) []RowChange {
	byKey := map[string]*RowChange{}
	var order []string
	add := func(rows []outrider.Row, to func(*RowChange) *float64) {
		for _, r := range rows {
			k := keyOf(r)
			c := byKey[k]
			if c == nil {
				c = &RowChange{}
				byKey[k] = c
				order = append(order, k)
			}
			c.At, c.Kind, c.Why, c.Reports = r.At, r.Kind, r.Why, r.Reports
			*to(c) += r.Nats[outrider.HypAttack]
		}
	}
	add(before, func(c *RowChange) *float64 { return &c.Before })
	add(after, func(c *RowChange) *float64 { return &c.After })
	var out []RowChange
	for _, k := range order {
		if c := byKey[k]; c.Before != c.After {
			out = append(out, *c)
		}
	}
	slices.SortStableFunc(out, func(a, b RowChange) int { return a.At.Compare(b.At) })
	return out
}

// keyOf tells rows apart: a row with reports by the first of them, for copies may
// join it later; any other by what it is and when.
func keyOf(r outrider.Row) string {
	if len(r.Reports) > 0 {
		return r.Kind + "\x00" + string(r.Reports[0])
	}
	return strings.Join([]string{r.Kind, r.Why, r.At.UTC().Format(time.RFC3339Nano)}, "\x00")
}
