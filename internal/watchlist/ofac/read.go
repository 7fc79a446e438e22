// Package ofac reads the Specially Designated Nationals list of the United States
// Treasury (OFAC) and its other lists of the same layout: the CSV files, the
// plain XML and the advanced XML.
//
// The key is the entry's number (ent_num, uid, the profile's id), which OFAC
// keeps through every amendment. A bracketed programme tag that goes while the
// entry stays is an easing; OFAC publishes no delistings in these files, an entry
// that is gone is gone.
package ofac

import (
	"strings"

	"outrider/internal/watchlist"
)

// List is the name under which the list is kept.
const List = "ofac-sdn"

// Formats returns the formats in which the list is published.
func Formats() []watchlist.Format {
	return []watchlist.Format{
		{ID: "ofac-sdn-csv", List: List, Title: "OFAC SDN, CSV", Sampled: true, Recognise: isSDN, Read: readSDN},
		{ID: "ofac-alt-csv", List: "ofac-alt", Joins: List, Title: "OFAC aliases, CSV", Sampled: true, Recognise: isAlt, Read: readAlt},
		{ID: "ofac-add-csv", List: "ofac-add", Joins: List, Title: "OFAC addresses, CSV", Recognise: isAdd, Read: readAdd},
		{ID: "ofac-comments-csv", List: "ofac-comments", Joins: List, Title: "OFAC remarks that overflow, CSV", Recognise: isComments, Read: readComments},
		{ID: "ofac-xml", List: List, Title: "OFAC SDN, XML", Recognise: isXML, Read: readXML},
		{ID: "ofac-advanced-xml", List: List, Title: "OFAC SDN, advanced XML", Recognise: isAdvanced, Read: readAdvanced},
	}
}

// kindOf reads OFAC's type of party; it leaves the field empty for organisations.
func kindOf(s string) (watchlist.Kind, bool) {
	switch strings.ToLower(s) {
	case "individual":
		return watchlist.KindPerson, true
	case "", "entity":
		return watchlist.KindOrganisation, true
	case "vessel":
		return watchlist.KindVessel, true
	case "aircraft":
		return watchlist.KindAircraft, true
	}
	return watchlist.KindOther, false
}
