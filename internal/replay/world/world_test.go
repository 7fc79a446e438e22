package world_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/replay/world"
)

// disk keeps what is written, by name.
type disk map[string]*bytes.Buffer

type page struct{ *bytes.Buffer }

func (page) Close() error { return nil }

func (d disk) create(name string) (io.WriteCloser, error) {
	d[name] = &bytes.Buffer{}
	return page{d[name]}, nil
}

func (d disk) fs() fstest.MapFS {
	out := fstest.MapFS{}
	for name, b := range d {
		out[name] = &fstest.MapFile{Data: b.Bytes()}
	}
	return out
}

func generate(t testing.TB, o world.Options) disk {
	t.Helper()
	d := disk{}
	if err := world.Generate(o, d.create); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheSameOptionsMakeTheSameBytes(t *testing.T) {
	for _, level := range world.Levels() {
		o := world.Options{Level: level, Seed: 5, People: 40, Days: 120}
		a, b := generate(t, o), generate(t, o)
		for name := range a {
			if !bytes.Equal(a[name].Bytes(), b[name].Bytes()) {
				t.Errorf("%s: two makings of %s differ", level, name)
			}
		}
		o.Seed++
		if bytes.Equal(a["sightings"].Bytes(), generate(t, o)["sightings"].Bytes()) {
			t.Errorf("%s: another seed made the same world", level)
		}
	}
}

func TestAWorldSurvivesItsFiles(t *testing.T) {
	o := world.Options{Level: world.LX, Seed: 3, People: 60, Days: 150}
	made, err := world.Make(o)
	if err != nil {
		t.Fatal(err)
	}
	streamed, flaws, err := world.Read(generate(t, o).fs())
	if err != nil || flaws.Total() != 0 {
		t.Fatal(err, flaws.Lines())
	}
	written := disk{}
	if err := world.Write(written.create, made); err != nil {
		t.Fatal(err)
	}
	again, flaws, err := world.Read(written.fs())
	if err != nil || flaws.Total() != 0 {
		t.Fatal(err, flaws.Lines())
	}
	if d := cmp.Diff(streamed, again); d != "" {
		t.Errorf("written at once and written as it goes (-streamed +at once):\n%s", d)
	}
	if len(again.Sightings) < 1000 || len(again.Contacts) < 100 || len(again.Truth) < 5 {
		t.Errorf("too little: %d sightings, %d contacts, %d operations", len(again.Sightings), len(again.Contacts), len(again.Truth))
	}
}

// band bounds a figure of a world.
type band struct{ lo, hi float64 }

func (b band) check(t *testing.T, what string, got float64) {
	t.Helper()
	if got < b.lo || got > b.hi {
		t.Errorf("%s: %.2f, want %.2f to %.2f", what, got, b.lo, b.hi)
	}
}

// TestLevelsAreAsTheyWereDesigned: about a hundred human sightings a
// person-year, and 12.9, 5.3 and 1.3 hostile ones an operation. The bands hold
// what a world of this size may be off by luck.
func TestLevelsAreAsTheyWereDesigned(t *testing.T) {
	for level, hostile := range map[world.Level]band{world.L0: {0, 0}, world.L1: {8, 18}, world.L2: {3.5, 7.5}, world.L3: {.7, 2.4}, world.LX: {2, 9}} {
		o := world.Options{Level: level, Seed: 11, People: 300, Days: 300}
		w, err := world.Make(o)
		if err != nil {
			t.Fatal(err)
		}
		years := float64(o.People) * float64(o.Days) / 365
		human := 0
		for _, s := range w.Sightings {
			if s.Sensor == "human" {
				human++
			}
		}
		if level != world.LX { // whose floods come and go
			band{80, 125}.check(t, string(level)+" human sightings a person-year", float64(human)/years)
		}
		caused := 0
		for _, op := range w.Truth {
			caused += len(op.Sightings)
		}
		if level != world.L0 {
			band{.18, .32}.check(t, string(level)+" share hunted", float64(len(w.Truth))/float64(o.People))
		}
		hostile.check(t, string(level)+" hostile things an operation", float64(caused)/float64(max(1, len(w.Truth))))
	}
}

// TestTheFirstHalfIsCalm: there must be a history to learn what is normal from.
func TestTheFirstHalfIsCalm(t *testing.T) {
	o := world.Options{Level: world.L2, Seed: 2, People: 800, Days: 120}
	w, err := world.Make(o)
	if err != nil {
		t.Fatal(err)
	}
	early := 0
	for _, op := range w.Truth {
		if op.From.Before(world.Start().AddDate(0, 0, o.Days/2)) {
			early++
		}
	}
	if share := float64(early) / float64(o.People); share > .03 {
		t.Errorf("%.3f of the people are hunted in the first half", share)
	}
}

// TestNothingTellsWhoIsHostile: truth stands in its own files, and an id says
// nothing about its cause.
func TestNothingTellsWhoIsHostile(t *testing.T) {
	d := generate(t, world.Options{Level: world.L1, Seed: 4, People: 60, Days: 200})
	for _, name := range []string{"people", "sightings", "contacts"} {
		for _, word := range []string{"hostile", "truth", "campaign", "attack", `"op-`, `"c-`, `"op"`, "anxious", "class"} {
			if bytes.Contains(d[name].Bytes(), []byte(word)) {
				t.Errorf("%s says %q", name, word)
			}
		}
	}
	w, _, err := world.Read(d.fs())
	if err != nil {
		t.Fatal(err)
	}
	caused := map[string]bool{}
	for _, op := range w.Truth {
		for _, id := range op.Sightings {
			caused[id] = true
		}
	}
	// In order of their ids, hostile sightings lie as others do: about as many
	// among the first half.
	ids := make([]string, len(w.Sightings))
	for i, s := range w.Sightings {
		ids[i] = s.ID
	}
	slices.Sort(ids)
	first := 0
	for _, id := range ids[:len(ids)/2] {
		if caused[id] {
			first++
		}
	}
	if share := float64(first) / float64(len(caused)); share < .35 || share > .65 {
		t.Errorf("%.2f of what is hostile stands in the first half of the ids", share)
	}
}

func TestTruthAgreesWithTheSightings(t *testing.T) {
	w, err := world.Make(world.Options{Level: world.LX, Seed: 9, People: 120, Days: 200})
	if err != nil {
		t.Fatal(err)
	}
	at, who := map[string]time.Time{}, map[string]string{}
	for _, s := range w.Sightings {
		at[s.ID], who[s.ID] = s.At, s.Person
	}
	for _, c := range w.Contacts {
		at[c.ID], who[c.ID] = c.At, c.Person
	}
	shared := map[string]int{}
	for _, op := range w.Truth {
		shared[op.Campaign]++
		for _, id := range op.Sightings {
			if who[id] != op.Person || at[id].Before(op.From) || at[id].After(op.To) {
				t.Errorf("%s: %s is of %s at %v, the operation is against %s from %v to %v", op.Op, id, who[id], at[id], op.Person, op.From, op.To)
			}
		}
	}
	if !slices.ContainsFunc(w.Truth, func(op world.Truth) bool { return shared[op.Campaign] > 1 }) {
		t.Error("no campaign reaches two people")
	}
}

// TestDescriptionsAreOfThingsOnly: the vocabulary is closed and holds nobody's looks.
func TestDescriptionsAreOfThingsOnly(t *testing.T) {
	w, err := world.Make(world.Options{Level: world.L3, Seed: 1, People: 60, Days: 200})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range w.Sightings {
		for _, word := range s.Selector.Description {
			n++
			if kind, _, _ := bytes.Cut([]byte(word), []byte(":")); !slices.Contains([]string{"colour", "body", "feature"}, string(kind)) {
				t.Fatalf("%q is no word for a vehicle", word)
			}
		}
	}
	if n == 0 {
		t.Error("nothing was described")
	}
}

func TestWrongOptionsAreRefused(t *testing.T) {
	for _, o := range []world.Options{{}, {Level: "L9", People: 1, Days: 1}, {Level: world.L1, Days: 1}, {Level: world.L1, People: 1}, {Level: world.L1, People: 1, Days: 1e6}, {Level: world.L1, People: -1, Days: 1}} {
		if err := world.Generate(o, disk{}.create); err == nil {
			t.Errorf("%+v made a world", o)
		}
	}
	for _, o := range []world.Options{{Level: world.L2, People: 1, Days: 1}, {Level: world.LX, People: 3, Days: 10}, {Level: world.L3, People: 2, Days: 61}} {
		if err := world.Generate(o, disk{}.create); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestCasesCarryTheirEnding: most lives are benign, and an ending comes after
// everything else that is hostile.
func TestCasesCarryTheirEnding(t *testing.T) {
	d := disk{}
	if err := world.WriteCases(world.Options{Seed: 1, People: 80, Days: 900}, d.create); err != nil {
		t.Fatal(err)
	}
	benign, harmed := 0, 0
	for name, b := range d {
		var c struct {
			Case struct {
				Truth struct {
					Label      string  `json:"label"`
					CriticalAt *string `json:"critical_at"`
				} `json:"ground_truth"`
			} `json:"case"`
			Events []struct {
				Occurred  struct{ Start string }
				Relevance string
			}
		}
		if err := json.Unmarshal(b.Bytes(), &c); err != nil {
			t.Fatal(name, err)
		}
		if c.Case.Truth.Label == "benign" {
			benign++
		}
		if at := c.Case.Truth.CriticalAt; at != nil {
			harmed++
			if last := c.Events[len(c.Events)-1].Occurred.Start; last > *at {
				t.Errorf("%s: something happens on %s, after the harm on %s", name, last, *at)
			}
		}
	}
	if benign < 60 || harmed < 2 {
		t.Errorf("of 80 lives %d are benign and %d end in harm", benign, harmed)
	}
}
