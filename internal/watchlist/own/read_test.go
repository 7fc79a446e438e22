package own_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/listtest"
	"outrider/internal/watchlist/own"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"own.csv": "own-csv",
	} {
		listtest.Golden(t, own.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range own.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzOwnCsv(f *testing.F) { listtest.Fuzz(f, format(f, "own-csv"), "own.csv") }
