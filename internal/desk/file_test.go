package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"outrider"
	"outrider/internal/desk"
)

// The promise of the whole house: three sightings, three places, one call.
func TestAStrangerAtThreePlacesWakesSomebody(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	r := h.follow(p)
	if r.Findings != 1 || len(r.Alerts) == 0 {
		t.Fatalf("the last receipt says %d findings and %d alerts", r.Findings, len(r.Alerts))
	}
	items := ofRule(h.queue(), outrider.RuleRepeat)
	if len(items) != 1 || items[0].Level != outrider.LevelAct || items[0].Code != "K-07" || items[0].Do == "" {
		t.Fatalf("the queue says %+v", items)
	}
	if len(h.rings.levels) == 0 {
		t.Error("nobody was rung")
	}
	av, err := h.desk.Alert(h.ctx, h.duty, items[0].Alert)
	if err != nil {
		t.Fatal(err)
	}
	if av.Finding == nil || len(av.Finding.Rows) < 3 || len(av.Reports) != 3 || len(av.Account.Rows) == 0 {
		t.Errorf("the alert does not explain itself: %+v", av)
	}
	for _, view := range []any{h.queue(), av.Item, av.Finding} {
		if s := text(t, view); strings.Contains(s, secretPlate) || strings.Contains(s, secretName) {
			t.Errorf("a line shows the plate or the name: %s", s)
		}
	}
}

// A fact is on the disk before anything is made of it.
func TestFactsComeFirst(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	before := len(h.entries())
	h.follow(p)
	var order []outrider.EntryType
	for _, e := range h.entries()[before:] {
		order = append(order, e.Type)
	}
	want := "report.filed assessment.made report.filed"
	if got := strings.Trim(fmt.Sprint(order), "[]"); !strings.HasPrefix(got, want) || !strings.Contains(got, "report.filed finding.made assessment.made alert.raised") {
		t.Errorf("written in the order %s", got)
	}
}

func TestOneBadDraftDoesNotStopTheOthers(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	good, bad := h.seen(home, p), h.seen(home, p)
	bad.Where, bad.Report.Kind = "line 2", "gossip"
	rs, err := h.desk.File(h.ctx, h.duty, good, bad, good)
	if err != nil {
		t.Fatal(err)
	}
	if rs[0].Refused != "" || rs[2].Refused != "" || rs[1].Refused == "" || rs[1].Where != "line 2" || rs[1].Report != "" {
		t.Errorf("receipts %+v", rs)
	}
	if n := h.count(outrider.EntryReportFiled); n != 2 {
		t.Errorf("%d reports were kept, want 2", n)
	}
}

// Whoever did not hear the answer asks again; the same report is kept once.
func TestFilingAgainKeepsOne(t *testing.T) {
	h := newHouse(t)
	dr := h.seen(home, h.person("K-07"))
	dr.Report.ID = "r-from-the-form"
	h.file(dr)
	for range 2 {
		rs, err := h.desk.File(h.ctx, h.duty, dr)
		if err != nil || rs[0].Refused == "" {
			t.Errorf("filed again: %+v, %v", rs, err)
		}
	}
	twice := h.seen(work)
	twice.Report.ID = "r-twice-in-one-batch"
	rs, err := h.desk.File(h.ctx, h.duty, twice, twice)
	if err != nil {
		t.Fatal(err)
	}
	if rs[0].Refused != "" || rs[1].Refused == "" {
		t.Errorf("the same id twice in one batch: %+v", rs)
	}
	if n := h.count(outrider.EntryReportFiled); n != 2 {
		t.Errorf("%d reports were kept, want 2", n)
	}
}

func TestUrgentReportsGoFirst(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	h.now = h.now.AddDate(0, 0, 1)
	ill := outrider.Draft{Report: outrider.Report{Kind: outrider.KindIllness, About: []outrider.PersonID{p}, Text: "sudden, after lunch"}}
	risk := outrider.Draft{Report: outrider.Report{Kind: outrider.KindThreat, LifeAtRisk: true, Text: "somebody is at the door"}}
	for _, r := range h.file(ill, risk) {
		if !r.Urgent || len(r.Emergency) == 0 || len(r.Alerts) != 1 {
			t.Errorf("an urgent report's receipt is %+v", r)
		}
	}
	q := h.queue()
	if len(q.Items) < 3 || !q.Items[0].Urgent || !q.Items[1].Urgent || q.Items[2].Urgent {
		t.Fatalf("the queue begins with %+v", q.Items)
	}
	urgent := ofRule(q, outrider.RuleUrgent)
	if nobody := urgent[slices.IndexFunc(urgent, func(i desk.QueueItem) bool { return i.Person == "" })]; nobody.Code != "nobody named" || !nobody.Judgement.P.NoData {
		t.Errorf("an urgent report about nobody shows %+v", nobody)
	}
	if q.Unassigned != 1 {
		t.Errorf("%d reports wait for a person, want 1", q.Unassigned)
	}
}

// Who may not file is told what somebody unknown is told, and nothing is written.
func TestWhoMayFile(t *testing.T) {
	h := newHouse(t)
	dr := h.seen(home, h.person("K-07"))
	before := len(h.entries())
	for name, by := range map[string]outrider.UserID{"auditor": h.auditor, "administrator": h.root, "nobody": "", "a stranger": "u-unknown"} {
		rs, err := h.desk.File(h.ctx, by, dr)
		if err == nil || len(rs) != 0 || err.Error() != outrider.ErrNotFound.Error() {
			t.Errorf("%s: %v, %v", name, rs, err)
		}
	}
	if n := len(h.entries()); n != before {
		t.Errorf("%d entries were written", n-before)
	}
	if rs, err := h.desk.File(h.ctx, h.liaison, dr); err != nil || rs[0].Refused != "" {
		t.Errorf("a liaison may file: %+v, %v", rs, err)
	}
}

// A mistyped code name is said to whoever may open a person's page. Whoever may
// not gets the same receipt for a code that exists as for one that does not, or
// guessing would read the register.
func TestReceiptConfirmsNobody(t *testing.T) {
	h := newHouse(t)
	h.person("K-07")
	receipt := func(by outrider.UserID, code string) desk.Receipt {
		dr := h.seen(home)
		dr.Person = code
		rs, err := h.desk.File(h.ctx, by, dr)
		if err != nil {
			t.Fatal(err)
		}
		return rs[0]
	}
	if r := receipt(h.officer, "K-70"); r.People != 0 || len(r.Warnings) != 1 {
		t.Errorf("an unknown code: %+v", r)
	}
	if r := receipt(h.officer, "K-07"); r.People != 1 || len(r.Warnings) != 0 {
		t.Errorf("a known code: %+v", r)
	}
	same := cmpopts.IgnoreFields(desk.Receipt{}, "Report", "Seq", "Recorded")
	if d := cmp.Diff(receipt(h.liaison, "K-07"), receipt(h.liaison, "K-70"), same); d != "" {
		t.Errorf("a liaison can tell who is in the register:\n%s", d)
	}
}

// Three people, one vehicle, no tie: one finding that lists them all; with a tie
// it is no finding.
func TestAcrossPeople(t *testing.T) {
	h := newHouse(t)
	p1, p2 := h.person("K-07"), h.person("M-09")
	h.file(h.seen(home, p1))
	h.now = h.now.AddDate(0, 0, 3)
	h.file(h.seen(far, p2))
	for _, p := range []outrider.PersonID{p1, p2} {
		page := h.page(p)
		if rules(page) != "across-people" || strings.Join(page.Findings[0].Codes, " ") == "" {
			t.Errorf("the page shows %q", rules(page))
		}
	}
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: p1, Code: "K-07", Coverage: .5, Ties: []outrider.PersonID{p2}}}})
	for _, p := range []outrider.PersonID{p1, p2} {
		if page := h.page(p); rules(page) != "" {
			t.Errorf("they know each other, and the page still shows %q", rules(page))
		}
	}
}

// A household shares its cars: whoever is in the register because of somebody
// else knows them, and what comes to both is no finding.
func TestAHouseholdIsATie(t *testing.T) {
	h := newHouse(t)
	p1, p2 := h.person("K-07"), h.person("M-09")
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: p2, Code: "M-09", Coverage: .5,
		Sheet: outrider.SheetHousehold, Of: []outrider.Relation{{To: p1, How: "partner"}}}}})
	h.file(h.seen(home, p1))
	h.now = h.now.AddDate(0, 0, 3)
	h.file(h.seen(far, p2))
	for _, p := range []outrider.PersonID{p1, p2} {
		if page := h.page(p); rules(page) != "" {
			t.Errorf("they live together, and the page shows %q", rules(page))
		}
	}
}

// "It is my brother's car": the pattern goes, and its weight with it.
func TestDeclaringAKnownVehicleTakesThePatternAway(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	before := h.page(p).Horizons[1].P.P
	known := outrider.Protectee{ID: p, Code: "K-07", Coverage: .5, Known: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: secretPlate}}}
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: known}})
	if page := h.page(p); rules(page) != "" || page.Horizons[1].P.P >= before {
		t.Errorf("the page still shows %q; harm within 90 days %v after %v", rules(page), page.Horizons[1].P.P, before)
	}
	known.Known = nil
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: known}})
	if page := h.page(p); rules(page) != "repeated-sighting" {
		t.Errorf("taken back, the page shows %q", rules(page))
	}
}

func TestWithdrawingAReportUndoesWhatWasThought(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	last := h.follow(p)
	h.decide(h.analyst, desk.Decision{Retract: &desk.RetractReport{Report: last.Report, Why: "another vehicle after all"}})
	page := h.page(p)
	for _, f := range page.Findings {
		if len(f.Rows) > 0 && f.Score > 5.7 {
			t.Errorf("two sightings are left, and the finding scores %.2f", f.Score)
		}
	}
	left, said := 0.0, 0
	for _, r := range page.Account.Rows {
		if slices.Contains(r.Reports, last.Report) {
			left += r.Nats
			said++
		}
	}
	if said != 2 || left != 0 {
		t.Errorf("the account has %d rows of the withdrawn report, which weighs %v nats; it says what was taken back, and nothing is left", said, left)
	}
	h.refused(h.analyst, desk.Decision{Retract: &desk.RetractReport{Report: last.Report}}, outrider.CodeConflict)
}
