package desk_test

import (
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// A second word on a decision not to warn is that of somebody who can read what it
// rests on, wherever they say it: on the record, or on the list of what waits.
func TestSilenceIsApprovedByWhoCanReadIt(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	dr := h.seen(home, ann)
	dr.Report.Handling, dr.Recipients = outrider.Handling{TLP: outrider.TLPRed}, []outrider.UserID{h.officer}
	rs, err := h.desk.File(h.ctx, h.officer, dr)
	if err != nil {
		t.Fatal(err)
	}
	id := h.opened(ann, "serious")
	h.weighed(id)
	h.on(h.officer, desk.DangerAct{Record: id, Know: &desk.KnowDanger{From: outrider.FromReport, Cites: string(rs[0].Report)}})
	h.on(h.officer, desk.DangerAct{Record: id, Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "Checked: it is theirs.", Ground: "not-credible", Review: h.now.AddDate(0, 0, 2)}})
	asked := h.waitsFor(h.duty)
	h.noOn(h.duty, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Give: true}}, outrider.CodeInvalid)
	h.unwork(h.duty, outrider.CodeInvalid, desk.CaseDecision{Approval: &desk.SettleApproval{ID: asked, Give: true}})
	if got := h.waitsFor(h.duty); got != asked {
		t.Errorf("it was answered all the same: %q waits", got)
	}
}

// waitsFor is the first approval that waits, as a user reads the list.
func (h *house) waitsFor(by outrider.UserID) outrider.ApprovalID {
	h.t.Helper()
	v, err := h.desk.Approvals(h.ctx, by)
	if err != nil || len(v.Waiting) == 0 {
		h.t.Fatalf("nothing waits: %v", err)
	}
	return v.Waiting[0].ID
}
