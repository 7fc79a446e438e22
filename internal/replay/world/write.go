package world

import (
	"bufio"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Create opens one file of a world for writing, by its name without ending.
type Create func(name string) (io.WriteCloser, error)

// Write writes a world in memory as its five files.
func Write(create Create, w World) error {
	for _, part := range []func() error{
		func() error { return put(create, "people", w.People) },
		func() error { return put(create, "sightings", w.Sightings) },
		func() error { return put(create, "contacts", w.Contacts) },
		func() error { return put(create, "truth", w.Truth) },
		func() error { return put(create, "reporters", w.Reporters) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// put writes one whole file.
func put[T any](create Create, name string, all []T) error {
	out, err := newSink(create, name)
	if err != nil {
		return err
	}
	for i := range all {
		out.write(&all[i])
	}
	return out.close()
}

// sink writes objects, a line each; the first error stays.
type sink struct {
	file io.WriteCloser
	buf  *bufio.Writer
	enc  *jsontext.Encoder
	err  error
}

func newSink(create Create, name string, opts ...jsontext.Options) (*sink, error) {
	file, err := create(name)
	if err != nil {
		return nil, err
	}
	buf := bufio.NewWriterSize(file, 1<<18)
	return &sink{file: file, buf: buf, enc: jsontext.NewEncoder(buf, opts...)}, nil
}

// write writes one object; a nil list is written as an empty one.
func (s *sink) write(v any) {
	if s.err == nil {
		s.err = json.MarshalEncode(s.enc, v)
	}
}

func (s *sink) close() error {
	if err := s.buf.Flush(); s.err == nil {
		s.err = err
	}
	if err := s.file.Close(); s.err == nil {
		s.err = err
	}
	return s.err
}
