package duty

import "time"

// Hours are when an office is open, or a night lasts: from one local time to
// another on some days. Where To is not after From they end on the next day.
type Hours struct {
	From, To Minute
	days     [7]bool
	zone     *time.Location
}

// span is the stretch of hours that begins on a day.
func (h Hours) span(year int, month time.Month, day int) (from, to time.Time) {
	over := 0
	if h.To <= h.From {
		over = 1
	}
	return Local(year, month, day, h.From, h.zone), Local(year, month, day+over, h.To, h.zone)
}

// Open reports whether t lies within the hours.
func (h Hours) Open(t time.Time) bool {
	y, m, d := t.In(h.zone).Date()
	for back := range 2 {
		from, to := h.span(y, m, d-back)
		if h.days[from.In(h.zone).Weekday()] && !t.Before(from) && t.Before(to) {
			return true
		}
	}
	return false
}

// longest bounds how many days of office hours are counted: two years.
const longest = 731

// Add counts a duration within the hours: two office hours from Friday evening
// end on Monday morning.
func (h Hours) Add(t time.Time, d time.Duration) time.Time {
	y, m, day := t.In(h.zone).Date()
	for i := -1; i < longest; i++ {
		from, to := h.span(y, m, day+i)
		if !h.days[from.In(h.zone).Weekday()] || !to.After(t) {
			continue
		}
		if from.Before(t) {
			from = t
		}
		if left := to.Sub(from); d > left {
			d -= left
			continue
		}
		return from.Add(d)
	}
	return t.Add(d)
}
