package plan

import (
	"slices"
	"time"

	"outrider"
)

// Terms are the times of a plan, as plan.json says.
type Terms struct {
	Answer    time.Duration // until somebody asks what the person thinks of an offer
	Place     time.Duration // until an accepted measure is in place, its time to effect left out
	Imminent  time.Duration // within which a measure works, to be proposed where danger is imminent
	Soon      time.Duration // Answer, where danger is imminent
	Review    time.Duration // until a plan is looked at again
	MaxReview time.Duration
}

// Terms returns the times of a plan.
func (m *Model) Terms() Terms {
	days := func(name string) time.Duration { return time.Duration(m.p.n(name) * 24 * float64(time.Hour)) }
	hours := func(name string) time.Duration { return time.Duration(m.p.n(name) * float64(time.Hour)) }
	return Terms{Answer: days("answer_days"), Place: days("place_days"), Imminent: hours("imminent_hours"), Soon: hours("answer_hours_imminent"),
		Review: days("review_days"), MaxReview: days("review_days_most")}
}

// Limits is what a plan may ask for where nobody says otherwise.
func (m *Model) Limits() Budget { return m.budget(Situation{}) }

// Count is how many measures the library has.
func (m *Model) Count() int { return len(m.measures) }

// Measure returns a measure of the library.
func (m *Model) Measure(id string) (outrider.Measure, bool) {
	x, ok := m.measures[id]
	return x, ok
}

// Printed reports whether a measure may stand on a paper that somebody else could find.
func (m *Model) Printed(id string) bool { return !slices.Contains(m.p.Secret.List, id) }

// KeepUp is how long a measure in place keeps all of its effect before somebody
// must see to it; 0 where it has no number.
func (m *Model) KeepUp(id string) time.Duration {
	return time.Duration(m.p.Measures.List[id].KeepDays) * 24 * time.Hour
}

// Cost is what a measure costs a year, in euros and staff hours; ok is false where
// it has no number.
func (m *Model) Cost(id string) (money, hours float64, ok bool) {
	w, ok := m.p.Measures.List[id]
	return w.Money, w.Hours, ok
}
