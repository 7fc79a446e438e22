// Package seco reads the sanctions of Switzerland, as the State Secretariat for
// Economic Affairs publishes them.
//
// The key is the target's ssid. The full file keeps targets after they were taken
// off, with the modification "de-listed" and its day: such a target has ended,
// although it is still there.
package seco

import "outrider/internal/watchlist"

// List is the name under which the list is kept.
const List = "seco"

// Formats returns the formats in which the list is published.
func Formats() []watchlist.Format {
	return []watchlist.Format{{ID: "seco-xml", List: List, Title: "Swiss sanctions, XML", Recognise: isXML, Read: readXML}}
}
