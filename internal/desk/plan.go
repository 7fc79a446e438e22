package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/guidance"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/plan"
	"outrider/internal/policy"
)

// OfferMeasures offers measures to a person, all of them or none. One that is
// offered already, accepted or in place is left as it is: to offer it twice is to
// offer it once.
type OfferMeasures struct {
	Person   outrider.PersonID `json:"person,omitempty"`
	Measures []string          `json:"measures"`        // ids in the library of advice
	For      string            `json:"for,omitempty"`   // id of the threat record or alert that they answer; empty: none
	Owner    string            `json:"owner,omitempty"` // name of whoever sees to them; empty: whoever offers
	Due      time.Time         `json:"due,omitzero"`    // by when they would be in place; zero: as the library's times say
}

// NoteAnswer writes down what a person said to an offer, as told to staff.
type NoteAnswer struct {
	Person outrider.PersonID `json:"person,omitempty"`
	Offer  string            `json:"offer,omitempty"`
	Accept bool              `json:"accept"`
	Note   string            `json:"note,omitempty"`  // how they said it: when, to whom
	Owner  string            `json:"owner,omitempty"` // name of whoever sees to it; empty: as in the offer
	Due    time.Time         `json:"due,omitzero"`    // zero: as in the offer
}

// PlaceMeasure says that an accepted measure is in place, and how that is known.
type PlaceMeasure struct {
	Person outrider.PersonID `json:"person,omitempty"`
	Offer  string            `json:"offer,omitempty"`
	Proof  outrider.Proof    `json:"proof"`
	Photo  string            `json:"photo,omitempty"` // id of the photo, where that is the proof
	Since  time.Time         `json:"since,omitzero"`
	Note   string            `json:"note,omitempty"`
}

// KeepUp says that somebody looked at a measure in place, and that it holds.
type KeepUp struct {
	Person outrider.PersonID `json:"person,omitempty"`
	Offer  string            `json:"offer,omitempty"`
	Looked time.Time         `json:"looked,omitzero"` // zero: now
	Note   string            `json:"note,omitempty"`
}

// EndMeasure takes an offer back before it was answered, or says that a measure is
// over or was found not to be in place any more.
type EndMeasure struct {
	Person outrider.PersonID `json:"person,omitempty"`
	Offer  string            `json:"offer,omitempty"`
	How    outrider.EndedHow `json:"how"`
	Why    string            `json:"why"`
}

// errNoPlan is said where the desk was started without a library of measures.
var errNoPlan = &outrider.Error{Code: outrider.CodeInvalid, Safe: "this desk keeps no plans", Hint: "start it with the library of advice"}

// decidePlan is Decide for plans.
func (d *Desk) decidePlan(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.Offer != nil:
		out, err = d.offerMeasures(ctx, by, *dec.Offer)
	case dec.NoteAnswer != nil:
		out, err = d.noteAnswer(ctx, by, *dec.NoteAnswer)
	case dec.PlaceMeasure != nil:
		out, err = d.placeMeasure(ctx, by, *dec.PlaceMeasure)
	case dec.KeepUp != nil:
		out, err = d.keepUp(ctx, by, *dec.KeepUp)
	case dec.EndMeasure != nil:
		out, err = d.endMeasure(ctx, by, *dec.EndMeasure)
	case dec.AgreePlan != nil:
		out, err = d.agreePlan(ctx, by, *dec.AgreePlan)
	case dec.LimitPlan != nil:
		out, err = d.limitPlan(ctx, by, *dec.LimitPlan)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

// planFor returns a person for whom a user may plan.
func (d *Desk) planFor(by outrider.UserID, id outrider.PersonID) (picture.View, *picture.Person, error) {
	if d.o.Plan == nil {
		return picture.View{}, nil, errNoPlan
	}
	return d.personFor(by, id, policy.Advise)
}

// offerFor returns an offer to a person for whom a user may plan.
func (d *Desk) offerFor(by outrider.UserID, id outrider.PersonID, offer string) (picture.View, *picture.Person, *picture.Offered, error) {
	v, x, err := d.planFor(by, id)
	if err != nil {
		return v, nil, nil, err
	}
	o := x.Planning.Offer(offer)
	if o == nil {
		return v, nil, nil, outrider.ErrNotFound
	}
	return v, x, o, nil
}

func (d *Desk) offerMeasures(ctx context.Context, by outrider.UserID, q OfferMeasures) (Outcome, error) {
	_, x, err := d.planFor(by, q.Person)
	if err != nil {
		return Outcome{}, err
	}
	if len(q.Measures) == 0 {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "no measure was chosen", Hint: "choose at least one; three leave the person a choice"}
	}
	owner, err := d.plannerNamed(by, q.Owner)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	var facts []outrider.Entry
	for _, id := range slices.Compact(slices.Sorted(slices.Values(q.Measures))) {
		f, again, err := d.offerOf(x, id, q)
		if err != nil {
			return Outcome{}, err
		}
		out.IDs = append(out.IDs, f.ID)
		if again {
			continue
		}
		f.Owner = owner
		if err := f.Validate(); err != nil {
			return Outcome{}, err
		}
		e, err := personEntryOf(outrider.EntryOffered, by, d.o.NewID("e"), q.Person, picture.OfferedBody{Offer: f})
		if err != nil {
			return Outcome{}, err
		}
		facts = append(facts, e)
	}
	return out, d.record(ctx, ledger.Any(), facts...)
}

// offerOf is an offer of a measure; known says that it stands already and nothing
// new needs writing down.
func (d *Desk) offerOf(x *picture.Person, id string, q OfferMeasures) (f outrider.Offer, known bool, err error) {
	m, ok := d.o.Plan.Measure(id)
	if !ok {
		return f, false, &outrider.Error{Code: outrider.CodeInvalid, Safe: "there is no such measure", Hint: "outrider advice list names them"}
	}
	level, imminent := d.levelOf(x)
	terms, now := d.o.Plan.Terms(), d.now()
	if imminent && time.Duration(m.EffectHours)*time.Hour > terms.Imminent {
		return f, false, &outrider.Error{Code: outrider.CodeInvalid, Safe: "danger is imminent: a measure that takes longer than a day to work is not offered now", Hint: "offer it once the level has fallen"}
	}
	f = outrider.Offer{ID: d.o.NewID("m"), Person: q.Person, Measure: id, For: q.For, Level: level, Burden: m.Burden, Answer: now.Add(terms.Answer), Due: q.Due}
	if imminent {
		f.Answer = now.Add(terms.Soon)
	}
	if f.Due.IsZero() {
		f.Due = dueOf(now, m, terms, imminent)
	}
	if !f.Due.After(now) || f.Due.After(now.Add(terms.MaxReview)) {
		return f, false, outrider.Invalid("a measure is to be in place ahead, within %d days", int(terms.MaxReview.Hours()/24))
	}
	if last := x.Measure(id); last != nil {
		return d.offeredBefore(last, f)
	}
	return f, false, nil
}

// dueOf is by when a measure that is offered now would be in place.
func dueOf(now time.Time, m outrider.Measure, t plan.Terms, imminent bool) time.Time {
	if imminent {
		return now.Add(t.Imminent)
	}
	return now.Add(t.Place + time.Duration(m.EffectHours)*time.Hour)
}

// offeredBefore is an offer of a measure that was offered before. What is open is
// tied to one more record; what was declined is offered again at another level, and
// never at the same one: nobody is worn down.
func (d *Desk) offeredBefore(last *picture.Offered, f outrider.Offer) (outrider.Offer, bool, error) {
	switch state := last.State(); {
	case state == outrider.OfferEndedNow:
		return f, false, nil
	case state == outrider.OfferDeclined && last.Answered().Level == f.Level:
		return f, false, &outrider.Error{Code: outrider.CodeConflict, Safe: "the person declined this measure, and nothing has changed since", Hint: "it may be offered again at another level; if they ask for it themselves, write down that they accept"}
	case state == outrider.OfferDeclined:
		f.Again = true
		return f, false, nil
	case f.For == "" || tied(last, f.For):
		return last.Offer, true, nil
	case state == outrider.OfferOpen:
		again := last.Offer
		again.For = f.For
		return again, false, nil
	}
	return f, false, &outrider.Error{Code: outrider.CodeConflict, Safe: "the person has agreed to one of these measures already", Hint: "what stands is no answer to a new danger: offer something else besides"}
}

func tied(o *picture.Offered, to string) bool {
	_, ok := o.AnswersTo(to)
	return ok
}

// plannerNamed finds who sees to a measure: a user who may.
func (d *Desk) plannerNamed(by outrider.UserID, name string) (outrider.UserID, error) {
	if strings.TrimSpace(name) == "" {
		return by, nil
	}
	u, ok := d.p.UserNamed(name)
	if !ok || !policy.May(u, policy.Advise) {
		return "", outrider.Invalid("whoever sees to a measure is an active duty officer or case officer, by name")
	}
	return u.ID, nil
}

// remark is a note with the reports that it may rest on.
func remark(v picture.View, x *picture.Person, text string) outrider.Remark {
	if text = strings.TrimSpace(text); text == "" {
		return outrider.Remark{}
	}
	return outrider.Remark{Text: text, Basis: seenBasis(v, x)}
}

func (d *Desk) noteAnswer(ctx context.Context, by outrider.UserID, q NoteAnswer) (Outcome, error) {
	v, x, o, err := d.offerFor(by, q.Person, q.Offer)
	if err != nil {
		return Outcome{}, err
	}
	a := outrider.OfferAnswer{Offer: o.ID, Person: q.Person, Accept: q.Accept, Due: q.Due, Note: remark(v, x, q.Note)}
	if q.Owner != "" {
		if a.Owner, err = d.plannerNamed(by, q.Owner); err != nil {
			return Outcome{}, err
		}
	}
	return d.answered(ctx, by, x, a)
}

// answered writes down an answer. The same answer twice is one.
func (d *Desk) answered(ctx context.Context, by outrider.UserID, x *picture.Person, a outrider.OfferAnswer) (Outcome, error) {
	o := x.Planning.Offer(a.Offer)
	switch last := o.Answered(); {
	case o.State() == outrider.OfferEndedNow:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this offer is over", Hint: "open the page again to see what stands"}
	case x.Measure(o.Measure) != o:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this measure was offered again since", Hint: "answer the newer offer"}
	case last != nil && last.Accept == a.Accept && a.Owner == "" && a.Due.IsZero():
		return Outcome{ID: o.ID}, nil
	}
	if !a.Due.IsZero() && !a.Due.After(d.now()) {
		return Outcome{}, outrider.Invalid("a measure is to be in place ahead")
	}
	level, imminent := d.levelOf(x)
	a.Level = level
	if a.Accept && a.Due.IsZero() {
		if _, due := o.Sees(); !due.After(d.now()) { // an old offer, or one declined before: its time begins now
			m, _ := d.o.Plan.Measure(o.Measure)
			a.Due = dueOf(d.now(), m, d.o.Plan.Terms(), imminent)
		}
	}
	if err := a.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryOfferSaid, by, d.o.NewID("e"), a.Person, picture.OfferSaidBody{Answer: a})
	return Outcome{ID: o.ID}, d.fact(ctx, e, err)
}

func (d *Desk) placeMeasure(ctx context.Context, by outrider.UserID, q PlaceMeasure) (Outcome, error) {
	v, x, o, err := d.offerFor(by, q.Person, q.Offer)
	if err != nil {
		return Outcome{}, err
	}
	if q.Photo != "" && !pictured(v.Reports(x), q.Photo) {
		return Outcome{}, errNoPhoto
	}
	return d.placed(ctx, by, o, outrider.InPlace{Offer: o.ID, Person: q.Person, Proof: q.Proof, Photo: q.Photo, Since: q.Since, Note: remark(v, x, q.Note)})
}

// errNoPhoto is said where no report about the person holds the photo, or none that
// whoever asks may see.
var errNoPhoto = &outrider.Error{Code: outrider.CodeInvalid, Safe: "there is no such photo with a report about this person", Hint: "file a report with the photo, then name the photo's number"}

// pictured reports whether one of some reports holds a photo.
func pictured(reports []*picture.Item, photo string) bool {
	return slices.ContainsFunc(reports, func(it *picture.Item) bool {
		return slices.ContainsFunc(it.Photos, func(ph *picture.Photo) bool { return string(ph.Photo) == photo })
	})
}

// placed writes down that a measure is in place.
func (d *Desk) placed(ctx context.Context, by outrider.UserID, o *picture.Offered, p outrider.InPlace) (Outcome, error) {
	if !o.State().Standing() {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "the person has not accepted this measure", Hint: "write down what they say first"}
	}
	now := d.now()
	if p.Since.IsZero() {
		p.Since = now
	}
	if p.Since.After(now) {
		return Outcome{}, outrider.Invalid("a measure is in place since a moment that has passed")
	}
	if err := p.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryInPlace, by, d.o.NewID("e"), p.Person, picture.InPlaceBody{InPlace: p})
	return Outcome{ID: o.ID}, d.fact(ctx, e, err)
}

func (d *Desk) keepUp(ctx context.Context, by outrider.UserID, q KeepUp) (Outcome, error) {
	v, x, o, err := d.offerFor(by, q.Person, q.Offer)
	if err != nil {
		return Outcome{}, err
	}
	if !o.State().Placed() {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this measure is not in place", Hint: "say first that it is, and how you know"}
	}
	now := d.now()
	u := outrider.Upkept{Offer: o.ID, Person: q.Person, Looked: q.Looked, Note: remark(v, x, q.Note)}
	if u.Looked.IsZero() {
		u.Looked = now
	}
	if u.Looked.After(now) {
		return Outcome{}, outrider.Invalid("somebody looked at a moment that has passed")
	}
	if err := u.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryUpkept, by, d.o.NewID("e"), q.Person, picture.UpkeptBody{Upkept: u})
	return Outcome{ID: o.ID}, d.fact(ctx, e, err)
}

func (d *Desk) endMeasure(ctx context.Context, by outrider.UserID, q EndMeasure) (Outcome, error) {
	v, x, o, err := d.offerFor(by, q.Person, q.Offer)
	if err != nil {
		return Outcome{}, err
	}
	f := outrider.OfferEnded{Offer: o.ID, Person: q.Person, How: q.How, Why: remark(v, x, q.Why)}
	if err := f.Validate(); err != nil {
		return Outcome{}, err
	}
	state := o.State()
	if (f.How == outrider.EndedBack) != (state == outrider.OfferOpen) || f.How == outrider.EndedLapsed && !state.Placed() || !state.Standing() && state != outrider.OfferOpen {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this is not how the measure stands", Hint: "an open offer is taken back; what was accepted is over; what was in place is over or has lapsed"}
	}
	e, err := personEntryOf(outrider.EntryOfferEnded, by, d.o.NewID("e"), q.Person, picture.OfferEndedBody{Ended: f})
	return Outcome{ID: o.ID}, d.fact(ctx, e, err)
}

// levelOf is how a person's danger stands in the organisation's own words, and
// whether it is imminent: then only what works within a day helps. An open threat
// record says it, else the tier of the assessed risk; an alert that asks to act now
// makes it imminent whatever else is said.
func (d *Desk) levelOf(x *picture.Person) (level string, imminent bool) {
	level = "unknown"
	if open := openDangers(x); len(open) > 0 {
		level, imminent = open[0].Level().Name, open[0].Level().Imminent
	} else if d.o.Clocks.On() && x.Assessment != nil && !x.Assessment.Harm["90d"].NoData {
		level = d.o.Clocks.Tier(x.Assessment.Harm["90d"].Shown().P).Name
	}
	if !imminent && d.actOpen(x) {
		return "imminent", true
	}
	return level, imminent
}

// Measures gives the words of a measure in a language, or in the original; their
// stamp says which.
type Measures interface {
	Measure(id, lang string) (guidance.Measure, bool)
}
