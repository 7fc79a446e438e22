package desk_test

import (
	"strings"
	"testing"

	"outrider"
	"outrider/internal/desk"
)

// What a newspaper prints of somebody does not stand beside their code name, where
// nobody asked who they are: on no list, for anybody, and on no page of those who may
// not see it. Who may, reads a report to the letter.
func TestPrintedNamesAreMasked(t *testing.T) {
	h := newHouse(t)
	ann := outrider.PersonID(h.decide(h.officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: "K-$1"},
		Identity: outrider.Identity{Name: secretName, Names: []string{"Оттолина Вымышленная", "Al"}}}}).ID)
	dr := h.seen(home, ann)
	dr.Report.Text = "The court charged Ottoline  Inventedname, whom INVENTEDNAME's friends call Al; ОТТОЛИНА fled. Inventednames stay."
	dr.Report.Publication = &outrider.Publication{Title: "Case against Ottoline Inventedname", Outlet: "Tide Daily (invented)"}
	dr.Proposals = []outrider.Proposal{{Kind: "person", Text: secretName, Basis: "guess"}}
	id := h.file(dr)[0].Report
	for name, by := range map[string]outrider.UserID{"officer": h.officer, "analyst": h.analyst} {
		p, err := h.desk.Person(h.ctx, by, desk.PersonQuery{ID: ann})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Reports[0].Text; got != "Case against K-$1 - The court charged K-$1, whom K-$1's friends call Al; K-$1 fled. Inventednames stay." {
			t.Errorf("%s reads a line: %s", name, got)
		}
		s, err := h.desk.Search(h.ctx, by, "court charged")
		if err != nil || len(s.Reports) != 1 || strings.Contains(text(t, s), "Ottoline") {
			t.Errorf("%s finds %+v, %v", name, s.Reports, err)
		}
	}
	r, err := h.desk.Report(h.ctx, h.analyst, id)
	if err != nil || strings.Contains(strings.ToLower(text(t, r)), "ottoline") || !strings.Contains(r.Report.Text, "K-$1's friends call Al") || r.Proposals[0].Text != "K-$1" {
		t.Errorf("the analyst reads %s, %v", text(t, r), err)
	}
	if r, err = h.desk.Report(h.ctx, h.officer, id); err != nil || r.Report.Text != dr.Report.Text || r.Report.Publication.Title != dr.Report.Publication.Title {
		t.Errorf("the officer does not read it to the letter: %+v, %v", r.Report, err)
	}
}
