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

// seen is one sighting as a stream keeps it: numbers only, no text.
type seen struct {
	at, recorded int64 // seconds since 1970
	nanos        int32 // of recorded
	lat, lon     float64
	id           uint32 // of the sighting, for the caller
	sel          uint32 // of the selector
	event        uint32 // 0: none
	reporter     uint32
	name         uint32  // of a place without coordinates
	q            float32 // how often such a report is what it seems
	own          int16   // declared place, from 1; 0: none stated
	placed       bool    // has coordinates
	marked       bool    // with conduct that a passer-by does not show
	copied       bool    // a copy of what was told already
	loose        bool    // a pattern or description, which draws no identity
}

// step is one sighting taken in, with what is needed to take it out again.
type step struct {
	seen
	ctx              uint16
	newCtx, newPair  bool
	forgot           int32   // sightings that became too old to count
	silent           bool    // counts for nothing: a copy, or an event told before
	scaled           bool    // the first whose place was compared with another
	rate, others     float64 // of the stream, before
	rateAt, othersAt int64
	from, to         int32 // of the stream's touches: the scores that it moved
}

// touch remembers a pair's score before a step, and what was left of it then.
type touch struct {
	pair             int32
	sel              uint32
	score, base, was float64
	at               int64
}

// context is one place of a person's life: a declared one, or where sightings gather.
type context struct {
	lat, lon float64
	name     uint32
	own      int16
	placed   bool
	n, kinds int32 // sightings, distinct selectors
}

// spot counts the sightings of a selector in one context.
type spot struct {
	ctx uint16
	n   uint32
}

// pair is one selector around one person.
type pair struct {
	sel         uint32
	loose       bool
	score, base float64 // score after the last hit; the stream's others then
	at          int64
	first       spot   // where it was seen first; n is 0 while it is nowhere
	more        []spot // further contexts
	shape
}

func (p *pair) contexts() int {
	if p.first.n == 0 {
		return 0
	}
	return 1 + len(p.more)
}

func (p *pair) in(ctx uint16) float64 {
	if p.first.ctx == ctx {
		return float64(p.first.n)
	}
	for _, s := range p.more {
		if s.ctx == ctx {
			return float64(s.n)
		}
	}
	return 0
}

// put counts one sighting in a context and tells whether it is the first there.
func (p *pair) put(ctx uint16) (fresh bool) {
	if p.first.n == 0 || p.first.ctx == ctx {
		p.first.ctx = ctx
		p.first.n++
		return p.first.n == 1
	}
	for i := range p.more {
		if p.more[i].ctx == ctx {
			p.more[i].n++
			return false
		}
	}
	p.more = append(p.more, spot{ctx, 1})
	return true
}

// take undoes a put in a context and tells whether none is left there.
func (p *pair) take(ctx uint16) (gone bool) {
	at := &p.first
	i := -1
	if p.first.ctx != ctx {
		i = slices.IndexFunc(p.more, func(s spot) bool { return s.ctx == ctx })
		at = &p.more[i]
	}
	if at.n--; at.n > 0 {
		return false
	}
	switch {
	case i >= 0:
		p.more = slices.Delete(p.more, i, i+1)
	case len(p.more) > 0:
		p.first = p.more[0]
		p.more = slices.Delete(p.more, 0, 1)
	}
	return true
}

// habit is how often a reporter notes conduct.
type habit struct{ reporter, n, marked uint32 }

// stream is what one class of sensor has told about one person, in the order in
// which it happened. A late sighting is put where it belongs by taking later ones
// out and in again, so that the state is exactly that of the ordered history.
type stream struct {
	m       *model
	own     []anchor
	scale   float64 // cosine of the latitude, for distances
	ctxs    []context
	pairs   []pair
	index   map[uint32]int32 // selector to pair
	habits  []habit
	log     []step
	live    int   // of the log: what is not silent
	since   int64 // when the first of these happened
	touches []touch
	later   []seen // scratch of insert
	head    int    // of the log: what lies before it is too old to count
	scratch []likeness
	tables  float64 // (selector, context) pairs met
	kinds   float64 // distinct selectors

	rate, others     float64 // remembered reports; remembered weight of reports of something else
	rateAt, othersAt int64
}

// anchor is a declared place, with the time in which it was one.
type anchor struct {
	lat, lon float64
	from, to int64
	id       string
	gone     bool // declared once, and no longer
}

func newStream(m *model, own []anchor) *stream {
	return &stream{m: m, own: own, index: map[uint32]int32{}}
}

// touched are the scores that a sighting moved, as they were before.
func (s *stream) touched(st *step) []touch { return s.touches[st.from:st.to] }

// push takes in the latest sighting.
func (s *stream) push(x seen) {
	st := step{seen: x, ctx: noContext, silent: x.copied || s.toldBefore(x), rate: s.rate, others: s.others, rateAt: s.rateAt, othersAt: s.othersAt, from: int32(len(s.touches)), to: int32(len(s.touches))}
	if st.silent {
		s.log = append(s.log, st)
		return
	}
	s.forget(&st)
	unscaled := s.scale == 0
	st.ctx, st.newCtx = s.context(x)
	st.scaled = unscaled && s.scale != 0
	s.report(x.at)
	psi := s.psi()
	s.elsewhere(x.at, -math.Log1p(-psi))
	own, isNew := s.pairOf(x)
	st.newPair = isNew
	if s.live++; s.live == 1 {
		s.since = x.at
	}
	s.weigh(&st, own, psi)
	s.count(&st, own)
	st.to = int32(len(s.touches))
	s.log = append(s.log, st)
}

// toldBefore reports whether the same thing at the same event was told already:
// one observation, however many speak of it.
func (s *stream) toldBefore(x seen) bool {
	if x.event == 0 {
		return false
	}
	for i := len(s.log) - 1; i >= 0; i-- {
		if l := &s.log[i]; l.event == x.event && l.sel == x.sel && !l.copied {
			return true
		}
	}
	return false
}

// pairOf finds or makes the pair of a sighting's own selector.
func (s *stream) pairOf(x seen) (int32, bool) {
	if i, ok := s.index[x.sel]; ok {
		return i, false
	}
	i := int32(len(s.pairs))
	s.pairs = append(s.pairs, pair{sel: x.sel, loose: x.loose, shape: s.m.codes.all[x.sel].shape})
	s.index[x.sel] = i
	return i, true
}

// forget takes what is too old out of the counts: what lived here years ago says
// nothing of what is likely now. Scores fade by themselves.
func (s *stream) forget(st *step) {
	oldest := st.at - int64(s.m.MemoryDays*day)
	for s.head < len(s.log) && s.log[s.head].at < oldest {
		if old := &s.log[s.head]; !old.silent {
			s.tally(old, s.index[old.sel], -1)
		}
		s.head++
		st.forgot++
	}
}

// tally moves the counts of the predictive by one sighting.
func (s *stream) tally(st *step, own int32, by int) {
	p, c := &s.pairs[own], &s.ctxs[st.ctx]
	was := p.contexts()
	moved := false
	if by > 0 {
		moved = p.put(st.ctx)
	} else {
		moved = p.take(st.ctx)
	}
	if st.loose {
		return
	}
	c.n += int32(by)
	if moved {
		c.kinds += int32(by)
		s.tables += float64(by)
	}
	if moved && (was == 0 || p.contexts() == 0) {
		s.kinds += float64(by)
	}
}

// count moves the tallies of the predictive and of the reporter's habit.
func (s *stream) count(st *step, own int32) {
	s.tally(st, own, 1)
	h := s.habit(st.reporter)
	h.n++
	if st.marked {
		h.marked++
	}
}

func (s *stream) habit(reporter uint32) *habit {
	for i := range s.habits {
		if s.habits[i].reporter == reporter {
			return &s.habits[i]
		}
	}
	s.habits = append(s.habits, habit{reporter: reporter})
	return &s.habits[len(s.habits)-1]
}

// context finds the place of a sighting: the declared one that it names or lies
// at, else the first earlier one within the radius, else a new one.
func (s *stream) context(x seen) (uint16, bool) {
	own := x.own
	if own == 0 && x.placed {
		own = s.anchorAt(x)
	}
	for i := range s.ctxs {
		c := &s.ctxs[i]
		switch {
		case own != 0 && c.own == own, own == 0 && !x.placed && !c.placed && c.own == 0 && c.name == x.name:
			return uint16(i), false
		case own == 0 && x.placed && c.own == 0 && c.placed && s.km(c.lat, c.lon, x.lat, x.lon) <= s.m.RadiusKm:
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
	s.ctxs = append(s.ctxs, c)
	return uint16(len(s.ctxs) - 1), true
}

// anchorAt is the nearest declared place in force within the radius, from 1.
func (s *stream) anchorAt(x seen) int16 {
	best, at := s.m.RadiusKm, int16(0)
	for i, o := range s.own {
		if o.gone || o.from != 0 && x.at < o.from || o.to != 0 && x.at > o.to {
			continue
		}
		if km := s.km(o.lat, o.lon, x.lat, x.lon); km <= best {
			best, at = km, int16(i+1)
		}
	}
	return at
}

// km is the distance in the plane that touches the person's latitude: good to a
// thousandth over a town, which is all that a radius asks for.
func (s *stream) km(lat1, lon1, lat2, lon2 float64) float64 {
	if s.scale == 0 {
		s.scale = math.Cos(lat1 * math.Pi / 180)
	}
	return flatKm(lat1, lon1, lat2, lon2, s.scale)
}

func flatKm(lat1, lon1, lat2, lon2, scale float64) float64 {
	dLon := math.Abs(lon2 - lon1)
	if dLon > 180 {
		dLon = 360 - dLon
	}
	y, x := (lat2-lat1)*kmPerDeg, dLon*kmPerDeg*scale
	return math.Sqrt(x*x + y*y)
}

// report remembers how much is reported, with a half-life.
func (s *stream) report(at int64) {
	s.rate = s.rate*fade(at-s.rateAt, s.m.RateHalfLife) + 1
	s.rateAt = at
}

// elsewhere remembers what a report says about everything it was not.
func (s *stream) elsewhere(at int64, w float64) {
	s.others = s.others*fade(at-s.othersAt, s.m.HalfLife) + w
	s.othersAt = at
}

// fade is what is left after some seconds, at a half-life in days.
func fade(seconds int64, halfLife float64) float64 {
	if seconds <= 0 {
		return 1
	}
	return math.Exp2(-float64(seconds) / day / halfLife)
}

// now is a pair's score at the time of the stream's latest report, before that
// report is known to be of it: what was, faded, less what all others said since.
func (s *stream) now(p *pair) float64 {
	if p.score == 0 {
		return 0
	}
	f := fade(s.othersAt-p.at, s.m.HalfLife)
	return math.Max(0, p.score*f-(s.others-p.base*f))
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
