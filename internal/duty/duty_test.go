package duty_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/duty"
	"outrider/parameters"
)

// zones are those whose rules have surprised somebody: half hours, changes at
// midnight, a day left out, none at all.
var zones = []string{"Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "America/Havana", "UTC"}

func zone(t rapid.TB, name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func schedule(t rapid.TB, at, on []string, name string) duty.Schedule {
	s, err := duty.NewSchedule(at, on, zone(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLocal(t *testing.T) {
	for _, c := range []struct{ zone, at, want string }{
		{"Europe/London", "2026-03-29 01:30", "2026-03-29T01:30:00Z"}, // never occurs: 02:30 summer time
		{"Europe/London", "2026-10-25 01:30", "2026-10-25T00:30:00Z"}, // occurs twice: the first
		{"Europe/London", "2026-07-01 08:30", "2026-07-01T07:30:00Z"},
		{"Europe/London", "2026-10-25 02:30", "2026-10-25T02:30:00Z"},
		{"Asia/Beirut", "2026-03-29 00:10", "2026-03-28T22:10:00Z"}, // midnight itself is left out
		{"Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03T15:40:00Z"},
		{"Asia/Kathmandu", "2026-01-01 00:00", "2025-12-31T18:15:00Z"},
	} {
		w, err := time.Parse("2006-01-02 15:04", c.at)
		if err != nil {
			t.Fatal(err)
		}
		got := duty.Local(w.Year(), w.Month(), w.Day(), duty.Minute(w.Hour()*60+w.Minute()), zone(t, c.zone))
		if s := got.UTC().Format(time.RFC3339); s != c.want {
			t.Errorf("%s in %s is %s, want %s", c.at, c.zone, s, c.want)
		}
	}
}

// Summer time neither skips nor doubles a daily check-in: each date of the local
// calendar has exactly one.
func TestOneADayWhateverTheClocksDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		at := rapid.IntRange(0, 1439).Draw(t, "minute")
		s := schedule(t, []string{time.Unix(int64(at)*60, 0).UTC().Format("15:04")}, nil, name)
		from := time.Date(rapid.IntRange(2010, 2030).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC)
		last := s.Next(from)
		for range 370 {
			next := s.Next(last)
			a, b := last.In(zone(t, name)), next.In(zone(t, name))
			day := func(x time.Time) time.Time { return time.Date(x.Year(), x.Month(), x.Day(), 0, 0, 0, 0, time.UTC) }
			apart := day(b).Sub(day(a))
			left := name == "Pacific/Apia" && apart == 48*time.Hour // 30 December 2011 did not exist there
			if apart != 24*time.Hour && !left {
				t.Fatalf("%v is followed by %v", a, b)
			}
			last = next
		}
	})
}

// What fell due while nobody looked is what would have been seen looking each minute.
func TestBetweenSkipsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := schedule(t, []string{"07:45", "02:30", "23:59"}, rapid.SampledFrom([][]string{nil, {"sun"}, {"mon", "sat"}}).Draw(t, "days"), rapid.SampledFrom(zones).Draw(t, "zone"))
		from := time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 300*24*60).Draw(t, "start")) * time.Minute)
		to := from.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "closed")) * time.Minute)
		var each []time.Time
		for at := from; at.Before(to); {
			next := at.Add(time.Minute)
			if next.After(to) {
				next = to
			}
			each = append(each, s.Between(at, next, 100)...)
			at = next
		}
		if d := cmp.Diff(each, s.Between(from, to, 1000)); d != "" {
			t.Fatal(d)
		}
	})
}

// The zone in which a moment is written down is nobody's business.
func TestNoClockDependsOnTheLocalZone(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1.7e9, 1.9e9).Draw(t, "t"), 0)
		a, b := at.In(zone(t, rapid.SampledFrom(zones).Draw(t, "a"))), at.In(zone(t, rapid.SampledFrom(zones).Draw(t, "b")))
		s := schedule(t, []string{"01:30"}, []string{"sun", "wed"}, "Europe/London")
		if !s.Next(a).Equal(s.Next(b)) || p.Office.Open(a) != p.Office.Open(b) || !p.Office.Add(a, 9*time.Hour).Equal(p.Office.Add(b, 9*time.Hour)) ||
			p.Night.Open(a) != p.Night.Open(b) || !p.Trial.Next(a).Equal(p.Trial.Next(b)) {
			t.Fatalf("%v and %v are the same moment and not the same clock", a, b)
		}
	})
}

func params(t testing.TB) duty.Params {
	t.Helper()
	p, err := duty.Load(parameters.FS, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOfficeHours(t *testing.T) {
	p := params(t)
	friday := time.Date(2026, 3, 6, 16, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		from time.Time
		add  time.Duration
		want string
	}{
		{friday, 30 * time.Minute, "2026-03-06T16:30:00Z"},
		{friday, 2 * time.Hour, "2026-03-09T10:00:00Z"},
		{friday.Add(5 * time.Hour), time.Hour, "2026-03-09T10:00:00Z"},
		{friday, 40 * time.Hour, "2026-03-13T16:00:00Z"},
	} {
		if got := p.Office.Add(c.from, c.add).Format(time.RFC3339); got != c.want {
			t.Errorf("%v and %v of office is %s, want %s", c.from, c.add, got, c.want)
		}
	}
	for hour, want := range map[int]bool{19: false, 20: true, 23: true, 3: true, 7: true, 8: false} {
		if got := p.Night.Open(time.Date(2026, 3, 6, hour, 30, 0, 0, time.UTC)); got != (want) {
			t.Errorf("night at %d:30: %v", hour, got)
		}
	}
}

// A ladder reaches the same steps whether it is asked each minute or once, and
// never falls silent.
func TestLadders(t *testing.T) {
	p := params(t)
	for _, l := range []duty.Ladder{p.Act, p.ActNight, p.Look} {
		n := 0
		for m := range 4 * 24 * 60 {
			since := time.Duration(m) * time.Minute
			for n < l.Reached(since) {
				if l.Rung(n).After > since || l.Rung(n).After <= since-time.Minute {
					t.Fatalf("step %d comes at %v, was reached at %v", n, l.Rung(n).After, since)
				}
				n++
			}
		}
		if n < len(l.Rungs)+2 {
			t.Errorf("it fell silent after %d steps", n)
		}
	}
	night := time.Date(2026, 3, 6, 23, 0, 0, 0, time.UTC)
	if p.Ladder(outrider.LevelAct, night).Rungs[0].Reach != duty.ReachEvery || p.Ladder(outrider.LevelLook, night).Rungs[0].After != p.Look.Rungs[0].After {
		t.Error("the night's ladder is not the night's")
	}
}

func TestTiers(t *testing.T) {
	p := params(t)
	for harm, want := range map[float64]string{.5: "high", .04: "high", .02: "raised", 0: "watch"} {
		if got := p.Tier(harm).Name; got != want {
			t.Errorf("%g is %s, want %s", harm, got, want)
		}
	}
}

func TestBadParametersAreNamed(t *testing.T) {
	good, err := parameters.FS.ReadFile("clocks.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, says string }{
		{`"value": "UTC"`, `"value": "Nowhere/Land"`, "zone"},
		{`"value": "UTC"`, `"value": "Local"`, "zone"},
		{`"at": "09:05"`, `"at": "9 o'clock"`, "trial"},
		{`"from": "20:00"`, `"from": "late"`, "night"},
		{`"reach": "every"`, `"reach": "everybody"`, "ladder"},
		{`"again_minutes":          {"value": 15`, `"again_minutes": {"value": 0`, "again_minutes"},
		{`"again_minutes":          {"value": 15`, `"again_minutes": {"value": 40`, "follow each other"},
		{`"harm_90d": 0,`, `"harm_90d": 0.005,`, "last tier"},
		{`{`, `[`, "not valid JSON"},
	} {
		_, err := duty.Read([]byte(strings.Replace(string(good), c.from, c.to, 1)), time.LoadLocation)
		if err == nil || !strings.Contains(outrider.SafeText(err), c.says) {
			t.Errorf("%s: %v", c.to, err)
		}
	}
}

// FuzzRead: whatever is read either makes clocks that run or is refused in words.
func FuzzRead(f *testing.F) {
	good, err := parameters.FS.ReadFile("clocks.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"zone":{"value":"UTC","origin":"x"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := duty.Read(b, time.LoadLocation)
		if err != nil {
			if outrider.SafeText(err) == "" {
				t.Error("refused without words")
			}
			return
		}
		at := time.Date(2026, 3, 6, 23, 0, 0, 0, time.UTC)
		if p.Office.Add(at, time.Hour).Before(at) || p.Trial.Next(at).Before(at) || p.Act.Reached(time.Hour) < 0 {
			t.Error("a clock runs backwards")
		}
	})
}
