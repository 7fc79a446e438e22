package main

import (
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type caseCmd struct {
	List     caseListCmd     `cmd:"" help:"Cases, those that nobody owns first."`
	Show     caseShowCmd     `cmd:"" help:"One case: who is in it, what is due, what closing still needs."`
	Print    casePrintCmd    `cmd:"" help:"Write the file of a case down as a page that prints."`
	Open     caseOpenCmd     `cmd:"" help:"Open a file on one threat."`
	Note     caseNoteCmd     `cmd:"" help:"Write down what was done or said."`
	Add      caseAddCmd      `cmd:"" help:"Keep something with a case, or take it away."`
	Wait     caseWaitCmd     `cmd:"" help:"Let a case wait until a day, or go on with it."`
	Offer    caseOfferCmd    `cmd:"" help:"Hand a case over: the other signs."`
	Answer   caseAnswerCmd   `cmd:"" help:"Sign for a case that was offered, or decline."`
	Want     caseWantCmd     `cmd:"" help:"Ask that a case be moved."`
	Move     caseMoveCmd     `cmd:"" help:"As a supervisor: move a case, or refuse a request."`
	Close    caseCloseCmd    `cmd:"" help:"Ask to close a case on a listed ground."`
	Reopen   caseReopenCmd   `cmd:"" help:"Open a closed case again."`
	Referral caseReferralCmd `cmd:"" help:"Ask another organisation for something."`
}

// casework reads one view of cases.
func (e *env) casework(q desk.CaseworkQuery, say func(desk.CaseworkAnswer) any) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Casework: &q})
		if err != nil {
			return err
		}
		v := say(*a.Casework)
		if e.cli.JSON {
			return e.printJSON(v)
		}
		return nil
	})
}

// work does an act on cases.
func (e *env) work(c desk.CaseDecision, said string) error {
	return e.decide(desk.Decision{Case: &c}, said)
}

// namedPeople turns code names into ids, among those whom the user may see.
func (e *env) namedPeople(d local.Door, by outrider.UserID, codes []string) ([]outrider.PersonID, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	a, err := d.Read(e.ctx, by, desk.Query{People: true})
	if err != nil {
		return nil, err
	}
	var out []outrider.PersonID
	for _, c := range codes {
		id := outrider.PersonID(c)
		for _, l := range a.People.People {
			if strings.EqualFold(l.Code, c) {
				id = l.ID
			}
		}
		out = append(out, id)
	}
	return out, nil
}

type caseListCmd struct {
	Closed bool `help:"Closed ones too."`
	Mine   bool `help:"Your own alone."`
}

// Help is shown under the flags.
func (caseListCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case list\n  outrider --as ana --json case list --closed"
}

// Run lists cases.
func (c *caseListCmd) Run(e *env) error {
	return e.casework(desk.CaseworkQuery{Cases: &desk.CasesQuery{Closed: c.Closed, Mine: c.Mine}}, func(a desk.CaseworkAnswer) any {
		for _, l := range a.Cases.Cases {
			e.print("%s  %-8s %s; with %s%s; last work %s", l.ID, l.State, strings.Join(l.Codes, ", "), l.Owner, marks(l), l.Worked.UTC().Format("2006-01-02 15:04"))
		}
		if len(a.Cases.Cases) == 0 {
			e.print("No case is open here.")
		}
		return a.Cases
	})
}

// marks are what a line of the list warns of.
func marks(l desk.CaseLine) string {
	out := ""
	for _, m := range []struct {
		on   bool
		text string
	}{{l.Act, "act now"}, {l.Ownerless, "no owner"}, {l.ForMe, "for you to sign"}, {l.Closing, "closing is asked for"}} {
		if m.on {
			out += "; " + m.text
		}
	}
	return out
}

type caseShowCmd struct {
	ID string `arg:"" help:"Case id, from the list."`
}

// Help is shown under the flags.
func (caseShowCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case show f-3f9c\n  outrider --as ana --json case show f-3f9c"
}

// Run shows a case.
func (c *caseShowCmd) Run(e *env) error {
	return e.casework(desk.CaseworkQuery{Case: outrider.CaseID(c.ID)}, func(a desk.CaseworkAnswer) any {
		e.sayCase(*a.Case)
		return a.Case
	})
}

func (e *env) sayCase(v desk.CaseView) {
	e.print("%s  %s; with %s%s", v.ID, v.State, v.Owner, marks(v.CaseLine))
	e.print("%s", v.Why)
	for _, p := range v.People {
		e.print("  %-8s tier %s; last judged %s; next %s", p.Code, p.Tier, p.Looked.UTC().Format("2006-01-02"), p.Review.UTC().Format("2006-01-02"))
	}
	for _, l := range v.Links {
		e.print("  kept: %s %s", l.What, l.ID)
	}
	for _, r := range v.Referrals {
		e.print("  referral %s to %s: %s, %s", r.ID, r.To, r.Purpose, r.State)
	}
	for _, l := range v.Duties {
		e.duty(l.State, l)
	}
	for _, g := range v.Grounds {
		if len(g.Lacking) == 0 {
			e.print("  %s (%s): everything is there", g.Name, g.ID)
			continue
		}
		e.print("  %s (%s): cannot be closed yet because %s", g.Name, g.ID, strings.Join(g.Lacking, "; "))
	}
	for _, l := range v.Log {
		e.print("%s", strings.TrimSuffix(l.At.UTC().Format("2006-01-02 15:04")+" "+l.By+": "+l.What+": "+l.Text, ": "))
	}
}

type caseOpenCmd struct {
	Person []string `help:"About whom, by code name; may be given again." placeholder:"CODE"`
	From   string   `help:"What it is opened from: alert:ID, report:ID, finding:ID." placeholder:"KIND:ID"`
	Why    string   `help:"Which threat, in a sentence." required:""`
}

// Help is shown under the flags.
func (caseOpenCmd) Help() string {
	return `One threat to one or more people. Whoever opens it owns it until it is handed over.

  outrider --as ana case open --person K-07 --person K-08 --why 'a van at the door'
  outrider --as ana case open --from alert:a-3f9c --why 'a van at the door'`
}

// Run opens a case.
func (c *caseOpenCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		people, err := e.namedPeople(d, by, c.Person)
		if err != nil {
			return err
		}
		o := desk.OpenCase{People: people, Why: c.Why}
		if kind, id, ok := strings.Cut(c.From, ":"); ok {
			o.From = []outrider.CaseLink{{Kind: outrider.LinkKind(kind), ID: id}}
		} else if c.From != "" {
			return outrider.Invalid("write --from as alert:ID, report:ID or finding:ID")
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{Case: &desk.CaseDecision{Open: &o}})
		return e.done(got, err, "Opened: "+got.ID)
	})
}

type caseNoteCmd struct {
	ID      string   `arg:"" help:"Case id."`
	Text    string   `arg:"" help:"What was done or said."`
	Contact bool     `help:"Somebody spoke with the person."`
	About   []string `help:"About whom alone, by code name." placeholder:"CODE"`
}

// Help is shown under the flags.
func (caseNoteCmd) Help() string {
	return `A note is sealed for those whom it is about: whoever may not know one of them does not see it.

  outrider --as ana case note f-3f9c 'called her; she sleeps elsewhere' --contact
  outrider --as ana case note f-3f9c 'his sister knows' --about K-08`
}

// Run writes a note.
func (c *caseNoteCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		people, err := e.namedPeople(d, by, c.About)
		if err != nil {
			return err
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{Case: &desk.CaseDecision{Note: &desk.NoteCase{Case: outrider.CaseID(c.ID), Text: c.Text, Contact: c.Contact, People: people}}})
		return e.done(got, err, "Kept.")
	})
}

type caseAddCmd struct {
	ID   string `arg:"" help:"Case id."`
	What string `arg:"" help:"person:CODE, alert:ID, report:ID, finding:ID, task:ID, record:ID or plan:ID."`
	Gone bool   `help:"Take it away."`
}

// Help is shown under the flags.
func (caseAddCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case add f-3f9c person:K-08\n  outrider --as ana case add f-3f9c report:r-77 --gone"
}

// Run adds something to a case.
func (c *caseAddCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		kind, id, _ := strings.Cut(c.What, ":")
		l := outrider.CaseLink{Kind: outrider.LinkKind(kind), ID: id}
		if l.Kind == outrider.LinkPerson {
			people, err := e.namedPeople(d, by, []string{id})
			if err != nil {
				return err
			}
			l.ID = string(people[0])
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{Case: &desk.CaseDecision{Link: &desk.LinkCase{Case: outrider.CaseID(c.ID), Link: l, Gone: c.Gone}}})
		return e.done(got, err, "Done.")
	})
}

type caseWaitCmd struct {
	ID    string `arg:"" help:"Case id."`
	Until string `help:"Until which day; none: go on with it." placeholder:"DATE"`
	Why   string `help:"For what."`
}

// Help is shown under the flags.
func (caseWaitCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case wait f-3f9c --until 2031-05-01 --why 'for the landlord'\n  outrider --as ana case wait f-3f9c"
}

// Run lets a case wait.
func (c *caseWaitCmd) Run(e *env) error {
	until, err := untilDay(c.Until)
	if err != nil {
		return err
	}
	return e.work(desk.CaseDecision{Stand: &desk.StandCase{Case: outrider.CaseID(c.ID), Until: until, Why: c.Why}}, "Done.")
}
