package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/server/servertest"
)

// TestVerdictForm gives a verdict, takes one back, and keeps what was written where
// the desk refuses.
func TestVerdictForm(t *testing.T) {
	h := newHouse(t)
	b := h.as("yusuf")
	if res := b.post("/screen/hits/h-open/verdict", url.Values{"verdict": {"not-same"}, "because": {"born ten years later"}}); res.code != http.StatusSeeOther {
		t.Fatalf("status %d", res.code)
	}
	if res := b.post("/screen/hits/h-open/revoke", url.Values{"why": {"hasty"}}); res.code != http.StatusSeeOther || !strings.HasSuffix(res.header.Get("Location"), "/screen/hits/h-open") {
		t.Fatalf("status %d to %s", res.code, res.header.Get("Location"))
	}
	if len(h.desk.Decisions) != 2 || h.desk.Decisions[0].Judge.Verdict != outrider.VerdictNotSame || h.desk.Decisions[0].Judge.Because != "born ten years later" || h.desk.Decisions[1].Revoke.Hit != "h-open" {
		t.Errorf("decisions %+v", h.desk.Decisions)
	}
	h.desk.Refuse = outrider.Invalid("say why they are not the same")
	res := b.post("/screen/hits/h-open/verdict", url.Values{"verdict": {"not-same"}, "because": {"half a sentence"}})
	if said := text(parse(t, res.body)); res.code != http.StatusUnprocessableEntity || !strings.Contains(said, "say why") || !strings.Contains(said, "half a sentence") {
		t.Errorf("status %d: %s", res.code, said)
	}
}

// TestWatchForm sets and ends a watch, for a name or for a thing.
func TestWatchForm(t *testing.T) {
	h := newHouse(t)
	b := h.as("yusuf")
	for _, f := range []url.Values{{"name": {"Layla Mithali"}, "reason": {"the hearing"}}, {"kind": {"phone"}, "value": {"+44 20 7946 0000"}, "reason": {"used twice"}, "days": {"30"}}} {
		if res := b.post("/watches", f); res.code != http.StatusSeeOther {
			t.Fatalf("%v: status %d", f, res.code)
		}
	}
	if res := b.post("/watches/w-name/end", nil); res.code != http.StatusSeeOther {
		t.Errorf("status %d", res.code)
	}
	if d := h.desk.Decisions; len(d) != 3 || d[0].Watch.Name != "Layla Mithali" || d[1].Watch.Selector.Raw != "+44 20 7946 0000" || d[1].Watch.Days != 30 || d[2].Unwatch.Watch != "w-name" {
		t.Errorf("decisions %+v", d)
	}
	for _, f := range []url.Values{{"value": {"12345"}, "reason": {"x"}}, {"name": {"x"}, "reason": {"x"}, "days": {"soon"}}} {
		if res := b.post("/watches", f); res.code != http.StatusUnprocessableEntity {
			t.Errorf("%v: status %d", f, res.code)
		}
	}
}

// TestHitsAreForThoseWhoScreen: everybody else finds nothing there, and no link.
func TestHitsAreForThoseWhoScreen(t *testing.T) {
	for _, name := range []string{"lev", "otto", "root"} {
		b := newHouse(t).as(name)
		for _, path := range []string{"/screen/hits", "/screen/hits/h-open", "/watches", "/watches/w-name", "/api/v1/hits", "/api/v1/hits/h-open", "/api/v1/watches"} {
			if res := b.get(path); res.code != http.StatusNotFound {
				t.Errorf("%s finds %s: status %d", name, path, res.code)
			}
		}
		if strings.Contains(b.get("/more").body, "/screen/hits") {
			t.Errorf("%s is shown the way", name)
		}
	}
}

// TestQueueShowsTheDigest: the queue says in a few lines what waits, and a person's
// page that there may be a wanted notice, without a name.
func TestQueueShowsTheDigest(t *testing.T) {
	h := newHouse(t)
	queue := text(parse(t, h.as("mira").get("/").body))
	for _, want := range []string{"4 hits wait", "1 of them since you last looked", "1 wanted notice", "Your watches", "2 new reports"} {
		if !strings.Contains(queue, want) {
			t.Errorf("the queue does not say %q", want)
		}
	}
	person := h.as("mira").get("/people/p-k07").body
	if !strings.Contains(person, "/screen/hits/h-wanted") || strings.Contains(person, servertest.MarkerName) {
		t.Error("the person's page does not warn, or names somebody")
	}
	hit := text(parse(t, h.as("mira").get("/screen/hits/h-wanted").body))
	if !strings.Contains(hit, "K-07") || !strings.Contains(hit, "Your look is recorded") {
		t.Error("the page of a notice does not say whom it may be for, or that looking is recorded")
	}
}
