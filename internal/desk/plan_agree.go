package desk

import (
	"context"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// AgreePlan signs the plan as a whole as it was agreed with the person: what they
// accepted, what stays of the risk, what it asks of them, and the day on which
// both look again.
type AgreePlan struct {
	Person outrider.PersonID `json:"person,omitempty"`
	Review time.Time         `json:"review,omitzero"` // zero: as plan.json says
	Note   string            `json:"note,omitempty"`
}

// LimitPlan sets what plans for one person may ask for, until others are set.
type LimitPlan struct {
	Limits outrider.PlanLimits
}

func (d *Desk) agreePlan(ctx context.Context, by outrider.UserID, q AgreePlan) (Outcome, error) {
	v, x, err := d.planFor(by, q.Person)
	if err != nil {
		return Outcome{}, err
	}
	now, terms := d.now(), d.o.Plan.Terms()
	p := outrider.PlanAgreed{ID: d.o.NewID("a"), Person: q.Person, Offers: []string{}, Review: q.Review, Note: remark(v, x, q.Note)}
	if p.Review.IsZero() {
		p.Review = now.Add(terms.Review)
	}
	if !p.Review.After(now) || p.Review.After(now.Add(terms.MaxReview)) {
		return Outcome{}, outrider.Invalid("a plan is looked at again ahead, within %d days", int(terms.MaxReview.Hours()/24))
	}
	p.Level, _ = d.levelOf(x)
	p.Burden, _ = burdenOf(x)
	for _, o := range x.Offers {
		if x.Measure(o.Measure) != o || !o.State().Standing() {
			continue
		}
		p.Offers = append(p.Offers, o.ID)
		if d.lapsed(o, now) {
			p.Lapsed = append(p.Lapsed, o.ID)
		}
	}
	if err := d.staysOf(v, x, &p); err != nil {
		return Outcome{}, err
	}
	if err := p.Validate(); err != nil {
		return Outcome{}, err
	}
	word := approval{act: outrider.ApprovePlan, about: string(q.Person), of: sumOf(strings.Join(p.Offers, " "), q.Review.UTC().Format(time.RFC3339), q.Note), people: []outrider.PersonID{q.Person}}
	if waits, err := d.orAsk(ctx, by, word, q.Note); waits || err != nil {
		return Outcome{Second: []string{"the organisation's rules ask a second person before a plan is agreed"}}, err
	}
	e, err := personEntryOf(outrider.EntryPlanAgreed, by, d.o.NewID("e"), q.Person, picture.PlanAgreedBody{Agreed: p})
	return Outcome{ID: p.ID}, d.fact(ctx, e, err)
}

// staysOf keeps with a plan what stays of the risk as it was known on the day.
func (d *Desk) staysOf(v picture.View, x *picture.Person, p *outrider.PlanAgreed) error {
	w := d.planningFor(v, x, PlanQuery{Person: p.Person})
	if w.view.Risk == nil {
		return nil
	}
	before, err := d.o.Plan.Residual(w.situation)
	if err != nil {
		return err
	}
	after, err := d.o.Plan.Residual(w.situation, w.answers...)
	if err != nil {
		return err
	}
	b, a := outrider.Staying(before), outrider.Staying(after)
	p.Before, p.After = &b, &a
	return nil
}

func (d *Desk) limitPlan(ctx context.Context, by outrider.UserID, q LimitPlan) (Outcome, error) {
	if _, _, err := d.planFor(by, q.Limits.Person); err != nil {
		return Outcome{}, err
	}
	l := q.Limits
	l.Why = strings.TrimSpace(l.Why)
	if err := l.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryPlanLimits, by, d.o.NewID("e"), l.Person, picture.PlanLimitsBody{Limits: l})
	return Outcome{ID: string(l.Person)}, d.fact(ctx, e, err)
}
