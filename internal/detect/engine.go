package detect

import (
	"fmt"
	"maps"
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
	p          Params
	codes      *codebook
	models     [classes]*model
	people     []*person
	index      map[outrider.PersonID]uint32
	words      map[string]uint32 // event keys and reporters, numbered
	bearers    [][]bearer        // by selector: near whom it was seen
	names      []string          // ids of sightings, by number
	ids        map[string]uint32
	owners     []uint32            // whose they are
	notices    map[uint32][]notice // by the sighting that raised them
	latest     int64               // when the last sighting was recorded
	watch      func(Candidate)     // told of every score, for calibration
	candidates []Candidate
	Refused    map[string]int // sightings that could not be used, by reason
}

// person is one protected person as the engine knows them.
type person struct {
	id       outrider.PersonID
	own      []anchor
	known    map[uint32]bool
	ties     map[uint32]bool
	streams  [classes]*stream
	floods   [classes]flood
	alarmed  map[uint32]int64 // selector to when it was last alarmed
	woken    map[uint32]bool  // selectors that were alarmed at the highest level
	reports  int
	since    int64
	enrolled bool
}

// bearer is one person near whom a selector was seen, and where first.
type bearer struct {
	person uint32
	id     uint32 // of the first sighting that was told
	last   int64
	meeting
}

// meeting is when, where and at which event somebody met a selector first.
type meeting struct {
	at, recorded int64
	lat, lon     float64
	event        uint32
	placed       bool
}

func (x seen) meeting() meeting {
	return meeting{at: x.at, recorded: x.recorded, lat: x.lat, lon: x.lon, event: x.event, placed: x.placed}
}

// takes counts one more meeting: the first that happened says where they met, in
// whatever order the meetings were told.
func (b *bearer) takes(x seen) {
	if x.at < b.at || x.at == b.at && x.recorded < b.recorded {
		b.meeting = x.meeting()
	}
	b.id, b.last = min(b.id, x.id), max(b.last, x.at)
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
	e := &Engine{p: p, codes: newCodebook(), index: map[outrider.PersonID]uint32{},
		words: map[string]uint32{"": 0}, ids: map[string]uint32{}, notices: map[uint32][]notice{}, Refused: map[string]int{}}
	for _, k := range sensors() {
		e.models[classOf(k)] = &model{Params: p, fit: p.fitOf(k), codes: e.codes, names: &e.names, still: k == sensorContact}
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
	clear(q.known)
	for _, s := range x.Known {
		q.known[e.codes.number(s)] = true
	}
	clear(q.ties)
	for _, id := range x.Ties {
		e.person(id)
		q.ties[e.index[id]] = true
	}
	own := redeclared(q.own, anchors(x.Places))
	if slices.Equal(own, q.own) {
		return
	}
	q.own = own
	for _, s := range q.streams {
		if s != nil {
			later := s.rewind(0)
			s.own = own
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
func (e *Engine) tied(a, b uint32) bool { return e.people[a].ties[b] || e.people[b].ties[a] }

func (e *Engine) person(id outrider.PersonID) *person {
	if i, ok := e.index[id]; ok {
		return e.people[i]
	}
	q := &person{id: id, known: map[uint32]bool{}, ties: map[uint32]bool{}, alarmed: map[uint32]int64{}, woken: map[uint32]bool{}}
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
		out = append(out, anchor{id: o.ID, lat: *o.Place.Lat, lon: *o.Place.Lon, from: unix(o.From), to: unix(o.To)})
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
	n, ok := e.words[w]
	if !ok {
		n = uint32(len(e.words))
		e.words[w] = n
	}
	return n
}

// Add takes in a sighting as it becomes known and returns what it raises. One that
// cannot be used is counted in Refused under its reason; nothing is lost by it,
// for reports are kept elsewhere.
func (e *Engine) Add(x outrider.Sighting) []Alarm {
	at, ok := e.admit(x)
	if !ok {
		return nil
	}
	s, i := e.take(at, classOf(x.Sensor), e.compact(e.people[at], x))
	if i < 0 {
		return nil
	}
	return e.noted(s.log[i].id, e.judge(at, s, i))
}

// AddContact takes in an approach: whatever the stranger used or said of
// themselves is a thing that may come to somebody else too.
func (e *Engine) AddContact(c outrider.Contact) []Alarm {
	x := outrider.Sighting{ID: c.ID, Person: c.Person, Reporter: c.Reporter, At: c.At, Recorded: c.Recorded, Sensor: sensorContact}
	at, ok := e.admit(x)
	if !ok {
		return nil
	}
	o := e.compact(e.people[at], x)
	var s *stream
	for _, f := range facets(c) {
		o.sel = e.codes.number(f)
		o.loose = e.codes.all[o.sel].loose
		s, _ = e.take(at, classContact, o)
	}
	if s == nil {
		return nil
	}
	var steps []int
	for i := len(s.log) - 1; i >= 0 && s.log[i].at >= o.at; i-- {
		if s.log[i].id == o.id && !s.log[i].silent {
			steps = append(steps, i)
		}
	}
	return e.noted(o.id, e.judge(at, s, steps...))
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
	if _, again := e.ids[x.ID]; again && why == "" {
		why = "told before under the same id"
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

// take puts a sighting into its stream and returns its place there; -1 where it
// counts for nothing.
func (e *Engine) take(at uint32, class int, o seen) (*stream, int) {
	q := e.people[at]
	s := q.streams[class]
	if s == nil {
		s = newStream(e.models[class], q.own)
		q.streams[class] = s
	}
	e.latest = max(e.latest, o.recorded)
	i := s.insert(o)
	q.reports++
	if q.since == 0 {
		q.since = o.recorded
	}
	if s.log[i].silent {
		return s, -1
	}
	e.bear(at, o)
	if o.event != 0 && i+1 < len(s.log) {
		e.rebear(at, o.sel) // what was told of this event before may count no longer
	}
	return s, i
}

// compact turns a sighting into numbers.
func (e *Engine) compact(q *person, x outrider.Sighting) seen {
	o := seen{id: uint32(len(e.names)), at: x.At.Unix(), recorded: x.Recorded.Unix(), nanos: int32(x.Recorded.Nanosecond()), sel: e.codes.number(x.Selector), event: e.word(x.Event),
		reporter: e.word(x.Reporter), q: float32(e.p.Reliable(x.Grade) * x.Linked()), marked: suspicious(x), copied: x.CopyOf != ""}
	e.names, e.owners = append(e.names, x.ID), append(e.owners, e.index[q.id])
	e.ids[x.ID] = o.id
	o.loose = e.codes.all[o.sel].loose
	if o.at > o.recorded {
		o.at = o.recorded // nobody tells what has not happened: a clock was wrong
	}
	if x.Place.Known() {
		o.lat, o.lon, o.placed = *x.Place.Lat, *x.Place.Lon, true
	}
	if !x.Place.Known() {
		o.name = e.word(strings.ToLower(x.Place.Name))
	}
	if i := slices.IndexFunc(q.own, func(a anchor) bool { return !a.gone && a.id == x.Place.Declared }); x.Place.Declared != "" && i >= 0 {
		o.own = int16(i + 1)
	}
	return o
}

// bear remembers near whom a selector was seen. A pattern or a description joins
// nobody: too many things fit it.
func (e *Engine) bear(at uint32, o seen) {
	if o.loose {
		return
	}
	for int(o.sel) >= len(e.bearers) {
		e.bearers = append(e.bearers, nil)
	}
	bs := e.bearers[o.sel]
	for i := range bs {
		if bs[i].person == at {
			bs[i].takes(o)
			return
		}
	}
	e.bearers[o.sel] = append(bs, bearer{person: at, id: o.id, last: o.at, meeting: o.meeting()})
}
