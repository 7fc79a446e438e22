package watchlist

import (
	"fmt"
	"slices"
	"strings"
)

// Limits of one delivery.
const (
	MaxBytes   = 512 << 20 // the largest list in wide use, in its richest format, has some 120 MB
	MaxRecords = 2_000_000
	maxListed  = 1000 // refusals that are listed one by one
)

// Format is one way in which one list is published.
type Format struct {
	ID      string // ofac-sdn-csv, un-xml ...
	List    string // the name under which a version is kept unless another is given: ofac-sdn, un ...
	Joins   string // of a supplement (aliases, addresses in a file of their own): the list it completes
	Title   string // for people
	Sampled bool   // the reader was checked against a real delivery, not only against the published schema

	// Recognise looks at the beginning of a text (at most HeadBytes of it).
	Recognise func(head string) bool
	// Read reads a whole text into d.
	Read func(text string, d *Delivery)
}

// HeadBytes is how much of a file Recognise is shown.
const HeadBytes = 64 << 10

// Refusal names a part of a delivery that was not read, and why. Key is the
// entry's, where it could still be told: an entry whose line is broken has not
// been delisted.
type Refusal struct {
	Where string `json:"where"` // line, and element or column
	What  string `json:"what"`
	Key   string `json:"key,omitempty"`
}

// Delivery is one file as it was read.
type Delivery struct {
	Format  string // of Format
	List    string
	Joins   string
	ActDate Date // of the legal act, where the file says
	Dated   Date // the list's own date, where the file says
	Records []Record

	Refused   []Refusal // records lost; the first thousand are listed
	Lost      int       // how many in all
	Noted     []Refusal // values that were not understood and were kept as text or left out; the record stands
	Doubts    int       // how many in all
	Broken    string    // why the delivery as a whole cannot be trusted; empty: it can
	Renumbers bool      // the list numbers its entries anew: a key may come to mean somebody else
	Completed bool      // a supplement was joined to it
	Closed    string    // the file's own words that the list has ended
	byKey     map[string]int
	declared  int
}

// Refuse names a record that is lost.
func (d *Delivery) Refuse(line int, key, format string, args ...any) {
	d.Lost++
	if len(d.Refused) < maxListed {
		d.Refused = append(d.Refused, Refusal{Where: fmt.Sprintf("line %d", line), What: fmt.Sprintf(format, args...), Key: key})
	}
}

// Note names a value that was not understood.
func (d *Delivery) Note(line int, key, format string, args ...any) {
	d.Doubts++
	if len(d.Noted) < maxListed {
		d.Noted = append(d.Noted, Refusal{Where: fmt.Sprintf("line %d", line), What: fmt.Sprintf(format, args...), Key: key})
	}
}

// Break says that the delivery as a whole cannot be trusted. The first reason stays.
func (d *Delivery) Break(format string, args ...any) {
	if d.Broken == "" {
		d.Broken = fmt.Sprintf(format, args...)
	}
}

// Declare notes how many records the file says it holds; fewer means that it was cut.
func (d *Delivery) Declare(n int) { d.declared = n }

// Find returns the record with the key, to add to it, or nil.
func (d *Delivery) Find(key string) *Record {
	if i, ok := d.byKey[key]; ok {
		return &d.Records[i]
	}
	return nil
}

// Put adds a record. A second one with its key is refused and named: which of
// the two is meant is the publisher's to say.
func (d *Delivery) Put(r Record) {
	if !d.usable(&r) {
		return
	}
	if first := d.Find(r.Key); first != nil {
		if sameStatements(first, &r) {
			d.Note(r.line(), r.Key, "the entry stands twice, word for word; kept once")
			return
		}
		d.Refuse(r.line(), r.Key, "the key %q is used twice, first in line %d; the first is kept", clip(r.Key), first.line())
		return
	}
	d.append(r)
}

// Join adds a record or, where its key is known, what it says beyond the first:
// for lists that spread one bearer over several rows.
func (d *Delivery) Join(r Record) {
	if !d.usable(&r) {
		return
	}
	d.Supplement(r)
}

// Supplement is Join for records that need no name: addresses in a file of
// their own.
func (d *Delivery) Supplement(r Record) {
	first := d.Find(r.Key)
	switch {
	case first == nil:
		d.append(r)
	case len(first.Rows) >= maxValues:
		d.Refuse(r.line(), r.Key, "more than %d lines are about one entry", maxValues)
	default:
		first.absorb(r)
	}
}

func (d *Delivery) usable(r *Record) bool {
	r.Key = Squash(r.Key)
	switch {
	case r.Key == "":
		d.Refuse(r.line(), "", "the entry has no key")
	case len(r.Names) == 0:
		d.Refuse(r.line(), r.Key, "the entry has no name")
	case len(d.Records) >= MaxRecords:
		d.Break("the delivery has more than %d entries", MaxRecords)
	default:
		if len(r.Names) >= maxValues {
			d.Note(r.line(), r.Key, "the entry has more than %d names; the rest is left out", maxValues)
		}
		return true
	}
	return false
}

func (d *Delivery) append(r Record) {
	if d.byKey == nil {
		d.byKey = map[string]int{}
	}
	d.byKey[r.Key] = len(d.Records)
	d.Records = append(d.Records, r)
}

func (r *Record) line() int {
	if len(r.Rows) == 0 {
		return 0
	}
	return r.Rows[0]
}

// Date reads a date for a record; what is not one is noted and kept as other text.
func (d *Delivery) Date(r *Record, field, s string) Date {
	return d.date(r, field, s, ParseDate)
}

// USDate is Date with the month before the day.
func (d *Delivery) USDate(r *Record, field, s string) Date {
	return d.date(r, field, s, ParseUSDate)
}

func (d *Delivery) date(r *Record, field, s string, parse func(string) (Date, error)) Date {
	s = Squash(s)
	if strings.Trim(s, "-/.dmyDMY0 ") == "" {
		return Date{}
	}
	x, err := parse(s)
	if err != nil {
		d.Note(r.line(), r.Key, "%s: %v; kept as text", field, err)
		r.AddOther(field, s)
		return Date{}
	}
	return x
}

// Births reads dates of birth, of which a cell may hold several, and adds them.
func (d *Delivery) Births(r *Record, values ...string) {
	for _, v := range values {
		if x := d.Date(r, "birth", v); !x.IsZero() {
			r.AddBirth(x)
		}
	}
}

// AddBirth adds a date of birth, unless it is there already.
func (r *Record) AddBirth(x Date) {
	if !x.IsZero() && len(r.Births) < maxValues && !slices.Contains(r.Births, x) {
		r.Births = append(r.Births, x)
	}
}

// malformed is the share of records, beyond a handful, that may be unreadable
// before the delivery is taken to be broken rather than untidy: of the real
// deliveries this was built on, none has a single one.
const (
	malformedFew   = 2
	malformedShare = 0.05
)

// Finish judges the delivery as a whole once it has been read.
func (d *Delivery) Finish() {
	n := len(d.Records)
	switch {
	case n == 0 && d.Closed != "":
	case n == 0 && d.Lost == 0:
		d.Break("the delivery is empty")
	case n == 0:
		d.Break("none of the %d entries can be read", d.Lost)
	case float64(d.Lost) > malformedFew+malformedShare*float64(n+d.Lost):
		d.Break("%d of %d entries cannot be read", d.Lost, n+d.Lost)
	case d.declared > n+d.Lost:
		d.Break("the file says that it holds %d entries and holds %d: it was cut", d.declared, n+d.Lost)
	}
}

// Complete joins a supplement (aliases or addresses delivered apart) to the
// list it belongs to and returns how many of its entries the list does not have.
func (d *Delivery) Complete(s *Delivery) (strays int) {
	d.Completed = true
	for _, r := range s.Records {
		if first := d.Find(r.Key); first != nil {
			r.Rows = nil
			first.absorb(r)
		} else {
			strays++
		}
	}
	if s.Broken != "" {
		d.Break("%s: %s", s.List, s.Broken)
	}
	return strays
}
