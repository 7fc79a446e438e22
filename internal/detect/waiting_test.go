package detect_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"outrider"

	gocmp "github.com/google/go-cmp/cmp"
)

// A clock that runs backwards tells thousands of sightings, each before all the
// others. The state is that of the ordered history, nobody else's alarms change,
// none of the person's own is lost, and the work grows as the sightings do.
func TestAClockRunsBackwards(t *testing.T) {
	p, who := params(t), outrider.Protectee{ID: "p-1"}
	for _, n := range []int{1000, 4000} {
		var xs []outrider.Sighting
		for i := range n {
			x := sighting("b"+strconv.Itoa(i), "p-1", 0, home, device(i%37))
			x.Sensor, x.At = outrider.SensorBLE, day0.Add(time.Duration(i)*time.Minute)
			x.Recorded = day0.AddDate(0, 0, 30+i/1500)
			if i%250 == 100 {
				x.Selector, x.Place = device(99), spot(50+float64(i)/1000, 1)
			}
			xs = append(xs, x)
		}
		p.Calibration.Level, p.ReportFrom = -50, .01 // whatever is odd at all raises an alarm
		ordered, backwards := engine(p, who), engine(p, who)
		want, raised := 0, 0
		for i := range xs {
			want += len(ordered.Add(xs[i]))
		}
		for _, x := range slices.Backward(xs) {
			x.Recorded = day0.AddDate(0, 0, 60).Add(-x.Recorded.Sub(day0.AddDate(0, 0, 30)))
			raised += len(backwards.Add(x))
		}
		raised += len(backwards.Settle())
		if len(backwards.Settle()) != 0 {
			t.Error("something is left waiting")
		}
		if redone := backwards.Redone("p-1"); redone > 80*(n+80) {
			t.Errorf("%d sightings were taken out and in %d times", n, redone)
		}
		if backwards.Refused["more than a day can hold"] != 0 || want == 0 || raised == 0 {
			t.Errorf("refused: %v; alarms: %d in order, %d backwards", backwards.Refused, want, raised)
		}
		for i := range 37 {
			if a, b := ordered.Score("p-1", outrider.SensorBLE, device(i)), backwards.Score("p-1", outrider.SensorBLE, device(i)); a != b {
				t.Errorf("device %d scores %v told in order, %v backwards", i, a, b)
			}
		}
		if d := gocmp.Diff(ordered.Meetings(false), backwards.Meetings(false)); d != "" {
			t.Errorf("who met what (-ordered +backwards):\n%s", d)
		}
	}
}
