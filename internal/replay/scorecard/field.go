package scorecard

import (
	"slices"
	"time"

	"outrider"
	"outrider/internal/detect"
	"outrider/internal/replay/world"
)

// Field is a world ready to be measured on.
type Field struct {
	Level     world.Level
	Sightings int           // told in it, contacts included
	Learning  time.Duration // what one sighting of the history cost to learn from

	world   world.World
	people  []outrider.Protectee
	told    []Told
	from    time.Time     // the end of the history
	numbers detect.Params // learnt from the history
}

// Prepare makes the world of one of the plan's levels and learns from its first half.
func (p Plan) Prepare(level world.Level) (*Field, error) {
	seed := p.Seed + uint64(max(0, slices.Index(p.Levels, level)))
	w, err := world.Make(world.Options{Level: level, Seed: seed, People: p.People, Days: p.Days})
	if err != nil {
		return nil, err
	}
	f := &Field{Level: level, world: w, from: world.Start().AddDate(0, 0, p.Days/2)}
	for _, x := range w.People {
		f.people = append(f.people, Protectee(x))
	}
	f.told = slices.Collect(InOrderTold(slices.Values(w.Sightings), slices.Values(w.Contacts)))
	f.Sightings = len(f.told)
	start := p.now()
	f.numbers, err = f.learn(p.Pooled)
	f.Learning = p.now().Sub(start) / time.Duration(max(1, f.history()))
	return f, err
}

// learn fits the numbers to what was told in the first half, whatever it was: a
// history is never free of what it should be free of.
func (f *Field) learn(pooled detect.Params) (detect.Params, error) {
	fit := detect.NewFitter(pooled)
	for _, x := range f.people {
		fit.Enrol(x)
	}
	for _, x := range f.told[:f.history()] {
		if x.Contact != nil {
			fit.AddContact(*x.Contact)
		} else {
			fit.Add(x.Sighting)
		}
	}
	return fit.Learnt("the first half of a world of level " + string(f.Level))
}

// history is how much was told before alarms count.
func (f *Field) history() int {
	n, _ := slices.BinarySearchFunc(f.told, f.from, func(x Told, from time.Time) int { return x.At.Compare(from) })
	return n
}

func (f *Field) engine(numbers detect.Params) *detect.Engine {
	g := detect.NewEngine(numbers)
	for _, x := range f.people {
		g.Enrol(x)
	}
	return g
}

// feed tells an engine something and gathers its alarms.
func (f *Field) feed(g *detect.Engine, told []Told) []detect.Alarm {
	var out []detect.Alarm
	for _, x := range told {
		if x.Contact != nil {
			out = append(out, g.AddContact(*x.Contact)...)
		} else {
			out = append(out, g.Add(x.Sighting)...)
		}
	}
	return out
}

// exact is the field without readings that are inexact.
func (f *Field) exact() *Field {
	g := *f
	g.told = slices.DeleteFunc(slices.Clone(f.told), func(x Told) bool {
		return x.Contact == nil && (x.Sighting.Selector.Partial || x.Sighting.Selector.Kind == outrider.SelectorDescription)
	})
	return &g
}

// draws is how often the operations are drawn again for an interval.
const draws = 2000

// row scores alarms.
func (f *Field) row(way Way, budget float64, alarms []world.Alarm) Row {
	s, found := f.world.Bench(f.from, alarms).Judge(alarms)
	r := Row{Level: f.Level, Way: way, Budget: budget, Score: s}
	r.Lo, r.Hi = world.DetectionInterval(found, draws, 1)
	return r
}

// beside scores the best counting rule that costs no more than an engine did, or
// than its budget where that is more: the doubt is the rule's.
func (f *Field) beside(r Row) Row {
	limit := r.Budget
	if fa := r.Score.FalseAlarms; fa != nil {
		limit = max(limit, *fa)
	}
	best, _, ok := world.BestRule(f.world, f.from, limit)
	if !ok {
		return Row{Level: f.Level, Way: Rule, Budget: r.Budget, None: true}
	}
	out := f.row(Rule, r.Budget, best.Run(f.world))
	out.Rule = best
	return out
}

// marks turns alarms into what scoring reads.
func marks(alarms []detect.Alarm) []world.Alarm {
	out := make([]world.Alarm, len(alarms))
	for i, a := range alarms {
		out[i] = world.Alarm{At: a.At, Person: string(a.Person), Selector: world.Mark(a.Selector.Key()), Level: string(a.Level), Score: a.Score, Places: a.Places, Sightings: a.Sightings}
		for _, p := range a.People {
			out[i].People = append(out[i].People, string(p))
		}
	}
	return out
}
