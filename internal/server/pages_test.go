package server_test

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"outrider/internal/server/servertest"

	"golang.org/x/net/html"
)

// zeroOrCertain finds a probability that claims to rule out or to know.
var zeroOrCertain = regexp.MustCompile(`(^|[^0-9.,])(0|0\.0|100) ?%`)

// TestPages holds every page to what every page must keep.
func TestPages(t *testing.T) {
	for _, p := range pages() {
		t.Run(p.as+p.path, func(t *testing.T) {
			b := newHouse(t).as(p.as)
			res := b.get(p.path)
			if res.code != http.StatusOK {
				t.Fatalf("status %d", res.code)
			}
			checkHeaders(t, res)
			doc := parse(t, res.body)
			checkInert(t, doc)
			checkShape(t, doc)
			checkJudgements(t, doc)
			checkSums(t, doc)
			if strings.Contains(res.body, servertest.MarkerName) {
				t.Error("the page shows a name that nobody asked for")
			}
		})
	}
}

func checkHeaders(t *testing.T, res result) {
	t.Helper()
	want := map[string]string{
		"Referrer-Policy":            "same-origin",
		"X-Content-Type-Options":     "nosniff",
		"Cache-Control":              "no-store",
		"Cross-Origin-Opener-Policy": "same-origin",
		"X-Frame-Options":            "DENY",
	}
	for name, v := range want {
		if got := res.header.Get(name); got != v {
			t.Errorf("%s is %q, want %q", name, got, v)
		}
	}
	csp := res.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
		"require-trusted-types-for 'script'", "script-src 'nonce-"} {
		if !strings.Contains(csp, part) {
			t.Errorf("the content security policy lacks %q", part)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
		t.Errorf("the content security policy is loose: %s", csp)
	}
	if res.header.Get("Permissions-Policy") == "" {
		t.Error("no permissions policy")
	}
}

// checkInert finds what a strict policy would block and what would reach outside.
func checkInert(t *testing.T, doc *html.Node) {
	t.Helper()
	for _, n := range all(doc, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			outside := (a.Key == "href" || a.Key == "src" || a.Key == "action") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#")
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || outside {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
		if n.Data == "style" {
			t.Error("an inline style sheet")
		}
		if _, ok := attr(n, "nonce"); n.Data == "script" && (!ok || n.FirstChild != nil) {
			t.Error("a script without nonce, or inline")
		}
	}
}

// checkShape finds the landmarks that people without a mouse or without sight
// move by, and labels for every field.
func checkShape(t *testing.T, doc *html.Node) {
	t.Helper()
	tag := func(name string) []*html.Node {
		return all(doc, func(n *html.Node) bool { return n.Data == name })
	}
	if len(tag("main")) != 1 || len(tag("h1")) != 1 || len(all(doc, class("skip"))) != 1 {
		t.Errorf("a page has one main (%d), one first heading (%d) and a skip link", len(tag("main")), len(tag("h1")))
	}
	labelled := map[string]bool{}
	for _, l := range tag("label") {
		f, _ := attr(l, "for")
		labelled[f] = true
	}
	for _, name := range []string{"input", "select", "textarea"} {
		for _, n := range tag(name) {
			id, _ := attr(n, "id")
			kind, _ := attr(n, "type")
			_, aria := attr(n, "aria-label")
			if kind != "hidden" && !labelled[id] && !aria && n.Parent.Data != "label" {
				t.Errorf("<%s> %q has no label", name, id)
			}
		}
	}
	ids := map[string]bool{}
	for _, n := range all(doc, having("id")) {
		id, _ := attr(n, "id")
		if ids[id] {
			t.Errorf("id %q is used twice", id)
		}
		ids[id] = true
	}
}

// checkJudgements demands number, word, interval and bar of every judgement, and
// none of the words that promise.
func checkJudgements(t *testing.T, doc *html.Node) {
	t.Helper()
	for _, j := range all(doc, having("data-judgement")) {
		said := text(j)
		if strings.Contains(said, "no data") {
			continue
		}
		for _, part := range []string{"j-number", "j-word", "j-range"} {
			if got := all(j, class(part)); len(got) != 1 || text(got[0]) == "" {
				t.Errorf("a judgement without %s: %s", part, said)
			}
		}
	}
	said := text(doc)
	if m := zeroOrCertain.FindString(said); m != "" {
		t.Errorf("the page says %q", m)
	}
	for _, word := range []string{" safe ", " safe.", " safely ", " certain ", " ruled out", " impossible"} {
		if strings.Contains(strings.ToLower(said), word) {
			t.Errorf("the page says %q", word)
		}
	}
	for _, svg := range all(doc, class("bar")) {
		if label, _ := attr(svg, "aria-label"); label == "" {
			t.Error("a bar that says nothing to those who do not see it")
		}
	}
}

// checkSums adds up what the page prints: a reader must arrive at the same sum.
func checkSums(t *testing.T, doc *html.Node) {
	t.Helper()
	for _, table := range all(doc, having("data-columns")) {
		sum := 0.0
		for _, c := range all(table, having("data-percent")) {
			sum += number(t, strings.TrimSuffix(text(c), " %"))
		}
		if math.Abs(sum-100) > 1e-9 {
			t.Errorf("explanations add up to %v", sum)
		}
	}
	for _, table := range all(doc, having("data-account")) {
		sum := 0.0
		for _, r := range all(table, having("data-row")) {
			sum += number(t, text(r))
		}
		if want := number(t, text(all(table, having("data-sum"))[0])); math.Abs(sum-want) > 1e-9 {
			t.Errorf("an account prints rows that add up to %v under a sum of %v", sum, want)
		}
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, "−", "-"), 64)
	if err != nil {
		t.Fatalf("%q is not a number", s)
	}
	return v
}

// TestPagesSay checks what must and what must not stand on single pages.
func TestPagesSay(t *testing.T) {
	tests := []struct {
		path, as  string
		want, not []string
	}{
		{"/", "mira",
			[]string{"4 decisions wait", "life first", "act now", "names nobody", "nothing new seen; still possible", "remote chance", "no data", "3 reports name nobody", "Nobody is paged", "with ana", "1 d 2 h"},
			[]string{"H-66", "p-hidden", servertest.MarkerSelector}},
		{"/alerts/a-van", "mira", []string{"Call K-07", "Changed since you last looked", "Before any report", "It is not zero.", "Advice for the person", "You think you are followed", servertest.MarkerSelector, "Innocent?"}, []string{"Do this first"}},
		{"/alerts/a-ill", "mira", []string{"Do this first", "Take nothing more"}, nil},
		{"/alerts/a-masked", "mira", []string{"Not all of what this rests on"}, []string{"Advice for the person", "H-66", "p-hidden", servertest.MarkerSelector, "K-07"}},
		{"/alerts/a-quiet", "mira", []string{"It was dismissed and is back", "no data"}, nil},
		{"/people/p-k07", "ana", []string{"Harm within 365 days", "illustrative", "Erase this person", "EXFAMILY1", "3 users"}, []string{"neighbour, never by phone"}},
		{"/people/p-k07", "mira", []string{"Show the name"}, []string{"Erase this person"}},
		{"/people/p-x01", "ana", []string{"was erased"}, []string{"Show the name", "Harm within"}},
		{"/reports/new", "mira", []string{"A life is at risk now", "Call the local emergency number now", "Do not touch", "K-07"}, []string{"X-01"}},
		{"/reports/new", "lev", []string{"A life is at risk now"}, []string{"M-09"}},
		{"/reports/r-van-1", "yusuf", []string{"3 reports, 2 stories, 1 independent root, 1 of unknown origin", "admiralty:C3", "admiralty:B2", "not read whole", "Exampleville", "Confirm"}, nil},
		{"/reports/r-gone", "mira", []string{"was erased"}, []string{"As it was told"}},
		{"/search?q=van", "mira", []string{"There are more", "withdrawn"}, nil},
		{"/search?q=nothing", "mira", []string{"Nothing that you may see"}, nil},
		{"/precedents/invented-2001?step=2", "yusuf", []string{"An upper bound", "2 of 4", "Earlier", "Later", "What happened in the end"}, nil},
		{"/precedents/invented-2001?view=known", "yusuf", []string{"Nothing was fed"}, []string{"Earlier"}},
		{"/advice", "mira", []string{"A thing you did not order", "Doors, locks", "machine-made, unreviewed", "فارسی"}, nil},
		{"/advice/delivery?lang=fa", "mira", []string{`lang="fa" dir="rtl"`, "A machine made this translation", "/advice/delivery?lang=en", "بازش نکنید", "Limit:"}, []string{"Do this now"}},
		{"/advice/delivery?lang=ug", "mira", []string{"Do this now", "There is no text in the language asked for"}, nil},
		{"/advice/home-locks", "ana", []string{"It delays entry", "1 of 4"}, nil},
		{"/advice/nothing", "ana", []string{"not found"}, nil},
		{"/precedents/invented-2001/like", "yusuf", []string{"What came next: nothing, for it is invented", "75 % alike", "Alike: threats before", "here media; there law", "second"}, []string{"Known as"}},
		{"/people/p-k07/like", "ana", []string{"K-07", "Known as", "enters no figure", "kept nowhere"}, nil},
		{"/people/p-x01/like", "ana", []string{"not found"}, nil},
		{"/answers", "ana", []string{"One of the two is accredited again", "to be looked at", "The freeze by YY was to end on 2031-02-01", "E3", "list expelled", "It may be the designation", "A harbour pilot is beaten", "own record", "2031-11-02", "half", "measures no effect"}, nil},
		{"/answers/harbour-2030", "lev", []string{"attributed to ZZ", "The prosecutor names a service", "kind 3 × breadth 2.0 × cost 1.5 × together 1.7", "no longer in force", "stands until 2031-11-02 unless renewed", "at its highest it was", "Invented Gazette", "Mostly nobody can say"}, []string{"consistent with"}},
		{"/answers/harbour-2030?before=3&before_years=5&after=1&after_years=2", "ana", []string{"too few to say anything", "A true halving would show"}, nil},
		{"/answers/harbour-2030?before=3&before_years=5&after=-1&after_years=2", "ana", []string{"a count is from 0"}, nil},
		{"/answers/harbour-2030?before=many&after=1", "ana", []string{"a count is a whole number"}, nil},
		{"/answers/pier-2029", "yusuf", []string{"No answer is recorded", "No attribution is recorded"}, nil},
		{"/answers/none", "ana", []string{"not found"}, nil},
		{"/audit", "otto", []string{"looked at a name", "Older", "902 entries"}, nil},
		{"/users", "root", []string{"mira", "Shut out"}, []string{"One-time link"}},
		{"/more", "root", []string{"Users"}, []string{"Audit", "Search"}},
	}
	for _, tt := range tests {
		t.Run(tt.as+tt.path, func(t *testing.T) {
			page := newHouse(t).as(tt.as).get(tt.path)
			said := text(parse(t, page.body))
			for _, w := range tt.want {
				if !strings.Contains(said, w) && !strings.Contains(page.body, w) {
					t.Errorf("the page does not say %q", w)
				}
			}
			for _, n := range tt.not {
				if strings.Contains(page.body, n) {
					t.Errorf("the page says %q", n)
				}
			}
		})
	}
}

// TestHome sends everybody to where their own work is.
func TestHome(t *testing.T) {
	for name, want := range map[string]string{"otto": "/audit", "root": "/users", "lev": "/reports"} {
		res := newHouse(t).as(name).get("/")
		if got := res.header.Get("Location"); res.code != http.StatusSeeOther || got != want {
			t.Errorf("%s starts at %q (status %d), want %q", name, got, res.code, want)
		}
	}
}

// TestAssets fetches what the pages link to, and nothing else.
func TestAssets(t *testing.T) {
	b := newHouse(t).browser()
	doc := parse(t, b.get("/sign-in").body)
	for _, n := range all(doc, func(n *html.Node) bool { return n.Data == "link" || n.Data == "script" }) {
		address, ok := attr(n, "href")
		if !ok {
			address, _ = attr(n, "src")
		}
		res := b.get(address)
		if res.code != http.StatusOK || res.body == "" {
			t.Errorf("%s: status %d", address, res.code)
		}
		if !strings.Contains(res.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s may not be cached", address)
		}
	}
	for _, bad := range []string{"/assets/", "/assets/x/style.css", "/assets/../server.go"} {
		if res := b.get(bad); res.code == http.StatusOK {
			t.Errorf("%s was served", bad)
		}
	}
}
