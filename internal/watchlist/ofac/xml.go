package ofac

import (
	"strconv"
	"strings"

	"outrider/internal/watchlist"
)

const root = "sdnList"

func isXML(head string) bool { return strings.Contains(head, "<"+root) }

func readXML(text string, d *watchlist.Delivery) {
	d.Dated, _ = watchlist.ParseUSDate(watchlist.Between(text, "<Publish_Date>", "<")) // a file without a date is none the worse
	if n, err := strconv.Atoi(strings.TrimSpace(watchlist.Between(text, "<Record_Count>", "<"))); err == nil {
		d.Declare(n)
	}
	watchlist.Elements{Text: text, Root: root, Names: []string{"sdnEntry"},
		Key:  func(part string) string { return watchlist.Between(part, "<uid>", "<") },
		Each: func(n *watchlist.Node) { readEntry(n, d) },
	}.Read(d)
}

func readEntry(n *watchlist.Node, d *watchlist.Delivery) {
	kind, ok := kindOf(n.Get("sdnType"))
	r := watchlist.Record{Key: n.Get("uid"), Kind: kind, Rows: []int{n.Line}}
	if !ok {
		d.Note(n.Line, r.Key, "sdnType: %q is not a type of party", n.Get("sdnType"))
	}
	r.AddName(fullName(n, kind), watchlist.Primary, watchlist.Strong)
	for _, a := range n.All("akaList/aka") {
		strength, use := watchlist.Strong, aliasUse(a.Get("type"))
		if strings.EqualFold(a.Get("category"), "weak") {
			strength = watchlist.Weak
		}
		if use == "" {
			use = watchlist.Alias
		}
		r.AddName(fullName(a, kind), use, strength)
	}
	r.Programmes = watchlist.Add(nil, n.Texts("programList/program")...)
	d.Births(&r, n.Texts("dateOfBirthList/dateOfBirthItem/dateOfBirth")...)
	r.BirthPlaces = watchlist.Add(nil, n.Texts("placeOfBirthList/placeOfBirthItem/placeOfBirth")...)
	r.Nationalities = watchlist.Add(n.Texts("nationalityList/nationality/country"), n.Texts("citizenshipList/citizenship/country")...)
	for _, x := range n.All("idList/id") {
		r.Documents = watchlist.Add(r.Documents, x.Join(" ", "idType", "idNumber", "idCountry", "expirationDate"))
	}
	for _, a := range n.All("addressList/address") {
		r.Addresses = watchlist.Add(r.Addresses, a.Join(", ", "address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country"))
	}
	r.AddOther("title", n.Get("title"))
	for _, v := range n.All("vesselInfo") {
		for _, k := range v.Kids {
			r.AddOther("vessel "+k.Name, k.Text())
		}
	}
	readRemarks(n.Get("remarks"), &r, d)
	d.Put(r)
}

// fullName writes a person as the CSV does, family name first, so that the same
// bearer reads alike in both.
func fullName(n *watchlist.Node, kind watchlist.Kind) string {
	first, last := n.Get("firstName"), n.Get("lastName")
	switch {
	case first == "":
		return last
	case kind == watchlist.KindPerson && last != "":
		return last + ", " + first
	}
	return strings.TrimSpace(first + " " + last)
}
