package ofac_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/listtest"
	"outrider/internal/watchlist/ofac"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"sdn.csv":      "ofac-sdn-csv",
		"alt.csv":      "ofac-alt-csv",
		"add.csv":      "ofac-add-csv",
		"sdn.xml":      "ofac-xml",
		"advanced.xml": "ofac-advanced-xml",
	} {
		listtest.Golden(t, ofac.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range ofac.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzOfacSdnCsv(f *testing.F) { listtest.Fuzz(f, format(f, "ofac-sdn-csv"), "sdn.csv") }

func FuzzOfacAltCsv(f *testing.F) { listtest.Fuzz(f, format(f, "ofac-alt-csv"), "alt.csv") }

func FuzzOfacAddCsv(f *testing.F) { listtest.Fuzz(f, format(f, "ofac-add-csv"), "add.csv") }

func FuzzOfacXml(f *testing.F) { listtest.Fuzz(f, format(f, "ofac-xml"), "sdn.xml") }

func FuzzOfacAdvancedXml(f *testing.F) {
	listtest.Fuzz(f, format(f, "ofac-advanced-xml"), "advanced.xml")
}
