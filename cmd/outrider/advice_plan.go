package main

import (
	"fmt"
	"slices"

	"outrider"
	"outrider/internal/plan"
	"outrider/parameters"
)

type advicePlanCmd struct {
	adviceFrom
	Risk     float64  `required:"" help:"Assessed risk of harm within the days, as a share: 0.03."`
	Low      float64  `help:"Low end of its interval; else a third of it."`
	High     float64  `help:"High end of its interval; else three times as much in odds."`
	Days     int      `help:"Days that the risk is for." default:"365"`
	Imminent bool     `help:"Only what works within a day."`
	Have     []string `help:"Measures in place." placeholder:"ID"`
	Declined []string `help:"Measures that the person declined." placeholder:"ID"`
	Money    float64  `help:"Euros a year for what is new; else as parameters/plan.json says." default:"-1"`
	Burden   float64  `help:"Points of burden that the person bears; else as parameters/plan.json says." default:"-1"`
}

// Help is shown under the flags.
func (advicePlanCmd) Help() string {
	return `What measures would take off a risk, and what stays. Nearly all numbers behind it are own
judgement; it reads and writes nothing about anybody.

  outrider advice plan --risk 0.03 --low 0.01 --high 0.08
  outrider advice plan --risk 0.2 --imminent --days 30 --declined stay-elsewhere
  outrider --json advice plan --risk 0.03 --have home-locks,check-in

Exit codes: 0 planned, 1 planned, but one's own folder has faults and was left out, 2 not done.`
}

// Run makes a plan and prints it.
func (c *advicePlanCmd) Run(e *env) error {
	set, refused := c.read(e)
	if set == nil {
		return refused
	}
	p, err := plan.Load(parameters.FS)
	if err != nil {
		return err
	}
	list := measuresOf(set, c.Lang)
	s, err := c.situation(e, p, list)
	if err != nil {
		return err
	}
	m, err := plan.New(p, list)
	if err != nil {
		return err
	}
	x, err := m.Propose(s)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return firstError(e.printJSON(x), refused)
	}
	e.plan(x)
	return refused
}

// situation is what the flags describe.
func (c *advicePlanCmd) situation(e *env, p plan.Params, list []outrider.Measure) (plan.Situation, error) {
	if !(c.Risk > 0 && c.Risk < 1) {
		return plan.Situation{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a risk is a share between 0 and 1", Hint: "outrider advice plan --risk 0.03"}
	}
	odds := 3 * c.Risk / (1 - c.Risk)
	r := outrider.Probability{P: c.Risk, Low: c.Risk / 3, High: odds / (1 + odds)}
	if c.Low > 0 {
		r.Low = c.Low
	}
	if c.High > 0 {
		r.High = c.High
	}
	b := plan.Budget{Money: p.Numbers["money"].Value, Hours: p.Numbers["hours"].Value, Burden: p.Numbers["burden"].Value, Measures: int(p.Numbers["measures"].Value)}
	if c.Money >= 0 {
		b.Money = c.Money
	}
	if c.Burden >= 0 {
		b.Burden = c.Burden
	}
	s := plan.Situation{Risk: r, Days: c.Days, At: e.clock(), Imminent: c.Imminent, Budget: &b}
	known := map[string]bool{}
	for _, m := range list {
		known[m.ID] = true
	}
	for _, id := range slices.Concat(c.Have, c.Declined) {
		if !known[id] {
			return s, &outrider.Error{Code: outrider.CodeNotFound, Safe: "there is no such measure", Hint: "outrider advice list names them"}
		}
	}
	for _, id := range c.Have {
		s.Answers = append(s.Answers, plan.Answer{Measure: id, State: plan.InPlace})
	}
	for _, id := range c.Declined {
		s.Answers = append(s.Answers, plan.Answer{Measure: id, State: plan.Declined})
	}
	return s, nil
}

// plan prints a proposal for reading.
func (e *env) plan(x plan.Proposal) {
	line := func(what string, r plan.Residual) []string {
		cell := func(p outrider.Probability) string {
			return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*p.P, 100*p.Low, 100*p.High)
		}
		return []string{what, cell(r.Harm), cell(r.Grave)}
	}
	e.table([][]string{{"", "HARM", "GRAVE HARM"}, line("nothing in place", x.Bare), line("today", x.Now), line("with the plan", x.After)})
	e.print("")
	for i, c := range x.Choices {
		e.print("%d  %s", i+1, c.Why)
	}
	for _, o := range x.Besides {
		e.print("or %s (%s)", o.Title, o.Measure)
	}
	e.print("\n%.0f euros and %.0f staff hours a year, %.0f points of burden. %s", x.Spent.Money, x.Spent.Hours, x.Spent.Burden, x.Note)
	e.say("%d measures have no number and are worth having all the same; %d work too late", len(x.Uncounted), x.TooSlow)
}
