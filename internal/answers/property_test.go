package answers_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/answers"
)

func when(t time.Time) outrider.When {
	return outrider.When{From: t, To: t.AddDate(0, 0, 1), Precision: outrider.PrecisionDay}
}

func drawDay(t *rapid.T, what string) time.Time {
	return day("2020-01-01").AddDate(0, 0, rapid.IntRange(-30, 900).Draw(t, what))
}

func drawResponse(t *rapid.T, id string) answers.Response {
	kinds := []answers.Kind{answers.Expulsion, answers.Freeze, answers.Designation, answers.Charge, answers.Sentence, answers.Statement, answers.Finding}
	r := answers.Response{ID: id, Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), By: []string{rapid.SampledFrom([]string{"GB", "US", "EU", "DE"}).Draw(t, "by")},
		When: when(drawDay(t, "day")), Count: rapid.IntRange(0, 60).Draw(t, "count"), Evidence: answers.Evidence{Confidence: "A1"}}
	if rapid.Bool().Draw(t, "clocked") {
		r.Lapses = r.When.Last().AddDate(0, 0, rapid.IntRange(1, 700).Draw(t, "term"))
	}
	return r
}

func drawFate(t *rapid.T, a answers.Act, id string) answers.Fate {
	kinds := []answers.FateKind{answers.Delisting, answers.Expiry, answers.Release, answers.Return, answers.Closure, answers.Licence}
	return answers.Fate{ID: id, Kind: rapid.SampledFrom(kinds).Draw(t, "fate"), Of: rapid.SampledFrom(a.Responses).Draw(t, "of").ID, By: []string{"GB"}, When: when(drawDay(t, "ended"))}
}

func drawAct(t *rapid.T) answers.Act {
	a := answers.Act{Case: "x", When: when(day("2020-01-01"))}
	for i := range rapid.IntRange(1, 8).Draw(t, "responses") {
		a.Responses = append(a.Responses, drawResponse(t, fmt.Sprintf("r%d", i)))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "fates") {
		a.Fates = append(a.Fates, drawFate(t, a, fmt.Sprintf("f%d", i)))
	}
	return a
}

func TestARemovalNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, at := drawAct(t), drawDay(t, "at")
		more := a
		more.Fates = append(slices.Clone(a.Fates), drawFate(t, a, "g"))
		if more.Signal(at) > a.Signal(at) {
			t.Fatal("the signal rose")
		}
		x, ok := a.Held(at)
		if y, _ := more.Held(at); ok && y > x {
			t.Fatal("more is held")
		}
		if len(more.Backsliding(at)) < len(a.Backsliding(at))-1 {
			t.Fatal("alarms vanished")
		}
	})
}

func TestAnotherAnswerNeverLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, at := drawAct(t), drawDay(t, "at")
		r := drawResponse(t, "new")
		more := a
		more.Responses = append(slices.Clone(a.Responses), r)
		if more.Signal(at) < a.Signal(at)-1e-9 {
			t.Fatal("the signal fell")
		}
		x, ok := a.Held(at)
		if y, _ := more.Held(at); ok && more.InForce(r, at) && y < x-1e-12 {
			t.Fatal("less is held")
		}
	})
}

func TestOrderOfEntriesSaysNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, at := drawAct(t), drawDay(t, "at")
		b := a
		b.Responses, b.Fates = slices.Clone(a.Responses), slices.Clone(a.Fates)
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffle.Shuffle(len(b.Responses), func(i, j int) { b.Responses[i], b.Responses[j] = b.Responses[j], b.Responses[i] })
		shuffle.Shuffle(len(b.Fates), func(i, j int) { b.Fates[i], b.Fates[j] = b.Fates[j], b.Fates[i] })
		if d := cmp.Diff(a.Summary(at), b.Summary(at)); d != "" {
			t.Fatal(d)
		}
		if x, y := a.TimeLine(at), b.TimeLine(at); len(x) != len(y) || len(x) > 0 && x[len(x)-1].Signal != y[len(y)-1].Signal {
			t.Fatal("the time lines differ")
		}
	})
}

// What ends later does not count before: neither a fate nor a clock.
func TestTheFutureDoesNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, at := drawAct(t), drawDay(t, "at")
		f := drawFate(t, a, "g")
		for !f.When.Last().After(at) {
			f.When = when(f.When.From.AddDate(1, 0, 0))
		}
		more := a
		more.Fates = append(slices.Clone(a.Fates), f)
		if more.Signal(at) != a.Signal(at) || len(more.Backsliding(at)) != len(a.Backsliding(at)) {
			t.Fatal("what comes later counts already")
		}
		for _, r := range a.Responses {
			clocked := r
			clocked.Lapses = at.Add(time.Hour)
			open := r
			open.Lapses = time.Time{}
			if a.InForce(clocked, at) != a.InForce(open, at) {
				t.Fatal("a clock that has not run out counts already")
			}
		}
	})
}

// More incidents after never lower the ratio; the interval holds its median, and
// the power is a probability whatever is counted.
func TestEffectIsSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, years := rapid.IntRange(0, 100_000), rapid.Float64Range(0.01, 200)
		before := answers.Count{Incidents: n.Draw(t, "before"), Years: years.Draw(t, "years before")}
		after := answers.Count{Incidents: n.Draw(t, "after"), Years: years.Draw(t, "years after")}
		c, err := answers.Effect(before, after)
		if err != nil || !(c.Low <= c.Ratio && c.Ratio <= c.High) || !(c.Power >= 0 && c.Power <= 1) || c.Sentence == "" {
			t.Fatalf("%+v %v", c, err)
		}
		after.Incidents = min(100_000, after.Incidents+1)
		if more, _ := answers.Effect(before, after); more.Ratio < c.Ratio*(1-1e-9) {
			t.Fatalf("%g fell to %g", c.Ratio, more.Ratio)
		}
	})
}
