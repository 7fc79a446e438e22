package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"outrider"
)

// envelopeVersion is the first byte of every canonical envelope; a new layout
// gets a new number and the old one is understood for ever.
const envelopeVersion = 1

// Envelope writes the canonical form of a record's clear part: fixed order,
// every field behind its length, and for each part the ids of its keys and the
// hashes of its wrapped key and of its ciphertext. The bodies themselves are not
// in it, so a destroyed key or even a dropped body never breaks a proof.
func Envelope(r Record) []byte {
	b := make([]byte, 0, 160+len(r.Parts)*96)
	b = append(b, envelopeVersion)
	b = binary.BigEndian.AppendUint64(b, r.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(r.Recorded.UnixMicro()))
	b = appendField(b, r.ID)
	b = appendField(b, string(r.Type))
	b = binary.BigEndian.AppendUint32(b, uint32(r.Version))
	b = appendField(b, string(r.By))
	b = binary.BigEndian.AppendUint32(b, uint32(len(r.Parts)))
	for _, p := range r.Parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p.Keys)))
		for _, k := range p.Keys {
			b = appendField(b, k)
		}
		w, c := sha256.Sum256(p.Wrapped), sha256.Sum256(p.Body)
		b = append(append(b, w[:]...), c[:]...)
	}
	return b
}

func appendField(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// Leaf is the hash of a record's canonical envelope.
func Leaf(r Record) Hash { return sha256.Sum256(Envelope(r)) }

// Link chains a leaf to what came before: SHA-256(0x01 || previous || leaf).
func Link(prev, leaf Hash) Hash {
	var b [65]byte
	b[0] = 1
	copy(b[1:], prev[:])
	copy(b[33:], leaf[:])
	return sha256.Sum256(b[:])
}

// Place gives unsequenced entries their places after a head: sequence, time and
// chain. The time is never earlier than the head's.
func Place(after Head, now time.Time, entries []Unsequenced) []Record {
	out := make([]Record, len(entries))
	at := now.UTC().Truncate(time.Microsecond)
	if at.Before(after.Recorded) {
		at = after.Recorded
	}
	for i, u := range entries {
		r := Record{Unsequenced: u, Seq: after.Seq + 1, Recorded: at, Prev: after.Hash}
		r.Hash = Link(r.Prev, Leaf(r))
		out[i] = r
		after = HeadOf(r)
	}
	return out
}

// HeadOf is the head of a ledger that ends with a record.
func HeadOf(r Record) Head { return Head{Seq: r.Seq, Hash: r.Hash, Recorded: r.Recorded} }

// Follows checks that a record is in its place after a head: gapless, not
// earlier, chained and unaltered. The error names the entry and what is wrong.
func Follows(after Head, r Record) error {
	switch {
	case r.Seq != after.Seq+1:
		return damaged(after.Seq+1, r.ID, fmt.Sprintf("entry %d stands where %d should", r.Seq, after.Seq+1))
	case r.Prev != after.Hash:
		return damaged(r.Seq, r.ID, "it does not follow the entry before it")
	case r.Recorded.Before(after.Recorded):
		return damaged(r.Seq, r.ID, "it is dated before the entry before it")
	case r.Hash != Link(r.Prev, Leaf(r)):
		return damaged(r.Seq, r.ID, "its content does not match its hash")
	}
	return nil
}

// Damage names the first bad entry of a ledger.
type Damage struct {
	Seq uint64 `json:"seq"`
	ID  string `json:"id,omitempty"`
	Why string `json:"why"`
}

// Error says which entry and what is wrong with it.
func (d *Damage) Error() string { return fmt.Sprintf("entry %d: %s", d.Seq, d.Why) }

func damaged(seq uint64, id, why string) error {
	return &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("the ledger is damaged at entry %d", seq),
		Hint: "stop the desk, keep the damaged folder, restore the last backup elsewhere and compare", Err: &Damage{Seq: seq, ID: id, Why: why}}
}
