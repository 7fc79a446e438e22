package assess_test

import (
	"bytes"
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
		in := files(t)
		in["assess.json"] = &fstest.MapFile{Data: b}
		p, err := assess.Load(in)
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

// FuzzLoadOwn reads an organisation's own hypotheses: what loads adds up to 1.
func FuzzLoadOwn(f *testing.F) {
	f.Add([]byte(feud))
	f.Add([]byte(`{"hypotheses":[{"name":"aa","origin":"x","prior":0.4999,"weekly_from_benign":1e-300,"weekly_to_benign":1.9,"weekly_rates":{"pattern":49}}]}`))
	f.Add([]byte(`{"hypotheses":[{}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4*len(feud) {
			return
		}
		in := files(t)
		in["assess.json"].Data = bytes.Replace(in["assess.json"].Data, []byte(`"draws": {"value": 500`), []byte(`"draws": {"value": 1`), 1)
		in["hypotheses.json"] = &fstest.MapFile{Data: b}
		p, err := assess.Load(in)
		if err != nil {
			return
		}
		a := assess.Account(p, history(400, told{"r-1", outrider.KindThreat, 5, "A"}, told{"r-2", outrider.KindWatched, 50, "C"}))
		sum := 0.0
		for h, v := range a.P {
			if math.IsNaN(v.P) || v.P <= 0 || v.P >= 1 {
				t.Errorf("%s has the probability %v", h, v.P)
			}
			sum += v.P
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("the hypotheses add up to %v", sum)
		}
	})
}
