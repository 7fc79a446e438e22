package ofac

import (
	"cmp"
	"slices"
	"strings"

	"outrider/internal/watchlist"
)

const advancedRoot = "Sanctions"

func isAdvanced(head string) bool {
	return strings.Contains(head, "<"+advancedRoot+" ") && (strings.Contains(head, "<ReferenceValueSets") || strings.Contains(head, "ADVANCED_XML"))
}

// advanced is the advanced XML while it is read: the file speaks in numbers that
// it explains at its beginning, and says at its end under which programme each
// profile is listed.
type advanced struct {
	d         *watchlist.Delivery
	words     map[string]map[string]string // kind of value -> its number -> its text
	locations map[string]string
	documents map[string][]string // of an identity
}

func readAdvanced(text string, d *watchlist.Delivery) {
	a := advanced{d: d, words: map[string]map[string]string{}, locations: map[string]string{}, documents: map[string][]string{}}
	watchlist.Elements{Text: text, Root: advancedRoot, Names: []string{"DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"},
		Key: func(part string) string { return watchlist.Between(part, `FixedRef="`, `"`) },
		Each: func(n *watchlist.Node) {
			switch n.Name {
			case "DateOfIssue":
				d.Dated = a.date(nil, n)
			case "ReferenceValueSets":
				a.reference(n)
			case "Location":
				a.location(n)
			case "IDRegDocument":
				a.document(n)
			case "DistinctParty":
				a.party(n)
			case "SanctionsEntry":
				a.entry(n)
			}
		},
	}.Read(d)
}

// reference learns what the numbers mean.
func (a *advanced) reference(n *watchlist.Node) {
	for _, set := range n.Kids {
		for _, v := range set.Kids {
			if a.words[v.Name] == nil {
				a.words[v.Name] = map[string]string{}
			}
			a.words[v.Name][v.Attr("ID")] = v.Text()
		}
	}
}

func (a *advanced) word(kind, id string) string { return a.words[kind][id] }

func (a *advanced) location(n *watchlist.Node) {
	parts := n.Texts("LocationPart/LocationPartValue/Value")
	for _, c := range n.All("LocationCountry") {
		parts = append(parts, a.word("Country", c.Attr("CountryID")))
	}
	a.locations[n.Attr("ID")] = strings.Join(watchlist.Add(nil, parts...), ", ")
}

// document keeps a document for the identity it belongs to. The documents stand
// before the parties.
func (a *advanced) document(n *watchlist.Node) {
	text := strings.Join(watchlist.Add(nil, a.word("IDRegDocType", n.Attr("IDRegDocTypeID")), n.Get("IDRegistrationNo"), a.word("Country", n.Attr("IssuedBy-CountryID"))), " ")
	a.documents[n.Attr("IdentityID")] = watchlist.Add(a.documents[n.Attr("IdentityID")], text)
}

func (a *advanced) party(n *watchlist.Node) {
	for _, p := range n.All("Profile") {
		r := watchlist.Record{Key: cmp.Or(p.Attr("ID"), n.Attr("FixedRef")), Rows: []int{p.Line}}
		r.Kind = a.kind(p)
		for _, id := range p.All("Identity") {
			a.names(&r, id)
			r.Documents = watchlist.Add(r.Documents, a.documents[id.Attr("ID")]...)
		}
		for _, f := range p.All("Feature") {
			a.feature(&r, f)
		}
		r.Reasons = watchlist.Add(nil, n.Get("Comment"))
		a.d.Put(r)
	}
}

func (a *advanced) kind(p *watchlist.Node) watchlist.Kind {
	sub := strings.ToLower(a.word("PartySubType", p.Attr("PartySubTypeID")))
	switch {
	case sub == "vessel":
		return watchlist.KindVessel
	case sub == "aircraft":
		return watchlist.KindAircraft
	case sub == "individual" || p.Attr("PartySubTypeID") == "4" && (sub == "" || sub == "unknown"):
		return watchlist.KindPerson
	}
	return watchlist.KindOrganisation
}

// names reads the aliases of an identity; the parts of a name stand in groups
// that the identity explains.
func (a *advanced) names(r *watchlist.Record, id *watchlist.Node) {
	role := map[string]string{}
	for _, g := range id.All("NamePartGroups/MasterNamePartGroup/NamePartGroup") {
		role[g.Attr("ID")] = strings.ToLower(a.word("NamePartType", g.Attr("NamePartTypeID")))
	}
	for _, al := range id.All("Alias") {
		use, strength := watchlist.Alias, watchlist.Strong
		switch {
		case al.Attr("Primary") == "true":
			use = watchlist.Primary
		case strings.HasPrefix(a.word("AliasType", al.Attr("AliasTypeID")), "F.K.A"):
			use = watchlist.Former
		}
		if al.Attr("LowQuality") == "true" {
			strength = watchlist.Weak
		}
		for i, dn := range al.All("DocumentedName") {
			if i > 0 && use == watchlist.Primary {
				use = watchlist.Alias // the same name in its own script
			}
			r.AddName(documented(dn, role), use, strength)
		}
	}
}

// documented joins the parts of a name, the family name first as in the CSV.
func documented(n *watchlist.Node, role map[string]string) string {
	var family, rest []string
	for _, v := range n.All("DocumentedNamePart/NamePartValue") {
		if role[v.Attr("NamePartGroupID")] == "last name" {
			family = append(family, v.Text())
		} else {
			rest = append(rest, v.Text())
		}
	}
	sep := ", "
	if len(family) == 0 || len(rest) == 0 {
		sep = ""
	}
	return strings.Join(family, " ") + sep + strings.Join(rest, " ")
}

// feature reads one thing that is known of a profile.
func (a *advanced) feature(r *watchlist.Record, f *watchlist.Node) {
	name := a.word("FeatureType", f.Attr("FeatureTypeID"))
	for _, v := range f.All("FeatureVersion") {
		text := v.Get("VersionDetail")
		if ref := v.First("VersionDetail").Attr("DetailReferenceID"); ref != "" {
			text = cmp.Or(a.word("DetailReference", ref), text)
		}
		place := a.locations[v.First("VersionLocation").Attr("LocationID")]
		switch strings.ToLower(name) {
		case "birthdate":
			r.AddBirth(a.period(r, v.First("DatePeriod")))
		case "place of birth":
			r.BirthPlaces = watchlist.Add(r.BirthPlaces, cmp.Or(text, place))
		case "location":
			r.Addresses = watchlist.Add(r.Addresses, cmp.Or(place, text))
		case "nationality country", "citizenship country":
			r.Nationalities = watchlist.Add(r.Nationalities, cmp.Or(place, text))
		default:
			r.AddOther(cmp.Or(strings.ToLower(name), "feature"), cmp.Or(text, place, a.period(r, v.First("DatePeriod")).String()))
		}
	}
}

// period reads a span of days: a whole year means that only the year is known.
func (a *advanced) period(r *watchlist.Record, n *watchlist.Node) watchlist.Date {
	if n == nil {
		return watchlist.Date{}
	}
	from, to := a.date(r, n.First("Start/From")), a.date(r, n.First("End/To"))
	switch {
	case to.IsZero() || from == to:
		return from
	case from.Year == to.Year && from.Month == to.Month:
		return watchlist.Date{Year: from.Year, Month: from.Month}
	case from.Year == to.Year:
		return watchlist.Date{Year: from.Year}
	}
	return watchlist.Date{Year: from.Year, To: to.Year}
}

func (a *advanced) date(r *watchlist.Record, n *watchlist.Node) watchlist.Date {
	if n == nil {
		return watchlist.Date{}
	}
	if r == nil {
		r = &watchlist.Record{Rows: []int{n.Line}}
	}
	return a.d.Date(r, "date", n.Join("-", "Year", "Month", "Day"))
}

// entry adds the programme and the measures to the profile they are about.
func (a *advanced) entry(n *watchlist.Node) {
	r := a.d.Find(n.Attr("ProfileID"))
	if r == nil {
		a.d.Note(n.Line, n.Attr("ProfileID"), "a listing of a profile that is not in the file")
		return
	}
	for _, m := range n.All("SanctionsMeasure") {
		kind := a.word("SanctionsType", m.Attr("SanctionsTypeID"))
		if comment := m.Get("Comment"); comment != "" && (kind == "" || kind == "Program") {
			r.Programmes = watchlist.Add(r.Programmes, comment)
		} else if kind != "" && kind != "Program" {
			r.Measures = watchlist.Add(r.Measures, kind)
		}
	}
	for _, e := range n.All("EntryEvent") {
		if on := a.date(r, e.First("Date")); r.ListedOn.IsZero() {
			r.ListedOn = on
		}
		r.AddOther("legal basis", a.word("LegalBasis", e.Attr("LegalBasisID")))
	}
	r.AddOther("list", a.word("List", n.Attr("ListID")))
	slices.Sort(r.Programmes)
}
