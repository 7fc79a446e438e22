package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"outrider"
)

// fromDigits reads a date in digits. Year first is plain. Day and month are told
// apart by a number over 12, by the source's stated order, or by dots, which only
// day-first countries write; else both readings are kept and neither is chosen.
func (p *dateParser) fromDigits() (outrider.When, []outrider.Notice, error) {
	parts := strings.FieldsFunc(p.numeric, func(r rune) bool { return !isDigit(r) })
	if len(parts) != 3 || strings.Count(p.numeric, sign(p.numeric)) != 2 || len(strings.Join(parts, "")) != len(p.numeric)-2 {
		return outrider.When{}, nil, unreadable()
	}
	var n [3]int
	for i, s := range parts {
		v, err := strconv.Atoi(s)
		if err != nil || len(s) > 4 {
			return outrider.When{}, nil, unreadable()
		}
		n[i] = v
	}
	switch {
	case len(parts[0]) == 4:
		return p.yearFirst(n[0], n[1], n[2])
	case len(parts[2]) == 4:
		return p.yearLast(n[0], n[1], n[2])
	}
	return outrider.When{}, nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this date has no year with four digits", Hint: "write 2025-04-03"}
}

// sign is the separator of a date in digits: its first character that is no digit.
func sign(s string) string {
	i := strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) })
	if i < 0 {
		return ""
	}
	return s[i : i+1]
}

// yearFirst reads y-m-d. A year of the 1300s or 1400s is of another calendar:
// the Persian reading is offered, not taken, for the Islamic one looks the same.
func (p *dateParser) yearFirst(y, m, d int) (outrider.When, []outrider.Notice, error) {
	if y < 1300 || y > 1499 {
		return p.day(y, m, d)
	}
	from, ok := persianDay(y, m, d)
	if !ok {
		return outrider.When{}, nil, impossible(y, m, d)
	}
	return p.open(fmt.Sprintf("%s if it is a date of the Persian calendar, another day if it is of the Islamic one", from.Format("2 January 2006")))
}

// yearLast reads d/m/y or m/d/y.
func (p *dateParser) yearLast(a, b, y int) (outrider.When, []outrider.Notice, error) {
	dmy, mdy := exists(y, b, a), exists(y, a, b)
	switch {
	case !dmy && !mdy:
		return outrider.When{}, nil, impossible(y, b, a)
	case p.hint.Order == OrderDMY || p.hint.Order == OrderUnknown && sign(p.numeric) == ".":
		if !dmy {
			return outrider.When{}, nil, impossible(y, b, a)
		}
		if p.hint.Order == OrderUnknown && mdy && a != b {
			p.notes = append(p.notes, outrider.Notice{What: "a date with dots was read as day.month.year"})
		}
		return p.day(y, b, a)
	case p.hint.Order == OrderMDY:
		if !mdy {
			return outrider.When{}, nil, impossible(y, a, b)
		}
		return p.day(y, a, b)
	case a == b || !mdy:
		return p.day(y, b, a)
	case !dmy:
		return p.day(y, a, b)
	}
	first := time.Date(y, time.Month(b), a, 0, 0, 0, 0, time.UTC).Format("2 January 2006")
	second := time.Date(y, time.Month(a), b, 0, 0, 0, 0, time.UTC).Format("2 January 2006")
	return p.open(first + " or " + second)
}

// open leaves a time unread and names its readings.
func (p *dateParser) open(readings string) (outrider.When, []outrider.Notice, error) {
	p.notes = append(p.notes, outrider.Notice{What: "the date can be read as " + readings + "; it is left open until somebody says which: write it as 2025-04-03"})
	return outrider.When{Ambiguous: p.raw}, p.notes, nil
}

// fromPersian converts a date of the Persian calendar whose month was named.
func (p *dateParser) fromPersian(y, m, d int) (outrider.When, []outrider.Notice, error) {
	first := max(d, 1)
	from, ok := persianDay(y, m, first)
	if !ok || y < 1300 || y > 1499 {
		return outrider.When{}, nil, outrider.Invalid("the Persian calendar has no such day")
	}
	from = time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, p.hint.zone())
	p.notes = append(p.notes, outrider.Notice{What: "a date of the Persian calendar was read as " + from.Format("2006-01-02")})
	if d > 0 {
		return p.span(from, outrider.PrecisionDay)
	}
	return plausibleYear(outrider.When{From: from, To: from.AddDate(0, 0, persianMonthDays(y, m)), Precision: outrider.PrecisionMonth}, p.notes)
}

// persianMonthDays is the length of a month of the Persian calendar.
func persianMonthDays(y, m int) int {
	switch {
	case m <= 6:
		return 31
	case m <= 11 || persianLeap(y):
		return 30
	}
	return 29
}

// persianLeap follows the 33-year rule, which agrees with the astronomical
// calendar for the years 1343 to 1472 (1964 to 2094).
func persianLeap(y int) bool {
	switch y % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return true
	}
	return false
}

// persianDay converts a day of the Persian calendar, counted from 1 Farvardin
// 1404, which was 21 March 2025.
func persianDay(y, m, d int) (time.Time, bool) {
	if y < 1300 || y > 1499 || m < 1 || m > 12 || d < 1 || d > persianMonthDays(y, m) {
		return time.Time{}, false
	}
	days := d - 1
	for i := 1; i < m; i++ {
		days += persianMonthDays(y, i)
	}
	for i := 1404; i < y; i++ {
		days += 365 + leapDay(i)
	}
	for i := y; i < 1404; i++ {
		days -= 365 + leapDay(i)
	}
	return time.Date(2025, time.March, 21+days, 0, 0, 0, 0, time.UTC), true
}

func leapDay(y int) int {
	if persianLeap(y) {
		return 1
	}
	return 0
}
