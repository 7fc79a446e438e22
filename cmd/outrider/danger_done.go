package main

import (
	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type recordRungCmd struct {
	recordArg
	Rung        string `arg:"" help:"Kind of step; record levels lists them."`
	Sender      string `help:"Who sent it: an authority, or a colleague by name; you, where left out."`
	To          string `help:"Who took it; the person, where left out."`
	Wording     string `help:"What was said; sealed." required:""`
	Language    string `help:"In which language." required:""`
	Interpreter string `help:"Who interpreted."`
	Method      string `help:"in-person, phone, letter, message or through-another." required:""`
	Given       string `help:"When; now, where left out." placeholder:"TIME"`
}

// Help is shown under the flags.
func (recordRungCmd) Help() string {
	return `Whoever the person asked not to tell is given nothing and interprets nothing.

  outrider record rung t-3f9c notice --method in-person --language fa --wording 'we hold it to be real' --interpreter 'a colleague'
  outrider record rung t-3f9c guard --sender 'city police' --method in-person --language de --wording 'a car stands outside' --given 2026-03-02T18:00`
}

// Run writes down a step.
func (c *recordRungCmd) Run(e *env) error {
	g := desk.GiveRung{Rung: c.Rung, Sender: c.Sender, To: c.To, Wording: c.Wording, Language: c.Language, Interpreter: c.Interpreter, Method: c.Method}
	var err error
	if g.Given, err = momentOf(c.Given); err != nil {
		return err
	}
	return e.onRecord(c.Record, desk.DangerAct{Rung: &g}, "Kept:")
}

type recordReceiptCmd struct {
	recordArg
	Rung     string `arg:"" help:"Step, from record show."`
	Missed   bool   `help:"It did not reach them."`
	Who      string `help:"Who confirmed it."`
	At       string `help:"When; now, where left out." placeholder:"TIME"`
	Known    string `help:"How that is known; or why it did not reach them." required:""`
	Reaction string `help:"How they took it."`
}

// Help is shown under the flags.
func (recordReceiptCmd) Help() string {
	return "Examples:\n\n  outrider record receipt t-3f9c g-11aa --who 'the person' --known 'read back in their words' --reaction 'calm'\n  outrider record receipt t-3f9c g-11aa --missed --known 'nobody opened'"
}

// Run writes down a receipt.
func (c *recordReceiptCmd) Run(e *env) error {
	r := outrider.DangerReceipt{Rung: c.Rung, Reached: !c.Missed, Who: c.Who, Known: c.Known, Reaction: c.Reaction}
	var err error
	if r.At, err = momentOf(c.At); err != nil {
		return err
	}
	return e.onRecord(c.Record, desk.DangerAct{Receipt: &r}, "Kept:")
}

type recordOfferCmd struct {
	recordArg
	Measures []string `arg:"" help:"Measures of the library; in words for somebody who withdrew."`
	Owner    string   `help:"Who sees to them, by name."`
	How      string   `help:"For somebody who withdrew: how it was put to them."`
	Answer   string   `help:"For somebody who withdrew: what they said."`
}

// Help is shown under the flags.
func (recordOfferCmd) Help() string {
	return `It goes into the person's plan, tied to this record. No warning closes without one.

  outrider record offer t-3f9c home-locks delivery-rule --owner mira
  outrider record offer t-3f9c 'a night elsewhere' --how 'said at the door' --answer 'will think about it'`
}

// Run offers measures: in the plan, or by word where none may be kept.
func (c *recordOfferCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Danger: &desk.DangerQuery{ID: c.Record}})
		if err != nil {
			return err
		}
		dec := desk.Decision{Offer: &desk.OfferMeasures{Person: a.Danger.Line.Person, Measures: c.Measures, For: string(c.Record), Owner: c.Owner}}
		if a.Danger.NoPlan {
			dec = desk.Decision{Danger: &desk.DangerAct{Record: c.Record, Offer: &outrider.DangerOffer{Measures: c.Measures, How: c.How, Answer: c.Answer}}}
		}
		got, err := d.Decide(e.ctx, by, dec)
		return e.done(got, err, "Offered. The person may decline: nothing is held against them.")
	})
}

type recordLinkCmd struct {
	recordArg
	Code  string `help:"Code name of somebody in the register." xor:"who" required:""`
	Who   string `help:"How they stand to the person, where they are not in the register." xor:"who" required:""`
	Child bool   `help:"A child."`
	Note  string `help:"How they are cared for, and why they have no sheet of their own."`
}

// Help is shown under the flags.
func (recordLinkCmd) Help() string {
	return "A record does not close before everybody linked has a sheet of their own, or a note.\n\n  outrider record link t-3f9c --code K-08\n  outrider record link t-3f9c --who daughter --child --note 'the school and her aunt know'"
}

// Run links somebody.
func (c *recordLinkCmd) Run(e *env) error {
	l := outrider.DangerLink{Who: c.Who, Child: c.Child, Note: c.Note}
	if c.Code == "" {
		return e.onRecord(c.Record, desk.DangerAct{Link: &l}, "Linked:")
	}
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		l.Person = id
		got, err := d.Decide(e.ctx, by, desk.Decision{Danger: &desk.DangerAct{Record: c.Record, Link: &l}})
		return e.done(got, err, "Linked.")
	})
}

type recordVitalCmd struct {
	recordArg
	Ground outrider.Ground `arg:"" help:"life-at-risk, child-at-risk or legal-duty."`
	Why    string          `help:"Why it holds." required:""`
}

// Help is shown under the flags.
func (recordVitalCmd) Help() string {
	return "For somebody who withdrew; said again after each withdrawal.\n\n  outrider record vital t-3f9c life-at-risk --why 'armed men asked for the address today'\n  outrider record vital t-3f9c legal-duty --why 'a court order of this morning'"
}

// Run keeps the ground.
func (c *recordVitalCmd) Run(e *env) error {
	return e.onRecord(c.Record, desk.DangerAct{Vital: &outrider.DangerVital{Ground: c.Ground, Why: c.Why}}, "Kept:")
}

type recordCloseCmd struct {
	recordArg
	Reasons string `help:"Why it closes." required:""`
	Reopens string `help:"What would reopen it." required:""`
	Agreed  string `help:"Who agreed." required:""`
	Owner   string `help:"Who looks again, by name; you, where left out."`
	Review  string `help:"When somebody looks again, within a year." required:"" placeholder:"TIME"`
	Asked   bool   `help:"Those who may see it were asked whether they see it differently."`
}

// Help is shown under the flags.
func (recordCloseCmd) Help() string {
	return `It says what the record still lacks; record show lists it too.

  outrider record close t-3f9c --reasons 'the caller was found' --reopens 'another call' --agreed 'the person, mira' --review 60d --asked
  outrider --as mira record close t-3f9c --reasons 'they moved' --reopens 'any sign at the new place' --agreed ana --review 60d --asked --owner ana`
}

// Run closes a record.
func (c *recordCloseCmd) Run(e *env) error {
	q := desk.CloseDanger{Reasons: c.Reasons, Reopens: c.Reopens, Agreed: c.Agreed, Owner: c.Owner, Asked: c.Asked}
	var err error
	if q.Review, err = e.aheadOf(c.Review); err != nil {
		return err
	}
	return e.onRecord(c.Record, desk.DangerAct{Close: &q}, "Closed:")
}

type recordLookCmd struct {
	recordArg
	Why    string `help:"Why it stays closed." required:""`
	Review string `help:"When somebody looks again; nobody, where left out." placeholder:"TIME"`
}

// Help is shown under the flags.
func (recordLookCmd) Help() string {
	return "Examples:\n\n  outrider record look t-3f9c --why 'the new report is about another street'\n  outrider record look t-3f9c --why 'checked with the garage' --review 60d"
}

// Run keeps the look.
func (c *recordLookCmd) Run(e *env) error {
	l := outrider.DangerLooked{Why: c.Why}
	var err error
	if l.Review, err = e.aheadOf(c.Review); err != nil {
		return err
	}
	return e.onRecord(c.Record, desk.DangerAct{Look: &l}, "It stays closed:")
}

type recordReopenCmd struct {
	recordArg
	Why   string `help:"Why." required:""`
	Owner string `help:"Who owns it, by name; you, where left out."`
}

// Help is shown under the flags.
func (recordReopenCmd) Help() string {
	return "Everything in it stays; its clocks begin anew.\n\n  outrider record reopen t-3f9c --why 'another call came'\n  outrider record reopen t-3f9c --why 'seen again at the school' --owner mira"
}

// Run reopens a record.
func (c *recordReopenCmd) Run(e *env) error {
	return e.onRecord(c.Record, desk.DangerAct{Reopen: &desk.ReopenDanger{Why: c.Why, Owner: c.Owner}}, "Open again:")
}
