package rates_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/precedent"
	"outrider/internal/rates"
	"outrider/parameters"
	"outrider/precedents"
)

func params(t testing.TB) rates.Params {
	t.Helper()
	p, err := rates.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func book(t testing.TB) rates.Book {
	t.Helper()
	b, err := rates.LoadBook(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func series(b rates.Book, id string) (rates.Series, bool) {
	i := slices.IndexFunc(b.Series, func(s rates.Series) bool { return s.ID == id })
	if i < 0 {
		return rates.Series{}, false
	}
	return b.Series[i], true
}

func TestAClockSeesTheEditionOfItsDay(t *testing.T) {
	for at, want := range map[string]int{"2020-12-31": 0, "2022-01-02": 608, "2023-01-02": 735, "2025-01-15": 1034, "2025-02-06": 1034, "2025-02-07": 1219} {
		got := 0
		if s, ok := series(book(t).At(day(at)), "freedom-house-direct"); ok {
			got = s.Editions[0].Total
		}
		if got != want {
			t.Errorf("at %s the total is %d, want %d", at, got, want)
		}
	}
}

func TestWhatWasLaidToNobodyYetIsNotCounted(t *testing.T) {
	for at, want := range map[string]int{"1979-06-01": 0, "2006-01-01": 2, "2017-01-01": 3, "2018-06-01": 4, "2026-01-01": 7} {
		s, ok := series(book(t).At(day(at)), "library")
		if !ok {
			t.Fatalf("at %s there is no library", at)
		}
		e := s.Editions[0]
		if e.Total != want || len(e.Counts) != want || e.To > day(at).Year() {
			t.Errorf("at %s: %d of %d counts until %d, want %d", at, len(e.Counts), e.Total, e.To, want)
		}
	}
}

func TestALeftOutCaseIsNotCounted(t *testing.T) {
	b := book(t)
	s, _ := series(b.Without([]string{"o02-markov", "o03-skripal"}), "library")
	if e := s.Editions[0]; e.Total != 4 || len(e.Counts) != 4 {
		t.Errorf("%d of %d counts are left, want 4", len(e.Counts), e.Total)
	}
	if s, _ := series(b, "library"); s.Editions[0].Total != 7 {
		t.Error("leaving a case out changed the book itself")
	}
}

// The counts of the library are those of the cases it names.
func TestTheLibraryCountsItsOwnCases(t *testing.T) {
	cases, err := precedent.Load(precedents.FS)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := series(book(t), "library")
	e := s.Editions[0]
	total, actors, hosts := 0, map[string]bool{}, map[string]bool{}
	for _, c := range e.Counts {
		i := slices.IndexFunc(cases, func(x precedent.Case) bool { return x.About.ID == c.Case })
		if i < 0 || cases[i].About.Actor != c.Actor {
			t.Errorf("%+v: no such case, or not by that actor", c)
			continue
		}
		if !slices.ContainsFunc(cases[i].Events, func(x precedent.Event) bool {
			return x.Place.Country == c.Host && strings.HasPrefix(x.Occurred.Start, fmt.Sprint(c.Year))
		}) {
			t.Errorf("%+v: the case tells of nothing there in that year", c)
		}
		total, actors[c.Actor], hosts[c.Host] = total+c.N, true, true
	}
	if total != e.Total || len(actors) != e.Origins || len(hosts) != e.Hosts {
		t.Errorf("%d counts, %d actors, %d hosts; the edition states %d, %d, %d", total, len(actors), len(hosts), e.Total, e.Origins, e.Hosts)
	}
}

func TestRates(t *testing.T) {
	b := book(t)
	ask := func(id string, c rates.Cell) rates.Rate {
		t.Helper()
		s, ok := series(b, id)
		if !ok {
			t.Fatalf("no series %s", id)
		}
		m, err := rates.Fit(params(t), s)
		if err != nil {
			t.Fatal(err)
		}
		return m.Rate(c)
	}
	all := ask("freedom-house-direct", rates.Cell{})
	china := ask("freedom-house-direct", rates.Cell{Actor: "CN"})
	other := ask("freedom-house-direct", rates.Cell{Actor: "ZZ"})
	pair := ask("freedom-house-direct", rates.Cell{Actor: "ZZ", Host: "GB"})
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got/want-1) > .02 {
			t.Errorf("%s: %g, want %g", what, got, want)
		}
	}
	near("everything a year", all.Seen.Mean, 1219./11)
	near("China a year", china.Seen.Mean, 272./11)
	near("another state a year", other.Seen.Mean, (1219.-272)/47/11)
	near("another pair a year", pair.Seen.Mean, (1219.-272)/47/103/11)
	near("unseen", all.All.Mean, all.Seen.Mean*15/7)
	if pair.Counted || !strings.Contains(pair.Why, "nobody has counted") {
		t.Errorf("nobody counted the pair, and it should say so: %s", pair.Why)
	}
	if !china.Counted || !strings.HasPrefix(china.Why, "272 incidents in 11 years by CN, pulled toward 25 expected") {
		t.Errorf("got %q", china.Why)
	}
	if !(pair.Seen.High/pair.Seen.Low > all.Seen.High/all.Seen.Low) || !(all.All.High > all.Seen.High && all.All.Low > all.Seen.Low) {
		t.Errorf("an uncounted pair is surer than the whole, or what is unseen adds nothing: %+v %+v", pair, all)
	}
	if got := ask("library", rates.Cell{Actor: "RU", Host: "GB"}); got.Events != 3 || !strings.Contains(got.Why, "measures no frequency") {
		t.Errorf("got %+v", got)
	}
	if iran := ask("iran-plots-uk", rates.Cell{Actor: "IR", Host: "GB"}); math.Abs(iran.Seen.Mean-20/2.8) > .3 {
		t.Errorf("20 in 2.8 years is %g a year", iran.Seen.Mean)
	}
}

func TestARateAPersonNeedsBounds(t *testing.T) {
	s, _ := series(book(t), "iran-plots-uk")
	m, err := rates.Fit(params(t), s)
	if err != nil {
		t.Fatal(err)
	}
	r := m.Rate(rates.Cell{})
	for _, bad := range [][2]float64{{0, 10}, {10, 5}, {math.NaN(), 5}, {1, math.Inf(1)}} {
		if _, err := r.PerPerson(bad[0], bad[1]); err == nil {
			t.Errorf("%v was taken for bounds", bad)
		}
	}
	got, err := r.PerPerson(100, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	if want := (rates.Interval{Mean: r.All.Mean / 1000, Low: r.All.Low / 10_000, High: r.All.High / 100}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestATotalAloneHasNoRateForAPair(t *testing.T) {
	s, _ := series(book(t).At(day("2023-01-02")), "freedom-house-direct")
	if _, err := rates.Fit(params(t), s); err == nil || !strings.Contains(err.Error(), "does not state how many") {
		t.Errorf("got %v", err)
	}
}

func TestBrokenFilesAreNamed(t *testing.T) {
	good, err := parameters.FS.ReadFile("incidents.json")
	if err != nil {
		t.Fatal(err)
	}
	for want, swap := range map[string][2]string{
		"day of its publication": {`"published": "2025-02-06"`, `"published": "06/02/2025"`},
		"larger than the whole":  {`"n": 272`, `"n": 2720`},
		"out of range":           {`"from": 2014, "to": 2024`, `"from": 2014, "to": 2004`},
		"known is a date":        {`"known": "2018-03-14"`, `"known": "then"`},
		"not valid JSON":         {`"version": 1`, `"version": `},
	} {
		bad := strings.Replace(string(good), swap[0], swap[1], 1)
		if _, err := rates.LoadBook(fstest.MapFS{"incidents.json": {Data: []byte(bad)}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	numbers, err := parameters.FS.ReadFile("rates.json")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(numbers, &tree); err != nil {
		t.Fatal(err)
	}
	for name := range tree["numbers"].(map[string]any) {
		bad := strings.Replace(string(numbers), `"`+name+`"`, `"gone"`, 1)
		if _, err := rates.Load(fstest.MapFS{"rates.json": {Data: []byte(bad)}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is missing: got %v", name, err)
		}
	}
}

func FuzzLoadBook(f *testing.F) {
	good, err := parameters.FS.ReadFile("incidents.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"series":[{"id":"a","definition":"d","unit":"u","editions":[{"published":"2020","source":"s","from":2000,"to":2000,"total":1,"origins":1,"hosts":1,"counts":[{"actor":"A","n":1}]}]}]}`))
	p := params(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := rates.LoadBook(fstest.MapFS{"incidents.json": {Data: data}})
		if err != nil {
			return
		}
		for _, s := range b.At(day("2026-01-01")).Series {
			m, err := rates.Fit(p, s)
			if err != nil {
				continue
			}
			r := m.Rate(rates.Cell{Actor: "A", Host: "B"})
			if !(r.Seen.Mean > 0) || !(r.Seen.Low <= r.Seen.High) || math.IsInf(r.Seen.Mean, 0) {
				t.Errorf("a rate that cannot be: %+v", r)
			}
		}
	})
}

func TestEstimateK(t *testing.T) {
	p := params(t)
	if k := rates.EstimateK(p, []rates.Pair{{1, 1}, {2, 2}}); k != p.HighestK {
		t.Errorf("no scatter beyond chance gives %g, want the upper bound", k)
	}
	if d := cmp.Diff(p.LowestK, rates.EstimateK(p, []rates.Pair{{90, 1}, {0, 1}})); d != "" {
		t.Error(d)
	}
}
