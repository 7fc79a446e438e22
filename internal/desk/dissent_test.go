package desk_test

import (
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// TestDissent keeps other views beside a figure, in words only for those who may see
// what they rest on, and never the owner's own.
func TestDissent(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.file(h.seen(home, p))
	made := h.decide(h.analyst, desk.Decision{Publish: &desk.Publish{Person: p, From: "model", Reasons: "nobody was free to judge", Gaps: "much"}})
	against := func(why string) desk.Decision {
		return desk.Decision{Dissent: &desk.AddDissent{Person: p, ID: made.ID, Why: why}}
	}
	h.refused(h.analyst, against("mine"), outrider.CodeInvalid)
	h.refused(h.officer, against("  "), outrider.CodeInvalid)
	h.refused(h.root, against("no business of theirs"), outrider.CodeNotFound)
	h.refused(h.officer, desk.Decision{Dissent: &desk.AddDissent{Person: p, ID: "b-none", Why: "x"}}, outrider.CodeNotFound)
	h.decide(h.duty, against("a neighbour's van"))
	secret := h.seen(home, p)
	secret.Report.Handling, secret.Recipients = outrider.Handling{TLP: outrider.TLPRed}, []outrider.UserID{h.officer}
	h.file(secret)
	h.decide(h.officer, against("the second report says otherwise"))
	for _, step := range []string{"at once", "after a restart"} {
		got := h.judgements(h.officer, p).Published[0]
		if len(got.Dissent) != 2 || got.Dissent[1].Why != "the second report says otherwise" || got.Dissent[0].Why != "a neighbour's van" || got.State != "published" {
			t.Errorf("%s: %+v, %s", step, got.Dissent, got.State)
		}
		cut := h.judgements(h.analyst, p).Published[0]
		if len(cut.Dissent) != 2 || !cut.Dissent[1].Masked || cut.Dissent[1].Why != "" || cut.Dissent[1].Who == "" || cut.Dissent[0].Masked {
			t.Errorf("%s: the analyst sees %+v", step, cut.Dissent)
		}
		h.reopen()
	}
	h.now = h.now.AddDate(1, 0, 0)
	h.refused(h.duty, against("too late"), outrider.CodeConflict)
}

// TestWeighIsHeldBack shows what hangs on single rates to a duty officer, and nothing
// of it to an analyst who may still judge blind, whose judgement stays blind.
func TestWeighIsHeldBack(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.file(h.seen(home, p))
	see := func(u outrider.UserID) desk.HangingView {
		t.Helper()
		v, err := h.desk.Weigh(h.ctx, u, p)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := see(h.duty); v.Withheld || v.Weighed == nil || len(v.Weighed.Bars) < 5 {
		t.Errorf("the duty officer sees %+v", v)
	}
	if v := see(h.analyst); !v.Withheld || v.Weighed != nil {
		t.Errorf("the analyst sees %+v", v)
	}
	if !h.toJudge(h.analyst, p).Blind {
		t.Error("what was held back made the judgement one after seeing")
	}
	h.judgements(h.analyst, p)
	if v := see(h.analyst); v.Withheld || v.Weighed == nil {
		t.Errorf("after the model was shown: %+v", v)
	}
}
