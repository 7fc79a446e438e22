package answers_test

import (
	"testing"

	"outrider/internal/answers"
)

// The soonest end comes first, and what has ended is no clock but an alarm.
func TestClocksOfTheLedger(t *testing.T) {
	list, _ := entries(t, table+"harbour-2024,response,e3,2024-05-01,FR,,freeze,An account is frozen.,1,,,,,2025-03-31,Invented Journal,A1\n")
	l, faults := answers.FromPrecedents(nil).With(list)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for at, want := range map[string][]string{"2024-06-01": {"e3", "e2"}, "2025-04-15": {"e2"}, "2026-01-01": nil} {
		var got []string
		for _, c := range l.Clocks(day(at)) {
			got = append(got, c.Response)
			if c.Days < 0 || c.Lapses.Before(day(at)) {
				t.Errorf("%s: %+v has ended", at, c)
			}
		}
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
	}
}

// Every answer given by then is shown once, with what became of it by then.
func TestStandings(t *testing.T) {
	list, _ := entries(t, table)
	l, _ := answers.FromPrecedents(nil).With(list)
	before, after := l.Acts[0].Standings(day("2024-06-01")), l.Acts[0].Standings(day("2025-06-01"))
	if len(before) != 2 || len(before[0].Fates) != 0 || !before[0].InForce || before[0].Before {
		t.Errorf("%+v", before)
	}
	if len(after) != 2 || len(after[0].Fates) != 1 || after[0].InForce || after[1].InForce || after[1].Lapses.IsZero() {
		t.Errorf("%+v", after)
	}
	if n := len(l.Acts[0].Standings(day("2024-03-10"))); n != 0 {
		t.Errorf("%d answers before any was given", n)
	}
}
