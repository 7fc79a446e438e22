package detect_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/detect"
	"outrider/parameters"
)

// actScore is what the alert rule calls urgent: the odds are 300 to 1.
const actScore = 5.7038

func params(t testing.TB) detect.Params {
	t.Helper()
	p, err := detect.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// world is a view over invented sightings.
type world struct {
	seen     []outrider.Sighting
	ties     map[string]bool
	declared map[string]bool
	own      map[outrider.PersonID][]outrider.OwnPlace
}

func newWorld(seen ...outrider.Sighting) *world {
	w := &world{ties: map[string]bool{}, declared: map[string]bool{}, own: map[outrider.PersonID][]outrider.OwnPlace{}}
	w.seen = slices.Clone(seen)
	slices.SortFunc(w.seen, func(a, b outrider.Sighting) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID))
	})
	return w
}

func (w *world) filter(keep func(outrider.Sighting) bool) []outrider.Sighting {
	var out []outrider.Sighting
	for _, x := range w.seen {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

func (w *world) Around(p outrider.PersonID) []outrider.Sighting {
	return w.filter(func(x outrider.Sighting) bool { return x.Person == p })
}

func (w *world) Of(key string) []outrider.Sighting {
	return w.filter(func(x outrider.Sighting) bool { return x.Selector.Key() == key })
}

func (w *world) Tied(a, b outrider.PersonID) bool {
	return w.ties[string(min(a, b))+" "+string(max(a, b))]
}

func (w *world) tie(a, b outrider.PersonID) { w.ties[string(min(a, b))+" "+string(max(a, b))] = true }

func (w *world) Places(p outrider.PersonID) []outrider.OwnPlace { return w.own[p] }

func (w *world) Declared(p outrider.PersonID, key string) bool { return w.declared[string(p)+" "+key] }

func (w *world) declare(p outrider.PersonID, key string) { w.declared[string(p)+" "+key] = true }

// run thinks about everything in the world at once.
func (w *world) run(p detect.Params) []outrider.Finding { return detect.Run(w, p, w.seen) }

var (
	day0  = time.Date(2025, 9, 1, 18, 0, 0, 0, time.UTC)
	home  = spot(51.50, -.10)
	work  = spot(51.55, -.10)
	gym   = spot(51.60, -.05)
	far   = spot(52.50, -1.90)
	grade = outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "B", Content: "2"}
)

func spot(lat, lon float64) outrider.Place { return outrider.Place{Lat: &lat, Lon: &lon} }

func plate(v string) outrider.Selector {
	return outrider.Selector{Kind: outrider.SelectorPlate, Value: v}
}

// sighting is one vehicle noticed by somebody on a day.
func sighting(id string, who outrider.PersonID, day float64, at outrider.Place, s outrider.Selector) outrider.Sighting {
	when := day0.Add(time.Duration(day * 24 * float64(time.Hour)))
	return outrider.Sighting{ID: id + "#0", Person: who, Reporter: string(who), At: when, Recorded: when.Add(time.Hour), Place: at,
		Sensor: outrider.SensorHuman, Selector: s, Grade: grade, Handling: outrider.DefaultHandling}
}

// follower is one plate near one person at three separate places within 16 days.
func follower(who outrider.PersonID, s outrider.Selector) []outrider.Sighting {
	var out []outrider.Sighting
	for i, at := range []outrider.Place{home, work, gym} {
		out = append(out, sighting(fmt.Sprintf("r-%s-%d", who, i), who, float64(i)*8, at, s))
	}
	return out
}

// mostlyAtHome is one plate three times at home and once at work: the sightings at
// home weigh far less than the cap, so that what else is known of them shows.
func mostlyAtHome(who outrider.PersonID, s outrider.Selector) []outrider.Sighting {
	var out []outrider.Sighting
	for i, at := range []outrider.Place{home, home, home, work} {
		out = append(out, sighting(fmt.Sprintf("r-%s-%d", who, i), who, float64(i)*4, at, s))
	}
	return out
}

// one is the only finding of a rule, or the test ends.
func one(t testing.TB, fs []outrider.Finding, rule outrider.Rule) outrider.Finding {
	t.Helper()
	var got []outrider.Finding
	for _, f := range fs {
		if f.Rule == rule {
			got = append(got, f)
		}
	}
	if len(got) != 1 {
		t.Fatalf("%d findings of %s, want one: %+v", len(got), rule, fs)
	}
	return got[0]
}

// none fails where a rule found something.
func none(t testing.TB, fs []outrider.Finding, rule outrider.Rule) {
	t.Helper()
	for _, f := range fs {
		if f.Rule == rule {
			t.Errorf("found %s with score %.2f: %s", rule, f.Score, f.Summary)
		}
	}
}
