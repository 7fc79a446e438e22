package duty

import (
	"slices"
	"time"

	"outrider"
)

// Rota is a rota worked out: hours in a zone.
type Rota struct {
	zone  *time.Location
	begin int // the day of Begin, counted
	hours []rotaHours
	swaps []outrider.RotaSwap
}

type rotaHours struct {
	Hours
	turns []outrider.RotaTurn
}

// Span is a stretch of time and who is asked in it. A zero turn is nobody.
type Span struct {
	From, To time.Time
	outrider.RotaTurn
}

// week is how long a turn lasts, in days.
const week = 7

// NewRota works a rota out, with who stands in for whom. Errors name the hours by
// their place in the list.
func NewRota(r outrider.Rota, swaps []outrider.RotaSwap, zones Zones) (Rota, error) {
	if err := r.Validate(); err != nil {
		return Rota{}, err
	}
	if zones == nil || r.Zone == "Local" || r.Zone == "" {
		return Rota{}, outrider.Invalid("the rota needs a time zone, such as Europe/Vienna")
	}
	zone, err := zones(r.Zone)
	if err != nil {
		return Rota{}, outrider.Invalid("the rota needs a time zone that this machine knows, such as Europe/Vienna")
	}
	begin, err := time.Parse(time.DateOnly, r.Begin)
	if err != nil {
		return Rota{}, outrider.Invalid("the rota begins on a day, written as 2026-03-02")
	}
	out := Rota{zone: zone, begin: dayNumber(begin), swaps: swaps}
	for i, h := range r.Hours {
		from, err1 := ParseMinute(h.From)
		to, err2 := ParseMinute(h.To)
		on, err3 := days(h.Days)
		if err1 != nil || err2 != nil || err3 != nil {
			return Rota{}, outrider.Invalid("hours %d of the rota need from, to (as 08:30) and days (mon to sun)", i+1)
		}
		out.hours = append(out.hours, rotaHours{Hours{From: from, To: to, days: on, zone: zone}, h.Turns})
	}
	return out, nil
}

// dayNumber counts the days of the calendar.
func dayNumber(day time.Time) int {
	y, m, d := day.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// On says who is asked at a moment; ok is false where nobody is.
func (r Rota) On(t time.Time) (outrider.RotaTurn, bool) {
	y, m, d := t.In(r.zone).Date()
	for _, h := range r.hours {
		for back := range 2 {
			day := time.Date(y, m, d-back, 0, 0, 0, 0, time.UTC)
			from, to := h.span(day.Date())
			if !h.days[day.Weekday()] || t.Before(from) || !t.Before(to) {
				continue
			}
			turn := (dayNumber(day) - r.begin) / week
			if dayNumber(day) < r.begin {
				turn = (dayNumber(day)-r.begin+1)/week - 1
			}
			n := len(h.turns)
			return r.swapped(h.turns[(turn%n+n)%n], t), true
		}
	}
	return outrider.RotaTurn{}, false
}

// swapped puts whoever stands in in the place of who is out. The last swap that
// holds counts; whoever stands in for themselves as second is asked once.
func (r Rota) swapped(turn outrider.RotaTurn, t time.Time) outrider.RotaTurn {
	in := func(name string) string {
		for _, s := range slices.Backward(r.swaps) {
			if s.Out == name && !t.Before(s.From) && t.Before(s.To) {
				return s.In
			}
		}
		return name
	}
	turn = outrider.RotaTurn{First: in(turn.First), Second: in(turn.Second)}
	if turn.Second == turn.First {
		turn.Second = ""
	}
	return turn
}

// Spans lists who is asked from one moment to another, without a gap: a stretch in
// which nobody is has no name.
func (r Rota) Spans(from, to time.Time) []Span {
	edges := []time.Time{from, to}
	add := func(t time.Time) {
		if t.After(from) && t.Before(to) {
			edges = append(edges, t)
		}
	}
	for day := from.In(r.zone).AddDate(0, 0, -2); day.Before(to.AddDate(0, 0, 2)); day = day.AddDate(0, 0, 1) {
		for _, h := range r.hours {
			a, b := h.span(day.Date())
			add(a)
			add(b)
		}
	}
	for _, s := range r.swaps {
		add(s.From)
		add(s.To)
	}
	slices.SortFunc(edges, time.Time.Compare)
	var out []Span
	for i, e := range edges[:len(edges)-1] {
		next := edges[i+1]
		if !next.After(e) {
			continue
		}
		turn, _ := r.On(e)
		if n := len(out); n > 0 && out[n-1].RotaTurn == turn {
			out[n-1].To = next
			continue
		}
		out = append(out, Span{From: e, To: next, RotaTurn: turn})
	}
	return out
}
