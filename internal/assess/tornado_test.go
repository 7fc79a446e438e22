package assess_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/assess"
)

func TestATornadoSaysWhatHangsOnOneNumber(t *testing.T) {
	p := params(t)
	in := history(30, told{"r-1", outrider.KindWatched, 5, "B"}, told{"r-2", outrider.KindThreat, 20, "A"})
	got := assess.Weigh(p, in)
	a := assess.Assess(p, in)
	if got.Harm != a.Harm["90d"].P || got.Word != outrider.PHIA.Word(a.Harm["90d"].Shown().P) {
		t.Errorf("the middle is %g, %s; the assessment says %g", got.Harm, got.Word, a.Harm["90d"].P)
	}
	if got.Rates != len(got.Bars) || got.Rates < 100 || !slices.IsSortedFunc(got.Bars, func(a, b assess.Bar) int { return -1 * int(sign(a.Width()-b.Width())) }) {
		t.Errorf("%d bars for %d rates, widest first", len(got.Bars), got.Rates)
	}
	hanging := 0
	for _, b := range got.Bars {
		if b.Low < 0 || b.Low > 1 || b.High < 0 || b.High > 1 {
			t.Errorf("%+v", b)
		}
		if len(b.Flips) > 0 {
			hanging++
		}
	}
	if hanging != got.Hanging {
		t.Errorf("%d conclusions hang, %d said", hanging, got.Hanging)
	}
	if d := cmp.Diff(got, assess.Weigh(p, in)); d != "" {
		t.Error("twice is not the same: ", d)
	}
}

// More attacks that turn into harm can only mean more harm, and a break-in that
// comes with attacks more often weighs more.
func TestBarsPointTheRightWay(t *testing.T) {
	in := history(30, told{"r-1", outrider.KindBreakIn, 20, "A"})
	in.Coverage = 0 // else quiet speaks too, and against whoever reports often
	seen := 0
	for _, b := range assess.Weigh(params(t), in).Bars {
		if b.Rate == "how often attack turns into harm" || b.Rate == "how often break in is reported under attack" {
			seen++
			if !(b.Low < b.High) {
				t.Errorf("%+v", b)
			}
		}
		if b.Rate == "how often break in is reported under benign" {
			seen++
			if !(b.Low > b.High) {
				t.Errorf("%+v", b)
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d of three rates were found", seen)
	}
}

func TestAConclusionOnTheEdgeFlips(t *testing.T) {
	p := params(t)
	for n := range 12 {
		var told []told
		for i := range n {
			told = append(told, one(i))
		}
		got := assess.Weigh(p, history(60, told...))
		for _, b := range got.Bars {
			for _, f := range b.Flips {
				if !strings.HasPrefix(f, "lower: ") && !strings.HasPrefix(f, "higher: ") {
					t.Errorf("%q", f)
				}
			}
		}
		if got.Hanging > 0 {
			return
		}
	}
	t.Error("from nothing to a dozen accounts, no conclusion ever hung on one rate")
}

func one(i int) told {
	return told{"r-" + string(rune('a'+i)), []outrider.Kind{outrider.KindWatched, outrider.KindThreat, outrider.KindBreakIn}[i%3], 4 * i, "B"}
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
