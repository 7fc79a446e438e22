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

// fileBatch is how many drafts of an import are made durable at a time.
const fileBatch = 500

// File takes drafts in at the door: authorise, record durably, then think and
// tell. A draft that cannot be filed is refused with its place and its reason in
// the receipt; the others are filed. The error is for what stops everything.
func (d *Desk) File(ctx context.Context, by outrider.UserID, drafts ...outrider.Draft) ([]Receipt, error) {
	drafts, shots, err := d.develop(by, drafts)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	u, err := d.may(by, policy.FileReport) // 1 authorise
	if err != nil {
		return nil, err
	}
	receipts := make([]Receipt, 0, len(drafts))
	for batch := range slices.Chunk(drafts, fileBatch) {
		got, err := d.fileBatch(ctx, u, batch, shots[len(receipts):])
		receipts = append(receipts, got...)
		if err != nil {
			return receipts, err
		}
	}
	return receipts, nil
}

// fileBatch is the straight line from drafts to alerts.
func (d *Desk) fileBatch(ctx context.Context, u outrider.User, drafts []outrider.Draft, shots []developed) ([]Receipt, error) {
	receipts := make([]Receipt, len(drafts))
	var facts []outrider.Entry
	var filed []outrider.ReportID
	taken := map[outrider.ReportID]bool{}
	for i, dr := range drafts {
		unknown := slices.Concat(d.resolvePeople(u, &dr.Report, dr.Person), d.correct(u, &dr.Report))
		e, r, err := d.reportEntry(u, dr)
		if err == nil && taken[r.ID] {
			err = errFiledBefore
		}
		var photos []outrider.Entry
		if err == nil {
			photos, err = d.photoEntries(u.ID, r.ID, r.About, shots[i])
		}
		if err != nil {
			receipts[i] = Receipt{Where: dr.Where, Refused: refusal(err), Warnings: dr.Warnings}
			continue
		}
		facts, taken[r.ID] = append(append(facts, e), photos...), true
		filed = append(filed, r.ID)
		receipts[i] = receiptOf(r, dr)
		receipts[i].Photos = shots[i].kept()
		receipts[i].Warnings = slices.Concat(dr.Warnings, unknown, d.unread(u, r, dr.Recipients))
	}
	if err := d.record(ctx, ledger.Any(), facts...); err != nil { // 2 record, 3 apply
		return nil, err
	}
	derived, err := d.rethink(ctx, matter{people: d.touched(filed), news: filed, again: filed}) // 4 claims and findings, 5 assess, 6 record, 7 apply
	if err != nil {
		return receipts, err
	}
	for i := range receipts {
		d.fillReceipt(u, &receipts[i], derived)
	}
	d.ring()                     // what came in is held against the lists beside the door
	return receipts, d.tell(ctx) // 7 tell
}

// refusal is what a receipt says about a draft that was not filed.
func refusal(err error) string {
	if h := outrider.HintText(err); h != "" {
		return outrider.SafeText(err) + "; " + h
	}
	return outrider.SafeText(err)
}

func receiptOf(r outrider.Report, dr outrider.Draft) Receipt {
	rc := Receipt{Report: r.ID, Where: dr.Where, Urgent: r.Urgent(), Warnings: dr.Warnings,
		Next: "It is kept. An analyst will grade it; you will be asked if something is unclear."}
	if rc.Urgent {
		rc.Emergency = emergency(r)
		rc.Next = "Follow the steps above now. Your report stands at the front of the desk's queue, and somebody will contact you."
	}
	if r.LifeAtRisk {
		rc.Next = "The duty officer has been called. Follow the steps above now; somebody will contact you."
	}
	return rc
}

// fillReceipt adds what filing led to. Whoever may not open a person's page is
// told nothing that depends on the register, or guessing at code names would
// read it.
func (d *Desk) fillReceipt(u outrider.User, rc *Receipt, derived []outrider.Entry) {
	it, ok := d.p.Report(rc.Report)
	if !ok {
		return
	}
	rc.Seq, rc.Recorded = it.Seq, it.Recorded
	if !policy.May(u, policy.ReadPerson) {
		return
	}
	v := d.p.For(u).At(d.now())
	for _, id := range it.Report.About {
		if _, ok := v.Person(id); ok {
			rc.People++
		}
	}
	if rc.People < len(it.Report.About) || slices.ContainsFunc(rc.Warnings, func(n outrider.Notice) bool { return n.What == unknownCode }) {
		return // whoever must be told nothing of somebody learns no more than of a code that nobody has
	}
	for _, e := range derived {
		switch e.Type {
		case outrider.EntryAlert:
			if st, ok := d.p.Alert(outrider.AlertID(e.ID)); ok && slices.Contains(st.Alert.Basis, rc.Report) {
				rc.Alerts = append(rc.Alerts, st.Alert.ID)
			}
		case outrider.EntryFinding:
			if f, ok := d.findingOf(e); ok && len(f.Rows) > 0 && slices.Contains(f.Reports, rc.Report) {
				rc.Findings++
			}
		}
	}
}

// errFiledBefore refuses a second report under an id: the first one stands.
var errFiledBefore = &outrider.Error{Code: outrider.CodeConflict, Safe: "a report with this id was filed before", Hint: "leave the id out, or correct the earlier report"}

// reportEntry validates a draft and cuts it into the parts it is sealed in: one
// for one person; for several a joint part and each one's own facts; for nobody
// in the register a key of its own, so that it can go with whoever is found in
// it later.
func (d *Desk) reportEntry(u outrider.User, dr outrider.Draft) (outrider.Entry, outrider.Report, error) {
	r := dr.Report
	if r.ID == "" {
		r.ID = outrider.ReportID(d.o.NewID("r"))
	} else if _, again := d.p.Report(r.ID); again {
		return outrider.Entry{}, r, errFiledBefore
	}
	r.Handling = r.Handling.Or()
	if err := r.Validate(); err != nil {
		return outrider.Entry{}, r, err
	}
	r.Said.Names = dr.Names
	body := picture.FiledBody{Report: r, Proposals: d.proposals(r, dr), Notices: dr.Warnings, Recipients: dr.Recipients}
	body.Subjects, body.Links = d.subjects(r.Said)
	e := outrider.Entry{ID: string(r.ID), Type: outrider.EntryReportFiled, Version: 1, By: u.ID}
	parts, err := filedParts(body)
	e.Parts = parts
	return e, r, err
}

// filedParts cuts a report's body into the parts it is sealed in.
func filedParts(body picture.FiledBody) ([]outrider.Part, error) {
	about := body.Report.About
	if len(about) == 0 {
		p, err := part(body, outrider.PurposeRecord, orphan(body.Report.ID))
		return []outrider.Part{p}, err
	}
	whole, err := part(body, outrider.PurposeRecord, about...)
	if err != nil || len(about) == 1 {
		return []outrider.Part{whole}, err
	}
	parts := []outrider.Part{whole}
	for _, id := range about {
		own := picture.FiledBody{Report: picture.OwnFacts(body.Report, id), Subjects: body.Subjects, Links: body.Links, Recipients: body.Recipients, Partial: true}
		p, err := part(own, outrider.PurposeRecord, id)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// orphan names the key of a report that is about nobody in the register.
func orphan(id outrider.ReportID) outrider.PersonID { return outrider.PersonID("x-" + string(id)) }

// unknownCode is said of a code name that nobody has, and of one whose bearer wants
// this user to be told nothing: the report reaches the desk in both cases.
const unknownCode = "no such code name is open to you in the register: the report is kept, and waits for somebody to say whom it is about"

// resolvePeople turns a code name as written into an id. A code that is not in
// the register leaves the report unassigned: it is kept, and waits for a human.
// Somebody who may not open a person's page learns nothing from either case.
func (d *Desk) resolvePeople(u outrider.User, r *outrider.Report, code string) (unknown []outrider.Notice) {
	var about []outrider.PersonID
	v := d.p.For(u).At(d.now())
	for _, id := range r.About {
		if x, ok := d.p.Person(id); ok && !x.Erased && !slices.Contains(about, id) {
			about = append(about, id)
		}
	}
	for _, c := range strings.FieldsFunc(code, func(r rune) bool { return r == ',' || r == ';' }) {
		x, ok := d.p.ByCode(c)
		known := ok
		if ok {
			_, known = v.Person(x.Protectee.ID)
		}
		if !known && strings.TrimSpace(c) != "" {
			unknown = append(unknown, outrider.Notice{Where: "person", What: unknownCode})
		}
		if ok && !slices.Contains(about, x.Protectee.ID) {
			about = append(about, x.Protectee.ID)
		}
	}
	slices.Sort(about)
	r.About = about
	if !policy.May(u, policy.ReadPerson) {
		return nil
	}
	return unknown
}

// touched lists the people whose picture some reports change: those they are
// about, and those who share a stranger with them.
func (d *Desk) touched(ids []outrider.ReportID) []outrider.PersonID {
	seen := map[outrider.PersonID]bool{}
	for _, id := range ids {
		it, ok := d.p.Report(id)
		if !ok {
			continue
		}
		for _, who := range it.Report.About {
			seen[who] = true
		}
		if other, ok := d.p.Report(it.Report.Corrects()); ok {
			for _, who := range other.Report.About {
				seen[who] = true
			}
		}
		if len(it.Report.About) == 0 {
			continue
		}
		for _, s := range d.sightingsOf(it, it.Report.About[0]) {
			d.sharers(s.Selector.Key(), seen)
		}
	}
	out := make([]outrider.PersonID, 0, len(seen))
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// maxSharers bounds how many people one selector may drag into a rethink: a
// value that everybody reports is common, and an adversary who floods it must
// not make the desk slow.
const maxSharers = 64

func (d *Desk) sharers(key string, seen map[outrider.PersonID]bool) {
	n := 0
	for _, it := range d.carrying(key) {
		for _, who := range it.Report.About {
			if !seen[who] {
				if n++; n > maxSharers {
					return
				}
				seen[who] = true
			}
		}
	}
}
