package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// OwnData is what a person may know of what the desk holds about them, and of who
// looked. Times are in their zone. It shows what others said as counts alone, and
// nobody else: who reported is for those who reported.
type OwnData struct {
	Stopped  OwnStopped
	Counts   []OwnCount
	Reports  []OwnReport // their own, newest first
	Looks    []OwnLook   // the newest first
	Earlier  int         // looks before those
	Tried    []time.Time // when the desk learnt that somebody tried codes on these pages, the newest first
	Shared   []OwnShared // the newest first
	Consents []ConsentLine
}

// OwnCount is how much is held of one sort: "reports", "own", "judgements", "alerts".
type OwnCount struct {
	What string
	N    int
}

// OwnReport is one report that the person filed themselves.
type OwnReport struct {
	Report outrider.ReportID
	Kind   outrider.Kind
	Saved  time.Time
	Read   time.Time // zero: nobody has read it yet
	Text   string
}

// OwnLook is one look of somebody at the person's record: what they are to the desk,
// never who.
type OwnLook struct {
	Role outrider.Role
	At   time.Time
	Name bool // they asked to see who the person is
}

// OwnShared is something that was told to somebody outside the desk.
type OwnShared struct {
	To     string
	What   string
	At     time.Time
	Agreed bool // without consent it was told for one of the listed grounds
	Back   string
	BackBy time.Time // by when the desk is to know what became of it, while it has asked
}

// RoleReceiver is what somebody is to a person who was asked to help them and looked on
// their own page; it is no role of the desk.
const RoleReceiver outrider.Role = "receiver"

// What became of what was told, once a yes was taken back.
const (
	BackAsked = "asked" // the desk has asked for it back
	BackDone  = "done"  // it was got back
	BackNot   = "not"   // it could not be got back
)

// OwnData shows a person what is held about them. Under duress, and to somebody whose
// record holds nothing, it is the same: empty.
func (d *Desk) OwnData(_ context.Context, o Own) (OwnData, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	if err != nil {
		return OwnData{}, err
	}
	c, zone, held := d.consentsOf(o, x), d.zoneOf(o.Person), d.held(o)
	v := OwnData{Stopped: stoppedBy(c, d.now()), Counts: d.ownCounts(o, x)}
	if v.Stopped != RecordStopped {
		v.Reports = d.ownReports(o, x, zone)
	}
	for _, p := range outrider.ConsentPurposes {
		if a, ok := c.Purposes[p]; ok {
			v.Consents = append(v.Consents, d.ownConsent(p, "", a, zone))
		}
	}
	for _, n := range slices.Sorted(maps.Keys(c.Shares)) {
		v.Consents = append(v.Consents, d.ownConsent(outrider.ForSharing, asWritten(x, n), c.Shares[n], zone))
	}
	if held {
		return v, nil
	}
	v.Looks, v.Earlier = d.ownLooks(x, zone)
	v.Tried = triedOn(x.Portal.Tried, zone)
	v.Shared = d.ownShared(x, zone)
	return v, nil
}

func (d *Desk) ownConsent(p outrider.ConsentPurpose, with string, a outrider.Agreed, zone *time.Location) ConsentLine {
	l := d.consentLine(p, with, a)
	l.Expires, l.Withdrawn = l.Expires.In(zone), l.Withdrawn.In(zone)
	return l
}

// asWritten is a recipient's name as it was last agreed to; names are compared in a
// form that nobody writes.
func asWritten(x *picture.Person, key string) string {
	for _, w := range slices.Backward(x.Words) {
		if w.Given == nil {
			continue
		}
		for _, n := range w.Given.With {
			if outrider.RecipientKey(n) == key {
				return n
			}
		}
	}
	return key
}

// ownCounts counts what is held. What others said is a number.
func (d *Desk) ownCounts(o Own, x *picture.Person) []OwnCount {
	own, others := 0, 0
	for _, it := range x.Reports {
		switch {
		case d.shownTo(o, it):
			own++
		case !d.held(o) && !it.Erased:
			others++
		}
	}
	judged := len(x.Judged) + len(x.Published)
	if d.held(o) {
		judged = 0
	}
	return []OwnCount{{"own", own}, {"reports", others}, {"judgements", judged}}
}

func (d *Desk) ownReports(o Own, x *picture.Person, zone *time.Location) []OwnReport {
	var out []OwnReport
	for _, it := range slices.Backward(x.Reports) {
		if !d.shownTo(o, it) {
			continue
		}
		r := OwnReport{Report: it.Report.ID, Kind: it.Report.Kind, Saved: it.Recorded.In(zone), Text: it.Report.Text}
		if !it.Opened.IsZero() {
			r.Read = it.Opened.In(zone)
		}
		out = append(out, r)
	}
	return out
}

// ownLooks lists who looked. The desk's own looks, and those of people who are no
// longer known, say so by an empty role.
func (d *Desk) ownLooks(x *picture.Person, zone *time.Location) (looks []OwnLook, earlier int) {
	for _, l := range slices.Backward(x.Looks) {
		u, _ := d.p.User(l.By)
		if l.By == outrider.Receiver {
			u.Role = RoleReceiver
		}
		looks = append(looks, OwnLook{Role: u.Role, At: l.At.In(zone), Name: l.Act == "identity"})
	}
	return looks, x.Looked - len(x.Looks)
}

// ownShared lists what was told to others: passed on, or opened by somebody of
// another house.
func (d *Desk) ownShared(x *picture.Person, zone *time.Location) []OwnShared {
	var out []OwnShared
	for _, p := range slices.Backward(x.Passed) {
		if !p.Went() {
			continue
		}
		s := OwnShared{To: p.To, What: p.What, At: p.At.In(zone), Agreed: p.Ground == ""}
		if p.Settled != nil {
			s.At = p.SettledBy.At.In(zone)
		}
		s.Back, s.BackBy = backState(x, p.To, p.What, zone)
		out = append(out, s)
	}
	for _, l := range d.opened(x) {
		s := OwnShared{To: l.to, What: "", At: l.at.In(zone), Agreed: true}
		s.Back, s.BackBy = backState(x, l.to, "report "+string(l.report), zone)
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b OwnShared) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.To, b.To)) })
	return out
}

// lookedAt is a report that somebody of another house has opened.
type lookedAt struct {
	to     string
	report outrider.ReportID
	at     time.Time
}

// opened lists the reports about a person that users of another house were named on
// and have opened.
func (d *Desk) opened(x *picture.Person) []lookedAt {
	var out []lookedAt
	for _, it := range x.Reports {
		for _, id := range it.Recipients {
			u, ok := d.p.User(id)
			if at := d.p.LastLook(id, string(it.Report.ID)); ok && u.Role == outrider.RoleLiaison && it.By != id && !at.IsZero() {
				out = append(out, lookedAt{u.Name, it.Report.ID, at})
			}
		}
	}
	return out
}

// backState says what became of a recall of something, and by when that is to be known.
func backState(x *picture.Person, from, what string, zone *time.Location) (state string, by time.Time) {
	for _, r := range x.Recalls {
		if outrider.RecipientKey(r.From) != outrider.RecipientKey(from) || r.What != what {
			continue
		}
		switch {
		case r.Closed == nil:
			state, by = BackAsked, r.Due.In(zone)
		case r.Closed.Done:
			state, by = BackDone, time.Time{}
		default:
			state, by = BackNot, time.Time{}
		}
	}
	return state, by
}

// OwnRisk is what the organisation stands by about a person's danger, for them: a
// number with its range, as an index into seven words, by the person's own wish of how
// to hear it. None where nothing is published, or where advice has stopped.
type OwnRisk struct {
	Telling outrider.Telling
	P       outrider.Probability // of harm within 90 days, between floor and ceiling
	Word    int                  // 0 the least likely, 6 the most
	Until   time.Time            // when it is looked at again
}

// OwnRisk shows a person what somebody of the organisation has published about their
// danger. What the engine thinks is not shown to them: nobody stands by it.
func (d *Desk) OwnRisk(_ context.Context, o Own) (*OwnRisk, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	if err != nil {
		return nil, err
	}
	if d.held(o) || !x.Allows(outrider.ForAdvice, d.now()) {
		return nil, nil
	}
	for _, p := range slices.Backward(x.Published) {
		harm, ok := p.Harm["90d"]
		if !p.Stands(d.now()) || !ok || harm.NoData {
			continue
		}
		harm = harm.Shown()
		return &OwnRisk{Telling: x.Telling.Or(), P: harm, Word: bandOf(harm.P), Until: p.Review.In(d.zoneOf(o.Person))}, nil
	}
	return nil, nil
}

// bandOf is which of the seven bands of ICD 203, which has no gaps, holds a number.
func bandOf(p float64) int {
	for i, b := range outrider.ICD203.Bands {
		if p*100 <= b.High {
			return i
		}
	}
	return len(outrider.ICD203.Bands) - 1
}
