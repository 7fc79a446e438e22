package duty

import (
	"cmp"
	"container/heap"
	"time"
)

// Agenda holds things by the moment at which somebody has to look at each of them
// again, so that a minute costs what falls due in it and not what there is. A thing
// stands in it once. The zero value is empty; it is not safe for concurrent use.
type Agenda[K cmp.Ordered] struct {
	at    map[K]time.Time
	slots slots[K]
}

// Set puts a thing at a moment, instead of where it stood; the zero moment is at once.
func (a *Agenda[K]) Set(k K, at time.Time) {
	if old, ok := a.at[k]; ok && old.Equal(at) {
		return
	}
	if a.at == nil {
		a.at = map[K]time.Time{}
	}
	a.at[k] = at
	heap.Push(&a.slots, slot[K]{k, at})
	if len(a.slots) > 2*len(a.at)+64 {
		a.tidy()
	}
}

// Drop takes a thing out.
func (a *Agenda[K]) Drop(k K) { delete(a.at, k) }

// Len is how many things stand in it.
func (a *Agenda[K]) Len() int { return len(a.at) }

// Take takes out the first of the things whose moment is not after now, those of one
// moment in their own order; ok is false where there is none.
func (a *Agenda[K]) Take(now time.Time) (k K, ok bool) {
	for len(a.slots) > 0 && !a.slots[0].at.After(now) {
		s := heap.Pop(&a.slots).(slot[K])
		if at, stands := a.at[s.k]; stands && at.Equal(s.at) {
			delete(a.at, s.k)
			return s.k, true
		}
	}
	return k, false
}

// TakeAll takes out everything whose moment is not after now, in that order.
func (a *Agenda[K]) TakeAll(now time.Time) []K {
	var out []K
	for k, ok := a.Take(now); ok; k, ok = a.Take(now) {
		out = append(out, k)
	}
	return out
}

// tidy drops the slots of what has moved or gone since.
func (a *Agenda[K]) tidy() {
	a.slots = a.slots[:0]
	for k, at := range a.at {
		a.slots = append(a.slots, slot[K]{k, at})
	}
	heap.Init(&a.slots)
}

// slot is a thing at a moment. One whose thing stands elsewhere by now counts no more.
type slot[K cmp.Ordered] struct {
	k  K
	at time.Time
}

// slots is a heap, by moment and then by thing.
type slots[K cmp.Ordered] []slot[K]

func (s slots[K]) Len() int      { return len(s) }
func (s slots[K]) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s slots[K]) Less(i, j int) bool {
	return cmp.Or(s[i].at.Compare(s[j].at), cmp.Compare(s[i].k, s[j].k)) < 0
}

// Push is for the heap alone, as is Pop.
func (s *slots[K]) Push(x any) { *s = append(*s, x.(slot[K])) }

// Pop takes the last slot off.
func (s *slots[K]) Pop() any {
	last := len(*s) - 1
	x := (*s)[last]
	*s = (*s)[:last]
	return x
}
