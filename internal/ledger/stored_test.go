package ledger_test

import (
	"context"
	"iter"

	"outrider/internal/ledger"
)

// stored is a log as somebody else may have left it: nothing is checked on the
// way in, and records after a gap follow as they stand.
type stored []ledger.Record

func (s stored) Append(context.Context, ledger.Expect, []ledger.Record) error {
	return ledger.Conflict()
}

func (s stored) Read(_ context.Context, from uint64) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for _, r := range s {
			if r.Seq >= from && !yield(r, nil) {
				return
			}
		}
	}
}

func (s stored) Head(context.Context) (ledger.Head, error) { return ledger.HeadOf(s[len(s)-1]), nil }

func (s stored) Wait(context.Context, uint64) error { return nil }
