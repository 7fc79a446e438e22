package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"outrider"
	"outrider/internal/danger"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/server/ui"
)

type recordShowCmd struct {
	recordArg
	AsOf string `help:"As it was known then (RFC 3339 or a date)." placeholder:"TIME"`
}

// Help is shown under the flags.
func (recordShowCmd) Help() string {
	return "Examples:\n\n  outrider record show t-3f9c\n  outrider record show t-3f9c --as-of 2026-03-02T12:00\n  outrider --json record show t-3f9c"
}

// Run shows a record.
func (c *recordShowCmd) Run(e *env) error {
	q := desk.Query{Danger: &desk.DangerQuery{ID: c.Record}}
	var err error
	if q.AsOf, err = lastOf(c.AsOf); err != nil {
		return err
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, q)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Danger)
		}
		e.sayDanger(*a.Danger)
		return nil
	})
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// sayDanger writes a record as a page would: how it stands first.
func (e *env) sayDanger(v desk.DangerView) {
	e.print("%s   %s   %s   %s   owner %s, review %s", v.Line.Code, v.Line.ID, v.Line.Level, v.Line.State, v.Line.Owner, minute(v.Line.Review))
	e.print("%s", hidden(v.Line.Masked, v.Line.What))
	e.print("%s", v.Line.Stands)
	e.print("How near: %s", hidden(v.Masked, v.Immediacy))
	for _, c := range v.Clocks {
		e.print("clock   %s, by %s UTC%s", c.What, minute(c.By), map[bool]string{true: ": MISSED"}[c.Late])
	}
	for _, w := range v.Woken {
		e.print("look    %s", w)
	}
	for _, k := range v.Known {
		e.print("known   since %s UTC: %s (%s %s%s)%s", minute(k.Knew), hidden(k.Masked, k.What), k.From, k.Cites, k.Who, late(k))
	}
	for _, o := range v.Options {
		e.print("option  %s: %s; for: %s; against: %s", o.ID, hidden(o.Masked, o.What), o.For, o.Against)
	}
	for _, q := range v.Decisions {
		e.print("decided %s: %s, by %s on %s UTC: %s", q.ID, decided(q), q.By, minute(q.At), hidden(q.Masked, q.Reasons))
	}
	for _, g := range v.Ladder {
		e.print("step    %s: %s by %s on %s UTC, %s after what was before; %s", g.ID, g.Name, g.Sender, minute(g.Given), ui.Between(g.Hours), receiptWords(g))
		e.print("        %s, in %s%s, to %s: %s", g.Method, g.Language, through(g.Interpreter), g.To, hidden(g.Masked, g.Wording))
	}
	for _, o := range v.Offers {
		e.print("offer   %s, %s, on %s UTC", o.Measure, o.State, minute(o.At))
	}
	for _, l := range v.Linked {
		e.print("linked  %s", linked(l))
	}
	for _, s := range v.Dissent {
		e.print("dissent %s on %s: %s", s.By, s.Of, hidden(s.Masked, s.Why))
	}
	for _, n := range v.History {
		e.print("%-7s %sby %s on %s UTC: %s", n.Kind, spaced(n.Name), n.By, minute(n.At), hidden(n.Masked, n.Text))
	}
	for _, n := range v.Needs {
		e.print("lacks   %s", n)
	}
	e.print("Made from entry %d of the ledger, %s.", v.Head.Seq, v.Head.Hash)
}

// decided says what was decided, and how that stands.
func decided(q desk.DangerDecisionLine) string {
	if q.Verdict == outrider.DangerWarn {
		return "to warn"
	}
	out := "not to warn (" + q.Ground + "): " + ui.Silence(q.State) + ", to be looked at by " + minute(q.Review) + " UTC"
	if q.Second != "" {
		out += ", second person " + q.Second
	}
	return out
}

func through(interpreter string) string {
	if interpreter == "" {
		return ""
	}
	return ", through " + interpreter
}

// linked says who may be hit as well, and how they are cared for.
func linked(l desk.DangerLinkLine) string {
	switch {
	case l.Unknown:
		return "somebody who is not for you to know of"
	case l.Person != "":
		return l.Code + ": a sheet of their own"
	}
	out := l.Who
	if l.Child {
		out += " (a child)"
	}
	if !l.Sheet {
		return out + ": no sheet and no note"
	}
	return out + ": " + l.Note
}

func hidden(masked bool, words string) string {
	if masked {
		return "(rests on reports that you may not see)"
	}
	return words
}

// late says what else there is to know of when it was known.
func late(k desk.DangerKnownLine) string {
	out := ""
	if !k.Held.IsZero() {
		out += "; something of it lay here since " + minute(k.Held) + " UTC"
	}
	if k.Late != "" {
		out += fmt.Sprintf("; ought to have been known %s earlier: %s", k.Late, k.Missed)
	}
	if k.Undone != "" {
		out += "; since then " + k.Undone
	}
	return out
}

func receiptWords(g desk.DangerRungLine) string {
	switch {
	case g.Receipt == nil:
		return "not known whether it reached them"
	case g.Receipt.Reached:
		return strings.TrimRight("reached them ("+g.Receipt.Known+"); "+g.Receipt.Reaction, "; ")
	}
	return "did not reach them: " + g.Receipt.Known
}

type recordListCmd struct {
	Code   string `help:"Of one person, by code name or id."`
	Silent bool   `help:"Decisions not to warn, with grounds and second persons."`
	Closed bool   `help:"Closed records too."`
}

// Help is shown under the flags.
func (recordListCmd) Help() string {
	return "Examples:\n\n  outrider record list\n  outrider record list --silent\n  outrider --json record list --code K-07 --closed"
}

// Run lists records.
func (c *recordListCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		q := desk.DangersQuery{Silent: c.Silent, Closed: c.Closed}
		var err error
		if c.Code != "" {
			if q.Person, err = personByCode(e, d, by, c.Code); err != nil {
				return err
			}
		}
		a, err := d.Read(e.ctx, by, desk.Query{Dangers: &q})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Dangers)
		}
		if c.Silent {
			e.saySilent(a.Dangers.Silent)
			return nil
		}
		rows := [][]string{{"RECORD", "WHO", "LEVEL", "STATE", "NEXT", ""}}
		for _, l := range a.Dangers.Records {
			next := ""
			if l.Next != nil {
				next = l.Next.What + ", by " + minute(l.Next.By)
			}
			rows = append(rows, []string{string(l.ID), l.Code, l.Level, l.State, next, l.Stands})
		}
		e.table(rows)
		return nil
	})
}

func (e *env) saySilent(lines []desk.SilentLine) {
	for _, l := range lines {
		second := ""
		if l.Second != "" {
			second = ", second: " + l.Second
		}
		e.print("%s %s  %s: %s (%s), by %s%s, until %s UTC", l.Record, l.Code, l.State, l.Ground, hidden(l.Masked, l.Reasons), l.By, second, minute(l.Review))
	}
	if len(lines) == 0 {
		e.print("Nobody is left unwarned.")
	}
}

type recordLevelsCmd struct{}

// Help is shown under the flags.
func (recordLevelsCmd) Help() string {
	return "Examples:\n\n  outrider record levels\n  outrider --json record levels"
}

// Run shows the scheme in force.
func (c *recordLevelsCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Levels: true})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Levels)
		}
		e.print("%s (%s)", a.Levels.Name, a.Levels.Hash)
		if a.Levels.Stale != "" {
			e.print("warning %s", a.Levels.Stale)
		}
		rows := [][]string{{"LEVEL", "DECIDE", "WARN", "REVIEW", "MEANS"}}
		for _, l := range a.Levels.Levels {
			rows = append(rows, []string{l.ID, hours(l.Decide), hours(l.Warn), hours(l.Review), l.Means})
		}
		e.table(rows)
		for _, r := range a.Levels.Rungs {
			e.print("step    %s: %s%s. %s", r.ID, r.Name, map[bool]string{true: " (tells the person)"}[r.Warns], r.About)
		}
		for _, g := range a.Levels.Grounds {
			e.print("ground  %s: %s. %s", g.ID, g.Name, g.About)
		}
		return nil
	})
}

func hours(minutes int) string { return fmt.Sprintf("%.4g h", float64(minutes)/60) }

type recordAdoptCmd struct {
	File  string `arg:"" optional:"" help:"Scheme of levels, steps and grounds; - for standard input."`
	Reset bool   `help:"Back to the desk's own."`
	Check bool   `help:"Only read it and say what is wrong."`
}

// Help is shown under the flags.
func (recordAdoptCmd) Help() string {
	return `For an administrator. It is kept in the ledger whole; records keep the levels that they were given.

  outrider --as admin record adopt levels.json
  outrider record adopt --check levels.json
  outrider --as admin record adopt --reset`
}

// Run adopts a scheme.
func (c *recordAdoptCmd) Run(e *env) error {
	var a desk.AdoptLevels
	switch {
	case c.Reset == (strings.TrimSpace(c.File) != ""):
		return outrider.Invalid("name a file, or --reset")
	case !c.Reset:
		b, err := e.readInput(c.File, danger.MaxScheme)
		if err != nil {
			return err
		}
		s, err := danger.Read(b)
		if err != nil && c.Check {
			e.finish(inFile(c.File, err))
			return errRefused
		}
		if err != nil {
			return inFile(c.File, err)
		}
		if c.Check {
			e.say("It can be read: %s, levels: %d.", s.Name, len(s.Levels))
			return nil
		}
		a.Scheme = json.RawMessage(b)
	}
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Danger: &desk.DangerAct{Levels: &a}})
		said := "In force: " + got.ID + "."
		if c.Reset {
			said = "In force: the desk's own."
		}
		return e.done(got, err, said+" Records keep the levels that they were given.")
	})
}

// inFile names the file that an error is about.
func inFile(file string, err error) error {
	if file == "-" {
		file = "standard input"
	}
	out := outrider.Error{Code: outrider.CodeOf(err), Safe: file + ": " + outrider.SafeText(err), Hint: outrider.HintText(err)}
	if x, ok := errors.AsType[*outrider.Error](err); ok {
		out.Err = x.Err
	}
	return &out
}

func spaced(word string) string {
	if word == "" {
		return ""
	}
	return word + " "
}
