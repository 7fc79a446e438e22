// Package watchlist is what lists say, version by version: whom they name, on
// what ground, and what changed between two deliveries of one list.
//
// Every list, whatever its format, is read into the same Records; Records come
// apart into Statements (key, field, value), so that one comparison serves all of
// them. A list is an instrument of those who keep it: being taken off quietly, a
// measure dropped while the name stays, or a delivery that arrives half empty are
// three different things, and only the first two are news.
//
// Lists are held against contacts. Nationality, birthplace and the like are kept
// because they are part of what a list says and of what changed in it; nothing
// here scores anybody, and the rooms that think about threats may not import it.
package watchlist

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Kind says what a record is about.
type Kind string

// The kinds of bearers. Other holds what a list does not say more about.
const (
	KindPerson       Kind = "person"
	KindOrganisation Kind = "organisation"
	KindVessel       Kind = "vessel"
	KindAircraft     Kind = "aircraft"
	KindOther        Kind = "other"
)

// Strength says how much a list trusts a name: a weak alias is a nickname or a
// name so common that the list itself warns of it, and never alarms alone.
type Strength string

// The strengths of a name.
const (
	Strong Strength = "strong"
	Weak   Strength = "weak"
)

// Use says what a name is to its bearer.
type Use string

// The uses of a name.
const (
	Primary Use = "name"
	Alias   Use = "alias"
	Former  Use = "former-name"
)

// Name is one name of a record.
type Name struct {
	Text     string   `json:"text"`
	Use      Use      `json:"use"`
	Strength Strength `json:"strength"`
	Script   string   `json:"script,omitempty"` // ISO 15924 where the text is not Latin: Cyrl, Arab, Hani ...
}

// Field is a named value that has no place of its own in a Record.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Record is one bearer on one list, under the key by which the list knows it.
type Record struct {
	Key           string   `json:"key"`            // the list's own identity, see docs/design/lists.md
	Also          []string `json:"also,omitempty"` // other keys of the same bearer: of other lists, or before a merger
	Kind          Kind     `json:"kind"`
	Names         []Name   `json:"names"`
	Births        []Date   `json:"births,omitempty"`
	BirthPlaces   []string `json:"birth_places,omitempty"`
	Nationalities []string `json:"nationalities,omitempty"`
	Documents     []string `json:"documents,omitempty"` // passports, tax and register numbers, IMO numbers
	Addresses     []string `json:"addresses,omitempty"`
	Programmes    []string `json:"programmes,omitempty"` // regimes under which the bearer is listed
	Measures      []string `json:"measures,omitempty"`   // what is imposed
	Reasons       []string `json:"reasons,omitempty"`    // why, in the list's own words
	ListedOn      Date     `json:"listed_on,omitzero"`
	Ended         Date     `json:"ended,omitzero"` // for lists that keep what they ended
	Other         []Field  `json:"other,omitempty"`
	Rows          []int    `json:"rows,omitempty"` // lines of the delivery it was read from
}

// Name is how the record is called in one line: its first primary name.
func (r *Record) Name() string {
	for _, n := range r.Names {
		if n.Use == Primary {
			return n.Text
		}
	}
	if len(r.Names) > 0 {
		return r.Names[0].Text
	}
	return r.Key
}

// maxValues bounds what one entry may say of one thing: the longest real one has
// some three hundred names. What goes beyond is left out, and noted.
const maxValues = 5000

// AddName adds a name, unless it is empty or there already. A name that stands
// both strong and weak is strong.
func (r *Record) AddName(text string, use Use, strength Strength) {
	text = Squash(text)
	if text == "" || len(r.Names) >= maxValues {
		return
	}
	for i, n := range r.Names {
		if n.Text == text {
			if strength == Strong {
				r.Names[i].Strength = Strong
			}
			return
		}
	}
	if use == Primary && strength == "" {
		strength = Strong
	}
	r.Names = append(r.Names, Name{Text: text, Use: use, Strength: cmp.Or(strength, Strong), Script: scriptOf(text)})
}

// AddOther keeps a value that has no place of its own.
func (r *Record) AddOther(name, value string) {
	if value = Squash(value); value != "" && len(r.Other) < maxValues {
		r.Other = append(r.Other, Field{Name: name, Value: value})
	}
}

// Add appends a value to a set of texts, unless it is empty or there already.
func Add(set []string, values ...string) []string {
	for _, v := range values {
		if v = Squash(v); v != "" && len(set) < maxValues && !slices.Contains(set, v) {
			set = append(set, v)
		}
	}
	return set
}

// Parts parts a cell that holds several values between any of the marks.
func Parts(s, marks string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(marks, r) })
}

// absorb joins what a further row or a supplement says about the same bearer.
func (r *Record) absorb(x Record) {
	for _, n := range x.Names {
		r.AddName(n.Text, n.Use, n.Strength)
	}
	for _, d := range x.Births {
		r.AddBirth(d)
	}
	r.Also = Add(r.Also, x.Also...)
	r.BirthPlaces = Add(r.BirthPlaces, x.BirthPlaces...)
	r.Nationalities = Add(r.Nationalities, x.Nationalities...)
	r.Documents = Add(r.Documents, x.Documents...)
	r.Addresses = Add(r.Addresses, x.Addresses...)
	r.Programmes = Add(r.Programmes, x.Programmes...)
	r.Measures = Add(r.Measures, x.Measures...)
	r.Reasons = Add(r.Reasons, x.Reasons...)
	if r.ListedOn.IsZero() {
		r.ListedOn = x.ListedOn
	}
	if r.Ended.IsZero() {
		r.Ended = x.Ended
	}
	for _, o := range x.Other {
		if len(r.Other) < maxValues && !slices.Contains(r.Other, o) {
			r.Other = append(r.Other, o)
		}
	}
	r.Rows = append(r.Rows, x.Rows...)
}

// Squash trims a text and makes every run of white space one space: lists break
// their lines where their columns end, and that is no change.
func Squash(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		c := s[i]
		plain = c > ' ' && c < 0x80 || c == ' ' && i > 0 && i < len(s)-1 && s[i-1] != ' '
	}
	if plain {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// scriptOf is the first script of a text that is not Latin, by ISO 15924.
func scriptOf(s string) string {
	for _, r := range s {
		if r < 0x250 || !unicode.IsLetter(r) {
			continue
		}
		for _, x := range [...]struct {
			code  string
			table *unicode.RangeTable
		}{
			{"Cyrl", unicode.Cyrillic}, {"Arab", unicode.Arabic}, {"Hani", unicode.Han}, {"Hang", unicode.Hangul},
			{"Hebr", unicode.Hebrew}, {"Grek", unicode.Greek}, {"Geor", unicode.Georgian}, {"Armn", unicode.Armenian},
			{"Jpan", unicode.Hiragana}, {"Jpan", unicode.Katakana}, {"Thai", unicode.Thai}, {"Deva", unicode.Devanagari},
			{"Mymr", unicode.Myanmar},
		} {
			if unicode.Is(x.table, r) {
				return x.code
			}
		}
	}
	return ""
}
