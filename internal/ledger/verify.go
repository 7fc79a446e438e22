package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"outrider"
)

// Report is what a verification found. A ledger is whole where Damage is nil.
type Report struct {
	Entries uint64    `json:"entries"` // that are gapless, chained and unaltered, from the first on
	Hash    string    `json:"hash,omitempty"`
	Last    time.Time `json:"last,omitzero"`
	Signed  uint64    `json:"signed"` // entries that the signed head vouches for
	Damage  *Damage   `json:"damage,omitempty"`
	Pages   []string  `json:"pages,omitempty"` // what the engine says about damaged pages
}

// Whole reports whether nothing was found wrong.
func (r Report) Whole() bool { return r.Damage == nil && len(r.Pages) == 0 }

// walk checks records one after another and remembers where a signed head must lie.
type walk struct {
	head   Head
	signed Head
	rep    Report
}

// step checks one record; false ends the walk.
func (w *walk) step(r Record, err error) bool {
	if err == nil {
		err = Follows(w.head, r)
	}
	if err != nil {
		w.rep.Damage = asDamage(w.head.Seq+1, err)
		return false
	}
	w.head = HeadOf(r)
	if w.head.Seq == w.signed.Seq && w.head.Hash != w.signed.Hash {
		w.rep.Damage = &Damage{Seq: r.Seq, ID: r.ID, Why: "it is not the entry that the signed head vouches for: the ledger was rewritten"}
		return false
	}
	return true
}

// end compares the tail with the signed head and gives the report.
func (w *walk) end() Report {
	w.rep.Entries, w.rep.Signed, w.rep.Last = w.head.Seq, min(w.signed.Seq, w.head.Seq), w.head.Recorded
	if w.head.Seq > 0 {
		w.rep.Hash = w.head.Hash.String()
	}
	if w.rep.Damage == nil && w.head.Seq < w.signed.Seq {
		w.rep.Damage = &Damage{Seq: w.head.Seq + 1, Why: fmt.Sprintf("it is missing with all that follow: the signed head vouches for %d entries", w.signed.Seq)}
	}
	return w.rep
}

func asDamage(seq uint64, err error) *Damage {
	if d, ok := errors.AsType[*Damage](err); ok {
		return d
	}
	return &Damage{Seq: seq, Why: "it cannot be read: " + err.Error()}
}

// Verify reads a whole ledger against its chain and its signed head and names the
// first bad entry. It needs no data key: bodies are checked by the hash of their
// ciphertext.
func Verify(ctx context.Context, log Log, signed Head, each func(seq uint64)) (Report, error) {
	w := walk{signed: signed}
	for r, err := range log.Read(ctx, 1) {
		if ctx.Err() != nil {
			return w.rep, ctx.Err()
		}
		if !w.step(r, err) {
			break
		}
		if each != nil {
			each(r.Seq)
		}
	}
	return w.end(), nil
}

// Err turns a report of damage into an error that says what to do.
func (r Report) Err() error {
	if r.Whole() {
		return nil
	}
	safe := "the store has damaged pages"
	if r.Damage != nil {
		safe = fmt.Sprintf("the ledger is damaged at entry %d", r.Damage.Seq)
	}
	e := &outrider.Error{Code: outrider.CodeDamaged, Safe: safe, Hint: "stop the desk, keep the damaged folder, restore the last backup elsewhere and compare"}
	if r.Damage != nil {
		e.Err = r.Damage
	}
	return e
}
