package watchlist

import (
	"slices"
	"strings"

	"outrider/internal/selector"
)

// folded is a name without case, marks and order: "BADEGE, Eric" and "Éric Badege"
// are one.
func folded(s string) string {
	words := strings.FieldsFunc(selector.Fold(s), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '-' || r == '\'' || r == '’' })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// foldedNames is every strong name of a record; a weak one identifies nobody.
func foldedNames(r *Record) []string {
	var out []string
	for _, n := range r.Names {
		if n.Strength == Strong {
			out = append(out, folded(n.Text))
		}
	}
	return out
}

// whole is every name of two words or more, weak ones too: as a whole name even a
// weak one says who was taken in.
func whole(r *Record) []string {
	var out []string
	for _, n := range r.Names {
		if f := folded(n.Text); n.Strength == Strong || strings.Contains(f, " ") {
			out = append(out, f)
		}
	}
	return out
}

func overlap(a, b []string) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

// agree compares dates of birth: they speak for, against, or not at all.
func agree(a, b []Date) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	for _, x := range a {
		for _, y := range b {
			if within(x, y) {
				return 1
			}
		}
	}
	return -1
}

// within reports whether two dates can be the same day.
func within(a, b Date) bool {
	if max(a.Year, a.To) < b.Year || max(b.Year, b.To) < a.Year {
		return a.Circa && abs(a.Year-b.Year) <= 1 || b.Circa && abs(a.Year-b.Year) <= 1
	}
	if a.To > 0 || b.To > 0 || a.Circa || b.Circa {
		return true
	}
	return (a.Month == 0 || b.Month == 0 || a.Month == b.Month) && (a.Day == 0 || b.Day == 0 || a.Day == b.Day)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// certain is the likeness of two entries of which the list itself says that they
// are one.
const certain = 100

// likeness says how strongly an entry that is gone and one that has come look
// like the same bearer; 0: not. A list's own word for it (the old key among the
// new entry's) is certain. Else a name must be the same, or a document together
// with the birth, and no birth may contradict; and something beyond the name must
// agree: birth, document, ground, or, where one entry says none of these, the
// regime.
func likeness(gone, come *Record) int {
	if slices.Contains(come.Also, gone.Key) || slices.Contains(gone.Also, come.Key) {
		return certain
	}
	if gone.Kind != come.Kind && gone.Kind != KindOther && come.Kind != KindOther {
		return 0
	}
	births, papers := agree(gone.Births, come.Births), min(1, overlap(gone.Documents, come.Documents))
	names := overlap(foldedNames(gone), foldedNames(come))
	if births < 0 || names == 0 && (papers == 0 || births == 0) {
		return 0
	}
	facts := 4*births + 4*papers + 3*min(1, overlap(gone.Reasons, come.Reasons)) +
		2*min(1, overlap(gone.Addresses, come.Addresses)) + 2*min(1, overlap(gone.BirthPlaces, come.BirthPlaces))
	same := folded(gone.Name()) == folded(come.Name())
	if facts == 0 && !(same && overlap(gone.Programmes, come.Programmes) > 0 && bare(gone, come)) {
		return 0
	}
	score := facts + min(names, 3)
	if same {
		score += 3
	}
	return score
}

// bare reports that at least one of two entries says nothing but a name: then the
// regime must do.
func bare(a, b *Record) bool {
	empty := func(r *Record) bool { return len(r.Births) == 0 && len(r.Documents) == 0 && len(r.Reasons) == 0 }
	return empty(a) || empty(b)
}
