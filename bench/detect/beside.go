package main

import (
	"fmt"
	"slices"

	"outrider"
	"outrider/internal/replay/scorecard"
)

// met is a sighting as a table holds it: numbers only, which is kind to a database.
type met struct {
	sel, person, at int64
	x, y            float64 // kilometres on a plane
}

const (
	perDeg  = 111.195 // kilometres in a degree of latitude
	flatten = 0.64    // of it, in a degree of longitude about where the worlds lie
)

// beside asks the same of the engine and of two databases, sighting by sighting:
// is this selector near somebody else who is no acquaintance, or near this person
// at a third place, within thirty days? The engine weighs it besides.
func (c cost) beside(people []outrider.Protectee, told []scorecard.Told) error {
	learnt, err := c.learnt(people, told)
	if err != nil {
		return err
	}
	g := engine(learnt, people)
	start := worked()
	for _, x := range told {
		add(g, x)
	}
	ours := worked() - start
	row("the engine, which weighs them besides, as sightings arrive", ours, len(told), "")
	table, ties := tabled(people, told)
	took, hits, memory, err := inSQLite(table, ties)
	if err != nil {
		return err
	}
	row("SQLite in memory, the same question, as sightings arrive", took, len(table), fmt.Sprintf("%d MB; %d asked-for; %.1f times the engine's time", memory/1e6, hits, took.Seconds()/ours.Seconds()))
	took, agreed, disk, err := inPostgres(table, ties)
	if err != nil {
		fmt.Printf("| PostgreSQL | not measured: %v | | |\n", err)
		return nil
	}
	row("PostgreSQL, the same question, inside the server", took, len(table), fmt.Sprintf("%s; %d asked-for; %.1f times the engine's time", disk, agreed, took.Seconds()/ours.Seconds()))
	return nil
}

// tabled numbers everything.
func tabled(people []outrider.Protectee, told []scorecard.Told) (out []met, ties [][2]int64) {
	numbers := map[string]int64{}
	number := func(s string) int64 {
		n, ok := numbers[s]
		if !ok {
			n = int64(len(numbers))
			numbers[s] = n
		}
		return n
	}
	for _, p := range people {
		for _, t := range p.Ties {
			a, b := number("person:"+string(p.ID)), number("person:"+string(t))
			ties = append(ties, [2]int64{a, b}, [2]int64{b, a})
		}
	}
	slices.SortFunc(ties, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
	for _, t := range told {
		s := t.Sighting
		out = append(out, met{number(s.Selector.Key()), number("person:" + string(s.Person)), s.At.Unix(), *s.Place.Lon * perDeg * flatten, *s.Place.Lat * perDeg})
	}
	return out, slices.Compact(ties)
}
