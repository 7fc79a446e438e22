// Package formats_test holds the published formats to the program: every schema
// compiles, describes every field and tells right from wrong, and what the built
// program prints is what its schema promises.
package formats_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"outrider"
	"outrider/internal/intake/chronology"
	"outrider/internal/intake/csv"
	"outrider/internal/intake/form"
	"outrider/internal/intake/jsonl"
)

// schema compiles one schema of this folder; formats such as date-time count.
func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// names lists the schemas of this folder.
func names(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.schema.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no schemas", err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".schema.json")
	}
	return files
}

// load reads a JSON file the way the validator wants it.
func load(t *testing.T, file string) any {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return v
}

// example is one line of a fixture: a value, and whether the schema takes it.
type example struct {
	Want  string          `json:"want"`
	Why   string          `json:"why"`
	Value json.RawMessage `json:"value"`
}

func examples(t *testing.T, name string) []example {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name+".ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []example
	for s := bufio.NewScanner(f); s.Scan(); {
		var x example
		if err := json.Unmarshal(s.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// TestExamples: every schema takes its good examples and refuses its bad ones.
func TestExamples(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			s := schema(t, name)
			seen := map[string]int{}
			for _, x := range examples(t, name) {
				seen[x.Want]++
				v, err := jsonschema.UnmarshalJSON(bytes.NewReader(x.Value))
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Validate(v); (err == nil) != (x.Want == "valid") {
					t.Errorf("%s: want %s, got %v", x.Why, x.Want, err)
				}
			}
			if seen["valid"] == 0 || seen["invalid"] == 0 {
				t.Errorf("examples of both kinds are needed, got %v", seen)
			}
		})
	}
}

// TestEveryFieldIsDescribed: a field that nobody explains is a field that two
// programs read in two ways.
func TestEveryFieldIsDescribed(t *testing.T) {
	for _, name := range names(t) {
		root := load(t, name+".schema.json").(map[string]any)
		if id := root["$id"]; id != "https://outrider.invalid/formats/1/"+name+".schema.json" {
			t.Errorf("%s: $id is %v", name, id)
		}
		walk(root, name, func(path string, field map[string]any) {
			_, described := field["description"]
			_, refers := field["$ref"]
			if !described && !refers {
				t.Errorf("%s has no description", path)
			}
		})
	}
}

// walk visits the schema of every property, in every definition.
func walk(node any, path string, visit func(string, map[string]any)) {
	switch n := node.(type) {
	case map[string]any:
		for key, v := range n {
			if props, ok := v.(map[string]any); ok && key == "properties" && !strings.HasSuffix(path, "/if") {
				for p, field := range props {
					visit(path+"/"+p, field.(map[string]any))
				}
			}
			walk(v, path+"/"+key, visit)
		}
	case []any:
		for _, v := range n {
			walk(v, path, visit)
		}
	}
}

// enum reads the words that a definition allows.
func enum(t *testing.T, name, def string) []string {
	t.Helper()
	defs := load(t, name+".schema.json").(map[string]any)["$defs"].(map[string]any)
	var out []string
	for _, w := range defs[def].(map[string]any)["enum"].([]any) {
		out = append(out, w.(string))
	}
	return out
}

// TestWordsAreTheProgramsOwn: the closed lists of the schemas are those of the code.
func TestWordsAreTheProgramsOwn(t *testing.T) {
	for _, c := range []struct {
		schema, def string
		want        []string
	}{
		{"report", "kind", words(outrider.Kinds)},
		{"chronology", "kind", words(outrider.Kinds)},
		{"report", "behaviour", words(outrider.Behaviours)},
		{"csv-mapping", "field", form.Fields()},
	} {
		got, want := slices.Sorted(slices.Values(enum(t, c.schema, c.def))), slices.Sorted(slices.Values(c.want))
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s, %s (-code +schema):\n%s", c.schema, c.def, d)
		}
	}
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// TestKindsAreExplained: the page for people lists every kind, observer and
// behaviour of the program.
func TestKindsAreExplained(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]string{words(outrider.Kinds), words(outrider.Behaviours), words(outrider.SelectorKinds), form.Observers(), names(t)} {
		for _, w := range list {
			if !bytes.Contains(page, []byte("`"+w)) {
				t.Errorf("README.md does not explain %s", w)
			}
		}
	}
}

// TestGoodExamplesAreRead: what a schema calls valid, its reader takes.
func TestGoodExamplesAreRead(t *testing.T) {
	read := map[string]func([]byte) error{
		"report": func(b []byte) error {
			if res := jsonl.Read("x", b); len(res.Refused) > 0 {
				return outrider.Invalid("%s", res.Refused[0].What)
			}
			return nil
		},
		"csv-mapping": func(b []byte) error { _, err := csv.ParseMapping(b); return err },
		"chronology":  func(b []byte) error { _, _, err := chronology.Read("x", b); return err },
	}
	for name, f := range read {
		for _, x := range examples(t, name) {
			if err := f(x.Value); x.Want == "valid" && err != nil {
				t.Errorf("%s, %s: %v", name, x.Why, err)
			}
		}
	}
	for _, x := range examples(t, "csv-mapping") {
		if _, err := csv.ParseMapping(x.Value); x.Want == "invalid" && err == nil {
			t.Errorf("csv-mapping, %s: the reader takes what the schema refuses", x.Why)
		}
	}
}
