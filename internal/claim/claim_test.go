package claim_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/claim"
)

var day = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// prose writes n invented words from a seed; two seeds share next to nothing.
func prose(seed int64, n int) []string {
	r := rand.New(rand.NewSource(seed))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", r.Intn(5000))
	}
	return words
}

// edit changes a share of the words.
func edit(words []string, share float64, seed int64) []string {
	r := rand.New(rand.NewSource(seed))
	out := slices.Clone(words)
	for i := range out {
		if r.Float64() < share {
			out[i] = fmt.Sprintf("x%d", r.Intn(5000))
		}
	}
	return out
}

func article(id string, words []string) outrider.Report {
	return outrider.Report{ID: outrider.ReportID(id), Kind: outrider.KindThreat, About: []outrider.PersonID{"p-1"}, Occurred: outrider.At(day),
		Text: strings.Join(words, " "), Channel: outrider.ChannelOpenSource, Publication: &outrider.Publication{Outlet: id}, Handling: outrider.DefaultHandling}
}

func merge(rs ...outrider.Report) []outrider.Claim {
	idx := claim.NewIndex()
	for _, r := range rs {
		idx.Add(r)
	}
	return claim.Merge(rs, idx)
}

func TestReprintsAreOneRoot(t *testing.T) {
	words := prose(1, 400)
	rs := []outrider.Report{article("a", words)}
	for i := range 40 {
		r := article(fmt.Sprintf("b%02d", i), edit(words, .05, int64(i)))
		r.Kind = outrider.KindOther // even where the desk filed it otherwise
		rs = append(rs, r)
	}
	cs := merge(rs...)
	if len(cs) != 1 || len(cs[0].Roots) != 1 || len(cs[0].Roots[0].Reports) != 41 {
		t.Fatalf("got %d claims: %+v", len(cs), cs)
	}
	if cs[0].Roots[0].First != "a" || cs[0].Roots[0].Why != "near-identical text" {
		t.Errorf("root %q because %q", cs[0].Roots[0].First, cs[0].Roots[0].Why)
	}
}

func TestReprintRecall(t *testing.T) {
	found, n := 0, 300
	for i := range n {
		words := prose(int64(1000+i), 250)
		idx := claim.NewIndex()
		a, b := article("a", words), article("b", edit(words, .10, int64(i)))
		idx.Add(a)
		idx.Add(b)
		if len(idx.SameStory("a")) == 2 {
			found++
		}
	}
	if float64(found) < .99*float64(n) {
		t.Errorf("%d of %d reprints with a tenth of the words edited were found", found, n)
	}
}

func TestDifferentStoriesStayApart(t *testing.T) {
	idx := claim.NewIndex()
	for i := range 200 {
		idx.Add(article(fmt.Sprint(i), prose(int64(i), 300)))
	}
	for i := range 200 {
		if s := idx.SameStory(outrider.ReportID(fmt.Sprint(i))); len(s) != 1 {
			t.Fatalf("story %d was joined with %v", i, s)
		}
	}
}

func TestTwoWitnessesOfOneEventAreTwoRoots(t *testing.T) {
	a := outrider.Report{ID: "a", Kind: outrider.KindWatched, Text: "I saw a van", EventKey: "gate", Occurred: outrider.At(day), Handling: outrider.DefaultHandling}
	b := outrider.Report{ID: "b", Kind: outrider.KindWatched, Text: "there was a van at the gate", EventKey: "gate", Occurred: outrider.At(day), Handling: outrider.DefaultHandling}
	c := outrider.Report{ID: "c", Kind: outrider.KindWatched, Text: "heard of a van", EventKey: "gate", CopyOf: "a", Occurred: outrider.At(day), Handling: outrider.DefaultHandling}
	cs := merge(a, b, c)
	if len(cs) != 1 || len(cs[0].Roots) != 2 {
		t.Fatalf("got %+v", cs)
	}
}

func TestParaphraseInThePressIsNotIndependentUntilShown(t *testing.T) {
	a, b := article("a", prose(1, 60)), article("b", prose(2, 60))
	cs := merge(a, b)
	if len(cs) != 1 || len(cs[0].Roots) != 2 || !cs[0].Roots[0].Unproven || cs[0].Roots[0].Circle != cs[0].Roots[1].Circle || cs[0].Proven() != 0 {
		t.Fatalf("got %+v", cs)
	}
	if p := truth(cs[0]); p <= .6 || p > .65 {
		t.Errorf("two accounts of .6 that may have one source make %.3f", p)
	}
	b.Occurred = outrider.At(day.AddDate(0, 0, 10))
	if cs := merge(a, b); len(cs) != 2 {
		t.Errorf("ten days apart: %d claims, want 2", len(cs))
	}
}

func TestForgetLeavesNoTrace(t *testing.T) {
	words := prose(1, 100)
	idx := claim.NewIndex()
	a, b := article("a", words), article("b", words)
	idx.Add(a)
	idx.Add(b)
	idx.Forget("a")
	if s := idx.SameStory("b"); len(s) != 1 {
		t.Errorf("after forgetting: %v", s)
	}
	idx.Add(a)
	if s := idx.SameStory("b"); len(s) != 2 {
		t.Errorf("after adding again: %v", s)
	}
}

// Copies change nothing, whatever their number and order (invariants 4 and 5).
func TestCopiesChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := []outrider.Report{article("a", prose(1, 80)), {ID: "s1", Kind: outrider.KindWatched, Text: "short", About: []outrider.PersonID{"p-1"}, Occurred: outrider.At(day), Handling: outrider.DefaultHandling}}
		before := merge(base...)
		k := rapid.IntRange(1, 20).Draw(t, "copies")
		with := slices.Clone(base)
		for i := range k {
			c := article(fmt.Sprintf("copy%02d", i), prose(1, 80))
			c.CopyOf = "a"
			c.Occurred = outrider.At(day.Add(time.Duration(i) * time.Hour))
			with = append(with, c)
		}
		rand.New(rand.NewSource(int64(k))).Shuffle(len(with), func(i, j int) { with[i], with[j] = with[j], with[i] })
		after := merge(append(with, with...)...)
		if len(after) != len(before) {
			t.Fatalf("%d claims became %d", len(before), len(after))
		}
		for i := range after {
			if after[i].ID != before[i].ID || len(after[i].Roots) != len(before[i].Roots) {
				t.Fatalf("claim %d changed: %s", i, cmp.Diff(before[i], after[i]))
			}
		}
	})
}
