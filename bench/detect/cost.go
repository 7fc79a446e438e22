package main

import (
	"bufio"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"outrider"
	"outrider/internal/detect"
	"outrider/internal/replay/scorecard"
	"outrider/internal/replay/world"
)

// cost measures time and memory on one world.
type cost struct {
	world    world.Options
	pooled   detect.Params
	compared int // sightings that databases are asked about
	history  int // told, to learn from
	profile  string
}

func (c cost) run() error {
	dir, err := os.MkdirTemp("", "outrider-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := world.Generate(c.world, func(name string) (io.WriteCloser, error) { return create(filepath.Join(dir, name)) }); err != nil {
		return err
	}
	f, err := world.Open(os.DirFS(dir))
	if err != nil {
		return err
	}
	fmt.Printf("%d people, %d days of level %s.\n\n| what | time (of the processor, where one core is at work) | a sighting | memory |\n|---|---|---|---|\n", c.world.People, c.world.Days, c.world.Level)
	var people []outrider.Protectee
	for _, p := range f.People() {
		people = append(people, scorecard.Protectee(p))
	}
	learnt, all, err := c.learnt(f, people)
	if err != nil {
		return err
	}
	c.replay(f, learnt)
	if err := c.decoded(f, learnt, people, all); err != nil {
		return err
	}
	var told []scorecard.Told
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if x.Contact == nil && x.Sighting.Place.Known() {
			told = append(told, x)
		}
		if len(told) == c.compared {
			break
		}
	}
	return beside(learnt, people, told)
}

// file is a buffered file.
type file struct {
	*bufio.Writer
	f *os.File
}

func create(name string) (io.WriteCloser, error) {
	f, err := os.Create(name)
	return file{bufio.NewWriterSize(f, 1<<20), f}, err
}

func (f file) Close() error {
	if err := f.Flush(); err != nil {
		return err
	}
	return f.f.Close()
}

// replay reads a world's files and detects, as the program does, on every core.
func (c cost) replay(f *world.Folder, learnt detect.Params) {
	forgetPeak()
	start, spent := time.Now(), worked()
	g := detect.NewEngine(learnt)
	for _, p := range f.People() {
		g.Enrol(scorecard.Protectee(p))
	}
	n, alarms := 0, 0
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		n++
		alarms += len(add(g, x))
	}
	row("read from NDJSON and detect", time.Since(start), n, fmt.Sprintf("%d MB at most; %.2f s of processor time; %d alarms", peak(), (worked()-spent).Seconds(), alarms))
	runtime.KeepAlive(g)
}

// atOnce is how many are held decoded, so that detecting is timed apart from reading.
const atOnce = 100_000

// decoded measures the engine alone, on one core, and what its state weighs.
func (c cost) decoded(f *world.Folder, learnt detect.Params, people []outrider.Protectee, all counted) error {
	before := heap()
	g := engine(learnt, people)
	stop, err := profiled(c.profile)
	if err != nil {
		return err
	}
	took := time.Duration(0)
	held := make([]scorecard.Told, 0, atOnce)
	work := func() {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		start := worked()
		for i := range held {
			add(g, held[i])
		}
		took += worked() - start
		clear(held)
		held = held[:0]
	}
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if held = append(held, x); len(held) == atOnce {
			work()
		}
	}
	work()
	stop()
	held = nil
	state := heap() - before
	row("detect what is decoded, one core", took, all.told, fmt.Sprintf("%d MB of state: %d bytes for each of %d pairs of person and selector, %d for each of %d met within 180 days",
		state/1e6, state/uint64(all.pairs), all.pairs, state/uint64(all.live), all.live))
	runtime.KeepAlive(g)
	return nil
}

// counted is what a world holds: what was told, who met what, ever and in the last
// 180 days.
type counted struct{ told, pairs, live int }

// learnt are numbers and thresholds of the first part of what was told: a desk at
// work, which raises few alarms. It counts the whole world besides.
func (c cost) learnt(f *world.Folder, people []outrider.Protectee) (detect.Params, counted, error) {
	fit := detect.NewFitter(c.pooled)
	for _, p := range people {
		fit.Enrol(p)
	}
	n, last, seed := counted{}, map[uint64]int64{}, maphash.MakeSeed()
	var now time.Time
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if now = x.At; x.Contact == nil {
			last[maphash.String(seed, string(x.Sighting.Person)+" "+x.Sighting.Selector.Key())] = x.Sighting.At.Unix()
		}
		if n.told++; n.told > c.history {
			continue
		}
		if x.Contact != nil {
			fit.AddContact(*x.Contact)
		} else {
			fit.Add(x.Sighting)
		}
	}
	for _, at := range last {
		if now.Unix()-at < 180*24*3600 {
			n.live++
		}
	}
	n.pairs = len(last)
	p, err := fit.Learnt("the first part")
	if err != nil {
		return p, n, err
	}
	g := engine(p, people)
	g.Practise()
	practised := 0
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if practised++; practised > c.history {
			break
		}
		add(g, x)
	}
	g.Calibrate(0.1)
	return g.Params(), n, nil
}

func engine(p detect.Params, people []outrider.Protectee) *detect.Engine {
	g := detect.NewEngine(p)
	for _, x := range people {
		g.Enrol(x)
	}
	return g
}

func add(g *detect.Engine, x scorecard.Told) []detect.Alarm {
	if x.Contact != nil {
		return g.AddContact(*x.Contact)
	}
	return g.Add(x.Sighting)
}

func row(what string, took time.Duration, n int, memory string) {
	fmt.Printf("| %s: %d | %.2f s | %.2f us | %s |\n", what, n, took.Seconds(), took.Seconds()*1e6/float64(n), memory)
}

// worked is the time that processors have spent on this program: what it takes on
// a machine that has nothing else to do.
func worked() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func profiled(name string) (stop func(), err error) {
	if name == "" {
		return func() {}, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = f.Close() }, pprof.StartCPUProfile(f)
}

// heap is what the program holds after everything that can go has gone.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// forgetPeak lets the kernel begin its count of the largest memory anew.
func forgetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // elsewhere than on Linux peak says 0
}

// peak is the most memory, in megabytes, that this process has taken.
func peak() int {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b))
	i := slices.Index(fields, "VmHWM:")
	if i < 0 {
		return 0
	}
	kb, _ := strconv.Atoi(fields[i+1])
	return kb / 1000
}
