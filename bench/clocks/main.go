// Command clocks measures what a minute costs a desk whose people check in every
// day: a simulated day of ticks, the worst minute being the one at which thousands
// fall due at once. It prints a section for bench/RESULTS.md. Nothing here decides
// whether a test passes.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"syscall"
	"time"

	"outrider"
	"outrider/internal/desk"
)

func main() {
	var b bench
	flag.IntVar(&b.people, "people", 10_000, "people who check in once a day")
	flag.IntVar(&b.minutes, "minutes", 24*60, "minutes that are measured")
	flag.Float64Var(&b.morning, "morning", 0.4, "share whose check-in is at 08:00 in Vienna; the others are spread over the day")
	flag.Float64Var(&b.silent, "silent", 0.01, "share who do not answer")
	flag.StringVar(&b.engine, "engine", "sqlite", "sqlite or memory")
	flag.IntVar(&b.closed, "closed", 0, "hours for which the desk is closed before the last tick")
	flag.StringVar(&b.profile, "profile", "", "write a processor profile of the measured minutes to this file")
	flag.Parse()
	if err := b.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "clocks:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	people, minutes int
	morning, silent float64
	engine          string
	closed          int
	profile         string

	house *house
	rand  *rand.Rand
	soon  map[int64][]outrider.PersonID // who answers at which minute
	begun map[outrider.DutyID]bool
}

// cost is what one step took: of the processor, and on the clock.
type cost struct{ processor, clock time.Duration }

func (b *bench) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "outrider-clocks-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b.rand, b.soon, b.begun = rand.New(rand.NewPCG(1, 2)), map[int64][]outrider.PersonID{}, map[outrider.DutyID]bool{}
	if b.house, err = newHouse(ctx, dir, b.engine); err != nil {
		return err
	}
	if err := b.enrol(ctx); err != nil {
		return err
	}
	for range 850 { // until everybody was assessed once
		if _, err := b.minute(ctx); err != nil {
			return err
		}
	}
	fmt.Printf("%d people, %s, %d at 08:00, %.1f %% silent, %d processors for Go, %s\n\n| what | processor, median | p99 | worst | on the clock, worst |\n|---|---|---|---|---|\n",
		b.people, b.engine, int(b.morning*float64(b.people)), 100*b.silent, runtime.GOMAXPROCS(0), runtime.Version())
	if b.profile != "" {
		f, err := os.Create(b.profile)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	var ticks, rings, full []cost
	var worst time.Time
	for range b.minutes {
		m, err := b.minute(ctx)
		if err != nil {
			return err
		}
		if len(ticks) == 0 || m.tick.processor > slices.MaxFunc(ticks, byProcessor).processor {
			worst = b.house.now
		}
		if m.did.Opened >= b.people/10 {
			full = append(full, m.tick)
		}
		ticks, rings = append(ticks, m.tick), append(rings, m.ring)
	}
	row("a tick", ticks)
	if len(full) > 0 {
		row("of these, where a tenth of all or more fall due at once", full)
	}
	row("carrying what it raised", rings)
	fmt.Printf("\nThe worst tick was at %s UTC. %d calls of the desk's people, %d other messages in all.\n", worst.Format("15:04"), b.house.pager.calls, b.house.pager.other)
	if b.closed > 0 {
		return b.outage(ctx)
	}
	return nil
}

// outage is the first tick of a desk that was closed for hours.
func (b *bench) outage(ctx context.Context) error {
	p := b.house.pager
	p.calls, p.other = 0, 0
	b.house.now = b.house.now.Add(time.Duration(b.closed) * time.Hour)
	m, err := b.minute(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("\nAfter %d hours closed: %d opened, %d missed; tick %s of the processor, %s on the clock; %d calls of the desk's people, %d other messages, %s.\n", b.closed, m.did.Opened, m.did.Missed,
		ms(m.tick.processor), ms(m.tick.clock), p.calls, p.other, ms(m.ring.processor))
	p.calls = 0
	for range 60 {
		if _, err := b.minute(ctx); err != nil {
			return err
		}
	}
	fmt.Printf("In the hour after it, while nobody took any: %d calls.\n", p.calls)
	return nil
}

// measured is what one minute cost.
type measured struct {
	tick, ring cost
	did        desk.Ticked
}

// minute lets a minute pass: people answer, the desk ticks, messages are carried.
// Answers are passed on by staff and not measured: the slow hashes of the words would
// drown everything.
func (b *bench) minute(ctx context.Context) (m measured, err error) {
	h := b.house
	h.now = h.now.Truncate(time.Minute).Add(time.Minute)
	for _, who := range b.soon[h.now.Unix()/60] {
		a := desk.AnswerCheckIn{Person: who, Note: "by the bench"}
		if _, err := h.desk.Decide(ctx, h.officer, desk.Decision{CheckIn: &a}); err != nil && outrider.CodeOf(err) != outrider.CodeConflict {
			return m, err
		}
	}
	delete(b.soon, h.now.Unix()/60)
	m.tick, err = timed(func() (err error) { m.did, err = h.desk.Tick(ctx); return err })
	if err != nil {
		return m, err
	}
	m.ring, err = timed(func() error {
		for h.asked {
			h.asked = false
			if err := h.desk.Ring(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || m.did.Opened == 0 {
		return m, err
	}
	return m, b.answers(ctx)
}

// answers decides who will answer when, of those who are due now.
func (b *bench) answers(ctx context.Context) error {
	v, err := b.house.desk.Duties(ctx, b.house.officer)
	if err != nil {
		return err
	}
	for _, l := range v.Due {
		if l.Sort != outrider.DutyCheckIn || b.begun[l.ID] {
			continue
		}
		b.begun[l.ID] = true
		if b.rand.Float64() >= b.silent {
			at := b.house.now.Unix()/60 + 1 + int64(b.rand.ExpFloat64()*10)
			b.soon[at] = append(b.soon[at], l.Person)
		}
	}
	return nil
}

// enrol registers everybody and agrees on their check-ins.
func (b *bench) enrol(ctx context.Context) error {
	for i := range b.people {
		at := "08:00"
		if float64(i) >= b.morning*float64(b.people) {
			m := b.rand.IntN(24 * 60)
			at = fmt.Sprintf("%02d:%02d", m/60, m%60)
		}
		who, err := b.house.person(ctx, fmt.Sprintf("B-%05d", i))
		if err != nil {
			return err
		}
		s := desk.SetCheckIn{Person: who, At: []string{at}, Zone: "Europe/Vienna", Ways: []outrider.Way{{Channel: "signal", To: fmt.Sprint("+99", i)}},
			Contact: []outrider.Way{{Channel: "signal", To: fmt.Sprint("+98", i)}}}
		if _, err := b.house.desk.Decide(ctx, b.house.officer, desk.Decision{SetCheckIn: &s}); err != nil {
			return err
		}
	}
	return nil
}

// timed runs f and says what it cost.
func timed(f func() error) (cost, error) {
	before, start := used(), time.Now()
	err := f()
	return cost{used() - before, time.Since(start)}, err
}

// used is the processor's time of the whole program so far; zero where the system
// does not tell.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func byProcessor(a, b cost) int { return int(a.processor - b.processor) }

func row(what string, cs []cost) {
	clock := slices.MaxFunc(cs, func(a, b cost) int { return int(a.clock - b.clock) }).clock
	slices.SortFunc(cs, byProcessor)
	at := func(q float64) string { return ms(cs[min(len(cs)-1, int(q*float64(len(cs))))].processor) }
	fmt.Printf("| %s | %s | %s | %s | %s |\n", what, at(.5), at(.99), at(1), ms(clock))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
