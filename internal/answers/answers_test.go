package answers_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/answers"
	"outrider/internal/precedent"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/precedents"
)

func corpus(t testing.TB) []precedent.Case {
	t.Helper()
	c, err := precedent.Load(precedents.FS)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func act(t testing.TB, id string) answers.Act {
	t.Helper()
	a, err := answers.FromPrecedents(corpus(t)).Act(id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestEveryResponseIsRead(t *testing.T) {
	total, read, unread := 0, map[string]int{}, 0
	for _, c := range corpus(t) {
		total += len(c.Responses)
	}
	for _, a := range answers.FromPrecedents(corpus(t)).Acts {
		for _, r := range a.Responses {
			read[string(r.Kind)]++
		}
		read["fate"] += len(a.Fates)
		read["reply"] += len(a.Replies)
		unread += len(a.Unread)
		for _, u := range a.Unread {
			t.Errorf("%s: %s", u.ID, u.Why)
		}
	}
	sum := unread
	for _, n := range read {
		sum += n
	}
	if total != 96 || sum != total {
		t.Errorf("%d responses, %d accounted for", total, sum)
	}
	want := map[string]int{"expulsion": 35, "designation": 12, "freeze": 1, "charge": 6, "trial": 2, "sentence": 4, "investigation": 1, "inquiry": 4, "finding": 5, "statement": 5, "fate": 8, "reply": 13}
	if d := cmp.Diff(want, read); d != "" {
		t.Error(d)
	}
}

func TestWhatIsNotUnderstoodIsNamed(t *testing.T) {
	c := precedent.Case{About: precedent.About{ID: "x", Truth: precedent.Truth{CriticalAt: "2020-01-01"}}, Responses: []precedent.Response{
		{ID: "x-r1", Date: "2020-02-30", Effect: "imposes", Kind: "other"}, {ID: "x-r2", Date: "2020", Effect: "imposes", Kind: "other", What: "A lunch."},
		{ID: "x-r3", Date: "2020", Effect: "pleases"}, {ID: "x-r4", Date: "2020", Effect: "relaxes", What: "A smile."}}}
	a := answers.FromPrecedents([]precedent.Case{c}).Acts[0]
	if len(a.Unread) != 4 || len(a.Responses)+len(a.Fates)+len(a.Replies) != 0 {
		t.Errorf("%+v", a)
	}
}

func TestClocks(t *testing.T) {
	a := act(t, "o01")
	freeze := a.Responses[4]
	if freeze.Kind != answers.Freeze {
		t.Fatalf("%+v", freeze)
	}
	if d := cmp.Diff([]string{"Andrey Lugovoy", "Dmitry Kovtun"}, freeze.Names); d != "" {
		t.Error(d)
	}
	for at, want := range map[string]bool{"2016-01-21": false, "2016-02-01": true, "2018-01-22": true, "2019-12-31": true, "2021-06-01": true, "2022-01-19": true, "2022-01-21": false} {
		if got := a.InForce(freeze, day(at)); got != want {
			t.Errorf("%s: in force is %v", at, got)
		}
	}
	if n := len(a.Backsliding(day("2021-12-31"))); n != 0 {
		t.Errorf("%d alarms before the clock ran out", n)
	}
	late := a.Backsliding(day("2022-02-01"))
	if len(late) != 1 || !late[0].Proposed || !strings.Contains(late[0].Why, "2022-01-19") {
		t.Errorf("%+v", late)
	}
}

func TestWhatWasTakenBackAlarms(t *testing.T) {
	got := map[string]string{}
	for _, a := range answers.FromPrecedents(corpus(t)).Acts {
		for _, x := range a.Backsliding(day("2026-03-01")) {
			got[x.Case+" "+x.On] = x.Change + " " + x.Response
		}
	}
	want := map[string]string{
		"o01-litvinenko 2022-01-19": "expiry o01-litvinenko-r10", "o02-markov 2013-09-11": "closure ", "o03-skripal 2020-10-16": "expiry o03-skripal-r36",
		"o04-gebrev 2020-08-26": "closure o04-gebrev-r01", "o05-khangoshvili 2024-08-01": "release o05-khangoshvili-r05", "o08-kuzminov 2025-12-09": "closure o08-kuzminov-r01",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestGroundsThatAreNone(t *testing.T) {
	for text, want := range map[string]answers.Ground{
		"Delisted: deceased.": answers.Death, "Removed by court order": answers.CourtOrder, "listed in error": answers.Error, "after he complied with": answers.Compliance,
		"the court papers cannot be served": answers.NoGround, "errors of the day": answers.NoGround, "the accused cannot be questioned": answers.NoGround, "": answers.NoGround,
	} {
		if got := answers.GroundIn(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSummaryOfSalisbury(t *testing.T) {
	s := act(t, "o03").Summary(day("2019-01-01"))
	if *s.First != 10 || s.Together != 30 || s.Expelled != 153 {
		t.Errorf("first %d, together %d, expelled %d", *s.First, s.Together, s.Expelled)
	}
	early := act(t, "o07").Summary(day("2023-03-01"))
	if early.First != nil || early.Signal != 0 || early.Answers != 0 || early.Before != 2 {
		t.Errorf("what came before the act counts as an answer to it: %+v", early)
	}
}

func change(kind watchlist.ChangeKind, key, name string, f ...watchlist.FieldChange) watchlist.Change {
	return watchlist.Change{Change: kind, Key: key, Name: name, Fields: f, Why: "The entry is gone."}
}

func TestChangesOfLists(t *testing.T) {
	l := answers.FromPrecedents(corpus(t))
	lug := change(watchlist.Delisted, "1", "LUGOVOI, Andrey Konstantinovich")
	for name, x := range map[string]struct {
		list    string
		changes []watchlist.Change
		want    []string // case and response
	}{
		"the Americans' entry":     {"ofac-sdn", []watchlist.Change{lug}, []string{"o01-litvinenko o01-litvinenko-r11"}},
		"another state's list":     {"seco", []watchlist.Change{lug}, []string{"o01-litvinenko "}},
		"a cover name":             {"ofac-sdn", []watchlist.Change{change(watchlist.Delisted, "3", "PETROV, Alexander")}, []string{"o03-skripal "}},
		"never charged":            {"ofac-sdn", []watchlist.Change{change(watchlist.Delisted, "4", "Bulgarian State Security, First Main Directorate")}, []string{" "}},
		"died":                     {"ofac-sdn", []watchlist.Change{change(watchlist.Delisted, "1", "Andrey Lugovoy", watchlist.FieldChange{Field: "remark", To: "deceased"})}, nil},
		"eased":                    {"uk", []watchlist.Change{change(watchlist.Eased, "1", "Dmitry Kovtun")}, []string{"o01-litvinenko o01-litvinenko-r10"}},
		"added and moved":          {"uk", []watchlist.Change{change(watchlist.Added, "1", "Dmitry Kovtun"), change(watchlist.Moved, "1", "Dmitry Kovtun")}, nil},
		"quarantined":              {"uk", []watchlist.Change{change(watchlist.Quarantined, "uk", "uk")}, nil},
		"a stranger comes last":    {"ofac-sdn", []watchlist.Change{change(watchlist.Delisted, "2", "Ansel Larch"), lug}, []string{"o01-litvinenko o01-litvinenko-r11", " "}},
		"one word is nobody":       {"ofac-sdn", []watchlist.Change{change(watchlist.Delisted, "2", "Andrey")}, []string{" "}},
		"a broken line beside one": {"ofac-sdn", []watchlist.Change{change(watchlist.Quarantined, "9", "Ada Alder"), lug}, []string{"o01-litvinenko o01-litvinenko-r11"}},
	} {
		var got []string
		for _, a := range l.FromChanges(x.list, x.changes) {
			got = append(got, a.Case+" "+a.Response)
			if !a.Proposed || a.Why == "" {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if d := cmp.Diff(x.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestAKeySomebodyNotedMatches(t *testing.T) {
	l := answers.Ledger{Acts: []answers.Act{{Case: "x", Responses: []answers.Response{{ID: "x-r1", Kind: answers.Freeze, By: []string{"GB"}, Keys: []string{"own:K2"}}}}}}
	got := l.FromChanges("own", []watchlist.Change{change(watchlist.Delisted, "K2", "Idris Rowan")})
	if len(got) != 1 || got[0].Response != "x-r1" || !strings.Contains(got[0].Why, "matched by key") {
		t.Errorf("%+v", got)
	}
}

func TestHalfLife(t *testing.T) {
	spans := []answers.Span{{10, true}, {20, true}, {20, false}, {30, true}, {40, false}}
	// After 10: .8; after 20: .8 × 3/4 = .6; after 30: .6 × 1/2 = .3.
	h := answers.Half(spans)
	if h.Days == nil || *h.Days != 30 || h.Ended != 3 || h.Measures != 5 || *h.Low > 30 {
		t.Errorf("%+v", h)
	}
	if h := answers.Half([]answers.Span{{10, true}, {20, false}, {20, false}}); h.Days != nil {
		t.Errorf("half were not gone: %+v", h)
	}
	if h := answers.Half(answers.FromPrecedents(corpus(t)).Spans(day("2026-03-01"))); h.Measures != 57 || h.Ended != 3 || h.Days != nil {
		t.Errorf("%+v", h)
	}
}

// The powers are those of a simulation with 5 years before; its last digit is noise.
func TestPower(t *testing.T) {
	for _, x := range []struct{ rate, years, want float64 }{
		{1, 1, .01}, {1, 2, .15}, {1, 5, .25}, {3, 1, .21}, {3, 2, .31}, {3, 5, .48}, {10, 1, .49}, {10, 2, .69}, {10, 5, .89}, {30, 1, .89}, {30, 2, .99}, {30, 5, 1},
	} {
		if got := answers.Power(x.rate, 5, x.years); math.Abs(got-x.want) > 0.04 {
			t.Errorf("%g a year, %g years: %.3f, want %.2f", x.rate, x.years, got, x.want)
		}
	}
}

func TestEffectGivesNoVerdict(t *testing.T) {
	few, err := answers.Effect(answers.Count{Incidents: 5, Years: 5}, answers.Count{Incidents: 1, Years: 2})
	if err != nil || few.Power > 0.5 || !strings.Contains(few.Sentence, "too few") {
		t.Errorf("%+v, %v", few, err)
	}
	many, err := answers.Effect(answers.Count{Incidents: 150, Years: 5}, answers.Count{Incidents: 30, Years: 2})
	if err != nil || many.High >= 1 || many.Low > 0.5 || many.High < 0.5 || !strings.Contains(many.Sentence, "consistent with a fall, whatever its cause") {
		t.Errorf("%+v, %v", many, err)
	}
	for _, bad := range []answers.Count{{-1, 1}, {1, 0}, {1, math.NaN()}, {1, math.Inf(1)}, {1 << 40, 1}} {
		if _, err := answers.Effect(bad, answers.Count{1, 1}); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestWhoComesBackIsReadAsARegister(t *testing.T) {
	var b bytes.Buffer
	named := answers.Watch(corpus(t))
	if err := answers.WriteCSV(&b, named); err != nil {
		t.Fatal(err)
	}
	d, err := formats.Read(&b)
	if err != nil || d.Format != "own-csv" || d.Broken != "" || d.Lost+d.Doubts > 0 || len(d.Records) != len(named) {
		t.Fatalf("%v %+v", err, d)
	}
	seen := map[string]bool{}
	for _, r := range d.Records {
		seen[r.Name()] = true
	}
	if !seen["Denis Sergeev"] || seen["state organs of the Russian Federation"] || seen["two unidentified men"] || seen[`agent "Piccadilly" (code name in Bulgarian State Security files)`] {
		t.Errorf("%v", seen)
	}
}

// TestARealListWithoutOneOfThem takes one entry out of a real list.
func TestARealListWithoutOneOfThem(t *testing.T) {
	shared := os.Getenv("OUTRIDER_SHARED")
	if shared == "" {
		t.Skip("OUTRIDER_SHARED is not set: large-data check skipped")
	}
	data, err := os.ReadFile(filepath.Join(shared, "data", "lists", "sdn_2024-05-03.csv"))
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(data, []byte("\n21184,")) + 1
	j := i + bytes.IndexByte(data[i:], '\n') + 1
	read := func(b []byte) *watchlist.Delivery {
		d, err := formats.Read(bytes.NewReader(b))
		if err != nil || d.Broken != "" {
			t.Fatal(err, d.Broken)
		}
		return d
	}
	old := read(data)
	got := answers.FromPrecedents(corpus(t)).FromChanges(old.List, watchlist.Diff(old, read(slices.Concat(data[:i], data[j:]))))
	if len(got) != 1 || got[0].Response != "o01-litvinenko-r11" {
		t.Errorf("%+v", got)
	}
}
