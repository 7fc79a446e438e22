package main

import (
	"bytes"
	"encoding/json"
	"os"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type rotaCmd struct {
	Show rotaShowCmd `cmd:"" help:"Who is asked now, and in the week to come."`
	Set  rotaSetCmd  `cmd:"" help:"Set the rota from a file."`
	Swap rotaSwapCmd `cmd:"" help:"Let one stand in for another."`
}

type rotaShowCmd struct{}

// Help is shown under the flags.
func (rotaShowCmd) Help() string {
	return "Examples:\n\n  outrider rota show\n  outrider --json rota show"
}

// Run shows the rota.
func (c *rotaShowCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Duties: true})
		if err != nil {
			return err
		}
		v := a.Duties.Rota
		if v == nil {
			return &outrider.Error{Code: outrider.CodeNotFound, Safe: "there is no rota: everybody who may take an alert is asked", Hint: "outrider rota set rota.json"}
		}
		if e.cli.JSON {
			return e.printJSON(v)
		}
		e.print("The rota of %s, set by %s (%s).", v.Set.UTC().Format("2006-01-02"), v.By, v.Zone)
		for _, l := range v.Next {
			e.print("%-34s %s", l.Local, onRota(l.First, l.Second))
		}
		for _, s := range v.Swaps {
			e.print("%s stands in for %s from %s to %s", s.In, s.Out, s.From.UTC().Format("2006-01-02 15:04"), s.To.UTC().Format("2006-01-02 15:04 UTC"))
		}
		for _, w := range v.Warnings {
			e.print("warning %s", w)
		}
		return nil
	})
}

func onRota(first, second string) string {
	switch {
	case first == "":
		return "nobody: everybody is asked"
	case second == "":
		return first
	}
	return first + ", then " + second
}

type rotaSetCmd struct {
	File string `arg:"" help:"rota.json: see docs/formats/rota.schema.json." type:"existingfile"`
}

// Help is shown under the flags.
func (rotaSetCmd) Help() string {
	return `The file says in whose time zone the hours are, on which day turns begin, and hours with whoever is asked first and
second, by sign-in name, week by week in turn. What stands first holds. How each is called may stand in it too.

  outrider --as ana rota set rota.json
  outrider --as ana --json rota set rota.json`
}

// Run sets the rota.
func (c *rotaSetCmd) Run(e *env) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var r outrider.Rota
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the rota cannot be read; the one in force stays in force", Hint: "its shape is in docs/formats/rota.schema.json", Err: err}
	}
	return e.decide(desk.Decision{SetRota: &r}, "The rota holds from now on.")
}

type rotaSwapCmd struct {
	Out  string `help:"Who is out, by sign-in name." required:""`
	In   string `help:"Who stands in." required:""`
	From string `help:"From when on, in the rota's zone." required:"" placeholder:"'YYYY-MM-DD HH:MM'"`
	To   string `help:"Until when." required:"" placeholder:"'YYYY-MM-DD HH:MM'"`
}

// Help is shown under the flags.
func (rotaSwapCmd) Help() string {
	return `  outrider --as ana rota swap --out mira --in yusuf --from '2026-03-07 20:00' --to '2026-03-08 08:00'
  outrider --as ana --json rota swap --out mira --in yusuf --from '2026-03-07 20:00' --to '2026-03-08 08:00'`
}

// Run swaps hours.
func (c *rotaSwapCmd) Run(e *env) error {
	return e.decide(desk.Decision{SwapRota: &desk.SwapRota{Out: c.Out, In: c.In, From: c.From, To: c.To}}, "Swapped.")
}
