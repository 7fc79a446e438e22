package watchlist

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"outrider"
)

// Date is a date as lists give them: often only a year or a month, sometimes a
// span of years, sometimes "about". The zero Date is no date.
type Date struct {
	Year, Month, Day int  // Month and Day are 0 where the list does not say
	To               int  // last year of a span, else 0
	Circa            bool // the list says "about"
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String writes 1964, 1964-01, 1964-01-27, 1964/1967 or "c. 1964".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	s := fmt.Sprintf("%04d", d.Year)
	if d.Month > 0 {
		s += fmt.Sprintf("-%02d", d.Month)
	}
	if d.Day > 0 {
		s += fmt.Sprintf("-%02d", d.Day)
	}
	if d.To > 0 {
		s += fmt.Sprintf("/%04d", d.To)
	}
	if d.Circa {
		s = "c. " + s
	}
	return s
}

// MarshalJSON writes the date as its text.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "" {
		*d = Date{}
		return nil
	}
	x, err := ParseDate(s)
	*d = x
	return err
}

// Last is the last instant of the date, in UTC: what is dated "2018" is known to
// have happened only when 2018 is over.
func (d Date) Last() time.Time {
	y, m, day := max(d.Year, d.To), d.Month, d.Day
	switch {
	case d.IsZero():
		return time.Time{}
	case m == 0 || d.To > 0:
		y, m, day = y+1, 1, 1
	case day == 0:
		m, day = m+1, 1
	default:
		day++
	}
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC).Add(-time.Nanosecond)
}

// ParseDate reads a date as European lists and ISO 8601 write it: day before
// month, any part missing or written as letters ("dd/mm/1970"), month names,
// spans ("1971 to 1973", "between 1964 and 1967") and "circa". The 31st of
// February is an error: it is named and not guessed at.
func ParseDate(s string) (Date, error) { return parseDate(s, false) }

// ParseUSDate reads a date of which the month stands before the day.
func ParseUSDate(s string) (Date, error) { return parseDate(s, true) }

func parseDate(s string, us bool) (Date, error) {
	if len(s) > 100 {
		return Date{}, badDate(s)
	}
	if from, to, ok := spanEnds(s); ok {
		return spanOfDays(from, to, us)
	}
	var d Date
	words := dateWords(s)
	for len(words) > 0 && isCirca(words[0]) {
		d.Circa = d.Circa || words[0] != "between" && words[0] != "from"
		words = words[1:]
	}
	if len(words) == 0 || len(words) > 8 {
		return Date{}, badDate(s)
	}
	if span, ok := yearSpan(words); ok {
		span.Circa = d.Circa
		return span, nil
	}
	if err := d.fill(words, us); err != nil {
		return Date{}, badDate(s)
	}
	return d, d.check(s)
}

// spanEnds parts a span whose ends are more than years.
func spanEnds(s string) (from, to string, ok bool) {
	s = Squash(s)
	if from, to, ok = strings.Cut(s, " to "); !ok && len(s) > 8 && strings.EqualFold(s[:8], "between ") {
		from, to, ok = strings.Cut(s[8:], " and ")
	}
	return from, to, ok && len(dateWords(from)) > 1 && !isCirca(dateWords(from)[0])
}

// spanOfDays reads "01 Jan 1961 to 31 Dec 1962": nobody means the days, which
// only say that they are not known.
func spanOfDays(from, to string, us bool) (Date, error) {
	a, err := parseDate(from, us)
	if err != nil {
		return Date{}, err
	}
	b, err := parseDate(to, us)
	switch {
	case err != nil:
		return Date{}, err
	case b.Year < a.Year || b.To > 0 || a.To > 0:
		return Date{}, badDate(from + " to " + to)
	case a == b:
		return a, nil
	case a.Year == b.Year && a.Month == b.Month:
		return Date{Year: a.Year, Month: a.Month, Circa: a.Circa}, nil
	case a.Year == b.Year:
		return Date{Year: a.Year, Circa: a.Circa}, nil
	}
	return Date{Year: a.Year, To: b.Year, Circa: a.Circa}, nil
}

func badDate(s string) error {
	return outrider.Invalid("%q is not a date", clip(s))
}

// dateWords parts a text where its letters, digits and marks meet; what follows
// an ISO date (a time, a zone) is dropped.
func dateWords(s string) []string {
	s = strings.TrimSpace(strings.ToLower(s))
	if len(s) > 10 && s[4] == '-' && s[7] == '-' && (s[10] == 't' || s[10] == ' ' || s[10] == '+' || s[10] == '-' || s[10] == 'z') {
		s = s[:10]
	}
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func isCirca(w string) bool {
	switch w {
	case "circa", "c", "ca", "approximately", "approx", "about", "around", "possibly", "between", "from":
		return true
	}
	return false
}

// yearSpan reads "1971 1973" with or without a word between them.
func yearSpan(words []string) (Date, bool) {
	if len(words) == 3 {
		switch words[1] {
		case "to", "and", "or", "until":
			words = []string{words[0], words[2]}
		}
	}
	if len(words) != 2 {
		return Date{}, false
	}
	from, to := yearOf(words[0]), yearOf(words[1])
	if from == 0 || to < from {
		return Date{}, false
	}
	if from == to {
		return Date{Year: from}, true
	}
	return Date{Year: from, To: to}, true
}

func yearOf(w string) int {
	if n, err := strconv.Atoi(w); err == nil && len(w) == 4 && n >= 1000 && n <= 2999 {
		return n
	}
	return 0
}

// fill finds year, month and day among the words.
func (d *Date) fill(words []string, us bool) error {
	var rest []int
	for i, w := range words {
		m := monthOf(w)
		n, err := strconv.Atoi(w)
		switch {
		case yearOf(w) != 0 && d.Year == 0:
			d.Year = yearOf(w)
		case m != 0 && d.Month == 0:
			d.Month = m
		case strings.Trim(w, "dmyx") == "":
			rest = append(rest, 0)
		case err == nil && len(w) <= 2:
			rest = append(rest, n)
		default:
			return fmt.Errorf("word %d", i+1)
		}
	}
	return d.place(rest, words, us)
}

// place tells days from months among numbers of two digits, and a short year
// ("13.07.20") from both.
func (d *Date) place(rest []int, words []string, us bool) error {
	if d.Year == 0 && len(rest) == 3 && len(words) == 3 && rest[0] > 0 && rest[1] > 0 {
		d.Year, rest = 2000+rest[2], rest[:2]
	}
	if d.Year == 0 {
		return fmt.Errorf("no year")
	}
	yearFirst := yearOf(words[0]) != 0
	switch {
	case len(rest) == 0:
	case len(rest) == 1 && d.Month > 0:
		d.Day = rest[0]
	case len(rest) == 1:
		d.Month = rest[0]
	case len(rest) == 2 && d.Month == 0 && (yearFirst || us):
		d.Month, d.Day = rest[0], rest[1]
	case len(rest) == 2 && d.Month == 0:
		d.Day, d.Month = rest[0], rest[1]
	default:
		return fmt.Errorf("too many numbers")
	}
	if d.Month == 0 {
		d.Day = 0
	}
	return nil
}

func (d Date) check(s string) error {
	if d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Day > 31 {
		return badDate(s)
	}
	if d.Day > 0 && time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Day() != d.Day {
		return outrider.Invalid("%q is a day that does not exist", clip(s))
	}
	return nil
}

// monthOf reads an English month, whole or cut to three letters or more.
func monthOf(w string) int {
	if len(w) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), w) {
			return int(m)
		}
	}
	if w == "sept" {
		return 9
	}
	return 0
}

// clip bounds text from outside before a message quotes it.
func clip(s string) string {
	if r := []rune(Squash(s)); len(r) > 24 {
		return string(r[:24]) + "…"
	}
	return Squash(s)
}
