package precedent_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/precedent"
	"outrider/precedents"
)

func library(t *testing.T) []precedent.Case {
	t.Helper()
	cases, err := precedent.Load(precedents.FS)
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestTheLibraryIsClean(t *testing.T) {
	cases := library(t)
	events := 0
	for _, c := range cases {
		events += len(c.Events)
		for _, f := range precedent.Lint(c) {
			t.Error(f)
		}
	}
	if len(cases) != 8 || events != 197 {
		t.Errorf("the library has %d cases and %d events, want 8 and 197", len(cases), events)
	}
}

func TestWhatWasLeftOutIsSaid(t *testing.T) {
	out, err := precedent.LoadExcluded(precedents.FS)
	if err != nil {
		t.Fatal(err)
	}
	cases := library(t)
	for _, f := range precedent.LintExcluded(out, cases) {
		t.Error(f)
	}
	if got := precedent.LintExcluded([]precedent.Excluded{{Case: "none", What: "x"}}, cases); len(got) != 2 {
		t.Errorf("an item without reason about an unknown case has two faults, got %v", got)
	}
	if len(precedent.LintExcluded(nil, cases)) == 0 {
		t.Error("an empty list passes")
	}
}

func TestLintFindsFaults(t *testing.T) {
	for want, spoil := range map[string]func(*precedent.Case){
		"as_seen knows the ending":         func(c *precedent.Case) { c.Events[0].AsSeen = "A man who would return stands there." },
		"as_seen names somebody on":        func(c *precedent.Case) { c.Events[0].AsSeen = "A man called Chepiga stands there." },
		"as_seen knows the outcome":        func(c *precedent.Case) { c.Events[0].AsSeen = "A parcel with a lethal dose arrives." },
		"not be known before it happened":  func(c *precedent.Case) { c.Events[0].Knowable = "1999" },
		"it ends before it begins":         func(c *precedent.Case) { c.Events[0].Occurred.End = "1999" },
		"not reach anybody before":         func(c *precedent.Case) { c.Events[0].Known.Date = "1999" },
		"unknown role":                     func(c *precedent.Case) { c.About.Protected[0].Features.Role = "exile" },
		"unknown activity":                 func(c *precedent.Case) { c.About.Protected[0].Features.Activity = []string{"being"} },
		"came_next says":                   func(c *precedent.Case) { c.About.Protected[0].Next = "" },
		"which is no event":                func(c *precedent.Case) { c.About.Protected[0].Features.Basis = []string{"none"} },
		"could know before the harm":       func(c *precedent.Case) { c.About.Protected[0].Features.Basis = []string{"o03-skripal-e20"} },
		"the date is one, or n.d.":         func(c *precedent.Case) { c.Sources[0].Date = "last year" },
		"it says from when it could":       func(c *precedent.Case) { c.Events[0].Knowable = "" },
		"it says when it happened":         func(c *precedent.Case) { c.Events[0].Occurred.Start = "03/04/2021" },
		"is not in the list":               func(c *precedent.Case) { c.Events[0].Sources = []string{"none"} },
		"kind_as_seen is one of":           func(c *precedent.Case) { c.Events[0].KindAsSeen = "attack" },
		"nobody is named without":          func(c *precedent.Case) { c.About.Hostile[0].Basis = "" },
		"a response is dated":              func(c *precedent.Case) { c.Responses[0].Date = "" },
		"this id is used twice":            func(c *precedent.Case) { c.Events[1].ID = c.Events[0].ID },
		"the confidence is an Admiralty":   func(c *precedent.Case) { c.Events[0].Confidence = "2B" },
		"as_seen is empty exactly where":   func(c *precedent.Case) { c.Events[0].AsSeen = "" },
		"about names somebody the case":    func(c *precedent.Case) { c.Events[0].About = []string{"stranger"} },
		"it has a source, or says that it": func(c *precedent.Case) { c.Events[0].Sources = nil },
	} {
		c := library(t)[2]
		spoil(&c)
		faults := precedent.Lint(c)
		if !slices.ContainsFunc(faults, func(f precedent.Fault) bool { return strings.Contains(f.What, want) }) {
			t.Errorf("want a fault with %q, got %v", want, faults)
		}
	}
}

func TestOverlappingLeavesOutWhoeverSharesAPerson(t *testing.T) {
	a := precedent.Case{About: precedent.About{ID: "a", Protected: []precedent.Protected{{ID: "p1", Name: "Ann Ashgrove"}}}}
	b := precedent.Case{About: precedent.About{ID: "b", Protected: []precedent.Protected{{ID: "p2", Name: "Ann Ashgrove"}}}}
	c := precedent.Case{About: precedent.About{ID: "c", Protected: []precedent.Protected{{ID: "p3", Name: "Bo Birch"}}}}
	corpus := []precedent.Case{a, b, c}
	for id, want := range map[string][]string{"a": {"a", "b"}, "b": {"a", "b"}, "c": {"c"}} {
		if d := cmp.Diff(want, precedent.Overlapping(corpus, id, nil)); d != "" {
			t.Error(d)
		}
	}
	if d := cmp.Diff([]string{"b", "new"}, precedent.Overlapping(corpus, "new", []string{"p2"})); d != "" {
		t.Error(d)
	}
}

func TestABrokenFileIsNamed(t *testing.T) {
	_, err := precedent.Load(fstest.MapFS{"cases/odd.json": {Data: []byte(`{"case":7}`)}})
	if err == nil || !strings.Contains(err.Error(), "odd.json") {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"schema":"open-case/1","case":{"id":"a"},"events":[{"id":"a-e1"}],"responses":[{}],"sources":[{}]}`))
	f.Add([]byte(`{"case":{"id":"../a"}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := precedent.Parse("f", data)
		if err != nil {
			return
		}
		if c.About.ID == "" {
			t.Error("a case without id was read")
		}
		precedent.Lint(c)
	})
}
