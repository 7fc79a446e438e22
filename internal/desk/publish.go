package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/judgement"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// publish proposes a figure for the organisation to stand by; where nobody else
// has to confirm it, it stands at once.
func (d *Desk) publish(ctx context.Context, by outrider.UserID, q Publish) (Outcome, error) {
	v, x, err := d.personFor(by, q.Person, policy.Publish)
	if err != nil {
		return Outcome{}, err
	}
	p, err := d.proposal(v, x, q)
	if err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryProposed, by, p.ID, q.Person, picture.ProposedBody{Published: p})
	if err != nil {
		return Outcome{}, err
	}
	facts := []outrider.Entry{e}
	if len(p.Second) == 0 {
		asked, err := d.whatCame(by, x, p, d.now())
		if err != nil {
			return Outcome{}, err
		}
		facts = append(facts, asked...)
	}
	return Outcome{ID: p.ID, Second: p.Second}, d.record(ctx, ledger.Any(), facts...)
}

// proposal puts together what would be published, with everything it stands on.
func (d *Desk) proposal(v picture.View, x *picture.Person, q Publish) (outrider.Published, error) {
	people, both := d.pools(x)
	model := modelled(x)
	p := outrider.Published{ID: d.o.NewID("b"), Person: q.Person, From: q.From, People: people, Both: both, Model: model, Reasons: strings.TrimSpace(q.Reasons),
		Gaps: strings.TrimSpace(q.Gaps), Dissent: q.Dissent, Review: q.Review, Basis: seenBasis(v, x)}
	f, err := chosen(q, people, both, model.Figures)
	if err != nil {
		return p, err
	}
	p.Figures, p.Harm = *f, d.ranges(x, *f)
	now := d.now()
	if p.Review.IsZero() {
		p.Review = now.Add(d.o.Judging.Review)
	}
	if !p.Review.After(now) || p.Review.After(now.Add(d.o.Judging.MaxReview)) {
		return p, outrider.Invalid("the review date lies ahead, within %d days", int(d.o.Judging.MaxReview.Hours()/24))
	}
	for _, j := range d.pooled(x) {
		p.Judged = append(p.Judged, j.ID)
	}
	pool := both
	if pool == nil {
		pool = people
	}
	if pool == nil {
		pool = model.Figures
	}
	p.Second = d.secondByRule(d.o.Judging.NeedsSecond(p.Figures, pool, d.actOpen(x)))
	return p, p.Validate()
}

// chosen are the figures that a proposal names.
func chosen(q Publish, people, both, model *outrider.Figures) (*outrider.Figures, error) {
	f := map[string]*outrider.Figures{"people": people, "both": both, "model": model, "own": q.Figures}[q.From]
	if f == nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "there are no figures of that sort to publish",
			Hint: "judge first, so that there is a pool; or publish the model's figures, or your own"}
	}
	if err := f.Validate(); err != nil {
		return nil, err
	}
	made, mended := judgement.Cohere(*f)
	if q.From == "own" && len(mended) > 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "these figures do not fit together: " + strings.Join(mended, "; "),
			Hint: "correct them, or keep them as a judgement: a judgement is made coherent"}
	}
	return &made, nil
}

// actOpen reports whether an alert about a person that asks to act now is open.
func (d *Desk) actOpen(x *picture.Person) bool {
	for _, id := range d.p.Threads() {
		t, _ := d.p.Thread(id)
		if a := d.leading(t); a != nil && !quiet(t) && a.Alert.Person == x.Protectee.ID && a.Alert.Level == outrider.LevelAct && a.Alert.Rule != outrider.RuleDanger {
			return true
		}
	}
	return false
}

// settlePublished is the second person's word: somebody else than the owner says
// that the newest proposal stands, or gives it back with a reason.
func (d *Desk) settlePublished(ctx context.Context, by outrider.UserID, s SettlePublished) (Outcome, error) {
	_, x, err := d.personFor(by, s.Person, policy.Confirm)
	if err != nil {
		return Outcome{}, err
	}
	p := x.Proposal(s.ID)
	if p == nil {
		return Outcome{}, outrider.ErrNotFound
	}
	switch {
	case !p.Waits() || p != x.Published[len(x.Published)-1]:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this proposal does not wait any more", Hint: "open the person's judgements: it was answered or replaced"}
	case p.By == by:
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a second person confirms: not the one who proposed it", Hint: "ask a duty officer or a case officer"}
	case !s.Confirm && strings.TrimSpace(s.Why) == "":
		return Outcome{}, outrider.Invalid("say why it goes back")
	case s.Confirm && !d.now().Before(p.Review):
		return Outcome{}, outrider.Invalid("its review date has passed; it needs a new proposal")
	}
	settled := outrider.Settled{ID: s.ID, Person: s.Person, Confirm: s.Confirm, Why: strings.TrimSpace(s.Why)}
	e, err := personEntryOf(outrider.EntrySettled, by, d.o.NewID("e"), s.Person, picture.JudgementSettledBody{Settled: settled})
	if err != nil {
		return Outcome{}, err
	}
	facts := []outrider.Entry{e}
	if s.Confirm {
		asked, err := d.whatCame(p.By, x, p.Published, p.At)
		if err != nil {
			return Outcome{}, err
		}
		facts = append(facts, asked...)
	}
	return Outcome{ID: s.ID}, d.record(ctx, ledger.Any(), facts...)
}

// whatCame puts a published figure to the test: one question for each horizon, from
// when it was proposed, with every probability that was given. The entries go into
// the batch that publishes it, so that none is published without its questions.
func (d *Desk) whatCame(owner outrider.UserID, x *picture.Person, p outrider.Published, made time.Time) ([]outrider.Entry, error) {
	var out []outrider.Entry
	for _, h := range horizons {
		base := 0.0
		if x.Assessment != nil && !x.Assessment.BaseHarm[h.key].NoData {
			base = x.Assessment.BaseHarm[h.key].Shown().P
		}
		q := outrider.Question{Sort: outrider.QuestionHarm, Person: p.Person, Opened: made, Due: made.AddDate(0, 0, h.days)}
		add := func(judge outrider.Judge, by outrider.UserID, f *outrider.Figures) {
			if f != nil {
				v := f.Harm[h.key]
				q.Forecasts = append(q.Forecasts, outrider.Forecast{Judge: judge, By: by, P: outrider.Probability{P: v, Low: v, High: v}.Shown().P, Base: base})
			}
		}
		add(outrider.JudgeModel, "", p.Model.Figures)
		for _, j := range x.Judged {
			if slices.Contains(p.Judged, j.ID) {
				add(outrider.JudgeAnalyst, j.By, &j.Made)
			}
		}
		add(outrider.JudgePool, "", p.People)
		add(outrider.JudgePublished, "", &p.Figures)
		e, err := d.openQuestion(owner, q)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// publishedView writes the i-th published or proposed figure of a person.
func (d *Desk) publishedView(v picture.View, x *picture.Person, i int) PublishedView {
	p := x.Published[i]
	pv := PublishedView{ID: p.ID, Owner: d.userName(p.By), From: p.From, Review: p.Review, Second: p.Second, State: d.standsAs(x, i)}
	pv.Figures = figuresView("published", "published by "+pv.Owner, p.Figures, p.Harm, outrider.Modelled{At: p.At, Engine: p.Model.Engine})
	pv.MayAnswer = pv.State == "waits" && v.May(policy.Confirm) && v.User().ID != p.By
	pv.MayDissent = (pv.State == "waits" || pv.State == "published") && v.May(policy.Judge) && v.User().ID != p.By
	words := v.SeesAll(p.Basis)
	pv.Dissent = d.dissentLines(v, p, words)
	pv.Figures.Masked = !words
	if p.Settled != nil {
		pv.By, pv.Settled = d.userName(p.SettledBy.By), p.SettledBy.At
	}
	if !words {
		return pv
	}
	pv.Figures.Reasons, pv.Figures.Gaps = p.Reasons, p.Gaps
	if p.Settled != nil {
		pv.Why = p.Settled.Why
	}
	return pv
}

// standsAs says how a published or proposed figure stands.
func (d *Desk) standsAs(x *picture.Person, i int) string {
	p := x.Published[i]
	if p.Settled != nil && !p.Settled.Confirm {
		return "returned"
	}
	for _, later := range x.Published[i+1:] {
		if later.Confirmed() || p.Waits() {
			return "replaced"
		}
	}
	switch {
	case p.Waits():
		return "waits"
	case p.Stands(d.now()):
		return "published"
	}
	return "expired"
}

// publishedNow is the figure that an organisation stands by now or last stood by, nil
// where it never published one.
func (d *Desk) publishedNow(v picture.View, x *picture.Person) *PublishedView {
	for i := len(x.Published) - 1; i >= 0; i-- {
		if x.Published[i].Confirmed() {
			p := d.publishedView(v, x, i)
			return &p
		}
	}
	return nil
}
