package numbers_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/numbers"
)

type taken struct {
	share float64
	most  int
	wait  time.Duration
}

func take(t *taken, f numbers.File) error {
	return f.Take(numbers.Field{Name: "share", To: &t.share, High: 1, Above: true}, numbers.Field{Name: "most", Whole: &t.most, Low: 1, High: 9},
		numbers.Field{Name: "wait_days", Span: &t.wait, Unit: 24 * time.Hour, Low: 0, High: 2})
}

const whole = `{"version": 1, "numbers": {"share": {"value": 0.5, "origin": "own judgement"}, "most": {"value": 3.7, "origin": "own judgement"}, "wait_days": {"value": 1.5, "origin": "own judgement"}}}`

func TestTake(t *testing.T) {
	f, err := numbers.Load(fstest.MapFS{"x.json": {Data: []byte(whole)}}, "x.json")
	if err != nil {
		t.Fatal(err)
	}
	var got taken
	if err := take(&got, f); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(taken{.5, 3, 36 * time.Hour}, got, cmp.AllowUnexported(taken{})); d != "" {
		t.Error(d)
	}
}

// What is wrong is said with the file, the number and what it needs.
func TestWhatIsWrongIsNamed(t *testing.T) {
	for _, c := range []struct{ from, to, says string }{
		{`"share"`, `"shares"`, "x.json: share needs a value above 0, at most 1, and its origin"},
		{`"value": 0.5`, `"value": 0`, "x.json: share needs a value above 0"},
		{`"value": 0.5`, `"value": 1.1`, "at most 1"},
		{`"value": 3.7, "origin": "own judgement"`, `"value": 3.7`, "x.json: most needs a value from 1 to 9 and its origin"},
		{`"value": 1.5`, `"value": -1`, "x.json: wait_days needs a value from 0 to 2"},
		{`"value": 1.5`, `"value": "long"`, "x.json is not valid JSON"},
		{`{"version"`, `["version"`, "x.json is not valid JSON"},
	} {
		f, err := numbers.Read("x.json", []byte(strings.Replace(whole, c.from, c.to, 1)))
		if err == nil {
			err = take(&taken{}, f)
		}
		if outrider.CodeOf(err) != outrider.CodeInvalid || !strings.Contains(outrider.SafeText(err), c.says) {
			t.Errorf("%s: %v, want %q", c.to, err, c.says)
		}
	}
	if _, err := numbers.Load(fstest.MapFS{}, "x.json"); !strings.Contains(outrider.SafeText(err), "x.json cannot be read") {
		t.Error(err)
	}
}

// FuzzRead: whatever is read either gives numbers within their bounds or is refused in
// words that name the file.
func FuzzRead(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"numbers":{"share":{"value":1e400,"origin":"x"}}}`))
	f.Add([]byte(`{"numbers":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := numbers.Read("x.json", b)
		var got taken
		if err == nil {
			err = take(&got, file)
		}
		switch {
		case err != nil && !strings.Contains(outrider.SafeText(err), "x.json"):
			t.Errorf("refused without the file's name: %v", err)
		case err == nil && (!(got.share > 0 && got.share <= 1) || got.most < 1 || got.most > 9 || got.wait < 0 || got.wait > 48*time.Hour):
			t.Errorf("out of bounds: %+v", got)
		}
	})
}
