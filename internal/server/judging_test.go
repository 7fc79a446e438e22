package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/servertest"

	"github.com/google/go-cmp/cmp"
)

// typedFigures are figures in per cent as a form sends them, and as the desk gets them.
func typedFigures() (url.Values, outrider.Figures) {
	return url.Values{"p_benign": {"50"}, "p_collection": {"20"}, "p_intimidation": {"12.5"}, "p_abduction": {"2,5"}, "p_attack": {"10"}, "p_other-hostile": {"5"},
			"harm_30d": {"2"}, "harm_90d": {"5"}, "harm_365d": {"12.5"}},
		outrider.Figures{P: map[outrider.Hypothesis]float64{outrider.HypBenign: .5, outrider.HypCollection: .2, outrider.HypIntimidation: .125, outrider.HypAbduction: .025,
			outrider.HypAttack: .1, outrider.HypOther: .05}, Harm: map[string]float64{"30d": .02, "90d": .05, "365d": .125}}
}

func with(form url.Values, more url.Values) url.Values {
	out := url.Values{}
	for _, f := range []url.Values{form, more} {
		for k, v := range f {
			out[k] = v
		}
	}
	return out
}

// TestJudgingForms posts each form and looks at what the desk was told.
func TestJudgingForms(t *testing.T) {
	typed, want := typedFigures()
	review := servertest.Now().AddDate(0, 0, 20).Format("2006-01-02")
	end, err := outrider.ParseWhen(review, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, as, path string
		form           url.Values
		want           desk.Decision
		to             string
	}{
		{"judge", "yusuf", "/people/p-k07/judge", with(typed, url.Values{"reasons": {"seen"}, "gaps": {"much"}}),
			desk.Decision{JudgePerson: &desk.JudgePerson{Person: "p-k07", Figures: want, Reasons: "seen", Gaps: "much"}}, "/people/p-k07/judgements"},
		{"publish", "ana", "/people/p-k07/publish", url.Values{"from": {"both"}, "reasons": {"a"}, "gaps": {"b"}, "dissent_who": {"yusuf"}, "dissent_why": {"c"}, "review": {review}},
			desk.Decision{Publish: &desk.Publish{Person: "p-k07", From: "both", Reasons: "a", Gaps: "b", Review: end.Last(), Dissent: []outrider.Dissent{{Who: "yusuf", Why: "c"}}}}, "/people/p-k07/judgements"},
		{"publish own", "ana", "/people/p-k07/publish", with(typed, url.Values{"from": {"own"}, "reasons": {"a"}, "gaps": {"b"}}),
			desk.Decision{Publish: &desk.Publish{Person: "p-k07", From: "own", Figures: &want, Reasons: "a", Gaps: "b"}}, "/people/p-k07/judgements"},
		{"confirm", "mira", "/people/p-k07/published/b-two", url.Values{"confirm": {"yes"}},
			desk.Decision{Confirm: &desk.SettlePublished{Person: "p-k07", ID: "b-two", Confirm: true}}, "/people/p-k07/judgements"},
		{"give back", "mira", "/people/p-k07/published/b-two", url.Values{"confirm": {"no"}, "why": {"thin"}},
			desk.Decision{Confirm: &desk.SettlePublished{Person: "p-k07", ID: "b-two", Why: "thin"}}, "/people/p-k07/judgements"},
		{"dissent", "yusuf", "/people/p-k07/published/b-two/dissent", url.Values{"why": {"a neighbour's van"}},
			desk.Decision{Dissent: &desk.AddDissent{Person: "p-k07", ID: "b-two", Why: "a neighbour's van"}}, "/people/p-k07/judgements"},
		{"one click", "mira", "/people/p-k07/tasks", url.Values{"if": {"the same plate again"}},
			desk.Decision{MakeTask: &desk.MakeTask{Person: "p-k07", If: "the same plate again"}}, "/people/p-k07#tasks"},
		{"close", "mira", "/tasks/k-one/close", url.Values{"person": {"p-k07"}, "done": {"yes"}, "note": {"asked"}, "report": {"r-van-1"}},
			desk.Decision{CloseTask: &desk.CloseTask{Task: "k-one", Done: true, Note: "asked", Report: "r-van-1"}}, "/people/p-k07#tasks"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			res := h.as(tt.as).post(tt.path, tt.form)
			if res.code != http.StatusSeeOther || res.header.Get("Location") != tt.to {
				t.Errorf("status %d, sent to %q", res.code, res.header.Get("Location"))
			}
			if diff := cmp.Diff([]desk.Decision{tt.want}, h.desk.Decisions); diff != "" {
				t.Errorf("decided (-want +got):\n%s", diff)
			}
		})
	}
}

// TestJudgingRefused keeps what was typed beside what was wrong.
func TestJudgingRefused(t *testing.T) {
	typed, _ := typedFigures()
	typed.Set("harm_90d", "much")
	typed.Set("reasons", "the same van")
	h := newHouse(t)
	res := h.as("yusuf").post("/people/p-k07/judge", typed)
	if res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "each figure is a number") || !strings.Contains(res.body, "the same van") || !strings.Contains(res.body, `value="12.5"`) {
		t.Errorf("status %d: %s", res.code, res.body)
	}
	res = h.as("ana").post("/people/p-k07/publish", url.Values{"from": {"own"}, "reasons": {"kept words"}})
	if res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "kept words") {
		t.Errorf("status %d", res.code)
	}
	for path, as := range map[string]string{"/people/p-k07/judge": "lev", "/people/p-k07/publish": "mira", "/people/p-k07/published/b-two": "yusuf", "/people/p-k07/tasks": "otto"} {
		good, _ := typedFigures()
		if res := h.as(as).post(path, with(good, url.Values{"from": {"both"}})); res.code != http.StatusNotFound {
			t.Errorf("%s by %s: status %d", path, as, res.code)
		}
	}
	if len(h.desk.Decisions) != 0 {
		t.Errorf("decided %+v", h.desk.Decisions)
	}
}

// TestJudgingShowsNoFigure reads the page on which a person is judged: but for what
// its reader types it holds no per cent and no decibans.
func TestJudgingShowsNoFigure(t *testing.T) {
	b := newHouse(t).as("yusuf")
	for _, path := range []string{"/people/p-k07/judge", "/judgements"} {
		doc := parse(t, b.get(path).body)
		said := text(doc)
		for _, figure := range []string{"18 %", "9 %", "31 %", "0.3 %", "about 18 in 100", "decibans", "realistic", "highly unlikely", "remote chance"} {
			if strings.Contains(said, figure) {
				t.Errorf("%s shows %q", path, figure)
			}
		}
		if n := len(all(doc, having("data-judgement"))) + len(all(doc, having("data-percent"))) + len(all(doc, class("j-number"))); n > 0 {
			t.Errorf("%s shows %d figures", path, n)
		}
	}
	if said := text(parse(t, b.get("/people/p-k07/judge").body)); !strings.Contains(said, "independent") {
		t.Error("there is nothing to judge from")
	}
}
