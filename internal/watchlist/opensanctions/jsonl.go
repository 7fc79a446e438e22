package opensanctions

import (
	"encoding/json"
	"strings"

	"outrider/internal/watchlist"
)

// entity is one line of Follow the Money.
type entity struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption"`
	Schema     string              `json:"schema"`
	Referents  []string            `json:"referents"`
	Datasets   []string            `json:"datasets"`
	Properties map[string][]string `json:"properties"`
}

func isJSON(head string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(head), "\n")
	return strings.HasPrefix(first, "{") && strings.Contains(first, `"schema"`) && strings.Contains(first, `"properties"`)
}

// readJSON reads line after line. Sanction lines say under which programme and
// since when an entity is listed; they may stand before or after it.
func readJSON(text string, d *watchlist.Delivery) {
	var sanctions []entity
	line := 0
	for len(text) > 0 {
		var l string
		l, text, _ = strings.Cut(text, "\n")
		line++
		if strings.TrimSpace(l) == "" {
			continue
		}
		var e entity
		if err := json.Unmarshal([]byte(l), &e); err != nil {
			d.Refuse(line, watchlist.Between(l, `"id":"`, `"`), "the line is not an entity: %s", reason(err))
			continue
		}
		if e.Schema == "Sanction" {
			sanctions = append(sanctions, e)
			continue
		}
		put(e, line, d)
	}
	for _, s := range sanctions {
		sanction(s, d)
	}
}

func reason(err error) string {
	if len(err.Error()) > 120 {
		return "it is not JSON of the right shape"
	}
	return err.Error()
}

// put adds an entity that bears a name; others (addresses, ownerships) belong to
// the graph and not to the list.
func put(e entity, line int, d *watchlist.Delivery) {
	kind, ok := kindOf(e.Schema)
	if !ok {
		return
	}
	p := e.Properties
	r := watchlist.Record{Key: e.ID, Kind: kind, Rows: []int{line}}
	for _, x := range e.Referents {
		if x != e.ID {
			r.Also = watchlist.Add(r.Also, x)
		}
	}
	r.AddName(e.Caption, watchlist.Primary, watchlist.Strong)
	names(&r, p)
	d.Births(&r, p["birthDate"]...)
	r.BirthPlaces = watchlist.Add(nil, p["birthPlace"]...)
	r.Nationalities = watchlist.Add(watchlist.Add(nil, p["nationality"]...), p["country"]...)
	for _, k := range [...]string{"passportNumber", "idNumber", "taxNumber", "registrationNumber", "innCode", "ogrnCode", "imoNumber", "mmsi", "leiCode"} {
		for _, v := range p[k] {
			r.Documents = watchlist.Add(r.Documents, k+" "+v)
		}
	}
	r.Addresses = watchlist.Add(nil, p["address"]...)
	r.Programmes = watchlist.Add(watchlist.Add(nil, p["programId"]...), e.Datasets...)
	r.Reasons = watchlist.Add(nil, p["notes"]...)
	for _, k := range [...]string{"position", "topics", "gender", "website", "email", "phone", "deathDate", "title"} {
		for _, v := range p[k] {
			r.AddOther(k, v)
		}
	}
	d.Put(r)
}

func names(r *watchlist.Record, p map[string][]string) {
	for _, n := range p["name"] {
		r.AddName(n, watchlist.Alias, watchlist.Strong)
	}
	for _, n := range p["alias"] {
		r.AddName(n, watchlist.Alias, watchlist.Strong)
	}
	for _, n := range p["previousName"] {
		r.AddName(n, watchlist.Former, watchlist.Strong)
	}
	for _, n := range p["weakAlias"] {
		r.AddName(n, watchlist.Alias, watchlist.Weak)
	}
}

// sanction adds a listing to the entity it is about.
func sanction(s entity, d *watchlist.Delivery) {
	p := s.Properties
	for _, id := range p["entity"] {
		r := d.Find(id)
		if r == nil {
			continue
		}
		r.Programmes = watchlist.Add(watchlist.Add(r.Programmes, p["programId"]...), p["program"]...)
		r.Measures = watchlist.Add(r.Measures, p["provisions"]...)
		r.Reasons = watchlist.Add(r.Reasons, p["reason"]...)
		for _, v := range append(p["listingDate"], p["startDate"]...) {
			if on := d.Date(r, "listed", v); r.ListedOn.IsZero() {
				r.ListedOn = on
			}
		}
		for _, v := range p["endDate"] {
			r.AddOther("measure ended", v)
		}
	}
}
