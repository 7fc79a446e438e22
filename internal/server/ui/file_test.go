package ui_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/servertest"
	"outrider/internal/server/ui"
)

// sheets are the pages that are written down as files, by somebody who may do
// everything on them.
func sheets(t *testing.T) map[string]ui.Body {
	t.Helper()
	d, ana := servertest.New(), outrider.UserID("u-ana")
	person, err := d.Person(t.Context(), ana, desk.PersonQuery{ID: "p-k07"})
	if err != nil {
		t.Fatal(err)
	}
	record, err := d.Danger(t.Context(), ana, desk.DangerQuery{ID: "t-open"})
	if err != nil {
		t.Fatal(err)
	}
	file, err := d.Case(t.Context(), ana, "f-van")
	if err != nil {
		t.Fatal(err)
	}
	paper, err := d.ReferralPaper(t.Context(), ana, "q-sent")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := d.Plan(t.Context(), ana, desk.PlanQuery{Person: "p-k07"})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]ui.Body{"person": ui.Person{PersonView: person}, "record": ui.Danger{DangerView: record}, "case": ui.Case{CaseView: file}, "referral": ui.Paper(paper),
		"paper": ui.NewPlanPaper(plan, servertest.Advice().Set(), "ar")}
}

// TestFilesStandAlone: a page in a file fetches nothing, leads nowhere, asks for
// nothing, and shows all of what it holds.
func TestFilesStandAlone(t *testing.T) {
	pages, err := ui.New()
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{"person": "K-07", "record": "What was known, and since when", "case": "Stands near", "referral": "REFERRAL q-sent", "paper": "dir=\"rtl\""}
	for name, body := range sheets(t) {
		t.Run(name, func(t *testing.T) {
			f := ui.Frame{Now: servertest.Now(), Who: &desk.Session{Name: "ana"}}
			file, err := pages.File(f, body)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(file), words[name]) || !strings.Contains(string(file), "@page") {
				t.Errorf("it does not say %q, or has no style", words[name])
			}
			doc, err := html.Parse(strings.NewReader(string(file)))
			if err != nil {
				t.Fatal(err)
			}
			for n := range doc.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				switch n.Data {
				case "script", "link", "form", "input", "select", "textarea", "button", "nav", "a", "iframe":
					t.Errorf("it holds a %s", n.Data)
				}
				open := false
				for _, a := range n.Attr {
					open = open || a.Key == "open"
					if a.Key == "href" || a.Key == "action" || a.Key == "src" && !strings.HasPrefix(a.Val, "data:") || strings.HasPrefix(a.Key, "on") {
						t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
					}
				}
				if n.Data == "details" && !open {
					t.Error("something is folded that no press can unfold")
				}
			}
		})
	}
}
