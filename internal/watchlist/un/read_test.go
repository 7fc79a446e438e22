package un_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/listtest"
	"outrider/internal/watchlist/un"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"un.xml": "un-xml",
	} {
		listtest.Golden(t, un.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range un.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzUnXml(f *testing.F) { listtest.Fuzz(f, format(f, "un-xml"), "un.xml") }
