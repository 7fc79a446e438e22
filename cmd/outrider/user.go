package main

import (
	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a user, or give one a new one-time link."`
	List    userListCmd    `cmd:"" help:"List the users."`
	Disable userDisableCmd `cmd:"" help:"Shut a user out; their acts stay."`
}

type userAddCmd struct {
	Name string `arg:"" help:"Sign-in name."`
	Role string `help:"duty-officer, case-officer, analyst, liaison, auditor or administrator." required:""`
}

// Help is shown under the flags.
func (userAddCmd) Help() string {
	return "Examples:\n\n  outrider user add mira --role duty-officer\n  outrider user add noor --role auditor"
}

// Run adds a user.
func (c *userAddCmd) Run(e *env) error {
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{AddUser: &desk.AddUser{Name: c.Name, Role: outrider.Role(c.Role)}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("One-time sign-in link, three days: /enter?t=%s", got.Link)
		return nil
	})
}

type userListCmd struct{}

// Help is shown under the flags.
func (userListCmd) Help() string {
	return "Examples:\n\n  outrider user list\n  outrider --json user list"
}

// Run lists the users.
func (c *userListCmd) Run(e *env) error {
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Users: true})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Users)
		}
		rows := [][]string{{"NAME", "ROLE", "STATE", "ID"}}
		for _, u := range a.Users.Users {
			state := "active"
			switch {
			case u.Disabled:
				state = "disabled"
			case !u.HasPass:
				state = "invited"
			}
			rows = append(rows, []string{u.Name, string(u.Role), state, string(u.ID)})
		}
		e.table(rows)
		return nil
	})
}

type userDisableCmd struct {
	Name string `arg:"" help:"Sign-in name."`
}

// Help is shown under the flags.
func (userDisableCmd) Help() string {
	return "Examples:\n\n  outrider user disable mira\n  outrider --as admin user disable noor"
}

// Run disables a user.
func (c *userDisableCmd) Run(e *env) error {
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		id, err := d.Lookup(e.ctx, c.Name)
		if err != nil {
			return err
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{DisableUser: &desk.DisableUser{User: id}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("%s is shut out.", c.Name)
		return nil
	})
}
