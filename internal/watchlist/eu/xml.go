package eu

import (
	"cmp"
	"strings"

	"outrider/internal/watchlist"
)

func isXML(head string) bool {
	return strings.Contains(head, "<export") && (strings.Contains(head, "fpi/fsd/export") || strings.Contains(head, "<sanctionEntity"))
}

func readXML(text string, d *watchlist.Delivery) {
	d.Dated, _ = watchlist.ParseDate(watchlist.Between(text, `generationDate="`, `"`)) // a file without a date is none the worse
	watchlist.Elements{Text: text, Root: "export", Names: []string{"sanctionEntity"},
		Key:  func(part string) string { return watchlist.Between(part, `euReferenceNumber="`, `"`) },
		Each: func(n *watchlist.Node) { readEntity(n, d) },
	}.Read(d)
}

func readEntity(n *watchlist.Node, d *watchlist.Delivery) {
	r := watchlist.Record{Key: cmp.Or(n.Attr("euReferenceNumber"), n.Attr("logicalId")), Kind: watchlist.KindOrganisation, Rows: []int{n.Line}}
	if k := n.First("subjectType"); k.Attr("code") == "person" || k.Attr("classificationCode") == "P" {
		r.Kind = watchlist.KindPerson
	}
	r.Also = watchlist.Add(nil, n.Attr("unitedNationId"))
	for _, a := range n.All("nameAlias") {
		addName(&r, a)
	}
	for _, b := range n.All("birthdate") {
		addBirth(&r, b, d)
	}
	for _, c := range n.All("citizenship") {
		r.Nationalities = watchlist.Add(r.Nationalities, country(c))
	}
	for _, x := range n.All("identification") {
		r.Documents = watchlist.Add(r.Documents, words(" ", x.Attr("identificationTypeCode"), cmp.Or(x.Attr("number"), x.Attr("latinNumber")), country(x)))
	}
	for _, a := range n.All("address") {
		r.Addresses = watchlist.Add(r.Addresses, words(", ", a.Attr("street"), a.Attr("poBox"), a.Attr("zipCode"), a.Attr("city"), a.Attr("region"), a.Attr("place"), country(a)))
	}
	for _, g := range n.All("regulation") {
		r.Programmes = watchlist.Add(r.Programmes, g.Attr("programme"))
		r.AddOther("regulation", g.Attr("numberTitle"))
	}
	r.Reasons = watchlist.Add(nil, append(n.Texts("remark"), n.Attr("designationDetails"))...)
	r.ListedOn = d.Date(&r, "listed", cmp.Or(n.Attr("designationDate"), n.First("regulation").Attr("entryIntoForceDate")))
	d.Put(r)
}

// addName adds one name. The first strong one is the bearer's; a remark that says
// "low quality" makes a name weak whatever its attribute says.
func addName(r *watchlist.Record, a *watchlist.Node) {
	use, strength := watchlist.Alias, watchlist.Strong
	remark := strings.ToLower(a.Get("remark"))
	if a.Attr("strong") == "false" || strings.Contains(remark, "low quality") {
		strength = watchlist.Weak
	}
	if strings.Contains(remark, "formerly") || strings.Contains(remark, "f.k.a") {
		use = watchlist.Former
	}
	if strength == watchlist.Strong && use == watchlist.Alias && len(r.Names) == 0 {
		use = watchlist.Primary
	}
	r.AddName(cmp.Or(a.Attr("wholeName"), words(" ", a.Attr("firstName"), a.Attr("middleName"), a.Attr("lastName"))), use, strength)
	r.AddOther("title", a.Attr("title"))
	r.AddOther("function", a.Attr("function"))
}

func addBirth(r *watchlist.Record, b *watchlist.Node, d *watchlist.Delivery) {
	text := b.Attr("birthdate")
	if text == "" {
		text = strings.Trim(b.Attr("year")+"-"+b.Attr("monthOfYear")+"-"+b.Attr("dayOfMonth"), "-")
	}
	if from, to := b.Attr("yearRangeFrom"), b.Attr("yearRangeTo"); text == "" && from != "" && to != "" {
		text = from + " to " + to
	}
	x := d.Date(r, "birth", text)
	x.Circa = (x.Circa || b.Attr("circa") == "true") && !x.IsZero()
	r.AddBirth(x)
	r.BirthPlaces = watchlist.Add(r.BirthPlaces, words(", ", b.Attr("city"), b.Attr("place"), b.Attr("region"), country(b)))
}

// country is a country's name; the list writes UNKNOWN where it has none.
func country(n *watchlist.Node) string {
	if c := n.Attr("countryDescription"); c != "UNKNOWN" {
		return c
	}
	return ""
}

// words joins what is not empty.
func words(sep string, parts ...string) string {
	return strings.Join(watchlist.Add(nil, parts...), sep)
}
