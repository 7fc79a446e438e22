package inforce_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"outrider"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/screen"
)

const head = "key,name,born\n"

func day(d int) time.Time { return time.Date(2031, 3, d, 12, 0, 0, 0, time.UTC) }

func keep(t *testing.T, m *inforce.Memory, list, text string, seen time.Time) {
	t.Helper()
	d, err := formats.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	d.List = list
	m.Keep(watchlist.Version{List: list, Seen: seen, SHA256: []string{text}, State: watchlist.InForce, Entries: len(d.Records)}, d)
}

func keys(t *testing.T, l *inforce.Lists, name string, at time.Time) string {
	t.Helper()
	hits, err := l.Screen(context.Background(), []screen.Query{{Name: name}}, inforce.How{Least: .7, AsOf: at})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, h := range hits[0] {
		out = append(out, h.List+"/"+h.Key+"@"+h.Version)
	}
	return strings.Join(out, " ")
}

// counting counts what is loaded, and fails on demand.
type counting struct {
	*inforce.Memory
	mu    sync.Mutex
	loads int
	fail  error
}

func (c *counting) Load(v watchlist.Version) (*watchlist.Delivery, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loads++
	if c.fail != nil {
		return nil, c.fail
	}
	return c.Memory.Load(v)
}

// TestFollows finds who was listed since, forgets who was delisted, and answers
// about the past as it was; each set is loaded once.
func TestFollows(t *testing.T) {
	c := &counting{Memory: &inforce.Memory{}}
	keep(t, c.Memory, "own", head+"1,Ansel Larch,1969\n", day(1))
	now := day(2)
	l := inforce.New(c, func() time.Time { return now })
	if got := keys(t, l, "Ansel Larch", time.Time{}); got != "own/1@2031-03-01" {
		t.Fatalf("first %q", got)
	}
	keep(t, c.Memory, "own", head+"2,Dov Beispiel,\n", day(5))
	if got := keys(t, l, "Dov Beispiel", time.Time{}); got != "" {
		t.Errorf("a version of tomorrow counts already: %q", got)
	}
	now = day(6)
	if a, b := keys(t, l, "Ansel Larch", time.Time{}), keys(t, l, "Dov Beispiel", time.Time{}); a != "" || b != "own/2@2031-03-05" {
		t.Errorf("after the new version: %q, %q", a, b)
	}
	for range 3 {
		if got := keys(t, l, "Ansel Larch", day(3)); got != "own/1@2031-03-01" {
			t.Errorf("as of the past: %q", got)
		}
		keys(t, l, "Dov Beispiel", time.Time{})
	}
	if c.loads != 2 {
		t.Errorf("%d loads of 2 sets", c.loads)
	}
}

// TestFails gives no answer without a list that is in force, nor to nobody.
func TestFails(t *testing.T) {
	c := &counting{Memory: &inforce.Memory{}}
	l := inforce.New(c, func() time.Time { return day(9) })
	ask := func(ctx context.Context) error {
		_, err := l.Screen(ctx, []screen.Query{{Name: "Ansel Larch"}}, inforce.How{})
		return err
	}
	if err := ask(context.Background()); outrider.CodeOf(err) != outrider.CodeInvalid {
		t.Errorf("without lists: %v", err)
	}
	keep(t, c.Memory, "own", head+"1,Ansel Larch,1969\n", day(1))
	c.fail = errors.New("the disk refused")
	if err := ask(context.Background()); !errors.Is(err, c.fail) {
		t.Errorf("a list that cannot be read: %v", err)
	}
	c.fail = nil
	if err := ask(context.Background()); err != nil {
		t.Errorf("after the fault: %v", err)
	}
	gone, stop := context.WithCancel(context.Background())
	stop()
	if err := ask(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
}

// TestDiff compares by number, once, and knows no other numbers.
func TestDiff(t *testing.T) {
	c := &counting{Memory: &inforce.Memory{}}
	keep(t, c.Memory, "own", head+"1,Ansel Larch,1969\n2,Dov Beispiel,\n", day(1))
	keep(t, c.Memory, "other", head+"1,Ansel Larch,1969\n", day(2))
	keep(t, c.Memory, "own", head+"1,Ansel Larch,1970\n2,Dov Beispiel,\n", day(3))
	l := inforce.New(c, func() time.Time { return day(9) })
	for range 2 {
		d, err := l.Diff(context.Background(), "own", 1, 2)
		if err != nil || len(d.Changes) != 1 || d.Changes[0].Change != watchlist.Amended || d.New.Seen != day(3) {
			t.Errorf("%+v, %v", d, err)
		}
	}
	if c.loads != 2 {
		t.Errorf("%d loads", c.loads)
	}
	for _, bad := range [][2]int{{0, 1}, {1, 3}, {-1, 2}} {
		if _, err := l.Diff(context.Background(), "own", bad[0], bad[1]); outrider.CodeOf(err) != outrider.CodeNotFound {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// TestAtOnce screens from many sides while sets change.
func TestAtOnce(t *testing.T) {
	c := &counting{Memory: &inforce.Memory{}}
	for d := 1; d <= 4; d++ {
		keep(t, c.Memory, "own", fmt.Sprintf("%s%d,Ansel Larch,1969\n", head, d), day(d))
	}
	l := inforce.New(c, func() time.Time { return day(9) })
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			d := 1 + i%4
			at := day(d).Add(time.Hour)
			hits, err := l.Screen(context.Background(), []screen.Query{{Name: "Ansel Larch"}}, inforce.How{Least: .7, AsOf: at})
			if err != nil || len(hits[0]) != 1 || hits[0][0].Key != fmt.Sprint(d) {
				t.Errorf("day %d: %v, %v", d, hits, err)
			}
		})
	}
	wg.Wait()
}
