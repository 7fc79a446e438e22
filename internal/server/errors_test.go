package server_test

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server"
	"outrider/internal/server/servertest"
)

// TestRefusedIsAbsent gives the same bytes for what is not there, what is not
// for this user, and what has no page at all.
func TestRefusedIsAbsent(t *testing.T) {
	ask := func(path, as string) result { return newHouse(t).as(as).get(path) }
	want := ask("/people/p-nobody", "otto")
	if want.code != http.StatusNotFound {
		t.Fatalf("status %d", want.code)
	}
	for _, path := range []string{"/people/p-k07", "/people", "/alerts/a-van", "/alerts/a-none", "/reports/r-van-1", "/reports/r-none", "/search?q=van", "/users", "/no/such/page", "/reports/filed/none"} {
		got := ask(path, "otto")
		if got.code != want.code || got.body != want.body {
			t.Errorf("%s (status %d) can be told apart from what is absent", path, got.code)
		}
	}
	api := func(path string) result { return newHouse(t).as("otto").get(path) }
	want = api("/api/v1/people/p-nobody")
	for _, path := range []string{"/api/v1/people/p-k07", "/api/v1/queue", "/api/v1/reports/r-van-1", "/api/v1/nothing"} {
		if got := api(path); got.code != http.StatusNotFound || got.body != want.body {
			t.Errorf("%s (status %d) can be told apart from what is absent", path, got.code)
		}
	}
}

// TestErrorStatus maps each code to a status and shows the safe text alone.
func TestErrorStatus(t *testing.T) {
	inner := errors.New("inner text about " + servertest.MarkerName)
	for code, want := range map[outrider.Code]int{
		outrider.CodeNotFound: 404, outrider.CodeInvalid: 422, outrider.CodeConflict: 409, outrider.CodeLocked: 503,
		outrider.CodeStorage: 503, outrider.CodeDamaged: 500, outrider.CodeInternal: 500,
	} {
		h := newHouse(t)
		b := h.as("mira")
		h.desk.Fail = &outrider.Error{Code: code, Safe: "the safe text", Hint: "the next step", Err: inner}
		for _, path := range []string{"/", "/api/v1/queue"} {
			res := b.get(path)
			if res.code != want {
				t.Errorf("%s at %s: status %d, want %d", code, path, res.code, want)
			}
			if strings.Contains(res.body, servertest.MarkerName) {
				t.Errorf("%s at %s: the answer quotes the inner error", code, path)
			}
			if code != outrider.CodeNotFound && (!strings.Contains(res.body, "the safe text") || !strings.Contains(res.body, "the next step")) {
				t.Errorf("%s at %s: no safe text or no next step", code, path)
			}
		}
	}
}

// TestPlainError shows nothing of an error that has no safe text.
func TestPlainError(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	h.desk.Fail = errors.New("row 7 " + servertest.MarkerSelector)
	if res := b.get("/"); res.code != http.StatusInternalServerError || strings.Contains(res.body, servertest.MarkerSelector) {
		t.Errorf("status %d: %s", res.code, text(parse(t, res.body)))
	}
}

// TestLogHoldsIDsOnly posts and asks for things that must never be in a log.
func TestLogHoldsIDsOnly(t *testing.T) {
	h := newHouse(t)
	b := h.as("mira")
	b.get("/search?q=" + url.QueryEscape(servertest.MarkerSelector))
	b.get("/people/" + url.PathEscape(servertest.MarkerName))
	b.get("/nowhere/" + url.PathEscape(servertest.MarkerName) + "?q=" + url.QueryEscape(servertest.MarkerName))
	b.get("/enter?t=token-secret")
	b.post("/enter", url.Values{"t": {"token-secret"}})
	b.post("/reports", url.Values{"once": {"abc"}, "when": {"03/04/2025"}, "when_is": {"other"}, "what": {servertest.MarkerName}})
	h.browser().post("/sign-in", url.Values{"name": {servertest.MarkerName}, "passphrase": {"wrong words"}})
	h.desk.Fail = &outrider.Error{Code: outrider.CodeStorage, Safe: "the disk refused"}
	b.get("/search?q=" + url.QueryEscape(servertest.MarkerSelector))
	logged := h.log.String()
	if !strings.Contains(logged, "the disk refused") || !strings.Contains(logged, "GET /search") {
		t.Errorf("the log does not help the operator:\n%s", logged)
	}
	for _, no := range []string{servertest.MarkerName, "Ferenc", servertest.MarkerSelector, "MARKER", "token-secret", "wrong words", "03/04"} {
		if strings.Contains(logged, no) {
			t.Errorf("the log holds %q:\n%s", no, logged)
		}
	}
}

// TestForeignPost refuses a form that another site posts with our cookie.
func TestForeignPost(t *testing.T) {
	for name, head := range map[string][2]string{
		"cross-site": {"Sec-Fetch-Site", "cross-site"}, "same-site": {"Sec-Fetch-Site", "same-site"}, "old browser": {"Origin", "https://evil.example"},
	} {
		h := newHouse(t)
		b := h.as("mira")
		for _, path := range []string{"/alerts/a-van/take", "/sign-in", "/api/v1/reports"} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("reason=known"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(head[0], head[1])
			res := b.do(r)
			if res.code != http.StatusForbidden {
				t.Errorf("%s at %s: status %d", name, path, res.code)
			}
			checkHeaders(t, res)
		}
		if len(h.desk.Decisions) != 0 {
			t.Errorf("%s: something was decided", name)
		}
	}
}

// panicking is a desk with a fault.
type panicking struct{ *servertest.Desk }

func (panicking) Queue(context.Context, outrider.UserID) (desk.QueueView, error) {
	panic("a fault near " + servertest.MarkerName)
}

// TestPanic answers a fault of ours with a page and logs where, not what.
func TestPanic(t *testing.T) {
	h := newHouse(t)
	d := panicking{h.desk}
	site, err := server.New(server.Options{Door: d, Reads: d, Oversight: d, Library: d, Screener: d, Hits: d, Answers: d, Advice: servertest.Advice(), Gate: d, Intake: servertest.Intake(),
		Clock: h.clock.Now, Rand: rand.NewChaCha8([32]byte{7}), Logger: slog.New(slog.NewTextHandler(h.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	h.site = site
	res := h.as("mira").get("/")
	if res.code != http.StatusInternalServerError || strings.Contains(res.body, servertest.MarkerName) {
		t.Errorf("status %d", res.code)
	}
	if logged := h.log.String(); strings.Contains(logged, servertest.MarkerName) || !strings.Contains(logged, "a handler panicked") {
		t.Errorf("the log says:\n%s", logged)
	}
}

// TestTooLong refuses a body that no form needs, and says what to do instead.
func TestTooLong(t *testing.T) {
	b := newHouse(t).as("mira")
	res := b.post("/reports", url.Values{"once": {"abc"}, "what": {strings.Repeat("x", 1<<20)}})
	if res.code != http.StatusUnprocessableEntity || !strings.Contains(res.body, "import page") {
		t.Errorf("status %d", res.code)
	}
}

// TestNoRandomness refuses to serve without nonces rather than with weak ones.
func TestNoRandomness(t *testing.T) {
	d := servertest.New()
	_, err := server.New(server.Options{Door: d, Reads: d, Oversight: d, Library: d, Screener: d, Hits: d, Answers: d, Advice: servertest.Advice(), Gate: d, Intake: servertest.Intake(),
		Clock: servertest.Now, Rand: iotest.ErrReader(errors.New("dry")), Logger: slog.New(slog.DiscardHandler)})
	if outrider.CodeOf(err) != outrider.CodeInternal || err == nil {
		t.Errorf("error %v", err)
	}
}

// TestSecureCookie binds the cookie to the host where TLS allows it.
func TestSecureCookie(t *testing.T) {
	d := servertest.New()
	site, err := server.New(server.Options{Door: d, Reads: d, Oversight: d, Library: d, Screener: d, Hits: d, Answers: d, Advice: servertest.Advice(), Gate: d, Intake: servertest.Intake(), Secure: true, Demo: true,
		Clock: servertest.Now, Rand: rand.NewChaCha8([32]byte{7}), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.site = site
	b := h.as("mira")
	if c := b.cookies["__Host-desk"]; c == nil || !c.Secure {
		t.Errorf("cookies %v", b.cookies)
	}
	if res := b.get("/"); !strings.Contains(res.body, "DEMO") || !strings.Contains(res.body, "<title>Now (demo)</title>") {
		t.Error("a demonstration does not say so")
	}
}
