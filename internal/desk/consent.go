package desk

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/numbers"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// ConsentParams are the numbers of consent; see parameters/consent.json.
type ConsentParams struct {
	Lasts  time.Duration // where nobody says how long
	Most   time.Duration
	Soon   time.Duration // before its end a consent is asked for again
	Recall time.Duration // by when a recall is due
}

// LoadConsent reads consent.json.
func LoadConsent(fsys fs.FS) (ConsentParams, error) {
	var p ConsentParams
	f, err := numbers.Load(fsys, "consent.json")
	if err != nil {
		return p, err
	}
	days := func(name string, to *time.Duration) numbers.Field {
		return numbers.Field{Name: name, Span: to, Unit: 24 * time.Hour, High: 36500, Above: true}
	}
	if err := f.Take(days("lasts_days", &p.Lasts), days("most_days", &p.Most), days("soon_days", &p.Soon), days("recall_days", &p.Recall)); err != nil {
		return ConsentParams{}, err
	}
	if p.Lasts > p.Most {
		return p, outrider.Invalid("consent.json: lasts_days is at most most_days")
	}
	return p, nil
}

// GiveConsent records a yes. Expires zero: after the usual time.
type GiveConsent struct {
	Person  outrider.PersonID
	Purpose outrider.ConsentPurpose
	With    []string // for sharing
	Told    outrider.Told
	Expires time.Time
	Renews  bool
	Note    string
}

// WithdrawConsent records a no. It stops the purpose at once and opens recalls of
// what was passed on. Of sharing, With may name from whom alone.
type WithdrawConsent struct {
	Person  outrider.PersonID
	Purpose outrider.ConsentPurpose
	With    []string
	Told    outrider.Told
	Note    string
}

// Withhold sets the list of those who must be told nothing about a person.
type Withhold struct {
	Person outrider.PersonID
	From   []string
}

// decideConsent is Decide for consent, wishes and what is passed on.
func (d *Desk) decideConsent(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.Consent != nil:
		out, err = d.giveConsent(ctx, by, *dec.Consent)
	case dec.Withdraw != nil:
		out, err = d.withdrawConsent(ctx, by, *dec.Withdraw)
	case dec.Withhold != nil:
		out, err = d.withhold(ctx, by, *dec.Withhold)
	case dec.Wish != nil:
		out, err = d.setWishes(ctx, by, *dec.Wish)
	case dec.PassOn != nil:
		out, err = d.passOn(ctx, by, *dec.PassOn)
	case dec.SettlePassed != nil:
		out, err = d.settlePassed(ctx, by, *dec.SettlePassed)
	case dec.CloseRecall != nil:
		out, err = d.closeRecall(ctx, by, *dec.CloseRecall)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

func (d *Desk) giveConsent(ctx context.Context, by outrider.UserID, g GiveConsent) (Outcome, error) {
	_, x, err := d.personFor(by, g.Person, policy.RecordConsent)
	if err != nil {
		return Outcome{}, err
	}
	e, id, err := d.consentEntry(by, g)
	if err := d.fact(ctx, e, err); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: id}, d.reopen(ctx, x)
}

// consentEntry is the fact of a yes, with its end where nobody said one.
func (d *Desk) consentEntry(by outrider.UserID, g GiveConsent) (outrider.Entry, string, error) {
	now := d.now()
	c := outrider.Consent{ID: d.o.NewID("c"), Person: g.Person, Purpose: g.Purpose, With: trimmed(g.With), Told: g.Told, Expires: g.Expires, Renews: g.Renews, Note: strings.TrimSpace(g.Note)}
	if c.Expires.IsZero() {
		c.Expires = now.Add(d.o.Consent.Lasts)
	}
	if err := c.Validate(); err != nil {
		return outrider.Entry{}, "", err
	}
	if !c.Expires.After(now) || c.Expires.After(now.Add(d.o.Consent.Most)) {
		return outrider.Entry{}, "", outrider.Invalid("a consent ends ahead, within %d days", int(d.o.Consent.Most.Hours()/24))
	}
	e, err := personEntryOf(outrider.EntryConsent, by, c.ID, g.Person, picture.ConsentBody{Consent: c})
	return e, c.ID, err
}

// reopen thinks about somebody again who has said yes, and holds them against the
// lists: nothing was done about them meanwhile.
func (d *Desk) reopen(ctx context.Context, x *picture.Person) error {
	d.ring(append(reportsOf(x), picture.ScreenedBody{Person: x.Protectee.ID})...)
	return d.thinkAgain(ctx, x.Protectee.ID)
}

// withdrawConsent writes down the no and the recalls it opens in one batch: there
// is no moment in which one stands without the other. Whatever was concluded about
// the person is taken back where thinking about them ends.
func (d *Desk) withdrawConsent(ctx context.Context, by outrider.UserID, w WithdrawConsent) (Outcome, error) {
	_, x, err := d.personFor(by, w.Person, policy.RecordConsent)
	if err != nil {
		return Outcome{}, err
	}
	return d.withdrawFor(ctx, by, x, w)
}

// withdrawFor is withdrawConsent for whoever may: staff who were told, or the person.
func (d *Desk) withdrawFor(ctx context.Context, by outrider.UserID, x *picture.Person, w WithdrawConsent) (Outcome, error) {
	no := outrider.Withdrawal{ID: d.o.NewID("w"), Person: w.Person, Purpose: w.Purpose, With: trimmed(w.With), Told: w.Told, Note: strings.TrimSpace(w.Note)}
	if err := no.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryWithdrawn, by, no.ID, w.Person, picture.WithdrawnBody{Withdrawal: no})
	if err != nil {
		return Outcome{}, err
	}
	recalls, err := d.recallsOf(by, x, no)
	if err != nil {
		return Outcome{}, err
	}
	revoked, err := d.revocations(by, x, no)
	if err != nil {
		return Outcome{}, err
	}
	if err := d.record(ctx, ledger.Any(), slices.Concat([]outrider.Entry{e}, revoked, recalls)...); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: no.ID, Recalls: len(recalls)}, d.stopThinking(ctx, x)
}

// stopThinking takes back the findings that rest on somebody whom the desk may no
// longer think about, and thinks again about the others in them.
func (d *Desk) stopThinking(ctx context.Context, x *picture.Person) error {
	if x.Allows(outrider.ForAdvice, d.now()) {
		return nil
	}
	others, _ := d.alongside(x)
	var lost []outrider.Finding
	for _, id := range sortedFindings(x) {
		if f, ok := d.p.Finding(id); ok {
			lost = append(lost, gone(f)...)
		}
	}
	if err := d.withdraw(ctx, lost); err != nil {
		return err
	}
	for _, id := range others {
		if err := d.thinkAgain(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) withhold(ctx context.Context, by outrider.UserID, w Withhold) (Outcome, error) {
	_, x, err := d.personFor(by, w.Person, policy.RecordConsent)
	if err != nil {
		return Outcome{}, err
	}
	e, err := d.withheldEntry(by, w)
	if err != nil {
		return Outcome{}, err
	}
	ended, err := d.withholding(by, x, trimmed(w.From))
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: string(w.Person)}, d.record(ctx, ledger.Any(), append([]outrider.Entry{e}, ended...)...)
}

func (d *Desk) withheldEntry(by outrider.UserID, w Withhold) (outrider.Entry, error) {
	from := trimmed(w.From)
	for _, n := range from {
		if len(n) > 80 {
			return outrider.Entry{}, outrider.Invalid("a name on the list of those not to be told has at most 80 characters")
		}
	}
	if u, ok := d.p.User(by); ok && (outrider.Consents{Withheld: from}).WithheldFrom(u.Name) {
		return outrider.Entry{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "you would shut yourself out of this record", Hint: "let a colleague whom the person trusts record it"}
	}
	return personEntryOf(outrider.EntryWithheld, by, d.o.NewID("e"), w.Person, picture.WithheldBody{Person: w.Person, From: from})
}

// trimmed drops empty names and keeps the order.
func trimmed(names []string) []string {
	var out []string
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// enrolment lists what is recorded together with a new person: what they agreed
// to, whom not to tell, and their wishes.
func (d *Desk) enrolment(by outrider.UserID, id outrider.PersonID, a AddPerson) ([]outrider.Entry, error) {
	var out []outrider.Entry
	for _, g := range a.Consents {
		g.Person = id
		e, _, err := d.consentEntry(by, g)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	if len(a.Withheld) > 0 {
		e, err := d.withheldEntry(by, Withhold{Person: id, From: a.Withheld})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	if a.Wishes != nil {
		w := *a.Wishes
		w.Person = id
		if w.Second != nil && (outrider.Consents{Withheld: a.Withheld}).WithheldFrom(w.Second.Name) {
			return nil, outrider.Invalid("the second contact is on the list of those who must not be told")
		}
		e, err := d.wishesEntry(by, w, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
