package ledger

import (
	"context"
	"iter"
	"sync"

	"outrider"
)

// Memory is an engine that keeps records in memory: for replays and tests. It
// obeys the same port as every other engine.
type Memory struct {
	mu      sync.Mutex
	records []Record
	more    chan struct{} // closed and renewed at each append
}

// NewMemory returns an empty ledger.
func NewMemory() *Memory { return &Memory{more: make(chan struct{})} }

// Append stores chained records, all or none.
func (m *Memory) Append(_ context.Context, expect Expect, records []Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	head := m.head()
	if !expect.Met(head) {
		return Conflict()
	}
	for _, r := range records {
		if err := Follows(head, r); err != nil {
			return Conflict()
		}
		head = HeadOf(r)
	}
	m.records = append(m.records, records...)
	close(m.more)
	m.more = make(chan struct{})
	return nil
}

// Conflict is the error of an append whose head is not the expected one.
func Conflict() error {
	return &outrider.Error{Code: outrider.CodeConflict, Safe: "another entry was written first", Hint: "read again and retry"}
}

func (m *Memory) head() Head {
	if len(m.records) == 0 {
		return Head{}
	}
	return HeadOf(m.records[len(m.records)-1])
}

// Read yields records from a sequence number on.
func (m *Memory) Read(ctx context.Context, from uint64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for i := max(from, 1); ; i++ {
			m.mu.Lock()
			if i > uint64(len(m.records)) {
				m.mu.Unlock()
				return
			}
			r := m.records[i-1]
			m.mu.Unlock()
			if err := ctx.Err(); err != nil {
				yield(Record{}, err)
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Head returns the end of the ledger.
func (m *Memory) Head(context.Context) (Head, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.head(), nil
}

// Wait returns when the ledger has passed a sequence number.
func (m *Memory) Wait(ctx context.Context, after uint64) error {
	for {
		m.mu.Lock()
		n, more := uint64(len(m.records)), m.more
		m.mu.Unlock()
		if n > after {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
