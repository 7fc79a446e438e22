// Package opensanctions reads collections of the OpenSanctions project: the simple
// table of targets and the entities as lines of JSON (Follow the Money).
//
// The key is the entity's id. Ids are merged as people are recognised to be one:
// the referents are the ids an entity used to have, so that a merger is not read
// as a delisting. Columns have been added over the years and are read by name.
package opensanctions

import (
	"strings"

	"outrider/internal/watchlist"
)

// List is the name under which a collection is kept.
const List = "opensanctions"

// Formats returns the formats in which collections are published.
func Formats() []watchlist.Format {
	return []watchlist.Format{
		{ID: "opensanctions-targets-csv", List: List, Title: "OpenSanctions targets.simple.csv", Recognise: isCSV, Read: readCSV},
		{ID: "opensanctions-ftm-json", List: List, Title: "OpenSanctions entities.ftm.json", Recognise: isJSON, Read: readJSON},
	}
}

// kindOf reads a schema of Follow the Money; false: not a bearer of a name.
func kindOf(schema string) (watchlist.Kind, bool) {
	switch strings.ToLower(schema) {
	case "person":
		return watchlist.KindPerson, true
	case "organization", "company", "legalentity", "publicbody", "asset":
		return watchlist.KindOrganisation, true
	case "vessel":
		return watchlist.KindVessel, true
	case "airplane":
		return watchlist.KindAircraft, true
	case "vehicle", "security", "cryptowallet":
		return watchlist.KindOther, true
	}
	return watchlist.KindOther, false
}
