package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/seal/keytable"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/screen"
	"outrider/internal/watchlist/shelf"
)

// screenLists holds the queries, or the rows of standard input, against lists.
func (c *screenNamesCmd) screenLists(e *env) error {
	if c.Min < 0 || c.Min > 1 {
		return outrider.Invalid("--min is a probability, from 0 to 1")
	}
	lists, err := c.load(e)
	if err != nil {
		return err
	}
	return c.noted(e, func(say answered) error {
		if len(c.Query) == 0 {
			return c.table(e, say, lists)
		}
		for _, q := range c.Query {
			if err := c.one(say, lists, screen.Query{Name: q}); err != nil {
				return err
			}
		}
		return nil
	})
}

// answered takes one answer on its way out.
type answered func(screen.Query, []screen.Hit) error

// noted screens, and has the desk write down how many names and hits there were
// before any of it is shown. That is so where the lists of a data folder that
// holds a store are asked; with files alone there is no desk, and nobody to note it.
func (c *screenNamesCmd) noted(e *env, work func(answered) error) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	_, err = os.Stat(filepath.Join(dir, keytable.MasterName))
	if err != nil || !c.asksHeld() {
		return work(func(q screen.Query, hits []screen.Hit) error { return c.print(e, q, hits) })
	}
	var waiting bytes.Buffer
	var n desk.Screened
	held := *e
	held.out = &waiting
	worked := work(func(q screen.Query, hits []screen.Hit) error {
		n.Names, n.Hits = n.Names+1, n.Hits+len(hits)
		return c.print(&held, q, hits)
	})
	err = e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		_, err := d.Decide(e.ctx, by, desk.Decision{Screened: &n})
		return err
	})
	if err != nil {
		return err
	}
	if _, err := waiting.WriteTo(e.out); err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the answers could not be written", Hint: "check where they go", Err: err}
	}
	return worked
}

// asksHeld reports whether lists of the data folder are asked, and not files alone.
func (c *screenNamesCmd) asksHeld() bool {
	return len(c.List) == 0 || slices.ContainsFunc(c.List, func(name string) bool {
		_, err := os.Stat(name)
		return err != nil && strings.Contains(name, "@")
	})
}

// load reads the lists that were named, or all that are held.
func (c *screenNamesCmd) load(e *env) (*screen.Lists, error) {
	if len(c.List) == 0 {
		return c.held(e)
	}
	var groups [][]readList
	var later []readList
	for _, f := range c.List {
		d, label, err := e.listVersion(f)
		if err != nil {
			return nil, err
		}
		if d.Broken != "" {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a list cannot be screened against: " + d.Broken, Hint: "outrider lists diff and lists import say what is wrong with it"}
		}
		e.sayRefused(f, d)
		one := readList{file: f, got: d, label: label}
		if d.Joins != "" {
			later = append(later, one)
		} else {
			groups = append(groups, []readList{one})
		}
	}
	for _, s := range later {
		groups = place(groups, s)
	}
	lists := screen.New()
	for _, g := range groups {
		for _, s := range g[1:] {
			g[0].got.Complete(s.got)
		}
		lists.Add(g[0].got.List, g[0].label, g[0].got.Records)
	}
	return lists, nil
}

// held loads every list's version that was in force.
func (c *screenNamesCmd) held(e *env) (*screen.Lists, error) {
	at, err := e.asOf(c.AsOf)
	if err != nil {
		return nil, err
	}
	s, err := e.listShelf()
	if err != nil {
		return nil, err
	}
	versions, err := s.Versions()
	if err != nil {
		return nil, err
	}
	force := inforce.For(inforce.Force(versions, at), watchlist.Contacts)
	if len(force) == 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "no list is in force to screen against", Hint: "outrider lists import FILE keeps one; --list FILE names one for this once"}
	}
	lists := screen.New()
	for _, v := range force {
		if err := addHeld(lists, s, v); err != nil {
			return nil, err
		}
	}
	return lists, nil
}

func addHeld(lists *screen.Lists, s shelf.Shelf, v watchlist.Version) error {
	d, err := s.Load(v)
	if err == nil {
		lists.Add(v.List, v.From().Format("2006-01-02"), d.Records)
	}
	return err
}

func (c *screenNamesCmd) one(say answered, lists *screen.Lists, q screen.Query) error {
	return say(q, lists.Screen(q, screen.Options{Least: c.Min, Most: inforce.MostHits}))
}

func (c *screenNamesCmd) print(e *env, q screen.Query, hits []screen.Hit) error {
	if e.cli.JSON {
		return e.printJSON(screen.Answer{Query: q.Name, Hits: hits})
	}
	if len(hits) == 0 {
		e.print("%s: no hit", q.Name)
	}
	for _, h := range hits {
		e.print("%s: %-6s %.2f  %s  (%s of %s, %s)%s", q.Name, h.Decision, h.Score, h.Name, h.List, h.Version, h.Key, asides(h))
		for _, r := range h.Reasons {
			e.print("      %+6.2f  %s: %s | %s", r.Weight, r.Field, r.Left, r.Right)
		}
	}
	return nil
}

// asides says beside a hit what weakens it.
func asides(h screen.Hit) string {
	var out []string
	if h.Matched != "" {
		out = append(out, "as "+h.Matched)
	}
	if h.Weak {
		out = append(out, "a weak alias")
	}
	if h.Ended != "" {
		out = append(out, "ended "+h.Ended)
	}
	if len(out) == 0 {
		return ""
	}
	return " - " + strings.Join(out, "; ")
}

// columns of the table of queries, in their order where there is no header.
func queryColumns() []string { return []string{"name", "kind", "born", "country", "identifier"} }

// table screens the rows of standard input. A row that cannot be read is named and
// the rest is screened; what cannot be understood of a row is named and left out.
func (c *screenNamesCmd) table(e *env, say answered, lists *screen.Lists) error {
	r := csv.NewReader(skipBOM(e.in))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	cols := queryColumns()
	first, refused := true, false
	p := e.progress("screened")
	for n := 0; e.ctx.Err() == nil; n++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			refused = true
			e.say("refused: %v", err)
			if _, ok := errors.AsType[*csv.ParseError](err); !ok {
				return &outrider.Error{Code: outrider.CodeStorage, Safe: "standard input cannot be read to its end", Err: err}
			}
			continue
		}
		if first {
			first = false
			if head := lowered(row); slices.Contains(head, "name") {
				cols = head
				continue
			}
		}
		line, _ := r.FieldPos(0)
		q, ok := e.queryOf(row, cols, line)
		refused = refused || !ok
		if q.Name == "" {
			continue
		}
		if err := c.one(say, lists, q); err != nil {
			return err
		}
		p.at(n, 0)
	}
	if refused {
		return errRefused
	}
	return e.ctx.Err()
}

func lowered(row []string) []string {
	out := make([]string, len(row))
	for i, c := range row {
		out[i] = strings.ToLower(strings.TrimSpace(c))
	}
	return out
}

// queryOf reads one row.
func (e *env) queryOf(row, cols []string, line int) (q screen.Query, ok bool) {
	var a screen.Ask
	for i, c := range row[:min(len(row), len(cols))] {
		switch cols[i] {
		case "name":
			a.Name = c
		case "kind":
			a.Kind = c
		case "born":
			a.Born = c
		case "identifier":
			a.Identifier = c
		}
	}
	q, notice, err := a.Query()
	if err != nil {
		e.say("line %d: %s", line, outrider.SafeText(err))
		return screen.Query{}, false
	}
	if notice != "" {
		e.say("line %d: %s", line, notice)
	}
	return q, notice == ""
}
