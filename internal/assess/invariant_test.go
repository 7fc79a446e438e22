package assess_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/assess"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// rounding is less than any report weighs.
const rounding = 1e-12

// check fails where an assessment breaks what every assessment keeps.
func check(t *rapid.T, a outrider.Assessment) {
	t.Helper()
	if err := a.Validate(); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, h := range outrider.Hypotheses {
		p := a.P[h]
		sum += p.P
		if !(p.P > 0 && p.P < 1) || p.Low > p.P || p.High < p.P || math.IsNaN(p.Low+p.High) {
			t.Fatalf("%s has %+v", h, p)
		}
		total := 0.0
		for _, r := range a.Rows {
			total += r.Nats[h]
		}
		if want := math.Log(p.P / a.P[outrider.HypBenign].P); math.Abs(total-want) > 1e-9 {
			t.Fatalf("%s: rows add up to %v, the log-odds are %v", h, total, want)
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Fatalf("the hypotheses add up to %v", sum)
	}
	for _, m := range []map[string]outrider.Probability{a.Harm, a.BaseHarm} {
		for _, k := range []string{"30d", "90d", "365d"} {
			if p := m[k]; !(p.P > 0 && p.P < 1) || p.Low > p.P || p.High < p.P {
				t.Fatalf("harm within %s is %+v", k, p)
			}
		}
		if m["30d"].P > m["90d"].P || m["90d"].P > m["365d"].P {
			t.Fatalf("more time means less harm: %+v", m)
		}
	}
}

// Whatever was told: a distribution, an account that adds up to a billionth,
// nothing ruled out, nothing certain, later horizons never smaller.
func TestEveryAssessmentAddsUp(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		a := assess.Assess(p, drawInput(t, 12))
		check(t, a)
		if s := lint(a); s != "" {
			t.Fatalf("a sentence nobody may write: %s", s)
		}
	})
}

// The same news in any order, however often it is thought about.
func TestOrderOfNewsDoesNotMatter(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 10)
		for i := range in.Claims { // many at one moment
			if rapid.Bool().Draw(t, "same moment") {
				in.Claims[i].Occurred = outrider.At(day(100))
			}
		}
		want := assess.Assess(p, in)
		in.Claims = rapid.Permutation(in.Claims).Draw(t, "claims")
		in.Findings = rapid.Permutation(in.Findings).Draw(t, "findings")
		if diff := cmp.Diff(want, assess.Assess(p, in)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// Evidence that speaks for an attack more than for anything else never lowers
// its chance, at whatever point of the story it comes: beyond the share of the
// prior that is mixed in after each report and has a row of its own.
func TestMoreHostileEvidenceNeverLowers(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t, 8)
		extra := told{id: "r-extra", kind: rapid.SampledFrom([]outrider.Kind{outrider.KindWarning, outrider.KindAssociate, outrider.KindDelivery}).Draw(t, "extra"),
			day: rapid.IntRange(0, 1000).Draw(t, "extra day"), grade: rapid.SampledFrom([]string{"A", "C", "E", "F", ""}).Draw(t, "extra grade")}
		before, after := assess.Assess(p, history(1000, things...)), assess.Assess(p, history(1000, append(things, extra)...))
		for what, m := range map[string][2]float64{
			"attack": {before.P[outrider.HypAttack].P, after.P[outrider.HypAttack].P},
			"harm":   {before.Harm["90d"].P, after.Harm["90d"].P},
		} {
			if m[1] < m[0]-.0005 {
				t.Fatalf("%s fell from %v to %v by %+v", what, m[0], m[1], extra)
			}
		}
	})
}

// A weak account among strong ones may add little; it must not take anything away.
func TestAWeakAccountBeforeStrongOnesTakesNothingAway(t *testing.T) {
	p := figures(t)
	var strong []told
	for i, id := range []string{"r-1", "r-2", "r-3", "r-4", "r-5"} {
		strong = append(strong, told{id: id, kind: outrider.KindWarning, day: 20 + i, grade: "A"})
	}
	weak := told{id: "r-0", kind: outrider.KindWarning, day: 19, grade: "E"}
	without, with := assess.Assess(p, history(30, strong...)), assess.Assess(p, history(30, append(strong, weak)...))
	if a, b := without.P[outrider.HypAttack].P, with.P[outrider.HypAttack].P; b < a-.0005 {
		t.Errorf("attack fell from %.4f to %.4f by one more warning", a, b)
	}
}

// A better source moves each explanation further, never the other way.
func TestAWeakerGradeMovesLess(t *testing.T) {
	p := figures(t)
	for _, k := range outrider.Kinds {
		var last map[outrider.Hypothesis]float64
		for _, g := range []string{"E", "D", "C", "B", "A"} {
			nats := reportRow(assess.Assess(p, history(10, told{"r-1", k, 5, g})))
			for h, v := range nats {
				if last != nil && (math.Abs(v) < math.Abs(last[h])-rounding || v*last[h] < -rounding) {
					t.Errorf("%s: grade %s moves %s by %v after %v", k, g, h, v, last[h])
				}
			}
			last = nats
		}
	}
	f6 := reportRow(assess.Assess(p, history(10, told{"r-1", outrider.KindThreat, 5, "F"})))
	b2 := reportRow(assess.Assess(p, history(10, told{"r-1", outrider.KindThreat, 5, "B"})))
	none := reportRow(assess.Assess(p, history(10, told{"r-1", outrider.KindThreat, 5, ""})))
	for _, h := range outrider.Hypotheses[1:] {
		if !(f6[h] > 0 && f6[h] < b2[h]) || none[h] != f6[h] {
			t.Errorf("%s: F moves %v, B moves %v, no grade %v", h, f6[h], b2[h], none[h])
		}
	}
}

// reportRow is what the only report moved, its discounts taken off.
func reportRow(a outrider.Assessment) map[outrider.Hypothesis]float64 {
	out := map[outrider.Hypothesis]float64{}
	for _, r := range a.Rows {
		if r.Kind == "report" || r.Kind == "grade" || r.Kind == "dependence" {
			for h, v := range r.Nats {
				out[h] += v
			}
		}
	}
	return out
}

// What is equally likely under every explanation moves none of them.
func TestContextMovesNothing(t *testing.T) {
	p := figures(t)
	for _, k := range []outrider.Kind{outrider.KindRoutine, outrider.KindPublicExposure, outrider.KindResponse, outrider.KindOther} {
		for h, v := range reportRow(assess.Assess(p, history(10, told{"r-1", k, 5, "A"}))) {
			if math.Abs(v) > rounding {
				t.Errorf("%s moves %s by %v", k, h, v)
			}
		}
	}
}

// Seconds are below what the account resolves: thinking again within the minute
// gives the same numbers.
func TestThinkingAgainWithinTheMinute(t *testing.T) {
	p := figures(t)
	rapid.Check(t, func(t *rapid.T) {
		in := history(1001, drawThings(t, 8)...)
		want := assess.Assess(p, in)
		in.Now = in.Now.Add(time.Duration(rapid.IntRange(0, 59).Draw(t, "seconds")) * time.Second)
		if diff := cmp.Diff(want.P, assess.Assess(p, in).P); diff != "" {
			t.Fatalf("some seconds later (-want +got):\n%s", diff)
		}
	})
}

// Cutting a silence in two changes nothing: a report that says nothing, in the
// middle of it, leaves the rest as it was, but for the prior mixed in after it.
func TestCuttingASilenceChangesNothing(t *testing.T) {
	p := figures(t)
	threat := told{"r-1", outrider.KindWatched, 5, "B"}
	want := assess.Assess(p, history(800, threat))
	for _, d := range []int{6, 100, 555, 799} {
		got := assess.Assess(p, history(800, threat, told{"r-2", outrider.KindRoutine, d, "A"}))
		for _, h := range outrider.Hypotheses {
			if math.Abs(got.P[h].P-want.P[h].P) > .0005 {
				t.Errorf("cut at day %d: %s moves from %v to %v", d, h, want.P[h].P, got.P[h].P)
			}
		}
	}
}

// Quiet tells two priors apart less and less: it never sharpens a quarrel.
func TestQuietForgets(t *testing.T) {
	p := figures(t)
	last := math.Inf(1)
	for _, now := range []int{10, 30, 90, 365, 3650} {
		calm := assess.Assess(p, history(now, told{"r-1", outrider.KindVisit, 5, "C"}))
		tense := assess.Assess(p, history(now, told{"r-1", outrider.KindAssociate, 5, "A"}))
		tv := 0.0
		for _, h := range outrider.Hypotheses {
			tv += math.Abs(calm.P[h].P - tense.P[h].P)
		}
		if tv > last+1e-12 {
			t.Errorf("after %d days they are %v apart, before %v", now, tv, last)
		}
		last = tv
	}
}

// A story told a hundred times is told once.
func TestCopiesChangeNothing(t *testing.T) {
	p := figures(t)
	first := told{"r-0", outrider.KindWarning, 5, "B"}.report()
	first.Text = strings.Repeat("an officer said on tuesday that a plan against the writer had been found and two people were being looked for ", 3)
	want := assess.Assess(p, merged(30, first))
	for _, n := range []int{1, 3, 40, 100} {
		reports := []outrider.Report{first}
		for i := range n {
			c := first
			c.ID, c.CopyOf = outrider.ReportID("r-copy-"+string(rune('a'+i/26))+string(rune('a'+i%26))), first.ID
			reports = append(reports, c)
		}
		got := assess.Assess(p, merged(30, reports...))
		if diff := cmp.Diff(want.P, got.P); diff != "" {
			t.Errorf("%d copies move the hypotheses (-want +got):\n%s", n, diff)
		}
		if got.Roots != 1 || got.Reports != n+1 {
			t.Errorf("%d copies: %d reports from %d roots", n, got.Reports, got.Roots)
		}
	}
}

// lint names the first sentence that says what nobody can know: that somebody is
// safe, that something is excluded, or a likelihood and a confidence in one breath.
func lint(a outrider.Assessment) string {
	var all []string
	for _, r := range a.Rows {
		all = append(all, r.Why)
	}
	for _, c := range a.ChangesIf {
		all = append(all, c.If, c.Task)
	}
	return lintSentences(append(all, a.Missing...))
}

func lintSentences(all []string) string {
	for _, s := range all {
		low := " " + strings.ToLower(s)
		for _, bad := range []string{" safe", " 0 %", " 100 %", "no threat", "no risk", "certainly", "impossible", "nan", "inf ", "p-1"} {
			if strings.Contains(low, bad) {
				return s
			}
		}
		if strings.Contains(low, "ruled out") && !strings.Contains(low, "nothing is ever ruled out") {
			return s
		}
		likely := slices.ContainsFunc([]string{"likely", "remote chance", "realistic possibility"}, func(w string) bool { return strings.Contains(low, w) })
		if likely && strings.Contains(low, "confidence") {
			return s
		}
	}
	return ""
}

// Sightings that detection joins into a pattern never weigh less for it: a weak
// pattern does not talk the desk out of what was seen.
func TestAPatternNeverWeighsLessThanItsSightings(t *testing.T) {
	p := figures(t)
	for _, grade := range []string{"A", "C", "F"} {
		var seen []told
		for i, id := range []string{"r-1", "r-2", "r-3", "r-4"} {
			seen = append(seen, told{id, outrider.KindWatched, 5 + 3*i, grade})
		}
		without := assess.Assess(p, history(20, seen...))
		last := without.P[outrider.HypAttack].P
		for _, score := range []float64{1.1, 2, 3, 4, 5, 6, 8, 12} {
			in := history(20, seen...)
			f := finding(score, 14)
			f.Reports = []outrider.ReportID{"r-1", "r-2", "r-3", "r-4"}
			in.Findings = []outrider.Finding{f}
			got := assess.Assess(p, in).P[outrider.HypAttack].P
			if got < last-.0005 {
				t.Errorf("grade %s: a pattern with score %v puts attack at %.4f, before %.4f", grade, score, got, last)
			}
			last = got
		}
	}
}
