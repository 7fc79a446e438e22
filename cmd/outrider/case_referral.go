package main

import (
	"os"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type caseReferralCmd struct {
	List  referralListCmd  `cmd:"" help:"Referrals, and how other organisations answer."`
	Show  referralShowCmd  `cmd:"" help:"One referral, as its receiver reads it."`
	Draft referralDraftCmd `cmd:"" help:"Write a draft, or write it anew."`
	Ask   referralAskCmd   `cmd:"" help:"Put a draft before a second person."`
	Send  referralSendCmd  `cmd:"" help:"Write down that it leaves now, to the letter."`
	Step  referralStepCmd  `cmd:"" help:"Their answer, a note back, the end."`
	Print referralPrintCmd `cmd:"" help:"Print the document that was sent, or write it to a file."`

	Link   referralLinkCmd   `cmd:"" help:"Make a one-time link to a page for its receiver."`
	Unlink referralUnlinkCmd `cmd:"" help:"Close the receiver's page at once."`
}

type referralListCmd struct{}

// Help is shown under the flags.
func (referralListCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case referral list\n  outrider --as ana --json case referral list"
}

// Run lists referrals.
func (c *referralListCmd) Run(e *env) error {
	return e.casework(desk.CaseworkQuery{Referrals: true}, func(a desk.CaseworkAnswer) any {
		for _, l := range a.Referrals.Referrals {
			e.print("%s  %-8s %s to %s: %s", l.ID, l.State, l.Code, l.To, l.Purpose)
		}
		for _, o := range a.Referrals.Organisations {
			e.print("%s: %d sent, %d answered, %d of them in time; %d yes, %d no", o.Name, o.Sent, o.Answered, o.InTime, o.Accepted, o.Rejected)
		}
		return a.Referrals
	})
}

type referralShowCmd struct {
	ID string `arg:"" help:"Referral id."`
}

// Help is shown under the flags.
func (referralShowCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case referral show q-3f9c\n  outrider --as ana --json case referral show q-3f9c"
}

// Run shows a referral.
func (c *referralShowCmd) Run(e *env) error {
	return e.casework(desk.CaseworkQuery{Referral: outrider.ReferralID(c.ID)}, func(a desk.CaseworkAnswer) any {
		r := a.Referral
		e.print("%s is %s", r.ID, r.State)
		for _, why := range r.Against {
			e.print("cannot leave: %s", why)
		}
		if r.State == outrider.ReferralDraft && r.Approval != "" {
			e.print("%s", r.Approval)
		}
		who := r.Who
		if r.Masked {
			who = "[who this is: not shown to you]\n"
		}
		e.print("---\n%s---\nSHA-256 %s", r.Head+who+r.Body, r.Hash)
		if p := r.Page; p != nil {
			e.print("its receiver's page: copy %d, %s, until %s, opened %d times", p.Copy, p.State, p.Until.UTC().Format("2006-01-02 15:04"), p.Times)
		}
		for _, s := range r.Steps {
			e.print("%s %s: %s %s", s.At.UTC().Format("2006-01-02 15:04"), s.By, s.What, s.Note)
		}
		return r
	})
}

type referralDraftCmd struct {
	Case    string   `arg:"" help:"Case id."`
	Person  string   `help:"For whom, by code name." required:"" placeholder:"CODE"`
	To      string   `help:"Whom to ask." required:"" placeholder:"NAME"`
	Purpose string   `help:"For what, of the list in parameters/cases.json." required:""`
	Text    string   `help:"What is asked." required:""`
	Field   []string `help:"What of the record goes along: code, name, contact, language, figure." placeholder:"FIELD"`
	Report  []string `help:"Which reports go along." placeholder:"ID"`
	TLP     string   `help:"Mark; TLP:AMBER where none is given." name:"tlp" placeholder:"TLP"`
	Until   string   `help:"Until when it holds." placeholder:"DATE"`
	Anew    string   `help:"Write this draft anew." placeholder:"REFERRAL"`
}

// Help is shown under the flags.
func (referralDraftCmd) Help() string {
	return `Nothing leaves yet. Show it afterwards: it says what keeps it in the house.

  outrider --as ana case referral draft f-3f9c --person K-07 --to 'Harbour Legal' --purpose 'legal help' --text 'An injunction' --field code --field name
  outrider --as ana case referral draft f-3f9c --anew q-3f9c --person K-07 --to 'Harbour Legal' --purpose 'legal help' --text 'A letter'`
}

// Run writes a draft.
func (c *referralDraftCmd) Run(e *env) error {
	until, err := untilDay(c.Until)
	if err != nil {
		return err
	}
	return e.withPerson(c.Person, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		q := desk.DraftReferral{ID: outrider.ReferralID(c.Anew), Case: outrider.CaseID(c.Case), Person: id, To: c.To, Purpose: c.Purpose, Text: c.Text, Fields: c.Field, TLP: outrider.TLP(c.TLP), Expires: until}
		for _, r := range c.Report {
			q.Reports = append(q.Reports, outrider.ReportID(r))
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{Case: &desk.CaseDecision{Draft: &q}})
		return e.done(got, err, "Written: "+got.ID)
	})
}

type referralAskCmd struct {
	ID  string `arg:"" help:"Referral id."`
	Why string `help:"For whoever reads it."`
}

// Help is shown under the flags.
func (referralAskCmd) Help() string {
	return "Examples:\n\n  outrider --as ana case referral ask q-3f9c --why 'the hearing is on Friday'\n  outrider --as ana --json case referral ask q-3f9c"
}

// Run puts a draft before a second person.
func (c *referralAskCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Ask: &desk.AskReferral{ID: outrider.ReferralID(c.ID), Why: c.Why}}, "Asked.")
}

type referralSendCmd struct {
	ID string `arg:"" help:"Referral id."`
}

// Help is shown under the flags.
func (referralSendCmd) Help() string {
	return "The desk sends nothing itself: print it, and hand it over as you agreed.\n\n  outrider --as ana case referral send q-3f9c\n  outrider --as ana --json case referral send q-3f9c"
}

// Run writes down that it leaves.
func (c *referralSendCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Send: &desk.SendReferral{ID: outrider.ReferralID(c.ID)}}, "Written down. Print it now: outrider case referral print "+c.ID)
}

type referralStepCmd struct {
	ID     string `arg:"" help:"Referral id."`
	To     string `arg:"" enum:"accepted,rejected,done,revoked,note" help:"accepted, rejected, done, revoked, or a note alone."`
	Reason string `help:"Of a rejection, by its code in parameters/cases.json."`
	Note   string `help:"In whose words it was said."`
	Ours   bool   `help:"The note is ours, not theirs."`
}

// Help is shown under the flags.
func (referralStepCmd) Help() string {
	return `Examples:

  outrider --as ana case referral step q-3f9c accepted --note 'from Monday'
  outrider --as ana case referral step q-3f9c rejected --reason no-capacity
  outrider --as ana case referral step q-3f9c note --note 'they ask for the lease'
  outrider --as ana case referral step q-3f9c revoked --ours --note 'the wrong office'`
}

// Run takes a referral a step further.
func (c *referralStepCmd) Run(e *env) error {
	to := outrider.ReferralState(c.To)
	if c.To == "note" {
		to = ""
	}
	return e.work(desk.CaseDecision{Step: &desk.StepReferral{ID: outrider.ReferralID(c.ID), To: to, Reason: c.Reason, Note: c.Note, From: !c.Ours}}, "Written down.")
}

type referralPrintCmd struct {
	ID   string `arg:"" help:"Referral id."`
	Out  string `help:"Write it to this new file instead." placeholder:"FILE"`
	Page bool   `help:"As a page that prints on A4, instead of plain text."`
}

// Help is shown under the flags.
func (referralPrintCmd) Help() string {
	return `Consent is asked again: what was revoked, has ended or has run out is not printed.

  outrider --as ana case referral print q-3f9c | lp
  outrider --as ana case referral print q-3f9c --out q-3f9c.txt
  outrider --as ana case referral print q-3f9c --page --out q-3f9c.html`
}

// Run prints the document.
func (c *referralPrintCmd) Run(e *env) error {
	if c.Page {
		return c.page(e)
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Casework: &desk.CaseworkQuery{Paper: outrider.ReferralID(c.ID)}})
		if err != nil {
			return err
		}
		p := a.Casework.Paper
		e.say("SHA-256 %s", p.Hash)
		switch {
		case c.Out != "":
			return writeFresh(c.Out, p.Text)
		case e.cli.JSON:
			return e.printJSON(p)
		}
		e.print("%s", strings.TrimSuffix(p.Text, "\n"))
		return nil
	})
}

// writeFresh writes a file that was not there, for its owner alone.
func writeFresh(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the file cannot be made", Hint: "name a file that is not there yet", Err: err}
	}
	_, err = f.WriteString(text)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}
