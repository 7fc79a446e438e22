package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
)

// drawnAct is any act on a record, by anybody, sensible or not.
func drawnAct(r *rapid.T, h *house, id outrider.DangerID, v desk.DangerView) (outrider.UserID, desk.Decision) {
	by := rapid.SampledFrom([]outrider.UserID{h.officer, h.duty, h.analyst}).Draw(r, "by")
	ahead := h.now.Add(time.Duration(rapid.IntRange(-2, 400).Draw(r, "hours")) * time.Hour)
	back := h.now.Add(-time.Duration(rapid.IntRange(-1, 72).Draw(r, "ago")) * time.Hour)
	a := desk.DangerAct{Record: id}
	switch rapid.IntRange(0, 13).Draw(r, "act") {
	case 0:
		a.Know = &desk.KnowDanger{From: outrider.FromOutside, Who: "a neighbour", What: "a car", Knew: back, Happened: outrider.At(back.Add(-time.Hour))}
	case 1:
		a.Option = &outrider.DangerOption{What: "wait", For: "x", Against: "y"}
	case 2:
		a.Decide = &desk.DecideDanger{Verdict: outrider.DangerWarn, Reasons: "x"}
	case 3:
		a.Decide = &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "x", Ground: rapid.SampledFrom([]string{"not-credible", "", "none"}).Draw(r, "ground"), Review: ahead}
	case 4:
		a.Approve = &desk.ApproveDanger{Give: rapid.Bool().Draw(r, "give"), Why: "x"}
	case 5:
		a.Rung = &desk.GiveRung{Rung: rapid.SampledFrom([]string{"letter", "visit", "guard"}).Draw(r, "rung"), Wording: "x", Language: "fa", Method: "phone", Given: back}
	case 6:
		a.Receipt = &outrider.DangerReceipt{Rung: lastRung(v), Reached: rapid.Bool().Draw(r, "reached"), Known: "x", At: back}
	case 7:
		return by, desk.Decision{Offer: &desk.OfferMeasures{Person: v.Line.Person, Measures: []string{rapid.SampledFrom([]string{"home-locks", "door-camera", "escort"}).Draw(r, "measure")}, For: string(id)}}
	case 8:
		a.Dissent = &outrider.DangerDissent{Why: "otherwise"}
	case 9, 10:
		a.Close = &desk.CloseDanger{Reasons: "x", Reopens: "y", Agreed: "z", Owner: rapid.SampledFrom([]string{"", "mira", "yusuf"}).Draw(r, "owner"), Review: ahead, Asked: rapid.Bool().Draw(r, "asked")}
	case 11:
		a.Reopen = &desk.ReopenDanger{Why: "again"}
	case 12:
		a.Review = &desk.ReviewDanger{Level: rapid.SampledFrom([]string{"watch", "raised", "serious", "imminent", ""}).Draw(r, "level"), Why: "x"}
	case 13:
		a.Link = &outrider.DangerLink{Who: "child", Child: true, Note: rapid.SampledFrom([]string{"", "her aunt"}).Draw(r, "note")}
	}
	return by, desk.Decision{Danger: &a}
}

// sensibleAct does what a record needs next, or closes it: without it hardly any
// draw would come to an end.
func sensibleAct(r *rapid.T, h *house, id outrider.DangerID, v desk.DangerView) (outrider.UserID, desk.Decision) {
	a := desk.DangerAct{Record: id}
	need := ""
	if len(v.Needs) > 0 {
		need = v.Needs[0]
	}
	has := func(word string) bool { return strings.Contains(need, word) }
	switch {
	case v.Line.State != "open":
		a.Reopen = &desk.ReopenDanger{Why: "again"}
	case has("was known"):
		a.Know = &desk.KnowDanger{From: outrider.FromOutside, Who: "a neighbour", What: "a car"}
	case has("option"):
		a.Option = &outrider.DangerOption{What: "wait", For: "x", Against: "y"}
	case has("second person"):
		a.Approve = &desk.ApproveDanger{Give: true}
		return h.duty, desk.Decision{Danger: &a}
	case has("decision") && rapid.Bool().Draw(r, "silent"):
		a.Decide = &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "x", Ground: "not-credible", Review: h.now.Add(12 * time.Hour)}
	case has("decision"):
		a.Decide = &desk.DecideDanger{Verdict: outrider.DangerWarn, Reasons: "x"}
	case has("reached") && rapid.Bool().Draw(r, "again"):
		a.Rung = &desk.GiveRung{Rung: "visit", Wording: "x", Language: "fa", Method: "phone"}
	case has("reached"):
		a.Receipt = &outrider.DangerReceipt{Rung: lastRung(v), Reached: true, Known: "x"}
	case has("offer"):
		return h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: v.Line.Person, Measures: []string{rapid.SampledFrom([]string{"home-locks", "door-camera", "escort", "safe-room"}).Draw(r, "measure")}, For: string(id)}}
	case has("sheet"):
		a.Link = &outrider.DangerLink{Who: "child", Child: true, Note: "her aunt"}
	default:
		a.Close = &desk.CloseDanger{Reasons: "x", Reopens: "y", Agreed: "z", Review: h.now.AddDate(0, 1, 0), Asked: true}
	}
	return h.officer, desk.Decision{Danger: &a}
}

func lastRung(v desk.DangerView) string {
	if n := len(v.Ladder); n > 0 {
		return v.Ladder[n-1].ID
	}
	return "none"
}

// Whatever is done in whatever order: nothing closes a warning without offer, owner
// and review; nobody is left unwarned by one person; another view never goes away;
// nothing is known before it happened, nor given before it was known of.
func TestNoPathToAWarningThatIsLeftAlone(t *testing.T) {
	closed, silent := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		h := clocked(t)
		id := h.opened(h.person("K-01"), "serious")
		if rapid.Bool().Draw(r, "weighed") {
			h.weighed(id)
		}
		if rapid.Bool().Draw(r, "warned") {
			h.warned(id)
		}
		dissent := 0
		before := h.danger(h.officer, id)
		for range rapid.IntRange(5, 25).Draw(r, "acts") {
			h.now = h.now.Add(time.Duration(rapid.IntRange(0, 40).Draw(r, "minutes")) * time.Minute)
			by, dec := drawnAct(r, h, id, before)
			if rapid.IntRange(0, 3).Draw(r, "sense") > 0 {
				by, dec = sensibleAct(r, h, id, before)
			}
			_, err := h.desk.Decide(h.ctx, by, dec)
			v := h.danger(h.officer, id)
			if err == nil && dec.Danger != nil && dec.Danger.Dissent != nil {
				dissent++
			}
			if len(v.Dissent) != dissent {
				r.Fatalf("%d other views, %d were written down", len(v.Dissent), dissent)
			}
			if err == nil && dec.Danger != nil && dec.Danger.Close != nil {
				closed++
				closedWell(r, before, v)
			}
			for _, q := range v.Decisions {
				if q.Verdict == outrider.DangerSilent && q.State == "in-force" && (q.Second == "" || q.Second == q.By || !h.now.Before(q.Review) || q.Ground == "") {
					r.Fatalf("somebody is left unwarned by one person, or for ever: %+v", q)
				}
			}
			silent += len(slices.DeleteFunc(slices.Clone(v.Decisions), func(q desk.DangerDecisionLine) bool { return q.State != "in-force" }))
			inOrder(r, v)
			neverIdle(r, v)
			before = v
		}
		live := h.danger(h.officer, id)
		h.reopen()
		if again := h.danger(h.officer, id); text(t, again.Line) != text(t, live.Line) || text(t, again.Decisions) != text(t, live.Decisions) || text(t, again.Needs) != text(t, live.Needs) {
			r.Fatal("a fold of the ledger gives another record")
		}
	})
	if closed == 0 || silent == 0 {
		t.Errorf("%d records closed and %d silences held: the test proves nothing", closed, silent)
	}
}

// closedWell holds a record that was just closed to what must have been there.
func closedWell(r *rapid.T, before, v desk.DangerView) {
	if len(before.Needs) > 0 {
		r.Fatalf("it closed though it lacked %v", before.Needs)
	}
	if v.Line.Owner == "" || v.Line.Owner == "yusuf" || !v.Line.Review.After(v.Now) {
		r.Fatalf("it closed without owner or review: %+v", v.Line)
	}
	warned := slices.ContainsFunc(v.Ladder, func(g desk.DangerRungLine) bool { return g.Warns && !g.Given.Before(v.Began) })
	offered := slices.ContainsFunc(v.Offers, func(o desk.DangerOfferLine) bool { return !o.At.Before(v.Began) })
	if warned && !offered {
		r.Fatal("a warning closed without an offer of measures")
	}
	if len(v.Known) == 0 || len(v.Options) < 2 || len(v.Decisions) == 0 || slices.ContainsFunc(v.Linked, func(l desk.DangerLinkLine) bool { return !l.Sheet }) {
		r.Fatalf("it closed without what was known, weighed or decided: %+v", v)
	}
}

// neverIdle: while a record is open, somebody is asked to warn, to find out whether it
// reached them, or to look at a decision not to; until it is known that they know.
func neverIdle(r *rapid.T, v desk.DangerView) {
	knows := slices.ContainsFunc(v.Ladder, func(g desk.DangerRungLine) bool {
		return g.Warns && !g.Given.Before(v.Began) && g.Receipt != nil && g.Receipt.Reached
	})
	asked := slices.ContainsFunc(v.Clocks, func(c desk.DangerClock) bool {
		return c.Sort == outrider.DutyDangerWarn || c.Sort == outrider.DutyDangerReach || c.Sort == outrider.DutyDangerSilence
	})
	if v.Line.State == "open" && !knows && !asked {
		r.Fatalf("nobody is asked to warn: %+v", v.Clocks)
	}
}

// inOrder holds every time of a record to what it may follow.
func inOrder(r *rapid.T, v desk.DangerView) {
	for _, k := range v.Known {
		if k.Knew.After(k.At) || k.Happened.From.After(k.Knew) || k.At.After(v.Now) {
			r.Fatalf("something is known before it can be: %+v", k)
		}
	}
	for _, g := range v.Ladder {
		if g.Given.After(g.At) || g.Receipt != nil && (g.Receipt.At.Before(g.Given) || g.Receipt.At.After(g.Noted.At)) {
			r.Fatalf("a step out of order: %+v", g)
		}
	}
}
