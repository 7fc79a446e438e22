package world

import "time"

// noted is one thing somebody noted: what a sighting is made of.
type noted struct {
	life     *life
	by       *reporter
	spot     spot
	at       time.Time
	sensor   string
	what     Selector
	odd      bool // behaviour that made somebody look
	event    uint64
	op       *operation // who caused it; nil: nobody hostile
	reported time.Time
}

// maxDelay is the longest time before somebody tells, or never does.
const maxDelay = 60 * 24 * time.Hour

// delay draws how long somebody takes to tell.
func delay(d dice, median time.Duration) time.Duration {
	return min(max(d.lognormal(median, 1), time.Minute), maxDelay).Truncate(time.Second)
}

// put turns a note into a sighting and queues it for when it is told. Some notes
// are told again by somebody else, as copies.
func (m *march) put(n noted) {
	l := n.life
	way := n.by.manner()
	if n.reported.IsZero() {
		n.reported = n.at.Add(delay(l.dice, way.delay))
	}
	s := Sighting{ID: m.id(l), Person: l.id, Reporter: n.by.id, At: n.at, Recorded: n.reported, Sensor: n.sensor, Selector: n.what}
	lat, lon := round(n.spot.lat+.0004*l.NormFloat64()), round(n.spot.lon+.0006*l.NormFloat64())
	s.Lat, s.Lon = &lat, &lon
	if n.spot.id != "" && l.chance(.8) {
		s.Place = n.spot.id
	}
	if n.odd {
		s.Behaviour = []string{conduct(l.dice)}
	}
	if n.event != 0 {
		s.Event = token("ev-", n.event)
	}
	if way.grade != "" && l.chance(.5) {
		s.Grade = Mark(way.grade)
	}
	m.queue(s, n.op)
	if n.sensor == "human" && l.chance(.03) {
		m.retell(l, s, n.op)
	}
}

// retell queues a copy of a sighting by somebody who only heard of it.
func (m *march) retell(l *life, s Sighting, op *operation) {
	s.CopyOf, s.ID = s.ID, m.id(l)
	s.Recorded = s.Recorded.Add(delay(l.dice, 48*time.Hour))
	switch {
	case l.partner != nil:
		s.Reporter = l.partner.id
	case len(l.ties) > 0:
		s.Reporter = m.lives[l.ties[l.IntN(len(l.ties))]].self.id
	}
	m.queue(s, op)
}

// conduct draws what somebody was seen doing.
func conduct(d dice) string {
	return []string{"waiting", "photographing", "following-on-foot", "other"}[d.weighted([]float64{.6, .15, .1, .15})]
}

// id names a sighting or contact; it says nothing about who caused it or when.
func (m *march) id(l *life) string {
	l.counter++
	return token("s", mix(m.o.Seed, 'i', uint64(l.index), l.counter))
}
