package danger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"outrider"
)

// stays is said with whatever is wrong with a scheme.
const stays = "nothing has changed: the scheme in force stays in force"

// kept says with an error that the scheme in force stays.
func kept(err error) error {
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: outrider.SafeText(err), Hint: stays}
}

// at says with an error on which line the part of a list begins that it is about.
func (f file) at(list string, i int, err error) error {
	if lines := f.lines[list]; i < len(lines) {
		return outrider.Invalid("line %d: %s", lines[i], outrider.SafeText(err))
	}
	return err
}

// unreadable says where a scheme is not JSON of its layout, as far as that is known.
func unreadable(b []byte, err error) error {
	offset := -1
	why := "this is not JSON"
	if se, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = int(se.Offset)
	}
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset, why = int(te.Offset), "a value is of another kind than asked for here"
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		offset, why = bytes.Index(b, []byte(field)), "there is no field of this name"
	}
	if offset < 0 || offset > len(b) {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the scheme of levels is not valid JSON of this layout", Hint: stays, Err: err}
	}
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("line %d: %s", lineAt(b, offset), why), Hint: stays, Err: err}
}

// lineAt is the line, counted from one, that holds a byte.
func lineAt(b []byte, offset int) int { return 1 + bytes.Count(b[:offset], []byte("\n")) }

// linesOf finds on which line each part of each list of a scheme begins.
func linesOf(b []byte) map[string][]int {
	out := map[string][]int{}
	dec := json.NewDecoder(bytes.NewReader(b))
	if _, err := dec.Token(); err != nil {
		return out
	}
	for dec.More() {
		key, err := dec.Token()
		name, ok := key.(string)
		var value json.RawMessage
		if err != nil || !ok || dec.Decode(&value) != nil {
			return out
		}
		begins := int(dec.InputOffset()) - len(value)
		list := json.NewDecoder(bytes.NewReader(value))
		if t, err := list.Token(); err != nil || t != json.Delim('[') {
			continue
		}
		for list.More() {
			var part json.RawMessage
			if list.Decode(&part) != nil {
				return out
			}
			out[name] = append(out[name], lineAt(b, begins+int(list.InputOffset())-len(part)))
		}
	}
	return out
}
