package world

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxLine is the longest line that is read; one sighting has a few hundred bytes.
const maxLine = 1 << 20

// Flaw is something wrong with one line of a world. A kept line was read all the
// same, by the rule that What states.
type Flaw struct {
	File string `json:"file"`
	Line int    `json:"line"`
	What string `json:"what"`
	Kept bool   `json:"kept"`
}

// Error names the file, the line and the reason; it quotes nothing of the line.
func (f *Flaw) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What) }

// Sightings reads a stream of sightings, a line each. A line that cannot be read
// comes as a *Flaw and the stream goes on; any other error ends it.
func Sightings(r io.Reader) iter.Seq2[Sighting, error] {
	return func(yield func(Sighting, error) bool) {
		for got, err := range lines[sightingLine]("sightings", r) {
			if !yield(got.v.Sighting, err) {
				return
			}
		}
	}
}

// row is one decoded line with its number, and the fields that nobody knows.
type row[T any] struct {
	v    T
	line int
}

// Every file's line carries what the format does not name, so that it can be
// warned about without a second pass over the bytes.
type (
	personLine struct {
		Person
		Odd jsontext.Value `json:",unknown"`
	}
	sightingLine struct {
		Sighting
		Odd jsontext.Value `json:",unknown"`
	}
	contactLine struct {
		Contact
		Odd jsontext.Value `json:",unknown"`
	}
	truthLine struct {
		Truth
		Odd jsontext.Value `json:",unknown"`
	}
	reporterLine struct {
		Reporter
		Odd jsontext.Value `json:",unknown"`
	}
)

// batchLines and batchBytes bound what one worker decodes at a time.
const (
	batchLines = 512
	batchBytes = 1 << 18
)

// batch is some lines on their way from bytes to rows.
type batch[T any] struct {
	first int // number of the first line
	raw   []byte
	ends  []int // of each line, in raw
	rows  []row[T]
	errs  []error
	last  error // what ended the file, after the rows
	done  chan struct{}
}

// lines decodes NDJSON. Blank lines and a byte order mark are passed over. Lines
// are decoded by several workers and come out in the order of the file.
func lines[T any](file string, r io.Reader) iter.Seq2[row[T], error] {
	return func(yield func(row[T], error) bool) {
		workers := min(runtime.GOMAXPROCS(0), 4)
		order, work, quit := make(chan *batch[T], 2*workers), make(chan *batch[T], 2*workers), make(chan struct{})
		var all sync.WaitGroup
		defer all.Wait() // the reader must be let go before its file is closed
		defer close(quit)
		all.Go(func() { feed(r, order, work, quit) })
		for range workers {
			all.Go(func() {
				for b := range work {
					b.decode(file)
					close(b.done)
				}
			})
		}
		for b := range order {
			<-b.done
			for i, got := range b.rows {
				if !yield(got, b.errs[i]) {
					return
				}
			}
			if b.last != nil {
				yield(row[T]{line: b.first + len(b.ends)}, fmt.Errorf("%s broke off: %w", file, b.last))
			}
		}
	}
}

// feed cuts a stream into batches until it ends or nobody listens any more. Each
// batch goes to the workers and, in order, to whoever takes the rows.
func feed[T any](r io.Reader, order, work chan<- *batch[T], quit <-chan struct{}) {
	defer close(order)
	defer close(work)
	in := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; {
		b := &batch[T]{first: n, done: make(chan struct{})}
		err := b.fill(in)
		n += len(b.ends)
		if err != nil && !errors.Is(err, io.EOF) {
			b.last = err
		}
		for _, to := range []chan<- *batch[T]{work, order} {
			select {
			case to <- b:
			case <-quit:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// fill reads lines up to the batch's bounds. Of a line that is too long it keeps
// one byte more than is allowed.
func (b *batch[T]) fill(in *bufio.Reader) error {
	for len(b.ends) < batchLines && len(b.raw) < batchBytes {
		start := len(b.raw)
		err := bufio.ErrBufferFull
		for errors.Is(err, bufio.ErrBufferFull) {
			var part []byte
			part, err = in.ReadSlice('\n')
			b.raw = append(b.raw, part[:min(len(part), maxLine+1-(len(b.raw)-start))]...)
		}
		if err == nil || len(b.raw) > start {
			b.ends = append(b.ends, len(b.raw))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decode turns the lines of a batch into rows.
func (b *batch[T]) decode(file string) {
	opts, start := decoding(), 0
	b.rows, b.errs = make([]row[T], 0, len(b.ends)), make([]error, 0, len(b.ends))
	for i, end := range b.ends {
		raw := b.raw[start:end]
		start = end
		got := row[T]{line: b.first + i}
		if got.line == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
		}
		var flaw error
		switch {
		case len(raw) > maxLine:
			flaw = &Flaw{File: file, Line: got.line, What: fmt.Sprintf("the line is longer than %d bytes and was not read", maxLine)}
		case len(bytes.TrimSpace(raw)) == 0:
			continue
		default:
			if bad := json.Unmarshal(raw, &got.v, opts); bad != nil {
				flaw = &Flaw{File: file, Line: got.line, What: reason(bad)}
			}
		}
		b.rows, b.errs = append(b.rows, got), append(b.errs, flaw)
	}
	b.raw = nil
}

// reason says why a line could not be read, without quoting it: it may hold a
// selector, and messages end in logs.
func reason(err error) string {
	if sem, ok := errors.AsType[*json.SemanticError](err); ok {
		if at := string(sem.JSONPointer); at != "" {
			return "the field " + strings.TrimPrefix(at, "/") + " cannot be read"
		}
		return "this line is not one JSON object"
	}
	if syn, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Sprintf("this line is not valid JSON from byte %d on", syn.ByteOffset)
	}
	return "this line cannot be read"
}

// oddFields lists the names of unknown fields, sorted.
func oddFields(v jsontext.Value) []string {
	if len(v) == 0 {
		return nil
	}
	var m map[string]jsontext.Value
	if json.Unmarshal(v, &m) != nil {
		return nil
	}
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
