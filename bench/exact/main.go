// Exact runs random histories through the filter and states by how much the rows
// of their accounts miss the log-odds at most; and what a thought costs.
//
//	go run ./bench/exact -histories 1000000
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"syscall"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/claim"
	"outrider/parameters"
)

func main() {
	histories := flag.Int("histories", 1_000_000, "random histories")
	seed := flag.Uint64("seed", 1, "seed")
	flag.Parse()
	p, err := assess.Load(parameters.FS)
	if err != nil {
		log.Fatal(err)
	}
	costs(p)
	worst, rows := exact(p, *histories, *seed)
	fmt.Printf("| %d random histories | %d rows; the largest miss of a sum of rows is %.1e |\n", *histories, rows, worst)
}

// exact is by how much rows miss the log-odds at most.
func exact(p *assess.Params, histories int, seed uint64) (worst float64, rows int) {
	n := runtime.GOMAXPROCS(0)
	misses, counts := make([]float64, n), make([]int, n)
	var wg sync.WaitGroup
	for w := range n {
		wg.Go(func() {
			for i := w; i < histories; i += n {
				a := assess.Account(p, history(rand.New(rand.NewPCG(seed, uint64(i)))))
				counts[w] += len(a.Rows)
				misses[w] = math.Max(misses[w], miss(a))
			}
		})
	}
	wg.Wait()
	for w := range n {
		worst, rows = math.Max(worst, misses[w]), rows+counts[w]
	}
	return worst, rows
}

func miss(a outrider.Assessment) float64 {
	worst := 0.0
	for _, h := range outrider.Hypotheses {
		sum := 0.0
		for _, r := range a.Rows {
			sum += r.Nats[h]
		}
		worst = math.Max(worst, math.Abs(sum-math.Log(a.P[h].P/a.P[outrider.HypBenign].P)))
	}
	return worst
}

var begin = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// history draws up to twenty claims in four years, reviews and withdrawn reports.
func history(rng *rand.Rand) assess.Input {
	n := rng.IntN(21)
	reports := make([]outrider.Report, n)
	for i := range reports {
		reports[i] = report(rng, i, rng.IntN(1460))
	}
	in := input(reports, 1461)
	in.Coverage = rng.Float64()
	if rng.IntN(3) == 0 {
		in.Reviews = []assess.Review{{At: begin.AddDate(0, 0, rng.IntN(1461)), To: rng.Float64() / 10, Why: "drawn"}}
	}
	for range rng.IntN(3) {
		in.Withdrawn = append(in.Withdrawn, assess.Withdrawn{Report: report(rng, 99, 0), At: begin})
	}
	return in
}

func report(rng *rand.Rand, i, day int) outrider.Report {
	r := outrider.Report{ID: outrider.ReportID(fmt.Sprintf("r-%04d", i)), Kind: outrider.Kinds[rng.IntN(len(outrider.Kinds))], About: []outrider.PersonID{"p"},
		Occurred: outrider.At(begin.AddDate(0, 0, day).Add(time.Duration(rng.IntN(24)) * time.Hour)), Handling: outrider.DefaultHandling}
	if rng.IntN(4) > 0 {
		r.Grade = outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: string("ABCDEF"[rng.IntN(6)]), Content: string("123456"[rng.IntN(6)])}
	}
	if rng.IntN(3) == 0 {
		r.AboutState = "ZZ"
	}
	return r
}

// input holds a claim for each report.
func input(reports []outrider.Report, days int) assess.Input {
	byID := make(map[outrider.ReportID]outrider.Report, len(reports))
	in := assess.Input{Person: "p", Since: begin, Now: begin.AddDate(0, 0, days), Coverage: .5,
		Reports: func(id outrider.ReportID) (outrider.Report, bool) { r, ok := byID[id]; return r, ok }}
	for _, r := range reports {
		byID[r.ID] = r
		in.Claims = append(in.Claims, outrider.Claim{ID: "c-" + string(r.ID), Kind: r.Kind, About: r.About, Occurred: r.Occurred, Handling: r.Handling,
			Roots: []outrider.Root{{First: r.ID, Grade: r.Grade, Reports: []outrider.ReportID{r.ID}}}})
	}
	return in
}

// costs prints processor time, which a busy machine does not change much.
func costs(p *assess.Params) {
	for _, n := range []int{10, 100, 1000} {
		rng := rand.New(rand.NewPCG(5, uint64(n)))
		reports := make([]outrider.Report, n)
		for i := range reports {
			reports[i] = report(rng, i, i*1460/n)
		}
		in := input(reports, 1461)
		assess.Assess(p, in)
		bare := p.WithoutIntervals()
		fmt.Printf("| %d claims of one person | filter alone %v; with its account %v; with what would change it %v; with the intervals of 500 draws too %v of processor time, on two cores |\n", n,
			each(200, func() { assess.Point(p, in) }), each(50, func() { assess.Account(p, in) }), each(50, func() { assess.Assess(bare, in) }), each(20, func() { assess.Assess(p, in) }))
	}
	rng := rand.New(rand.NewPCG(6, 0))
	const n = 20
	idx, reports := claim.NewIndex(), make([]outrider.Report, n)
	for i := range reports {
		reports[i] = report(rng, i, i*30)
		reports[i].Text = fmt.Sprintf("told on day %d: somebody stood at the corner, number %d, and went away after a while", i*30, rng.IntN(1000))
	}
	for _, r := range reports[:n-1] {
		idx.Add(r)
	}
	in := input(reports, 1000)
	fmt.Printf("| the twentieth report about a person, through claim and filter | %v |\n", each(200, func() {
		idx.Add(reports[n-1])
		in.Claims = claim.Merge(reports, idx)
		assess.Point(p, in)
	}))
}

// each is the processor time of one of several calls.
func each(times int, f func()) time.Duration {
	before := used()
	for range times {
		f()
	}
	return ((used() - before) / time.Duration(times)).Round(100 * time.Nanosecond)
}

func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
