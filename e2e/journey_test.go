//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"outrider/internal/server/servertest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestWithoutScripts walks from the sign-in page to an alert with JavaScript
// switched off, as a hardened browser has it.
func TestWithoutScripts(t *testing.T) {
	h := newHouse(t)
	ctx, foreign := tab(t, chrome(t), h.url)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	walk(t, ctx, "open", chromedp.Navigate(h.url+"/alerts/a-van"))
	leads(t, ctx, "sign in", ".next button",
		chromedp.SendKeys(chromedp.ID("name"), "mira"),
		chromedp.SendKeys(chromedp.ID("passphrase"), servertest.Passphrase+"\r"))
	walk(t, ctx, "report", chromedp.Navigate(h.url+"/reports/new"))
	leads(t, ctx, "a life at risk", ".if-life", chromedp.Click(chromedp.CSS("label[for=life]")))
	leads(t, ctx, "send", "a[href='/alerts/a-ill']",
		chromedp.SendKeys(chromedp.ID("what"), "two men at the gate"),
		chromedp.Click(chromedp.CSS(".send button")))
	leads(t, ctx, "alert", "#why", chromedp.Click(chromedp.CSS("a[href='/alerts/a-ill']")))
	leads(t, ctx, "take", "main:not(:has(.next button)) #why", chromedp.Click(chromedp.CSS(".next button")))
	if len(h.desk.Filed) != 1 || !h.desk.Filed[0].Report.LifeAtRisk || h.desk.Filed[0].Report.Text != "two men at the gate" {
		t.Errorf("filed %+v", h.desk.Filed)
	}
	if len(h.desk.Decisions) != 1 || h.desk.Decisions[0].Take == nil {
		t.Errorf("decided %+v", h.desk.Decisions)
	}
	if f := foreign(); len(f) > 0 {
		t.Errorf("requests left the desk: %v", f)
	}
}

// TestKeyboard types a report without a mouse: from the address to the receipt
// with Tab, arrows, space and Enter alone.
func TestKeyboard(t *testing.T) {
	h := newHouse(t)
	ctx, _ := tab(t, chrome(t), h.url)
	h.signIn(t, ctx, "mira")
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	walk(t, ctx, "open", chromedp.Navigate(h.url+"/reports/new"), chromedp.WaitReady(chromedp.ID("life")))
	leads(t, ctx, "skip to the form", ":target", chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"))
	leads(t, ctx, "first kind", "label:has(input[name=kind]:checked)", chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.KeyEvent(" "))
	if got := ask[string](t, ctx, `document.querySelector("input[name=kind]:checked").value`); got != "watched" {
		t.Fatalf("the keyboard chose %q", got)
	}
	walk(t, ctx, "words", chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("K-07"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("by the gate"))
	if got := ask[string](t, ctx, `document.activeElement.name`); got != "what" {
		t.Fatalf("the keyboard stands in %q", got)
	}
	leads(t, ctx, "send", "a[href='/reports/r-new']", chromedp.Focus(chromedp.CSS(".send button")), chromedp.KeyEvent("\r"))
	if len(h.desk.Filed) != 1 || h.desk.Filed[0].Person != "K-07" {
		t.Errorf("filed %+v", h.desk.Filed)
	}
}

// TestReplaySlider follows the slider with a script, and reaches the same
// moment by links alone.
func TestReplaySlider(t *testing.T) {
	h := newHouse(t)
	ctx, _ := tab(t, chrome(t), h.url)
	h.signIn(t, ctx, "yusuf")
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	walk(t, ctx, "open", chromedp.Navigate(h.url+"/precedents/invented-2001?step=3"), chromedp.WaitVisible(chromedp.ID("step")))
	leads(t, ctx, "slide", "a[rel=next][href*='step=3']", chromedp.Focus(chromedp.ID("step")), chromedp.KeyEvent(kb.ArrowLeft))
	leads(t, ctx, "link", "a[rel=next][href*='step=4']", chromedp.Click(chromedp.CSS("a[rel=next]")))
	if got := ask[string](t, ctx, `document.getElementById("step").value`); got != "3" {
		t.Errorf("the slider stands on %s", got)
	}
}

// leads does something and waits for what comes of it. What is in sight before proves
// nothing afterwards, and the next step would race the browser and the server: so it
// may not be.
func leads(t *testing.T, ctx context.Context, what, to string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if ask[bool](t, ctx, fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.checkVisibility() && e.getClientRects().length > 0)`, to)) {
		t.Fatalf("%s: %s is in sight before", what, to)
	}
	walk(t, ctx, what, append(steps, chromedp.WaitVisible(chromedp.CSS(to)))...)
}

func walk(t *testing.T, ctx context.Context, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
