package formats_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
)

func sample(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func read(t testing.TB, text string) *watchlist.Delivery {
	t.Helper()
	d, err := formats.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Each sample is recognised by its content, and by no format but its own; a
// register of one's own, which needs no more than a key and a name, is asked last.
func TestRecognise(t *testing.T) {
	for path, want := range map[string]string{
		"ofac/testdata/sdn.csv": "ofac-sdn-csv", "ofac/testdata/alt.csv": "ofac-alt-csv", "ofac/testdata/add.csv": "ofac-add-csv", "ofac/testdata/sdn.xml": "ofac-xml",
		"ofac/testdata/advanced.xml": "ofac-advanced-xml", "un/testdata/un.xml": "un-xml", "eu/testdata/eu.xml": "eu-xml", "eu/testdata/journal.csv": "eu-journal-csv",
		"cn/testdata/cn.csv": "cn-csv", "fcdo/testdata/uk.csv": "uk-csv", "fcdo/testdata/uk.xml": "uk-xml", "seco/testdata/seco.xml": "seco-xml",
		"opensanctions/testdata/targets.simple.csv": "opensanctions-targets-csv", "opensanctions/testdata/entities.ftm.json": "opensanctions-ftm-json", "own/testdata/own.csv": "own-csv",
	} {
		text := sample(t, path)
		if f, ok := formats.Recognise(text); !ok || f.ID != want {
			t.Errorf("%s is taken for %q, want %s", path, f.ID, want)
		}
		for _, f := range formats.All() {
			if f.ID != want && f.ID != "own-csv" && f.Recognise(text) {
				t.Errorf("%s is taken for %s too", path, f.ID)
			}
		}
	}
}

// What arrives broken is named, and as much is kept as can be.
func TestBadInput(t *testing.T) {
	sdn, un, own := sample(t, "ofac/testdata/sdn.csv"), sample(t, "un/testdata/un.xml"), sample(t, "own/testdata/own.csv")
	many := own
	for i := range 100 {
		many += strings.Replace("Z_,Some Body,,,person,,,,,,,,\n", "_", strings.Repeat("z", i), 1)
	}
	for name, c := range map[string]struct {
		text   string
		kept   int
		broken string // in Broken
		said   string // in a refusal or a note
	}{
		"empty":                 {"", 0, "empty", ""},
		"white space":           {" \n\t\n", 0, "empty", ""},
		"a web page":            {"<html><body>Service unavailable</body></html>", 0, "no format that is known", ""},
		"a ZIP":                 {"PK\x03\x04....", 0, "ZIP", ""},
		"gzip":                  {"\x1f\x8b....", 0, "gzip", ""},
		"a header alone":        {"key,name\n", 0, "empty", ""},
		"shifted to the right":  {many + "K9,,Some Body,,,person,,,,,,,,\n", 102, "", "line 104: the row has 14 cells and the table 13 columns"},
		"cut in a row":          {many + "K9,Some", 102, "", "line 104: the row has 2 cells"},
		"an open quotation":     {many + "K9,\"Some Body,,,person,,,,,,,,\nK10,Other Body,,,person,,,,,,,,\n", 103, "", "line 104: the row cannot be read"},
		"half of it shifted":    {own + "K3,a,b\nK4,a,b\nK5,a,b\n", 2, "3 of 5 entries cannot be read", "line 4"},
		"a duplicate key":       {strings.Replace(sdn, "104,", "103,", 1), 3, "", `line 4: the key "103" is used twice, first in line 3`},
		"a repeated row":        {sdn + strings.SplitAfter(sdn, "\n")[1], 4, "", "line 5: the entry stands twice"},
		"no number":             {sdn + "X,\"A\",-0- ,\"B\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n", 4, "", "line 5: the first column holds no entry number"},
		"shifted by one":        {sdn + "105,individual,\"A\",\"B\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n", 4, "", "line 5: the third column holds no type of party"},
		"a day that is not":     {sdn, 4, "", `line 4: birth: "31 Feb 1970" is a day that does not exist`},
		"an unknown entity":     {strings.Replace(un, "RUe.002", "RUe.002&bomb;", 1), 1, "", "line 24: the element <ENTITY> cannot be read"},
		"a document type":       {strings.Replace(un, "<CONSOLIDATED", "<!DOCTYPE x [<!ENTITY a \"b\">]>\n<CONSOLIDATED", 1), 0, "line 2: the file declares a document type", ""},
		"an element not closed": {strings.Replace(un, "</INDIVIDUAL>", "", 1), 1, "", "line 4: the element <INDIVIDUAL> "},
		"tags crossed":          {strings.Replace(un, "<CITY>Harrow</CITY><COUNTRY>", "<CITY>Harrow<COUNTRY></CITY>", 1), 1, "", "line 4: the element <INDIVIDUAL> cannot be read"},
		"cut in the middle":     {un[:len(un)*19/20], 1, "cut", ""},
		"no reference number":   {strings.Replace(un, "RUi.001", "", 1), 1, "", "line 4: the entry has no key"},
		"tags in a comment":     {strings.Replace(un, "<INDIVIDUALS>", "<!-- <INDIVIDUAL> --><INDIVIDUALS>", 1), 2, "", ""},
		"fewer than declared":   {strings.Replace(sample(t, "ofac/testdata/sdn.xml"), "<Record_Count>2", "<Record_Count>900", 1), 2, "says that it holds 900", ""},
		"not JSON":              {sample(t, "opensanctions/testdata/entities.ftm.json") + "{\"id\":\"NK-3\",", 2, "", "line 5: the line is not an entity"},
		"numbers for names":     {sample(t, "opensanctions/testdata/entities.ftm.json") + `{"id":"NK-3","schema":"Person","properties":{"name":[7]}}`, 2, "", "line 5"},
		"zero bytes":            {"\x00\x00\x00\x00\x00\x00", 0, "", ""},
	} {
		d := read(t, c.text)
		if len(d.Records) != c.kept || c.broken == "" && d.Broken != "" && c.kept > 0 || !strings.Contains(d.Broken, c.broken) {
			t.Errorf("%s: %d kept, want %d; broken: %q, want %q; %v", name, len(d.Records), c.kept, d.Broken, c.broken, d.Refused)
		}
		named := slices.ContainsFunc(append(d.Refused, d.Noted...), func(r watchlist.Refusal) bool { return strings.Contains(r.Where+": "+r.What, c.said) })
		if c.said != "" && !named {
			t.Errorf("%s: nothing says %q: %v %v", name, c.said, d.Refused, d.Noted)
		}
	}
}

func TestEncodings(t *testing.T) {
	own := "key,name\nK1,Zoë Änderung\nK2,Jiří\n"
	for name, c := range map[string]struct{ text, want string }{
		"a mark before it": {"\ufeff" + own, "Zoë Änderung"},
		"UTF-16":           {encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String, own), "Zoë Änderung"},
		"UTF-16, no mark":  {encode(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String, own), "Zoë Änderung"},
		"windows-1252":     {encode(t, charmap.Windows1252.NewEncoder().String, "key,name\nK1,Zoë Änderung\n"), "Zoë Änderung"},
		"some damage":      {own + "K3,Bro\xffken\n", "Zoë Änderung"},
	} {
		if d := read(t, c.text); len(d.Records) == 0 || d.Records[0].Name() != c.want {
			t.Errorf("%s: %+v", name, d)
		}
	}
	cyrillic := `<?xml version="1.0" encoding="windows-1251"?>` + "\n<Designations><Designation><UniqueID>R1</UniqueID><Names><Name><Name6>Ларч</Name6></Name></Names></Designation></Designations>"
	d := read(t, encode(t, charmap.Windows1251.NewEncoder().String, cyrillic))
	if len(d.Records) != 1 || d.Records[0].Name() != "Ларч" || len(d.Noted) == 0 || !strings.Contains(d.Noted[0].What, "windows-1251") {
		t.Errorf("windows-1251, as it says of itself: %+v", d)
	}
}

func encode(t *testing.T, f func(string) (string, error), s string) string {
	t.Helper()
	out, err := f(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAListThatSaysItHasEnded(t *testing.T) {
	d := read(t, "OFSI Consolidated List. This list was closed on 28 January 2026. Use the UK Sanctions List.")
	if !strings.Contains(d.Closed, "closed on 28 January 2026") || d.Broken != "" {
		t.Errorf("%+v", d)
	}
}

// failing breaks in the middle, as a disk does.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestADiskThatFailsIsAnError(t *testing.T) {
	if _, err := formats.Read(io.MultiReader(strings.NewReader("key,name\n"), failing{})); err == nil {
		t.Error("the disk's error was lost")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("key,name\nK1,A\n")
	f.Add("\xff\xfek\x00e\x00y\x00")
	f.Add("<sdnList><sdnEntry><uid>1</uid>")
	f.Add("this list was closed")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := formats.Read(strings.NewReader(text))
		if err != nil {
			return // it cannot be read at all, and that was said
		}
		if len(d.Records) == 0 && d.Broken == "" && d.Closed == "" {
			t.Fatal("nothing was read and nothing said so")
		}
	})
}

// held opens a real list, or skips loudly.
func held(t testing.TB, name string) *watchlist.Delivery {
	t.Helper()
	shared := os.Getenv("OUTRIDER_SHARED")
	if shared == "" {
		t.Skip("OUTRIDER_SHARED is not set: large-data check skipped")
	}
	f, err := os.Open(filepath.Join(shared, "data", "lists", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d, err := formats.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRealLists(t *testing.T) {
	for name, want := range map[string]int{"sdn_2022-04-01.csv": 9852, "sdn_2022-09-29.csv": 10579, "sdn_2024-05-03.csv": 14965, "alt_2024-01-08.csv": 6667,
		"UN_consolidated_2025-11-20.xml": 1000, "32014R0269.csv": 2802, "32018R1542.csv": 37, "32020R1998.csv": 177, "cn_sanctions_2026-08.csv": 592} {
		d := held(t, name)
		if len(d.Records) != want || d.Lost > 0 || d.Broken != "" || d.Doubts > 20 {
			t.Errorf("%s: %d entries, want %d; %d lost, %d doubts, broken %q", name, len(d.Records), want, d.Lost, d.Doubts, d.Broken)
		}
	}
}

// The two versions of 2022, against counts that were made from ids and tags alone:
// 812 came, 85 went, 44 lost a tag.
func TestRealDiff(t *testing.T) {
	old, now := held(t, "sdn_2022-04-01.csv"), held(t, "sdn_2022-09-29.csv")
	start := time.Now()
	n := map[watchlist.ChangeKind]int{}
	for _, c := range watchlist.Diff(old, now) {
		n[c.Change]++
	}
	t.Logf("%v in %v", n, time.Since(start).Round(time.Millisecond))
	if n[watchlist.Added] != 812 || n[watchlist.Delisted] != 85 || n[watchlist.Eased]+n[watchlist.Moved] != 44 || n[watchlist.Quarantined] != 0 {
		t.Errorf("%v", n)
	}
}

// Changes made by hand on a real list are found, each as what it is, and none
// besides.
func TestHandMadeChangesOnARealList(t *testing.T) {
	old, now := held(t, "sdn_2022-04-01.csv"), held(t, "sdn_2022-04-01.csv")
	want := map[string]watchlist.ChangeKind{}
	var kept []watchlist.Record
	for i, r := range now.Records {
		switch {
		case i%1000 == 7:
			want[r.Key] = watchlist.Delisted
			continue
		case i%1000 == 107 && len(r.Programmes) > 1:
			want[r.Key] = watchlist.Eased
			r.Programmes = r.Programmes[:1]
		case i%1000 == 207:
			want[r.Key] = watchlist.Moved
			r.Programmes = append([]string{"GRAUSTARK"}, r.Programmes[1:]...)
		case i%1000 == 307:
			want[r.Key] = watchlist.Amended
			r.Addresses = append(slices.Clone(r.Addresses), "1 Larch Lane")
		case i%1000 == 407 && len(r.Births) > 0:
			want[r.Key] = watchlist.Rekeyed
			r.Key = "9" + r.Key + "9"
		}
		kept = append(kept, r)
	}
	now.Records = append(kept, watchlist.Record{Key: "new", Kind: watchlist.KindPerson, Names: []watchlist.Name{{Text: "Ansel Larch", Use: watchlist.Primary, Strength: watchlist.Strong}}})
	want["new"] = watchlist.Added
	for _, c := range watchlist.Diff(old, now) {
		if want[c.Key] != c.Change {
			t.Errorf("%s %s was not made: %+v", c.Change, c.Key, c)
		}
		delete(want, c.Key)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}
