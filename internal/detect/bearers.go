package detect

import (
	"cmp"
	"slices"
)

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
	id           uint32
	event        uint32
	placed       bool
}

func (x *seen) meeting() meeting {
	return meeting{at: x.at, recorded: x.recorded, lat: x.lat, lon: x.lon, id: x.id, event: x.event, placed: x.placed}
}

func (x *seen) bearer(person uint32) bearer {
	return bearer{person: person, id: x.id, last: x.at, meeting: x.meeting()}
}

// takes counts one more meeting: the first that happened says where they met, in
// whatever order the meetings were told.
func (b *bearer) takes(x *seen) {
	m := &b.meeting
	if cmp.Or(cmp.Compare(x.at, m.at), cmp.Compare(x.recorded, m.recorded), cmp.Compare(x.id, m.id)) < 0 {
		b.meeting = x.meeting()
	}
	b.id, b.last = min(b.id, x.id), max(b.last, x.at)
}

// bearers says near whom selectors were seen. Nearly all were seen near one person
// only: of those it holds no more than whom; the rest stands in that person's log.
type bearers struct {
	whose  []uint32   // by selector: 0 nobody, the person + 1, or crowded and the number of a crowd
	crowds [][]bearer // each in the order in which they were first told of it
}

// crowded marks the selectors that have a crowd.
const crowded = 1 << 31

// crowd are those near whom a selector was seen; nil where it is one or nobody.
func (b *bearers) crowd(sel uint32) []bearer {
	if int(sel) < len(b.whose) && b.whose[sel]&crowded != 0 {
		return b.crowds[b.whose[sel]&^crowded]
	}
	return nil
}

// met counts the people near whom a selector was seen.
func (b *bearers) met(sel uint32) int {
	switch {
	case int(sel) >= len(b.whose) || b.whose[sel] == 0:
		return 0
	case b.whose[sel]&crowded == 0:
		return 1
	}
	return len(b.crowds[b.whose[sel]&^crowded])
}

// gather makes a crowd of some bearers.
func (b *bearers) gather(sel uint32, bs ...bearer) {
	if b.whose[sel]&crowded != 0 {
		b.crowds[b.whose[sel]&^crowded] = bs
		return
	}
	b.whose[sel] = crowded | uint32(len(b.crowds))
	b.crowds = append(b.crowds, bs)
}

// long is from how many sightings on a person's log is not read again to learn
// where a selector was met first.
const long = 4096

// bear remembers near whom a selector was seen. A pattern or a description joins
// nobody: too many things fit it.
func (e *Engine) bear(at uint32, x *seen) {
	if x.loose {
		return
	}
	if n := len(e.codes.all); n > len(e.whose) {
		e.whose = append(e.whose, make([]uint32, n-len(e.whose))...)
	}
	switch n := e.whose[x.sel]; {
	case n == at+1:
		return
	case n == 0 && e.told(at) < long:
		e.whose[x.sel] = at + 1
		return
	case n == 0:
		e.gather(x.sel, x.bearer(at))
		return
	case n&crowded == 0:
		if b, ok := e.bearerOf(n-1, x.sel); ok {
			e.gather(x.sel, b)
		}
	}
	bs := e.crowd(x.sel)
	for i := range bs {
		if bs[i].person == at {
			bs[i].takes(x)
			return
		}
	}
	e.gather(x.sel, append(bs, x.bearer(at))...)
}

// told counts the sightings of a person.
func (e *Engine) told(at uint32) (n int) {
	for _, s := range e.people[at].streams {
		if s != nil {
			n += s.told
		}
	}
	return n
}

// rebear gathers anew near whom a selector was seen, as far as one person goes: a
// sighting was taken back, or turned out to be what another had told already.
func (e *Engine) rebear(at, sel uint32) {
	if e.met(sel) == 0 {
		return
	}
	b, ok := e.bearerOf(at, sel)
	if e.whose[sel]&crowded == 0 {
		if !ok && e.whose[sel] == at+1 {
			e.whose[sel] = 0
		}
		return
	}
	bs := slices.DeleteFunc(e.crowd(sel), func(b bearer) bool { return b.person == at })
	if ok {
		bs = append(bs, b)
		slices.SortFunc(bs, func(a, b bearer) int { return cmp.Compare(a.id, b.id) })
	}
	e.gather(sel, bs...)
}

// bearerOf is what the streams of a person say of their meetings with a selector.
func (e *Engine) bearerOf(at, sel uint32) (b bearer, found bool) {
	for _, s := range e.people[at].streams {
		if s == nil {
			continue
		}
		if _, met := s.find(sel); !met {
			continue
		}
		for x := range s.each {
			if x.sel != sel || x.silent() || x.loose {
				continue
			}
			if !found {
				b, found = x.bearer(at), true
			}
			b.takes(&x.seen)
		}
	}
	return b, found
}

// everybody lists near whom each selector was seen, by its number.
func (e *Engine) everybody() [][]bearer {
	out := make([][]bearer, len(e.codes.all))
	for sel := range e.whose {
		out[sel] = e.crowd(uint32(sel))
	}
	for at, q := range e.people {
		for _, s := range q.streams {
			if s == nil {
				continue
			}
			for x := range s.each {
				if x.silent() || x.loose || e.whose[x.sel] != uint32(at+1) {
					continue
				}
				if out[x.sel] == nil {
					out[x.sel] = []bearer{x.bearer(uint32(at))}
				}
				out[x.sel][0].takes(&x.seen)
			}
		}
	}
	return out
}
