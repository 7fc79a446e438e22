package replay_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/calibration"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
	"outrider/internal/replay"
	"outrider/internal/replay/world"
	"outrider/parameters"
)

func calibrationParams(t *testing.T) calibration.Params {
	t.Helper()
	p, err := calibration.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	p.Draws = 40
	return p
}

// file is one written chronology, kept in memory.
type file struct {
	bytes.Buffer
}

func (*file) Close() error { return nil }

// lives invents some lives and reads them back: what may be replayed, and in full.
func lives(t *testing.T, seed uint64, people int) (files []chronology.File, full []precedent.Case) {
	t.Helper()
	var names []string
	written := map[string]*file{}
	err := world.WriteCases(world.Options{Seed: seed, People: people, Days: 700}, func(name string) (io.WriteCloser, error) {
		names, written[name] = append(names, name), &file{}
		return written[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, _, err := chronology.Read(name, written[name].Bytes())
		if err != nil {
			t.Fatal(err)
		}
		c, err := precedent.Parse(name, written[name].Bytes())
		if err != nil {
			t.Fatal(err)
		}
		files, full = append(files, f), append(full, c)
	}
	return files, full
}

func TestInventedLivesAreScoredQuietOnesToo(t *testing.T) {
	o := options(t)
	files, full := lives(t, 3, 12)
	o.Corpus = full
	c := cardOf(t, files, o)
	if c.Cases != 12 || c.Endings[replay.EndingQuiet] == 0 || c.Endings[replay.EndingHarm] == 0 {
		t.Fatalf("%d cases: %v", c.Cases, c.Endings)
	}
	if q := c.Desk.Stretches.Quiet; q.Lives != c.Endings[replay.EndingQuiet] || q.Years < float64(q.Lives) || q.Woken > q.Lives {
		t.Errorf("quiet lives: %+v", q)
	}
	checkStretches(t, "desk", c.Desk)
	if r := c.Rested; r.Hostile+r.Ambiguous+r.Harmless != c.Desk.Acts {
		t.Errorf("%+v of %d acts", r, c.Desk.Acts)
	}
	for _, h := range c.Forecasts {
		if h.Outcomes == 0 || h.Censored == 0 {
			t.Errorf("%d days: %d known, %d unknown", h.Days, h.Outcomes, h.Censored)
		}
	}
}

// However many cases are replayed at once, the bytes are the same.
func TestTheNumberOfWorkersChangesNothing(t *testing.T) {
	o := options(t)
	files, full := lives(t, 5, 6)
	o.Corpus = full
	var want []byte
	for _, workers := range []int{1, 3, 16} {
		var played []replay.Played
		for p := range replay.RunMany(t.Context(), files, o, workers) {
			played = append(played, p)
		}
		truths, err := replay.Truths(full)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(replay.NewCard(replay.Judged{Played: played, Truths: truths, Params: calibrationParams(t)}))
		if err != nil {
			t.Fatal(err)
		}
		if want != nil && !bytes.Equal(want, got) {
			t.Errorf("%d workers give other bytes", workers)
		}
		want = got
	}
}

func TestWhoStopsReadingStopsTheReplay(t *testing.T) {
	files, _ := lives(t, 5, 6)
	n := 0
	for range replay.RunMany(t.Context(), files, options(t), 2) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d were read", n)
	}
}

func caseOf(id, label, critical string, events ...precedent.Event) precedent.Case {
	return precedent.Case{About: precedent.About{ID: id, Truth: precedent.Truth{Label: label, CriticalAt: critical}}, Events: events}
}

func happened(day, relevance, phase string, about ...string) precedent.Event {
	return precedent.Event{ID: "e-" + day + phase, Relevance: relevance, Phase: phase, About: about, Occurred: precedent.Occurred{Start: day}}
}

func TestHowACaseEnded(t *testing.T) {
	for name, c := range map[string]struct {
		of   precedent.Case
		want replay.Ending
		who  map[string]time.Time
	}{
		"nothing":   {caseOf("a", "benign", "", happened("2020-01-01", "benign", "background", "p")), replay.EndingQuiet, map[string]time.Time{}},
		"an ending": {caseOf("a", "hostile", "", happened("2020-01-01", "hostile", "collection", "p")), replay.EndingHunted, map[string]time.Time{}},
		"arrests":   {caseOf("a", "hostile", "2020-02-01", happened("2020-01-01", "hostile", "preparation", "p")), replay.EndingStopped, map[string]time.Time{}},
		"harm to one of two": {caseOf("a", "hostile", "2020-02-01", happened("2020-01-01", "hostile", "preparation", "p", "q"), happened("2020-02-01", "hostile", "attack", "p")),
			replay.EndingHarm, map[string]time.Time{"p": on("2020-02-01")}},
		"an attempt on the day, and an older one": {caseOf("a", "hostile", "2020-02-01", happened("2019-01-01", "hostile", "attempt", "q"), happened("2020-02-01", "hostile", "attempt", "p")),
			replay.EndingHarm, map[string]time.Time{"p": on("2020-02-01")}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := replay.TruthOf(c.of)
			if err != nil || got.Ending != c.want {
				t.Fatalf("%q, %v", got.Ending, err)
			}
			if d := cmp.Diff(c.who, got.Harmed); d != "" {
				t.Error(d)
			}
		})
	}
	if _, err := replay.TruthOf(caseOf("a", "hostile", "soon")); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("a date that is none: %v", err)
	}
}

// A forecast is tested where its answer is known, and nowhere else.
func TestForecastsAreTestedWhereTheAnswerIsKnown(t *testing.T) {
	harmed := replay.Truth{Case: "harmed", Ending: replay.EndingHarm, Harm: on("2021-07-01"), Harmed: map[string]time.Time{"p": on("2021-07-01")}, End: on("2021-07-01")}
	quiet := replay.Truth{Case: "quiet", Ending: replay.EndingQuiet, End: on("2021-12-31")}
	stopped := replay.Truth{Case: "stopped", Ending: replay.EndingStopped, Harm: on("2021-07-01"), End: on("2021-12-31")}
	for _, c := range []struct {
		of              replay.Truth
		day             string
		known, happened [3]int
		censored        [3]int
	}{
		{harmed, "2021-01-01", [3]int{1, 1, 0}, [3]int{0, 0, 0}, [3]int{0, 0, 1}},
		{harmed, "2020-12-01", [3]int{1, 1, 1}, [3]int{0, 0, 1}, [3]int{0, 0, 0}},
		{harmed, "2021-05-01", [3]int{1, 1, 0}, [3]int{0, 1, 0}, [3]int{0, 0, 1}},
		{harmed, "2021-06-15", [3]int{1, 1, 0}, [3]int{1, 1, 0}, [3]int{0, 0, 1}},
		{harmed, "2021-07-01", [3]int{}, [3]int{}, [3]int{}},
		{quiet, "2021-01-01", [3]int{1, 1, 0}, [3]int{}, [3]int{0, 0, 1}},
		{quiet, "2021-12-15", [3]int{}, [3]int{}, [3]int{1, 1, 1}},
		{stopped, "2021-05-01", [3]int{1, 0, 0}, [3]int{}, [3]int{0, 1, 1}},
	} {
		t.Run(fmt.Sprint(c.of.Case, " ", c.day), func(t *testing.T) {
			l := replay.Line{Case: c.of.Case, Protectee: "p", Track: []replay.Point{{At: on(c.day), Harm30: .01, Harm90: .02, Harm365: .03}}}
			got := replay.Forecasts([]replay.Line{l}, []replay.Truth{harmed, quiet, stopped}, calibrationParams(t))
			for i, h := range got {
				if h.Outcomes != c.known[i] || h.Happened != c.happened[i] || h.Censored != c.censored[i] {
					t.Errorf("%d days: %d known, %d came, %d unknown", h.Days, h.Outcomes, h.Happened, h.Censored)
				}
			}
		})
	}
}
