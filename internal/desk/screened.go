package desk

import (
	"context"
	"fmt"
	"sync"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// Screened notes that somebody held names against lists by hand: how many names
// and hits, never which. Whoever shows the answer notes it first, so that nobody
// can go through a telephone book unseen.
type Screened struct {
	Names int `json:"names"`
	Hits  int `json:"hits"`
}

// notes are screenings on their way to the ledger. They change nothing that anybody
// thinks with, so whoever asks at the same time shares one trip to the disk, and the
// door stays open meanwhile. Nobody thinks during that trip: on a head that keeps
// moving no thought could ever be written down.
type notes struct {
	writing sync.Mutex // during a trip or a thought; taken after the door, never before

	mu      sync.Mutex // of what follows
	waiting []*note
	busy    bool // somebody is writing
}

// note is one screening that waits to be durable.
type note struct {
	entry  outrider.Entry
	sealed ledger.Unsequenced
	err    error
	done   chan struct{}
}

// screened is the one act that does not hold the door until it is durable.
func (d *Desk) screened(ctx context.Context, by outrider.UserID, s Screened) (Outcome, error) {
	n, err := d.newNote(by, s)
	if err != nil {
		return Outcome{}, err
	}
	d.notes.mu.Lock()
	d.notes.waiting = append(d.notes.waiting, n)
	lead := !d.notes.busy
	d.notes.busy = true
	d.notes.mu.Unlock()
	if lead {
		d.writeNotes(context.WithoutCancel(ctx))
	}
	<-n.done
	return Outcome{}, n.err
}

func (d *Desk) newNote(by outrider.UserID, s Screened) (*note, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.Screen); err != nil {
		return nil, err
	}
	if s.Names < 0 || s.Hits < 0 {
		return nil, outrider.Invalid("names and hits are counted from nought")
	}
	e, err := d.entry(outrider.EntryRead, by, picture.ReadBody{Act: "screening", Reason: fmt.Sprintf("%s, %s", count(s.Names, "name"), count(s.Hits, "hit"))})
	if err != nil {
		return nil, err
	}
	sealed, err := d.o.Sealer.Seal(e)
	return &note{entry: e, sealed: sealed, done: make(chan struct{})}, err
}

// writeNotes writes whatever waits, trip after trip, until nothing does.
func (d *Desk) writeNotes(ctx context.Context) {
	for {
		d.notes.mu.Lock()
		group := d.notes.waiting
		d.notes.waiting = nil
		d.notes.busy = len(group) > 0
		d.notes.mu.Unlock()
		if len(group) == 0 {
			return
		}
		err := d.writeGroup(ctx, group)
		for _, n := range group {
			n.err = err
			close(n.done)
		}
	}
}

func (d *Desk) writeGroup(ctx context.Context, group []*note) error {
	entries, sealed := make([]outrider.Entry, len(group)), make([]ledger.Unsequenced, len(group))
	for i, n := range group {
		entries[i], sealed[i] = n.entry, n.sealed
	}
	d.notes.writing.Lock()
	records, err := d.o.Book.Append(ctx, ledger.Any(), sealed)
	d.notes.writing.Unlock()
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.written(ctx, entries, records)
}
