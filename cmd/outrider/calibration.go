package main

import (
	"fmt"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type calibrationCmd struct {
	Show   calibrationShowCmd   `cmd:"" default:"withargs" help:"What was said, held to what came."`
	Ask    calibrationAskCmd    `cmd:"" help:"Put a judgement about harm to the test."`
	Answer calibrationAnswerCmd `cmd:"" help:"Say how a question about harm ended."`
}

type calibrationShowCmd struct{}

// Help is shown under the flags.
func (calibrationShowCmd) Help() string {
	return `Misses first, then how much can be held against anybody at all, then scores. It names nobody,
and of single analysts you see your own record only.

  outrider calibration
  outrider --json --as yusuf calibration

Exit codes: 0 shown, 2 not shown.`
}

// Run shows the record.
func (c *calibrationShowCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Record: true})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Record)
		}
		e.sayRecord(*a.Record)
		return nil
	})
}

func (e *env) sayRecord(v desk.RecordView) {
	e.print("Misses: %d", v.Missed)
	for _, m := range v.Misses {
		var said []string
		for _, s := range m.Said {
			said = append(said, fmt.Sprintf("%s said %s", s.Judge, s.Percent))
		}
		e.print("  %s: %s; asked %s; %s  (%s)", m.Asked, m.Came, m.Opened.Format(time.DateOnly), strings.Join(said, ", "), m.Question)
	}
	c := v.Coverage
	e.print("Questions: %d; answered %d, running %d, run out %d, never to be known %d; %d published; about %d of %d people.",
		c.Opened, c.Answered, c.Open, c.Waiting, c.Unknown, c.Published, c.Asked, c.People)
	if len(v.Lines) > 0 {
		e.table(recordRows(v))
	}
	for _, w := range v.Waiting {
		if w.Over {
			e.print("waits for an answer: %s, %s, until %s  (%s)", w.Code, w.Asked, w.Due.Format(time.DateOnly), w.Question)
		}
	}
}

func recordRows(v desk.RecordView) [][]string {
	rows := [][]string{{"QUESTION", "JUDGE", "ANSWERED", "CAME", "PEOPLE", "MEAN", "BRIER SKILL", "LOG SKILL"}}
	for _, l := range v.Lines {
		row := []string{l.Asked, l.Name, fmt.Sprint(l.Outcomes), fmt.Sprint(l.Happened), fmt.Sprint(l.People)}
		if l.Few {
			rows = append(rows, append(row, fmt.Sprintf("counts only under %d", v.Least)))
			continue
		}
		rows = append(rows, append(row, outrider.Percent(l.Mean), skill(*l.Brier), skill(*l.Log)))
	}
	return rows
}

type calibrationAskCmd struct {
	Person  string  `arg:"" help:"Code name."`
	Days    int     `help:"Harm within so many days: 30, 90 or 365." default:"90"`
	Percent float64 `help:"How probable, in per cent: 0.1 to 99.9." required:""`
	Publish bool    `help:"It is the organisation's figure, not mine alone."`
}

// Help is shown under the flags.
func (calibrationAskCmd) Help() string {
	return `Keeps a judgement about harm with the model's figure beside it, until time answers it.

  outrider calibration ask K-07 --days 90 --percent 4 --publish

Exit codes: 0 kept, 2 not kept.`
}

// Run opens a question.
func (c *calibrationAskCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Person)
		if err != nil {
			return err
		}
		out, err := d.Decide(e.ctx, by, desk.Decision{Ask: &desk.AskQuestion{Person: id, Days: c.Days, P: c.Percent / 100, Published: c.Publish}})
		if err != nil {
			return err
		}
		return e.asked(out, "asked")
	})
}

type calibrationAnswerCmd struct {
	Question string `arg:"" help:"Id of the question."`
	Answer   string `arg:"" help:"happened, did-not or unknown."`
	Reason   string `help:"Why nobody can know: measure-taken, nobody-looking, left-protection, never-graded."`
}

// Help is shown under the flags.
func (calibrationAnswerCmd) Help() string {
	return `The first answer stands. That nothing came can be said only after the time has run out.

  outrider calibration answer q-abc did-not
  outrider calibration answer q-abc unknown --reason measure-taken

Exit codes: 0 recorded, 2 not recorded.`
}

// Run closes a question.
func (c *calibrationAnswerCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		out, err := d.Decide(e.ctx, by, desk.Decision{Resolve: &desk.ResolveQuestion{Question: outrider.QuestionID(c.Question), Resolution: outrider.Resolution(c.Answer), Reason: c.Reason}})
		if err != nil {
			return err
		}
		return e.asked(out, "answered")
	})
}

// asked says which question was opened or closed.
func (e *env) asked(out desk.Outcome, what string) error {
	if e.cli.JSON {
		return e.printJSON(out)
	}
	e.print("%s %s", what, out.ID)
	return nil
}
