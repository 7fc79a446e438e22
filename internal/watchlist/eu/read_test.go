package eu_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/eu"
	"outrider/internal/watchlist/listtest"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"eu.xml":      "eu-xml",
		"journal.csv": "eu-journal-csv",
	} {
		listtest.Golden(t, eu.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range eu.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzEuXml(f *testing.F) { listtest.Fuzz(f, format(f, "eu-xml"), "eu.xml") }

func FuzzEuJournalCsv(f *testing.F) { listtest.Fuzz(f, format(f, "eu-journal-csv"), "journal.csv") }
