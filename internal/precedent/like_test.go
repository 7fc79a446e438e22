package precedent_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/precedent"
)

func situation(t *testing.T, corpus []precedent.Case, id, who string) precedent.Situation {
	t.Helper()
	i := slices.IndexFunc(corpus, func(c precedent.Case) bool { return c.About.ID == id })
	at, _ := corpus[i].Critical()
	s, ok := corpus[i].Situation(who, at)
	if !ok {
		t.Fatalf("%s codes nothing about %s", id, who)
	}
	return s
}

func TestASituationHoldsWhatCouldBeSeenByThen(t *testing.T) {
	corpus := library(t)
	markov := corpus[1]
	before, _ := markov.Situation("markov", time.Date(1973, 1, 1, 0, 0, 0, 0, time.UTC))
	if d := cmp.Diff([]outrider.Kind{outrider.KindLegal}, before.Kinds); d != "" {
		t.Error(d)
	}
	late := situation(t, corpus, "o02-markov", "markov")
	if !slices.Contains(late.Kinds, outrider.KindThreat) || slices.Contains(late.Kinds, outrider.KindRoutine) {
		t.Errorf("by the day before, threats, and nothing told for context alone: %v", late.Kinds)
	}
	if _, ok := corpus[2].Situation("sturgess", time.Time{}); ok {
		t.Error("a bystander is coded")
	}
}

func TestTheNearestCasesWithTheirReasons(t *testing.T) {
	corpus := library(t)
	here := situation(t, corpus, "o07-uk-spy-ring", "dobrokhotov")
	got := precedent.Like(corpus, here, nil)
	if len(got) != precedent.Nearest || got[0].Protected != "dobrokhotov" || got[0].Distance != 0 {
		t.Fatalf("everybody is most like themselves: %+v", got)
	}
	got = precedent.Like(corpus, here, precedent.Overlapping(corpus, "o07-uk-spy-ring", nil))
	for i, l := range got {
		if l.Case == "o07-uk-spy-ring" {
			t.Error("the case itself was not left out")
		}
		if l.Next == "" || l.Compared != len(l.Agrees)+len(l.Differs) || l.Compared < 3 || i > 0 && l.Distance < got[i-1].Distance {
			t.Errorf("%+v", l)
		}
	}
	if why := got[0].Why(); !strings.Contains(why, "alike in ") || !strings.Contains(why, "; differs in ") {
		t.Error(why)
	}
	if n := len(precedent.Like(corpus, precedent.Situation{}, nil)); n != 0 {
		t.Errorf("nothing is known, and %d cases are alike", n)
	}
}

// What somebody is has no field: nationality, ethnicity, religion, language,
// birthplace and names cannot be compared, because they cannot be said.
func TestOnlyAllowedFeaturesExist(t *testing.T) {
	var names []string
	for f := range reflect.TypeFor[precedent.Situation]().Fields() {
		names = append(names, f.Name)
	}
	for f := range reflect.TypeFor[precedent.Features]().Fields() {
		names = append(names, f.Name)
	}
	if d := cmp.Diff([]string{"Features", "Kinds", "Role", "Publicity", "Activity", "Location", "Listed", "Basis"}, names); d != "" {
		t.Error(d)
	}
}

// Whoever is renamed, and wherever a case is laid, is as near as before.
func TestNamesAndStatesChangeNothing(t *testing.T) {
	corpus := library(t)
	here := situation(t, corpus, "o08-kuzminov", "kuzminov")
	want := precedent.Like(corpus, here, nil)
	for i := range corpus {
		a := &corpus[i].About
		a.Host, a.Actor, a.Attribution = "ZZ", "YY", "nobody"
		for j := range a.Protected {
			a.Protected[j].Name, a.Protected[j].Role, a.Protected[j].Why = "Ann Ashgrove", "x", "y"
		}
		for j := range corpus[i].Events {
			corpus[i].Events[j].Place, corpus[i].Events[j].AboutState = precedent.Place{}, "ZZ"
		}
	}
	if d := cmp.Diff(want, precedent.Like(corpus, here, nil)); d != "" {
		t.Error(d)
	}
}

func anySituation(t *rapid.T) precedent.Situation {
	pick := func(list []string, label string) string {
		return rapid.SampledFrom(append([]string{""}, list...)).Draw(t, label)
	}
	s := precedent.Situation{Features: precedent.Features{Role: pick(precedent.Roles, "role"), Publicity: pick(precedent.Publicities, "publicity"),
		Location: pick(precedent.Locations, "location"), Activity: rapid.SliceOfDistinct(rapid.SampledFrom(precedent.Activities), rapid.ID).Draw(t, "activity")}}
	if rapid.Bool().Draw(t, "knows lists") {
		listed := rapid.Bool().Draw(t, "listed")
		s.Listed = &listed
	}
	return s.Seen(rapid.SliceOf(rapid.SampledFrom(outrider.Kinds)).Draw(t, "kinds")...)
}

func TestDistanceIsOne(t *testing.T) {
	corpus := library(t)
	rapid.Check(t, func(t *rapid.T) {
		s := anySituation(t)
		got := precedent.Like(corpus, s, nil)
		for _, l := range got {
			if math.IsNaN(l.Distance) || l.Distance < 0 || l.Distance > 1 {
				t.Errorf("distance %g", l.Distance)
			}
		}
		back := slices.Clone(corpus)
		slices.Reverse(back)
		if d := cmp.Diff(got, precedent.Like(back, s, nil)); d != "" {
			t.Error("the order of the library matters: ", d)
		}
		if again := precedent.Like(corpus, s.Seen(s.Kinds...), nil); cmp.Diff(got, again) != "" {
			t.Error("a kind seen twice counts twice")
		}
	})
}
