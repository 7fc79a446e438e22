//go:build e2e

package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// startDemo builds the binary, starts the demo and returns its address and its
// one-time link.
func startDemo(t *testing.T) (at, link string) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "outrider")
	if out, err := exec.Command("go", "build", "-o", bin, "outrider/cmd/outrider").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, bin, "demo", "--json")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the demo said nothing: %v", err)
	}
	var said struct {
		URL    string `json:"url"`
		SignIn string `json:"sign_in"`
	}
	if err := json.Unmarshal(line, &said); err != nil {
		t.Fatal(err)
	}
	return said.URL, said.SignIn
}

// TestDemo walks through the real demo as a newcomer does: in by the one-time
// link, then every kind of page with what the desk itself made of the month.
func TestDemo(t *testing.T) {
	url, link := startDemo(t)
	axe := axeSource(t)
	ctx, foreign := tab(t, chrome(t), url)
	ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
	defer stop()
	walk(t, ctx, "the link", chromedp.Navigate(link))
	leads(t, ctx, "enter", "a[href='/people']", chromedp.Click(chromedp.CSS("main button")))
	pages := map[string]string{"queue": "/", "people": "/people", "reports": "/reports", "form": "/reports/new", "import": "/reports/import",
		"search": "/search?q=DH47KLM", "library": "/precedents", "health": "/health", "screening": "/screen", "lists": "/lists", "diff": "/lists/expelled/diff"}
	for name, from := range map[string][2]string{
		"alert": {"/", `a[href^="/alerts/"]`}, "person": {"/people", `a[href^="/people/p-"]`}, "precedent": {"/precedents", `a[href^="/precedents/"]`}, "report": {"/search?q=DH47KLM", `a[href^="/reports/r-"]`},
	} {
		visit(t, ctx, url+from[0], looks()[3])
		href := ask[string](t, ctx, `(document.querySelector('`+from[1]+`') || {getAttribute(){return ""}}).getAttribute("href")`)
		if href == "" {
			t.Errorf("%s has no link to a %s", from[0], name)
			continue
		}
		pages[name] = href
	}
	for name, path := range pages {
		for _, l := range []look{looks()[1], looks()[3]} {
			t.Run(name, func(t *testing.T) {
				visit(t, ctx, url+path, l)
				check(t, ctx, axe)
				shoot(t, ctx, "demo-"+name+"-"+l.scheme)
				if text := ask[string](t, ctx, `document.body.innerText`); !strings.Contains(text, "DEMO") {
					t.Error("the page does not say DEMO")
				}
			})
		}
	}
	if f := foreign(); len(f) > 0 {
		t.Errorf("requests left the desk: %v", f)
	}
}
