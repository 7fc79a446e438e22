package detect_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/detect"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawHistory invents what four people noticed in a year, good and odd.
func drawHistory(t *rapid.T) []outrider.Sighting {
	n := rapid.IntRange(1, 60).Draw(t, "sightings")
	places := []outrider.Place{home, work, gym, far, {}, {Name: "the market"}}
	seen := make([]outrider.Sighting, n)
	for i := range seen {
		who := outrider.PersonID(rapid.SampledFrom([]string{"p-1", "p-2", "p-3", "p-4"}).Draw(t, "person"))
		s := plate(rapid.SampledFrom([]string{"AA1", "BB2", "CC3", "DD4", "EE5"}).Draw(t, "plate"))
		if rapid.IntRange(0, 9).Draw(t, "partial") == 0 {
			s.Value, s.Partial = s.Value[:2]+"?", true
		}
		x := sighting(fmt.Sprintf("r-%02d", i), who, float64(rapid.IntRange(0, 4000).Draw(t, "tenth of a day"))/10, rapid.SampledFrom(places).Draw(t, "place"), s)
		x.Behaviour = rapid.SliceOfN(rapid.SampledFrom(outrider.Behaviours), 0, 2).Draw(t, "behaviour")
		x.Grade = outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: rapid.SampledFrom([]string{"A", "B", "C", "D", "E", "F", "?"}).Draw(t, "source"), Content: "2"}
		x.Event = rapid.SampledFrom([]string{"", "", "", "e-1", "e-2"}).Draw(t, "event")
		if i > 0 && rapid.IntRange(0, 9).Draw(t, "copy") == 0 {
			x.CopyOf = fmt.Sprintf("r-%02d", rapid.IntRange(0, i-1).Draw(t, "of"))
		}
		seen[i] = x
	}
	return seen
}

// The rows are the score, to a billionth; no row is NaN or infinite; no sighting
// outweighs the cap; a finding rests on reports and names its people once.
func TestRowsAddUp(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(drawHistory(t)...)
		for _, f := range w.run(p) {
			if err := f.Validate(); err != nil {
				t.Fatalf("%v: %+v", err, f)
			}
			total := 0.0
			for _, r := range f.Rows {
				total += r.Nats
				if f.Rule == outrider.RuleRepeat && r.Report != "" && math.Abs(r.Nats) > p.Cap+1e-9 {
					t.Fatalf("one sighting weighs %v, over the cap %v", r.Nats, p.Cap)
				}
			}
			if math.Abs(total-f.Score) > 1e-9 || f.Score < p.ReportFrom-1e-9 {
				t.Fatalf("rows add up to %v, the score is %v", total, f.Score)
			}
			seen := map[outrider.PersonID]bool{}
			for _, who := range f.People {
				if seen[who] {
					t.Fatalf("%s is named twice", who)
				}
				seen[who] = true
			}
		}
	})
}

// News in any order, told twice, or thought about in pieces, means the same.
func TestOrderOfNewsDoesNotMatter(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		seen := drawHistory(t)
		w := newWorld(seen...)
		want := w.run(p)
		shuffled := rapid.Permutation(append(seen, seen...)).Draw(t, "shuffled")
		if diff := cmp.Diff(want, detect.Run(w, p, shuffled)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// Who is called what changes nothing: other ids, the same scores.
func TestRenamingChangesNoScore(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		seen := drawHistory(t)
		renamed := make([]outrider.Sighting, len(seen))
		for i, x := range seen {
			x.Person = "x" + x.Person
			x.ID = "x" + x.ID
			x.Selector.Value = strings.Map(otherCharacter, x.Selector.Value) // what is alike stays alike
			if x.CopyOf != "" {
				x.CopyOf = "x" + x.CopyOf
			}
			renamed[i] = x
		}
		a, b := newWorld(seen...).run(p), newWorld(renamed...).run(p)
		if len(a) != len(b) {
			t.Fatalf("%d findings, renamed %d", len(a), len(b))
		}
		for i := range a {
			if a[i].Score != b[i].Score || a[i].Places != b[i].Places {
				t.Fatalf("%v at %d places, renamed %v at %d", a[i].Score, a[i].Places, b[i].Score, b[i].Places)
			}
		}
	})
}

// otherCharacter exchanges letters for letters and digits for digits, one to one.
func otherCharacter(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return 'A' + (r-'A'+7)%26
	case r >= '0' && r <= '9':
		return '0' + (r-'0'+3)%10
	}
	return r
}

// Declaring something a known contact silences that pair everywhere; taking it
// back gives exactly what was there before.
func TestDeclaringSilencesThePair(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		seen := drawHistory(t)
		x := seen[rapid.IntRange(0, len(seen)-1).Draw(t, "which")]
		w := newWorld(seen...)
		before := scores(w.run(p))
		w.declare(x.Person, x.Selector.Key())
		for _, f := range w.run(p) {
			if f.Selector.Key() == x.Selector.Key() && slices.Contains(f.People, x.Person) {
				t.Fatalf("declared, it is still in %s: %v", f.Rule, f.Rows)
			}
		}
		clear(w.declared)
		if diff := cmp.Diff(before, scores(w.run(p))); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func scores(fs []outrider.Finding) map[outrider.FindingID]float64 {
	out := map[outrider.FindingID]float64{}
	for _, f := range fs {
		out[f.ID] = f.Score
	}
	return out
}
