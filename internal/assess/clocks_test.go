package assess_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/parameters"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// files are the filter's own files, for a test to change.
func files(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, name := range []string{"assess.json", "questions.json"} {
		b, err := fs.ReadFile(parameters.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: b}
	}
	return out
}

func load(t testing.TB, f fstest.MapFS) *assess.Params {
	t.Helper()
	p, err := assess.Load(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const feud = `{"hypotheses":[{"name":"feud","origin":"an invented quarrel over an inheritance","prior":0.02,"weekly_from_benign":0.0005,"weekly_to_benign":0.02,
 "weekly_to_harm":0.001,"weekly_rates":{"threat-message":0.5,"incident":0.1}},
 {"name":"debt","origin":"invented","prior":0.01,"weekly_from_benign":0.0005,"weekly_to_benign":0.02,"weekly_rates":{"unfamiliar-visit":0.4}}]}`

// Whatever an organisation adds: a distribution, an account that adds up, and its
// own explanations as parts of "something else hostile".
func TestOwnHypothesesAddUp(t *testing.T) {
	f := files(t)
	f["hypotheses.json"] = &fstest.MapFile{Data: []byte(feud)}
	p, plain := load(t, f).WithoutIntervals(), params(t)
	if p.Hash() == plain.Hash() {
		t.Error("other hypotheses, the same hash")
	}
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 8)
		a := assess.Assess(p, in)
		check(t, a)
		own := a.Own["feud"].P + a.Own["debt"].P
		if len(a.Own) != 2 || !(own > 0) || own >= a.P[outrider.HypOther].P {
			t.Fatalf("own hypotheses %v, other hostile %v", a.Own, a.P[outrider.HypOther])
		}
	})
	threat := told{"r-1", outrider.KindThreat, 5, "A"}
	before, after := assess.Assess(p, history(4)).Own["feud"].P, assess.Assess(p, history(5, threat)).Own["feud"].P
	if after <= before {
		t.Errorf("a threat moves the feud from %v to %v", before, after)
	}
}

func TestOwnHypothesesAreRefusedByName(t *testing.T) {
	for want, change := range map[string][2]string{
		"a name of its own":     {`"name":"debt"`, `"name":"attack"`},
		"needs the origin":      {`"origin":"invented"`, `"origin":""`},
		"rates above zero":      {`"prior":0.01`, `"prior":0`},
		"for a known kind":      {`"unfamiliar-visit":0.4`, `"visit":0.4`},
		"add up to less":        {`"prior":0.02`, `"prior":0.6`},
		"list of hypotheses":    {`{"hypotheses"`, `{{"hypotheses"`},
		"small letters":         {`"name":"feud"`, `"name":"Feud"`},
		"debt needs a prior":    {`"weekly_to_benign":0.02,"weekly_rates":{"unf`, `"weekly_to_benign":-1,"weekly_rates":{"unf`},
		"weekly rate is for a ": {`"incident":0.1`, `"incident":-0.1`},
	} {
		f := files(t)
		text := strings.Replace(feud, change[0], change[1], 1)
		if text == feud {
			t.Fatalf("%s: the case does not change the file", want)
		}
		f["hypotheses.json"] = &fstest.MapFile{Data: []byte(text)}
		if _, err := assess.Load(f); err == nil || !strings.Contains(outrider.SafeText(err), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// withExperts puts some experts' tables of threats into the file.
func withExperts(t *testing.T, rows ...[]float64) *assess.Params {
	t.Helper()
	f := files(t)
	var doc map[string]any
	if err := json.Unmarshal(f["assess.json"].Data, &doc); err != nil {
		t.Fatal(err)
	}
	var experts []any
	for i, row := range rows {
		experts = append(experts, map[string]any{"id": "e-" + string(rune('1'+i)), "date": "2026-01-01", "origin": "invented", "weekly_rates": map[string]any{"threat-message": row}})
	}
	doc["experts"] = experts
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	f["assess.json"] = &fstest.MapFile{Data: b}
	return load(t, f)
}

// Several experts: the figure is that of their geometric pool, and lies within the
// range over them. None: a state of its own.
func TestExpertsArePooledAndTheirRangeStated(t *testing.T) {
	in := history(10, told{"r-1", outrider.KindThreat, 5, "A"})
	calm, grim := []float64{.1, .1, .2, .1, .1, .1}, []float64{.001, .01, .4, .2, .4, .1}
	pool := make([]float64, len(calm))
	for i := range pool {
		pool[i] = math.Sqrt(calm[i] * grim[i])
	}
	a, one := assess.Assess(withExperts(t, calm, grim), in), assess.Assess(withExperts(t, pool), in)
	for _, k := range []string{"30d", "90d", "365d"} {
		if math.Abs(a.Harm[k].P-one.Harm[k].P) > 1e-12 {
			t.Errorf("%s: the two pooled say %v, their pool says %v", k, a.Harm[k].P, one.Harm[k].P)
		}
		low, high := assess.Assess(withExperts(t, calm), in).Harm[k].P, assess.Assess(withExperts(t, grim), in).Harm[k].P
		if r := a.ByExpert[k]; a.Experts != 2 || math.Abs(r.Low-low) > 1e-12 || math.Abs(r.High-high) > 1e-12 {
			t.Errorf("%s: the range is %+v, the experts say %v and %v", k, r, low, high)
		}
	}
	if none := assess.Assess(figures(t), in); none.Experts != 0 || none.ByExpert != nil {
		t.Errorf("nobody was asked, and the range is %v", none.ByExpert)
	}
}

// A review lowers the floor to what it states and with a reason only; what comes
// after it counts again, and no review raises it.
func TestOnlyAReviewWithAReasonLowersTheFloor(t *testing.T) {
	p := figures(t)
	floor := func(in assess.Input) float64 { return assess.Assess(p, in).Standing.Floor }
	threat := told{"r-1", outrider.KindThreat, 5, "A"}
	in := history(3000, threat)
	was := floor(in)
	if !(was > .018 && was < .021) {
		t.Fatalf("a threat leaves a floor of %v", was)
	}
	review := func(day0 time.Time, to float64, why string) assess.Input {
		in := in
		in.Reviews = []assess.Review{{At: day0, To: to, Why: why}}
		return in
	}
	for _, c := range []struct {
		what string
		in   assess.Input
		want float64
	}{
		{"without a reason", review(day(6), 0, ""), was},
		{"to half a per cent", review(day(6), .005, "the sender was found"), .005},
		{"before the threat", review(day(4), .005, "nothing was known"), was},
		{"upwards", review(day(6), .2, "more is feared"), was},
		{"in times to come", review(day(4000), 0, "later"), was},
	} {
		if got := floor(c.in); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("reviewed %s, the floor is %v, want %v", c.what, got, c.want)
		}
	}
	again := history(3000, threat, told{"r-2", outrider.KindThreat, 50, "A"})
	again.Reviews = []assess.Review{{At: day(6), To: 0, Why: "the sender was found"}}
	if got := floor(again); math.Abs(got-was) > 1e-12 {
		t.Errorf("a threat after the review leaves %v", got)
	}
}

type pairs map[string]float64

func (p pairs) Pair(state, host string, _ time.Time) (yearly, mean float64, ok bool) {
	v, ok := p[state+" "+host]
	return v, .1, ok
}

// The slow clock does not fade, its factors add up, and counted attacks by the
// state in the country weigh where there are any.
func TestTheSlowClockStands(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 8)
		s := assess.Assess(p, in).Standing
		rate := -math.Log1p(-s.Base)
		for _, r := range s.Rows {
			rate *= math.Exp(r.Nats)
			if r.Nats < 0 {
				t.Fatalf("%s lowers what stands", r.Why)
			}
		}
		want := math.Min(outrider.Ceiling, math.Max(outrider.Floor, -math.Expm1(-rate)))
		if math.Abs(s.Year.P-want) > 1e-12 {
			t.Fatalf("the factors make %v, it states %v", want, s.Year.P)
		}
		later := in
		later.Now = in.Now.AddDate(9, 0, 0)
		if got := assess.Assess(p, later).Standing; len(in.Claims) > 0 && !later.Now.Before(day(1001)) && got.Year.P < s.Year.P-1e-12 {
			t.Fatalf("nine quiet years lower it from %v to %v", s.Year.P, got.Year.P)
		}
	})
	in := history(10, told{"r-1", outrider.KindThreat, 5, "A"})
	by := in.Reports
	in.Reports = func(id outrider.ReportID) (outrider.Report, bool) {
		r, ok := by(id)
		r.AboutState, r.Place.Country = "ZZ", "XX"
		return r, ok
	}
	without := assess.Assess(p, in).Standing.Year.P
	in.Pairs = pairs{"ZZ XX": .4}
	s := assess.Assess(p, in).Standing
	if s.Year.P <= without || !slices.Equal(s.States, []string{"ZZ"}) || s.Host != "XX" {
		t.Errorf("four times as many attacks as the average pair: %+v after %v", s, without)
	}
	in.Pairs = pairs{}
	if got := assess.Assess(p, in).Standing.Year.P; got != without {
		t.Errorf("an uncounted pair moves it from %v to %v", without, got)
	}
}

// A withdrawn report leaves exactly the state of a history without it, and the
// account says what was taken back, in rows that cancel.
func TestARetractionLeavesNothingButItsRows(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 8)
		want := assess.Assess(p, in)
		gone := told{"r-gone", rapid.SampledFrom(outrider.Kinds).Draw(t, "gone"), 300, rapid.SampledFrom([]string{"A", "C", ""}).Draw(t, "grade")}
		in.Withdrawn = []assess.Withdrawn{{Report: gone.report(), At: day(1)}}
		got := assess.Assess(p, in)
		check(t, got)
		sum := map[outrider.Hypothesis]float64{}
		kept := slices.DeleteFunc(got.Rows, func(r outrider.Row) bool {
			if r.Kind != "withdrawn" && r.Kind != "retraction" {
				return false
			}
			for h, v := range r.Nats {
				sum[h] += v
			}
			return true
		})
		for h, v := range sum {
			if v != 0 {
				t.Fatalf("%s: what was withdrawn still weighs %v", h, v)
			}
		}
		got.Rows = kept
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// The rows of a report stand apart: what it says beyond doubt, what the doubt takes
// off and what its like take off. A discount never turns a weight round.
func TestDiscountsTakeOffAndNeverTurn(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		rows := assess.Assess(p, history(1001, drawThings(t, 10)...)).Rows
		for i, r := range rows {
			if r.Kind != "report" {
				continue
			}
			left := maps.Clone(r.Nats)
			for _, d := range rows[i+1:] {
				if d.Kind != "grade" && d.Kind != "dependence" {
					break
				}
				if !slices.Equal(d.Reports, r.Reports) {
					t.Fatalf("a discount of %v stands behind %v", d.Reports, r.Reports)
				}
				for h, v := range d.Nats {
					left[h] += v
				}
				if d.Kind != "grade" {
					continue
				}
				for h, v := range left {
					if v*r.Nats[h] < -rounding || math.Abs(v) > math.Abs(r.Nats[h])+rounding {
						t.Fatalf("%s: %v is left of %v", h, v, r.Nats[h])
					}
				}
			}
		}
	})
}

// What would move it most comes first, each with one thing to do; leaving one
// account out gives what a history without it gives.
func TestLeavingOneOutIsAHistoryWithoutIt(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t, 8)
		a := assess.Assess(p, history(1001, things...))
		for _, l := range a.LeftOut {
			rest := slices.DeleteFunc(slices.Clone(things), func(x told) bool { return slices.Contains(l.Reports, outrider.ReportID(x.id)) })
			if len(rest) != len(things)-1 {
				t.Fatalf("%v was left out of %v", l.Reports, things)
			}
			in := history(1001, rest...)
			if len(rest) > 0 && !in.Since.Equal(day(0)) {
				t.Fatal("the story begins elsewhere")
			}
			if got := assess.Assess(p, in).Harm["90d"].P; math.Abs(got-l.Harm90.P) > 1e-12 {
				t.Fatalf("without %v: %v, and a history without it gives %v", l.Reports, l.Harm90.P, got)
			}
		}
		for _, c := range a.ChangesIf {
			if c.If == "" || c.Task == "" || !(c.Attack.P > 0) {
				t.Fatalf("%+v", c)
			}
		}
	})
}

// The next observation moves the figure to what a history that holds it gives.
func TestWhatWouldChangeItDoesSo(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t, 8)
		a := assess.Assess(p.WithoutIntervals(), history(1001, things...))
		for _, c := range a.ChangesIf {
			if c.If != "an explicit threat arrives" {
				continue
			}
			with := history(1001, append(things, told{"r-zz", outrider.KindThreat, 1001, "B"})...) // B is as reliable as is supposed
			if got := assess.Account(p, with).Harm["90d"].P; math.Abs(got-c.Attack.P) > 1e-4 {
				t.Fatalf("a threat leads to %v, it says %v", got, c.Attack.P)
			}
		}
	})
}

// Without intervals every figure, row and alert stays what it was.
func TestWithoutIntervalsFiguresStay(t *testing.T) {
	p := params(t)
	in := history(30, told{"r-1", outrider.KindWarning, 5, "A"}, told{"r-2", outrider.KindVisit, 9, "C"})
	a, b := assess.Assess(p, in), assess.Assess(p.WithoutIntervals(), in)
	for _, x := range []*outrider.Assessment{&a, &b} {
		for h, v := range x.P {
			x.P[h] = outrider.Probability{P: v.P}
		}
		for k, v := range x.Harm {
			x.Harm[k] = outrider.Probability{P: v.P}
		}
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("(-with +without):\n%s", diff)
	}
	if c := assess.Point(p, in); c.Harm["90d"].P != a.Harm["90d"].P || c.P[outrider.HypAttack].P != a.P[outrider.HypAttack].P {
		t.Errorf("the filter alone says %v, the assessment %v", c.Harm["90d"].P, a.Harm["90d"].P)
	}
}

// What somebody is never moves a figure: nationality, language, names and birth
// places have no field here, and other words in a report change nothing.
func TestWhatSomebodyIsMovesNothing(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 8)
		want := assess.Assess(p, in)
		by := in.Reports
		in.Reports = func(id outrider.ReportID) (outrider.Report, bool) {
			r, ok := by(id)
			r.Text, r.Language = rapid.SampledFrom([]string{"", "en", "fa", "ru", "ug"}).Draw(t, "text"), rapid.SampledFrom([]string{"", "en", "fa", "zh"}).Draw(t, "language")
			r.Said = outrider.Said{Names: []string{rapid.SampledFrom([]string{"Ann Ashgrove", "Bo Birch"}).Draw(t, "name")}}
			return r, ok
		}
		if diff := cmp.Diff(want, assess.Assess(p, in)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}
