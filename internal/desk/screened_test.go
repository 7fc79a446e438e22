package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/ledger"
)

// TestScreeningByHandIsNoted keeps who, when and how many, and no name; whoever
// may not screen has nothing to note.
func TestScreeningByHandIsNoted(t *testing.T) {
	h := newHouse(t)
	h.decide(h.analyst, desk.Decision{Screened: &desk.Screened{Names: 3, Hits: 1}})
	h.refused(h.liaison, desk.Decision{Screened: &desk.Screened{Names: 3}}, outrider.CodeNotFound)
	h.refused(h.analyst, desk.Decision{Screened: &desk.Screened{Names: -1}}, outrider.CodeInvalid)
	a, err := h.desk.Audit(h.ctx, h.auditor, 0)
	if err != nil {
		t.Fatal(err)
	}
	noted := slices.DeleteFunc(a.Lines, func(l desk.AuditLine) bool { return !strings.Contains(l.Act, "screening") })
	if len(noted) != 1 || noted[0].By != "yusuf" || noted[0].Reason != "3 names, 1 hit" || noted[0].Recorded.IsZero() {
		t.Errorf("noted %+v", noted)
	}
}

// slowDisk is a ledger whose writes wait until they are let go.
type slowDisk struct {
	desk.Book
	let    chan struct{} // nil: they do not wait
	writes int
}

func (s *slowDisk) Append(ctx context.Context, x ledger.Expect, es []ledger.Unsequenced) ([]ledger.Record, error) {
	s.writes++
	if s.let != nil {
		<-s.let
	}
	return s.Book.Append(ctx, x, es)
}

// TestScreeningsShareOneWrite: nobody is answered before their screening is
// durable, those who ask during a write share the next one, and the door is open
// meanwhile.
func TestScreeningsShareOneWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		o := h.options()
		disk := &slowDisk{Book: o.Book}
		o.Book = disk
		d, err := desk.Open(h.ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		disk.let, disk.writes = make(chan struct{}), 0
		var answered sync.WaitGroup
		errs := make([]error, 6)
		ask := func(n int) {
			answered.Go(func() {
				_, errs[n] = d.Decide(h.ctx, h.analyst, desk.Decision{Screened: &desk.Screened{Names: n}})
			})
		}
		ask(0)
		synctest.Wait()
		for n := 1; n < len(errs); n++ {
			ask(n)
		}
		synctest.Wait()
		if _, err := d.Session(h.ctx, h.analyst); err != nil { // the door is open
			t.Error(err)
		}
		close(disk.let)
		answered.Wait()
		if disk.writes != 2 || slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
			t.Errorf("%d writes, %v", disk.writes, errs)
		}
		disk.let = nil
		a, err := d.Audit(h.ctx, h.auditor, 0)
		if err != nil {
			t.Fatal(err)
		}
		for n := range errs {
			if !slices.ContainsFunc(a.Lines, func(l desk.AuditLine) bool { return strings.HasPrefix(l.Reason, fmt.Sprintf("%d name", n)) }) {
				t.Errorf("screening of %d names is not in the audit", n)
			}
		}
	})
}

// TestAFailedWriteAnswersNobody: where the disk fails, whoever waits is told so.
func TestAFailedWriteAnswersNobody(t *testing.T) {
	h := newHouse(t)
	h.book.left = 0
	if _, err := h.desk.Decide(h.ctx, h.analyst, desk.Decision{Screened: &desk.Screened{Names: 1}}); err == nil {
		t.Error("an answer without an audit")
	}
	h.book.left = -1
	h.decide(h.analyst, desk.Decision{Screened: &desk.Screened{Names: 1}})
}

// TestScreeningNeverStopsThought: however fast names are asked about, reports are
// filed and thought about meanwhile, and everything is in one ledger.
func TestScreeningNeverStopsThought(t *testing.T) {
	h := newHouse(t)
	o := h.options()
	o.Book = h.book.Book
	d, err := desk.Open(h.ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	h.desk = d
	who := h.person("K-01")
	var asking sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		asking.Go(func() {
			for range 50 {
				if _, err := d.Decide(h.ctx, h.analyst, desk.Decision{Screened: &desk.Screened{Names: 1}}); err != nil {
					errs[i] = err
				}
			}
		})
	}
	for range 10 {
		h.file(h.seen(home, who))
	}
	asking.Wait()
	if slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		t.Error(errs)
	}
	noted := 0
	for _, e := range h.entries() {
		if e.Type == outrider.EntryRead {
			noted++
		}
	}
	if want := 4 * 50; noted < want {
		t.Errorf("%d of %d screenings are in the ledger", noted, want)
	}
}
