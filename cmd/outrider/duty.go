package main

import (
	"cmp"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type dutyCmd struct {
	List     dutyListCmd     `cmd:"" help:"Who has the desk, what was missed, what is due."`
	Meet     dutyMeetCmd     `cmd:"" help:"Meet a check-in on the word of staff."`
	Handover dutyHandoverCmd `cmd:"" help:"Hand the desk over, or sign for it."`
}

type dutyListCmd struct{}

// Help is shown under the flags.
func (dutyListCmd) Help() string {
	return "Examples:\n\n  outrider duty list\n  outrider --json duty list"
}

// Run shows the page of the shift.
func (c *dutyListCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Duties: true})
		if err != nil {
			return err
		}
		e.sayIfStill()
		if e.cli.JSON {
			return e.printJSON(a.Duties)
		}
		e.sayDuties(*a.Duties)
		return nil
	})
}

// sayIfStill says that nobody counts the clocks: duties are opened and missed by the
// running desk alone, and a list without them would look like peace.
func (e *env) sayIfStill() {
	if dir, err := e.dataDir(); err == nil && !local.Running(dir) {
		e.say("The desk is not served: what fell due since it was is not counted. Start it: outrider serve")
	}
}

func (e *env) sayDuties(v desk.DutiesView) {
	holder := v.Shift.Holder
	if holder == "" {
		holder = "nobody"
	}
	e.print("The desk is with %s. %d calls in this shift; %d are bearable.", holder, v.Shift.Calls, v.Shift.Budget)
	if v.Shift.OfferTo != "" {
		e.print("Offered to %s, who has not signed yet.", v.Shift.OfferTo)
	}
	if note := cmp.Or(v.Shift.Says, v.Shift.Note); note != "" {
		e.print("note %s", note)
	}
	for _, w := range v.Warnings {
		e.print("warning %s", w)
	}
	e.dutyGroups("MISSED", v.Missed)
	e.dutyGroups("due", v.Due)
	if len(v.Missed)+len(v.Due) == 0 {
		e.print("Nothing is due.")
	}
}

// maxDuties bounds how many lines the terminal shows of one sort of duty; --json has all.
const maxDuties = 50

// dutyGroups prints duties by sort, those to act on first.
func (e *env) dutyGroups(mark string, lines []desk.DutyLine) {
	for _, g := range desk.GroupDuties(lines) {
		n := 0
		for _, about := range g.About {
			for _, l := range about.Lines {
				if n++; n <= maxDuties {
					e.duty(mark, l)
				}
			}
		}
		if n > maxDuties {
			e.print("%-7s %d more of %d: %s", mark, n-maxDuties, n, g.What)
		}
	}
}

func (e *env) duty(mark string, l desk.DutyLine) {
	what := strings.TrimSpace(l.Code + " " + l.Channel)
	late := ""
	if l.Late {
		late = "; learnt late"
	}
	e.print("%-7s %-6s %s (%s); due %s%s; %s", mark, what, l.What, l.Owner, l.Local, late, l.ID)
	if l.Warn != "" {
		e.print("          WARNING %s", l.Warn)
	}
	for _, s := range l.Steps {
		why := ""
		if s.Why != "" {
			why = " (" + s.Why + ")"
		}
		e.print("          %s: %s%s", s.Name, strings.TrimSpace(s.State+" "+s.Channel), why)
	}
}

type dutyMeetCmd struct {
	ID   string `arg:"" help:"Duty id, from the list."`
	Note string `help:"How you know: who spoke to them, and when." required:""`
}

// Help is shown under the flags.
func (dutyMeetCmd) Help() string {
	return `Only a check-in can be met by somebody's word. The others end when what they ask for is done:
judge, publish, close the task, take the alert.

  outrider duty meet d-3f9c --note 'spoke to her at nine'
  outrider --as mira duty meet d-3f9c --note 'called back, gave the word'`
}

// Run meets a check-in.
func (c *dutyMeetCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Duties: true})
		if err != nil {
			return err
		}
		l, ok := a.Duties.Open(outrider.DutyID(c.ID))
		if !ok {
			return outrider.ErrNotFound
		}
		if !l.MayMeet {
			return desk.ErrNotByWord
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: l.Person, Note: c.Note}})
		return e.done(got, err, "Met.")
	})
}

type dutyHandoverCmd struct {
	To     string `help:"Name of whoever takes the desk." xor:"side"`
	Note   string `help:"What was promised, what to watch. No names: ids and code names."`
	Accept bool   `help:"Sign for the desk." xor:"side"`
	Why    string `help:"With --accept, where whoever has it cannot sign: why."`
}

// Help is shown under the flags.
func (dutyHandoverCmd) Help() string {
	return `A hand-over holds when both have signed.

  outrider --as mira duty handover --to ana --note 'the garage calls back at six'
  outrider --as ana duty handover --accept
  outrider --as yusuf duty handover --accept --why 'her phone is off'`
}

// Run offers the desk, or signs for it.
func (c *dutyHandoverCmd) Run(e *env) error {
	switch {
	case c.Accept:
		return e.decide(desk.Decision{AcceptShift: &desk.AcceptShift{Why: c.Why}}, "The desk is yours.")
	case c.To != "":
		return e.decide(desk.Decision{OfferShift: &desk.OfferShift{To: c.To, Note: c.Note}}, "Offered. It holds once they have signed.")
	}
	return outrider.Invalid("say --to whom, or --accept")
}
