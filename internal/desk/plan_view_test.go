package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
)

// watched files one report of being watched: something is assessed, and nothing is
// imminent.
func (h *house) watched(who ...outrider.PersonID) {
	h.t.Helper()
	h.file(h.seen(home, who...))
}

func (h *house) plan(by outrider.UserID, who outrider.PersonID) desk.PlanView {
	h.t.Helper()
	a, err := h.desk.Read(h.ctx, by, desk.Query{Plan: &desk.PlanQuery{Person: who}})
	if err != nil {
		h.t.Fatal(err)
	}
	return *a.Plan
}

// table is everything that a plan puts on the table.
func table(p desk.PlanView) map[string]desk.CandidateLine {
	out := map[string]desk.CandidateLine{}
	for _, l := range slices.Concat(p.Proposed, p.Besides, p.Others) {
		out[l.Measure] = l
	}
	return out
}

// A plan proposes, explains, says what stays, and leaves a choice.
func TestAPlanIsProposed(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.watched(ann)
	p := h.plan(h.officer, ann)
	if p.Risk == nil || len(p.Risk.Steps) != 4 || len(p.Proposed) == 0 {
		t.Fatalf("nothing was proposed: %+v", p)
	}
	last := p.Risk.Steps[0]
	for _, s := range p.Risk.Steps[1:] {
		if s.Harm.P.P > last.Harm.P.P || s.Grave.P.P > last.Grave.P.P || s.Harm.P.Low <= 0 || s.Grave.P.Low <= 0 || s.Harm.Note == "" {
			t.Errorf("%s: %+v after %+v", s.With, s.Harm.P, last.Harm.P)
		}
		last = s
	}
	cuts := map[outrider.Cut]bool{}
	for _, l := range slices.Concat(p.Proposed, p.Besides) {
		for _, c := range l.Cuts {
			cuts[c] = true
		}
	}
	if len(cuts) != 3 || len(p.Proposed)+len(p.Besides) < 3 {
		t.Errorf("no choice over likelihood, impact and detection: %v", cuts)
	}
	for _, l := range p.Proposed {
		if !strings.Contains(l.Why, "off the grave risk") || l.DoesNot == "" {
			t.Errorf("%s is not explained: %q", l.Measure, l.Why)
		}
	}
	if !slices.Contains(p.Scenarios, "tracker") || slices.Contains(p.Scenarios, "family") {
		t.Errorf("being watched points to %v", p.Scenarios)
	}
	if p.Burden.Proposed > p.Burden.Limit || !strings.HasPrefix(p.Risk.Net, "worth it") {
		t.Errorf("%+v %s", p.Burden, p.Risk.Net)
	}
}

// What an organisation sets for one person holds for their plans.
func TestLimitsHold(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.watched(ann)
	l := outrider.PlanLimits{Person: ann, Money: 100, Hours: 10, Burden: 1, Measures: 2}
	h.refused(h.officer, desk.Decision{LimitPlan: &desk.LimitPlan{Limits: l}}, outrider.CodeInvalid)
	l.Why = "she cannot bear more now"
	h.decide(h.officer, desk.Decision{LimitPlan: &desk.LimitPlan{Limits: l}})
	h.reopen()
	p := h.plan(h.officer, ann)
	if !p.Limits.Own || p.Limits.Why == "" || len(p.Proposed) > 2 || p.Burden.Proposed > 1 || p.Risk.Spent.Money > 100 || p.Risk.Spent.Hours > 10 {
		t.Errorf("%+v\n%+v", p.Limits, p.Risk.Spent)
	}
	h.offer(ann, "vary-routes")
	h.accept(ann, "vary-routes")
	if p := h.plan(h.officer, ann); !p.Burden.Over || p.Burden.Standing != 3 {
		t.Errorf("more than the person was to bear, and nobody says so: %+v", p.Burden)
	}
}

// accept takes the person's yes to what is offered; decline their no.
func (h *house) accept(who outrider.PersonID, measures ...string)  { h.say(who, true, measures) }
func (h *house) decline(who outrider.PersonID, measures ...string) { h.say(who, false, measures) }

func (h *house) say(who outrider.PersonID, yes bool, measures []string) {
	h.t.Helper()
	for _, m := range h.mine(who).Measures {
		if !slices.Contains(measures, m.Measure) {
			continue
		}
		if _, err := h.desk.AnswerMeasure(h.ctx, who, desk.AnswerMeasure{Offer: m.Offer, Accept: yes}); err != nil {
			h.t.Fatal(err)
		}
	}
}

// What was declined is not asked about again, until something has changed.
func TestDeclinedIsKeptAndOfferedWhenTheLevelChanges(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.watched(ann)
	h.offer(ann, "safety-contact")
	h.decline(ann, "safety-contact")
	p := h.plan(h.officer, ann)
	if _, there := table(p)["safety-contact"]; there || p.Left.Declined != 1 {
		t.Errorf("asked again at the same level: %+v", p.Left)
	}
	h.refused(h.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: ann, Measures: []string{"safety-contact"}}}, outrider.CodeConflict)
	dr := h.seen(home, ann)
	dr.Report.LifeAtRisk = true
	h.file(dr)
	p = h.plan(h.officer, ann)
	l, there := table(p)["safety-contact"]
	if !p.Imminent || !there || !l.Again || l.Level == p.Level || l.Declined.IsZero() {
		t.Fatalf("not offered again when the level changed: %+v", l)
	}
	for _, l := range table(p) {
		if l.Hours > 24 {
			t.Errorf("%s takes %d hours where danger is imminent", l.Measure, l.Hours)
		}
	}
	id := h.offer(ann, "safety-contact")[0]
	if m := h.mine(ann).Measures; len(m) != 1 || m[0].Offer != id || !m[0].Again {
		t.Errorf("%+v", m)
	}
}

// A plan is signed with what stays, what it asks, and its review; what happens
// afterwards stands beside it.
func TestAPlanIsSigned(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.watched(ann)
	h.offer(ann, three...)
	h.accept(ann, "check-in", "home-locks")
	h.refused(h.officer, desk.Decision{AgreePlan: &desk.AgreePlan{Person: ann, Review: h.now.AddDate(3, 0, 0)}}, outrider.CodeInvalid)
	h.decide(h.officer, desk.Decision{AgreePlan: &desk.AgreePlan{Person: ann, Note: "by phone, she has a copy"}})
	p := h.plan(h.officer, ann)
	a := p.Agreed
	if a == nil || a.By != "ana" || a.Burden != 2 || len(a.Titles) != 2 || a.Before == nil || a.After.Grave.P >= a.Before.Grave.P || a.After.Grave.Low <= 0 || len(a.Changed) != 0 {
		t.Fatalf("%+v", a)
	}
	if len(p.Copy) != 2 || p.Copy[0].Title == "" || len(p.Copy[0].Steps) == 0 {
		t.Errorf("the person's copy: %+v", p.Copy)
	}
	h.offer(ann, "duress-word")
	h.accept(ann, "duress-word")
	if p := h.plan(h.officer, ann); len(p.Copy) != 2 || len(p.Unprinted) != 1 {
		t.Errorf("a paper that can be found tells of the word under force: %+v", p.Copy)
	}
	h.decline(ann, "check-in")
	h.accept(ann, "safety-contact")
	h.now = h.now.AddDate(0, 0, 120)
	if a := h.plan(h.officer, ann).Agreed; !a.Overdue || len(a.Changed) < 2 {
		t.Errorf("what changed since: %+v", a)
	}
	if got := h.mine(ann).Review; !got.Equal(a.Review) {
		t.Errorf("the person does not see when it is looked at again: %s", got)
	}
}

// An analyst who may still judge blind sees the measures and no figure.
func TestAPlanHoldsFiguresBack(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.watched(ann)
	h.offer(ann, "check-in")
	p := h.plan(h.analyst, ann)
	if p.Risk != nil || !p.Withheld || p.MayAdvise || len(p.Lines) != 1 || len(p.Proposed) > 0 || len(p.Others) == 0 {
		t.Errorf("%+v", p)
	}
	if j, err := h.desk.JudgePage(h.ctx, h.analyst, desk.JudgeQuery{Person: ann}); err != nil || !j.Blind {
		t.Errorf("the plan's page ended the blindness: %+v, %v", j.Blind, err)
	}
	h.desk.Person(h.ctx, h.analyst, desk.PersonQuery{ID: ann})
	if p := h.plan(h.analyst, ann); p.Risk == nil {
		t.Error("shown the model, and still held back")
	}
}

// Upkeep that nobody sees to lets a measure fade, and the page says how far.
func TestMeasuresFade(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	h.watched(ann)
	id := h.offer(ann, "check-in")[0]
	h.accept(ann, "check-in")
	if _, err := h.desk.SayInPlace(h.ctx, ann, id, ""); err != nil {
		t.Fatal(err)
	}
	fresh := h.plan(h.officer, ann)
	h.now = h.now.AddDate(0, 0, 30+60)
	stale := h.plan(h.officer, ann).Lines[0]
	if !stale.Overdue || stale.Effect != 50 || fresh.Lines[0].Effect != 0 {
		t.Errorf("fresh %+v\nstale %+v", fresh.Lines[0], stale)
	}
	h.decide(h.officer, desk.Decision{KeepUp: &desk.KeepUp{Person: ann, Offer: id, Note: "asked her, it works"}})
	if l := h.plan(h.officer, ann).Lines[0]; l.Overdue || l.Effect != 0 || len(l.Proofs) != 2 {
		t.Errorf("%+v", l)
	}
}

// walk does random acts about one person's plan; what is refused is no act.
type walk struct {
	*house
	who outrider.PersonID
}

func (w *walk) step(r *rapid.T) {
	ids := []string{"check-in", "home-locks", "safety-contact", "vary-routes", "duress-word"}
	id := rapid.SampledFrom(ids).Draw(r, "measure")
	offer := ""
	for _, l := range w.mine(w.who).Measures {
		if l.Measure == id {
			offer = l.Offer
		}
	}
	yes := rapid.Bool().Draw(r, "yes")
	switch rapid.IntRange(0, 6).Draw(r, "act") {
	case 0, 1:
		w.desk.Decide(w.ctx, w.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: w.who, Measures: []string{id}}})
	case 2:
		w.desk.AnswerMeasure(w.ctx, w.who, desk.AnswerMeasure{Offer: offer, Accept: yes})
	case 3:
		w.desk.SayInPlace(w.ctx, w.who, offer, "")
	case 4:
		w.desk.Decide(w.ctx, w.officer, desk.Decision{EndMeasure: &desk.EndMeasure{Person: w.who, Offer: offer, How: rapid.SampledFrom(outrider.EndedHows).Draw(r, "how"), Why: "a test"}})
	case 5:
		w.desk.Decide(w.ctx, w.officer, desk.Decision{KeepUp: &desk.KeepUp{Person: w.who, Offer: offer}})
	case 6:
		w.desk.Decide(w.ctx, w.officer, desk.Decision{AgreePlan: &desk.AgreePlan{Person: w.who}})
	}
}

// Whatever was offered and answered: what stays is never nothing and never more
// than was assessed, and the plan as of a moment is the plan that stood then.
func TestPlansOfThePast(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h := newHouse(t)
		w := &walk{h, h.person("K-01")}
		h.watched(w.who)
		n := rapid.IntRange(1, 5).Draw(r, "acts")
		look := rapid.IntRange(0, n-1).Draw(r, "look")
		var then time.Time
		var stood desk.PlanView
		for i := range n {
			w.step(r)
			h.now = h.now.Add(time.Second)
			if i == look {
				then, stood = h.now, h.plan(h.officer, w.who)
			}
			h.now = h.now.Add(time.Duration(rapid.IntRange(1, 40*24).Draw(r, "hours")) * time.Hour)
		}
		for _, x := range stood.Risk.Steps {
			first := stood.Risk.Steps[0]
			if x.Harm.P.Low <= 0 || x.Grave.P.Low <= 0 || x.Harm.P.P > first.Harm.P.P || x.Grave.P.P > first.Grave.P.P {
				r.Fatalf("%s: %+v", x.With, x)
			}
		}
		h.reopen()
		a, err := h.desk.Read(h.ctx, h.officer, desk.Query{AsOf: then, Plan: &desk.PlanQuery{Person: w.who}})
		if err != nil {
			r.Fatal(err)
		}
		if d := cmp.Diff(stood, *a.Plan); d != "" {
			r.Fatalf("as of then it was otherwise:\n%s", d)
		}
	})
}

// otherDuties lists what the desk owes somebody, in its order, apart from the plan itself
// and from alerts, of which two people share one.
func (h *house) otherDuties(who outrider.PersonID) (out []outrider.DutySort) {
	h.t.Helper()
	v, err := h.desk.Duties(h.ctx, h.officer)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range slices.Concat(v.Missed, v.Due) {
		if l.Person == who && !strings.HasPrefix(string(l.Sort), "plan") && !strings.HasPrefix(string(l.Sort), "alert") {
			out = append(out, l.Sort)
		}
	}
	return out
}

// Whoever declines loses nothing: nothing that is thought of them, and no duty
// towards them, depends on what they said to an offer.
func TestDecliningCostsNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h := clocked(t)
		ann, ben := h.person("K-01"), h.person("K-02")
		h.follow(ann, ben)
		w := &walk{h, ann}
		assessed := func(id outrider.PersonID) string {
			p := h.page(id)
			return text(t, []any{p.Hypotheses, p.Horizons, p.Account, p.Standing, len(p.Findings), h.otherDuties(id)})
		}
		for range rapid.IntRange(1, 6).Draw(r, "acts") {
			w.step(r)
		}
		for _, m := range h.mine(ann).Measures {
			h.desk.AnswerMeasure(h.ctx, ann, desk.AnswerMeasure{Offer: m.Offer})
		}
		h.file(h.seen(far, ann, ben))
		h.now = h.now.AddDate(0, 0, 31)
		h.tick()
		if d := cmp.Diff(assessed(ben), assessed(ann)); d != "" {
			r.Fatalf("what was declined changed what is thought:\n%s", d)
		}
	})
}

// planSorts lists what the desk owes somebody of their plan.
func (h *house) planSorts(who outrider.PersonID) (due, missed []outrider.DutySort) {
	h.t.Helper()
	v, err := h.desk.Duties(h.ctx, h.officer)
	if err != nil {
		h.t.Fatal(err)
	}
	pick := func(ls []desk.DutyLine) (out []outrider.DutySort) {
		for _, l := range ls {
			if l.Person == who && strings.HasPrefix(string(l.Sort), "plan-") {
				if !l.Mine || l.What == "" || l.Level != outrider.LevelLook {
					h.t.Errorf("a duty of a plan goes to whoever sees to it, to look: %+v", l)
				}
				out = append(out, l.Sort)
			}
		}
		return out
	}
	return pick(v.Due), pick(v.Missed)
}

// Time asks for an answer, for what was to be in place, for upkeep and for the
// review, and stops asking as soon as it is done.
func TestPlansHaveClocks(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	h.watched(ann)
	ids := h.offer(ann, "check-in", "home-locks")
	want := func(what string, sorts ...outrider.DutySort) {
		t.Helper()
		h.tick()
		due, missed := h.planSorts(ann)
		if d := cmp.Diff(sorts, append(due, missed...)); d != "" {
			t.Errorf("%s: %s", what, d)
		}
	}
	days := func(n int) { h.now = h.now.AddDate(0, 0, n) }
	want("at once")
	days(7)
	want("a week later", outrider.DutyOffer, outrider.DutyOffer)
	h.decline(ann, "home-locks")
	h.accept(ann, "check-in")
	want("answered, one of them with no")
	days(10)
	want("not in place", outrider.DutyPlace)
	days(30)
	h.tick()
	if _, missed := h.planSorts(ann); len(missed) != 1 {
		t.Errorf("missed: %v", missed)
	}
	h.decide(h.officer, desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: ann, Offer: ids[0], Proof: outrider.ProofTest, Note: "rang once, she answered"}})
	h.decide(h.officer, desk.Decision{AgreePlan: &desk.AgreePlan{Person: ann}})
	want("in place")
	days(30)
	want("nobody saw to it", outrider.DutyUpkeep)
	h.decide(h.officer, desk.Decision{KeepUp: &desk.KeepUp{Person: ann, Offer: ids[0]}})
	want("seen to")
	days(28)
	h.decide(h.officer, desk.Decision{KeepUp: &desk.KeepUp{Person: ann, Offer: ids[0]}})
	days(28)
	h.decide(h.officer, desk.Decision{KeepUp: &desk.KeepUp{Person: ann, Offer: ids[0]}})
	days(4)
	want("the review", outrider.DutyPlan)
	h.no(ann, outrider.ForAdvice)
	want("advice was withdrawn")
}
