package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// DraftReferral writes what is to be asked of another house, or writes it anew while
// it has not left.
type DraftReferral struct {
	ID      outrider.ReferralID `json:"id,omitempty"` // empty: a new one
	Case    outrider.CaseID     `json:"case,omitempty"`
	Person  outrider.PersonID   `json:"person"`
	To      string              `json:"to"`
	Purpose string              `json:"purpose"`
	Text    string              `json:"text"`
	Fields  []string            `json:"fields,omitempty"`
	Reports []outrider.ReportID `json:"reports,omitempty"`
	TLP     outrider.TLP        `json:"tlp,omitempty"`    // empty: TLP:AMBER
	Expires time.Time           `json:"expires,omitzero"` // zero: after the usual time
}

// AskReferral puts a draft before a second person, exactly as it would leave.
type AskReferral struct {
	ID  outrider.ReferralID `json:"id,omitempty"`
	Why string              `json:"why,omitempty"`
}

// SendReferral writes down that the document leaves the house now.
type SendReferral struct {
	ID outrider.ReferralID `json:"id,omitempty"`
}

// StepReferral is what came afterwards: the other house's answer, a note back from
// them, or the end. To empty is a note alone.
type StepReferral struct {
	ID     outrider.ReferralID    `json:"id,omitempty"`
	To     outrider.ReferralState `json:"to,omitempty"`
	Reason string                 `json:"reason,omitempty"` // of a rejection, by its code
	Note   string                 `json:"note,omitempty"`
	From   bool                   `json:"from,omitempty"` // the note is the receiver's
}

// referralFor returns a referral about somebody of whom a user may know.
func (d *Desk) referralFor(by outrider.UserID, id outrider.ReferralID) (picture.View, *picture.Person, *picture.Referral, error) {
	v, err := d.view(by, policy.PassOn)
	if err != nil {
		return v, nil, nil, err
	}
	x, r, ok := v.Referral(id)
	if !ok {
		return v, nil, nil, outrider.ErrNotFound
	}
	return v, x, r, nil
}

func (d *Desk) draftReferral(ctx context.Context, by outrider.UserID, q DraftReferral) (Outcome, error) {
	v, _, people, err := d.writeCase(by, q.Case, policy.PassOn)
	if err != nil {
		return Outcome{}, err
	}
	if !slices.Contains(people, q.Person) {
		return Outcome{}, outrider.ErrNotFound
	}
	x, _ := d.p.Person(q.Person)
	now := d.now()
	r := outrider.Referral{ID: q.ID, Case: q.Case, Person: q.Person, To: strings.TrimSpace(q.To), Purpose: strings.TrimSpace(q.Purpose), Text: strings.TrimSpace(q.Text),
		Fields: ordered(q.Fields), Reports: unique(slices.Clone(q.Reports)), TLP: q.TLP, Made: now, Expires: q.Expires}
	if r.TLP == "" {
		r.TLP = outrider.TLPAmber
	}
	if r.Expires.IsZero() {
		r.Expires = now.Add(d.o.Casework.Cases.ReferralLasts)
	}
	if r.ID == "" {
		r.ID = outrider.ReferralID(d.o.NewID("q"))
	} else if old := x.Referral(r.ID); old == nil || old.State != outrider.ReferralDraft {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "only a draft can be written anew", Hint: "what has left stays as it was; make another referral"}
	}
	if err := d.checkReferral(v, x, r); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryReferral, by, d.o.NewID("e"), r.Person, picture.ReferralBody{Referral: r})
	return Outcome{ID: string(r.ID)}, d.fact(ctx, e, err)
}

// ordered puts fields into their one order, each once, so that the same selection
// makes the same document; unknown ones come last and are refused.
func ordered(fields []string) []string {
	var out []string
	for _, f := range outrider.ReferralFields {
		if slices.Contains(fields, f) {
			out = append(out, f)
		}
	}
	for _, f := range fields {
		if !slices.Contains(outrider.ReferralFields, f) {
			out = append(out, f)
		}
	}
	return out
}

func (d *Desk) checkReferral(v picture.View, x *picture.Person, r outrider.Referral) error {
	if err := r.Validate(); err != nil {
		return err
	}
	rules := d.o.Casework.Cases
	switch {
	case !slices.Contains(rules.Purposes, r.Purpose):
		return notListed("a referral is for one purpose of the list", rules.Purposes, func(p string) string { return p })
	case !r.Expires.After(d.now()) || r.Expires.After(d.now().Add(rules.MostReferral)):
		return outrider.Invalid("a referral ends ahead, within %d days", int(rules.MostReferral.Hours()/24))
	case policy.Flow(outrider.ForSharing, x.Consents, d.outside(r.To), d.now()).Denied:
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "this recipient is on the list of those who must not be told", Hint: "no ground opens it; ask the person whether the list still holds"}
	case (slices.Contains(r.Fields, outrider.FieldName) || slices.Contains(r.Fields, outrider.FieldContact)) && !mayReveal(v, x):
		return outrider.ErrNotFound
	}
	for _, id := range r.Reports {
		if it, ok := v.Report(id); !ok || it.Erased {
			return outrider.ErrNotFound
		}
	}
	return nil
}

// leaving is a referral as it is put before a second person: the document to the letter.
func leaving(r *picture.Referral, p paper) approval {
	return approval{act: outrider.ApproveReferral, about: string(r.ID), of: sumOf(r.To, p.text()), people: []outrider.PersonID{r.Person}}
}

func (d *Desk) askReferral(ctx context.Context, by outrider.UserID, a AskReferral) (Outcome, error) {
	v, x, r, err := d.referralFor(by, a.ID)
	if err != nil {
		return Outcome{}, err
	}
	if r.State != outrider.ReferralDraft {
		return Outcome{}, errSent
	}
	p := d.paperOf(v, x, &r.Referral)
	if what := d.standsAgainst(x, &r.Referral, p); len(what) > 0 {
		return Outcome{}, errAgainst(what)
	}
	e, id, err := d.askApproval(by, leaving(r, p), a.Why)
	return Outcome{ID: string(id)}, d.fact(ctx, e, err)
}

var errSent = &outrider.Error{Code: outrider.CodeConflict, Safe: "this referral is no draft any more"}

func errAgainst(what []string) error {
	return &outrider.Error{Code: outrider.CodeConflict, Safe: "this cannot leave the house: " + strings.Join(what, "; "), Hint: "change the draft, or ask the person"}
}

// sendReferral writes down, in one batch, the document to the letter and that it was
// passed on: there is no moment in which one stands without the other, so that a
// withdrawal always finds what to get back.
func (d *Desk) sendReferral(ctx context.Context, by outrider.UserID, s SendReferral) (Outcome, error) {
	v, x, r, err := d.referralFor(by, s.ID)
	if err != nil {
		return Outcome{}, err
	}
	if r.State != outrider.ReferralDraft {
		return Outcome{}, errSent
	}
	p := d.paperOf(v, x, &r.Referral)
	if what := d.standsAgainst(x, &r.Referral, p); len(what) > 0 {
		return Outcome{}, errAgainst(what)
	}
	if p.who != "" && !mayReveal(v, x) {
		return Outcome{}, outrider.ErrNotFound
	}
	if err := d.approved(leaving(r, p)); err != nil {
		return Outcome{}, err
	}
	sent := outrider.ReferralSent{ID: r.ID, Person: r.Person, To: r.To, Head: p.head, Body: p.body, Named: p.who != "", Hash: p.hash(), Answer: d.now().Add(d.o.Casework.Cases.Answer)}
	e, err := personEntryOf(outrider.EntryReferralSent, by, d.o.NewID("e"), r.Person, picture.ReferralSentBody{Sent: sent})
	if err != nil {
		return Outcome{}, err
	}
	if p.who != "" {
		who, err := part(outrider.ReferralWho{Text: p.who}, outrider.PurposeIdentity, r.Person)
		if err != nil {
			return Outcome{}, err
		}
		e.Parts = append(e.Parts, who)
	}
	made := outrider.Passed{ID: d.o.NewID("x"), Person: r.Person, To: r.To, What: referralName(r)}
	on, err := personEntryOf(outrider.EntryPassed, by, made.ID, r.Person, picture.PassedBody{Passed: made})
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: string(r.ID)}, d.record(ctx, ledger.Any(), e, on)
}

// referralName names a referral among what was passed on.
func referralName(r *picture.Referral) string { return "referral " + string(r.ID) + ": " + r.Purpose }

// steps are the states from which each later state is reached.
var steps = map[outrider.ReferralState][]outrider.ReferralState{
	outrider.ReferralAccepted: {outrider.ReferralIsSent},
	outrider.ReferralRejected: {outrider.ReferralIsSent},
	outrider.ReferralDone:     {outrider.ReferralAccepted},
	outrider.ReferralRevoked:  {outrider.ReferralDraft, outrider.ReferralIsSent, outrider.ReferralAccepted},
}

func (d *Desk) stepReferral(ctx context.Context, by outrider.UserID, s StepReferral) (Outcome, error) {
	_, x, r, err := d.referralFor(by, s.ID)
	if err != nil {
		return Outcome{}, err
	}
	step := outrider.ReferralStep{ID: r.ID, Person: r.Person, To: s.To, Reason: s.Reason, Note: strings.TrimSpace(s.Note), From: s.From}
	if err := d.checkStep(x, r, step); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryReferralStep, by, d.o.NewID("e"), r.Person, picture.ReferralStepBody{Step: step})
	if err != nil {
		return Outcome{}, err
	}
	facts := []outrider.Entry{e}
	if step.To == outrider.ReferralRevoked && r.State.Out() {
		back, err := d.recallOf(by, x, lent{r.To, referralName(r), r.SentBy.By})
		if err != nil {
			return Outcome{}, err
		}
		facts = append(facts, back)
	}
	return Outcome{ID: string(r.ID)}, d.record(ctx, ledger.Any(), facts...)
}

// checkStep refuses a step that does not follow. Consent is asked again where the
// other house begins to work: what they say otherwise is only written down.
func (d *Desk) checkStep(x *picture.Person, r *picture.Referral, s outrider.ReferralStep) error {
	rules := d.o.Casework.Cases
	switch {
	case len(s.Note) > maxCaseText:
		return outrider.Invalid("at most %d characters are kept at once", maxCaseText)
	case s.To == "" && s.Note == "":
		return outrider.Invalid("write down what they said")
	case s.To == "" && r.Sent == nil:
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "nothing has left yet, so nobody can have answered"}
	case s.To != "" && !slices.Contains(steps[s.To], r.State):
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "this does not follow: the referral is " + string(r.State), Hint: "draft, sent, accepted or rejected, done; revoked at any time before it is done"}
	case s.To == outrider.ReferralRejected && rules.Rejection(s.Reason) == "":
		return notListed("say why they said no, by a reason of the list", rules.Rejections, func(c NamedCode) string { return c.ID })
	case s.To != outrider.ReferralRejected && s.Reason != "":
		return outrider.Invalid("a reason of the list belongs to a rejection")
	case s.To == outrider.ReferralRevoked && s.Note == "":
		return outrider.Invalid("say why it is revoked")
	}
	if s.To == outrider.ReferralAccepted {
		if !r.Expires.After(d.now()) {
			return &outrider.Error{Code: outrider.CodeConflict, Safe: "this referral has expired: nobody begins to work on it any more", Hint: "ask the person, and make another referral; what they said can still be noted"}
		}
		if what := d.leaveAgainst(x, r.To); len(what) > 0 {
			return errAgainst(what)
		}
	}
	return nil
}

// revocations end every open referral to those whom a withdrawal covers: what has not
// left does not leave, and what has is got back by the recalls of the same batch.
func (d *Desk) revocations(by outrider.UserID, x *picture.Person, w outrider.Withdrawal) ([]outrider.Entry, error) {
	var out []outrider.Entry
	for _, r := range x.Referrals {
		if !r.State.Open() || !covered(w, r.To) {
			continue
		}
		s := outrider.ReferralStep{ID: r.ID, Person: r.Person, To: outrider.ReferralRevoked, Note: "the person took their consent back"}
		e, err := personEntryOf(outrider.EntryReferralStep, by, d.o.NewID("e"), r.Person, picture.ReferralStepBody{Step: s})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// withholding ends the referrals to those who must be told nothing from now on, and
// opens the recalls of what they have.
func (d *Desk) withholding(by outrider.UserID, x *picture.Person, from []string) ([]outrider.Entry, error) {
	if len(from) == 0 || !slices.ContainsFunc(x.Referrals, func(r *picture.Referral) bool {
		return r.State.Open() && slices.ContainsFunc(from, func(n string) bool { return outrider.RecipientKey(n) == outrider.RecipientKey(r.To) })
	}) {
		return nil, nil
	}
	w := outrider.Withdrawal{Person: x.Protectee.ID, Purpose: outrider.ForSharing, With: from}
	out, err := d.revocations(by, x, w)
	if err != nil {
		return nil, err
	}
	back, err := d.recallsOf(by, x, w)
	return append(out, back...), err
}
