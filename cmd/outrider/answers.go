package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/answers"
	"outrider/internal/answers/held"
	"outrider/internal/intake"
	"outrider/internal/watchlist"
)

type answersCmd struct {
	Act   string   `help:"One act's time line: a case, or its beginning." placeholder:"CASE"`
	Lists []string `help:"OLD and NEW version of a list, each a file or NAME@DATE: what was taken back between them." placeholder:"OLD,NEW"`
	New   string   `arg:"" optional:"" help:"With --lists OLD: the new version."`
	Watch bool     `help:"The officially named, as a register that screen --list reads: who comes back."`
	Check string   `help:"A file of your own acts and answers: what is wrong with it, line by line. - is standard input." placeholder:"FILE"`
	Add   string   `help:"Keep such a file in the data folder; it replaces the one before, and every version stays." placeholder:"FILE"`
	Own   bool     `help:"Print the file that is kept, to edit it and add it again."`
	At    string   `help:"As the record stood on that day; else today." placeholder:"DATE"`
}

// Help is shown under the flags.
func (answersCmd) Help() string {
	return `What states did in answer to the hostile acts of the library: how fast, how many together,
and what was taken back. An answer that ends without a stated ground of death, error, court
order or compliance is an alarm. The strength of a signal ranks answers; it measures no effect.

  outrider answers
  outrider answers --act o03
  outrider answers --lists ofac-sdn@2024-01-31 ofac-sdn@2024-05-03
  outrider answers --watch >named.csv && outrider screen --list named.csv "Sergey Fedotov"
  outrider answers --check ours.csv && outrider answers --add ours.csv
  outrider answers --own >ours.csv

Where a data folder is there, its own acts count too, and so does what was taken back between
the versions of the lists in it.

Exit codes: 0 done; 1 with --lists: something was taken back, or a delivery is broken; with --check
and --add: the file has faults, and nothing was kept; 2 not done.`
}

// Run does what the flags ask for.
func (c *answersCmd) Run(e *env) error {
	at, err := e.asOf(c.At)
	if err != nil {
		return err
	}
	if len(c.Lists) == 0 && c.New != "" {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "a new version needs an old one", Hint: "outrider answers --lists OLD NEW"}
	}
	switch {
	case c.Check != "":
		return c.own(e, c.Check, false)
	case c.Add != "":
		return c.own(e, c.Add, true)
	case c.Own:
		return c.showOwn(e)
	}
	b, err := e.answersBook()
	if err != nil {
		return err
	}
	if c.Watch {
		named, err := b.Named(at)
		if err != nil {
			return err
		}
		return answers.WriteCSV(e.out, named)
	}
	return c.show(e, b, at)
}

// show shows the ledger, an act, or what a list took back.
func (c *answersCmd) show(e *env, b *held.Book, at time.Time) error {
	l, faults, err := b.Ledger(at)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		e.say("%d lines of your own acts are left out; outrider answers --own >FILE and --check FILE name them", len(faults))
	}
	if len(c.Lists) > 0 {
		return c.slipped(e, l)
	}
	slipped, err := b.Slipped(l, at)
	if err != nil {
		return err
	}
	e.say("numbers %s (parameters/answers.json)", answers.Standard().Hash())
	if c.Act != "" {
		return c.act(e, l, slipped, at)
	}
	return c.table(e, l, slipped, at)
}

// slipped compares two versions of a list.
func (c *answersCmd) slipped(e *env, l answers.Ledger) error {
	which := c.Lists
	if c.New != "" {
		which = append(which[:len(which):len(which)], c.New)
	}
	if len(which) != 2 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "two versions of one list are needed", Hint: "outrider answers --lists OLD NEW"}
	}
	old, _, err := e.listVersion(which[0])
	if err != nil {
		return err
	}
	next, _, err := e.listVersion(which[1])
	if err != nil {
		return err
	}
	e.sayRefused(which[1], next)
	changes, bad := watchlist.Diff(old, next), next.Lost > 0
	for _, ch := range changes {
		if ch.Change == watchlist.Quarantined {
			bad = true
			e.say("quarantined %s: %s", intake.Clip(ch.Key), ch.Why)
		}
	}
	alarms := l.FromChanges(old.List, changes)
	if err := e.alarms(alarms); err != nil {
		return err
	}
	e.say("%d taken back without a stated ground; a match with an answer is a proposal", len(alarms))
	if bad || len(alarms) > 0 {
		return errRefused
	}
	return nil
}

func (e *env) alarms(list []answers.Alarm) error {
	for _, a := range list {
		if e.cli.JSON {
			if err := e.printJSON(a); err != nil {
				return err
			}
			continue
		}
		e.print("%s\n           %s", strings.TrimRight(fmt.Sprintf("%-10s %s  %s %s", a.Change, cmp.Or(a.Case, "-"), cmp.Or(a.Key, a.Response), a.Name), " "), a.Why)
	}
	return nil
}

// act shows one act's time line.
func (c *answersCmd) act(e *env, l answers.Ledger, slipped []answers.Alarm, at time.Time) error {
	a, err := l.Act(c.Act)
	if err != nil {
		return err
	}
	steps := a.TimeLine(at)
	if e.cli.JSON {
		for _, s := range steps {
			if err := e.printJSON(s); err != nil {
				return err
			}
		}
		return nil
	}
	e.print("%s  %s (%s, attributed to %s), %s", a.Case, a.Title, a.Host, a.Actor, a.When)
	for _, x := range a.Attributions {
		e.print("   said by %s, %s: %s", x.By, x.When, x.Words)
	}
	for _, s := range steps {
		e.print("%-10s  signal %6.1f  held %s  %-11s %s: %s%s", s.On, s.Signal, percent(s.Held), s.What, strings.Join(s.By, " "), s.Words, factors(s.Strength))
	}
	for _, x := range a.Unread {
		e.say("not understood %s: %s", x.ID, x.Why)
	}
	return e.alarms(append(a.Backsliding(at), alarmsOf(slipped, a.Case)...))
}

// alarmsOf are the alarms of one act.
func alarmsOf(all []answers.Alarm, act string) []answers.Alarm {
	return slices.DeleteFunc(slices.Clone(all), func(a answers.Alarm) bool { return a.Case != act })
}

// factors shows how a strength came about.
func factors(s *answers.Strength) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("\n            strength %.1f = kind %g × breadth %.1f × cost %.1f × together %.1f × delay %.2f", s.Value, s.Weight, s.Breadth, s.Cost, s.Together, s.Delay)
}

func percent(share *float64) string {
	if share == nil {
		return "   -"
	}
	return fmt.Sprintf("%3.0f%%", 100**share)
}

// table shows every act in a line, then whoever answered, then what slipped.
func (c *answersCmd) table(e *env, l answers.Ledger, slipped []answers.Alarm, at time.Time) error {
	rows := [][]string{{"CASE", "ACT", "ANSWERS", "EXPELLED", "FIRST", "STATES", "TOGETHER", "SIGNAL", "HELD", "ALARMS"}}
	read, unread := 0, 0
	var alarms []answers.Alarm
	for _, a := range l.Acts {
		s := a.Summary(at)
		s.Alarms = append(s.Alarms, alarmsOf(slipped, a.Case)...)
		read, unread = read+len(a.Responses)+len(a.Fates)+len(a.Replies), unread+len(a.Unread)
		alarms = append(alarms, s.Alarms...)
		if e.cli.JSON {
			if err := e.printJSON(s); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{s.Case, s.On, fmt.Sprint(s.Answers), fmt.Sprint(s.Expelled), inDays(s.First), fmt.Sprint(s.States), fmt.Sprint(s.Together), fmt.Sprintf("%.1f", s.Signal), percent(s.Held), fmt.Sprint(len(s.Alarms))})
	}
	e.say("%d entries read, %d not understood", read, unread)
	if n := len(alarmsOf(slipped, "")); n > 0 {
		e.say("%d more were taken back on lists and match no act: outrider answers --lists OLD NEW", n)
	}
	if e.cli.JSON {
		return nil
	}
	e.table(rows)
	e.print("")
	e.states(l, at)
	e.print("\n%s\n", halfText(answers.Half(l.Spans(at))))
	return e.alarms(alarms)
}

func inDays(n *int) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprintf("%d d", *n)
}

// states shows who answered more than one act.
func (e *env) states(l answers.Ledger, at time.Time) {
	rows, once := [][]string{{"BY", "ACTS", "ANSWERS", "SIGNAL", "HELD"}}, 0
	for _, s := range l.States(at) {
		if s.Acts < 2 {
			once++
			continue
		}
		rows = append(rows, []string{s.By, fmt.Sprint(s.Acts), fmt.Sprint(s.Answers), fmt.Sprintf("%.1f", s.Signal), percent(s.Held)})
	}
	e.table(rows)
	e.print("%d more answered one act", once)
}

// halfText is the half-life in a sentence.
func halfText(h answers.HalfLife) string {
	head := fmt.Sprintf("%d measures that last, %d seen to end", h.Measures, h.Ended)
	if h.Days == nil {
		return head + ": more than half still stand, so their half-life is not reached."
	}
	high := "no upper end"
	if h.High != nil {
		high = fmt.Sprintf("%d", *h.High)
	}
	return fmt.Sprintf("%s: half are gone after %d days (90 %%: %d to %s).", head, *h.Days, *h.Low, high)
}
