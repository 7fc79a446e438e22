package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// The list says what went wrong with a duty, keeps what asks to act above the rest,
// and counts where there are too many to read.
func TestDutyListOnATerminal(t *testing.T) {
	lines := []desk.DutyLine{{ID: "d-review", Sort: outrider.DutyReview, What: "Judge again", Level: outrider.LevelLook, Owner: "ana"}}
	for i := range 60 {
		lines = append(lines, desk.DutyLine{ID: outrider.DutyID(fmt.Sprintf("d-%02d", i)), Sort: outrider.DutyCheckIn, What: "Check-in", Level: outrider.LevelAct, Owner: "ana",
			Person: outrider.PersonID(fmt.Sprint("p-", i)), Code: fmt.Sprintf("K-%02d", i), Due: time.Unix(int64(i), 0), Warn: "Their second contact was NOT told."})
	}
	var out bytes.Buffer
	e := &env{out: &out, cli: &cli{}}
	e.sayDuties(desk.DutiesView{Missed: lines, Shift: desk.ShiftLine{Holder: "mira", Calls: 2, Budget: 6}})
	got := out.String()
	for _, want := range []string{"The desk is with mira", "MISSED  K-00", "WARNING Their second contact was NOT told.", "10 more of 60: Check-in", "Judge again"} {
		if !strings.Contains(got, want) {
			t.Errorf("without %q:\n%s", want, got)
		}
	}
	if strings.Index(got, "Judge again") < strings.Index(got, "10 more") || strings.Count(got, "MISSED  K-") != 50 {
		t.Errorf("%s", got)
	}
}
