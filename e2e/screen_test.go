//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestScreening holds a contact against the lists without JavaScript: from the
// menu to the hits, from a hit to its list, from there to what changed in it.
func TestScreening(t *testing.T) {
	h := newHouse(t)
	ctx, foreign := tab(t, chrome(t), h.url)
	h.signIn(t, ctx, "yusuf")
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	walk(t, ctx, "menu", chromedp.Navigate(h.url+"/more"))
	leads(t, ctx, "form", "#name", chromedp.Click(chromedp.CSS("main a[href='/screen']")))
	leads(t, ctx, "ask", ".hit",
		chromedp.SendKeys(chromedp.ID("name"), "Руслан Примеров"),
		chromedp.SendKeys(chromedp.ID("born"), "1978\r"))
	for _, step := range [][2]string{
		{".hit a[href='/lists#list-expelled']", "#list-expelled"},
		{"#list-expelled summary", "#list-expelled a[href*='/diff']"},
		{"#list-expelled a[href*='/diff']", ".kinds-of"},
		{".kinds-of a[href*='eased']", ".kinds-of a[href*='eased'][aria-current]"},
	} {
		leads(t, ctx, step[0], step[1], chromedp.Click(chromedp.CSS(step[0])))
	}
	if f := foreign(); len(f) > 0 {
		t.Errorf("requests left the desk: %v", f)
	}
}

// TestHitLooks checks hits and the ledger of answers in every look and in both
// directions of writing.
func TestHitLooks(t *testing.T) {
	h, axe := newHouse(t), axeSource(t)
	ctx, _ := tab(t, chrome(t), h.url)
	h.signIn(t, ctx, "mira")
	for _, path := range []string{"/screen/hits?all=1", "/screen/hits/h-open", "/screen/hits/h-undone", "/answers", "/lists"} {
		for _, l := range looks() {
			for _, dir := range []string{"ltr", "rtl"} {
				look := fmt.Sprintf("%s %d %s %s", path, l.width, l.scheme, dir)
				t.Run(look, func(t *testing.T) {
					visit(t, ctx, h.url+path, l)
					ask[string](t, ctx, `document.documentElement.dir = "`+dir+`"`)
					check(t, ctx, axe)
					shoot(t, ctx, strings.NewReplacer("/", "_", " ", "_", "?", "_").Replace(look))
				})
			}
		}
	}
}

// TestScreeningLooks checks the hits in every look and in both directions of
// writing: a name from right to left must not push the page out of its window.
func TestScreeningLooks(t *testing.T) {
	h, axe := newHouse(t), axeSource(t)
	ctx, _ := tab(t, chrome(t), h.url)
	h.signIn(t, ctx, "yusuf")
	for _, name := range []string{"Руслан Примеров", "ليلى مثالي", "Grey Heron", "Example Shipping Company", "Nobody At All"} {
		for _, l := range looks() {
			for _, dir := range []string{"ltr", "rtl"} {
				look := fmt.Sprintf("%s %d %s %s", name, l.width, l.scheme, dir)
				t.Run(look, func(t *testing.T) {
					visit(t, ctx, h.url+"/screen", l)
					leads(t, ctx, "ask", ".found", chromedp.SendKeys(chromedp.ID("name"), name+"\r"))
					ask[string](t, ctx, `document.documentElement.dir = "`+dir+`"`)
					check(t, ctx, axe)
					shoot(t, ctx, "hits-"+strings.ReplaceAll(look, " ", "_"))
				})
			}
		}
	}
}
