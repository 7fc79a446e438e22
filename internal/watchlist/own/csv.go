package own

import (
	"slices"
	"strings"

	"outrider/internal/watchlist"
)

// The names under which a column is known.
func keys() []string  { return []string{"key", "id", "number", "ref", "reference"} }
func names() []string { return []string{"name", "full name"} }

func isCSV(head string) bool {
	row, _, err := watchlist.NewSheet(head).Next()
	if err != nil || len(row) < 2 {
		return false
	}
	has := func(all []string) bool {
		return slices.ContainsFunc(row, func(c string) bool {
			return slices.ContainsFunc(all, func(n string) bool { return watchlist.Plain(n) == watchlist.Plain(c) })
		})
	}
	return has(keys()) && has(names())
}

func readCSV(text string, d *watchlist.Delivery) {
	t := watchlist.Table{Text: text, Need: [][]string{keys(), names()}, Keyed: keys()}
	t.Row = func(row *watchlist.Row) *watchlist.Record { return read(row, d) }
	t.Read(d)
}

func read(row *watchlist.Row, d *watchlist.Delivery) *watchlist.Record {
	r := watchlist.Record{Key: row.Get(keys()...), Kind: kindOf(row.Get("kind", "type", "schema")), Rows: []int{row.Line}}
	r.AddName(row.Get(names()...), watchlist.Primary, watchlist.Strong)
	for _, v := range row.All("alias", "aliases", "aka", "original script", "name in original script") {
		for _, n := range parts(v) {
			r.AddName(n, watchlist.Alias, watchlist.Strong)
		}
	}
	for _, v := range row.All("weak alias", "weak aliases", "nickname", "call sign") {
		for _, n := range parts(v) {
			r.AddName(n, watchlist.Alias, watchlist.Weak)
		}
	}
	for _, v := range row.All("former name", "previous name") {
		for _, n := range parts(v) {
			r.AddName(n, watchlist.Former, watchlist.Strong)
		}
	}
	d.Births(&r, parts(row.Get("born", "birth date", "date of birth", "dob", "birth"))...)
	r.BirthPlaces = watchlist.Add(nil, parts(row.Get("birth place", "place of birth"))...)
	r.Nationalities = watchlist.Add(nil, parts(row.Get("nationality", "country", "countries"))...)
	r.Documents = watchlist.Add(nil, parts(row.Get("document", "documents", "passport", "identifier", "identifiers"))...)
	r.Addresses = watchlist.Add(nil, parts(row.Get("address", "addresses"))...)
	r.Programmes = watchlist.Add(nil, parts(row.Get("programme", "program", "regime"))...)
	r.Measures = watchlist.Add(nil, parts(row.Get("measure", "measures"))...)
	r.Reasons = watchlist.Add(nil, row.Get("reason", "reasons", "grounds"))
	r.ListedOn = d.Date(&r, "listed", row.Get("listed", "listed on", "since", "expelled", "date"))
	r.Ended = d.Date(&r, "ended", row.Get("until", "ended", "end date"))
	return &r
}

func parts(s string) []string { return watchlist.Parts(s, ";|") }

func kindOf(s string) watchlist.Kind {
	switch strings.ToLower(s) {
	case "", "person", "individual":
		return watchlist.KindPerson
	case "organisation", "organization", "company", "entity", "unit":
		return watchlist.KindOrganisation
	case "vessel", "ship":
		return watchlist.KindVessel
	case "aircraft":
		return watchlist.KindAircraft
	}
	return watchlist.KindOther
}
