package detect_test

import (
	"math"
	"testing"

	"outrider"
	"outrider/internal/detect"

	"github.com/google/go-cmp/cmp"
)

// Two vehicles that share a person make one campaign; a third that shares nobody
// makes another, and each pays for there being two.
func TestCampaignsAreComponentsAndPayForTheirNumber(t *testing.T) {
	find := func(id string, value string, score float64, people ...outrider.PersonID) outrider.Finding {
		return outrider.Finding{ID: outrider.FindingID(id), Rule: outrider.RuleShared, People: people, Selector: plate(value), Score: score,
			Reports: []outrider.ReportID{outrider.ReportID("r-" + id)}, Rows: []outrider.Weight{{Why: "invented", Nats: score}},
			Handling: outrider.Handling{TLP: outrider.TLPGreen, PAP: outrider.PAPClear}}
	}
	alone := find("f-4", "XX1", 3, "p-1")
	alone.Rule, alone.Handling.TLP = outrider.RuleRepeat, outrider.TLPRed
	gone := find("f-5", "XX3", 9, "p-3", "p-6")
	gone.Rows = nil
	fs := []outrider.Finding{find("f-1", "XX1", 4, "p-1", "p-2"), find("f-2", "XX2", 5, "p-2", "p-3"), find("f-3", "XX9", 6, "p-7", "p-8"), alone, gone}
	got := detect.Campaigns(fs)
	if len(got) != 2 {
		t.Fatalf("%d campaigns: %+v", len(got), got)
	}
	c := got[0]
	if d := cmp.Diff([]outrider.PersonID{"p-1", "p-2", "p-3"}, c.People); d != "" {
		t.Errorf("people (-want +got):\n%s", d)
	}
	if math.Abs(c.Score-(9-math.Ln2)) > 1e-9 || len(c.Selectors) != 2 || len(c.Findings) != 3 || c.Handling.TLP != outrider.TLPRed {
		t.Errorf("%+v", c)
	}
	if math.Abs(got[1].Score-(6-math.Ln2)) > 1e-9 || len(got[1].People) != 2 {
		t.Errorf("%+v", got[1])
	}
	back := []outrider.Finding{fs[4], fs[3], fs[2], fs[1], fs[0]}
	if d := cmp.Diff(got, detect.Campaigns(back)); d != "" {
		t.Errorf("another order gives another answer:\n%s", d)
	}
	if got := detect.Campaigns(nil); len(got) != 0 {
		t.Errorf("no findings make %+v", got)
	}
}

// A half-read plate is news of the plate that it fits: the finding rests on it,
// and it never weighs more than the whole plate would.
func TestAHalfReadPlateCounts(t *testing.T) {
	p, s := params(t), plate("XX11KLM")
	half := s
	half.Value, half.Partial = "XX1?K?M", true
	seen := follower("p-1", s)
	whole := one(t, newWorld(seen...).run(p), outrider.RuleRepeat)
	seen[2].Selector = half
	w := newWorld(seen...)
	f := one(t, w.run(p), outrider.RuleRepeat)
	if len(f.Reports) != 3 || f.Places != 3 || f.Score > whole.Score {
		t.Errorf("%d reports at %d places, score %.2f; read whole %.2f", len(f.Reports), f.Places, f.Score, whole.Score)
	}
	news := one(t, detect.Run(w, p, seen[2:]), outrider.RuleRepeat)
	if d := cmp.Diff(f, news); d != "" {
		t.Errorf("told of the half-read plate alone, the desk thinks otherwise:\n%s", d)
	}
	if two := one(t, newWorld(seen[:2]...).run(p), outrider.RuleRepeat); two.Score >= f.Score {
		t.Errorf("the half-read plate adds nothing: %.2f, without it %.2f", f.Score, two.Score)
	}
}
