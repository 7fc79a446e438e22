package jsonl

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"outrider"
	"outrider/internal/intake"
)

// reader collects the fields of one report.
type reader struct {
	where       string
	name        string // of the field being read
	given       map[string][]string
	when        *outrider.When
	grade       *outrider.Grade
	publication *outrider.Publication
	notes       []outrider.Notice
	problems    []string
}

// known lists the fields of a report and what reads them.
var known = []struct {
	name string
	read func(*reader, json.RawMessage)
}{
	{"id", to("id")}, {"kind", to("kind")}, {"person", to("person")}, {"about", to("about")}, {"text", to("what")}, {"told", to("told")},
	{"occurred", (*reader).occurred}, {"place", (*reader).place}, {"selectors", (*reader).selectors}, {"behaviour", to("behaviour")},
	{"grade", (*reader).gradeOf}, {"handling", (*reader).handling}, {"observer", to("observer")}, {"source_ref", to("source")}, {"language", to("language")},
	{"life_at_risk", (*reader).life}, {"about_state", to("state")}, {"event", to("event")}, {"copy_of", to("copy-of")}, {"retracts", to("retracts")}, {"disputes", to("disputes")}, {"names", (*reader).namesOf},
	{"recipients", to("recipients")}, {"publication", (*reader).published}, {"channel", func(*reader, json.RawMessage) {}},
}

func (r *reader) fail(what string) { r.problems = append(r.problems, r.name+": "+what) }

func (r *reader) put(field, v string) {
	if strings.TrimSpace(v) != "" {
		r.given[field] = append(r.given[field], v)
	}
}

// strings reads a string or a list of them.
func (r *reader) texts(raw json.RawMessage) []string {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}
	}
	var many []string
	if json.Unmarshal(raw, &many) != nil {
		r.fail("must be text or a list of texts")
	}
	return many
}

// to hands a field to the form under its name there.
func to(field string) func(*reader, json.RawMessage) {
	return func(r *reader, raw json.RawMessage) {
		for _, v := range r.texts(raw) {
			r.put(field, v)
		}
	}
}

// occurred is text, or an interval as the desk itself writes it.
func (r *reader) occurred(raw json.RawMessage) {
	var w outrider.When
	if len(raw) > 0 && raw[0] == '{' {
		if err := json.Unmarshal(raw, &w); err != nil {
			r.fail("cannot be read as an interval")
			return
		}
		if err := w.Validate(); err != nil {
			r.fail(outrider.SafeText(err))
			return
		}
		r.when = &w
		return
	}
	to("when")(r, raw)
}

func (r *reader) place(raw json.RawMessage) {
	var name string
	if json.Unmarshal(raw, &name) == nil {
		r.put("where", name)
		return
	}
	var p struct {
		Name, Country, Declared string
		Lat, Lon                json.Number
	}
	r.inside(raw, "name", "country", "declared", "lat", "lon")
	if json.Unmarshal(raw, &p) != nil {
		r.fail("must be a name, or an object with name, country, lat, lon, declared")
		return
	}
	r.put("where", p.Name)
	r.put("country", p.Country)
	r.put("place", p.Declared)
	r.put("lat", p.Lat.String())
	r.put("lon", p.Lon.String())
}

// kinds of selectors have the names of the form's fields.
func (r *reader) selectors(raw json.RawMessage) {
	var list []struct{ Kind, Type, Value, Raw string }
	if json.Unmarshal(raw, &list) != nil {
		r.fail("must be a list of objects with kind and value")
		return
	}
	for _, s := range list {
		kind := strings.ToLower(cmp.Or(s.Kind, s.Type))
		if !slices.Contains(outrider.SelectorKinds, outrider.SelectorKind(kind)) {
			r.notes = append(r.notes, outrider.Notice{Where: r.where, What: "a selector of unknown kind is kept as \"other\""})
			kind = string(outrider.SelectorOther)
		}
		r.put(kind, cmp.Or(s.Raw, s.Value))
	}
}

func (r *reader) gradeOf(raw json.RawMessage) {
	if len(raw) > 0 && raw[0] == '"' {
		to("grade")(r, raw)
		return
	}
	var g outrider.Grade
	if err := json.Unmarshal(raw, &g); err != nil {
		r.fail(outrider.SafeText(err))
		return
	}
	if err := g.Validate(); err != nil {
		r.fail(outrider.SafeText(err))
		return
	}
	r.grade = &g
}

func (r *reader) handling(raw json.RawMessage) {
	var h struct{ TLP, PAP, Caveats string }
	r.inside(raw, "tlp", "pap", "caveats")
	if json.Unmarshal(raw, &h) != nil {
		r.fail("must be an object with tlp and pap")
		return
	}
	r.put("tlp", h.TLP)
	r.put("pap", h.PAP)
	r.put("caveats", h.Caveats)
}

func (r *reader) life(raw json.RawMessage) {
	var yes bool
	if json.Unmarshal(raw, &yes) == nil {
		if yes {
			r.put("life", "yes")
		}
		return
	}
	to("life")(r, raw)
}

// namesOf passes each name on whole: names hold commas.
func (r *reader) namesOf(raw json.RawMessage) {
	for _, n := range r.texts(raw) {
		r.put("names", strings.ReplaceAll(n, ";", ","))
	}
}

func (r *reader) published(raw json.RawMessage) {
	var p outrider.Publication
	if json.Unmarshal(raw, &p) != nil {
		r.fail("cannot be read; see docs/formats")
		return
	}
	if err := p.Dated.Validate(); err != nil {
		r.fail(outrider.SafeText(err))
		return
	}
	for _, s := range []*string{&p.Title, &p.Outlet, &p.URL, &p.Byline, &p.Agency, &p.Cites} {
		var notes []outrider.Notice
		*s, notes = intake.Clean(*s)
		r.notes = append(r.notes, intake.At(r.where+" publication", notes)...)
		if len(*s) > maxWords {
			r.fail(fmt.Sprintf("its parts have at most %d bytes", maxWords))
		}
	}
	if p.URL != "" && !strings.HasPrefix(p.URL, "https://") && !strings.HasPrefix(p.URL, "http://") {
		r.notes = append(r.notes, outrider.Notice{Where: r.where + " publication.url", What: "no web address; left out"})
		p.URL = ""
	}
	r.publication = &p
}

// maxWords bounds what a publication says of itself, in bytes.
const maxWords = 2000

// inside names the fields within a field that nobody reads: "latitude" for "lat"
// must not lose a place silently.
func (r *reader) inside(raw json.RawMessage, names ...string) {
	var given map[string]json.RawMessage
	if json.Unmarshal(raw, &given) != nil {
		return
	}
	rest := map[string]json.RawMessage{}
	for n, v := range given {
		if !slices.Contains(names, strings.ToLower(n)) {
			rest[r.name+"."+n] = v
		}
	}
	r.unknown(rest)
}

// unknown names fields that nobody reads.
func (r *reader) unknown(rest map[string]json.RawMessage) {
	names := make([]string, 0, len(rest))
	for n := range rest {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		r.notes = append(r.notes, outrider.Notice{Where: r.where + " " + intake.Clip(n), What: "unknown field; left out"})
	}
}
