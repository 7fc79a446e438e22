package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"outrider/internal/server/servertest"

	"golang.org/x/net/html"
)

func TestSignIn(t *testing.T) {
	b := newHouse(t).as("mira")
	c := b.cookies["desk"]
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" {
		t.Fatalf("the session cookie is loose: %+v", c)
	}
	if res := b.get("/"); res.code != http.StatusOK {
		t.Errorf("status %d after signing in", res.code)
	}
	if res := b.get("/sign-in"); res.header.Get("Location") != "/" {
		t.Error("somebody signed in is asked again")
	}
}

func TestSignInReturns(t *testing.T) {
	h := newHouse(t)
	res := h.browser().get("/people/p-k07")
	if got := res.header.Get("Location"); got != "/sign-in?next=%2Fpeople%2Fp-k07" {
		t.Fatalf("sent to %q", got)
	}
	for next, want := range map[string]string{"/people/p-k07": "/people/p-k07", "https://example.org/": "/", "//example.org": "/", `/\example.org`: "/", "/a?b": "/"} {
		res := h.browser().post("/sign-in", url.Values{"name": {"mira"}, "passphrase": {servertest.Passphrase}, "next": {next}})
		if got := res.header.Get("Location"); got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

// TestSignInRefused gives one answer to a wrong name, a wrong passphrase, a user
// shut out and too many attempts.
func TestSignInRefused(t *testing.T) {
	try := func(name, pass string, times int) result {
		h := newHouse(t)
		h.desk.Disable(id("lev"))
		b := h.browser()
		for range times - 1 {
			b.post("/sign-in", url.Values{"name": {name}, "passphrase": {"wrong"}})
		}
		return b.post("/sign-in", url.Values{"name": {name}, "passphrase": {pass}})
	}
	want := try("mira", "wrong", 1)
	if want.code != http.StatusUnauthorized {
		t.Fatalf("status %d", want.code)
	}
	nonce := func(r result) string {
		_, after, _ := strings.Cut(r.header.Get("Content-Security-Policy"), "'nonce-")
		n, _, _ := strings.Cut(after, "'")
		return strings.ReplaceAll(r.body, strings.ReplaceAll(n, "+", "&#43;"), "")
	}
	for name, got := range map[string]result{
		"nobody": try("nobody", "wrong", 1), "shut out": try("lev", servertest.Passphrase, 1), "too many": try("mira", servertest.Passphrase, 7),
	} {
		if got.code != want.code || nonce(got) != nonce(want) {
			t.Errorf("%s can be told apart from a wrong passphrase", name)
		}
		if strings.Contains(got.body, "lev") || strings.Contains(got.body, "nobody") {
			t.Errorf("%s: the page repeats the name", name)
		}
	}
}

func TestSignInLimitEnds(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	for range 6 {
		b.post("/sign-in", url.Values{"name": {"mira"}, "passphrase": {"wrong"}})
	}
	right := url.Values{"name": {"mira"}, "passphrase": {servertest.Passphrase}}
	if res := b.post("/sign-in", right); res.code != http.StatusUnauthorized {
		t.Fatalf("status %d straight after six failures", res.code)
	}
	h.clock.add(time.Minute)
	if res := b.post("/sign-in", right); res.code != http.StatusSeeOther {
		t.Errorf("status %d a minute later: the officer on duty is shut out", res.code)
	}
}

// TestSignInLimitByPlace stops one address that tries many names, and nobody else.
func TestSignInLimitByPlace(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	for i := range 25 {
		b.post("/sign-in", url.Values{"name": {"n" + strings.Repeat("x", i)}, "passphrase": {"wrong"}})
	}
	right := url.Values{"name": {"mira"}, "passphrase": {servertest.Passphrase}}
	if res := b.post("/sign-in", right); res.code != http.StatusUnauthorized {
		t.Errorf("status %d from an address that guesses", res.code)
	}
	other := h.browser()
	other.from = "[2001:db8::1]:55"
	if res := other.post("/sign-in", right); res.code != http.StatusSeeOther {
		t.Errorf("status %d from elsewhere", res.code)
	}
}

func TestSessionEnds(t *testing.T) {
	tests := map[string]func(h *house, b *browser){
		"idle": func(h *house, _ *browser) { h.clock.add(30 * time.Minute) },
		"old": func(h *house, b *browser) {
			for range 30 {
				h.clock.add(25 * time.Minute)
				b.get("/more")
			}
		},
		"shut out":   func(h *house, _ *browser) { h.desk.Disable(id("mira")) },
		"signed out": func(_ *house, b *browser) { b.post("/sign-out", nil) },
	}
	for name, end := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			b := h.as("mira")
			stolen := b.cookies["desk"]
			end(h, b)
			b.cookies["desk"] = stolen
			if res := b.get("/"); res.code != http.StatusSeeOther || res.header.Get("Location") != "/sign-in" {
				t.Errorf("status %d, sent to %q", res.code, res.header.Get("Location"))
			}
			if res := b.get("/api/v1/queue"); res.code != http.StatusUnauthorized {
				t.Errorf("the JSON interface answers with %d", res.code)
			}
		})
	}
}

func TestSessionLastsWhileUsed(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	for range 20 {
		h.clock.add(29 * time.Minute)
		if res := b.get("/"); res.code != http.StatusOK {
			t.Fatalf("status %d", res.code)
		}
	}
}

func TestSignOutClears(t *testing.T) {
	b := newHouse(t).as("mira")
	res := b.post("/sign-out", nil)
	if got := res.header.Get("Clear-Site-Data"); !strings.Contains(got, "cookies") || !strings.Contains(got, "storage") {
		t.Errorf("Clear-Site-Data is %q", got)
	}
	if b.cookies["desk"] != nil {
		t.Error("the cookie is still there")
	}
}

// TestOneTimeLink opens only at the button, then insists on a passphrase.
func TestOneTimeLink(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	for range 3 {
		if res := b.get("/enter?t=token-ana"); res.code != http.StatusOK || len(b.cookies) != 0 {
			t.Fatalf("looking at the link did something: status %d, cookies %v", res.code, b.cookies)
		}
	}
	if res := b.post("/enter", url.Values{"t": {"token-ana"}}); res.header.Get("Location") != "/passphrase" {
		t.Fatalf("status %d, sent to %q", res.code, res.header.Get("Location"))
	}
	if res := b.get("/people"); res.header.Get("Location") != "/passphrase" {
		t.Errorf("a user without passphrase reaches the register: status %d", res.code)
	}
	if res := b.get("/api/v1/people"); res.code != http.StatusUnauthorized {
		t.Errorf("a user without passphrase reaches the JSON interface: status %d", res.code)
	}
	for name, f := range map[string]url.Values{"short": {"passphrase": {"short"}, "again": {"short"}}, "different": {"passphrase": {"long enough words"}, "again": {"long enough word"}}} {
		if res := b.post("/passphrase", f); res.code != http.StatusUnprocessableEntity || strings.Contains(res.body, "long enough") {
			t.Errorf("%s: status %d", name, res.code)
		}
	}
	good := url.Values{"passphrase": {"long enough words"}, "again": {"long enough words"}}
	if res := b.post("/passphrase", good); res.header.Get("Location") != "/" {
		t.Fatalf("status %d", res.code)
	}
	if res := b.get("/people"); res.code != http.StatusOK {
		t.Errorf("status %d", res.code)
	}
	if res := b.browser().post("/enter", url.Values{"t": {"made-up"}}); res.code != http.StatusUnauthorized {
		t.Errorf("a made-up link gives status %d", res.code)
	}
}

// TestPassphraseEndsOtherSessions shuts out whoever still held an old session.
func TestPassphraseEndsOtherSessions(t *testing.T) {
	h := newHouse(t)
	old, now, other := h.as("mira"), h.as("mira"), h.as("ana")
	now.post("/passphrase", url.Values{"passphrase": {"long enough words"}, "again": {"long enough words"}})
	for name, want := range map[*browser]int{old: http.StatusSeeOther, now: http.StatusOK, other: http.StatusOK} {
		if res := name.get("/"); res.code != want {
			t.Errorf("status %d, want %d", res.code, want)
		}
	}
}

// TestReportSurvivesSignOut brings a long-typed report back after signing in
// again, and files nothing by itself.
func TestReportSurvivesSignOut(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	h.clock.add(time.Hour)
	words := "A grey van, <b>engine</b> running"
	res := b.post("/reports", url.Values{"what": {words}, "kind": {"watched"}, "behaviour": {"waiting", "other"}, "once": {"abc"}})
	if res.code != http.StatusUnauthorized {
		t.Fatalf("status %d", res.code)
	}
	form := url.Values{"name": {"mira"}, "passphrase": {servertest.Passphrase}}
	for _, n := range all(parse(t, res.body), having("value")) {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		form.Add(name, value)
	}
	res = b.post("/sign-in", form)
	doc := parse(t, res.body)
	if got := all(doc, func(n *html.Node) bool { return n.Data == "textarea" }); res.code != http.StatusOK || text(got[0]) != words {
		t.Errorf("status %d; the words did not come back", res.code)
	}
	if n := len(all(doc, having("checked"))); n != 3 {
		t.Errorf("%d choices came back, want 3", n)
	}
	if len(h.desk.Filed) != 0 {
		t.Error("something was filed unasked")
	}
	if strings.Contains(res.body, servertest.Passphrase) {
		t.Error("the passphrase is in the page")
	}
}
