package selector

import (
	"strings"
	"unicode/utf8"

	"outrider"
)

// Redact shows just enough of a selector to talk about it: the last two
// characters of a plate or number, the first letter and the top domain of an
// address. It never holds the whole value.
func Redact(s outrider.Selector) string {
	switch s.Kind {
	case outrider.SelectorEmail:
		if at := strings.LastIndexByte(s.Value, '@'); at > 0 {
			return first(s.Value) + "…@…" + afterLast(s.Value, '.')
		}
	case outrider.SelectorURL:
		host := s.Value
		if _, rest, ok := strings.Cut(host, "://"); ok {
			host = rest
		}
		host, _, _ = strings.Cut(host, "/")
		return "…" + afterLast(host, '.')
	case outrider.SelectorHandle, outrider.SelectorOther:
		if platform, name, ok := strings.Cut(s.Value, ":"); ok && name != "" {
			return platform + ":" + first(name) + "…"
		}
		return first(s.Value) + "…"
	case outrider.SelectorDescription:
		return s.Value
	}
	return "…" + lastTwo(s.Value)
}

// first is the first character, and never all of them.
func first(s string) string {
	if _, n := utf8.DecodeRuneInString(s); n < len(s) {
		return s[:n]
	}
	return ""
}

// lastTwo is at most the last two characters, and never all of them.
func lastTwo(s string) string {
	r := []rune(s)
	n := min(2, len(r)-1)
	if n <= 0 {
		return ""
	}
	return string(r[len(r)-n:])
}

func afterLast(s string, sep byte) string {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return ""
	}
	return s[i:]
}
