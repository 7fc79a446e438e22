package desk

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/guidance"
	"outrider/internal/picture"
	"outrider/internal/plan"
	"outrider/internal/policy"
)

// planning is a plan's view with what is still to be weighed: that takes a while,
// and nobody waits at the door for it.
type planning struct {
	view      PlanView
	model     *plan.Model
	situation plan.Situation
	answers   []plan.Answer // of what stands
	from      string
	lines     map[string]CandidateLine
}

// Plan is one person's plan: measures, what stays of the risk, and what could be
// offered. It shows a figure of the model unless the reader may still judge blind.
func (d *Desk) Plan(ctx context.Context, by outrider.UserID, q PlanQuery) (PlanView, error) {
	w, err := d.planOf(ctx, by, q)
	if err != nil {
		return PlanView{}, err
	}
	return w.weighed()
}

// planOf gathers what a plan is made from, and records the look.
func (d *Desk) planOf(ctx context.Context, by outrider.UserID, q PlanQuery) (*planning, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, x, err := d.personFor(by, q.Person, policy.ReadPerson)
	if err != nil {
		return nil, err
	}
	if d.o.Plan == nil {
		return nil, errNoPlan
	}
	w := d.planningFor(v, x, q)
	return w, d.look(ctx, by, picture.ReadBody{Act: "plan", Objects: []string{string(q.Person)}, Blind: w.view.Risk == nil})
}

// pastPlan is a plan as it stood on a desk of the past.
func (d *Desk) pastPlan(v picture.View, q PlanQuery) (PlanView, error) {
	x, ok := v.Person(q.Person)
	if !ok || x.Erased || d.o.Plan == nil {
		return PlanView{}, outrider.ErrNotFound
	}
	return d.planningFor(v, x, q).weighed()
}

// planningFor makes a plan's view up to what is to be weighed.
func (d *Desk) planningFor(v picture.View, x *picture.Person, q PlanQuery) *planning {
	now := d.now()
	w := &planning{model: d.o.Plan, lines: map[string]CandidateLine{}, view: PlanView{Now: now, Person: x.Protectee.ID, Code: x.Protectee.Code, Lines: []PlanLine{},
		Proposed: []CandidateLine{}, Besides: []CandidateLine{}, Others: []CandidateLine{}, Scenarios: []string{}, Proofs: outrider.Proofs}}
	if !x.Allows(outrider.ForAdvice, now) {
		w.view.Stopped = "Advice was withdrawn: nothing is offered to this person, and no plan is made."
		return w
	}
	pv := &w.view
	pv.MayAdvise, pv.Tell = v.May(policy.Advise), tellings[x.Telling.Or()]
	pv.Level, pv.Imminent = d.levelOf(x)
	pv.Lines, pv.Limits = d.planLines(v, x), d.limitsOf(v, x)
	pv.Burden.Standing, pv.Burden.Waiting = burdenOf(x)
	pv.Burden.Limit = int(math.Round(pv.Limits.Burden))
	pv.Burden.Over = float64(pv.Burden.Standing) > pv.Limits.Burden
	pv.Review, pv.MaxReview = now.Add(w.model.Terms().Review), now.Add(w.model.Terms().MaxReview)
	pv.Signed, pv.Agreed = len(x.Plans), d.agreedView(v, x)
	pv.Copy, pv.Unprinted = d.copyOf(x, cmp.Or(q.Lang, x.Protectee.Language))
	w.answers = d.planAnswers(x)
	pv.Language = x.Protectee.Language
	d.candidates(w, v, x)
	d.situate(w, v, x)
	return w
}

// planAnswers is what stands of a person's measures, as the arithmetic wants it.
// What is offered and not answered counts as agreed only for what is proposed
// besides, never for what stays.
func (d *Desk) planAnswers(x *picture.Person) []plan.Answer {
	var out []plan.Answer
	for _, o := range x.Offers {
		if x.Measure(o.Measure) != o {
			continue
		}
		switch o.State() {
		case outrider.OfferAccepted:
			out = append(out, plan.Answer{Measure: o.Measure, State: plan.Agreed})
		case outrider.OfferInPlace:
			out = append(out, plan.Answer{Measure: o.Measure, State: plan.InPlace, Kept: o.Kept()})
		case outrider.OfferShown:
			out = append(out, plan.Answer{Measure: o.Measure, State: plan.Proven, Kept: o.Kept()})
		case outrider.OfferDeclined:
			out = append(out, plan.Answer{Measure: o.Measure, State: plan.Declined, Level: o.Answered().Level})
		}
	}
	return out
}

// pointing is what points to scenarios: reports of the last time that the reader
// may see, journeys ahead, and danger that is imminent.
func (d *Desk) pointing(v picture.View, x *picture.Person) plan.Pointing {
	_, imminent := d.levelOf(x)
	p := plan.Pointing{Imminent: imminent, Travels: len(x.Protectee.Journeys) > 0}
	since := d.now().Add(-d.o.Plan.LooksBack())
	for _, it := range v.Reports(x) {
		if !it.Erased && !it.Retracted && it.Recorded.After(since) {
			p.Kinds = append(p.Kinds, it.Report.Kind)
		}
	}
	return p
}

// candidates sorts the library into what may be offered and what may not, and why.
func (d *Desk) candidates(w *planning, v picture.View, x *picture.Person) {
	pv, point := &w.view, d.pointing(v, x)
	pv.Scenarios = w.model.Scenarios(point)
	fits := w.model.Fitting(point)
	pv.Left.Other = w.model.Count() - len(fits)
	for _, id := range fits {
		last := x.Measure(id)
		state := outrider.OfferEndedNow
		if last != nil {
			state = last.State()
		}
		switch {
		case state == outrider.OfferOpen || state.Standing():
			continue
		case state == outrider.OfferDeclined && last.Answered().Level == pv.Level:
			pv.Left.Declined++
			continue
		case pv.Imminent && w.model.Slow(id):
			pv.Left.Slow++
			continue
		case !pv.Imminent && w.model.HeldBack(id):
			pv.Left.Heavy++
			continue
		}
		l := d.candidate(id)
		if state == outrider.OfferDeclined {
			l.Again, l.Declined, l.Level = true, last.Answered().At, last.Answered().Level
		}
		w.lines[id] = l
	}
}

// candidate is a measure of the library as it may be offered.
func (d *Desk) candidate(id string) CandidateLine {
	m, _ := d.o.Plan.Measure(id)
	_, _, counted := d.o.Plan.Cost(id)
	return CandidateLine{Measure: id, Title: m.Title, Cuts: m.Cuts, Burden: m.Burden, Hours: m.EffectHours, Who: m.Who, DoesNot: m.DoesNot, Counted: counted}
}

// situate says what the plan is weighed for. The assessed risk is one without
// measures: what the organisation published and stands by, else the model's.
func (d *Desk) situate(w *planning, v picture.View, x *picture.Person) {
	b := plan.Budget(w.view.Limits.PlanCost)
	w.situation = plan.Situation{At: d.now(), Level: w.view.Level, Imminent: w.view.Imminent, Answers: w.answers, Budget: &b, Only: []string{}, Risk: outrider.Probability{NoData: true}}
	for id := range w.lines {
		w.situation.Only = append(w.situation.Only, id)
	}
	slices.Sort(w.situation.Only)
	for _, o := range x.Offers {
		if x.Measure(o.Measure) == o && o.State() == outrider.OfferOpen {
			w.situation.Answers = append(slices.Clip(w.situation.Answers), plan.Answer{Measure: o.Measure, State: plan.Agreed})
		}
	}
	switch {
	case d.withheld(v, x.Protectee.ID):
		w.view.Withheld, w.view.NoRisk = true, "Figures are held back from you until you judge; opening the person's page shows the model."
		return
	case d.yearlyRisk(x, w):
		w.view.Risk = &PlanRisk{From: w.from}
	default:
		w.view.NoRisk = "There is no data on this person's risk: nobody was looking. That is not a low number, and measures can be offered all the same."
	}
}

// yearlyRisk finds the assessed risk of harm within a year.
func (d *Desk) yearlyRisk(x *picture.Person, w *planning) bool {
	for i := len(x.Published) - 1; i >= 0; i-- {
		p := x.Published[i]
		if h, ok := p.Harm["365d"]; ok && p.Stands(d.now()) && !h.NoData {
			w.situation.Risk, w.from = h, "published by "+d.userName(p.By)
			return true
		}
	}
	if x.Assessment == nil || x.Assessment.Harm["365d"].NoData {
		return false
	}
	w.situation.Risk, w.from = x.Assessment.Harm["365d"].Shown(), "the model"
	return true
}

// weighed completes the view with what takes a while.
func (w *planning) weighed() (PlanView, error) {
	if w.view.Risk != nil {
		if err := w.weigh(); err != nil {
			return PlanView{}, err
		}
	}
	for _, id := range w.situation.Only {
		if l, ok := w.lines[id]; ok {
			w.view.Others = append(w.view.Others, l)
		}
	}
	slices.SortStableFunc(w.view.Others, func(a, b CandidateLine) int { return cmp.Compare(a.Burden, b.Burden) })
	return w.view, nil
}

// weigh works out what stays, and what to propose.
func (w *planning) weigh() error {
	x, err := w.model.Propose(w.situation)
	if err != nil {
		return err
	}
	agreed, err := w.model.Residual(w.situation, w.answers...)
	if err != nil {
		return err
	}
	r := w.view.Risk
	r.Residual = outrider.Staying(agreed)
	r.Exact, r.Note, r.Spent = x.Exact, x.Note, PlanCost(x.Spent)
	r.Net = worth(x.Net)
	at := w.situation.At
	r.Steps = []RiskStep{riskStep("with nothing in place", w.from, at, x.Bare), riskStep("today, with what is in place", w.from, at, x.Now),
		riskStep("with all that was agreed to", w.from, at, agreed), riskStep("with what is offered and proposed besides", w.from, at, x.After)}
	w.view.Burden.Proposed = int(math.Round(x.Spent.Burden))
	for _, c := range x.Choices {
		l := w.lines[c.Measure]
		l.Why, l.Next = c.Why, c.Next
		w.view.Proposed = append(w.view.Proposed, l)
		delete(w.lines, c.Measure)
	}
	for _, o := range x.Besides {
		w.view.Besides = append(w.view.Besides, w.lines[o.Measure])
		delete(w.lines, o.Measure)
	}
	return nil
}

// worth says what a proposal is worth in words: its numbers are too small to read.
func worth(net float64) string {
	switch {
	case net > 0:
		return fmt.Sprintf("worth it: per 10,000 such years, %s grave harms fewer once its burden is counted as harm", few(net))
	case net < 0:
		return "not worth it: its burden weighs more than what it takes away"
	}
	return "nothing is proposed"
}

// few writes how many in ten thousand, never as none.
func few(v float64) string {
	if n := 10000 * v; n >= .95 {
		return fmt.Sprintf("about %.0f", n)
	}
	return "less than one"
}

// riskStep shows a risk that stays in the way of every judgement.
func riskStep(with, from string, at time.Time, r plan.Residual) RiskStep {
	show := func(label string, p outrider.Probability) Judgement {
		j := judge(label, p, outrider.Probability{NoData: true}, &outrider.Assessment{At: at})
		if !p.NoData { // steps differ by less than whole per cents
			p = p.Shown()
			j.Percent, j.Range = tenths(p.P), trimUnit(tenths(p.Low))+" to "+tenths(p.High)
		}
		j.RestsOn, j.LastLook, j.Experts = "the assessment ("+from+") and judged effects of measures", time.Time{}, ""
		return j
	}
	return RiskStep{With: with, Harm: show("Harm within a year", r.Harm), Grave: show("Grave harm within a year", r.Grave)}
}

// tenths writes a small risk with one decimal.
func tenths(v float64) string {
	if v < outrider.Floor || v >= .0995 {
		return outrider.Percent(v)
	}
	return fmt.Sprintf("%.1f %%", 100*v)
}

// limitsOf are the limits that hold for a person.
func (d *Desk) limitsOf(_ picture.View, x *picture.Person) PlanLimitsView {
	if l := x.Limits; l != nil {
		return PlanLimitsView{PlanCost: PlanCost{Money: l.Money, Hours: l.Hours, Burden: l.Burden, Measures: l.Measures}, Own: true, Why: l.Why}
	}
	return PlanLimitsView{PlanCost: PlanCost(d.o.Plan.Limits())}
}

// copyOf is what stands of a plan in the person's own language, without a figure,
// and the titles of what must not stand on a paper that somebody could find.
func (d *Desk) copyOf(x *picture.Person, lang string) (out []CopyLine, unprinted []string) {
	for _, o := range x.Offers {
		if x.Measure(o.Measure) != o || !o.State().Standing() {
			continue
		}
		if !d.o.Plan.Printed(o.Measure) {
			unprinted = append(unprinted, d.titleOf(o.Measure))
			continue
		}
		l := CopyLine{Title: o.Measure}
		if m, ok := d.wordsOf(o.Measure, lang); ok {
			l.Title, l.Steps, l.DoesNot, l.Stamp = m.Title, m.Steps, m.DoesNot, m.Stamp
		}
		if o.State() == outrider.OfferAccepted {
			_, l.Due = o.Sees()
		}
		out = append(out, l)
	}
	return out, unprinted
}

// wordsOf are the words of a measure in a language, else the original's.
func (d *Desk) wordsOf(id, lang string) (guidance.Measure, bool) {
	if d.o.Library != nil {
		return d.o.Library.Measure(id, lang)
	}
	m, ok := d.o.Plan.Measure(id)
	return guidance.Measure{Measure: m, Stamp: guidance.Stamp{Language: guidance.Original, Dir: "ltr"}}, ok
}

// titleOf names a measure; one that has left the library is named by its id.
func (d *Desk) titleOf(id string) string {
	if m, ok := d.o.Plan.Measure(id); ok {
		return m.Title
	}
	return strings.ReplaceAll(id, "-", " ")
}
