package rates_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/precedent"
	"outrider/internal/rates"
	"outrider/precedents"
)

func library(t *testing.T) []precedent.Case {
	t.Helper()
	c, err := precedent.Load(precedents.FS)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCasesAsCounts(t *testing.T) {
	table := rates.FromPrecedents(library(t), nil, day("2026-06-01"))
	if len(table.Cases) != 8 || len(table.LeftOut) != 0 {
		t.Fatalf("counted %v, left out %v", table.Cases, table.LeftOut)
	}
	for want, c := range map[int]rates.CaseCell{
		3: table.Cell(outrider.HypAttack, outrider.KindThreat),
		0: table.Cell(outrider.HypAttack, outrider.KindDelivery),
	} {
		if c.With != want || c.Of != 7 || len(c.In) != want {
			t.Errorf("%+v: want %d of 7", c, want)
		}
	}
	if c := table.Cell(outrider.HypCollection, outrider.KindBreakIn); c.With != 1 || c.Of != 1 {
		t.Errorf("%+v", c)
	}
}

func TestTheCaseUnderTestIsLeftOut(t *testing.T) {
	corpus := library(t)
	out := precedent.Overlapping(corpus, "o03-skripal", nil)
	table := rates.FromPrecedents(corpus, out, day("2026-06-01"))
	if slices.Contains(table.Cases, "o03-skripal") || !slices.Contains(table.LeftOut, "o03-skripal") {
		t.Errorf("counted %v", table.Cases)
	}
	for _, c := range table.Cells {
		if slices.Contains(c.In, "o03-skripal") {
			t.Errorf("%+v", c)
		}
	}
}

func TestWhatWasNotPublishedIsNotCounted(t *testing.T) {
	corpus := library(t)
	for at, want := range map[string][]string{"1978-09-06": {}, "1981-06-01": {"o02-markov"}, "2017-01-01": {"o01-litvinenko", "o02-markov"}} {
		if d := cmp.Diff(want, rates.FromPrecedents(corpus, nil, day(at)).Cases); d != "" {
			t.Errorf("at %s: %s", at, d)
		}
	}
	was, is := rates.FromPrecedents(corpus, nil, day("2007-12-31")), rates.FromPrecedents(corpus, nil, day("2026-06-01"))
	early, late := was.Cell(outrider.HypAttack, outrider.KindAssociate), is.Cell(outrider.HypAttack, outrider.KindAssociate)
	if slices.Contains(early.In, "o01-litvinenko") || !slices.Contains(late.In, "o01-litvinenko") {
		t.Errorf("the murder of a colleague is told by the inquiry first: %v, %v", early.In, late.In)
	}
}

// Whatever becomes known later, nothing is ever counted less; and nothing is
// counted more than there are cases.
func TestTheTableOnlyGrows(t *testing.T) {
	corpus := library(t)
	rapid.Check(t, func(t *rapid.T) {
		a := time.Unix(rapid.Int64Range(0, 1.8e9).Draw(t, "at"), 0)
		b := a.AddDate(0, rapid.IntRange(0, 120).Draw(t, "months"), 0)
		was, is := rates.FromPrecedents(corpus, nil, a), rates.FromPrecedents(corpus, nil, b)
		for _, c := range is.Cells {
			if old := was.Cell(c.Hypothesis, c.Kind); old.With > c.With || old.Of > c.Of || c.With > c.Of {
				t.Errorf("%+v after %+v", c, old)
			}
		}
	})
}

func TestSharesLieBetweenExpertsAndCases(t *testing.T) {
	p := params(t)
	table := rates.FromPrecedents(library(t), nil, day("2026-06-01"))
	rapid.Check(t, func(t *rapid.T) {
		expert := rapid.Float64Range(.01, .99).Draw(t, "expert")
		c := rapid.SampledFrom(table.Cells).Draw(t, "cell")
		got, err := table.Posterior(p, c.Hypothesis, c.Kind, expert)
		if err != nil {
			t.Fatal(err)
		}
		counted := float64(c.With) / float64(c.Of)
		if lo, hi := min(expert, counted), max(expert, counted); got.Share.Mean < lo-1e-12 || got.Share.Mean > hi+1e-12 {
			t.Errorf("%g is not between %g and %g", got.Share.Mean, lo, hi)
		}
		if !(got.Share.Low < got.Share.High) || math.Abs(got.Shift) > math.Abs(math.Log(got.Share.Mean/expert)) {
			t.Errorf("%+v", got)
		}
	})
	none, err := table.Posterior(p, outrider.HypBenign, outrider.KindThreat, .3)
	if err != nil || none.Shift != 0 || math.Abs(none.Share.Mean-.3) > 1e-12 {
		t.Errorf("without cases the experts stand: %+v, %v", none, err)
	}
	for _, bad := range []float64{0, 1, -1, math.NaN()} {
		if _, err := table.Posterior(p, outrider.HypAttack, outrider.KindThreat, bad); err == nil {
			t.Errorf("%g was taken for a share", bad)
		}
	}
}
