package detect

// pair is one selector around one person: how often it was seen, and where. There
// are more of these than of anything else, most of them seen once and never again.
type pair struct {
	n     uint32 // sightings where it was seen first; 0 while it is nowhere
	more  int32  // of the stream's spots, + 1: further contexts
	score int32  // of the stream's scores, + 1; 0 while it is nothing
}

// face is what a sighting is compared with to find its pair, or what it may be an
// inexact reading of.
type face struct {
	text   uint64 // of a plate: its first characters; 0 where any may stand
	sel    uint32
	ctx    uint16 // where it was seen first
	length uint8  // of a plate; 0 for what is no plate
	star   bool
	read   bool // something else was, or may have been, an inexact reading of it
}

// score is what a pair's sightings say, at the time of the last that moved it.
type score struct {
	score, base float64 // base: the stream's others then
	at          int64
}

// spot counts the sightings of a selector in one further context.
type spot struct {
	n    uint32
	next int32 // + 1
	ctx  uint16
}

// contexts counts where a pair is.
func (s *stream) contexts(p *pair) int {
	if p.n == 0 {
		return 0
	}
	n := 1
	for i := p.more; i != 0; i = s.spots[i-1].next {
		n++
	}
	return n
}

// in counts a pair's sightings in one context.
func (s *stream) in(at int32, ctx uint16) float64 {
	p := &s.pairs[at]
	if s.faces[at].ctx == ctx {
		return float64(p.n)
	}
	for i := p.more; i != 0; i = s.spots[i-1].next {
		if s.spots[i-1].ctx == ctx {
			return float64(s.spots[i-1].n)
		}
	}
	return 0
}

// put counts one sighting in a context and tells whether it is the first there.
func (s *stream) put(at int32, ctx uint16) (fresh bool) {
	p, f := &s.pairs[at], &s.faces[at]
	if p.n == 0 || f.ctx == ctx {
		f.ctx = ctx
		p.n++
		return p.n == 1
	}
	for i := p.more; i != 0; i = s.spots[i-1].next {
		if s.spots[i-1].ctx == ctx {
			s.spots[i-1].n++
			return false
		}
	}
	x := spot{n: 1, next: p.more, ctx: ctx}
	if p.more = s.freeSpot; p.more != 0 {
		s.freeSpot = s.spots[p.more-1].next
		s.spots[p.more-1] = x
		return true
	}
	s.spots = append(s.spots, x)
	p.more = int32(len(s.spots))
	return true
}

// take undoes a put in a context and tells whether none is left there.
func (s *stream) take(at int32, ctx uint16) (gone bool) {
	p, f := &s.pairs[at], &s.faces[at]
	if f.ctx == ctx {
		if p.n--; p.n > 0 {
			return false
		}
		if i := p.more; i != 0 {
			p.n, f.ctx = s.spots[i-1].n, s.spots[i-1].ctx
			s.free(&p.more)
		}
		return true
	}
	link := &p.more
	for s.spots[*link-1].ctx != ctx {
		link = &s.spots[*link-1].next
	}
	x := &s.spots[*link-1]
	if x.n--; x.n > 0 {
		return false
	}
	s.free(link)
	return true
}

// free takes a spot out of its chain.
func (s *stream) free(link *int32) {
	i := *link
	*link = s.spots[i-1].next
	s.spots[i-1].next, s.freeSpot = s.freeSpot, i
}

// scored is a pair's score.
func (s *stream) scored(at int32) score {
	if i := s.pairs[at].score; i != 0 {
		return s.scores[i-1]
	}
	return score{}
}

// set sets a pair's score. One of nothing takes no room.
func (s *stream) set(at int32, x score) {
	p := &s.pairs[at]
	if x.score != 0 {
		s.m.codes.all[s.faces[at].sel].warm = true
	}
	switch {
	case x.score != 0 && p.score != 0:
		s.scores[p.score-1] = x
	case x.score != 0 && s.freeScore != 0:
		p.score = s.freeScore
		s.freeScore = int32(s.scores[p.score-1].at)
		s.scores[p.score-1] = x
	case x.score != 0:
		s.scores = append(roomy(s.scores, 2), x)
		p.score = int32(len(s.scores))
	case p.score != 0:
		s.scores[p.score-1].at = int64(s.freeScore)
		s.freeScore, p.score = p.score, 0
	}
}

// few pairs are looked through one by one; more have a table.
const few = 16

// find gives the pair of a selector.
func (s *stream) find(sel uint32) (int32, bool) {
	if len(s.slots) == 0 {
		for i := range s.faces {
			if s.faces[i].sel == sel {
				return int32(i), true
			}
		}
		return 0, false
	}
	slot := s.slot(sel)
	return int32(s.slots[slot]) - 1, s.slots[slot] != 0
}

// slot is where a selector stands in the table, or would stand.
func (s *stream) slot(sel uint32) uint32 {
	mask := uint32(len(s.slots) - 1)
	i := home(sel) & mask
	for s.slots[i] != 0 && s.faces[s.slots[i]-1].sel != sel {
		i = (i + 1) & mask
	}
	return i
}

// home spreads the numbers of selectors, which come in runs (Knuth 1998, 6.4).
func home(sel uint32) uint32 { return sel * 2654435769 >> 7 }

// pairOf finds or makes the pair of a sighting's own selector.
func (s *stream) pairOf(x *seen) (at int32, isNew bool) {
	if i, ok := s.find(x.sel); ok {
		return i, false
	}
	at = int32(len(s.faces))
	s.faces = append(roomy(s.faces, 4), s.m.codes.face(x.sel))
	s.pairs = append(roomy(s.pairs, 4), pair{})
	switch {
	case len(s.slots) == 0 && len(s.faces) > few, len(s.slots) > 0 && len(s.faces) > len(s.slots)*3/4:
		s.slots = make([]uint32, max(2*few, 2*len(s.slots)))
		for i := range s.faces {
			s.slots[s.slot(s.faces[i].sel)] = uint32(i + 1)
		}
	case len(s.slots) > 0:
		s.slots[s.slot(x.sel)] = uint32(at + 1)
	}
	return at, true
}

// unpair takes out the latest pair. What stood behind it in the table because its
// place was taken moves up.
func (s *stream) unpair() {
	last := len(s.faces) - 1
	if len(s.slots) > 0 {
		mask := uint32(len(s.slots) - 1)
		hole := s.slot(s.faces[last].sel)
		for i := (hole + 1) & mask; s.slots[i] != 0; i = (i + 1) & mask {
			h := home(s.faces[s.slots[i]-1].sel) & mask
			if (i-h)&mask >= (i-hole)&mask {
				s.slots[hole], hole = s.slots[i], i
			}
		}
		s.slots[hole] = 0
	}
	s.faces, s.pairs = s.faces[:last], s.pairs[:last]
}
