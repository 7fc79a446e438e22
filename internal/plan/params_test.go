package plan_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"outrider"
	"outrider/internal/plan"
	"outrider/parameters"
)

func TestLoadRefusesWhatDecidesWithoutOrigin(t *testing.T) {
	data, err := parameters.FS.ReadFile("plan.json")
	if err != nil {
		t.Fatal(err)
	}
	for old, now := range map[string]string{
		`"origin": "own choice: fixed draws`: `"origin": "", "x": "own choice: fixed draws`, `"step": "found"`: `"step": "lost"`, `"guard": "habit"`: `"guard": "luck"`,
		`"mean": 0.3,`: `"mean": 0,`, `"keep_days": 90`: `"keep_days": 0`, `"paths": {`: `"path": {`, `"value": 500`: `"value": 5`, `{`: `[`,
	} {
		text := strings.Replace(string(data), old, now, 1)
		if text == string(data) {
			t.Fatalf("the test changes nothing: %s", old)
		}
		if _, err := plan.Load(fstest.MapFS{"plan.json": {Data: []byte(text)}}); outrider.CodeOf(err) != outrider.CodeInvalid || outrider.SafeText(err) == "" {
			t.Errorf("%s: %v", now, err)
		}
	}
	if _, err := plan.Load(fstest.MapFS{}); err == nil {
		t.Error("no file, no error")
	}
}

// Whatever plan.json holds, it is refused or it makes a model.
func FuzzLoad(f *testing.F) {
	data, err := parameters.FS.ReadFile("plan.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"version":1,"numbers":{"draws":{"value":1e999}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := plan.Load(fstest.MapFS{"plan.json": {Data: data}})
		if err != nil {
			return
		}
		if len(p.Measures.List) > 80 || p.Numbers["draws"].Value > 100 {
			return
		}
		if _, err := plan.New(p, nil); err != nil {
			t.Fatalf("it was loaded and is refused: %v", err)
		}
	})
}

// A plan over 20 candidates, every combination tried, 500 draws, with and without
// making the model.
func BenchmarkTwentyCandidates(b *testing.B) {
	p, list := shipped(b)
	p = with(p, map[string]float64{"draws": 500})
	ids := counted(p, list)[:20]
	few := slices.DeleteFunc(slices.Clone(list), func(m outrider.Measure) bool { return !slices.Contains(ids, m.ID) })
	free := plan.Budget{Money: 1e6, Hours: 1e4, Burden: 100, Measures: 20}
	s := plan.Situation{Risk: three, At: day, Budget: &free}
	m := model(b, p, few)
	b.Run("model", func(b *testing.B) {
		for b.Loop() {
			model(b, p, few)
		}
	})
	b.Run("plan", func(b *testing.B) {
		for b.Loop() {
			if x := propose(b, m, s); !x.Exact {
				b.Fatal("not exact")
			}
		}
	})
	all := model(b, p, list)
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			propose(b, all, plan.Situation{Risk: three, At: day})
		}
	})
}
