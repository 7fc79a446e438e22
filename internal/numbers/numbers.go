// Package numbers reads files of numbers that decide something. Each number stands
// with its origin, so that whoever edits the file knows what it rests on; one that is
// missing, without origin or out of bounds is named, and nothing is guessed.
package numbers

import (
	"encoding/json"
	"io/fs"
	"time"

	"outrider"
)

// Number is one number and where it comes from: a source, or own judgement.
type Number struct {
	Value  float64 `json:"value"`
	Origin string  `json:"origin"`
}

// File is the numbers of one file, by name.
type File struct {
	Name    string
	Numbers map[string]Number
}

// Field is a number that is needed, where it goes, and what it may be. Exactly one of
// To, Whole and Span is set.
type Field struct {
	Name  string
	To    *float64
	Whole *int           // rounded down
	Span  *time.Duration // so many Units
	Unit  time.Duration
	Low   float64
	High  float64
	Above bool // Low itself is too little
}

// Load reads the file of a name. Others of its fields than "numbers" are left alone.
func Load(fsys fs.FS, name string) (File, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return File{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: name + " cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	return Read(name, b)
}

// Read reads the content of a file.
func Read(name string, b []byte) (File, error) {
	f := File{Name: name}
	var layout struct {
		Numbers map[string]Number `json:"numbers"`
	}
	if err := json.Unmarshal(b, &layout); err != nil {
		return f, &outrider.Error{Code: outrider.CodeInvalid, Safe: name + " is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	f.Numbers = layout.Numbers
	return f, nil
}

// Take puts each number where it goes. The first that is wrong is named with its file
// and its bounds, and those before it have been put.
func (f File) Take(fields ...Field) error {
	for _, x := range fields {
		n, ok := f.Numbers[x.Name]
		enough := n.Value >= x.Low
		if x.Above {
			enough = n.Value > x.Low
		}
		switch {
		case ok && n.Origin != "" && enough && n.Value <= x.High:
		case x.Above:
			return outrider.Invalid("%s: %s needs a value above %g, at most %g, and its origin", f.Name, x.Name, x.Low, x.High)
		default:
			return outrider.Invalid("%s: %s needs a value from %g to %g and its origin", f.Name, x.Name, x.Low, x.High)
		}
		switch {
		case x.Whole != nil:
			*x.Whole = int(n.Value)
		case x.Span != nil:
			*x.Span = time.Duration(n.Value * float64(x.Unit))
		case x.To != nil:
			*x.To = n.Value
		}
	}
	return nil
}
