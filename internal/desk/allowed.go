package desk

import (
	"slices"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// assessed is a person's assessment where advice about them is still agreed to; a
// figure that is no longer kept up is not shown.
func (d *Desk) assessed(x *picture.Person) *outrider.Assessment {
	if !x.Allows(outrider.ForAdvice, d.now()) {
		return nil
	}
	return x.Assessment
}

// stopped reports whether an alert is about somebody who withdrew advice. An urgent
// report stays: a life is at risk.
func (d *Desk) stopped(a *picture.AlertState) bool { return d.stoppedAlert(a.Alert) }

func (d *Desk) stoppedAlert(a outrider.Alert) bool {
	x, ok := d.p.Person(a.Person)
	purpose := outrider.ForAdvice
	if a.Rule == outrider.RuleDanger || a.Rule == outrider.RuleTried || a.Rule == outrider.RulePaperTried {
		purpose = outrider.ForRecord // a danger to a life is worked on, and the way to the record guarded, while there is one
	}
	return ok && a.Person != "" && !forLife(a) && !x.Allows(purpose, d.now())
}

// forLife reports whether an alert calls whatever was agreed: an urgent report, or a
// person's own word that somebody forces them. A withdrawal may be what they are
// forced to.
func forLife(a outrider.Alert) bool {
	return a.Rule == outrider.RuleUrgent || a.Rule == outrider.RuleDuress
}

// knowsOf reports whether a user may know of everybody an alert names.
func (d *Desk) knowsOf(v picture.View, a outrider.Alert) bool {
	for _, id := range append(slices.Clone(a.Others), a.Person) {
		if x, ok := d.p.Person(id); ok && id != "" && !v.Knows(x) && !forLife(a) {
			return false
		}
	}
	return true
}

// anyUrgent reports whether a life may be at risk by any of some reports.
func anyUrgent(reports []outrider.Report) bool {
	return slices.ContainsFunc(reports, func(r outrider.Report) bool { return r.Urgent() })
}

// closed reports whether everybody a report is about has withdrawn advice: then it
// is not held against lists.
func (d *Desk) closed(it *picture.Item) bool {
	if len(it.Report.About) == 0 {
		return false
	}
	return !slices.ContainsFunc(it.Report.About, func(id outrider.PersonID) bool {
		x, ok := d.p.Person(id)
		return !ok || x.Erased || x.Allows(outrider.ForAdvice, d.now())
	})
}

// unrecorded reports whether a question is about somebody who withdrew their record:
// it counts for nothing any more.
func (d *Desk) unrecorded(a *picture.Asked) bool {
	x, ok := d.p.Person(a.Question.Person)
	return ok && !x.Erased && !policy.Thinks(outrider.ForRecord, x.Consents, d.now())
}

// errNoRecord is said where everybody concerned withdrew their record.
var errNoRecord = &outrider.Error{Code: outrider.CodeInvalid, Safe: "the record was withdrawn: nothing more is written down about this person", Hint: "erase the person, or write down their yes first"}

// withRecord are those of some people about whom the desk may still write something
// down; who was erased is none of them. Where nobody is left it refuses.
func (d *Desk) withRecord(people []outrider.PersonID) ([]outrider.PersonID, error) {
	open := slices.DeleteFunc(slices.Clone(people), func(id outrider.PersonID) bool {
		x, ok := d.p.Person(id)
		return !ok || !x.Allows(outrider.ForRecord, d.now())
	})
	if len(open) == 0 {
		return nil, errNoRecord
	}
	return open, nil
}

// unread warns whoever files a report that somebody they named from another house
// will not be shown it, because those whom it is about have not agreed. It is said
// only to those who may open the people's pages.
func (d *Desk) unread(u outrider.User, r outrider.Report, named []outrider.UserID) []outrider.Notice {
	if !policy.May(u, policy.ReadPerson) {
		return nil
	}
	var out []outrider.Notice
	for _, id := range named {
		to, ok := d.p.User(id)
		if !ok || policy.Of(to).Desk {
			continue
		}
		refused := slices.ContainsFunc(r.About, func(who outrider.PersonID) bool {
			x, ok := d.p.Person(who)
			return ok && !policy.Flow(outrider.ForSharing, x.Consents, policy.Of(to), d.now()).OK
		})
		if refused {
			out = append(out, outrider.Notice{Where: "recipients", What: "somebody named here is not shown this report: a person in it has not agreed to tell them"})
		}
	}
	return out
}
