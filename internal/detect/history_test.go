package detect_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/detect"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// told is one thing that became known.
type told struct {
	sighting outrider.Sighting
	contact  *outrider.Contact
}

func (x told) id() string {
	if x.contact != nil {
		return x.contact.ID
	}
	return x.sighting.ID
}

func (x told) times() (at, recorded time.Time) {
	if x.contact != nil {
		return x.contact.At, x.contact.Recorded
	}
	return x.sighting.At, x.sighting.Recorded
}

// inOrder sorts what was told by when it happened.
func inOrder(xs []told) []told {
	out := slices.Clone(xs)
	slices.SortStableFunc(out, func(a, b told) int {
		aAt, aRec := a.times()
		bAt, bRec := b.times()
		return cmp.Or(aAt.Compare(bAt), aRec.Compare(bRec), strings.Compare(a.id(), b.id()))
	})
	return out
}

// drawPlace draws a place on a grid that floating point holds exactly.
func drawPlace(t *rapid.T) outrider.Place {
	switch rapid.IntRange(0, 11).Draw(t, "kind of place") {
	case 0:
		return outrider.Place{}
	case 1:
		return outrider.Place{Name: rapid.SampledFrom([]string{"the market", "The Market", "a square"}).Draw(t, "name")}
	case 2:
		return outrider.Place{Declared: "home"}
	}
	lat := 51 + float64(rapid.IntRange(0, 40).Draw(t, "north"))/256
	lon := float64(rapid.IntRange(0, 40).Draw(t, "east")) / 256
	return spot(lat, lon)
}

func drawSelector(t *rapid.T) outrider.Selector {
	s := plate(rapid.SampledFrom([]string{"AA11KLM", "AA12KLM", "BB22XYZ", "CC33PQR", "CC33PQS", "DD44TUV"}).Draw(t, "plate"))
	switch rapid.IntRange(0, 9).Draw(t, "how read") {
	case 0:
		s.Value, s.Partial = s.Value[:3]+"?"+s.Value[4:], true
	case 1:
		s.Value, s.Partial = s.Value[:4]+"*", true
	case 2:
		s = outrider.Selector{Kind: outrider.SelectorDescription, Value: rapid.SampledFrom([]string{"colour:grey", "body:van"}).Draw(t, "look")}
	case 3:
		s = outrider.Selector{Kind: outrider.SelectorDevice, Value: rapid.SampledFrom([]string{"d-1", "d-2"}).Draw(t, "device")}
	}
	return s
}

// drawTold invents what became known about three people in a year.
func drawTold(t *rapid.T) []told {
	out := make([]told, rapid.IntRange(1, 40).Draw(t, "told"))
	for i := range out {
		who := outrider.PersonID(rapid.SampledFrom([]string{"p-1", "p-1", "p-2", "p-3"}).Draw(t, "person"))
		at := day0.Add(time.Duration(rapid.IntRange(0, 2400).Draw(t, "a sixth of a day")) * 4 * time.Hour)
		recorded := at.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "late")) * 36 * time.Hour)
		id := fmt.Sprintf("t-%02d", i)
		if rapid.IntRange(0, 7).Draw(t, "approach") == 0 {
			out[i].contact = &outrider.Contact{ID: id, Person: who, Reporter: "rep-1", At: at, Recorded: recorded, Story: rapid.SampledFrom([]string{"", "grant", "panel"}).Draw(t, "story"),
				Subject: outrider.SubjectToken(rapid.SampledFrom([]string{"", "s-1", "s-2"}).Draw(t, "subject")), Selectors: []outrider.Selector{{Kind: outrider.SelectorPhone, Value: "+440000"}}}
			continue
		}
		x := outrider.Sighting{ID: id, Person: who, At: at, Recorded: recorded, Place: drawPlace(t), Selector: drawSelector(t)}
		x.Reporter = rapid.SampledFrom([]string{"rep-1", "rep-2"}).Draw(t, "reporter")
		x.Sensor = rapid.SampledFrom([]outrider.Sensor{outrider.SensorHuman, outrider.SensorHuman, outrider.SensorANPR, "drone"}).Draw(t, "sensor")
		x.Behaviour = rapid.SliceOfN(rapid.SampledFrom(outrider.Behaviours), 0, 1).Draw(t, "behaviour")
		x.Grade = outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: rapid.SampledFrom([]string{"A", "C", "F", "?"}).Draw(t, "source"), Content: "2"}
		x.Event = rapid.SampledFrom([]string{"", "", "", "e-1", "e-2"}).Draw(t, "event")
		if rapid.IntRange(0, 9).Draw(t, "copy") == 0 {
			x.CopyOf = "t-00"
		}
		out[i].sighting = x
	}
	return out
}

// people are the protected people of invented histories.
func people() []outrider.Protectee {
	own := []outrider.OwnPlace{{ID: "home", Kind: "home", Place: spot(51+8./256, 8./256)}, {ID: "work", Kind: "work", Place: spot(51+20./256, 3./256), From: day0.AddDate(0, 3, 0)}}
	return []outrider.Protectee{
		{ID: "p-1", Code: "K-01", Places: own, Known: []outrider.Selector{plate("DD44TUV")}},
		{ID: "p-2", Code: "K-02", Ties: []outrider.PersonID{"p-3"}},
		{ID: "p-3", Code: "K-03", Places: own[:1]},
	}
}

func engine(p detect.Params, who ...outrider.Protectee) *detect.Engine {
	e := detect.NewEngine(p)
	for _, x := range who {
		e.Enrol(x)
	}
	return e
}

func tell(e *detect.Engine, xs ...told) []detect.Alarm {
	var out []detect.Alarm
	for _, x := range xs {
		if x.contact != nil {
			out = append(out, e.AddContact(*x.contact)...)
		} else {
			out = append(out, e.Add(x.sighting)...)
		}
	}
	return out
}

func states(e *detect.Engine) string {
	var all []string
	for _, x := range people() {
		all = append(all, string(x.ID)+"\n"+e.State(x.ID))
	}
	return strings.Join(all, "\n")
}

// drawParams are the pooled numbers, now and then with so short a memory that much
// of a history is too old to count.
func drawParams(t *rapid.T, p detect.Params) detect.Params {
	p.MemoryDays = rapid.SampledFrom([]float64{180, 20, 3}).Draw(t, "memory")
	return p
}

// In whatever order things become known, every score and row is that of the order
// in which they happened, to the last bit.
func TestArrivalDoesNotShow(t *testing.T) {
	pooled := params(t)
	rapid.Check(t, func(t *rapid.T) {
		p, xs := drawParams(t, pooled), drawTold(t)
		ordered, shuffled := engine(p, people()...), engine(p, people()...)
		tell(ordered, inOrder(xs)...)
		tell(shuffled, rapid.Permutation(xs).Draw(t, "arrival")...)
		if d := gocmp.Diff(states(ordered), states(shuffled)); d != "" {
			t.Fatalf("arrival shows (-ordered +shuffled):\n%s", d)
		}
		if d := gocmp.Diff(ordered.Meetings(false), shuffled.Meetings(false)); d != "" {
			t.Fatalf("who met what depends on arrival (-ordered +shuffled):\n%s", d)
		}
	})
}

// What is taken back was never told: scores, rows, who met what, and the counts
// behind thresholds.
func TestRetractedWasNeverTold(t *testing.T) {
	pooled := params(t)
	rapid.Check(t, func(t *rapid.T) {
		p, xs := drawParams(t, pooled), rapid.Permutation(drawTold(t)).Draw(t, "arrival")
		with, without := engine(p, people()...), engine(p, people()...)
		back := map[string]bool{}
		for _, x := range xs {
			tell(with, x)
			if rapid.IntRange(0, 3).Draw(t, "take back") == 0 {
				back[x.id()] = true
			}
		}
		for _, x := range xs {
			if back[x.id()] && !with.Retract(x.id()) {
				t.Fatalf("%s cannot be taken back", x.id())
			}
			if !back[x.id()] {
				tell(without, x)
			}
		}
		for _, d := range []string{gocmp.Diff(states(without), states(with)), gocmp.Diff(without.Meetings(true), with.Meetings(true)), gocmp.Diff(without.Counts(), with.Counts())} {
			if d != "" {
				t.Fatalf("it shows that it was told (-never +taken back):\n%s", d)
			}
		}
		for id := range back {
			if with.Retract(id) {
				t.Fatalf("%s was taken back twice", id)
			}
		}
	})
}

// Taken back and told again, everything is as it was.
func TestToldAgainAfterRetraction(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		xs := drawTold(t)
		e := engine(p, people()...)
		tell(e, xs...)
		before := states(e)
		x := xs[rapid.IntRange(0, len(xs)-1).Draw(t, "which")]
		if !e.Retract(x.id()) {
			t.Fatal("it cannot be taken back")
		}
		tell(e, x)
		if d := gocmp.Diff(before, states(e)); d != "" {
			t.Fatalf("(-before +again):\n%s", d)
		}
	})
}

// The rows are the score within a billionth, after late arrivals and retractions.
func TestEngineRowsAddUp(t *testing.T) {
	pooled := params(t)
	rapid.Check(t, func(t *rapid.T) {
		xs := drawTold(t)
		e := engine(drawParams(t, pooled), people()...)
		tell(e, xs...)
		for _, x := range xs[:len(xs)/4] {
			e.Retract(x.id())
		}
		for _, who := range people() {
			for _, s := range e.Selectors() {
				for _, k := range []outrider.Sensor{outrider.SensorHuman, outrider.SensorANPR, outrider.SensorContact} {
					total := 0.0
					for _, r := range e.Rows(who.ID, k, s) {
						total += r.Nats
					}
					if score := e.Score(who.ID, k, s); !(math.Abs(total-score) <= 1e-9) || score < 0 {
						t.Fatalf("rows of %v around %s add up to %v, the score is %v", s, who.ID, total, score)
					}
				}
			}
		}
	})
}

// The same id again, the same thing at the same event again, and copies: each
// changes no score around anybody.
func TestToldTwiceChangesNothing(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		xs := drawTold(t)
		for i := range xs {
			xs[i].sighting.CopyOf = ""
		}
		e := engine(p, people()...)
		tell(e, xs...)
		before := scoresOf(e)
		if tell(e, xs...) != nil || scoresOf(e) != before {
			t.Fatal("the same ids again change something")
		}
		for i, x := range xs {
			if x.contact != nil {
				continue
			}
			y := x.sighting
			y.ID = "again " + y.ID
			if y.Event == "" || rapid.Bool().Draw(t, "declared a copy") {
				y.CopyOf = x.sighting.ID
				y.At = y.At.Add(time.Duration(rapid.IntRange(-900, 900).Draw(t, "copied when")) * time.Hour)
			} else {
				y.At = y.At.Add(time.Duration(i) * time.Minute)
			}
			y.Recorded = y.Recorded.AddDate(2, 0, 0)
			if tell(e, told{sighting: y}) != nil || scoresOf(e) != before {
				t.Fatalf("%+v changes something", y)
			}
		}
	})
}

// scoresOf writes down the scores alone, to the last bit.
func scoresOf(e *detect.Engine) string {
	var b strings.Builder
	for _, who := range people() {
		for _, s := range e.Selectors() {
			for _, k := range []outrider.Sensor{outrider.SensorHuman, outrider.SensorANPR} {
				fmt.Fprintf(&b, "%s %v %x\n", who.ID, s, e.Score(who.ID, k, s))
			}
		}
	}
	return b.String()
}

// Places declared later hold for the whole history, and places no longer declared
// leave no trace in it; neither does declaring the same again.
func TestDeclaredAnewIsDeclaredFromTheStart(t *testing.T) {
	p := params(t)
	rapid.Check(t, func(t *rapid.T) {
		xs := drawTold(t)
		for i := range xs {
			xs[i].sighting.Place.Declared = ""
		}
		late, early := engine(p), engine(p, people()...)
		for _, x := range people() {
			x.Places = nil
			late.Enrol(x)
		}
		half := rapid.IntRange(0, len(xs)).Draw(t, "declared after")
		tell(late, xs[:half]...)
		for range 2 {
			for _, x := range people() {
				late.Enrol(x)
			}
		}
		tell(late, xs[half:]...)
		tell(early, xs...)
		if d := gocmp.Diff(states(early), states(late)); d != "" {
			t.Fatalf("(-early +late):\n%s", d)
		}
		for _, x := range people() {
			x.Places = nil
			late.Enrol(x)
		}
		tell(late, told{sighting: sighting("t-late", "p-1", -3, home, plate("EE55EEE"))})
		if late.Refused["told before under the same id"] != 0 {
			t.Fatal("something was told twice")
		}
	})
}
