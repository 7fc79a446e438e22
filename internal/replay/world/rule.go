package world

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"
)

// Rule is the baseline: raise an alarm when one selector was seen N times, in at
// least Places places a kilometre apart, within WindowDays days of being told. It
// is what a careful officer does with a spreadsheet, and it is hard to beat where
// one false alarm a person and year can be borne.
type Rule struct {
	N          int `json:"n"`
	Places     int `json:"places"`
	WindowDays int `json:"window_days"`
}

// Rules are the 72 from which the best is chosen.
func Rules() []Rule {
	var out []Rule
	for _, n := range []int{2, 3, 4, 5, 6, 8} {
		for _, places := range []int{1, 2, 3} {
			for _, days := range []int{14, 30, 90, 365} {
				out = append(out, Rule{n, places, days})
			}
		}
	}
	return out
}

// Run applies the rule to a world. What people declared benign, copies, machines
// and descriptions are left out; the rule knows exact values only.
func (r Rule) Run(w World) []Alarm { return r.over(histories(w)) }

// BestRule is the best of Rules on alarms after from, of those that cost at most
// budget false alarms a person and year there; ok is false where none is as
// cheap. It is chosen on the answers, which flatters it: what beats it, beats it
// fairly (compare at equal false alarms, as in the literature on alarms).
func BestRule(w World, from time.Time, budget float64) (best Rule, s Score, ok bool) {
	all := histories(w)
	bench := w.Bench(from, everything(all))
	for _, r := range Rules() {
		got, _ := bench.Judge(r.over(all))
		if got.FalseAlarms == nil || got.Detection == nil || *got.FalseAlarms > budget {
			continue
		}
		if !ok || *got.Detection > *s.Detection || *got.Detection == *s.Detection && *got.FalseAlarms < *s.FalseAlarms {
			best, s, ok = r, got, true
		}
	}
	return best, s, ok
}

// everything is as many alarms as could ever rest on histories: what a bench has
// to know for any rule.
func everything(all []history) []Alarm {
	out := make([]Alarm, len(all))
	for i, h := range all {
		for _, s := range h.seen {
			out[i].Sightings = append(out[i].Sightings, s.ID)
		}
	}
	return out
}

// history is one selector around one person, in order of telling.
type history struct {
	person   string
	selector Mark
	seen     []Sighting
}

// histories gathers what was seen more than once around one person.
func histories(w World) []history {
	benign := map[string]bool{}
	for _, p := range w.People {
		for _, k := range p.Known {
			benign[p.ID+" "+k.Kind+":"+k.Value] = true
		}
	}
	index := map[string]int{}
	var all []history
	for _, s := range w.Sightings {
		if s.Selector.Value == "" || !s.Selector.Partial.IsZero() || s.CopyOf != "" || s.Sensor != "human" {
			continue
		}
		selector := s.Selector.Kind + ":" + s.Selector.Value
		key := s.Person + " " + selector
		if benign[key] {
			continue
		}
		i, ok := index[key]
		if !ok {
			i, index[key] = len(all), len(all)
			all = append(all, history{person: s.Person, selector: Mark(selector)})
		}
		all[i].seen = append(all[i].seen, s)
	}
	return slices.DeleteFunc(all, func(h history) bool { return len(h.seen) < 2 })
}

func (r Rule) over(all []history) []Alarm {
	var out []Alarm
	for _, h := range all {
		out = append(out, r.alarms(h)...)
	}
	slices.SortStableFunc(out, func(a, b Alarm) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Selector, b.Selector))
	})
	return out
}

// alarms walks one history with a sliding window. Within thirty days of an alarm
// nobody is told again.
func (r Rule) alarms(h history) []Alarm {
	var out []Alarm
	window := time.Duration(r.WindowDays) * 24 * time.Hour
	from := 0
	for i, s := range h.seen {
		for s.Recorded.Sub(h.seen[from].Recorded) > window {
			from++
		}
		in := h.seen[from : i+1]
		if len(in) < r.N || len(out) > 0 && s.Recorded.Sub(out[len(out)-1].At) <= merge {
			continue
		}
		n := placesOf(in)
		if n < r.Places {
			continue
		}
		a := Alarm{At: s.Recorded, Person: h.person, Selector: h.selector, Level: "look", Score: float64(len(in)), Places: n, People: []string{h.person}}
		for _, x := range in {
			a.Sightings = append(a.Sightings, x.ID)
		}
		out = append(out, a)
	}
	return out
}

// apart is how far two places lie apart to be two, in kilometres.
const apart = 1.0

// placesOf counts places by taking each sighting to the first place near enough.
func placesOf(in []Sighting) int {
	var leaders []Sighting
	for _, s := range in {
		if !slices.ContainsFunc(leaders, func(l Sighting) bool { return near(l, s) }) {
			leaders = append(leaders, s)
		}
	}
	return len(leaders)
}

func near(a, b Sighting) bool {
	if a.Lat == nil || b.Lat == nil {
		return a.Place == b.Place
	}
	y := (*a.Lat - *b.Lat) * kmPerDegree
	x := (*a.Lon - *b.Lon) * kmPerDegree * math.Cos(*a.Lat*math.Pi/180)
	return x*x+y*y <= apart*apart
}

// String is the rule in words.
func (r Rule) String() string {
	return strconv.Itoa(r.N) + " times, " + strconv.Itoa(r.Places) + " places, " + strconv.Itoa(r.WindowDays) + " days"
}

// Interval is the middle 95 % of the mean of x over resamples of it (bootstrap
// percentiles; Efron 1979): how far a detection rate may be off by luck alone.
// The same seed gives the same interval; of nothing it is 0, 0.
func Interval(x []float64, draws int, seed uint64) (lo, hi float64) {
	if len(x) == 0 || draws < 1 {
		return 0, 0
	}
	d := newDice(seed, 'b')
	means := make([]float64, draws)
	for i := range means {
		sum := 0.0
		for range x {
			sum += x[d.IntN(len(x))]
		}
		means[i] = sum / float64(len(x))
	}
	slices.Sort(means)
	return means[draws*25/1000], means[min(draws-1, draws*975/1000)]
}

// DetectionInterval is the interval of the share of operations detected.
func DetectionInterval(found []Found, draws int, seed uint64) (lo, hi float64) {
	x := make([]float64, len(found))
	for i, f := range found {
		x[i] = float64(count(f.Detected))
	}
	return Interval(x, draws, seed)
}
