package ui

import (
	"outrider"
	"outrider/internal/desk"
)

// Shift is the page of whoever has the desk: what was missed, what is due, and the
// hand-over.
type Shift struct {
	desk.DutiesView
	Sort          outrider.DutySort // of which all are shown; empty: some of each
	Status        int
	Fields        Fields
	Problem, Hint string
}

// CheckIn is what was agreed with one person about check-ins.
type CheckIn struct {
	desk.CheckInView
	Status        int
	Fields        Fields
	Problem, Hint string
}

func (Shift) place() place   { return place{"shift", "Shift", areaNow} }
func (CheckIn) place() place { return place{"checkin", "Check-ins", areaPeople} }

// Weekdays are the days of the week as a form offers them.
func (CheckIn) Weekdays() []Choice {
	return []Choice{{"mon", "Monday"}, {"tue", "Tuesday"}, {"wed", "Wednesday"}, {"thu", "Thursday"}, {"fri", "Friday"}, {"sat", "Saturday"}, {"sun", "Sunday"}}
}

// maxAbout bounds how many people a list shows of one sort of duty, maxSort how many
// where somebody asked for that sort: a page with ten thousand is read by nobody.
const (
	maxAbout = 20
	maxSort  = 500
)

// DutyList is some of the duties of one sort.
type DutyList struct {
	desk.DutyGroup
	More int // people or channels left out
	All  bool
}

// dutyLists groups duties for a page: some of each sort, or all of one.
func dutyLists(lines []desk.DutyLine, sort outrider.DutySort) []DutyList {
	var out []DutyList
	for _, g := range desk.GroupDuties(lines) {
		l, most := DutyList{DutyGroup: g, All: g.Sort == sort}, maxAbout
		if l.All {
			most = maxSort
		} else if sort != "" {
			continue
		}
		if n := len(g.About); n > most {
			l.About, l.More = g.About[:most], n-most
		}
		out = append(out, l)
	}
	return out
}

// MissedLists is what was missed.
func (s Shift) MissedLists() []DutyList { return dutyLists(s.Missed, s.Sort) }

// DueLists is what is due.
func (s Shift) DueLists() []DutyList { return dutyLists(s.Due, s.Sort) }

// maxAlike bounds how many decisions that one rule asks for stand on the queue at a
// level.
const maxAlike = 12

// Waiting is one line of the queue: a decision, or how many more there are that the
// same rule asks for.
type Waiting struct {
	Item *desk.QueueItem
	More int
	Rule outrider.Rule
}

// Lines are the decisions in their order, those to act on above those to look at.
// Where many are alike the oldest are shown, and where the others are.
func (q Queue) Lines() []Waiting {
	type kind struct {
		level outrider.Level
		rule  outrider.Rule
	}
	var out []Waiting
	shown, rest := map[kind]int{}, map[kind]int{}
	for i := range q.Items {
		it := &q.Items[i]
		k := kind{it.Level, it.Rule}
		if q.Rule != "" && it.Rule != q.Rule {
			continue
		}
		most := maxAlike
		if q.Rule != "" {
			most = maxSort
		}
		if shown[k]++; it.Urgent || shown[k] <= most {
			out = append(out, Waiting{Item: it})
			continue
		}
		if rest[k] == 0 {
			rest[k] = len(out)
			out = append(out, Waiting{Rule: it.Rule})
		}
		out[rest[k]].More++
	}
	return out
}

// DutyLists is what somebody has to do.
func (q Queue) DutyLists() []DutyList { return dutyLists(q.Duties, "") }
