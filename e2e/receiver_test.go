//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"outrider/internal/portal/portaltest"

	"github.com/chromedp/chromedp"
)

// opensPaper opens what was sent to a house outside, by link and code, with the keyboard.
func (o own) opensPaper(t *testing.T, ctx context.Context, a portaltest.Asked, lang string) {
	t.Helper()
	link, code := o.PaperLink(a)
	walk(t, ctx, "a link", chromedp.Navigate(o.url+link+"&lang="+lang))
	leads(t, ctx, "open a paper", "pre[role=region]", chromedp.SendKeys(chromedp.ID("code"), code+"\r"))
}

// TestReceiverPages checks every page of whoever was sent a paper, in every language,
// in light and dark, at 320 and 1280 pixels: fit, policy, accessibility.
func TestReceiverPages(t *testing.T) {
	axe, browser := axeSource(t), chrome(t)
	for _, lang := range []string{"en", "fa", "ru", "ar"} {
		o := newOwn(t)
		a := o.Asks(o.Person("K-01", lang))
		ctx, foreign := tab(t, browser, o.url)
		ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
		defer stop()
		at := func(name, path string) {
			for _, l := range []look{{320, "light"}, {320, "dark"}, {1280, "light"}} {
				t.Run(fmt.Sprintf("%s %s %d %s", lang, name, l.width, l.scheme), func(t *testing.T) {
					visit(t, ctx, o.url+path, l)
					check(t, ctx, axe)
					if wide := ask[int64](t, ctx, `document.documentElement.scrollWidth`); wide > l.width {
						t.Errorf("the page is %d wide on a screen of %d", wide, l.width)
					}
					if got := ask[string](t, ctx, `document.documentElement.lang`); got != lang {
						t.Errorf("the page is in %q", got)
					}
					shoot(t, ctx, fmt.Sprintf("receiver-%s-%s-%d-%s", lang, name, l.width, l.scheme))
				})
			}
		}
		link, _ := o.PaperLink(a)
		at("key", link+"&lang="+lang)
		o.opensPaper(t, ctx, a, lang)
		at("paper", "/paper")
		leads(t, ctx, "why not", "input[type=radio]", chromedp.Click(chromedp.CSS("details summary")))
		check(t, ctx, axe)
		leads(t, ctx, "yes", "button[value=done]", chromedp.SendKeys(chromedp.ID("yes"), "from Monday"), chromedp.Click(chromedp.CSS("button[value=accepted]")))
		at("accepted", "/paper")
		leads(t, ctx, "done", "main:not(:has(button[value=done]))", chromedp.Click(chromedp.CSS("button[value=done]")))
		at("thanked", "/paper")
		if f := foreign(); len(f) > 0 {
			t.Errorf("requests left the pages: %v", f)
		}
	}
}

// TestReceiverJourney answers with scripts off, leaves, and goes back.
func TestReceiverJourney(t *testing.T) {
	o := newOwn(t)
	a := o.Asks(o.Person("K-01", "en"))
	ctx, foreign := tab(t, chrome(t), o.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	noScript(t, ctx, true)
	o.opensPaper(t, ctx, a, "en")
	th := &thumb{t: t, ctx: ctx}
	th.tap("button[value=accepted]", "button[value=done]")
	th.within(1, "a yes")
	leads(t, ctx, "leave", "#weather", chromedp.Click(chromedp.CSS("#leave button")))
	hears(t, o.left)
	walk(t, ctx, "back", chromedp.NavigateBack())
	if text := ask[string](t, ctx, `document.documentElement.innerText`); !strings.Contains(text, "There is nothing here.") || strings.Contains(text, "injunction") {
		t.Errorf("back shows %q", text)
	}
	for _, f := range foreign() {
		if !strings.HasPrefix(f, o.away) {
			t.Errorf("a request left the pages: %s", f)
		}
	}
}

// TestTorReceiver reads a paper, answers, leaves, goes back and comes in again by number
// in a Firefox set as Tor Browser at its strictest level.
func TestTorReceiver(t *testing.T) {
	o := newTor(t, atOnion, safest())
	a := o.Asks(o.Person("K-01", "en"))
	link, code := o.PaperLink(a)
	o.open(o.at + link)
	o.write("#code", code)
	o.tap("main button", "pre[role=region]")
	number := strings.ReplaceAll(run[string](o.fox, `return document.querySelector(".big").innerText`), " ", "")
	o.tap("button[value=accepted]", "button[value=done]")
	o.tap("#leave button", "#weather")
	o.open(o.at + "/paper")
	if text := o.text(); strings.Contains(text, "injunction") {
		t.Errorf("after leaving the page shows %q", text)
	}
	o.open(o.at + "/")
	o.write("#number", number)
	o.write("#code", code)
	o.tap("main form button", "button[value=done]")
	o.tap("button[value=done]", "main h1 + p + p:last-child")
	if s := o.net.strangers(); len(s) > 0 {
		t.Errorf("requests left the pages: %v", s)
	}
}
