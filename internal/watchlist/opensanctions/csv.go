package opensanctions

import (
	"strings"

	"outrider/internal/watchlist"
)

func isCSV(head string) bool {
	first, _, _ := strings.Cut(head, "\n")
	p := "," + strings.ReplaceAll(strings.TrimSpace(first), `"`, "") + ","
	return strings.Contains(p, ",id,") && strings.Contains(p, ",schema,") && strings.Contains(p, ",aliases,")
}

func readCSV(text string, d *watchlist.Delivery) {
	t := watchlist.Table{Text: text, Need: [][]string{{"id"}, {"schema"}, {"name"}}, Keyed: []string{"id"}, Leave: []string{"first_seen", "last_seen", "last_change"}}
	t.Row = func(row *watchlist.Row) *watchlist.Record { return read(row, d) }
	t.Read(d)
}

func read(row *watchlist.Row, d *watchlist.Delivery) *watchlist.Record {
	kind, ok := kindOf(row.Get("schema"))
	r := watchlist.Record{Key: row.Get("id"), Kind: kind, Rows: []int{row.Line}}
	if !ok {
		d.Refuse(row.Line, r.Key, "the column schema holds no kind of bearer: the columns have shifted")
		return nil
	}
	if d.Find(r.Key) != nil {
		d.Refuse(row.Line, r.Key, "the id %q is used twice; the first is kept", r.Key)
		return nil
	}
	r.AddName(row.Get("name"), watchlist.Primary, watchlist.Strong)
	for _, n := range cells(row.Get("aliases")) {
		r.AddName(n, watchlist.Alias, watchlist.Strong)
	}
	for _, n := range cells(row.Get("weak_aliases")) {
		r.AddName(n, watchlist.Alias, watchlist.Weak)
	}
	d.Births(&r, cells(row.Get("birth_date"))...)
	r.Nationalities = watchlist.Add(nil, cells(row.Get("countries"))...)
	r.Addresses = watchlist.Add(nil, cells(row.Get("addresses"))...)
	r.Documents = watchlist.Add(nil, cells(row.Get("identifiers"))...)
	r.Measures = watchlist.Add(nil, cells(row.Get("sanctions"))...)
	r.Programmes = watchlist.Add(nil, append(cells(row.Get("program_ids")), cells(row.Get("dataset"))...)...)
	return &r
}

// cells parts "a;b;c", where a part that holds a semicolon stands in quotation
// marks of its own.
func cells(s string) []string {
	if s == "" {
		return nil
	}
	if !strings.Contains(s, `"`) {
		return strings.Split(s, ";")
	}
	var out []string
	var part strings.Builder
	inside := false
	for _, r := range s {
		switch {
		case r == '"':
			inside = !inside
		case r == ';' && !inside:
			out = append(out, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	return append(out, part.String())
}
