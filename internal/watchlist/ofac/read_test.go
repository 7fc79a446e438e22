package ofac_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/listtest"
	"outrider/internal/watchlist/ofac"
)

func TestSamples(t *testing.T) {
	for sample, format := range map[string]string{
		"sdn.csv":      "ofac-sdn-csv",
		"alt.csv":      "ofac-alt-csv",
		"add.csv":      "ofac-add-csv",
		"comments.csv": "ofac-comments-csv",
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

func FuzzOfacCommentsCsv(f *testing.F) {
	listtest.Fuzz(f, format(f, "ofac-comments-csv"), "comments.csv")
}

// What overflows is read into the entry it continues: a date of birth or a weak
// name that stands there decides as one in the list does.
func TestOverflowingRemarks(t *testing.T) {
	read := func(sample string) *watchlist.Delivery {
		data, err := os.ReadFile(filepath.Join("testdata", sample))
		if err != nil {
			t.Fatal(err)
		}
		return listtest.Read(t, ofac.Formats(), string(data))
	}
	list := read("sdn.csv")
	if strays := list.Complete(read("comments.csv")); strays != 1 {
		t.Errorf("%d strays", strays)
	}
	r := list.Find("104")
	if diff := cmp.Diff([]string{"Passport R7654321 (Ruritania)"}, r.Documents); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if n := r.Names[len(r.Names)-1]; n.Text != "THE ROWAN" || n.Strength != watchlist.Weak {
		t.Errorf("the last name is %+v", n)
	}
	if len(r.Births) < 2 || r.Births[len(r.Births)-1].Year != 1962 {
		t.Errorf("births %v", r.Births)
	}
}

func FuzzOfacXml(f *testing.F) { listtest.Fuzz(f, format(f, "ofac-xml"), "sdn.xml") }

func FuzzOfacAdvancedXml(f *testing.F) {
	listtest.Fuzz(f, format(f, "ofac-advanced-xml"), "advanced.xml")
}
