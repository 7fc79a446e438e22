package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// OwnStopped says what a person has stopped by taking a yes back.
type OwnStopped string

// What may have stopped. With the record, everything has.
const (
	NothingStopped OwnStopped = ""
	AdviceStopped  OwnStopped = "advice"
	RecordStopped  OwnStopped = "record"
)

// OwnHome is what a person's first page needs. It holds nothing that was learnt about
// them: it is the same however it was opened.
type OwnHome struct {
	Language string // that they read; empty: nobody knows
	Zone     *time.Location
	CheckIn  *OwnCheckIn // nil: none is agreed
	Stopped  OwnStopped
}

// OwnCheckIn is what was agreed about saying that all is well. Times are in the
// person's zone.
type OwnCheckIn struct {
	Word bool      // an answer needs a word
	Next time.Time // when the next one is due
	Due  time.Time // since when one is open; zero: none is
	By   time.Time // from when on the open one is missed, and people are called
}

// own finds the person of an open browser, while it is open. An access that was ended,
// an erasure, and a record that was withdrawn since close it.
func (d *Desk) own(o Own) (*picture.Person, error) {
	x, ok := d.p.Person(o.Person)
	if !ok || x.Erased || o.access == "" || x.Portal.Access != o.access || takenSince(x, o.since) {
		return nil, errPortal
	}
	return x, nil
}

// takenSince reports whether the record was withdrawn after a point in the ledger.
func takenSince(x *picture.Person, seq uint64) bool {
	return slices.ContainsFunc(x.Words, func(w *picture.ConsentWord) bool {
		return w.Taken != nil && w.Taken.Purpose == outrider.ForRecord && w.Seq > seq
	})
}

// held reports whether somebody forces the person: then what is theirs is not shown.
func (d *Desk) held(o Own) bool { return d.p.HeldVisit(o.visit) }

// consentsOf is what a browser shows as agreed to. Under duress it is what a person
// has said who was enrolled a moment ago.
func (d *Desk) consentsOf(o Own, x *picture.Person) outrider.Consents {
	if !d.held(o) {
		return x.Consents
	}
	var c outrider.Consents
	for _, p := range o.said {
		c = c.Withdraw(outrider.Withdrawal{Person: o.Person, Purpose: p}, d.now())
	}
	return c
}

func stoppedBy(c outrider.Consents, now time.Time) OwnStopped {
	switch {
	case c.Purposes[outrider.ForRecord].State(now) == outrider.ConsentWithdrawn:
		return RecordStopped
	case c.Purposes[outrider.ForAdvice].State(now) == outrider.ConsentWithdrawn:
		return AdviceStopped
	}
	return NothingStopped
}

// OwnHome is what a person's first page needs.
func (d *Desk) OwnHome(_ context.Context, o Own) (OwnHome, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	if err != nil {
		return OwnHome{}, err
	}
	h := OwnHome{Language: x.Protectee.Language, Zone: d.zoneOf(o.Person), Stopped: stoppedBy(d.consentsOf(o, x), d.now())}
	if c, ok := d.p.CheckIn(o.Person); ok && h.Stopped == NothingStopped && d.advises(o.Person) {
		h.CheckIn, err = d.ownCheckIn(c)
	}
	return h, err
}

func (d *Desk) ownCheckIn(c *picture.CheckIn) (*OwnCheckIn, error) {
	when, err := d.scheduleOf(c.Plan)
	if err != nil {
		return nil, err
	}
	zone := d.zoneOf(c.Plan.Person)
	out := &OwnCheckIn{Word: d.signOf(c.Plan.Person, outrider.WordNeither) == outrider.SignNone, Next: when.Next(d.now()).In(zone)}
	for _, du := range d.p.OpenDuties() {
		if du.Sort == outrider.DutyCheckIn && du.Person == c.Plan.Person && out.Due.IsZero() {
			out.Due, out.By = du.Due.In(zone), du.By.In(zone)
		}
	}
	if !c.Well.IsZero() && out.Due.IsZero() { // an early answer counts for the next one
		out.Next = when.Next(c.Well.Add(d.o.Clocks.Early)).In(zone)
	}
	return out, nil
}

// zoneOf is where a person lives by the clock: of their check-ins, else of the way
// they are reached, else the desk's own.
func (d *Desk) zoneOf(id outrider.PersonID) *time.Location {
	names := []string{}
	if c, ok := d.p.CheckIn(id); ok {
		names = append(names, c.Plan.Zone)
	}
	if x, ok := d.p.Person(id); ok && x.Wants != nil {
		for _, r := range x.Wants.Reach {
			names = append(names, r.Zone)
		}
	}
	for _, n := range append(names, d.o.Clocks.Zone) {
		if n == "" || n == "Local" || d.o.Zones == nil {
			continue
		}
		if z, err := d.o.Zones(n); err == nil {
			return z
		}
	}
	return time.UTC
}

// OwnCheckIn takes a person's own answer; see Desk.CheckIn. On pages that were opened
// under duress no answer says that all is well, and none looks different.
func (d *Desk) OwnCheckIn(ctx context.Context, o Own, word string) (CheckedIn, error) {
	d.mu.Lock()
	_, err := d.own(o)
	held, zone := d.held(o), d.zoneOf(o.Person)
	d.mu.Unlock()
	if err != nil {
		return CheckedIn{}, err
	}
	c, err := d.answer(ctx, outrider.Self, o.Person, word, held)
	c.Next = c.Next.In(zone)
	return c, err
}

// OwnTold is one report of a person who tells the desk what they saw. Draft holds what
// they said; whose it is, how it came and how it is handled are the desk's to say.
type OwnTold struct {
	Once  string            // made for this form: the same twice is one report
	Of    outrider.ReportID // an earlier report of theirs that this one adds to
	Draft outrider.Draft
}

// OwnReceipt says what became of a report, in the person's own time.
type OwnReceipt struct {
	Report outrider.ReportID
	Kind   outrider.Kind
	Urgent bool
	Life   bool
	Saved  time.Time
	By     time.Time // urgent: nobody took it until then, and the desk is called again; else somebody will have read it
	Read   time.Time // zero: nobody has read it yet
	Shut   bool      // the record was withdrawn: it is kept and not used, but where a life is at risk
	Photos []PhotoKept
	Lost   int    // photos that could not be kept
	Text   string // what they wrote; empty where the record was withdrawn
}

// maxOnce bounds the token of a form.
const maxOnce = 100

// OwnTell files a person's own report. What comes in twice under one token is filed
// once: the report's id is made of it.
func (d *Desk) OwnTell(ctx context.Context, o Own, t OwnTold) (OwnReceipt, error) {
	shots, notes, err := d.ownPhotos(o, t.Draft.Photos)
	if err != nil {
		return OwnReceipt{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	if err != nil {
		return OwnReceipt{}, err
	}
	if t.Once = strings.TrimSpace(t.Once); len(t.Once) < 16 || len(t.Once) > maxOnce {
		return OwnReceipt{}, outrider.Invalid("the form is too old: open it again")
	}
	id := ownReportID(o.Person, t.Once)
	if it, again := d.p.Report(id); again {
		return d.ownReceipt(x, it), nil
	}
	dr := outrider.Draft{Report: t.Draft.Report, Names: t.Draft.Names, Warnings: slices.Concat(t.Draft.Warnings, notes)}
	dr = ownDraft(dr, id, o.Person, o.visit)
	r := &dr.Report
	if of, ok := d.ownReport(o, t.Of); ok {
		r.EventKey, r.Kind = cmp.Or(of.Report.EventKey, string(of.Report.ID)), of.Report.Kind
	}
	got, err := d.fileBatch(ctx, outrider.User{ID: outrider.Self}, []outrider.Draft{dr}, []developed{shots})
	if err != nil && len(got) == 0 {
		return OwnReceipt{}, err
	}
	if got[0].Refused != "" {
		return OwnReceipt{}, outrider.Invalid("%s", got[0].Refused)
	}
	it, _ := d.p.Report(id)
	return d.ownReceipt(x, it), nil
}

// ownReportID is the id of a person's own report: made of the token of its form, so
// that what is sent twice is one report, also after the desk was started again.
func ownReportID(who outrider.PersonID, once string) outrider.ReportID {
	return outrider.ReportID("r-" + contentHash([]byte("own report\x00" + string(who) + "\x00" + once))[:20])
}

// ownDraft keeps of a draft what a person may say of it themselves, and adds what is
// the desk's to say.
func ownDraft(dr outrider.Draft, id outrider.ReportID, who outrider.PersonID, visit string) outrider.Draft {
	dr = outrider.Draft{Report: dr.Report, Names: dr.Names, Warnings: dr.Warnings}
	r := &dr.Report
	r.ID, r.About, r.Channel, r.Observer, r.SourceRef, r.EventKey = id, []outrider.PersonID{who}, outrider.ChannelPortal, outrider.ObserverSelf, visit, string(id)
	r.Grade, r.Handling, r.Told, r.Retracts, r.Disputes, r.CopyOf = outrider.Grade{}, outrider.Handling{}, time.Time{}, "", "", ""
	return dr
}

// ownReport finds a report that the person filed themselves and may see again: under
// duress only what they filed since.
func (d *Desk) ownReport(o Own, id outrider.ReportID) (*picture.Item, bool) {
	it, ok := d.p.Report(id)
	if !ok || !d.shownTo(o, it) {
		return nil, false
	}
	return it, true
}

// shownTo reports whether a report is the person's own, filed on their pages.
func (d *Desk) shownTo(o Own, it *picture.Item) bool {
	mine := !it.Erased && it.By == outrider.Self && it.Report.Channel == outrider.ChannelPortal && slices.Contains(it.Report.About, o.Person)
	return mine && (!d.held(o) || it.Report.SourceRef == o.visit)
}

// OwnReceipt shows again what became of a report.
func (d *Desk) OwnReceipt(_ context.Context, o Own, id outrider.ReportID) (OwnReceipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	if err != nil {
		return OwnReceipt{}, err
	}
	it, ok := d.ownReport(o, id)
	if !ok {
		return OwnReceipt{}, outrider.ErrNotFound
	}
	return d.ownReceipt(x, it), nil
}

func (d *Desk) ownReceipt(x *picture.Person, it *picture.Item) OwnReceipt {
	r, zone := it.Report, d.zoneOf(x.Protectee.ID)
	out := OwnReceipt{Report: r.ID, Kind: r.Kind, Urgent: r.Urgent(), Life: r.LifeAtRisk, Saved: it.Recorded.In(zone), Shut: !r.Urgent() && !x.Allows(outrider.ForRecord, d.now())}
	out.Photos, out.Lost = photosKept(it), photosLost(it)
	if x.Allows(outrider.ForRecord, d.now()) {
		out.Text = r.Text
	}
	if !it.Opened.IsZero() {
		out.Read = it.Opened.In(zone)
	}
	if !d.o.Clocks.On() {
		return out
	}
	out.By = d.o.Clocks.Office.Add(it.Recorded, d.o.Portal.Read).In(zone)
	if out.Urgent {
		out.By = it.Recorded.Add(d.o.Clocks.Ladder(outrider.LevelAct, it.Recorded).Rung(0).After).In(zone)
	}
	return out
}

// OwnWithdraw takes a yes back by the person's own act, as staff do who are told. It
// returns the browser as it goes on: a withdrawn record closes every other one. Under
// duress the pages show that it was done, and the desk does nothing: who forces
// somebody may not end their protection.
func (d *Desk) OwnWithdraw(ctx context.Context, o Own, w WithdrawConsent) (Own, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	if err != nil {
		return o, err
	}
	if !slices.Contains(outrider.ConsentPurposes, w.Purpose) {
		return o, outrider.Invalid("the purposes are record, advice, share and research")
	}
	if d.held(o) {
		o.said = append(slices.Clone(o.said), w.Purpose)
		return o, nil
	}
	w.Person, w.Told.Source, w.Told.How, w.Note = o.Person, outrider.SaidBySelf, outrider.InWriting, ""
	if _, err := d.withdrawFor(ctx, outrider.Self, x, w); err != nil {
		return o, err
	}
	o.since = d.p.Seq
	return o, d.tell(ctx)
}

// OwnMeasures is what was offered to a person; see Desk.MyMeasures. Under duress
// nothing was.
func (d *Desk) OwnMeasures(ctx context.Context, o Own) (MyPlanView, error) {
	d.mu.Lock()
	_, err := d.own(o)
	held, now := d.held(o), d.now()
	zone := d.zoneOf(o.Person)
	d.mu.Unlock()
	if err != nil {
		return MyPlanView{}, err
	}
	v, err := d.MyMeasures(ctx, o.Person) // looked up in either case: the first page takes as long
	if held {
		return MyPlanView{Now: now.In(zone), Measures: []MyMeasure{}}, nil
	}
	for i := range v.Measures {
		v.Measures[i].Due = v.Measures[i].Due.In(zone)
	}
	return v, err
}

// OwnAnswer takes a person's answer to a measure, or with Done their word that it is
// in place. Under duress there is nothing to answer.
func (d *Desk) OwnAnswer(ctx context.Context, o Own, a AnswerMeasure, done bool) error {
	d.mu.Lock()
	_, err := d.own(o)
	held := d.held(o)
	d.mu.Unlock()
	switch {
	case err != nil:
		return err
	case held:
		return outrider.ErrNotFound
	case done:
		_, err = d.SayInPlace(ctx, o.Person, a.Offer, "")
	default:
		_, err = d.AnswerMeasure(ctx, o.Person, a)
	}
	return err
}

// OwnPages says for how long a person's pages stay open untouched, and at most.
func (d *Desk) OwnPages() (idle, life time.Duration) { return d.o.Portal.Idle, d.o.Portal.Life }
