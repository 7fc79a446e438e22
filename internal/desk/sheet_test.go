package desk_test

import (
	"testing"

	"outrider"
	"outrider/internal/desk"
)

func TestASheetIsKeptUp(t *testing.T) {
	h := clocked(t)
	ann, kid := h.person("K-01"), h.person("K-02")
	sheet := func(c desk.ChangeSheet) desk.Decision {
		if c.Person == "" {
			c.Person = ann
		}
		return desk.Decision{Sheet: &c}
	}
	name := func(s string) outrider.Place { return outrider.Place{Name: s} }
	h.decide(h.officer, sheet(desk.ChangeSheet{Place: &outrider.OwnPlace{Kind: "school", Place: name("Harbour School")}}))
	h.decide(h.officer, sheet(desk.ChangeSheet{Journey: &outrider.Journey{From: name("Exampleville"), To: name("Pier Town"), Leave: h.now.AddDate(0, 0, 3)}}))
	h.refused(h.duty, sheet(desk.ChangeSheet{EndPlace: "x"}), outrider.CodeNotFound)
	h.refused(h.officer, sheet(desk.ChangeSheet{EndPlace: "x"}), outrider.CodeNotFound)
	h.refused(h.officer, sheet(desk.ChangeSheet{EndJourney: "x"}), outrider.CodeNotFound)
	h.refused(h.officer, sheet(desk.ChangeSheet{Place: &outrider.OwnPlace{Kind: "home"}}), outrider.CodeInvalid)
	h.refused(h.officer, sheet(desk.ChangeSheet{Journey: &outrider.Journey{Leave: h.now}}), outrider.CodeInvalid)
	h.refused(h.officer, sheet(desk.ChangeSheet{}), outrider.CodeInvalid)
	h.refused(h.officer, sheet(desk.ChangeSheet{Relation: &outrider.Relation{To: "p-nobody", How: "child"}}), outrider.CodeNotFound)
	p := h.page(ann).Protectee
	if len(p.Places) != 1 || len(p.Journeys) != 1 {
		t.Fatalf("%+v", p)
	}
	place := p.Places[0]
	place.Place = name("Pier School")
	h.decide(h.officer, sheet(desk.ChangeSheet{Place: &place}))
	h.decide(h.officer, sheet(desk.ChangeSheet{EndPlace: place.ID}))
	h.refused(h.officer, sheet(desk.ChangeSheet{EndPlace: place.ID}), outrider.CodeNotFound)
	h.decide(h.officer, sheet(desk.ChangeSheet{EndJourney: p.Journeys[0].ID}))
	h.decide(h.officer, sheet(desk.ChangeSheet{Person: kid, Relation: &outrider.Relation{To: ann, How: "child"}}))
	yes := true
	h.decide(h.officer, sheet(desk.ChangeSheet{Person: kid, Child: &yes}))
	h.reopen()
	if p := h.page(ann).Protectee; len(p.Places) != 1 || p.Places[0].Place.Name != "Pier School" || p.Places[0].To.IsZero() || len(p.Journeys) != 0 {
		t.Errorf("%+v", p)
	}
	if l := h.consent(ann).Linked; len(l) != 1 || l[0].How != "child" {
		t.Errorf("%+v", l)
	}

	c := h.openCase(h.officer, ann)
	if v := h.caseOf(h.officer, c); len(v.People[0].Linked) != 1 {
		t.Errorf("the case does not say who stands near: %+v", v.People)
	}
	h.now = h.now.AddDate(0, 0, 1)
	h.judged(ann)
	h.unwork(h.officer, outrider.CodeConflict, closing(c, "threat-passed"))
	h.decide(h.officer, sheet(desk.ChangeSheet{Person: kid, Safeguard: "her aunt fetches her; the school knows"}))
	h.work(h.officer, closing(c, "threat-passed"))
	h.decide(h.officer, sheet(desk.ChangeSheet{Person: kid, EndRelation: ann}))
	if l := h.consent(ann).Linked; len(l) != 0 {
		t.Errorf("%+v", l)
	}
}
