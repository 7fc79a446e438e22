package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"

	"github.com/google/go-cmp/cmp"
)

// TestConsentForms posts each form and looks at what the desk was told.
func TestConsentForms(t *testing.T) {
	said := url.Values{"source": {"parent"}, "how": {"phone"}, "speaking": {"fa"}, "told": {"mira"}}
	told := outrider.Told{Source: outrider.SaidByParent, How: outrider.ByPhone, Language: "fa", To: "mira"}
	words, heron, ferry := outrider.TellWords, "blue heron", "old ferry"
	for _, tt := range []struct {
		name, path string
		form       url.Values
		want       desk.Decision
		to         string
	}{
		{"yes", "/people/p-k07/consent", with(said, url.Values{"purpose": {"advice"}, "with": {"left behind"}, "renews": {"yes"}}),
			desk.Decision{Consent: &desk.GiveConsent{Person: "p-k07", Purpose: outrider.ForAdvice, Told: told, Renews: true}}, "/people/p-k07#consent"},
		{"yes to two", "/people/p-k07/consent", with(said, url.Values{"purpose": {"share"}, "with": {"Harbour Desk\r\n\r\n Coast Watch "}}),
			desk.Decision{Consent: &desk.GiveConsent{Person: "p-k07", Purpose: outrider.ForSharing, With: []string{"Harbour Desk", "Coast Watch"}, Told: told}}, "/people/p-k07#consent"},
		{"no", "/people/p-k07/withdraw", with(said, url.Values{"purpose": {"share"}}),
			desk.Decision{Withdraw: &desk.WithdrawConsent{Person: "p-k07", Purpose: outrider.ForSharing, Told: told}}, "/people/p-k07#consent"},
		{"no to everything", "/people/p-k07/withdraw", with(said, url.Values{"purpose": {"record"}}),
			desk.Decision{Withdraw: &desk.WithdrawConsent{Person: "p-k07", Purpose: outrider.ForRecord, Told: told}}, "/people"},
		{"not to be told", "/people/p-k07/withheld", url.Values{"withheld": {"the cousin\nyusuf"}},
			desk.Decision{Withhold: &desk.Withhold{Person: "p-k07", From: []string{"the cousin", "yusuf"}}}, "/people/p-k07#consent"},
		{"pass on", "/people/p-k07/passed", url.Values{"to": {"Coast Watch"}, "what": {"where"}, "ground": {"life-at-risk"}, "why": {"now"}},
			desk.Decision{PassOn: &desk.PassOn{Person: "p-k07", To: "Coast Watch", What: "where", Ground: outrider.GroundLife, Why: "now"}}, "/people/p-k07#consent"},
		{"second person", "/people/p-k07/passed/x-1", url.Values{"confirm": {"yes"}},
			desk.Decision{SettlePassed: &desk.SettlePassed{Person: "p-k07", ID: "x-1", Confirm: true}}, "/people/p-k07#consent"},
		{"recall", "/recalls/z-1/close", url.Values{"done": {"no"}, "note": {"they refuse"}},
			desk.Decision{CloseRecall: &desk.CloseRecall{Recall: "z-1", Note: "they refuse"}}, "/"},
		{"wishes", "/people/p-k07/wishes", url.Values{"telling": {"words"}, "channel": {"phone"}, "address": {"+990"}, "from": {"09:00"}, "until_hour": {"18:00"}, "zone": {"Europe/Lisbon"},
			"second": {"Vetta"}, "second_channel": {"phone"}, "second_address": {"+991"}, "second_knows": {"yes"}, "cancel": {heron}, "duress": {ferry}},
			desk.Decision{Wish: &desk.SetWishes{Person: "p-k07", Telling: &words, Reach: &[]outrider.Reach{{Channel: "phone", Address: "+990", From: "09:00", To: "18:00", Zone: "Europe/Lisbon"}},
				Second: &outrider.SecondContact{Name: "Vetta", Knows: true, Reach: outrider.Reach{Channel: "phone", Address: "+991"}}, Cancel: &heron, Duress: &ferry}}, "/people/p-k07#consent"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			res := h.as("ana").post(tt.path, tt.form)
			if res.code != http.StatusSeeOther || res.header.Get("Location") != tt.to {
				t.Fatalf("status %d to %q: %s", res.code, res.header.Get("Location"), text(parse(t, res.body)))
			}
			if diff := cmp.Diff([]desk.Decision{tt.want}, h.desk.Decisions); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestEnrolmentAsks reads the enrolment form with everything on it.
func TestEnrolmentAsks(t *testing.T) {
	h := newHouse(t)
	res := h.as("ana").post("/people", url.Values{"code": {"K-11"}, "coverage": {"0.4"}, "agrees": {"record", "advice"}, "with": {"Harbour Desk"}, "withheld": {"the cousin"},
		"source": {"self"}, "how": {"in-person"}, "speaking": {"fa"}, "telling": {"numbers"}, "sheet": {"household"}, "of": {"k-07"}, "relation": {"child"}})
	if res.code != http.StatusSeeOther || len(h.desk.Decisions) != 1 {
		t.Fatalf("status %d: %s", res.code, text(parse(t, res.body)))
	}
	told, numbers := outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "fa"}, outrider.TellNumbers
	want := &desk.AddPerson{Protectee: outrider.Protectee{Code: "K-11", Coverage: .4, Sheet: outrider.SheetHousehold, Of: []outrider.Relation{{To: "p-k07", How: "child"}}},
		Consents: []desk.GiveConsent{{Purpose: outrider.ForRecord, Told: told}, {Purpose: outrider.ForAdvice, Told: told}, {Purpose: outrider.ForSharing, With: []string{"Harbour Desk"}, Told: told}},
		Withheld: []string{"the cousin"}, Wishes: &desk.SetWishes{Telling: &numbers}}
	if diff := cmp.Diff(want, h.desk.Decisions[0].AddPerson); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestConsentCard shows what stands, what waits for a second person and what is to
// be got back, on the person's page and on the queue.
func TestConsentCard(t *testing.T) {
	h := newHouse(t)
	page := text(parse(t, h.as("ana").get("/people/p-k07").body))
	for _, want := range []string{"in words, without the number", "Must be told nothing", "the cousin", "It may be told", "Get back from", "ask again", "M-09", "Exampleville airport"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	queue := text(parse(t, h.as("mira").get("/").body))
	for _, want := range []string{"To be got back", "Waits for a second person", "To be asked again", "overdue"} {
		if !strings.Contains(queue, want) {
			t.Errorf("the queue does not say %q", want)
		}
	}
}
