package seco_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/listtest"
	"outrider/internal/watchlist/seco"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"seco.xml": "seco-xml",
	} {
		listtest.Golden(t, seco.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range seco.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzSecoXml(f *testing.F) { listtest.Fuzz(f, format(f, "seco-xml"), "seco.xml") }
