package desk_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
)

// files is a house with two people of whom one wants the analyst told nothing, and a
// case about both.
type files struct {
	*house
	ann, ben outrider.PersonID // ben is hidden from the analyst
	c        outrider.CaseID
	refs     []outrider.ReferralID
	shared   bool // ann agrees that the receiver is told
	users    []outrider.UserID
}

const hidden = "MARK-BEN"

func newFiles(t testing.TB) *files {
	h := clocked(t)
	f := &files{house: h, ann: h.person("K-01"), users: []outrider.UserID{h.officer, h.duty, h.analyst}}
	f.ben = h.person(hidden)
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: f.ben, From: []string{"yusuf"}}})
	f.c = outrider.CaseID(h.work(h.officer, desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{f.ann, f.ben}, Why: hidden + " is in it"}}).ID)
	h.work(h.officer, desk.CaseDecision{Note: &desk.NoteCase{Case: f.c, Text: hidden + " was called"}})
	h.work(h.officer, desk.CaseDecision{Note: &desk.NoteCase{Case: f.c, Text: "she was called", People: []outrider.PersonID{f.ann}}})
	return f
}

// act draws one act on the case by anybody; whether it is refused is for the desk to say.
func (f *files) act(t *rapid.T) (by outrider.UserID, d desk.Decision) {
	by = rapid.SampledFrom(f.users).Draw(t, "who")
	to := rapid.SampledFrom([]string{"ana", "mira", "yusuf"}).Draw(t, "to")
	ground := rapid.SampledFrom([]string{"threat-passed", "withdrew", "in-other-care", "duplicate"}).Draw(t, "ground")
	var c desk.CaseDecision
	switch rapid.IntRange(0, 13).Draw(t, "act") {
	case 0:
		c.Offer = &desk.OfferCase{Case: f.c, To: to}
	case 1:
		c.Answer = &desk.AnswerCase{Case: f.c, Take: rapid.Bool().Draw(t, "take"), Why: "x"}
	case 2:
		c.Want = &desk.WantCase{Case: f.c, To: to, Why: "x"}
	case 3:
		c.Move = &desk.MoveCase{Case: f.c, To: to, Why: "x"}
	case 4, 5:
		c.Close = &desk.CloseCase{Case: f.c, Ground: ground, Why: "x", Reopens: "y"}
	case 6, 7:
		if a, err := f.desk.Approvals(f.ctx, f.duty); err == nil && len(a.Waiting) > 0 {
			c.Approval = &desk.SettleApproval{ID: a.Waiting[0].ID, Give: rapid.IntRange(0, 3).Draw(t, "give") > 0, Why: "x"}
		}
	case 8:
		c.Draft = &desk.DraftReferral{Case: f.c, Person: f.ann, To: receiver, Purpose: "legal help", Text: "x"}
	case 9, 10:
		if len(f.refs) > 0 {
			r := rapid.SampledFrom(f.refs).Draw(t, "referral")
			switch rapid.IntRange(0, 2).Draw(t, "step") {
			case 0:
				c.Ask = &desk.AskReferral{ID: r}
			case 1:
				c.Send = &desk.SendReferral{ID: r}
			case 2:
				c.Step = &desk.StepReferral{ID: r, To: outrider.ReferralAccepted}
			}
		}
	case 11:
		f.shared = !f.shared
		if f.shared {
			f.yes(f.ann, outrider.ForSharing, receiver)
		} else {
			f.no(f.ann, outrider.ForSharing)
		}
	case 12:
		f.no(rapid.SampledFrom([]outrider.PersonID{f.ann, f.ben}).Draw(t, "no"), outrider.ForAdvice)
	case 13:
		c.Reopen = &desk.ReopenCase{Case: f.c, Why: "x"}
	}
	return by, desk.Decision{Case: &c}
}

// Whoever does whatever in whatever order: an open case has an owner, none is closed
// without what its ground needs and a second person, nobody approves their own, and
// nothing leaves after a no.
func TestCasesKeepTheirRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := newFiles(t)
		for range rapid.IntRange(5, 25).Draw(r, "acts") {
			before := f.caseOf(f.officer, f.c)
			by, d := f.act(r)
			out, err := f.desk.Decide(f.ctx, by, d)
			if err != nil && outrider.CodeOf(err) == outrider.CodeInternal {
				r.Fatal(err)
			}
			if d.Case.Draft != nil && err == nil {
				f.refs = append(f.refs, outrider.ReferralID(out.ID))
			}
			after := f.caseOf(f.officer, f.c)
			if after.State != outrider.CaseClosed && after.Owner == "" {
				r.Fatal("an open case has no owner")
			}
			if after.State == outrider.CaseClosed && before.State != outrider.CaseClosed && lacking(before, after.Ground) {
				r.Fatalf("closed on %q, which still needed something", after.Ground)
			}
			f.holds(r)
		}
		f.reopen()
		if got, want := text(t, f.caseOf(f.duty, f.c)), text(t, f.caseOf(f.duty, f.c)); got != want {
			r.Fatal("a view is not the same twice")
		}
	})
}

func lacking(v desk.CaseView, ground string) bool {
	return slices.ContainsFunc(v.Grounds, func(g desk.CaseGroundLine) bool { return g.Name == ground && len(g.Lacking) > 0 })
}

// holds looks at the ledger for what must never stand in it, and asks for papers.
func (f *files) holds(r *rapid.T) {
	asked := map[string]outrider.UserID{}
	open, closer := false, outrider.UserID("")
	for _, e := range f.entries() {
		body := string(e.Parts[0].Body)
		switch e.Type {
		case outrider.EntryApprovalAsked:
			asked[field(body, "id")] = e.By
		case outrider.EntryApprovalGiven, outrider.EntryApprovalRefused:
			if asked[field(body, "id")] == e.By {
				r.Fatal("somebody answered their own request")
			}
		case outrider.EntryCaseClosing:
			closer = e.By
		case outrider.EntryCaseClosed:
			if e.By == closer {
				r.Fatal("one person closed a case alone")
			}
		case outrider.EntryConsent:
			open = open || strings.Contains(body, `"share"`)
		case outrider.EntryWithdrawn:
			open = open && !strings.Contains(body, `"share"`)
		case outrider.EntryReferralSent:
			if !open {
				r.Fatal("a referral left without consent")
			}
		}
	}
	for _, id := range f.refs {
		if _, err := f.desk.ReferralPaper(f.ctx, f.officer, id); err == nil && !f.shared {
			r.Fatal("a document is handed out after the no")
		}
	}
}

// field is the first value of a name in a body.
func field(body, name string) string {
	_, rest, _ := strings.Cut(body, `"`+name+`":"`)
	v, _, _ := strings.Cut(rest, `"`)
	return v
}

// Somebody who wants a user told nothing does not show in any view of a case, whatever
// is done to it; the same views show them to the others.
func TestTheHiddenStayHidden(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := newFiles(t)
		for range rapid.IntRange(0, 10).Draw(r, "acts") {
			by, d := f.act(r)
			if _, err := f.desk.Decide(f.ctx, by, d); outrider.CodeOf(err) == outrider.CodeInternal && err != nil {
				r.Fatal(err)
			}
		}
		for _, q := range []desk.CaseworkQuery{{Cases: &desk.CasesQuery{Closed: true}}, {Case: f.c}, {Referrals: true}, {Approvals: true}} {
			a, err := f.desk.Read(f.ctx, f.analyst, desk.Query{Casework: &q})
			if err != nil {
				continue
			}
			if shown := text(t, a); strings.Contains(shown, hidden) || strings.Contains(shown, string(f.ben)) {
				r.Fatalf("the analyst sees them: %s", shown)
			}
		}
		if shown := text(t, f.caseOf(f.duty, f.c)); !strings.Contains(shown, hidden+" was called") {
			r.Fatal("nobody sees them: the test would prove nothing")
		}
		v := f.caseOf(f.analyst, f.c)
		if !slices.Equal(v.Codes, []string{"K-01"}) || v.Why != "" || len(v.Grounds) > 0 {
			r.Fatalf("%+v", v.CaseLine)
		}
	})
}
