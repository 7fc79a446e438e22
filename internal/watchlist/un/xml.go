package un

import (
	"strings"

	"outrider/internal/watchlist"
)

const root = "CONSOLIDATED_LIST"

func isXML(head string) bool { return strings.Contains(head, "<"+root) }

func readXML(text string, d *watchlist.Delivery) {
	d.Dated, _ = watchlist.ParseDate(watchlist.Between(text, `dateGenerated="`, `"`)) // a file without a date is none the worse
	watchlist.Elements{Text: text, Root: root, Names: []string{"INDIVIDUAL", "ENTITY"},
		Key:  func(part string) string { return watchlist.Between(part, "<REFERENCE_NUMBER>", "<") },
		Each: func(n *watchlist.Node) { read(n, d) },
	}.Read(d)
}

func read(n *watchlist.Node, d *watchlist.Delivery) {
	r := watchlist.Record{Key: n.Get("REFERENCE_NUMBER"), Kind: watchlist.KindOrganisation, Rows: []int{n.Line}}
	if n.Name == "INDIVIDUAL" {
		r.Kind = watchlist.KindPerson
	}
	r.AddName(n.Join(" ", "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"), watchlist.Primary, watchlist.Strong)
	r.AddName(n.Get("NAME_ORIGINAL_SCRIPT"), watchlist.Alias, watchlist.Strong)
	for _, a := range n.All(n.Name + "_ALIAS") {
		addAlias(&r, a)
	}
	for _, b := range n.All("INDIVIDUAL_DATE_OF_BIRTH") {
		addBirth(&r, b, d)
	}
	for _, p := range n.All("INDIVIDUAL_PLACE_OF_BIRTH") {
		r.BirthPlaces = watchlist.Add(r.BirthPlaces, p.Join(", ", "CITY", "STATE_PROVINCE", "COUNTRY"))
	}
	r.Nationalities = watchlist.Add(nil, n.Texts("NATIONALITY/VALUE")...)
	for _, x := range n.All("INDIVIDUAL_DOCUMENT") {
		if x.Get("NUMBER") != "" {
			r.Documents = watchlist.Add(r.Documents, x.Join(" ", "TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE", "CITY_OF_ISSUE", "DATE_OF_ISSUE", "NOTE"))
		}
	}
	for _, a := range n.All(n.Name + "_ADDRESS") {
		r.Addresses = watchlist.Add(r.Addresses, a.Join(", ", "STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE"))
	}
	r.Programmes = watchlist.Add(nil, n.Get("UN_LIST_TYPE"))
	r.Reasons = watchlist.Add(nil, n.Get("COMMENTS1"))
	r.ListedOn = d.Date(&r, "listed", n.Get("LISTED_ON"))
	others(n, &r)
	d.Put(r)
}

// addAlias adds an alias. A cell that lists several, apart by semicolons, is taken
// apart; the date and place of birth that some aliases carry are of that alias.
func addAlias(r *watchlist.Record, a *watchlist.Node) {
	use, strength := watchlist.Alias, watchlist.Strong
	switch strings.ToLower(a.Get("QUALITY")) {
	case "low":
		strength = watchlist.Weak
	case "f.k.a.", "fka":
		use = watchlist.Former
	}
	for _, name := range strings.Split(a.Get("ALIAS_NAME"), ";") {
		r.AddName(name, use, strength)
	}
	for _, x := range [...]string{"DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"} {
		r.AddOther("alias "+strings.ToLower(strings.ReplaceAll(x, "_", " ")), a.Get(x))
	}
}

func addBirth(r *watchlist.Record, b *watchlist.Node, d *watchlist.Delivery) {
	circa := strings.HasPrefix(strings.ToLower(b.Get("TYPE_OF_DATE")), "approx")
	for _, v := range append(b.Texts("DATE"), b.Texts("YEAR")...) {
		x := d.Date(r, "birth", v)
		x.Circa = (x.Circa || circa) && !x.IsZero()
		r.AddBirth(x)
	}
	if from, to := b.Get("FROM_YEAR"), b.Get("TO_YEAR"); from != "" && to != "" {
		r.AddBirth(d.Date(r, "birth", from+" to "+to))
	}
	r.AddOther("birth note", b.Get("NOTE"))
}

// known are the elements that have a place of their own, and those that are about
// the file and not about the bearer.
const known = " DATAID FIRST_NAME SECOND_NAME THIRD_NAME FOURTH_NAME UN_LIST_TYPE REFERENCE_NUMBER LISTED_ON COMMENTS1 NATIONALITY NAME_ORIGINAL_SCRIPT " +
	"INDIVIDUAL_ALIAS ENTITY_ALIAS INDIVIDUAL_ADDRESS ENTITY_ADDRESS INDIVIDUAL_DATE_OF_BIRTH INDIVIDUAL_PLACE_OF_BIRTH INDIVIDUAL_DOCUMENT SORT_KEY SORT_KEY_LAST_MOD "

// others keeps every further element under its own name.
func others(n *watchlist.Node, r *watchlist.Record) {
	for _, k := range n.Kids {
		if strings.Contains(known, " "+k.Name+" ") {
			continue
		}
		name := strings.ToLower(strings.ReplaceAll(k.Name, "_", " "))
		r.AddOther(name, k.Text())
		for _, v := range k.Texts("VALUE") {
			r.AddOther(name, v)
		}
	}
}
