package replay

import (
	"slices"
	"time"

	"outrider"
	"outrider/internal/precedent"
)

// Ending says what became of a case.
type Ending string

// The endings.
const (
	EndingHarm    Ending = "harm"    // somebody came to harm
	EndingStopped Ending = "stopped" // somebody's act ended it first; what would have come nobody knows
	EndingHunted  Ending = "hunted"  // a hostile interest that ended without harm
	EndingQuiet   Ending = "quiet"   // nobody ever took a hostile interest
)

// Truth is how a case ended: the one thing that only the score may read.
type Truth struct {
	Case   string
	Ending Ending
	Harm   time.Time            // first instant at which the moment of harm, or of its being stopped, may lie; zero: neither came
	Harmed map[string]time.Time // who came to harm, and the first instant at which it may lie
	End    time.Time            // last instant of anything the record holds
	Means  map[string]string    // what an event turned out to be: hostile, ambiguous, context, benign
}

// Truths reads the endings of several cases.
func Truths(corpus []precedent.Case) ([]Truth, error) {
	out := make([]Truth, 0, len(corpus))
	for _, c := range corpus {
		t, err := TruthOf(c)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// TruthOf reads how a case ended. A moment of harm cut to a date is its first
// instant, so that no alarm of that same day counts as in time. Who was harmed
// stands in no field of the format: it is whomever a hostile act of the phase
// attack is about, or an attempt on the day of harm itself.
func TruthOf(c precedent.Case) (Truth, error) {
	t := Truth{Case: c.About.ID, Ending: EndingQuiet, Harmed: map[string]time.Time{}, Means: map[string]string{}}
	if c.About.Truth.Label != "benign" {
		t.Ending = EndingHunted
		if at := c.About.Truth.CriticalAt; at != "" {
			w, err := outrider.ParseWhen(at, nil)
			if err != nil {
				return t, outrider.Invalid("case %s: ground_truth.critical_at is no date", c.About.ID)
			}
			t.Harm, t.Ending = w.From, EndingStopped
		}
	}
	for _, e := range c.Events {
		t.Means[e.ID] = e.Relevance
		w, err := outrider.ParseWhen(e.Occurred.Start, nil)
		if err != nil {
			continue // the replay has refused it by name
		}
		if w.Last().After(t.End) {
			t.End = w.Last()
		}
		t.strike(e, w)
	}
	if len(t.Harmed) > 0 {
		t.Ending = EndingHarm
	}
	return t, nil
}

// strike notes whom an event harmed.
func (t *Truth) strike(e precedent.Event, w outrider.When) {
	onTheDay := e.Phase == "attempt" && !w.From.Before(t.Harm) && w.From.Before(t.Harm.Add(day))
	if t.Harm.IsZero() || e.Relevance != "hostile" || e.Phase != "attack" && !onTheDay {
		return
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(e.About))) {
		if at, ok := t.Harmed[id]; !ok || w.From.Before(at) {
			t.Harmed[id] = w.From
		}
	}
}

// closes is when a person's forecasts stop being tested: their harm, or the end
// of the case for all where it was stopped.
func (t Truth) closes(person string) (at time.Time, harmed bool) {
	if at, ok := t.Harmed[person]; ok {
		return at, true
	}
	if t.Ending == EndingStopped {
		return t.Harm, false
	}
	return t.End, false
}
