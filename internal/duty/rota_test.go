package duty_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/duty"
)

// rota has a weekday, a night that changes hands every week, and a weekend.
func rota(zone string) outrider.Rota {
	return outrider.Rota{Zone: zone, Begin: "2026-03-02", Hours: []outrider.RotaHours{
		{Days: []string{"sat", "sun"}, From: "08:00", To: "20:00", Turns: []outrider.RotaTurn{{First: "wim"}}},
		{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "08:00", To: "20:00", Turns: []outrider.RotaTurn{{First: "mira", Second: "ana"}}},
		{From: "20:00", To: "08:00", Turns: []outrider.RotaTurn{{First: "yusuf", Second: "mira"}, {First: "ana", Second: "yusuf"}}},
	}}
}

func worked(t rapid.TB, r outrider.Rota, swaps ...outrider.RotaSwap) duty.Rota {
	w, err := duty.NewRota(r, swaps, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Nights over the change of the clocks are an hour shorter or longer and nobody is
// left out, in three zones: one whose change is a gap at two in the morning, one that
// changes by half an hour, one that changes at midnight.
func TestRotaOverSummerTime(t *testing.T) {
	for _, c := range []struct {
		zone, evening string
		hours         float64
	}{
		{"Europe/Vienna", "2026-03-28", 11}, {"Europe/Vienna", "2026-10-24", 13},
		{"Australia/Lord_Howe", "2026-10-03", 11.5}, {"Australia/Lord_Howe", "2026-04-04", 12.5},
		{"Asia/Beirut", "2026-03-28", 11}, {"Asia/Beirut", "2026-10-24", 13},
		{"Asia/Kathmandu", "2026-03-28", 12},
	} {
		day, err := time.Parse(time.DateOnly, c.evening)
		if err != nil {
			t.Fatal(err)
		}
		from := duty.Local(day.Year(), day.Month(), day.Day(), 20*60, zone(t, c.zone))
		spans := worked(t, rota(c.zone)).Spans(from, from.Add(30*time.Hour))
		if got := spans[0].To.Sub(from).Hours(); got != c.hours || spans[0].Second == "" || spans[1].First != "wim" {
			t.Errorf("%s, night of %s: %g hours with %+v, then %+v", c.zone, c.evening, got, spans[0].RotaTurn, spans[1].RotaTurn)
		}
	}
}

// Nights go round week by week, before the day on which the rota begins too; a swap
// holds for its hours; whoever stands in for whom they back is asked once.
func TestRotaTurns(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	swap := outrider.RotaSwap{Out: "yusuf", In: "mira", From: at("2026-03-17 00:00"), To: at("2026-03-18 00:00")}
	r := worked(t, rota("UTC"), swap)
	for when, want := range map[string]outrider.RotaTurn{
		"2026-03-02 20:00": {First: "yusuf", Second: "mira"}, "2026-03-09 07:59": {First: "yusuf", Second: "mira"}, "2026-03-09 20:00": {First: "ana", Second: "yusuf"},
		"2026-03-16 21:00": {First: "yusuf", Second: "mira"}, "2026-03-17 01:00": {First: "mira"}, "2026-03-18 00:00": {First: "yusuf", Second: "mira"},
		"2026-02-25 21:00": {First: "ana", Second: "yusuf"}, "2026-02-18 21:00": {First: "yusuf", Second: "mira"}, "2026-03-07 12:00": {First: "wim"},
	} {
		if got, ok := r.On(at(when)); !ok || got != want {
			t.Errorf("%s: %+v, %v, want %+v", when, got, ok, want)
		}
	}
	some := rota("UTC")
	some.Hours = some.Hours[1:]
	spans := worked(t, some).Spans(at("2026-03-06 12:00"), at("2026-03-09 12:00"))
	var who []string
	for _, s := range spans {
		who = append(who, s.From.Format("Mon 15:04 ")+s.First)
	}
	if d := cmp.Diff([]string{"Fri 12:00 mira", "Fri 20:00 yusuf", "Sat 08:00 ", "Sat 20:00 yusuf", "Sun 08:00 ", "Sun 20:00 yusuf", "Mon 08:00 mira"}, who); d != "" {
		t.Error(d)
	}
}

// The stretches of a rota follow each other without a gap, and each moment in one has
// whoever it says; hours that fill the day leave nobody out in any zone.
func TestRotaSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		r := worked(t, rota(name))
		from := time.Unix(rapid.Int64Range(1.7e9, 1.9e9).Draw(t, "from"), 0)
		to := from.Add(time.Duration(rapid.IntRange(1, 12*24*60).Draw(t, "minutes")) * time.Minute)
		spans := r.Spans(from, to)
		last := from
		for _, s := range spans {
			if !s.From.Equal(last) || !s.To.After(s.From) || s.First == "" {
				t.Fatalf("after %v comes %+v", last, s)
			}
			mid := s.From.Add(time.Duration(rapid.Int64Range(0, int64(s.To.Sub(s.From))-1).Draw(t, "within")))
			if got, ok := r.On(mid); !ok || got != s.RotaTurn {
				t.Fatalf("at %v it is %+v, in %+v", mid, got, s)
			}
			last = s.To
		}
		if !last.Equal(to) {
			t.Fatalf("it ends at %v, want %v", last, to)
		}
	})
}

func TestBadRotas(t *testing.T) {
	for says, spoil := range map[string]func(*outrider.Rota){
		"time zone":     func(r *outrider.Rota) { r.Zone = "Local" },
		"this machine":  func(r *outrider.Rota) { r.Zone = "Nowhere/Land" },
		"begins on":     func(r *outrider.Rota) { r.Begin = "monday" },
		"has hours":     func(r *outrider.Rota) { r.Hours = nil },
		"hours 2 of":    func(r *outrider.Rota) { r.Hours[1].From = "late" },
		"hours 1 of":    func(r *outrider.Rota) { r.Hours[0].Turns = nil },
		"somebody else": func(r *outrider.Rota) { r.Hours[2].Turns[0].Second = "yusuf" },
		"a channel":     func(r *outrider.Rota) { r.People = map[string][]outrider.Way{"mira": {{To: "+1"}}} },
	} {
		r := rota("UTC")
		spoil(&r)
		if _, err := duty.NewRota(r, nil, time.LoadLocation); err == nil || !strings.Contains(outrider.SafeText(err), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}
