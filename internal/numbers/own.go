package numbers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"outrider"
)

// Own is an organisation's files laid over those that ship. A file of its own holds what
// it changes and nothing else: what a later version adds is there without being copied,
// and what it leaves out is as shipped.
type Own struct {
	ours  fs.FS
	files map[string][]byte
}

// Over lays a folder over the files that ship. Of the names in may an organisation sets
// its own; another, and a field that ours does not have, is an error and never ignored:
// a slip of the pen would leave a clock as it was, and nobody would know. Where there is
// no folder, what ships counts.
func Over(ours, own fs.FS, may ...string) (*Own, error) {
	o := &Own{ours: ours, files: map[string][]byte{}}
	found, err := fs.ReadDir(own, ".")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "the folder of your own parameters cannot be read", Hint: "check its rights", Err: err}
	}
	for _, f := range found {
		name := f.Name()
		switch {
		case f.IsDir() || path.Ext(name) != ".json":
			continue
		case !slices.Contains(may, name):
			return nil, outrider.Invalid("%s is no file that an organisation sets; these are: %s", name, strings.Join(may, ", "))
		}
		if o.files[name], err = lay(ours, own, name); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// Open opens what ships and nothing is laid over; the rest is read whole.
func (o *Own) Open(name string) (fs.File, error) {
	if _, ok := o.files[name]; ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return o.ours.Open(name)
}

// ReadFile reads a file as it is in force.
func (o *Own) ReadFile(name string) ([]byte, error) {
	if b, ok := o.files[name]; ok {
		return b, nil
	}
	return fs.ReadFile(o.ours, name)
}

// Names lists the files in which the organisation has set something, in order.
func (o *Own) Names() []string { return slices.Sorted(maps.Keys(o.files)) }

// lay reads one file of ours with the organisation's own laid over it: its fields take
// the place of ours, and under "numbers" each number by its name.
func lay(ours, own fs.FS, name string) ([]byte, error) {
	base, err := fields(ours, name)
	if err != nil {
		return nil, err
	}
	over, err := fields(own, name)
	if err != nil {
		return nil, err
	}
	for field, text := range over {
		was, ok := base[field]
		if !ok {
			return nil, outrider.Invalid("%s: there is no field %q", name, field)
		}
		if field == "numbers" {
			if text, err = layNumbers(name, was, text); err != nil {
				return nil, err
			}
		}
		base[field] = text
	}
	return json.MarshalIndent(base, "", "  ")
}

func layNumbers(name string, was, text json.RawMessage) (json.RawMessage, error) {
	var base, over map[string]json.RawMessage
	if err := json.Unmarshal(was, &base); err != nil {
		return nil, unread(name, err)
	}
	if err := json.Unmarshal(text, &over); err != nil {
		return nil, outrider.Invalid("%s: numbers is not a list of names with value and origin", name)
	}
	for n, v := range over {
		if _, ok := base[n]; !ok {
			return nil, outrider.Invalid("%s: there is no number %q", name, n)
		}
		base[n] = v
	}
	return json.Marshal(base)
}

// fields reads the outermost fields of a file; a fault is named with its line.
func fields(fsys fs.FS, name string) (map[string]json.RawMessage, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, unread(name, err)
	}
	var out map[string]json.RawMessage
	err = json.Unmarshal(b, &out)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(b[:min(int(syntax.Offset), len(b))], []byte("\n"))
		return nil, unread(fmt.Sprintf("%s, line %d", name, line), err)
	case err != nil || out == nil:
		return nil, outrider.Invalid("%s: it is not a list of fields in braces", name)
	}
	return out, nil
}

func unread(where string, err error) error {
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: where + ": this is not valid JSON", Hint: "look for a missing comma, brace or quotation mark there or just before", Err: err}
}
