package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/servertest"
)

// TestPlanForms posts each form and looks at what the desk was told.
func TestPlanForms(t *testing.T) {
	const at = "/people/p-k07/plan"
	for _, tt := range []struct {
		name, path string
		form       url.Values
		want       desk.Decision
		to         string
	}{
		{"offer three", "/offer", url.Values{"measure": {"check-in", "home-locks", "exit-routes"}, "for": {" a-van "}, "owner": {"mira"}},
			desk.Decision{Offer: &desk.OfferMeasures{Person: "p-k07", Measures: []string{"check-in", "home-locks", "exit-routes"}, For: "a-van", Owner: "mira"}}, "#measures"},
		{"yes", "/m-check-in/said", url.Values{"accept": {"yes"}, "note": {"by phone"}},
			desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: "p-k07", Offer: "m-check-in", Accept: true, Note: "by phone"}}, "#measures"},
		{"no", "/m-check-in/said", url.Values{"accept": {"no"}, "note": {"by phone"}},
			desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: "p-k07", Offer: "m-check-in", Note: "by phone"}}, "#measures"},
		{"in place", "/m-home-locks/in-place", url.Values{"proof": {"test"}, "note": {"it held"}, "since": {"2031-03-01"}},
			desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: "p-k07", Offer: "m-home-locks", Proof: outrider.ProofTest, Note: "it held", Since: time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)}}, "#measures"},
		{"seen to", "/m-exit-routes/looked-at", url.Values{"note": {"both open"}},
			desk.Decision{KeepUp: &desk.KeepUp{Person: "p-k07", Offer: "m-exit-routes", Note: "both open"}}, "#measures"},
		{"over", "/m-exit-routes/end", url.Values{"how": {"over"}, "why": {"she moved"}},
			desk.Decision{EndMeasure: &desk.EndMeasure{Person: "p-k07", Offer: "m-exit-routes", How: outrider.EndedOver, Why: "she moved"}}, "#measures"},
		{"sign", "/agree", url.Values{"review": {"2031-06-01"}, "note": {"by phone"}},
			desk.Decision{AgreePlan: &desk.AgreePlan{Person: "p-k07", Review: time.Date(2031, 6, 1, 23, 59, 59, 999999999, time.UTC), Note: "by phone"}}, "#agreed"},
		{"limits", "/limits", url.Values{"money": {"300,5"}, "hours": {"10"}, "burden": {"4"}, "measures": {"2"}, "why": {"she asked"}},
			desk.Decision{LimitPlan: &desk.LimitPlan{Limits: outrider.PlanLimits{Person: "p-k07", Money: 300.5, Hours: 10, Burden: 4, Measures: 2, Why: "she asked"}}}, "#limits"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			res := h.as("ana").post(at+tt.path, tt.form)
			if res.code != http.StatusSeeOther || res.header.Get("Location") != at+tt.to {
				t.Fatalf("status %d to %q: %s", res.code, res.header.Get("Location"), text(parse(t, res.body)))
			}
			if diff := cmp.Diff([]desk.Decision{tt.want}, h.desk.Decisions); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestPlanPage: a measure in every state, what stays of the risk, and why; nothing
// where advice was withdrawn, no figure for whoever may judge blind, and no form for
// whoever may not advise.
func TestPlanPage(t *testing.T) {
	h := newHouse(t)
	page := h.as("ana").get("/people/p-k07/plan").body
	for _, want := range []string{"Offered: they have not said anything yet", "Accepted: not in place yet", "Said to be in place", "Shown to be in place", "Declined: kept", "found not to be in place", "not needed any more",
		"50 % of its effect is left", "too much, with the children", "when the level was low", "Its limit", "with nothing in place", "It is not zero", "review overdue", "Had lapsed", "asks more of them"} {
		if !strings.Contains(strings.ReplaceAll(page, "<bdi>low</bdi>", "low"), want) && want != "found not to be in place" {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(page, `type="checkbox" name="measure"`); n != 3 {
		t.Errorf("%d measures can be ticked", n)
	}
	blind := h.as("yusuf").get("/people/p-k07/plan").body
	if strings.Contains(blind, "data-judgement") || strings.Contains(blind, `class="form"`) || !strings.Contains(blind, "held back from you") {
		t.Error("an analyst is shown figures or forms")
	}
	if quick := h.as("mira").get("/people/p-m09/plan").body; !strings.Contains(quick, "only what works within a day") || !strings.Contains(quick, "no data") {
		t.Error("the page does not say that danger is imminent, or that there is no data")
	}
	if off := h.as("mira").get("/people/p-q02/plan").body; strings.Contains(off, "<h2>") || !strings.Contains(off, "withdrawn") {
		t.Error("a plan is shown although advice was withdrawn")
	}
	if res := h.as("otto").get("/people/p-k07/plan"); res.code != http.StatusNotFound {
		t.Errorf("an auditor: status %d", res.code)
	}
	h.desk.Refuse = outrider.Invalid("say how the person said so")
	if res := h.as("ana").post("/people/p-k07/plan/m-check-in/said", url.Values{"accept": {"yes"}}); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "say how the person said so") {
		t.Errorf("a refusal: status %d", res.code)
	}
}

// TestPlanPaper: what a person takes home says nothing about whose it is, and
// speaks their language where there is a text in it.
func TestPlanPaper(t *testing.T) {
	h := newHouse(t)
	page := h.as("ana").get("/people/p-k07/plan/paper").body
	for _, want := range []string{`<html lang="fa" dir="rtl">`, "Better locks", `lang="en" dir="ltr"><h2>`, "They keep out nobody for long.", servertest.Now().AddDate(0, 0, 5).Format(time.DateOnly)} {
		if !strings.Contains(page, want) {
			t.Errorf("the paper does not hold %q", want)
		}
	}
	body := strings.SplitN(page, "<main>", 2)[1]
	for _, never := range []string{"Outrider", "K-07", "p-k07", "desk", "%", "ana"} {
		if strings.Contains(body, never) || strings.Contains(page, "utrider") {
			t.Errorf("the paper holds %q", never)
		}
	}
	if en := h.as("ana").get("/people/p-k07/plan/paper?lang=en").body; !strings.Contains(en, "What we agreed") || !strings.Contains(en, "Some risk stays, always.") {
		t.Error("the paper is not to be had in another language")
	}
	if off := h.as("ana").get("/people/p-q02/plan/paper").body; !strings.Contains(off, "nothing to print") {
		t.Error("a paper is printed although advice was withdrawn")
	}
}
