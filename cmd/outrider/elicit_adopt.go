package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/rates"
	"outrider/parameters"
)

type elicitAdoptCmd struct {
	Files     []string `arg:"" optional:"" help:"A pool, or the answers themselves." type:"path"`
	Published bool     `help:"Take adopted tables out of force: back to the published rates."`
	Fewer     bool     `help:"Adopt although fewer experts answered than are wanted."`
	Dry       bool     `help:"Only say what it would change." name:"dry-run"`
}

// Help is shown under the flags.
func (elicitAdoptCmd) Help() string {
	return `For an administrator. The answers are pooled again, each expert's table is kept, and the rates of
every kind of report that somebody judged under all hypotheses become the geometric pool. It says
what changes against the rates in force. The tables stand in the ledger, with who adopted them.

  outrider elicit adopt --dry-run elicited.json
  outrider --as root elicit adopt elicited.json
  outrider elicit adopt --published

Exit codes: 0 in force; 1 not adopted, fewer experts than are wanted; 2 not done.`
}

// Run adopts.
func (c *elicitAdoptCmd) Run(e *env) error {
	if c.Published == (len(c.Files) > 0) {
		return outrider.Invalid("name a pool to adopt, or say --published")
	}
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		if c.Published {
			_, err := d.Decide(e.ctx, by, desk.Decision{Adopt: &desk.Adopt{}})
			if err == nil {
				e.say("the published rates are in force")
			}
			return err
		}
		return c.adopt(e, d, by)
	})
}

func (c *elicitAdoptCmd) adopt(e *env, d local.Door, by outrider.UserID) error {
	now, err := d.Read(e.ctx, by, desk.Query{InForce: true})
	if err != nil {
		return err
	}
	p, err := rates.Load(parameters.FS)
	if err != nil {
		return err
	}
	answers, err := e.readAnswers(c.Files)
	if err != nil {
		return err
	}
	pool, err := rates.Pool(p, now.InForce.Columns, answers, e.clock().UTC().Format(time.DateOnly))
	if err == nil {
		pool, err = pool.Adoptable()
	}
	if err != nil {
		return err
	}
	if err := e.sayPool(pool, pool.Changes(rates.Rates{Columns: now.InForce.Columns, Kinds: now.InForce.Kinds})); err != nil {
		return err
	}
	if n := len(pool.Experts); n < p.Experts && !c.Fewer {
		e.say("not adopted: %d experts are fewer than the %d wanted; --fewer adopts them all the same", n, p.Experts)
		return errRefused
	}
	if c.Dry {
		return nil
	}
	b, err := json.Marshal(pool)
	if err != nil {
		return err
	}
	got, err := d.Decide(e.ctx, by, desk.Decision{Adopt: &desk.Adopt{Experts: b}})
	if err == nil {
		e.say("in force: %s, %d experts, kinds %s", got.ID, len(pool.Experts), kindsJudged(pool))
	}
	return err
}

// kindsJudged lists the kinds that somebody judged in full.
func kindsJudged(pool rates.Elicited) string {
	seen := map[string]bool{}
	for _, x := range pool.Experts {
		for k := range x.Rates {
			seen[string(k)] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(seen)), ", ")
}

type elicitRatesCmd struct{}

// Help is shown under the flags.
func (elicitRatesCmd) Help() string {
	return "Reports a week, by kind and hypothesis.\n\n  outrider elicit rates\n  outrider --json elicit rates"
}

// Run shows the rates in force.
func (elicitRatesCmd) Run(e *env) error {
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{InForce: true})
		if err != nil {
			return err
		}
		v := a.InForce
		if e.cli.JSON {
			return e.printJSON(v)
		}
		rows := [][]string{{"KIND"}}
		for _, h := range v.Columns {
			rows[0] = append(rows[0], strings.ToUpper(string(h)))
		}
		for _, k := range slices.Sorted(maps.Keys(v.Kinds)) {
			row := []string{string(k)}
			for _, w := range v.Kinds[k] {
				row = append(row, fmt.Sprintf("%.3g", w))
			}
			rows = append(rows, row)
		}
		e.table(rows)
		e.say("parameters %s. %s", v.Line.Params, v.Line.Note)
		return nil
	})
}
