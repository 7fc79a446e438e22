package main

import (
	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type referralLinkCmd struct {
	ID    string `arg:"" help:"Referral id."`
	Hours int    `help:"Within how many hours the link must be used; 0: the usual time." placeholder:"HOURS"`
}

// Help is shown under the flags.
func (referralLinkCmd) Help() string {
	return `Prints the link, then the code. Send the link; tell the code by another way, to somebody whom you
call at a number that you knew before. The page shows what was sent, to the letter, as a numbered copy;
a further link ends the copy before it. A desk that is not served with --portal prints the path alone.

  outrider --as ana case referral link q-3f9c
  outrider --as ana --json case referral link q-3f9c --hours 4`
}

// Run makes a link.
func (c *referralLinkCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Case: &desk.CaseDecision{Page: &desk.LinkReferral{ID: outrider.ReferralID(c.ID), Hours: c.Hours}}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("%s\n%s", got.Link, got.Code)
		e.say("Copy %d. The link works once; neither it nor the code is shown again.", got.Copy)
		return nil
	})
}

type referralUnlinkCmd struct {
	ID string `arg:"" help:"Referral id."`
}

// Help is shown under the flags.
func (referralUnlinkCmd) Help() string {
	return "The referral itself goes on: what its receiver says is then written down by staff.\n\n  outrider --as ana case referral unlink q-3f9c\n  outrider --as ana --json case referral unlink q-3f9c"
}

// Run closes the receiver's page.
func (c *referralUnlinkCmd) Run(e *env) error {
	return e.work(desk.CaseDecision{Unlink: &desk.UnlinkReferral{ID: outrider.ReferralID(c.ID)}}, "Closed.")
}
