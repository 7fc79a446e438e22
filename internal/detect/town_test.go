package detect_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/detect"

	gocmp "github.com/google/go-cmp/cmp"
)

// place is a small town: some people, what is noticed around them, and three teams.
type place struct {
	people []outrider.Protectee
	told   []told
}

// town invents a town; its coordinates are exact in floating point, and east moves
// it along the parallel.
func town(east float64) *place {
	r := rand.New(rand.NewPCG(3, 3))
	w := &place{}
	grid := func() outrider.Place {
		return spot(51+float64(r.IntN(64))/256, east+float64(r.IntN(64))/256)
	}
	var own [12][]outrider.Place
	for i := range own {
		own[i] = []outrider.Place{grid(), grid(), grid(), grid()}
		x := outrider.Protectee{ID: outrider.PersonID(fmt.Sprintf("p-%02d", i)), Code: "K"}
		x.Places = []outrider.OwnPlace{{ID: "home", Kind: "home", Place: own[i][0]}, {ID: "work", Kind: "work", Place: own[i][1]}}
		x.Known = []outrider.Selector{plate(fmt.Sprintf("KN%02dOWN", i))}
		w.people = append(w.people, x)
	}
	w.people[4].Ties = []outrider.PersonID{"p-05"}
	for i := range 900 {
		who := r.IntN(12)
		s := plate(fmt.Sprintf("%c%c%02dZZZ", 'A'+r.IntN(26), 'A'+r.IntN(26), r.IntN(90)))
		if r.IntN(3) == 0 {
			s = plate(fmt.Sprintf("NB%02d%02dX", who, r.IntN(4)))
		}
		w.note(fmt.Sprintf("o-%03d", i), who, r.Float64()*300, own[who][r.IntN(4)], s)
	}
	for k := range 8 { // one alone, two by one team, all over
		w.note(fmt.Sprintf("h-a%d", k), 1, 100+float64(k)*3.3, own[1][k%4], plate("HH11AAA"))
		w.note(fmt.Sprintf("h-b%d", k), 2+k%2, 200+float64(k)*2.7, own[2+k%2][k%4], plate("HH22BBB"))
	}
	slices.SortStableFunc(w.told, func(a, b told) int { return a.sighting.Recorded.Compare(b.sighting.Recorded) })
	return w
}

func (w *place) note(id string, who int, days float64, at outrider.Place, s outrider.Selector) {
	w.told = append(w.told, told{sighting: sighting(id, outrider.PersonID(fmt.Sprintf("p-%02d", who)), days, at, s)})
}

func (w *place) alarms(p detect.Params) []detect.Alarm {
	return tell(engine(p, w.people...), w.told...)
}

// Everything else named one to one: the same alarms, to the last bit.
func TestRenamedAlarmsAreTheSame(t *testing.T) {
	p := params(t)
	rename := func(s string) string { return strings.Map(otherCharacter, s) }
	named := town(0)
	for i := range named.people {
		x := &named.people[i]
		x.ID = "q" + x.ID
		for k := range x.Known {
			x.Known[k].Value = rename(x.Known[k].Value)
		}
		for k := range x.Ties {
			x.Ties[k] = "q" + x.Ties[k]
		}
		for k := range x.Places {
			x.Places[k].ID = "own " + x.Places[k].ID
		}
	}
	for i := range named.told {
		x := &named.told[i].sighting
		x.ID, x.Person, x.Reporter, x.Selector.Value = "n"+rename(x.ID), "q"+x.Person, "w"+x.Reporter, rename(x.Selector.Value)
	}
	want := town(0).alarms(p)
	for i := range want {
		a := &want[i]
		a.Person, a.Selector.Value = "q"+a.Person, rename(a.Selector.Value)
		for k := range a.People {
			a.People[k] = "q" + a.People[k]
		}
		for k := range a.Sightings {
			a.Sightings[k] = "n" + rename(a.Sightings[k])
		}
	}
	if d := gocmp.Diff(want, named.alarms(p)); d != "" || len(want) < 3 {
		t.Errorf("%d alarms (-before +renamed):\n%s", len(want), d)
	}
}

// The whole town moved along its parallel, across the date line too: the same
// alarms, to the last bit.
func TestMovedAlarmsAreTheSame(t *testing.T) {
	p := params(t)
	want := town(0).alarms(p)
	for _, east := range []float64{12.5, -90, 179.75} {
		if d := gocmp.Diff(want, town(east).alarms(p)); d != "" {
			t.Errorf("moved by %v degrees (-before +moved):\n%s", east, d)
		}
	}
	across := town(179.875)
	wrap := func(x outrider.Place) outrider.Place {
		if x.Known() && *x.Lon > 180 {
			return spot(*x.Lat, *x.Lon-360)
		}
		return x
	}
	for i := range across.people {
		for k := range across.people[i].Places {
			across.people[i].Places[k].Place = wrap(across.people[i].Places[k].Place)
		}
	}
	for i := range across.told {
		across.told[i].sighting.Place = wrap(across.told[i].sighting.Place)
	}
	if d := gocmp.Diff(want, across.alarms(p)); d != "" {
		t.Errorf("across the date line (-before +moved):\n%s", d)
	}
}

// A smaller budget never raises more, and nothing that a larger one does not.
func TestASmallerBudgetRaisesNoMore(t *testing.T) {
	p := params(t)
	w := town(0)
	last := math.MaxInt
	var before map[string]bool
	for _, budget := range []float64{30, 3, 1, 0.3, 0.1, 0.03, 0.001} {
		p.Budget = budget
		as := w.alarms(p)
		raised := map[string]bool{}
		for _, a := range as {
			raised[string(a.Person)+" "+a.Selector.Key()] = true
			if before != nil && !before[string(a.Person)+" "+a.Selector.Key()] {
				t.Errorf("budget %v raises what a larger one does not: %+v", budget, a)
			}
		}
		if len(as) > last {
			t.Errorf("budget %v raises %d alarms, a larger one %d", budget, len(as), last)
		}
		last, before = len(as), raised
	}
	if last > 20 {
		t.Errorf("a budget of one in a thousand years raises %d alarms", last)
	}
}

// Declared, a thing raises nothing around that person and changes no score; taken
// back, everything is as it was.
func TestDeclaringAndTakingItBack(t *testing.T) {
	p, w := params(t), town(0)
	want := w.alarms(p)
	e := engine(p, w.people...)
	hunted := w.people[1]
	hunted.Known = append(slices.Clone(hunted.Known), plate("HH11AAA"))
	e.Enrol(hunted)
	e.Enrol(w.people[1])
	if d := gocmp.Diff(want, tell(e, w.told...)); d != "" {
		t.Errorf("declared and taken back (-never +taken back):\n%s", d)
	}
	known := engine(p, w.people...)
	known.Enrol(hunted)
	for _, a := range tell(known, w.told...) {
		if a.Person == hunted.ID && a.Selector.Value == "HH11AAA" {
			t.Errorf("declared, it is an alarm: %+v", a)
		}
	}
	if a, b := known.State(hunted.ID), e.State(hunted.ID); a != b {
		t.Error("a declaration changes scores")
	}
}

// What a partner holds back never shows: beside an engine that knows it, one that
// does not says what it says alone; and once withdrawn it leaves no trace.
func TestWhatIsHeldBackNeverShows(t *testing.T) {
	p, w := params(t), town(0)
	want := w.alarms(p)
	ours, theirs := engine(p, w.people...), engine(p, w.people...)
	var got []detect.Alarm
	var withheld []told
	for i, x := range w.told {
		y := x
		y.sighting.ID = "partner " + x.sighting.ID
		y.sighting.Selector = plate("HH11AAA")
		y.sighting.Event = ""
		if i%5 == 0 {
			withheld = append(withheld, y)
			tell(theirs, y)
		}
		tell(theirs, x)
		got = append(got, tell(ours, x)...)
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("(-alone +beside):\n%s", d)
	}
	for _, y := range withheld {
		theirs.Retract(y.sighting.ID)
	}
	for _, x := range w.people {
		if d := gocmp.Diff(ours.State(x.ID), theirs.State(x.ID)); d != "" {
			t.Fatalf("%s: withdrawn, it still shows:\n%s", x.ID, d)
		}
	}
	if d := gocmp.Diff(ours.Meetings(true), theirs.Meetings(true)); d != "" {
		t.Errorf("withdrawn, it still shows:\n%s", d)
	}
}
