package danger_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/danger"
	"outrider/parameters"
)

func own(t testing.TB) string {
	b, err := parameters.FS.ReadFile("levels.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOwnScheme(t *testing.T) {
	s, err := danger.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	if !s.On() || s.Least < 2 || len(s.Grounds) < 5 || len(s.Rungs) < 5 {
		t.Fatalf("%+v", s)
	}
	if top := s.Levels[len(s.Levels)-1]; !top.Imminent || top.Scheme != s.Hash || !top.Above(s.Levels[0].DangerLevel) || s.Levels[0].Above(top.DangerLevel) {
		t.Errorf("%+v", top)
	}
	l, err := s.Level(" IMMINENT ")
	if err != nil || l.Decide != 60 {
		t.Errorf("%+v, %v", l, err)
	}
	for _, err := range []error{second(s.Level("none")), second(s.Rung("none")), second(s.Ground("none"))} {
		if outrider.CodeOf(err) != outrider.CodeInvalid || outrider.HintText(err) == "" {
			t.Errorf("%v", err)
		}
	}
	if r, err := s.Rung("Visit"); err != nil || !r.Warns {
		t.Errorf("%+v, %v", r, err)
	}
	if g, err := s.Ground("not-credible"); err != nil || g.About == "" {
		t.Errorf("%+v, %v", g, err)
	}
}

func second[T any](_ T, err error) error { return err }

// Levels of others mean other things: whoever reads one of their names here would
// act by what it means there.
var others = regexp.MustCompile(`(?i)\b(?:NPCC|ACPO|College of Policing|Osman|CUTA|OCAM|OCAD|NCTV|BKA|ICD|PHIA|critical|substantial|severe|moderate|extraordinary|extreme|medium|grave danger level|level [0-9IV]+\b|stufe)`)

func TestOwnSchemeIsNobodyElses(t *testing.T) {
	if m := others.FindString(own(t)); m != "" {
		t.Errorf("levels.json uses %q, a word of somebody else's scheme", m)
	}
}

func TestBrokenSchemes(t *testing.T) {
	good := own(t)
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("levels.json holds no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, b := range map[string]string{
		"nothing":                 "",
		"no object":               "[]",
		"two values":              good + good,
		"unknown field":           swap(`"version": 1`, `"version": 1, "colour": "red"`),
		"another version":         swap(`"version": 1`, `"version": 2`),
		"no name":                 swap(`"name": "the desk's own"`, `"name": " "`),
		"id twice":                swap(`"id": "raised"`, `"id": "watch"`),
		"name twice":              swap(`"name": "Raised"`, `"name": "watch"`),
		"rung twice":              swap(`"id": "visit"`, `"id": "letter"`),
		"ground twice":            swap(`"id": "not-credible"`, `"id": "warned-already"`),
		"probability 0":           swap(`"low": 0.001`, `"low": 0`),
		"probability 1":           swap(`"high": 0.95`, `"high": 1`),
		"no origin":               swap(`, "origin": "own judgement: a week to think, a month between two looks"`, ``),
		"less time to warn":       swap(`"decide_hours": 1,`, `"decide_hours": 4,`),
		"a level that gains time": swap(`"warn_hours": 72`, `"warn_hours": 400`),
		"no clock":                swap(`"review_hours": 24`, `"review_hours": 0`),
		"imminent below":          swap(`"days": 90}, "imminent": true`, `"days": 90}`) + "x",
		"a ground without about":  swap(`"about": "Say what was checked and by whom. A report that was only doubted has not been checked."`, `"about": ""`),
		"an id with a space":      swap(`"id": "visit"`, `"id": "a visit"`),
		"no rest":                 swap(`"rest_days": {"value": 366`, `"rest_days": {"value": 0`),
		"too long":                good + strings.Repeat(" ", danger.MaxScheme),
	} {
		s, err := danger.Read([]byte(b))
		if outrider.CodeOf(err) != outrider.CodeInvalid || err == nil || s.On() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(own(f)))
	f.Add([]byte(`{"version":1,"name":"x","levels":[]}`))
	f.Add([]byte(`{"version":1,"name":"x","least_options":{"value":1,"origin":"o"},"rest_days":{"value":9,"origin":"o"},"levels":[{"id":"a","name":"A","means":"m","chance":{"low":0.1,"high":0.2,"days":9},"decide_hours":1,"warn_hours":2,"approve_hours":1,"review_hours":1,"origin":"o"}],"rungs":[{"id":"r","name":"R","warns":true,"origin":"o"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := danger.Read(b)
		if err != nil {
			if outrider.CodeOf(err) != outrider.CodeInvalid || s.On() {
				t.Errorf("%v, %+v", err, s)
			}
			return
		}
		if !json.Valid(b) || !slices.IsSortedFunc(s.Levels, func(a, b danger.Level) int { return b.Warn - a.Warn }) {
			t.Errorf("%+v", s)
		}
		for _, l := range s.Levels {
			if got, err := s.Level(l.ID); err != nil || got != l.DangerLevel || l.Decide > l.Warn {
				t.Errorf("%+v: %+v, %v", l, got, err)
			}
		}
	})
}

// What is wrong is named with its line, and that nothing has changed.
func TestFaultsNameTheirLine(t *testing.T) {
	const head = "{\"version\":1,\"name\":\"Harbour\",\n\"least_options\":{\"value\":1,\"origin\":\"o\"},\n\"rest_days\":{\"value\":9,\"origin\":\"o\"},\n\"levels\":[\n"
	level := func(id, more string) string {
		return `{"id":"` + id + `","name":"` + id + `","means":"m","chance":{"low":0.1,"high":0.2,"days":9},"decide_hours":1,` + more + `,"approve_hours":1,"review_hours":1,"origin":"o"}`
	}
	const tail = "],\n\"rungs\":[\n\n{\"id\":\"r\",\"name\":\"R\",\"warns\":true,\"origin\":\"o\"}],\n\"grounds\":[{\"id\":\"g\",\"name\":\"G\",\"about\":\"a\",\"origin\":\"o\"}]}"
	if _, err := danger.Read([]byte(head + level("calm", `"warn_hours":9`) + ",\n" + level("storm", `"warn_hours":2`) + tail)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"out of order":    {head + level("storm", `"warn_hours":2`) + ",\n" + level("calm", `"warn_hours":9`) + tail, "line 6: levels: the lowest comes first"},
		"a missing comma": {head + level("calm", `"warn_hours":9 "x":1`) + tail, "line 5: this is not JSON"},
		"another field":   {head + level("calm", `"warn_hours":9,"colour":"red"`) + tail, "line 5: there is no field of this name"},
		"words for hours": {head + level("calm", `"warn_hours":"nine"`) + tail, "line 5: a value is of another kind"},
		"no origin":       {head + level("calm", `"warn_hours":9`) + strings.Replace(tail, `"warns":true,"origin":"o"`, `"warns":true,"origin":""`, 1), "line 8: levels: step r"},
		"a bare ground":   {head + level("calm", `"warn_hours":9`) + strings.Replace(tail, `"about":"a"`, `"about":""`, 1), "line 9: levels: ground g"},
	} {
		_, err := danger.Read([]byte(c.text))
		if !strings.HasPrefix(outrider.SafeText(err), c.want) || !strings.Contains(outrider.HintText(err), "stays in force") {
			t.Errorf("%s: %q, %q", name, outrider.SafeText(err), outrider.HintText(err))
		}
	}
}
