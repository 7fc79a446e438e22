package assess_test

import (
	"math"
	"testing"
	"testing/fstest"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/parameters"
)

// FuzzLoad reads edited parameters: what loads gives a distribution.
func FuzzLoad(f *testing.F) {
	good, err := parameters.FS.ReadFile("assess.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version":1,"hypotheses":["benign"],"prior":{"values":[1e999]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 2*len(good) {
			return
		}
		p, err := assess.Load(fstest.MapFS{"assess.json": {Data: b}})
		if err != nil {
			return
		}
		now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
		a := assess.Assess(p, assess.Input{Person: "p-1", Since: now.AddDate(0, -1, 0), Now: now, Coverage: .7, Reports: func(outrider.ReportID) (outrider.Report, bool) { return outrider.Report{}, false }})
		for h, v := range a.P {
			if math.IsNaN(v.P) || v.P <= 0 || v.P >= 1 {
				t.Errorf("%s has the probability %v", h, v.P)
			}
		}
	})
}
