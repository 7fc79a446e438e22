// Package own reads a register that an organisation keeps itself: known
// operatives, people expelled from a country, a person's own list of those who
// follow them.
//
// It is a CSV with a header; only a key and a name are needed. What somebody
// writes down for themselves is read as leniently as it can be: further columns
// are kept under their names. A row with an end date has ended.
package own

import "outrider/internal/watchlist"

// List is the name under which the register is kept unless another is given.
const List = "own"

// Formats returns the formats of the register.
func Formats() []watchlist.Format {
	return []watchlist.Format{{ID: "own-csv", List: List, Title: "a register of your own, CSV", Sampled: true, Recognise: isCSV, Read: readCSV}}
}
