package desk_test

import (
	"fmt"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// BenchmarkTick is a minute of a desk with ten thousand people who check in once a
// day, spread over the day, nearly all of whom answer: what the clocks cost, and, in
// the first minute, what it costs that all of them are due at once.
func BenchmarkTick(b *testing.B) {
	const people = 10_000
	h := clocked(b)
	for i := range people {
		p := h.person(fmt.Sprintf("P-%05d", i))
		h.decide(h.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: p, At: []string{fmt.Sprintf("%02d:%02d", i/60%24, i%60)}, Zone: "Europe/Vienna",
			Ways: []outrider.Way{{Channel: "signal", To: "+99"}}}})
	}
	h.tick()
	var worst time.Duration
	answered := map[outrider.DutyID]bool{}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		h.now = h.now.Add(time.Minute)
		start := time.Now()
		h.tick()
		worst = max(worst, time.Since(start))
		b.StopTimer()
		for _, l := range h.shiftPage().Due {
			if l.Sort == outrider.DutyCheckIn && !answered[l.ID] {
				answered[l.ID] = true
				if _, err := h.desk.CheckIn(h.ctx, l.Person, ""); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}
