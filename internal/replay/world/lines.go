package world

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

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

// lines decodes NDJSON. Blank lines and a byte order mark are passed over.
func lines[T any](file string, r io.Reader) iter.Seq2[row[T], error] {
	return func(yield func(row[T], error) bool) {
		in := bufio.NewReaderSize(r, maxLine)
		opts := decoding()
		for n := 1; ; n++ {
			raw, err := readLine(in)
			if n == 1 {
				raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
			}
			got := row[T]{line: n}
			switch {
			case errors.Is(err, errLong):
				if !yield(got, &Flaw{File: file, Line: n, What: fmt.Sprintf("the line is longer than %d bytes and was not read", maxLine)}) {
					return
				}
				continue
			case err != nil && !errors.Is(err, io.EOF):
				yield(got, fmt.Errorf("%s broke off after line %d: %w", file, n-1, err))
				return
			}
			if len(bytes.TrimSpace(raw)) > 0 {
				var flaw error
				if bad := json.Unmarshal(raw, &got.v, opts); bad != nil {
					flaw = &Flaw{File: file, Line: n, What: reason(bad)}
				}
				if !yield(got, flaw) {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
}

// errLong marks a line that did not fit.
var errLong = errors.New("line too long")

// readLine returns the next line, valid until the next call; io.EOF comes with
// what stood on the last line. A line that is too long is skipped.
func readLine(in *bufio.Reader) ([]byte, error) {
	raw, err := in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return raw, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	if err == nil || errors.Is(err, io.EOF) {
		return nil, errLong
	}
	return nil, err
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
