package detect

import (
	"bytes"
	"slices"
)

// undo is what is needed to take the last sightings out of a stream again, to the
// last bit. A stream keeps it for its tail only: what comes late is nearly always
// late by little. What belongs further back makes the stream begin again.
type undo struct {
	rate, others float64
	when, prev   int64 // the stream's when and at, before
	headAt       int64
	off, head    int32 // of the log: where the line begins, and the head
	from         int32 // of the stream's touches: the scores that it moved
	newCtx       bool
	newPair      bool
	scaled       bool // the first whose place was compared with another
}

// touch remembers a pair's score before a sighting moved it.
type touch struct {
	score
	pair int32
}

// leastTail is for how many sightings a stream can take out again, at the least.
const leastTail = 4

// before orders sightings by when they happened, then by when they became known,
// then by their ids: never by which of them arrived first.
func (s *stream) before(a, b *seen) bool {
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.recorded != b.recorded:
		return a.recorded < b.recorded
	case a.nanos != b.nanos:
		return a.nanos < b.nanos
	case a.id != b.id:
		return bytes.Compare(s.m.names.bytes(a.id), s.m.names.bytes(b.id)) < 0
	}
	return a.sel < b.sel
}

// insert takes a sighting in where it belongs. It tells whether that counts for
// nothing, and whether something was told that happened later; the model's moved
// are then the selectors whose scores it moved.
func (s *stream) insert(x *seen) (silent, late bool) {
	if s.told == 0 || x.at > s.at {
		silent = s.push(x)
		s.m.note(s)
		return silent, false
	}
	depth, known := s.depth(x)
	if s.redone += depth; !known {
		s.redone += s.told
	}
	later := s.later(depth, known, func(y *seen) bool { return s.before(x, y) })
	silent = s.push(x)
	s.m.note(s)
	s.replay(later)
	return silent, len(later) > 0
}

// depth counts the sightings of the tail that happened after one. It is not known
// where that may hold of what lies before the tail too.
func (s *stream) depth(x *seen) (n int, known bool) {
	for i := len(s.undos) - 1; i >= 0; i-- {
		u := &s.undos[i]
		y, _ := s.read(int(u.off), u.prev)
		if !s.before(x, &y.seen) {
			return n, true
		}
		n++
	}
	return n, n == s.told
}

// later takes out the last sightings, and returns them, the last first. Where the
// tail does not hold them all, those that are wanted are taken from the end.
func (s *stream) later(depth int, known bool, wanted func(*seen) bool) []seen {
	out := s.m.later[:0]
	if known {
		for range depth {
			x := s.pop()
			out = append(out, x.seen)
		}
		s.m.later = out
		return out
	}
	for x := range s.each {
		out = append(out, x.seen)
	}
	slices.Reverse(out)
	n := 0
	for n < len(out) && wanted(&out[n]) {
		n++
	}
	s.m.later = out
	s.tail = max(s.tail, min(2*n, 2*s.tail))
	s.restart()
	s.replay(out[n:])
	return out[:n]
}

// restart empties a stream.
func (s *stream) restart() {
	*s = stream{m: s.m, own: s.own, tail: s.tail, waiting: s.waiting, redone: s.redone, log: s.log[:0], faces: s.faces[:0], pairs: s.pairs[:0], scores: s.scores[:0], ctxs: s.ctxs[:0],
		habits: s.habits[:0], undos: s.undos[:0], touches: s.touches[:0]}
}

// replay takes sightings in, the last of them first.
func (s *stream) replay(later []seen) {
	for i := range slices.Backward(later) {
		s.push(&later[i])
	}
}

// remove takes a sighting out, as if it had never been told, and returns what it
// said: an approach says several things.
func (s *stream) remove(id uint32) (out []seen) {
	n := 0
	for x := range s.each {
		if x.id == id {
			out = append(out, x.seen)
		}
		if len(out) > 0 {
			n++
		}
	}
	if len(out) == 0 {
		return nil
	}
	i := 0
	later := s.later(n, n <= len(s.undos), func(*seen) bool { i++; return i <= n })
	s.replay(slices.DeleteFunc(later, func(x seen) bool { return x.id == id }))
	return out
}

// keep remembers how to take the latest sighting out again.
func (s *stream) keep(u undo) {
	s.undos = append(s.undos, u)
	if s.trace != nil || len(s.undos) < 2*s.tail {
		return
	}
	old := len(s.undos) - s.tail
	base := s.undos[old].from
	s.undos = s.undos[:copy(s.undos, s.undos[old:])]
	s.touches = s.touches[:copy(s.touches, s.touches[base:])]
	for i := range s.undos {
		s.undos[i].from -= base
	}
}

// pop takes out the latest sighting, to the last bit.
func (s *stream) pop() entry {
	u := &s.undos[len(s.undos)-1]
	x, _ := s.read(int(u.off), u.prev)
	if !x.silent() {
		s.uncount(&x)
		for _, t := range slices.Backward(s.touches[u.from:]) {
			s.set(t.pair, t.score)
		}
		s.touches = s.touches[:u.from]
		if u.newPair {
			s.unpair()
		}
		if u.newCtx {
			s.ctxs = s.ctxs[:len(s.ctxs)-1]
		}
		if u.scaled {
			s.scale = 0
		}
		if x.event != 0 {
			delete(s.events, occasion{x.event, x.sel})
		}
		s.live--
		s.remember(u)
	}
	s.rate, s.others, s.when, s.at = u.rate, u.others, u.when, u.prev
	s.account = nil
	s.log, s.undos = s.log[:u.off], s.undos[:len(s.undos)-1]
	s.told--
	return x
}

// remember undoes forget.
func (s *stream) remember(u *undo) {
	off, at := int(u.head), u.headAt
	for off < int(s.head) {
		var old entry
		old, off = s.read(off, at)
		at = old.at
		if !old.silent() {
			s.tally(&old, 1)
		}
	}
	if u.head != s.head {
		s.head, s.headAt = u.head, u.headAt
		first, _ := s.read(int(s.head), s.headAt)
		s.oldest = first.at
	}
}

func (s *stream) uncount(x *entry) {
	s.tally(x, -1)
	h := &s.habits[s.habit(x.reporter)]
	h.n--
	if x.marked {
		h.marked--
	}
}
