package desk

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// MyMeasure is one measure as its person sees it. Its words are the library's, in
// whatever language the person reads.
type MyMeasure struct {
	Offer   string              `json:"offer"`
	Measure string              `json:"measure"` // id in the library of advice
	State   outrider.OfferState `json:"state"`
	Burden  int                 `json:"burden"`
	Offered time.Time           `json:"offered"`
	Said    time.Time           `json:"said,omitzero"` // when they last answered
	Due     time.Time           `json:"due,omitzero"`  // by when it is to be in place, where they accepted it
	Look    time.Time           `json:"look,omitzero"` // when somebody looks at it again, where it is in place
	Again   bool                `json:"again,omitempty"`
}

// MyPlanView is what was offered to and agreed with a person, for the person.
type MyPlanView struct {
	Now      time.Time   `json:"now"`
	Stopped  bool        `json:"stopped,omitempty"` // they withdrew their consent to advice
	Measures []MyMeasure `json:"measures"`          // what waits for their answer first
	Review   time.Time   `json:"review,omitzero"`   // when the plan is looked at again
}

// AnswerMeasure is a person's own answer to an offer.
type AnswerMeasure struct {
	Offer  string
	Accept bool
}

// MyMeasures is what was offered to a person, for their own portal, which knows
// whose session it is. Nothing in it is a number of risk.
func (d *Desk) MyMeasures(_ context.Context, who outrider.PersonID) (MyPlanView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, ok := d.p.Person(who)
	if !ok || x.Erased {
		return MyPlanView{}, outrider.ErrNotFound
	}
	out := MyPlanView{Now: d.now(), Measures: []MyMeasure{}}
	if out.Stopped = !x.Allows(outrider.ForAdvice, d.now()); out.Stopped || d.o.Plan == nil {
		return out, nil
	}
	if p := x.Plan(); p != nil {
		out.Review = p.Review
	}
	for _, waits := range []bool{true, false} {
		for i := len(x.Offers) - 1; i >= 0; i-- {
			o := x.Offers[i]
			if o.State() == outrider.OfferEndedNow || x.Measure(o.Measure) != o || (o.State() == outrider.OfferOpen) != waits {
				continue
			}
			out.Measures = append(out.Measures, d.myMeasure(o))
		}
	}
	return out, nil
}

func (d *Desk) myMeasure(o *picture.Offered) MyMeasure {
	m := MyMeasure{Offer: o.ID, Measure: o.Measure, State: o.State(), Burden: o.Burden, Offered: o.At, Again: o.Again}
	if a := o.Answered(); a != nil {
		m.Said = a.At
	}
	if m.State == outrider.OfferAccepted {
		_, m.Due = o.Sees()
	}
	if keep := d.o.Plan.KeepUp(o.Measure); m.State.Placed() && keep > 0 {
		m.Look = o.Kept().Add(keep)
	}
	return m
}

// myOffer is one of a person's own offers while advice is agreed to. What is not
// theirs does not exist.
func (d *Desk) myOffer(who outrider.PersonID, offer string) (*picture.Person, *picture.Offered, error) {
	x, ok := d.p.Person(who)
	if !ok || d.o.Plan == nil || !x.Allows(outrider.ForAdvice, d.now()) {
		return nil, nil, outrider.ErrNotFound
	}
	o := x.Planning.Offer(offer)
	if o == nil {
		return nil, nil, outrider.ErrNotFound
	}
	return x, o, nil
}

// AnswerMeasure takes a person's own answer, and gives back what stands then. To
// answer the same twice is to answer once; they may change their mind at any time.
func (d *Desk) AnswerMeasure(ctx context.Context, who outrider.PersonID, a AnswerMeasure) (MyMeasure, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, o, err := d.myOffer(who, a.Offer)
	if err != nil {
		return MyMeasure{}, err
	}
	if _, err := d.answered(ctx, "", x, outrider.OfferAnswer{Offer: o.ID, Person: who, Accept: a.Accept, Own: true}); err != nil {
		return MyMeasure{}, err
	}
	return d.myMeasure(o), nil
}

// SayInPlace is a person's own word, or photo, that a measure which they accepted
// is in place.
func (d *Desk) SayInPlace(ctx context.Context, who outrider.PersonID, offer, photo string) (MyMeasure, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, o, err := d.myOffer(who, offer)
	if err != nil {
		return MyMeasure{}, err
	}
	if photo != "" && !pictured(x.Reports, photo) {
		return MyMeasure{}, errNoPhoto
	}
	p := outrider.InPlace{Offer: o.ID, Person: who, Proof: outrider.ProofSaid, Own: true}
	if photo != "" {
		p.Proof, p.Photo = outrider.ProofPhoto, photo
	}
	if _, err := d.placed(ctx, "", o, p); err != nil {
		return MyMeasure{}, err
	}
	return d.myMeasure(o), nil
}
