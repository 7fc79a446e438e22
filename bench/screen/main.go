// Command screen measures how fast names are held against real lists: how long
// the lists take to load and what memory they hold, then names a second over HTTP
// through the whole server, with the client on the same machine. It needs the lists
// in the folder that OUTRIDER_SHARED names, and prints a section for
// bench/RESULTS.md. Nothing here decides whether a test passes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/shelf"
)

func main() {
	each := flag.Duration("for", 6*time.Second, "how long each set of names is asked")
	clients := flag.Int("clients", 2, "clients that ask one name after the other")
	without := flag.Bool("without-ledger", false, "keep no audit: what asking costs by itself")
	flag.Parse()
	if err := run(*each, *clients, *without); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(each time.Duration, clients int, without bool) error {
	shared := os.Getenv("OUTRIDER_SHARED")
	if shared == "" {
		return fmt.Errorf("OUTRIDER_SHARED is not set: there are no lists to measure with")
	}
	from := filepath.Join(shared, "data", "lists")
	dir, err := os.MkdirTemp("", "outrider-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s := shelf.New(dir)
	sdn, err := keep(s, filepath.Join(from, "sdn_2024-05-03.csv"), filepath.Join(from, "alt_2024-01-08.csv"))
	if err != nil {
		return err
	}
	eu, err := read(filepath.Join(from, "32014R0269.csv"))
	if err != nil {
		return err
	}
	sets := queries(sdn, eu)
	names := 0
	for i := range sdn.Records {
		names += len(sdn.Records[i].Names)
	}
	sdn, eu = nil, nil
	fmt.Printf("## Screening, %s, %s/%s, %d cores, %s\n\n", time.Now().UTC().Format("2006-01-02"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	fmt.Printf("%d names: the OFAC SDN list with its aliases. %d clients in closed loop, on the same cores as the server.\n\n", names, clients)
	before := heap()
	lists := inforce.New(s, time.Now)
	start, cpu := time.Now(), processor()
	if _, err := lists.Screen(context.Background(), nil, inforce.How{Least: .7}); err != nil {
		return err
	}
	took, spent := time.Since(start), processor()-cpu
	fmt.Print("| what | measured | goal |\n|---|---|---|\n")
	fmt.Printf("| load: read the files, read the names, index | %.2f s, %.2f s of a processor | <= 1 s |\n", took.Seconds(), spent.Seconds())
	fmt.Printf("| heap they hold | %d MB | <= 150 MB |\n", (heap()-before)>>20)
	l := load{each: each, clients: clients}
	if without {
		h, err := bare(lists)
		if err != nil {
			return err
		}
		return ask(h, sets, l)
	}
	h, closed, err := audited(context.Background(), dir, lists)
	if err != nil {
		return err
	}
	return errors.Join(ask(h, sets, l), closed())
}

// ask measures every set of names over HTTP.
func ask(h http.Handler, sets []set, l load) error {
	srv := httptest.NewServer(h)
	defer srv.Close()
	l.url = srv.URL
	fmt.Print("\n| names, one a request | names/s | p50 | p90 | p99 | processor a name | with a hit | goal | Moov watchman, quiet |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range sets {
		r, err := l.run(s, 1)
		if err != nil {
			return err
		}
		fmt.Printf("| %s | %.0f | %s | %s | %s | %s | %.1f %% | %s | %s |\n", s.what, r.rate, ms(r.at(.5)), ms(r.at(.9)), ms(r.at(.99)), ms(r.cpu), 100*r.hit, s.goal, s.peer)
	}
	fmt.Print("\n| names, a hundred a request | names/s | p99 of a request |\n|---|---|---|\n")
	for _, s := range sets[2:5] {
		r, err := l.run(s, 100)
		if err != nil {
			return err
		}
		fmt.Printf("| %s | %.0f | %s |\n", s.what, r.rate, ms(r.at(.99)))
	}
	return nil
}

// keep puts a delivery of several files on the shelf, as the program does.
func keep(s shelf.Shelf, files ...string) (*watchlist.Delivery, error) {
	var whole *watchlist.Delivery
	v := watchlist.Version{Seen: time.Now().UTC(), State: watchlist.InForce}
	var contents [][]byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		d, err := read(f)
		if err != nil {
			return nil, err
		}
		contents, v.SHA256 = append(contents, data), append(v.SHA256, shelf.Digest(data))
		if whole == nil {
			whole = d
			continue
		}
		whole.Complete(d)
	}
	v.List, v.Format, v.Entries = whole.List, whole.Format, len(whole.Records)
	return whole, s.Keep(v, contents)
}

func read(file string) (*watchlist.Delivery, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return formats.Read(f)
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
