package desk_test

import (
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

const passphrase = "six invented words for one door"

// A link opens the desk once, within three days, for the one it was made for.
func TestOneTimeLinks(t *testing.T) {
	h := newHouse(t)
	link := h.decide(h.root, desk.Decision{AddUser: &desk.AddUser{Name: "Nina", Role: outrider.RoleDuty}}).Link
	s, err := h.desk.Redeem(h.ctx, link)
	if err != nil || s.Name != "nina" || !s.MustSetPassphrase || !s.May["read-queue"] || s.May["manage-users"] {
		t.Fatalf("redeemed: %+v, %v", s, err)
	}
	_, err = h.desk.Redeem(h.ctx, link)
	h.code(err, outrider.CodeNotFound)
	late := h.decide(h.root, desk.Decision{AddUser: &desk.AddUser{Name: "nina", Role: outrider.RoleDuty}}).Link
	h.now = h.now.Add(72*time.Hour + time.Second)
	_, err = h.desk.Redeem(h.ctx, late)
	h.code(err, outrider.CodeNotFound)
	_, err = h.desk.Redeem(h.ctx, "")
	h.code(err, outrider.CodeNotFound)
	for _, e := range h.entries() {
		for _, p := range e.Parts {
			if strings.Contains(string(p.Body), link) || strings.Contains(string(p.Body), late) {
				t.Errorf("entry %d holds a link that opens the desk", e.Seq)
			}
		}
	}
	h.refused(h.root, desk.Decision{AddUser: &desk.AddUser{Name: "nina", Role: outrider.RoleAdmin}}, outrider.CodeConflict)
	h.refused(h.duty, desk.Decision{AddUser: &desk.AddUser{Name: "oleg", Role: outrider.RoleAdmin}}, outrider.CodeNotFound)
}

func TestPassphrases(t *testing.T) {
	h := newHouse(t)
	for _, short := range []string{"", "elevenchars", "mira"} {
		h.refused(h.duty, desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: short}}, outrider.CodeInvalid)
	}
	h.decide(h.duty, desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: passphrase}})
	s, err := h.desk.SignIn(h.ctx, " Mira ", passphrase)
	if err != nil || s.User != h.duty || s.MustSetPassphrase {
		t.Fatalf("signed in as %+v, %v", s, err)
	}
	var words []string
	for name, pass := range map[string]string{"mira": passphrase + "!", "nobody": passphrase, "yusuf": "", "ana": passphrase} {
		_, err := h.desk.SignIn(h.ctx, name, pass)
		h.code(err, outrider.CodeNotFound)
		words = append(words, err.Error()+outrider.HintText(err))
	}
	for _, w := range words[1:] {
		if w != words[0] {
			t.Errorf("failures can be told apart: %q and %q", w, words[0])
		}
	}
	for _, e := range h.entries() {
		for _, p := range e.Parts {
			if strings.Contains(string(p.Body), passphrase) {
				t.Errorf("entry %d holds a passphrase", e.Seq)
			}
		}
	}
}

// Somebody who is shut out is out at once, and the last administrator stays.
func TestDisabling(t *testing.T) {
	h := newHouse(t)
	h.decide(h.duty, desk.Decision{SetPass: &desk.SetPassphrase{Passphrase: passphrase}})
	h.decide(h.root, desk.Decision{DisableUser: &desk.DisableUser{User: h.duty}})
	_, err := h.desk.SignIn(h.ctx, "mira", passphrase)
	h.code(err, outrider.CodeNotFound)
	_, err = h.desk.Session(h.ctx, h.duty)
	h.code(err, outrider.CodeNotFound)
	_, err = h.desk.Queue(h.ctx, h.duty)
	h.code(err, outrider.CodeNotFound)
	_, err = h.desk.Lookup(h.ctx, "mira")
	h.code(err, outrider.CodeNotFound)
	h.refused(h.root, desk.Decision{DisableUser: &desk.DisableUser{User: h.root}}, outrider.CodeConflict)
	h.refused(h.root, desk.Decision{DisableUser: &desk.DisableUser{User: "u-none"}}, outrider.CodeNotFound)
	h.decide(h.root, desk.Decision{AddUser: &desk.AddUser{Name: "mira", Role: outrider.RoleDuty}})
	if _, err := h.desk.Queue(h.ctx, h.duty); err != nil {
		t.Errorf("added again, mira is still out: %v", err)
	}
}

// A better grade moves the assessment, both grades are kept, and who may not
// grade learns nothing.
func TestGradingAgain(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	dr := outrider.Draft{Report: outrider.Report{Kind: outrider.KindWarning, About: []outrider.PersonID{p}, Text: "an officer called"}}
	id := h.file(dr)[0].Report
	harm := func() float64 { return h.page(p).Horizons[1].P.P }
	ungraded := harm()
	grade := func(s string) {
		g, err := outrider.ParseGrade(s)
		if err != nil {
			t.Fatal(err)
		}
		h.decide(h.analyst, desk.Decision{Grade: &desk.GradeReport{Report: id, Grade: g, Why: "after a call back"}})
	}
	grade("admiralty:A1")
	good := harm()
	grade("admiralty:E4")
	if bad := harm(); !(bad < ungraded && ungraded < good) {
		t.Errorf("graded E4 %v, not graded %v, graded A1 %v", bad, ungraded, good)
	}
	v, err := h.desk.Report(h.ctx, h.duty, id)
	if err != nil || len(v.Grades) != 2 || v.Grades[1].Grade != "admiralty:E4" || v.Grades[1].By != "yusuf" || v.Grades[1].Why != "after a call back" {
		t.Errorf("the history of grades is %+v, %v", v.Grades, err)
	}
	h.refused(h.liaison, desk.Decision{Grade: &desk.GradeReport{Report: id, Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "A", Content: "1"}}}, outrider.CodeNotFound)
	h.refused(h.analyst, desk.Decision{Grade: &desk.GradeReport{Report: id}}, outrider.CodeInvalid)
}

// A report about nobody in the register waits; once a human says whom it means it
// counts for them, and it goes when they are erased.
func TestSettlingWhomAReportMeans(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	dr := h.seen(home)
	dr.Person = "nobody of that code"
	dr.Proposals = []outrider.Proposal{{Kind: "person", Text: "the editor", Basis: "guess"}}
	id := h.file(dr)[0].Report
	if q := h.queue(); q.Unassigned != 1 {
		t.Fatalf("%d reports wait for a person", q.Unassigned)
	}
	h.refused(h.analyst, desk.Decision{Settle: &desk.SettleProposal{Report: id, Confirm: true, Person: "p-none"}}, outrider.CodeNotFound)
	h.decide(h.analyst, desk.Decision{Settle: &desk.SettleProposal{Report: id, Confirm: true, Person: p}})
	if q, page := h.queue(), h.page(p); q.Unassigned != 0 || len(page.Reports) != 1 || page.Line.Judgement.P.NoData {
		t.Errorf("settled: %d wait, the page has %d reports", q.Unassigned, len(page.Reports))
	}
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p, Confirm: "K-07"}})
	_, err := h.desk.Report(h.ctx, h.duty, id)
	h.code(err, outrider.CodeNotFound)
	for _, e := range h.entries() {
		if e.ID == string(id) && !e.Parts[0].Erased {
			t.Error("the report still opens on the disk")
		}
	}
}
