// Command bench measures the desk against the limits of the machine it runs on:
// each figure stands beside the disk's own in the same run. It prints a section
// for bench/RESULTS.md. Nothing here decides whether a test passes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"
)

func main() {
	people := flag.Int("people", 1000, "people in the picture")
	reports := flag.Int("reports", 100_000, "reports in the picture")
	filings := flag.Int("filings", 400, "reports filed one by one")
	cpu := flag.String("profile", "", "write a processor profile of the start to this file")
	flag.Parse()
	if err := run(house{profile: *cpu}, *people, *reports, *filings); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(h house, people, reports, filings int) error {
	dir, err := os.MkdirTemp("", "outrider-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	fmt.Printf("## %s, %s/%s, %d cores, %s\n\n", time.Now().UTC().Format("2006-01-02"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	fmt.Printf("%d people, %d reports. Ratios are within this run; absolute figures are this disk's.\n\n| what | measured | goal |\n|---|---|---|\n", people, reports)
	if err := appends(ctx, filepath.Join(dir, "appends")); err != nil {
		return err
	}
	h.dir = filepath.Join(dir, "house")
	if err := h.build(ctx, people, reports); err != nil {
		return err
	}
	if err := h.start(ctx); err != nil {
		return err
	}
	if err := h.file(ctx, filings); err != nil {
		return err
	}
	return h.close()
}

// profile starts a processor profile, where one is wanted, and returns its end.
func profile(file string) (stop func(), err error) {
	if file == "" {
		return func() {}, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = f.Close() }, nil
}

func row(what, measured, goal string) { fmt.Printf("| %s | %s | %s |\n", what, measured, goal) }

// quantile of sorted durations.
func quantile(d []time.Duration, q float64) time.Duration {
	slices.Sort(d)
	return d[min(len(d)-1, int(q*float64(len(d))))]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

// heap is what the program holds after everything that can go has gone.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
