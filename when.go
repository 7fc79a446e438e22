package outrider

import (
	"fmt"
	"strings"
	"time"
)

// Precision says how exactly a time is known.
type Precision string

// The precisions, from coarse to fine.
const (
	PrecisionYear      Precision = "year"
	PrecisionMonth     Precision = "month"
	PrecisionDay       Precision = "day"
	PrecisionPartOfDay Precision = "part-of-day"
	PrecisionHour      Precision = "hour"
	PrecisionMinute    Precision = "minute"
)

// When is a claimed time of happening: an interval [From, To) with the precision
// of the claim. A time cut to a day, a month or a year covers all of it; where
// one instant is needed for ordering, it is the last (Last), so that no reader
// ever gains a lead from vagueness.
type When struct {
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Precision Precision `json:"precision"`
	Ambiguous string    `json:"ambiguous,omitempty"` // the text, where it can be read two ways ("03/04/2025")
}

// IsZero reports whether no time was stated.
func (w When) IsZero() bool { return w.From.IsZero() && w.To.IsZero() }

// Last returns the last instant of the interval: the ordering instant.
func (w When) Last() time.Time {
	if w.To.After(w.From) {
		return w.To.Add(-time.Nanosecond)
	}
	return w.From
}

// Validate refuses an interval that ends before it begins and unknown precisions.
func (w When) Validate() error {
	if w.IsZero() {
		return nil
	}
	if w.To.Before(w.From) {
		return Invalid("the time ends before it begins")
	}
	switch w.Precision {
	case PrecisionYear, PrecisionMonth, PrecisionDay, PrecisionPartOfDay, PrecisionHour, PrecisionMinute:
		return nil
	}
	return Invalid("unknown precision; it is year, month, day, part-of-day, hour or minute")
}

// At is an exact moment, to the minute.
func At(t time.Time) When { return When{From: t, To: t, Precision: PrecisionMinute} }

// ParseWhen reads RFC 3339 or a date cut to 2018, 2018-03 or 2018-03-04; a cut
// date is read in loc (nil: UTC). Every other form is refused, with what to
// write instead: a date such as 03/04/2025 is never guessed.
func ParseWhen(s string, loc *time.Location) (When, error) {
	if loc == nil {
		loc = time.UTC
	}
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339Nano, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return At(t), nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return At(t), nil
		}
	}
	cuts := []struct {
		layout string
		p      Precision
		y, m   int
		d      int
	}{{"2006-01-02", PrecisionDay, 0, 0, 1}, {"2006-01", PrecisionMonth, 0, 1, 0}, {"2006", PrecisionYear, 1, 0, 0}}
	for _, c := range cuts {
		if t, err := time.ParseInLocation(c.layout, s, loc); err == nil {
			return When{From: t, To: t.AddDate(c.y, c.m, c.d), Precision: c.p}, nil
		}
	}
	return When{}, &Error{Code: CodeInvalid, Safe: "cannot read this as a time", Hint: "write 2025-04-03, 2025-04 or 2025-04-03T18:30:00+02:00"}
}

// String shows the interval at its own precision, in UTC.
func (w When) String() string {
	u := w.From.UTC()
	switch w.Precision {
	case PrecisionYear:
		return u.Format("2006")
	case PrecisionMonth:
		return u.Format("2006-01")
	case PrecisionDay:
		return w.From.Format("2006-01-02")
	case "":
		return "not stated"
	}
	return fmt.Sprintf("%s UTC", u.Format("2006-01-02 15:04"))
}
