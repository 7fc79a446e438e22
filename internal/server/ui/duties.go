package ui

import "outrider/internal/desk"

// Shift is the page of whoever has the desk: what was missed, what is due, and the
// hand-over.
type Shift struct {
	desk.DutiesView
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
