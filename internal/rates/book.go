package rates

import (
	"encoding/json"
	"io/fs"
	"slices"
	"time"

	"outrider"
)

// Book is what has been counted in public: series, each in every edition that we
// hold, and what is missing.
type Book struct {
	Series []Series `json:"series"`
}

// Series is one way of counting. Counts of different series are never added or
// compared: their definitions differ.
type Series struct {
	ID         string    `json:"id"`
	Definition string    `json:"definition"`
	Unit       string    `json:"unit"`                // what one count is: incidents, plots, cases
	Selection  string    `json:"selection,omitempty"` // not empty: chosen by how they ended; measures no frequency
	Editions   []Edition `json:"editions"`
}

// Edition is a series as it was published once.
type Edition struct {
	Name      string  `json:"edition"`
	Published string  `json:"published"` // a date cut to what is known; a cut date counts as its last instant
	Dating    string  `json:"dating,omitempty"`
	From      int     `json:"from"`            // first year
	To        int     `json:"to"`              // last year, inclusive
	Years     float64 `json:"years,omitempty"` // how long was watched; 0: every year from From to To in full
	Total     int     `json:"total"`
	Origins   int     `json:"origins,omitempty"` // how many states act in it; 0: not stated
	Hosts     int     `json:"hosts,omitempty"`   // in how many; 0: not stated
	Methods   int     `json:"methods,omitempty"` // how many kinds it tells apart; 0: one
	Counts    []Count `json:"counts,omitempty"`  // what is broken down
	Complete  bool    `json:"complete,omitempty"`
	Source    string  `json:"source"`
	Note      string  `json:"note,omitempty"`
}

// Count is a number of events for some part of an edition; a field that is empty
// is not broken down. An event with many victims counts once, with its size.
type Count struct {
	Actor  string `json:"actor,omitempty"` // ISO alpha-2
	Host   string `json:"host,omitempty"`  // ISO alpha-2
	Method string `json:"method,omitempty"`
	Year   int    `json:"year,omitempty"`
	N      int    `json:"n"`
	People int    `json:"people,omitempty"` // how many people the events struck together; 0: not stated
	Case   string `json:"case,omitempty"`   // a documented case that tells of it
	Known  string `json:"known,omitempty"`  // first day on which it was publicly laid to the actor; empty: with the edition
	Note   string `json:"note,omitempty"`
}

// LoadBook reads incidents.json.
func LoadBook(fsys fs.FS) (Book, error) {
	var f struct {
		Book
		Version int    `json:"version"`
		About   string `json:"about"`
	}
	if err := readJSON(fsys, "incidents.json", &f); err != nil {
		return Book{}, err
	}
	for _, s := range f.Series {
		if err := s.check(); err != nil {
			return Book{}, err
		}
	}
	return f.Book, nil
}

func readJSON(fsys fs.FS, name string, into any) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: name + " cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	if err := json.Unmarshal(b, into); err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: name + " is not valid JSON", Hint: "the file in force stays in force", Err: err}
	}
	return nil
}

// check refuses a series whose figures cannot be.
func (s Series) check() error {
	if s.ID == "" || s.Definition == "" || s.Unit == "" || len(s.Editions) == 0 {
		return outrider.Invalid("incidents.json: a series needs id, definition, unit and an edition")
	}
	for _, e := range s.Editions {
		if _, err := outrider.ParseWhen(e.Published, nil); err != nil || e.Source == "" {
			return outrider.Invalid("incidents.json: %s %s needs its source and the day of its publication", s.ID, e.Name)
		}
		if e.To < e.From || e.Years < 0 || e.Total < 0 || e.Origins < 0 || e.Hosts < 0 || e.Methods < 0 {
			return outrider.Invalid("incidents.json: %s %s: a number is out of range", s.ID, e.Name)
		}
		for _, c := range e.Counts {
			if c.N < 0 || c.N > e.Total || c.People < 0 || c.Year != 0 && (c.Year < e.From || c.Year > e.To) {
				return outrider.Invalid("incidents.json: %s %s: a part is larger than the whole or outside its years", s.ID, e.Name)
			}
			if _, err := outrider.ParseWhen(c.Known, nil); c.Known != "" && err != nil {
				return outrider.Invalid("incidents.json: %s %s: known is a date", s.ID, e.Name)
			}
		}
	}
	return nil
}

// At is the book as it stood at a moment: of every series the newest edition
// published by then, without what was laid to an actor only later. A series of
// which nothing was published yet is not in it.
func (b Book) At(t time.Time) Book {
	var out Book
	for _, s := range b.Series {
		var best *Edition
		var when time.Time
		for _, e := range s.Editions {
			if p := lastOf(e.Published); !p.After(t) && (best == nil || !p.Before(when)) {
				best, when = &e, p
			}
		}
		if best == nil {
			continue
		}
		s.Editions = []Edition{best.knownBy(t)}
		out.Series = append(out.Series, s)
	}
	return out
}

// knownBy leaves out what was not publicly laid to its actor by then.
func (e Edition) knownBy(t time.Time) Edition {
	kept := make([]Count, 0, len(e.Counts))
	for _, c := range e.Counts {
		if c.Known != "" && lastOf(c.Known).After(t) {
			e.Total -= c.N
			continue
		}
		kept = append(kept, c)
	}
	e.Counts = kept
	if e.Complete && t.Year() < e.To {
		e.To = max(e.From, t.Year())
	}
	return e
}

// Without leaves out the counts that rest on some documented cases.
func (b Book) Without(cases []string) Book {
	out := Book{Series: slices.Clone(b.Series)}
	for i, s := range out.Series {
		out.Series[i].Editions = slices.Clone(s.Editions)
		for j, e := range s.Editions {
			kept := slices.DeleteFunc(slices.Clone(e.Counts), func(c Count) bool {
				gone := c.Case != "" && slices.Contains(cases, c.Case)
				if gone {
					e.Total -= c.N
				}
				return gone
			})
			e.Counts = kept
			out.Series[i].Editions[j] = e
		}
	}
	return out
}

// lastOf is the last instant of a date that may be cut short.
func lastOf(s string) time.Time {
	w, err := outrider.ParseWhen(s, nil)
	if err != nil {
		return time.Time{}
	}
	return w.Last()
}
