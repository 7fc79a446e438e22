package replay_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/intake/chronology"
	"outrider/internal/replay"
)

func on(day string) time.Time {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		panic(err) // a test's own date
	}
	return t
}

func lineOf(alarms ...replay.Alarm) replay.Line {
	from, to := on("2020-01-01"), on("2023-01-01")
	return replay.Line{Case: "c", Protectee: "p", From: &from, To: &to, Alarms: alarms}
}

func act(day string) replay.Alarm {
	return replay.Alarm{At: on(day), Level: outrider.LevelAct, Because: []string{"e-" + day}}
}

func look(day string) replay.Alarm {
	return replay.Alarm{At: on(day), Level: outrider.LevelLook, Because: []string{"e-" + day}}
}

func score(l replay.Line, harm time.Time) replay.Verdict {
	return replay.Score([]replay.Line{l}, []replay.Truth{{Case: "c", Harm: harm}}, nil)[0].Desk
}

func TestOnlyAnActOfTheLastYearBeforeTheHarmCounts(t *testing.T) {
	harm := on("2022-01-01")
	for name, c := range map[string]struct {
		alarms      []replay.Alarm
		inTime      bool
		first, last float64
	}{
		"nothing":                        {nil, false, 0, 0},
		"a look is no act":               {[]replay.Alarm{look("2021-12-01")}, false, 0, 0},
		"an act at the moment of harm":   {[]replay.Alarm{act("2022-01-01")}, false, 0, 0},
		"an act after it":                {[]replay.Alarm{act("2022-02-01")}, false, 0, 0},
		"an act two years before":        {[]replay.Alarm{act("2020-01-01")}, false, 0, 0},
		"an act 365 days before":         {[]replay.Alarm{act("2021-01-01")}, true, 365, 365},
		"two acts, and an old one":       {[]replay.Alarm{act("2020-06-01"), act("2021-12-02"), act("2021-12-31")}, true, 30, 1},
		"two acts in whatever order":     {[]replay.Alarm{act("2021-12-31"), act("2021-12-02")}, true, 30, 1},
		"the same with a look in excess": {[]replay.Alarm{act("2021-12-31"), look("2021-12-30")}, true, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			v := score(lineOf(c.alarms...), harm)
			if v.InTime != c.inTime || math.Abs(v.First-c.first) > 1e-9 || math.Abs(v.Last-c.last) > 1e-9 {
				t.Errorf("got %+v", v)
			}
		})
	}
}

func TestTheBurdenStandsBesideEveryHit(t *testing.T) {
	// Two years before the harm; acts 10 days apart cover 40 days, not 60.
	v := score(lineOf(act("2020-03-01"), act("2020-03-11"), act("2021-12-17"), act("2022-05-01"), look("2021-01-01")), on("2022-01-01"))
	years := on("2022-01-01").Sub(on("2020-01-01")).Hours() / 24 / 365.25
	want := replay.Verdict{InTime: true, First: 15, Last: 15, Acts: 3, Looks: 1, ActRate: 3 / years, UnderRate: (40 + 15) / years, Because: "e-2021-12-17"}
	if d := cmp.Diff(want, v); d != "" {
		t.Error(d)
	}
}

func TestWithoutHarmOnlyTheBurdenCounts(t *testing.T) {
	v := score(lineOf(act("2022-05-01")), time.Time{})
	if v.InTime || v.Acts != 1 || v.ActRate <= 0 {
		t.Errorf("got %+v", v)
	}
}

func fed(day, event string, kind outrider.Kind, names ...string) chronology.Timed {
	return chronology.Timed{At: on(day), Event: event, Draft: outrider.Draft{Names: names, Report: outrider.Report{ID: outrider.ReportID(event), Kind: kind}}}
}

func TestTheNaiveRules(t *testing.T) {
	feed := []chronology.Timed{
		fed("2021-01-05", "e1", outrider.KindThreat),
		fed("2021-03-01", "e2", outrider.KindWatched, "Zed Zephyr"),
		fed("2021-06-01", "e3", outrider.KindRoutine, "Zed Zephyr"),
		fed("2021-11-01", "e4", outrider.KindVisit, "Zed Zephyr"),
		fed("2021-11-05", "e5", outrider.KindVisit),
		fed("2021-11-06", "e6", outrider.KindOther),
		fed("2021-11-20", "e7", outrider.KindBreakIn),
	}
	s := replay.Score([]replay.Line{lineOf()}, []replay.Truth{{Case: "c", Harm: on("2022-01-01")}}, map[string][]chronology.Timed{"c": feed})[0]
	got := fmt.Sprintf("stated %s %.0f, repeat %s %.0f, burst %s %.0f", s.Stated.Because, s.Stated.First, s.Repeat.Because, s.Repeat.First, s.Burst.Because, s.Burst.First)
	if want := "stated e1 361, repeat e4 61, burst e7 42"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The documented cases are no test set: this pins what is counted and what holds
// for every line, not how well it went.
func TestTheLibraryIsScored(t *testing.T) {
	o := options(t)
	o.Tier = chronology.TierB
	card := cardOf(t, chronologies(t), o)
	if card.Cases != 8 || card.Endings[replay.EndingHarm] != 7 || card.Endings[replay.EndingStopped] != 1 {
		t.Fatalf("%d cases, %v", card.Cases, card.Endings)
	}
	for _, s := range card.Each {
		if s.Harm == nil || s.Years < 0 || s.Desk.InTime && (s.Desk.First < s.Desk.Last || s.Desk.Acts == 0) {
			t.Errorf("%+v", s)
		}
	}
	for name, c := range map[string]replay.Column{"desk": card.Desk, "stated": card.Stated, "repeat": card.Repeat, "burst": card.Burst} {
		if c.Cases != 8 || c.InTime > c.Cases || c.SevenDays > c.InTime || c.ActRate <= 0 {
			t.Errorf("%s: %+v", name, c)
		}
		checkStretches(t, name, c)
	}
	for _, h := range card.Forecasts {
		if h.Touched > h.People || h.Happened > h.Outcomes || h.Touched != 9 || !h.FewHarmed || h.Refused != 0 {
			t.Errorf("%d days: %+v", h.Days, h)
		}
	}
}

// checkStretches holds that no act is lost or counted twice between stretches.
func checkStretches(t *testing.T, name string, c replay.Column) {
	t.Helper()
	s := c.Stretches
	if got := s.Quiet.Acts + s.Earlier.Acts + s.Last.Acts + s.Hunted.Acts; got != c.Acts {
		t.Errorf("%s: %d acts in stretches, %d in all", name, got, c.Acts)
	}
	if got := s.Quiet.Years + s.Earlier.Years + s.Last.Years + s.Hunted.Years; math.Abs(got-c.Years) > 1e-6 {
		t.Errorf("%s: %g years in stretches, %g in all", name, got, c.Years)
	}
}

// cardOf replays cases, reads their endings from the library, and scores them.
func cardOf(t *testing.T, files []chronology.File, o replay.Options) replay.Card {
	t.Helper()
	truths, err := replay.Truths(o.Corpus)
	if err != nil {
		t.Fatal(err)
	}
	j := replay.Judged{Truths: truths, Params: calibrationParams(t)}
	for p := range replay.RunMany(t.Context(), files, o, 2) {
		if p.Err != nil {
			t.Fatal(p.Err)
		}
		for _, l := range p.Lines {
			checkLine(t, l)
		}
		j.Played = append(j.Played, p)
	}
	return replay.NewCard(j)
}
