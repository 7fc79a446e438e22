package calibration_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider/internal/calibration"
	"outrider/parameters"
)

func params(t testing.TB) calibration.Params {
	t.Helper()
	p, err := calibration.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	p.Draws = 60 // enough to see an interval, and quick
	return p
}

// forecasts draws a set with ties, certainties and repeated people.
func forecasts(t *rapid.T) []calibration.Forecast {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) calibration.Forecast {
		p := rapid.OneOf(rapid.SampledFrom([]float64{0, .001, .1, .1, .5, 1}), rapid.Float64Range(0, 1)).Draw(t, "p")
		return calibration.Forecast{Person: fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "person")), P: p, Happened: rapid.Bool().Draw(t, "happened"), Base: .2}
	}), 20, 80).Draw(t, "forecasts")
}

func TestAScoreIsExactlyItsParts(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		r := calibration.Measure(forecasts(t), p, 1)
		for name, s := range map[string]*calibration.Score{"Brier": r.Brier, "log": r.Log} {
			if d := math.Abs(s.Score - (s.MCB - s.DSC + s.UNC)); d > 1e-12 {
				t.Errorf("%s: the parts miss the score by %g", name, d)
			}
			if s.MCB < -1e-12 || s.DSC < -1e-12 || s.UNC < 0 {
				t.Errorf("%s: a part is negative: %+v", name, *s)
			}
		}
	})
}

// The blocks are the curve: rising, whole, and the events in them add up.
func TestTheBlocksAreAWholeRisingCurve(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		r := calibration.Measure(forecasts(t), p, 1)
		n, hit, last := 0, 0.0, -1.0
		for _, b := range r.Blocks {
			if b.Observed <= last || b.Low > b.Forecast+1e-12 || b.Forecast > b.High+1e-12 || b.People < 1 || b.People > b.Count {
				t.Fatalf("a block is out of order: %+v", r.Blocks)
			}
			n, hit, last = n+b.Count, hit+b.Observed*float64(b.Count), b.Observed
			if b.Band == nil || b.Band.Low > b.Band.High || b.Band.Low < 0 || b.Band.High > 1 {
				t.Fatalf("a band is none: %+v", b)
			}
		}
		if n != r.Outcomes || math.Abs(hit-float64(r.Happened)) > 1e-9 {
			t.Errorf("the blocks hold %d forecasts and %g events, of %d and %d", n, hit, r.Outcomes, r.Happened)
		}
	})
}

// Whatever somebody believes, saying it costs least in expectation.
func TestNoDistortionBeatsTheTruth(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		belief, said := rapid.Float64Range(0, 1).Draw(t, "belief"), rapid.Float64Range(0, 1).Draw(t, "said")
		for name, rule := range map[string]calibration.Rule{"Brier": calibration.Brier, "log": p.Log} {
			expect := func(q float64) float64 { return belief*rule(q, true) + (1-belief)*rule(q, false) }
			if expect(said) < expect(belief)-1e-12 {
				t.Errorf("%s: who believes %g does better by saying %g", name, belief, said)
			}
		}
	})
}

func TestTheOrderOfForecastsDoesNotMatter(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		fs := forecasts(t)
		shuffled := rapid.Permutation(fs).Draw(t, "shuffled")
		if d := cmp.Diff(calibration.Measure(fs, p, 7), calibration.Measure(shuffled, p, 7)); d != "" {
			t.Error(d)
		}
	})
}

// drawn invents forecasts of known quality: the truth is drawn from the belief,
// and what is said is the belief, bent.
func drawn(n int, bend func(float64) float64) []calibration.Forecast {
	dice := rand.New(rand.NewPCG(3, 4))
	out := make([]calibration.Forecast, n)
	for i := range out {
		belief := .02 + .6*math.Pow(dice.Float64(), 3)
		out[i] = calibration.Forecast{Person: fmt.Sprint(i / 5), P: bend(belief), Happened: dice.Float64() < belief}
	}
	return out
}

func TestGoodNumbersAreSeenAsGoodAndBentOnesAsBent(t *testing.T) {
	p := params(t)
	odds := func(f float64) func(float64) float64 {
		return func(q float64) float64 { return 1 / (1 + math.Exp(-f*math.Log(q/(1-q)))) }
	}
	straight := calibration.Measure(drawn(4000, odds(1)), p, 1)
	timid := calibration.Measure(drawn(4000, odds(.5)), p, 1)
	bold := calibration.Measure(drawn(4000, odds(2)), p, 1)
	if s := straight.Line.Slope; math.Abs(s-1) > .15 || straight.Brier.MCB > .05*straight.Brier.UNC {
		t.Errorf("well calibrated numbers have slope %.2f and MCB %.4f of %.4f", s, straight.Brier.MCB, straight.Brier.UNC)
	}
	if timid.Line.Slope < 1.6 || bold.Line.Slope > .7 {
		t.Errorf("slopes: timid %.2f, bold %.2f", timid.Line.Slope, bold.Line.Slope)
	}
	for name, bent := range map[string]calibration.Report{"timid": timid, "bold": bold} {
		if bent.Log.MCB <= straight.Log.MCB || *bent.Log.Skill >= *straight.Log.Skill {
			t.Errorf("%s numbers score no worse", name)
		}
		if math.Abs(bent.Brier.DSC-straight.Brier.DSC) > 1e-9 {
			t.Errorf("%s: bending numbers changed how well they tell people apart", name)
		}
	}
	for _, b := range straight.Blocks {
		if b.Count >= 50 && math.Abs(b.Observed-b.Forecast) > .1 {
			t.Errorf("block %+v", b)
		}
	}
	if in := straight.Brier.SkillIn; in.Low > *straight.Brier.Skill || in.High < *straight.Brier.Skill {
		t.Errorf("skill %g outside %+v", *straight.Brier.Skill, *in)
	}
}

// A band is that of its own block: with the same few numbers said again and
// again, each block's share lies within it.
func TestABandHoldsItsOwnBlock(t *testing.T) {
	p := params(t)
	p.Draws = 200
	dice := rand.New(rand.NewPCG(5, 6))
	var fs []calibration.Forecast
	for i := range 900 {
		q := .05 + .1*float64(i%9)
		fs = append(fs, calibration.Forecast{Person: fmt.Sprint(i), P: q, Happened: dice.Float64() < q})
	}
	r := calibration.Measure(fs, p, 1)
	if len(r.Blocks) < 6 {
		t.Fatalf("%d blocks", len(r.Blocks))
	}
	for _, b := range r.Blocks {
		if b.Observed < b.Band.Low || b.Observed > b.Band.High {
			t.Errorf("%.3f lies outside %+v", b.Observed, *b.Band)
		}
	}
}

// Forecasts about one person, told a hundred times, are still one person: the
// interval must not shrink as if they were a hundred.
func TestRepeatedForecastsDoNotNarrowTheInterval(t *testing.T) {
	p := params(t)
	p.Draws = 300
	once := drawn(100, func(q float64) float64 { return q })
	for i := range once {
		once[i].Person = fmt.Sprint(i)
	}
	often := slices.Repeat(once, 20)
	a, b := calibration.Measure(once, p, 1).Brier.SkillIn, calibration.Measure(often, p, 1).Brier.SkillIn
	if wa, wb := a.High-a.Low, b.High-b.Low; wb < .8*wa {
		t.Errorf("the interval shrank from %.3f to %.3f", wa, wb)
	}
}

func TestFewOutcomesGiveCountsOnly(t *testing.T) {
	p := params(t)
	r := calibration.Measure(drawn(p.MinOutcomes-1, func(q float64) float64 { return q }), p, 1)
	if !r.Few || r.Brier != nil || r.Log != nil || r.Line != nil || len(r.Blocks) != 0 || r.Outcomes != p.MinOutcomes-1 {
		t.Errorf("got %+v", r)
	}
	if r := calibration.Measure(nil, p, 1); !r.Few || r.Outcomes != 0 || math.IsNaN(r.Mean) {
		t.Errorf("of nothing: %+v", r)
	}
}

func TestWithoutNumbersItOnlyCounts(t *testing.T) {
	r := calibration.Measure(drawn(50, func(q float64) float64 { return q }), calibration.Params{}, 1)
	if !r.Few || r.Outcomes != 50 || r.Line != nil {
		t.Errorf("got %+v", r)
	}
}

// Where nothing came there is no skill to speak of, and nothing is invented.
func TestNothingCameLeavesNoSkill(t *testing.T) {
	p := params(t)
	fs := drawn(60, func(q float64) float64 { return q })
	for i := range fs {
		fs[i].Happened = false
	}
	r := calibration.Measure(fs, p, 1)
	if r.Brier.Skill != nil || r.Log.Skill != nil || r.Brier.SkillIn != nil || r.Brier.UNC != 0 {
		t.Errorf("got %+v", *r.Brier)
	}
}

func TestSkillAgainstTheBaseRateThatStoodBeside(t *testing.T) {
	p := params(t)
	fs := drawn(400, func(q float64) float64 { return q })
	if s := calibration.Measure(fs, p, 1).Log.SkillBase; s != nil {
		t.Errorf("no base rate stood beside them, and the skill is %g", *s)
	}
	for i := range fs {
		fs[i].Base = fs[i].P
	}
	if s := calibration.Measure(fs, p, 1).Log.SkillBase; s == nil || math.Abs(*s) > 1e-12 {
		t.Errorf("forecasts that repeat the base rate have skill %v over it", s)
	}
}

func FuzzMeasure(f *testing.F) {
	f.Add(.5, .1, .9, uint8(3))
	f.Add(math.NaN(), math.Inf(1), -1.0, uint8(0))
	f.Add(0.0, 1.0, 1e-300, uint8(255))
	p := params(f)
	p.Draws, p.MinOutcomes = 5, 1
	f.Fuzz(func(t *testing.T, a, b, c float64, bits uint8) {
		var fs []calibration.Forecast
		for i, q := range []float64{a, b, c, a, b, c, a, b} {
			fs = append(fs, calibration.Forecast{Person: fmt.Sprint(i % 3), P: q, Happened: bits>>i&1 == 1, Base: c})
		}
		r := calibration.Measure(fs, p, 1)
		if r.Refused+r.Outcomes != len(fs) {
			t.Fatalf("%d refused and %d scored of %d", r.Refused, r.Outcomes, len(fs))
		}
		if r.Few {
			return
		}
		for _, x := range []float64{r.Mean, r.Share, r.Brier.Score, r.Brier.MCB, r.Log.Score, r.Log.DSC, r.Line.Shift, r.Line.Slope, r.Line.Held} {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Fatalf("a figure is no number: %+v %+v %+v", *r.Brier, *r.Log, *r.Line)
			}
		}
	})
}
