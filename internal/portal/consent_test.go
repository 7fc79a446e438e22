package portal_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/portal/portaltest"
)

var routeInSource = regexp.MustCompile(`"GET (/[^"]*)"`)

// named are the routes that the sources of these pages name.
func named(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") {
			for _, m := range routeInSource.FindAllStringSubmatch(string(src), -1) {
				out[m[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// untried are the routes that nobody tries here, each with why.
var untried = map[string]string{
	"/r":    "asks for the code that goes with a link, whatever the link: TestAReceiverReadsAndAnswers",
	"/o.js": "the program that seals what a phone keeps: the same bytes for everybody",
}

// Whatever a person's pages show of them, and whatever the receiver of a paper reads,
// is gone after the no: every route there is, in browsers that were open.
func TestTheNoShutsEveryRoute(t *testing.T) {
	w := portaltest.New(t)
	p := newPhone(t, w)
	id, _ := lived(w, p, "K-01", annMark)
	w.Decide(w.Officer, desk.Decision{Offline: &desk.SetOffline{Person: id, On: true}})
	reader := anotherPhone(t, p.url)
	link, code := w.PaperLink(w.Asks(id))
	reader.opensPaper(link, code).shows(200, "injunction")
	all := append(routes(p), "/o", "/paper")
	for _, n := range named(t) {
		pattern := strings.TrimSuffix(strings.ReplaceAll(n, "{id}", ""), "{$}")
		asked := slices.ContainsFunc(all, func(a string) bool {
			return a == pattern || strings.HasPrefix(a, pattern+"?") || strings.HasSuffix(n, "{id}") && strings.HasPrefix(a, pattern)
		})
		if _, not := untried[n]; asked == not {
			t.Errorf("GET %s: tried %v, named with a reason %v: a new page joins routes, or untried", n, asked, not)
		}
	}
	marks := []string{annMark, "K-01", "Invented Name", "injunction", "Doors, locks", "mill of"}
	shown := func() (out []string) {
		for _, path := range all {
			by := p
			if path == "/paper" {
				by = reader
			}
			if path == "/advice" || strings.HasPrefix(path, "/advice/") {
				continue // the library: the same for everybody
			}
			for _, m := range marks {
				if by.get(path); strings.Contains(by.body, m) {
					out = append(out, path+" shows "+m)
				}
			}
		}
		return out
	}
	before := strings.Join(shown(), "\n")
	for _, path := range []string{"/measures", "/data", "/paper"} {
		if !strings.Contains(before, path) {
			t.Errorf("%s shows nothing to begin with:\n%s", path, before)
		}
	}
	w.Decide(w.Officer, desk.Decision{Withdraw: &desk.WithdrawConsent{Person: id, Purpose: outrider.ForRecord, Told: outrider.Told{Source: outrider.SaidBySelf, How: outrider.InPerson, Language: "en"}}})
	if got := shown(); len(got) > 0 {
		t.Errorf("after the no:\n%s", strings.Join(got, "\n"))
	}
	p.get("/o").shows(404)
	reader.get("/paper").shows(404)
}
