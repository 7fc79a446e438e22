package desk

import (
	"context"
	"slices"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/detect"
	"outrider/internal/ledger"
	"outrider/internal/picture"
)

// maxRethinks bounds how often a thought is thought again because a fact came in
// between; on one node only by what was noted just before the thought began.
const maxRethinks = 8

// matter is what a thought is about.
type matter struct {
	people []outrider.PersonID // who is assessed
	news   []outrider.ReportID // what is new, and may raise an alert
	again  []outrider.ReportID // whose sightings detection looks at again
}

// rethink thinks about a matter and records what came of it.
func (d *Desk) rethink(ctx context.Context, m matter) ([]outrider.Entry, error) {
	return d.conclude(ctx, func() ([]outrider.Entry, error) { return d.think(m) })
}

// conclude records what a thought gives in one batch on the head it was thought
// from. A fact in between makes the thought stale: then it is thought again.
func (d *Desk) conclude(ctx context.Context, thought func() ([]outrider.Entry, error)) ([]outrider.Entry, error) {
	d.notes.writing.Lock()
	defer d.notes.writing.Unlock()
	for range maxRethinks {
		derived, err := thought()
		if err != nil {
			return nil, err
		}
		err = d.record(ctx, ledger.On(d.head), derived...)
		if err == nil {
			return derived, nil
		}
		if outrider.CodeOf(err) != outrider.CodeConflict {
			return nil, err
		}
		if err := d.fold(ctx); err != nil {
			return nil, err
		}
	}
	return nil, &outrider.Error{Code: outrider.CodeConflict, Safe: "other nodes kept writing; the facts are kept and will be thought about at the next report", Hint: "nothing is lost"}
}

// think is the engine: pure in the picture and the clock. It returns derived
// entries and writes nothing.
func (d *Desk) think(m matter) ([]outrider.Entry, error) {
	now := d.now()
	found := d.findings(m)
	var out []outrider.Entry
	for _, f := range found {
		e, err := d.findingEntry(f)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	raised := map[outrider.AlertID]bool{}
	moot := d.moot(m, found)
	for _, id := range m.people {
		if moot(id) {
			continue
		}
		more, err := d.thinkAbout(id, found, m.news, now, raised)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	more, err := d.unassigned(m.news, now, raised)
	return append(out, more...), err
}

// moot says who need not be assessed again: somebody who only shares a stranger
// with those the news is about, where no finding about them came of it. A plate
// that half the town has seen must not cost half the town's assessments.
func (d *Desk) moot(m matter, found []outrider.Finding) func(outrider.PersonID) bool {
	if len(m.again) == 0 {
		return func(outrider.PersonID) bool { return false }
	}
	concerned := map[outrider.PersonID]bool{}
	for _, id := range slices.Concat(m.news, m.again) {
		if it, ok := d.p.Report(id); ok {
			for _, who := range it.Report.About {
				concerned[who] = true
			}
		}
	}
	for _, f := range found {
		for _, who := range f.People {
			concerned[who] = true
		}
	}
	return func(id outrider.PersonID) bool { return !concerned[id] }
}

// findings runs detection over what a matter touches. A finding that is already
// in the picture as it stands is not found again; one that no longer holds is
// withdrawn.
func (d *Desk) findings(m matter) []outrider.Finding {
	seen := d.seenAgain(m.again)
	var out []outrider.Finding
	current := map[outrider.FindingID]bool{}
	for _, f := range detect.Run(sight{d}, d.o.Detect, seen) {
		current[f.ID] = true
		if old, ok := d.p.Finding(f.ID); ok && same(*old, f) {
			continue
		}
		out = append(out, f)
	}
	return append(out, d.withdrawn(m, seen, current)...)
}

// seenAgain lists the sightings of some reports; for a report that was withdrawn,
// what else was seen around the people it was about.
func (d *Desk) seenAgain(ids []outrider.ReportID) []outrider.Sighting {
	var seen []outrider.Sighting
	for _, id := range ids {
		it, ok := d.p.Report(id)
		if !ok {
			continue
		}
		for _, who := range it.Report.About {
			if it.Retracted || it.Report.Corrects() != "" {
				seen = append(seen, sight{d}.Around(who)...)
				continue
			}
			seen = append(seen, d.sightingsOf(it, who)...)
		}
	}
	return seen
}

// withdrawn lists the findings that were looked at again and no longer hold:
// what they rested on was withdrawn, or was declared benign, or those it is about
// have turned out to know each other.
func (d *Desk) withdrawn(m matter, seen []outrider.Sighting, current map[outrider.FindingID]bool) []outrider.Finding {
	looked := map[string]bool{}
	for _, x := range seen {
		looked[x.Selector.Key()], looked[string(x.Person)+" "+x.Selector.Key()] = true, true
	}
	var out []outrider.Finding
	done := map[outrider.FindingID]bool{}
	for _, who := range m.people {
		x, ok := d.p.Person(who)
		if !ok {
			continue
		}
		for _, id := range sortedFindings(x) {
			f, ok := d.p.Finding(id)
			if !ok || done[id] || current[id] {
				continue
			}
			subject := f.Selector.Key()
			if f.Rule == outrider.RuleRepeat {
				subject = string(f.People[0]) + " " + subject
			}
			if !looked[subject] && !d.restsOnRetracted(f, m.again) {
				continue
			}
			done[id] = true
			out = append(out, gone(f)...)
		}
	}
	return out
}

// gone is a finding that no longer holds, once for each person it was about: the
// word reaches every one of them whoever else is erased later.
func gone(f *outrider.Finding) []outrider.Finding {
	var out []outrider.Finding
	for _, who := range f.People {
		out = append(out, outrider.Finding{ID: f.ID, Rule: f.Rule, People: []outrider.PersonID{who}, Reports: f.Reports, Handling: f.Handling,
			Summary: "withdrawn: it no longer holds", Engine: f.Engine})
	}
	return out
}

func (d *Desk) restsOnRetracted(f *outrider.Finding, again []outrider.ReportID) bool {
	return slices.ContainsFunc(f.Reports, func(id outrider.ReportID) bool {
		it, ok := d.p.Report(id)
		return ok && (it.Retracted && slices.Contains(again, id) || d.isUndone(id))
	})
}

func sortedFindings(x *picture.Person) []outrider.FindingID {
	ids := make([]outrider.FindingID, 0, len(x.Findings))
	for id := range x.Findings {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// same reports whether a finding says nothing new.
func same(a, b outrider.Finding) bool {
	return a.Score == b.Score && slices.Equal(a.Reports, b.Reports) && slices.Equal(a.Rows, b.Rows)
}

// thinkAbout assesses one person and says which alerts follow.
func (d *Desk) thinkAbout(id outrider.PersonID, found []outrider.Finding, news []outrider.ReportID, now time.Time, raised map[outrider.AlertID]bool) ([]outrider.Entry, error) {
	x, ok := d.p.Person(id)
	if !ok || x.Erased || !x.Allows(outrider.ForAdvice, now) && !anyUrgent(d.newReports(id, news)) {
		return nil, nil
	}
	in := d.input(x, found, now)
	cur := assess.Assess(d.o.Assess, in)
	e, err := d.assessmentEntry(x, cur)
	if err != nil {
		return nil, err
	}
	out := []outrider.Entry{e}
	var prev outrider.Assessment
	if last := x.Account(); last != nil {
		prev = *last
	}
	for _, a := range assess.Alerts(d.o.Assess, assess.News{Prev: prev, Cur: cur, Findings: ofPerson(found, id), Reports: d.newReports(id, news), Input: in}) {
		if _, known := d.p.Alert(a.ID); known || raised[a.ID] {
			continue
		}
		raised[a.ID] = true
		e, err := d.alertEntry(a)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// input is what assess may know about a person now.
func (d *Desk) input(x *picture.Person, found []outrider.Finding, now time.Time) assess.Input {
	var reports []outrider.Report
	recorded := map[outrider.ReportID]time.Time{}
	var withdrawn []assess.Withdrawn
	for _, it := range x.Reports {
		if it.Retracted && !it.Erased {
			withdrawn = append(withdrawn, assess.Withdrawn{Report: it.Report, At: it.Withdrawn})
		}
		if it.Retracted || it.Erased {
			continue
		}
		r := it.Report
		r.Occurred = outrider.When{From: happened(it), To: happened(it), Precision: outrider.PrecisionMinute}
		reports = append(reports, r)
		recorded[r.ID] = it.Recorded
	}
	byID := make(map[outrider.ReportID]outrider.Report, len(reports))
	for _, r := range reports {
		byID[r.ID] = r
	}
	return assess.Input{
		Person: x.Protectee.ID, Since: d.since(x), Now: now, Coverage: x.Protectee.Coverage,
		Claims:   standingClaims(d.claims(reports)),
		Reports:  func(id outrider.ReportID) (outrider.Report, bool) { r, ok := byID[id]; return r, ok },
		Findings: d.standing(x, found), Withdrawn: withdrawn, Actors: actors(x), Reviews: reviews(x), Pairs: d.o.Pairs,
	}
}

// actors lists the states that are held to have threatened a person, each entered
// by a human with its ground.
func actors(x *picture.Person) []string {
	var out []string
	for _, a := range x.Protectee.Actors {
		out = append(out, a.State)
	}
	return out
}

// since is when the person's story begins for the filter: when they were
// enrolled, or when the first thing that is reported happened.
func (d *Desk) since(x *picture.Person) time.Time {
	t := x.Added
	if !x.Protectee.Since.IsZero() && x.Protectee.Since.Before(t) {
		t = x.Protectee.Since
	}
	return t
}

// standing lists a person's findings as they are after this thought.
func (d *Desk) standing(x *picture.Person, found []outrider.Finding) []outrider.Finding {
	fresh := map[outrider.FindingID]bool{}
	var out []outrider.Finding
	for _, f := range ofPerson(found, x.Protectee.ID) {
		fresh[f.ID] = true
		if len(f.Rows) > 0 {
			out = append(out, f)
		}
	}
	for _, id := range sortedFindings(x) {
		if f, ok := d.p.Finding(id); ok && !fresh[id] {
			out = append(out, *f)
		}
	}
	slices.SortFunc(out, func(a, b outrider.Finding) int { return compareStrings(string(a.ID), string(b.ID)) })
	return out
}

func ofPerson(found []outrider.Finding, id outrider.PersonID) []outrider.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f outrider.Finding) bool { return !slices.Contains(f.People, id) })
}

func (d *Desk) newReports(id outrider.PersonID, changed []outrider.ReportID) []outrider.Report {
	var out []outrider.Report
	for _, c := range changed {
		if it, ok := d.p.Report(c); ok && !it.Retracted && it.Report.Corrects() == "" && slices.Contains(it.Report.About, id) {
			out = append(out, it.Report)
		}
	}
	return out
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
