// Package fcdo reads the UK Sanctions List of the Foreign, Commonwealth and
// Development Office.
//
// The key is the unique ID (RUS0007). The CSV spreads one designation over a row
// for each combination of name and address; they are joined. A measure or a
// regime that goes while the designation stays is an easing, and the list has
// both in columns of their own. Where the list says nothing of an alias's
// strength, a personal alias of one word is taken as weak.
package fcdo

import (
	"strings"

	"outrider/internal/watchlist"
)

// List is the name under which the list is kept.
const List = "uk"

// Formats returns the formats in which the list is published.
func Formats() []watchlist.Format {
	return []watchlist.Format{
		{ID: "uk-csv", List: List, Title: "UK Sanctions List, CSV", Recognise: isCSV, Read: readCSV},
		{ID: "uk-xml", List: List, Title: "UK Sanctions List, XML", Recognise: isXML, Read: readXML},
	}
}

func kindOf(s string) (watchlist.Kind, bool) {
	switch strings.ToLower(s) {
	case "individual":
		return watchlist.KindPerson, true
	case "entity":
		return watchlist.KindOrganisation, true
	case "ship":
		return watchlist.KindVessel, true
	}
	return watchlist.KindOther, s == ""
}

// strengthOf reads the quality of an alias.
func strengthOf(quality, text string, use watchlist.Use, kind watchlist.Kind) watchlist.Strength {
	quality = strings.ToLower(quality)
	switch {
	case strings.Contains(quality, "low"):
		return watchlist.Weak
	case quality == "" && use != watchlist.Primary && kind == watchlist.KindPerson && len(strings.Fields(text)) == 1:
		return watchlist.Weak
	}
	return watchlist.Strong
}

// useOf reads the type of a name: "Primary name", "Primary name variation", "Alias".
func useOf(s string) watchlist.Use {
	switch s = watchlist.Plain(s); {
	case s == "primaryname", s == "":
		return watchlist.Primary
	case strings.Contains(s, "former"), strings.Contains(s, "previous"):
		return watchlist.Former
	}
	return watchlist.Alias
}

// measures parts "Asset freeze|Travel Ban".
func measures(s string) []string { return watchlist.Add(nil, strings.Split(s, "|")...) }
