package duty

import "time"

// How widely a step of an escalation calls.
const (
	ReachFirst = "first" // the first channel that takes it
	ReachEvery = "every" // every channel
)

// Rung is one step of an escalation.
type Rung struct {
	After time.Duration // since it began
	Reach string
}

// Ladder is the steps of an escalation in their order. After the last it repeats
// every Repeat, for ever: nothing falls silent because nobody answered.
type Ladder struct {
	Rungs  []Rung
	Repeat time.Duration
}

// Rung is the n-th step, counted from 0.
func (l Ladder) Rung(n int) Rung {
	last := len(l.Rungs) - 1
	if n <= last {
		return l.Rungs[n]
	}
	r := l.Rungs[last]
	r.After += time.Duration(n-last) * l.Repeat
	return r
}

// Reached is how many steps have come, a time after it began.
func (l Ladder) Reached(since time.Duration) int {
	if len(l.Rungs) == 0 {
		return 0
	}
	n := 0
	for n < len(l.Rungs) && l.Rungs[n].After <= since {
		n++
	}
	if over := since - l.Rungs[len(l.Rungs)-1].After; n == len(l.Rungs) && l.Repeat > 0 && over > 0 {
		n += int(over / l.Repeat)
	}
	return n
}
