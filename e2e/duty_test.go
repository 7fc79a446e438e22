//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// screenOf sets what somebody looks at.
func screenOf(t *testing.T, ctx context.Context, width, height int64) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 700}); err != nil {
		t.Fatal(err)
	}
}

// seen reports how far down the page the lower edge of something is, in pixels below
// the top of the window: what is not above the window's height has to be scrolled to.
func seen(t *testing.T, ctx context.Context, selector string) float64 {
	t.Helper()
	return ask[float64](t, ctx, fmt.Sprintf(`(() => { const e = document.querySelector(%q); return e ? e.getBoundingClientRect().bottom : 1e9 })()`, selector))
}

// TestDutyAcknowledge: from the desk that a message opens on a phone to an alert that
// somebody has: one tap opens it, one takes the most pressing, without scrolling and
// without a script.
func TestDutyAcknowledge(t *testing.T) {
	h := newHouse(t)
	ctx, _ := tab(t, chrome(t), h.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	noScript(t, ctx, true)
	h.signIn(t, ctx, "mira")
	screenOf(t, ctx, 390, 800)
	const take = "ol.queue > li:first-child form[action$='/take'] button"
	th := &thumb{t: t, ctx: ctx}
	walk(t, ctx, "the message opens the desk", chromedp.Navigate(h.url+"/"), chromedp.WaitVisible(chromedp.CSS(take)))
	th.taps++
	if y := seen(t, ctx, take); y > 800 {
		t.Errorf("the first alert's button ends %.0f pixels down a screen of 800", y)
	}
	shoot(t, ctx, "duty-phone")
	th.tap(take, "#why") // of the alert's page: the queue has none
	th.within(2, "acknowledge")
	if len(h.desk.Decisions) != 1 || h.desk.Decisions[0].Take == nil {
		t.Errorf("decided %+v", h.desk.Decisions)
	}
}

// TestDutyWhy: from the queue one click shows the evidence, the innocent explanation
// and what changed since the last look, without scrolling at 1280 by 800.
func TestDutyWhy(t *testing.T) {
	h := newHouse(t)
	ctx, _ := tab(t, chrome(t), h.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	h.signIn(t, ctx, "mira")
	screenOf(t, ctx, 1280, 800)
	walk(t, ctx, "queue", chromedp.Navigate(h.url+"/"), chromedp.WaitVisible(chromedp.CSS("a[href='/alerts/a-van']")))
	th := &thumb{t: t, ctx: ctx}
	th.tap("a[href='/alerts/a-van']", "#why")
	th.within(1, "why")
	shoot(t, ctx, "duty-why")
	for what, selector := range map[string]string{"the finding": "#why .finding > p", "the innocent explanation": "#why .innocent", "what changed": "#why .changed", "the newest report": "#why .behind li"} {
		if y := seen(t, ctx, selector); y > 800 {
			t.Errorf("%s ends %.0f pixels down a window of 800", what, y)
		}
	}
}

// TestDutyDismiss: a reason, and the day until which it holds, which is offered; what
// wakes it earlier is said beside it. Three clicks at most from the alert.
func TestDutyDismiss(t *testing.T) {
	h := newHouse(t)
	ctx, _ := tab(t, chrome(t), h.url)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	noScript(t, ctx, true)
	h.signIn(t, ctx, "mira")
	screenOf(t, ctx, 1280, 800)
	walk(t, ctx, "alert", chromedp.Navigate(h.url+"/alerts/a-van"), chromedp.WaitVisible(chromedp.CSS("#dismiss")))
	th := &thumb{t: t, ctx: ctx}
	th.tap("#dismiss fieldset label:first-of-type", "#dismiss input[name=reason]:checked")
	th.tap("#dismiss button", "ol.queue")
	th.within(3, "dismiss")
	if n := len(h.desk.Decisions); n != 1 || h.desk.Decisions[0].Dismiss == nil || h.desk.Decisions[0].Dismiss.Reason == "" || !h.desk.Decisions[0].Dismiss.Until.After(time.Time{}) {
		t.Errorf("decided %+v", h.desk.Decisions)
	}
}
