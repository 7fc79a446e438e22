package eu

import (
	"strings"

	"outrider/internal/watchlist"
)

func isCSV(head string) bool {
	first, _, _ := strings.Cut(head, "\n")
	return strings.HasPrefix(first, "celex,") && strings.Contains(first, "recordId")
}

func readCSV(text string, d *watchlist.Delivery) {
	t := watchlist.Table{Text: text, Need: [][]string{{"celex"}, {"recordId"}, {"name"}, {"schema"}}, Leave: []string{"ethnicity"}}
	t.Row = func(row *watchlist.Row) *watchlist.Record { return read(row, d) }
	t.Read(d)
}

func read(row *watchlist.Row, d *watchlist.Delivery) *watchlist.Record {
	celex, annex, id := row.Get("celex"), row.Get("annex"), row.Get("recordId")
	r := watchlist.Record{Key: celex + " " + annex + " " + id, Kind: schemaKind(row.Get("schema")), Rows: []int{row.Line}}
	if r.Kind == "" {
		d.Refuse(row.Line, r.Key, "the column schema holds no kind of bearer: the columns have shifted")
		return nil
	}
	if id == "" {
		r.Key = celex + " " + annex + " " + row.Get("name")
	}
	if len(d.Records) == 0 {
		d.List = List + "-" + strings.ToLower(celex)
		d.Renumbers = true
	}
	readNames(row, &r)
	d.Births(&r, alternatives(row.Get("birthDate"))...)
	r.BirthPlaces = watchlist.Add(nil, row.Get("birthPlace"))
	r.Nationalities = watchlist.Add(nil, split(row.Get("nationality"))...)
	for _, c := range [...]string{"passportNumber", "idNumber", "registrationNumber", "taxNumber", "innCode", "ogrnCode", "kppCode", "okpoCode", "leiCode", "swiftBic", "imoNumber", "mmsi"} {
		for _, v := range split(row.Get(c)) {
			r.Documents = watchlist.Add(r.Documents, c+" "+v)
		}
	}
	r.Addresses = watchlist.Add(nil, split(row.Get("address"))...)
	r.Programmes = watchlist.Add(nil, row.Get("programKey"))
	r.Measures = watchlist.Add(nil, split(row.Get("measure"))...)
	r.Reasons = watchlist.Add(nil, row.Get("reason"))
	r.ListedOn = d.Date(&r, "listed", row.Get("startDate"))
	return &r
}

func readNames(row *watchlist.Row, r *watchlist.Record) {
	r.AddName(row.Get("name"), watchlist.Primary, watchlist.Strong)
	for _, n := range split(row.Get("alias")) {
		r.AddName(n, watchlist.Alias, watchlist.Strong)
	}
	for _, n := range split(row.Get("weakAlias")) {
		r.AddName(n, watchlist.Alias, watchlist.Weak)
	}
	for _, n := range split(row.Get("previousName")) {
		r.AddName(n, watchlist.Former, watchlist.Strong)
	}
}

func split(s string) []string { return watchlist.Parts(s, ";") }

// alternatives parts "16.6.1981 or 16.6.1980", and "10.2.1983 (or 10.3.1983)".
func alternatives(s string) []string {
	var out []string
	for _, part := range split(strings.NewReplacer("(or ", "or ", ")", "").Replace(s)) {
		out = append(out, strings.Split(part, " or ")...)
	}
	return out
}

func schemaKind(s string) watchlist.Kind {
	switch strings.ToLower(s) {
	case "person":
		return watchlist.KindPerson
	case "legalentity", "company", "organization", "organisation", "publicbody":
		return watchlist.KindOrganisation
	case "vessel":
		return watchlist.KindVessel
	case "airplane":
		return watchlist.KindAircraft
	}
	return ""
}
