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

// reliable takes the grade's source letter for how often it is true.
func reliable(g outrider.Grade) float64 {
	if q, ok := map[string]float64{"A": .95, "B": .85, "C": .7, "D": .45, "E": .25}[g.Source]; ok {
		return q
	}
	return .6
}

func truth(c outrider.Claim) float64 { return claim.Truth(c, reliable) }

// told is an account that somebody gave to the desk.
func told(id, source string) outrider.Report {
	return outrider.Report{ID: outrider.ReportID(id), Kind: outrider.KindThreat, About: []outrider.PersonID{"p-1"}, Occurred: outrider.At(day), EventKey: "e-1",
		Text: id, Channel: outrider.ChannelForm, Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: source, Content: "2"}, Handling: outrider.DefaultHandling}
}

// paper is an article of its own words in an outlet.
func paper(id, outlet string, after time.Duration) outrider.Report {
	seed := int64(0)
	for _, c := range id {
		seed = seed*131 + int64(c)
	}
	r := article(id, prose(seed, 60))
	r.Occurred, r.Publication.Outlet = outrider.At(day.Add(after)), outlet
	return r
}

// An agency tells it, papers credit the agency or reprint one another, and one
// paper has a witness of its own: the tree says who has it from whom.
func TestTheTreeSaysWhoHasItFromWhom(t *testing.T) {
	wire := paper("a-wire", "Invented Press Agency", 0)
	credits := paper("b-credits", "Morning Tale", time.Hour)
	credits.Publication.Agency = "Invented Press Agency"
	reprint := paper("b-credits", "Evening Tale", 2*time.Hour)
	reprint.ID = "c-reprint"
	witness := paper("d-witness", "Valley Letter", 3*time.Hour)
	witness.Publication.Cites = "a neighbour"
	cs := merge(wire, credits, reprint, witness)
	if len(cs) != 1 || len(cs[0].Roots) != 2 {
		t.Fatalf("got %d claims: %+v", len(cs), cs)
	}
	want := []outrider.Edge{{Report: "b-credits", From: "a-wire", Why: "cites it"}, {Report: "c-reprint", From: "b-credits", Why: "near-identical text"}}
	if diff := cmp.Diff(want, cs[0].Roots[0].Edges); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
	if r := cs[0].Roots[0]; r.Stories != 2 || len(r.Reports) != 3 || r.Unproven {
		t.Errorf("first root %+v", r)
	}
	if r := cs[0].Roots[1]; r.First != "d-witness" || r.Unproven || cs[0].Proven() != 2 {
		t.Errorf("second root %+v", r)
	}
}

// The same thing about another state is another thing.
func TestAnotherStateIsAnotherThing(t *testing.T) {
	a, b := paper("a", "One", 0), paper("b", "Two", time.Hour)
	a.AboutState, b.AboutState = "XA", "XB"
	if cs := merge(a, b); len(cs) != 2 || cs[0].Actor != "XA" {
		t.Errorf("got %+v", cs)
	}
	b.AboutState = ""
	if cs := merge(a, b); len(cs) != 1 || cs[0].Actor != "XA" {
		t.Errorf("one names no state: %+v", cs)
	}
}

// What is taken back goes with everything that hangs on it, and nothing else; and
// comes back when the taking back is taken back.
func TestTakingBackUndoesWhatDerives(t *testing.T) {
	wire := paper("a-wire", "Invented Press Agency", 0)
	credits := paper("b-credits", "Morning Tale", time.Hour)
	credits.Publication.Agency = "Invented Press Agency"
	own := told("c-own", "B")
	own.EventKey, credits.EventKey = "e-1", "e-1"
	back := outrider.Report{ID: "d-back", Kind: outrider.KindOther, Retracts: "a-wire", Occurred: outrider.At(day.Add(time.Hour)), Handling: outrider.DefaultHandling}
	before := merge(wire, credits, own)
	after := merge(wire, credits, own, back)
	if len(after) != 1 || len(after[0].Standing()) != 1 || after[0].Standing()[0].First != "c-own" || after[0].Roots[0].Undone != "d-back" {
		t.Fatalf("after: %+v", after)
	}
	if got, want := truth(after[0]), truth(merge(own)[0]); got != want {
		t.Errorf("what is left weighs %.3f, alone %.3f", got, want)
	}
	if diff := cmp.Diff([]outrider.ReportID{"a-wire", "b-credits"}, claim.Undone([]outrider.Report{wire, credits, own, back}, nil)); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
	again := outrider.Report{ID: "e-again", Kind: outrider.KindOther, Retracts: "d-back", Occurred: outrider.At(day.Add(2 * time.Hour)), Handling: outrider.DefaultHandling}
	if diff := cmp.Diff(before, merge(wire, credits, own, back, again)); diff != "" {
		t.Errorf("taken back twice (-want +got):\n%s", diff)
	}
	if p := truth(merge(wire, credits, back)[0]); p != 0 {
		t.Errorf("nobody stands by it, and it is %.3f probable", p)
	}
}

// A branch that one outlet takes back falls; the trunk stands.
func TestTakingBackABranchLeavesTheTrunk(t *testing.T) {
	wire := paper("a-wire", "Invented Press Agency", 0)
	credits, other := paper("b", "Morning Tale", time.Hour), paper("c", "Evening Tale", time.Hour)
	credits.Publication.Agency, other.Publication.Agency = "Invented Press Agency", "Invented Press Agency"
	back := outrider.Report{ID: "d", Kind: outrider.KindOther, Retracts: "b", Occurred: outrider.At(day.Add(time.Hour)), Handling: outrider.DefaultHandling}
	cs := merge(wire, credits, other, back)
	if diff := cmp.Diff([]outrider.ReportID{"a-wire", "c"}, cs[0].Known()); diff != "" {
		t.Errorf("known (-want +got):\n%s", diff)
	}
}

// Somebody who says that it is not so makes it less probable; a state that denies
// changes nothing, and neither does a source that is mostly wrong.
func TestDisputesLowerTheOddsOfAClaim(t *testing.T) {
	a := told("a", "B")
	alone := truth(merge(a)[0])
	with := func(kind outrider.Kind, source string) float64 {
		d := told("d", source)
		d.Kind, d.Disputes, d.EventKey = kind, "a", ""
		return truth(merge(a, d)[0])
	}
	if p := with(outrider.KindOther, "B"); !(p > 0 && p < alone) {
		t.Errorf("disputed %.3f, before %.3f", p, alone)
	}
	for _, p := range []float64{with(outrider.KindStatement, "A"), with(outrider.KindOther, "E")} {
		if p != alone {
			t.Errorf("a denial that says nothing moved it from %.3f to %.3f", alone, p)
		}
	}
}

// One more account never makes a claim less probable, unless it shows that others
// hang together; and order never matters.
func TestOneMoreAccountNeverLowersATruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "accounts")
		var rs []outrider.Report
		for i := range n {
			r := told(fmt.Sprint("r-", i), rapid.SampledFrom([]string{"A", "B", "C", "D", "E", "F"}).Draw(t, "source"))
			if rapid.Bool().Draw(t, "press") {
				grade := r.Grade
				r = paper(string(r.ID), rapid.SampledFrom([]string{"One", "Two", "Three"}).Draw(t, "outlet"), time.Duration(rapid.IntRange(0, 60).Draw(t, "hours"))*time.Hour)
				r.Grade, r.EventKey = grade, "e-1"
				r.Publication.Cites = rapid.SampledFrom([]string{"", "", "a neighbour", "the police"}).Draw(t, "cites")
			}
			rs = append(rs, r)
		}
		all := merge(rs...)
		if len(all) != 1 {
			t.Fatalf("%d claims of one happening", len(all))
		}
		shuffled := slices.Clone(rs)
		rand.New(rand.NewSource(int64(n))).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(all, merge(shuffled...)); diff != "" {
			t.Fatalf("order matters:\n%s", diff)
		}
		p := truth(all[0])
		if !(p > 0 && p <= .99) {
			t.Fatalf("truth %v", p)
		}
		drop := rapid.IntRange(0, n-1).Draw(t, "without")
		less := slices.Delete(slices.Clone(rs), drop, drop+1)
		if len(less) > 0 && !derives(all[0], rs[drop].ID) && !bridges(all[0], merge(less...)[0]) {
			if q := truth(merge(less...)[0]); q > p+1e-12 {
				t.Fatalf("%d accounts make %.6f, one fewer %.6f", n, p, q)
			}
		}
	})
}

// bridges reports whether one more account shows that others, which seemed to have
// nothing in common, may share a source.
func bridges(more, fewer outrider.Claim) bool {
	circle := map[outrider.ReportID]int{}
	for _, r := range more.Roots {
		circle[r.First] = r.Circle
	}
	for _, a := range fewer.Roots {
		for _, b := range fewer.Roots {
			if a.Circle != b.Circle && circle[a.First] == circle[b.First] {
				return true
			}
		}
	}
	return false
}

// derives reports whether a report has part in a tree of several: what is taken
// out of a tree may carry its grade away, or leave two where there was one.
func derives(c outrider.Claim, id outrider.ReportID) bool {
	return slices.ContainsFunc(c.Roots, func(r outrider.Root) bool { return len(r.Reports) > 1 && slices.Contains(r.Reports, id) })
}

// Any ring of declared copies and takings back ends, and every report is in one
// tree at most.
func TestRingsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "reports")
		name := func(label string) outrider.ReportID {
			return outrider.ReportID(fmt.Sprint("r-", rapid.IntRange(0, n).Draw(t, label)))
		}
		var rs []outrider.Report
		for i := range n {
			r := told(fmt.Sprint("r-", i), "B")
			switch rapid.IntRange(0, 4).Draw(t, "sort") {
			case 0:
				r.CopyOf = name("copy")
			case 1:
				r.Retracts = name("retracts")
			case 2:
				r.Disputes = name("disputes")
			}
			rs = append(rs, r)
		}
		seen := map[outrider.ReportID]bool{}
		for _, c := range merge(rs...) {
			for _, r := range c.Roots {
				if len(r.Edges) != len(r.Reports)-1 {
					t.Fatalf("%d edges hold %d reports together", len(r.Edges), len(r.Reports))
				}
				for _, id := range r.Reports {
					if seen[id] {
						t.Fatalf("%s stands twice", id)
					}
					seen[id] = true
				}
			}
			if p := truth(c); p < 0 || p > .99 {
				t.Fatalf("truth %v", p)
			}
		}
	})
}

// Forty-three articles, three stories, one root: what a desk officer reads.
func TestFortyThreeArticles(t *testing.T) {
	var rs []outrider.Report
	for s, outlet := range []string{"Invented Press Agency", "Morning Tale", "Evening Tale"} {
		first := paper(fmt.Sprintf("s%d-00", s), outlet, time.Duration(s)*time.Hour)
		if s > 0 {
			first.Publication.Agency = "Invented Press Agency"
		}
		rs = append(rs, first)
		words := strings.Fields(first.Text)
		for i := range []int{14, 13, 13}[s] {
			r := first
			r.ID = outrider.ReportID(fmt.Sprintf("s%d-%02d", s, i+1))
			r.Text = strings.Join(edit(words, .05, int64(i)), " ")
			r.Publication = &outrider.Publication{Outlet: fmt.Sprintf("Paper %d of %d", i, s)}
			rs = append(rs, r)
		}
	}
	cs := merge(rs...)
	if len(rs) != 43 || len(cs) != 1 || len(cs[0].Roots) != 1 || cs[0].Roots[0].Stories != 3 || len(cs[0].Roots[0].Reports) != 43 {
		t.Fatalf("%d articles make %d claims; first with %d roots", len(rs), len(cs), len(cs[0].Roots))
	}
}
