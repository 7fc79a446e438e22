package watchlist

import (
	"cmp"
	"slices"
)

// Statement is one thing that one version of a list says: the bearer, the field,
// the value. Two versions differ in their statements and in nothing else.
type Statement struct {
	Key   string `json:"key"`
	Field string `json:"field"`
	Value string `json:"value"`
}

// Fields of statements that the comparison looks at by name.
const (
	FieldProgramme = "programme"
	FieldMeasure   = "measure"
	FieldEnded     = "ended"
)

// Statements takes a record apart, sorted by field and value, each once. Line
// numbers are not among them: where an entry stands in a file says nothing.
func (r *Record) Statements() []Statement {
	out := make([]Statement, 0, 12+len(r.Names)+len(r.Other))
	say := func(field string, values ...string) {
		for _, v := range values {
			if v != "" {
				out = append(out, Statement{r.Key, field, v})
			}
		}
	}
	say("kind", string(r.Kind))
	for _, n := range r.Names {
		if n.Strength == Weak {
			say("weak-"+string(n.Use), n.Text)
		} else {
			say(string(n.Use), n.Text)
		}
	}
	for _, b := range r.Births {
		say("birth", b.String())
	}
	say("also", r.Also...)
	say("birth-place", r.BirthPlaces...)
	say("nationality", r.Nationalities...)
	say("document", r.Documents...)
	say("address", r.Addresses...)
	say(FieldProgramme, r.Programmes...)
	say(FieldMeasure, r.Measures...)
	say("reason", r.Reasons...)
	say("listed", r.ListedOn.String())
	say(FieldEnded, r.Ended.String())
	for _, o := range r.Other {
		say(o.Name, o.Value)
	}
	slices.SortFunc(out, func(a, b Statement) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Value, b.Value))
	})
	return slices.Compact(out)
}

func sameStatements(a, b *Record) bool { return slices.Equal(a.Statements(), b.Statements()) }
