package desk

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"

	"outrider/internal/claim"
	"outrider/internal/ledger"
	"outrider/internal/picture"
)

// foldBatch is how many entries one worker opens at a time: large enough that
// handing over costs nothing, small enough that all workers have work. Photos end it
// sooner: foldBytes of sealed bodies are as many as may wait in one hand.
const (
	foldBatch = 512
	foldBytes = 4 << 20
)

// foldGC is how far memory may grow between collections during a fold, in per
// cent; afterwards it is as before.
const foldGC = 300

// job is a run of records on its way from the ledger to the picture.
type job struct {
	records []ledger.Record
	changes []picture.Change
	prints  []*claim.Print
	err     error
	done    chan struct{}
	bytes   int
}

func (j *job) take(r ledger.Record) {
	j.records = append(j.records, r)
	for _, p := range r.Parts {
		j.bytes += len(p.Body)
	}
}

func (j *job) full() bool { return len(j.records) == foldBatch || j.bytes >= foldBytes }

// fold reads the ledger from where the picture stands and applies what is new.
// Opening and decoding, the expensive half, runs on every core; applying keeps
// the order.
func (d *Desk) fold(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.dues.all = true // others wrote, or nothing was read yet
	// Nearly everything that a fold allocates stays: collecting as often as usual
	// would cost a quarter of the start.
	defer debug.SetGCPercent(debug.SetGCPercent(foldGC))
	ordered := make(chan *job, 2*runtime.GOMAXPROCS(0))
	work := make(chan *job, cap(ordered))
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for j := range work {
				d.open(j)
				close(j.done)
			}
		}()
	}
	go d.feed(ctx, d.p.Seq+1, ordered, work)
	for j := range ordered {
		<-j.done
		if j.err != nil {
			return j.err
		}
		for i, c := range j.changes {
			r := j.records[i]
			// Each record was checked against its own hash; here, against the one before.
			if r.Seq != d.head.Seq+1 || r.Prev != d.head.Hash {
				return ledger.Follows(d.head, r)
			}
			if err := d.applyChange(c, j.prints[i]); err != nil {
				return err
			}
			d.head = ledger.Head{Seq: r.Seq, Hash: r.Hash, Recorded: r.Recorded}
		}
	}
	return nil
}

// feed cuts the ledger into jobs, in order, for the workers and for the fold.
func (d *Desk) feed(ctx context.Context, from uint64, ordered, work chan *job) {
	defer close(ordered)
	defer close(work)
	j := newJob()
	send := func() bool {
		select {
		case ordered <- j:
		case <-ctx.Done():
			return false
		}
		work <- j
		j = newJob()
		return true
	}
	for r, err := range d.o.Book.Read(ctx, from) {
		if err != nil {
			j.err = err
			break
		}
		j.take(r)
		if j.full() && !send() {
			return
		}
	}
	send()
}

func newJob() *job {
	return &job{records: make([]ledger.Record, 0, foldBatch), done: make(chan struct{})}
}

// open unseals and decodes a job's records.
func (d *Desk) open(j *job) {
	if j.err != nil {
		return
	}
	j.changes = make([]picture.Change, 0, len(j.records))
	for _, r := range j.records {
		if j.err = ledger.Follows(ledger.Head{Seq: r.Seq - 1, Hash: r.Prev}, r); j.err != nil {
			return
		}
		e, err := d.o.Sealer.Open(r)
		if err != nil {
			j.err = err
			return
		}
		c, err := picture.Decode(e)
		if err != nil {
			j.err = err
			return
		}
		j.changes, j.prints = append(j.changes, c), append(j.prints, claim.PrintOf(c.Text()))
	}
}

// asOf folds the ledger again up to a moment: what could be seen then.
func (d *Desk) asOf(ctx context.Context, t time.Time) (*picture.Picture, error) {
	return d.foldUntil(ctx, func(r ledger.Record) bool { return r.Recorded.After(t) })
}

// foldUntil folds the ledger again, up to the first record that is beyond.
func (d *Desk) foldUntil(ctx context.Context, beyond func(ledger.Record) bool) (*picture.Picture, error) {
	p := picture.New()
	for r, err := range d.o.Book.Read(ctx, 1) {
		if err != nil {
			return nil, err
		}
		if beyond(r) {
			break
		}
		e, err := d.o.Sealer.Open(r)
		if err != nil {
			return nil, err
		}
		c, err := picture.Decode(e)
		if err != nil {
			return nil, err
		}
		if err := p.Apply(c); err != nil {
			return nil, err
		}
	}
	return p, nil
}
