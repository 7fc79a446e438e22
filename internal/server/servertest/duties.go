package servertest

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// dutyLines are a missed check-in and a review.
func dutyLines() []desk.DutyLine {
	return []desk.DutyLine{
		{ID: "d-check", Sort: outrider.DutyCheckIn, What: "Check-in: a sign that all is well", Person: "p-k07", Code: "K-07", Owner: "ana", Due: Now().Add(-2 * time.Hour),
			Local: "Tue 3 Mar 08:30 Europe/Vienna", By: Now().Add(-time.Hour), State: "missed", Level: outrider.LevelAct, Late: true, MayMeet: true, Warn: "Their second contact was told 60 minutes late.",
			Steps: []desk.StepLine{{Name: "reminder", At: Now().Add(-2 * time.Hour), State: "failed"}, {Name: "second contact", At: Now().Add(-time.Hour), State: "handed-over", Channel: "mail", Told: Now()}}},
		{ID: "d-review", Sort: outrider.DutyReview, What: "Judge the situation again", Person: "p-m09", Code: "M-09", Owner: "whoever has the shift", Due: Now().Add(-time.Hour),
			Local: "Tue 3 Mar 09:30 UTC", By: Now().Add(9 * time.Hour), State: "due", Level: outrider.LevelLook}}
}

// Duties is a shift with something missed and an offer to sign.
func (d *Desk) Duties(_ context.Context, by outrider.UserID) (desk.DutiesView, error) {
	if err := d.may(by, "read-queue"); err != nil {
		return desk.DutiesView{}, err
	}
	l := dutyLines()
	met := l[0]
	met.ID, met.State, met.How, met.Met, met.MayMeet = "d-met", "met", "staff", Now(), false
	return desk.DutiesView{Now: Now(), Missed: l[:1], Due: l[1:], Met: []desk.DutyLine{met}, Channels: []desk.ChannelLine{{Name: "bell", Kind: "console", Success: "never", Failing: true}},
		Rota: &desk.RotaView{Set: Now().AddDate(0, 0, -9), By: "ana", Zone: "Europe/Vienna", Now: outrider.RotaTurn{First: "mira", Second: "ana"},
			Next:  []desk.RotaLine{{From: Now(), To: Now().Add(9 * time.Hour), Local: "Tue 3 Mar 12:00 Europe/Vienna", First: "mira", Second: "ana"}, {From: Now().Add(9 * time.Hour), To: Now().AddDate(0, 0, 7), Local: "Tue 3 Mar 21:00 Europe/Vienna"}},
			Swaps: []outrider.RotaSwap{{ID: "w-1", Out: "yusuf", In: "mira", From: Now(), To: Now().Add(9 * time.Hour)}},
			Hours: outrider.Rota{Zone: "Europe/Vienna", Begin: "2026-03-02", Hours: []outrider.RotaHours{{From: "08:00", To: "20:00", Turns: []outrider.RotaTurn{{First: "mira", Second: "ana"}}}}}},
		Shift:    desk.ShiftLine{Holder: "mira", Mine: true, Since: Now().Add(-5 * time.Hour), Note: "the garage calls back at six", OfferTo: "ana", Offered: Now(), Says: "see K-07", Calls: 7, Budget: 6},
		Warnings: []string{"7 calls in this shift, where 6 calls are the budget: somebody who is called too often stops listening."}}, nil
}

// CheckIns are those of K-07.
func (d *Desk) CheckIns(_ context.Context, by outrider.UserID, who outrider.PersonID) (desk.CheckInView, error) {
	if err := d.may(by, "read-person"); err != nil {
		return desk.CheckInView{}, err
	}
	if who != "p-k07" {
		return desk.CheckInView{}, outrider.ErrNotFound
	}
	return desk.CheckInView{Person: who, Code: "K-07", Agreed: true, At: []string{"08:30"}, Zone: "Europe/Vienna", Ways: []string{"signal", "mail"}, Contact: []string{"mail"},
		Again: 15, Second: 30, Missed: 45, Words: true, Last: Now().AddDate(0, 0, -1), Next: Now().AddDate(0, 0, 1), Local: "Wed 4 Mar 08:30 Europe/Vienna",
		Duties: dutyLines()[:1], MaySet: d.roleOf(by) == outrider.RoleCase}, nil
}
