package answers

import (
	"cmp"
	"slices"
	"time"
)

// Clock is a response in force that ends on a day unless somebody renews it.
type Clock struct {
	Case     string    `json:"case"`
	Title    string    `json:"title"`
	Response string    `json:"response"`
	Kind     Kind      `json:"kind"`
	By       []string  `json:"by"`
	What     string    `json:"what"`
	Lapses   time.Time `json:"lapses"`
	Days     int       `json:"days"` // left, counted in whole days
}

// Clocks lists what stands at an instant and ends unless renewed, the soonest
// first. What has run out already is an alarm (Act.Backsliding).
func (l Ledger) Clocks(at time.Time) []Clock {
	out := []Clock{}
	for _, a := range l.Acts {
		for _, r := range a.responses() {
			if c := a.clock(r, at); !c.IsZero() && a.InForce(r, at) {
				out = append(out, Clock{Case: a.Case, Title: a.Title, Response: r.ID, Kind: r.Kind, By: r.By, What: r.What, Lapses: c, Days: days(at, c)})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Clock) int { return cmp.Or(x.Lapses.Compare(y.Lapses), cmp.Compare(x.Case, y.Case)) })
	return out
}

// Standing is one response with what became of it until an instant.
type Standing struct {
	Response Response
	Strength Strength
	Before   bool // dated before the act: it answers it not
	InForce  bool // of what lasts: it stands
	Lapses   time.Time
	Fates    []Fate
}

// Standings lists the responses given until an instant in the order of days, each
// with what became of it.
func (a Act) Standings(at time.Time) []Standing {
	var out []Standing
	for _, r := range a.responses() {
		if r.began().After(at) {
			continue
		}
		s := Standing{Response: r, Strength: a.Strength(r), Before: !a.answered(r, at), InForce: a.InForce(r, at), Lapses: a.clock(r, at)}
		for _, f := range a.fates() {
			if f.Of == r.ID && !f.When.Last().After(at) {
				s.Fates = append(s.Fates, f)
			}
		}
		out = append(out, s)
	}
	return out
}
