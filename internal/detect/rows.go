package detect

import (
	"fmt"
	"time"

	"outrider"
)

// rows is the account of one selector's score around one person: every sighting
// with its weight, and what other reports and time took in between. They add up
// to the score.
func (e *Engine) rows(s *stream, sel uint32) []outrider.Weight {
	i, ok := s.find(sel)
	if !ok {
		return nil
	}
	s = s.again()
	var out []outrider.Weight
	places := map[uint16]bool{}
	others := 0
	for k := range s.trace {
		st := &s.trace[k]
		hit := false
		for n, t := range s.touched(st) {
			if t.pair != i {
				continue
			}
			at := time.Unix(st.at, 0).UTC()
			was := s.were[int(st.from)+n]
			if was != t.score.score {
				out = append(out, outrider.Weight{At: at, Why: between(hit, others), Nats: was - t.score.score})
			}
			if w := s.after(k, n) - was; !hit {
				out = append(out, outrider.Weight{Report: reportOf(e.name(st.id)), At: at, Why: said(st, places, st.sel == sel), Nats: w})
			}
			places[st.ctx], others, hit = true, 0, true
		}
		if !hit {
			others++
		}
	}
	x := s.scored(i)
	if left := s.now(x) - x.score; left != 0 {
		out = append(out, outrider.Weight{At: time.Unix(s.when, 0).UTC(), Why: between(false, others), Nats: left})
	}
	return out
}

// after is a pair's score when the n-th touch of the k-th sighting was done: what
// the next one found.
func (s *stream) after(k, n int) float64 {
	at := s.trace[k].from + int32(n)
	pair := s.touches[at].pair
	for _, t := range s.touches[at+1:] {
		if t.pair == pair {
			return t.score.score
		}
	}
	return s.scored(pair).score
}

func between(inherits bool, others int) string {
	switch {
	case inherits:
		return "what was read in part before fits it"
	case others == 0:
		return "time passed"
	}
	return fmt.Sprintf("%d other reports in between, and time", others)
}

// said is what one sighting adds, in words.
func said(st *traced, places map[uint16]bool, exact bool) string {
	why := "seen again at another place"
	switch {
	case len(places) == 0:
		why = "first seen: no weight yet"
		if st.marked {
			return "first seen, with conduct that was noticed"
		}
		return why
	case places[st.ctx]:
		why = "seen again at the same place"
	}
	if !exact {
		why = "read in part, and it fits: " + why
	}
	if st.marked {
		why += ", with conduct that was noticed"
	}
	return why
}
