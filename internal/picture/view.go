package picture

import (
	"slices"
	"time"

	"outrider"
	"outrider/internal/policy"
)

// View is the picture cut to one user: whatever it does not return, the user
// may not see, and cannot tell from what does not exist.
type View struct {
	p    *Picture
	user outrider.User
	to   policy.Recipient // the user, as consent sees them
	now  time.Time
}

// For cuts the picture to a user, by what is agreed to when its last entry was recorded.
func (p *Picture) For(u outrider.User) View {
	return View{p: p, user: u, to: policy.Of(u), now: p.When}
}

// At is the same view by what is agreed to at a moment: a consent may have run out
// with no entry about it.
func (v View) At(now time.Time) View {
	v.now = now
	return v
}

// User returns whose view this is.
func (v View) User() outrider.User { return v.user }

// May asks policy whether the user may do an act at all.
func (v View) May(a policy.Act) bool { return policy.May(v.user, a) }

// Sees reports whether the user may see a report's content: by its mark, and by
// the consent of those whom it is about. Who brought it in knows it already.
func (v View) Sees(it *Item) bool {
	return v.May(policy.ReadReport) && (it.By == v.user.ID || v.agreed(it)) && policy.Sees(v.user, policy.Object{Handling: it.Report.Handling, By: it.By, Recipients: it.Recipients})
}

// SeesAll reports whether the user may see every one of some reports: only then
// may they see what was concluded from them.
func (v View) SeesAll(ids []outrider.ReportID) bool {
	for _, id := range ids {
		it, ok := v.p.reports[id]
		if !ok || !v.Sees(it) {
			return false
		}
	}
	return true
}

// Report returns a report the user may see.
func (v View) Report(id outrider.ReportID) (*Item, bool) {
	it, ok := v.p.reports[id]
	if !ok || !v.Sees(it) {
		return nil, false
	}
	return it, true
}

// Reports lists the reports about a person that the user may see, newest first.
func (v View) Reports(x *Person) []*Item {
	out := slices.DeleteFunc(slices.Clone(x.Reports), func(it *Item) bool { return !v.Sees(it) })
	slices.Reverse(out)
	return out
}

// Person returns a protected person whose page the user may open.
func (v View) Person(id outrider.PersonID) (*Person, bool) {
	x, ok := v.p.people[id]
	if !ok || !v.May(policy.ReadPerson) || !v.Knows(x) {
		return nil, false
	}
	return x, true
}

// Findings lists a person's findings that rest on reports the user may all see,
// strongest first, and the number of those that stay masked.
func (v View) Findings(x *Person) (seen []*outrider.Finding, masked int) {
	ids := make([]outrider.FindingID, 0, len(x.Findings))
	for id := range x.Findings {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		f := v.p.findings[id]
		if v.SeesAll(f.Reports) {
			seen = append(seen, f)
		} else {
			masked++
		}
	}
	slices.SortStableFunc(seen, func(a, b *outrider.Finding) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	return seen, masked
}

// Search lists at most limit reports, newest first, and says whether there are more.
func (v View) Search(q Query, limit int) (found []*Item, more bool) {
	for i := len(v.p.order) - 1; i >= 0; i-- {
		it := v.p.order[i]
		if !it.Matches(q) || !v.Sees(it) {
			continue
		}
		if len(found) == limit {
			return found, true
		}
		found = append(found, it)
	}
	return found, false
}
