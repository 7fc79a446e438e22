package seco

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"outrider/internal/watchlist"
)

const root = "swiss-sanctions-list"

func isXML(head string) bool { return strings.Contains(head, "<"+root) }

// file is the list while it is read: programmes and places are named apart from
// the targets that refer to them.
type file struct {
	d          *watchlist.Delivery
	programmes map[string]string // sanctions set -> programme
	places     map[string]string
	targets    []*watchlist.Node
}

func readXML(text string, d *watchlist.Delivery) {
	f := file{d: d, programmes: map[string]string{}, places: map[string]string{}}
	if i := strings.Index(text, "<"+root); i >= 0 {
		d.Dated, _ = watchlist.ParseDate(watchlist.Between(text[i:], ` date="`, `"`)) // a file without a date is none the worse
	}
	watchlist.Elements{Text: text, Root: root, Names: []string{"sanctions-program", "target", "place"},
		Key: func(part string) string { return watchlist.Between(part, `ssid="`, `"`) },
		Each: func(n *watchlist.Node) {
			switch n.Name {
			case "sanctions-program":
				f.programme(n)
			case "place":
				f.places[n.Attr("ssid")] = n.Join(", ", "location", "location-variant", "area", "country")
			default:
				f.targets = append(f.targets, n) // the places they refer to stand behind them
			}
		},
	}.Read(d)
	for _, n := range f.targets {
		f.target(n)
	}
}

// english is the text of the English one among elements in several languages.
func english(nodes []*watchlist.Node) string {
	for _, n := range nodes {
		if strings.HasPrefix(n.Attr("lang"), "en") {
			return n.Text()
		}
	}
	if len(nodes) > 0 {
		return nodes[0].Text()
	}
	return ""
}

func (f *file) programme(n *watchlist.Node) {
	name := cmp.Or(english(n.All("program-key")), english(n.All("program-name")))
	for _, s := range n.All("sanctions-set") {
		f.programmes[s.Attr("ssid")] = name
	}
}

func (f *file) target(n *watchlist.Node) {
	r := watchlist.Record{Key: n.Attr("ssid"), Rows: []int{n.Line}}
	r.Also = watchlist.Add(nil, n.Texts("foreign-identifier")...)
	body := f.body(n, &r)
	for _, set := range append(strings.Fields(n.Attr("sanctions-set-id")), n.Texts("sanctions-set-id")...) {
		r.Programmes = watchlist.Add(r.Programmes, cmp.Or(f.programmes[set], "set "+set))
	}
	for _, id := range body.All("identity") {
		f.identity(&r, id)
	}
	r.Reasons = watchlist.Add(nil, body.Texts("justification")...)
	for _, x := range body.Texts("other-information") {
		r.AddOther("other information", x)
	}
	f.modifications(n, &r)
	f.d.Put(r)
}

func (f *file) body(n *watchlist.Node, r *watchlist.Record) *watchlist.Node {
	r.Kind = watchlist.KindOther
	if b := n.First("individual"); b != nil {
		r.Kind = watchlist.KindPerson
		return b
	}
	if b := n.First("entity"); b != nil {
		r.Kind = watchlist.KindOrganisation
		return b
	}
	b := n.First("object")
	switch b.Attr("object-type") {
	case "vessel":
		r.Kind = watchlist.KindVessel
	case "aircraft":
		r.Kind = watchlist.KindAircraft
	}
	return b
}

func (f *file) identity(r *watchlist.Record, id *watchlist.Node) {
	for _, x := range id.All("name") {
		addName(r, x)
	}
	for _, x := range id.All("day-month-year") {
		r.AddBirth(f.birth(r, x))
	}
	for _, x := range id.All("place-of-birth") {
		r.BirthPlaces = watchlist.Add(r.BirthPlaces, f.places[x.Attr("place-id")])
	}
	r.Nationalities = watchlist.Add(r.Nationalities, id.Texts("nationality/country")...)
	for _, x := range id.All("identification-document") {
		r.Documents = watchlist.Add(r.Documents, strings.Join(watchlist.Add(nil, x.Attr("document-type"), x.Get("number"), x.Get("issuer")), " "))
	}
	for _, x := range id.All("address") {
		details := append(x.Texts("address-details"), x.Get("zip-code"), f.places[x.Attr("place-id")])
		r.Addresses = watchlist.Add(r.Addresses, strings.Join(watchlist.Add(nil, details...), ", "))
	}
}

// birth writes the numbers as a date, two digits each, so that a 31st of February
// is found by the same rule as everywhere.
func (f *file) birth(r *watchlist.Record, x *watchlist.Node) watchlist.Date {
	if from, to := x.Attr("year-from"), x.Attr("year-to"); from != "" && to != "" {
		return f.d.Date(r, "birth", from+" to "+to)
	}
	parts := []string{x.Attr("year")}
	for _, a := range [...]string{"month", "day"} {
		if n, err := strconv.Atoi(x.Attr(a)); err == nil {
			parts = append(parts, strconv.Itoa(n))
		}
	}
	d := f.d.Date(r, "birth", strings.Join(parts, "-"))
	d.Circa = strings.Contains(x.Attr("quality"), "circa") && !d.IsZero()
	return d
}

// addName joins the parts of a name in their order, and again in every spelling.
func addName(r *watchlist.Record, n *watchlist.Node) {
	use, strength := watchlist.Alias, watchlist.Strong
	switch t := n.Attr("name-type"); {
	case t == "primary-name":
		use = watchlist.Primary
	case strings.HasPrefix(t, "former"):
		use = watchlist.Former
	}
	if n.Attr("quality") == "low" {
		strength = watchlist.Weak
	}
	parts := n.All("name-part")
	slices.SortStableFunc(parts, func(a, b *watchlist.Node) int { return cmp.Compare(order(a), order(b)) })
	var plain []string
	variants := map[string][]string{}
	var scripts []string
	for _, p := range parts {
		plain = append(plain, p.Get("value"))
		for _, v := range p.All("spelling-variant") {
			k := v.Attr("script") + " " + v.Attr("lang")
			if variants[k] == nil {
				scripts = append(scripts, k)
			}
			variants[k] = append(variants[k], v.Text())
		}
	}
	r.AddName(strings.Join(plain, " "), use, strength)
	for _, k := range scripts {
		if len(variants[k]) == len(parts) {
			r.AddName(strings.Join(variants[k], " "), watchlist.Alias, strength)
		}
	}
}

func order(n *watchlist.Node) int {
	i, _ := strconv.Atoi(n.Attr("order")) // a part without a number stays where it is
	return i
}

// modifications reads when a target was listed and whether it was taken off: the
// last word counts, for some are listed again.
func (f *file) modifications(n *watchlist.Node, r *watchlist.Record) {
	for _, m := range n.All("modification") {
		on := f.d.Date(r, "modified", cmp.Or(m.Attr("effective-date"), m.Attr("publication-date"), m.Attr("enactment-date")))
		switch m.Attr("modification-type") {
		case "listed":
			if r.ListedOn.IsZero() {
				r.ListedOn = on
			}
			r.Ended = watchlist.Date{}
		case "de-listed":
			r.Ended = on
		}
	}
}
