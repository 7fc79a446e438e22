package desk_test

import (
	"io/fs"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/advice"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/plan"
	"outrider/parameters"
)

// library is the shipped library of advice.
var library = sync.OnceValue(func() *guidance.Set {
	set, _ := guidance.Read(advice.FS)
	return set
})

var (
	leanPlan  = sync.OnceValues(func() (*plan.Model, error) { return readPlan(lean("plan.json")) })
	wholePlan = sync.OnceValues(func() (*plan.Model, error) { return readPlan(parameters.FS, nil) })
)

func readPlan(fsys fs.FS, err error) (*plan.Model, error) {
	if err != nil {
		return nil, err
	}
	p, err := plan.Load(fsys)
	if err != nil {
		return nil, err
	}
	var list []outrider.Measure
	for _, m := range library().Measures("", guidance.Original) {
		list = append(list, m.Measure)
	}
	return plan.New(p, list)
}

// weighing is the shipped library with the shipped numbers, with few draws where that
// is enough.
func weighing(t testing.TB) *plan.Model {
	read := wholePlan
	if thin(t) {
		read = leanPlan
	}
	m, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var three = []string{"check-in", "home-locks", "safety-contact"}

// offer offers measures and returns the ids of the offers.
func (h *house) offer(who outrider.PersonID, measures ...string) []string {
	h.t.Helper()
	return h.decide(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: who, Measures: measures}}).IDs
}

func (h *house) mine(who outrider.PersonID) desk.MyPlanView {
	h.t.Helper()
	v, err := h.desk.MyMeasures(h.ctx, who)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func states(v desk.MyPlanView) map[string]outrider.OfferState {
	out := map[string]outrider.OfferState{}
	for _, m := range v.Measures {
		out[m.Measure] = m.State
	}
	return out
}

// The person answers on their own page: yes, no, and yes after all.
func TestThePersonAnswers(t *testing.T) {
	h := newHouse(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	ids := h.offer(ann, three...)
	if again := h.offer(ann, three...); cmp.Diff(ids, again) != "" || h.count(outrider.EntryOffered) != 3 {
		t.Errorf("to offer twice is to offer once: %v, %v", ids, again)
	}
	answer := func(who outrider.PersonID, id string, yes bool) (desk.MyMeasure, error) {
		return h.desk.AnswerMeasure(h.ctx, who, desk.AnswerMeasure{Offer: id, Accept: yes})
	}
	for i, yes := range []bool{true, false, true} {
		if _, err := answer(ann, ids[i], yes); err != nil {
			t.Fatal(err)
		}
		if _, err := answer(ann, ids[i], yes); err != nil {
			t.Errorf("the same answer twice: %v", err)
		}
	}
	if n := h.count(outrider.EntryOfferSaid); n != 3 {
		t.Errorf("%d answers were written down of three taps", n)
	}
	_, err := answer(ben, ids[0], false)
	h.code(err, outrider.CodeNotFound)
	h.reopen()
	want := map[string]outrider.OfferState{"check-in": outrider.OfferAccepted, "home-locks": outrider.OfferDeclined, "safety-contact": outrider.OfferAccepted}
	if d := cmp.Diff(want, states(h.mine(ann))); d != "" {
		t.Error(d)
	}
	if len(h.mine(ben).Measures) != 0 {
		t.Error("one person sees another's measures")
	}
	if _, err := h.desk.SayInPlace(h.ctx, ann, ids[0], ""); err != nil {
		t.Fatal(err)
	}
	_, err = h.desk.SayInPlace(h.ctx, ann, ids[1], "")
	h.code(err, outrider.CodeConflict)
	if m, err := answer(ann, ids[1], true); err != nil || m.State != outrider.OfferAccepted || !m.Due.After(h.now) {
		t.Errorf("a changed mind: %+v, %v", m, err)
	}
}

// What staff write down follows the order of things: nothing is in place that was
// not accepted, nothing is kept up that is not in place.
func TestTheLifeOfAMeasure(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	id := h.offer(ann, "home-locks")[0]
	place := func(p outrider.Proof, note string) desk.Decision {
		return desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: ann, Offer: id, Proof: p, Note: note}}
	}
	keep := desk.Decision{KeepUp: &desk.KeepUp{Person: ann, Offer: id}}
	end := func(how outrider.EndedHow) desk.Decision {
		return desk.Decision{EndMeasure: &desk.EndMeasure{Person: ann, Offer: id, How: how, Why: "they moved"}}
	}
	h.refused(h.officer, place(outrider.ProofSaid, ""), outrider.CodeConflict)
	h.refused(h.officer, keep, outrider.CodeConflict)
	h.refused(h.officer, end(outrider.EndedOver), outrider.CodeConflict)
	h.refused(h.officer, desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: ann, Offer: id, Accept: true}}, outrider.CodeInvalid)
	h.refused(h.analyst, desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: ann, Offer: id, Accept: true, Note: "by phone"}}, outrider.CodeNotFound)
	h.decide(h.officer, desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: ann, Offer: id, Accept: true, Note: "by phone, at noon", Owner: "mira"}})
	h.refused(h.officer, end(outrider.EndedBack), outrider.CodeConflict)
	h.refused(h.officer, end(outrider.EndedLapsed), outrider.CodeConflict)
	h.decide(h.officer, place(outrider.ProofSaid, ""))
	h.refused(h.officer, place(outrider.ProofNote, " "), outrider.CodeInvalid)
	h.refused(h.officer, place(outrider.ProofPhoto, ""), outrider.CodeInvalid)
	h.refused(h.officer, desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: ann, Offer: id, Proof: outrider.ProofPhoto, Photo: "f-none"}}, outrider.CodeInvalid)
	h.decide(h.officer, place(outrider.ProofTest, "the new lock held"))
	if m := h.mine(ann).Measures[0]; m.State != outrider.OfferShown || !m.Look.After(h.now) {
		t.Errorf("%+v", m)
	}
	look := h.mine(ann).Measures[0].Look
	h.now = h.now.AddDate(0, 1, 0)
	h.decide(h.officer, keep)
	if got := h.mine(ann).Measures[0].Look; !got.After(look) {
		t.Errorf("kept up, and still due at %s", got)
	}
	h.decide(h.officer, end(outrider.EndedLapsed))
	if len(h.mine(ann).Measures) != 0 {
		t.Error("it has ended, and still stands")
	}
	h.refused(h.officer, keep, outrider.CodeConflict)
	if next := h.offer(ann, "home-locks"); next[0] == id {
		t.Error("what has ended is offered anew, under an id of its own")
	}
}

// With the consent to advice every offer stops; what was said stays in the record
// and is not shown.
func TestPlansStopWithAdvice(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	id := h.offer(ann, "home-locks")[0]
	h.no(ann, outrider.ForAdvice)
	h.refused(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: []string{"check-in"}}}, outrider.CodeInvalid)
	h.refused(h.officer, desk.Decision{EndMeasure: &desk.EndMeasure{Person: ann, Offer: id, How: outrider.EndedBack, Why: "no more"}}, outrider.CodeInvalid)
	_, err := h.desk.AnswerMeasure(h.ctx, ann, desk.AnswerMeasure{Offer: id, Accept: true})
	h.code(err, outrider.CodeNotFound)
	if v := h.mine(ann); !v.Stopped || len(v.Measures) > 0 {
		t.Errorf("%+v", v)
	}
	h.yes(ann, outrider.ForAdvice)
	if v := h.mine(ann); v.Stopped || len(v.Measures) != 1 {
		t.Errorf("after a new yes: %+v", v)
	}
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: ann, Confirm: "K-01", Reason: "asked"}})
	_, err = h.desk.MyMeasures(h.ctx, ann)
	h.code(err, outrider.CodeNotFound)
}

// Where danger is imminent only what works within a day is offered, and soon asked about.
func TestImminentOffersAreQuick(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	dr := h.seen(home, ann)
	dr.Report.LifeAtRisk = true
	h.file(dr)
	h.refused(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: []string{"address-hidden"}}}, outrider.CodeInvalid)
	id := h.offer(ann, "stay-elsewhere")[0]
	if m, err := h.desk.AnswerMeasure(h.ctx, ann, desk.AnswerMeasure{Offer: id, Accept: true}); err != nil || m.Due.Sub(h.now) > 24*time.Hour {
		t.Errorf("%+v, %v", m, err)
	}
}
