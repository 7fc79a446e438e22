package main

import (
	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/server/ui"
)

// printFlags say where a sheet goes.
type printFlags struct {
	Out string `help:"Write it to this new file instead, for your eyes alone." placeholder:"FILE"`
}

// sheet reads one view, as the page of it does, and writes it down as a page that
// stands alone: what the user may not see is not in it, and the look is recorded.
func (e *env) sheet(out string, ask func(local.Door, outrider.UserID) (view any, page ui.Body, err error)) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		view, page, err := ask(d, by)
		if err != nil {
			return err
		}
		if e.cli.JSON && out == "" {
			return e.printJSON(view)
		}
		pages, err := ui.New()
		if err != nil {
			return err
		}
		file, err := pages.File(ui.Frame{Now: e.clock()}, page)
		if err != nil {
			return err
		}
		if out == "" {
			e.print("%s", file)
			return nil
		}
		if err := writeFresh(out, string(file)); err != nil {
			return err
		}
		e.say("Written to %s. It is not sealed: print it, and destroy the file.", out)
		if e.cli.JSON {
			return e.printJSON(view)
		}
		return nil
	})
}

type personPrintCmd struct {
	Code   string `arg:"" help:"Code name or id."`
	Reveal string `help:"Put the identity on it too, for this reason; it is recorded." placeholder:"REASON"`
	AsOf   string `help:"As it stood then (RFC 3339 or a date)." placeholder:"TIME"`
	printFlags
}

// Help is shown under the flags.
func (personPrintCmd) Help() string {
	return `The page of one person as a file of HTML that prints on A4. Nothing in it leads elsewhere or is fetched.

  outrider --as ana person print K-07 --out k-07.html
  outrider --as ana person print K-07 --reveal 'for the court on Friday' --out k-07.html
  outrider --as ana --json person print K-07`
}

// Run writes down a person's sheet.
func (c *personPrintCmd) Run(e *env) error {
	then, err := lastOf(c.AsOf)
	if err != nil {
		return err
	}
	return e.sheet(c.Out, func(d local.Door, by outrider.UserID) (any, ui.Body, error) {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return nil, nil, err
		}
		a, err := d.Read(e.ctx, by, desk.Query{AsOf: then, Person: &desk.PersonQuery{ID: id, Reveal: c.Reveal != "", Reason: c.Reveal}})
		if err != nil {
			return nil, nil, err
		}
		return a.Person, ui.Person{PersonView: *a.Person}, nil
	})
}

type planPrintCmd struct {
	Code string `arg:"" help:"Code name or id."`
	Lang string `help:"In this language; else in theirs." placeholder:"TAG"`
	Own  string `help:"Folder with your own texts; a file there takes the place of ours." type:"existingdir" placeholder:"FOLDER"`
	printFlags
}

// Help is shown under the flags.
func (planPrintCmd) Help() string {
	return `What somebody takes home of their plan: in their language, without any name of theirs, of the desk or of this program, and without a figure.

  outrider --as ana plan print K-07 --out paper.html
  outrider --as ana plan print K-07 --lang ar --out paper.html
  outrider --as ana --json plan print K-07`
}

// Run writes down what somebody takes home.
func (c *planPrintCmd) Run(e *env) error {
	texts, err := adviceFrom{Own: c.Own}.read(e)
	if err != nil {
		return err
	}
	return e.sheet(c.Out, func(d local.Door, by outrider.UserID) (any, ui.Body, error) {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return nil, nil, err
		}
		a, err := d.Read(e.ctx, by, desk.Query{Plan: &desk.PlanQuery{Person: id, Lang: c.Lang}})
		if err != nil {
			return nil, nil, err
		}
		return a.Plan, ui.NewPlanPaper(*a.Plan, texts, c.Lang), nil
	})
}

type recordPrintCmd struct {
	recordArg
	AsOf string `help:"As it was known then (RFC 3339 or a date)." placeholder:"TIME"`
	printFlags
}

// Help is shown under the flags.
func (recordPrintCmd) Help() string {
	return `The page of one threat record as a file of HTML that prints on A4. It names the entry of the ledger that it was made from.

  outrider --as ana record print t-3f9c --out t-3f9c.html
  outrider --as ana record print t-3f9c --as-of 2026-03-02T12:00 --out then.html`
}

// Run writes down a threat record.
func (c *recordPrintCmd) Run(e *env) error {
	then, err := lastOf(c.AsOf)
	if err != nil {
		return err
	}
	return e.sheet(c.Out, func(d local.Door, by outrider.UserID) (any, ui.Body, error) {
		a, err := d.Read(e.ctx, by, desk.Query{AsOf: then, Danger: &desk.DangerQuery{ID: c.Record}})
		if err != nil {
			return nil, nil, err
		}
		return a.Danger, ui.Danger{DangerView: *a.Danger, At: then}, nil
	})
}

type casePrintCmd struct {
	ID string `arg:"" help:"Case id, from the list."`
	printFlags
}

// Help is shown under the flags.
func (casePrintCmd) Help() string {
	return `The file of one case as HTML that prints on A4: the people, things and notes that you may see of it.

  outrider --as ana case print f-3f9c --out f-3f9c.html
  outrider --as ana --json case print f-3f9c`
}

// Run writes down the file of a case.
func (c *casePrintCmd) Run(e *env) error {
	return e.sheet(c.Out, func(d local.Door, by outrider.UserID) (any, ui.Body, error) {
		a, err := d.Read(e.ctx, by, desk.Query{Casework: &desk.CaseworkQuery{Case: outrider.CaseID(c.ID)}})
		if err != nil {
			return nil, nil, err
		}
		return a.Casework.Case, ui.Case{CaseView: *a.Casework.Case}, nil
	})
}

// page writes the document of a referral as the page that prints it.
func (c *referralPrintCmd) page(e *env) error {
	return e.sheet(c.Out, func(d local.Door, by outrider.UserID) (any, ui.Body, error) {
		a, err := d.Read(e.ctx, by, desk.Query{Casework: &desk.CaseworkQuery{Paper: outrider.ReferralID(c.ID)}})
		if err != nil {
			return nil, nil, err
		}
		return a.Casework.Paper, ui.Paper(*a.Casework.Paper), nil
	})
}
