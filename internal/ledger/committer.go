package ledger

import (
	"context"
	"iter"
	"sync"
	"time"

	"outrider"
)

// maxGroup bounds how many records one commit writes.
const maxGroup = 4096

// Committer is the one writer of a node above an engine. It sequences, dates and
// chains, and writes whoever is waiting in one commit, so that many callers share
// one trip to the disk. It is safe for concurrent use.
type Committer struct {
	log   Log
	clock func() time.Time
	after func(Head) // told of each new head, once it is durable; may be nil

	mu      sync.Mutex
	known   bool
	head    Head
	ids     map[string]uint64 // entry id -> sequence, of what this node has seen
	waiting []*ask
	busy    bool
}

// ask is one caller's append.
type ask struct {
	ctx     context.Context
	expect  Expect
	entries []Unsequenced
	records []Record
	err     error
	done    chan struct{}
}

// NewCommitter returns the writer above an engine. The clock dates entries.
func NewCommitter(log Log, clock func() time.Time) *Committer {
	return &Committer{log: log, clock: clock, ids: map[string]uint64{}}
}

// OnHead registers who is told of each new durable head, before the callers of
// its commit are: the signed head beside the store. Call it before the first append.
func (c *Committer) OnHead(f func(Head)) { c.after = f }

// Append writes entries, all or none, and returns them in their places once they
// are durable. Entries whose ids the ledger has already are not written again:
// their records are returned. On(head) fails with outrider.CodeConflict where the
// head has moved.
func (c *Committer) Append(ctx context.Context, expect Expect, entries []Unsequenced) ([]Record, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	a := &ask{ctx: ctx, expect: expect, entries: entries, done: make(chan struct{})}
	c.mu.Lock()
	c.waiting = append(c.waiting, a)
	lead := !c.busy
	if lead {
		c.busy = true
	}
	c.mu.Unlock()
	if lead {
		c.drain()
	}
	<-a.done
	return a.records, a.err
}

// drain commits group after group until nobody waits. Exactly one goroutine
// drains at a time, so the fields it touches need no lock but for the queue.
func (c *Committer) drain() {
	for {
		c.mu.Lock()
		group := c.take()
		if len(group) == 0 {
			c.busy = false
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		c.commit(group)
		for _, a := range group {
			close(a.done)
		}
	}
}

// take removes the next group from the queue. An append on an exact head goes
// alone: it must not be chained behind somebody else's entries.
func (c *Committer) take() []*ask {
	n, size := 0, 0
	for n < len(c.waiting) {
		a := c.waiting[n]
		if n > 0 && (a.expect.exact || size+len(a.entries) > maxGroup) {
			break
		}
		n, size = n+1, size+len(a.entries)
		if a.expect.exact {
			break
		}
	}
	group := c.waiting[:n:n]
	c.waiting = c.waiting[n:]
	return group
}

// maxRetries bounds how often a commit is chained again because another node was first.
const maxRetries = 32

func (c *Committer) commit(group []*ask) {
	for range maxRetries {
		err := c.try(group)
		if err == nil {
			return
		}
		if outrider.CodeOf(err) == outrider.CodeConflict && !group[0].expect.exact {
			c.known = false
			continue
		}
		c.known = false
		fail(group, err)
		return
	}
	fail(group, Conflict())
}

func fail(group []*ask, err error) {
	for _, a := range group {
		a.records, a.err = nil, err
	}
}

// try chains a group onto the head and writes it once.
func (c *Committer) try(group []*ask) error {
	ctx := context.WithoutCancel(group[0].ctx)
	if err := c.learn(ctx); err != nil {
		return err
	}
	if !group[0].expect.Met(c.head) {
		return Conflict()
	}
	var fresh []Unsequenced
	mine := map[string]bool{}
	for _, a := range group {
		for _, u := range a.entries {
			if _, again := c.ids[u.ID]; !again && !mine[u.ID] {
				mine[u.ID] = true
				fresh = append(fresh, u)
			}
		}
	}
	records := Place(c.head, c.clock(), fresh)
	if len(records) > 0 {
		if err := c.log.Append(ctx, On(c.head), records); err != nil {
			return err
		}
		c.settle(records)
	}
	return c.answer(ctx, group, records)
}

// settle remembers what was written and tells of the new head.
func (c *Committer) settle(records []Record) {
	for _, r := range records {
		c.ids[r.ID] = r.Seq
	}
	c.head = HeadOf(records[len(records)-1])
	if c.after != nil {
		c.after(c.head)
	}
}

// answer hands every caller its own records.
func (c *Committer) answer(ctx context.Context, group []*ask, written []Record) error {
	byID := make(map[string]Record, len(written))
	for _, r := range written {
		byID[r.ID] = r
	}
	for _, a := range group {
		a.records = make([]Record, len(a.entries))
		for i, u := range a.entries {
			r, ok := byID[u.ID]
			if !ok {
				var err error
				if r, err = c.one(ctx, c.ids[u.ID]); err != nil {
					return err
				}
			}
			a.records[i] = r
		}
	}
	return nil
}

// one reads a single record back.
func (c *Committer) one(ctx context.Context, seq uint64) (Record, error) {
	for r, err := range c.log.Read(ctx, seq) {
		return r, err
	}
	return Record{}, damaged(seq, "", "it is missing")
}

// learn catches up with the engine: the head, and the ids of what this node has
// not seen yet.
func (c *Committer) learn(ctx context.Context) error {
	if c.known {
		return nil
	}
	for r, err := range c.log.Read(ctx, c.head.Seq+1) {
		if err != nil {
			return err
		}
		c.ids[r.ID] = r.Seq
		c.head = HeadOf(r)
	}
	c.known = true
	return nil
}

// Read yields records from a sequence number on. Whoever reads the ledger from
// its beginning before the first append spares the committer a reading of its own.
func (c *Committer) Read(ctx context.Context, from uint64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for r, err := range c.log.Read(ctx, from) {
			if err == nil {
				c.note(r)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// note learns from a record that somebody else reads, while nothing is written.
func (c *Committer) note(r Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.busy && !c.known && r.Seq == c.head.Seq+1 {
		c.ids[r.ID], c.head = r.Seq, HeadOf(r)
	}
}

// Head returns the end of the ledger.
func (c *Committer) Head(ctx context.Context) (Head, error) { return c.log.Head(ctx) }

// Wait returns when the ledger has passed a sequence number.
func (c *Committer) Wait(ctx context.Context, after uint64) error { return c.log.Wait(ctx, after) }
