package main

import (
	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type portalOfflineCmd struct {
	Code string `arg:"" help:"Code name or id."`
	Set  string `arg:"" enum:"on,off" help:"on or off."`
}

// Help is shown under the flags.
func (portalOfflineCmd) Help() string {
	return `What they write is sealed to this desk on the phone and cannot be read there; that something waits
can be seen. The person turns it on, on their own pages. Off: no device of theirs can send any more.

  outrider --as ana person portal offline K-07 on
  outrider --as ana --json person portal offline K-07 off`
}

// Run writes down what was agreed.
func (c *portalOfflineCmd) Run(e *env) error {
	done := map[string]string{"on": "Agreed. They turn it on, on their own pages.", "off": "Ended. No device of theirs can send any more."}[c.Set]
	return e.aboutPerson(c.Code, done, func(id outrider.PersonID) desk.Decision {
		return desk.Decision{Offline: &desk.SetOffline{Person: id, On: c.Set == "on"}}
	})
}

type portalRotateCmd struct{}

// Help is shown under the flags.
func (portalRotateCmd) Help() string {
	return `The key before it opens what is on its way, and is destroyed after a month.

  outrider --as root person portal rotate
  outrider --as root --json person portal rotate`
}

// Run makes a new key.
func (c *portalRotateCmd) Run(e *env) error {
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{RotateOffline: &desk.RotateOffline{}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("The new key is %s.", got.ID)
		return nil
	})
}
