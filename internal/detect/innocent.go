package detect

import (
	"fmt"
	"time"
)

// benignKind is one harmless reason for meeting the same thing again.
type benignKind struct {
	name string
	fits func(n, places, office, days int) float64 // how well it explains, 0 to 1
	ask  string
}

// benignKinds are tried in this order; the best explains.
func benignKinds() []benignKind {
	return []benignKind{
		{"somebody who lives, works or parks there", func(n, places, _, _ int) float64 { return least(places == 1, 0.9) },
			"Do you know it? Does it belong to a neighbour or to somebody who works there?"},
		{"somebody who shares the way between the two places", func(_, places, _, _ int) float64 { return least(places == 2, 0.5) },
			"Do you know it? Does a colleague or neighbour take the same way?"},
		{"a delivery or service round", func(n, places, office, _ int) float64 {
			if office == n {
				return least(places >= 2, 0.45)
			}
			return 0.4 * float64(office) / float64(n) * least(places >= 2, 0.5)
		}, "Do you know it? Does a firm deliver or mend something at these places?"},
		{"an acquaintance who was not declared", func(n, places, office, _ int) float64 { return least(places >= 2 && office < n, 0.3) },
			"Do you know it? Is it a friend's or a relative's?"},
		{"one event at which it stood", func(_, _, _, days int) float64 { return least(days <= 2, 0.6) },
			"Was there an event on these days, with press or many visitors?"},
	}
}

// least is v where a condition holds and otherwise next to nothing: no harmless
// explanation is ever ruled out.
func least(ok bool, v float64) float64 {
	if ok {
		return v
	}
	return 0.02
}

// innocentOf names the best innocent explanation of some sightings and the first
// question to ask, which is nearly always whether the person knows it.
func innocentOf(basis []seen, places, people int) (why, ask string) {
	n, office := len(basis), 0
	var first, last int64
	for i, x := range basis {
		t := time.Unix(x.at, 0).UTC()
		if h, d := t.Hour(), t.Weekday(); h >= 7 && h < 18 && d != time.Saturday && d != time.Sunday {
			office++
		}
		if i == 0 || x.at < first {
			first = x.at
		}
		last = max(last, x.at)
	}
	if people > 1 {
		return "a taxi, courier or colleague of all of them, or an event that they all went to", "Ask each of them: do you know it, and were you at the same event?"
	}
	best := 0.0
	for _, k := range benignKinds() {
		if f := k.fits(n, places, office, int(float64(last-first)/day)); f > best {
			best, why, ask = f, k.name, k.ask
		}
	}
	return fmt.Sprintf("%s (%d of %d sightings in working hours)", why, office, n), ask
}
