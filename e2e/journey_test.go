//go:build e2e

package e2e_test

import (
	"context"
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
	walk(t, ctx, "sign in", chromedp.Navigate(h.url+"/alerts/a-van"),
		chromedp.SendKeys(chromedp.ID("name"), "mira"),
		chromedp.SendKeys(chromedp.ID("passphrase"), servertest.Passphrase+"\r"),
		chromedp.WaitVisible(chromedp.CSS(".next button")))
	walk(t, ctx, "report",
		chromedp.Navigate(h.url+"/reports/new"),
		chromedp.WaitNotVisible(chromedp.CSS(".if-life")),
		chromedp.Click(chromedp.CSS("label[for=life]")),
		chromedp.WaitVisible(chromedp.CSS(".if-life")),
		chromedp.SendKeys(chromedp.ID("what"), "two men at the gate"),
		chromedp.Click(chromedp.CSS(".send button")),
		chromedp.WaitVisible(chromedp.CSS("a[href='/alerts/a-ill']")))
	walk(t, ctx, "alert",
		chromedp.Click(chromedp.CSS("a[href='/alerts/a-ill']")),
		chromedp.WaitVisible(chromedp.CSS(".emergency")),
		chromedp.Click(chromedp.CSS(".next button")),
		chromedp.WaitNotPresent(chromedp.CSS(".next button")))
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
	walk(t, ctx, "skip to the form", chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"))
	walk(t, ctx, "first kind", chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.KeyEvent(" "))
	if got := ask[string](t, ctx, `document.querySelector("input[name=kind]:checked").value`); got != "watched" {
		t.Fatalf("the keyboard chose %q", got)
	}
	walk(t, ctx, "words", chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("K-07"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("by the gate"))
	if got := ask[string](t, ctx, `document.activeElement.name`); got != "what" {
		t.Fatalf("the keyboard stands in %q", got)
	}
	walk(t, ctx, "send", chromedp.Focus(chromedp.CSS(".send button")), chromedp.KeyEvent("\r"), chromedp.WaitVisible(chromedp.CSS("a[href='/reports/r-new']")))
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
	walk(t, ctx, "slide", chromedp.Focus(chromedp.ID("step")), chromedp.KeyEvent(kb.ArrowLeft), chromedp.WaitVisible(chromedp.CSS("a[rel=next][href*='step=3']")))
	walk(t, ctx, "link", chromedp.Click(chromedp.CSS("a[rel=next]")), chromedp.WaitVisible(chromedp.CSS("a[rel=next][href*='step=4']")))
	if got := ask[string](t, ctx, `document.getElementById("step").value`); got != "3" {
		t.Errorf("the slider stands on %s", got)
	}
}

func walk(t *testing.T, ctx context.Context, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
