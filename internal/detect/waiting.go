package detect

import "slices"

// patience is how many sightings a stream takes out and in again for each that it
// was told, on average, before late ones have to wait. What people and cameras tell
// stays far below it; a clock that runs backwards does not.
const patience = 64

// heap is the part of a stream, one in so many, that waits at most: a stream told
// backwards is put in order a few times altogether, and not once a sighting.
const heap = 8

// waits reports whether a sighting has to wait for others that are as late.
func (s *stream) waits(x *seen) bool {
	return s.told > 0 && x.at < s.at && s.redone > patience*(s.told+patience)
}

// merge puts what waits where it belongs.
func (s *stream) merge() {
	all := s.m.later[:0]
	for x := range s.each {
		all = append(all, x.seen)
	}
	s.redone += len(all)
	all = append(all, s.waiting...)
	slices.SortFunc(all, func(a, b seen) int {
		switch {
		case s.before(&b, &a):
			return -1
		case s.before(&a, &b):
			return 1
		}
		return 0
	}) // the last first, as replay takes them
	s.m.later, s.waiting = all, nil
	s.restart()
	s.replay(all)
}

// settle puts in what waits in a stream, and judges it.
func (e *Engine) settle(at uint32, s *stream) {
	if s == nil || len(s.waiting) == 0 {
		return
	}
	waited := map[uint32]bool{}
	for i := range s.waiting {
		waited[s.waiting[i].id] = true
	}
	s.merge()
	var told []news
	w := s.again()
	for i := range w.trace {
		x := &w.trace[i]
		if !waited[x.id] || x.silent() {
			continue
		}
		n := news{seen: x.seen}
		for _, t := range w.touched(x) {
			n.moved = append(n.moved, w.faces[t.pair].sel)
		}
		told = append(told, n)
	}
	s.account = nil
	for i := range told {
		e.bear(at, &told[i].seen)
		if told[i].event != 0 {
			e.rebear(at, told[i].sel)
		}
	}
	for i := range told {
		e.pending = append(e.pending, e.noted(told[i].id, e.judge(at, told[i]))...)
	}
}

// settlePerson puts in what waits about one person.
func (e *Engine) settlePerson(at uint32) {
	for _, s := range e.people[at].streams {
		e.settle(at, s)
	}
}

// Settle puts in what still waits and returns what that raises. Sightings wait only
// where a clock that runs backwards, or somebody hostile, told so many of them so
// late that putting in each by itself would take all of the machine's time; they
// are put in when an eighth of what is known of the person waits. At the end of a
// history nothing may be left waiting.
func (e *Engine) Settle() []Alarm {
	e.settleAll()
	return e.raised(nil)
}

func (e *Engine) settleAll() {
	for at := range e.people {
		e.settlePerson(uint32(at))
	}
}

// raised adds to the alarms of some news those of what had waited.
func (e *Engine) raised(alarms []Alarm) []Alarm {
	if len(e.pending) == 0 {
		return alarms
	}
	out := append(e.pending, alarms...)
	e.pending = nil
	return out
}
