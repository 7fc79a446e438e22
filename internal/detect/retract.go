package detect

import "math"

// notice is an alarm that a sighting raised, for whom and about what: until it is
// a thread old, it keeps further news of the same from being told again.
type notice struct {
	person, sel uint32
	at          int64
}

// noted remembers which alarms a sighting raised.
func (e *Engine) noted(id uint32, raised []Alarm) []Alarm {
	for _, a := range raised {
		at, sel := e.index[a.Person], e.codes.number(a.Selector)
		e.notices[id] = append(e.notices[id], notice{at, sel, e.people[at].alarmed[sel]})
	}
	return raised
}

// Retract takes back the sighting or contact that was told under an id, and reports
// whether there was one. Scores, rows, counts and what other people's sightings
// add are then exactly those of a history in which it was never told, and it may
// be told again. An alarm that it raised cannot be unsaid, but no longer keeps the
// next one quiet.
func (e *Engine) Retract(id string) bool {
	n, _, ok := e.names.find(0, id)
	if !ok {
		return false
	}
	e.names.bury(0, id)
	at := e.owners[n]
	e.settlePerson(at)
	for class, s := range e.people[at].streams {
		if s != nil {
			e.withdraw(at, class, s, n)
		}
	}
	for _, x := range e.notices[n] {
		if q := e.people[x.person]; q.alarmed[x.sel] == x.at {
			delete(q.alarmed, x.sel)
			delete(q.woken, x.sel)
		}
	}
	delete(e.notices, n)
	return true
}

// withdraw takes a sighting out of one stream, and out of what was counted of it.
func (e *Engine) withdraw(at uint32, class int, s *stream, id uint32) {
	out := s.remove(id)
	if len(out) == 0 {
		return
	}
	q := e.people[at]
	q.reports -= len(out)
	if f := &q.floods[class]; f.day == out[0].recorded/day {
		f.n--
	}
	for _, x := range out {
		e.rebear(at, x.sel)
	}
	q.since = q.firstTold()
	if out[0].recorded == e.latest {
		e.latest = e.lastTold()
	}
}

// firstTold is when the first of what is told about a person was recorded; 0
// where nothing is told.
func (q *person) firstTold() int64 {
	recorded, first := int64(0), uint32(math.MaxUint32)
	for _, s := range q.streams {
		if s == nil {
			continue
		}
		for x := range s.each {
			if x.id < first {
				recorded, first = x.recorded, x.id
			}
		}
	}
	return recorded
}

// lastTold is when the last of all sightings was recorded.
func (e *Engine) lastTold() int64 {
	last := int64(0)
	for _, q := range e.people {
		for _, s := range q.streams {
			if s == nil {
				continue
			}
			for x := range s.each {
				last = max(last, x.recorded)
			}
		}
	}
	return last
}
