package intake

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"outrider"
)

// hidden is one class of characters that a reader cannot see and that can make a
// text look like another text.
type hidden struct {
	is   func(rune) bool
	what string
}

// classes lists what Clean takes out, in the order in which notices name it.
// Marks that Persian, Arabic, Hebrew and emoji need (joiners, U+200E, U+200F,
// U+061C) stay.
var classes = []hidden{
	{func(r rune) bool { return r == 0 }, "null bytes"},
	{func(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 },
		"marks that turn the direction of text: it may have been made to look like something else"},
	{func(r rune) bool { return r >= 0xE0000 && r <= 0xE007F || r >= 0xFFF9 && r <= 0xFFFB },
		"characters that carry hidden text"},
	{func(r rune) bool { return r == 0xFEFF || r == 0x2060 || r == 0x00AD || r == 0x200B },
		"invisible spaces and hyphens"},
	{func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r >= 0x7F && r <= 0x9F },
		"control characters"},
}

// Clean takes characters out of a text that nobody can see and that a search, a
// terminal or a reader could be fooled by, and says how many of which kind. Line
// ends become "\n". The words stay as they are; Clean(Clean(s)) is Clean(s).
func Clean(s string) (string, []outrider.Notice) {
	if plain(s) {
		return s, nil
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	counts := make([]int, len(classes))
	out := strings.Map(func(r rune) rune {
		switch r {
		case 0x85, 0x2028, 0x2029:
			return '\n'
		}
		for i, c := range classes {
			if c.is(r) {
				counts[i]++
				return -1
			}
		}
		return r
	}, s)
	var notes []outrider.Notice
	for i, n := range counts {
		if n > 0 {
			notes = append(notes, outrider.Notice{What: fmt.Sprintf("taken out: %d %s", n, classes[i].what)})
		}
	}
	return out, notes
}

// plain reports whether a text is printable ASCII with ordinary line ends.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c == 0x7F || c < 0x20 && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}
