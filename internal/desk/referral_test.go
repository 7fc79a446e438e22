package desk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

const receiver = "Harbour Legal"

// draft writes a referral to an invented house, with the name and some reports.
func (h *house) draft(c outrider.CaseID, who outrider.PersonID, reports ...outrider.ReportID) outrider.ReferralID {
	h.t.Helper()
	return outrider.ReferralID(h.work(h.officer, desk.CaseDecision{Draft: &desk.DraftReferral{Case: c, Person: who, To: receiver, Purpose: "legal help", Text: "An injunction against the caller.",
		Fields: []string{outrider.FieldName, outrider.FieldCode}, Reports: reports}}).ID)
}

func (h *house) referral(by outrider.UserID, id outrider.ReferralID) desk.ReferralView {
	h.t.Helper()
	v, err := h.desk.Referral(h.ctx, by, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// amber is a report that another house may have.
func (h *house) amber(text string, who ...outrider.PersonID) outrider.ReportID {
	h.t.Helper()
	dr := h.seen(home, who...)
	dr.Report.Text, dr.Report.Handling = text, outrider.Handling{TLP: outrider.TLPAmber, PAP: outrider.PAPAmber}
	return h.file(dr)[0].Report
}

// sentOut is a referral that has left the house.
func sentOut(t testing.TB) (*house, outrider.PersonID, outrider.CaseID, outrider.ReferralID) {
	h := clocked(t)
	ann := h.person("K-01")
	c := h.openCase(h.officer, ann)
	id := h.draft(c, ann)
	h.yes(ann, outrider.ForSharing, receiver)
	h.work(h.officer, desk.CaseDecision{Ask: &desk.AskReferral{ID: id}})
	h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: h.approval(h.duty).ID, Give: true}})
	h.work(h.officer, desk.CaseDecision{Send: &desk.SendReferral{ID: id}})
	return h, ann, c, id
}

func (h *house) step(id outrider.ReferralID, to outrider.ReferralState, reason, note string) desk.CaseDecision {
	return desk.CaseDecision{Step: &desk.StepReferral{ID: id, To: to, Reason: reason, Note: note, From: to != outrider.ReferralRevoked}}
}

func TestAReferralIsSentAsItWasSeen(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	c := h.openCase(h.officer, ann)
	told := h.amber("Mira heard that "+secretName+" K-01 was asked for by a man in grey", ann)
	id := h.draft(c, ann, told)
	send, ask := desk.CaseDecision{Send: &desk.SendReferral{ID: id}}, desk.CaseDecision{Ask: &desk.AskReferral{ID: id}}
	v := h.referral(h.officer, id)
	if len(v.Against) != 1 || !strings.Contains(v.Against[0], "no consent") || !strings.Contains(v.Who, secretName) || !strings.Contains(v.Head, "TLP:AMBER PAP:AMBER") {
		t.Errorf("%+v", v)
	}
	if strings.Contains(v.Body, "Mira") || !strings.Contains(v.Body, "man in grey") {
		t.Errorf("the source is named, or the report is not there: %s", v.Body)
	}
	h.unwork(h.officer, outrider.CodeConflict, send)
	h.unwork(h.officer, outrider.CodeConflict, ask)
	h.yes(ann, outrider.ForSharing, receiver)
	h.unwork(h.officer, outrider.CodeConflict, send) // nobody approved
	h.work(h.officer, ask)
	h.unwork(h.officer, outrider.CodeConflict, send)
	h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: h.approval(h.duty).ID, Give: true}})
	draft := desk.DraftReferral{ID: id, Case: c, Person: ann, To: receiver, Purpose: "legal help", Text: "Something else."}
	h.work(h.officer, desk.CaseDecision{Draft: &draft})
	h.unwork(h.officer, outrider.CodeConflict, send) // what was approved has changed
	draft.Text, draft.Fields, draft.Reports = "An injunction.", []string{outrider.FieldName}, []outrider.ReportID{told}
	h.work(h.officer, desk.CaseDecision{Draft: &draft})
	h.work(h.officer, ask)
	h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: h.approval(h.duty).ID, Give: true}})
	seen := h.referral(h.officer, id)
	if seen.Approval != "" {
		t.Errorf("%q", seen.Approval)
	}
	h.work(h.officer, send)
	h.unwork(h.officer, outrider.CodeConflict, desk.CaseDecision{Draft: &draft})
	h.reopen()
	paper, err := h.desk.ReferralPaper(h.ctx, h.officer, id)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(paper.Text))
	if paper.Text != seen.Head+seen.Who+seen.Body || paper.Hash != hex.EncodeToString(sum[:]) || paper.Hash != seen.Hash {
		t.Error("what left is not what was shown, or its hash is another")
	}
	if strings.Contains(v.Body, "K-01 was") || !strings.Contains(paper.Text, "[…]") {
		t.Errorf("a field that was not selected is in it: %s", paper.Text)
	}
	if p := h.consent(ann).Passed; len(p) != 1 || p[0].To != receiver {
		t.Errorf("nobody could get it back: %+v", p)
	}
	for _, e := range h.entries() {
		for _, p := range e.Parts {
			if strings.Contains(string(p.Body), secretName) && p.Purpose != outrider.PurposeIdentity && e.Type != outrider.EntryReportFiled && e.Type != outrider.EntryFinding {
				t.Errorf("%s holds the name outside the identity", e.Type)
			}
		}
	}
}

func TestWhatStaysInTheHouse(t *testing.T) {
	h := newHouse(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	h.yes(ann, outrider.ForSharing, receiver)
	c := h.openCase(h.officer, ann)
	strict := h.file(h.seen(home, ann))[0].Report
	both := h.amber("both were seen", ann, ben)
	dr := h.seen(home, ann)
	dr.Report.Handling = outrider.Handling{TLP: outrider.TLPGreen, PAP: outrider.PAPGreen}
	rs, err := h.desk.File(h.ctx, h.liaison, dr)
	if err != nil {
		t.Fatal(err)
	}
	for id, why := range map[outrider.ReportID]string{strict: "stays in the house", both: "somebody else", rs[0].Report: "another house"} {
		v := h.referral(h.officer, h.draft(c, ann, id))
		if len(v.Against) == 0 || !strings.Contains(v.Against[0], why) || strings.Contains(v.Body, secretText) || strings.Contains(v.Body, "both were seen") {
			t.Errorf("%s: %v\n%s", why, v.Against, v.Body)
		}
		h.unwork(h.officer, outrider.CodeConflict, desk.CaseDecision{Ask: &desk.AskReferral{ID: v.ID}})
	}
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Draft: &desk.DraftReferral{Case: c, Person: ann, To: receiver, Purpose: "war", Text: "x"}})
	h.unwork(h.officer, outrider.CodeNotFound, desk.CaseDecision{Draft: &desk.DraftReferral{Case: c, Person: ben, To: receiver, Purpose: "legal help", Text: "x"}})
	h.unwork(h.analyst, outrider.CodeNotFound, desk.CaseDecision{Draft: &desk.DraftReferral{Case: c, Person: ann, To: receiver, Purpose: "legal help", Text: "x"}})
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ann, From: []string{"The Ministry"}}})
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Draft: &desk.DraftReferral{Case: c, Person: ann, To: "the  ministry", Purpose: "legal help", Text: "x"}})
	marked := outrider.ReferralID(h.work(h.officer, desk.CaseDecision{Draft: &desk.DraftReferral{Case: c, Person: ann, To: receiver, Purpose: "legal help", Text: "x", TLP: outrider.TLPRed}}).ID)
	if v := h.referral(h.officer, marked); len(v.Against) != 1 {
		t.Errorf("%v", v.Against)
	}
}

func TestTheOtherHouseAnswers(t *testing.T) {
	h, _, c, id := sentOut(t)
	h.unwork(h.officer, outrider.CodeInvalid, h.step(id, outrider.ReferralRejected, "bad-mood", ""))
	h.unwork(h.officer, outrider.CodeConflict, h.step(id, outrider.ReferralDone, "", ""))
	h.now = h.now.AddDate(0, 0, 15)
	h.tick()
	if v := h.caseOf(h.officer, c); !strings.Contains(caseDuties(v), "referral-unanswered") || !v.Referrals[0].Late {
		t.Errorf("%q %+v", caseDuties(v), v.Referrals)
	}
	h.work(h.officer, h.step(id, "", "", "they want the lease"))
	h.work(h.officer, h.step(id, outrider.ReferralAccepted, "", ""))
	h.tick()
	if v := h.caseOf(h.officer, c); strings.Contains(caseDuties(v), "referral") {
		t.Errorf("%q", caseDuties(v))
	}
	h.now = h.now.AddDate(0, 0, 180)
	h.tick()
	if v := h.caseOf(h.officer, c); !strings.Contains(caseDuties(v), "referral-unanswered") || !v.Referrals[0].Expired {
		t.Errorf("nobody ends what has run out: %q", caseDuties(v))
	}
	_, err := h.desk.ReferralPaper(h.ctx, h.officer, id)
	h.code(err, outrider.CodeConflict)
	h.work(h.officer, h.step(id, outrider.ReferralDone, "", "the court granted it"))
	v, err := h.desk.Referrals(h.ctx, h.officer)
	if err != nil || len(v.Organisations) != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
	if o := v.Organisations[0]; o.Name != receiver || o.Sent != 1 || o.Answered != 1 || o.InTime != 0 || o.Accepted != 1 || o.Days < 15 {
		t.Errorf("%+v", o)
	}
	if s := h.referral(h.officer, id).Steps; len(s) != 5 || s[0].What != "done" || !s[2].From {
		t.Errorf("%+v", s)
	}
}

func TestARejectionSaysWhy(t *testing.T) {
	h, ann, _, id := sentOut(t)
	h.work(h.officer, h.step(id, outrider.ReferralRejected, "no-capacity", "try in May"))
	v, err := h.desk.Referrals(h.ctx, h.officer)
	if err != nil || len(v.Organisations[0].Why) != 1 || v.Organisations[0].InTime != 1 {
		t.Errorf("%+v, %v", v.Organisations, err)
	}
	if out := h.no(ann, outrider.ForSharing); out.Recalls != 1 {
		t.Errorf("%d recalls: they have it though they said no", out.Recalls)
	}
}

func TestAWithdrawalRevokes(t *testing.T) {
	for name, no := range map[string]func(*house, outrider.PersonID){
		"of sharing with them": func(h *house, a outrider.PersonID) { h.no(a, outrider.ForSharing, receiver) },
		"of all sharing":       func(h *house, a outrider.PersonID) { h.no(a, outrider.ForSharing) },
		"of the record":        func(h *house, a outrider.PersonID) { h.no(a, outrider.ForRecord) },
		"by the list of the silent": func(h *house, a outrider.PersonID) {
			h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: a, From: []string{"harbour legal"}}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, ann, c, id := sentOut(t)
			second := h.draft(c, ann)
			no(h, ann)
			for _, r := range []outrider.ReferralID{id, second} {
				if v := h.referral(h.officer, r); v.State != outrider.ReferralRevoked {
					t.Errorf("%s is %s", r, v.State)
				}
				_, err := h.desk.ReferralPaper(h.ctx, h.officer, r)
				h.code(err, outrider.CodeConflict)
				h.unwork(h.officer, outrider.CodeConflict, desk.CaseDecision{Send: &desk.SendReferral{ID: r}})
			}
			if rs := h.consent(ann).Recalls; len(rs) != 1 || rs[0].From != receiver {
				t.Errorf("%+v", rs)
			}
		})
	}
	h, ann, _, id := sentOut(t)
	h.work(h.officer, h.step(id, outrider.ReferralRevoked, "", "sent to the wrong office"))
	h.no(ann, outrider.ForSharing)
	if rs := h.consent(ann).Recalls; len(rs) != 1 {
		t.Errorf("recalled %d times", len(rs))
	}
}
