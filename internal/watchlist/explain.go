package watchlist

import (
	"fmt"
	"slices"
	"strings"
)

// fieldChanges compares two records statement by statement. Where one value went
// and one came, the one has taken the place of the other.
func fieldChanges(o, n *Record) []FieldChange {
	a, b := o.Statements(), n.Statements()
	var out []FieldChange
	for len(a) > 0 || len(b) > 0 {
		field := ""
		if len(a) > 0 {
			field = a[0].Field
		}
		if len(b) > 0 && (len(a) == 0 || b[0].Field < field) {
			field = b[0].Field
		}
		var x, y []string
		x, a = take(a, field)
		y, b = take(b, field)
		out = append(out, valueChanges(field, x, y)...)
	}
	return out
}

// take cuts the values of a field off the front of sorted statements.
func take(s []Statement, field string) (values []string, rest []Statement) {
	for len(s) > 0 && s[0].Field == field {
		values = append(values, s[0].Value)
		s = s[1:]
	}
	return values, s
}

func valueChanges(field string, from, to []string) []FieldChange {
	var gone, come []string
	for _, v := range from {
		if _, ok := slices.BinarySearch(to, v); !ok {
			gone = append(gone, v)
		}
	}
	for _, v := range to {
		if _, ok := slices.BinarySearch(from, v); !ok {
			come = append(come, v)
		}
	}
	if len(gone) == 1 && len(come) == 1 {
		return []FieldChange{{field, gone[0], come[0]}}
	}
	var out []FieldChange
	for _, v := range gone {
		out = append(out, FieldChange{field, v, ""})
	}
	for _, v := range come {
		out = append(out, FieldChange{field, "", v})
	}
	return out
}

// essentials is what a new or a lost entry is about, without everything that is
// said of it.
func essentials(r *Record, gone bool) []FieldChange {
	var out []FieldChange
	for _, s := range r.Statements() {
		switch s.Field {
		case "kind", "birth", "listed", FieldEnded, FieldProgramme, FieldMeasure:
			if gone {
				out = append(out, FieldChange{s.Field, s.Value, ""})
			} else {
				out = append(out, FieldChange{s.Field, "", s.Value})
			}
		}
	}
	return out
}

// summary says in one sentence what an amendment touches.
func summary(fields []FieldChange) string {
	type tally struct{ added, removed, changed int }
	var order []string
	by := map[string]*tally{}
	for _, f := range fields {
		t := by[f.Field]
		if t == nil {
			t = &tally{}
			by[f.Field] = t
			order = append(order, f.Field)
		}
		switch {
		case f.From == "":
			t.added++
		case f.To == "":
			t.removed++
		default:
			t.changed++
		}
	}
	var parts []string
	for _, name := range order {
		t := by[name]
		for _, x := range [...]struct {
			n    int
			what string
		}{{t.changed, "changed"}, {t.added, "added"}, {t.removed, "removed"}} {
			if x.n == 1 {
				parts = append(parts, name+" "+x.what)
			} else if x.n > 1 {
				parts = append(parts, fmt.Sprintf("%d × %s %s", x.n, name, x.what))
			}
		}
	}
	return "The entry stays in force with other particulars: " + strings.Join(parts, ", ") + "."
}

// dropped adds what did not survive a change of key.
func dropped(o, n *Record) string {
	var gone []string
	for _, p := range append(slices.Clone(o.Programmes), o.Measures...) {
		if !slices.Contains(n.Programmes, p) && !slices.Contains(n.Measures, p) {
			gone = append(gone, p)
		}
	}
	if len(gone) == 0 {
		return ""
	}
	return "; but " + strings.Join(gone, ", ") + " did not come with it"
}

func under(programmes []string) string {
	if len(programmes) == 0 {
		return ""
	}
	return " under " + strings.Join(programmes, ", ")
}

func on(before string, d Date) string {
	if d.IsZero() {
		return ""
	}
	return before + d.String()
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func clipTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
