// Package cn reads the table of Chinese counter-sanctions that the OpenSanctions
// project keeps from the announcements of the ministries.
//
// The announcements number nobody. The key is the Wikidata number where there is
// one, else the name, with the day, the ministry's list and the body: each
// announcement is a listing of its own. The list keeps what it ended, with the
// day: such a row has been delisted, although it is still there.
package cn

import "outrider/internal/watchlist"

// List is the name under which the list is kept.
const List = "cn"

// Formats returns the formats in which the list is published.
func Formats() []watchlist.Format {
	return []watchlist.Format{{ID: "cn-csv", List: List, Title: "Chinese counter-sanctions, CSV", Sampled: true, Recognise: isCSV, Read: readCSV}}
}
