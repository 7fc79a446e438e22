package assess_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"testing/fstest"

	"outrider"
	"outrider/internal/assess"
	"outrider/parameters"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawShares invents a distribution over the seven states.
func drawShares(t *rapid.T, label string) []float64 {
	out, sum := make([]float64, 7), 0.0
	for i := range out {
		out[i] = rapid.Float64Range(1e-6, 1).Draw(t, label)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// Two beginnings are never driven further apart by time that nobody watched.
func TestTimeNeverDrivesBeginningsApart(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b, hours := drawShares(t, "a"), drawShares(t, "b"), rapid.IntRange(1, 20000).Draw(t, "hours")
		if before, after := apart(a, b), apart(assess.Drifted(p, a, 0, hours), assess.Drifted(p, b, 0, hours)); after > before+1e-12 {
			t.Fatalf("%d hours drive %v apart to %v", hours, before, after)
		}
	})
}

// apart is the distance of two distributions in total variation.
func apart(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Abs(a[i]-b[i]) / 2
	}
	return sum
}

// A stretch of quiet in two pieces is the same as in one, watched or not.
func TestAStretchOfQuietMayBeCut(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		v, cover := drawShares(t, "shares"), rapid.SampledFrom([]float64{0, .3, .7, 1}).Draw(t, "coverage")
		first, second := rapid.IntRange(0, 9000).Draw(t, "first"), rapid.IntRange(0, 9000).Draw(t, "second")
		whole, cut := assess.Drifted(p, v, cover, first+second), assess.Drifted(p, assess.Drifted(p, v, cover, first), cover, second)
		for i := range whole {
			if math.Abs(whole[i]-cut[i]) > 1e-9 {
				t.Fatalf("state %d: %v in one, %v in two", i, whole[i], cut[i])
			}
		}
	})
}

// withRates are the parameters with some weekly rates of reports changed.
func withRates(t *rapid.T, change func(kind string, row []any)) *assess.Params {
	b, err := parameters.FS.ReadFile("assess.json")
	if err != nil {
		t.Fatal(err)
	}
	questions, err := parameters.FS.ReadFile("questions.json")
	if err != nil {
		t.Fatal(err)
	}
	var f map[string]any
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	f["numbers"].(map[string]any)["draws"].(map[string]any)["value"] = 1
	for k, row := range f["weekly_rates"].(map[string]any)["kinds"].(map[string]any) {
		change(k, row.([]any))
	}
	if b, err = json.Marshal(f); err != nil {
		t.Fatal(err)
	}
	p, err := assess.Load(fstest.MapFS{"assess.json": {Data: b}, "questions.json": {Data: questions}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Where nobody looked, silence is time and no more: how often things would have been
// reported changes nothing.
func TestUnwatchedSilenceIsTimeAlone(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(.2, 5).Draw(t, "factor")
		other := withRates(t, func(_ string, row []any) {
			row[4] = row[4].(float64) * f
		})
		v, hours := drawShares(t, "shares"), rapid.IntRange(1, 20000).Draw(t, "hours")
		if diff := cmp.Diff(assess.Drifted(p, v, 0, hours), assess.Drifted(other, v, 0, hours)); diff != "" {
			t.Fatalf("unwatched silence speaks (-want +got):\n%s", diff)
		}
	})
}

// What is no likelier under an attack than under anything else never raises it.
func TestWhatSpeaksAgainstAnAttackNeverRaisesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := withRates(t, func(k string, row []any) {
			if k == string(outrider.KindTechnical) {
				row[4] = slices.Min([]float64{row[0].(float64), row[1].(float64), row[2].(float64), row[3].(float64), row[5].(float64)}) * rapid.Float64Range(.1, 1).Draw(t, "of the least")
			}
		})
		things := slices.DeleteFunc(drawThings(t, 8), func(x told) bool { return x.kind == outrider.KindTechnical })
		extra := told{"r-extra", outrider.KindTechnical, 1000, rapid.SampledFrom([]string{"A", "C", "E", ""}).Draw(t, "grade")}
		before, after := assess.Assess(p, history(1000, things...)), assess.Assess(p, history(1000, append(things, extra)...))
		if a, b := before.P[outrider.HypAttack].P, after.P[outrider.HypAttack].P; b > a+.0005 { // the share of the prior that is mixed in
			t.Fatalf("attack rose from %v to %v", a, b)
		}
	})
}

// A report that is equally likely under everything moves nothing, wherever it comes.
func TestWhatSaysNothingMovesNothing(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t, 8)
		dull := told{"r-dull", rapid.SampledFrom([]outrider.Kind{outrider.KindRoutine, outrider.KindPublicExposure, outrider.KindResponse, outrider.KindOther}).Draw(t, "dull"),
			rapid.IntRange(0, 1000).Draw(t, "day"), rapid.SampledFrom([]string{"A", "E", ""}).Draw(t, "grade")}
		for _, r := range assess.Assess(p, history(1001, append(things, dull)...)).Rows {
			for h, v := range r.Nats {
				if slices.Contains(r.Reports, "r-dull") && math.Abs(v) > rounding {
					t.Fatalf("%s: a row of kind %s moves it by %v", h, r.Kind, v)
				}
			}
		}
	})
}
