package detect

import (
	"math"
	"slices"

	"outrider"
)

const (
	day        = 86400.0 // seconds
	kmPerDeg   = 111.195 // kilometres in a degree of latitude
	noContext  = math.MaxUint16
	noSelector = math.MaxUint32
)

// seen is one sighting in numbers, without text.
type seen struct {
	at, recorded int64 // seconds since 1970
	lat, lon     float64
	nanos        int32  // of recorded
	id           uint32 // of the sighting, for the caller
	sel          uint32 // of the selector
	event        uint32 // 0: none
	reporter     uint32
	name         uint32 // of a place without coordinates
	grade        uint32 // of the grades that the engine has met
	own          int16  // declared place, from 1; 0: none stated
	placed       bool   // has coordinates
	marked       bool   // with conduct that a passer-by does not show
	copied       bool   // a copy of what was told already
	loose        bool   // a pattern or description, which draws no identity
}

// context is one place of a person's life: a declared one, or where sightings gather.
type context struct {
	lat, lon float64
	name     uint32
	n, kinds int32 // sightings, distinct selectors
	own      int16
	placed   bool
}

// habit is how often a reporter notes conduct.
type habit struct{ reporter, n, marked uint32 }

// occasion is one thing at one event.
type occasion struct{ event, sel uint32 }

// stream is what one class of sensor has told about one person, in the order in
// which it happened. A late sighting is put where it belongs by taking later ones
// out and in again, so that the state is exactly that of the ordered history.
type stream struct {
	m     *model
	pairs []pair
	faces []face // of the pairs
	slots []uint32

	rate, others float64 // remembered reports; remembered weight of reports of something else
	when         int64   // when the last that counts happened
	scores       []score
	ctxs         []context
	spots        []spot

	log            []byte
	at             int64 // of the last in the log
	told, live     int   // in the log; of them, what is not silent
	since          int64 // when the first of these happened
	head           int32 // of the log: what lies before it is too old to count
	headAt, oldest int64 // of the last before the head, and of the first after it

	freeScore, freeSpot int32 // + 1
	tail                int
	undos               []undo
	touches             []touch
	habits              []habit
	events              map[occasion]struct{}
	tables              float64 // (selector, context) pairs met
	kinds               float64 // distinct selectors
	scale               float64 // cosine of the latitude, for distances
	surprise            float64 // of a report of something else, by what it was: ln(1 - psi)
	own                 []anchor
	trace               []traced  // where it is told again to be explained: everything it was told
	were                []float64 // and, for each touch, what was left of the score just then
	waiting             []seen    // told so late, among so many as late, that they are put in together
	redone              int       // sightings taken out and in again for the sake of late ones
	account             *stream   // itself, told again; nil when it has changed since
}

// traced is one sighting of a stream that explains itself.
type traced struct {
	entry
	from, to int32 // of the touches
}

// anchor is a declared place, with the time in which it was one.
type anchor struct {
	lat, lon float64
	scale    float64 // cosine of its latitude
	from, to int64
	id       string
	gone     bool // declared once, and no longer
}

func newStream(m *model, own []anchor) *stream {
	return &stream{m: m, own: own, tail: leastTail}
}

// again is the stream with everything that an explanation needs, told once more
// from the beginning: explanations are rare and sightings are many.
func (s *stream) again() *stream {
	if s.account == nil {
		w := newStream(s.m, s.own)
		w.trace = []traced{}
		for x := range s.each {
			w.push(&x.seen)
		}
		s.account = w
	}
	return s.account
}

// touched are the scores that a traced sighting moved, as they were before.
func (s *stream) touched(x *traced) []touch { return s.touches[x.from:x.to] }

// push takes in the latest sighting and tells whether it counts for nothing.
func (s *stream) push(x *seen) (silent bool) {
	s.account = nil
	u := undo{rate: s.rate, others: s.others, when: s.when, prev: s.at, headAt: s.headAt, off: int32(len(s.log)), head: s.head, from: int32(len(s.touches))}
	pair, ctx := int32(-1), uint16(noContext)
	if silent = x.copied || s.toldBefore(x); !silent {
		pair, ctx = s.weighed(x, &u)
	}
	if int(s.head) == len(s.log) {
		s.headAt, s.oldest = s.at, x.at
	}
	s.write(x, pair, ctx)
	s.keep(u)
	if s.trace != nil {
		s.trace = append(s.trace, traced{entry{*x, pair, ctx}, u.from, int32(len(s.touches))})
	}
	return silent
}

// weighed takes in what counts, and tells which pair it is of and where.
func (s *stream) weighed(x *seen, u *undo) (own int32, ctx uint16) {
	s.forget(x.at)
	unscaled := s.scale == 0
	ctx, u.newCtx = s.context(x)
	u.scaled = unscaled && s.scale != 0
	psi := s.report(x.at)
	own, u.newPair = s.pairOf(x)
	if s.live++; s.live == 1 {
		s.since = x.at
	}
	e := entry{pair: own, ctx: ctx}
	e.seen = *x
	s.weigh(&e, psi)
	s.count(&e)
	if x.event != 0 {
		if s.events == nil {
			s.events = map[occasion]struct{}{}
		}
		s.events[occasion{x.event, x.sel}] = struct{}{}
	}
	return own, ctx
}

// toldBefore reports whether the same thing at the same event was told already:
// one observation, however many speak of it.
func (s *stream) toldBefore(x *seen) bool {
	if x.event == 0 {
		return false
	}
	_, ok := s.events[occasion{x.event, x.sel}]
	return ok
}

// forget takes what is too old out of the counts: what lived here years ago says
// nothing of what is likely now. Scores fade by themselves.
func (s *stream) forget(now int64) {
	limit := now - int64(s.m.MemoryDays*day)
	for int(s.head) < len(s.log) && s.oldest < limit {
		var x entry
		s.glance(&x, int(s.head), s.headAt)
		if !x.silent() {
			x.loose = s.m.codes.all[s.faces[x.pair].sel].loose
			s.tally(&x, -1)
		}
		s.head, s.headAt = s.head+int32(s.log[s.head+1]), x.at
		if int(s.head) < len(s.log) {
			s.glance(&x, int(s.head), s.headAt)
			s.oldest = x.at
		}
	}
}

// tally moves the counts of the predictive by one sighting.
func (s *stream) tally(x *entry, by int) {
	p, c := &s.pairs[x.pair], &s.ctxs[x.ctx]
	was := p.n == 0
	moved := false
	if by > 0 {
		moved = s.put(x.pair, x.ctx)
	} else {
		moved = s.take(x.pair, x.ctx)
	}
	if x.loose {
		return
	}
	c.n += int32(by)
	if !moved {
		return
	}
	c.kinds += int32(by)
	s.tables += float64(by)
	if was || p.n == 0 {
		s.kinds += float64(by)
	}
}

// count moves the tallies of the predictive and of the reporter's habit.
func (s *stream) count(x *entry) {
	s.tally(x, 1)
	h := &s.habits[s.habit(x.reporter)]
	h.n++
	if x.marked {
		h.marked++
	}
}

// habit is where a reporter's habit stands.
func (s *stream) habit(reporter uint32) int {
	for i := range s.habits {
		if s.habits[i].reporter == reporter {
			return i
		}
	}
	s.habits = append(s.habits, habit{reporter: reporter})
	return len(s.habits) - 1
}

// context finds the place of a sighting: the declared one that it names or lies
// at, else the first earlier one within the radius, else a new one.
func (s *stream) context(x *seen) (uint16, bool) {
	own := x.own
	if own == 0 && x.placed {
		own = s.anchorAt(x)
	}
	for i := range s.ctxs {
		c := &s.ctxs[i]
		switch {
		case c.own != own || own == 0 && c.placed != x.placed:
			continue
		case own != 0, !x.placed && c.name == x.name, x.placed && s.within(c.lat, c.lon, x):
			return uint16(i), false
		}
	}
	if len(s.ctxs) == noContext-1 { // a person is not at sixty thousand places; a broken device is
		return noContext - 2, false
	}
	c := context{lat: x.lat, lon: x.lon, name: x.name, own: own, placed: x.placed}
	if own != 0 && s.own[own-1].id != "" && !x.placed {
		c.lat, c.lon, c.placed = s.own[own-1].lat, s.own[own-1].lon, true
	}
	s.ctxs = append(roomy(s.ctxs, 2), c)
	return uint16(len(s.ctxs) - 1), true
}

// anchorAt is the nearest declared place in force within the radius, from 1.
func (s *stream) anchorAt(x *seen) int16 {
	best, at := s.m.RadiusKm, int16(0)
	for i := range s.own {
		o := &s.own[i]
		if o.gone || o.from != 0 && x.at < o.from || o.to != 0 && x.at > o.to || !s.within(o.lat, o.lon, x) {
			continue
		}
		if km := flatKm(o.lat, o.lon, x.lat, x.lon, s.scale); km <= best {
			best, at = km, int16(i+1)
		}
	}
	return at
}

// within reports whether a sighting lies within the radius, in the plane that
// touches the person's latitude: good to a thousandth over a town, which is all
// that a radius asks for.
func (s *stream) within(lat, lon float64, x *seen) bool {
	if s.scale == 0 {
		s.scale = math.Cos(lat * math.Pi / 180)
	}
	if math.Abs(x.lat-lat)*kmPerDeg > s.m.RadiusKm*1.001 {
		return false // most are; it saves the root
	}
	return flatKm(lat, lon, x.lat, x.lon, s.scale) <= s.m.RadiusKm
}

func flatKm(lat1, lon1, lat2, lon2, scale float64) float64 {
	dLon := math.Abs(lon2 - lon1)
	if dLon > 180 {
		dLon = 360 - dLon
	}
	y, x := (lat2-lat1)*kmPerDeg, dLon*kmPerDeg*scale
	return math.Sqrt(x*x + y*y)
}

// report remembers how much is reported, with a half-life, and what a report says
// about everything it was not. It returns psi.
func (s *stream) report(at int64) float64 {
	gap := at - s.when
	f := fade(gap, s.m.RateHalfLife)
	s.rate, s.when = s.rate*f+1, at
	psi := s.psi()
	if s.m.HalfLife != s.m.RateHalfLife {
		f = fade(gap, s.m.HalfLife)
	}
	s.surprise = math.Log1p(-psi)
	s.others = s.others*f - s.surprise
	return psi
}

// fade is what is left after some seconds, at a half-life in days.
func fade(seconds int64, halfLife float64) float64 {
	if seconds <= 0 {
		return 1
	}
	return math.Exp2(-float64(seconds) / day / halfLife)
}

// now is a score at the time of the stream's latest report, before that report is
// known to be of it: what was, faded, less what all others said since.
func (s *stream) now(x score) float64 {
	if x.score == 0 {
		return 0
	}
	f := fade(s.when-x.at, s.m.HalfLife)
	return math.Max(0, x.score*f-(s.others-x.base*f))
}

// sensorContact is the class of approaches: they have no place, and that somebody
// writes again says nothing.
const sensorContact = outrider.SensorContact

// The classes of sensors: dense machine feeds are never mixed with people's reports.
const (
	classHuman = iota
	classANPR
	classBLE
	classContact
	classes
)

func classOf(x outrider.Sensor) int {
	switch x {
	case outrider.SensorANPR:
		return classANPR
	case outrider.SensorBLE:
		return classBLE
	case sensorContact:
		return classContact
	}
	return classHuman
}

// suspicious reports conduct that a passer-by does not show. A word that nobody
// knows says as little as "other".
func suspicious(x outrider.Sighting) bool {
	return slices.ContainsFunc(x.Behaviour, func(b outrider.Behaviour) bool {
		return b != outrider.BehaviourOther && slices.Contains(outrider.Behaviours, b)
	})
}
