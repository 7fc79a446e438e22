package server_test

import (
	"bytes"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"outrider"
	"outrider/internal/server"
	"outrider/internal/server/servertest"

	"golang.org/x/net/html"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a server around the invented desk, with everything a test looks at.
type house struct {
	t     *testing.T
	desk  *servertest.Desk
	clock *clock
	log   *bytes.Buffer
	site  http.Handler
	local http.Handler
}

// newHouse starts a server. Its randomness is seeded, so two houses give the
// same answer to the same first request, byte for byte.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, desk: servertest.New(), clock: &clock{now: servertest.Now()}, log: &bytes.Buffer{}}
	o := server.Options{Door: h.desk, Reads: h.desk, Oversight: h.desk, Library: h.desk, Screener: h.desk, Hits: h.desk, Answers: h.desk, Advice: servertest.Advice(), Gate: h.desk, Intake: servertest.Intake(),
		Clock: h.clock.Now, Rand: rand.NewChaCha8([32]byte{7}), Logger: slog.New(slog.NewTextHandler(h.log, nil))}
	site, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	h.site, h.local = site, server.Local(o, h.desk)
	return h
}

// browser keeps cookies and sends what a browser sends.
type browser struct {
	*house
	cookies map[string]*http.Cookie
	from    string
}

func (h *house) browser() *browser {
	return &browser{house: h, cookies: map[string]*http.Cookie{}, from: "192.0.2.7:4000"}
}

// as returns a browser that is signed in as a user.
func (h *house) as(name string) *browser {
	h.t.Helper()
	b := h.browser()
	res := b.post("/sign-in", url.Values{"name": {name}, "passphrase": {servertest.Passphrase}})
	if res.code != http.StatusSeeOther {
		h.t.Fatalf("signing in as %s: status %d", name, res.code)
	}
	return b
}

// result is an answer as read.
type result struct {
	code   int
	header http.Header
	body   string
}

func (b *browser) do(r *http.Request) result {
	b.t.Helper()
	r.RemoteAddr = b.from
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.cookies[c.Name] = c
	}
	return result{w.Code, w.Header(), w.Body.String()}
}

func (b *browser) get(path string) result {
	b.t.Helper()
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b *browser) post(path string, form url.Values) result {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func (b *browser) send(method, path, kind string, body io.Reader) result {
	b.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// pages lists every page with the user who opens it.
func pages() []struct{ path, as string } {
	return []struct{ path, as string }{
		{"/", "mira"}, {"/more", "mira"}, {"/passphrase", "mira"},
		{"/alerts/a-van", "mira"}, {"/alerts/a-ill", "mira"}, {"/alerts/a-masked", "mira"}, {"/alerts/a-quiet", "mira"},
		{"/people", "ana"}, {"/people/new", "ana"}, {"/people/p-k07", "ana"}, {"/people/p-k07/like", "ana"}, {"/precedents/invented-2001/like", "yusuf"}, {"/people/p-k07/judge", "yusuf"}, {"/people/p-k07/weigh", "ana"}, {"/people/p-k07/weigh", "yusuf"}, {"/people/p-k07/judgements", "yusuf"}, {"/people/p-k07/judgements", "mira"}, {"/judgements", "yusuf"}, {"/people/p-m09", "ana"}, {"/people/p-x01", "ana"},
		{"/records", "mira"}, {"/records/t-open", "ana"}, {"/records/t-open", "yusuf"}, {"/records/t-open?at=2031-03-14T01:00", "mira"}, {"/records/t-closed", "mira"}, {"/people/p-k07/records/new", "ana"},
		{"/reports", "mira"}, {"/reports/new", "mira"}, {"/reports/import", "mira"},
		{"/reports/r-van-1", "yusuf"}, {"/reports/r-van-2", "yusuf"}, {"/reports/r-news", "mira"}, {"/reports/r-gone", "mira"},
		{"/search", "mira"}, {"/search?q=van", "mira"}, {"/search?q=nothing", "mira"},
		{"/answers", "yusuf"}, {"/answers/harbour-2030", "yusuf"}, {"/answers/pier-2029", "yusuf"}, {"/precedents", "yusuf"}, {"/precedents/invented-2001", "yusuf"}, {"/precedents/invented-2001?step=2", "yusuf"},
		{"/precedents/invented-2001?view=known", "yusuf"},
		{"/screen", "yusuf"}, {"/screen/hits", "yusuf"}, {"/screen/hits?all=1", "mira"}, {"/screen/hits/h-open", "yusuf"}, {"/screen/hits/h-changed", "ana"}, {"/screen/hits/h-wanted", "mira"},
		{"/watches", "yusuf"}, {"/watches/w-name", "yusuf"}, {"/watches/w-over", "ana"}, {"/lists", "mira"}, {"/lists/expelled/diff", "ana"}, {"/lists/expelled/diff?old=1&new=2&kind=eased", "ana"}, {"/lists/harbour/diff", "ana"},
		{"/people/p-k07/plan", "ana"}, {"/people/p-k07/plan", "yusuf"}, {"/people/p-m09/plan", "mira"}, {"/people/p-q02/plan", "ana"},
		{"/cases?closed=1", "mira"}, {"/cases?kind=alert&about=a-van", "ana"}, {"/cases/f-van", "ana"}, {"/cases/f-van", "mira"}, {"/cases/f-shut", "yusuf"}, {"/cases/f-waits", "mira"}, {"/cases/f-lost", "mira"},
		{"/referrals", "ana"}, {"/referrals/q-draft", "ana"}, {"/referrals/q-sent", "ana"}, {"/referrals/q-accepted", "mira"}, {"/referrals/q-rejected", "mira"}, {"/referrals/q-sent/paper", "ana"}, {"/approvals", "ana"},
		{"/audit", "otto"}, {"/audit?before=901", "otto"}, {"/users", "root"}, {"/health", "mira"}, {"/calibration", "mira"}, {"/calibration", "otto"}, {"/reports", "lev"},
	}
}

// parse reads a page; a page that is not well formed fails the test.
func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// all returns the elements for which keep is true, in document order.
func all(n *html.Node, keep func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && keep(d) {
			out = append(out, d)
		}
	}
	return out
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func having(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { _, ok := attr(n, name); return ok }
}

func class(name string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		c, _ := attr(n, "class")
		return strings.Contains(" "+c+" ", " "+name+" ")
	}
}

// text is what a reader sees of an element, with single spaces.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// user ids of the invented desk are "u-" and the name.
func id(name string) outrider.UserID { return outrider.UserID("u-" + name) }
