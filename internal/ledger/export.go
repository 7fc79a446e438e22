package ledger

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"golang.org/x/mod/sumdb/note"

	"outrider"
)

// ExportFormat names the layout of an exported ledger: NDJSON, a title line, one
// record a line with its sealed bodies, and the signed head as the last line.
const ExportFormat = "outrider-ledger/1"

// maxExportLine bounds one line of an exported ledger.
const maxExportLine = 64 << 20

type exportTitle struct {
	Format   string `json:"format"`
	Verifier string `json:"verifier"` // a convenience: trust the key you kept, not this one
}

type exportHead struct {
	Head string `json:"signed_head"`
}

// Export writes a ledger with its bodies sealed. Whoever holds the verifier key,
// and nothing else, can check what was written.
func Export(ctx context.Context, log Log, w io.Writer, by note.Signer, verifier string) (Head, error) {
	var head Head
	b := bufio.NewWriterSize(w, 1<<20)
	enc := json.NewEncoder(b)
	if err := enc.Encode(exportTitle{ExportFormat, verifier}); err != nil {
		return head, notWritten(err)
	}
	for r, err := range log.Read(ctx, 1) {
		if err == nil {
			err = Follows(head, r)
		}
		if err != nil {
			return head, err
		}
		if err := enc.Encode(r); err != nil {
			return head, notWritten(err)
		}
		head = HeadOf(r)
	}
	signed, err := SignHead(head, by)
	if err != nil {
		return head, err
	}
	if err := enc.Encode(exportHead{string(signed)}); err != nil {
		return head, notWritten(err)
	}
	if err := b.Flush(); err != nil {
		return head, notWritten(err)
	}
	return head, nil
}

func notWritten(err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: "the export could not be written", Hint: "check the free space and the rights of the folder it goes to", Err: err}
}

// Exported is an exported ledger being read: its records in order, and after the
// last of them its signed head.
type Exported struct {
	in       *bufio.Scanner
	Verifier string // as the file claims
	Signed   []byte // set once Records has ended without an error
}

// ReadExport opens an exported ledger.
func ReadExport(r io.Reader) (*Exported, error) {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 1<<16), maxExportLine)
	var t exportTitle
	if !in.Scan() || json.Unmarshal(in.Bytes(), &t) != nil || t.Format != ExportFormat {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is not an exported ledger that this Outrider knows", Hint: "its first line must name the format " + ExportFormat, Err: in.Err()}
	}
	return &Exported{in: in, Verifier: t.Verifier}, nil
}

// Records yields the records of the file in order. A file that ends without its
// signed head was cut, and says so.
func (x *Exported) Records() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		line := 1
		for x.in.Scan() {
			line++
			if bytes.HasPrefix(x.in.Bytes(), []byte(`{"signed_head"`)) {
				var h exportHead
				if err := json.Unmarshal(x.in.Bytes(), &h); err != nil {
					yield(Record{}, badLine(line, err))
				}
				x.Signed = []byte(h.Head)
				return
			}
			var r Record
			if err := json.Unmarshal(x.in.Bytes(), &r); err != nil {
				yield(r, badLine(line, err))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
		yield(Record{}, badLine(line+1, fmt.Errorf("the file ends before its signed head: %w", io.ErrUnexpectedEOF)))
	}
}

func badLine(line int, err error) error {
	return &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("line %d of the exported ledger cannot be read", line), Hint: "export it again, or use another copy", Err: err}
}

// VerifyExport checks an exported ledger with the verifier key alone.
func VerifyExport(r io.Reader, by note.Verifier) (Report, error) {
	x, err := ReadExport(r)
	if err != nil {
		return Report{}, err
	}
	var w walk
	for rec, err := range x.Records() {
		if !w.step(rec, err) {
			return w.end(), nil
		}
	}
	signed, err := OpenHead(x.Signed, by)
	if err != nil {
		rep := w.end()
		rep.Damage = &Damage{Seq: w.head.Seq, Why: err.Error()}
		return rep, nil
	}
	// The signed head of an export is its last entry, neither more nor less.
	if signed.Seq == w.head.Seq && signed.Hash != w.head.Hash || signed.Seq < w.head.Seq {
		w.rep.Damage = &Damage{Seq: min(signed.Seq+1, w.head.Seq), Why: "the signed head vouches for another ledger"}
	}
	w.signed = signed
	return w.end(), nil
}
