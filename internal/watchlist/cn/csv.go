package cn

import (
	"cmp"
	"strings"

	"outrider/internal/watchlist"
)

func isCSV(head string) bool {
	first, _, _ := strings.Cut(head, "\n")
	return strings.Contains(first, "Chinese name") && strings.Contains(first, "Body")
}

func readCSV(text string, d *watchlist.Delivery) {
	t := watchlist.Table{Text: text, Need: [][]string{{"Type"}, {"Name"}, {"Chinese name"}, {"Date"}}}
	t.Row = func(row *watchlist.Row) *watchlist.Record { return read(row, d) }
	t.Read(d)
}

func read(row *watchlist.Row, d *watchlist.Delivery) *watchlist.Record {
	name, chinese, list, body, day := row.Get("Name"), row.Get("Chinese name"), row.Get("List"), row.Get("Body"), row.Get("Date")
	r := watchlist.Record{Kind: kindOf(row.Get("Type")), Rows: []int{row.Line}}
	qid := row.Get("QID")
	r.Key = cmp.Or(qid, name, chinese)
	if r.Kind == "" {
		d.Refuse(row.Line, "", "the column Type holds no kind of bearer: the columns have shifted")
		return nil
	}
	r.ListedOn = d.Date(&r, "listed", day)
	r.Ended = d.Date(&r, "ended", row.Get("End date"))
	r.Key += " " + cmp.Or(r.ListedOn.String(), "undated")
	r.Programmes = watchlist.Add(nil, cmp.Or(list, body))
	if p := r.Programmes; len(p) > 0 {
		r.Key += " " + p[0]
	}
	r.AddName(name, watchlist.Primary, watchlist.Strong)
	r.AddName(chinese, chineseUse(name), watchlist.Strong)
	for _, a := range strings.Split(row.Get("Alias"), ";") {
		r.AddName(a, watchlist.Alias, watchlist.Strong)
	}
	r.Nationalities = watchlist.Add(nil, row.Get("Country"))
	r.Measures = watchlist.Add(nil, row.Get("Topics"))
	r.Reasons = watchlist.Add(nil, row.Get("Summary"), row.Get("Chinese summary"))
	r.Addresses = watchlist.Add(nil, row.Get("Address"))
	r.AddOther("body", body)
	r.AddOther("wikidata", qid)
	return &r
}

// chineseUse makes the Chinese name the first one where there is no other.
func chineseUse(name string) watchlist.Use {
	if name == "" {
		return watchlist.Primary
	}
	return watchlist.Alias
}

func kindOf(s string) watchlist.Kind {
	switch strings.ToLower(s) {
	case "person":
		return watchlist.KindPerson
	case "company", "organization", "organisation", "legalentity", "publicbody":
		return watchlist.KindOrganisation
	case "vessel":
		return watchlist.KindVessel
	}
	return ""
}
