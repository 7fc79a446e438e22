package outrider_test

import (
	"math"
	"strings"
	"testing"

	"outrider"

	"pgregory.net/rapid"
)

func TestYardstickWords(t *testing.T) {
	cases := []struct {
		v         float64
		phia, icd string
	}{
		{0, "remote chance", "almost no chance"},
		{0.03, "remote chance", "almost no chance"},
		{0.05, "remote chance", "almost no chance"},
		{0.07, "between remote chance and highly unlikely", "very unlikely"},
		{0.15, "highly unlikely", "very unlikely"},
		{0.22, "between highly unlikely and unlikely", "unlikely"},
		{0.30, "unlikely", "unlikely"},
		{0.37, "between unlikely and realistic possibility", "unlikely"},
		{0.45, "realistic possibility", "unlikely"},
		{0.50, "between realistic possibility and likely", "roughly even chance"},
		{0.52, "between realistic possibility and likely", "roughly even chance"},
		{0.60, "likely", "likely"},
		{0.78, "between likely and highly likely", "likely"},
		{0.85, "highly likely", "very likely"},
		{0.93, "between highly likely and almost certain", "very likely"},
		{0.97, "almost certain", "almost certain"},
		{1, "almost certain", "almost certain"},
	}
	for _, c := range cases {
		if got := outrider.PHIA.Word(c.v); got != c.phia {
			t.Errorf("PHIA %v: %q, want %q", c.v, got, c.phia)
		}
		if got := outrider.ICD203.Word(c.v); got != c.icd {
			t.Errorf("ICD 203 %v: %q, want %q", c.v, got, c.icd)
		}
	}
}

func TestWordsNameTheWholeInterval(t *testing.T) {
	cases := []struct {
		p    outrider.Probability
		want string
	}{
		{outrider.Probability{P: .3, Low: .27, High: .33}, "unlikely"},
		{outrider.Probability{P: .3, Low: .12, High: .6}, "unlikely (range: highly unlikely to likely)"},
		{outrider.Probability{NoData: true}, "no data"},
	}
	for _, c := range cases {
		if got := outrider.PHIA.Words(c.p); got != c.want {
			t.Errorf("%+v: %q, want %q", c.p, got, c.want)
		}
	}
}

// Nothing is ever ruled out and nothing is ever certain, whatever the number.
func TestShownNumbersAreNeverAbsolute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1, 1e-300, 0.0094, 0.0095, 0.0096, 0.9904, 0.9905, 0.9951, 0.9999})).Draw(t, "v")
		for _, s := range []string{outrider.Percent(v), outrider.Frequency(v)} {
			for _, bad := range []string{"0 %", "0.0 %", "100 %", "100.0 %", "NaN", "about 0 in", "about 100 in 100", "about 1000 in"} {
				if s == bad || strings.HasPrefix(s, bad) {
					t.Fatalf("%v is shown as %q", v, s)
				}
			}
		}
		p := outrider.Probability{P: v, Low: v * v, High: math.Sqrt(v)}.Shown()
		if p.P < outrider.Floor || p.P > outrider.Ceiling || p.Low > p.P || p.High < p.P {
			t.Fatalf("%v is shown as %+v", v, p)
		}
		if outrider.PHIA.Word(v) == "" || outrider.ICD203.Word(v) == "" {
			t.Fatalf("%v has no word", v)
		}
	})
}

func TestProbabilityValidate(t *testing.T) {
	nan := math.NaN()
	for _, p := range []outrider.Probability{{P: nan, Low: 0, High: 1}, {P: .5, Low: nan, High: 1}, {P: .5, Low: .6, High: .9}, {P: .5, Low: .1, High: .4},
		{P: 1.1, Low: 0, High: 2}, {P: -.1, Low: -.1, High: .1}, {P: .5, Low: 0, High: math.Inf(1)}} {
		if err := p.Validate(); err == nil {
			t.Errorf("%+v passed", p)
		}
	}
	for _, p := range []outrider.Probability{{}, {P: 1, Low: 1, High: 1}, {P: .5, Low: .2, High: .8}, {P: nan, NoData: true}} {
		if err := p.Validate(); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
	}
}
