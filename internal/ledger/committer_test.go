package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/ledger"
)

func clockFrom(t time.Time) func() time.Time {
	var mu sync.Mutex
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		t = t.Add(1500 * time.Nanosecond)
		return t
	}
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func entry(id string) ledger.Unsequenced {
	return ledger.Unsequenced{ID: id, Type: outrider.EntryRead, Version: 1, Parts: []ledger.Sealed{{Keys: []string{"k"}, Body: []byte("sealed " + id)}}}
}

func all(t *testing.T, l ledger.Log) []ledger.Record {
	t.Helper()
	var out []ledger.Record
	head := ledger.Head{}
	for r, err := range l.Read(t.Context(), 1) {
		if err != nil {
			t.Fatal(err)
		}
		if err := ledger.Follows(head, r); err != nil {
			t.Fatal(err)
		}
		head = ledger.HeadOf(r)
		out = append(out, r)
	}
	return out
}

func TestCommitterWritesEverybodysEntriesOnce(t *testing.T) {
	m := ledger.NewMemory()
	c := ledger.NewCommitter(m, clockFrom(epoch))
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 50 {
				id := fmt.Sprintf("e-%d-%d", g, i)
				rs, err := c.Append(context.Background(), ledger.Any(), []ledger.Unsequenced{entry(id)})
				if err != nil || len(rs) != 1 || rs[0].ID != id {
					t.Errorf("append %s: %v %v", id, rs, err)
				}
			}
		}()
	}
	wg.Wait()
	if n := len(all(t, m)); n != 800 {
		t.Fatalf("%d records, want 800", n)
	}
}

func TestCommitterReturnsTheFirstRecordOnRetry(t *testing.T) {
	m := ledger.NewMemory()
	c := ledger.NewCommitter(m, clockFrom(epoch))
	first, err := c.Append(t.Context(), ledger.Any(), []ledger.Unsequenced{entry("a"), entry("b")})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []*ledger.Committer{c, ledger.NewCommitter(m, clockFrom(epoch))} {
		again, err := w.Append(t.Context(), ledger.Any(), []ledger.Unsequenced{entry("b"), entry("c")})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(first[1], again[0]); d != "" {
			t.Errorf("the retried entry changed: %s", d)
		}
	}
	if n := len(all(t, m)); n != 3 {
		t.Errorf("%d records, want 3", n)
	}
}

func TestCommitterOnStaleHeadConflicts(t *testing.T) {
	m := ledger.NewMemory()
	mine, theirs := ledger.NewCommitter(m, clockFrom(epoch)), ledger.NewCommitter(m, clockFrom(epoch))
	rs, err := mine.Append(t.Context(), ledger.Any(), []ledger.Unsequenced{entry("a")})
	if err != nil {
		t.Fatal(err)
	}
	head := ledger.HeadOf(rs[0])
	if _, err := theirs.Append(t.Context(), ledger.Any(), []ledger.Unsequenced{entry("b")}); err != nil {
		t.Fatal(err)
	}
	_, err = mine.Append(t.Context(), ledger.On(head), []ledger.Unsequenced{entry("derived")})
	if outrider.CodeOf(err) != outrider.CodeConflict {
		t.Fatalf("got %v, want a conflict", err)
	}
	if _, err := mine.Append(t.Context(), ledger.Any(), []ledger.Unsequenced{entry("fact")}); err != nil {
		t.Fatalf("a fact after another node's entry: %v", err)
	}
	if n := len(all(t, m)); n != 3 {
		t.Errorf("%d records, want 3", n)
	}
}

func TestRecordedNeverGoesBack(t *testing.T) {
	m := ledger.NewMemory()
	times := []time.Time{epoch, epoch.Add(-time.Hour), epoch.Add(time.Second)}
	c := ledger.NewCommitter(m, func() time.Time { x := times[0]; times = times[1:]; return x })
	for i := range 3 {
		if _, err := c.Append(t.Context(), ledger.Any(), []ledger.Unsequenced{entry(fmt.Sprint(i))}); err != nil {
			t.Fatal(err)
		}
	}
	rs := all(t, m)
	if !rs[1].Recorded.Equal(epoch) || !rs[2].Recorded.Equal(epoch.Add(time.Second)) {
		t.Errorf("recorded at %v, %v, %v", rs[0].Recorded, rs[1].Recorded, rs[2].Recorded)
	}
}

func TestFollowsNamesWhatWasAltered(t *testing.T) {
	rs := ledger.Place(ledger.Head{}, epoch, []ledger.Unsequenced{entry("a"), entry("b"), entry("c")})
	spoil := map[string]func(*ledger.Record){
		"body":     func(r *ledger.Record) { r.Parts = []ledger.Sealed{{Keys: []string{"k"}, Body: []byte("other")}} },
		"key":      func(r *ledger.Record) { r.Parts = []ledger.Sealed{{Keys: []string{"l"}, Body: r.Parts[0].Body}} },
		"id":       func(r *ledger.Record) { r.ID = "x" },
		"type":     func(r *ledger.Record) { r.Type = outrider.EntryBackup },
		"version":  func(r *ledger.Record) { r.Version = 2 },
		"user":     func(r *ledger.Record) { r.By = "u-1" },
		"recorded": func(r *ledger.Record) { r.Recorded = r.Recorded.Add(time.Microsecond) },
		"seq":      func(r *ledger.Record) { r.Seq = 9 },
		"prev":     func(r *ledger.Record) { r.Prev[0] ^= 1 },
		"hash":     func(r *ledger.Record) { r.Hash[31] ^= 1 },
	}
	for name, f := range spoil {
		r := rs[1]
		f(&r)
		err := ledger.Follows(ledger.HeadOf(rs[0]), r)
		if outrider.CodeOf(err) != outrider.CodeDamaged {
			t.Errorf("altered %s: got %v, want damage", name, err)
		}
	}
	if err := ledger.Follows(ledger.HeadOf(rs[0]), rs[1]); err != nil {
		t.Errorf("an unaltered record: %v", err)
	}
}
