package detect_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"outrider"
	"outrider/internal/detect"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// learn fits to what was told.
func learn(p detect.Params, w *place, xs []told) (detect.Params, error) {
	f := detect.NewFitter(p)
	for _, x := range w.people {
		f.Enrol(x)
	}
	for _, x := range xs {
		f.Add(x.sighting)
	}
	return f.Learnt("an invented town")
}

// From a short history nothing is learnt, and the pooled numbers come back; from a
// longer one the same numbers each time, whatever the order of what became known at
// one instant; and what was written reads back as it was.
func TestLearning(t *testing.T) {
	p, w := params(t), town(0)
	short, err := learn(p, w, w.told[:400])
	if outrider.CodeOf(err) != outrider.CodeTooFew {
		t.Errorf("400 reports: %v", err)
	}
	if d := gocmp.Diff(p.Strata, short.Strata); d != "" || short.Theta != p.Theta || short.Fits != nil || short.Sightings != 400 {
		t.Errorf("400 reports change the numbers:\n%s", d)
	}
	if none, err := learn(p, &place{}, nil); err == nil || none.Strata != p.Strata {
		t.Errorf("no history at all: %v", err)
	}
	for i := range w.told {
		x := &w.told[i].sighting
		x.Recorded = x.Recorded.Truncate(20*24*time.Hour).AddDate(0, 0, 20)
	}
	want, err := learn(p, w, w.told)
	if err != nil || want.Hash() == p.Hash() {
		t.Fatalf("%v, hash %s", err, want.Hash())
	}
	for seed := range uint64(5) {
		xs := slices.Clone(w.told)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
		slices.SortStableFunc(xs, func(a, b told) int { return a.sighting.Recorded.Compare(b.sighting.Recorded) })
		if got, err := learn(p, w, xs); err != nil || got.Hash() != want.Hash() {
			t.Errorf("the same history teaches %s, then %s (%v)", want.Hash(), got.Hash(), err)
		}
	}
	for _, p := range []detect.Params{p, short, want} {
		var file bytes.Buffer
		if _, err := p.WriteTo(&file); err != nil {
			t.Fatal(err)
		}
		back, err := detect.Read(file.Bytes())
		if err != nil || back.Hash() != p.Hash() || !reflect.DeepEqual(back, p) {
			t.Errorf("what was written reads back otherwise: %v, %s and %s", err, p.Hash(), back.Hash())
		}
	}
}

// Whatever is told to an engine with learnt numbers, every score is a number.
func TestScoresAreNumbers(t *testing.T) {
	w := town(0)
	p, err := learn(params(t), w, w.told)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		e := engine(p, people()...)
		e.Practise()
		tell(e, drawTold(t)...)
		for _, who := range people() {
			for _, s := range e.Selectors() {
				if v := e.Score(who.ID, outrider.SensorHuman, s); !(v >= 0) || math.IsInf(v, 0) {
					t.Fatalf("%v scores %v", s, v)
				}
			}
		}
	})
}
