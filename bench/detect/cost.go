package main

import (
	"bufio"
	"fmt"
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
	compared int
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
	people, err := c.replay(f)
	if err != nil {
		return err
	}
	n := 0
	told := make([]scorecard.Told, 0, c.compared)
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if n++; x.Contact == nil && x.Sighting.Place.Known() && len(told) < c.compared {
			told = append(told, x)
		}
	}
	if err := c.decoded(f, people); err != nil {
		return err
	}
	return c.beside(people, told)
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
func (c cost) replay(f *world.Folder) ([]outrider.Protectee, error) {
	forgetPeak()
	start, spent := time.Now(), worked()
	var people []outrider.Protectee
	g := detect.NewEngine(c.pooled)
	for _, p := range f.People() {
		people = append(people, scorecard.Protectee(p))
		g.Enrol(people[len(people)-1])
	}
	n := 0
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		n++
		add(g, x)
	}
	row("read from NDJSON and detect", time.Since(start), n, fmt.Sprintf("%d MB at most; %.2f s of processor time", peak(), (worked()-spent).Seconds()))
	runtime.KeepAlive(g)
	return people, nil
}

// maxDecoded bounds what is held decoded: the engine's own time does not need more.
const maxDecoded = 1_000_000

// decoded measures the engine alone, on one core, and what its state weighs.
func (c cost) decoded(f *world.Folder, people []outrider.Protectee) error {
	var told []scorecard.Told
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if told = append(told, x); len(told) == maxDecoded {
			break
		}
	}
	learnt, err := c.learnt(people, told)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	before := heap()
	stop, err := profiled(c.profile)
	if err != nil {
		return err
	}
	start := worked()
	g := engine(learnt, people)
	for _, x := range told {
		add(g, x)
	}
	took := worked() - start
	stop()
	state := heap() - before
	all, live := pairs(told)
	row("detect what is decoded, one core", took, len(told), fmt.Sprintf("%d MB of state: %d bytes for each of %d pairs of person and selector, %d for each of %d met within 180 days", state/1e6, state/uint64(all), all, state/uint64(live), live))
	runtime.KeepAlive(g)
	return nil
}

// learnt are numbers and thresholds of the first half of what was told: a desk at
// work, which raises few alarms.
func (c cost) learnt(people []outrider.Protectee, told []scorecard.Told) (detect.Params, error) {
	fit := detect.NewFitter(c.pooled)
	for _, p := range people {
		fit.Enrol(p)
	}
	for _, x := range told[:len(told)/2] {
		if x.Contact != nil {
			fit.AddContact(*x.Contact)
		} else {
			fit.Add(x.Sighting)
		}
	}
	p, err := fit.Learnt("the first half")
	if err != nil {
		return p, err
	}
	g := engine(p, people)
	g.Practise()
	for _, x := range told[:len(told)/2] {
		add(g, x)
	}
	g.Calibrate(0.1)
	return g.Params(), nil
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

// pairs counts who met what, ever and in the last 180 days.
func pairs(told []scorecard.Told) (all, live int) {
	type pair struct {
		person outrider.PersonID
		sel    string
	}
	last := map[pair]time.Time{}
	for _, x := range told {
		if x.Contact == nil {
			last[pair{x.Sighting.Person, x.Sighting.Selector.Key()}] = x.At
		}
	}
	oldest := told[len(told)-1].At.AddDate(0, 0, -180)
	for _, at := range last {
		if at.After(oldest) {
			live++
		}
	}
	return len(last), live
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
