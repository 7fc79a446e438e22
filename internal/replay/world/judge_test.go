package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"outrider/internal/replay/world"
)

func day(n int) time.Time { return time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

func sighting(id, person string, n int) world.Sighting {
	return world.Sighting{ID: id, Person: person, Reporter: "r" + person, At: day(n).Add(-time.Hour), Recorded: day(n), Sensor: "human",
		Selector: world.Selector{Kind: "plate", Value: "K48TR17B"}}
}

// handmade is two campaigns, the first against a and b, and innocent d beside
// them, with a year of alarms from day 0.
func handmade() world.World {
	return world.World{
		People: []world.Person{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}},
		Sightings: []world.Sighting{sighting("a1", "a", 10), sighting("a2", "a", 12), sighting("b1", "b", 20), sighting("b2", "b", 22),
			sighting("d1", "d", 30), sighting("d2", "d", 32), sighting("c1", "c", 40), sighting("c2", "c", 42), sighting("z", "d", 365)},
		Truth: []world.Truth{
			{Op: "old", Campaign: "k0", Person: "a", From: day(-40), To: day(-10), Sightings: []string{"gone"}},
			{Op: "o1", Campaign: "k1", Person: "a", From: day(5), To: day(50), Sightings: []string{"a1", "a2"}},
			{Op: "o2", Campaign: "k1", Person: "b", From: day(15), To: day(25), Sightings: []string{"b1", "b2"}},
			{Op: "o3", Campaign: "k2", Person: "c", From: day(35), To: day(60), Sightings: []string{"c1", "c2"}},
		},
		Reporters: []world.Reporter{{Reporter: "ra", Class: "ordinary"}, {Reporter: "rb", Class: "ordinary"}, {Reporter: "rc", Class: "silent"}, {Reporter: "rd", Class: "anxious"}},
	}
}

func alarm(n int, person, selector string, sightings ...string) world.Alarm {
	return world.Alarm{At: day(n), Person: person, Selector: world.Mark(selector), Sightings: sightings, People: []string{person}}
}

func judge(alarms ...world.Alarm) (world.Score, []world.Found) {
	w := handmade()
	return w.Bench(day(0), alarms).Judge(alarms)
}

func value(x *float64) float64 {
	if x == nil {
		return -1
	}
	return *x
}

func TestScoreOfAWorldMadeByHand(t *testing.T) {
	joint := alarm(22, "b", "v", "b1", "b2", "a1")
	joint.People = []string{"a", "b"}
	s, found := judge(
		alarm(-5, "a", "v", "gone"),           // before the calibration's end: not looked at
		alarm(12, "a", "v", "a1", "a2"),       // o1, 38 days left
		alarm(20, "a", "v", "a1", "a2"),       // the same again
		joint,                                 // o2, 3 days left, and joins k1
		alarm(32, "d", "w", "d1", "d2"),       // false
		alarm(33, "d", "w", "d1", "d2"),       // the same one
		alarm(90, "d", "w", "d1", "d2"),       // false again
		alarm(90, "c", "v", "c1", "c2"),       // o3, too late: neither way
		alarm(95, "c", "u", "c1", "d1"),       // half is not most: false
		alarm(96, "c", "t", "unheard-of"),     // false
		alarm(30, "a", "x", "a1", "a2", "d2"), // o1, but d2 was recorded on day 32: a leak
	)
	year := 365.0 / 365.25
	if d := cmp.Diff([]world.Found{{Op: "o1", Detected: true, LeadDays: 38}, {Op: "o2", Detected: true, LeadDays: 3}, {Op: "o3"}}, found); d != "" {
		t.Errorf("operations (-want +got):\n%s", d)
	}
	got := map[string]float64{"operations": float64(s.Operations), "detected": float64(s.Detected), "detection": value(s.Detection), "7d": value(s.Detection7d), "lead": value(s.MedianLeadDays),
		"years": s.PersonYears, "fa": value(s.FalseAlarms), "ordinary": value(s.OrdinaryFA), "anxious": value(s.AnxiousFA), "gini": value(s.Gini), "campaigns": value(s.CampaignRecall), "leaks": float64(s.Leaks)}
	// Of the four false ones two are rd's, one is of c1 first and so rc's, one is nobody's.
	want := map[string]float64{"operations": 3, "detected": 2, "detection": 2. / 3, "7d": 1. / 3, "lead": 20.5,
		"years": 4 * year, "fa": 1 / year, "ordinary": 0, "anxious": 2 / year, "gini": (2*(3*1+4*2) - 5*3) / (4. * 3), "campaigns": 1, "leaks": 1}
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); d != "" {
		t.Errorf("score (-want +got):\n%s", d)
	}
}

func TestWhereThereIsNothingToCountNothingIsClaimed(t *testing.T) {
	s, found := world.World{}.Bench(day(0), nil).Judge(nil)
	if s.Detection != nil || s.FalseAlarms != nil || s.OrdinaryFA != nil || s.Gini != nil || s.CampaignRecall != nil || s.MedianLeadDays != nil || len(found) != 0 {
		t.Errorf("%+v", s)
	}
	s, _ = judge()
	if value(s.Detection) != 0 || value(s.FalseAlarms) != 0 || value(s.CampaignRecall) != 0 {
		t.Errorf("without alarms: %+v", s)
	}
}

// TestMoreFalseAlarmsNeverLookBetter: whatever is added that rests on nothing
// hostile, detection stays and the false alarms do not fall.
func TestMoreFalseAlarmsNeverLookBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alarms := []world.Alarm{alarm(12, "a", "v", "a1", "a2")}
		before, _ := judge(alarms...)
		for range rapid.IntRange(1, 8).Draw(t, "more") {
			alarms = append(alarms, alarm(rapid.IntRange(33, 300).Draw(t, "day"), "d", rapid.SampledFrom([]string{"v", "w"}).Draw(t, "selector"), "d1", "d2"))
		}
		after, _ := judge(alarms...)
		if *after.Detection != *before.Detection || *after.FalseAlarms <= *before.FalseAlarms || after.Leaks != 0 {
			t.Fatalf("before %+v, after %+v", before, after)
		}
		reversed := make([]world.Alarm, 0, len(alarms))
		for i := range alarms {
			reversed = append(reversed, alarms[len(alarms)-1-i])
		}
		if again, _ := judge(reversed...); !cmp.Equal(after, again) {
			t.Fatalf("the order of the file counts: %s", cmp.Diff(after, again))
		}
	})
}

func TestAlarmsAreReadFromAnyDetector(t *testing.T) {
	text := `{"at":"2025-01-13T12:00:00Z","person":"a","selector":{"kind":"plate","value":"K48TR17B"},"level":"act","score":7,"sightings":["a1","a2"],"people":["a"],"innocent":{"why":1},"ask":"?"}
{"at":"2025-01-13T12:00:00Z"}
nonsense
{"at":"2025-01-14T12:00:00Z","person":"a","selector":"plate:K48TR17B","sightings":null,"people":[]}`
	alarms, flaws, err := world.ReadAlarms(strings.NewReader(text))
	if err != nil || len(alarms) != 2 || flaws.Total() != 2 || !flaws.Dropped() {
		t.Fatal(err, len(alarms), flaws.Lines())
	}
	if alarms[0].Selector == "" || alarms[1].Selector != "plate:K48TR17B" {
		t.Errorf("selectors %q and %q", alarms[0].Selector, alarms[1].Selector)
	}
}

func TestTheRuleCounts(t *testing.T) {
	w := world.World{People: []world.Person{{ID: "a", Known: []world.Known{{Kind: "plate", Value: "OWN"}}}}}
	see := func(id string, n int, plate string, lat float64) {
		s, lon := sighting(id, "a", n), 0.0
		s.Selector.Value, s.Lat, s.Lon = plate, &lat, &lon
		w.Sightings = append(w.Sightings, s)
	}
	see("1", 1, "V", 51)
	see("2", 5, "V", 51.002) // the same place
	see("3", 9, "V", 51.1)
	see("4", 9, "OWN", 51)
	see("5", 10, "OWN", 51.1)
	see("6", 60, "V", 51.1)
	for _, c := range []struct {
		rule world.Rule
		want []string // ids of the first alarm
		n    int
	}{
		{world.Rule{N: 2, Places: 1, WindowDays: 14}, []string{"1", "2"}, 1},
		{world.Rule{N: 2, Places: 2, WindowDays: 14}, []string{"1", "2", "3"}, 1},
		{world.Rule{N: 2, Places: 2, WindowDays: 90}, []string{"1", "2", "3"}, 2},
		{world.Rule{N: 4, Places: 1, WindowDays: 14}, nil, 0},
		{world.Rule{N: 3, Places: 3, WindowDays: 365}, nil, 0},
	} {
		got := c.rule.Run(w)
		if len(got) != c.n {
			t.Errorf("%s: %d alarms, want %d", c.rule, len(got), c.n)
			continue
		}
		if c.n > 0 {
			if d := cmp.Diff(c.want, got[0].Sightings); d != "" {
				t.Errorf("%s (-want +got):\n%s", c.rule, d)
			}
		}
	}
	if n := len(world.Rules()); n != 72 {
		t.Errorf("%d rules", n)
	}
}

// TestTheBestRuleIsWithinItsBudget: on an easy world it finds most, on a hard one
// next to nothing; neither costs more than was allowed.
func TestTheBestRuleIsWithinItsBudget(t *testing.T) {
	from := world.Start().AddDate(0, 0, 100)
	for level, want := range map[world.Level]band{world.L1: {.5, 1}, world.L3: {0, .3}} {
		w, err := world.Make(world.Options{Level: level, Seed: 6, People: 200, Days: 220})
		if err != nil {
			t.Fatal(err)
		}
		_, s, ok := world.BestRule(w, from, .5)
		if !ok || *s.FalseAlarms > .5 || s.Leaks != 0 {
			t.Fatalf("%s: %v %+v", level, ok, s)
		}
		want.check(t, string(level)+" detection", *s.Detection)
		if _, _, ok := world.BestRule(w, from, -1); ok {
			t.Errorf("%s: a rule within a budget below nothing", level)
		}
	}
}

func TestIntervals(t *testing.T) {
	x := make([]float64, 400)
	for i := range x[:200] {
		x[i] = 1
	}
	lo, hi := world.Interval(x, 1000, 1)
	if lo < .43 || lo > .48 || hi < .52 || hi > .57 { // .5 +- .049
		t.Errorf("%.3f to %.3f", lo, hi)
	}
	if again, _ := world.Interval(x, 1000, 1); again != lo {
		t.Error("the same seed gave another interval")
	}
	if lo, hi := world.Interval(nil, 10, 1); lo != 0 || hi != 0 {
		t.Error("an interval of nothing")
	}
	if lo, hi := world.DetectionInterval([]world.Found{{Detected: true}, {Detected: true}}, 10, 1); lo != 1 || hi != 1 {
		t.Errorf("of certainties: %v to %v", lo, hi)
	}
}
