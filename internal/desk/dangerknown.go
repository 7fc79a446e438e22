package desk

import (
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// DangerKnownLine is something that was known: what, since when, on what. What a record
// held stays in it; Undone says what became since of what it rested on.
type DangerKnownLine struct {
	DangerWords
	outrider.DangerKnown
	Late     string    `json:"late,omitempty"`   // how long after it ought to have been known it was
	Lag      string    `json:"lag,omitempty"`    // how long after it happened it was known
	Undone   string    `json:"undone,omitempty"` // in words: withdrawn, taken back, changed
	UndoneAt time.Time `json:"undone_at,omitzero"`
}

// knownLine writes a known fact. Since when it was known is no secret of what it rests on.
func (d *Desk) knownLine(v picture.View, w DangerWords, r *picture.Danger, f *picture.DangerFact) DangerKnownLine {
	k := *f.Known
	l := DangerKnownLine{DangerWords: w, DangerKnown: k}
	if w.Masked {
		l.DangerKnown = outrider.DangerKnown{ID: k.ID, From: k.From, Knew: k.Knew}
		return l
	}
	if !k.Ought.IsZero() {
		l.Late = spanText(k.Knew.Sub(k.Ought))
	}
	if lag := k.Knew.Sub(k.Happened.Last()); !k.Happened.IsZero() && lag >= time.Hour {
		l.Lag = spanText(lag)
	}
	l.Undone, l.UndoneAt = d.undoneSince(v, r, f)
	return l
}

// undoneSince says what became since of what a known fact rested on: a report that was
// withdrawn or taken back, a finding that fell or says something else now. It changes
// nothing about what was known then, and tells nobody of reports that are not for them.
func (d *Desk) undoneSince(v picture.View, r *picture.Danger, f *picture.DangerFact) (what string, at time.Time) {
	whole := f.Known.From == outrider.FromReport
	for _, id := range f.Basis {
		it, ok := d.p.Report(id)
		switch {
		case !ok || it.Erased:
		case it.Retracted && (what == "" || it.Withdrawn.Before(at)):
			what, at = partly(whole, "the report was withdrawn", "a report under it was withdrawn"), it.Withdrawn
		case what == "" && d.isUndone(id):
			what, at = partly(whole, "whoever said it took it back", "something under it was taken back by whoever said it"), d.takenBackAt(id)
		}
	}
	if what != "" || f.Known.From != outrider.FromFinding {
		return what, at
	}
	fi, ok := d.p.Finding(outrider.FindingID(f.Known.Cites))
	if !ok || !slices.Contains(fi.People, r.Person) {
		return "this finding does not stand any more", at
	}
	if since := d.p.Found(fi.ID).Since; since.After(f.Known.Knew) && v.SeesAll(fi.Reports) {
		return "this finding says something else now", since
	}
	return "", at
}

func partly(whole bool, of, under string) string {
	if whole {
		return of
	}
	return under
}

// takenBackAt is when it was first written down that whoever said a thing took it back;
// zero where something else was taken back, from which it derives.
func (d *Desk) takenBackAt(id outrider.ReportID) time.Time {
	for _, it := range d.p.Corrections() {
		if it.Report.Retracts == id {
			return it.Recorded
		}
	}
	return time.Time{}
}
