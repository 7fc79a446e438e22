package fcdo_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/fcdo"
	"outrider/internal/watchlist/listtest"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"uk.csv": "uk-csv",
		"uk.xml": "uk-xml",
	} {
		listtest.Golden(t, fcdo.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range fcdo.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzUkCsv(f *testing.F) { listtest.Fuzz(f, format(f, "uk-csv"), "uk.csv") }

func FuzzUkXml(f *testing.F) { listtest.Fuzz(f, format(f, "uk-xml"), "uk.xml") }
