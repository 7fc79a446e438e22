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

// TestDutyForms posts each form and looks at what the desk was told.
func TestDutyForms(t *testing.T) {
	for _, tt := range []struct {
		name, path string
		form       url.Values
		want       desk.Decision
		to         string
	}{
		{"offer", "/shift/offer", url.Values{"to": {" ana "}, "note": {"see K-07"}}, desk.Decision{OfferShift: &desk.OfferShift{To: "ana", Note: "see K-07"}}, "/shift"},
		{"accept", "/shift/accept", url.Values{"why": {"her phone is off"}}, desk.Decision{AcceptShift: &desk.AcceptShift{Why: "her phone is off"}}, "/shift"},
		{"swap", "/shift/swap", url.Values{"out": {" yusuf "}, "in": {"mira"}, "from": {"2026-03-07T20:00"}, "until": {"2026-03-08T08:00"}},
			desk.Decision{SwapRota: &desk.SwapRota{Out: "yusuf", In: "mira", From: "2026-03-07T20:00", To: "2026-03-08T08:00"}}, "/shift"},
		{"agree", "/people/p-k07/checkin", url.Values{"at": {"08:30, 20:00"}, "zone": {"Europe/Vienna"}, "day": {"mon"}, "ways": {"signal +43 1\nmail k@example.org"}, "missed": {"60"}},
			desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: "p-k07", At: []string{"08:30", "20:00"}, Days: []string{"mon"}, Zone: "Europe/Vienna", Missed: 60,
				Ways: []outrider.Way{{Channel: "signal", To: "+43 1"}, {Channel: "mail", To: "k@example.org"}}}}, "/people/p-k07/checkin"},
		{"end", "/people/p-k07/checkin", url.Values{"end": {"yes"}}, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: "p-k07", At: []string{}, End: true}}, "/people/p-k07/checkin"},
		{"answer", "/people/p-k07/checkin/answer", url.Values{"word": {"marmalade"}}, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: "p-k07", Word: "marmalade"}}, "/people/p-k07/checkin"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			res := h.as("ana").post(tt.path, tt.form)
			if res.code != http.StatusSeeOther || res.header.Get("Location") != tt.to {
				t.Errorf("status %d, sent to %q", res.code, res.header.Get("Location"))
			}
			if diff := cmp.Diff([]desk.Decision{tt.want}, h.desk.Decisions); diff != "" {
				t.Errorf("decided (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDutyPages: the shift and the check-ins say what was missed and how far word
// came; an auditor finds neither.
func TestDutyPages(t *testing.T) {
	h := newHouse(t)
	for path, want := range map[string][]string{
		"/":                     {"Duties", "Check-in: a sign that all is well", "second contact: handed-over"},
		"/shift":                {"Hand over", "not signed yet", "7 calls", "learnt of it late", "told 60 minutes late", "Swap hours", "nobody; everybody is asked"},
		"/people/p-k07/checkin": {"Europe/Vienna", "An answer needs one of their words"},
	} {
		res := h.as("mira").get(path)
		for _, w := range want {
			if res.code != http.StatusOK || !strings.Contains(res.body, w) {
				t.Errorf("%s: status %d, without %q", path, res.code, w)
			}
		}
		if res := h.as("otto").get(path); path != "/" && res.code != http.StatusNotFound {
			t.Errorf("%s by an auditor: status %d", path, res.code)
		}
	}
}

// TestDutyAPI: a check-in is met and the desk handed over by program, and nothing
// else is met by a word.
func TestDutyAPI(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		path, user, body string
		code             int
	}{
		{"/api/v1/duties/d-check/meet", "mira", `{"note":"spoke to her at nine"}`, http.StatusOK},
		{"/api/v1/duties/d-review/meet", "mira", `{"note":"spoke to her at nine"}`, http.StatusUnprocessableEntity},
		{"/api/v1/duties/d-none/meet", "mira", `{"note":"spoke to her at nine"}`, http.StatusNotFound},
		{"/api/v1/duties/d-check/meet", "otto", `{"note":"spoke to her at nine"}`, http.StatusNotFound},
		{"/api/v1/duties/d-check/meet", "mira", `{"say":"spoke to her"}`, http.StatusUnprocessableEntity},
		{"/api/v1/duties/d-check/meet", "mira", `{} {}`, http.StatusUnprocessableEntity},
		{"/api/v1/handover", "mira", `{"to":"ana","note":"see K-07"}`, http.StatusOK},
		{"/api/v1/handover", "ana", `{"accept":true,"why":"her phone is off"}`, http.StatusOK},
		{"/api/v1/handover", "ana", `{"accept":true,"to":"ana"}`, http.StatusUnprocessableEntity},
		{"/api/v1/handover", "ana", `{}`, http.StatusUnprocessableEntity},
	} {
		if res := h.ask(http.MethodPost, c.path, c.user, c.body); res.code != c.code {
			t.Errorf("%s %s: status %d, want %d: %s", c.path, c.body, res.code, c.code, res.body)
		}
	}
	want := []desk.Decision{{CheckIn: &desk.AnswerCheckIn{Person: "p-k07", Note: "spoke to her at nine"}}, {OfferShift: &desk.OfferShift{To: "ana", Note: "see K-07"}}, {AcceptShift: &desk.AcceptShift{Why: "her phone is off"}}}
	if diff := cmp.Diff(want, h.desk.Decisions); diff != "" {
		t.Errorf("decided (-want +got):\n%s", diff)
	}
	if res := h.as("mira").send(http.MethodPost, "/api/v1/handover", "text/plain", strings.NewReader(`{"to":"ana"}`)); res.code != http.StatusUnprocessableEntity {
		t.Errorf("a body that any site's form could send: status %d", res.code)
	}
}
