package outrider_test

import (
	"testing"

	"outrider"

	"pgregory.net/rapid"
)

func drawHandling(t *rapid.T, name string) outrider.Handling {
	return outrider.Handling{
		TLP: rapid.SampledFrom([]outrider.TLP{"", outrider.TLPClear, outrider.TLPGreen, outrider.TLPAmber, outrider.TLPAmberStrict, outrider.TLPRed}).Draw(t, name+" TLP"),
		PAP: rapid.SampledFrom([]outrider.PAP{"", outrider.PAPClear, outrider.PAPGreen, outrider.PAPAmber, outrider.PAPRed}).Draw(t, name+" PAP"),
		Caveats: rapid.SampledFrom([]string{"", "ask the giver first", "not by telephone", "court order of 2024; sealed", "ask the giver first; not by telephone"}).
			Draw(t, name+" caveats"),
	}
}

// The mark of a product does not depend on who put its parts together, in which
// order, or how often a part was used.
func TestJoinIsASemilattice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawHandling(t, "a"), drawHandling(t, "b"), drawHandling(t, "c")
		if x, y := a.Join(b), b.Join(a); x != y {
			t.Fatalf("order matters: %+v and %+v", x, y)
		}
		if x, y := a.Join(b).Join(c), a.Join(b.Join(c)); x != y {
			t.Fatalf("grouping matters: %+v and %+v", x, y)
		}
		if x, y := a.Join(b).Join(b), a.Join(b); x != y {
			t.Fatalf("using a part twice changes the mark: %+v and %+v", x, y)
		}
		for _, part := range []outrider.Handling{a.Or(), b.Or()} {
			if j := a.Join(b); j.TLP.Rank() < part.TLP.Rank() || j.PAP.Rank() < part.PAP.Rank() {
				t.Fatalf("%v is weaker than its part %v", j, part)
			}
		}
		if err := a.Join(b).Validate(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestUnmarkedIsStrict(t *testing.T) {
	if got := (outrider.Handling{}).Or(); got != outrider.DefaultHandling {
		t.Errorf("unmarked became %v", got)
	}
	open := outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPClear}
	if got := open.Join(outrider.Handling{}); got != outrider.DefaultHandling {
		t.Errorf("an unmarked part loosened a product to %v", got)
	}
	if err := (outrider.Handling{TLP: "TLP:WHITE", PAP: outrider.PAPRed}).Validate(); err == nil {
		t.Error("a label of TLP 1.0 passed")
	}
	if err := (outrider.Handling{TLP: outrider.TLPRed, PAP: "PAP:WHITE"}).Validate(); err == nil {
		t.Error("an unknown PAP label passed")
	}
}

func TestCaveatsAllTravel(t *testing.T) {
	a := outrider.Handling{TLP: outrider.TLPGreen, PAP: outrider.PAPGreen, Caveats: "not by telephone"}
	b := outrider.Handling{TLP: outrider.TLPAmber, PAP: outrider.PAPClear, Caveats: "ask the giver first"}
	want := outrider.Handling{TLP: outrider.TLPAmber, PAP: outrider.PAPGreen, Caveats: "ask the giver first; not by telephone"}
	if got := a.Join(b); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
