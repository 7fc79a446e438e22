package cn_test

import (
	"testing"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/cn"
	"outrider/internal/watchlist/listtest"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"cn.csv": "cn-csv",
	} {
		listtest.Golden(t, cn.Formats(), sample, format)
	}
}

func format(t testing.TB, id string) watchlist.Format {
	for _, f := range cn.Formats() {
		if f.ID == id {
			return f
		}
	}
	t.Fatalf("there is no format %s", id)
	return watchlist.Format{}
}

func FuzzCnCsv(f *testing.F) { listtest.Fuzz(f, format(f, "cn-csv"), "cn.csv") }
