package desk

import (
	"context"
	"slices"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/judgement"
	"outrider/internal/ledger"
	"outrider/internal/picture"
)

// sinceLooked says what changed about a person since a user last opened their
// page; nil at the first look. News, time passing and the model are told apart:
// where another engine or other parameters made the newer assessment, the facts of
// then are thought about again with what runs now.
func (d *Desk) sinceLooked(ctx context.Context, v picture.View, x *picture.Person) (*SinceView, error) {
	seen, ok := x.Seen(v.User().ID)
	if !ok || x.Erased {
		return nil, nil
	}
	s := &SinceView{Last: seen.At}
	for _, it := range v.Reports(x) {
		switch l := d.reportLine(v, it); {
		case it.Erased:
		case it.Retracted && it.Withdrawn.After(seen.At):
			s.Withdrawn = append(s.Withdrawn, l)
		case it.Seq > seen.Seq:
			s.Reports = append(s.Reports, l)
		case it.Changed > seen.Seq && !it.Retracted:
			s.Regraded = append(s.Regraded, l)
		}
	}
	d.findingsSince(v, x, seen, s)
	if err := d.figuresSince(ctx, x, seen, s); err != nil {
		return nil, err
	}
	s.Nothing = len(s.Reports)+len(s.Withdrawn)+len(s.Regraded)+len(s.Findings)+s.Gone+len(s.Moved)+len(s.Rows) == 0 && s.Model == nil
	return s, nil
}

// findingsSince lists what was found, and counts what holds no longer.
func (d *Desk) findingsSince(v picture.View, x *picture.Person, seen picture.Seen, s *SinceView) {
	before := map[outrider.FindingID]bool{}
	for _, f := range seen.Findings {
		before[f.ID] = true
		if !x.Findings[f.ID] {
			s.Gone++
		}
	}
	found, _ := v.Findings(x)
	for _, f := range found {
		if !before[f.ID] {
			s.Findings = append(s.Findings, d.findingLine(v, f))
		}
	}
}

// figuresSince compares the accounts: then, then by what runs now, and now.
func (d *Desk) figuresSince(ctx context.Context, x *picture.Person, seen picture.Seen, s *SinceView) error {
	then, now := seen.Account(), x.Account()
	if then == nil || now == nil {
		return nil
	}
	s.Moved = movedFigures(*then, *now)
	if then.Engine != now.Engine {
		again, err := d.again(ctx, x.Protectee.ID, seen)
		if err != nil {
			return err
		}
		s.Model = &ModelChange{From: then.Engine, To: now.Engine}
		if again != nil && again.Engine == now.Engine {
			s.Model.Separated, s.Model.Moved = true, movedFigures(*then, *again)
			for _, c := range judgement.Moved(then.Rows, again.Rows) {
				s.Model.Decibans += c.Nats() * decibans
			}
			then = again
		}
	}
	for _, c := range judgement.Moved(then.Rows, now.Rows) {
		if !c.News() {
			s.Time += c.Nats() * decibans
			continue
		}
		s.News += c.Nats() * decibans
		s.Rows = append(s.Rows, MovedRow{How: howMoved(c), Why: c.Why, Decibans: c.Nats() * decibans, Reports: c.Reports})
	}
	return nil
}

func howMoved(c judgement.RowChange) string {
	switch {
	case c.Before == 0:
		return "new"
	case c.After == 0:
		return "gone"
	}
	return "weighs otherwise"
}

// again is the assessment of the facts that stood when somebody looked, by the
// engine and the parameters that run now. It folds the ledger, which happens once
// for each user and person after a change of the model: the look itself ends it.
func (d *Desk) again(ctx context.Context, id outrider.PersonID, seen picture.Seen) (*outrider.Assessment, error) {
	p, err := d.foldUntil(ctx, func(r ledger.Record) bool { return r.Seq > seen.Seq })
	if err != nil {
		return nil, err
	}
	past := d.pastOf(p, seen.At)
	y, ok := p.Person(id)
	if !ok || y.Erased || seen.Assessment == nil {
		return nil, nil
	}
	a := assess.Assess(d.o.Assess, past.input(y, nil, seen.Assessment.At))
	return &a, nil
}

// movedFigures lists the figures that read otherwise than before.
func movedFigures(then, now outrider.Assessment) []MovedFigure {
	var out []MovedFigure
	add := func(label, before, after string) {
		if before != after {
			out = append(out, MovedFigure{Label: label, Before: before, After: after})
		}
	}
	before, after := allHorizons(&then), allHorizons(&now)
	for i := range after {
		add(after[i].Label, before[i].Percent, after[i].Percent)
	}
	was, is := hypotheses(&then), hypotheses(&now)
	for i := range is {
		add(is[i].Name, was[i].Percent, is[i].Percent)
	}
	return slices.Clip(out)
}
