package csv

import (
	"strings"

	"outrider/internal/intake/form"
	"outrider/internal/selector"
)

// headers lists how tables call the fields of a report, folded, the most telling
// word first. A header that is a field's own name needs no line here.
var headers = []struct {
	field string
	words []string
}{
	{"person", []string{"code", "code name", "codename", "client", "person", "case"}},
	{"kind", []string{"what", "kind", "type", "category", "incident type", "art", "тип"}},
	{"when", []string{"date", "when", "occurred", "time", "datetime", "date time", "incident date", "datum", "дата", "تاریخ", "التاريخ"}},
	{"told", []string{"told", "reported", "date reported", "received", "gemeldet", "сообщено"}},
	{"where", []string{"place", "where", "location", "address", "ort", "место", "مکان", "المكان"}},
	{"lat", []string{"latitude", "lat", "y"}},
	{"lon", []string{"longitude", "lon", "lng", "long", "x"}},
	{"what", []string{"account", "description", "text", "details", "narrative", "notes", "note", "comment", "summary", "remarks", "beschreibung", "описание", "شرح", "الوصف"}},
	{"plate", []string{"plate", "number plate", "licence plate", "license plate", "registration", "vrm", "kennzeichen", "номер машины", "پلاک"}},
	{"phone", []string{"phone", "telephone", "tel", "mobile", "phone number", "telefon", "телефон", "تلفن", "هاتف"}},
	{"email", []string{"email", "e-mail", "mail", "email address"}},
	{"handle", []string{"handle", "username", "social media", "profile"}},
	{"url", []string{"web", "url", "link", "website"}},
	{"device", []string{"device", "mac", "imei", "bluetooth", "ble"}},
	{"document", []string{"document", "passport", "document number"}},
	{"grade", []string{"grade", "grading", "evaluation", "admiralty"}},
	{"tlp", []string{"tlp", "handling", "marking"}},
	{"pap", []string{"pap"}},
	{"observer", []string{"observer", "seen by", "witness role"}},
	{"source", []string{"source", "source ref", "source reference", "reference"}},
	{"behaviour", []string{"behaviour", "behavior", "conduct"}},
	{"country", []string{"country", "land", "страна"}},
	{"language", []string{"language", "lang"}},
	{"state", []string{"state", "suspected state", "actor"}},
	{"event", []string{"event", "incident id", "event id"}},
	{"life", []string{"life at risk", "urgent", "emergency"}},
}

// Guess proposes what columns mean from their headers. The same words in the same
// order give the same mapping; a field is given to the first column that fits.
func Guess(header []string) Mapping {
	m := Mapping{Format: MappingFormat, Columns: map[string]string{}, Zone: "UTC"}
	taken := map[string]bool{}
	for _, exact := range []bool{true, false} {
		for _, h := range clean(header) {
			if h == "" || m.Columns[h] != "" {
				continue
			}
			if f := fieldFor(h, exact, taken); f != "" {
				m.Columns[h], taken[f] = f, true
			}
		}
	}
	for _, h := range clean(header) {
		if _, ok := m.Columns[h]; !ok && h != "" {
			m.Columns[h] = ""
		}
	}
	return m
}

func fieldFor(header string, exact bool, taken map[string]bool) string {
	h := selector.Fold(strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(header))
	h = strings.Join(strings.Fields(h), " ")
	for _, x := range headers {
		if taken[x.field] {
			continue
		}
		for _, w := range x.words {
			w = strings.ReplaceAll(w, "-", " ")
			if h == selector.Fold(w) || !exact && len(w) > 3 && strings.Contains(" "+h+" ", " "+selector.Fold(w)+" ") {
				return x.field
			}
		}
	}
	if exact && form.IsField(h) && !taken[h] {
		return h
	}
	return ""
}

// describe says which column was taken for which field.
func (m Mapping) describe(header []string) string {
	var parts []string
	for _, h := range clean(header) {
		if f := m.Columns[h]; f != "" {
			parts = append(parts, h+" is "+f)
		}
	}
	if len(parts) == 0 {
		return "none was recognised"
	}
	return strings.Join(parts, ", ")
}
