package guidance

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"outrider"
)

// Fault is one thing wrong with the library, and where to look.
type Fault struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"` // 0: the file as a whole
	Name string `json:"name,omitempty"` // field or id, as a JSON pointer
	What string `json:"what"`           // the reason, as a sentence
	Note bool   `json:"note,omitempty"` // worth knowing; the set may still be used
}

// String is the fault as one line: file, line, field, reason.
func (f Fault) String() string {
	where := f.File
	if f.Line > 0 {
		where += fmt.Sprintf(":%d", f.Line)
	}
	if f.Name != "" {
		where += ": " + f.Name
	}
	return where + ": " + f.What
}

// head begins every file of texts.
type head struct {
	Revision int    `json:"revision"`
	Reviewed string `json:"reviewed_by"`
}

type measureFacts struct {
	Scenarios   []string       `json:"scenarios"`
	Cuts        []outrider.Cut `json:"cuts"`
	EffectHours int            `json:"effect_hours"`
	Burden      int            `json:"burden"`
	Who         []string       `json:"who"`
	Source      string         `json:"source"`
	Quiet       bool           `json:"quiet"`
}

type measureText struct {
	head    `json:",inline"`
	Title   string   `json:"title"`
	Steps   []string `json:"steps"`
	DoesNot string   `json:"does_not"`
}

type cardFacts struct {
	Order      int             `json:"order"`
	LifeAtRisk bool            `json:"life_at_risk"`
	Kinds      []outrider.Kind `json:"kinds"`
	Measures   []string        `json:"measures"`
	Source     string          `json:"source"`
	Now        []string        `json:"now"`
	Then       []string        `json:"then"`
	Not        []string        `json:"not"`
	Tell       []string        `json:"tell"`
}

// lines lists the ids of a card in reading order.
func (c cardFacts) lines() []string { return slices.Concat(c.Now, c.Then, c.Not, c.Tell) }

type cardText struct {
	head  `json:",inline"`
	Title string            `json:"title"`
	About string            `json:"about"`
	Lines map[string]string `json:"lines"`
}

type languageHead struct {
	head    `json:",inline"`
	Name    string            `json:"name"`
	Dir     string            `json:"dir"`
	Never   map[string]string `json:"never,omitempty"` // what is not written in this language, and why or what instead
	Strings map[string]string `json:"strings"`
}

type language struct {
	tag      string
	head     languageHead
	measures map[string]measureText
	cards    map[string]cardText
}

// maxFile bounds a file of advice; the longest of ours is a tenth of it.
const maxFile = 256 << 10

// Read reads and checks a library. Later layers win file by file, so that an
// organisation lays its own texts over ours. With faults that are not mere notes
// there is no set: a card and its translations never come from two editions.
func Read(layers ...fs.FS) (*Set, []Fault) {
	r := &reader{files: map[string][]byte{}, set: Set{measures: map[string]measureFacts{}, cards: map[string]cardFacts{}, languages: map[string]*language{}}}
	for _, layer := range layers {
		r.collect(layer)
	}
	for _, name := range sortedKeys(r.files) {
		r.file(name)
	}
	if !slices.ContainsFunc(r.faults, serious) {
		r.lint()
	}
	slices.SortStableFunc(r.faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Name, b.Name))
	})
	if slices.ContainsFunc(r.faults, serious) {
		return nil, r.faults
	}
	return &r.set, r.faults
}

func serious(f Fault) bool { return !f.Note }

// reader gathers one edition.
type reader struct {
	files  map[string][]byte
	set    Set
	faults []Fault
}

func (r *reader) collect(layer fs.FS) {
	err := fs.WalkDir(layer, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || notTexts(name) {
			return err
		}
		if path.Ext(name) != ".json" {
			r.faults = append(r.faults, Fault{File: name, Note: true, What: "nothing reads this file: texts are in files that end in .json"})
			return nil
		}
		if info, err := d.Info(); err == nil && info.Size() > maxFile {
			r.faults = append(r.faults, Fault{File: name, What: fmt.Sprintf("the file is larger than %d kB", maxFile>>10)})
			return nil
		}
		data, err := fs.ReadFile(layer, name)
		if err != nil {
			r.faults = append(r.faults, Fault{File: name, What: "the file cannot be opened; may this program read it?"})
		}
		r.files[name] = bytes.TrimPrefix(data, []byte(byteOrderMark))
		return nil
	})
	if err != nil {
		r.faults = append(r.faults, Fault{File: ".", What: "the folder cannot be read; is it there, and may this program open it?"})
	}
}

// notTexts reports a file that nobody takes for a text: a guide, a program, or one
// that an editor or a system hides.
func notTexts(name string) bool {
	ext := path.Ext(name)
	return ext == ".md" || ext == ".go" || strings.HasPrefix(path.Base(name), ".")
}

// file reads one file into the place that its path names.
func (r *reader) file(name string) {
	dir, base := path.Split(name)
	id, parts := strings.TrimSuffix(base, ".json"), strings.Split(strings.TrimSuffix(dir, "/"), "/")
	switch {
	case dir == "measures/":
		take(r, name, id, r.set.measures)
	case dir == "cards/":
		take(r, name, id, r.set.cards)
	case len(parts) == 1 && parts[0] != "" && base == "language.json":
		l := r.language(parts[0])
		r.decode(name, &l.head)
	case len(parts) == 2 && parts[1] == "measures":
		take(r, name, id, r.language(parts[0]).measures)
	case len(parts) == 2 && parts[1] == "cards":
		take(r, name, id, r.language(parts[0]).cards)
	default:
		r.faults = append(r.faults, Fault{File: name, What: "nothing reads a file in this place; FORMAT.md shows the folders"})
	}
}

func (r *reader) language(tag string) *language {
	if r.set.languages[tag] == nil {
		r.set.languages[tag] = &language{tag: tag, measures: map[string]measureText{}, cards: map[string]cardText{}}
	}
	return r.set.languages[tag]
}

// take decodes a file and keeps it under its id.
func take[T any](r *reader, name, id string, into map[string]T) {
	var v T
	if r.decode(name, &v) {
		into[id] = v
	}
}

// decode reads one file strictly: a misspelt field would otherwise be a field
// that is silently missing from the advice.
func (r *reader) decode(name string, v any) bool {
	data := r.files[name]
	err := json.Unmarshal(data, v, json.RejectUnknownMembers(true))
	if err == nil {
		return true
	}
	f := Fault{File: name, Line: 1, What: "it cannot be read as JSON"}
	if se, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		f.Line, f.Name = lineAt(data, se.ByteOffset), string(se.JSONPointer)
		f.What = whyNot(data, se.ByteOffset, se.Err)
	} else if se, ok := errors.AsType[*json.SemanticError](err); ok {
		f.Line, f.Name = lineAt(data, se.ByteOffset), string(se.JSONPointer)
		f.What = misfit(se.GoType)
		if errors.Is(se.Err, json.ErrUnknownName) {
			f.What = "there is no such field; FORMAT.md lists the fields"
		}
	}
	r.faults = append(r.faults, f)
	return false
}

// lineAt counts lines up to an offset, from 1.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
}

// lineOf finds the line on which the value of a JSON pointer begins, 0 if it is
// not there.
func lineOf(data []byte, pointer string) int {
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	for pointer != "" {
		tok, err := dec.ReadToken()
		if err != nil {
			return 0
		}
		if k := tok.Kind(); string(dec.StackPointer()) == pointer && k != '}' && k != ']' {
			return lineAt(data, dec.InputOffset())
		}
	}
	return 0
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
