package server_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/servertest"

	"github.com/google/go-cmp/cmp"
)

// Every act on a record has a form that works without script.
func TestDangerForms(t *testing.T) {
	at := time.Date(2031, 3, 15, 8, 30, 0, 0, time.UTC)
	day := time.Date(2031, 4, 1, 23, 59, 59, 999999999, time.UTC)
	on := func(a desk.DangerAct) desk.Decision {
		a.Record = "t-open"
		return desk.Decision{Danger: &a}
	}
	for act, c := range map[string]struct {
		form url.Values
		want desk.Decision
	}{
		"know": {url.Values{"from": {"outside"}, "who": {"the school"}, "what": {"a stranger"}, "knew": {"2031-03-15T08:30"}, "happened": {"2031-03-15T08:30"}, "ought": {"2031-03-15T08:30"}, "missed": {"nobody asked"}},
			on(desk.DangerAct{Know: &desk.KnowDanger{From: outrider.FromOutside, Who: "the school", What: "a stranger", Knew: at, Happened: outrider.At(at), Ought: at, Missed: "nobody asked"}})},
		"review":  {url.Values{"level": {"imminent"}, "why": {"seen"}, "review": {"2031-03-15T08:30"}}, on(desk.DangerAct{Review: &desk.ReviewDanger{Level: "imminent", Why: "seen", Review: at}})},
		"option":  {url.Values{"what": {"wait"}, "for": {"more is known"}, "against": {"they are not"}}, on(desk.DangerAct{Option: &outrider.DangerOption{What: "wait", For: "more is known", Against: "they are not"}})},
		"decide":  {url.Values{"verdict": {"do-not-warn"}, "reasons": {"read"}, "ground": {"unreachable"}, "review": {"2031-03-15T08:30"}}, on(desk.DangerAct{Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "read", Ground: "unreachable", Review: at}})},
		"approve": {url.Values{"give": {"yes"}}, on(desk.DangerAct{Approve: &desk.ApproveDanger{Give: true}})},
		"dissent": {url.Values{"about": {"v-1"}, "why": {"nearer"}}, on(desk.DangerAct{Dissent: &outrider.DangerDissent{About: "v-1", Why: "nearer"}})},
		"link":    {url.Values{"who": {"daughter"}, "child": {"yes"}, "note": {"her aunt"}}, on(desk.DangerAct{Link: &outrider.DangerLink{Who: "daughter", Child: true, Note: "her aunt"}})},
		"vital":   {url.Values{"ground": {"life-at-risk"}, "why": {"armed"}}, on(desk.DangerAct{Vital: &outrider.DangerVital{Ground: outrider.GroundLife, Why: "armed"}})},
		"rung":    {url.Values{"rung": {"visit"}, "wording": {"real"}, "language": {"fa"}, "method": {"in-person"}, "given": {"2031-03-15T08:30"}}, on(desk.DangerAct{Rung: &desk.GiveRung{Rung: "visit", Wording: "real", Language: "fa", Method: "in-person", Given: at}})},
		"receipt": {url.Values{"rung": {"g-1"}, "reached": {"yes"}, "known": {"read back"}}, on(desk.DangerAct{Receipt: &outrider.DangerReceipt{Rung: "g-1", Reached: true, Known: "read back"}})},
		"offer":   {url.Values{"plan": {"yes"}, "person": {"p-k07"}, "measures": {"home-locks\n\nescort"}}, desk.Decision{Offer: &desk.OfferMeasures{Person: "p-k07", Measures: []string{"home-locks", "escort"}, For: "t-open"}}},
		"close":   {url.Values{"reasons": {"over"}, "reopens": {"a call"}, "agreed": {"mira"}, "review": {"2031-04-01"}, "asked": {"yes"}}, on(desk.DangerAct{Close: &desk.CloseDanger{Reasons: "over", Reopens: "a call", Agreed: "mira", Review: day, Asked: true}})},
		"look":    {url.Values{"why": {"another street"}}, on(desk.DangerAct{Look: &outrider.DangerLooked{Why: "another street"}})},
		"reopen":  {url.Values{"why": {"again"}, "owner": {" mira "}}, on(desk.DangerAct{Reopen: &desk.ReopenDanger{Why: "again", Owner: "mira"}})},
	} {
		t.Run(act, func(t *testing.T) {
			h := newHouse(t)
			b := h.as("ana")
			if res := b.post("/records/t-open/"+act, c.form); res.code != http.StatusSeeOther || res.header.Get("Location") != "/records/t-open#"+act {
				t.Fatalf("status %d to %s", res.code, res.header.Get("Location"))
			}
			if d := cmp.Diff([]desk.Decision{c.want}, h.desk.Decisions); d != "" {
				t.Error(d)
			}
			h.desk.Refuse = outrider.Invalid("not like this")
			if res := b.post("/records/t-open/"+act, c.form); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "not like this") {
				t.Errorf("a refusal is not shown: %d", res.code)
			}
		})
	}
	b := newHouse(t).as("ana")
	if res := b.post("/records/t-open/forget", url.Values{}); res.code != http.StatusNotFound {
		t.Errorf("an act that there is not: %d", res.code)
	}
}

// What may be cited is chosen from a list, and who is linked is named by code name:
// nobody has to know an id by heart.
func TestDangerFormsNeedNoIDs(t *testing.T) {
	h := newHouse(t)
	b := h.as("ana")
	if page := b.get("/records/t-open").body; !strings.Contains(page, `<optgroup label="Reports"><option value="report r-van-1">`) || !strings.Contains(page, `/people/p-k07/plan?for=t-open`) {
		t.Error("nothing can be chosen")
	}
	b.post("/records/t-open/know", url.Values{"from": {"report r-van-1"}})
	b.post("/records/t-open/link", url.Values{"person": {"m-09"}})
	want := []desk.Decision{{Danger: &desk.DangerAct{Record: "t-open", Know: &desk.KnowDanger{From: outrider.FromReport, Cites: "r-van-1"}}},
		{Danger: &desk.DangerAct{Record: "t-open", Link: &outrider.DangerLink{Person: "p-m09"}}}}
	if d := cmp.Diff(want, h.desk.Decisions); d != "" {
		t.Error(d)
	}
}

func TestOpeningARecord(t *testing.T) {
	h := newHouse(t)
	b := h.as("ana")
	f := url.Values{"what": {"a caller"}, "level": {"serious"}, "immediacy": {"days"}, "alert": {"a-van"}, "ground": {"life-at-risk"}, "why": {"armed"}}
	if res := b.post("/people/p-k07/records", f); res.code != http.StatusSeeOther {
		t.Fatalf("status %d", res.code)
	}
	want := desk.Decision{Danger: &desk.DangerAct{Open: &desk.OpenDanger{Person: "p-k07", What: "a caller", Level: "serious", Immediacy: "days", Alert: "a-van", Vital: &outrider.DangerVital{Ground: outrider.GroundLife, Why: "armed"}}}}
	if d := cmp.Diff([]desk.Decision{want}, h.desk.Decisions); d != "" {
		t.Error(d)
	}
	h.desk.Refuse = outrider.Invalid("not like this")
	if res := b.post("/people/p-k07/records", f); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "a caller") || !strings.Contains(res.body, "not like this") {
		t.Errorf("what was typed is lost: %d", res.code)
	}
}

func TestDangerPages(t *testing.T) {
	h := newHouse(t)
	for path, words := range map[string][]string{
		"/records":                            {"K-07", "waits for a second person", "Missed:", "not for you to see"},
		"/records/t-open":                     {"ought to have been known before", "3 days late", "known 24 hours later", "Since then the report was withdrawn", "18 hours", "Agree not to warn", "no sheet and no note", "entry 712", "It is nearer than that"},
		"/records/t-closed":                   {"look again", "Take it up again", "Something was found"},
		"/records/t-open?at=2031-03-14T01:00": {"as it was known", "As it is now"},
		"/people/p-k07/records/new":           {"decide within 12 hours", "Imminent"},
	} {
		body := strings.ToLower(text(parse(t, h.as("ana").get(path).body)))
		for _, w := range words {
			if !strings.Contains(body, strings.ToLower(w)) {
				t.Errorf("%s does not say %q", path, w)
			}
		}
	}
	past := h.as("ana").get("/records/t-open?at=2031-03-14T01:00").body
	if strings.Contains(past, `method="post" action="/records`) {
		t.Error("the past can be written to")
	}
	for _, name := range []string{"lev", "otto", "root"} {
		if got := h.as(name).get("/records/t-open"); got.code != http.StatusNotFound {
			t.Errorf("%s reads a record: %d", name, got.code)
		}
	}
}

func TestDangerAPI(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	var v desk.DangerView
	if err := json.Unmarshal([]byte(b.get("/api/v1/records/t-open").body), &v); err != nil || v.Line.ID != "t-open" || v.Now != servertest.Now() {
		t.Errorf("%v, %+v", err, v.Line)
	}
	var list desk.DangersView
	if err := json.Unmarshal([]byte(b.get("/api/v1/records?closed=1").body), &list); err != nil || len(list.Records) != 2 {
		t.Errorf("%v, %+v", err, list)
	}
	var levels desk.LevelsView
	if err := json.Unmarshal([]byte(b.get("/api/v1/levels").body), &levels); err != nil || len(levels.Levels) < 2 {
		t.Errorf("%v, %+v", err, levels)
	}
	if got := b.get("/api/v1/records/t-none"); got.code != http.StatusNotFound {
		t.Errorf("%d", got.code)
	}
}
