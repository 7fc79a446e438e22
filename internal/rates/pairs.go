package rates

import (
	"sync"
	"time"
)

// Pairs answers how often a state attacks in a country, against the average pair,
// from the series that tells most states apart. Series that were chosen by how they
// ended, and series of one pair, say nothing of that and are passed over. It is safe
// for concurrent use.
type Pairs struct {
	p    Params
	book Book
	mu   sync.Mutex
	made map[string]*Model // by series and edition
}

// NewPairs answers from a book; leave cases out of it first (Book.Without).
func NewPairs(p Params, b Book) *Pairs { return &Pairs{p: p, book: b, made: map[string]*Model{}} }

// Pair is how many acts a year are counted of this state in this country, and how
// many of a pair on average, in what was published by a moment. It says no where
// nothing was, or where nobody counted acts of the state: silence about a state is
// no zero.
func (x *Pairs) Pair(state, host string, known time.Time) (yearly, mean float64, ok bool) {
	var best *Model
	for _, s := range x.book.At(known).Series {
		if s.Selection != "" {
			continue
		}
		if m := x.model(s); m != nil && m.e.Origins > 1 && m.e.Hosts > 1 && (best == nil || m.e.Origins > best.e.Origins) {
			best = m
		}
	}
	if best == nil {
		return 0, 0, false
	}
	if _, counted := best.axis[0].known[state]; !counted && !best.e.Complete {
		return 0, 0, false
	}
	mean = (float64(best.e.Total) + jeffreys) / best.years / float64(best.e.Origins*best.e.Hosts)
	return best.posterior(Cell{Actor: state, Host: host}).mean, mean, true
}

// model fits an edition once.
func (x *Pairs) model(s Series) *Model {
	key := s.ID + "\x00" + s.Editions[0].Name
	x.mu.Lock()
	defer x.mu.Unlock()
	m, ok := x.made[key]
	if !ok {
		m, _ = Fit(x.p, s) // an edition without a breakdown is passed over
		x.made[key] = m
	}
	return m
}
