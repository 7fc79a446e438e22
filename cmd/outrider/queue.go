package main

import (
	"fmt"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type queueCmd struct {
	AsOf string `help:"As it stood then (RFC 3339 or a date)." placeholder:"TIME"`
}

// Help is shown under the flags.
func (queueCmd) Help() string {
	return "Examples:\n\n  outrider queue\n  outrider queue --as-of 2026-01-15"
}

// Run shows what waits for a decision.
func (c *queueCmd) Run(e *env) error {
	q := desk.Query{Queue: true}
	if c.AsOf != "" {
		w, err := outrider.ParseWhen(c.AsOf, nil)
		if err != nil {
			return err
		}
		q.AsOf = w.Last()
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, q)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Queue)
		}
		e.sayQueue(*a.Queue)
		return nil
	})
}

func (e *env) sayQueue(v desk.QueueView) {
	if len(v.Items) == 0 {
		e.print("Nothing waits. That is not the same as nothing happening.")
	}
	for _, it := range v.Items {
		e.item(it)
	}
	if len(v.Taken) > 0 {
		e.print("Taken:")
		for _, it := range v.Taken {
			e.item(it)
		}
	}
	for _, q := range v.Quiet {
		e.print("quiet  %-6s  %s, %s. %s", q.Code, q.Judgement.Percent, q.Judgement.Word, q.Judgement.Note)
	}
	if c := v.Consent; c != nil {
		for _, l := range c.Lapses {
			e.print("consent  %-6s  %s %s: until %s", l.Code, l.Purpose, l.With, day(l.Expires))
		}
		for _, l := range c.Waiting {
			e.print("consent  %-6s  something waits for a second person", l.Code)
		}
		e.recalls(c.Recalls)
	}
	if v.Unassigned > 0 {
		e.print("%d reports name nobody in the register.", v.Unassigned)
	}
}

func (e *env) item(it desk.QueueItem) {
	mark := strings.ToUpper(string(it.Level))
	if it.Urgent {
		mark += " URGENT"
	}
	owner := ""
	if it.Owner != "" {
		owner = "  (" + it.Owner + ")"
	}
	e.print("%-10s %-6s %s%s", mark, it.Code, it.Why, owner)
	e.print("           do: %s", it.Do)
	e.print("           %s, %s (%s); raised %s; %s", it.Judgement.Percent, it.Judgement.Word, it.Judgement.Range, it.Raised.UTC().Format(time.RFC3339), it.Alert)
}

// judgement prints a probability the way every page shows it.
func (e *env) judgement(j desk.Judgement) {
	e.print("%s: %s (%s), %s, %s", j.Label, j.Percent, j.Range, j.Word, j.Frequency)
	if j.Base != "" {
		e.print("    %s", j.Base)
	}
	e.print("    rests on %s. %s", j.RestsOn, j.Note)
	for _, c := range j.ChangesIf {
		e.print("    would change if: %s", c)
	}
	for _, m := range j.Missing {
		e.print("    missing: %s", m)
	}
}

func (e *env) account(a desk.Account) {
	if len(a.Rows) == 0 {
		return
	}
	e.print("")
	e.print("  decibans, attack against benign")
	for _, r := range a.Rows {
		e.print("  %+7.2f  %s  %s %s", r.Decibans, r.At.UTC().Format("2006-01-02"), r.Why, ids(r.Reports))
	}
	e.print("  %+7.2f  sum; %s", a.Sum, a.OddsText)
}

func ids(rs []outrider.ReportID) string {
	if len(rs) == 0 {
		return ""
	}
	s := make([]string, len(rs))
	for i, r := range rs {
		s[i] = string(r)
	}
	return "[" + strings.Join(s, " ") + "]"
}

func (e *env) finding(f desk.FindingLine) {
	e.print("")
	e.print("%s  (score %.2f)", f.Summary, f.Score)
	if f.Selector != "" {
		e.print("    %s", f.Selector)
	}
	for _, w := range f.Rows {
		e.print("    %+7.2f  %s", w.Nats, w.Why)
	}
	if f.Innocent != "" {
		e.print("    innocent explanation: %s", f.Innocent)
	}
	if f.Ask != "" {
		e.print("    ask: %s", f.Ask)
	}
	if f.Changes != "" {
		e.print("    changes: %s", f.Changes)
	}
}

func (e *env) reportLine(r desk.ReportLine) {
	state := ""
	switch {
	case r.Erased:
		state = " (erased)"
	case r.Retracted:
		state = " (withdrawn)"
	}
	e.print("%s  %-22s %-14s %s  %s%s", r.Occurred, r.KindName, r.Grade, strings.Join(r.Codes, ","), r.Text, state)
}

type alertCmd struct {
	Show    alertShowCmd    `cmd:"" help:"Open an alert: why, and what to do."`
	Take    alertTakeCmd    `cmd:"" help:"Say that you own it."`
	Dismiss alertDismissCmd `cmd:"" help:"Quiet its thread until something new comes."`
}

type alertShowCmd struct {
	ID string `arg:"" help:"Alert id, from the queue."`
}

// Help is shown under the flags.
func (alertShowCmd) Help() string {
	return "Examples:\n\n  outrider alert show a-3f9c\n  outrider --json alert show a-3f9c"
}

// Run opens an alert.
func (c *alertShowCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Alert: outrider.AlertID(c.ID)})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Alert)
		}
		v := a.Alert
		e.item(v.Item)
		for i, s := range v.Emergency {
			e.print("  %d. %s", i+1, s)
		}
		e.judgement(v.Item.Judgement)
		for _, h := range v.Hypotheses {
			e.print("  %7s  %s", h.Percent, h.Name)
		}
		if v.Finding != nil {
			e.finding(*v.Finding)
		}
		e.account(v.Account)
		for _, r := range v.Reports {
			e.reportLine(r)
		}
		return nil
	})
}

type alertTakeCmd struct {
	ID string `arg:"" help:"Alert id."`
}

// Help is shown under the flags.
func (alertTakeCmd) Help() string {
	return "Examples:\n\n  outrider alert take a-3f9c\n  outrider --as mira alert take a-3f9c"
}

// Run takes an alert.
func (c *alertTakeCmd) Run(e *env) error {
	return e.decide(desk.Decision{Take: &desk.TakeAlert{Alert: outrider.AlertID(c.ID)}}, "It is yours.")
}

type alertDismissCmd struct {
	ID     string `arg:"" help:"Alert id."`
	Reason string `help:"Why: innocent, known, duplicate, handled, other." required:""`
	Note   string `help:"What was found out."`
	Days   int    `help:"Wake at the latest after this many days." default:"30"`
}

// Help is shown under the flags.
func (alertDismissCmd) Help() string {
	return `The thread wakes by itself with clearly more evidence, a new place, a new person, or on the date.

  outrider alert dismiss a-3f9c --reason innocent --note 'the new neighbour, spoken to'
  outrider alert dismiss a-3f9c --reason duplicate --days 7`
}

// Run dismisses an alert.
func (c *alertDismissCmd) Run(e *env) error {
	until := e.clock().AddDate(0, 0, c.Days)
	return e.decide(desk.Decision{Dismiss: &desk.DismissAlert{Alert: outrider.AlertID(c.ID), Reason: c.Reason, Note: c.Note, Until: until}},
		fmt.Sprintf("Quiet until %s, or until something new comes.", until.UTC().Format("2 January 2006")))
}

// decide does one act and says so.
func (e *env) decide(dec desk.Decision, said string) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		got, err := d.Decide(e.ctx, by, dec)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("%s", said)
		return nil
	})
}

type searchCmd struct {
	Query []string `arg:"" help:"Words, a code name, a plate, a number; any script."`
}

// Help is shown under the flags.
func (searchCmd) Help() string {
	return "Examples:\n\n  outrider search DH47KLM\n  outrider search 'فورگون خاکستری'"
}

// Run searches.
func (c *searchCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Search: strings.Join(c.Query, " ")})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Search)
		}
		for _, p := range a.Search.People {
			e.print("%s  %s", p.Code, p.ID)
		}
		for _, r := range a.Search.Reports {
			e.reportLine(r)
		}
		if len(a.Search.People)+len(a.Search.Reports) == 0 {
			e.print("Nothing that you may see.")
		}
		return nil
	})
}
