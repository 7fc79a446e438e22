package detect

import "slices"

// before orders sightings by when they happened, then by when they became known,
// then by their ids: never by which of them arrived first.
func (s *stream) before(a, b seen) bool {
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.recorded != b.recorded:
		return a.recorded < b.recorded
	case a.nanos != b.nanos:
		return a.nanos < b.nanos
	case a.id != b.id:
		return (*s.m.names)[a.id] < (*s.m.names)[b.id]
	}
	return a.sel < b.sel
}

// insert takes a sighting in where it belongs and returns its place in the log.
func (s *stream) insert(x seen) int {
	i := len(s.log)
	for i > 0 && s.before(x, s.log[i-1].seen) {
		i--
	}
	later := s.rewind(i)
	s.push(x)
	s.replay(later)
	return i
}

// remove takes a sighting out, as if it had never been told.
func (s *stream) remove(id uint32) bool {
	i := slices.IndexFunc(s.log, func(x step) bool { return x.id == id })
	if i < 0 {
		return false
	}
	later := s.rewind(i)
	s.replay(slices.DeleteFunc(later, func(x seen) bool { return x.id == id }))
	return true
}

// rewind takes out everything from the i-th sighting on and returns it in order.
func (s *stream) rewind(i int) []seen {
	if i == len(s.log) {
		return nil
	}
	later := s.later[:0]
	for _, x := range s.log[i:] {
		later = append(later, x.seen)
	}
	s.later = later
	for len(s.log) > i {
		s.pop()
	}
	return later
}

func (s *stream) replay(later []seen) {
	for _, x := range later {
		s.push(x)
	}
}

// remember undoes forget.
func (s *stream) remember(st *step) {
	for range st.forgot {
		s.head--
		if old := &s.log[s.head]; !old.silent {
			s.tally(old, s.index[old.sel], 1)
		}
	}
}

// pop takes out the latest sighting, to the last bit.
func (s *stream) pop() {
	st := &s.log[len(s.log)-1]
	if !st.silent {
		own := s.index[st.sel]
		s.uncount(st, own)
		for _, t := range slices.Backward(s.touched(st)) {
			p := &s.pairs[t.pair]
			p.score, p.base, p.at = t.score, t.base, t.at
		}
		s.touches = s.touches[:st.from]
		if st.newPair {
			delete(s.index, st.sel)
			s.pairs = s.pairs[:len(s.pairs)-1]
		}
		if st.newCtx {
			s.ctxs = s.ctxs[:len(s.ctxs)-1]
		}
		if st.scaled {
			s.scale = 0
		}
		s.live--
		s.remember(st)
	}
	s.rate, s.others, s.rateAt, s.othersAt = st.rate, st.others, st.rateAt, st.othersAt
	s.log = s.log[:len(s.log)-1]
}

func (s *stream) uncount(st *step, own int32) {
	s.tally(st, own, -1)
	h := s.habit(st.reporter)
	h.n--
	if st.marked {
		h.marked--
	}
}
