package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/selector"
)

// Order says in which order a table writes day and month. It is stated by
// whoever maps the table; it is never guessed from a row.
type Order string

// The orders of a date in digits. OrderUnknown leaves 03/04/2025 open.
const (
	OrderUnknown Order = ""
	OrderDMY     Order = "dmy"
	OrderMDY     Order = "mdy"
)

// TimeHint is what is known about the times of a source.
type TimeHint struct {
	Zone  *time.Location // of clock times and dates without one; nil: UTC
	Order Order
}

// zone is the hint's zone, or UTC.
func (h TimeHint) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

// Time reads a time as people write it: RFC 3339, a date cut to a day, month or
// year, month names in English, Russian, Persian and a few others, the Persian
// calendar where its month is named, digits of any script, and dates in digits.
//
// A date in digits whose day and month could be exchanged is not guessed: the
// result then spans nothing and is marked Ambiguous, and a notice holds both
// readings. An impossible date is an error. The empty string is no time.
func Time(s string, hint TimeHint) (outrider.When, []outrider.Notice, error) {
	raw := strings.TrimSpace(s)
	if raw == "" {
		return outrider.When{}, nil, nil
	}
	const longest = 100
	if len(raw) > longest {
		return outrider.When{}, nil, outrider.Invalid("a time has at most %d characters", longest)
	}
	if w, err := outrider.ParseWhen(raw, hint.zone()); err == nil {
		return plausibleYear(w, zoneNotice(raw, w, hint))
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05-0700", time.RFC1123Z} {
		if t, err := time.ParseInLocation(layout, raw, hint.zone()); err == nil {
			return plausibleYear(outrider.At(t), zoneNotice(raw, outrider.At(t), hint))
		}
	}
	p := dateParser{words: dateWords(raw), hint: hint, raw: raw}
	return p.read()
}

// zoneNotice says in which zone a clock time without one was read.
func zoneNotice(raw string, w outrider.When, hint TimeHint) []outrider.Notice {
	tail := raw[min(len(raw), len("2006-01-02T")):]
	if w.Precision != outrider.PrecisionMinute || hint.Zone != nil || strings.ContainsAny(tail, "Zz+-") {
		return nil
	}
	return noteOf("the time states no zone; read as UTC")
}

// plausibleYear refuses years that no report can be about; they are slips.
func plausibleYear(w outrider.When, notes []outrider.Notice) (outrider.When, []outrider.Notice, error) {
	if y := w.From.Year(); y < 1900 || y > 2199 {
		return outrider.When{}, nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("the year %d cannot be meant", y),
			Hint: "write the year with four digits, in the Gregorian calendar"}
	}
	return w, notes, nil
}

// dateWords folds a written date and cuts it into words and numbers; a clock
// ("18:30") stays one word.
func dateWords(raw string) []string {
	s := selector.Fold(raw)
	s = strings.NewReplacer(",", " ", "،", " ", "|", " ", "(", " ", ")", " ").Replace(s)
	return strings.Fields(s)
}

// dateParser collects the parts of a written date.
type dateParser struct {
	words   []string
	hint    TimeHint
	raw     string
	numbers []string
	month   int
	persian bool
	numeric string // a date in digits, such as 03/04/2025
	clock   time.Duration
	clocked bool
	notes   []outrider.Notice
}

// read sorts the words into the parts of a date, then puts them together.
func (p *dateParser) read() (outrider.When, []outrider.Notice, error) {
	for i, w := range p.words {
		if err := p.take(i, w); err != nil {
			return outrider.When{}, nil, err
		}
	}
	switch {
	case p.numeric != "" && p.month == 0 && len(p.numbers) == 0:
		return p.fromDigits()
	case p.month > 0 && p.numeric == "":
		return p.fromWords()
	}
	return outrider.When{}, nil, unreadable()
}

func unreadable() error {
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: "cannot read this as a time", Hint: "write 2025-04-03, 2025-04 or 2025-04-03T18:30:00+02:00"}
}

// take finds out what one word is.
func (p *dateParser) take(i int, w string) error {
	if c, ok := clockOf(w, p.next(i)); ok {
		p.clock, p.clocked = c, true
		return nil
	}
	bare := strings.Trim(w, ".")
	if m, ok := months[bare]; ok {
		if p.month != 0 {
			return unreadable()
		}
		p.month, p.persian = m.n, m.persian
		return nil
	}
	switch {
	case strings.ContainsAny(bare, "/.-") && digitsAndSigns(bare):
		if p.numeric != "" {
			return unreadable()
		}
		p.numeric = bare
	case number(ordinal(bare)):
		p.numbers = append(p.numbers, ordinal(bare))
	case bare == "utc" || bare == "gmt":
		p.hint.Zone = time.UTC
	case fillers[bare] || weekdays[bare]:
	default:
		return unreadable()
	}
	return nil
}

func (p *dateParser) next(i int) string {
	if i+1 < len(p.words) {
		return p.words[i+1]
	}
	return ""
}

// clockOf reads "18:30", "18:30:15" and "6:30pm" or "6:30 pm".
func clockOf(w, next string) (time.Duration, bool) {
	half := ""
	for _, h := range []string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(strings.ReplaceAll(w, ".", ""), h); ok && rest != "" {
			w, half = rest, h
		} else if strings.ReplaceAll(next, ".", "") == h {
			half = h
		}
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		t, err := time.Parse(layout, w)
		if err != nil {
			continue
		}
		h := t.Hour()
		if half != "" && (h == 0 || h > 12) {
			return 0, false
		}
		if half == "pm" {
			h = h%12 + 12
		} else if half == "am" {
			h %= 12
		}
		return time.Duration(h)*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second, true
	}
	return 0, false
}

func digitsAndSigns(s string) bool {
	return strings.Trim(s, "0123456789/.-") == "" && s != "" && strings.IndexFunc(s, isDigit) >= 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func number(s string) bool {
	return s != "" && len(s) <= 4 && strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) }) < 0
}

// ordinal drops the ending of "3rd" and the like.
func ordinal(w string) string {
	for _, end := range []string{"st", "nd", "rd", "th", "-го", "-е", "г"} {
		if n, ok := strings.CutSuffix(w, end); ok && number(n) {
			return n
		}
	}
	return w
}

// fromWords puts a date with a named month together: day and year, or year alone.
func (p *dateParser) fromWords() (outrider.When, []outrider.Notice, error) {
	day, year := 0, 0
	for _, n := range p.numbers {
		v, err := strconv.Atoi(n)
		switch {
		case err != nil:
			return outrider.When{}, nil, unreadable()
		case len(n) == 4 && year == 0:
			year = v
		case len(n) <= 2 && day == 0 && v > 0:
			day = v
		default:
			return outrider.When{}, nil, unreadable()
		}
	}
	if year == 0 {
		return outrider.When{}, nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this date has no year with four digits", Hint: "write 2025-04-03"}
	}
	if p.persian {
		return p.fromPersian(year, p.month, day)
	}
	if day == 0 {
		return p.span(time.Date(year, time.Month(p.month), 1, 0, 0, 0, 0, p.hint.zone()), outrider.PrecisionMonth)
	}
	return p.day(year, p.month, day)
}

// day makes one day, or a moment of it where a clock time was written.
func (p *dateParser) day(year, month, day int) (outrider.When, []outrider.Notice, error) {
	if !exists(year, month, day) {
		return outrider.When{}, nil, impossible(year, month, day)
	}
	from := time.Date(year, time.Month(month), day, 0, 0, 0, 0, p.hint.zone())
	return p.span(from, outrider.PrecisionDay)
}

func (p *dateParser) span(from time.Time, precision outrider.Precision) (outrider.When, []outrider.Notice, error) {
	if precision == outrider.PrecisionMonth {
		if p.clocked {
			return outrider.When{}, nil, unreadable()
		}
		return plausibleYear(outrider.When{From: from, To: from.AddDate(0, 1, 0), Precision: precision}, p.notes)
	}
	if !p.clocked {
		return plausibleYear(outrider.When{From: from, To: from.AddDate(0, 0, 1), Precision: precision}, p.notes)
	}
	if p.hint.Zone == nil {
		p.notes = append(p.notes, outrider.Notice{What: "the time states no zone; read as UTC"})
	}
	y, m, d := from.Date()
	at := time.Date(y, m, d, int(p.clock/time.Hour), int(p.clock/time.Minute)%60, int(p.clock/time.Second)%60, 0, from.Location())
	return plausibleYear(outrider.At(at), p.notes)
}

// exists reports whether the Gregorian calendar has a day.
func exists(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 || year < 1 {
		return false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Day() == day && t.Month() == time.Month(month)
}

func impossible(year, month, day int) error {
	what := fmt.Sprintf("there is no month %d", month)
	if month >= 1 && month <= 12 {
		what = fmt.Sprintf("there is no %d %s %d", day, time.Month(month), year)
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: what, Hint: "check the day and the month; write 2025-04-03"}
}
