package picture

import (
	"cmp"
	"slices"
	"time"

	"outrider"
)

// DangerBody is the body of every entry whose type begins with "danger.", sealed for
// the person whom the record is about.
type DangerBody struct {
	Danger outrider.Danger `json:"danger"`
}

// dangerEntries are the types of entry that have a DangerBody.
var dangerEntries = []outrider.EntryType{outrider.EntryDangerOpened, outrider.EntryDangerKnown, outrider.EntryDangerReviewed, outrider.EntryDangerOption,
	outrider.EntryDangerDecided, outrider.EntryDangerDissent, outrider.EntryDangerRung, outrider.EntryDangerReceipt,
	outrider.EntryDangerOffered, outrider.EntryDangerLinked, outrider.EntryDangerVital, outrider.EntryDangerClosed, outrider.EntryDangerLooked, outrider.EntryDangerReopened}

// DangerFact is one fact of a threat record, and who wrote it down when.
type DangerFact struct {
	outrider.Danger
	Signed
	ID string // of the entry
}

// Danger is one threat record: everything that was written into it, oldest first.
// Nothing is ever taken out.
type Danger struct {
	ID     outrider.DangerID
	Person outrider.PersonID
	Facts  []*DangerFact
	Woken  []Wake // what came after it was closed, oldest first

	level  outrider.DangerLevel
	owner  outrider.UserID
	review time.Time
	began  Signed // opened, reopened or raised last
	closed *DangerFact
	looked time.Time // when the record was closed, or looked at after that
}

// Wake is a finding or an alert that asks to act, which came after a record was closed.
type Wake struct {
	At      time.Time
	Finding outrider.FindingID
	Alert   outrider.AlertID
}

// applyDanger adds a fact to its record.
func (p *Picture) applyDanger(c Change) {
	if c.danger == nil {
		return
	}
	f := &DangerFact{Danger: c.danger.Danger, Signed: Signed{By: c.By, At: c.Recorded, Seq: c.Seq}, ID: c.ID}
	x := p.people[f.Person]
	if x == nil || x.Erased {
		return
	}
	r := p.dangers[f.Record]
	if r == nil || r.Person != f.Person {
		if f.Opened == nil || r != nil {
			return
		}
		r = &Danger{ID: f.Record, Person: f.Person}
		x.Dangers, p.dangers[r.ID] = append(x.Dangers, r), r
	}
	r.add(f)
}

// add keeps a fact and works out what follows from it.
func (r *Danger) add(f *DangerFact) {
	r.Facts = append(r.Facts, f)
	switch {
	case f.Opened != nil:
		r.level, r.owner, r.review, r.began = f.Opened.Level, f.Opened.Owner, f.Opened.Review, f.Signed
	case f.Reviewed != nil:
		if f.Reviewed.Level.Above(r.level) {
			r.began = f.Signed
		}
		r.level, r.owner, r.review = f.Reviewed.Level, f.Reviewed.Owner, f.Reviewed.Review
	case f.Closed != nil:
		r.closed, r.owner, r.review, r.looked, r.Woken = f, f.Closed.Owner, f.Closed.Review, f.At, nil
	case f.Looked != nil:
		r.review, r.looked, r.Woken = f.Looked.Review, f.At, nil
	case f.Reopened != nil:
		r.closed, r.owner, r.review, r.began, r.Woken = nil, f.Reopened.Owner, f.Reopened.Review, f.Signed, nil
	}
}

// Danger finds a threat record and whom it is about.
func (p *Picture) Danger(id outrider.DangerID) (*Person, *Danger) {
	r := p.dangers[id]
	if r == nil {
		return nil, nil
	}
	return p.people[r.Person], r
}

// forgetDangers takes the records of a person out of the index.
func (p *Picture) forgetDangers(x *Person) {
	for _, r := range x.Dangers {
		delete(p.dangers, r.ID)
	}
}

// wake notes on closed records what came since: a finding that was not there before,
// or an alert that asks to act.
func (p *Picture) wake(w Wake, people ...outrider.PersonID) {
	for _, id := range people {
		x := p.people[id]
		if x == nil {
			continue
		}
		for _, r := range x.Dangers {
			if r.closed != nil {
				r.Woken = append(r.Woken, w)
			}
		}
	}
}

// Wakes lists what came since a record was closed or last looked at and still
// stands, oldest first.
func (p *Picture) Wakes(r *Danger) []Wake {
	return slices.DeleteFunc(slices.Clone(r.Woken), func(w Wake) bool {
		if w.Alert != "" {
			_, stands := p.alerts[w.Alert]
			return !stands
		}
		f := p.findings[w.Finding]
		return f == nil || !slices.Contains(f.People, r.Person)
	})
}

// Level is the level that a record has now.
func (r *Danger) Level() outrider.DangerLevel { return r.level }

// Owner is who owns a record now, open or closed.
func (r *Danger) Owner() outrider.UserID { return r.owner }

// Review is when a record is to be looked at again; after it was closed too.
func (r *Danger) Review() time.Time { return r.review }

// Began is when the clocks of the record began to run: when it was opened, reopened
// or raised to a higher level, whichever came last.
func (r *Danger) Began() time.Time { return r.began.At }

// Counts reports whether something that was done at a moment and written down by an
// entry answers the danger as it is held now: it came after the clocks began.
func (r *Danger) Counts(seq uint64, done time.Time) bool {
	return seq > r.began.Seq && !done.Before(r.began.At)
}

// Closed is the fact that closed the record; nil where it is open.
func (r *Danger) Closed() *DangerFact { return r.closed }

// Looked is when a closed record was closed or looked at again.
func (r *Danger) Looked() time.Time { return r.looked }

// Opened is the fact that opened the record.
func (r *Danger) Opened() *DangerFact { return r.Facts[0] }

// Find returns the fact that a record gave an id, or nil.
func (r *Danger) Find(id string) *DangerFact {
	i := slices.IndexFunc(r.Facts, func(f *DangerFact) bool { return id != "" && f.Given() == id })
	if i < 0 {
		return nil
	}
	return r.Facts[i]
}

// Given is the id that a fact has within its record: something that others are about.
func (f *DangerFact) Given() string {
	switch {
	case f.Known != nil:
		return f.Known.ID
	case f.Option != nil:
		return f.Option.ID
	case f.Decision != nil:
		return f.Decision.ID
	case f.Rung != nil:
		return f.Rung.ID
	case f.Offer != nil:
		return f.Offer.ID
	case f.Dissent != nil:
		return f.Dissent.ID
	}
	return ""
}

// Agreed is the second person's word on a decision not to warn, given by another than
// the decider for exactly this decision; nil while there is none.
func (p *Picture) Agreed(r *Danger, f *DangerFact) *Approval {
	a, ok := p.Approval(f.Decision.Approval)
	if !ok || a.Act != outrider.ApproveNoWarning || a.About != string(r.ID) || a.State != ApprovalGiven || a.Answered.By == f.By {
		return nil
	}
	return a
}

// Decided is the decision that counts at a moment: the last to warn, or the last not
// to warn that a second person agreed to and whose review date lies ahead, whichever
// was made later, since the clocks began. Nil: nothing is decided, and the person is
// to be warned by the record's clock.
func (p *Picture) Decided(r *Danger, now time.Time) *DangerFact {
	for _, f := range slices.Backward(r.Facts) {
		if f.Decision == nil || f.Seq < r.began.Seq {
			continue
		}
		if f.Decision.Verdict == outrider.DangerWarn || p.Agreed(r, f) != nil && now.Before(f.Decision.Review) {
			return f
		}
	}
	return nil
}

// Proposed is the newest decision, where it is one not to warn and a second person
// has not agreed to it; waits, where they have said nothing either. Nil: there is none.
func (p *Picture) Proposed(r *Danger) (f *DangerFact, waits bool) {
	for _, f := range slices.Backward(r.Facts) {
		if f.Decision != nil && f.Seq > r.began.Seq {
			if f.Decision.Verdict == outrider.DangerWarn || p.Agreed(r, f) != nil {
				return nil, false
			}
			a, ok := p.Approval(f.Decision.Approval)
			return f, ok && a.State == ApprovalWaits
		}
	}
	return nil, false
}

// RanOut is the last decision not to warn that was agreed to and whose review date
// has passed, where nothing that counts was decided since; nil where there is none.
func (p *Picture) RanOut(r *Danger, now time.Time) *DangerFact {
	if p.Decided(r, now) != nil {
		return nil
	}
	for _, f := range slices.Backward(r.Facts) {
		if f.Decision != nil && f.Seq > r.began.Seq && f.Decision.Verdict == outrider.DangerSilent && p.Agreed(r, f) != nil {
			return f
		}
	}
	return nil
}

// Receipt is the last word on a step; nil while there is none.
func (r *Danger) Receipt(rung string) *DangerFact {
	for _, f := range slices.Backward(r.Facts) {
		if f.Receipt != nil && f.Receipt.Rung == rung {
			return f
		}
	}
	return nil
}

// Told reports whether the person was told since the clocks began: by a step that
// warns and is not known to have missed them; sure, where it is known to have reached them.
func (r *Danger) Told() (told, sure bool) {
	for _, f := range r.Facts {
		if f.Rung == nil || !f.Rung.Warns || !r.Counts(f.Seq, f.Rung.Given) {
			continue
		}
		got := r.Receipt(f.Rung.ID)
		told = told || got == nil || got.Receipt.Reached
		sure = sure || got != nil && got.Receipt.Reached
	}
	return told, sure
}

// Unsure is the last step that warned since the clocks began and of which nobody has
// said whether it reached the person; nil where one is known to have reached them, or
// nobody warned.
func (r *Danger) Unsure() *DangerFact {
	if _, sure := r.Told(); sure {
		return nil
	}
	var last *DangerFact
	for _, f := range r.Steps() {
		if f.Rung.Warns && r.Counts(f.Seq, f.Rung.Given) && r.Receipt(f.Rung.ID) == nil {
			last = f
		}
	}
	return last
}

// Missed is when it was last written down that a step which warned, since the clocks
// began, did not reach the person; zero where none is known to have missed them.
func (r *Danger) Missed() time.Time {
	for _, f := range slices.Backward(r.Facts) {
		if f.Receipt == nil || f.Receipt.Reached {
			continue
		}
		if g := r.Find(f.Receipt.Rung); g != nil && g.Rung != nil && g.Rung.Warns && r.Counts(g.Seq, g.Rung.Given) {
			return f.At
		}
	}
	return time.Time{}
}

// Linked lists who may be hit as well, as it was last said of each.
func (r *Danger) Linked() []outrider.DangerLink {
	var out []outrider.DangerLink
	put := func(l outrider.DangerLink) {
		for i, o := range out {
			if o.Person == l.Person && o.Who == l.Who {
				out[i] = l
				return
			}
		}
		out = append(out, l)
	}
	for _, f := range r.Facts {
		if f.Opened != nil {
			for _, l := range f.Opened.Linked {
				put(l)
			}
		}
		if f.Link != nil {
			put(*f.Link)
		}
	}
	return out
}

// Vital is the last ground on which the record goes on for somebody who withdrew,
// said after a moment; nil where none was.
func (r *Danger) Vital(after time.Time) *DangerFact {
	for _, f := range slices.Backward(r.Facts) {
		if f.Vital != nil && !f.At.Before(after) {
			return f
		}
	}
	return nil
}

// Count counts the facts of a record that are of a kind.
func (r *Danger) Count(kind outrider.EntryType) int {
	n := 0
	for _, f := range r.Facts {
		if f.Entry() == kind {
			n++
		}
	}
	return n
}

// Offers counts offers of measures that were made since the clocks began.
func (r *Danger) Offers() int {
	n := 0
	for _, f := range r.Facts {
		if f.Offer != nil && r.Counts(f.Seq, f.Offer.Given) {
			n++
		}
	}
	return n
}

// Steps lists the steps of the response in the order in which they were given.
func (r *Danger) Steps() []*DangerFact {
	var out []*DangerFact
	for _, f := range r.Facts {
		if f.Rung != nil {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b *DangerFact) int {
		return cmp.Or(a.Rung.Given.Compare(b.Rung.Given), cmp.Compare(a.Seq, b.Seq))
	})
	return out
}
