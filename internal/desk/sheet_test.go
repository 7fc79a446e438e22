package desk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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

// Whoever writes a sheet anew does not end what they were not shown; who was erased is
// nobody's relation.
func TestHiddenRelationsStay(t *testing.T) {
	h := newHouse(t)
	ann, ben, eve := h.person("K-01"), h.person("K-02"), h.person("K-03")
	for _, to := range []outrider.PersonID{ben, eve} {
		h.decide(h.officer, desk.Decision{Sheet: &desk.ChangeSheet{Person: ann, Relation: &outrider.Relation{To: to, How: "sibling"}}})
	}
	keeper := h.addUser(h.root, "ines", outrider.RoleCase)
	h.decide(h.officer, desk.Decision{Withhold: &desk.Withhold{Person: ben, From: []string{"ines"}}})
	shown := func(by outrider.UserID) (out []outrider.PersonID) {
		p, err := h.desk.Person(h.ctx, by, desk.PersonQuery{ID: ann})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Protectee.Of {
			out = append(out, r.To)
		}
		return out
	}
	if diff := cmp.Diff([]outrider.PersonID{eve}, shown(keeper)); diff != "" {
		t.Errorf("shown to one on the list (-want +got):\n%s", diff)
	}
	h.refused(keeper, desk.Decision{Sheet: &desk.ChangeSheet{Person: ann, EndRelation: ben}}, outrider.CodeNotFound)
	h.refused(keeper, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: eve, Code: "K-03", Of: []outrider.Relation{{To: ben, How: "cousin"}}}}}, outrider.CodeInvalid)
	h.decide(keeper, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: ann, Code: "K-01"}}})
	if diff := cmp.Diff([]outrider.PersonID{ben}, shown(h.officer)); diff != "" {
		t.Errorf("after a new sheet (-want +got):\n%s", diff)
	}
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: ben, Confirm: "K-02", Reason: "they asked"}})
	h.decide(h.officer, desk.Decision{Sheet: &desk.ChangeSheet{Person: ann, Relation: &outrider.Relation{To: eve, How: "sibling"}}})
	if diff := cmp.Diff([]outrider.PersonID{eve}, shown(h.officer)); diff != "" {
		t.Errorf("after one was erased (-want +got):\n%s", diff)
	}
}
