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

// Staff make and end the pages of a person's own; nothing leads from theirs to those.
func TestOwnPages(t *testing.T) {
	h := newHouse(t)
	ana := h.as("ana")
	res := ana.get("/people/p-k07/pages")
	if res.code != http.StatusOK || !strings.Contains(res.body, "open to them") || !strings.Contains(res.body, "48120937") {
		t.Errorf("status %d: %s", res.code, res.body)
	}
	for _, path := range []string{"/people/p-k07/pages", "/people/p-k07", "/health"} {
		if body := ana.get(path).body; strings.Contains(body, `href="https://notes`) {
			t.Errorf("%s leads to people's own pages", path)
		}
	}
	if body := h.as("mira").get("/people/p-k07/pages").body; strings.Contains(body, "48120937") || strings.Contains(body, "Make a link") {
		t.Error("whoever may not make links is shown how to come in")
	}
	if res := h.as("otto").get("/people/p-k07/pages"); res.code != http.StatusNotFound {
		t.Errorf("an auditor: status %d", res.code)
	}
	made := ana.post("/people/p-k07/pages/link", url.Values{"hours": {"4"}})
	ana.post("/people/p-k07/pages/end", nil)
	if made.code != http.StatusOK {
		t.Errorf("status %d", made.code)
	}
	want := []desk.Decision{{LinkPortal: &desk.LinkPortal{Person: "p-k07", Hours: 4}}, {EndPortal: &desk.EndPortal{Person: "p-k07"}}, {Offline: &desk.SetOffline{Person: "p-k07", On: true}}, {Offline: &desk.SetOffline{Person: "p-k07"}}}
	for _, on := range []string{"yes", "no"} {
		ana.post("/people/p-k07/pages/offline", url.Values{"on": {on}})
	}
	if diff := cmp.Diff(want, h.desk.Decisions); diff != "" {
		t.Errorf("decided (-want +got):\n%s", diff)
	}
	h.desk.Refuse = outrider.Invalid("a link lasts between 1 and 336 hours")
	if res := ana.post("/people/p-k07/pages/link", url.Values{"hours": {"9999"}}); res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "between 1 and 336") {
		t.Errorf("status %d", res.code)
	}
}
