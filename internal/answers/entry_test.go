package answers_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider/internal/answers"
)

const table = `act,entry,id,date,by,place,kind,words,count,names,keys,of,ground,until,source,grade
harbour-2024,act,,2024-03-02,RU,DE,,A harbour pilot is beaten.,,,,,,,Invented Gazette 3 March 2024,B2
harbour-2024,fate,,2025-01-10,DE,,return,One of the two is accredited again.,,,,e1,,,Invented Gazette 11 January 2025,C3
harbour-2024,response,e1,2024-03-20,DE;FR,,expulsion,"Two attaches are expelled, together.",2,Ansel Larch;Idris Rowan,,,,,Invented Gazette 21 March 2024,A1
harbour-2024,response,e2,2024-04,EU,,designation,A unit is listed.,1,,eu:9999,,,2025-04-30,Invented Journal,A1
harbour-2024,reply,,2024-03-25,RU,,expulsion,Two of theirs are sent home in return.,2,,,,,,Invented Gazette,B2
harbour-2024,attribution,,2024-03-10,federal prosecutor,,,The prosecutor names a service.,,,,,,,Invented Gazette,A1
`

func entries(t *testing.T, text string) ([]answers.Entry, []answers.Fault) {
	t.Helper()
	list, faults, err := answers.ReadEntries(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return list, faults
}

func TestOwnActs(t *testing.T) {
	list, faults := entries(t, table)
	library := answers.FromPrecedents(corpus(t))
	l, more := library.With(list)
	if len(faults)+len(more) > 0 {
		t.Fatalf("%v %v", faults, more)
	}
	if len(l.Acts) != len(library.Acts)+1 {
		t.Errorf("%d acts", len(l.Acts))
	}
	a, err := l.Act("harbour-2024")
	if err != nil {
		t.Fatal(err)
	}
	if a.From != answers.FromOwn || len(a.Responses) != 2 || len(a.Fates) != 1 || len(a.Replies) != 1 || len(a.Attributions) != 1 {
		t.Fatalf("%+v", a)
	}
	if s := a.Strength(a.Responses[0]); s.Cost != 1.5 || s.Together < 1.69 {
		t.Errorf("the strength of the expulsion is %+v", s)
	}
	alarms := a.Backsliding(day("2025-06-01"))
	if len(alarms) != 2 || alarms[0].Change != "return" || alarms[1].Change != "expiry" {
		t.Errorf("%+v", alarms)
	}
	for _, s := range a.TimeLine(day("2025-06-01")) {
		if s.From != answers.FromOwn {
			t.Errorf("%s does not say where it comes from", s.ID)
		}
	}
}

// The library's acts are added to and never changed.
func TestOwnAnswersToActsOfTheLibrary(t *testing.T) {
	library := answers.FromPrecedents(corpus(t))
	list, _ := entries(t, "act,entry,date,by,kind,words,source\no03-skripal,response,2030-01-01,CH,statement,Invented words.,Invented Gazette\n")
	id := library.Acts[2].Case
	list[0].Act = id
	l, faults := library.With(list)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	before, _ := library.Act(id)
	after, _ := l.Act(id)
	if len(after.Responses) != len(before.Responses)+1 || after.From != answers.FromLibrary {
		t.Errorf("%d answers before, %d after", len(before.Responses), len(after.Responses))
	}
	if got := after.Responses[len(after.Responses)-1].Evidence.From; got != answers.FromOwn {
		t.Errorf("the added answer comes from %q", got)
	}
	if again, _ := library.Act(id); len(again.Responses) != len(before.Responses) {
		t.Error("the ledger that was added to has changed")
	}
}

// Every fault is named with its line and field, and the rest is kept.
func TestFaults(t *testing.T) {
	const head = "act,entry,id,date,by,place,kind,words,count,of,ground,until,source,grade\n"
	const act = "pier-2024,act,,2024-03-02,RU,DE,,An invented act.,,,,,Gazette,B2\n"
	for text, want := range map[string]string{
		"":                   "the file: ",
		"act,deed\n":         "line 1: deed",
		"act,words\nx,y\n":   "line 1: entry",
		head + act + "a,b\n": "line 3: ",
		head + act + "pier-2024,response,,2024-13-40,DE,,expulsion,x,,,,,Gazette,\n":         "line 3: date",
		head + act + "pier-2024,response,,2024-03-05,,,expulsion,x,,,,,Gazette,\n":           "line 3: by",
		head + act + "pier-2024,response,,2024-03-05,DE,,expulsed,x,,,,,Gazette,\n":          "line 3: kind",
		head + act + "pier-2024,response,,2024-03-05,DE,,expulsion,x,many,,,,Gazette,\n":     "line 3: count",
		head + act + "pier-2024,response,,2024-03-05,DE,,expulsion,x,-4,,,,Gazette,\n":       "line 3: count",
		head + act + "pier-2024,response,,2024-03-05,DE,,expulsion,x,,,,,,\n":                "line 3: source",
		head + act + "pier-2024,response,,2024-03-05,DE,,expulsion,x,,,,,Gazette,Z9\n":       "line 3: grade",
		head + act + "pier-2024,response,,2024-03-05,DE,,expulsion,x,,,,31 April,Gazette,\n": "line 3: until",
		head + act + "pier-2024,fate,,2024-03-05,DE,,return,x,,r9,,,Gazette,\n":              "line 3: of",
		head + act + "quay-2024,response,,2024-03-05,DE,,expulsion,x,,,,,Gazette,\n":         "line 3: act",
		head + act + "pier-2024,song,,2024-03-05,DE,,expulsion,x,,,,,Gazette,\n":             "line 3: entry",
		head + act + act: "line 3: act",
		head + "Pier 2024,act,,2024-03-02,RU,DE,,An act.,,,,,Gazette,\n": "line 2: act",
		head + "pier-2024,act,,2024-03-02,RU,Germany,,x,,,,,Gazette,\n":  "line 2: place",
		`[{"act":"pier-2024","entry":"act","deed":1}]`:                   "entry 1: ",
		`{"act":"pier-2024"} {`:                                          "entry 2: ",
		`[{]`:                                                            "the file: ",
	} {
		list, faults := entries(t, text)
		_, more := answers.FromPrecedents(nil).With(list)
		var got []string
		for _, f := range append(faults, more...) {
			got = append(got, f.Where+": "+f.Field)
			if f.What == "" || f.Hint == "" {
				t.Errorf("%+v does not say what to do", f)
			}
		}
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

// A table and JSON that say the same are the same.
func TestTableAndJSON(t *testing.T) {
	fromTable, _ := entries(t, "act;entry;date;by;kind;words;count;names;source\npier-2024;response;2024-03-05;DE;expulsion;Invented.;2;Ansel Larch;Gazette\n")
	fromJSON, _ := entries(t, `{"act":"pier-2024","entry":"response","date":"2024-03-05","by":["DE"],"kind":"expulsion","words":"Invented.","count":2,"names":["Ansel Larch"],"source":"Gazette"}`)
	same := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".where" }, cmp.Ignore())
	if diff := cmp.Diff(fromTable, fromJSON, same, cmp.AllowUnexported(answers.Entry{})); diff != "" {
		t.Error(diff)
	}
}

func TestNamedByTheOrganisation(t *testing.T) {
	list, _ := entries(t, table)
	l, _ := answers.FromPrecedents(nil).With(list)
	named := answers.AddNamed([]answers.Named{{Key: "c/1", Name: "Ansel LARCH", Reasons: []string{"charged"}}}, l)
	if len(named) != 2 || len(named[0].Reasons) != 2 || named[1].Name != "Idris Rowan" || !strings.Contains(named[1].Reasons[0], "expulsion by DE FR") {
		t.Errorf("%+v", named)
	}
}

func FuzzEntries(f *testing.F) {
	f.Add(table)
	f.Add(`[{"act":"a","entry":"act","by":["RU"],"place":"DE","date":"2024"}]`)
	f.Add("act;entry\na;b\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		list, _, err := answers.ReadEntries(strings.NewReader(text))
		if err != nil {
			return
		}
		l, _ := answers.FromPrecedents(nil).With(list)
		for _, a := range l.Acts {
			if a.Case == "" || a.Host == "" || len(a.Against) > 0 {
				t.Fatalf("%+v", a)
			}
			for _, r := range a.Responses {
				if r.ID == "" || len(r.By) == 0 || r.Evidence.Sources[0] == "" || a.Strength(r).Weight <= 0 {
					t.Fatalf("%+v", r)
				}
			}
			a.TimeLine(day("2030-01-01"))
			a.Backsliding(day("2030-01-01"))
		}
	})
}
