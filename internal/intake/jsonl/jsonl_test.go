package jsonl_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/intake/jsonl"
)

func TestReadLines(t *testing.T) {
	res := jsonl.Read("a.ndjson", []byte(`{"kind":"watched","person":"K-01","occurred":"2026-01-02T10:00:00Z","text":"A van.","place":{"name":"Invented Quay","lat":54.5,"lon":2.1},"selectors":[{"kind":"plate","value":"DH 47 KLM"}],"behaviour":["waiting"],"grade":{"scheme":"admiralty","source":"B","content":"3"},"handling":{"tlp":"TLP:RED","pap":"PAP:RED"},"life_at_risk":false,"names":["Beispiel, Max"]}

{"kind":"watched",
{"kind":"no-such-kind","text":"x"}
[1,2]
{"kind":"routine","text":"fine","shoe_size":44}
`))
	if len(res.Drafts) != 2 || len(res.Refused) != 3 {
		t.Fatalf("%d drafts, refused %v", len(res.Drafts), res.Refused)
	}
	r := res.Drafts[0].Report
	if r.Kind != outrider.KindWatched || !r.Place.Known() || len(r.Selectors) != 1 || r.Selectors[0].Value != "DH47KLM" || r.Handling.TLP != outrider.TLPRed || r.Grade.Source != "B" || r.LifeAtRisk {
		t.Errorf("first report: %+v", r)
	}
	if res.Drafts[0].Person != "K-01" || len(res.Drafts[0].Names) != 1 {
		t.Errorf("person %q, names %q", res.Drafts[0].Person, res.Drafts[0].Names)
	}
	for i, want := range []string{"a.ndjson:3", "a.ndjson:4", "a.ndjson:5"} {
		if res.Refused[i].Where != want || res.Refused[i].What == "" {
			t.Errorf("refusal %d is %+v, want it at %s", i, res.Refused[i], want)
		}
	}
	if n := res.Drafts[1].Warnings; len(n) != 1 || !strings.Contains(n[0].Where, "shoe_size") {
		t.Errorf("an unknown field must be named: %v", n)
	}
}

func TestReadArrayAndObject(t *testing.T) {
	res := jsonl.Read("a.json", []byte("[\n {\"text\":\"one\"},\n\n {\"text\": 7},\n {\"text\":\"three\"}\n]"))
	if len(res.Drafts) != 2 || len(res.Refused) != 1 || res.Refused[0].Where != "a.json:4" {
		t.Errorf("array: %d drafts, refused %v", len(res.Drafts), res.Refused)
	}
	res = jsonl.Read("b.json", []byte("{\n \"text\": \"one\"\n}"))
	if len(res.Drafts) != 1 || len(res.Refused) != 0 {
		t.Errorf("object: %d drafts, refused %v", len(res.Drafts), res.Refused)
	}
	res = jsonl.Read("c.json", []byte("[{\"text\":\"one\"},\n{\"text\":"))
	if len(res.Drafts) != 1 || len(res.Refused) != 1 {
		t.Errorf("a cut array must give what came before: %d drafts, refused %v", len(res.Drafts), res.Refused)
	}
}

// One broken element costs itself alone, on one line or over several.
func TestBrokenArrayGoesOn(t *testing.T) {
	res := jsonl.Read("a.json", []byte(`[
  {
    "text": "one",
    "selectors": [
      {"kind": "plate", "value": "DH 47 KLM"}
    ]
  },
  {
    "text": "two" "kind": "watched"
  },
  {"text": "three"},
  {
    "text": "four"
  },
  {"text": "five}
]
`))
	var texts, where []string
	for _, d := range res.Drafts {
		texts = append(texts, d.Report.Text)
	}
	for _, r := range res.Refused {
		where = append(where, r.Where)
	}
	if diff := cmp.Diff([]string{"one", "three", "four"}, texts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a.json:8", "a.json:15"}, where); diff != "" {
		t.Errorf("%s%v", diff, res.Refused)
	}
	if res := jsonl.Read("b.json", []byte("["+strings.Repeat("[", 30)+strings.Repeat("]", 30)+",\n{\"text\":\"good\"}]")); len(res.Drafts) != 1 || len(res.Refused) != 1 {
		t.Errorf("a deep element cost the good one: %+v", res)
	}
}

func TestNothingIsLostSilently(t *testing.T) {
	res := jsonl.Read("a", []byte(`{"text":"x","place":{"name":"Quay","latitude":54.5},"handling":{"TLP":"TLP:RED","pap":"PAP:RED","share":"all"},
"selectors":[{"type":"Plate","kind":"plate","value":"DH 1"},{"kind":"hat","value":"grey"}],"publication":{"url":"javascript:1","title":"A\u202eB"}}`))
	if len(res.Drafts) != 1 {
		t.Fatalf("refused %v", res.Refused)
	}
	d := res.Drafts[0]
	var told string
	for _, n := range d.Warnings {
		told += n.Where + ": " + n.What + "\n"
	}
	for _, want := range []string{"place.latitude", "handling.share", "unknown kind", "publication.url", "turn the direction"} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not told:\n%s", want, told)
		}
	}
	if d.Report.Handling.TLP != outrider.TLPRed || len(d.Report.Selectors) != 2 || d.Report.Publication.URL != "" || d.Report.Publication.Title != "AB" {
		t.Errorf("%+v", d.Report)
	}
}

func TestDoubtfulDateStaysOpen(t *testing.T) {
	res := jsonl.Read("a", []byte(`{"kind":"watched","occurred":"03/04/2025"}`))
	if len(res.Drafts) != 1 || res.Drafts[0].Report.Occurred.Ambiguous == "" || len(res.Drafts[0].Warnings) == 0 {
		t.Errorf("03/04/2025 must stay open and be told: %+v, refused %v", res.Drafts, res.Refused)
	}
}

func TestDeepAndHuge(t *testing.T) {
	for name, data := range map[string]string{
		"deep line": `{"text":` + strings.Repeat("[", 5000), "deep array": strings.Repeat("[", 5000), "empty": "\n \n", "zip": "PK\x03\x04xxx",
	} {
		if res := jsonl.Read(name, []byte(data)); len(res.Refused) == 0 || len(res.Drafts) != 0 {
			t.Errorf("%s: %d drafts, refused %v", name, len(res.Drafts), res.Refused)
		}
	}
}

// TestDemoReports: the demo's own file must read without a word.
func TestDemoReports(t *testing.T) {
	data, err := os.ReadFile("../../demo/data/reports.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	res := jsonl.Read("reports.ndjson", data)
	if len(res.Refused) != 0 || len(res.Drafts) < 50 {
		t.Errorf("%d drafts, refused %v", len(res.Drafts), res.Refused)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"kind":"watched","selectors":[{"kind":"plate","value":"A?1"}]}`))
	f.Add([]byte(`[{"occurred":{"from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z","precision":"day"}}]`))
	f.Add([]byte("{\"text\":\"\\u202e\\u0000\"}\n{\"place\":{\"lat\":\"NaN\",\"lon\":1e999}}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, d := range jsonl.Read("f", b).Drafts {
			d.Report.ID = "r-1"
			if err := d.Report.Validate(); err != nil {
				t.Errorf("a draft that the desk would refuse: %v", err)
			}
		}
	})
}
