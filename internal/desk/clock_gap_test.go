package desk_test

import (
	"testing"
	"time"

	"outrider"
)

// A desk that was closed for a month takes every step of a call once, and of all the
// repeats that it slept through one; then it repeats as before.
func TestAMonthClosedOwesOneRepeat(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	h.person("K-07")
	d := h.seen(home)
	d.Report.Kind = outrider.KindDelivery
	h.file(d)
	steps := func() int {
		t.Helper()
		v, err := h.desk.Duties(h.ctx, h.duty)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range append(v.Due, v.Missed...) {
			if l.Sort == outrider.DutyAlert {
				return len(l.Steps)
			}
		}
		t.Fatal("nobody is asked to answer the alert")
		return 0
	}
	h.now = h.now.AddDate(0, 1, 0)
	h.tick()
	first := steps()
	if first < 2 || first > 6 {
		t.Errorf("%d steps after a month closed", first)
	}
	h.tick()
	if n := steps(); n != first {
		t.Errorf("the same minute again: %d steps, were %d", n, first)
	}
	h.run(24 * time.Hour)
	if n := steps(); n <= first || n > first+48 {
		t.Errorf("a day later: %d steps, were %d", n, first)
	}
}
