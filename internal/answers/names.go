package answers

import (
	"slices"
	"strings"
	"unicode"

	"outrider/internal/precedent"
)

// names lists on whom a response fell, as far as it is officially said: whoever
// its own words name, else whoever the case's naming basis ties to a measure of
// that kind, by that state, in that year.
func (r *reader) names(kind Kind, by []string, x precedent.Response) []string {
	var said, tied []string
	for _, h := range r.c.About.Hostile {
		last := h.Name[strings.LastIndex(h.Name, " ")+1:]
		if last != "" && strings.Contains(x.What, last) && official(h.Basis) {
			said = append(said, h.Name)
		}
		if ties(h.Basis, kind, by, x.Date) {
			tied = append(tied, h.Name)
		}
	}
	if len(said) > 0 {
		return said
	}
	return tied
}

// ties reports whether a naming basis such as "charged UK 2007; sanctioned UK
// 2016, US 2017" speaks of a measure of this kind, state and year.
func ties(basis string, kind Kind, by []string, date string) bool {
	verbs := map[Kind][]string{Designation: {"sanctioned"}, Freeze: {"sanctioned"}, Charge: {"charged"}, Sentence: {"convicted", "sentenced"}}[kind]
	year := date[:min(4, len(date))]
	for _, part := range strings.Split(basis, ";") {
		if !slices.ContainsFunc(verbs, func(v string) bool { return strings.Contains(part, v) }) {
			continue
		}
		for _, piece := range strings.Split(part, ",") {
			if strings.Contains(piece, year) && slices.ContainsFunc(by, func(b string) bool { return speaksOf(piece, b) }) {
				return true
			}
		}
	}
	return false
}

// speaksOf reports whether a piece of a naming basis names a state.
func speaksOf(piece, state string) bool {
	words := map[string][]string{"GB": {"UK"}, "US": {"US"}, "EU": {"EU"}, "BG": {"Bulgaria", "Bulgarian"}, "DE": {"Germany", "Kammergericht"}}[state]
	return slices.ContainsFunc(strings.FieldsFunc(piece, func(r rune) bool { return !unicode.IsLetter(r) }), func(w string) bool { return slices.Contains(words, w) })
}

// official reports whether a naming basis rests on a court, an inquiry, a
// prosecutor or a government, and not on the press.
func official(basis string) bool {
	basis = strings.ToLower(basis)
	if strings.Contains(basis, "never charged") || strings.Contains(basis, "nobody was charged") {
		return false
	}
	return slices.ContainsFunc([]string{"sanctioned", "charged", "convicted", "sentenced", "pleaded guilty", "found responsible", "named by uk prosecutors"},
		func(w string) bool { return strings.Contains(basis, w) })
}

// tokens are the words of a name, folded so that common spellings of one Latin
// transcription agree: Lugovoy, Lugovoi and Lugovoj are one. Other scripts and
// freer spellings are the business of screening, not of this ledger.
func tokens(name string) []string {
	fold := strings.NewReplacer("yy", "i", "iy", "i", "ii", "i", "ij", "i", "y", "i", "j", "i")
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) }) {
		out = append(out, fold.Replace(w))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sameName reports whether all words of the shorter name stand in the longer,
// two of them at least, or both are one and the same word.
func sameName(a, b string) bool {
	x, y := tokens(a), tokens(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 2 {
		return len(x) == 1 && len(y) == 1 && x[0] == y[0]
	}
	for _, w := range x {
		if !slices.Contains(y, w) {
			return false
		}
	}
	return true
}
