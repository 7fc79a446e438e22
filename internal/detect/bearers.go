package detect

import (
	"cmp"
	"math"
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
	whose  []uint32 // by selector: 0 nobody, the person + 1, or crowded and the number of a crowd
	crowds []crowd
}

// crowd is several people near whom a selector was seen, in the order in which they
// were first told of it.
type crowd struct {
	all []bearer
	at  map[uint32]int // of a person in all, where they are many
}

// place is where a person stands in a crowd.
func (c *crowd) place(person uint32) (int, bool) {
	if len(c.all) <= few {
		i := slices.IndexFunc(c.all, func(b bearer) bool { return b.person == person })
		return i, i >= 0
	}
	if c.at == nil {
		c.at = make(map[uint32]int, 2*len(c.all))
		for i := range c.all {
			c.at[c.all[i].person] = i
		}
	}
	i, ok := c.at[person]
	return i, ok
}

// join adds a person who is not in a crowd yet.
func (c *crowd) join(b bearer) {
	c.all = append(c.all, b)
	if c.at != nil {
		c.at[b.person] = len(c.all) - 1
	}
}

// crowded marks the selectors that have a crowd.
const crowded = 1 << 31

// crowd are those near whom a selector was seen; nil where it is one or nobody.
func (b *bearers) crowd(sel uint32) []bearer {
	if int(sel) < len(b.whose) && b.whose[sel]&crowded != 0 {
		return b.crowds[b.whose[sel]&^crowded].all
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
	return len(b.crowds[b.whose[sel]&^crowded].all)
}

// nobody is no person's number.
const nobody = math.MaxUint32

// only is who alone a selector was seen near.
func (b *bearers) only(sel uint32) uint32 {
	if int(sel) >= len(b.whose) || b.whose[sel] == 0 || b.whose[sel]&crowded != 0 {
		return nobody
	}
	return b.whose[sel] - 1
}

// gather makes a crowd of some bearers.
func (b *bearers) gather(sel uint32, bs ...bearer) {
	if b.whose[sel]&crowded != 0 {
		b.crowds[b.whose[sel]&^crowded] = crowd{all: bs}
		return
	}
	b.whose[sel] = crowded | uint32(len(b.crowds))
	b.crowds = append(b.crowds, crowd{all: bs})
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
		b, _ := e.bearerOf(n-1, x.sel)
		e.gather(x.sel, b, x.bearer(at))
		return
	}
	c := &e.crowds[e.whose[x.sel]&^crowded]
	if i, ok := c.place(at); ok {
		c.all[i].takes(x)
		return
	}
	c.join(x.bearer(at))
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
		pair, met := s.find(sel)
		if !met || e.codes.all[sel].loose {
			continue
		}
		for x := range s.of(pair) {
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
