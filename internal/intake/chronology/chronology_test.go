package chronology_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/intake/chronology"
)

// invented is a case of invented people, with an ending that must not get in.
const invented = `{"schema":"open-case/1",
"case":{"id":"x01-ashgrove","title":"t","attribution":"ENDING","ground_truth":{"critical_at":"2021-05-05","label":"ENDING"},
 "protected":[{"id":"ashgrove","name":"Ann Ashgrove","why_at_risk":"ENDING"},{"id":"birch","name":"Bo Birch"}],
 "hostile":[{"id":"h1","name":"Zed Zephyr","aliases":["ENDING"]}]},
"events":[
 {"id":"e1","occurred":{"start":"2021-03","end":null,"precision":"month","tz":"Asia/Tomsk"},"place":{"name":"Elmford","country":"GB","lat":51.5,"lon":-1.2,"precision":"city"},
  "what":"ENDING","kind":"attack","kind_as_seen":"watched","as_seen":"A man stands opposite the house.","about_state":"xx","about":["ashgrove"],"actors":["h1"],
  "selectors":[{"type":"alias","value":"Zed Zephyr","basis":"ENDING","known_from":"2021-06-01"},{"type":"flight","value":"XX 12","known_from":"2021-03"},{"type":"lodging","value":"Inn","known_from":null}],
  "observable_by":["bystander"],"could_be_known_from":"2021-03-15","became_known_to_protective_side":{"date":"2021-04-02","note":"ENDING"},
  "relevance":"hostile","phase":"attack","note":"ENDING","sources":["s"],"confidence":"B2","verification":"ENDING"},
 {"id":"e2","occurred":{"start":"2021-04-10T09:00:00+02:00","precision":"minute","tz":"Europe/Berlin"},"kind_as_seen":"travel-record","as_seen":"A traveller arrives.",
  "about":["birch"],"observable_by":["security-service"],"could_be_known_from":"2021-04-10","became_known_to_protective_side":{"date":"after attack"},"confidence":"??","surprise":1},
 {"id":"e3","occurred":{"start":"2021-13"},"kind_as_seen":"other","about":[],"observable_by":["principal"]},
 {"id":"e4","occurred":{"start":"2021-04-01"},"kind_as_seen":"nonsense"},
 {"id":"e1","occurred":{"start":"2021"}},
 7
],"responses":[{"id":"r1","date":"2022","what":"ENDING"}],"sources":[]}`

func tomsk(name string) (*time.Location, error) {
	zones := map[string]int{"Asia/Tomsk": 7, "Europe/Berlin": 2}
	h, ok := zones[name]
	if !ok {
		return nil, outrider.Invalid("no such zone")
	}
	return time.FixedZone(name, h*3600), nil
}

func read(t *testing.T) chronology.File {
	t.Helper()
	f, _, err := chronology.Read("x.json", []byte(invented))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestABrokenEventIsNamedAndTheRestIsRead(t *testing.T) {
	f, res, err := chronology.Read("x.json", []byte(invented))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Events) != 3 {
		t.Errorf("%d events were read, want 3", len(f.Events))
	}
	var where []string
	for _, r := range res.Refused {
		where = append(where, r.Where)
	}
	if d := cmp.Diff([]string{"x.json events[3]", "x.json events[4]", "x.json events[5]"}, where); d != "" {
		t.Error(d)
	}
	if len(res.Notices) != 1 || !strings.Contains(res.Notices[0].What, "surprise") {
		t.Errorf("an unknown field is a notice, and nothing else is: %v", res.Notices)
	}
}

func TestFeedMoments(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return x.UTC()
	}
	march := at("2021-03-31T23:59:59.999999999+07:00")
	for name, c := range map[string]struct {
		o    chronology.Options
		want map[string]time.Time
	}{
		"reported A": {chronology.Options{Tier: chronology.TierA}, map[string]time.Time{"e1": march, "e1.s1": at("2021-06-01T23:59:59.999999999+07:00")}},
		"reported B": {chronology.Options{Tier: chronology.TierB}, map[string]time.Time{"e1": march,
			"e2": at("2021-04-10T23:59:59.999999999+02:00"), "e1.s1": at("2021-06-01T23:59:59.999999999+07:00")}},
		"delay": {chronology.Options{Delay: 48 * time.Hour}, map[string]time.Time{"e1": march.Add(48 * time.Hour),
			"e1.s1": at("2021-06-01T23:59:59.999999999+07:00")}},
		"known": {chronology.Options{View: chronology.ViewKnown, Delay: time.Hour}, map[string]time.Time{
			"e1": at("2021-04-02T23:59:59.999999999+07:00"), "e1.s1": at("2021-06-01T23:59:59.999999999+07:00")}},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Zones = tomsk
			fed, _ := chronology.Feed(read(t), c.o)
			got := map[string]time.Time{}
			for _, x := range fed {
				got[string(x.Draft.Report.ID)] = x.At.UTC()
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestADraftHoldsWhatWasSeenAndNoMore(t *testing.T) {
	fed, res := chronology.Feed(read(t), chronology.Options{Tier: chronology.TierC, Zones: tomsk})
	if len(res.Refused) != 1 {
		t.Errorf("the impossible date is refused by name: %v", res.Refused)
	}
	first := fed[0].Draft
	if len(first.Names) != 0 || len(first.Report.Selectors) != 1 {
		t.Errorf("a selector is fed from the day it was known: names %v, selectors %v", first.Names, first.Report.Selectors)
	}
	last := fed[len(fed)-1].Draft
	if d := cmp.Diff([]string{"Zed Zephyr"}, last.Names); d != "" {
		t.Error(d)
	}
	if last.Report.CopyOf != first.Report.ID || last.Report.Text != "" || last.Report.Urgent() {
		t.Errorf("a supplement is a copy that brings a selector and nothing else: %+v", last.Report)
	}
	if last.Report.Observer != "" || first.Report.Observer != "" {
		t.Error("who observed is never passed on")
	}
	for _, x := range fed {
		if err := x.Draft.Report.Validate(); err != nil {
			t.Errorf("%s: %v", x.Event, err)
		}
		if strings.Contains(cmp.Diff(outrider.Draft{}, x.Draft), "ENDING") {
			t.Errorf("%s: the ending got in", x.Event)
		}
	}
}

// The decoded type has no field for what was written with hindsight.
func TestTheTypeCannotHoldTheEnding(t *testing.T) {
	want := map[string][]string{
		"File":      {"Case", "Events", "Responses"},
		"Case":      {"ID", "Protected"},
		"Protected": {"ID"},
		"Event":     {"ID", "Occurred", "Place", "KindAsSeen", "AsSeen", "AboutState", "About", "Selectors", "Observers", "Knowable", "Known", "Confidence"},
		"Occurred":  {"Start", "End", "Precision", "Zone"},
		"Place":     {"Name", "Country", "Lat", "Lon", "Precision"},
		"Selector":  {"Type", "Value", "KnownFrom"},
		"Response":  {"ID", "Date", "By"},
	}
	got := map[string][]string{}
	walk(reflect.TypeFor[chronology.File](), got)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if strings.Contains(cmp.Diff(chronology.File{}, read(t)), "ENDING") {
		t.Error("the ending got in")
	}
}

func walk(t reflect.Type, out map[string][]string) {
	switch t.Kind() {
	case reflect.Slice, reflect.Pointer:
		walk(t.Elem(), out)
	case reflect.Struct:
		out[t.Name()] = nil
		for i := range t.NumField() {
			out[t.Name()] = append(out[t.Name()], t.Field(i).Name)
			walk(t.Field(i).Type, out)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(invented))
	f.Add([]byte(`{"case":{"id":"a","protected":[{"id":"p"}]},"events":[{"id":"e","occurred":{"start":"2020","end":"2019"},"about":["q"]}]}`))
	f.Add([]byte(`{"case":[],"events":{}}`))
	f.Add([]byte("\xff\xfe{\x00}\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, _, err := chronology.Read("f", data)
		if err != nil {
			return
		}
		fed, _ := chronology.Feed(file, chronology.Options{Tier: chronology.TierC, Zones: tomsk})
		if !slices.IsSortedFunc(fed, func(a, b chronology.Timed) int { return a.At.Compare(b.At) }) {
			t.Error("not in order")
		}
		for _, x := range fed {
			if err := x.Draft.Report.Validate(); err != nil && len(x.Draft.Report.Text) <= outrider.MaxText && len(x.Draft.Report.About) <= outrider.MaxAbout {
				t.Errorf("a draft that cannot be filed: %v", err)
			}
		}
	})
}
