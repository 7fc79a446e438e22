package match

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"outrider"
)

// Details is what is known of a bearer besides the name. Nationality, birthplace,
// language and looks are not among it and are never compared.
type Details struct {
	Born      []Date   // as stated; several where sources differ
	Documents []string // numbers of passports and identity papers
	Places    []string // where the bearer lives or works
	Employers []string
}

// Date is a day, a month of a year, or a year alone: what is not known is 0.
type Date struct{ Year, Month, Day int }

// ParseDate reads 1965, 1965-03 or 1965-03-02. A date that no calendar has is an
// error that says so; nothing is guessed.
func ParseDate(text string) (Date, error) {
	parts := strings.Split(strings.TrimSpace(text), "-")
	var d Date
	for i, into := range []*int{&d.Year, &d.Month, &d.Day} {
		if i >= len(parts) {
			break
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 1 {
			return Date{}, outrider.Invalid("a date is written 1965, 1965-03 or 1965-03-02")
		}
		*into = n
	}
	if len(parts) > 3 || d.Year > 2200 || d.Month > 12 || d.Day > daysIn(d.Year, d.Month) {
		return Date{}, outrider.Invalid("no calendar has that date")
	}
	return d, nil
}

func daysIn(year, month int) int {
	switch month {
	case 0:
		return 0
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// String writes a date as ParseDate reads it.
func (d Date) String() string {
	switch {
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// What agreement and contradiction are worth in nats: ln(m/u), m the share among
// records of one person, u among records of two (Fellegi and Sunter 1969). Years
// are spread over about sixty, days over about 22,000; lists err by a year often.
const (
	sameDay      = 9.5  // m .75, u 1/18,000
	sameMonth    = 6.2  // m .8, u 1/610
	sameYear     = 3.8  // m .9, u 1/50
	otherDay     = 1.2  // the year agrees, the day does not: a copying error or two people of an age
	nearYear     = 1.0  // one year apart
	fewYears     = -1.5 // two to five years apart
	otherYear    = -4.0 // more: m .015, u .85
	sameDocument = 12.0 // one number, one person, but for copying errors
	samePlace    = 1.8
	otherPlace   = -.2 // people move
	sameEmployer = 2.8
	otherJob     = -.3 // people change jobs, and cover stories do
)

// weighDetails lists what the details say, field by field.
func weighDetails(a, b Details) []Reason {
	var out []Reason
	if r, ok := weighBirth(a.Born, b.Born); ok {
		out = append(out, r)
	}
	if l, r, ok := common(a.Documents, b.Documents, squash); ok {
		out = append(out, Reason{"document", l, r, sameDocument})
	}
	for _, f := range []struct {
		field       string
		a, b        []string
		same, other float64
	}{{"place", a.Places, b.Places, samePlace, otherPlace}, {"employer", a.Employers, b.Employers, sameEmployer, otherJob}} {
		if len(f.a) == 0 || len(f.b) == 0 {
			continue
		}
		if l, r, ok := common(f.a, f.b, squash); ok {
			out = append(out, Reason{f.field, l, r, f.same})
		} else {
			out = append(out, Reason{f.field, f.a[0], f.b[0], f.other})
		}
	}
	return out
}

// weighBirth compares the two dates that agree best.
func weighBirth(a, b []Date) (Reason, bool) {
	top, found := Reason{}, false
	for _, x := range a {
		for _, y := range b {
			if x.Year == 0 || y.Year == 0 {
				continue
			}
			if w := birthWeight(x, y); !found || w > top.Weight {
				top, found = Reason{"born", x.String(), y.String(), w}, true
			}
		}
	}
	return top, found
}

func birthWeight(x, y Date) float64 {
	apart := max(x.Year-y.Year, y.Year-x.Year)
	switch {
	case apart > 5:
		return otherYear
	case apart > 1:
		return fewYears
	case apart == 1:
		return nearYear
	case x.Month == 0 || y.Month == 0:
		return sameYear
	case x.Day > 0 && y.Day > 0 && x.Month == y.Day && x.Day == y.Month, x == y && x.Day > 0:
		return sameDay
	case x.Month != y.Month:
		return otherDay
	case x.Day == 0 || y.Day == 0:
		return sameMonth
	}
	return otherDay
}

// common finds one value that both lists hold, the first in a's order.
func common(a, b []string, key func(string) string) (left, right string, ok bool) {
	for _, x := range a {
		k := key(x)
		i := slices.IndexFunc(b, func(y string) bool { return key(y) == k })
		if k != "" && i >= 0 {
			return x, b[i], true
		}
	}
	return "", "", false
}

// squash folds a value and drops what is neither letter nor digit.
func squash(s string) string {
	folded, _ := fold(s)
	return strings.Map(func(r rune) rune {
		if scriptOf(r) == ScriptNone && (r < '0' || r > '9') {
			return -1
		}
		return r
	}, string(folded))
}
