package match

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// System is a way to write names of other scripts in Latin letters.
type System uint8

// The systems, in the order of the table's columns.
const (
	SystemISO      System = iota // ISO 9, 233, 259: one letter for one, with marks
	SystemBGN                    // BGN/PCGN: English habit of maps
	SystemPassport               // ICAO Doc 9303: what passports have
	SystemGerman                 // Duden: the German press
	SystemFrench                 // the French press
	systems
)

// Romanise writes a name of an alphabetic script in Latin letters by one system.
// Arabic and Hebrew come out without the vowels that they do not write; Han,
// Hangul and kana are left as they stand, because they have their own conventions.
func Romanise(text string, s System) string {
	folded, _ := fold(text)
	t := tables()
	var b strings.Builder
	for _, r := range folded {
		row, ok := t.roman[r]
		if !ok && scriptOf(r) != ScriptLatin {
			row, ok = t.roman[baseOf(r)]
		}
		if !ok || s >= systems || scriptOf(r) == ScriptLatin && s < SystemPassport {
			b.WriteRune(r)
			continue
		}
		b.WriteString(row[s])
	}
	return b.String()
}

// baseOf is a letter without its marks.
func baseOf(r rune) rune {
	for _, d := range norm.NFD.String(string(r)) {
		return d
	}
	return r
}

// Spellings lists the different Latin forms of a name by all systems, sorted:
// what to look for in a text when only the other script is known.
func Spellings(text string) []string {
	var out []string
	for s := range systems {
		out = append(out, Romanise(text, s))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
