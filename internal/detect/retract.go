package detect

import (
	"cmp"
	"slices"
)

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
	n, ok := e.ids[id]
	if !ok {
		return false
	}
	delete(e.ids, id)
	at := e.owners[n]
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
	var out []seen
	for i := range s.log {
		if s.log[i].id == id {
			out = append(out, s.log[i].seen)
		}
	}
	if len(out) == 0 {
		return
	}
	s.remove(id)
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
	var first *step
	for _, s := range q.streams {
		if s == nil {
			continue
		}
		for i := range s.log {
			if x := &s.log[i]; first == nil || x.id < first.id {
				first = x
			}
		}
	}
	if first == nil {
		return 0
	}
	return first.recorded
}

// lastTold is when the last of all sightings was recorded.
func (e *Engine) lastTold() int64 {
	last := int64(0)
	for _, q := range e.people {
		for _, s := range q.streams {
			if s == nil {
				continue
			}
			for i := range s.log {
				last = max(last, s.log[i].recorded)
			}
		}
	}
	return last
}

// rebear gathers anew near whom a selector was seen, as far as one person goes: a
// sighting was taken back, or turned out to be what another had told already.
func (e *Engine) rebear(at, sel uint32) {
	if int(sel) >= len(e.bearers) {
		return
	}
	bs := slices.DeleteFunc(e.bearers[sel], func(b bearer) bool { return b.person == at })
	if b, ok := e.bearerOf(at, sel); ok {
		bs = append(bs, b)
		slices.SortFunc(bs, func(a, b bearer) int { return cmp.Compare(a.id, b.id) })
	}
	e.bearers[sel] = bs
}

// bearerOf is what the streams of a person say of their meetings with a selector.
func (e *Engine) bearerOf(at, sel uint32) (bearer, bool) {
	b, found := bearer{person: at}, false
	for _, s := range e.people[at].streams {
		if s == nil {
			continue
		}
		for i := range s.log {
			x := &s.log[i]
			if x.sel != sel || x.silent || x.loose {
				continue
			}
			if !found {
				b, found = bearer{person: at, id: x.id, last: x.at, meeting: x.meeting()}, true
			}
			b.takes(x.seen)
		}
	}
	return b, found
}
