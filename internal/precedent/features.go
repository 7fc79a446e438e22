package precedent

import (
	"slices"
	"strings"
	"time"

	"outrider"
)

// Features are what a case may be compared by: what somebody does in public, how
// open their life is, and what has been done to them. What somebody is has no
// field here. A field that is empty is not known and is not compared.
type Features struct {
	Role      string   `json:"role,omitempty"`      // one of Roles
	Publicity string   `json:"publicity,omitempty"` // one of Publicities
	Activity  []string `json:"activity,omitempty"`  // of Activities; what a hostile state minds
	Location  string   `json:"location,omitempty"`  // one of Locations
	Listed    *bool    `json:"listed,omitempty"`    // on a wanted or other list of the hostile state
	Basis     []string `json:"basis,omitempty"`     // the events that this coding rests on
}

// Roles lists what a protected person may be known as.
var Roles = []string{"media", "politics", "rights", "former-service", "fighter", "business", "law", "science", "family"}

// Publicities lists how widely somebody is known, from least to most.
var Publicities = []string{"private", "community", "national", "international"}

// Activities lists what a hostile state may mind.
var Activities = []string{"publishing", "investigating", "organising", "testifying", "litigating", "funding", "trading", "fighting", "leaving"}

// Locations lists how exposed a life is, from least to most.
var Locations = []string{"hidden", "known-to-circle", "findable", "routine"}

// Check refuses a value that is in no list.
func (f Features) Check() error {
	for _, x := range []struct {
		name, value string
		list        []string
	}{{"role", f.Role, Roles}, {"publicity", f.Publicity, Publicities}, {"location", f.Location, Locations}} {
		if x.value != "" && !slices.Contains(x.list, x.value) {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "unknown " + x.name, Hint: "it is one of " + strings.Join(x.list, ", ")}
		}
	}
	for _, a := range f.Activity {
		if !slices.Contains(Activities, a) {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "unknown activity", Hint: "it is one of " + strings.Join(Activities, ", ")}
		}
	}
	return nil
}

// Situation is somebody as they stand at a moment: their features, and the kinds
// of report that were seen by then, as seen, without hindsight.
type Situation struct {
	Features
	Kinds []outrider.Kind `json:"kinds"` // in the order of outrider.Kinds
}

// Seen puts kinds of report into a situation: each once, in the order of the form.
// What is told for context alone is left out.
func (s Situation) Seen(kinds ...outrider.Kind) Situation {
	all := append(slices.Clone(s.Kinds), kinds...)
	s.Kinds = nil
	for _, k := range outrider.Kinds {
		if slices.Contains(all, k) && !slices.Contains(contextual, k) {
			s.Kinds = append(s.Kinds, k)
		}
	}
	return s
}

// contextual kinds say nothing about a situation.
var contextual = []outrider.Kind{outrider.KindPublicExposure, outrider.KindRoutine, outrider.KindResponse, outrider.KindOther}

// Situation is how a protected person of the case stood at a moment; ok is false
// where the case codes nothing about them. Only what somebody could observe, and
// from a day on which a record of it existed, is in it.
func (c Case) Situation(protected string, at time.Time) (Situation, bool) {
	i := slices.IndexFunc(c.About.Protected, func(p Protected) bool { return p.ID == protected })
	if i < 0 || c.About.Protected[i].Features == nil {
		return Situation{}, false
	}
	s := Situation{Features: *c.About.Protected[i].Features}
	for _, e := range c.Events {
		if e.Observable() && slices.Contains(e.About, protected) && e.KnowableBy(at) {
			s = s.Seen(outrider.Kind(e.KindAsSeen))
		}
	}
	return s, true
}

// Observable reports whether anybody could see the event.
func (e Event) Observable() bool { return e.AsSeen != "" && !onlyNobody(e) }

// KnowableBy reports whether a record of the event existed before a moment. A date
// cut short counts as its last instant.
func (e Event) KnowableBy(at time.Time) bool {
	w, err := outrider.ParseWhen(e.Knowable, nil)
	return err == nil && w.Last().Before(at)
}

// Critical is the moment of harm: the first instant of the date, so that nothing
// of that day counts as before it.
func (c Case) Critical() (time.Time, bool) {
	w, err := outrider.ParseWhen(c.About.Truth.CriticalAt, nil)
	return w.From, err == nil
}
