package desk

import (
	"cmp"
	"math"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// stateOrder puts what waits for somebody first and what has ended last.
var stateOrder = []outrider.OfferState{outrider.OfferOpen, outrider.OfferAccepted, outrider.OfferInPlace, outrider.OfferShown, outrider.OfferDeclined, outrider.OfferEndedNow}

// planLines lists a person's offers by how they stand, the newest first.
func (d *Desk) planLines(v picture.View, x *picture.Person) []PlanLine {
	out := make([]PlanLine, 0, len(x.Offers))
	for i := len(x.Offers) - 1; i >= 0; i-- {
		o := x.Offers[i]
		if x.Measure(o.Measure) != o && o.State() != outrider.OfferEndedNow && o.State() != outrider.OfferDeclined {
			continue
		}
		out = append(out, d.planLine(v, o))
	}
	slices.SortStableFunc(out, func(a, b PlanLine) int {
		return cmp.Compare(slices.Index(stateOrder, a.State), slices.Index(stateOrder, b.State))
	})
	return out
}

func (d *Desk) planLine(v picture.View, o *picture.Offered) PlanLine {
	owner, due := o.Sees()
	m, _ := d.o.Plan.Measure(o.Measure)
	l := PlanLine{Offer: o.ID, Measure: o.Measure, Title: d.titleOf(o.Measure), Cuts: m.Cuts, Burden: o.Burden, State: o.State(), Owner: d.userName(owner), By: d.userName(o.By),
		Offered: o.At, Level: o.Level, Again: o.Again}
	for _, link := range o.Links {
		l.For = append(l.For, link.For)
	}
	now := d.now()
	switch {
	case l.State == outrider.OfferOpen:
		l.Answer, l.Overdue = o.Offer.Answer, !now.Before(o.Offer.Answer)
	case l.State == outrider.OfferAccepted:
		l.Due, l.Overdue = due, !now.Before(due)
	case l.State.Placed():
		d.keeping(&l, o, now)
	}
	if a := o.Answered(); a != nil {
		s := SaidView{Accept: a.Accept, Own: a.Own, At: a.At, Level: a.Level}
		if !a.Own {
			s.By = d.userName(a.By)
		}
		s.Note, s.Masked = shownRemark(v, a.Note)
		l.Said = &s
	}
	l.Proofs = d.proofLines(v, o)
	if e := o.Ended; e != nil {
		l.Ended = &EndLine{How: e.How, At: e.At, By: d.userName(e.By)}
		l.Ended.Why, l.Ended.Masked = shownRemark(v, e.Why)
	}
	return l
}

// keeping says by when somebody sees to a measure in place, and what is left of
// its effect where nobody did.
func (d *Desk) keeping(l *PlanLine, o *picture.Offered, now time.Time) {
	keep := d.o.Plan.KeepUp(o.Measure)
	if keep <= 0 {
		return
	}
	l.KeepBy = o.Kept().Add(keep)
	if l.Overdue = !now.Before(l.KeepBy); l.Overdue {
		l.Effect = int(math.Round(100 * d.o.Plan.Left(o.Measure, o.Kept(), now)))
	}
}

// proofLines lists words, proofs and looks, the newest first.
func (d *Desk) proofLines(v picture.View, o *picture.Offered) []ProofLine {
	var out []ProofLine
	for _, p := range o.InPlace {
		l := ProofLine{Proof: p.Proof, Photo: p.Photo, Since: p.Since, At: p.At, By: d.userName(p.By)}
		if p.Own {
			l.By = "the person"
		}
		l.Note, l.Masked = shownRemark(v, p.Note)
		out = append(out, l)
	}
	for _, u := range o.Upkeep {
		l := ProofLine{Since: u.Looked, At: u.At, By: d.userName(u.By)}
		l.Note, l.Masked = shownRemark(v, u.Note)
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b ProofLine) int { return b.At.Compare(a.At) })
	return out
}

// shownRemark is a remark for whoever may see all that it may rest on.
func shownRemark(v picture.View, r outrider.Remark) (text string, masked bool) {
	if r.Text == "" || v.SeesAll(r.Basis) {
		return r.Text, false
	}
	return "", true
}

// burdenOf adds up what a plan asks of the person.
func burdenOf(x *picture.Person) (standing, waiting int) {
	for _, o := range x.Offers {
		switch state := o.State(); {
		case x.Measure(o.Measure) != o:
		case state.Standing():
			standing += o.Burden
		case state == outrider.OfferOpen:
			waiting += o.Burden
		}
	}
	return standing, waiting
}

// agreedView is the plan that was signed last, with what has changed since.
func (d *Desk) agreedView(v picture.View, x *picture.Person) *AgreedView {
	p := x.Plan()
	if p == nil {
		return nil
	}
	a := &AgreedView{ID: p.ID, By: d.userName(p.By), At: p.At, Level: p.Level, Burden: p.Burden, Review: p.Review, Overdue: !d.now().Before(p.Review), Titles: []string{},
		Changed: d.changedIn(x, p)}
	a.Note, a.Masked = shownRemark(v, p.Note)
	for _, id := range p.Offers {
		if o := x.Planning.Offer(id); o != nil {
			a.Titles = append(a.Titles, d.titleOf(o.Measure))
		}
	}
	for _, id := range p.Lapsed {
		if o := x.Planning.Offer(id); o != nil {
			a.Lapsed = append(a.Lapsed, d.titleOf(o.Measure))
		}
	}
	if p.Before != nil && !d.withheld(v, x.Protectee.ID) {
		a.Before, a.After = p.Before, p.After
	}
	return a
}

// changedIn says what has come, gone or lost effect since a plan was signed.
func (d *Desk) changedIn(x *picture.Person, p *picture.Agreed) []string {
	var out []string
	now := d.now()
	for _, o := range x.Offers {
		in, title := slices.Contains(p.Offers, o.ID), d.titleOf(o.Measure)
		switch state := o.State(); {
		case in && !state.Standing():
			out = append(out, title+": "+string(state))
		case !in && state.Standing() && x.Measure(o.Measure) == o:
			out = append(out, title+": accepted since")
		case in && d.lapsed(o, now):
			out = append(out, title+": not seen to in time")
		}
	}
	if level, _ := d.levelOf(x); level != p.Level {
		out = append(out, "the level was "+p.Level+", and is "+level)
	}
	return out
}

// lapsed reports whether a measure in place was not seen to by its day.
func (d *Desk) lapsed(o *picture.Offered, now time.Time) bool {
	keep := d.o.Plan.KeepUp(o.Measure)
	return o.State().Placed() && keep > 0 && !now.Before(o.Kept().Add(keep))
}
