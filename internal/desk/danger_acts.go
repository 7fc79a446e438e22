package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// DecideDanger decides about a warning. One not to warn names a ground of the scheme
// and a review date, and is put before a second person.
type DecideDanger struct {
	Verdict outrider.DangerVerdict `json:"verdict"`
	Reasons string                 `json:"reasons"`
	Ground  string                 `json:"ground,omitempty"` // id in the scheme in force
	Review  time.Time              `json:"review,omitzero"`  // of one not to warn; within what the level allows
}

// ApproveDanger is a second person's word on a decision not to warn.
type ApproveDanger struct {
	Give bool   `json:"give"`
	Why  string `json:"why,omitempty"`
}

// GiveRung writes down one step of the response. Sender empty: whoever writes it down.
type GiveRung struct {
	Rung        string    `json:"rung"`             // id in the scheme in force
	Sender      string    `json:"sender,omitempty"` // an authority, or a colleague by name
	To          string    `json:"to,omitempty"`     // empty: the person
	Wording     string    `json:"wording"`
	Language    string    `json:"language"`
	Interpreter string    `json:"interpreter,omitempty"`
	Method      string    `json:"method"`
	Given       time.Time `json:"given,omitzero"` // zero: now
}

// CloseDanger closes a record. Owner and Review say who looks again, and when.
type CloseDanger struct {
	Reasons string    `json:"reasons"`
	Reopens string    `json:"reopens"`
	Agreed  string    `json:"agreed"`
	Owner   string    `json:"owner,omitempty"`
	Review  time.Time `json:"review"`
	Asked   bool      `json:"asked,omitempty"` // those who may see it were asked whether they see it differently
}

// ReopenDanger takes a closed record up again.
type ReopenDanger struct {
	Why   string `json:"why"`
	Owner string `json:"owner,omitempty"`
}

// rest refuses a day on which nobody would look at a closed record in time.
func (d *Desk) rest(at time.Time) error {
	now, days := d.now(), d.levels().Rest
	if !at.After(now) || at.After(now.AddDate(0, 0, days)) {
		return outrider.Invalid("somebody looks at a closed record again: say when, within %d days", days)
	}
	return nil
}

// recordAny appends entries on whatever head there is.
func (d *Desk) recordAny(ctx context.Context, es []outrider.Entry) error {
	return d.record(ctx, ledger.Any(), es...)
}

// actOf says what a user needs for an act on a record.
func (a DangerAct) actOf() policy.Act {
	switch {
	case a.Dissent != nil:
		return policy.ReadDanger
	case a.Know != nil || a.Option != nil || a.Link != nil:
		return policy.KeepDanger
	}
	return policy.DecideDanger
}

// addDanger writes one fact into a record.
func (d *Desk) addDanger(ctx context.Context, by outrider.UserID, a DangerAct) (Outcome, error) {
	v, x, r, err := d.dangerFor(by, a.Record, a.actOf())
	if err != nil {
		return Outcome{}, err
	}
	if err := d.mayAdd(x, r, a); err != nil {
		return Outcome{}, err
	}
	f := outrider.Danger{Record: r.ID}
	switch {
	case a.Know != nil:
		k, err := d.knownOf(v, x, *a.Know)
		if err != nil {
			return Outcome{}, err
		}
		f.Known, f.Basis = &k.fact, append([]outrider.ReportID{}, k.basis...)
	case a.Review != nil:
		f.Reviewed, err = d.reviewed(by, r, *a.Review)
	case a.Option != nil:
		f.Option = &outrider.DangerOption{ID: d.o.NewID("o"), What: strings.TrimSpace(a.Option.What), For: strings.TrimSpace(a.Option.For), Against: strings.TrimSpace(a.Option.Against)}
	case a.Dissent != nil:
		f.Dissent, err = d.dissented(by, r, *a.Dissent)
	case a.Link != nil:
		f.Link, err = a.Link, d.checkLink(v, x, *a.Link)
	case a.Vital != nil:
		f.Vital = a.Vital
	default:
		f, err = d.doneAbout(by, x, r, a)
	}
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{ID: (&picture.DangerFact{Danger: f}).Given()}
	if out.ID == "" {
		out.ID = string(r.ID)
	}
	return out, d.keepDanger(ctx, v, x, f)
}

// doneAbout is addDanger for what was done about the danger.
func (d *Desk) doneAbout(by outrider.UserID, x *picture.Person, r *picture.Danger, a DangerAct) (f outrider.Danger, err error) {
	f.Record = r.ID
	switch {
	case a.Rung != nil:
		f.Rung, err = d.rung(by, x, r, *a.Rung)
	case a.Receipt != nil:
		f.Receipt, err = d.receipt(x, r, *a.Receipt)
	case a.Offer != nil:
		f.Offer, err = d.offeredByWord(x, *a.Offer)
	case a.Look != nil:
		f.Looked, err = d.lookedAt(*a.Look)
	case a.Reopen != nil:
		f.Reopened = &outrider.DangerReopened{Why: strings.TrimSpace(a.Reopen.Why), Review: d.now().Add(minutes(r.Level().Review))}
		f.Reopened.Owner, err = d.dangerOwner(by, a.Reopen.Owner)
	default:
		err = outrider.Invalid("nothing was done")
	}
	return f, err
}

// mayAdd refuses what the state of a record does not allow. What somebody thinks, what
// became of a step, and that the work stops can always be written down.
func (d *Desk) mayAdd(x *picture.Person, r *picture.Danger, a DangerAct) error {
	always := a.Dissent != nil || a.Receipt != nil
	onClosed := a.Look != nil || a.Reopen != nil
	switch {
	case always:
		return nil
	case r.Closed() != nil && !onClosed && a.Vital == nil:
		return errClosed
	case r.Closed() == nil && onClosed:
		return errOpen
	case a.Vital == nil && a.Look == nil && a.Offer == nil && d.stoppedDanger(x, r):
		return errVital
	}
	return nil
}

// reviewed is another look at an open record; what was left empty stays.
func (d *Desk) reviewed(by outrider.UserID, r *picture.Danger, q ReviewDanger) (*outrider.DangerReview, error) {
	out := &outrider.DangerReview{Level: r.Level(), Immediacy: strings.TrimSpace(q.Immediacy), Owner: r.Owner(), Why: strings.TrimSpace(q.Why)}
	var err error
	if q.Level != "" {
		if out.Level, err = d.levels().Level(q.Level); err != nil {
			return nil, err
		}
	}
	if out.Immediacy == "" {
		out.Immediacy = immediacy(r)
	}
	if q.Owner != "" {
		if out.Owner, err = d.dangerOwner(by, q.Owner); err != nil {
			return nil, err
		}
	}
	out.Review, err = d.dangerReview(q.Review, out.Level)
	return out, err
}

// immediacy is how near the danger was last held to be, and why.
func immediacy(r *picture.Danger) string {
	for _, f := range slices.Backward(r.Facts) {
		if f.Reviewed != nil {
			return f.Reviewed.Immediacy
		}
	}
	return r.Opened().Opened.Immediacy
}

// dissented is another view of a record or of something in it.
func (d *Desk) dissented(by outrider.UserID, r *picture.Danger, q outrider.DangerDissent) (*outrider.DangerDissent, error) {
	if q.About != "" {
		f := r.Find(q.About)
		if f == nil || f.Dissent != nil {
			return nil, outrider.ErrNotFound
		}
		if f.By == by {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "nobody dissents from their own words", Hint: "write down what you think now: a review, another option, another decision"}
		}
	}
	return &outrider.DangerDissent{ID: d.o.NewID("d"), About: q.About, Why: strings.TrimSpace(q.Why)}, nil
}

// decideWarning decides about a warning. A decision not to warn and the question put
// before a second person are one batch: neither stands without the other.
func (d *Desk) decideWarning(ctx context.Context, by outrider.UserID, id outrider.DangerID, q DecideDanger) (Outcome, error) {
	v, x, r, err := d.dangerFor(by, id, policy.DecideDanger)
	if err != nil {
		return Outcome{}, err
	}
	if err := d.mayAdd(x, r, DangerAct{Decide: &q}); err != nil {
		return Outcome{}, err
	}
	out := outrider.DangerDecision{ID: d.o.NewID("v"), Verdict: q.Verdict, Reasons: strings.TrimSpace(q.Reasons), Options: given(r, outrider.EntryDangerOption)}
	f := outrider.Danger{Record: r.ID, Decision: &out}
	if q.Verdict != outrider.DangerSilent {
		return Outcome{ID: out.ID}, d.keepDanger(ctx, v, x, f)
	}
	g, err := d.levels().Ground(q.Ground)
	if err != nil {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a decision not to warn rests on a ground of the list in force", Hint: outrider.HintText(err)}
	}
	out.Ground = &g
	if out.Review, err = d.dangerReview(q.Review, r.Level()); err != nil {
		return Outcome{}, err
	}
	if q.Review.IsZero() {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a decision not to warn has a review date", Hint: untilText(out.Review)}
	}
	sum, err := json.Marshal(out)
	if err != nil {
		return Outcome{}, err
	}
	asked, approval, err := d.askApproval(by, approval{act: outrider.ApproveNoWarning, about: string(r.ID), of: sumOf(string(sum)), people: []outrider.PersonID{r.Person}}, "")
	if err != nil {
		return Outcome{}, err
	}
	out.Approval = approval
	e, err := d.dangerFact(v, x, f)
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: out.ID, Second: []string{"nobody is left unwarned by one person alone"}}, d.recordAny(ctx, []outrider.Entry{e, asked})
}

// given lists the ids of what a record holds of one kind.
func given(r *picture.Danger, kind outrider.EntryType) []string {
	var out []string
	for _, f := range r.Facts {
		if f.Entry() == kind {
			out = append(out, f.Given())
		}
	}
	return out
}

// approveDanger is the second person's word, given on the record itself, where its
// reasons stand.
func (d *Desk) approveDanger(ctx context.Context, by outrider.UserID, id outrider.DangerID, q ApproveDanger) (Outcome, error) {
	_, _, r, err := d.dangerFor(by, id, policy.Approve)
	if err != nil {
		return Outcome{}, err
	}
	f, waits := d.p.Proposed(r)
	if f == nil || !waits {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "no decision not to warn waits for a second person", Hint: "open the record again: it was answered, or another decision was made"}
	}
	return d.settleApproval(ctx, by, SettleApproval{ID: f.Decision.Approval, Give: q.Give, Why: q.Why})
}

// errSilenceMasked is said to a second person who could not read what they would agree to.
var errSilenceMasked = &outrider.Error{Code: outrider.CodeInvalid, Safe: "its reasons rest on reports that you may not see", Hint: "ask a colleague who may"}

// seesSilence reports whether a user sees all that a decision not to warn rests on, where
// an approval is about one: a word on what one cannot read is no second look.
func (d *Desk) seesSilence(v picture.View, a *picture.Approval) bool {
	if a.Act != outrider.ApproveNoWarning {
		return true
	}
	_, r := d.p.Danger(outrider.DangerID(a.About))
	if r == nil {
		return false
	}
	f, waits := d.p.Proposed(r)
	return f != nil && waits && v.SeesAll(f.Basis)
}

// rung is one step of the response. Nobody hears of it whom the person asked not to tell.
func (d *Desk) rung(by outrider.UserID, x *picture.Person, r *picture.Danger, q GiveRung) (*outrider.DangerRung, error) {
	kind, err := d.levels().Rung(q.Rung)
	if err != nil {
		return nil, err
	}
	now := d.now()
	out := &outrider.DangerRung{ID: d.o.NewID("g"), Rung: kind.ID, Name: kind.Name, Warns: kind.Warns, Sender: strings.TrimSpace(q.Sender), To: strings.TrimSpace(q.To), Wording: strings.TrimSpace(q.Wording),
		Language: strings.TrimSpace(q.Language), Interpreter: strings.TrimSpace(q.Interpreter), Method: q.Method, Given: q.Given}
	if u, ok := d.p.UserNamed(out.Sender); ok {
		out.Sender, out.Ours = u.Name, true
	} else if out.Sender == "" {
		out.Sender, out.Ours = d.userName(by), true
	}
	if out.To == "" {
		out.To = "the person"
	}
	if out.Given.IsZero() {
		out.Given = now
	}
	if out.Given.After(now) {
		return nil, outrider.Invalid("a step is written down once it was taken")
	}
	for _, name := range []string{out.To, out.Interpreter} {
		if x.Consents.WithheldFrom(name) {
			return nil, errWithheld
		}
	}
	if in := d.p.Decided(r, now); in != nil && in.Decision.Verdict == outrider.DangerSilent && out.Warns && out.Ours {
		return nil, &outrider.Error{Code: outrider.CodeConflict, Safe: "a decision not to warn is in force", Hint: "decide to warn first; that needs no second person"}
	}
	return out, nil
}

// errWithheld is said where somebody would hear of it whom the person asked not to tell.
var errWithheld = &outrider.Error{Code: outrider.CodeInvalid, Safe: "somebody here is on the list of those who must be told nothing", Hint: "choose somebody else to give it to, and another interpreter"}

// receipt says what became of a step.
func (d *Desk) receipt(x *picture.Person, r *picture.Danger, q outrider.DangerReceipt) (*outrider.DangerReceipt, error) {
	f := r.Find(q.Rung)
	if f == nil || f.Rung == nil {
		return nil, outrider.ErrNotFound
	}
	if q.At.IsZero() {
		q.At = d.now()
	}
	q.Who, q.Known, q.Reaction = strings.TrimSpace(q.Who), strings.TrimSpace(q.Known), strings.TrimSpace(q.Reaction)
	switch {
	case q.At.Before(f.Rung.Given) || q.At.After(d.now()):
		return nil, outrider.Invalid("a step reaches somebody after it was given, and by now")
	case q.Reached && x.Consents.WithheldFrom(q.Who):
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "whoever took it is on the list of those who must be told nothing: it did not reach the person", Hint: "write down that it did not reach them, and what happened"}
	}
	return &q, nil
}

// offeredByWord is an offer to somebody for whom no plan may be kept.
func (d *Desk) offeredByWord(x *picture.Person, q outrider.DangerOffer) (*outrider.DangerOffer, error) {
	if _, no := d.withdrew(x); !no && d.o.Plan != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "measures are offered in the person's plan", Hint: "offer them there, for this record"}
	}
	if q.Given.IsZero() {
		q.Given = d.now()
	}
	if q.Given.After(d.now()) {
		return nil, outrider.Invalid("an offer is written down once it was made")
	}
	q.ID, q.Measures, q.How, q.Answer = d.o.NewID("m"), trimmed(q.Measures), strings.TrimSpace(q.How), strings.TrimSpace(q.Answer)
	return &q, nil
}

// lookedAt says that a closed record stays closed.
func (d *Desk) lookedAt(q outrider.DangerLooked) (*outrider.DangerLooked, error) {
	if err := d.rest(q.Review); err != nil && !q.Review.IsZero() {
		return nil, err
	}
	return &outrider.DangerLooked{Why: strings.TrimSpace(q.Why), Review: q.Review}, nil
}

// closeDanger closes a record that lacks nothing.
func (d *Desk) closeDanger(ctx context.Context, by outrider.UserID, id outrider.DangerID, q CloseDanger) (Outcome, error) {
	v, x, r, err := d.dangerFor(by, id, policy.DecideDanger)
	if err != nil {
		return Outcome{}, err
	}
	if r.Closed() != nil {
		return Outcome{}, errClosed
	}
	f := outrider.DangerClosed{Reasons: strings.TrimSpace(q.Reasons), Reopens: strings.TrimSpace(q.Reopens), Agreed: strings.TrimSpace(q.Agreed), Review: q.Review, Asked: q.Asked}
	if f.Owner, err = d.dangerOwner(by, q.Owner); err != nil {
		return Outcome{}, err
	}
	if err := d.rest(f.Review); err != nil {
		return Outcome{}, err
	}
	needs := d.dangerNeeds(x, r)
	if !q.Asked && r.Count(outrider.EntryDangerDissent) == 0 {
		needs = append(needs, "a word that those who may see it were asked whether they see it differently")
	}
	if len(needs) > 0 {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "the record cannot close yet", Hint: "it lacks: " + strings.Join(needs, "; ")}
	}
	return Outcome{ID: string(r.ID)}, d.keepDanger(ctx, v, x, outrider.Danger{Record: r.ID, Closed: &f})
}
