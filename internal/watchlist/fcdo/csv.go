package fcdo

import (
	"strings"

	"outrider/internal/watchlist"
)

// header finds the line with the columns: the first is "Report Date: ..." and not
// a header. It returns the lines before it, or -1.
func header(head string) int {
	for i, l := range strings.SplitN(head, "\n", 6) {
		p := watchlist.Plain(l)
		if !strings.HasPrefix(l, "<") && strings.Contains(p, "uniqueid") && strings.Contains(p, "name6") {
			return i
		}
	}
	return -1
}

func isCSV(head string) bool { return header(head) >= 0 }

func readCSV(text string, d *watchlist.Delivery) {
	skip := header(text[:min(len(text), watchlist.HeadBytes)])
	if skip > 0 {
		first, _, _ := strings.Cut(text, "\n")
		if _, date, ok := strings.Cut(first, ":"); ok {
			d.Dated, _ = watchlist.ParseDate(strings.Trim(date, ` ",;`+"\r")) // a file without a date is none the worse
		}
	}
	t := watchlist.Table{Text: text, Skip: max(skip, 0), Need: [][]string{{"Unique ID"}, {"Name 6"}, {"Regime Name"}}, Keyed: []string{"Unique ID"}, Leave: []string{"Last Updated"}}
	t.Row = func(row *watchlist.Row) *watchlist.Record { return read(row, d) }
	t.Read(d)
}

func read(row *watchlist.Row, d *watchlist.Delivery) *watchlist.Record {
	kind, ok := kindOf(row.Get("Designation Type", "Individual, Entity, Ship", "Individual Entity Ship"))
	r := watchlist.Record{Key: row.Get("Unique ID"), Kind: kind, Rows: []int{row.Line}}
	if !ok {
		d.Refuse(row.Line, r.Key, "the type is none of individual, entity and ship: the columns have shifted")
		return nil
	}
	r.Also = watchlist.Add(nil, row.Get("UN Reference Number"))
	readNames(row, &r)
	for _, v := range row.All("D.O.B", "DOB", "Date of birth") {
		d.Births(&r, watchlist.Parts(v, "|")...)
	}
	r.BirthPlaces = watchlist.Add(nil, strings.Join(row.All("Town of birth", "Country of birth"), ", "))
	for _, v := range row.All("Nationality(/ies)", "Nationality", "Nationalities") {
		r.Nationalities = watchlist.Add(r.Nationalities, watchlist.Parts(v, "|")...)
	}
	for _, c := range [...]string{"Passport number", "National Identifier number", "Business registration number (s)", "Business registration number", "IMO number", "Hull identification number (HIN)"} {
		if v := row.Get(c); v != "" {
			r.Documents = watchlist.Add(r.Documents, strings.ToLower(c)+" "+v)
		}
	}
	r.Addresses = watchlist.Add(nil, strings.Join(row.All("Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4", "Address Line 5", "Address Line 6", "Address Postal Code", "Address Country"), ", "))
	r.Programmes = watchlist.Add(nil, row.Get("Regime Name"))
	r.Measures = measures(row.Get("Sanctions Imposed"))
	r.Reasons = watchlist.Add(nil, row.Get("UK Statement of Reasons"))
	r.ListedOn = d.Date(&r, "listed", row.Get("Date Designated"))
	return &r
}

// readNames reads the name of a row: Name 6 is the family name or the whole, the
// others stand before it.
func readNames(row *watchlist.Row, r *watchlist.Record) {
	name := strings.Join(row.All("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"), " ")
	use := useOf(row.Get("Name type"))
	quality := row.Get("Alias strength")
	r.AddName(name, use, strengthOf(quality, name, use, r.Kind))
	r.AddName(row.Get("Name non-latin script"), watchlist.Alias, watchlist.Strong)
	row.All("Non-latin script type", "Non-latin script language") // said again by the letters themselves
}
