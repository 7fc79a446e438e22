package desk_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/parameters"
)

// work does an act on cases that must succeed.
func (h *house) work(by outrider.UserID, c desk.CaseDecision) desk.Outcome {
	h.t.Helper()
	return h.decide(by, desk.Decision{Case: &c})
}

// unwork does one that must fail.
func (h *house) unwork(by outrider.UserID, want outrider.Code, c desk.CaseDecision) {
	h.t.Helper()
	h.refused(by, desk.Decision{Case: &c}, want)
}

func (h *house) openCase(by outrider.UserID, who ...outrider.PersonID) outrider.CaseID {
	h.t.Helper()
	return outrider.CaseID(h.work(by, desk.CaseDecision{Open: &desk.OpenCase{People: who, Why: "somebody waits at the door"}}).ID)
}

func (h *house) caseOf(by outrider.UserID, id outrider.CaseID) desk.CaseView {
	h.t.Helper()
	v, err := h.desk.Case(h.ctx, by, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// caseDuties lists the sorts of the duties on a case's page.
func caseDuties(v desk.CaseView) string {
	var out []string
	for _, d := range v.Duties {
		out = append(out, string(d.Sort))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func (h *house) approval(by outrider.UserID) desk.ApprovalLine {
	h.t.Helper()
	v, err := h.desk.Approvals(h.ctx, by)
	if err != nil || len(v.Waiting) != 1 {
		h.t.Fatalf("%d wait, %v", len(v.Waiting), err)
	}
	return v.Waiting[0]
}

func TestTheLifeOfACase(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	report := h.file(h.seen(home, ann))[0].Report
	h.unwork(h.auditor, outrider.CodeNotFound, desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{ann}, Why: "x"}})
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{ann}}})
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Open: &desk.OpenCase{Why: "about nobody"}})
	id := outrider.CaseID(h.work(h.officer, desk.CaseDecision{Open: &desk.OpenCase{From: []outrider.CaseLink{{Kind: outrider.LinkReport, ID: string(report)}}, Why: "a van stands there"}}).ID)
	task := h.decide(h.officer, desk.Decision{MakeTask: &desk.MakeTask{Person: ann, Do: "ask about the plate"}}).ID
	link := desk.LinkCase{Case: id, Link: outrider.CaseLink{Kind: outrider.LinkTask, ID: task}}
	h.work(h.duty, desk.CaseDecision{Link: &link})
	h.unwork(h.duty, outrider.CodeConflict, desk.CaseDecision{Link: &link})
	h.work(h.officer, desk.CaseDecision{Note: &desk.NoteCase{Case: id, Text: "called her; she sleeps elsewhere", Contact: true}})
	h.unwork(h.duty, outrider.CodeConflict, desk.CaseDecision{Stand: &desk.StandCase{Case: id, Until: h.now.AddDate(0, 0, 3), Why: "for the landlord"}})
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Stand: &desk.StandCase{Case: id, Until: h.now.AddDate(1, 0, 0), Why: "for the landlord"}})
	h.work(h.officer, desk.CaseDecision{Stand: &desk.StandCase{Case: id, Until: h.now.AddDate(0, 0, 3), Why: "for the landlord"}})
	v := h.caseOf(h.duty, id)
	if v.State != outrider.CaseWaiting || v.Owner != "ana" || !slices.Equal(v.Codes, []string{"K-01"}) || len(v.Links) != 2 || len(v.Log) != 4 || v.Log[0].Text != "for the landlord" ||
		!v.Log[1].Talk || len(v.People) != 1 || v.People[0].Tier == "" || v.People[0].Review.IsZero() {
		t.Errorf("%+v", v)
	}
	h.reopen()
	if got := h.caseOf(h.duty, id); len(got.Log) != 4 || got.Why != "a van stands there" || got.State != outrider.CaseWaiting {
		t.Errorf("after a restart: %+v", got)
	}
	h.work(h.officer, desk.CaseDecision{Stand: &desk.StandCase{Case: id}})
	h.work(h.duty, desk.CaseDecision{Link: &desk.LinkCase{Case: id, Link: link.Link, Gone: true}})
	h.unwork(h.duty, outrider.CodeConflict, desk.CaseDecision{Link: &desk.LinkCase{Case: id, Link: outrider.CaseLink{Kind: outrider.LinkPerson, ID: string(ann)}, Gone: true}})
	if got := h.caseOf(h.officer, id); got.State != outrider.CaseOpen || len(got.Links) != 1 || !got.MayOwn {
		t.Errorf("%+v", got)
	}
}

func TestACaseIsHandedOver(t *testing.T) {
	h := clocked(t)
	id := h.openCase(h.officer, h.person("K-01"))
	h.unwork(h.duty, outrider.CodeConflict, desk.CaseDecision{Offer: &desk.OfferCase{Case: id, To: "yusuf"}})
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Offer: &desk.OfferCase{Case: id, To: "lev"}})
	h.work(h.officer, desk.CaseDecision{Offer: &desk.OfferCase{Case: id, To: "yusuf", Note: "the landlord calls at six"}})
	h.unwork(h.duty, outrider.CodeConflict, desk.CaseDecision{Answer: &desk.AnswerCase{Case: id, Take: true}})
	h.tick()
	if v := h.caseOf(h.analyst, id); v.Owner != "ana" || v.Offered != "yusuf" || !v.ForMe || !strings.Contains(caseDuties(v), "case-hand-over") {
		t.Errorf("an offer alone changed something, or nobody is asked: %+v", v)
	}
	h.unwork(h.analyst, outrider.CodeInvalid, desk.CaseDecision{Answer: &desk.AnswerCase{Case: id}})
	h.work(h.analyst, desk.CaseDecision{Answer: &desk.AnswerCase{Case: id, Why: "away this week"}})
	h.work(h.officer, desk.CaseDecision{Offer: &desk.OfferCase{Case: id, To: "yusuf"}})
	h.work(h.analyst, desk.CaseDecision{Answer: &desk.AnswerCase{Case: id, Take: true}})
	if v := h.caseOf(h.analyst, id); v.Owner != "yusuf" || !v.MayOwn || v.Offered != "" {
		t.Errorf("%+v", v)
	}
	h.unwork(h.analyst, outrider.CodeNotFound, desk.CaseDecision{Move: &desk.MoveCase{Case: id, To: "ana", Why: "back"}})
	h.work(h.officer, desk.CaseDecision{Want: &desk.WantCase{Case: id, Why: "I know her"}})
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Move: &desk.MoveCase{Case: id, To: "ana", Why: "I said so"}})
	h.work(h.duty, desk.CaseDecision{Move: &desk.MoveCase{Case: id, Why: "not this week"}})
	h.work(h.duty, desk.CaseDecision{Move: &desk.MoveCase{Case: id, To: "mira", Why: "at night it is mine"}})
	if v := h.caseOf(h.duty, id); v.Owner != "mira" || v.Wanted != "" {
		t.Errorf("%+v", v)
	}
	h.unwork(h.duty, outrider.CodeConflict, desk.CaseDecision{Move: &desk.MoveCase{Case: id, To: "ana", Why: "take it"}})
	h.decide(h.root, desk.Decision{DisableUser: &desk.DisableUser{User: h.duty}})
	h.now = h.now.Add(time.Hour)
	h.tick()
	v := h.caseOf(h.officer, id)
	if v.Owner != "mira" || !v.Ownerless || caseDuties(v) != "case-ownerless" {
		t.Errorf("nobody hears that the owner is gone: %q %+v", caseDuties(v), v.CaseLine)
	}
	h.work(h.officer, desk.CaseDecision{Move: &desk.MoveCase{Case: id, To: "ana", Why: "mira has left"}})
	h.tick()
	if v := h.caseOf(h.officer, id); v.Ownerless || v.Owner != "ana" || caseDuties(v) != "" {
		t.Errorf("%q %+v", caseDuties(v), v.CaseLine)
	}
}

// ready is a case that could be closed on the ground that the threat has passed.
func ready(t *testing.T) (*house, outrider.PersonID, outrider.CaseID) {
	h := clocked(t)
	ann := h.person("K-01")
	id := h.openCase(h.officer, ann)
	h.now = h.now.Add(time.Hour)
	h.judged(ann)
	return h, ann, id
}

// judged lets a human look at somebody's situation.
func (h *house) judged(who outrider.PersonID) {
	h.t.Helper()
	h.decide(h.officer, desk.Decision{JudgePerson: &desk.JudgePerson{Person: who, Figures: calmFigures(), Reasons: "quiet for weeks"}})
}

func calmFigures() outrider.Figures {
	f := outrider.Figures{P: map[outrider.Hypothesis]float64{}, Harm: map[string]float64{"30d": .002, "90d": .004, "365d": .01}}
	for i, x := range outrider.Hypotheses {
		f.P[x] = .02
		if i == 0 {
			f.P[x] = 1 - .02*float64(len(outrider.Hypotheses)-1)
		}
	}
	return f
}

func closing(id outrider.CaseID, ground string) desk.CaseDecision {
	return desk.CaseDecision{Close: &desk.CloseCase{Case: id, Ground: ground, Why: "nothing since the spring", Reopens: "the van comes back"}}
}

func TestNoQuietClosing(t *testing.T) {
	h, ann, id := ready(t)
	h.unwork(h.duty, outrider.CodeConflict, closing(id, "threat-passed"))
	h.unwork(h.officer, outrider.CodeInvalid, closing(id, "because"))
	h.unwork(h.officer, outrider.CodeInvalid, closing(id, outrider.GroundErased))
	h.unwork(h.officer, outrider.CodeConflict, closing(id, "withdrew"))
	h.unwork(h.officer, outrider.CodeConflict, closing(id, "in-other-care"))
	h.unwork(h.officer, outrider.CodeConflict, closing(id, "duplicate"))
	h.unwork(h.officer, outrider.CodeInvalid, desk.CaseDecision{Close: &desk.CloseCase{Case: id, Ground: "threat-passed", Why: "quiet"}})
	if out := h.work(h.officer, closing(id, "threat-passed")); len(out.Second) == 0 {
		t.Error("nobody is asked")
	}
	if v := h.caseOf(h.officer, id); v.State != outrider.CaseOpen || !v.Closing {
		t.Errorf("it is closed by one person: %+v", v.CaseLine)
	}
	mine := h.approval(h.officer)
	if mine.May || !mine.Mine {
		t.Errorf("%+v", mine)
	}
	give := desk.CaseDecision{Approval: &desk.SettleApproval{ID: mine.ID, Give: true}}
	h.unwork(h.officer, outrider.CodeInvalid, give)
	h.unwork(h.analyst, outrider.CodeNotFound, give)
	h.unwork(h.duty, outrider.CodeInvalid, desk.CaseDecision{Approval: &desk.SettleApproval{ID: mine.ID}})
	h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: mine.ID, Why: "the landlord has not called back"}})
	if v := h.caseOf(h.officer, id); len(v.Approvals) != 1 || v.Approvals[0].State != "refused" || v.Approvals[0].Answer == "" {
		t.Errorf("a refusal does not come back: %+v", v.Approvals)
	}
	h.work(h.officer, closing(id, "threat-passed"))

	dr := h.seen(home, ann)
	dr.Report.Kind, dr.Report.LifeAtRisk = outrider.KindThreat, true
	h.file(dr)
	if h.caseOf(h.officer, id).Act == false {
		t.Fatal("no alert asks to act")
	}
	give.Approval.ID = h.approval(h.duty).ID
	h.unwork(h.duty, outrider.CodeConflict, give)
	err := h.errs[len(h.errs)-1]
	if !strings.Contains(outrider.SafeText(err), "an alert that asks to act now is open") {
		t.Errorf("the refusal does not say what is missing: %v", err)
	}
	if v := h.caseOf(h.officer, id); v.State != outrider.CaseOpen || len(v.Grounds) == 0 || len(v.Grounds[0].Lacking) == 0 {
		t.Errorf("%+v", v.Grounds)
	}
}

func TestAnAlertOpensItAgain(t *testing.T) {
	h, ann, id := ready(t)
	h.work(h.officer, closing(id, "threat-passed"))
	h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: h.approval(h.duty).ID, Give: true, Why: "agreed"}})
	v := h.caseOf(h.officer, id)
	if v.State != outrider.CaseClosed || v.Ground == "" || v.Log[0].By != "mira" || !strings.Contains(v.Log[0].Text, "the van comes back") {
		t.Fatalf("%+v", v.Log)
	}
	h.unwork(h.officer, outrider.CodeConflict, desk.CaseDecision{Note: &desk.NoteCase{Case: id, Text: "x"}})
	h.now = h.now.Add(time.Hour)
	dr := h.seen(home, ann)
	dr.Report.Kind, dr.Report.LifeAtRisk = outrider.KindThreat, true
	h.file(dr)
	h.reopen()
	h.tick()
	v = h.caseOf(h.duty, id)
	if v.State != outrider.CaseOpen || v.Owner != "ana" || !strings.Contains(caseDuties(v), "case-reopened") || !strings.Contains(v.Log[0].What, "alert") {
		t.Fatalf("%q %+v", caseDuties(v), v.Log[0])
	}
	if n := h.count(outrider.EntryCaseReopened); n != 1 {
		t.Errorf("opened again %d times", n)
	}
	h.now = h.now.Add(time.Minute)
	h.caseOf(h.officer, id)
	h.tick()
	if v := h.caseOf(h.duty, id); strings.Contains(caseDuties(v), "case-reopened") {
		t.Error("the owner has looked and is asked still")
	}
}

func TestSilentOwners(t *testing.T) {
	h, _, id := ready(t)
	h.now = h.now.AddDate(0, 0, 22)
	h.tick()
	if v := h.caseOf(h.officer, id); !strings.Contains(caseDuties(v), "case-silent") || v.Silent != 21 {
		t.Errorf("%q after %v days", caseDuties(v), v.Silent)
	}
	h.work(h.officer, desk.CaseDecision{Note: &desk.NoteCase{Case: id, Text: "looked; nothing"}})
	h.tick()
	if v := h.caseOf(h.officer, id); strings.Contains(caseDuties(v), "case-silent") {
		t.Error("a sign of work does not end it")
	}
}

func TestOtherGrounds(t *testing.T) {
	h, ann, id := ready(t)
	other := h.openCase(h.officer, ann, h.person("K-02"))
	q := closing(id, "duplicate")
	q.Close.Other = id
	h.unwork(h.officer, outrider.CodeConflict, q)
	q.Close.Other = other
	h.work(h.officer, q)
	h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: h.approval(h.duty).ID, Give: true}})
	h.no(ann, outrider.ForAdvice)
	h.unwork(h.officer, outrider.CodeConflict, closing(other, "withdrew"))
	h.work(h.officer, desk.CaseDecision{Link: &desk.LinkCase{Case: other, Link: outrider.CaseLink{Kind: outrider.LinkPerson, ID: string(h.caseOf(h.officer, other).People[1].Person)}, Gone: true}})
	h.work(h.officer, closing(other, "withdrew"))
	h.work(h.officer, desk.CaseDecision{Reopen: &desk.ReopenCase{Case: id, Why: "not the same after all"}})
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: ann, Confirm: "K-01", Reason: "asked for"}})
	_, err := h.desk.Case(h.ctx, h.officer, id)
	h.code(err, outrider.CodeNotFound)
	h.reopen()
	h.tick()
	if v, err := h.desk.Cases(h.ctx, h.officer, desk.CasesQuery{Closed: true}); err != nil || len(v.Cases) != 0 {
		t.Errorf("%+v, %v", v.Cases, err)
	}
	for _, e := range h.entries() {
		if e.Type == outrider.EntryCaseOpened && len(e.Parts) == 2 && e.Parts[0].Erased {
			t.Error("ids went with the words")
		}
	}
}

func TestCaseworkFilesAreChecked(t *testing.T) {
	read := func(name string) string {
		b, err := parameters.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	approvals, cases := read("approvals.json"), read("cases.json")
	for name, files := range map[string][2]string{
		"no file":          {"", cases},
		"no JSON":          {approvals, "{"},
		"an unknown act":   {strings.Replace(approvals, "plan-agreed", "war-declared", 1), cases},
		"an unknown role":  {strings.Replace(approvals, "duty-officer", "minister", 1), cases},
		"no origin":        {strings.Replace(approvals, `"origin": "own judgement: a threat is never closed quietly"`, `"origin": ""`, 1), cases},
		"an unknown need":  {approvals, strings.Replace(cases, `"no-act-alert", `, `"good-weather", `, 1)},
		"a quiet closing":  {approvals, strings.Replace(cases, `["no-act-alert", "withdrawn", "no-open-referral", "no-hand-over"]`, `[]`, 1)},
		"a number amiss":   {approvals, strings.Replace(cases, `"hand_over_hours":    {"value": 24`, `"hand_over_hours":    {"value": -1`, 1)},
		"a clock amiss":    {approvals, strings.Replace(cases, `{"value": 21`, `{"value": 0`, 1)},
		"an erased ground": {approvals, strings.Replace(cases, `"id": "withdrew"`, `"id": "erased"`, 1)},
	} {
		fs := fstest.MapFS{"cases.json": {Data: []byte(files[1])}}
		if files[0] != "" {
			fs["approvals.json"] = &fstest.MapFile{Data: []byte(files[0])}
		}
		if _, err := desk.LoadCasework(fs); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := (desk.CaseworkParams{}).Rule(outrider.ApprovePlan); !r.Second || r.Within <= 0 {
		t.Errorf("an act that is not listed needs nobody: %+v", r)
	}
}

// What an organisation's rules put before a second person waits for one, and goes on
// once they have said yes to exactly that.
func TestRulesOfTheOrganisation(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.watched(ann)
	h.offer(ann, "check-in")
	h.accept(ann, "check-in")
	h.rules = func(p *desk.CaseworkParams) {
		for _, act := range []outrider.ApprovalAct{outrider.ApprovePlan, outrider.ApprovePublished} {
			r := p.Rule(act)
			r.Second = true
			p.Approvals[act] = r
		}
	}
	h.reopen()
	agree := desk.Decision{AgreePlan: &desk.AgreePlan{Person: ann, Note: "she has a copy"}}
	if out := h.decide(h.officer, agree); len(out.Second) != 1 || h.count(outrider.EntryPlanAgreed) != 0 {
		t.Errorf("a plan is agreed by one person: %+v", out)
	}
	h.refused(h.officer, agree, outrider.CodeConflict)
	h.work(h.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: h.approval(h.duty).ID, Give: true}})
	h.decide(h.officer, agree)
	if n := h.count(outrider.EntryPlanAgreed); n != 1 {
		t.Errorf("agreed %d times", n)
	}
	calm := calmFigures()
	out := h.decide(h.officer, desk.Decision{Publish: &desk.Publish{Person: ann, From: "own", Figures: &calm, Reasons: "quiet", Gaps: "nothing looked for"}})
	if len(out.Second) == 0 {
		t.Error("a figure is published by one person")
	}
	v, err := h.desk.Approvals(h.ctx, h.duty)
	if err != nil || len(v.Others) != 1 || len(v.Answered) != 1 {
		t.Errorf("%+v, %v", v, err)
	}
}
