package main

import (
	"fmt"
	"slices"
	"time"

	"outrider"
	"outrider/internal/detect"
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
// at a third place, within thirty days? Of the engine three things are timed: all
// that it does, which is more than the question; the question alone, of the state
// that it holds; and the question and the putting in by numbers, as the databases
// get it, of a list for each selector.
func beside(learnt detect.Params, people []outrider.Protectee, told []scorecard.Told) error {
	told = whole(told)
	g := engine(learnt, people)
	start := worked()
	for _, x := range told {
		add(g, x)
	}
	ours := worked() - start
	row("the engine takes in, weighs and judges, as sightings arrive", ours, len(told), "")
	asked, yes := recurring(engine(learnt, people), told)
	row("of that state the bare question, asked besides", asked, len(told), fmt.Sprintf("%d times yes", yes))
	table, ties := tabled(people, told)
	start = worked()
	yes = newIndex(table, ties).ask(table)
	lists := worked() - start
	row("lists of numbers in memory, the bare question and putting in", lists, len(table), fmt.Sprintf("%d times yes", yes))
	times := func(took time.Duration) string {
		return fmt.Sprintf("%.1f times the engine's time, %.1f times its question's, %.0f times the lists'", took.Seconds()/ours.Seconds(), took.Seconds()/asked.Seconds(), took.Seconds()/lists.Seconds())
	}
	took, hits, memory, err := inSQLite(table, ties)
	if err != nil {
		return err
	}
	row("SQLite in memory, the bare question and putting in", took, len(table), fmt.Sprintf("%d MB; %d times yes; %s", memory/1e6, hits, times(took)))
	took, agreed, disk, err := inPostgres(table, ties)
	if err != nil {
		fmt.Printf("| PostgreSQL | not measured: %v | | |\n", err)
		return nil
	}
	row("PostgreSQL, the same, inside the server", took, len(table), fmt.Sprintf("%s; %d times yes; %s", disk, agreed, times(took)))
	return nil
}

// whole leaves the sightings whose selector was read whole: half a plate is one
// thing to a database and may be many to the engine, so that the question is the
// same only without them.
func whole(told []scorecard.Told) []scorecard.Told {
	return slices.DeleteFunc(slices.Clone(told), func(x scorecard.Told) bool {
		s := x.Sighting.Selector
		return s.Partial || s.Kind == outrider.SelectorDescription
	})
}

// recurring asks the engine the bare question before each sighting is put in, and
// times the asking only, in blocks: reading the clock would cost more than a
// question. Of a block's sightings none is put in before all were asked about.
func recurring(g *detect.Engine, told []scorecard.Told) (took time.Duration, yes int) {
	const block = 1000
	for len(told) > 0 {
		now := told[:min(block, len(told))]
		told = told[len(now):]
		start := worked()
		for i := range now {
			if g.Recurs(now[i].Sighting, 30) {
				yes++
			}
		}
		took += worked() - start
		for _, x := range now {
			add(g, x)
		}
	}
	return took, yes
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
