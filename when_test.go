package outrider_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"outrider"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCutDatesCoverAllOfTheirTime(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	cases := []struct {
		in   string
		want outrider.When
	}{
		{"2018", outrider.When{From: day(2018, 1, 1), To: day(2019, 1, 1), Precision: outrider.PrecisionYear}},
		{"2018-02", outrider.When{From: day(2018, 2, 1), To: day(2018, 3, 1), Precision: outrider.PrecisionMonth}},
		{"2024-02-29", outrider.When{From: day(2024, 2, 29), To: day(2024, 3, 1), Precision: outrider.PrecisionDay}},
		{" 2025-04-03 ", outrider.When{From: day(2025, 4, 3), To: day(2025, 4, 4), Precision: outrider.PrecisionDay}},
		{"2025-04-03 18:30", outrider.At(time.Date(2025, 4, 3, 18, 30, 0, 0, time.UTC))},
		{"2025-04-03T18:30", outrider.At(time.Date(2025, 4, 3, 18, 30, 0, 0, time.UTC))},
	}
	for _, c := range cases {
		got, err := outrider.ParseWhen(c.in, nil)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}

// 3 April or 4 March: a date that can be read two ways is refused, never guessed.
func TestAmbiguousDatesAreRefused(t *testing.T) {
	for _, in := range []string{"03/04/2025", "3.4.2025", "04-03-2025", "25-04-03", "2025/04/03", "April 2025", "", "2025-13", "2025-02-30", "20250403", "2025-4-3"} {
		got, err := outrider.ParseWhen(in, nil)
		if err == nil {
			t.Errorf("%q was read as %v", in, got)
			continue
		}
		if outrider.HintText(err) == "" {
			t.Errorf("%q: refused without saying what to write", in)
		}
		if in != "" && strings.Contains(outrider.SafeText(err), in) {
			t.Errorf("%q: the refusal quotes what was written", in)
		}
	}
}

// A day of a summer-time change is 23 or 25 hours long, and all of it is covered.
func TestACutDateIsReadWhereItHappened(t *testing.T) {
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for in, hours := range map[string]float64{"2025-03-30": 23, "2025-10-26": 25, "2025-06-01": 24} {
		w, err := outrider.ParseWhen(in, loc)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.To.Sub(w.From).Hours(); got != hours {
			t.Errorf("%s has %v hours, want %v", in, got, hours)
		}
		if w.String() != in {
			t.Errorf("%s is shown as %s", in, w)
		}
	}
}

// What is vague orders last: nobody gains a lead in time by not knowing.
func TestLastIsTheLastInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "unix"), 0).UTC()
		in := at.Format(rapid.SampledFrom([]string{"2006", "2006-01", "2006-01-02"}).Draw(t, "cut"))
		w, err := outrider.ParseWhen(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Validate(); err != nil {
			t.Fatal(err)
		}
		if at.Before(w.From) || at.After(w.Last()) || !w.Last().Before(w.To) {
			t.Fatalf("%s does not cover %v: %v to %v", in, at, w.From, w.Last())
		}
	})
	exact := time.Date(2025, 4, 3, 18, 30, 0, 0, time.UTC)
	if got := outrider.At(exact).Last(); !got.Equal(exact) {
		t.Errorf("an exact moment ends at %v", got)
	}
}

func TestWhenValidate(t *testing.T) {
	at := time.Date(2025, 4, 3, 0, 0, 0, 0, time.UTC)
	bad := []outrider.When{
		{From: at, To: at.Add(-time.Second), Precision: outrider.PrecisionDay},
		{From: at, To: at.Add(time.Hour), Precision: "week"},
		{From: at, To: at},
	}
	for _, w := range bad {
		if w.Validate() == nil {
			t.Errorf("%+v passed", w)
		}
	}
	if err := (outrider.When{}).Validate(); err != nil {
		t.Errorf("a report without time is fine: %v", err)
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{"2018", "2018-03", "2018-03-04", "2025-04-03T18:30:00+02:00", "03/04/2025", "0000", "9999-12-31", "2025-04-03T18:30:00.999999999Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := outrider.ParseWhen(s, nil)
		if err != nil {
			return
		}
		if err := w.Validate(); err != nil {
			t.Errorf("%q was read as something invalid: %v", s, err)
		}
		if w.Last().Before(w.From) {
			t.Errorf("%q ends before it begins", s)
		}
	})
}

func at(lat, lon float64) outrider.Place { return outrider.Place{Lat: &lat, Lon: &lon} }

func TestPlaceValidate(t *testing.T) {
	half := 51.5
	bad := []outrider.Place{{Lat: &half}, {Lon: &half}, at(90.1, 0), at(0, 180.1), at(math.NaN(), 0), at(0, math.Inf(1))}
	for i, p := range bad {
		if p.Validate() == nil {
			t.Errorf("place %d passed", i)
		}
	}
	for i, p := range []outrider.Place{{}, at(90, 180), at(0, 0), {Name: "the corner shop"}} {
		if err := p.Validate(); err != nil {
			t.Errorf("place %d: %v", i, err)
		}
	}
	if !at(0, 0).Known() || at(0, 0).IsZero() || (outrider.Place{Name: "x"}).Known() {
		t.Error("unknown and 0,0 are confused")
	}
}

func TestKilometres(t *testing.T) {
	london, paris := at(51.5074, -0.1278), at(48.8566, 2.3522)
	if km, ok := outrider.Kilometres(london, paris); !ok || math.Abs(km-343.6) > 1 {
		t.Errorf("London to Paris is %v km", km)
	}
	if km, _ := outrider.Kilometres(at(0, 179.9), at(0, -179.9)); math.Abs(km-22.24) > .1 {
		t.Errorf("across the date line it is %v km", km)
	}
	if _, ok := outrider.Kilometres(london, outrider.Place{Name: "Paris"}); ok {
		t.Error("a name alone has no distance")
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(n string) outrider.Place {
			return at(rapid.Float64Range(-90, 90).Draw(t, n+" lat"), rapid.Float64Range(-180, 180).Draw(t, n+" lon"))
		}
		a, b := draw("a"), draw("b")
		ab, _ := outrider.Kilometres(a, b)
		ba, _ := outrider.Kilometres(b, a)
		if math.IsNaN(ab) || ab < 0 || ab > 20016 || math.Abs(ab-ba) > 1e-6 {
			t.Fatalf("%v one way, %v the other", ab, ba)
		}
		if same, _ := outrider.Kilometres(a, a); same > 1e-6 {
			t.Fatalf("a place is %v km from itself", same)
		}
	})
}
