// Package scorecard measures how good detection is: it makes worlds whose answers
// are known, lets the engine learn and calibrate on their first half, and scores
// its alarms on the second, beside the best counting rule at equal false alarms.
//
// Only scoring reads a world's answers, and only after the last alarm was raised.
package scorecard

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"

	"outrider/internal/detect"
	"outrider/internal/replay/world"
)

// Way is how alarms came about: the engine, the engine with a part taken away, or
// the rule to beat.
type Way string

// The ways.
const (
	Engine  Way = "engine"
	Rule    Way = "best counting rule"       // of 72, chosen on the answers
	Alone   Way = "one person alone"         // nothing that others reported counts
	Exact   Way = "without inexact readings" // only whole values, compared exactly
	Carried Way = "numbers of another world" // learnt and calibrated there
)

// Plan is what to measure.
type Plan struct {
	Levels  []world.Level
	Seed    uint64 // of the first level; each further level has the next one
	People  int
	Days    int              // the first half is history, the second is scored
	Budgets []float64        // false alarms of a reporter in a year, for the engine as it is
	At      float64          // the budget at which the other ways are measured
	Pooled  detect.Params    // what stands before anything is learnt
	Clock   func() time.Time // to say what a sighting costs; nil: not said
}

// Row is one line of the card.
type Row struct {
	Level  world.Level   `json:"level"`
	Way    Way           `json:"way"`
	From   world.Level   `json:"from,omitempty"` // of Carried: where the numbers were learnt
	Budget float64       `json:"budget"`
	Score  world.Score   `json:"score"`
	Lo     float64       `json:"lo"` // of detection, by bootstrap over the operations: 95 of 100
	Hi     float64       `json:"hi"`
	Rule   world.Rule    `json:"rule,omitzero"`  // the one that was best
	None   bool          `json:"none,omitempty"` // no rule is so cheap
	Cost   time.Duration `json:"-"`              // of one sighting, alarms included
}

// rank is a row's place among those of its level.
func (r Row) rank() int {
	return slices.Index([]Way{Engine, Rule, Carried, Alone, Exact}, r.Way)
}

// Factor is how many false alarms came true for each that was budgeted.
func (r Row) Factor() float64 {
	if r.Score.FalseAlarms == nil {
		return 0
	}
	return *r.Score.FalseAlarms / r.Budget
}

// Run measures every level and hands over the rows of each as soon as they are
// there. The numbers of each level are carried to the next, those of the last to
// the first.
func (p Plan) Run(show func(*Field, []Row)) error {
	var first *Field
	var carried learnt
	for r := range p.ahead() {
		if r.err != nil {
			return r.err
		}
		f := r.field
		rows, own := p.rows(f, carried)
		carried = own
		show(f, rows)
		if first == nil {
			first = f
		}
	}
	if len(p.Levels) > 1 {
		show(first, []Row{p.carry(first, carried)})
	}
	return nil
}

// ready is a field, or why there is none.
type ready struct {
	field *Field
	err   error
}

// ahead prepares the fields of all levels, each while the one before is measured.
// It ends after the last, or after the first that could not be prepared.
func (p Plan) ahead() <-chan ready {
	out := make(chan ready)
	go func() {
		defer close(out)
		for _, level := range p.Levels {
			f, err := p.Prepare(level)
			out <- ready{f, err}
			if err != nil {
				return
			}
		}
	}()
	return out
}

// learnt are the numbers and thresholds that a world taught.
type learnt struct {
	from    world.Level
	numbers detect.Params
}

// rows measures one field in every way, two at a time.
func (p Plan) rows(f *Field, carried learnt) ([]Row, learnt) {
	own := learnt{from: f.Level}
	tasks := []func() []Row{
		func() []Row { r, _ := p.measure(f, Alone, alone(f.numbers), p.At); return []Row{r} },
		func() []Row { r, _ := p.measure(f.exact(), Exact, exactly(f.numbers), p.At); return []Row{r} },
	}
	if carried.from != "" {
		tasks = append(tasks, func() []Row { return []Row{p.carry(f, carried)} })
	}
	for _, b := range p.Budgets {
		tasks = append(tasks, func() []Row {
			r, numbers := p.measure(f, Engine, f.numbers, b)
			if b == p.At {
				own.numbers = numbers
			}
			if r.Score.Detection == nil {
				return []Row{r} // nobody is hostile: a rule has nothing to find
			}
			return []Row{r, f.beside(r)}
		})
	}
	out := inPairs(tasks)
	slices.SortStableFunc(out, func(a, b Row) int { return cmp.Compare(a.rank(), b.rank()) })
	return out, own
}

// inPairs runs tasks two at a time and joins what they return in their order.
func inPairs(tasks []func() []Row) []Row {
	out := make([][]Row, len(tasks))
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Go(func() {
			for i := half; i < len(tasks); i += 2 {
				out[i] = tasks[i]()
			}
		})
	}
	wg.Wait()
	return slices.Concat(out...)
}

// carry measures a field with the numbers and thresholds of another: what an
// organisation gets whose own history is too short.
func (p Plan) carry(f *Field, from learnt) Row {
	r := f.row(Carried, p.At, marks(f.feed(f.engine(from.numbers), f.told)))
	r.From = from.from
	return r
}

// measure lets an engine calibrate on a field's history, scores its alarms after
// that, and returns its numbers with their thresholds.
func (p Plan) measure(f *Field, way Way, numbers detect.Params, budget float64) (Row, detect.Params) {
	start := p.now()
	g := f.engine(numbers)
	g.Practise()
	n := f.history()
	f.feed(g, f.told[:n])
	g.Calibrate(budget)
	alarms := f.feed(g, f.told[n:])
	cost := p.now().Sub(start) / time.Duration(max(1, len(f.told)))
	r := f.row(way, budget, marks(alarms))
	r.Cost = cost
	return r, g.Params()
}

func (p Plan) now() time.Time {
	if p.Clock == nil {
		return time.Time{}
	}
	return p.Clock()
}

// alone takes away all that others' reports say.
func alone(n detect.Params) detect.Params {
	n.MaxPeople = 1
	n.Strata.Again = detect.Strata{}.Again
	return n
}

// exactly takes away that a plate may be misread.
func exactly(n detect.Params) detect.Params {
	n.Misread = math.SmallestNonzeroFloat64
	return n
}
