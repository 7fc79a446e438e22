package detect

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Engine finds hostile collection in a stream of sightings: the same things near
// one person in separate places, and near people who do not know each other. It
// takes sightings in the order in which they became known and holds, at every
// moment, exactly the state of the history in the order in which it happened.
type Engine struct {
	p Params
	*stock
	models     [classes]*model
	people     []*person
	index      map[outrider.PersonID]uint32
	words      *lexicon            // event keys and reporters, numbered
	graded     []outrider.Grade    // those that are known by name
	gradedAs   []uint32            // and their numbers
	bearers                        // near whom selectors were seen
	owners     []uint32            // whose sightings are, by number
	notices    map[uint32][]notice // by the sighting that raised them
	latest     int64               // when the last sighting was recorded
	watch      func(Candidate)     // told of every score, for calibration
	candidates []Candidate
	pending    []Alarm        // of sightings that waited
	Refused    map[string]int // sightings that could not be used, by reason
}

// person is one protected person as the engine knows them.
type person struct {
	id       outrider.PersonID
	own      []anchor
	known    set
	ties     set
	streams  [classes]*stream
	floods   [classes]flood
	alarmed  map[uint32]int64 // selector to when it was last alarmed
	woken    map[uint32]bool  // selectors that were alarmed at the highest level
	reports  int
	since    int64
	enrolled bool
}

// flood counts what is told about one person in a day, so that one broken or
// hostile device cannot drown the rest.
type flood struct {
	day int64
	n   int
}

// maxADay bounds what one class of sensors tells about one person in a day. What
// is over it is counted and kept where it came from, and weighs nothing.
const maxADay = 2000

// NewEngine makes an engine without people.
func NewEngine(p Params) *Engine {
	e := &Engine{p: p, stock: &stock{codes: newCodebook(), names: newLexicon()}, index: map[outrider.PersonID]uint32{},
		words: newLexicon(), notices: map[uint32][]notice{}, Refused: map[string]int{}}
	e.words.number(0, "") // 0 is none
	for _, k := range sensors() {
		e.models[classOf(k)] = &model{Params: p, fit: p.fitOf(k), stock: e.stock, still: k == sensorContact}
	}
	return e
}

// Params are the parameters in force: after calibration, with its thresholds.
func (e *Engine) Params() Params { return e.p }

// RefusedLines says what could not be used and how often, a sentence each.
func (e *Engine) RefusedLines() []string {
	var out []string
	for _, why := range slices.Sorted(maps.Keys(e.Refused)) {
		out = append(out, fmt.Sprintf("%d sightings left out: %s", e.Refused[why], why))
	}
	return out
}

// Enrol makes a person known, with declared places, selectors and ties; told again,
// it replaces what was declared before. Sightings of people who are not enrolled
// are counted and left alone, also where somebody else declared a tie to them.
func (e *Engine) Enrol(x outrider.Protectee) {
	q := e.person(x.ID)
	q.enrolled = true
	known, ties := make([]uint32, 0, len(x.Known)), make([]uint32, 0, len(x.Ties))
	for _, s := range x.Known {
		known = append(known, e.codes.number(s))
	}
	for _, id := range x.Ties {
		e.person(id)
		ties = append(ties, e.index[id])
	}
	q.known, q.ties = setOf(known), setOf(ties)
	e.settlePerson(e.index[x.ID])
	own := redeclared(q.own, anchors(x.Places))
	if slices.Equal(own, q.own) {
		return
	}
	q.own = own
	for _, s := range q.streams {
		if s != nil {
			s.own = own
			later := s.later(0, false, func(*seen) bool { return true })
			s.replay(later)
		}
	}
}

// redeclared keeps the places of earlier days where they stood in the list, out of
// force: what was seen there points to them.
func redeclared(old, now []anchor) []anchor {
	out := slices.Clone(old)
	for i := range out {
		out[i].gone = true
	}
	for _, a := range now {
		i := slices.IndexFunc(out, func(o anchor) bool { return o.gone && o.id == a.id })
		if i < 0 {
			out = append(out, a)
		} else {
			out[i] = a
		}
	}
	return out
}

// tied reports whether one of two people declared a tie to the other.
func (e *Engine) tied(a, b uint32) bool { return e.people[a].ties.has(b) || e.people[b].ties.has(a) }

func (e *Engine) person(id outrider.PersonID) *person {
	if i, ok := e.index[id]; ok {
		return e.people[i]
	}
	q := &person{id: id}
	e.index[id] = uint32(len(e.people))
	e.people = append(e.people, q)
	return q
}

func anchors(places []outrider.OwnPlace) []anchor {
	var out []anchor
	for _, o := range places {
		if !o.Place.Known() {
			continue
		}
		out = append(out, anchor{id: o.ID, lat: *o.Place.Lat, lon: *o.Place.Lon, scale: math.Cos(*o.Place.Lat * math.Pi / 180), from: unix(o.From), to: unix(o.To)})
	}
	return out
}

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func (e *Engine) word(w string) uint32 {
	if w == "" {
		return 0
	}
	n, _ := e.words.number(0, w)
	return n
}

// maxGraded bounds how many grades are known by name.
const maxGraded = 64

// grade gives the number of a grade and a link, as far as they say how often a
// report is what it seems.
func (e *Engine) grade(g outrider.Grade, link float64) uint32 {
	g = outrider.Grade{Scheme: g.Scheme, Source: g.Source}
	if i := slices.Index(e.graded, g); i >= 0 && link == 1 {
		return e.gradedAs[i]
	}
	n := uint32(len(e.grades))
	e.grades = append(e.grades, float32(e.p.Reliable(g)*link))
	if link == 1 && len(e.graded) < maxGraded {
		e.graded, e.gradedAs = append(e.graded, g), append(e.gradedAs, n)
	}
	return n
}

// set is some numbers, sorted.
type set []uint32

func setOf(xs []uint32) set {
	slices.Sort(xs)
	return slices.Clip(slices.Compact(xs))
}

func (s set) has(x uint32) bool {
	if len(s) <= few {
		return slices.Contains(s, x)
	}
	_, ok := slices.BinarySearch(s, x)
	return ok
}

// Add takes in a sighting as it becomes known and returns what it raises. One that
// cannot be used is counted in Refused under its reason; nothing is lost by it,
// for reports are kept elsewhere.
func (e *Engine) Add(x outrider.Sighting) []Alarm {
	at, ok := e.admit(x)
	if !ok {
		return nil
	}
	o := e.compact(at, x)
	if e.take(at, classOf(x.Sensor), &o) {
		return e.raised(nil)
	}
	return e.raised(e.noted(o.id, e.judge(at, news{o, e.moved})))
}

// AddContact takes in an approach: whatever the stranger used or said of
// themselves is a thing that may come to somebody else too.
func (e *Engine) AddContact(c outrider.Contact) []Alarm {
	x := outrider.Sighting{ID: c.ID, Person: c.Person, Reporter: c.Reporter, At: c.At, Recorded: c.Recorded, Sensor: sensorContact}
	at, ok := e.admit(x)
	if !ok {
		return nil
	}
	o := e.compact(at, x)
	var all []news
	for _, f := range facets(c) {
		o.sel = e.codes.number(f)
		o.loose = e.codes.all[o.sel].loose
		if !e.take(at, classContact, &o) {
			all = append(all, news{o, slices.Clone(e.moved)})
		}
	}
	slices.SortStableFunc(all, func(a, b news) int { return cmp.Compare(b.sel, a.sel) })
	return e.raised(e.noted(o.id, e.judge(at, all...)))
}

// facets are the things by which one approach can be joined to another.
func facets(c outrider.Contact) []outrider.Selector {
	out := slices.Clone(c.Selectors)
	for _, f := range [][2]string{{subjectPrefix, string(c.Subject)}, {employerPrefix, string(c.Employer)}, {storyPrefix, c.Story}} {
		if f[1] != "" {
			out = append(out, outrider.Selector{Kind: outrider.SelectorOther, Value: f[0] + f[1]})
		}
	}
	return out
}

// admit finds whose a sighting is, or counts why it cannot be used.
func (e *Engine) admit(x outrider.Sighting) (uint32, bool) {
	at, ok := e.index[x.Person]
	why := ""
	switch {
	case !ok || !e.people[at].enrolled:
		why = "of a person nobody registered"
	case x.Recorded.IsZero() || x.At.IsZero():
		why = "without a time"
	case x.Place.Validate() != nil:
		why = "not on the earth"
	}
	if why == "" {
		if _, _, again := e.names.find(0, x.ID); again {
			why = "told before under the same id"
		}
	}
	if why == "" && e.people[at].floods[classOf(x.Sensor)].over(x.Recorded.Unix()/day) {
		why = "more than a day can hold"
	}
	if why != "" {
		e.Refused[why]++
	}
	return at, why == ""
}

// over counts one more report of a day and tells whether there were too many.
func (f *flood) over(today int64) bool {
	if today != f.day {
		*f = flood{day: today}
	}
	f.n++
	return f.n > maxADay
}

// take puts a sighting into its stream and tells whether it counts for nothing
// there.
func (e *Engine) take(at uint32, class int, o *seen) (silent bool) {
	q := e.people[at]
	s := q.streams[class]
	if s == nil {
		s = newStream(e.models[class], q.own)
		q.streams[class] = s
	}
	e.latest = max(e.latest, o.recorded)
	q.reports++
	if q.since == 0 {
		q.since = o.recorded
	}
	if s.waits(o) {
		if s.waiting = append(s.waiting, *o); len(s.waiting)*heap >= s.told {
			e.settle(at, s)
		}
		return true
	}
	silent, late := s.insert(o)
	if len(s.waiting) > 0 && s.redone+s.told <= patience*s.told {
		e.settle(at, s)
	}
	if silent {
		return true
	}
	e.bear(at, o)
	if o.event != 0 && late {
		e.rebear(at, o.sel) // what was told of this event before may count no longer
	}
	return false
}

// compact turns a sighting into numbers.
func (e *Engine) compact(at uint32, x outrider.Sighting) seen {
	o := seen{at: x.At.Unix(), recorded: x.Recorded.Unix(), nanos: int32(x.Recorded.Nanosecond()), sel: e.codes.number(x.Selector), event: e.word(x.Event),
		reporter: e.word(x.Reporter), grade: e.grade(x.Grade, x.Linked()), marked: suspicious(x), copied: x.CopyOf != ""}
	o.id, _ = e.names.number(0, x.ID)
	e.owners = append(e.owners, at)
	o.loose = e.codes.all[o.sel].loose
	if o.at > o.recorded {
		o.at = o.recorded // nobody tells what has not happened: a clock was wrong
	}
	if x.Place.Known() {
		o.lat, o.lon, o.placed = *x.Place.Lat, *x.Place.Lon, true
	} else {
		o.name = e.word(strings.ToLower(x.Place.Name))
	}
	if x.Place.Declared != "" {
		own := e.people[at].own
		for i := range own {
			if !own[i].gone && own[i].id == x.Place.Declared {
				o.own = int16(i + 1)
				break
			}
		}
	}
	return o
}
