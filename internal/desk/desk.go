// Package desk is the one door. Whoever files, decides or reads does it here:
// the desk authorises, records, thinks and tells, in that order, under an
// injected clock. Nothing else writes to the ledger and nothing else reads what
// has not been cut to a user.
package desk

import (
	"context"
	"io"
	"iter"
	"sync"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/calibration"
	"outrider/internal/claim"
	"outrider/internal/danger"
	"outrider/internal/detect"
	"outrider/internal/duty"
	"outrider/internal/judgement"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/plan"
	"outrider/internal/precedent"
)

// Book is the ledger as the desk uses it: a committer above an engine.
type Book interface {
	Append(ctx context.Context, expect ledger.Expect, entries []ledger.Unsequenced) ([]ledger.Record, error)
	Read(ctx context.Context, from uint64) iter.Seq2[ledger.Record, error]
	Head(ctx context.Context) (ledger.Head, error)
}

// Sealer closes and opens the bodies of entries, and erases.
type Sealer interface {
	Seal(outrider.Entry) (ledger.Unsequenced, error)
	Open(ledger.Record) (outrider.Entry, error)
	Erase(outrider.PersonID) error
}

// Shelf is the library of documented cases, replayed on demand.
type Shelf interface {
	List() PrecedentsView
	Show(PrecedentQuery) (PrecedentView, error)
	Corpus() []precedent.Case // in full: for people to read, never to think with
}

// Proposer finds people, places and selectors that a text may name, given a
// lookup of folded names in the register. What it finds waits for a human.
type Proposer func(text string, register func(folded string) (outrider.PersonID, bool)) []outrider.Proposal

// Options are the ports and parameters of a desk. Book, Sealer, Clock, NewID,
// Rand, Assess and Detect are required.
type Options struct {
	Book      Book
	Sealer    Sealer
	Clock     func() time.Time
	NewID     func(prefix string) string
	Rand      io.Reader // for sign-in tokens and salts
	Assess    *assess.Params
	Adopt     Adopter // lays experts' tables over Assess; nil: none can be adopted
	Detect    detect.Params
	Shelf     Shelf
	Pairs     assess.Pairs  // counted attacks by state and country; nil: none were counted
	Pager     Pager         // nil: alerts wait on the screen only
	Ring      func()        // asks for Desk.Ring, and returns at once; nil: what is raised is delivered before an act returns
	Offline   OfflineParams // zero: nothing is kept on devices
	Photos    Darkroom      // cleans photos; nil: none are taken
	Propose   Proposer      // finds what a text may name; nil: nothing is proposed
	Screener  Screener      // nil: nothing is held against lists
	Screening ScreenParams
	Consent   ConsentParams
	Casework  CaseworkParams // zero: every act that can be put before a second person is
	Portal    PortalParams   // zero: nobody has pages of their own
	Judging   judgement.Params
	Version   string
	Demo      bool
	Cost      PassCost
	Record    calibration.Params // zero: the desk asks itself no questions
	Clocks    duty.Params        // zero: time opens no duties
	Zones     duty.Zones         // time zones of protected people; nil: nobody checks in
	Danger    danger.Scheme      // zero: no threat record can be opened
	Plan      *plan.Model        // weighs measures; nil: no plans are kept
	Library   Measures           // the words of measures in other languages; nil: in the model's own alone
}

// Desk is the running duty function. It is safe for concurrent use; one act at a
// time passes the door.
type Desk struct {
	o  Options
	mu sync.Mutex

	p         *picture.Picture
	head      ledger.Head
	texts     *claim.Index
	back      undone
	unwatched string // what is wrong with whoever watches from outside

	stale string // why the adopted tables are not in force, where they are not
	met   strangers
	hold  holding
	notes notes

	dues       dues
	timetables map[outrider.PersonID]*timetable
	zones      map[string]*time.Location
	worked     *workedRota
	portalAt   string // where people reach their own pages; empty: they are not served
	tries      tries
}

// Open folds the ledger and returns the desk that goes on from there. Facts that
// were written and never thought about are thought about now, and alerts that
// were raised and never delivered are sent again: the outbox is the ledger.
func Open(ctx context.Context, o Options) (*Desk, error) {
	d := &Desk{o: o, p: picture.New(), texts: claim.NewIndex(), hold: holding{news: make(chan struct{}, 1)}, dues: newDues(), timetables: map[outrider.PersonID]*timetable{}, zones: map[string]*time.Location{}}
	if d.o.Cost == (PassCost{}) {
		d.o.Cost = DefaultPassCost
	}
	if err := d.fold(ctx); err != nil {
		return nil, err
	}
	d.thinkWithAdopted()
	if err := d.complete(ctx); err != nil {
		return nil, err
	}
	return d, d.tell(ctx)
}

// now is the desk's clock, never behind the last entry.
func (d *Desk) now() time.Time {
	t := d.o.Clock()
	if t.Before(d.p.When) {
		return d.p.When
	}
	return t
}

// record seals and appends entries on the expected head and applies them. It is
// durable when it returns.
func (d *Desk) record(ctx context.Context, expect ledger.Expect, entries ...outrider.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	sealed := make([]ledger.Unsequenced, len(entries))
	for i, e := range entries {
		u, err := d.o.Sealer.Seal(e)
		if err != nil {
			return err
		}
		sealed[i] = u
	}
	records, err := d.o.Book.Append(ctx, expect, sealed)
	if err != nil {
		return err
	}
	return d.written(ctx, entries, records)
}

// written applies entries that are durable; where others came in between, by
// reading them.
func (d *Desk) written(ctx context.Context, entries []outrider.Entry, records []ledger.Record) error {
	if records[0].Seq > d.p.Seq+1 {
		return d.fold(ctx)
	}
	for i, r := range records {
		if r.Seq != d.p.Seq+1 {
			continue // written before: the same entry, not a second one
		}
		e := entries[i]
		e.Seq, e.Recorded = r.Seq, r.Recorded
		if err := d.apply(e); err != nil {
			return err
		}
		d.head = ledger.Head{Seq: r.Seq, Hash: r.Hash, Recorded: r.Recorded}
	}
	return nil
}

// apply adds one opened entry to the picture and to the index of texts.
func (d *Desk) apply(e outrider.Entry) error {
	c, err := picture.Decode(e)
	if err != nil {
		return err
	}
	return d.applyChange(c, claim.PrintOf(c.Text()))
}

// applyChange applies a change; its text's print was made before, on any core.
func (d *Desk) applyChange(c picture.Change, text *claim.Print) error {
	gone := d.goneTexts(c)
	if err := d.p.Apply(c); err != nil {
		return err
	}
	d.learn(c.Touches())
	switch c.Type {
	case outrider.EntryPersonAdded, outrider.EntryPersonChanged, outrider.EntryPersonErased:
		d.hold.protected = nil
	}
	for _, id := range gone {
		d.texts.Forget(id)
	}
	if it, ok := d.p.Report(outrider.ReportID(c.ID)); ok && text != nil && !it.Erased {
		d.texts.AddPrint(it.Report.ID, text)
	}
	return nil
}

// goneTexts lists the reports whose text an erasure or a withdrawal takes out of
// the index.
func (d *Desk) goneTexts(c picture.Change) []outrider.ReportID {
	who, ok := c.Erases()
	if !ok {
		if id, withdrawn := c.Withdraws(); withdrawn {
			return []outrider.ReportID{id}
		}
		return nil
	}
	x, ok := d.p.Person(who)
	if !ok {
		return nil
	}
	var ids []outrider.ReportID
	for _, it := range x.Reports {
		ids = append(ids, it.Report.ID)
	}
	return ids
}

// part makes one part of an entry; no people means the desk's own.
func part(body any, purpose outrider.SealPurpose, people ...outrider.PersonID) (outrider.Part, error) {
	b, err := picture.Encode(body)
	if len(people) == 0 {
		purpose = outrider.PurposeDesk
	}
	return outrider.Part{People: people, Purpose: purpose, Body: b}, err
}

// entry makes an entry of one desk part, with an optional note sealed for the
// people it is about.
func (d *Desk) entry(t outrider.EntryType, by outrider.UserID, body any) (outrider.Entry, error) {
	p, err := part(body, outrider.PurposeDesk)
	return outrider.Entry{ID: d.o.NewID("e"), Type: t, Version: 1, By: by, Parts: []outrider.Part{p}}, err
}

// withNote adds free text to a decision, sealed for the people it is about.
func withNote(e outrider.Entry, note string, people []outrider.PersonID) (outrider.Entry, error) {
	if note == "" {
		return e, nil
	}
	p, err := part(picture.NoteBody{Text: note}, outrider.PurposeRecord, people...)
	e.Parts = append(e.Parts, p)
	return e, err
}
