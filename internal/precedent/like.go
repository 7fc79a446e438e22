package precedent

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"outrider"
)

// Nearest is how many cases are shown beside one.
const Nearest = 5

// fewest features have to be comparable before two situations are compared at all.
const fewest = 3

// Likeness is a documented case that resembles a situation, with the reasons, and
// what came next. It is for people to read: an answer to "have we seen this
// before?", never an input of any figure.
type Likeness struct {
	Case      string    `json:"case"`
	Protected string    `json:"protected"`
	Title     string    `json:"title"`
	Distance  float64   `json:"distance"` // 0: alike in everything compared; 1: in nothing
	Compared  int       `json:"compared"` // features that both sides know
	Agrees    []Feature `json:"agrees"`
	Differs   []Feature `json:"differs"`
	Next      string    `json:"came_next"`
	Outcome   string    `json:"outcome"`
}

// Feature is one thing compared.
type Feature struct {
	Name  string  `json:"name"`
	Here  string  `json:"here"`  // in the situation asked about
	There string  `json:"there"` // in the documented case
	Alike float64 `json:"alike"` // 0..1
}

// Like finds the documented cases nearest to a situation, nearest first, by
// Gower's distance (Biometrics 27, 1971): every feature that both sides know
// counts alike, ordered ones by steps, sets by what they share, and what is absent
// on both sides not at all. A documented person is taken as they stood before the
// harm in their own case. leaveOut lists cases that may not be shown.
func Like(corpus []Case, here Situation, leaveOut []string) []Likeness {
	out := []Likeness{}
	for _, c := range corpus {
		at, dated := c.Critical()
		if slices.Contains(leaveOut, c.About.ID) || !dated {
			continue
		}
		for _, p := range c.About.Protected {
			there, ok := c.Situation(p.ID, at)
			if !ok {
				continue
			}
			l := Likeness{Case: c.About.ID, Protected: p.ID, Title: c.About.Title, Next: p.Next, Outcome: c.About.Truth.Outcome, Agrees: []Feature{}, Differs: []Feature{}}
			if l.compare(here, there); l.Compared >= fewest && len(l.Agrees) > 0 {
				out = append(out, l)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Likeness) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(b.Compared, a.Compared), strings.Compare(a.Case, b.Case), strings.Compare(a.Protected, b.Protected))
	})
	return out[:min(Nearest, len(out))]
}

// compare fills in the distance and its reasons.
func (l *Likeness) compare(here, there Situation) {
	sum := 0.0
	for _, f := range compare(here, there) {
		sum += f.Alike
		l.Compared++
		if f.Alike >= .5 {
			l.Agrees = append(l.Agrees, f)
		} else {
			l.Differs = append(l.Differs, f)
		}
	}
	if l.Compared > 0 {
		l.Distance = 1 - sum/float64(l.Compared)
	}
}

// compare lists the features that both sides know.
func compare(here, there Situation) []Feature {
	var out []Feature
	add := func(ok bool, name, a, b string, alike float64) {
		if ok {
			out = append(out, Feature{Name: name, Here: a, There: b, Alike: alike})
		}
	}
	add(here.Role != "" && there.Role != "", "role", here.Role, there.Role, same(here.Role, there.Role))
	alike, ok := ordered(Publicities, here.Publicity, there.Publicity)
	add(ok, "publicity", here.Publicity, there.Publicity, alike)
	alike, ok = shared(here.Activity, there.Activity)
	add(ok && len(here.Activity) > 0, "activity", words(here.Activity), words(there.Activity), alike)
	alike, ok = ordered(Locations, here.Location, there.Location)
	add(ok, "location exposure", here.Location, there.Location, alike)
	if here.Listed != nil && there.Listed != nil {
		add(*here.Listed || *there.Listed, "on a hostile list", yes(*here.Listed), yes(*there.Listed), same(yes(*here.Listed), yes(*there.Listed)))
	}
	reported := len(here.Kinds) > 0 // nobody told anything: that is not the same as nothing happened
	for _, x := range []struct {
		name  string
		kinds []outrider.Kind
	}{{"threats before", []outrider.Kind{outrider.KindThreat, outrider.KindWarning}}, {"court cases and wanted notices", []outrider.Kind{outrider.KindLegal}}} {
		a, b := anyOf(here.Kinds, x.kinds), anyOf(there.Kinds, x.kinds)
		add(reported && (a || b), x.name, yes(a), yes(b), same(yes(a), yes(b)))
	}
	alike, ok = shared(here.Kinds, there.Kinds)
	add(ok && reported, "kinds of report", words(here.Kinds), words(there.Kinds), alike)
	return out
}

func same(a, b string) float64 {
	if a == b {
		return 1
	}
	return 0
}

// ordered is one less the steps between two values, as a share of all steps.
func ordered(list []string, a, b string) (float64, bool) {
	i, j := slices.Index(list, a), slices.Index(list, b)
	if i < 0 || j < 0 {
		return 0, false
	}
	return 1 - math.Abs(float64(i-j))/float64(len(list)-1), true
}

// shared is what two sets have in common as a share of what they have together;
// two empty sets say nothing.
func shared[T comparable](a, b []T) (float64, bool) {
	common := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			common++
		}
	}
	union := len(a) + len(b) - common
	if union == 0 {
		return 0, false
	}
	return float64(common) / float64(union), true
}

func anyOf(have, want []outrider.Kind) bool {
	return slices.ContainsFunc(want, func(k outrider.Kind) bool { return slices.Contains(have, k) })
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func words[T ~string](list []T) string {
	if len(list) == 0 {
		return "none"
	}
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return strings.Join(out, ", ")
}

// Why says a likeness in one sentence.
func (l Likeness) Why() string {
	return fmt.Sprintf("alike in %s; differs in %s; %d features compared", names(l.Agrees), names(l.Differs), l.Compared)
}

func names(list []Feature) string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = f.Name
	}
	return words(out)
}
