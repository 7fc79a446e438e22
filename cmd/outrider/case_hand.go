package main

import (
	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type caseOfferCmd struct {
	ID   string `arg:"" help:"Case id."`
	To   string `help:"Name of whoever should take it." required:""`
	Note string `help:"What was promised, what to watch."`
}

// Help is shown under the flags.
func (caseOfferCmd) Help() string {
	return "It holds once the other has signed.\n\n  outrider --as ana case offer f-3f9c --to mira --note 'the landlord calls at six'\n  outrider case offer f-3f9c --to yusuf"
}

// Run offers a case.
func (c *caseOfferCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Offer: &desk.OfferCase{Case: outrider.CaseID(c.ID), To: c.To, Note: c.Note}}, "Offered. It holds once they have signed.")
}

type caseAnswerCmd struct {
	ID   string `arg:"" help:"Case id."`
	Take bool   `help:"Sign: it is yours from now on." xor:"answer"`
	No   string `help:"Decline, and say why." placeholder:"WHY" xor:"answer"`
}

// Help is shown under the flags.
func (caseAnswerCmd) Help() string {
	return "Examples:\n\n  outrider --as mira case answer f-3f9c --take\n  outrider --as mira case answer f-3f9c --no 'away this week'"
}

// Run answers an offer.
func (c *caseAnswerCmd) Run(e *env) error {
	if !c.Take && c.No == "" {
		return outrider.Invalid("say --take, or --no and why")
	}
	return e.work(desk.CaseDecision{Answer: &desk.AnswerCase{Case: outrider.CaseID(c.ID), Take: c.Take, Why: c.No}}, "Answered.")
}

type caseWantCmd struct {
	ID  string `arg:"" help:"Case id."`
	To  string `help:"To whom; none: to you." placeholder:"NAME"`
	Why string `help:"Why." required:""`
}

// Help is shown under the flags.
func (caseWantCmd) Help() string {
	return "Examples:\n\n  outrider --as yusuf case want f-3f9c --why 'I know her'\n  outrider --as ana case want f-3f9c --to mira --why 'she has the night'"
}

// Run asks that a case be moved.
func (c *caseWantCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Want: &desk.WantCase{Case: outrider.CaseID(c.ID), To: c.To, Why: c.Why}}, "Asked. A supervisor answers.")
}

type caseMoveCmd struct {
	ID     string `arg:"" help:"Case id."`
	To     string `help:"To whom." placeholder:"NAME" xor:"move"`
	Refuse bool   `help:"Refuse a request." xor:"move"`
	Why    string `help:"Why." required:""`
}

// Help is shown under the flags.
func (caseMoveCmd) Help() string {
	return "Examples:\n\n  outrider --as mira case move f-3f9c --to yusuf --why 'ana has left'\n  outrider --as mira case move f-3f9c --refuse --why 'not this week'"
}

// Run moves a case, or refuses to.
func (c *caseMoveCmd) Run(e *env) error {
	if c.To == "" && !c.Refuse {
		return outrider.Invalid("say --to whom, or --refuse")
	}
	return e.work(desk.CaseDecision{Move: &desk.MoveCase{Case: outrider.CaseID(c.ID), To: c.To, Why: c.Why}}, "Done.")
}

type caseCloseCmd struct {
	ID      string `arg:"" help:"Case id."`
	Ground  string `help:"Ground of the list: threat-passed, in-other-care, withdrew, duplicate." required:""`
	Other   string `help:"For a duplicate: id of the case that goes on." placeholder:"CASE"`
	Why     string `help:"Why it holds." required:""`
	Reopens string `help:"What would open it again." required:""`
}

// Help is shown under the flags.
func (caseCloseCmd) Help() string {
	return `The answer says what is still missing. Where all is there, a second person's word closes it.

  outrider --as ana case close f-3f9c --ground threat-passed --why 'nothing since spring' --reopens 'the van comes back'
  outrider --as ana case close f-3f9c --ground duplicate --other f-77 --why 'one van' --reopens 'two vans'`
}

// Run asks to close a case.
func (c *caseCloseCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Case: &desk.CaseDecision{Close: &desk.CloseCase{Case: outrider.CaseID(c.ID), Ground: c.Ground, Other: outrider.CaseID(c.Other), Why: c.Why, Reopens: c.Reopens}}})
		words := "Closed."
		if len(got.Second) > 0 {
			words = "Asked. A second person's word closes it."
		}
		return e.done(got, err, words)
	})
}

type caseReopenCmd struct {
	ID  string `arg:"" help:"Case id."`
	Why string `help:"Why." required:""`
}

// Help is shown under the flags.
func (caseReopenCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case reopen f-3f9c --why 'the van is back'\n  outrider --as ana --json case reopen f-3f9c --why 'it was another van'"
}

// Run opens a closed case again.
func (c *caseReopenCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Reopen: &desk.ReopenCase{Case: outrider.CaseID(c.ID), Why: c.Why}}, "Open again.")
}
