package judgement_test

import (
	"math"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"outrider"
	"outrider/internal/judgement"
	"outrider/parameters"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// raw draws figures as people type them: each in range, together anything.
func raw() *rapid.Generator[outrider.Figures] {
	return rapid.Custom(func(t *rapid.T) outrider.Figures {
		f := outrider.Figures{P: map[outrider.Hypothesis]float64{}, Harm: map[string]float64{}}
		for _, h := range outrider.Hypotheses {
			f.P[h] = rapid.Float64Range(0, 1).Draw(t, string(h))
		}
		for _, k := range outrider.Horizons {
			f.Harm[k] = rapid.Float64Range(0, 1).Draw(t, k)
		}
		return f
	})
}

func made() *rapid.Generator[outrider.Figures] {
	return rapid.Map(raw(), func(f outrider.Figures) outrider.Figures { m, _ := judgement.Cohere(f); return m })
}

func shares(f outrider.Figures) []float64 {
	var out []float64
	for _, h := range outrider.Hypotheses {
		out = append(out, f.P[h])
	}
	return out
}

func harm(f outrider.Figures) []float64 {
	return []float64{f.Harm["30d"], f.Harm["90d"], f.Harm["365d"]}
}

// coherent fails where figures do not fit together.
func coherent(t *rapid.T, f outrider.Figures) {
	sum := 0.0
	for _, v := range shares(f) {
		if v < outrider.Floor-1e-12 || v > outrider.Ceiling+1e-12 {
			t.Fatalf("share %v is outside floor and ceiling", v)
		}
		sum += v
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Fatalf("the shares add up to %v", sum)
	}
	h := harm(f)
	if !slices.IsSorted(h) || h[0] < outrider.Floor-1e-12 || h[2] > outrider.Ceiling+1e-12 {
		t.Fatalf("harm %v", h)
	}
}

func apart(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return sum
}

func TestCoherenceHoldsAndIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := raw().Draw(t, "raw")
		once, _ := judgement.Cohere(f)
		coherent(t, once)
		twice, mended := judgement.Cohere(once)
		if !cmp.Equal(once, twice) || len(mended) > 0 {
			t.Fatalf("made coherent twice: %v, %v: %v", once, twice, mended)
		}
	})
}

// No coherent figures are nearer, tried with draws and with steps towards them.
func TestCoherenceIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, other := raw().Draw(t, "raw"), made().Draw(t, "other")
		near, _ := judgement.Cohere(f)
		for _, step := range []float64{1, .1, .001} {
			p, h := between(shares(near), shares(other), step), between(harm(near), harm(other), step)
			if apart(shares(f), p) < apart(shares(f), shares(near))-1e-12 || apart(harm(f), h) < apart(harm(f), harm(near))-1e-12 {
				t.Fatalf("nearer than the nearest: %v %v", p, h)
			}
		}
	})
}

func between(a, b []float64, step float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] + step*(b[i]-a[i])
	}
	return out
}

func TestCohereSaysWhatItMended(t *testing.T) {
	f := outrider.Figures{P: map[outrider.Hypothesis]float64{outrider.HypBenign: .6, outrider.HypCollection: .3, outrider.HypIntimidation: .1,
		outrider.HypAbduction: .1, outrider.HypAttack: .1, outrider.HypOther: 0}, Harm: map[string]float64{"30d": .1, "90d": .06, "365d": .2}}
	got, mended := judgement.Cohere(f)
	if len(mended) != 3 || mended[0] != "the explanations added up to 120 %" {
		t.Errorf("mended: %q", mended)
	}
	if got.Harm["30d"] != .08 || got.Harm["90d"] != .08 || got.Harm["365d"] != .2 {
		t.Errorf("harm %v", got.Harm)
	}
	if math.Abs(got.P[outrider.HypBenign]-.5598) > 1e-12 || got.P[outrider.HypOther] != outrider.Floor {
		t.Errorf("shares %v", got.P)
	}
}

func TestPoolIsCoherentAndHasNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(made(), 1, 5).Draw(t, "judged")
		got, ok := judgement.People(all)
		if !ok {
			t.Fatal("no pool")
		}
		coherent(t, got)
		again, _ := judgement.People(rapid.Permutation(all).Draw(t, "order"))
		if !cmp.Equal(got, again) {
			t.Fatalf("another order, another pool: %v, %v", got, again)
		}
		same, _ := judgement.People([]outrider.Figures{all[0], all[0], all[0]})
		if apart(shares(same), shares(all[0])) > 1e-18 || apart(harm(same), harm(all[0])) > 1e-18 {
			t.Fatalf("three of one mind are pooled to another: %v, %v", same, all[0])
		}
	})
}

// Weighing everybody with the same evidence and pooling is pooling and weighing.
func TestPoolIsExternallyBayesian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(made(), 2, 4).Draw(t, "judged")
		like := rapid.SliceOfN(rapid.Float64Range(.05, 20), 6, 6).Draw(t, "likelihood")
		ratio := rapid.Float64Range(.05, 20).Draw(t, "ratio")
		voices, after := make([]judgement.Voice, len(all)), make([]judgement.Voice, len(all))
		for i, f := range all {
			w := rapid.Float64Range(.1, 3).Draw(t, "weight")
			voices[i], after[i] = judgement.Voice{Figures: f, Weight: w}, judgement.Voice{Figures: updated(f, like, ratio), Weight: w}
		}
		first, _ := judgement.Pool(voices)
		want := updated(first, like, ratio)
		got, _ := judgement.Pool(after)
		if apart(shares(got), shares(want)) > 1e-18 || apart(harm(got), harm(want)) > 1e-18 {
			t.Fatalf("pooled after %v, pooled before %v", got, want)
		}
	})
}

// updated weighs figures with evidence by Bayes' rule.
func updated(f outrider.Figures, like []float64, ratio float64) outrider.Figures {
	out := outrider.Figures{P: map[outrider.Hypothesis]float64{}, Harm: map[string]float64{}}
	sum := 0.0
	for i, h := range outrider.Hypotheses {
		out.P[h] = f.P[h] * like[i]
		sum += out.P[h]
	}
	for _, h := range outrider.Hypotheses {
		out.P[h] /= sum
	}
	for k, v := range f.Harm {
		out.Harm[k] = v * ratio / (v*ratio + 1 - v)
	}
	return out
}

func TestNobodyIsNoPool(t *testing.T) {
	if _, ok := judgement.People(nil); ok {
		t.Error("nobody gave a pool")
	}
}

func rows(t *rapid.T, name string) []outrider.Row {
	n := rapid.IntRange(0, 6).Draw(t, name)
	var out []outrider.Row
	for range n {
		r := outrider.Row{At: time.Unix(int64(rapid.IntRange(0, 3).Draw(t, "at")), 0), Kind: rapid.SampledFrom([]string{"report", "time", "prior"}).Draw(t, "kind"),
			Nats: map[outrider.Hypothesis]float64{outrider.HypAttack: rapid.Float64Range(-3, 3).Draw(t, "nats")}}
		if r.Kind == "report" {
			r.Reports = []outrider.ReportID{rapid.SampledFrom([]outrider.ReportID{"r-1", "r-2", "r-3"}).Draw(t, "report")}
		}
		out = append(out, r)
	}
	return out
}

// What moved adds up to the whole move, and nothing moves between equal accounts.
func TestMovedAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rows(t, "before"), rows(t, "after")
		want, got := 0.0, 0.0
		for _, r := range after {
			want += r.Nats[outrider.HypAttack]
		}
		for _, r := range before {
			want -= r.Nats[outrider.HypAttack]
		}
		for _, c := range judgement.Moved(before, after) {
			got += c.Nats()
			if c.News() != (c.Kind == "report") {
				t.Fatalf("%+v is held to be the wrong sort", c)
			}
		}
		if math.Abs(got-want) > 1e-9 {
			t.Fatalf("moves add up to %v, the account moved by %v", got, want)
		}
		if m := judgement.Moved(after, after); len(m) > 0 {
			t.Fatalf("nothing changed, and %v moved", m)
		}
	})
}

func load(t *testing.T) judgement.Params {
	t.Helper()
	p, err := judgement.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func figures(h90 float64) outrider.Figures {
	return outrider.Figures{Harm: map[string]float64{"30d": .002, "90d": h90, "365d": .05}}
}

func TestNeedsSecond(t *testing.T) {
	p := load(t)
	pool := figures(.03)
	for name, c := range map[string]struct {
		f    outrider.Figures
		pool *outrider.Figures
		act  bool
		want int
	}{
		"small":               {figures(.02), &pool, false, 0},
		"small, nobody asked": {figures(.02), nil, false, 0},
		"at the line":         {figures(.04), &pool, false, 1},
		"an act is open":      {figures(.02), &pool, true, 1},
		"far under the pool":  {figures(.005), &pool, false, 1},
		"high, far and open":  {figures(.3), &pool, true, 3},
	} {
		if got := p.NeedsSecond(c.f, c.pool, c.act); len(got) != c.want {
			t.Errorf("%s: %q, want %d reasons", name, got, c.want)
		}
	}
}

func TestNumbersNeedOrigins(t *testing.T) {
	for _, text := range []string{``, `{}`, `{"numbers":{"model_weight":{"value":0.5}}}`, `{"numbers":{"model_weight":{"value":7,"origin":"x"}}}`} {
		if _, err := judgement.Load(fstest.MapFS{"judgement.json": {Data: []byte(text)}}); outrider.CodeOf(err) != outrider.CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := judgement.Load(fstest.MapFS{}); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("no file: %v", err)
	}
}

// FuzzLoad: numbers from anywhere are taken whole or refused.
func FuzzLoad(f *testing.F) {
	b, err := parameters.FS.ReadFile("judgement.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"numbers":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := judgement.Load(fstest.MapFS{"judgement.json": {Data: text}})
		if err == nil && !(p.ModelWeight > 0 && p.Counts > 0 && p.MaxReview > 0 && len(p.Second) == 3) {
			t.Errorf("taken: %+v", p)
		}
	})
}
