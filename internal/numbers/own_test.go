package numbers_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/numbers"
)

func folder(name, text string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(text)}} }

func TestOwnNumbersAreLaidOverOurs(t *testing.T) {
	own := folder("x.json", `{"numbers": {"most": {"value": 5, "origin": "agreed by the board"}}}`)
	own["x.json~"] = &fstest.MapFile{Data: []byte("what an editor left")}
	o, err := numbers.Over(folder("x.json", whole), own, "x.json", "y.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := numbers.Load(o, "x.json")
	if err != nil {
		t.Fatal(err)
	}
	var got taken
	if err := take(&got, f); err != nil {
		t.Fatal(err)
	}
	if got.most != 5 || got.share != 0.5 {
		t.Errorf("%+v", got)
	}
	if d := cmp.Diff([]string{"x.json"}, o.Names()); d != "" {
		t.Error(d)
	}
	if _, err := o.Open("x.json"); err == nil {
		t.Error("half of a file can be had")
	}
}

func TestWithoutAFolderOursCount(t *testing.T) {
	o, err := numbers.Over(folder("x.json", whole), fstest.MapFS{}, "x.json")
	if err != nil || len(o.Names()) > 0 {
		t.Fatal(o, err)
	}
	b, err := fs.ReadFile(o, "x.json")
	if err != nil || string(b) != whole {
		t.Error(string(b), err)
	}
}

func TestAFaultOfOnesOwnIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ file, text, says string }{
		"a name that is none":    {"clock.json", `{}`, "clock.json is no file"},
		"a field that is none":   {"x.json", `{"zonee": 1}`, `no field "zonee"`},
		"a number that is none":  {"x.json", `{"numbers": {"moost": {"value": 1, "origin": "o"}}}`, `no number "moost"`},
		"a comma that is missed": {"x.json", "{\"version\": 1\n\"numbers\": {}}", "x.json, line 2"},
		"cut off":                {"x.json", `{"numbers": {`, "x.json, line 1"},
		"a list":                 {"x.json", `[]`, "not a list of fields"},
		"nothing":                {"x.json", `null`, "not a list of fields"},
		"numbers that are none":  {"x.json", `{"numbers": 3}`, "numbers is not"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := numbers.Over(folder("x.json", whole), folder(c.file, c.text), "x.json")
			if outrider.CodeOf(err) != outrider.CodeInvalid || !strings.Contains(outrider.SafeText(err), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func FuzzOwn(f *testing.F) {
	f.Add(`{"numbers": {"most": {"value": 5, "origin": "o"}}}`)
	f.Add(`{"version": 2}`)
	f.Add(`{"numbers": null}`)
	f.Add("{\n")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := numbers.Over(folder("x.json", whole), folder("x.json", text), "x.json")
		if err != nil {
			if outrider.CodeOf(err) != outrider.CodeInvalid {
				t.Errorf("%v", err)
			}
			return
		}
		b, err := fs.ReadFile(o, "x.json")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := numbers.Read("x.json", b); err != nil && !strings.Contains(text, "numbers") {
			t.Errorf("%s: %v", b, err)
		}
	})
}
