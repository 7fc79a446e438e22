package replay_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"path"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/detect"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
	"outrider/internal/replay"
	"outrider/parameters"
	"outrider/precedents"
)

// loaded reads the parameters once: drawing their ranges takes a while.
var loaded = sync.OnceValues(func() (replay.Options, error) {
	a, err1 := assess.Load(parameters.FS)
	d, err2 := detect.Load(parameters.FS)
	corpus, err3 := precedent.Load(precedents.FS)
	return replay.Options{Assess: a, Detect: d, Zones: time.LoadLocation, Corpus: corpus}, errors.Join(err1, err2, err3)
})

func options(t testing.TB) replay.Options {
	t.Helper()
	o, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func chronologies(t testing.TB) []chronology.File {
	t.Helper()
	names, err := fs.Glob(precedents.FS, "cases/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []chronology.File
	for _, name := range names {
		data, err := fs.ReadFile(precedents.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		f, _, err := chronology.Read(path.Base(name), data)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

func run(t testing.TB, f chronology.File, o replay.Options) []replay.Line {
	t.Helper()
	lines, err := replay.Run(t.Context(), f, o)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// checkLine checks what holds for every line of every replay.
func checkLine(t *testing.T, l replay.Line) {
	t.Helper()
	var last time.Time
	for _, p := range l.Track {
		if p.At.Before(last) || p.At.Before(*l.From) || p.At.After(*l.To) {
			t.Errorf("%s %s: a point out of order at %s", l.Case, l.Protectee, p.At)
		}
		last = p.At
		c := p.P
		if sum := c.Benign + c.Collection + c.Intimidation + c.Abduction + c.Attack + c.Other; math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s %s: the explanations add up to %g", l.Case, l.Protectee, sum)
		}
		if !(0 < p.Harm30 && p.Harm30 <= p.Harm90 && p.Harm90 <= p.Harm365 && p.Harm365 < 1) {
			t.Errorf("%s %s: horizons %g %g %g", l.Case, l.Protectee, p.Harm30, p.Harm90, p.Harm365)
		}
	}
	for _, a := range l.Alarms {
		if len(a.Because) == 0 || a.Level != outrider.LevelAct && a.Level != outrider.LevelLook {
			t.Errorf("%s %s: an alarm without reason or level: %+v", l.Case, l.Protectee, a)
		}
	}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	o := options(t)
	o.Tier = chronology.TierC
	f := chronologies(t)[7]
	first, err := json.Marshal(run(t, f, o))
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(run(t, f, o))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(first), string(again)); d != "" {
		t.Error(d)
	}
}

// What was said until a moment may not depend on what is written after it.
func TestTheFutureChangesNothing(t *testing.T) {
	o := options(t)
	o.Tier = chronology.TierB
	f := chronologies(t)[4]
	whole := run(t, f, o)[0]
	cut := time.Date(2019, 8, 19, 0, 0, 0, 0, time.UTC)
	var early []chronology.Event
	fed, _ := chronology.Feed(f, chronology.Options{Tier: o.Tier, Zones: o.Zones})
	before := map[string]bool{}
	for _, x := range fed {
		before[x.Event] = before[x.Event] || x.At.Before(cut)
	}
	for _, e := range f.Events {
		if before[e.ID] {
			early = append(early, e)
		}
	}
	f.Events = early
	past := run(t, f, o)[0]
	upTo := func(l replay.Line) (a []replay.Alarm, p []replay.Point) {
		for _, x := range l.Alarms {
			if x.At.Before(cut) {
				a = append(a, x)
			}
		}
		for _, x := range l.Track {
			if x.At.Before(fedLast(past)) {
				p = append(p, x)
			}
		}
		return a, p
	}
	wa, wp := upTo(whole)
	pa, pp := upTo(past)
	if d := cmp.Diff(wa, pa); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(wp, pp); d != "" {
		t.Error(d)
	}
	if len(pp) == 0 || len(pa) == 0 {
		t.Errorf("nothing was compared: %d points, %d alarms", len(pp), len(pa))
	}
}

func fedLast(l replay.Line) time.Time { return *l.To }

func TestTheCaseUnderTestIsLeftOut(t *testing.T) {
	o := options(t)
	for _, l := range run(t, chronologies(t)[7], o) {
		if d := cmp.Diff([]string{l.Case}, l.Excluded); d != "" {
			t.Error(d)
		}
	}
}
