package picture

import (
	"slices"

	"outrider"
)

// Touch is what a change may bear on of all that the desk looks at again as time
// passes. What time alone changes is not in it.
type Touch struct {
	All     bool                // it may bear on anything
	Told    bool                // something was reported, or is held of a report
	People  []outrider.PersonID // what somebody has to do about them, and what is thought of them
	Answers bool                // these people answered a check-in
	Threads []outrider.ThreadID // whether anybody answers their alerts
	Raised  bool                // an alert was raised among them
	Duties  []outrider.DutyID   // their next step
	Read    []string            // ids of what somebody opened
}

// quietEntries bear on nothing that is looked at as time passes.
var quietEntries = []outrider.EntryType{outrider.EntryDelivered, outrider.EntryTold, outrider.EntryDutyMet, outrider.EntryShift, outrider.EntryShiftTaken,
	outrider.EntryScreening, outrider.EntryLists, outrider.EntryListSource, outrider.EntryBackup}

// entriesOfPeople bear on those alone under whose keys they are sealed.
var entriesOfPeople = []outrider.EntryType{outrider.EntryPersonAdded, outrider.EntryPersonChanged, outrider.EntryReportFiled, outrider.EntryReportGraded,
	outrider.EntryAssessment, outrider.EntryQuestion, outrider.EntryAnswer, outrider.EntryAnswered, outrider.EntryJudged, outrider.EntryTask, outrider.EntryTaskClosed,
	outrider.EntryOffered, outrider.EntryOfferSaid, outrider.EntryInPlace, outrider.EntryUpkept, outrider.EntryOfferEnded, outrider.EntryPlanAgreed}

// Touches says what a change may bear on. Only of entries that are known to bear on
// little is it less than everything: a type that is not named here costs a full look,
// and is never overlooked. Consent is among those on purpose.
func (c Change) Touches() Touch {
	switch {
	case c.erased:
	case slices.Contains(quietEntries, c.Type):
		return Touch{}
	case slices.Contains(entriesOfPeople, c.Type):
		return c.touchesPeople()
	case c.read != nil:
		return Touch{Read: c.read.Objects}
	case c.alert != nil:
		return Touch{Threads: []outrider.ThreadID{c.alert.Thread}, Raised: true, People: append(slices.Clone(c.alert.Others), c.alert.Person)}
	case c.taken != nil:
		return Touch{Threads: []outrider.ThreadID{c.taken.Thread}}
	case c.dismissed != nil:
		return Touch{Threads: []outrider.ThreadID{c.dismissed.Dismissal.Thread}}
	case c.clock.duties != nil || c.clock.missed != nil || c.clock.stepped != nil:
		return Touch{Duties: c.clock.stirred()}
	}
	return Touch{All: true, Told: true, Raised: true}
}

// touchesPeople is Touches for an entry about some people.
func (c Change) touchesPeople() Touch {
	t := Touch{Told: c.Type == outrider.EntryReportFiled || c.Type == outrider.EntryReportGraded, Answers: c.clock.answered != nil}
	for _, p := range c.Parts {
		t.People = append(t.People, p.People...)
	}
	t.All = len(t.People) == 0 && c.Type != outrider.EntryReportFiled // a report may be about nobody
	return t
}

// stirred lists the duties whose next step a change has moved.
func (c *clockChange) stirred() []outrider.DutyID {
	var out []outrider.DutyID
	switch {
	case c.duties != nil:
		for _, d := range c.duties.Duties {
			out = append(out, d.ID)
		}
	case c.missed != nil:
		for _, m := range c.missed.Missed {
			out = append(out, m.Duty)
		}
	case c.stepped != nil:
		for _, s := range c.stepped.Steps {
			out = append(out, s.Duty)
		}
	}
	return out
}
