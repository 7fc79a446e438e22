package answers

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"outrider/internal/precedent"
)

// ListName is the name under which a desk keeps the officially named as a list, so
// that screening holds contacts against them: who comes back.
const ListName = "named"

// Named is somebody, or a body, that a court, an inquiry, a prosecutor or a
// government has named in connection with an act.
type Named struct {
	Key     string   // CASE/ID of the first case that names them
	Name    string   // as the case writes it
	Aliases []string // cover names that were officially published
	Kind    string   // person or organisation, as a register of one's own has it
	Reasons []string // naming basis by case
}

// Watch lists the officially named of all cases: who comes back. Those whom only
// the press suspects, code names and the never charged are left out. Somebody
// named in several cases stands once.
func Watch(corpus []precedent.Case) []Named {
	var out []Named
	for _, c := range corpus {
		for _, h := range c.About.Hostile {
			if !official(h.Basis) {
				continue
			}
			reason := c.About.ID + ": " + h.Basis
			if i := slices.IndexFunc(out, func(n Named) bool { return sameName(n.Name, h.Name) }); i >= 0 {
				out[i].Reasons = append(out[i].Reasons, reason)
				out[i].Aliases = append(out[i].Aliases, aliases(h)...)
				continue
			}
			out = append(out, Named{Key: c.About.ID + "/" + h.ID, Name: h.Name, Aliases: aliases(h), Kind: bearer(h.Role), Reasons: []string{reason}})
		}
	}
	for i := range out {
		slices.Sort(out[i].Aliases)
		out[i].Aliases = slices.Compact(out[i].Aliases)
	}
	slices.SortFunc(out, func(a, b Named) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// aliases leaves out remarks that stand where a name should.
func aliases(h precedent.Hostile) []string {
	return slices.DeleteFunc(slices.Clone(h.Aliases), func(s string) bool { return len(strings.Fields(s)) > 4 || strings.ContainsAny(s, ";|") })
}

func bearer(role string) string {
	if role == "unit" || strings.HasSuffix(role, " unit") || strings.HasSuffix(role, " service") {
		return "organisation"
	}
	return "person"
}

// WriteCSV writes a register of one's own that screening reads as a list.
func WriteCSV(w io.Writer, named []Named) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"key", "name", "alias", "kind", "reason"}}
	for _, n := range named {
		rows = append(rows, []string{n.Key, n.Name, strings.Join(n.Aliases, ";"), n.Kind, strings.Join(n.Reasons, " / ")})
	}
	return out.WriteAll(rows)
}

// AddNamed adds whom an organisation's own entries name to the officially named:
// expelled, listed, charged, sentenced or found responsible. Somebody who is there
// already gains a reason.
func AddNamed(named []Named, l Ledger) []Named {
	out := slices.Clone(named)
	for _, a := range l.Acts {
		for _, r := range a.Responses {
			if r.Evidence.From != FromOwn {
				continue
			}
			reason := fmt.Sprintf("%s: %s by %s, %s (own record: %s)", a.Case, r.Kind, strings.Join(r.By, " "), r.When, strings.Join(r.Evidence.Sources, "; "))
			for i, name := range r.Names {
				if at := slices.IndexFunc(out, func(n Named) bool { return sameName(n.Name, name) }); at >= 0 {
					out[at].Reasons = append(slices.Clone(out[at].Reasons), reason)
					continue
				}
				out = append(out, Named{Key: fmt.Sprintf("%s/%s-%d", a.Case, r.ID, i+1), Name: name, Kind: "person", Reasons: []string{reason}})
			}
		}
	}
	slices.SortFunc(out, func(a, b Named) int { return strings.Compare(a.Key, b.Key) })
	return out
}
