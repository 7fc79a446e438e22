package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
)

// figureFlags are figures of a judgement, in per cent.
type figureFlags struct {
	Share map[string]float64 `help:"Share of each explanation, in per cent: benign, collection, intimidation, abduction, attack, other-hostile." mapsep:"," placeholder:"NAME=PER-CENT,..."`
	Harm  map[string]float64 `help:"Abduction or attack within 30, 90 and 365 days, in per cent." mapsep:"," placeholder:"DAYS=PER-CENT,..."`
}

// figures reads what was given; nil where nothing was.
func (f figureFlags) figures() *outrider.Figures {
	if len(f.Share)+len(f.Harm) == 0 {
		return nil
	}
	out := outrider.Figures{P: map[outrider.Hypothesis]float64{}, Harm: map[string]float64{}}
	for h, v := range f.Share {
		out.P[outrider.Hypothesis(h)] = v / 100
	}
	for d, v := range f.Harm {
		out.Harm[strings.TrimSuffix(d, "d")+"d"] = v / 100
	}
	return &out
}

type personJudgeCmd struct {
	Code    string `arg:"" help:"Code name or id."`
	Reasons string `help:"What speaks for it, what against; needed with figures."`
	Gaps    string `help:"What you do not know."`
	figureFlags
}

// Help is shown under the flags.
func (personJudgeCmd) Help() string {
	return `Without figures it shows what was reported, and nothing that the model holds. With
figures it keeps your judgement: blind, where you have not been shown the model since the last news.

  outrider person judge K-07
  outrider --as yusuf person judge K-07 --reasons 'the same van at three places' \
    --share benign=60,collection=20,intimidation=10,abduction=3,attack=5,other-hostile=2 --harm 30=1,90=4,365=9`
}

// Run shows what to judge from, or keeps a judgement.
func (c *personJudgeCmd) Run(e *env) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Judge: &desk.JudgeQuery{Code: c.Code}})
		if outrider.CodeOf(err) == outrider.CodeNotFound && err != nil {
			a, err = d.Read(e.ctx, by, desk.Query{Judge: &desk.JudgeQuery{Person: outrider.PersonID(c.Code)}})
		}
		if err != nil {
			return err
		}
		f := c.figures()
		if f == nil {
			return e.sayJudge(*a.Judge)
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{JudgePerson: &desk.JudgePerson{Person: a.Judge.Person, Figures: *f, Reasons: c.Reasons, Gaps: c.Gaps}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("Kept as %s.", blindWord(a.Judge.Blind))
		return nil
	})
}

func blindWord(blind bool) string {
	if blind {
		return "blind"
	}
	return "made after seeing the model"
}

func (e *env) sayJudge(v desk.JudgeView) error {
	if e.cli.JSON {
		return e.printJSON(v)
	}
	e.print("%s   %s   a judgement now is %s", v.Code, v.Person, blindWord(v.Blind))
	for _, c := range v.Claims {
		e.print("  %s, %s: %s", c.KindName, c.When, c.Said)
	}
	for _, r := range v.Reports {
		e.reportLine(r)
	}
	if v.Masked > 0 {
		e.print("%d more that you may not see.", v.Masked)
	}
	return nil
}

type personJudgementsCmd struct {
	Code string `arg:"" help:"Code name or id."`
}

// Help is shown under the flags.
func (personJudgementsCmd) Help() string {
	return "Examples:\n\n  outrider person judgements K-07\n  outrider --json person judgements K-07"
}

// Run shows model, people, pools and what was published.
func (c *personJudgementsCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Judgements: id})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Judgements)
		}
		rows := [][]string{{"", "30 DAYS", "90 DAYS", "A YEAR", ""}}
		for _, f := range a.Judgements.Columns {
			rows = append(rows, []string{f.Who, f.Harm[0].Percent, f.Harm[1].Percent, f.Harm[2].Percent, f.State})
		}
		for _, p := range a.Judgements.Published {
			h := p.Figures.Harm
			rows = append(rows, []string{"published by " + p.Owner, h[0].Percent, h[1].Percent, h[2].Percent, p.State + ", review " + day(p.Review) + ", " + p.ID})
		}
		e.table(rows)
		for _, p := range a.Judgements.Published {
			for _, s := range p.Dissent {
				e.print("%s seen differently by %s: %s", p.ID, s.Who, s.Why)
			}
		}
		return nil
	})
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

// withPerson opens the door and finds somebody by code name or id.
func (e *env) withPerson(code string, do func(local.Door, outrider.UserID, outrider.PersonID) error) error {
	return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error {
		id, err := personByCode(e, d, by, code)
		if err != nil {
			return err
		}
		return do(d, by, id)
	})
}

type personPublishCmd struct {
	Code    string   `arg:"" help:"Code name or id."`
	From    string   `help:"Whose figures: both (people and model), people, model, own." enum:"both,people,model,own" default:"both"`
	Reasons string   `help:"Why." required:""`
	Gaps    string   `help:"What is not known." required:""`
	Dissent []string `help:"Who sees it differently, and why, as 'WHO: WHY'." sep:"none" placeholder:"WHO: WHY"`
	Review  string   `help:"When it expires (a date); a month from now where none is given." placeholder:"DATE"`
	figureFlags
}

// Help is shown under the flags.
func (personPublishCmd) Help() string {
	return `Above stated lines a second person confirms it before it stands.

  outrider --as ana person publish K-07 --reasons 'two who judged agree' --gaps 'whose van it is'
  outrider --as ana person publish K-07 --from model --reasons 'nobody was free to judge' --gaps 'much' --dissent 'yusuf: too low' --review 2026-04-01`
}

// Run proposes a figure to stand by.
func (c *personPublishCmd) Run(e *env) error {
	q := desk.Publish{From: c.From, Figures: c.figures(), Reasons: c.Reasons, Gaps: c.Gaps}
	for _, s := range c.Dissent {
		who, why, _ := strings.Cut(s, ":")
		q.Dissent = append(q.Dissent, outrider.Dissent{Who: strings.TrimSpace(who), Why: strings.TrimSpace(why)})
	}
	var err error
	if q.Review, err = lastOf(c.Review); err != nil {
		return err
	}
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		q.Person = id
		got, err := d.Decide(e.ctx, by, desk.Decision{Publish: &q})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		if len(got.Second) == 0 {
			e.print("Published: %s", got.ID)
			return nil
		}
		e.print("Proposed: %s waits for a second person, because %s.", got.ID, strings.Join(got.Second, "; "))
		return nil
	})
}

// lastOf reads the last instant of a date; empty is none.
func lastOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	w, err := outrider.ParseWhen(s, nil)
	return w.Last(), err
}

type personConfirmCmd struct {
	Code   string `arg:"" help:"Code name or id."`
	ID     string `arg:"" help:"The proposal, from person judgements."`
	Return string `help:"Give it back, for this reason." placeholder:"REASON"`
}

// Help is shown under the flags.
func (personConfirmCmd) Help() string {
	return "Never the one who proposed it.\n\n  outrider --as mira person confirm K-07 b-3f9c\n  outrider --as mira person confirm K-07 b-3f9c --return 'the second report is a copy'"
}

// Run is the second person's word.
func (c *personConfirmCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Confirm: &desk.SettlePublished{Person: id, ID: c.ID, Confirm: c.Return == "", Why: c.Return}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		if c.Return == "" {
			e.print("It stands.")
		} else {
			e.print("Given back.")
		}
		return nil
	})
}

type personDissentCmd struct {
	Code string `arg:"" help:"Code name or id."`
	ID   string `arg:"" help:"The figure, from person judgements."`
	Why  string `help:"What you weigh otherwise, and why." required:""`
}

// Help is shown under the flags.
func (personDissentCmd) Help() string {
	return "It stands beside the figure with your name; the figure stands all the same.\n\n  outrider --as yusuf person dissent K-07 b-3f9c --why 'the van belongs next door'"
}

// Run keeps another view.
func (c *personDissentCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{Dissent: &desk.AddDissent{Person: id, ID: c.ID, Why: c.Why}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("Kept beside the figure.")
		return nil
	})
}

type personTasksCmd struct {
	Code   string `arg:"" optional:"" help:"Code name or id; nobody: everybody's."`
	Closed bool   `help:"Closed ones too."`
}

// Help is shown under the flags.
func (personTasksCmd) Help() string {
	return "Examples:\n\n  outrider person tasks\n  outrider person tasks K-07 --closed"
}

// Run lists collection tasks.
func (c *personTasksCmd) Run(e *env) error {
	list := func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Tasks: &desk.TasksQuery{Person: id, Closed: c.Closed}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(a.Tasks)
		}
		for _, t := range a.Tasks.Tasks {
			state := t.State
			if t.Overdue {
				state = "overdue"
			}
			e.print("%-8s %s  %-6s %s  (%s, due %s) %s", state, t.ID, t.Code, t.Do, t.Owner, day(t.Due), t.Note)
		}
		return nil
	}
	if c.Code == "" {
		return e.withDoor(defaultOfficer, func(d local.Door, by outrider.UserID) error { return list(d, by, "") })
	}
	return e.withPerson(c.Code, list)
}

type personTaskCmd struct {
	Code  string `arg:"" help:"Code name or id."`
	Ask   int    `help:"Make a task of this line of what would change the assessment, counted from 1 as person show lists them." placeholder:"N"`
	Do    string `help:"One thing to do, of your own."`
	Owner string `help:"Who does it, by name; you, where nobody is named."`
	Due   string `help:"By when (a date); in a week where none is given." placeholder:"DATE"`
}

// Help is shown under the flags.
func (personTaskCmd) Help() string {
	return "Examples:\n\n  outrider person task K-07 --ask 1\n  outrider person task K-07 --do 'ask whose van it is' --owner mira --due 2026-03-09"
}

// Run makes a task.
func (c *personTaskCmd) Run(e *env) error {
	due, err := lastOf(c.Due)
	if err != nil {
		return err
	}
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		m := desk.MakeTask{Person: id, Do: c.Do, Owner: c.Owner, Due: due}
		if c.Ask > 0 {
			a, err := d.Read(e.ctx, by, desk.Query{Person: &desk.PersonQuery{ID: id}})
			if err != nil {
				return err
			}
			if c.Ask > len(a.Person.Asks) {
				return outrider.Invalid("the assessment asks for %d things", len(a.Person.Asks))
			}
			m.If = a.Person.Asks[c.Ask-1].If
		}
		got, err := d.Decide(e.ctx, by, desk.Decision{MakeTask: &m})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("Task %s.", got.ID)
		return nil
	})
}

type personDoneCmd struct {
	Task   string `arg:"" help:"The task, from person tasks."`
	Note   string `help:"What came of it; needed where it was not done."`
	Report string `help:"The report that answers it." placeholder:"REPORT"`
	Not    bool   `help:"It was not done."`
}

// Help is shown under the flags.
func (personDoneCmd) Help() string {
	return "Examples:\n\n  outrider person done k-3f9c --note \"the baker's van\" --report r-81d0\n  outrider person done k-3f9c --not --note 'nobody could be reached'"
}

// Run closes a task.
func (c *personDoneCmd) Run(e *env) error {
	return e.decide(desk.Decision{CloseTask: &desk.CloseTask{Task: c.Task, Done: !c.Not, Note: c.Note, Report: outrider.ReportID(c.Report)}}, "Closed.")
}

// sayStanding prints what the organisation stands by, what changed, and what to find out.
func (e *env) sayStanding(v desk.PersonView) {
	if p := v.Published; p != nil {
		e.print("%s by %s, review %s: %s within 90 days", p.State, p.Owner, day(p.Review), p.Figures.Harm[1].Percent)
	}
	for i, a := range v.Asks {
		e.print("  ask %d: %s (then about %s): %s", i+1, a.If, a.To, a.Do)
	}
	if s := v.Since; s != nil {
		e.saySince(*s)
	}
}

func (e *env) saySince(s desk.SinceView) {
	e.print("since you looked, %s:", s.Last.UTC().Format(time.RFC3339))
	if s.Nothing {
		e.print("  nothing has changed")
		return
	}
	counts := []string{strconv.Itoa(len(s.Reports)) + " new", strconv.Itoa(len(s.Withdrawn)) + " withdrawn", strconv.Itoa(len(s.Regraded)) + " graded otherwise or settled",
		fmt.Sprintf("%d found, %d hold no longer", len(s.Findings), s.Gone)}
	e.print("  %s", strings.Join(counts, "; "))
	for _, m := range s.Moved {
		e.print("  %s: %s, now %s", m.Label, m.Before, m.After)
	}
	for _, r := range s.Rows {
		e.print("  %+7.2f  %s: %s %s", r.Decibans, r.How, r.Why, ids(r.Reports))
	}
	e.print("  decibans: news %+.2f, time %+.2f", s.News, s.Time)
	if m := s.Model; m != nil {
		e.print("  the model changed, which is no news: parameters %.12s became %.12s; %+.2f decibans by itself", m.From.Params, m.To.Params, m.Decibans)
	}
}

type personReviewCmd struct {
	Code string  `arg:"" help:"Code name or id."`
	To   float64 `help:"Least chance of attack preparation that remains, in per cent." required:"" placeholder:"PERCENT"`
	Why  string  `help:"Why the threat no longer stands as it did." required:""`
}

// Help is shown under the flags.
func (personReviewCmd) Help() string {
	return `What an explicit threat, an official warning or an attack leaves stands until somebody reviews
it: time and quiet do not wear it down. A later threat sets it again.

  outrider person review K-07 --to 0.5 --why 'the sender was found and had nobody behind him'
  outrider --as ana person review K-07 --to 1 --why 'police closed the case, see r-inv2'`
}

// Run lowers the floor.
func (c *personReviewCmd) Run(e *env) error {
	return e.withPerson(c.Code, func(d local.Door, by outrider.UserID, id outrider.PersonID) error {
		got, err := d.Decide(e.ctx, by, desk.Decision{ReviewFloor: &desk.ReviewFloor{Person: id, To: c.To / 100, Why: c.Why}})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.printJSON(got)
		}
		e.print("Lowered to %g %%. It is kept with your name and the reason.", c.To)
		return nil
	})
}
