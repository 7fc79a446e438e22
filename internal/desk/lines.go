package desk

import (
	"slices"
	"strings"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
	"outrider/internal/selector"
)

// maxShown is how many characters of a text a list shows.
const maxShown = 180

// reportLine writes a report for a list.
func (d *Desk) reportLine(v picture.View, it *picture.Item) ReportLine {
	r, people := it.Report, d.namedIn(v, it)
	l := ReportLine{ID: r.ID, Kind: r.Kind, KindName: KindName(r.Kind), Occurred: r.Occurred, Recorded: it.Recorded, Place: placeText(r.Place),
		Text: shorten(d.masked(v, it, r.Text)), Grade: r.Grade.String(), Handling: string(r.Handling.TLP), People: people, Urgent: r.Urgent(),
		Erased: it.Erased, Retracted: it.Retracted}
	if r.Publication != nil {
		l.Outlet = r.Publication.Outlet
	}
	if r.Publication != nil && r.Publication.Title != "" {
		l.Text = shorten(d.masked(v, it, r.Publication.Title+" - "+r.Text))
	}
	for _, id := range people {
		l.Codes = append(l.Codes, d.code(id))
	}
	if !it.Erased {
		l.Copies = max(0, len(d.texts.SameStory(r.ID))-1)
	}
	return l
}

// namedIn are those whom a report is about and whom a user may be told of: not
// everybody in a report that they may read, be it theirs or another's as well. Of
// whom an urgent one is, the desk's own staff are told: a life is at risk.
func (d *Desk) namedIn(v picture.View, it *picture.Item) []outrider.PersonID {
	urgent := it.Report.Urgent() && policy.Of(v.User()).Desk
	return slices.DeleteFunc(slices.Clone(it.Report.About), func(id outrider.PersonID) bool {
		x, ok := d.p.Person(id)
		return ok && !x.Erased && !v.Knows(x) && (!urgent || v.Denied(x))
	})
}

// codesFor are the code names of those of some people whom a user may know of.
func (d *Desk) codesFor(v picture.View, people []outrider.PersonID) (codes []string) {
	for _, id := range people {
		if x, ok := d.p.Person(id); !ok || x.Erased || v.Knows(x) {
			codes = append(codes, d.code(id))
		}
	}
	return codes
}

func (d *Desk) reportLines(v picture.View, items []*picture.Item) []ReportLine {
	out := make([]ReportLine, len(items))
	for i, it := range items {
		out[i] = d.reportLine(v, it)
	}
	return out
}

// code is a person's code name; an erased person is just that.
func (d *Desk) code(id outrider.PersonID) string {
	x, ok := d.p.Person(id)
	if !ok || x.Erased {
		return "erased"
	}
	return x.Protectee.Code
}

func placeText(p outrider.Place) string {
	switch {
	case p.Name != "" && p.Country != "":
		return p.Name + ", " + p.Country
	case p.Name != "":
		return p.Name
	case p.Declared != "":
		return p.Declared
	}
	return p.Country
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxShown {
		return string(r[:maxShown-1]) + "…"
	}
	return s
}

// personLine writes a protected person for a list.
func (d *Desk) personLine(x *picture.Person) PersonLine {
	return d.personLineWith(x, d.openByPerson()[x.Protectee.ID])
}

func (d *Desk) personLineWith(x *picture.Person, open int) PersonLine {
	l := PersonLine{Open: open, ID: x.Protectee.ID, Code: d.code(x.Protectee.ID), Reports: len(x.Reports), Erased: x.Erased, Judgement: harm90(d.assessed(x))}
	if n := len(x.Reports); n > 0 {
		l.LastNews = x.Reports[n-1].Recorded
	}
	return l
}

// findingLine writes a finding; the selector is shown whole only in the report.
func (d *Desk) findingLine(v picture.View, f *outrider.Finding) FindingLine {
	l := FindingLine{Codes: d.codesFor(v, f.People), ID: f.ID, Rule: f.Rule, Summary: f.Summary, Score: f.Score, Rows: f.Rows, Innocent: f.Innocent, Ask: f.Ask, Changes: f.Changes}
	switch {
	case strings.HasPrefix(f.Selector.Value, subjectPrefix):
		l.Selector = "a stated name"
	case f.Selector.Value != "":
		l.Selector = string(f.Selector.Kind) + " " + selector.Redact(f.Selector)
	}
	return l
}

func (d *Desk) findingLines(v picture.View, fs []*outrider.Finding, masked int) []FindingLine {
	out := make([]FindingLine, 0, len(fs)+1)
	for _, f := range fs {
		out = append(out, d.findingLine(v, f))
	}
	if masked > 0 {
		out = append(out, FindingLine{Masked: true, Summary: count(masked, "finding") + " that you may not see in full; ask the duty officer"})
	}
	return out
}

// leading is the alert of a thread that speaks for it: the loudest, then the newest.
func (d *Desk) leading(t *picture.Thread) *picture.AlertState {
	var best *picture.AlertState
	for _, id := range t.Alerts {
		a, ok := d.p.Alert(id)
		if !ok {
			continue
		}
		if best == nil || a.Alert.Level == best.Alert.Level && a.Seq > best.Seq || a.Alert.Level == outrider.LevelAct && best.Alert.Level == outrider.LevelLook {
			best = a
		}
	}
	return best
}

// queueItem writes a thread as one decision that waits, cut to a user.
func (d *Desk) queueItem(v picture.View, t *picture.Thread, a *picture.AlertState) QueueItem {
	al := a.Alert
	it := QueueItem{Alert: al.ID, Thread: al.Thread, Level: al.Level, Rule: al.Rule, Urgent: al.Rule == outrider.RuleUrgent || al.Rule == outrider.RuleDuress, Raised: al.Raised,
		Waiting: d.now().Sub(al.Raised), Members: len(t.Alerts)}
	if t.Owner != "" {
		it.Owner = d.userName(t.Owner)
	}
	if !v.SeesAll(al.Basis) || !d.knowsOf(v, al) {
		it.Masked, it.Code, it.Alert = true, "not for you to see", ""
		it.Why, it.Do = "An alert rests on reports that you may not see.", "Tell the duty officer that it waits."
		it.Judgement = harm90(nil)
		return it
	}
	it.Person, it.Why, it.Do, it.Code = al.Person, al.Why, al.Do, "nobody named"
	it.Judgement = harm90(nil)
	if al.Duty != "" || al.For != "" {
		it.For = d.ownerLine(al.For)
	}
	if x, ok := d.p.Person(al.Person); ok && al.Person != "" {
		it.Code = d.code(al.Person)
		for _, o := range al.Others {
			it.Code += " + " + d.code(o)
		}
		it.Judgement = harm90(d.assessed(x))
	}
	return it
}

// mayReveal reports whether a user may see who a person really is.
func mayReveal(v picture.View, x *picture.Person) bool {
	return v.May(policy.RevealIdentity) && x.Identity != nil && !x.Erased
}

// byUrgency orders the queue by the cost of waiting: a life first, then what
// must act, then the oldest.
func byUrgency(a, b QueueItem) int {
	rank := func(i QueueItem) int {
		switch {
		case i.Urgent:
			return 0
		case i.Level == outrider.LevelAct:
			return 1
		}
		return 2
	}
	if c := rank(a) - rank(b); c != 0 {
		return c
	}
	return a.Raised.Compare(b.Raised)
}

func sortQueue(items []QueueItem) []QueueItem {
	slices.SortStableFunc(items, byUrgency)
	return items
}
