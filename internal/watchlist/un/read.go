// Package un reads the consolidated list of the United Nations Security Council.
//
// The key is the reference number (CDi.001), which the United Nations keep for
// ever; the number of the data record may change and is not used. An alias of
// quality "Low" is weak. An entry that is gone has been delisted: the file keeps
// no trace of it.
package un

import "outrider/internal/watchlist"

// List is the name under which the list is kept.
const List = "un"

// Formats returns the formats in which the list is published.
func Formats() []watchlist.Format {
	return []watchlist.Format{{ID: "un-xml", List: List, Title: "UN Security Council consolidated list, XML", Sampled: true, Recognise: isXML, Read: readXML}}
}
