package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"outrider/internal/desk"
	"outrider/internal/server"

	"github.com/google/go-cmp/cmp"
)

// reads lists the JSON reads with a user who may do them.
func reads() map[string]string {
	return map[string]string{"/api/v1/session": "mira", "/api/v1/queue": "mira", "/api/v1/alerts/a-van": "mira", "/api/v1/people": "ana", "/api/v1/people/p-k07": "ana",
		"/api/v1/reports/r-van-1": "mira", "/api/v1/search?q=van": "mira", "/api/v1/audit": "otto", "/api/v1/users": "root", "/api/v1/health": "mira",
		"/api/v1/judgements": "yusuf", "/api/v1/people/p-k07/judge": "yusuf", "/api/v1/people/p-k07/judgements": "ana", "/api/v1/people/p-k07/weigh": "ana",
		"/api/v1/people/p-k07/tasks": "mira", "/api/v1/tasks?closed=1": "mira", "/api/v1/people/p-k07/like": "ana", "/api/v1/precedents/invented-2001/like": "yusuf",
		"/api/v1/cases": "mira", "/api/v1/cases/f-van": "ana", "/api/v1/referrals": "ana", "/api/v1/referrals/q-sent": "ana", "/api/v1/referrals/q-sent/paper": "ana", "/api/v1/approvals": "yusuf",
		"/api/v1/duties": "mira", "/api/v1/precedents": "lev", "/api/v1/precedents/invented-2001": "lev"}
}

// ask asks over the socket as a named user.
func (h *house) ask(method, path, user, body string) result {
	h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if user != "" {
		r.Header.Set(server.UserHeader, user)
	}
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.local.ServeHTTP(w, r)
	return result{w.Code, w.Header(), w.Body.String()}
}

// TestReads gives the same JSON to a browser and to a local program.
func TestReads(t *testing.T) {
	for path, user := range reads() {
		t.Run(path, func(t *testing.T) {
			h := newHouse(t)
			browser, socket := h.as(user).get(path), h.ask(http.MethodGet, path, user, "")
			if browser.code != http.StatusOK || !strings.HasPrefix(browser.header.Get("Content-Type"), "application/json") || !json.Valid([]byte(browser.body)) {
				t.Fatalf("status %d, %s", browser.code, browser.header.Get("Content-Type"))
			}
			checkHeaders(t, browser)
			if diff := cmp.Diff(browser.body, socket.body); diff != "" {
				t.Errorf("browser and socket differ:\n%s", diff)
			}
		})
	}
}

// TestReadsNeedSomebody answers nobody, an unknown name and a user shut out alike.
func TestReadsNeedSomebody(t *testing.T) {
	h := newHouse(t)
	h.desk.Disable(id("lev"))
	for path := range reads() {
		want := h.browser().get(path)
		if want.code != http.StatusUnauthorized {
			t.Errorf("%s: status %d", path, want.code)
		}
		for _, name := range []string{"", "nobody", "lev"} {
			if got := h.ask(http.MethodGet, path, name, ""); got.code != want.code || got.body != want.body {
				t.Errorf("%s as %q: status %d", path, name, got.code)
			}
		}
	}
}

// TestLocalHasNoPages serves nothing on the socket but the JSON interface.
func TestLocalHasNoPages(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/", "/sign-in", "/people", "/assets/x/style.css"} {
		if res := h.ask(http.MethodGet, path, "mira", ""); res.code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, res.code)
		}
	}
}

func TestFileJSON(t *testing.T) {
	h := newHouse(t)
	res := h.ask(http.MethodPost, "/api/v1/reports", "mira", `{"kind":"illness","text":"in words"}`)
	var got struct{ Receipts []desk.Receipt }
	if err := json.Unmarshal([]byte(res.body), &got); err != nil || res.code != http.StatusOK {
		t.Fatalf("status %d: %v", res.code, err)
	}
	if len(got.Receipts) != 1 || !got.Receipts[0].Urgent || len(got.Receipts[0].Emergency) == 0 {
		t.Errorf("receipts %+v", got.Receipts)
	}
	if len(h.desk.Filed) != 1 || h.desk.Filed[0].Report.Text != "in words" {
		t.Errorf("filed %+v", h.desk.Filed)
	}
}

func TestFileJSONRefused(t *testing.T) {
	h := newHouse(t)
	for name, body := range map[string]string{"broken": `{"kind":`, "empty": ""} {
		if res := h.ask(http.MethodPost, "/api/v1/reports", "mira", body); res.code != http.StatusUnprocessableEntity || !json.Valid([]byte(res.body)) {
			t.Errorf("%s: status %d", name, res.code)
		}
	}
	b := h.as("mira")
	if res := b.send(http.MethodPost, "/api/v1/reports", "text/plain", strings.NewReader("{}")); res.code != http.StatusUnprocessableEntity {
		t.Errorf("a body that any site's form could send: status %d", res.code)
	}
	if res := b.send(http.MethodPost, "/api/v1/reports", "application/json", strings.NewReader(`"`+strings.Repeat("x", 2<<20)+`"`)); res.code != http.StatusUnprocessableEntity {
		t.Errorf("a huge body: status %d", res.code)
	}
	if res := h.ask(http.MethodPost, "/api/v1/reports", "otto", `{"kind":"other"}`); res.code != http.StatusNotFound {
		t.Errorf("an auditor files: status %d", res.code)
	}
	if len(h.desk.Filed) != 0 {
		t.Errorf("filed %+v", h.desk.Filed)
	}
	if res := b.get("/api/v1/audit?before=x"); res.code != http.StatusNotFound && res.code != http.StatusUnprocessableEntity {
		t.Errorf("a page that is not a number: status %d", res.code)
	}
}
