package detect_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/detect"

	gocmp "github.com/google/go-cmp/cmp"
)

// forbidden are what no score may know: what people are, not what anybody does.
var forbidden = []string{"nationality", "citizenship", "ethnic", "religio", "faith", "language", "birth", "dress", "cloth", "gender", "sex", "skin", "surname", "firstname", "fullname", "realname"}

// The types that thinking reads have no field for what a person is or is called,
// however deep; the name of a place is the one name there is.
func TestNoInputSaysWhatSomebodyIs(t *testing.T) {
	for _, v := range []any{outrider.Sighting{}, outrider.Contact{}, detect.Params{}, detect.Alarm{}, detect.Candidate{}, readOf(outrider.Protectee{})} {
		walk(reflect.TypeOf(v), "", map[reflect.Type]bool{}, func(path string) {
			last := strings.ToLower(path[strings.LastIndex(path, ".")+1:])
			for _, word := range forbidden {
				if strings.Contains(last, word) {
					t.Errorf("%T%s is an input", v, path)
				}
			}
			if (last == "name" || last == "names" || last == "race") && path != ".Place.Name" && path != ".Places.Place.Name" {
				t.Errorf("%T%s is an input", v, path)
			}
		})
	}
}

// walk visits every field of a type, those of other packages' types included.
func walk(x reflect.Type, path string, seen map[reflect.Type]bool, visit func(string)) {
	switch x.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		walk(x.Elem(), path, seen, visit)
	case reflect.Map:
		walk(x.Key(), path, seen, visit)
		walk(x.Elem(), path, seen, visit)
	case reflect.Struct:
		if seen[x] || x == reflect.TypeFor[time.Time]() {
			return
		}
		seen[x] = true
		for i := range x.NumField() {
			f := x.Field(i)
			visit(path + "." + f.Name)
			walk(f.Type, path+"."+f.Name, seen, visit)
		}
	}
}

// enrolled is what the engine reads of a person.
type enrolled struct {
	ID     outrider.PersonID
	Places []outrider.OwnPlace
	Known  []outrider.Selector
	Ties   []outrider.PersonID
}

func readOf(x outrider.Protectee) enrolled { return enrolled{x.ID, x.Places, x.Known, x.Ties} }

// Every attribute of a person that is not read, every word about a place, a thing
// or a message that is none of detection's business: exchanged, all alarms stay the
// same to the last bit. A new field of a person has to be put on one of the sides.
func TestWhatSomebodyIsChangesNothing(t *testing.T) {
	whole := reflect.TypeFor[outrider.Protectee]()
	var unread []string
	for i := range whole.NumField() {
		if _, ok := reflect.TypeFor[enrolled]().FieldByName(whole.Field(i).Name); !ok {
			unread = append(unread, whole.Field(i).Name)
		}
	}
	if d := gocmp.Diff([]string{"Code", "Actors", "Coverage", "Language", "Purposes", "Since", "Sheet", "Of", "Journeys", "Child", "Safeguarding"}, unread); d != "" {
		t.Fatalf("what is not read of a person has changed (-flipped here +not read):\n%s", d)
	}
	other := town(0)
	for i := range other.people {
		x := &other.people[i]
		x.Code, x.Language, x.Coverage, x.Since = "Q-"+strconv.Itoa(99-i), []string{"fa", "ru", "zh"}[i%3], float64(i%3)/2, day0.AddDate(i, 0, 0)
		x.Actors = []outrider.Actor{{State: []string{"XA", "XB"}[i%2], Basis: "invented"}}
		x.Purposes = []outrider.SealPurpose{outrider.PurposeRecord}
		x.Sheet, x.Of = outrider.SheetHousehold, []outrider.Relation{{To: "p-other", How: "invented"}}
		x.Child, x.Safeguarding = true, "invented"
		x.Journeys = []outrider.Journey{{ID: "j", From: home, To: far, Leave: day0}}
		for k := range x.Places {
			x.Places[k].Place.Country, x.Places[k].Place.Name = "XB", "elsewhere"
		}
	}
	for i := range other.told {
		x := &other.told[i].sighting
		x.Selector.Country, x.Selector.Raw, x.Place.Country = "XC", "as written", "XB"
		x.Handling = outrider.Handling{TLP: outrider.TLPRed, PAP: outrider.PAPRed}
	}
	want, got := town(0).alarms(params(t)), other.alarms(params(t))
	for i := range got {
		got[i].Selector.Country, got[i].Selector.Raw = "", ""
	}
	if d := gocmp.Diff(want, got); d != "" || len(want) == 0 {
		t.Errorf("%d alarms; what somebody is changes them (-before +after):\n%s", len(want), d)
	}
}

// A retracted sighting that raised an alarm, of either level, does not keep the
// next one quiet.
func TestARetractedAlarmDoesNotSilence(t *testing.T) {
	for level, far := range map[detect.Level]float64{detect.LevelWake: 0, detect.LevelLook: 50} {
		p := params(t)
		p.Calibration.Far = far
		xs := follower("p-1", plate("XX11XXX"))
		e := engine(p, outrider.Protectee{ID: "p-1"})
		var raised []detect.Alarm
		for _, x := range xs {
			raised = append(raised, e.Add(x)...)
		}
		last := xs[len(xs)-1]
		if len(raised) != 1 || raised[0].Level != level || !slices.Contains(raised[0].Sightings, last.ID) || !e.Retract(last.ID) {
			t.Fatalf("%s: the follower raises %+v", level, raised)
		}
		last.ID = "r-true#0"
		if len(e.Add(last)) != 1 {
			t.Errorf("%s: an alarm that was taken back silences the next one", level)
		}
	}
}

// without leaves out the alarms of one person.
func without(who outrider.PersonID, as []detect.Alarm) []detect.Alarm {
	return slices.DeleteFunc(slices.Clone(as), func(a detect.Alarm) bool { return a.Person == who })
}

// What cannot be used is counted under its reason, and everything else is as
// without it.
func TestBadInputIsCountedAndSurvived(t *testing.T) {
	p, w := params(t), town(0)
	want := w.alarms(p)
	e := engine(p, w.people...)
	bad := func(change func(*outrider.Sighting)) {
		x := w.told[0].sighting
		x.ID = "bad"
		change(&x)
		if as := e.Add(x); as != nil {
			t.Errorf("bad input raises %v", as)
		}
	}
	nan, inf := math.NaN(), math.Inf(1)
	bad(func(x *outrider.Sighting) { x.Place = spot(91, 0) })
	bad(func(x *outrider.Sighting) { x.Place = spot(nan, 0) })
	bad(func(x *outrider.Sighting) { x.Place = spot(0, inf) })
	bad(func(x *outrider.Sighting) { x.Place = outrider.Place{Lat: &nan} })
	bad(func(x *outrider.Sighting) { x.Person = "p-99" })
	bad(func(x *outrider.Sighting) { x.At = time.Time{} })
	bad(func(x *outrider.Sighting) { x.Recorded = time.Time{} })
	tied := w.people[0]
	tied.Ties = []outrider.PersonID{"p-stranger"}
	e.Enrol(tied)
	bad(func(x *outrider.Sighting) { x.Person = "p-stranger" })
	e.Enrol(w.people[0])
	if e.AddContact(outrider.Contact{ID: "bad", Person: "p-99", At: day0, Recorded: day0}) != nil || e.AddContact(outrider.Contact{ID: "none", Person: "p-00", At: day0, Recorded: day0}) != nil {
		t.Error("an empty approach raises an alarm")
	}
	got := tell(e, w.told...)
	bad(func(x *outrider.Sighting) { x.ID = w.told[5].sighting.ID })
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("alarms (-without +with bad input):\n%s", d)
	}
	counts := map[string]int{"not on the earth": 4, "of a person nobody registered": 3, "without a time": 2, "told before under the same id": 1}
	if d := gocmp.Diff(counts, e.Refused); d != "" || len(e.RefusedLines()) != 4 {
		t.Errorf("refused (-want +got):\n%s", d)
	}
}

// A clock that runs ahead or backwards: what happened after it was told happened,
// at the latest, when it was told; and no order of clocks breaks anything.
func TestClocksThatRunWrong(t *testing.T) {
	p := params(t)
	xs := follower("p-1", plate("XX11XXX"))
	ahead := slices.Clone(xs)
	for i := range ahead {
		xs[i].At = xs[i].Recorded
		ahead[i].At = ahead[i].Recorded.AddDate(7, 0, 0)
	}
	a, b := engine(p, outrider.Protectee{ID: "p-1"}), engine(p, outrider.Protectee{ID: "p-1"})
	for i := range xs {
		if d := gocmp.Diff(a.Add(xs[i]), b.Add(ahead[i])); d != "" {
			t.Errorf("a clock seven years ahead (-right +ahead):\n%s", d)
		}
	}
	back := engine(p, outrider.Protectee{ID: "p-1"})
	for i, x := range slices.Backward(xs) {
		x.Recorded = x.Recorded.AddDate(0, 0, -i)
		back.Add(x)
	}
	if s := back.Score("p-1", outrider.SensorHuman, xs[0].Selector); !(s > 0) || math.IsInf(s, 0) {
		t.Errorf("told backwards, a follower scores %v", s)
	}
}

// One device tells a million things in a minute about one person: they are counted,
// that person's reports by people still count, and nobody else notices.
func TestAMillionFromOneDevice(t *testing.T) {
	p, w := params(t), town(0)
	want := w.alarms(p)
	e := engine(p, w.people...)
	half := len(w.told) / 2
	got := tell(e, w.told[:half]...)
	x := w.told[half].sighting
	x.Person, x.Reporter, x.Sensor = "p-07", "device", outrider.SensorBLE
	million := 1_000_000
	for i := range million {
		x.ID = "f" + strconv.Itoa(i)
		x.Selector = device(i % 5000)
		x.At = x.Recorded.Add(-time.Duration(i%60) * time.Second)
		got = append(got, e.Add(x)...)
	}
	people := x
	people.ID, people.Sensor, people.Selector = "said", outrider.SensorHuman, plate("YY77YYY")
	e.Add(people)
	got = append(got, tell(e, w.told[half:]...)...)
	if d := gocmp.Diff(without("p-07", want), without("p-07", got)); d != "" {
		t.Errorf("other people's alarms (-without +with the flood):\n%s", d)
	}
	if n := e.Refused["more than a day can hold"]; n < 990_000 || n >= million {
		t.Errorf("%d of a million were refused", n)
	}
	if e.Rows("p-07", outrider.SensorHuman, people.Selector) == nil {
		t.Error("what people say about the flooded person is drowned")
	}
}

// A hundred decoys around one person, each at three places: everybody else's alarms
// are the same to the last bit, and the real follower is still found. Some hundreds
// would hide it, for each is a likelier follower: then only the decoys are seen.
func TestDecoysHarmNobodyElse(t *testing.T) {
	p, w := params(t), town(0)
	want := without("p-01", w.alarms(p))
	for d := range 100 {
		for k, at := range []outrider.Place{home, work, gym} {
			w.note(fmt.Sprintf("d-%d-%d", d, k), 1, 90+float64(d%40)+float64(k)/2, at, plate(fmt.Sprintf("DY%03dX", d)))
		}
	}
	slices.SortStableFunc(w.told, func(a, b told) int { return a.sighting.Recorded.Compare(b.sighting.Recorded) })
	as := w.alarms(p)
	if d := gocmp.Diff(want, without("p-01", as)); d != "" || len(want) == 0 {
		t.Errorf("%d alarms of others (-without +with decoys):\n%s", len(want), d)
	}
	if !slices.ContainsFunc(as, func(a detect.Alarm) bool { return a.Person == "p-01" && a.Selector.Value == "HH11AAA" }) {
		t.Error("behind the decoys the follower is no longer found")
	}
}

// A grade, a sensor, a kind or a conduct that nobody knows counts as the one that
// says least, and never as an error.
func TestTheUnknownSaysLeast(t *testing.T) {
	p := params(t)
	alarms := func(change func(*outrider.Sighting)) []detect.Alarm {
		e := engine(p, outrider.Protectee{ID: "p-1"})
		e.Practise()
		for _, x := range mostlyAtHome("p-1", device(1)) {
			change(&x)
			e.Add(x)
		}
		x := mostlyAtHome("p-1", device(1))[0]
		change(&x)
		return []detect.Alarm{{Score: e.Score("p-1", x.Sensor, x.Selector)}}
	}
	for name, c := range map[string][2]func(*outrider.Sighting){
		"grade":   {func(x *outrider.Sighting) { x.Grade = outrider.Grade{} }, func(x *outrider.Sighting) { x.Grade = outrider.Grade{Scheme: "stars", Source: "5"} }},
		"code":    {func(x *outrider.Sighting) { x.Grade = outrider.Grade{} }, func(x *outrider.Sighting) { x.Grade.Source = "Z" }},
		"kind":    {func(x *outrider.Sighting) { x.Selector.Kind = outrider.SelectorOther }, func(x *outrider.Sighting) { x.Selector.Kind = "airship" }},
		"sensor":  {func(*outrider.Sighting) {}, func(x *outrider.Sighting) { x.Sensor = "balloon" }},
		"conduct": {func(x *outrider.Sighting) { x.Behaviour = []outrider.Behaviour{outrider.BehaviourOther} }, func(x *outrider.Sighting) { x.Behaviour = []outrider.Behaviour{"levitating"} }},
	} {
		if d := gocmp.Diff(alarms(c[0]), alarms(c[1])); d != "" {
			t.Errorf("an unknown %s (-says least +unknown):\n%s", name, d)
		}
	}
}
