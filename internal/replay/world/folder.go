package world

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"outrider"
)

// Folder reads a world's files. What is wrong with them is counted and named in
// Flaws and never stops the reading.
//
// The rules: a line that cannot be read, that lacks its id, person or recorded
// time, or repeats an id is left out (of two lines with one id the first counts).
// Everything else is kept: a sighting of somebody nobody registered as it stands,
// one with impossible coordinates without them, one without a time as of when it
// was recorded, one whose recorded time runs backwards as it is written.
type Folder struct {
	fsys   fs.FS
	people map[string]bool
	seed   maphash.Seed
	Flaws  Flaws
}

// Open looks at a world's folder; the error is for one without people or sightings.
func Open(fsys fs.FS) (*Folder, error) {
	f := &Folder{fsys: fsys, seed: maphash.MakeSeed()}
	for _, name := range []string{"people", "sightings"} {
		file, err := f.open(name)
		if err != nil {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this folder is not a world: it has no file " + name,
				Hint: "a world is a folder with the files people and sightings, a JSON object a line; outrider world makes one", Err: err}
		}
		_ = file.Close() // only opened to look
	}
	return f, nil
}

// endings are the names under which a file of a world is looked for.
func endings() []string { return []string{"", ".ndjson", ".jsonl"} }

func (f *Folder) open(name string) (fs.File, error) {
	var first error
	for _, e := range endings() {
		file, err := f.fsys.Open(name + e)
		if err == nil {
			return file, nil
		}
		if first == nil || !errors.Is(err, fs.ErrNotExist) {
			first = err
		}
	}
	return nil, first
}

// each hands over the lines of one file that could be read; a file that is
// absent has none.
func each[T any](f *Folder, name string, odd func(T) jsontext.Value) iter.Seq[row[T]] {
	return func(yield func(row[T]) bool) {
		file, err := f.open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			f.Flaws.add(Flaw{File: name, What: "the file cannot be opened"})
			return
		}
		defer file.Close()
		for got, err := range lines[T](name, file) {
			if flaw, ok := errors.AsType[*Flaw](err); ok {
				f.Flaws.add(*flaw)
				continue
			}
			if err != nil {
				f.Flaws.add(Flaw{File: name, Line: got.line, What: "the file broke off here: it cannot be read further"})
				return
			}
			for _, field := range oddFields(odd(got.v)) {
				f.Flaws.field(name, got.line, field)
			}
			if !yield(got) {
				return
			}
		}
	}
}

// People reads the register. It comes before Sightings, which checks against it.
func (f *Folder) People() []Person {
	f.people = map[string]bool{}
	var out []Person
	for got := range each(f, "people", func(l personLine) jsontext.Value { return l.Odd }) {
		p := got.v.Person
		switch {
		case p.ID == "":
			f.Flaws.add(Flaw{File: "people", Line: got.line, What: "a person without an id was left out"})
			continue
		case f.people[p.ID]:
			f.Flaws.add(Flaw{File: "people", Line: got.line, What: "a second person with the same id was left out"})
			continue
		}
		p.Places = slices.DeleteFunc(p.Places, func(o OwnPlace) bool {
			if onEarth(o.Lat, o.Lon) {
				return false
			}
			f.Flaws.add(Flaw{File: "people", Line: got.line, What: "a place with impossible coordinates was left out", Kept: true})
			return true
		})
		f.people[p.ID] = true
		out = append(out, p)
	}
	return out
}

// Sightings reads the sightings in the order of the file.
func (f *Folder) Sightings() iter.Seq[Sighting] {
	return func(yield func(Sighting) bool) {
		c := f.check("sightings")
		for got := range each(f, "sightings", func(l sightingLine) jsontext.Value { return l.Odd }) {
			s := got.v.Sighting
			c.line = got.line
			if !c.pass(stamp{s.ID, s.Person, s.At, s.Recorded}) {
				continue
			}
			if s.At.IsZero() {
				s.At = s.Recorded
			}
			if (s.Lat != nil || s.Lon != nil) && !(s.Lat != nil && s.Lon != nil && onEarth(*s.Lat, *s.Lon)) {
				c.keep("impossible coordinates were taken for unknown")
				s.Lat, s.Lon = nil, nil
			}
			if !yield(s) {
				return
			}
		}
	}
}

// Contacts reads the contacts in the order of the file; a world may have none.
func (f *Folder) Contacts() iter.Seq[Contact] {
	return func(yield func(Contact) bool) {
		c := f.check("contacts")
		for got := range each(f, "contacts", func(l contactLine) jsontext.Value { return l.Odd }) {
			x := got.v.Contact
			c.line = got.line
			if !c.pass(stamp{x.ID, x.Person, x.At, x.Recorded}) {
				continue
			}
			if x.At.IsZero() {
				x.At = x.Recorded
			}
			if !yield(x) {
				return
			}
		}
	}
}

// Truth reads what really happened. Only scoring may call it.
func (f *Folder) Truth() []Truth {
	var out []Truth
	for got := range each(f, "truth", func(l truthLine) jsontext.Value { return l.Odd }) {
		out = append(out, got.v.Truth)
	}
	return out
}

// Reporters reads how people report. Only scoring may call it.
func (f *Folder) Reporters() []Reporter {
	var out []Reporter
	for got := range each(f, "reporters", func(l reporterLine) jsontext.Value { return l.Odd }) {
		out = append(out, got.v.Reporter)
	}
	return out
}

// Read reads a whole world into memory, with what was wrong in it.
func Read(fsys fs.FS) (World, *Flaws, error) {
	f, err := Open(fsys)
	if err != nil {
		return World{}, nil, err
	}
	w := World{People: f.People(), Sightings: slices.Collect(f.Sightings()), Contacts: slices.Collect(f.Contacts()),
		Truth: f.Truth(), Reporters: f.Reporters()}
	return w, &f.Flaws, nil
}

// stamp is what sightings and contacts have in common.
type stamp struct {
	id, person   string
	at, recorded time.Time
}

// checker applies the rules of Folder to one file.
type checker struct {
	f    *Folder
	file string
	line int
	seen map[uint64]struct{} // hashes: ten million ids would be a gigabyte
	last time.Time
}

func (f *Folder) check(file string) *checker {
	return &checker{f: f, file: file, seen: map[uint64]struct{}{}}
}

func (c *checker) drop(what string) bool {
	c.f.Flaws.add(Flaw{File: c.file, Line: c.line, What: what})
	return false
}

func (c *checker) keep(what string) {
	c.f.Flaws.add(Flaw{File: c.file, Line: c.line, What: what, Kept: true})
}

// pass reports whether a line is fit to be used, and names what is odd about it.
func (c *checker) pass(s stamp) bool {
	switch {
	case s.id == "":
		return c.drop("a line without an id was left out")
	case s.person == "":
		return c.drop("a line without a person was left out")
	case s.recorded.IsZero():
		return c.drop("a line without a recorded time was left out")
	}
	h := maphash.String(c.f.seed, s.id)
	if _, twice := c.seen[h]; twice {
		return c.drop("a line that repeats an id was left out")
	}
	c.seen[h] = struct{}{}
	if c.f.people != nil && !c.f.people[s.person] {
		c.keep("a person whom nobody registered; kept as it stands")
	}
	if s.recorded.Before(c.last) {
		c.keep("the recorded time runs backwards; kept as written")
	} else {
		c.last = s.recorded
	}
	if s.recorded.Before(s.at) {
		c.keep("recorded before it was seen; kept as written")
	}
	return true
}

func onEarth(lat, lon float64) bool {
	return lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180
}

// maxNamed is how many flaws of one sort are kept by name; the rest is counted.
const maxNamed = 20

// Flaws counts what was wrong with a world, and names the first of each sort.
type Flaws struct {
	Named  []Flaw
	counts map[string]int
	fields map[string]bool
}

func (f *Flaws) add(x Flaw) {
	if f.counts == nil {
		f.counts = map[string]int{}
	}
	sort := x.File + ": " + x.What
	if f.counts[sort]++; f.counts[sort] <= maxNamed {
		f.Named = append(f.Named, x)
	}
}

// maxFields bounds how many unknown fields are warned about: a hostile file may
// hold a new one in every line.
const maxFields = 100

// field warns about an unknown field, once a file.
func (f *Flaws) field(file string, line int, name string) {
	if f.fields == nil {
		f.fields = map[string]bool{}
	}
	key := file + "/" + name
	if f.fields[key] || len(f.fields) >= maxFields {
		return
	}
	f.fields[key] = true
	f.add(Flaw{File: file, Line: line, What: fmt.Sprintf("unknown field %q was passed over", clip(name)), Kept: true})
}

func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "..."
	}
	return s
}

// Total is how many flaws there were, named or not.
func (f *Flaws) Total() int {
	n := 0
	for _, c := range f.counts {
		n += c
	}
	return n
}

// Dropped reports whether any line was left out.
func (f *Flaws) Dropped() bool {
	return slices.ContainsFunc(f.Named, func(x Flaw) bool { return !x.Kept })
}

// Lines says everything that was wrong, a sentence each: the first of every sort
// by file and line, and how many more there were.
func (f *Flaws) Lines() []string {
	var out []string
	named := map[string]int{}
	for _, x := range f.Named {
		sort := x.File + ": " + x.What
		out = append(out, x.Error())
		if named[sort]++; named[sort] == maxNamed && f.counts[sort] > maxNamed {
			out = append(out, fmt.Sprintf("%s (%d more)", sort, f.counts[sort]-maxNamed))
		}
	}
	return out
}
