package main

import (
	"fmt"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/precedent"
	"outrider/precedents"
)

type precedentsLikeCmd struct {
	Who       string   `arg:"" help:"Code name of somebody in the register, or a documented case (o03, o03-skripal/yskripal)."`
	Role      string   `help:"What they are known as: media, politics, rights, former-service, fighter, business, law, science, family." placeholder:"ROLE"`
	Publicity string   `help:"How widely they are known: private, community, national, international." placeholder:"HOW"`
	Activity  []string `help:"What a hostile state may mind: publishing, investigating, organising, testifying, litigating, funding, trading, fighting, leaving." placeholder:"ACTIVITY"`
	Location  string   `help:"How exposed their life is: hidden, known-to-circle, findable, routine." placeholder:"HOW"`
	Listed    string   `help:"Whether a list of the hostile state names them: yes or no." enum:",yes,no" default:"" placeholder:"YES|NO"`
	Before    string   `help:"Of a documented case: how it stood before that day; else before the harm." placeholder:"DATE"`
}

// Help is shown under the flags.
func (precedentsLikeCmd) Help() string {
	return `Compares what somebody does in public, how open their life is, and what kinds of report there
are: never nationality, origin, religion, language, birthplace or name. What you say of somebody
in the register is used for this answer and kept nowhere; what you leave out is not compared.
A documented case, and every one that shares a person with it, is left out of its own answer.

  outrider precedents like K-07 --role media --publicity national --activity publishing
  outrider --json precedents like o07-uk-spy-ring/dobrokhotov --before 2022-01-01`
}

// Run finds the situation and what is like it.
func (c *precedentsLikeCmd) Run(e *env) error {
	corpus, err := precedent.Load(precedents.FS)
	if err != nil {
		return err
	}
	if one, who, err := findCase(corpus, c.Who); err == nil {
		at, err := before(one, c.Before)
		if err != nil {
			return err
		}
		here, _ := one.Situation(who, at)
		return e.likenesses(precedent.Like(corpus, here, precedent.Overlapping(corpus, one.About.ID, nil)))
	}
	here := precedent.Situation{Features: precedent.Features{Role: c.Role, Publicity: c.Publicity, Activity: c.Activity, Location: c.Location}}
	if c.Listed != "" {
		listed := c.Listed == "yes"
		here.Listed = &listed
	}
	if err := here.Check(); err != nil {
		return err
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		kinds, err := reported(e, d, by, c.Who)
		if err != nil {
			return err
		}
		return e.likenesses(precedent.Like(corpus, here.Seen(kinds...), nil))
	})
}

// reported lists the kinds of report about a person that the user may see.
func reported(e *env, d local.Door, by outrider.UserID, code string) ([]outrider.Kind, error) {
	id, err := personByCode(e, d, by, code)
	if err != nil {
		return nil, err
	}
	a, err := d.Read(e.ctx, by, desk.Query{Person: &desk.PersonQuery{ID: id}})
	if err != nil {
		return nil, err
	}
	return a.Person.Kinds(), nil
}

func (e *env) likenesses(list []precedent.Likeness) error {
	if len(list) == 0 {
		e.say("nothing to compare by: say a role, how widely somebody is known, or what a state may mind")
	}
	for _, l := range list {
		if e.cli.JSON {
			if err := e.printJSON(l); err != nil {
				return err
			}
			continue
		}
		e.print("%s (%s)   distance %.2f", l.Title, l.Protected, l.Distance)
		e.print("  came next: %s", l.Next)
		for _, f := range l.Agrees {
			e.print("  alike    %s", features(f))
		}
		for _, f := range l.Differs {
			e.print("  differs  %s", features(f))
		}
		e.print("")
	}
	e.print("To read and think with. It enters no figure: these cases are few, and documented because they ended so.")
	return nil
}

func features(f precedent.Feature) string {
	if f.Here == f.There {
		return fmt.Sprintf("%s: %s", f.Name, f.Here)
	}
	return fmt.Sprintf("%s: here %s; there %s", f.Name, f.Here, f.There)
}
