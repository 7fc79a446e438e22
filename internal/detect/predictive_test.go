package detect_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"outrider"
	"outrider/internal/detect"

	"pgregory.net/rapid"
)

// unguarded are the pooled numbers without the guards of a short history, which
// make the predictive no longer add up on purpose.
func unguarded(t testing.TB) detect.Params {
	p := params(t)
	p.SamePlace = 1e-12
	return p
}

// device is a selector that has no inexact readings.
func device(i int) outrider.Selector {
	return outrider.Selector{Kind: outrider.SelectorDevice, Value: "d-" + strconv.Itoa(i)}
}

// drawWhole invents exact sightings near one person, without conduct.
func drawWhole(t *rapid.T, least int) []told {
	out := make([]told, rapid.IntRange(least, 40).Draw(t, "told"))
	at := day0
	for i := range out {
		at = at.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
		where := spot(51+float64(rapid.IntRange(0, 5).Draw(t, "north"))/8, 0)
		x := sighting("r-"+strconv.Itoa(i), "p-1", 0, where, device(rapid.IntRange(0, 6).Draw(t, "device")))
		x.At, x.Recorded = at, at.Add(time.Hour)
		out[i].sighting = x
	}
	return out
}

// nextAt asks what is expected somewhere, a day after the last sighting.
func nextAt(e *detect.Engine, xs []told, where outrider.Place) detect.Next {
	at, _ := xs[len(xs)-1].times()
	return e.Expect(outrider.Sighting{Person: "p-1", Place: where, Sensor: outrider.SensorHuman, At: at.AddDate(0, 0, 1)})
}

// What may be seen next adds up to one at every place, in ordinary life and under
// a follower of whatever was seen before; so one unit of odds is expected to stay
// one unit.
func TestWhatIsExpectedAddsUpToOne(t *testing.T) {
	p := unguarded(t)
	rapid.Check(t, func(t *rapid.T) {
		p.MemoryDays = rapid.SampledFrom([]float64{180, 20}).Draw(t, "memory")
		xs := drawWhole(t, 1)
		e := engine(p, people()...)
		tell(e, xs...)
		for north := range 7 {
			n := nextAt(e, xs, spot(51+float64(north)/8, 0))
			benign := n.Fresh
			for i, b := range n.Benign {
				if b < 0 || b > 1 {
					t.Fatalf("a chance of %v", b)
				}
				benign += n.Benign[i]
			}
			if math.Abs(benign-1) > 1e-9 {
				t.Fatalf("place %d: ordinary life adds up to %v", north, benign)
			}
			for hunted := range n.Benign {
				follow, odds := (1-n.Psi)*n.Fresh, (1-n.Psi)*n.Fresh
				for i, b := range n.Benign {
					if follow += (1 - n.Psi) * b; i != hunted {
						odds += (1 - n.Psi) * b
					}
				}
				follow += n.Psi
				if n.Benign[hunted] > 0 {
					odds += n.Benign[hunted] * math.Exp(n.Weight(hunted))
				} else {
					odds += n.Psi // forgotten altogether: it comes as something new
				}
				if math.Abs(follow-1) > 1e-9 || math.Abs(odds-1) > 1e-9 {
					t.Fatalf("place %d: following adds up to %v, expected odds to %v", north, follow, odds)
				}
			}
		}
	})
}

// Where a thing's share of a place is at least its share of the person's whole
// life, seeing it there again weighs no more than seeing it at a new place.
func TestTheSamePlaceSaysNoMoreThanANewOne(t *testing.T) {
	p := unguarded(t)
	rapid.Check(t, func(t *rapid.T) {
		xs := drawWhole(t, 1)
		e := engine(p, people()...)
		tell(e, xs...)
		here, anew := nextAt(e, xs, spot(51, 0)), nextAt(e, xs, spot(48, 5))
		for i := range here.N {
			if here.N[i] == 0 || here.Benign[i] == 0 {
				continue
			}
			share := (here.N[i] - p.Discount) / (here.Total - p.Discount*here.Kinds)
			if share >= here.Base(i) && here.Weight(i) > anew.Weight(i)+1e-12 {
				t.Fatalf("%v weighs %v where it was seen, %v at a new place", here.Selectors[i], here.Weight(i), anew.Weight(i))
			}
		}
	})
}

// The same sightings told in half the time: nobody's repeat weighs more.
func TestMoreReportingNeverRaisesAWeight(t *testing.T) {
	p := unguarded(t)
	p.MemoryDays = 1e6
	rapid.Check(t, func(t *rapid.T) {
		xs := drawWhole(t, 2)
		fast := make([]told, len(xs))
		for i, x := range xs {
			since := x.sighting.At.Sub(day0) / 2
			x.sighting.At, x.sighting.Recorded = day0.Add(since), day0.Add(since+time.Hour)
			fast[i] = x
		}
		a, b := engine(p, people()...), engine(p, people()...)
		tell(a, xs...)
		tell(b, fast...)
		slow, quick := nextAt(a, xs, home), nextAt(b, fast, home)
		if quick.Psi > slow.Psi {
			t.Fatalf("a follower makes up %v of more reports, %v of fewer", quick.Psi, slow.Psi)
		}
		for i := range slow.Benign {
			if slow.Benign[i] != quick.Benign[i] || quick.Weight(i) > slow.Weight(i) {
				t.Fatalf("%v weighs %v told slowly, %v told fast", slow.Selectors[i], slow.Weight(i), quick.Weight(i))
			}
		}
	})
}

// A weaker source moves a weight towards nothing, never past it.
func TestAWeakerSourceMovesTowardsNothing(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.Float64Range(-50, 50).Draw(t, "weight")
		q := rapid.Float64Range(0.01, 1).Draw(t, "good source")
		worse := rapid.Float64Range(0.001, q).Draw(t, "weaker source")
		a, b := detect.Graded(p, d, q), detect.Graded(p, d, worse)
		if math.Abs(b) > math.Abs(a)+1e-12 || a*d < -1e-12 || b*d < -1e-12 || math.Abs(a) > p.Cap || math.Abs(a) > math.Abs(d)+1e-12 {
			t.Fatalf("a weight of %v becomes %v, and %v by a weaker source", d, a, b)
		}
	})
}

// The first sighting of anything weighs nothing: whose it is was unknown.
func TestTheFirstSightingWeighsNothing(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		xs := drawWhole(t, 0)
		e := engine(p, people()...)
		tell(e, xs...)
		x := sighting("r-new", "p-1", 500, spot(51+float64(rapid.IntRange(0, 9).Draw(t, "north"))/8, 0), device(99))
		tell(e, told{sighting: x})
		rows := e.Rows("p-1", x.Sensor, x.Selector)
		if len(rows) != 1 || rows[0].Nats != 0 || e.Score("p-1", x.Sensor, x.Selector) != 0 {
			t.Fatalf("the first sighting weighs something: %v", rows)
		}
	})
}

// An inexact reading of what was seen before never weighs more than the exact one,
// and the more of the population a description fits, the less it weighs.
func TestInexactNeverOutweighsExact(t *testing.T) {
	pooled := params(t)
	rapid.Check(t, func(t *rapid.T) {
		p := pooled
		p.Population.Looks = map[string]float64{"look-a": rapid.Float64Range(0.001, 0.5).Draw(t, "share")}
		p.Population.Looks["look-b"] = rapid.Float64Range(p.Population.Looks["look-a"], 1).Draw(t, "larger share")
		s := plate("AA11KLM")
		xs := drawWhole(t, 3)
		for i := range xs {
			if rapid.IntRange(0, 2).Draw(t, "of the plate") == 0 || i == 0 {
				xs[i].sighting.Selector = s
			}
		}
		where := spot(51+float64(rapid.IntRange(0, 6).Draw(t, "north"))/8, 0)
		gain := func(read outrider.Selector, of outrider.Selector) float64 {
			e := engine(p, people()...)
			tell(e, xs...)
			before := e.Score("p-1", outrider.SensorHuman, of)
			x := sighting("r-more", "p-1", 0, where, read)
			at, _ := xs[len(xs)-1].times()
			x.At, x.Recorded = at.Add(time.Hour), at.Add(2*time.Hour)
			tell(e, told{sighting: x})
			return e.Score("p-1", outrider.SensorHuman, of) - before
		}
		exact := gain(s, s)
		for _, value := range []string{"AA1?KLM", "A?1?K?M", "AA*", "AA11KLN"} {
			read := plate(value)
			read.Partial = value != "AA11KLN"
			if got := gain(read, s); got > exact+1e-9 {
				t.Fatalf("%s adds %v to the plate, the plate itself %v", value, got, exact)
			}
		}
		look := func(v string) outrider.Selector {
			return outrider.Selector{Kind: outrider.SelectorDescription, Value: v}
		}
		seen := xs[0].sighting
		weigh := func(v string) float64 {
			x := seen
			x.ID, x.Selector = "r-look", look(v)
			xs := append([]told{{sighting: x}}, xs...)
			e := engine(p, people()...)
			tell(e, xs...)
			y := sighting("r-again", "p-1", 0, where, look(v))
			y.At, y.Recorded = day0.AddDate(2, 0, 0), day0.AddDate(2, 0, 1)
			tell(e, told{sighting: y})
			return e.Score("p-1", outrider.SensorHuman, look(v))
		}
		if a, b := weigh("look-a"), weigh("look-b"); b > a+1e-12 {
			t.Fatalf("what fits %v of all weighs %v, what fits less %v", p.Population.Looks["look-b"], b, a)
		}
	})
}

// chance draws the next sighting of an invented life from what the engine itself
// expects of one, and says which known thing it is; -1 for something new.
func chance(r *rand.Rand, n detect.Next) int {
	u := r.Float64()
	for i, b := range n.Benign {
		if u -= b; u < 0 {
			return i
		}
	}
	return -1
}

// life draws a life from the predictive and follows the first thing seen in it: it
// returns the odds at the end and the highest on the way.
func life(t *testing.T, p detect.Params, r *rand.Rand, reports int) (end, highest float64) {
	e := detect.NewEngine(p)
	e.Enrol(outrider.Protectee{ID: "p-1"})
	places := []outrider.Place{spot(51, 0), spot(51.25, 0), spot(51.5, 0), spot(51.75, 0)}
	hunted, sum, fresh, at := device(0), 0.0, 0, day0
	for i := range reports {
		at = at.Add(time.Duration(1+r.IntN(96)) * time.Hour)
		x := outrider.Sighting{ID: strconv.Itoa(i), Person: "p-1", At: at, Recorded: at, Place: places[r.IntN(len(places))], Sensor: outrider.SensorHuman}
		n := e.Expect(x)
		k := chance(r, n)
		if x.Selector = device(fresh); k >= 0 {
			x.Selector = n.Selectors[k]
		} else {
			fresh++
		}
		before := e.Score("p-1", x.Sensor, hunted)
		e.Add(x)
		switch {
		case i == 0:
			continue
		case x.Selector == hunted:
			d := n.Weight(k)
			if got := e.Score("p-1", x.Sensor, hunted) - before; math.Abs(got-d) > 1e-9 {
				t.Fatalf("the engine adds %v, the predictive says %v", got, d)
			}
			sum += d
		default:
			sum += math.Log1p(-n.Psi)
		}
		highest = max(highest, sum)
	}
	return math.Exp(sum), math.Exp(highest)
}

// Under a life drawn from the predictive itself the odds for following are a
// martingale: on average they stay 1, and they reach 100 in one life of a hundred
// at most (Ville 1939).
func TestOddsAreAMartingale(t *testing.T) {
	own := unguarded(t).Certain()
	own.Cap, own.HalfLife, own.MemoryDays = 1e6, 1e15, 1e6
	own.Marked, own.MarkPrior = 1e-15, 1e-15
	own.Noticed = 0.001
	small := own
	small.Noticed = 0.004
	small.Theta, small.Discount, small.BaseTheta, small.BaseDiscount = 3, 0.4, 6, 0.4
	for name, c := range map[string]struct {
		p             detect.Params
		lives, length int
		mean          bool
	}{
		"fitted to little":       {small, 4000, 25, true},
		"the pooled numbers":     {own, 1500, 25, false},
		"eager to see followers": {eager(small), 4000, 25, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, 7))
			n, sum, squares, high := float64(c.lives), 0.0, 0.0, 0.0
			for range c.lives {
				end, highest := life(t, c.p, r, c.length)
				sum, squares = sum+end, squares+end*end
				if highest >= 100 {
					high++
				}
			}
			mean := sum / n
			se := math.Sqrt((squares/n - mean*mean) / n)
			t.Logf("mean odds %.4f, standard error %.4f, %.2f %% reach 100", mean, se, 100*high/n)
			if c.mean && (se > 0.05 || math.Abs(mean-1) > 4*se) {
				t.Errorf("the mean odds are %.4f, standard error %.4f", mean, se)
			}
			if high/n > 0.01+3*math.Sqrt(0.01*0.99/n) {
				t.Errorf("%.2f %% of lives reach 100", 100*high/n)
			}
		})
	}
}

func eager(p detect.Params) detect.Params {
	p.Noticed = 0.05
	return p
}

// What two people tell of one event adds nothing across them.
func TestASharedEventJoinsNobody(t *testing.T) {
	p := params(t)
	var scores []float64
	for _, event := range []string{"", "e-1"} {
		e := engine(p, outrider.Protectee{ID: "p-1"}, outrider.Protectee{ID: "p-2"})
		at := func(id string, who outrider.PersonID, days float64, where outrider.Place) []detect.Alarm {
			x := sighting(id, who, days, where, plate("XX11XXX"))
			x.Event = event
			return e.Add(x)
		}
		at("r-1", "p-1", 0, home)
		e.Practise()
		at("r-2", "p-2", 1, far)
		scores = append(scores, e.Highest())
	}
	if scores[0] < p.ReportFrom || scores[1] != 0 {
		t.Errorf("two people who met one thing score %.2f, at one event %.2f", scores[0], scores[1])
	}
}
