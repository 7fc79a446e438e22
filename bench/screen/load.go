package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"outrider/internal/server/servertest"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/screen"
)

// set is names to ask, with what they are measured against.
type set struct {
	what, goal, peer string
	kind             string // empty: all
	names            []string
}

// queries makes the sets: of the list itself, spoilt, of nobody, and in another
// script from another list.
func queries(sdn, eu *watchlist.Delivery) []set {
	r := rand.New(rand.NewPCG(7, 7))
	var exact, aliases, edited, cyrillic []string
	for i := range sdn.Records {
		rec := &sdn.Records[i]
		if rec.Kind != watchlist.KindPerson {
			continue
		}
		for j, n := range rec.Names {
			if j == 0 {
				exact = append(exact, n.Text)
				continue
			}
			aliases = append(aliases, n.Text)
			edited = append(edited, edit(r, edit(r, n.Text)))
		}
	}
	for i := range eu.Records {
		for _, n := range eu.Records[i].Names {
			if n.Script == "Cyrl" {
				cyrillic = append(cyrillic, n.Text)
			}
		}
	}
	const person = "person"
	sets := []set{
		{"names of the list", "", "397/s, p99 51 ms", person, exact},
		{"aliases", "", "310/s, p99 53 ms", person, aliases},
		{"aliases with two slips", ">= 3,000/s, p99 <= 5 ms", "158/s, p99 61 ms", person, edited},
		{"clean names", ">= 3,000/s, p99 <= 5 ms", "144/s, p99 70 ms", person, clean()},
		{"Cyrillic names of the EU's list", ">= 2,600/s, p99 <= 5 ms", "52/s, p99 77 ms", person, cyrillic},
		{"aliases with two slips, against all kinds", "", "", "", edited},
		{"clean names, against all kinds", "", "", "", clean()},
		{"Cyrillic names, against all kinds", "", "", "", cyrillic},
	}
	for _, s := range sets {
		r.Shuffle(len(s.names), func(i, j int) { s.names[i], s.names[j] = s.names[j], s.names[i] })
	}
	return sets
}

// clean are names as a guest book holds them: frequent given and family names, in
// every combination.
func clean() []string {
	given := strings.Fields("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Karen Charles Sarah " +
		"Anna Lukas Sofia Felix Giulia Marco Ines Pedro Astrid Lars Chloe Hugo")
	family := strings.Fields("Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Taylor Moore Jackson Martin Thompson White Clark Lewis Walker Hall " +
		"Schmidt Fischer Weber Rossi Bianchi Silva Costa Hansen Nilsson Dubois Moreau Laurent")
	var out []string
	for _, g := range given {
		for i, f := range family {
			out = append(out, g+" "+f, g+" "+given[i%len(given)]+" "+f)
		}
	}
	return out
}

// edit makes one slip of the hand: a letter dropped, doubled, changed or swapped.
func edit(r *rand.Rand, name string) string {
	b := []rune(name)
	if len(b) < 3 {
		return name
	}
	i := r.IntN(len(b) - 1)
	switch r.IntN(4) {
	case 0:
		return string(append(b[:i:i], b[i+1:]...))
	case 1:
		return string(append(append(b[:i:i], rune('a'+r.IntN(26))), b[i:]...))
	case 2:
		b[i] = rune('a' + r.IntN(26))
	case 3:
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

// load is how the server is asked.
type load struct {
	url     string
	each    time.Duration
	clients int
}

// result is what one set took.
type result struct {
	rate float64       // names a second
	cpu  time.Duration // of a processor, a name, the client's share included
	hit  float64       // share of names with a hit
	took []time.Duration
}

func (r *result) at(q float64) time.Duration {
	return r.took[min(len(r.took)-1, int(q*float64(len(r.took))))]
}

// processor is the time that this program has had of all processors: unlike the
// time of day it does not count what else the machine does.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// client is one signed-in program.
type client struct {
	*http.Client
	url   string
	names int
	hits  int
	took  []time.Duration
}

// run lets every client ask for a while, each from its own place in the set.
func (l load) run(s set, batch int) (result, error) {
	clients := make([]*client, l.clients)
	errs := make([]error, l.clients)
	var wg sync.WaitGroup
	for i := range clients {
		c, err := l.signIn()
		if err != nil {
			return result{}, err
		}
		clients[i] = c
	}
	start, before := time.Now(), processor()
	for i, c := range clients {
		wg.Go(func() { errs[i] = c.loop(s, batch, i*len(s.names)/l.clients, start.Add(l.each)) })
	}
	wg.Wait()
	took, cpu := time.Since(start).Seconds(), processor()-before
	var r result
	total, hits := 0, 0
	for i, c := range clients {
		if errs[i] != nil {
			return r, errs[i]
		}
		total, hits = total+c.names, hits+c.hits
		r.took = append(r.took, c.took...)
	}
	slices.Sort(r.took)
	r.rate, r.hit, r.cpu = float64(total)/took, float64(hits)/float64(total), cpu/time.Duration(total)
	return r, nil
}

func (l load) signIn() (*client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &client{Client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, url: l.url}
	res, err := c.PostForm(l.url+"/sign-in", url.Values{"name": {"yusuf"}, "passphrase": {servertest.Passphrase}})
	if err != nil {
		return nil, err
	}
	return c, res.Body.Close()
}

// loop asks until the end, beginning at a place in the names.
func (c *client) loop(s set, batch, at int, end time.Time) error {
	for time.Now().Before(end) {
		ask := make([]screen.Ask, batch)
		for i := range ask {
			ask[i] = screen.Ask{Name: s.names[(at+i)%len(s.names)], Kind: s.kind}
		}
		at += batch
		body, err := json.Marshal(map[string]any{"queries": ask})
		if err != nil {
			return err
		}
		start := time.Now()
		res, err := c.Post(c.url+"/api/v1/screen", "application/json", bytes.NewReader(body))
		if err != nil {
			return err
		}
		answer, err := io.ReadAll(res.Body)
		if err = errorsOf(err, res.Body.Close(), res.StatusCode); err != nil {
			return err
		}
		c.took = append(c.took, time.Since(start))
		c.names += batch
		c.hits += batch - bytes.Count(answer, []byte(`"hits":[]`))
	}
	return nil
}

func errorsOf(read, closed error, status int) error {
	switch {
	case read != nil:
		return read
	case closed != nil:
		return closed
	case status != http.StatusOK:
		return fmt.Errorf("status %d", status)
	}
	return nil
}
