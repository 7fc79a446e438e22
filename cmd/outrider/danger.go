package main

import (
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type recordCmd struct {
	Open    recordOpenCmd    `cmd:"" help:"Open a threat record about a person."`
	Know    recordKnowCmd    `cmd:"" help:"Write down what was known, since when, on what."`
	Review  recordReviewCmd  `cmd:"" help:"Look at it again: level, immediacy, owner, next review."`
	Option  recordOptionCmd  `cmd:"" help:"Weigh something that could be done."`
	Decide  recordDecideCmd  `cmd:"" help:"Decide to warn, or not to warn."`
	Approve recordApproveCmd `cmd:"" help:"Be the second person of a decision not to warn."`
	Dissent recordDissentCmd `cmd:"" help:"Keep another view beside the record."`
	Rung    recordRungCmd    `cmd:"" help:"Write down a step of the response: a letter, a visit, a notice."`
	Receipt recordReceiptCmd `cmd:"" help:"Say what became of a step, and how the person took it."`
	Offer   recordOfferCmd   `cmd:"" help:"Offer measures to the person, for this record."`
	Link    recordLinkCmd    `cmd:"" help:"Say who may be hit as well, and how they are cared for."`
	Vital   recordVitalCmd   `cmd:"" help:"Say on which ground it goes on for somebody who withdrew."`
	Close   recordCloseCmd   `cmd:"" help:"Close it: reasons, what reopens it, who looks again and when."`
	Look    recordLookCmd    `cmd:"" help:"Say why a closed record stays closed after something came."`
	Reopen  recordReopenCmd  `cmd:"" help:"Take a closed record up again."`
	Show    recordShowCmd    `cmd:"" help:"Show a record, now or as it was known on a day."`
	Print   recordPrintCmd   `cmd:"" help:"Write a record down as a page that prints."`
	List    recordListCmd    `cmd:"" help:"List records, or decisions not to warn."`
	Levels  recordLevelsCmd  `cmd:"" help:"Show the levels, steps and grounds in force."`
	Adopt   recordAdoptCmd   `cmd:"" help:"Bring an organisation's own levels into force."`
}

// recordArg names the record that a command is about.
type recordArg struct {
	Record outrider.DangerID `arg:"" help:"Record id, from record list."`
}

// onRecord does one act on a record and says what was done.
func (e *env) onRecord(id outrider.DangerID, a desk.DangerAct, said string) error {
	a.Record = id
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Danger: &a})
		return e.done(got, err, said+" "+got.ID)
	})
}

// momentOf reads a moment that has passed: the first instant of a date; empty is none.
func momentOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	w, err := outrider.ParseWhen(s, nil)
	return w.From, err
}

// aheadOf reads a moment ahead: a time, the end of a date, or so far from now as 12h
// or 3d say; empty is none.
func (e *env) aheadOf(s string) (time.Time, error) {
	for unit, span := range map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour} {
		if n, err := strconv.Atoi(strings.TrimSuffix(s, unit)); err == nil && strings.HasSuffix(s, unit) && n > 0 && n < 10000 {
			return e.clock().Add(time.Duration(n) * span), nil
		}
	}
	return lastOf(s)
}

type recordOpenCmd struct {
	Code      string          `arg:"" help:"Code name or id of the person."`
	What      string          `help:"The danger, in a sentence." required:""`
	Level     string          `help:"Level of the scheme in force; record levels lists them." required:""`
	Immediacy string          `help:"How near it is held to be, and why." required:""`
	Alert     string          `help:"Alert that it is opened from."`
	Report    string          `help:"Report that it is opened from."`
	Owner     string          `help:"Who owns it, by name; you, where nobody is named."`
	Review    string          `help:"When it is looked at again: a time, or 12h or 3d from now; as the level says, where none is given." placeholder:"TIME"`
	Ground    outrider.Ground `help:"Where the person withdrew: life-at-risk, child-at-risk or legal-duty."`
	Why       string          `help:"Why the ground holds."`
}

// Help is shown under the flags.
func (recordOpenCmd) Help() string {
	return `It needs neither an alert nor a report: what somebody heard is enough. Its clocks run at once.

  outrider record open K-07 --level serious --what 'a caller knows the school' --immediacy 'days: he named Friday'
  outrider record open K-07 --alert a-3f9c --level imminent --what 'seen at the door' --immediacy 'now: he is there' --owner mira`
}

// Run opens a record.
func (c *recordOpenCmd) Run(e *env) error {
	o := desk.OpenDanger{What: c.What, Level: c.Level, Immediacy: c.Immediacy, Alert: outrider.AlertID(c.Alert), Report: outrider.ReportID(c.Report), Owner: c.Owner}
	var err error
	if o.Review, err = e.aheadOf(c.Review); err != nil {
		return err
	}
	if c.Ground != "" {
		o.Vital = &outrider.DangerVital{Ground: c.Ground, Why: c.Why}
	}
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		o.Person = id
		got, err := d.Decide(e.ctx, by, desk.Decision{Danger: &desk.DangerAct{Open: &o}})
		return e.done(got, err, "Opened: "+got.ID)
	})
}

type recordKnowCmd struct {
	recordArg
	From     outrider.DangerSource `arg:"" help:"report, finding, alert, assessment or outside."`
	Cites    string                `arg:"" optional:"" help:"Id of the report, finding or alert."`
	What     string                `help:"What was known; in the words of what it cites, where left out."`
	Who      string                `help:"Whose outside word it is."`
	Happened string                `help:"When it happened." placeholder:"TIME"`
	Knew     string                `help:"When an outside word reached the desk; now, where left out. Of its own the ledger says." placeholder:"TIME"`
	Ought    string                `help:"When it ought to have been known." placeholder:"TIME"`
	Missed   string                `help:"Why it was not."`
}

// Help is shown under the flags.
func (recordKnowCmd) Help() string {
	return `Of what the desk holds itself, the ledger says since when it was known: that is never typed.

  outrider record know t-3f9c report r-inv2
  outrider record know t-3f9c outside --who 'the school' --what 'a stranger asked for the timetable' --happened 2026-03-02
  outrider record know t-3f9c report r-inv2 --ought 2026-02-27 --missed 'the garage told nobody'`
}

// Run writes down a known fact.
func (c *recordKnowCmd) Run(e *env) error {
	k := desk.KnowDanger{From: c.From, Cites: c.Cites, What: c.What, Who: c.Who, Missed: c.Missed}
	var err error
	if c.Happened != "" {
		if k.Happened, err = outrider.ParseWhen(c.Happened, nil); err != nil {
			return err
		}
	}
	if k.Knew, err = momentOf(c.Knew); err != nil {
		return err
	}
	if k.Ought, err = momentOf(c.Ought); err != nil {
		return err
	}
	return e.onRecord(c.Record, desk.DangerAct{Know: &k}, "Kept:")
}

type recordReviewCmd struct {
	recordArg
	Level     string `help:"Level it is held at now; as before, where left out."`
	Immediacy string `help:"How near it is held to be, and why."`
	Owner     string `help:"Who owns it from now on, by name."`
	Review    string `help:"When it is looked at again." placeholder:"TIME"`
	Why       string `help:"Why it is held so now." required:""`
}

// Help is shown under the flags.
func (recordReviewCmd) Help() string {
	return `A higher level begins the clocks anew, and undoes a decision not to warn.

  outrider record review t-3f9c --why 'nothing new in a week'
  outrider record review t-3f9c --level imminent --immediacy 'tonight: he bought a ticket' --why 'police called'`
}

// Run keeps a review.
func (c *recordReviewCmd) Run(e *env) error {
	r := desk.ReviewDanger{Level: c.Level, Immediacy: c.Immediacy, Owner: c.Owner, Why: c.Why}
	var err error
	if r.Review, err = e.aheadOf(c.Review); err != nil {
		return err
	}
	return e.onRecord(c.Record, desk.DangerAct{Review: &r}, "Kept:")
}

type recordOptionCmd struct {
	recordArg
	What    string `help:"What could be done." required:""`
	For     string `help:"What speaks for it." required:""`
	Against string `help:"What speaks against it." required:""`
}

// Help is shown under the flags.
func (recordOptionCmd) Help() string {
	return "Examples:\n\n  outrider record option t-3f9c --what 'a visit today' --for 'they can ask' --against 'neighbours see it'\n  outrider --json record option t-3f9c --what wait --for 'more is known tomorrow' --against 'they do not know today'"
}

// Run keeps an option.
func (c *recordOptionCmd) Run(e *env) error {
	return e.onRecord(c.Record, desk.DangerAct{Option: &outrider.DangerOption{What: c.What, For: c.For, Against: c.Against}}, "Kept:")
}

type recordDecideCmd struct {
	recordArg
	Verdict outrider.DangerVerdict `arg:"" help:"warn, or do-not-warn."`
	Reasons string                 `help:"Why." required:""`
	Ground  string                 `help:"Ground of a decision not to warn; record levels lists them."`
	Review  string                 `help:"When a decision not to warn is looked at again." placeholder:"TIME"`
}

// Help is shown under the flags.
func (recordDecideCmd) Help() string {
	return `A decision not to warn is in force once a second person has agreed, until its review
date. Before and after, the person is to be warned.

  outrider record decide t-3f9c warn --reasons 'they can act on it'
  outrider --as ana record decide t-3f9c do-not-warn --ground endangers-person --review 3d --reasons 'their phone is read'`
}

// Run decides.
func (c *recordDecideCmd) Run(e *env) error {
	q := desk.DecideDanger{Verdict: c.Verdict, Reasons: c.Reasons, Ground: c.Ground}
	var err error
	if q.Review, err = e.aheadOf(c.Review); err != nil {
		return err
	}
	said := "Decided:"
	if c.Verdict == outrider.DangerSilent {
		said = "It waits for a second person; until then the person is to be warned:"
	}
	return e.onRecord(c.Record, desk.DangerAct{Decide: &q}, said)
}

type recordApproveCmd struct {
	recordArg
	Return string `help:"Give it back, for this reason." placeholder:"REASON"`
	Note   string `help:"A word on it."`
}

// Help is shown under the flags.
func (recordApproveCmd) Help() string {
	return "Never the one who decided.\n\n  outrider --as mira record approve t-3f9c\n  outrider --as mira record approve t-3f9c --return 'their sister can tell them unseen'"
}

// Run is the second person's word.
func (c *recordApproveCmd) Run(e *env) error {
	a, said := desk.ApproveDanger{Give: c.Return == "", Why: c.Note}, "Agreed: it is in force until its review date."
	if c.Return != "" {
		a.Why, said = c.Return, "Given back: the person is to be warned."
	}
	return e.onRecord(c.Record, desk.DangerAct{Approve: &a}, said)
}

type recordDissentCmd struct {
	recordArg
	Why   string `help:"What you see differently, and why." required:""`
	About string `help:"Id of a decision, an option or a known fact; the record, where left out."`
}

// Help is shown under the flags.
func (recordDissentCmd) Help() string {
	return "It stands beside the record for ever, with your name.\n\n  outrider --as yusuf record dissent t-3f9c --why 'it is nearer than that'\n  outrider --as yusuf record dissent t-3f9c --about v-77aa --why 'a visit is seen'"
}

// Run keeps another view.
func (c *recordDissentCmd) Run(e *env) error {
	return e.onRecord(c.Record, desk.DangerAct{Dissent: &outrider.DangerDissent{About: c.About, Why: c.Why}}, "It stands beside the record:")
}
