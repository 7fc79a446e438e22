package desk_test

import (
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/precedent"
	"outrider/precedents"
)

// stacks is a library that nobody replays.
type stacks struct{ corpus []precedent.Case }

func (s stacks) List() desk.PrecedentsView { return desk.PrecedentsView{} }
func (s stacks) Show(desk.PrecedentQuery) (desk.PrecedentView, error) {
	return desk.PrecedentView{}, outrider.ErrNotFound
}
func (s stacks) Corpus() []precedent.Case { return s.corpus }

func TestLikeIsCutToTheUserAndSeesItsCaseNever(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.file(h.seen(home, ann))
	h.code(errOf(h.desk.Like(h.ctx, h.officer, desk.LikeQuery{Person: ann})), outrider.CodeNotFound) // there is no library
	corpus, err := precedent.Load(precedents.FS)
	if err != nil {
		t.Fatal(err)
	}
	o := h.options()
	o.Shelf = stacks{corpus}
	if h.desk, err = desk.Open(h.ctx, o); err != nil {
		t.Fatal(err)
	}
	got, err := h.desk.Like(h.ctx, h.officer, desk.LikeQuery{Person: ann, Features: precedent.Features{Role: "media", Publicity: "national"}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Line.ID != ann || len(got.Likeness) == 0 || len(got.Kinds) != 1 {
		t.Errorf("got %+v", got)
	}
	h.code(errOf(h.desk.Like(h.ctx, h.officer, desk.LikeQuery{Person: ann, Features: precedent.Features{Role: "exile"}})), outrider.CodeInvalid)
	h.code(errOf(h.desk.Like(h.ctx, h.officer, desk.LikeQuery{Person: "p-nobody"})), outrider.CodeNotFound)
	h.code(errOf(h.desk.Like(h.ctx, h.auditor, desk.LikeQuery{Person: ann})), outrider.CodeNotFound)
	one, err := h.desk.Like(h.ctx, h.officer, desk.LikeQuery{Case: "o03-skripal", Of: "yskripal"})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range one.Likeness {
		if l.Case == "o03-skripal" {
			t.Error("a case is in its own answer")
		}
	}
}

func TestWeighingIsAskedFor(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.file(h.seen(home, ann))
	plain, err := h.desk.Person(h.ctx, h.officer, desk.PersonQuery{ID: ann})
	if err != nil || plain.Weighed != nil {
		t.Errorf("nobody asked: %+v, %v", plain.Weighed, err)
	}
	got, err := h.desk.Person(h.ctx, h.officer, desk.PersonQuery{ID: ann, Weigh: true})
	if err != nil || got.Weighed == nil || len(got.Weighed.Bars) == 0 || got.Weighed.Rates < 100 {
		t.Errorf("got %+v, %v", got.Weighed, err)
	}
}

func errOf[T any](_ T, err error) error { return err }
