package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// DangerAct is one act on a threat record: exactly one field below Record is set.
type DangerAct struct {
	Record outrider.DangerID // of all but Open and Levels

	Open    *OpenDanger
	Know    *KnowDanger
	Review  *ReviewDanger
	Option  *outrider.DangerOption
	Decide  *DecideDanger
	Approve *ApproveDanger
	Dissent *outrider.DangerDissent
	Rung    *GiveRung
	Receipt *outrider.DangerReceipt // At zero: now
	Offer   *outrider.DangerOffer   // to somebody who withdrew; Given zero: now
	Link    *outrider.DangerLink
	Vital   *outrider.DangerVital
	Close   *CloseDanger
	Look    *outrider.DangerLooked // Review zero: nobody looks again
	Reopen  *ReopenDanger
	Levels  *AdoptLevels
}

// OpenDanger begins a threat record about one person. It needs neither an alert nor a
// report: what somebody heard is enough. Vital is needed where the person withdrew.
type OpenDanger struct {
	Person    outrider.PersonID     `json:"person"`
	What      string                `json:"what"`
	Alert     outrider.AlertID      `json:"alert,omitempty"`
	Report    outrider.ReportID     `json:"report,omitempty"`
	Level     string                `json:"level"` // id in the scheme in force
	Immediacy string                `json:"immediacy"`
	Owner     string                `json:"owner,omitempty"` // name of a user; empty: whoever opens it
	Review    time.Time             `json:"review,omitzero"` // zero: as the level says
	Linked    []outrider.DangerLink `json:"linked,omitempty"`
	Vital     *outrider.DangerVital `json:"vital,omitempty"`
}

// KnowDanger writes down what was known. Of what the desk holds itself it names the
// id, and the ledger says since when; of an outside word it says who, and when.
type KnowDanger struct {
	From     outrider.DangerSource `json:"from"`
	Cites    string                `json:"cites,omitempty"` // id of the report, finding or alert
	What     string                `json:"what,omitempty"`  // empty: in the words of what it cites
	Who      string                `json:"who,omitempty"`
	Happened outrider.When         `json:"happened,omitzero"`
	Knew     time.Time             `json:"knew,omitzero"`    // of an outside word; zero: now
	Ought    time.Time             `json:"ought,omitzero"`   // when it ought to have been known
	Missed   string                `json:"missed,omitempty"` // why it was not
}

// ReviewDanger looks at an open record again. What is left empty stays as it is.
type ReviewDanger struct {
	Level     string    `json:"level,omitempty"`
	Immediacy string    `json:"immediacy,omitempty"`
	Owner     string    `json:"owner,omitempty"`
	Review    time.Time `json:"review,omitzero"` // zero: as the level says
	Why       string    `json:"why"`
}

// decideDanger is Decide for threat records.
func (d *Desk) decideDanger(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	if dec.Danger == nil {
		return Outcome{}, false, nil
	}
	switch a := *dec.Danger; {
	case a.Open != nil:
		out, err = d.openDanger(ctx, by, *a.Open)
	case a.Levels != nil:
		out, err = d.adoptLevels(ctx, by, *a.Levels)
	case a.Approve != nil:
		out, err = d.approveDanger(ctx, by, a.Record, *a.Approve)
	case a.Close != nil:
		out, err = d.closeDanger(ctx, by, a.Record, *a.Close)
	case a.Decide != nil:
		out, err = d.decideWarning(ctx, by, a.Record, *a.Decide)
	default:
		out, err = d.addDanger(ctx, by, a)
	}
	return out, true, err
}

// dangerFor returns a threat record on which a user may act, with whom it is about.
func (d *Desk) dangerFor(by outrider.UserID, id outrider.DangerID, act policy.Act) (picture.View, *picture.Person, *picture.Danger, error) {
	v, err := d.view(by, act)
	if err != nil {
		return v, nil, nil, err
	}
	x, r := d.p.Danger(id)
	if r == nil || x.Erased {
		return v, nil, nil, outrider.ErrNotFound
	}
	if _, ok := v.Person(x.Protectee.ID); !ok {
		return v, nil, nil, outrider.ErrNotFound
	}
	return v, x, r, nil
}

// withdrew is when a person last said no to advice, or to the record itself; ok is
// false where neither no stands.
func (d *Desk) withdrew(x *picture.Person) (at time.Time, ok bool) {
	if x.Allows(outrider.ForAdvice, d.now()) {
		return at, false
	}
	for _, p := range []outrider.ConsentPurpose{outrider.ForRecord, outrider.ForAdvice} {
		if no := x.Consents.Purposes[p].Withdrawn; no.After(at) {
			at = no
		}
	}
	return at, true
}

// stoppedDanger reports whether a record may not be worked on: the person withdrew,
// and nobody has said since on which ground it goes on.
func (d *Desk) stoppedDanger(x *picture.Person, r *picture.Danger) bool {
	at, no := d.withdrew(x)
	return no && r.Vital(at) == nil
}

// errVital is said where a person withdrew and no ground was given.
var errVital = &outrider.Error{Code: outrider.CodeInvalid, Safe: "the person withdrew: a record goes on only on the ground that a life or a child is in danger, or that the law compels it",
	Hint: "say on which ground and why, or close the record; see docs/design/record.md"}

// errClosed is said of a closed record.
var errClosed = &outrider.Error{Code: outrider.CodeConflict, Safe: "this record is closed", Hint: "reopen it first: everything in it stays"}

// errOpen is said of an open record.
var errOpen = &outrider.Error{Code: outrider.CodeConflict, Safe: "this record is open", Hint: "there is nothing to reopen"}

// dangerFact makes a fact of a record, with the reports that its words rest on: those
// that the record cites and its author may see.
func (d *Desk) dangerFact(v picture.View, x *picture.Person, f outrider.Danger) (outrider.Entry, error) {
	f.Person = x.Protectee.ID
	if _, r := d.p.Danger(f.Record); r != nil && f.Basis == nil {
		f.Basis = d.cited(v, r)
	}
	if err := f.Validate(); err != nil {
		return outrider.Entry{}, err
	}
	return personEntryOf(f.Entry(), v.User().ID, d.o.NewID("e"), f.Person, picture.DangerBody{Danger: f})
}

// cited lists the reports that a record rests on so far and that a user may see.
func (d *Desk) cited(v picture.View, r *picture.Danger) []outrider.ReportID {
	var out []outrider.ReportID
	for _, f := range r.Facts {
		if f.Known == nil && f.Opened == nil {
			continue
		}
		for _, id := range f.Basis {
			if _, ok := v.Report(id); ok && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (d *Desk) openDanger(ctx context.Context, by outrider.UserID, o OpenDanger) (Outcome, error) {
	v, err := d.view(by, policy.KeepDanger)
	if err != nil {
		return Outcome{}, err
	}
	x, ok := v.Person(o.Person)
	if !ok || x.Erased {
		return Outcome{}, outrider.ErrNotFound
	}
	if _, no := d.withdrew(x); no && o.Vital == nil {
		return Outcome{}, errVital
	}
	level, err := d.levels().Level(o.Level)
	if err != nil {
		return Outcome{}, err
	}
	f := outrider.Danger{Record: outrider.DangerID(d.o.NewID("t")), Opened: &outrider.DangerOpened{What: strings.TrimSpace(o.What), Alert: o.Alert, Report: o.Report,
		Level: level, Immediacy: strings.TrimSpace(o.Immediacy), Linked: o.Linked}}
	if f.Basis, err = d.opensFrom(v, x, o); err != nil {
		return Outcome{}, err
	}
	if f.Opened.Owner, err = d.dangerOwner(by, o.Owner); err != nil {
		return Outcome{}, err
	}
	if f.Opened.Review, err = d.dangerReview(o.Review, level); err != nil {
		return Outcome{}, err
	}
	for _, l := range o.Linked {
		if err := d.checkLink(v, x, l); err != nil {
			return Outcome{}, err
		}
	}
	facts := []outrider.Danger{f}
	if o.Vital != nil {
		facts = append(facts, outrider.Danger{Record: f.Record, Basis: f.Basis, Vital: o.Vital})
	}
	return Outcome{ID: string(f.Record)}, d.keepDanger(ctx, v, x, facts...)
}

// keepDanger records facts of one record in one batch.
func (d *Desk) keepDanger(ctx context.Context, v picture.View, x *picture.Person, facts ...outrider.Danger) error {
	out := make([]outrider.Entry, len(facts))
	for i, f := range facts {
		var err error
		if out[i], err = d.dangerFact(v, x, f); err != nil {
			return err
		}
	}
	return d.recordAny(ctx, out)
}

// opensFrom is the basis of a record's first words: what it was opened from.
func (d *Desk) opensFrom(v picture.View, x *picture.Person, o OpenDanger) ([]outrider.ReportID, error) {
	var basis []outrider.ReportID
	if o.Report != "" {
		k, err := d.knownOf(v, x, KnowDanger{From: outrider.FromReport, Cites: string(o.Report)})
		if err != nil {
			return nil, err
		}
		basis = append(basis, k.basis...)
	}
	if o.Alert != "" {
		k, err := d.knownOf(v, x, KnowDanger{From: outrider.FromAlert, Cites: string(o.Alert)})
		if err != nil {
			return nil, err
		}
		basis = append(basis, k.basis...)
	}
	return unique(basis), nil
}

// dangerOwner finds who owns a record: a user who may decide about it.
func (d *Desk) dangerOwner(by outrider.UserID, name string) (outrider.UserID, error) {
	if strings.TrimSpace(name) == "" {
		u, _ := d.p.User(by)
		if !policy.May(u, policy.DecideDanger) {
			return "", &outrider.Error{Code: outrider.CodeInvalid, Safe: "say who owns the record: an active duty officer or case officer, by name", Hint: "you may write into it; you may not decide about it"}
		}
		return by, nil
	}
	u, ok := d.p.UserNamed(name)
	if !ok || !policy.May(u, policy.DecideDanger) {
		return "", outrider.Invalid("the owner of a record is an active duty officer or case officer, by name")
	}
	return u.ID, nil
}

// dangerReview is by when a record at a level is looked at again.
func (d *Desk) dangerReview(at time.Time, l outrider.DangerLevel) (time.Time, error) {
	now := d.now()
	latest := now.Add(minutes(l.Review))
	if at.IsZero() {
		return latest, nil
	}
	if !at.After(now) || at.After(latest) {
		return at, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the review date lies ahead, and within what the level allows", Hint: untilText(latest)}
	}
	return at, nil
}

func untilText(latest time.Time) string {
	return "at this level, until " + latest.UTC().Format("2006-01-02 15:04") + " UTC at the latest"
}

// known is a known fact with the reports that it rests on.
type known struct {
	fact  outrider.DangerKnown
	basis []outrider.ReportID
}

// knownOf takes what is known from what it cites. When the desk knew is read from the
// ledger and never typed: only an outside word says so itself.
func (d *Desk) knownOf(v picture.View, x *picture.Person, k KnowDanger) (known, error) {
	out := known{fact: outrider.DangerKnown{ID: d.o.NewID("n"), What: strings.TrimSpace(k.What), From: k.From, Cites: strings.TrimSpace(k.Cites), Who: strings.TrimSpace(k.Who),
		Happened: k.Happened, Knew: k.Knew, Ought: k.Ought, Missed: strings.TrimSpace(k.Missed)}}
	f := &out.fact
	says := ""
	switch k.From {
	case outrider.FromReport:
		it, ok := v.Report(outrider.ReportID(f.Cites))
		if !ok || it.Erased || !slices.Contains(it.Report.About, x.Protectee.ID) {
			return out, errCites
		}
		says, f.Knew, out.basis = KindName(it.Report.Kind)+": "+shorten(d.masked(v, it, it.Report.Text)), it.Recorded, []outrider.ReportID{it.Report.ID}
		if joined := it.Joined[x.Protectee.ID]; !joined.IsZero() {
			f.Held, f.Knew = it.Recorded, joined
		}
		if f.Happened.IsZero() && !it.Report.Occurred.From.After(it.Recorded) {
			f.Happened = it.Report.Occurred
		}
	case outrider.FromFinding:
		fi, ok := d.p.Finding(outrider.FindingID(f.Cites))
		if !ok || !x.Findings[fi.ID] || !v.SeesAll(fi.Reports) {
			return out, errCites
		}
		when := d.p.Found(fi.ID)
		if says, f.Knew, out.basis = fi.Summary, when.Since, fi.Reports; when.First.Before(when.Since) {
			f.Held = when.First
		}
	case outrider.FromAlert:
		a, ok := d.p.Alert(outrider.AlertID(f.Cites))
		if !ok || !slices.Contains(peopleOf(a.Alert), x.Protectee.ID) || !v.SeesAll(a.Alert.Basis) || !d.knowsOf(v, a.Alert) {
			return out, errCites
		}
		says, f.Knew, out.basis = a.Alert.Why, a.Alert.Raised, a.Alert.Basis
	case outrider.FromAssessment:
		if x.Assessment == nil {
			return out, errCites
		}
		f.Cites, f.Knew, out.basis = "", x.Assessment.At, seenBasis(v, x)
	default:
		f.Cites = ""
		if f.Knew.IsZero() {
			f.Knew = d.now()
		}
		if f.Knew.After(d.now()) {
			return out, outrider.Invalid("nothing is known from a moment that has not come")
		}
	}
	f.What = cmp.Or(f.What, says)
	return out, nil
}

// errCites is said of what cannot be cited: absent, not about this person, or not for
// this user.
var errCites = &outrider.Error{Code: outrider.CodeInvalid, Safe: "this cannot be cited here", Hint: "cite a report, finding or alert about this person that you may see, by its id; or write down an outside word"}

// checkLink refuses somebody who cannot be linked.
func (d *Desk) checkLink(v picture.View, x *picture.Person, l outrider.DangerLink) error {
	if err := (outrider.Danger{Record: "link", Link: &l}).Validate(); err != nil {
		return err
	}
	if l.Person == "" {
		return nil
	}
	if y, ok := v.Person(l.Person); !ok || y.Erased || l.Person == x.Protectee.ID {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "a linked person is somebody else in the register", Hint: "enrol them first, or say who they are without naming them"}
	}
	return nil
}
