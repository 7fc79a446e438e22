package form_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/intake/form"
)

type values = map[string][]string

func TestTwentySecondsAreEnough(t *testing.T) {
	for name, c := range map[string]struct {
		in   values
		kind outrider.Kind
	}{
		"kind only":     {values{"kind": {"watched"}}, outrider.KindWatched},
		"words only":    {values{"what": {"A grey van again."}}, outrider.KindOther},
		"selector only": {values{"plate": {"dh 47 ?"}}, outrider.KindOther},
		"life only":     {values{"life": {"yes"}}, outrider.KindOther},
	} {
		d, err := form.Draft(c.in)
		if err != nil || d.Report.Kind != c.kind || d.Report.Channel != outrider.ChannelForm || d.Report.Handling != outrider.DefaultHandling {
			t.Errorf("%s: %+v, %v", name, d.Report, err)
		}
	}
	if _, err := form.Draft(values{"what": {"  "}, "kind": {""}}); outrider.CodeOf(err) != outrider.CodeInvalid || outrider.HintText(err) == "" {
		t.Errorf("an empty form gave %v", err)
	}
}

func TestDraftReadsEveryField(t *testing.T) {
	d, err := form.Draft(values{
		"kind": {"Suspicious delivery"}, "person": {"K-07; K-02", "K-01"}, "what": {"A parcel\u202e nobody ordered."}, "when": {"2026-04-03T18:30:00+02:00"}, "told": {"2026-04-04"},
		"where": {"Harbour Row"}, "lat": {"54,7"}, "lon": {"2.25 W"}, "country": {"zz"}, "behaviour": {"waiting, photographing", "waiting", "staring"},
		"plate": {"dh 47 klm"}, "phone": {"+44 20 7946 0018"}, "email": {"A@Example.org", "nobody"}, "description": {"body:van"},
		"grade": {"admiralty: b2"}, "tlp": {"white"}, "pap": {"amber"}, "caveats": {"ask first"}, "life": {"no"}, "observer": {"Protectee"}, "source": {"S-12"}, "language": {"FA"},
		"event": {"e1"}, "state": {"zz"}, "names": {"Ilse Muster; A. Beispiel"}, "colour": {"x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	lat, lon := 54.7, -2.25
	want := outrider.Draft{
		Person: "K-07, K-02, K-01", Names: []string{"Ilse Muster", "A. Beispiel"},
		Report: outrider.Report{Kind: outrider.KindDelivery, Text: "A parcel nobody ordered.", Occurred: outrider.At(time.Date(2026, 4, 3, 16, 30, 0, 0, time.UTC)),
			Told: time.Date(2026, 4, 4, 23, 59, 59, 999999999, time.UTC), Place: outrider.Place{Name: "Harbour Row", Country: "ZZ", Lat: &lat, Lon: &lon},
			Behaviour: []outrider.Behaviour{outrider.BehaviourWaiting, outrider.BehaviourPhotographing, outrider.BehaviourOther},
			Selectors: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: "DH47KLM", Raw: "dh 47 klm", Country: "ZZ"}, {Kind: outrider.SelectorPhone, Value: "+442079460018", Raw: "+44 20 7946 0018"},
				{Kind: outrider.SelectorEmail, Value: "a@example.org", Raw: "A@Example.org"}, {Kind: outrider.SelectorOther, Value: "nobody"},
				{Kind: outrider.SelectorDescription, Value: "body:van", Partial: true}},
			Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}, Handling: outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPAmber, Caveats: "ask first"},
			Channel: outrider.ChannelForm, Observer: "protectee", SourceRef: "S-12", Language: "fa", EventKey: "e1", AboutState: "ZZ"},
	}
	ignore := cmpopts.IgnoreFields(outrider.Draft{}, "Warnings")
	if diff := cmp.Diff(want, d, ignore); diff != "" {
		t.Error(diff)
	}
	var where []string
	for _, n := range d.Warnings {
		where = append(where, n.Where)
	}
	if got := strings.Join(where, " "); got != "what behaviour email tlp colour" {
		t.Errorf("notices at %q: %v", got, d.Warnings)
	}
}

func TestDraftNamesEveryFieldThatIsWrong(t *testing.T) {
	_, err := form.Draft(values{"kind": {"spying"}, "when": {"31 February 2026"}, "lat": {"north"}, "tlp": {"mauve"}, "grade": {"B2"}, "description": {"tall man"},
		"state": {"Zembla"}, "source": {"Ilse Muster"}, "event": {"a b"}, "where": {"a", "b"}})
	if outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Fatalf("%v", err)
	}
	for _, f := range []string{"kind: ", "when: there is no 31 February", "lat: ", "tlp: ", "grade: ", "description: ", "state: ", "source: ", "event: ", "where: given more than once"} {
		if !strings.Contains(outrider.SafeText(err), f) {
			t.Errorf("%q does not name %q", outrider.SafeText(err), f)
		}
	}
	for _, secret := range []string{"Muster", "tall"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error quotes %q", secret)
		}
	}
}

func TestDraftLeavesOutWhatMayBeAName(t *testing.T) {
	d, err := form.Draft(values{"kind": {"watched"}, "observer": {"Ilse Muster"}, "language": {"speaks well"}})
	if err != nil || d.Report.Observer != "" || d.Report.Language != "" || len(d.Warnings) != 2 {
		t.Errorf("%+v %v", d, err)
	}
}

func TestDraftKeepsAnAmbiguousDateOpen(t *testing.T) {
	d, err := form.Draft(values{"kind": {"watched"}, "when": {"03/04/2025"}})
	if err != nil || d.Report.Occurred.Ambiguous != "03/04/2025" || !d.Report.Occurred.IsZero() || len(d.Warnings) != 1 {
		t.Errorf("%+v %v", d, err)
	}
	d, err = form.Read(values{"kind": {"watched"}, "when": {"03/04/2025"}}, form.Options{Time: intake.TimeHint{Order: intake.OrderDMY}})
	if err != nil || d.Report.Occurred.From.Month() != time.April || len(d.Warnings) != 0 {
		t.Errorf("%+v %v", d, err)
	}
}

func TestWhereTakesCoordinates(t *testing.T) {
	d, err := form.Draft(values{"kind": {"watched"}, "where": {"54.7, 2.25"}})
	if err != nil || !d.Report.Place.Known() || *d.Report.Place.Lon != 2.25 || d.Report.Place.Name != "" {
		t.Errorf("%+v %v", d.Report.Place, err)
	}
	d, err = form.Draft(values{"kind": {"watched"}, "where": {"Platform 9, 10"}})
	if err != nil || d.Report.Place.Known() || d.Report.Place.Name != "Platform 9, 10" {
		t.Errorf("%+v %v", d.Report.Place, err)
	}
}

func FuzzDraft(f *testing.F) {
	for _, name := range form.Fields() {
		f.Add(name, "\u202e\x00 '=1+1", "kind", "watched")
	}
	f.Add("lat", "NaN", "lon", "Inf")
	f.Add("when", "03/04/2025", "told", "1404/01/14")
	f.Add("where", "1e400, -.°", "phone", "+")
	f.Fuzz(func(t *testing.T, a, v, b, w string) {
		d, err := form.Draft(values{a: {v}, b: {w}})
		if err != nil {
			return
		}
		d.Report.ID = "r"
		if e := d.Report.Validate(); e != nil {
			t.Fatalf("a draft that cannot be filed: %v", e)
		}
	})
}
