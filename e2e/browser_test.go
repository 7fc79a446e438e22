//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"outrider/internal/server"
	"outrider/internal/server/servertest"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watchViolations notes every breach of the content security policy from the
// first byte of a page on. It is put in by the debugger, not by the page.
const watchViolations = `window.broken = []; document.addEventListener("securitypolicyviolation", (e) => window.broken.push(e.violatedDirective + " " + e.blockedURI));`

// house is a server around the invented desk, reached over loopback.
type house struct {
	url  string
	desk *servertest.Desk
}

func newHouse(t *testing.T) house {
	t.Helper()
	d := servertest.New()
	h, err := server.New(server.Options{Door: d, Reads: d, Oversight: d, Library: d, Screener: d, Hits: d, Answers: d, Advice: servertest.Advice(), Gate: d, Intake: servertest.Intake(),
		Clock: servertest.Now, Rand: rand.NewChaCha8([32]byte{1}), Logger: slog.New(slog.DiscardHandler), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return house{url: srv.URL, desk: d}
}

// chrome starts a headless browser for the whole test. The sandbox is off
// because test machines run as root; the pages are our own.
func chrome(t *testing.T) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, done := chromedp.NewContext(alloc)
	t.Cleanup(done)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("no browser (install chromium): %v", err)
	}
	return ctx
}

// tab opens a fresh tab in a browser profile of its own and records every
// request that leaves the desk's origin.
func tab(t *testing.T, browser context.Context, origin string) (context.Context, func() []string) {
	t.Helper()
	ctx, done := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(done)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var foreign []string
	err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(e.Request.URL, origin) && !strings.HasPrefix(e.Request.URL, "data:") {
			mu.Lock()
			foreign = append(foreign, e.Request.URL)
			mu.Unlock()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchViolations}); err != nil {
		t.Fatal(err)
	}
	return ctx, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string{}, foreign...)
	}
}

// signIn signs a user in over plain HTTP and gives the tab the cookie, so that
// each page check starts where it matters.
func (h house) signIn(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.PostForm(h.url+"/sign-in", url.Values{"name": {name}, "passphrase": {servertest.Passphrase}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	at, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	if len(jar.Cookies(at)) == 0 {
		t.Fatalf("%s could not sign in: status %d", name, res.StatusCode)
	}
	for _, k := range jar.Cookies(at) {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: k.Name, Value: k.Value, URL: h.url}); err != nil {
			t.Fatal(err)
		}
	}
}

// axeSource reads the accessibility checker, which is not ours and not vendored.
func axeSource(t *testing.T) string {
	t.Helper()
	path := os.Getenv("OUTRIDER_AXE")
	if path == "" {
		t.Fatal("OUTRIDER_AXE is not set: point it at axe.min.js of the npm package axe-core (MPL-2.0)")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// shoot writes a full-page picture where OUTRIDER_SHOTS names a folder.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("OUTRIDER_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(fmt.Sprintf("%s/%s.png", dir, name), png, 0o600); err != nil {
		t.Fatal(err)
	}
}
