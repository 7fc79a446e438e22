package world_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/replay/world"
)

const (
	people = `{"id":"a","places":[{"id":"home","kind":"home","lat":51.5,"lon":-0.1,"from":"2025-01-01T00:00:00Z"},{"id":"moon","kind":"other","lat":91,"lon":0}],"known":[{"kind":"plate","value":"K48TR17B"}],"ties":["b"]}
{"id":"b","places":[],"known":[],"ties":["a"]}`
	good = `{"id":"s1","person":"a","reporter":"ra","at":"2025-03-04T10:00:00Z","recorded":"2025-03-05T10:00:00Z","lat":51.5,"lon":-0.1,"sensor":"human","selector":{"kind":"plate","value":"K48TR17B"},"behaviour":["waiting"]}`
)

func folder(sightings string) fstest.MapFS {
	return fstest.MapFS{"people": {Data: []byte(people)}, "sightings.ndjson": {Data: []byte(sightings)}}
}

// line is good with one part replaced.
func line(id, old, with string) string {
	return strings.Replace(strings.Replace(good, `"s1"`, `"`+id+`"`, 1), old, with, 1)
}

func TestWhatIsWrongIsNamedAndTheRestIsRead(t *testing.T) {
	lines := []struct {
		text string
		kept bool
		says string
	}{
		{good, true, ""},
		{`{"id":"s2",`, false, "sightings:2: this line is not valid JSON"},
		{`[1,2]`, false, "sightings:3: "},
		{line("s4", `51.5,`, `"north",`), false, "sightings:4: the field lat cannot be read"},
		{good, false, "sightings:5: a line that repeats an id"},
		{line("s6", `"person":"a"`, `"person":"nobody"`), true, "sightings:6: a person whom nobody registered"},
		{line("s7", `51.5`, `1e300`), true, "sightings:7: impossible coordinates"},
		{line("s8", `"lon":-0.1,`, ``), true, "sightings:8: impossible coordinates"},
		{line("s9", `2025-03-05T10`, `2025-03-04T11`), true, "sightings:9: the recorded time runs backwards"},
		{line("s10", `"at":"2025-03-04T10:00:00Z"`, `"at":"2025-04-04T10:00:00Z"`), true, "sightings:10: recorded before it was seen"},
		{line("s11", `"recorded":"2025-03-05T10:00:00Z",`, ``), false, "sightings:11: a line without a recorded time"},
		{line("", ``, ``), false, "sightings:12: a line without an id"},
		{line("s13", `"person":"a"`, `"person":""`), false, "sightings:13: a line without a person"},
		{line("s14", `"sensor"`, `"mood":"odd","sensor"`), true, `sightings:14: unknown field "mood"`},
		{line("s15", `"sensor"`, `"mood":"odd","sensor"`), true, ""},
		{strings.Repeat(" ", 1<<21), false, "sightings:16: the line is longer"},
		{"", false, ""},
		{"\xff\xfe{}", false, "sightings:18: this line is not valid JSON"},
		{line("s19", `"sensor"`, `"grade":{"odd":1},"confidence":0.5,"sensor"`), true, ""},
		{line("s20", `"at":"2025-03-04T10:00:00Z",`, ``), true, ""},
	}
	var text, want []string
	for i, l := range lines {
		text = append(text, l.text)
		if l.kept {
			want = append(want, fmt.Sprintf("s%d", i+1))
		}
	}
	w, flaws, err := world.Read(folder(strings.Join(text, "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range w.Sightings {
		got = append(got, s.ID)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("kept lines (-want +got):\n%s", d)
	}
	all := flaws.Lines()
	for _, l := range lines {
		if l.says != "" && !slices.ContainsFunc(all, func(x string) bool { return strings.HasPrefix(x, l.says) }) {
			t.Errorf("nothing says %q", l.says)
		}
	}
	if n := 15; flaws.Total() != n+1 || !flaws.Dropped() { // and the place on the moon
		t.Errorf("%d flaws, want %d:\n%s", flaws.Total(), n+1, strings.Join(all, "\n"))
	}
	for _, x := range all {
		if strings.Contains(x, "K48TR17B") {
			t.Errorf("a selector stands in a message: %s", x)
		}
	}
}

func TestOddValuesAreKeptAsTheyCanBe(t *testing.T) {
	text := strings.Join([]string{
		line("s1", `"value":"K48TR17B"`, `"partial":"K48?????"`),
		line("s2", `"value":"K48TR17B"`, `"value":"K48?????","partial":true`),
		line("s3", `{"kind":"plate","value":"K48TR17B"}`, `{"kind":"other","description":["colour:grey","body:van"]}`),
		line("s4", `"sensor"`, `"grade":"admiralty:B2","confidence":0.5,"sensor"`),
		line("s5", `"lat":51.5,"lon":-0.1,`, `"lat":95,"lon":0,`),
		line("s6", `"2025-03-05T10:00:00Z"`, `"2025-03"`),
	}, "\n")
	w, _, err := world.Read(folder(text))
	if err != nil || len(w.Sightings) != 6 {
		t.Fatal(err, len(w.Sightings))
	}
	words := []outrider.Selector{{Kind: "plate", Value: "K48?????", Raw: "K48?????", Partial: true}, {Kind: "plate", Value: "K48?????", Raw: "K48?????", Partial: true},
		{Kind: "description", Value: "colour:grey,body:van", Raw: "colour:grey,body:van", Partial: true}}
	for i, want := range words {
		if d := cmp.Diff(want, w.Sightings[i].Selector.Word()); d != "" {
			t.Errorf("line %d (-want +got):\n%s", i+1, d)
		}
	}
	if s := w.Sightings[3]; s.Grade != "admiralty:B2" || s.Confidence != "0.5" {
		t.Errorf("grade %q, confidence %q", s.Grade, s.Confidence)
	}
	if s := w.Sightings[4]; s.Lat != nil || s.Lon != nil {
		t.Error("impossible coordinates were kept")
	}
	if got := w.Sightings[5].Recorded; got.Before(time.Date(2025, 3, 31, 23, 59, 59, 0, time.UTC)) || got.After(time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("a month counts as %v", got)
	}
}

func TestAMillionFlawsAreCountedNotKept(t *testing.T) {
	w, flaws, err := world.Read(folder(strings.Repeat("{\n", 50_000) + good))
	if err != nil || len(w.Sightings) != 1 {
		t.Fatal(err, len(w.Sightings))
	}
	if flaws.Total() < 50_000 || len(flaws.Lines()) > 100 {
		t.Errorf("%d flaws in %d sentences", flaws.Total(), len(flaws.Lines()))
	}
}

func TestAFolderWithoutAWorldIsRefused(t *testing.T) {
	for _, f := range []fstest.MapFS{{}, {"people": {Data: []byte(people)}}, {"sightings": {Data: []byte(good)}}} {
		if _, _, err := world.Read(f); outrider.CodeOf(err) != outrider.CodeInvalid || outrider.HintText(err) == "" {
			t.Errorf("%d files: %v", len(f), err)
		}
	}
}

// TestABrokenDiskEndsTheStream: what was read counts, and the error is told.
func TestABrokenDiskEndsTheStream(t *testing.T) {
	broken := errors.New("broken")
	n := 0
	var last error
	for _, err := range world.Sightings(iotest.TimeoutReader(strings.NewReader(good + "\n" + strings.Repeat(line("x", "", "")+"\n", 9000)))) {
		n, last = n+1, err
	}
	if n < 100 || !errors.Is(last, iotest.ErrTimeout) {
		t.Errorf("%d lines, then %v", n, last)
	}
	for _, err := range world.Sightings(iotest.ErrReader(broken)) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(people), []byte(good))
	f.Add([]byte("\xef\xbb\xbf{}"), []byte(`{"id":"s","person":"a","recorded":"2025","selector":{"partial":[]}}`))
	f.Add([]byte(`{"id":"a","places":[{"lat":1e999}]}`), []byte("{\"id\":\"\\ud800\"}\n{\"id\":1}\n\n{"))
	f.Fuzz(func(t *testing.T, people, sightings []byte) {
		w, flaws, err := world.Read(fstest.MapFS{"people": {Data: people}, "sightings": {Data: sightings}, "contacts": {Data: sightings}, "truth": {Data: people}})
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, s := range w.Sightings {
			if s.ID == "" || s.Person == "" || s.Recorded.IsZero() || ids[s.ID] {
				t.Errorf("kept %+v", s)
			}
			ids[s.ID] = true
			if s.Lat != nil && !(*s.Lat >= -90 && *s.Lat <= 90) {
				t.Errorf("kept latitude %v", *s.Lat)
			}
		}
		if len(flaws.Named) > flaws.Total() {
			t.Errorf("%d named of %d", len(flaws.Named), flaws.Total())
		}
	})
}
