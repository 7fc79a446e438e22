package desk_test

import (
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// linked makes a link to what was sent and returns what it carries and the code.
func (h *house) linked(id outrider.ReferralID) (tok, code string) {
	h.t.Helper()
	out := h.work(h.officer, desk.CaseDecision{Page: &desk.LinkReferral{ID: id}})
	return token(out.Link), out.Code
}

// receives makes a link and opens the receiver's page by it.
func (h *house) receives(id outrider.ReferralID) (o desk.Receiver, number, code string) {
	h.t.Helper()
	tok, code := h.linked(id)
	o, number, err := h.desk.PaperOpen(h.ctx, tok, code)
	if err != nil {
		h.t.Fatal(err)
	}
	return o, number, code
}

func (h *house) paper(o desk.Receiver) desk.ReceiverPaper {
	h.t.Helper()
	p, err := h.desk.Paper(h.ctx, o)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// over holds a page to being shut: to look, to answer.
func (h *house) over(o desk.Receiver) {
	h.t.Helper()
	_, err := h.desk.Paper(h.ctx, o)
	h.code(err, outrider.CodeNotFound)
	h.code(h.desk.AnswerPaper(h.ctx, o, desk.ReceiverAnswer{Note: "too late"}), outrider.CodeNotFound)
}

func TestAReceiverReadsWhatWasShown(t *testing.T) {
	h, ann, _, id := sentOut(t)
	seen := h.referral(h.officer, id)
	if seen.Page != nil || !seen.Linkable || seen.LinkHours != 72 {
		t.Errorf("before a link: %+v", seen)
	}
	tok, code := h.linked(id)
	if p := h.referral(h.officer, id).Page; p == nil || p.State != "link" || p.Copy != 1 || len(code) != 8 {
		t.Errorf("%+v, code %q", p, code)
	}
	_, _, err := h.desk.PaperOpen(h.ctx, tok, "0000 0000")
	h.code(err, outrider.CodeNotFound)
	o, number, err := h.desk.PaperOpen(h.ctx, tok, code[:4]+" "+code[4:])
	if err != nil {
		t.Fatal(err)
	}
	got := h.paper(o)
	if got.Text != seen.Head+seen.Who+seen.Body || got.Copy != 1 || got.To != receiver || !strings.HasPrefix(got.Mark, "TLP:AMBER") || len(got.Reasons) == 0 {
		t.Errorf("%+v", got)
	}
	_, _, err = h.desk.PaperOpen(h.ctx, tok, code) // opened twice, or forwarded
	h.code(err, outrider.CodeNotFound)
	h.reopen()
	h.paper(o)
	again, err := h.desk.PaperReturn(h.ctx, number, code)
	if err != nil {
		t.Fatal(err)
	}
	h.over(o) // one browser at a time
	h.paper(again)
	_, err = h.desk.PaperReturn(h.ctx, number, "00000000")
	h.code(err, outrider.CodeNotFound)

	p := h.referral(h.officer, id).Page
	if p.State != "open" || p.Times != 2 || p.Last.IsZero() {
		t.Errorf("%+v", p)
	}
	own, _ := h.opens(ann)
	looks := h.ownData(own).Looks
	if len(looks) < 2 || looks[0].Role != desk.RoleReceiver && looks[1].Role != desk.RoleReceiver {
		t.Errorf("the person does not see who looked: %+v", looks)
	}
	audit, err := h.desk.Audit(h.ctx, h.auditor, 0)
	if err != nil {
		t.Fatal(err)
	}
	acts := text(t, audit)
	if strings.Count(acts, "referral.opened") != 2 || strings.Contains(acts, secretName) {
		t.Errorf("the audit: %s", acts)
	}
}

func TestAReceiverAnswers(t *testing.T) {
	h, _, c, id := sentOut(t)
	o, _, _ := h.receives(id)
	says := func(a desk.ReceiverAnswer) {
		t.Helper()
		if err := h.desk.AnswerPaper(h.ctx, o, a); err != nil {
			t.Error(err)
		}
	}
	refuses := func(want outrider.Code, a desk.ReceiverAnswer) {
		t.Helper()
		h.code(h.desk.AnswerPaper(h.ctx, o, a), want)
	}
	refuses(outrider.CodeInvalid, desk.ReceiverAnswer{})
	refuses(outrider.CodeInvalid, desk.ReceiverAnswer{To: outrider.ReferralRejected})
	refuses(outrider.CodeInvalid, desk.ReceiverAnswer{To: outrider.ReferralRevoked, Note: "we take it back"})
	refuses(outrider.CodeConflict, desk.ReceiverAnswer{To: outrider.ReferralDone})
	says(desk.ReceiverAnswer{Note: "we need the lease"})
	says(desk.ReceiverAnswer{Note: "we need the lease"}) // a nervous thumb
	says(desk.ReceiverAnswer{To: outrider.ReferralAccepted, Note: "from Monday"})
	if got := h.paper(o); len(got.Said) != 2 || got.Said[0].To != outrider.ReferralAccepted || got.State != outrider.ReferralAccepted {
		t.Errorf("%+v", got)
	}
	v := h.referral(h.duty, id) // somebody looks
	if s := v.Steps[0]; s.By != "the receiver, on their own page" || !s.From || s.Note != "from Monday" || s.What != "accepted" {
		t.Errorf("%+v", s)
	}
	says(desk.ReceiverAnswer{To: outrider.ReferralDone, Note: "the court granted it"})
	h.over(o)
	h.tick()
	if got := caseDuties(h.caseOf(h.officer, c)); !strings.Contains(got, "referral-answered") {
		t.Errorf("nobody is asked to look: %q", got)
	}
	h.work(h.officer, h.step(id, "", "", "they called too")) // staff still write down what is said elsewhere
	if _, err := h.desk.Referrals(h.ctx, h.officer); err != nil {
		t.Error(err)
	}
	h.tick()
	if got := caseDuties(h.caseOf(h.officer, c)); !strings.Contains(got, "referral-answered") {
		t.Error("a line in a list counts as a look at what was said")
	}
	h.reopen()
	h.referral(h.officer, id)
	h.tick()
	if got := caseDuties(h.caseOf(h.officer, c)); strings.Contains(got, "referral-answered") {
		t.Errorf("it was looked at, and still: %q", got)
	}
	o2 := h.referral(h.officer, id).Page
	if o2.State != "over" || len(o2.Why) == 0 {
		t.Errorf("%+v", o2)
	}
	h.unwork(h.officer, outrider.CodeConflict, desk.CaseDecision{Page: &desk.LinkReferral{ID: id}})
}

func TestNotesHaveAnEnd(t *testing.T) {
	h, _, _, id := sentOut(t)
	o, _, _ := h.receives(id)
	for i := range 40 {
		if err := h.desk.AnswerPaper(h.ctx, o, desk.ReceiverAnswer{Note: strings.Repeat("x", i+1)}); err != nil {
			t.Fatal(err)
		}
	}
	h.code(h.desk.AnswerPaper(h.ctx, o, desk.ReceiverAnswer{Note: "one more"}), outrider.CodeConflict)
	if !h.paper(o).Full {
		t.Error("the page does not say so")
	}
	if err := h.desk.AnswerPaper(h.ctx, o, desk.ReceiverAnswer{To: outrider.ReferralAccepted}); err != nil {
		t.Errorf("a yes is still an answer: %v", err)
	}
}

// What ends a referral ends the page at once, in whatever browser it is open.
func TestWhatEndsAReceiversPage(t *testing.T) {
	for name, end := range map[string]func(*house, outrider.PersonID, outrider.CaseID, outrider.ReferralID){
		"revoked": func(h *house, _ outrider.PersonID, _ outrider.CaseID, id outrider.ReferralID) {
			h.work(h.officer, h.step(id, outrider.ReferralRevoked, "", "the wrong office"))
		},
		"sharing": func(h *house, a outrider.PersonID, _ outrider.CaseID, _ outrider.ReferralID) {
			h.no(a, outrider.ForSharing, receiver)
		},
		"the record": func(h *house, a outrider.PersonID, _ outrider.CaseID, _ outrider.ReferralID) {
			h.no(a, outrider.ForRecord)
		},
		"the silent": func(h *house, a outrider.PersonID, _ outrider.CaseID, _ outrider.ReferralID) {
			h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: a, From: []string{receiver}}})
		},
		"its page": func(h *house, _ outrider.PersonID, _ outrider.CaseID, id outrider.ReferralID) {
			h.work(h.officer, desk.CaseDecision{Unlink: &desk.UnlinkReferral{ID: id}})
		},
		"a new copy": func(h *house, _ outrider.PersonID, _ outrider.CaseID, id outrider.ReferralID) { h.linked(id) },
		"time": func(h *house, _ outrider.PersonID, _ outrider.CaseID, _ outrider.ReferralID) {
			h.now = h.now.AddDate(0, 0, 92)
		},
		"its leave": func(h *house, _ outrider.PersonID, _ outrider.CaseID, _ outrider.ReferralID) {
			h.now = h.now.AddDate(0, 0, 181)
		},
		"out of case": func(h *house, a outrider.PersonID, c outrider.CaseID, _ outrider.ReferralID) {
			h.work(h.officer, desk.CaseDecision{Link: &desk.LinkCase{Case: c, Link: outrider.CaseLink{Kind: outrider.LinkPerson, ID: string(h.person("K-02"))}}})
			h.work(h.officer, desk.CaseDecision{Link: &desk.LinkCase{Case: c, Link: outrider.CaseLink{Kind: outrider.LinkPerson, ID: string(a)}, Gone: true}})
		},
		"closing": func(h *house, _ outrider.PersonID, c outrider.CaseID, id outrider.ReferralID) {
			h.work(h.officer, h.step(id, outrider.ReferralAccepted, "", "they take over"))
			h.work(h.officer, desk.CaseDecision{Close: &desk.CloseCase{Case: c, Ground: "in-other-care", Why: "they care for her", Reopens: "they stop"}})
			h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: h.approval(h.duty).ID, Give: true}})
		},
		"erasure": func(h *house, a outrider.PersonID, _ outrider.CaseID, _ outrider.ReferralID) {
			h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: a, Confirm: "K-01", Reason: "asked"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, ann, c, id := sentOut(t)
			o, number, code := h.receives(id)
			h.paper(o)
			end(h, ann, c, id)
			h.over(o)
			_, err := h.desk.PaperReturn(h.ctx, number, code)
			h.code(err, outrider.CodeNotFound)
			h.reopen()
			h.over(o)
		})
	}
}

// A link that waits is ended by all that as well, and by its own time.
func TestALinkToAPaperEnds(t *testing.T) {
	h, ann, _, id := sentOut(t)
	late, code := h.linked(id)
	h.now = h.now.Add(72 * time.Hour)
	_, _, err := h.desk.PaperOpen(h.ctx, late, code)
	h.code(err, outrider.CodeNotFound)
	tok, code := h.linked(id)
	h.no(ann, outrider.ForSharing)
	_, _, err = h.desk.PaperOpen(h.ctx, tok, code)
	h.code(err, outrider.CodeNotFound)
	h.unwork(h.officer, outrider.CodeConflict, desk.CaseDecision{Page: &desk.LinkReferral{ID: id}})
	h.unwork(h.analyst, outrider.CodeNotFound, desk.CaseDecision{Page: &desk.LinkReferral{ID: id}})
	if rs := h.consent(ann).Recalls; len(rs) != 1 {
		t.Errorf("%d recalls of what was sent", len(rs))
	}
	for _, e := range h.entries() {
		for _, p := range e.Parts {
			if s := string(p.Body); strings.Contains(s, tok) || strings.Contains(s, code) && e.Type == outrider.EntryReferralPage {
				t.Errorf("%s holds what opens a page", e.Type)
			}
		}
	}
}
