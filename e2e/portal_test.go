//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// own is a world of invented people whose own pages are served over loopback, and a
// page of another origin that they leave to.
type own struct {
	*portaltest.World
	url, away string
	left      <-chan string // how somebody left, once the desk has heard of it
}

func newOwn(t *testing.T) own {
	t.Helper()
	w := portaltest.New(t)
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><html lang="en"><title>Weather</title><h1 id="weather">Sunny</h1>`)
	}))
	t.Cleanup(away.Close)
	left := make(chan string, 8)
	srv := httptest.NewServer(heard(w.Leaving(away.URL+"/"), left))
	t.Cleanup(srv.Close)
	return own{w, srv.URL, away.URL, left}
}

// hears waits until the desk has heard that somebody left, for with a script the page
// goes away first. It returns what asked for it: "document" is a form, "empty" a script.
func hears(t *testing.T, left <-chan string) string {
	t.Helper()
	select {
	case how := <-left:
		return how
	case <-time.After(patience):
		t.Fatal("the desk never heard that they left")
		return ""
	}
}

// heard says when a request to leave has been answered.
func heard(h http.Handler, left chan<- string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		if r.URL.Path == "/leave" {
			left <- r.Header.Get("Sec-Fetch-Dest")
		}
	})
}

// noScript switches scripts off, as a hardened browser has it.
func noScript(t *testing.T, ctx context.Context, off bool) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off}); err != nil {
		t.Fatal(err)
	}
}

// comesIn opens somebody's pages in a tab.
func (o own) comesIn(t *testing.T, ctx context.Context, number, code string) {
	t.Helper()
	walk(t, ctx, "start", chromedp.Navigate(o.url+"/"))
	leads(t, ctx, "come in", "nav a[href='/tell']",
		chromedp.SendKeys(chromedp.ID("number"), number),
		chromedp.SendKeys(chromedp.ID("code"), code+"\r"))
}

// thumb counts the taps of a journey.
type thumb struct {
	t    *testing.T
	ctx  context.Context
	taps int
}

// tap clicks and waits for what the click leads to.
func (th *thumb) tap(sel, then string) {
	th.t.Helper()
	th.taps++
	leads(th.t, th.ctx, "tap "+sel, then, chromedp.Click(chromedp.CSS(sel)))
}

func (th *thumb) within(budget int, what string) {
	th.t.Helper()
	if th.taps > budget {
		th.t.Errorf("%s took %d taps, the budget is %d", what, th.taps, budget)
	}
	th.t.Logf("%s: %d taps", what, th.taps)
	th.taps = 0
}

// TestPortalJourneys counts taps with scripts off: a report, a check-in without and
// with a word, and answers to two measures.
func TestPortalJourneys(t *testing.T) {
	o := newOwn(t)
	ctx, foreign := tab(t, chrome(t), o.url)
	noScript(t, ctx, true)
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	ann := o.Person("K-01", "en")
	o.comesIn(t, ctx, o.Number(ann), portaltest.Code)
	th := &thumb{t: t, ctx: ctx}

	start := time.Now()
	th.tap("main a[href='/tell']", "button[value=car]")
	th.tap("button[value=car]", "[role=status]")
	th.within(2, "a report")
	t.Logf("a report: %s from the first tap to the receipt, on loopback", time.Since(start).Round(time.Millisecond))

	walk(t, ctx, "home", chromedp.Navigate(o.url+"/home"))
	th.tap("form[action='/fine'] button", "#word")
	walk(t, ctx, "word", chromedp.SendKeys(chromedp.ID("word"), portaltest.Cancel))
	th.tap("form[action='/fine'] button", "[role=status]")
	th.within(2, "a check-in with a word")

	o.NoWords(ann)
	walk(t, ctx, "home", chromedp.Navigate(o.url+"/home"))
	th.tap("form[action='/fine'] button", "[role=status]")
	th.within(1, "a check-in")

	th.tap("nav a[href='/measures']", "section:nth-of-type(2) button[value=yes]")
	th.tap("section:nth-of-type(1) button[value=yes]", "button[value=done]")
	th.tap("section:nth-of-type(2) button[value=no]", "section:nth-of-type(2) button[value=yes]:last-child")
	th.within(3, "yes to one measure, no to another")
	if f := foreign(); len(f) > 0 {
		t.Errorf("requests left the pages: %v", f)
	}
}

// TestPortalLeave leaves with and without script, by one Tab and Enter, and goes back.
func TestPortalLeave(t *testing.T) {
	for _, script := range []bool{false, true} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			o := newOwn(t)
			number := o.Number(o.Person("K-01", "en"))
			ctx, _ := tab(t, chrome(t), o.url)
			ctx, stop := context.WithTimeout(ctx, time.Minute)
			defer stop()
			noScript(t, ctx, !script)
			o.comesIn(t, ctx, number, portaltest.Code)
			for _, path := range []string{"/home", "/tell", "/data", "/advice/illness"} {
				walk(t, ctx, path, chromedp.Navigate(o.url+path))
			}
			if y := ask[float64](t, ctx, `(window.scrollTo(0, 1e6), document.querySelector("#leave button").getBoundingClientRect().top)`); y < 0 || y > 200 {
				t.Errorf("scrolled down, the button stands at %v", y)
			}
			walk(t, ctx, "tab", chromedp.Navigate(o.url+"/data"), chromedp.KeyEvent("\t"))
			if got := ask[string](t, ctx, `document.activeElement.closest("form").id`); got != "leave" {
				t.Fatalf("one Tab leads to %q", got)
			}
			leads(t, ctx, "leave", "#weather", chromedp.KeyEvent("\r"))
			if how := hears(t, o.left); (how == "empty") != script {
				t.Errorf("left by a request for %q", how)
			}
			if got := ask[string](t, ctx, `location.origin`); got != o.away {
				t.Errorf("left to %s", got)
			}
			for range 3 {
				walk(t, ctx, "back", chromedp.NavigateBack())
				text := ask[string](t, ctx, `document.documentElement.innerText`)
				if !strings.Contains(text, "There is nothing here.") || strings.Contains(text, "What we hold") {
					t.Errorf("back shows %q", text)
				}
			}
		})
	}
}

// portalPages are all pages of a person's own, as they look with something on them.
func (o own) portalPages(t *testing.T, ctx context.Context) []string {
	t.Helper()
	walk(t, ctx, "tell", chromedp.Navigate(o.url+"/tell"))
	leads(t, ctx, "a receipt", "[role=status]", chromedp.Click(chromedp.CSS("button[value=ill]")))
	receipt := ask[string](t, ctx, `location.pathname`)
	walk(t, ctx, "measures", chromedp.Navigate(o.url+"/measures"))
	offer := strings.TrimPrefix(ask[string](t, ctx, `document.querySelector("main form").getAttribute("action")`), "/measures/")
	leads(t, ctx, "an answer", "main [role=status]", chromedp.Click(chromedp.CSS("main button[value=yes]")))
	return []string{"/home", "/tell", receipt, "/home?said=" + offer, "/measures?said=" + offer, "/advice", "/advice/followed", "/advice/delivery?original=yes", "/measures", "/data", "/o"}
}

// TestPortalPages checks every page in every language, in light and dark, at 320 and
// 1280 pixels: fit, policy, accessibility.
func TestPortalPages(t *testing.T) {
	axe := axeSource(t)
	browser := chrome(t)
	for _, lang := range []string{"en", "fa", "ru", "ar"} {
		o := newOwn(t)
		ann := o.Person("K-01", lang)
		o.Shared(ann, "Harbour Desk", "the plate of a van")
		o.Decide(o.Officer, desk.Decision{Offline: &desk.SetOffline{Person: ann, On: true}})
		ctx, foreign := tab(t, browser, o.url)
		ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
		defer stop()
		every := []look{{320, "light"}, {320, "dark"}, {1280, "light"}}
		at := func(name, path string) {
			for _, l := range every {
				t.Run(fmt.Sprintf("%s %s %d %s", lang, name, l.width, l.scheme), func(t *testing.T) {
					visit(t, ctx, o.url+path, l)
					check(t, ctx, axe)
					if wide := ask[int64](t, ctx, `document.documentElement.scrollWidth`); wide > l.width {
						t.Errorf("the page is %d wide on a screen of %d", wide, l.width)
					}
					if got := ask[string](t, ctx, `document.documentElement.lang`); got != lang {
						t.Errorf("the page is in %q", got)
					}
					shoot(t, ctx, strings.NewReplacer("/", "_", "?", "_").Replace(fmt.Sprintf("own-%s-%s-%d-%s", lang, name, l.width, l.scheme)))
				})
			}
		}
		at("start", "/?lang="+lang)
		at("link", o.Link(ann)+"&lang="+lang)
		o.comesIn(t, ctx, o.Number(ann), portaltest.Code)
		for i, path := range o.portalPages(t, ctx) {
			at(fmt.Sprint(i), path)
		}
		if f := foreign(); len(f) > 0 {
			t.Errorf("requests left the pages: %v", f)
		}
	}
}

// slow is a poor mobile net: 400 kbit/s, 400 ms.
func slow(t *testing.T, ctx context.Context) {
	t.Helper()
	p := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Latency: 400, DownloadThroughput: 50_000, UploadThroughput: 50_000}}}
	if _, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, p); err != nil {
		t.Fatal(err)
	}
}

// TestPortalWeight weighs the first view, and says when it was painted on a poor net.
// Only the weight is held to a budget: times are those of this machine.
func TestPortalWeight(t *testing.T) {
	o := newOwn(t)
	number := o.Number(o.Person("K-01", "fa"))
	ctx, _ := tab(t, chrome(t), o.url)
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	var mu sync.Mutex
	bytes := 0.0
	if err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventLoadingFinished); ok {
			mu.Lock()
			bytes += e.EncodedDataLength
			mu.Unlock()
		}
	}); err != nil {
		t.Fatal(err)
	}
	o.comesIn(t, ctx, number, portaltest.Code)
	slow(t, ctx)
	for _, path := range []string{"/home", "/tell", "/data", "/advice/illness", "/"} {
		mu.Lock()
		bytes = 0
		mu.Unlock()
		walk(t, ctx, path, chromedp.Navigate(o.url+path))
		paint := ask[float64](t, ctx, `new Promise((done) => { const look = () => { const p = performance.getEntriesByName("first-contentful-paint")[0]; p ? done(p.startTime) : setTimeout(look, 50) }; look() })`)
		mu.Lock()
		t.Logf("%s: %.0f bytes on the wire; painted after %.0f ms at 400 kbit/s and 400 ms", path, bytes, paint)
		if bytes == 0 || bytes > 30_000 {
			t.Errorf("%s weighs %.0f bytes", path, bytes)
		}
		mu.Unlock()
	}
}
