// Package ledger is the port of the only thing Outrider stores: an append-only,
// hash-chained list of entries whose envelopes are clear and name nobody, and
// whose bodies are sealed. Engines keep records; a Committer above them
// sequences, chains and commits in groups.
package ledger

import (
	"context"
	"encoding/hex"
	"iter"
	"time"

	"outrider"
)

// Hash is a SHA-256 digest.
type Hash [32]byte

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes a hash in hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads a hash in hexadecimal.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) {
		return outrider.Invalid("a hash has %d hexadecimal digits", 2*len(h))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// Sealed is one part of a body as it is stored. Keys names the data keys that
// are needed to open it, in the order of wrapping: one key seals Body directly;
// several wrap a fresh key (Wrapped) one inside the other, so that losing any of
// them loses the part. The leaf of the chain holds only the hash of Body.
type Sealed struct {
	Keys    []string `json:"keys"`
	Wrapped []byte   `json:"wrapped,omitempty"`
	Body    []byte   `json:"body"`
}

// Unsequenced is a sealed entry that has no place in the ledger yet.
type Unsequenced struct {
	ID      string             `json:"id"`
	Type    outrider.EntryType `json:"type"`
	Version int                `json:"version"`
	By      outrider.UserID    `json:"by,omitempty"`
	Parts   []Sealed           `json:"parts"`
}

// Record is an entry in its place: sequenced, dated, chained.
type Record struct {
	Unsequenced
	Seq      uint64    `json:"seq"`      // from 1, without gaps
	Recorded time.Time `json:"recorded"` // UTC, whole microseconds, never before the record before
	Prev     Hash      `json:"prev"`
	Hash     Hash      `json:"hash"`
}

// Head is the end of the ledger: the last sequence number, its hash and time.
// The zero Head is the empty ledger.
type Head struct {
	Seq      uint64    `json:"seq"`
	Hash     Hash      `json:"hash"`
	Recorded time.Time `json:"recorded"`
}

// Expect says what an append demands of the head it lands on.
type Expect struct {
	exact bool
	head  Head
}

// Any lets an append land on whatever head there is: how facts are written.
func Any() Expect { return Expect{} }

// On demands this very head: how derived entries, thought from it, are written.
func On(h Head) Expect { return Expect{exact: true, head: h} }

// Met reports whether the expectation holds on h.
func (e Expect) Met(h Head) bool { return !e.exact || (e.head.Seq == h.Seq && e.head.Hash == h.Hash) }

// Log is what an engine offers: four methods. Append stores already chained
// records durably, all or none, and returns an error with outrider.CodeConflict
// where the head is not the expected one. Read yields records from a sequence
// number on, in order, without gaps. Wait returns when the head has passed a
// sequence number or the context ends. An engine never interprets a record.
type Log interface {
	Append(ctx context.Context, expect Expect, records []Record) error
	Read(ctx context.Context, from uint64) iter.Seq2[Record, error]
	Head(ctx context.Context) (Head, error)
	Wait(ctx context.Context, after uint64) error
}
