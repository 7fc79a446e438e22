package picture

import (
	"slices"
	"time"

	"outrider"
)

// OfferedBody is the body of plan.offered, sealed for the person, as all below are.
type OfferedBody struct {
	Offer outrider.Offer `json:"offer"`
}

// OfferSaidBody is the body of plan.answered.
type OfferSaidBody struct {
	Answer outrider.OfferAnswer `json:"answer"`
}

// InPlaceBody is the body of plan.inplace.
type InPlaceBody struct {
	InPlace outrider.InPlace `json:"in_place"`
}

// UpkeptBody is the body of plan.upkept.
type UpkeptBody struct {
	Upkept outrider.Upkept `json:"upkept"`
}

// OfferEndedBody is the body of plan.ended.
type OfferEndedBody struct {
	Ended outrider.OfferEnded `json:"ended"`
}

// PlanAgreedBody is the body of plan.agreed.
type PlanAgreedBody struct {
	Agreed outrider.PlanAgreed `json:"agreed"`
}

// PlanLimitsBody is the body of plan.limits.
type PlanLimitsBody struct {
	Limits outrider.PlanLimits `json:"limits"`
}

// planning is what a change says of a plan: one of its fields is set, or none.
type planning struct {
	offered *OfferedBody
	said    *OfferSaidBody
	placed  *InPlaceBody
	upkept  *UpkeptBody
	ended   *OfferEndedBody
	agreed  *PlanAgreedBody
	limits  *PlanLimitsBody
}

// target is Change.target for these entries.
func (j *planning) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryOffered:
		return into(&j.offered), true
	case outrider.EntryOfferSaid:
		return into(&j.said), true
	case outrider.EntryInPlace:
		return into(&j.placed), true
	case outrider.EntryUpkept:
		return into(&j.upkept), true
	case outrider.EntryOfferEnded:
		return into(&j.ended), true
	case outrider.EntryPlanAgreed:
		return into(&j.agreed), true
	case outrider.EntryPlanLimits:
		return into(&j.limits), true
	}
	return nil, false
}

// about is whom the change is about, and which offer, where it is about one.
func (j planning) about() (outrider.PersonID, string) {
	switch {
	case j.offered != nil:
		return j.offered.Offer.Person, ""
	case j.said != nil:
		return j.said.Answer.Person, j.said.Answer.Offer
	case j.placed != nil:
		return j.placed.InPlace.Person, j.placed.InPlace.Offer
	case j.upkept != nil:
		return j.upkept.Upkept.Person, j.upkept.Upkept.Offer
	case j.ended != nil:
		return j.ended.Ended.Person, j.ended.Ended.Offer
	case j.agreed != nil:
		return j.agreed.Agreed.Person, ""
	case j.limits != nil:
		return j.limits.Limits.Person, ""
	}
	return "", ""
}

// OfferSaid is one answer of the person.
type OfferSaid struct {
	outrider.OfferAnswer
	Signed
}

// Placed is one word or proof that a measure is in place.
type Placed struct {
	outrider.InPlace
	Signed
}

// Upkept is one look at a measure in place.
type Upkept struct {
	outrider.Upkept
	Signed
}

// OfferEnded says how an offer or a measure came to its end.
type OfferEnded struct {
	outrider.OfferEnded
	Signed
}

// Offered is one measure offered to a person and everything that became of it,
// each list oldest first.
type Offered struct {
	outrider.Offer
	Signed
	Links   []Link // threat records and alerts that it answers
	Answers []OfferSaid
	InPlace []Placed
	Upkeep  []Upkept
	Ended   *OfferEnded // nil: it has not
}

// Link ties an offer to a threat record or alert, since when.
type Link struct {
	For string
	Signed
}

// AnswersTo reports whether it answers a threat record or an alert, and since when.
func (o *Offered) AnswersTo(id string) (since time.Time, ok bool) {
	i := slices.IndexFunc(o.Links, func(l Link) bool { return l.For == id })
	if id == "" || i < 0 || o.Ended != nil && o.Ended.How == outrider.EndedBack {
		return time.Time{}, false
	}
	return o.Links[i].At, true
}

// State is how it stands. An answer after it was in place that declines it ends
// it: the last word is the person's.
func (o *Offered) State() outrider.OfferState {
	last := o.Answered()
	switch {
	case o.Ended != nil:
		return outrider.OfferEndedNow
	case last == nil:
		return outrider.OfferOpen
	case !last.Accept:
		return outrider.OfferDeclined
	case len(o.current()) == 0:
		return outrider.OfferAccepted
	case slices.ContainsFunc(o.current(), func(p Placed) bool { return p.Proof.Shown() }):
		return outrider.OfferShown
	}
	return outrider.OfferInPlace
}

// current are the proofs since the last answer: whoever declined and accepted
// again begins anew.
func (o *Offered) current() []Placed {
	last := o.Answered()
	return slices.DeleteFunc(slices.Clone(o.InPlace), func(p Placed) bool { return last == nil || p.Seq < last.Seq })
}

// Answered is the last answer; nil where the person has said nothing.
func (o *Offered) Answered() *OfferSaid {
	if len(o.Answers) == 0 {
		return nil
	}
	return &o.Answers[len(o.Answers)-1]
}

// Kept is when it was last seen to: put in place, shown, or kept up. Zero: it is
// not in place.
func (o *Offered) Kept() time.Time {
	var last time.Time
	for _, p := range o.current() {
		last = latest(last, p.Since)
	}
	if last.IsZero() {
		return last
	}
	for _, u := range o.Upkeep {
		last = latest(last, u.Looked)
	}
	return last
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Sees is who sees to it now, and by when it is to be in place: as last agreed.
func (o *Offered) Sees() (outrider.UserID, time.Time) {
	who, due := o.Owner, o.Due
	for _, a := range o.Answers {
		if a.Owner != "" {
			who = a.Owner
		}
		if !a.Due.IsZero() {
			due = a.Due
		}
	}
	return who, due
}

// Agreed is a plan as a whole as it was signed.
type Agreed struct {
	outrider.PlanAgreed
	Signed
}

// Planning is what was offered to and agreed with a person, each list oldest first.
type Planning struct {
	Offers []*Offered
	Plans  []*Agreed
	Limits *outrider.PlanLimits // nil: the organisation's own
}

// Offer returns an offer by id; nil where there is none.
func (x *Planning) Offer(id string) *Offered {
	i := slices.IndexFunc(x.Offers, func(o *Offered) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return x.Offers[i]
}

// Measure returns the last offer of a measure; nil where it was never offered.
func (x *Planning) Measure(id string) *Offered {
	for i := len(x.Offers) - 1; i >= 0; i-- {
		if x.Offers[i].Measure == id {
			return x.Offers[i]
		}
	}
	return nil
}

// OfferedFor lists the offers that answer a threat record or an alert and were not
// taken back; see Offered.AnswersTo for since when.
func (x *Planning) OfferedFor(id string) []*Offered {
	return slices.DeleteFunc(slices.Clone(x.Offers), func(o *Offered) bool { _, ok := o.AnswersTo(id); return !ok })
}

// Plan is the plan that was last agreed; nil where none was.
func (x *Planning) Plan() *Agreed {
	if len(x.Plans) == 0 {
		return nil
	}
	return x.Plans[len(x.Plans)-1]
}

// applyPlan keeps what was offered, what the person said, and what became of it.
func (p *Picture) applyPlan(c Change) {
	who, offer := c.planning.about()
	x := p.people[who]
	if x == nil || x.Erased {
		return
	}
	made := Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
	switch j := c.planning; {
	case j.offered != nil:
		x.offer(j.offered.Offer, made)
	case j.agreed != nil:
		x.Plans = append(x.Plans, &Agreed{PlanAgreed: j.agreed.Agreed, Signed: made})
	case j.limits != nil:
		x.Limits = &j.limits.Limits
	default:
		if o := x.Planning.Offer(offer); o != nil {
			o.apply(j, made)
		}
	}
}

// offer adds an offer; one that is known gets another link.
func (x *Planning) offer(f outrider.Offer, made Signed) {
	o := x.Offer(f.ID)
	if o == nil {
		o = &Offered{Offer: f, Signed: made}
		x.Offers = append(x.Offers, o)
	}
	if f.For != "" {
		o.Links = append(o.Links, Link{For: f.For, Signed: made})
	}
}

// apply adds one word about an offer.
func (o *Offered) apply(j planning, made Signed) {
	switch {
	case j.said != nil:
		o.Answers = append(o.Answers, OfferSaid{OfferAnswer: j.said.Answer, Signed: made})
	case j.placed != nil:
		o.InPlace = append(o.InPlace, Placed{InPlace: j.placed.InPlace, Signed: made})
	case j.upkept != nil:
		o.Upkeep = append(o.Upkeep, Upkept{Upkept: j.upkept.Upkept, Signed: made})
	case j.ended != nil && o.Ended == nil:
		o.Ended = &OfferEnded{OfferEnded: j.ended.Ended, Signed: made}
	}
}
