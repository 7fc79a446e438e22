package desk

import (
	"context"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// Decide does one act of a user. Exactly one field of the decision is set.
func (d *Desk) Decide(ctx context.Context, by outrider.UserID, dec Decision) (Outcome, error) {
	if out, done, err := d.slowly(ctx, by, dec); done {
		return out, err
	}
	if dec.Screened != nil {
		return d.screened(ctx, by, *dec.Screened)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case dec.AddPerson != nil:
		return d.addPerson(ctx, by, *dec.AddPerson)
	case dec.ChangePerson != nil:
		return d.changePerson(ctx, by, *dec.ChangePerson)
	case dec.ErasePerson != nil:
		return d.erasePerson(ctx, by, *dec.ErasePerson)
	case dec.Take != nil:
		return d.takeAlert(ctx, by, *dec.Take)
	case dec.Dismiss != nil:
		return d.dismissAlert(ctx, by, *dec.Dismiss)
	case dec.Grade != nil:
		return d.gradeReport(ctx, by, *dec.Grade)
	case dec.Retract != nil:
		return d.retractReport(ctx, by, *dec.Retract)
	case dec.Settle != nil:
		return d.settleProposal(ctx, by, *dec.Settle)
	}
	if out, decided, err := d.decideHit(ctx, by, dec); decided {
		return out, err
	}
	if dec.Adopt != nil {
		return d.adopt(ctx, by, *dec.Adopt)
	}
	if dec.Ask != nil {
		return d.askQuestion(ctx, by, *dec.Ask)
	}
	if dec.Resolve != nil {
		return d.resolveQuestion(ctx, by, *dec.Resolve)
	}
	if out, decided, err := d.decideJudging(ctx, by, dec); decided {
		return out, err
	}
	if out, decided, err := d.decideConsent(ctx, by, dec); decided {
		return out, err
	}
	if dec.Sheet != nil {
		return d.changeSheet(ctx, by, *dec.Sheet)
	}
	if dec.Case != nil {
		return d.decideCase(ctx, by, dec.Case)
	}
	if out, decided, err := d.decideOffline(ctx, by, dec); decided {
		return out, err
	}
	if out, decided, err := d.decidePhoto(ctx, by, dec); decided {
		return out, err
	}
	if out, decided, err := d.decidePlan(ctx, by, dec); decided {
		return out, err
	}
	if out, decided, err := d.decidePortal(ctx, by, dec); decided {
		return out, err
	}
	if out, decided, err := d.decideDanger(ctx, by, dec); decided {
		return out, err
	}
	if out, decided, err := d.decideRota(ctx, by, dec); decided {
		return out, err
	}
	return d.decideUser(ctx, by, dec)
}

// decideHit is Decide for hits, watches and lists.
func (d *Desk) decideHit(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.Judge != nil:
		out, err = d.judgeHit(ctx, by, *dec.Judge)
	case dec.Revoke != nil:
		out, err = d.revokeVerdict(ctx, by, *dec.Revoke)
	case dec.Watch != nil:
		out, err = d.setWatch(ctx, by, *dec.Watch)
	case dec.Unwatch != nil:
		out, err = d.endWatch(ctx, by, *dec.Unwatch)
	case dec.Source != nil:
		out, err = d.setSource(ctx, by, *dec.Source)
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

func (d *Desk) decideUser(ctx context.Context, by outrider.UserID, dec Decision) (Outcome, error) {
	switch {
	case dec.AddUser != nil:
		return d.addUser(ctx, by, *dec.AddUser)
	case dec.DisableUser != nil:
		return d.disableUser(ctx, by, *dec.DisableUser)
	case dec.SetPass != nil:
		return d.setPassphrase(ctx, by, *dec.SetPass)
	case dec.SetCheckIn != nil:
		return d.setCheckIn(ctx, by, *dec.SetCheckIn)
	case dec.OfferShift != nil:
		return d.offerShift(ctx, by, *dec.OfferShift)
	case dec.AcceptShift != nil:
		return d.acceptShift(ctx, by, *dec.AcceptShift)
	}
	return Outcome{}, outrider.Invalid("nothing was decided")
}

// fact records one decision as it stands.
func (d *Desk) fact(ctx context.Context, e outrider.Entry, err error) error {
	if err != nil {
		return err
	}
	return d.record(ctx, ledger.Any(), e)
}

func (d *Desk) addPerson(ctx context.Context, by outrider.UserID, a AddPerson) (Outcome, error) {
	v, err := d.view(by, policy.ChangePerson)
	if err != nil {
		return Outcome{}, err
	}
	p := a.Protectee
	if p.ID == "" {
		p.ID = outrider.PersonID(d.o.NewID("p"))
	}
	p.Code = strings.TrimSpace(p.Code)
	p.Purposes = []outrider.SealPurpose{outrider.PurposeIdentity, outrider.PurposeRecord}
	if err := d.checkPerson(v, p, nil); err != nil {
		return Outcome{}, err
	}
	_, taken := d.p.ByCode(p.Code)
	_, known := d.p.Person(p.ID)
	if taken || known {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this code name or id is in use", Hint: "choose another code name"}
	}
	alike := d.alike(by, a.Identity)
	e, err := d.personEntry(outrider.EntryPersonAdded, by, p, &a.Identity)
	if err != nil {
		return Outcome{}, err
	}
	with, err := d.enrolment(by, p.ID, a)
	if err != nil {
		return Outcome{}, err
	}
	if err := d.record(ctx, ledger.Any(), append([]outrider.Entry{e}, with...)...); err != nil {
		return Outcome{}, err
	}
	d.ring(picture.ScreenedBody{Person: p.ID})
	return Outcome{ID: string(p.ID), Alike: alike}, nil
}

func (d *Desk) personEntry(t outrider.EntryType, by outrider.UserID, p outrider.Protectee, who *outrider.Identity) (outrider.Entry, error) {
	e := outrider.Entry{ID: d.o.NewID("e"), Type: t, Version: 1, By: by}
	record, err := part(picture.PersonBody{Protectee: p}, outrider.PurposeRecord, p.ID)
	if err != nil {
		return e, err
	}
	e.Parts = []outrider.Part{record}
	if who != nil {
		identity, err := part(who, outrider.PurposeIdentity, p.ID)
		if err != nil {
			return e, err
		}
		e.Parts = append(e.Parts, identity)
	}
	return e, nil
}

func (d *Desk) changePerson(ctx context.Context, by outrider.UserID, c ChangePerson) (Outcome, error) {
	v, x, err := d.personFor(by, c.Protectee.ID, policy.ChangePerson)
	if err != nil {
		return Outcome{}, err
	}
	p := c.Protectee
	p.Purposes, p.Of = x.Protectee.Purposes, d.related(v, x, p.Of)
	if err := d.checkPerson(v, p, x.Protectee.Of); err != nil {
		return Outcome{}, err
	}
	if other, taken := d.p.ByCode(p.Code); taken && other.Protectee.ID != p.ID {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this code name is in use", Hint: "choose another code name"}
	}
	e, err := d.personEntry(outrider.EntryPersonChanged, by, p, c.Identity)
	if err := d.fact(ctx, e, err); err != nil {
		return Outcome{}, err
	}
	d.ring(picture.ScreenedBody{Person: p.ID})
	return Outcome{ID: string(p.ID)}, d.thinkAgain(ctx, p.ID)
}

// checkPerson refuses declared facts that break a rule, and new relations to nobody of
// whom the user may know.
func (d *Desk) checkPerson(v picture.View, p outrider.Protectee, had []outrider.Relation) error {
	for _, r := range p.Of {
		if x, ok := v.Person(r.To); (!ok || x.Erased) && !slices.Contains(had, r) {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "a relation is to somebody in the register", Hint: "enrol them first"}
		}
	}
	return p.Validate()
}

// thinkAgain rethinks one person and whoever shares a stranger with them, after
// something other than a report has changed.
func (d *Desk) thinkAgain(ctx context.Context, id outrider.PersonID) error {
	x, ok := d.p.Person(id)
	if !ok {
		return nil
	}
	ids := make([]outrider.ReportID, 0, len(x.Reports))
	for _, it := range x.Reports {
		ids = append(ids, it.Report.ID)
	}
	people := d.touched(ids)
	if len(people) == 0 {
		people = []outrider.PersonID{id}
	}
	if _, err := d.rethink(ctx, matter{people: people, again: ids}); err != nil {
		return err
	}
	return d.tell(ctx)
}

// erasePerson destroys the keys first and notes it afterwards: a crash in
// between leaves nothing readable, and the note is written at the next start
// because the key table remembers whose keys are gone.
func (d *Desk) erasePerson(ctx context.Context, by outrider.UserID, c ErasePerson) (Outcome, error) {
	_, x, err := d.personFor(by, c.Person, policy.ErasePerson)
	if err != nil {
		return Outcome{}, err
	}
	if !strings.EqualFold(strings.TrimSpace(c.Confirm), x.Protectee.Code) {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the code name does not match", Hint: "type the person's code name to confirm; erasing cannot be undone"}
	}
	for _, it := range x.Reports {
		if it.OrphanAtFiling() {
			if err := d.o.Sealer.Erase(orphan(it.Report.ID)); err != nil {
				return Outcome{}, err
			}
		}
	}
	others, lost := d.alongside(x)
	again := reportsOf(x)
	if err := d.o.Sealer.Erase(c.Person); err != nil {
		return Outcome{}, err
	}
	e, err := d.entry(outrider.EntryPersonErased, by, picture.ErasedBody{Person: c.Person, Reason: c.Reason})
	if err := d.fact(ctx, e, err); err != nil {
		return Outcome{}, err
	}
	d.met = strangers{} // names that went with the person must not be matched from memory
	if err := d.withdraw(ctx, lost); err != nil {
		return Outcome{}, err
	}
	d.ring(again...)
	for _, id := range others {
		if err := d.thinkAgain(ctx, id); err != nil {
			return Outcome{}, err
		}
	}
	return Outcome{ID: string(c.Person)}, nil
}

// reportsOf are the reports about somebody: where others remain in them, what is
// left is held against the lists again.
func reportsOf(x *picture.Person) []picture.ScreenedBody {
	var out []picture.ScreenedBody
	for _, it := range x.Reports {
		out = append(out, picture.ScreenedBody{Report: it.Report.ID})
	}
	return out
}

// alongside lists who shares a report or a finding with a person, and, for each
// of them, the shared findings as withdrawn: an erased key takes the newest state
// of a finding along, and an older one must not come back in its place.
func (d *Desk) alongside(x *picture.Person) (others []outrider.PersonID, lost []outrider.Finding) {
	for _, it := range x.Reports {
		others = append(others, it.Report.About...)
	}
	for _, id := range sortedFindings(x) {
		f, ok := d.p.Finding(id)
		if !ok {
			continue
		}
		others = append(others, f.People...)
		lost = append(lost, gone(f)...)
	}
	isX := func(id outrider.PersonID) bool { return id == x.Protectee.ID }
	lost = slices.DeleteFunc(lost, func(f outrider.Finding) bool { return isX(f.People[0]) })
	return slices.DeleteFunc(unique(others), isX), lost
}

// withdraw records findings that no longer hold.
func (d *Desk) withdraw(ctx context.Context, lost []outrider.Finding) error {
	_, err := d.conclude(ctx, func() ([]outrider.Entry, error) {
		var out []outrider.Entry
		for _, f := range lost {
			e, err := d.findingEntry(f)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
		return out, nil
	})
	return err
}

// BackedUp records that a backup was written. Whoever can write one holds the
// data folder and its keys already: there is nothing left to authorise, and the
// desk itself signs for it.
func (d *Desk) BackedUp(ctx context.Context, entries uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, err := d.entry(outrider.EntryBackup, "", picture.BackupBody{Entries: entries})
	return d.fact(ctx, e, err)
}
