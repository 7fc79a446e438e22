package main

import (
	"fmt"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

type planCmd struct {
	Show   planShowCmd   `cmd:"" help:"Show measures, what stays of the risk, and what could be offered."`
	Print  planPrintCmd  `cmd:"" help:"Write down what they take home, as a page that prints."`
	Offer  planOfferCmd  `cmd:"" help:"Offer measures; the person decides."`
	Answer planAnswerCmd `cmd:"" help:"Write down what they said to an offer."`
	Place  planPlaceCmd  `cmd:"" help:"Say that a measure is in place, and how that is known."`
	Upkeep planUpkeepCmd `cmd:"" help:"Say that somebody saw to a measure, and that it holds."`
	End    planEndCmd    `cmd:"" help:"Take an offer back, or end a measure."`
	Agree  planAgreeCmd  `cmd:"" help:"Sign the plan as it was agreed, with a review date."`
	Limits planLimitsCmd `cmd:"" help:"Set what plans for one person may ask for."`
}

type planShowCmd struct {
	Code string `arg:"" help:"Code name or id."`
	Lang string `help:"Language of their own copy; else theirs." placeholder:"TAG"`
	AsOf string `help:"As it stood at a moment, such as 2026-03-01T12:00:00Z." placeholder:"TIME"`
}

// Help is shown under the flags.
func (planShowCmd) Help() string {
	return `What stays of the risk is judged, not measured. The look is recorded.

  outrider --as ana plan show K-07
  outrider --as ana plan show K-07 --as-of 2026-03-01T12:00:00Z
  outrider --as ana --json plan show K-07`
}

// Run shows one plan.
func (c *planShowCmd) Run(e *env) error {
	var then time.Time
	if c.AsOf != "" {
		var err error
		if then, err = time.Parse(time.RFC3339, c.AsOf); err != nil {
			return &outrider.Error{Code: outrider.CodeInvalid, Safe: "--as-of cannot be read", Hint: "write it as 2026-03-01T12:00:00Z", Err: err}
		}
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return err
		}
		a, err := d.Read(e.ctx, by, desk.Query{AsOf: then, Plan: &desk.PlanQuery{Person: id, Lang: c.Lang}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Plan)
		}
		e.planOf(*a.Plan)
		return nil
	})
}

// planOf prints a plan for reading.
func (e *env) planOf(p desk.PlanView) {
	if p.Stopped != "" {
		e.print("%s", p.Stopped)
		return
	}
	e.print("%s: level %s; they bear %d points of %d, and %d more are on offer", p.Code, p.Level, p.Burden.Standing, p.Burden.Limit, p.Burden.Waiting)
	if p.Imminent {
		e.print("danger is imminent: only what works within a day is offered")
	}
	if p.Burden.Over {
		e.print("this is more than was agreed that they can bear")
	}
	for _, l := range p.Lines {
		e.print("  %s  %-9s %s%s", l.Offer, l.State, l.Title, dueBy(l))
	}
	if p.NoRisk != "" {
		e.print("\n%s", p.NoRisk)
	}
	if r := p.Risk; r != nil {
		rows := [][]string{{"WITHIN A YEAR", "HARM", "GRAVE HARM"}}
		for _, s := range r.Steps {
			rows = append(rows, []string{s.With, s.Harm.Percent + " (" + s.Harm.Range + ")", s.Grave.Percent + " (" + s.Grave.Range + ")"})
		}
		e.print("")
		e.table(rows)
		e.print("The proposal: %s. %s", r.Net, r.Note)
	}
	for _, g := range []struct {
		head  string
		lines []desk.CandidateLine
	}{{"Proposed", p.Proposed}, {"Besides", p.Besides}, {"Others that fit", p.Others}} {
		if len(g.lines) > 0 {
			e.print("\n%s", g.head)
		}
		for _, l := range g.lines {
			e.candidate(l)
		}
	}
	if a := p.Agreed; a != nil {
		e.print("\nSigned by %s on %s; looked at again by %s", a.By, a.At.UTC().Format(time.DateOnly), a.Review.UTC().Format(time.DateOnly))
		for _, x := range a.Changed {
			e.print("  since then: %s", x)
		}
	}
}

// dueBy says by when something is to be done about a measure.
func dueBy(l desk.PlanLine) string {
	for _, x := range []struct {
		at   time.Time
		what string
	}{{l.Answer, "ask them by"}, {l.Due, "in place by"}, {l.KeepBy, "see to it by"}} {
		if !x.at.IsZero() {
			late := ""
			if l.Overdue {
				late = ", overdue"
			}
			return fmt.Sprintf(" (%s %s%s)", x.what, x.at.UTC().Format(time.DateOnly), late)
		}
	}
	return ""
}

func (e *env) candidate(l desk.CandidateLine) {
	what := l.Why
	if what == "" {
		what = fmt.Sprintf("%s; burden %d of %d", l.Title, l.Burden, outrider.MaxBurden)
	}
	if l.Again {
		what += fmt.Sprintf(" Declined on %s, when the level was %s.", l.Declined.UTC().Format(time.DateOnly), l.Level)
	}
	e.print("  %-18s %s", l.Measure, what)
}

type planOfferCmd struct {
	Code    string   `arg:"" help:"Code name or id."`
	Measure []string `arg:"" help:"Measures, by id; outrider plan show names those that fit."`
	For     string   `help:"Number of the threat record or alert that they answer." placeholder:"ID"`
	Owner   string   `help:"Name of whoever sees to them; else you." placeholder:"NAME"`
	Due     string   `help:"In place by this day; else as the library's times say." placeholder:"DAY"`
}

// Help is shown under the flags.
func (planOfferCmd) Help() string {
	return `Three leave the person a choice. What stands already is left as it is; what they declined is
not offered again until the level changes.

  outrider --as ana plan offer K-07 check-in home-locks exit-routes
  outrider --as ana plan offer K-07 stay-elsewhere --for t-1b2c --due 2026-06-01`
}

// Run offers measures.
func (c *planOfferCmd) Run(e *env) error {
	due, err := dayFlag("--due", c.Due)
	if err != nil {
		return err
	}
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, c.Code)
		if err != nil {
			return err
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{Offer: &desk.OfferMeasures{Person: id, Measures: c.Measure, For: c.For, Owner: c.Owner, Due: due}})
		return e.done(got, err, "Offered: "+strings.Join(got.IDs, " "))
	})
}

// dayFlag reads the end of a day from a flag; empty is no day.
func dayFlag(flag, day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, &outrider.Error{Code: outrider.CodeInvalid, Safe: flag + " cannot be read", Hint: "write a day as 2026-05-31", Err: err}
	}
	return t.Add(24*time.Hour - time.Second), nil
}

type planAnswerCmd struct {
	Code  string `arg:"" help:"Code name or id."`
	Offer string `arg:"" help:"Number of the offer."`
	Said  string `arg:"" help:"yes or no." enum:"yes,no"`
	Note  string `help:"How they said it: when, to whom." required:""`
	Owner string `help:"Name of whoever sees to it; else as in the offer." placeholder:"NAME"`
	Due   string `help:"In place by this day; else as in the offer." placeholder:"DAY"`
}

// Help is shown under the flags.
func (planAnswerCmd) Help() string {
	return `A no is kept, costs the person nothing and is never held against them.

  outrider --as ana plan answer K-07 m-1b2c yes --note 'by phone, Tuesday'
  outrider --as ana plan answer K-07 m-1b2c no --note 'too much, with the children'`
}

// Run writes down an answer.
func (c *planAnswerCmd) Run(e *env) error {
	due, err := dayFlag("--due", c.Due)
	if err != nil {
		return err
	}
	return e.aboutPerson(c.Code, "Kept.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{NoteAnswer: &desk.NoteAnswer{Person: id, Offer: c.Offer, Accept: c.Said == "yes", Note: c.Note, Owner: c.Owner, Due: due}}
	})
}

type planPlaceCmd struct {
	Code  string `arg:"" help:"Code name or id."`
	Offer string `arg:"" help:"Number of the offer."`
	Proof string `help:"said, note (seen by us), photo or test." enum:"said,note,photo,test" default:"said"`
	Photo string `help:"Number of the photo, where that is the proof." placeholder:"ID"`
	Note  string `help:"What was seen, or tried and how it went."`
	Since string `help:"Since this day; else now." placeholder:"DAY"`
}

// Help is shown under the flags.
func (planPlaceCmd) Help() string {
	return `What is only said to be in place counts for less than what was shown.

  outrider --as ana plan place K-07 m-1b2c
  outrider --as ana plan place K-07 m-1b2c --proof test --note 'rang at noon, she answered with her word'`
}

// Run says that a measure is in place.
func (c *planPlaceCmd) Run(e *env) error {
	since, err := dayFlag("--since", c.Since)
	if err != nil {
		return err
	}
	if !since.IsZero() {
		since = since.Truncate(24 * time.Hour)
	}
	return e.aboutPerson(c.Code, "Kept.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: id, Offer: c.Offer, Proof: outrider.Proof(c.Proof), Photo: c.Photo, Note: c.Note, Since: since}}
	})
}

type planUpkeepCmd struct {
	Code  string `arg:"" help:"Code name or id."`
	Offer string `arg:"" help:"Number of the offer."`
	Note  string `help:"What was found."`
}

// Help is shown under the flags.
func (planUpkeepCmd) Help() string {
	return `A measure that nobody sees to by its day loses half of its effect every two months.

  outrider --as ana plan upkeep K-07 m-1b2c --note 'both locks turn'
  outrider --as ana --json plan upkeep K-07 m-1b2c`
}

// Run says that somebody saw to a measure.
func (c *planUpkeepCmd) Run(e *env) error {
	return e.aboutPerson(c.Code, "Kept.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{KeepUp: &desk.KeepUp{Person: id, Offer: c.Offer, Note: c.Note}}
	})
}

type planEndCmd struct {
	Code  string `arg:"" help:"Code name or id."`
	Offer string `arg:"" help:"Number of the offer."`
	How   string `arg:"" help:"taken-back, over or lapsed." enum:"taken-back,over,lapsed"`
	Why   string `help:"Why." required:""`
}

// Help is shown under the flags.
func (planEndCmd) Help() string {
	return `taken-back: an offer that was not answered; over: not needed any more; lapsed: looked at, and
found not to be in place.

  outrider --as ana plan end K-07 m-1b2c over --why 'she moved'
  outrider --as ana plan end K-07 m-1b2c lapsed --why 'the camera is off'`
}

// Run ends an offer or a measure.
func (c *planEndCmd) Run(e *env) error {
	return e.aboutPerson(c.Code, "Kept.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{EndMeasure: &desk.EndMeasure{Person: id, Offer: c.Offer, How: outrider.EndedHow(c.How), Why: c.Why}}
	})
}

type planAgreeCmd struct {
	Code   string `arg:"" help:"Code name or id."`
	Review string `help:"Look at it again by this day; else in three months." placeholder:"DAY"`
	Note   string `help:"How it was agreed."`
}

// Help is shown under the flags.
func (planAgreeCmd) Help() string {
	return `Kept with your name: what they accepted or have in place, what stays of the risk, what it asks
of them, what had lapsed, and the day of the review.

  outrider --as ana plan agree K-07 --review 2026-09-01 --note 'by phone, she has a copy'
  outrider --as ana --json plan agree K-07`
}

// Run signs a plan.
func (c *planAgreeCmd) Run(e *env) error {
	review, err := dayFlag("--review", c.Review)
	if err != nil {
		return err
	}
	return e.aboutPerson(c.Code, "Signed.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{AgreePlan: &desk.AgreePlan{Person: id, Review: review, Note: c.Note}}
	})
}

type planLimitsCmd struct {
	Code     string  `arg:"" help:"Code name or id."`
	Money    float64 `help:"Euros a year, for what is new." required:""`
	Hours    float64 `help:"Staff hours a year, for what is new." required:""`
	Burden   float64 `help:"Points that they bear at once, old and new." required:""`
	Measures int     `help:"New measures at once." required:""`
	Why      string  `help:"Who set these limits, and why." required:""`
}

// Help is shown under the flags.
func (planLimitsCmd) Help() string {
	return `They hold for what is proposed until others are set.

  outrider --as ana plan limits K-07 --money 500 --hours 20 --burden 4 --measures 2 --why 'she asked for little'
  outrider --as ana --json plan limits K-07 --money 5000 --hours 80 --burden 10 --measures 6 --why 'as everybody'`
}

// Run sets limits.
func (c *planLimitsCmd) Run(e *env) error {
	return e.aboutPerson(c.Code, "Set.", func(id outrider.PersonID) desk.Decision {
		return desk.Decision{LimitPlan: &desk.LimitPlan{Limits: outrider.PlanLimits{Person: id, Money: c.Money, Hours: c.Hours, Burden: c.Burden, Measures: c.Measures, Why: c.Why}}}
	})
}
