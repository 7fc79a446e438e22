package main

import (
	"bufio"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type personCheckInCmd struct {
	Set    checkInSetCmd    `cmd:"" help:"Agree when somebody says that all is well."`
	Show   checkInShowCmd   `cmd:"" help:"Show what was agreed, and what became of it."`
	Answer checkInAnswerCmd `cmd:"" help:"Pass on an answer: their word, or how you know."`
	Stop   checkInStopCmd   `cmd:"" help:"They check in no more."`
}

type checkInSetCmd struct {
	Code    string   `arg:"" help:"Code name or id."`
	At      []string `help:"Local time; may be repeated." required:"" placeholder:"HH:MM"`
	On      []string `help:"Days, mon to sun; none: every day." placeholder:"DAY"`
	Zone    string   `help:"Their time zone, such as Europe/Vienna." required:""`
	Way     []string `help:"How to remind them, as channel=address, in order; none: by their wishes." sep:"none" placeholder:"WAY"`
	Contact []string `help:"How to reach their second contact, as channel=address; none: by their wishes." sep:"none" placeholder:"WAY"`
	Again   int      `help:"Minutes until the second way; 0: the usual." placeholder:"MINUTES"`
	Second  int      `help:"Minutes until the second contact." placeholder:"MINUTES"`
	Missed  int      `help:"Minutes until the desk is alerted." placeholder:"MINUTES"`
}

// Help is shown under the flags.
func (checkInSetCmd) Help() string {
	return `The words are agreed with the person's wishes. Channels are those of outrider channels list.

  outrider --as ana person checkin set K-07 --at 08:30 --zone Europe/Vienna
  outrider --as ana person checkin set K-07 --at 08:30 --at 20:00 --on mon --on fri --zone Asia/Beirut \
    --way signal=+4310000000 --way mail=k@example.org --contact signal=+4420000000 --missed 60`
}

// waysFrom reads channel=address.
func waysFrom(flags []string) []outrider.Way {
	var out []outrider.Way
	for _, f := range flags {
		channel, to, _ := strings.Cut(f, "=")
		out = append(out, outrider.Way{Channel: strings.TrimSpace(channel), To: strings.TrimSpace(to)})
	}
	return out
}

// Run agrees on check-ins.
func (c *checkInSetCmd) Run(e *env) error {
	return e.aboutPerson(c.Code, "Agreed.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: id, At: c.At, Days: c.On, Zone: c.Zone, Ways: waysFrom(c.Way), Contact: waysFrom(c.Contact),
			Again: c.Again, Second: c.Second, Missed: c.Missed}}
	})
}

// aboutPerson does one act about somebody who is named by code name.
func (e *env) aboutPerson(code, said string, make func(outrider.PersonID) desk.Decision) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, code)
		if err != nil {
			return err
		}
		got, err := d.Decide(e.ctx, by, make(id))
		return e.done(got, err, said)
	})
}

type checkInShowCmd struct {
	Code string `arg:"" help:"Code name or id."`
}

// Help is shown under the flags.
func (checkInShowCmd) Help() string {
	return "Addresses stay sealed.\n\n  outrider person checkin show K-07\n  outrider --json person checkin show K-07"
}

// Run shows a person's check-ins.
func (c *checkInShowCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return err
		}
		a, err := d.Read(e.ctx, by, desk.Query{CheckIns: id})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.CheckIns)
		}
		v := a.CheckIns
		if !v.Agreed {
			e.print("No check-in is agreed with %s.", v.Code)
			return nil
		}
		e.print("%s checks in at %s %s (%s); next %s", v.Code, strings.Join(v.At, ", "), strings.Join(v.Days, " "), v.Zone, v.Local)
		e.print("second way after %d minutes, second contact after %d, the desk after %d", v.Again, v.Second, v.Missed)
		if v.Warn != "" {
			e.print("WARNING %s", v.Warn)
		}
		if !v.Last.IsZero() {
			e.print("last answer %s", v.Last.UTC().Format(time.RFC3339))
		}
		for _, l := range v.Duties {
			e.duty(l.State, l)
		}
		return nil
	})
}

type checkInAnswerCmd struct {
	Code string `arg:"" help:"Code name or id."`
	Note string `help:"How you know that all is well." xor:"how"`
	Word bool   `help:"Read the word that they gave from standard input." xor:"how"`
}

// Help is shown under the flags.
func (checkInAnswerCmd) Help() string {
	return `The answer is the same whichever of their words was given.

  outrider person checkin answer K-07 --note 'spoke to her at nine'
  printf '%s' "$WORD" | outrider person checkin answer K-07 --word`
}

// Run passes an answer on.
func (c *checkInAnswerCmd) Run(e *env) error {
	word := ""
	if c.Word {
		line, err := bufio.NewReader(e.in).ReadString('\n')
		if word = strings.TrimSpace(line); word == "" {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "no word was given", Hint: "write it on standard input", Err: err}
		}
	}
	return e.aboutPerson(c.Code, "Received.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: id, Word: word, Note: c.Note}}
	})
}

type checkInStopCmd struct {
	Code string `arg:"" help:"Code name or id."`
}

// Help is shown under the flags.
func (checkInStopCmd) Help() string {
	return "Examples:\n\n  outrider --as ana person checkin stop K-07\n  outrider --as ana --json person checkin stop K-07"
}

// Run ends a person's check-ins.
func (c *checkInStopCmd) Run(e *env) error {
	return e.aboutPerson(c.Code, "They check in no more.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: id, End: true}}
	})
}
