package ui_test

import (
	"fmt"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
)

// Ten thousand duties and alerts make a page that somebody can read, which says how
// many it left out and where they are.
func TestManyDutiesOnAPage(t *testing.T) {
	const many = 10_000
	var d []desk.DutyLine
	q := ui.Queue{}
	for i := range many {
		d = append(d, desk.DutyLine{ID: outrider.DutyID(fmt.Sprint(i)), Sort: outrider.DutyCheckIn, Person: outrider.PersonID(fmt.Sprint(i)), Level: outrider.LevelAct, Due: time.Unix(int64(i), 0)})
		q.Items = append(q.Items, desk.QueueItem{Alert: outrider.AlertID(fmt.Sprint(i)), Rule: outrider.RuleCheckIn, Level: outrider.LevelAct})
	}
	q.Items = append(q.Items, desk.QueueItem{Alert: "look", Rule: outrider.RuleStage, Level: outrider.LevelLook})
	v := desk.DutiesView{Missed: d}
	for _, s := range []ui.Shift{{DutiesView: v}, {DutiesView: v, Sort: outrider.DutyCheckIn}} {
		ls := s.MissedLists()
		if len(ls) != 1 || len(ls[0].About)+ls[0].More != many || len(ls[0].About) > 500 || ls[0].About[0].Lines[0].ID != "0" {
			t.Errorf("%d lists, %d shown, %d more", len(ls), len(ls[0].About), ls[0].More)
		}
	}
	if ls := (ui.Shift{DutiesView: v, Sort: outrider.DutyReview}).MissedLists(); len(ls) != 0 {
		t.Errorf("another sort was asked for: %d", len(ls))
	}
	for rule, want := range map[outrider.Rule]int{"": 14, outrider.RuleStage: 1} {
		q.Rule = rule
		ls := q.Lines()
		if len(ls) != want || ls[len(ls)-1].Item.Alert != "look" {
			t.Errorf("%d lines of rule %q", len(ls), rule)
		}
		if rule == "" && (ls[12].More != many-12 || ls[12].Rule != outrider.RuleCheckIn) {
			t.Errorf("%+v", ls[12])
		}
	}
}
