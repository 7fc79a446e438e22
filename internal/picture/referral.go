package picture

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"outrider"
)

// ReferralBody is the body of referral.drafted, sealed for the person, as all below are.
type ReferralBody struct {
	Referral outrider.Referral `json:"referral"`
}

// ReferralSentBody is the record part of referral.sent; the identity part, where there
// is one, holds an outrider.ReferralWho.
type ReferralSentBody struct {
	Sent outrider.ReferralSent `json:"sent"`
}

// ReferralStepBody is the body of referral.step.
type ReferralStepBody struct {
	Step outrider.ReferralStep `json:"step"`
}

// referring is what a change says of a referral: one of its fields is set, or none.
type referring struct {
	draft *ReferralBody
	sent  *ReferralSentBody
	who   *outrider.ReferralWho // of sent; nil where the identity is gone
	step  *ReferralStepBody
}

// target is Change.target for these entries, but for referral.sent, which has two parts.
func (j *referring) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryReferral:
		return into(&j.draft), true
	case outrider.EntryReferralSent:
		return nil, true
	case outrider.EntryReferralStep:
		return into(&j.step), true
	}
	return nil, false
}

// decodeSent reads what left the house and, where the identity can be opened, who the
// person is.
func (c *Change) decodeSent() error {
	for _, p := range c.Parts {
		if p.Erased {
			continue
		}
		into := any(&c.referring.sent)
		if p.Purpose == outrider.PurposeIdentity {
			into = &c.referring.who
		}
		if err := json.Unmarshal(p.Body, into); err != nil {
			return err
		}
	}
	if len(c.Parts) == 0 {
		return errors.New("no parts")
	}
	c.erased = c.referring.sent == nil
	return nil
}

// ReferralStep is one later step, signed.
type ReferralStep struct {
	outrider.ReferralStep
	Signed
}

// Referral is a referral and all that became of it.
type Referral struct {
	outrider.Referral
	Drafted  Signed // the last time
	State    outrider.ReferralState
	Sent     *outrider.ReferralSent // nil: it has not left
	SentBy   Signed
	Who      string // the part of the document that names the person
	Steps    []ReferralStep
	Answered time.Time // when the other house said yes or no
	Page     ReferralPage
}

// applyReferral keeps what was asked of another house and what they said.
func (p *Picture) applyReferral(c Change) {
	made := Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
	switch j := c.referring; {
	case j.draft != nil:
		p.draftReferral(j.draft.Referral, made)
	case j.sent != nil:
		if r := p.referralOf(j.sent.Sent.Person, j.sent.Sent.ID); r != nil {
			r.Sent, r.SentBy, r.State = &j.sent.Sent, made, outrider.ReferralIsSent
			if j.who != nil {
				r.Who = j.who.Text
			}
		}
	case j.step != nil:
		r := p.referralOf(j.step.Step.Person, j.step.Step.ID)
		if r == nil {
			return
		}
		if to := j.step.Step.To; to != "" {
			r.State = to
			if to == outrider.ReferralAccepted || to == outrider.ReferralRejected {
				r.Answered = c.Recorded
			}
		}
		r.Steps = append(r.Steps, ReferralStep{ReferralStep: j.step.Step, Signed: made})
		p.receiverSaid(c, j.step.Step)
	}
}

func (p *Picture) draftReferral(x outrider.Referral, made Signed) {
	who := p.people[x.Person]
	if who == nil || who.Erased {
		return
	}
	r := p.referralOf(x.Person, x.ID)
	if r == nil {
		r = &Referral{State: outrider.ReferralDraft}
		who.Referrals = append(who.Referrals, r)
	}
	r.Referral, r.Drafted = x, made
}

func (p *Picture) referralOf(who outrider.PersonID, id outrider.ReferralID) *Referral {
	x := p.people[who]
	if x == nil || x.Erased {
		return nil
	}
	return x.Referral(id)
}

// Referral returns one of a person's referrals; nil where there is none.
func (x *Person) Referral(id outrider.ReferralID) *Referral {
	i := slices.IndexFunc(x.Referrals, func(r *Referral) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return x.Referrals[i]
}

// Referral finds a referral of somebody of whom the user may know.
func (v View) Referral(id outrider.ReferralID) (*Person, *Referral, bool) {
	for _, x := range v.People() {
		if r := x.Referral(id); r != nil && !x.Erased && v.inPerson(x) {
			return x, r, true
		}
	}
	return nil, nil, false
}

// Referrals lists every referral about anybody of whom the user may know, newest first.
func (v View) Referrals() []*Referral {
	var out []*Referral
	for _, x := range v.People() {
		if !x.Erased && v.inPerson(x) {
			out = append(out, x.Referrals...)
		}
	}
	slices.SortFunc(out, func(a, b *Referral) int { return cmp.Compare(b.Drafted.Seq, a.Drafted.Seq) })
	return out
}

// inPerson reports whether the user may open a person's page.
func (v View) inPerson(x *Person) bool {
	_, ok := v.Person(x.Protectee.ID)
	return ok
}
