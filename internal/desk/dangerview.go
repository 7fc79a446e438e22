package desk

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// DangerQuery asks for one threat record.
type DangerQuery struct {
	ID outrider.DangerID `json:"id"`
	At time.Time         `json:"at,omitzero"` // as it was known then; zero: now
}

// DangersQuery asks for a list of threat records.
type DangersQuery struct {
	Person outrider.PersonID `json:"person,omitempty"` // empty: everybody's
	Silent bool              `json:"silent,omitempty"` // only those with a decision not to warn
	Closed bool              `json:"closed,omitempty"` // closed ones too
}

// DangerLine is a threat record in a list.
type DangerLine struct {
	ID       outrider.DangerID `json:"id"`
	Person   outrider.PersonID `json:"person"`
	Code     string            `json:"code"`
	What     string            `json:"what,omitempty"`
	Masked   bool              `json:"masked,omitempty"` // its words rest on reports that are not for the user
	State    string            `json:"state"`            // open, closed, look-again
	Level    string            `json:"level"`
	Imminent bool              `json:"imminent,omitempty"`
	Stands   string            `json:"stands"` // how the warning stands, in words
	Owner    string            `json:"owner"`
	Review   time.Time         `json:"review,omitzero"`
	Opened   time.Time         `json:"opened"`
	Next     *DangerClock      `json:"next,omitempty"` // what is due first
}

// SilentLine is one decision not to warn, in force or not.
type SilentLine struct {
	Record  outrider.DangerID `json:"record"`
	Person  outrider.PersonID `json:"person"`
	Code    string            `json:"code"`
	ID      string            `json:"id"`
	State   string            `json:"state"` // waits, in-force, run-out, refused, replaced
	Ground  string            `json:"ground"`
	Reasons string            `json:"reasons,omitempty"`
	Masked  bool              `json:"masked,omitempty"`
	By      string            `json:"by"`
	At      time.Time         `json:"at"`
	Second  string            `json:"second,omitempty"` // who agreed, or gave it back
	Review  time.Time         `json:"review"`
}

// DangersView lists threat records, and every decision not to warn in them.
type DangersView struct {
	Now     time.Time    `json:"now"`
	Records []DangerLine `json:"records"` // the most pressing first
	Silent  []SilentLine `json:"silent"`  // newest first
	MayOpen bool         `json:"may_open,omitempty"`
}

// Dangers lists threat records, cut to a user.
func (d *Desk) Dangers(ctx context.Context, by outrider.UserID, q DangersQuery) (DangersView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadDanger)
	if err != nil {
		return DangersView{}, err
	}
	people := v.People()
	if q.Person != "" {
		x, ok := v.Person(q.Person)
		if !ok || x.Erased {
			return DangersView{}, outrider.ErrNotFound
		}
		people = []*picture.Person{x}
	}
	dv := DangersView{Now: d.now(), Records: []DangerLine{}, Silent: []SilentLine{}, MayOpen: v.May(policy.KeepDanger)}
	objects := []string{}
	for _, x := range people {
		for _, r := range x.Dangers {
			silent := d.silentLines(v, x, r)
			dv.Silent = append(dv.Silent, silent...)
			l := d.dangerLine(v, x, r)
			if (l.State != "closed" || q.Closed) && (!q.Silent || len(silent) > 0) {
				dv.Records, objects = append(dv.Records, l), append(objects, string(r.ID))
			}
		}
	}
	slices.SortStableFunc(dv.Records, pressing)
	slices.SortStableFunc(dv.Silent, func(a, b SilentLine) int { return b.At.Compare(a.At) })
	return dv, d.look(ctx, by, picture.ReadBody{Act: "threat records", Objects: objects, Blind: true})
}

// pressing orders records by what is missed or due first; closed ones come last.
func pressing(a, b DangerLine) int {
	rank := func(l DangerLine) int { return b2i(l.State == "closed") }
	at := func(l DangerLine) time.Time {
		if l.Next != nil {
			return l.Next.By
		}
		return l.Review
	}
	if c := rank(a) - rank(b); c != 0 {
		return c
	}
	return at(a).Compare(at(b))
}

// dangerLines are the records of one person, for their page.
func (d *Desk) dangerLines(v picture.View, x *picture.Person) []DangerLine {
	if !v.May(policy.ReadDanger) {
		return nil
	}
	var out []DangerLine
	for _, r := range slices.Backward(x.Dangers) {
		out = append(out, d.dangerLine(v, x, r))
	}
	slices.SortStableFunc(out, pressing)
	return out
}

func (d *Desk) dangerLine(v picture.View, x *picture.Person, r *picture.Danger) DangerLine {
	o := r.Opened()
	l := DangerLine{ID: r.ID, Person: r.Person, Code: d.code(r.Person), State: d.dangerState(r), Level: r.Level().Name, Imminent: r.Level().Imminent, Stands: d.stands(r),
		Owner: d.userName(r.Owner()), Review: r.Review(), Opened: o.At}
	if l.Masked = !v.SeesAll(o.Basis); !l.Masked {
		l.What = o.Opened.What
	}
	for _, c := range d.clockLines(x, r) {
		if l.Next == nil || c.By.Before(l.Next.By) {
			l.Next = &c
		}
	}
	return l
}

// dangerState is open, closed, or look-again where something came after it was closed.
func (d *Desk) dangerState(r *picture.Danger) string {
	switch {
	case r.Closed() == nil:
		return "open"
	case len(d.p.Wakes(r)) > 0:
		return "look-again"
	}
	return "closed"
}

// stands says in words how the warning stands.
func (d *Desk) stands(r *picture.Danger) string {
	told, sure := r.Told()
	in := d.p.Decided(r, d.now())
	proposed, waits := d.p.Proposed(r)
	switch {
	case sure:
		return "The person was warned, and it is known that it reached them."
	case told:
		return "The person was warned; it is not known whether it reached them."
	case in != nil && in.Decision.Verdict == outrider.DangerSilent:
		return "A decision not to warn is in force until " + in.Decision.Review.UTC().Format("2 Jan 2006 15:04") + " UTC."
	case waits:
		return "A decision not to warn waits for a second person. Until then the person is to be warned."
	case proposed != nil:
		return "A decision not to warn was given back. The person is to be warned."
	case in != nil:
		return "It was decided to warn the person. They have not been warned yet."
	}
	return "Nothing is decided. The person is to be warned by the record's clock."
}

// silentLines lists every decision not to warn in a record.
func (d *Desk) silentLines(v picture.View, x *picture.Person, r *picture.Danger) []SilentLine {
	var out []SilentLine
	for _, f := range r.Facts {
		if f.Decision == nil || f.Decision.Verdict != outrider.DangerSilent {
			continue
		}
		l := SilentLine{Record: r.ID, Person: r.Person, Code: d.code(x.Protectee.ID), ID: f.Decision.ID, Ground: f.Decision.Ground.Name, By: d.userName(f.By), At: f.At, Review: f.Decision.Review}
		l.State, l.Second = d.silentState(r, f)
		if l.Masked = !v.SeesAll(f.Basis); !l.Masked {
			l.Reasons = f.Decision.Reasons
		}
		out = append(out, l)
	}
	return out
}

// silentState is how a decision not to warn stands, and who spoke on it second.
func (d *Desk) silentState(r *picture.Danger, f *picture.DangerFact) (state, second string) {
	a, ok := d.p.Approval(f.Decision.Approval)
	if ok && !a.Answered.At.IsZero() {
		second = d.userName(a.Answered.By)
	}
	proposed, waits := d.p.Proposed(r)
	switch {
	case d.p.Decided(r, d.now()) == f && r.Closed() == nil:
		return "in-force", second
	case proposed == f && waits:
		return "waits", ""
	case ok && a.State == picture.ApprovalRefused:
		return "refused", second
	case d.p.RanOut(r, d.now()) == f || !d.now().Before(f.Decision.Review):
		return "run-out", second
	case r.Closed() != nil && d.p.Decided(r, d.now()) == f:
		return "closed", second
	}
	return "replaced", second
}

// Danger is one threat record with everything in it.
func (d *Desk) Danger(ctx context.Context, by outrider.UserID, q DangerQuery) (DangerView, error) {
	if !q.At.IsZero() {
		a, err := d.readAsOf(ctx, by, Query{AsOf: q.At, Danger: &q})
		if err != nil {
			return DangerView{}, err
		}
		return *a.Danger, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	v, x, r, err := d.dangerFor(by, q.ID, policy.ReadDanger)
	if err != nil {
		return DangerView{}, err
	}
	dv := d.dangerView(v, x, r)
	dv.Head = HeadLine{Seq: d.head.Seq, Hash: hex.EncodeToString(d.head.Hash[:])}
	return dv, d.look(ctx, by, picture.ReadBody{Act: "threat record", Objects: []string{string(r.ID), string(r.Person)}})
}

// dangerPast is a threat record as it could be seen then; dated by the entry that the
// past ended with.
func (d *Desk) dangerPast(ctx context.Context, v picture.View, past *Desk, id outrider.DangerID) (DangerView, error) {
	x, r := past.p.Danger(id)
	if r == nil || x.Erased || !v.May(policy.ReadDanger) {
		return DangerView{}, outrider.ErrNotFound
	}
	if _, ok := v.Person(x.Protectee.ID); !ok {
		return DangerView{}, outrider.ErrNotFound
	}
	dv := past.dangerView(v, x, r)
	for rec, err := range d.o.Book.Read(ctx, past.p.Seq) {
		if err != nil {
			return DangerView{}, err
		}
		dv.Head = HeadLine{Seq: rec.Seq, Hash: hex.EncodeToString(rec.Hash[:])}
		break
	}
	return dv, nil
}

// readDanger is Read for threat records.
func (d *Desk) readDanger(ctx context.Context, by outrider.UserID, q Query) (a Answer, asked bool, err error) {
	switch {
	case q.Danger != nil:
		a.Danger, err = ptr(d.Danger(ctx, by, *q.Danger))
	case q.Dangers != nil:
		a.Dangers, err = ptr(d.Dangers(ctx, by, *q.Dangers))
	case q.Levels:
		a.Levels, err = ptr(d.Levels(ctx, by))
	default:
		return a, false, nil
	}
	return a, true, err
}
