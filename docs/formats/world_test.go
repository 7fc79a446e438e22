package formats_test

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"outrider/internal/replay/world"
)

// sheet is a file of a world that stays in memory.
type sheet struct{ *bytes.Buffer }

func (sheet) Close() error { return nil }

// TestWorldsKeepTheirFormats: every line of a made world is what its schema says.
func TestWorldsKeepTheirFormats(t *testing.T) {
	files := map[string]*bytes.Buffer{}
	create := func(name string) (io.WriteCloser, error) {
		files[name] = &bytes.Buffer{}
		return sheet{files[name]}, nil
	}
	if err := world.Generate(world.Options{Level: world.LX, Seed: 8, People: 30, Days: 130}, create); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]string{"people": "world-person", "sightings": "world-sighting", "contacts": "world-contact", "truth": "world-truth", "reporters": "world-reporter"} {
		lines(t, of, files[name].String())
	}
	files = map[string]*bytes.Buffer{}
	if err := world.WriteCases(world.Options{Seed: 8, People: 5, Days: 400}, create); err != nil {
		t.Fatal(err)
	}
	s := schema(t, "chronology")
	for name, b := range files {
		v, err := jsonschema.UnmarshalJSON(b)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestScoresKeepTheirFormat: with nothing to count over, a score is still whole.
func TestScoresKeepTheirFormat(t *testing.T) {
	w, err := world.Make(world.Options{Level: world.L1, Seed: 8, People: 30, Days: 130})
	if err != nil {
		t.Fatal(err)
	}
	from := world.Start().AddDate(0, 0, 60)
	for _, alarms := range [][]world.Alarm{nil, world.Rule{N: 2, Places: 1, WindowDays: 90}.Run(w)} {
		for _, in := range []world.World{w, {}} {
			s, _ := in.Bench(from, alarms).Judge(alarms)
			out, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			lines(t, "score", string(out))
		}
	}
}
