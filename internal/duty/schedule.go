// Package duty is the arithmetic of clocks: when something falls due in somebody's
// own time zone, what fell due between two moments, which step of an escalation
// has come, what is to be looked at next. It has no clock and keeps nothing but the
// agenda that its caller holds: asked late, it gives the same answers as
// asked in time, so that a desk that was closed skips nothing.
package duty

import (
	"slices"
	"strings"
	"time"

	"outrider"
)

// Zones finds a time zone by its name. Rules of summer time are data of the
// machine, so they are handed in.
type Zones func(name string) (*time.Location, error)

// Minute is a local time of day, in minutes since midnight.
type Minute int

// ParseMinute reads "08:30".
func ParseMinute(s string) (Minute, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a time of day cannot be read", Hint: "write it as 08:30"}
	}
	return Minute(t.Hour()*60 + t.Minute()), nil
}

// dayNames are the days of the week by number, as time.Weekday counts.
var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// days reads days of the week; none means every day.
func days(names []string) (set [7]bool, err error) {
	for _, n := range names {
		i := slices.Index(dayNames, strings.ToLower(strings.TrimSpace(n)))
		if i < 0 {
			return set, outrider.Invalid("days are mon, tue, wed, thu, fri, sat, sun")
		}
		set[i] = true
	}
	if len(names) == 0 {
		set = [7]bool{true, true, true, true, true, true, true}
	}
	return set, nil
}

// Schedule is when something falls due: at local times on some days of the week.
type Schedule struct {
	at   []Minute // ascending, each once
	days [7]bool
	zone *time.Location
}

// NewSchedule makes a schedule in a zone from "08:30" and "mon".
func NewSchedule(at, on []string, zone *time.Location) (Schedule, error) {
	s := Schedule{zone: zone}
	for _, a := range at {
		m, err := ParseMinute(a)
		if err != nil {
			return s, err
		}
		s.at = append(s.at, m)
	}
	if len(s.at) == 0 || zone == nil {
		return s, outrider.Invalid("a schedule has a time of day and a time zone")
	}
	slices.Sort(s.at)
	s.at = slices.Compact(s.at)
	var err error
	s.days, err = days(on)
	return s, err
}

// horizon is how many days ahead the next time is looked for: a week, and one day
// that a zone may have left out of its calendar.
const horizon = 9

// Next is the first time after t at which something is due.
func (s Schedule) Next(t time.Time) time.Time {
	y, m, d := t.In(s.zone).Date()
	for i := -1; i < horizon; i++ {
		if !s.days[time.Date(y, m, d+i, 12, 0, 0, 0, time.UTC).Weekday()] {
			continue
		}
		for _, at := range s.at {
			if due := Local(y, m, d+i, at, s.zone); due.After(t) {
				return due
			}
		}
	}
	return time.Time{} // no day of the week is in the schedule, which NewSchedule refuses
}

// Between lists every time after from and not after to, in order, at most limit of
// them: the last ones, where there are more.
func (s Schedule) Between(from, to time.Time, limit int) []time.Time {
	var out []time.Time
	for t := s.Next(from); !t.IsZero() && !t.After(to); t = s.Next(t) {
		out = append(out, t)
		if len(out) > limit {
			out = out[1:]
		}
	}
	return out
}

// settled is how far from a moment its offset is looked up on either side: further
// than any change of the clocks reaches.
const settled = 30 * time.Hour

// Local is the instant of a local time. A time that occurs twice, when summer time
// ends, is its first occurrence; one that never occurs, when it begins, is as much
// later as the clocks were put forward.
func Local(year int, month time.Month, day int, at Minute, zone *time.Location) time.Time {
	wall := time.Date(year, month, day, int(at)/60, int(at)%60, 0, 0, time.UTC)
	before := wall.Add(-offset(wall.Add(-settled), zone))
	after := wall.Add(-offset(wall.Add(settled), zone))
	reads := func(t time.Time) bool { return offset(t, zone) == wall.Sub(t) }
	if !reads(before) && reads(after) {
		return after
	}
	return before
}

// offset is how far a zone is ahead of UTC at an instant.
func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
