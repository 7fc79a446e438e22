package scorecard_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/detect"
	"outrider/internal/replay/scorecard"
	"outrider/internal/replay/world"
	"outrider/parameters"
)

func pooled(t testing.TB) detect.Params {
	t.Helper()
	p, err := detect.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// update writes the baseline anew: after a change that is meant to change what is
// found, and whose figures somebody has looked at.
func update() bool { return os.Getenv("OUTRIDER_SCORECARD") == "update" }

// whole reports whether the scorecard is wanted in full, which takes a minute or
// two. The small one has too few operations to say how good detection is, and
// enough to notice that it changed.
func whole() bool { return os.Getenv("OUTRIDER_SCORECARD") != "" && !testing.Short() }

func plan(t *testing.T) (scorecard.Plan, string) {
	p := scorecard.Plan{Levels: []world.Level{world.L1, world.L2}, Seed: 21, People: 240, Days: 400, Budgets: []float64{.1}, At: .1, Pooled: pooled(t)}
	if whole() {
		p.Levels, p.Seed, p.People, p.Days = world.Levels(), 11, 1500, 730
		return p, "testdata/scorecard.json"
	}
	return p, "testdata/small.json"
}

// TestScorecard holds what is found, on committed worlds, to a baseline.
func TestScorecard(t *testing.T) {
	p, file := plan(t)
	var rows []scorecard.Row
	if err := p.Run(func(_ *scorecard.Field, got []scorecard.Row) { rows = append(rows, got...) }); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", scorecard.Table(rows))
	if update() {
		b, err := json.MarshalIndent(scorecard.Marks(rows), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, fall := range scorecard.Falls(rows, baseline(t, file)) {
		t.Error(fall)
	}
	for _, r := range rows {
		if r.Score.Leaks != 0 {
			t.Errorf("%s: %d alarms rest on what was recorded after them", r.Key(), r.Score.Leaks)
		}
	}
	beatsTheRule(t, rows)
}

func baseline(t *testing.T, file string) map[string]scorecard.Mark {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]scorecard.Mark{}
	if err := json.Unmarshal(b, &out); err != nil || len(out) == 0 {
		t.Fatalf("%s: %d marks: %v", file, len(out), err)
	}
	return out
}

// beatsTheRule: on every level with somebody to find the engine finds more than the
// best counting rule, though the rule was chosen on the answers.
func beatsTheRule(t *testing.T, rows []scorecard.Row) {
	t.Helper()
	for _, r := range rows {
		if r.Way != scorecard.Rule || r.None || r.Score.Detection == nil {
			continue
		}
		i := slices.IndexFunc(rows, func(x scorecard.Row) bool {
			return x.Level == r.Level && x.Way == scorecard.Engine && x.Budget == r.Budget
		})
		if got := rows[i].Score.Detection; *got <= *r.Score.Detection {
			t.Errorf("%s: the engine finds %.3f, the rule %.3f", r.Level, *got, *r.Score.Detection)
		}
	}
}

// TestFalls: a fall of more than is allowed is named, a smaller one is not, and a
// row that is no longer measured is not passed over.
func TestFalls(t *testing.T) {
	row := func(d float64) []scorecard.Row {
		return []scorecard.Row{{Level: world.L2, Way: scorecard.Engine, Budget: .1, Score: world.Score{Detection: &d}}}
	}
	was := scorecard.Marks(row(.70))
	for _, c := range []struct {
		now  []scorecard.Row
		want string
	}{
		{row(.68), ""},
		{row(.75), ""},
		{row(.66), "L2, engine, 0.1: detection fell from 0.700 to 0.660"},
		{nil, "L2, engine, 0.1: in the baseline, and not measured"},
	} {
		if got := strings.Join(scorecard.Falls(c.now, was), "\n"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestEverythingIsToldOnce: whatever a world holds is told, in order, and a contact
// goes before a sighting of the same instant.
func TestEverythingIsToldOnce(t *testing.T) {
	w, err := world.Make(world.Options{Level: world.LX, Seed: 5, People: 30, Days: 120})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]int{}
	var last scorecard.Told
	n := 0
	for x := range scorecard.InOrderTold(slices.Values(w.Sightings), slices.Values(w.Contacts)) {
		if x.At.Before(last.At) || x.At.Equal(last.At) && x.Contact != nil && last.Contact == nil && n > 0 {
			t.Errorf("%v was told after %v", x, last)
		}
		last, n = x, n+1
		if x.Contact != nil {
			ids[x.Contact.ID]++
		} else {
			ids[x.Sighting.ID]++
		}
	}
	if want := len(w.Sightings) + len(w.Contacts); n != want || len(ids) != want {
		t.Errorf("%d told, %d of them different, want %d", n, len(ids), want)
	}
}

// TestToldCanStop: a reader may stop anywhere.
func TestToldCanStop(t *testing.T) {
	w, err := world.Make(world.Options{Level: world.L2, Seed: 5, People: 30, Days: 60})
	if err != nil {
		t.Fatal(err)
	}
	for stop := 1; stop < 60; stop++ {
		n := 0
		for range scorecard.InOrderTold(slices.Values(w.Sightings), slices.Values(w.Contacts)) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Fatalf("stopped after %d, want %d", n, stop)
		}
	}
}

// TestSightingKeepsWhatCounts: what detection may know of a sighting arrives; a
// grade that cannot be read is left out.
func TestSightingKeepsWhatCounts(t *testing.T) {
	lat, lon := 51.5, -0.1
	s := world.Sighting{ID: "s1", Person: "p1", Reporter: "r1", Lat: &lat, Lon: &lon, Sensor: "human", Behaviour: []string{"waiting"}, Event: "e1", Grade: "admiralty:B2",
		Selector: world.Selector{Kind: "plate", Value: "K48TR17B"}}
	got := scorecard.Sighting(s)
	if got.ID != "s1" || got.Person != "p1" || got.Selector.Key() != "plate:K48TR17B" || got.Event != "e1" || len(got.Behaviour) != 1 || *got.Place.Lat != lat || got.Grade.Source != "B" {
		t.Errorf("got %+v", got)
	}
	s.Grade = "very good"
	if g := scorecard.Sighting(s).Grade; g != (outrider.Grade{}) {
		t.Errorf("an unreadable grade became %+v", g)
	}
}
