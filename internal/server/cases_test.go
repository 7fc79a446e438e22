package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
)

// TestCaseForms posts each form and looks at what the desk was told.
func TestCaseForms(t *testing.T) {
	for _, tt := range []struct {
		name, path string
		form       url.Values
		want       desk.CaseDecision
		to         string
	}{
		{"open", "/cases", url.Values{"people": {"k-07, m-09"}, "why": {"a van"}}, desk.CaseDecision{Open: &desk.OpenCase{People: []outrider.PersonID{"p-k07", "p-m09"}, Why: "a van"}}, "/cases/"},
		{"open from an alert", "/cases", url.Values{"kind": {"alert"}, "about": {"a-van"}, "why": {"a van"}},
			desk.CaseDecision{Open: &desk.OpenCase{From: []outrider.CaseLink{{Kind: outrider.LinkAlert, ID: "a-van"}}, Why: "a van"}}, "/cases/"},
		{"note", "/cases/f-van/note", url.Values{"text": {"called"}, "contact": {"yes"}, "people": {"K-07"}}, desk.CaseDecision{Note: &desk.NoteCase{Case: "f-van", Text: "called", Contact: true, People: []outrider.PersonID{"p-k07"}}}, "/cases/f-van"},
		{"link a person", "/cases/f-van/link", url.Values{"kind": {"person"}, "about": {"M-09"}}, desk.CaseDecision{Link: &desk.LinkCase{Case: "f-van", Link: outrider.CaseLink{Kind: outrider.LinkPerson, ID: "p-m09"}}}, "/cases/f-van"},
		{"go on", "/cases/f-van/stand", url.Values{}, desk.CaseDecision{Stand: &desk.StandCase{Case: "f-van"}}, "/cases/f-van"},
		{"offer", "/cases/f-van/offer", url.Values{"to": {"mira"}, "note": {"at six"}}, desk.CaseDecision{Offer: &desk.OfferCase{Case: "f-van", To: "mira", Note: "at six"}}, "/cases/f-van"},
		{"answer", "/cases/f-van/answer", url.Values{"take": {"yes"}}, desk.CaseDecision{Answer: &desk.AnswerCase{Case: "f-van", Take: true}}, "/cases/f-van"},
		{"want", "/cases/f-van/want", url.Values{"why": {"I know her"}}, desk.CaseDecision{Want: &desk.WantCase{Case: "f-van", Why: "I know her"}}, "/cases/f-van"},
		{"move", "/cases/f-van/move", url.Values{"to": {"mira"}, "why": {"gone"}}, desk.CaseDecision{Move: &desk.MoveCase{Case: "f-van", To: "mira", Why: "gone"}}, "/cases/f-van"},
		{"close", "/cases/f-van/close", url.Values{"ground": {"duplicate"}, "other": {" f-lost "}, "why": {"a"}, "reopens": {"b"}}, desk.CaseDecision{Close: &desk.CloseCase{Case: "f-van", Ground: "duplicate", Other: "f-lost", Why: "a", Reopens: "b"}}, "/cases/f-van"},
		{"reopen", "/cases/f-shut/reopen", url.Values{"why": {"it is back"}}, desk.CaseDecision{Reopen: &desk.ReopenCase{Case: "f-shut", Why: "it is back"}}, "/cases/f-shut"},
		{"draft", "/cases/f-van/referrals", url.Values{"person": {"p-k07"}, "to": {"Harbour"}, "purpose": {"legal help"}, "text": {"help"}}, desk.CaseDecision{Draft: &desk.DraftReferral{Case: "f-van", Person: "p-k07", To: "Harbour", Purpose: "legal help", Text: "help"}}, "/referrals/"},
		{"draft anew", "/referrals/q-draft", url.Values{"case": {"f-van"}, "person": {"p-k07"}, "to": {"Harbour"}, "purpose": {"legal help"}, "text": {"help"}, "field": {"code"}, "report": {"r-van-1"}, "tlp": {"TLP:GREEN"}},
			desk.CaseDecision{Draft: &desk.DraftReferral{ID: "q-draft", Case: "f-van", Person: "p-k07", To: "Harbour", Purpose: "legal help", Text: "help", Fields: []string{"code"}, Reports: []outrider.ReportID{"r-van-1"}, TLP: outrider.TLPGreen}}, "/referrals/"},
		{"ask", "/referrals/q-draft/ask", url.Values{"why": {"urgent"}}, desk.CaseDecision{Ask: &desk.AskReferral{ID: "q-draft", Why: "urgent"}}, "/referrals/q-draft"},
		{"send", "/referrals/q-draft/send", nil, desk.CaseDecision{Send: &desk.SendReferral{ID: "q-draft"}}, "/referrals/q-draft"},
		{"step", "/referrals/q-sent/step", url.Values{"to": {"rejected"}, "reason": {"no-capacity"}, "note": {"in May"}, "from": {"yes"}},
			desk.CaseDecision{Step: &desk.StepReferral{ID: "q-sent", To: outrider.ReferralRejected, Reason: "no-capacity", Note: "in May", From: true}}, "/referrals/q-sent"},
		{"unlink", "/referrals/q-accepted/unlink", nil, desk.CaseDecision{Unlink: &desk.UnlinkReferral{ID: "q-accepted"}}, "/referrals/q-accepted"},
		{"approve", "/approvals/y-close", url.Values{"give": {"yes"}, "why": {"agreed"}}, desk.CaseDecision{Approval: &desk.SettleApproval{ID: "y-close", Give: true, Why: "agreed"}}, "/approvals"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			res := h.as("ana").post(tt.path, tt.form)
			if to := res.header.Get("Location"); res.code != http.StatusSeeOther || !strings.HasPrefix(to, tt.to) {
				t.Errorf("status %d, sent to %q", res.code, to)
			}
			if diff := cmp.Diff([]desk.Decision{{Case: &tt.want}}, h.desk.Decisions); diff != "" {
				t.Errorf("decided (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCasePages: what is missing is said, what may not leave is said, and who does not
// work on cases finds nothing.
func TestCasePages(t *testing.T) {
	h := newHouse(t)
	for path, want := range map[string][]string{
		"/cases":                  {"no owner", "act now", "for you to sign", "K-07"},
		"/cases/f-van":            {"cannot be closed yet because an alert that asks to act now is open", "review overdue", "Stands near", "asked again after 4 days"},
		"/cases/f-lost":           {"Nobody looks after this case"},
		"/cases/f-shut":           {"The threat has passed", "Open it again"},
		"/referrals":              {"not answered in time", "9.5", "no capacity: 1"},
		"/referrals/q-draft":      {"This cannot leave the house now", "who this is: not shown to you", "stays in the house", "SHA-256"},
		"/referrals/q-sent":       {"They accept", "no capacity", "Print"},
		"/referrals/q-accepted":   {"Copy 2", "Opened 3 times", "Make copy 3", "Close their page at once"},
		"/referrals/q-sent/paper": {"REFERRAL q-sent"},
		"/approvals":              {"overdue", "You asked: somebody else answers", "a second person, as case-officer or duty-officer, within 72 hours"},
	} {
		res := h.as("ana").get(path)
		for _, w := range want {
			if res.code != http.StatusOK || !strings.Contains(res.body, w) {
				t.Errorf("%s: status %d, without %q", path, res.code, w)
			}
		}
		for _, other := range []string{"otto", "root"} {
			if res := h.as(other).get(path); res.code != http.StatusNotFound {
				t.Errorf("%s by %s: status %d", path, other, res.code)
			}
		}
	}
	if res := h.as("ana").post("/cases/f-van/dance", url.Values{}); res.code != http.StatusNotFound {
		t.Errorf("an act that there is not: status %d", res.code)
	}
}

// TestALinkIsShownOnce: the answer to the form holds link and code, the page never does.
func TestALinkIsShownOnce(t *testing.T) {
	h := newHouse(t)
	res := h.as("ana").post("/referrals/q-sent/link", url.Values{"hours": {"4"}})
	if res.code != http.StatusOK || !strings.Contains(res.body, "/r?k=shown-once") || !strings.Contains(res.body, "12345678") || strings.Contains(h.as("ana").get("/referrals/q-sent").body, "12345678") {
		t.Errorf("status %d: %s", res.code, res.body)
	}
	want := []desk.Decision{{Case: &desk.CaseDecision{Page: &desk.LinkReferral{ID: "q-sent", Hours: 4}}}}
	if diff := cmp.Diff(want, h.desk.Decisions); diff != "" {
		t.Errorf("decided (-want +got):\n%s", diff)
	}
}

// TestSheetForms posts each change of a sheet.
func TestSheetForms(t *testing.T) {
	yes := true
	day, err := outrider.ParseWhen("2031-05-01", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		form url.Values
		want desk.ChangeSheet
	}{
		"place":        {url.Values{"act": {"place"}, "kind": {"school"}, "name": {"Harbour School"}}, desk.ChangeSheet{Place: &outrider.OwnPlace{Kind: "school", Place: outrider.Place{Name: "Harbour School"}}}},
		"end place":    {url.Values{"act": {"end-place"}, "place": {"home"}}, desk.ChangeSheet{EndPlace: "home"}},
		"journey":      {url.Values{"act": {"journey"}, "to": {"Pier Town"}, "leave": {"2031-05-01"}}, desk.ChangeSheet{Journey: &outrider.Journey{To: outrider.Place{Name: "Pier Town"}, Leave: day.Last()}}},
		"end journey":  {url.Values{"act": {"end-journey"}, "journey": {"j-1"}}, desk.ChangeSheet{EndJourney: "j-1"}},
		"relation":     {url.Values{"act": {"relation"}, "of": {"m-09"}, "how": {"driver"}}, desk.ChangeSheet{Relation: &outrider.Relation{To: "p-m09", How: "driver"}}},
		"end relation": {url.Values{"act": {"end-relation"}, "of": {"p-m09"}}, desk.ChangeSheet{EndRelation: "p-m09"}},
		"child":        {url.Values{"act": {"child"}, "child": {"yes"}}, desk.ChangeSheet{Child: &yes}},
		"note":         {url.Values{"act": {"safeguard"}, "note": {"her aunt"}}, desk.ChangeSheet{Safeguard: "her aunt"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			tt.want.Person = "p-k07"
			if res := h.as("ana").post("/people/p-k07/sheet", tt.form); res.code != http.StatusSeeOther || res.header.Get("Location") != "/people/p-k07#sheet" {
				t.Errorf("status %d, sent to %q", res.code, res.header.Get("Location"))
			}
			if diff := cmp.Diff([]desk.Decision{{Sheet: &tt.want}}, h.desk.Decisions); diff != "" {
				t.Errorf("decided (-want +got):\n%s", diff)
			}
		})
	}
	h := newHouse(t)
	if res := h.as("ana").get("/people/p-k07"); !strings.Contains(res.body, "A safeguarding note is wanted") || !strings.Contains(res.body, "Pier Town") {
		t.Error("the sheet does not say what is wanted")
	}
	if res := h.as("ana").get("/people/new?of=K-07&sheet=household"); !strings.Contains(res.body, `value="K-07"`) {
		t.Error("the tie is not filled in")
	}
}
