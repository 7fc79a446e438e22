package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"outrider"
	"outrider/internal/precedent"
	"outrider/internal/rates"
	"outrider/parameters"
	"outrider/precedents"
)

type precedentsCmd struct {
	Like   precedentsLikeCmd   `cmd:"" help:"Which documented cases resemble somebody's, and what came next."`
	Counts precedentsCountsCmd `cmd:"" help:"In how many cases a precursor could be seen in the year before harm."`
	Rates  precedentsRatesCmd  `cmd:"" help:"How often it happens at all, by public counts."`
	Lint   precedentsLintCmd   `cmd:"" help:"Check a library of documented cases."`
}

type precedentsLintCmd struct {
	Folder string `arg:"" optional:"" help:"Folder that holds cases and excluded; else the library of this program."`
}

// Help is shown under the flags.
func (precedentsLintCmd) Help() string {
	return `Each line names a case or an event and says what to mend; precedents/FORMAT.md has the rules.

  outrider precedents lint
  outrider precedents lint ./precedents

Exit codes: 0 nothing is wrong; 1 something is; 2 not done.`
}

// Run checks every case and the list of what was left out.
func (c *precedentsLintCmd) Run(e *env) error {
	var fsys fs.FS = precedents.FS
	if c.Folder != "" {
		fsys = os.DirFS(c.Folder)
	}
	corpus, err := precedent.Load(fsys)
	if err != nil {
		return err
	}
	excluded, err := precedent.LoadExcluded(fsys)
	if err != nil {
		return err
	}
	if len(corpus) == 0 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "no case was found", Hint: "the folder holds cases/*.json"}
	}
	faults := precedent.LintExcluded(excluded, corpus)
	for _, one := range corpus {
		faults = append(faults, precedent.Lint(one)...)
	}
	for _, f := range faults {
		if e.cli.JSON {
			if err := e.printJSON(f); err != nil {
				return err
			}
		}
		e.print("%s", f)
	}
	e.say("%d cases checked, %d faults", len(corpus), len(faults))
	if len(faults) > 0 {
		return errRefused
	}
	return nil
}

type precedentsCountsCmd struct {
	At      string   `help:"What had been published by then; else today." placeholder:"DATE"`
	Without []string `help:"Leave out this case, and every one that shares a protected person with it." placeholder:"CASE"`
	Joined  bool     `help:"Beside what the published rates say, and joined with it."`
}

// Help is shown under the flags.
func (precedentsCountsCmd) Help() string {
	return `A kind of report counts once a case, where somebody could have seen it and told it before the
harm. Documented cases are chosen by how they ended: a count here is no chance of anything.

  outrider precedents counts
  outrider precedents counts --without o03-skripal --at 2018-01-01
  outrider precedents counts --joined`
}

// Run prints the table.
func (c *precedentsCountsCmd) Run(e *env) error {
	corpus, err := precedent.Load(precedents.FS)
	if err != nil {
		return err
	}
	at, err := e.asOf(c.At)
	if err != nil {
		return err
	}
	var out []string
	for _, id := range c.Without {
		one, _, err := findCase(corpus, id)
		if err != nil {
			return err
		}
		out = append(out, precedent.Overlapping(corpus, one.About.ID, nil)...)
	}
	t := rates.FromPrecedents(corpus, out, at)
	e.say("%d cases counted, %d left out or not public yet", len(t.Cases), len(t.LeftOut))
	if c.Joined {
		return e.joined(t)
	}
	if e.cli.JSON {
		return e.printJSON(t)
	}
	rows := [][]string{{"WHAT IT BECAME", "SEEN BEFORE", "CASES", "OF", "WHICH"}}
	for _, x := range t.Cells {
		if x.With > 0 {
			rows = append(rows, []string{string(x.Hypothesis), string(x.Kind), fmt.Sprint(x.With), fmt.Sprint(x.Of), strings.Join(x.In, " ")})
		}
	}
	e.table(rows)
	return nil
}

type precedentsRatesCmd struct {
	Actor  string `help:"State that acts (two letters); else all together." placeholder:"STATE"`
	Host   string `help:"State in which it happens (two letters); else all together." placeholder:"STATE"`
	Method string `help:"How, where a series tells it apart: attack, collection." placeholder:"METHOD"`
	Year   int    `help:"In one year; else a year of all." placeholder:"YEAR"`
	At     string `help:"By what had been published then; else today." placeholder:"DATE"`
}

// Help is shown under the flags.
func (precedentsRatesCmd) Help() string {
	return `Counts a year with their interval, one answer a series: their definitions differ and are never
added. These are rates of states, not of people: nobody counts how many people are at risk.

  outrider precedents rates --actor IR --host GB
  outrider precedents rates --actor CN --at 2025-01-15`
}

// Run answers from every series that had been published.
func (c *precedentsRatesCmd) Run(e *env) error {
	p, err := rates.Load(parameters.FS)
	if err != nil {
		return err
	}
	book, err := rates.LoadBook(parameters.FS)
	if err != nil {
		return err
	}
	at, err := e.asOf(c.At)
	if err != nil {
		return err
	}
	cell := rates.Cell{Actor: strings.ToUpper(c.Actor), Host: strings.ToUpper(c.Host), Method: c.Method, Year: c.Year}
	for _, s := range book.At(at).Series {
		m, err := rates.Fit(p, s)
		if err != nil {
			e.say("%s gives no rate: %s", s.ID, outrider.SafeText(err))
			continue
		}
		if !m.Covers(cell) {
			e.say("%s does not cover this", s.ID)
			continue
		}
		if err := e.baseRate(s, m.Rate(cell)); err != nil {
			return err
		}
	}
	return nil
}

func (e *env) baseRate(s rates.Series, r rates.Rate) error {
	if e.cli.JSON {
		return e.printJSON(r)
	}
	e.print("%s: %s\n  %s\n", s.ID, s.Definition, r.Why)
	return nil
}

// findCase finds a case by its id or the beginning of it, and after a slash one of
// its protected people; without one, the first whom it codes.
func findCase(corpus []precedent.Case, name string) (precedent.Case, string, error) {
	id, who, _ := strings.Cut(name, "/")
	for _, c := range corpus {
		if c.About.ID != id && !strings.HasPrefix(c.About.ID, id+"-") {
			continue
		}
		for _, p := range c.About.Protected {
			if p.Features != nil && (who == "" || who == p.ID) {
				return c, p.ID, nil
			}
		}
	}
	return precedent.Case{}, "", &outrider.Error{Code: outrider.CodeNotFound, Safe: "no such case, or nobody coded in it", Hint: "write o03 or o03-skripal/yskripal; outrider answers lists the cases"}
}

// before is the moment before which a case is looked at: the harm, or earlier.
func before(c precedent.Case, at string) (time.Time, error) {
	harm, _ := c.Critical()
	w, err := outrider.ParseWhen(cmp.Or(at, c.About.Truth.CriticalAt), nil)
	if err != nil {
		return harm, err
	}
	if w.From.Before(harm) {
		return w.From, nil
	}
	return harm, nil
}
