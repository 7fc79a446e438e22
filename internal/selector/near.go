package selector

import (
	"slices"
	"strings"

	"outrider"
)

// Near reports whether two different selectors may be the same thing, and why:
// one misread character, a pattern with unread parts, the last digits of a
// number. It is symmetric. Equal values are not near, they are equal.
func Near(a, b outrider.Selector) (bool, string) {
	if a.Kind != b.Kind || a.Value == b.Value {
		return false, ""
	}
	switch a.Kind {
	case outrider.SelectorPlate:
		return nearPlate(a, b)
	case outrider.SelectorPhone:
		return nearPhone(a.Value, b.Value)
	}
	return false, ""
}

// confusable maps characters that are taken for one another on a plate to one of them.
var confusable = strings.NewReplacer("O", "0", "Q", "0", "D", "0", "I", "1", "L", "1", "Z", "2", "S", "5", "B", "8", "G", "6", "V", "U", "Y", "U")

func nearPlate(a, b outrider.Selector) (bool, string) {
	switch {
	case a.Partial && b.Partial:
		return false, ""
	case a.Partial:
		return fits(a.Value, b.Value), "fits the part that was read"
	case b.Partial:
		return fits(b.Value, a.Value), "fits the part that was read"
	}
	if confusable.Replace(a.Value) == confusable.Replace(b.Value) {
		return true, "characters that are easily taken for one another"
	}
	if oneEdit([]rune(a.Value), []rune(b.Value)) {
		return true, "one character differs"
	}
	return false, ""
}

// fits matches a pattern with "?" and "*" against a whole value; at least three
// characters must have been read, else everything would fit.
func fits(pattern, value string) bool {
	p, v := []rune(pattern), []rune(value)
	if len(strings.Trim(pattern, "?*")) < 3 {
		return false
	}
	star, back, i, j := -1, 0, 0, 0
	for j < len(v) {
		switch {
		case i < len(p) && p[i] == '*':
			star, back, i = i, j, i+1
		case i < len(p) && (p[i] == '?' || p[i] == v[j]):
			i, j = i+1, j+1
		case star >= 0:
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// oneEdit reports whether one insertion, deletion, change or swap of neighbours
// separates two values.
func oneEdit(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return slices.Equal(a[i:], b[i+1:])
	}
	if i == len(a) {
		return false
	}
	if slices.Equal(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

// nearPhone compares the last nine digits, which survive a missing country code.
func nearPhone(a, b string) (bool, string) {
	a, b = onlyDigits(a), onlyDigits(b)
	if len(a) < 7 || len(b) < 7 {
		return false, ""
	}
	n := min(9, len(a), len(b))
	if strings.TrimLeft(a, "0")[max(0, len(strings.TrimLeft(a, "0"))-n):] == strings.TrimLeft(b, "0")[max(0, len(strings.TrimLeft(b, "0"))-n):] {
		return true, "the last digits are the same"
	}
	return false, ""
}

func sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
