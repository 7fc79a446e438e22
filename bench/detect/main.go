// Command detect measures detection: how much it finds in simulated worlds and what
// that costs the people who are told, and, with -cost, its time and memory beside
// SQLite and PostgreSQL. It prints a section for bench/RESULTS.md and decides
// nothing: the test of internal/replay/scorecard does.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"

	"outrider/internal/detect"
	"outrider/internal/replay/scorecard"
	"outrider/internal/replay/world"
	"outrider/parameters"
)

func main() {
	people := flag.Int("people", 1500, "people of each world")
	days := flag.Int("days", 730, "days of each world")
	seed := flag.Uint64("seed", 11, "seed of the first world")
	costs := flag.Bool("cost", false, "measure time and memory instead, on one world of people and days")
	compared := flag.Int("compared", 200_000, "with -cost: sightings that the databases are asked about")
	history := flag.Int("history", 1_000_000, "with -cost: how many told the numbers are learnt from")
	profile := flag.String("profile", "", "with -cost: write a processor profile of the engine to this file")
	flag.Parse()
	p, err := detect.Load(parameters.FS)
	if err == nil {
		fmt.Printf("## Detection, %s, %s/%s, %d cores, %s\n\n", time.Now().UTC().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
		if *costs {
			err = cost{world: world.Options{Level: world.L2, Seed: *seed, People: *people, Days: *days}, pooled: p, compared: *compared, history: *history, profile: *profile}.run()
		} else {
			err = quality(scorecard.Plan{Levels: world.Levels(), Seed: *seed, People: *people, Days: *days, Budgets: []float64{0.03, 0.1, 0.3, 1}, At: 0.1, Pooled: p, Clock: time.Now})
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// quality prints the scorecard in full.
func quality(p scorecard.Plan) error {
	fmt.Printf("Worlds of %d people and %d days, seeds from %d: the first half is learnt from and calibrated on, the second is scored.\n\n", p.People, p.Days, p.Seed)
	var all []scorecard.Row
	err := p.Run(func(f *scorecard.Field, rows []scorecard.Row) {
		fmt.Fprintf(os.Stderr, "%s: %d told, %d rows\n", f.Level, f.Sightings, len(rows))
		all = append(all, rows...)
	})
	if err == nil {
		fmt.Print(scorecard.Table(all))
	}
	return err
}
