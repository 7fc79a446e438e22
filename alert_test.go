package outrider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"outrider"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Two nodes that computed the same alert from reports in another order write one.
func TestAlertIDsDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		basis := rapid.SliceOfNDistinct(rapid.StringMatching(`r-[a-f0-9]{4}`), 1, 8, rapid.ID).Draw(t, "basis")
		ids := make([]outrider.ReportID, len(basis))
		for i, b := range basis {
			ids[i] = outrider.ReportID(b)
		}
		thread := outrider.NewThread(outrider.RuleRepeat, "p-1", "f-1")
		want := outrider.NewAlertID(thread, outrider.LevelAct, ids)
		shuffled := rapid.Permutation(ids).Draw(t, "shuffled")
		before := fmt.Sprint(shuffled)
		if got := outrider.NewAlertID(thread, outrider.LevelAct, append(shuffled, shuffled[0])); got != want {
			t.Fatalf("%s and %s", got, want)
		}
		if fmt.Sprint(shuffled) != before {
			t.Fatal("the caller's list was sorted under its hands")
		}
		if outrider.NewAlertID(thread, outrider.LevelLook, ids) == want || outrider.NewAlertID(thread, outrider.LevelAct, append(ids, "r-other")) == want {
			t.Fatal("another level or basis has the same id")
		}
	})
}

func TestThreadsAreApart(t *testing.T) {
	seen := map[outrider.ThreadID]string{}
	for _, rule := range []outrider.Rule{outrider.RuleRepeat, outrider.RuleShared, outrider.RuleStage} {
		for _, p := range []outrider.PersonID{"", "p-1", "p-2", "p-1f"} {
			for _, s := range []string{"", "f-1", "f", "-1"} {
				id, what := outrider.NewThread(rule, p, s), fmt.Sprint(rule, "/", p, "/", s)
				if other, twice := seen[id]; twice {
					t.Errorf("%s and %s share a thread", what, other)
				}
				seen[id] = what
				if err := outrider.CheckID("thread", string(id)); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func TestDismissalWakes(t *testing.T) {
	until := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	d := outrider.Dismissal{Reason: "innocent", Until: until, Score: 4, Places: 3, People: 1, AtLevel: outrider.LevelLook}
	quiet := outrider.Alert{Level: outrider.LevelLook, Person: "p-1", Score: 4, Places: 3, Raised: until.Add(-time.Hour)}
	cases := []struct {
		name   string
		change func(*outrider.Alert)
		wakes  bool
	}{
		{"the same again", func(*outrider.Alert) {}, false},
		{"a little stronger", func(a *outrider.Alert) { a.Score += outrider.WakeScore - .01 }, false},
		{"three times as strong", func(a *outrider.Alert) { a.Score += math.Log(3) }, true},
		{"a new place", func(a *outrider.Alert) { a.Places = 4 }, true},
		{"one place fewer", func(a *outrider.Alert) { a.Places = 2 }, false},
		{"another person", func(a *outrider.Alert) { a.Others = []outrider.PersonID{"p-2"} }, true},
		{"urgent", func(a *outrider.Alert) { a.Level = outrider.LevelAct }, true},
		{"on its last day", func(a *outrider.Alert) { a.Raised = until }, true},
		{"after its end", func(a *outrider.Alert) { a.Raised = until.Add(time.Hour) }, true},
	}
	for _, c := range cases {
		a := quiet
		c.change(&a)
		got, why := d.Wakes(a)
		if got != c.wakes || (why != "") != c.wakes {
			t.Errorf("%s: wakes %v (%q)", c.name, got, why)
		}
	}
	urgent := d
	urgent.AtLevel = outrider.LevelAct
	a := quiet
	a.Level = outrider.LevelAct
	if got, why := urgent.Wakes(a); got {
		t.Errorf("dismissed as urgent, it woke for being urgent: %s", why)
	}
}

func TestNothingIsDismissedForEver(t *testing.T) {
	if (outrider.Dismissal{Reason: "innocent"}).Validate() == nil {
		t.Error("a dismissal without end passed")
	}
	if (outrider.Dismissal{Until: time.Unix(1, 0)}).Validate() == nil {
		t.Error("a dismissal without reason passed")
	}
	for _, r := range outrider.DismissReasons {
		if err := (outrider.Dismissal{Reason: r, Until: time.Unix(1, 0)}).Validate(); err != nil {
			t.Errorf("%s: %v", r, err)
		}
	}
}

func TestReportValidate(t *testing.T) {
	good := outrider.Report{ID: "r-1", Kind: outrider.KindWatched, Text: "A grey van again."}
	if err := good.Validate(); err != nil {
		t.Fatalf("a report without time, place and grade is fine: %v", err)
	}
	secret := "K7 SECRET"
	cases := map[string]func(*outrider.Report){
		"no id":             func(r *outrider.Report) { r.ID = "" },
		"an id with spaces": func(r *outrider.Report) { r.ID = "r 1" },
		"no kind":           func(r *outrider.Report) { r.Kind = "" },
		"a kind unheard of": func(r *outrider.Report) { r.Kind = outrider.Kind(secret) },
		"broken text":       func(r *outrider.Report) { r.Text = "\xff" },
		"endless text":      func(r *outrider.Report) { r.Text = strings.Repeat("a", outrider.MaxText+1) },
		"a crowd":           func(r *outrider.Report) { r.About = make([]outrider.PersonID, outrider.MaxAbout+1) },
		"a person's name":   func(r *outrider.Report) { r.About = []outrider.PersonID{outrider.PersonID(secret)} },
		"no selector value": func(r *outrider.Report) { r.Selectors = []outrider.Selector{{Kind: outrider.SelectorPlate}} },
		"looks":             func(r *outrider.Report) { r.Behaviour = []outrider.Behaviour{"tall"} },
		"half a place":      func(r *outrider.Report) { r.Place.Lat = new(float64) },
		"half a grade":      func(r *outrider.Report) { r.Grade = outrider.Grade{Source: "B", Content: "2"} },
		"a label of old":    func(r *outrider.Report) { r.Handling.TLP = "TLP:WHITE" },
		"time backwards": func(r *outrider.Report) {
			r.Occurred = outrider.When{From: time.Unix(9, 0), To: time.Unix(1, 0), Precision: outrider.PrecisionDay}
		},
	}
	for name, spoil := range cases {
		r := good
		spoil(&r)
		err := r.Validate()
		if outrider.CodeOf(err) != outrider.CodeInvalid || err == nil {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the refusal quotes what was written: %v", name, err)
		}
	}
}

func TestUrgent(t *testing.T) {
	for _, k := range outrider.Kinds {
		want := k == outrider.KindDelivery || k == outrider.KindIllness
		if got := (outrider.Report{Kind: k}).Urgent(); got != want {
			t.Errorf("%s: urgent %v", k, got)
		}
		if !(outrider.Report{Kind: k, LifeAtRisk: true}).Urgent() {
			t.Errorf("%s with a life at risk is not urgent", k)
		}
	}
}

func TestReportSurvivesJSON(t *testing.T) {
	lat, lon := 51.5, -.12
	want := outrider.Report{ID: "r-1", Kind: outrider.KindApproach, About: []outrider.PersonID{"p-1"}, Text: "نص · текст", Language: "ar",
		Occurred: outrider.At(time.Date(2025, 4, 3, 18, 30, 0, 0, time.UTC)), Place: outrider.Place{Name: "Station", Lat: &lat, Lon: &lon},
		Selectors: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: "AB?2CDE", Raw: "ab?2 cde", Partial: true}},
		Grade:     outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}, Handling: outrider.DefaultHandling,
		Channel: outrider.ChannelForm, EventKey: "e-1", CopyOf: "r-0", Publication: &outrider.Publication{Title: "T", Outlet: "O"}}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got outrider.Report
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Absent and forbidden share one error, down to every text it can give.
func TestErrorsHaveTwoFaces(t *testing.T) {
	inner := errors.New("the disk said no to /some/file")
	err := fmt.Errorf("filing: %w", &outrider.Error{Code: outrider.CodeStorage, Safe: "could not be written", Hint: "free some space", Err: inner})
	if outrider.CodeOf(err) != outrider.CodeStorage || outrider.SafeText(err) != "could not be written" || outrider.HintText(err) != "free some space" {
		t.Errorf("code %s, safe %q, hint %q", outrider.CodeOf(err), outrider.SafeText(err), outrider.HintText(err))
	}
	if !errors.Is(err, inner) {
		t.Error("the operator's log loses the cause")
	}
	if strings.Contains(outrider.SafeText(inner), "disk") || outrider.CodeOf(inner) != outrider.CodeInternal || outrider.HintText(inner) != "" {
		t.Error("a foreign error is shown to a person")
	}
}

func TestAssessmentIsADistribution(t *testing.T) {
	a := outrider.Assessment{P: map[outrider.Hypothesis]outrider.Probability{}}
	if a.Validate() == nil {
		t.Error("an assessment without hypotheses passed")
	}
	for _, h := range outrider.Hypotheses {
		a.P[h] = outrider.Probability{P: 1.0 / 6, Low: .1, High: .2}
	}
	if err := a.Validate(); err != nil {
		t.Error(err)
	}
	a.P[outrider.HypAttack] = outrider.Probability{P: .2, Low: .1, High: .3}
	if a.Validate() == nil {
		t.Error("hypotheses that add up to more than 1 passed")
	}
	f := outrider.Finding{ID: "f-1", Reports: []outrider.ReportID{"r-1"}, Rows: []outrider.Weight{{Nats: math.NaN()}}}
	if f.Validate() == nil {
		t.Error("a weight that is not a number passed")
	}
}
