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
	"outrider/internal/judgement"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// decideJudging is Decide for people and the model judging together.
func (d *Desk) decideJudging(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.JudgePerson != nil:
		out, err = d.judgePerson(ctx, by, *dec.JudgePerson)
	case dec.Publish != nil:
		out, err = d.publish(ctx, by, *dec.Publish)
	case dec.Confirm != nil:
		out, err = d.settlePublished(ctx, by, *dec.Confirm)
	case dec.Dissent != nil:
		out, err = d.dissent(ctx, by, *dec.Dissent)
	case dec.MakeTask != nil:
		out, err = d.makeTask(ctx, by, *dec.MakeTask)
	case dec.CloseTask != nil:
		out, err = d.closeTask(ctx, by, *dec.CloseTask)
	case dec.ReviewFloor != nil:
		out, err = d.reviewFloor(ctx, by, *dec.ReviewFloor)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

// readJudging is Read for the same.
func (d *Desk) readJudging(ctx context.Context, by outrider.UserID, q Query) (a Answer, asked bool, err error) {
	switch {
	case q.ToJudge:
		a.ToJudge, err = ptr(d.ToJudge(ctx, by))
	case q.Judge != nil:
		a.Judge, err = ptr(d.JudgePage(ctx, by, *q.Judge))
	case q.Judgements != "":
		a.Judgements, err = ptr(d.Judgements(ctx, by, q.Judgements))
	case q.Tasks != nil:
		a.Tasks, err = ptr(d.Tasks(ctx, by, *q.Tasks))
	default:
		return a, false, nil
	}
	return a, true, err
}

// personFor returns a person whose situation a user may act on, with their view.
func (d *Desk) personFor(by outrider.UserID, id outrider.PersonID, act policy.Act) (picture.View, *picture.Person, error) {
	v, err := d.view(by, act)
	if err != nil {
		return v, nil, err
	}
	x, ok := v.Person(id)
	if !ok || x.Erased {
		return v, nil, outrider.ErrNotFound
	}
	if slices.Contains(advising, act) && !x.Allows(outrider.ForAdvice, d.now()) {
		return v, nil, errNoAdvice
	}
	return v, x, nil
}

// errNoAdvice is said of somebody who withdrew advice.
var errNoAdvice = &outrider.Error{Code: outrider.CodeInvalid, Safe: "advice was withdrawn: nothing is assessed or published about this person", Hint: "ask the person; write down their yes first"}

// advising are the acts that are for advice: consent to a record alone is not enough.
var advising = []policy.Act{policy.Judge, policy.Publish, policy.Confirm, policy.Collect, policy.Advise}

// personEntryOf makes the entry of a fact sealed for one person.
func personEntryOf(t outrider.EntryType, by outrider.UserID, id string, who outrider.PersonID, body any) (outrider.Entry, error) {
	p, err := part(body, outrider.PurposeRecord, who)
	return outrider.Entry{ID: id, Type: t, Version: 1, By: by, Parts: []outrider.Part{p}}, err
}

// seenBasis lists the reports about a person that a user may see and that count: what
// their words may rest on. Whoever may not see all of them is not shown the words.
func seenBasis(v picture.View, x *picture.Person) []outrider.ReportID {
	var out []outrider.ReportID
	for _, it := range v.Reports(x) {
		if !it.Erased && !it.Retracted {
			out = append(out, it.Report.ID)
		}
	}
	return out
}

// modelled is what the engine holds about a person.
func modelled(x *picture.Person) outrider.Modelled {
	a := x.Assessment
	if a == nil {
		return outrider.Modelled{}
	}
	m := outrider.Modelled{At: a.At, Engine: a.Engine}
	if f, ok := a.Figures(); ok {
		m.Figures, m.Harm = &f, a.Harm
	}
	return m
}

func (d *Desk) judgePerson(ctx context.Context, by outrider.UserID, j JudgePerson) (Outcome, error) {
	v, x, err := d.personFor(by, j.Person, policy.Judge)
	if err != nil {
		return Outcome{}, err
	}
	if err := j.Figures.Validate(); err != nil {
		return Outcome{}, err
	}
	if strings.TrimSpace(j.Reasons) == "" {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a judgement gives its reasons", Hint: "two sentences are enough: what speaks for it, what against"}
	}
	made, mended := judgement.Cohere(j.Figures)
	id := d.o.NewID("j")
	e, err := personEntryOf(outrider.EntryJudged, by, id, j.Person, picture.JudgedBody{Judged: outrider.Judged{ID: id, Person: j.Person,
		Raw: j.Figures, Made: made, Mended: mended, Reasons: strings.TrimSpace(j.Reasons), Gaps: strings.TrimSpace(j.Gaps),
		Blind: d.blindTo(by, x), Basis: seenBasis(v, x), Model: modelled(x)}})
	return Outcome{ID: id}, d.fact(ctx, e, err)
}

// pooled lists the judgements that count now: everybody's newest, while it is
// young enough, by who made it.
func (d *Desk) pooled(x *picture.Person) []*picture.Judgement {
	newest := map[outrider.UserID]*picture.Judgement{}
	for _, j := range x.Judged {
		if d.now().Sub(j.At) <= d.o.Judging.Counts {
			newest[j.By] = j
		}
	}
	out := make([]*picture.Judgement, 0, len(newest))
	for _, j := range newest {
		out = append(out, j)
	}
	slices.SortFunc(out, func(a, b *picture.Judgement) int { return cmp.Compare(a.By, b.By) })
	return out
}

// pools are what people hold together, and people and the model; nil where there
// is nobody to ask.
func (d *Desk) pools(x *picture.Person) (people, both *outrider.Figures) {
	var judged []outrider.Figures
	for _, j := range d.pooled(x) {
		judged = append(judged, j.Made)
	}
	p, ok := judgement.People(judged)
	if !ok {
		return nil, nil
	}
	people = &p
	if m := modelled(x); m.Figures != nil {
		if b, ok := d.o.Judging.Both(p, *m.Figures); ok {
			both = &b
		}
	}
	return people, both
}

// JudgePage is what an analyst judges a person's situation from: no figure of the
// model is in it. The look is recorded as one that showed none.
func (d *Desk) JudgePage(ctx context.Context, by outrider.UserID, q JudgeQuery) (JudgeView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if x, ok := d.p.ByCode(q.Code); ok && q.Person == "" {
		q.Person = x.Protectee.ID
	}
	v, x, err := d.personFor(by, q.Person, policy.Judge)
	if err != nil {
		return JudgeView{}, err
	}
	items := slices.DeleteFunc(v.Reports(x), func(it *picture.Item) bool { return it.Erased })
	jv := JudgeView{Person: x.Protectee.ID, Code: x.Protectee.Code, Blind: d.blindTo(by, x), Reports: d.reportLines(v, items), Masked: len(x.Reports) - len(v.Reports(x))}
	_, jv.News = x.News()
	jv.Claims = d.claimLines(v, x)
	for i := range jv.Claims {
		jv.Claims[i].Truth = "" // a figure too, by the engine's own reading of the grades
	}
	for _, j := range x.Judged {
		if j.By == by {
			jv.Before = &j.Made
		}
	}
	return jv, d.look(ctx, by, picture.ReadBody{Act: "to judge", Objects: []string{string(q.Person)}, Blind: true})
}

// ToJudge lists the people whose situation a user may judge, without any figure.
func (d *Desk) ToJudge(ctx context.Context, by outrider.UserID) (ToJudgeView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.Judge)
	if err != nil {
		return ToJudgeView{}, err
	}
	out := ToJudgeView{People: []ToJudgeLine{}}
	for _, x := range v.People() {
		if !x.Allows(outrider.ForAdvice, d.now()) {
			continue
		}
		l := ToJudgeLine{Person: x.Protectee.ID, Code: x.Protectee.Code, Reports: len(x.Reports), Blind: d.blindTo(by, x), State: "none"}
		var news uint64
		news, l.News = x.News()
		for _, j := range x.Judged {
			if j.By == by {
				l.Mine, l.Since = j.At, news > j.Seq
			}
		}
		d.publishedState(x, &l)
		out.People = append(out.People, l)
	}
	return out, d.look(ctx, by, picture.ReadBody{Act: "to judge", Blind: true})
}

// publishedState says what stands about a person, and what waits.
func (d *Desk) publishedState(x *picture.Person, l *ToJudgeLine) {
	for i, p := range x.Published {
		if p.Waits() && i == len(x.Published)-1 {
			l.Waits++
		}
		if p.Confirmed() {
			l.State, l.Review = "published", p.Review
			if !p.Stands(d.now()) {
				l.State = "expired"
			}
		}
	}
}

// Judgements is everything held about a person's situation, side by side. It shows
// the model, and the ledger says so.
func (d *Desk) Judgements(ctx context.Context, by outrider.UserID, id outrider.PersonID) (JudgementsView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, x, err := d.personFor(by, id, policy.ReadPerson)
	if err != nil {
		return JudgementsView{}, err
	}
	return d.judgements(v, x), d.look(ctx, by, picture.ReadBody{Act: "judgements", Objects: []string{string(id)}})
}

func (d *Desk) judgements(v picture.View, x *picture.Person) JudgementsView {
	now := d.now()
	jv := JudgementsView{Person: x.Protectee.ID, Code: x.Protectee.Code, MayJudge: v.May(policy.Judge), MayPublish: v.May(policy.Publish),
		Review: now.Add(d.o.Judging.Review), MaxReview: now.Add(d.o.Judging.MaxReview), From: []string{"own"}, Published: []PublishedView{}}
	model := modelled(x)
	if model.Figures != nil {
		jv.Columns = append(jv.Columns, figuresView("model", "the model", *model.Figures, model.Harm, model))
		jv.From = append(jv.From, "model")
	}
	counts := d.pooled(x)
	for i := len(x.Judged) - 1; i >= 0; i-- {
		f := d.judgedView(v, x, x.Judged[i])
		f.Counts = slices.Contains(counts, x.Judged[i])
		jv.Judged = append(jv.Judged, f)
		if f.Counts {
			jv.Columns = append(jv.Columns, f)
		}
	}
	people, both := d.pools(x)
	if people != nil {
		jv.Columns = append(jv.Columns, figuresView("people", "people together", *people, d.ranges(x, *people), outrider.Modelled{At: now}))
		jv.From = append(jv.From, "people")
	}
	if both != nil {
		jv.Columns = append(jv.Columns, figuresView("both", "people and model", *both, d.ranges(x, *both), outrider.Modelled{At: now, Engine: model.Engine}))
		jv.From = append([]string{"both"}, jv.From...)
	}
	for i := len(x.Published) - 1; i >= 0; i-- {
		jv.Published = append(jv.Published, d.publishedView(v, x, i))
	}
	return jv
}

// judgedView writes one judgement; its words are shown to whoever may see all that
// its author saw.
func (d *Desk) judgedView(v picture.View, x *picture.Person, j *picture.Judgement) FiguresView {
	f := figuresView("analyst", d.userName(j.By), j.Made, points(j.Made), outrider.Modelled{At: j.At, Engine: j.Model.Engine})
	f.State = "after seeing the model"
	if j.Blind {
		f.State = "blind"
	}
	if news, _ := x.News(); news > j.Seq {
		f.State += "; before the last news"
	}
	f.Mended = j.Mended
	if len(j.Mended) > 0 {
		f.Typed = typed(j.Raw)
	}
	if f.Masked = !v.SeesAll(j.Basis); !f.Masked {
		f.Reasons, f.Gaps = j.Reasons, j.Gaps
	}
	return f
}

// typed writes figures as they came in, explanations first.
func typed(f outrider.Figures) []string {
	var out []string
	for _, h := range outrider.Hypotheses {
		out = append(out, fmt.Sprintf("%s %.4g %%", hypothesisNames[h], 100*f.P[h]))
	}
	for _, h := range horizons {
		out = append(out, fmt.Sprintf("%s %.4g %%", h.label, 100*f.Harm[h.key]))
	}
	return out
}

// points are figures without a range: what one human gave.
func points(f outrider.Figures) map[string]outrider.Probability {
	out := map[string]outrider.Probability{}
	for k, v := range f.Harm {
		out[k] = outrider.Probability{P: v, Low: v, High: v}
	}
	return out
}

// ranges puts around each horizon the range over everybody who was asked and the
// model's own interval.
func (d *Desk) ranges(x *picture.Person, f outrider.Figures) map[string]outrider.Probability {
	out := points(f)
	model := modelled(x)
	for _, k := range outrider.Horizons {
		p := out[k]
		for _, j := range d.pooled(x) {
			p.Low, p.High = math.Min(p.Low, j.Made.Harm[k]), math.Max(p.High, j.Made.Harm[k])
		}
		if m, ok := model.Harm[k]; ok {
			p.Low, p.High = math.Min(p.Low, m.Low), math.Max(p.High, m.High)
		}
		out[k] = p
	}
	return out
}

// figuresView writes figures as every page shows them.
func figuresView(kind, who string, f outrider.Figures, harm map[string]outrider.Probability, m outrider.Modelled) FiguresView {
	a := &outrider.Assessment{At: m.At, P: map[outrider.Hypothesis]outrider.Probability{}}
	for _, h := range outrider.Hypotheses {
		a.P[h] = outrider.Probability{P: f.P[h], Low: f.P[h], High: f.P[h]}
	}
	fv := FiguresView{Kind: kind, Who: who, At: m.At, Engine: m.Engine, Shares: hypotheses(a), Counts: kind != "published"}
	for _, h := range horizons {
		j := judge(h.label, harm[h.key], outrider.Probability{NoData: true}, a)
		j.RestsOn, j.LastLook = who, time.Time{}
		fv.Harm = append(fv.Harm, j)
	}
	return fv
}
