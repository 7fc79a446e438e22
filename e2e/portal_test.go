//go:build e2e

package e2e_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"outrider/internal/portal/portaltest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// own is a world of invented people whose own pages are served over loopback.
type own struct {
	*portaltest.World
	url string
}

func newOwn(t *testing.T) own {
	t.Helper()
	w := portaltest.New(t)
	srv := httptest.NewServer(w.Pages)
	t.Cleanup(srv.Close)
	return own{w, srv.URL}
}

// noScript switches scripts off, as a hardened browser has it.
func noScript(t *testing.T, ctx context.Context) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
}

// comesIn opens somebody's pages in a tab, without script.
func (o own) comesIn(t *testing.T, ctx context.Context, number, code string) {
	t.Helper()
	walk(t, ctx, "come in", chromedp.Navigate(o.url+"/"),
		chromedp.SendKeys(chromedp.ID("number"), number),
		chromedp.SendKeys(chromedp.ID("code"), code+"\r"),
		chromedp.WaitVisible(chromedp.CSS("nav a[href='/tell']")))
}

// TestPortalTell counts the taps from the first page to a filed report, with scripts
// off: two.
func TestPortalTell(t *testing.T) {
	o := newOwn(t)
	ctx, foreign := tab(t, chrome(t), o.url)
	noScript(t, ctx)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	o.comesIn(t, ctx, o.Number(o.Person("K-01", "en")), portaltest.Code)
	walk(t, ctx, "two taps", chromedp.Click(chromedp.CSS("main a[href='/tell']")), chromedp.Click(chromedp.CSS("button[value=car]")), chromedp.WaitVisible(chromedp.CSS("[role=status]")))
	if f := foreign(); len(f) > 0 {
		t.Errorf("requests left the pages: %v", f)
	}
}
