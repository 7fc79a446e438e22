package formats_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/assess"
	"outrider/internal/detect"
	"outrider/internal/intake/chronology"
	"outrider/internal/replay"
	"outrider/parameters"
)

// validateAll holds every file of a folder to the chronology's schema.
func validateAll(t *testing.T, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no chronologies at %s: %v", pattern, err)
	}
	s := schema(t, "chronology")
	for _, f := range files {
		if err := s.Validate(load(t, f)); err != nil {
			t.Errorf("%s: %v", filepath.Base(f), err)
		}
	}
}

func TestPrecedentsAreChronologies(t *testing.T) {
	validateAll(t, filepath.Join("testdata", "ashgrove.json"))
	validateAll(t, filepath.Join("..", "..", "precedents", "cases", "*.json"))
}

func TestSharedCasesAreChronologies(t *testing.T) {
	dir := os.Getenv("OUTRIDER_SHARED")
	if dir == "" {
		t.Skip("OUTRIDER_SHARED is not set: large-data check skipped")
	}
	validateAll(t, filepath.Join(dir, "cases", "*.json"))
}

// TestNothingUnmarkedIsRead: a case cut to the fields that the schema marks with
// x-replay gives the same bytes as the whole one, in every view and tier. So the
// marks are the truth, and what people wrote with the ending in mind stays out.
func TestNothingUnmarkedIsRead(t *testing.T) {
	root := load(t, "chronology.schema.json").(map[string]any)
	files, err := filepath.Glob(filepath.Join("..", "..", "precedents", "cases", "o0[28]-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, filepath.Join("testdata", "ashgrove.json")) {
		whole := load(t, file)
		cut := cutTo(root, root, whole)
		text, err := json.Marshal(cut)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "ENDING") || strings.Contains(string(text), "ground_truth") {
			t.Fatalf("%s: a mark lets the ending through", file)
		}
		for _, o := range []replay.Options{{View: "known"}, {Tier: "A"}, {Tier: "C", Delay: 48 * time.Hour}} {
			if d := cmp.Diff(replayed(t, whole, o), replayed(t, cut, o)); d != "" {
				t.Errorf("%s, %+v: a field without a mark was read (-whole +cut):\n%s", filepath.Base(file), o, d)
			}
		}
	}
}

// TestEveryMarkCounts: the marks that decide whether and when something is fed
// are read; without them the same case comes out otherwise.
func TestEveryMarkCounts(t *testing.T) {
	whole := load(t, filepath.Join("testdata", "ashgrove.json"))
	want := replayed(t, whole, replay.Options{Tier: "A"})
	for _, field := range []string{"id", "occurred", "about", "observable_by", "could_be_known_from", "kind_as_seen"} {
		less := load(t, filepath.Join("testdata", "ashgrove.json")).(map[string]any)
		for _, e := range less["events"].([]any) {
			delete(e.(map[string]any), field)
		}
		if cmp.Equal(want, replayed(t, less, replay.Options{Tier: "A"})) {
			t.Errorf("without %s the replay is the same", field)
		}
	}
}

// cutTo leaves of a value what its schema marks with x-replay.
func cutTo(root, s map[string]any, v any) any {
	s = resolve(root, s)
	switch v := v.(type) {
	case map[string]any:
		props, _ := s["properties"].(map[string]any)
		out := map[string]any{}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			field, _ := props[key].(map[string]any)
			if marked, _ := field["x-replay"].(bool); marked {
				out[key] = cutTo(root, field, v[key])
			}
		}
		return out
	case []any:
		items, _ := s["items"].(map[string]any)
		out := make([]any, len(v))
		for i := range v {
			out[i] = cutTo(root, items, v[i])
		}
		return out
	}
	return v
}

// resolve follows a reference within the file.
func resolve(root, s map[string]any) map[string]any {
	ref, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	return resolve(root, root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any))
}

// replayed is what a replay prints of a case.
func replayed(t *testing.T, v any, o replay.Options) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := chronology.Read("x.json", data)
	if err != nil {
		t.Fatal(err)
	}
	if o.Assess, err = assess.Load(parameters.FS); err != nil {
		t.Fatal(err)
	}
	if o.Detect, err = detect.Load(parameters.FS); err != nil {
		t.Fatal(err)
	}
	o.Zones = time.LoadLocation
	lines, err := replay.Run(context.Background(), f, o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(lines, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
