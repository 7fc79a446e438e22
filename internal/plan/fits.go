package plan

import (
	"maps"
	"slices"
	"time"

	"outrider"
)

// fits says which scenarios of the library a person's own reports point to.
type fits struct {
	Origin   string                     `json:"origin"`
	Always   []string                   `json:"always"`
	Imminent []string                   `json:"imminent"` // where danger is
	Travels  []string                   `json:"travels"`  // where a journey lies ahead
	Kinds    map[outrider.Kind][]string `json:"kinds"`
}

func (f fits) validate() error {
	if f.Origin == "" || len(f.Always) == 0 {
		return outrider.Invalid("plan.json: fits names scenarios that always fit, and says where they come from")
	}
	for _, k := range slices.Sorted(maps.Keys(f.Kinds)) {
		if !slices.Contains(outrider.Kinds, k) {
			return outrider.Invalid("plan.json: fits names %q, which is no kind of report", k)
		}
	}
	return nil
}

// Pointing is what points to scenarios.
type Pointing struct {
	Kinds    []outrider.Kind // of reports of the last time; see Model.LooksBack
	Travels  bool
	Imminent bool
}

// LooksBack is how far back reports point to scenarios.
func (m *Model) LooksBack() time.Duration {
	return time.Duration(m.p.n("fits_days") * 24 * float64(time.Hour))
}

// Scenarios lists the scenarios that something points to, sorted.
func (m *Model) Scenarios(x Pointing) []string {
	f := m.p.Fits
	out := slices.Clone(f.Always)
	if x.Imminent {
		out = append(out, f.Imminent...)
	}
	if x.Travels {
		out = append(out, f.Travels...)
	}
	for _, k := range x.Kinds {
		out = append(out, f.Kinds[k]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Fitting lists the measures for scenarios that something points to, by id.
func (m *Model) Fitting(x Pointing) []string {
	scenarios := m.Scenarios(x)
	out := []string{}
	for _, id := range sortedKeys(m.measures) {
		if slices.ContainsFunc(m.measures[id].Scenarios, func(s string) bool { return slices.Contains(scenarios, s) }) {
			out = append(out, id)
		}
	}
	return out
}

// Left is the share of its effect that a measure in place has left, which was last
// seen to at kept.
func (m *Model) Left(measure string, kept, at time.Time) float64 {
	return m.decay(Answer{Measure: measure, State: InPlace, Kept: kept}, at)
}

// Slow reports whether a measure works too late where danger is imminent.
func (m *Model) Slow(measure string) bool {
	return float64(m.measures[measure].EffectHours) > m.p.n("imminent_hours")
}

// HeldBack reports whether a measure is proposed only where danger is imminent,
// because nobody keeps it up for long.
func (m *Model) HeldBack(measure string) bool { return m.p.Measures.List[measure].ImminentOnly }
