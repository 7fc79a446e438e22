// Package eu reads the sanctions of the European Union: the consolidated
// financial list (XML 1.1), and the tables per regulation that the OpenSanctions
// project keeps from the Official Journal.
//
// In the XML the key is the EU reference number, else the logical id. In a table
// it is regulation, annex and the number in the annex; annexes leave gaps where
// somebody was taken out, but they have been renumbered before, so the comparison
// also asks whether a number still means the same bearer. Ethnicity, which one
// table has a column for, is left out: it serves nothing here.
package eu

import "outrider/internal/watchlist"

// List is the name under which the consolidated list is kept; a table is kept
// under "eu-" and the number of its regulation.
const List = "eu"

// Formats returns the formats in which the list is published.
func Formats() []watchlist.Format {
	return []watchlist.Format{
		{ID: "eu-xml", List: List, Title: "EU consolidated financial sanctions, XML 1.1", Recognise: isXML, Read: readXML},
		{ID: "eu-journal-csv", List: List, Title: "EU sanctions of one regulation, CSV", Sampled: true, Recognise: isCSV, Read: readCSV},
	}
}
