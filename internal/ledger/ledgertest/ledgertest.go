// Package ledgertest is the conformance suite that every engine of the ledger
// passes: order, durability across reopening, compare-and-append under
// contention, all-or-none, waiting, and damage that the chain finds.
package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/ledger"
)

// Store is an engine under test: Open opens or reopens the same place. An engine
// that forgets when it is closed sets Forgets.
type Store struct {
	Open    func(t testing.TB) (ledger.Log, func())
	Forgets bool
}

// Run puts an engine through the whole suite; fresh makes a new, empty place.
func Run(t *testing.T, fresh func(t testing.TB) Store) {
	t.Run("empty", func(t *testing.T) { empty(t, fresh(t)) })
	t.Run("order", func(t *testing.T) { order(t, fresh(t)) })
	t.Run("reopen", func(t *testing.T) { reopen(t, fresh(t)) })
	t.Run("all or none", func(t *testing.T) { allOrNone(t, fresh(t)) })
	t.Run("contention", func(t *testing.T) { contention(t, fresh(t)) })
	t.Run("group commit", func(t *testing.T) { groupCommit(t, fresh(t)) })
	t.Run("retry", func(t *testing.T) { retry(t, fresh(t)) })
	t.Run("wait", func(t *testing.T) { wait(t, fresh(t)) })
}

// start is a fixed moment: suites must not depend on the machine's clock.
func start() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC) }

// Entries makes n entries with parts of many sizes, from a seed.
func Entries(seed uint64, n int) []ledger.Unsequenced {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]ledger.Unsequenced, n)
	for i := range out {
		u := ledger.Unsequenced{ID: fmt.Sprintf("e-%d-%d", seed, i), Type: outrider.EntryReportFiled, Version: 1, By: "u-1"}
		for range 1 + r.IntN(3) {
			p := ledger.Sealed{Keys: []string{fmt.Sprintf("k-%d", r.IntN(9))}, Body: blob(r, r.IntN(700))}
			if r.IntN(4) == 0 {
				p.Keys, p.Wrapped = append(p.Keys, "k-joint"), blob(r, 60)
			}
			u.Parts = append(u.Parts, p)
		}
		out[i] = u
	}
	return out
}

func blob(r *rand.Rand, n int) []byte {
	if n == 0 {
		return nil
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// All reads a whole ledger.
func All(t testing.TB, log ledger.Log) []ledger.Record {
	t.Helper()
	var out []ledger.Record
	for r, err := range log.Read(t.Context(), 1) {
		if err != nil {
			t.Fatalf("reading: %v", err)
		}
		out = append(out, r)
	}
	return out
}

func head(t testing.TB, log ledger.Log) ledger.Head {
	t.Helper()
	h, err := log.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func empty(t *testing.T, s Store) {
	log, done := s.Open(t)
	defer done()
	if h := head(t, log); h != (ledger.Head{}) {
		t.Errorf("head of an empty ledger = %+v", h)
	}
	if got := All(t, log); len(got) != 0 {
		t.Errorf("an empty ledger yields %d records", len(got))
	}
}

func order(t *testing.T, s Store) {
	log, done := s.Open(t)
	defer done()
	want := ledger.Place(ledger.Head{}, start(), Entries(1, 2500))
	for i := 0; i < len(want); i += 500 {
		if err := log.Append(t.Context(), ledger.Any(), want[i:i+500]); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, All(t, log)); diff != "" {
		t.Errorf("what was read is not what was written:\n%s", diff)
	}
	for r, err := range log.Read(t.Context(), 1777) {
		if err != nil || r.Seq != 1777 || r.Prev != want[1775].Hash {
			t.Errorf("reading from 1777 began with %d (%v)", r.Seq, err)
		}
		break
	}
}

func reopen(t *testing.T, s Store) {
	if s.Forgets {
		return
	}
	log, done := s.Open(t)
	want := ledger.Place(ledger.Head{}, start(), Entries(2, 40))
	if err := log.Append(t.Context(), ledger.Any(), want); err != nil {
		t.Fatal(err)
	}
	done()
	log, done = s.Open(t)
	defer done()
	if got := head(t, log); got != ledger.HeadOf(want[39]) {
		t.Errorf("head after reopening = %+v, want %+v", got, ledger.HeadOf(want[39]))
	}
	if diff := cmp.Diff(want, All(t, log)); diff != "" {
		t.Errorf("after reopening:\n%s", diff)
	}
}

func allOrNone(t *testing.T, s Store) {
	log, done := s.Open(t)
	defer done()
	good := ledger.Place(ledger.Head{}, start(), Entries(3, 10))
	broken := append([]ledger.Record(nil), good...)
	broken[7].Hash[0] ^= 1
	if err := log.Append(t.Context(), ledger.Any(), broken); outrider.CodeOf(err) != outrider.CodeConflict {
		t.Errorf("a broken batch was taken: %v", err)
	}
	if got := All(t, log); len(got) != 0 {
		t.Errorf("a refused batch left %d records", len(got))
	}
	if err := log.Append(t.Context(), ledger.Any(), good); err != nil {
		t.Errorf("the good batch after it: %v", err)
	}
}

// contention has writers race on one head: exactly one wins each round.
func contention(t *testing.T, s Store) {
	log, done := s.Open(t)
	defer done()
	for round := range 10 {
		h := head(t, log)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for w := range errs {
			wg.Go(func() {
				errs[w] = log.Append(context.Background(), ledger.On(h), ledger.Place(h, start(), Entries(uint64(100+round*8+w), 2)))
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case outrider.CodeOf(err) != outrider.CodeConflict:
				t.Errorf("a loser got %v, want a conflict", err)
			}
		}
		if won != 1 {
			t.Fatalf("round %d: %d writers won", round, won)
		}
	}
	Whole(t, log, 20)
}

// Whole checks that a ledger holds exactly n entries and that its chain verifies.
func Whole(t testing.TB, log ledger.Log, n uint64) {
	t.Helper()
	rep, err := ledger.Verify(t.Context(), log, ledger.Head{}, nil)
	if err != nil || !rep.Whole() || rep.Entries != n {
		t.Errorf("verify: %d entries, damage %v, %v; want %d whole", rep.Entries, rep.Damage, err, n)
	}
}

func groupCommit(t *testing.T, s Store) {
	log, done := s.Open(t)
	defer done()
	c := ledger.NewCommitter(log, start)
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for i := range 20 {
				if _, err := c.Append(context.Background(), ledger.Any(), Entries(uint64(1000+w*100+i), 1)); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
	}
	wg.Wait()
	Whole(t, log, 320)
}

func retry(t *testing.T, s Store) {
	log, done := s.Open(t)
	defer done()
	e := Entries(5, 3)
	first, err := ledger.NewCommitter(log, start).Append(t.Context(), ledger.Any(), e)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ledger.NewCommitter(log, start).Append(t.Context(), ledger.Any(), e)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("a retry after a restart wrote something else:\n%s", diff)
	}
	Whole(t, log, 3)
}

func wait(t *testing.T, s Store) {
	log, done := s.Open(t)
	defer done()
	seen := make(chan error, 1)
	go func() { seen <- log.Wait(context.Background(), 2) }()
	if err := log.Append(t.Context(), ledger.Any(), ledger.Place(ledger.Head{}, start(), Entries(6, 3))); err != nil {
		t.Fatal(err)
	}
	if err := <-seen; err != nil {
		t.Errorf("Wait: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := log.Wait(ctx, 99); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait after cancel: %v", err)
	}
}
