//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pagesOf lists what each user opens; the empty name is nobody.
func pagesOf() []struct {
	name  string
	paths []string
} {
	return []struct {
		name  string
		paths []string
	}{
		{"", []string{"/sign-in", "/enter?t=token-mira"}},
		{"mira", []string{"/", "/shift", "/cases?closed=1", "/cases/f-van", "/cases/f-waits", "/cases/f-lost", "/referrals", "/referrals/q-draft", "/referrals/q-sent", "/referrals/q-accepted", "/referrals/q-sent/paper", "/approvals", "/people/p-k07/checkin", "/more", "/passphrase", "/alerts/a-van", "/alerts/a-ill", "/alerts/a-masked", "/alerts/a-quiet", "/reports",
			"/reports/new", "/reports/import", "/reports/r-van-1", "/reports/r-van-2", "/reports/r-gone", "/search", "/search?q=van", "/search?q=nothing",
			"/screen", "/screen/hits?all=1", "/screen/hits/h-open", "/screen/hits/h-wanted", "/watches", "/watches/w-name", "/lists", "/lists/expelled/diff", "/lists/expelled/diff?old=1&new=2&kind=eased", "/lists/harbour/diff",
			"/advice", "/advice/delivery", "/advice/followed?lang=fa", "/advice/spyware?lang=ru", "/advice/home-locks", "/answers", "/answers/harbour-2030", "/answers/harbour-2030?before=3&before_years=5&after=1&after_years=2", "/answers/pier-2029",
			"/precedents", "/precedents/invented-2001", "/precedents/invented-2001?view=known", "/precedents/invented-2001/like", "/health", "/calibration", "/nowhere"}},
		{"ana", []string{"/cases/f-van", "/cases/f-shut", "/referrals/q-draft", "/people/p-k07/plan", "/people/p-m09/plan", "/people/p-k07/plan/paper", "/people/p-k07/plan/paper?lang=en", "/people/p-k07/checkin", "/people/p-k07/pages", "/people", "/people/new", "/people/p-k07", "/people/p-k07/like", "/records", "/records/t-open", "/records/t-open?at=2031-03-14T01:00", "/records/t-closed", "/people/p-k07/records/new", "/people/p-x01", "/people/p-k07/judgements", "/people/p-k07/weigh"}},
		{"yusuf", []string{"/judgements", "/people/p-k07/weigh", "/people/p-k07/judge", "/people/p-k07/judgements"}},
		{"otto", []string{"/audit", "/calibration"}},
		{"root", []string{"/users"}},
	}
}

// look is one way of looking at a page.
type look struct {
	width  int64
	scheme string
}

func looks() []look {
	return []look{{320, "light"}, {390, "dark"}, {390, "light"}, {1280, "light"}, {1280, "dark"}}
}

// TestPages visits every page in every look and checks what a reader would meet.
func TestPages(t *testing.T) {
	h, browser, axe := newHouse(t), chrome(t), axeSource(t)
	for _, user := range pagesOf() {
		ctx, foreign := tab(t, browser, h.url)
		if user.name != "" {
			h.signIn(t, ctx, user.name)
		}
		for _, path := range user.paths {
			for _, l := range looks() {
				name := fmt.Sprintf("%s%s@%d-%s", user.name, path, l.width, l.scheme)
				t.Run(name, func(t *testing.T) {
					visit(t, ctx, h.url+path, l)
					check(t, ctx, axe)
					shoot(t, ctx, strings.NewReplacer("/", "_", "?", "_", "=", "-").Replace(name))
				})
			}
		}
		if f := foreign(); len(f) > 0 {
			t.Errorf("requests left the desk: %v", f)
		}
	}
}

func visit(t *testing.T, ctx context.Context, address string, l look) {
	t.Helper()
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: l.width, Height: 800, DeviceScaleFactor: 1, Mobile: l.width < 700}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		t.Fatal(err)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
}

// ask evaluates an expression in the page and waits for a promise.
func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// check holds a page to what every page must keep.
func check(t *testing.T, ctx context.Context, axe string) {
	t.Helper()
	wide, window := ask[int](t, ctx, `document.documentElement.scrollWidth`), ask[int](t, ctx, `window.innerWidth`)
	if wide > window {
		t.Errorf("the page is %d wide in a window of %d", wide, window)
	}
	if broken := ask[[]string](t, ctx, `window.broken`); len(broken) > 0 {
		t.Errorf("content security policy broken: %v", broken)
	}
	ask[int](t, ctx, axe+"; 0")
	if bad := ask[[]string](t, ctx, runAxe); len(bad) > 0 {
		t.Errorf("accessibility:\n%s", strings.Join(bad, "\n"))
	}
}

const runAxe = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
	.then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " | " + n.failureSummary.replaceAll("\n", " ")).slice(0, 3).join("; ")))`
