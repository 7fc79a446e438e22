package opensanctions_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/listtest"
	"outrider/internal/watchlist/opensanctions"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"targets.simple.csv": "opensanctions-targets-csv",
		"entities.ftm.json":  "opensanctions-ftm-json",
	} {
		listtest.Golden(t, opensanctions.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range opensanctions.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzOpensanctionsTargetsCsv(f *testing.F) {
	listtest.Fuzz(f, format(f, "opensanctions-targets-csv"), "targets.simple.csv")
}

func FuzzOpensanctionsFtmJson(f *testing.F) {
	listtest.Fuzz(f, format(f, "opensanctions-ftm-json"), "entities.ftm.json")
}
