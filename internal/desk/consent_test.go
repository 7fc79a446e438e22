package desk_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
)

var selfSaid = outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "fa"}

func (h *house) yes(who outrider.PersonID, p outrider.ConsentPurpose, with ...string) {
	h.t.Helper()
	h.decide(h.officer, desk.Decision{Consent: &desk.GiveConsent{Person: who, Purpose: p, With: with, Told: selfSaid}})
}

func (h *house) no(who outrider.PersonID, p outrider.ConsentPurpose, with ...string) desk.Outcome {
	h.t.Helper()
	return h.decide(h.officer, desk.Decision{Withdraw: &desk.WithdrawConsent{Person: who, Purpose: p, With: with, Told: selfSaid}})
}

func (h *house) consent(id outrider.PersonID) desk.ConsentView {
	h.t.Helper()
	p, err := h.desk.Person(h.ctx, h.officer, desk.PersonQuery{ID: id})
	if err != nil {
		h.t.Fatal(err)
	}
	return *p.Consent
}

// leaky is a person with everything that could show them: a report that a user of
// another house is named on, alerts, a finding, a task, a judgement.
type leaky struct {
	*house
	who    outrider.PersonID
	report outrider.ReportID
	alert  outrider.AlertID
	danger outrider.DangerID

	file     outrider.CaseID
	referral outrider.ReferralID
}

const leakCode = "K-LEAK"

func newLeaky(t testing.TB) *leaky {
	h := clocked(t)
	l := &leaky{house: h, who: h.person(leakCode)}
	h.checksIn(l.who)
	var drafts []outrider.Draft
	for i, where := range []outrider.Place{home, work, gym} {
		h.now = h.now.AddDate(0, 0, 4+i)
		dr := h.seen(where, l.who)
		dr.Recipients = []outrider.UserID{h.liaison}
		dr.Photos = [][]byte{[]byte("photo:" + secretPixels)}
		drafts = append(drafts, dr)
	}
	rs, err := h.desk.File(h.ctx, h.officer, drafts...)
	if err != nil {
		t.Fatal(err)
	}
	l.report = rs[0].Report
	if w := rs[0].Warnings; len(w) != 1 || w[0].Where != "recipients" {
		t.Errorf("nobody says that the recipient will not see it: %+v", w)
	}
	for _, r := range rs {
		if len(r.Alerts) > 0 {
			l.alert = r.Alerts[0]
		}
	}
	if l.alert == "" {
		t.Fatal("no alert was raised")
	}
	h.ownPages(l.who)
	h.decide(h.officer, desk.Decision{MakeTask: &desk.MakeTask{Person: l.who, Do: "ask " + leakCode + " about the plate"}})
	h.offer(l.who, "check-in")
	h.accept(l.who, "check-in")
	h.decide(h.officer, desk.Decision{AgreePlan: &desk.AgreePlan{Person: l.who, Note: secretText}})
	l.danger = outrider.DangerID(h.decide(h.officer, desk.Decision{Danger: &desk.DangerAct{Open: &desk.OpenDanger{Person: l.who, What: "a threat to " + leakCode, Level: "serious", Immediacy: "the " + secretPlate + " is back", Alert: l.alert}}}).ID)
	l.file = h.openCase(h.officer, l.who)
	l.referral = h.draft(l.file, l.who, l.report)
	h.tries(h.number, 8)
	h.tick()
	return l
}

// paths asks for every view there is. A view that is added to the desk and not here
// fails the test below: it would be a way out that nobody looked at.
func (l *leaky) paths() map[string]desk.Query {
	yesterday := l.now.Add(-time.Minute)
	return map[string]desk.Query{
		"Queue": {Queue: true}, "Alert": {Alert: l.alert}, "People": {People: true}, "Person": {Person: &desk.PersonQuery{ID: l.who, Weigh: true}},
		"Person revealed": {Person: &desk.PersonQuery{ID: l.who, Reveal: true, Reason: "a test"}},
		"Report":          {Report: l.report}, "Search": {Search: "baker"}, "Search by code": {Search: leakCode}, "Search by name": {Search: secretName},
		"Search by plate": {Search: secretPlate}, "Hits": {Hits: &desk.HitsQuery{All: true}}, "Hit": {Hit: "h-1"}, "Watches": {Watches: true}, "Watch": {Watch: "w-1"},
		"Sources": {Sources: true}, "Record": {Record: true}, "AsOf": {AsOf: yesterday, Queue: true}, "AsOf a person": {AsOf: yesterday, Person: &desk.PersonQuery{ID: l.who}},
		"ToJudge": {ToJudge: true}, "Judge": {Judge: &desk.JudgeQuery{Person: l.who}}, "Judgements": {Judgements: l.who}, "Tasks": {Tasks: &desk.TasksQuery{Closed: true}},
		"Tasks of one": {Tasks: &desk.TasksQuery{Person: l.who}},
		"Health":       {Health: true}, "InForce": {InForce: true}, "Audit": {Audit: true}, "Users": {Users: true}, "Learn": {Learn: &desk.LearnQuery{}},
		"Duties": {Duties: true}, "CheckIns": {CheckIns: l.who}, "Portal": {Portal: l.who},
		"Photo": {Photo: &desk.PhotoQuery{Report: l.report, N: 1}},
		"Plan":  {Plan: &desk.PlanQuery{Person: l.who}}, "AsOf a plan": {AsOf: yesterday, Plan: &desk.PlanQuery{Person: l.who}},
		"Danger": {Danger: &desk.DangerQuery{ID: l.danger}}, "AsOf a record": {AsOf: yesterday, Danger: &desk.DangerQuery{ID: l.danger}}, "Dangers": {Dangers: &desk.DangersQuery{Closed: true}},
		"Dangers of one": {Dangers: &desk.DangersQuery{Person: l.who}}, "Levels": {Levels: true},
		"Cases": {Casework: &desk.CaseworkQuery{Cases: &desk.CasesQuery{Closed: true}}}, "Case": {Casework: &desk.CaseworkQuery{Case: l.file}},
		"Referrals": {Casework: &desk.CaseworkQuery{Referrals: true}}, "Referral": {Casework: &desk.CaseworkQuery{Referral: l.referral}},
		"Paper": {Casework: &desk.CaseworkQuery{Paper: l.referral}}, "Approvals": {Casework: &desk.CaseworkQuery{Approvals: true}},
		"Precedent": {Precedent: &desk.PrecedentQuery{Case: "none"}},
	}
}

// told is everything one user gets over every path, with the views that refused left out.
func (l *leaky) told(by outrider.UserID) []string { return l.toldOver(l.paths(), by) }

func (l *leaky) toldOver(paths map[string]desk.Query, by outrider.UserID) (out []string) {
	l.t.Helper()
	for name, q := range paths {
		a, err := l.desk.Read(l.ctx, by, q)
		if err != nil {
			continue
		}
		if a.Search != nil {
			a.Search.Query = "" // what the user typed
		}
		if a.Photo != nil {
			out = append(out, name+" shows pixels")
		}
		shown := text(l.t, a)
		for _, secret := range []string{leakCode, secretName, secretText, secretPlate, secretDevice, string(l.who), string(l.report)} {
			if strings.Contains(shown, secret) && name != "Audit" {
				out = append(out, name+" shows "+secret)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Every path, before and after each no. Whoever keeps the register still sees what
// waits to be erased; the audit holds ids alone.
func TestWithdrawalStopsEveryPath(t *testing.T) {
	l := newLeaky(t)
	staff := map[string]outrider.UserID{"duty": l.duty, "analyst": l.analyst}
	for name, by := range staff {
		if len(l.told(by)) == 0 {
			t.Fatalf("%s sees nothing at all: the test would prove nothing", name)
		}
	}
	if got := l.told(l.liaison); len(got) > 0 {
		t.Errorf("another house is told without consent: %v", got)
	}
	l.yes(l.who, outrider.ForSharing, "lev")
	if len(l.told(l.liaison)) == 0 {
		t.Error("another house is not told what was agreed to")
	}
	out := l.no(l.who, outrider.ForSharing)
	if got := l.told(l.liaison); len(got) > 0 {
		t.Errorf("another house is told after a no: %v", got)
	}
	if out.Recalls != 1 {
		t.Errorf("%d recalls of the one report that was opened", out.Recalls)
	}
	l.no(l.who, outrider.ForRecord)
	for name, by := range staff {
		if got := l.told(by); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if len(l.told(l.officer)) == 0 {
		t.Error("nobody can erase what nobody can see")
	}
	l.reopen()
	for name, by := range staff {
		if got := l.told(by); len(got) > 0 {
			t.Errorf("%s, after a restart: %v", name, got)
		}
	}
	l.yes(l.who, outrider.ForRecord)
	if len(l.told(l.duty)) == 0 {
		t.Error("a new yes opens nothing")
	}
}

func TestAdviceWithdrawn(t *testing.T) {
	h := newHouse(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	h.follow(ann)
	h.file(h.seen(far, ben))
	if len(h.page(ann).Findings) == 0 || len(h.queue().Items) == 0 {
		t.Fatal("nothing was found to begin with")
	}
	h.no(ann, outrider.ForAdvice)
	before := h.count(outrider.EntryAssessment)
	if p := h.page(ann); len(p.Findings) > 0 || len(p.Alerts) > 0 || !p.Line.Judgement.P.NoData || len(p.Reports) != 3 || p.Consent.Stopped == "" {
		t.Errorf("the page still advises: %d findings, %d alerts, %+v", len(p.Findings), len(p.Alerts), p.Line.Judgement.P)
	}
	for _, it := range h.queue().Items {
		if it.Person == ann {
			t.Errorf("the queue still asks: %+v", it)
		}
	}
	if got := h.page(ben).Findings; len(got) > 0 {
		t.Errorf("what %s told is still used for another: %+v", "K-01", got)
	}
	h.now = h.now.AddDate(0, 0, 2)
	h.tick()
	h.file(h.seen(work, ann))
	h.tick()
	h.reopen()
	after := h.count(outrider.EntryAssessment)
	for _, e := range h.entries()[len(h.entries())-2:] {
		if e.Type == outrider.EntryAssessment && slices.Contains(e.Parts[0].People, ann) {
			t.Error("somebody who said no is still assessed")
		}
	}
	if after > before+2 { // K-02 once a day
		t.Errorf("%d assessments were made after the no", after-before)
	}
	h.refused(h.officer, desk.Decision{Publish: &desk.Publish{Person: ann, From: "model"}}, outrider.CodeInvalid)
	h.yes(ann, outrider.ForAdvice)
	if p := h.page(ann); len(p.Findings) == 0 || p.Line.Judgement.P.NoData {
		t.Error("a new yes brings nothing back")
	}
}

// A life at risk does not wait for a yes: an urgent report calls somebody and can be
// read by whoever is on duty; by nobody whom the person asked not to tell.
func TestAnUrgentReportStillCalls(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.no(ann, outrider.ForRecord)
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ann, From: []string{"yusuf"}}})
	dr := h.seen(home, ann)
	dr.Report.Kind = outrider.KindIllness
	rs, err := h.desk.File(h.ctx, h.officer, dr)
	if err != nil || !rs[0].Urgent {
		t.Fatalf("%+v, %v", rs, err)
	}
	items := ofRule(h.queue(), outrider.RuleUrgent)
	if len(items) != 1 || items[0].Masked || len(h.rings.levels) == 0 {
		t.Fatalf("nobody is called: %+v, %v", items, h.rings.levels)
	}
	if _, err := h.desk.Report(h.ctx, h.duty, rs[0].Report); err != nil {
		t.Errorf("whoever is on duty cannot read it: %v", err)
	}
	_, err = h.desk.Report(h.ctx, h.analyst, rs[0].Report)
	h.code(err, outrider.CodeNotFound)
}

func TestPassingOn(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	on := func(to string, g outrider.Ground, why string) desk.Decision {
		return desk.Decision{PassOn: &desk.PassOn{Person: ann, To: to, What: "the plate and the days", Ground: g, Why: why}}
	}
	h.refused(h.officer, on("Harbour Desk", "", ""), outrider.CodeInvalid)
	h.refused(h.analyst, on("Harbour Desk", outrider.GroundLife, "armed men at the door"), outrider.CodeNotFound)
	h.yes(ann, outrider.ForSharing, "Harbour Desk")
	h.refused(h.officer, on("harbour  desk", outrider.GroundLife, "no need"), outrider.CodeInvalid)
	h.decide(h.officer, on("harbour  desk", "", ""))
	forced := h.decide(h.officer, on("Coast Watch", outrider.GroundLife, "armed men at the door")).ID
	settle := func(by outrider.UserID, ok bool, why string) desk.Decision {
		return desk.Decision{SettlePassed: &desk.SettlePassed{Person: ann, ID: forced, Confirm: ok, Why: why}}
	}
	h.refused(h.officer, settle(h.officer, true, ""), outrider.CodeInvalid)
	if q := h.queue(); q.Consent == nil || len(q.Consent.Waiting) != 1 {
		t.Errorf("nobody is asked to be the second: %+v", q.Consent)
	}
	h.decide(h.duty, settle(h.duty, true, ""))
	h.refused(h.duty, settle(h.duty, true, ""), outrider.CodeConflict)
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ann, From: []string{"Border Post"}}})
	h.refused(h.officer, on("border post", outrider.GroundLife, "armed men at the door"), outrider.CodeInvalid)
	if out := h.no(ann, outrider.ForSharing, "Harbour Desk"); out.Recalls != 1 {
		t.Errorf("%d recalls", out.Recalls)
	}
	h.refused(h.officer, on("Harbour Desk", "", ""), outrider.CodeInvalid)
	if out := h.no(ann, outrider.ForRecord); out.Recalls != 1 {
		t.Errorf("%d recalls of what was told without consent", out.Recalls)
	}
	h.now = h.now.AddDate(0, 0, 8)
	rs := h.consent(ann).Recalls
	if len(rs) != 2 || !rs[0].Overdue || rs[0].Owner != "ana" || rs[0].Code != "K-01" {
		t.Fatalf("%+v", rs)
	}
	h.refused(h.officer, desk.Decision{CloseRecall: &desk.CloseRecall{Recall: rs[0].ID, Done: true}}, outrider.CodeInvalid)
	h.refused(h.duty, desk.Decision{CloseRecall: &desk.CloseRecall{Recall: rs[0].ID, Done: true, Note: "x"}}, outrider.CodeNotFound)
	h.decide(h.officer, desk.Decision{CloseRecall: &desk.CloseRecall{Recall: rs[0].ID, Done: true, Note: "they wrote that it is deleted"}})
	h.refused(h.officer, desk.Decision{CloseRecall: &desk.CloseRecall{Recall: rs[0].ID, Done: true, Note: "again"}}, outrider.CodeConflict)
	h.reopen()
	if got := h.consent(ann).Recalls; len(got) != 2 || got[0].State != "open" || got[1].State != "done" {
		t.Errorf("after a restart: %+v", got)
	}
}

func TestConsentRunsOut(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.refused(h.analyst, desk.Decision{Consent: &desk.GiveConsent{Person: ann, Purpose: outrider.ForAdvice, Told: selfSaid}}, outrider.CodeNotFound)
	h.refused(h.officer, desk.Decision{Consent: &desk.GiveConsent{Person: ann, Purpose: outrider.ForAdvice, Told: selfSaid, Expires: h.now.AddDate(9, 0, 0)}}, outrider.CodeInvalid)
	h.refused(h.officer, desk.Decision{Consent: &desk.GiveConsent{Person: ann, Purpose: outrider.ForAdvice, Expires: h.now.AddDate(0, 1, 0)}}, outrider.CodeInvalid)
	h.yes(ann, outrider.ForAdvice)
	if q := h.queue(); q.Consent != nil {
		t.Errorf("a year ahead nothing is asked: %+v", q.Consent)
	}
	h.now = h.now.AddDate(0, 0, 340)
	q := h.queue()
	if q.Consent == nil || len(q.Consent.Lapses) != 1 || q.Consent.Lapses[0].Over || q.Consent.Lapses[0].Purpose != outrider.ForAdvice {
		t.Fatalf("%+v", q.Consent)
	}
	hv, err := h.desk.Health(h.ctx, h.auditor)
	if err != nil || !strings.Contains(strings.Join(hv.Warnings, " "), "1 consent") {
		t.Errorf("%v, %v", hv.Warnings, err)
	}
	h.now = h.now.AddDate(0, 0, 40)
	if q := h.queue(); len(q.Consent.Lapses) != 1 || !q.Consent.Lapses[0].Over || len(q.Quiet) != 1 {
		t.Errorf("what ran out is asked for, and danger still watched: %+v", q.Consent)
	}
	h.decide(h.officer, desk.Decision{Consent: &desk.GiveConsent{Person: ann, Purpose: outrider.ForAdvice, Told: selfSaid, Renews: true}})
	if q := h.queue(); q.Consent != nil {
		t.Errorf("renewed: %+v", q.Consent)
	}
	if w := h.consent(ann).History; len(w) != 2 || !w[0].Renewal || w[0].Told != selfSaid {
		t.Errorf("%+v", w)
	}
}

func TestWishesAndWords(t *testing.T) {
	h := newHouse(t)
	words, calm, force := outrider.TellWords, "Blue  Heron", "old ferry"
	reach := []outrider.Reach{{Channel: "phone", Address: "+990 555 01", From: "08:00", To: "20:00", Zone: "Europe/Lisbon"}}
	ann := outrider.PersonID(h.decide(h.officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: "K-01"}, Identity: outrider.Identity{Name: secretName},
		Consents: []desk.GiveConsent{{Purpose: outrider.ForRecord, Told: selfSaid}, {Purpose: outrider.ForAdvice, Told: selfSaid}}, Withheld: []string{"The Cousin"},
		Wishes: &desk.SetWishes{Telling: &words, Reach: &reach, Second: &outrider.SecondContact{Name: "Vetta Inventedfriend", Reach: reach[0]}, Cancel: &calm, Duress: &force}}}).ID)
	c := h.consent(ann)
	if c.Telling != words || !c.Words || !c.Second || c.Reaches != 1 || c.Contact != nil || !slices.Equal(c.Withheld, []string{"The Cousin"}) || len(c.History) != 2 {
		t.Errorf("%+v", c)
	}
	if shown := text(t, h.page(ann)); strings.Contains(shown, "+990") || strings.Contains(shown, "Vetta") || strings.Contains(shown, "argon") {
		t.Error("the page shows what is sealed with the name")
	}
	p, err := h.desk.Person(h.ctx, h.duty, desk.PersonQuery{ID: ann, Reveal: true, Reason: "to call"})
	if err != nil || p.Consent.Contact == nil || p.Consent.Contact.Second.Name != "Vetta Inventedfriend" {
		t.Fatalf("%+v, %v", p.Consent, err)
	}
	for said, want := range map[string]outrider.Word{"blue heron": outrider.WordCancel, " OLD FERRY ": outrider.WordDuress, "heron": outrider.WordNeither, "": outrider.WordNeither} {
		if got := h.desk.WordSaid(h.ctx, ann, said); got != want {
			t.Errorf("%q is %s, want %s", said, got, want)
		}
	}
	if got := h.desk.WordSaid(h.ctx, "p-nobody", "old ferry"); got != outrider.WordNeither {
		t.Errorf("nobody's word is %s", got)
	}
	for _, e := range h.entries() {
		for _, part := range e.Parts {
			if s := string(part.Body); strings.Contains(strings.ToLower(s), "heron") || strings.Contains(s, "ferry") {
				t.Errorf("%s holds a word itself", e.Type)
			}
		}
	}
	same := "OLD ferry"
	h.refused(h.officer, desk.Decision{Wish: &desk.SetWishes{Person: ann, Cancel: &same}}, outrider.CodeInvalid)
	h.refused(h.officer, desk.Decision{Wish: &desk.SetWishes{Person: ann, Second: &outrider.SecondContact{Name: "the COUSIN", Reach: reach[0]}}}, outrider.CodeInvalid)
	short := "a"
	h.refused(h.officer, desk.Decision{Wish: &desk.SetWishes{Person: ann, Cancel: &short}}, outrider.CodeInvalid)
	numbers := outrider.TellNumbers
	h.decide(h.officer, desk.Decision{Wish: &desk.SetWishes{Person: ann, Telling: &numbers}})
	h.reopen()
	if c := h.consent(ann); c.Telling != numbers || !c.Words || c.Reaches != 1 {
		t.Errorf("a new wish lost the others: %+v", c)
	}
	if h.desk.WordSaid(h.ctx, ann, "blue heron") != outrider.WordCancel {
		t.Error("the word is lost")
	}
}

func TestLinkedSheets(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	kid := outrider.PersonID(h.decide(h.officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: "K-01a", Sheet: outrider.SheetHousehold,
		Of: []outrider.Relation{{To: ann, How: "child"}}}, Consents: []desk.GiveConsent{{Purpose: outrider.ForRecord, Told: outrider.Told{Source: outrider.SaidByParent, How: outrider.ByPhone, Language: "fa"}}}}}).ID)
	if l := h.consent(ann).Linked; len(l) != 1 || l[0].Person != kid || l[0].How != "child" || !l[0].Theirs {
		t.Errorf("%+v", l)
	}
	h.refused(h.officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: "K-02", Sheet: outrider.SheetColleague}}}, outrider.CodeInvalid)
	h.refused(h.officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: "K-02", Sheet: outrider.SheetColleague, Of: []outrider.Relation{{To: "p-none", How: "x"}}}}}, outrider.CodeInvalid)
	h.no(ann, outrider.ForRecord)
	if got := h.consent(kid); got.Stopped != "" {
		t.Error("one person's no stops another's sheet")
	}
}

func TestNobodyShutsThemselvesOut(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.refused(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ann, From: []string{"ANA"}}}, outrider.CodeInvalid)
}

func TestConsentParameters(t *testing.T) {
	for name, file := range map[string]string{"none": "", "cut": `{"numbers":`, "no origin": `{"numbers":{"lasts_days":{"value":3}}}`,
		"negative": `{"numbers":{"lasts_days":{"value":-3,"origin":"x"},"most_days":{"value":3,"origin":"x"},"soon_days":{"value":3,"origin":"x"},"recall_days":{"value":3,"origin":"x"}}}`,
		"longer":   `{"numbers":{"lasts_days":{"value":9,"origin":"x"},"most_days":{"value":3,"origin":"x"},"soon_days":{"value":3,"origin":"x"},"recall_days":{"value":3,"origin":"x"}}}`} {
		fs := fstest.MapFS{"consent.json": {Data: []byte(file)}}
		if name == "none" {
			fs = fstest.MapFS{}
		}
		if _, err := desk.LoadConsent(fs); outrider.CodeOf(err) != outrider.CodeInvalid || outrider.SafeText(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A user who must be told nothing about somebody learns no more from filing under
// their code name than under one that nobody has, urgent or not; and the report is
// about them all the same.
func TestFilingConfirmsNobodyWithheld(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-07")
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ann, From: []string{"yusuf"}}})
	for _, urgent := range []bool{false, true} {
		say := func(code string) (desk.Receipt, outrider.ReportID) {
			rs, err := h.desk.File(h.ctx, h.analyst, outrider.Draft{Person: code, Report: outrider.Report{Kind: outrider.KindThreat, Text: "We know where you live.",
				AboutState: "ZZ", LifeAtRisk: urgent, Occurred: outrider.At(h.now), Channel: outrider.ChannelForm}})
			if err != nil {
				t.Fatal(err)
			}
			id := rs[0].Report
			rs[0].Report, rs[0].Seq = "", 0
			return rs[0], id
		}
		hidden, id := say("K-07")
		nobody, _ := say("K-70")
		if diff := cmp.Diff(nobody, hidden); diff != "" {
			t.Errorf("urgent %v: the receipt tells them apart (-nobody +hidden):\n%s", urgent, diff)
		}
		if page := h.page(ann); !slices.ContainsFunc(page.Reports, func(r desk.ReportLine) bool { return r.ID == id }) {
			t.Errorf("urgent %v: the report did not reach the person's page", urgent)
		}
	}
}
