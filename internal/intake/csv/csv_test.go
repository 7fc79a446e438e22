package csv_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/intake/csv"
)

func mapping(t *testing.T, text string) *csv.Mapping {
	t.Helper()
	m, err := csv.ParseMapping([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return &m
}

const saved = `{"format":"outrider-csv-mapping/1","columns":{"Code":"person","Art":"kind","Datum":"when","Kennzeichen":"plate","Text":"what","Intern":""},
"dates":"dmy","zone":"+01:00","grade_scheme":"admiralty","default":{"tlp":"TLP:RED","observer":"police"},"values":{"kind":["Beschattung=watched"]}}`

func TestSavedMapping(t *testing.T) {
	res := csv.Read("p.csv", []byte("\xEF\xBB\xBFCode;Art;Datum;Kennzeichen;Text;Intern;Neu\nK-01;Beschattung;03.04.2025 18:30;DH 47 KLM;\"=cmd|' /C calc'!A0; still text\";x;y\n"), mapping(t, saved))
	if len(res.Drafts) != 1 || len(res.Refused) != 0 {
		t.Fatalf("%d drafts, refused %v", len(res.Drafts), res.Refused)
	}
	r := res.Drafts[0].Report
	if r.Kind != outrider.KindWatched || r.Observer != "police" || r.Handling.TLP != outrider.TLPRed || r.Selectors[0].Value != "DH47KLM" {
		t.Errorf("report %+v", r)
	}
	if got := r.Occurred.Last().UTC().Format("2006-01-02 15:04"); got != "2025-04-03 17:30" {
		t.Errorf("with dates dmy and zone +01:00 it occurred %s", got)
	}
	if !strings.HasPrefix(r.Text, "=cmd") {
		t.Errorf("a cell was changed: %q", r.Text)
	}
	if len(res.Notices) != 1 || !strings.Contains(res.Notices[0].What, "Neu") {
		t.Errorf("a column in no mapping must be named: %v", res.Notices)
	}
}

func TestBrokenRowsAreNamed(t *testing.T) {
	table := "Code,What,Date,Text\nK-01,watched,2026-01-02,good\nK-01,watched,31 February 2026,bad date\nK-01,flying,2026-01-02,bad kind\nK-01,watched,2026-01-02,too,many\n,,,\nK-01,watched,03/04/2025,open\n\"K-01,watched"
	res := csv.Read("p.csv", []byte(table), nil)
	var where []string
	for _, r := range res.Refused {
		where = append(where, r.Where)
	}
	if diff := cmp.Diff([]string{"p.csv:3", "p.csv:4", "p.csv:5", "p.csv:8"}, where); diff != "" {
		t.Errorf("refused rows:\n%s\n%v", diff, res.Refused)
	}
	if len(res.Drafts) != 2 || res.Drafts[1].Report.Occurred.Ambiguous == "" {
		t.Errorf("%d drafts: the good rows must be read and 03/04/2025 stay open", len(res.Drafts))
	}
	for i, column := range []string{"column Date", "column What"} {
		if !strings.Contains(res.Refused[i].What, column) {
			t.Errorf("refusal %d does not name its column: %s", i, res.Refused[i].What)
		}
	}
}

// An open quotation mark may not swallow the rows after it.
func TestOpenQuotationMark(t *testing.T) {
	res := csv.Read("p.csv", []byte("sep=,\nCode,Text\nK-01,one\nK-02,\"open\nK-03,three\nK-04,\"four,\nand more\"\nK-05,five\nK-06,\"open again\nK-07,seven\n"), nil)
	var texts, where []string
	for _, d := range res.Drafts {
		texts = append(texts, d.Where+" "+d.Report.Text)
	}
	for _, r := range res.Refused {
		where = append(where, r.Where)
	}
	if diff := cmp.Diff([]string{"p.csv:3 one", "p.csv:5 three", "p.csv:6 four,\nand more", "p.csv:8 five", "p.csv:10 seven"}, texts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"p.csv:4", "p.csv:9"}, where); diff != "" {
		t.Error(diff)
	}
}

func TestTwoColumnsOfOneName(t *testing.T) {
	res := csv.Read("p.csv", []byte("Code,Text,Text\nK-01,a,b\n"), nil)
	if len(res.Drafts) != 0 || len(res.Refused) != 1 || !strings.Contains(res.Refused[0].What, "two columns") {
		t.Errorf("%+v", res)
	}
}

func TestAFloodOfBrokenRows(t *testing.T) {
	res := csv.Read("p.csv", []byte("Code,Text\n"+strings.Repeat("\"a\n", 20_000)+"K-01,good\n"), nil)
	if len(res.Refused) != intake.MaxRefused+1 || len(res.Drafts) != 1 {
		t.Errorf("%d drafts, %d refusals", len(res.Drafts), len(res.Refused))
	}
}

func TestGuess(t *testing.T) {
	m := csv.Guess([]string{"Code name", "Incident type", "Date", "Date reported", "Number plate", "Shoe size", "Notes", "Latitude", "Longitude"})
	want := map[string]string{"Code name": "person", "Incident type": "kind", "Date": "when", "Date reported": "told", "Number plate": "plate", "Shoe size": "", "Notes": "what", "Latitude": "lat", "Longitude": "lon"}
	if diff := cmp.Diff(want, m.Columns); diff != "" {
		t.Error(diff)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back, err := csv.ParseMapping(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Errorf("a guessed mapping does not survive saving:\n%s", diff)
	}
}

func TestBadMappings(t *testing.T) {
	for name, text := range map[string]string{
		"field":  `{"format":"outrider-csv-mapping/1","columns":{"A":"persn"}}`,
		"format": `{"columns":{}}`, "dates": `{"format":"outrider-csv-mapping/1","dates":"ydm"}`, "zone": `{"format":"outrider-csv-mapping/1","zone":"Atlantis"}`,
		"default": `{"format":"outrider-csv-mapping/1","default":{"shoes":"44"}}`, "unknown": `{"format":"outrider-csv-mapping/1","colums":{}}`, "text": `hello`,
	} {
		if _, err := csv.ParseMapping([]byte(text)); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%s: %v; want invalid", name, err)
		}
	}
}

func TestOddTables(t *testing.T) {
	for name, data := range map[string]string{"empty": "", "zip": "PK\x03\x04", "header only, foreign": "a,b,c\n1,2,3"} {
		if res := csv.Read(name, []byte(data), nil); len(res.Refused) != 1 || len(res.Drafts) != 0 {
			t.Errorf("%s: %d drafts, refused %v", name, len(res.Drafts), res.Refused)
		}
	}
	for name, data := range map[string]string{"tabs": "Code\tText\nK-01\thello", "sep": "sep=|\nCode|Text\nK-01|hello", "crlf": "Code,Text\r\nK-01,hello\r\n", "ragged": "Code,Text,Date\nK-01,hello"} {
		if res := csv.Read(name, []byte(data), nil); len(res.Drafts) != 1 || res.Drafts[0].Report.Text != "hello" {
			t.Errorf("%s: %+v", name, res)
		}
	}
	if res := csv.Read("header only", []byte("Code,Text\n"), nil); len(res.Refused)+len(res.Drafts) != 0 {
		t.Errorf("a header alone is an empty table: %+v", res)
	}
}

func TestDemoTable(t *testing.T) {
	data, err := os.ReadFile("../../demo/data/partner.csv")
	if err != nil {
		t.Fatal(err)
	}
	if res := csv.Read("partner.csv", data, nil); len(res.Drafts) != 6 || len(res.Refused) != 0 {
		t.Errorf("%d drafts, refused %v", len(res.Drafts), res.Refused)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Code,What,Date\nK-01,watched,03/04/2025\n\"unclosed"))
	f.Add([]byte("sep=;\nText;Plate\n\x00\u202e;A?B*\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, d := range csv.Read("f", b, nil).Drafts {
			d.Report.ID = "r-1"
			if err := d.Report.Validate(); err != nil {
				t.Errorf("a draft that the desk would refuse: %v", err)
			}
		}
	})
}

func FuzzParseMapping(f *testing.F) {
	f.Add([]byte(saved))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := csv.ParseMapping(b); err == nil {
			csv.Read("x", []byte("Code,Text\nK,hello"), &m)
			if m.Dates != intake.OrderUnknown && m.Dates != intake.OrderDMY && m.Dates != intake.OrderMDY {
				t.Errorf("an order of dates that does not exist: %q", m.Dates)
			}
		}
	})
}
