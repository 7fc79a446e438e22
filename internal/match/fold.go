package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxText is the longest text, in characters, that is read as a name; the rest is
// cut and a note says so. No name is longer, and a flood costs no time.
const MaxText = 400

// fold brings a text to NFKC and small letters, signs that show nothing dropped,
// and says whether it was cut. Floods of combining marks end at the letter they
// sit on: the table of letters knows every letter that carries one.
func fold(text string) (out []rune, cut bool) {
	if len(text) > 8*MaxText {
		text, cut = text[:8*MaxText], true
	}
	text = strings.ToValidUTF8(text, "")
	marks := 0
	for _, r := range norm.NFKC.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
			if marks++; marks > 2 || !keepsMarks(out) {
				continue
			}
		case r == '\u0640', unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			continue
		case unicode.IsControl(r):
			r = ' '
			marks = 0
		default:
			marks = 0
		}
		out = append(out, unicode.ToLower(r))
	}
	if len(out) > MaxText {
		return out[:MaxText], true
	}
	return out, cut
}

// keepsMarks says whether the marks of a script carry its vowels (as in Khmer or
// Devanagari) rather than decorate letters.
func keepsMarks(out []rune) bool {
	if len(out) == 0 {
		return false
	}
	last := out[len(out)-1]
	s := scriptOf(last)
	return s == ScriptOther || s == ScriptNone && unicode.IsMark(last)
}

// Sounds reads one word aloud: its sounds in the letters of the alphabet, and its
// script. It is what the costs are learnt on.
func Sounds(word string) (string, Script) {
	folded, _ := fold(word)
	folded, _ = unmix(folded)
	s := ScriptNone
	var letters []rune
	for _, r := range folded {
		if c := scriptOf(r); c != ScriptNone {
			if s == ScriptNone || s == ScriptHan && c == ScriptKana {
				s = c
			}
			letters = append(letters, r)
		} else if r == '\'' && s == ScriptHebrew {
			letters = append(letters, r)
		}
	}
	return read(letters, s), s
}
