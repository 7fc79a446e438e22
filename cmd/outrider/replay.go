package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/intake"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
	"outrider/internal/replay"
	"outrider/parameters"
	"outrider/precedents"
)

type replayCmd struct {
	Cases []string      `arg:"" optional:"" help:"Chronologies (JSON); none: the library's own." type:"path"`
	View  string        `help:"known: what did reach the protective side; reported: what could have." default:"reported"`
	Tier  string        `help:"Whose eyes: A principal, bystander, police; B and security service; C and platform." default:"A"`
	Delay time.Duration `help:"Between noticing and telling, in the reported view." default:"0s"`
	Score bool          `help:"Afterwards, and apart: score the library's own cases against their endings."`
}

// Help is shown under the flags.
func (replayCmd) Help() string {
	return `Feeds documented cases to a desk with a set clock, without anything that was written by
people who knew the ending. One line a case and protected person; no verdict is printed.

  outrider --json replay case.json --view known
  outrider replay --tier B --delay 48h --score

Exit codes: 0 replayed, 1 something in a file was refused, 2 not replayed.`
}

// shelf is the library as the desk shows it.
func (e *env) shelf(a *assess.Params, d detect.Params) (desk.Shelf, error) {
	return replay.NewShelf(precedents.FS, replay.Options{Assess: a, Detect: d, Zones: time.LoadLocation})
}

// Run replays.
func (c *replayCmd) Run(e *env) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	refused := false
	o.Refuse = func(r intake.Refusal) {
		refused = true
		e.say("refused %s: %s", r.Where, r.What)
	}
	files, err := c.files(e, &refused)
	if err != nil {
		return err
	}
	if c.Score {
		err = c.scored(e, files, o)
	} else {
		err = c.plain(e, files, o)
	}
	if err == nil && refused {
		return errRefused
	}
	return err
}

func (c *replayCmd) options() (replay.Options, error) {
	o := replay.Options{View: chronology.View(c.View), Tier: chronology.Tier(c.Tier), Delay: c.Delay, Zones: time.LoadLocation}
	if err := (chronology.Options{View: o.View, Tier: o.Tier, Delay: o.Delay}).Validate(); err != nil {
		return o, err
	}
	var err error
	if o.Assess, err = assess.Load(parameters.FS); err != nil {
		return o, err
	}
	if o.Detect, err = detect.Load(parameters.FS); err != nil {
		return o, err
	}
	o.Corpus, err = precedent.Load(precedents.FS)
	return o, err
}

// files reads the chronologies; one that cannot be read costs only itself.
func (c *replayCmd) files(e *env, refused *bool) ([]chronology.File, error) {
	var out []chronology.File
	add := func(name string, data []byte) error {
		f, res, err := chronology.Read(name, data)
		for _, n := range res.Notices {
			e.say("note %s: %s", n.Where, n.What)
		}
		for _, r := range res.Refused {
			*refused = true
			e.say("refused %s: %s", r.Where, r.What)
		}
		if err == nil {
			out = append(out, f)
		}
		return err
	}
	if len(c.Cases) == 0 {
		return out, eachPrecedent(add)
	}
	for _, name := range c.Cases {
		data, err := e.readInput(name, intake.MaxBytes)
		if err == nil {
			err = add(filepath.Base(name), data)
		}
		if err != nil {
			*refused = true
			e.say("refused %s: %s", filepath.Base(name), intake.Reason(err))
		}
	}
	if len(out) == 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "no chronology could be read", Hint: "docs/formats describes the format"}
	}
	return out, nil
}

// eachPrecedent goes through the library's own cases in order.
func eachPrecedent(f func(name string, data []byte) error) error {
	list, err := precedents.FS.ReadDir("cases")
	if err != nil {
		return err
	}
	for _, x := range list {
		data, err := precedents.FS.ReadFile("cases/" + x.Name())
		if err != nil {
			return err
		}
		if err := f(x.Name(), data); err != nil {
			return err
		}
	}
	return nil
}

func (c *replayCmd) plain(e *env, files []chronology.File, o replay.Options) error {
	p := e.progress("replayed")
	var errs []error
	for i, f := range files {
		lines, err := replay.Run(e.ctx, f, o)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		p.at(i+1, len(files))
		for _, l := range lines {
			if err := e.replayLine(l); err != nil {
				return err
			}
		}
	}
	e.bound(o.View)
	return errors.Join(errs...)
}

// bound says beside every replay how far it may be trusted.
func (e *env) bound(v chronology.View) {
	if v == chronology.ViewReported {
		e.say("%s", replay.Bound)
	}
	e.say("The rates are illustrations, fitted to nothing.")
}

func (e *env) replayLine(l replay.Line) error {
	if e.cli.JSON {
		return e.printJSON(l)
	}
	e.print("%s  %s  (%s, tier %s): %d fed", l.Case, l.Protectee, l.View, l.Tier, l.Fed)
	for _, a := range l.Alarms {
		e.print("   %-4s %s  %5.2f %% in 90 days  %v", a.Level, a.At.Format("2006-01-02"), 100*a.P90, a.Because)
	}
	if n := len(l.Track); n > 0 {
		t := l.Track[n-1]
		e.print("   at the end: attack %.1f %%, collection %.1f %%, benign %.1f %%; harm within 90 days %.2f %%", 100*t.P.Attack, 100*t.P.Collection, 100*t.P.Benign, 100*t.Harm90)
	}
	return nil
}

func (c *replayCmd) scored(e *env, files []chronology.File, o replay.Options) error {
	_, scores, err := replay.ScoreAll(e.ctx, files, o)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		for _, s := range scores {
			if err := e.printJSON(s); err != nil {
				return err
			}
		}
		e.bound(o.View)
		return nil
	}
	rows := [][]string{{"CASE", "HARM", "DESK", "STATED", "REPEAT", "BURST", "YEARS"}}
	for _, s := range scores {
		harm := "none"
		if s.Harm != nil {
			harm = s.Harm.Format("2006-01-02")
		}
		rows = append(rows, []string{s.Case, harm, verdict(s.Desk), verdict(s.Stated), verdict(s.Repeat), verdict(s.Burst), fmt.Sprintf("%.1f", s.Years)})
	}
	e.table(rows)
	for _, col := range []struct {
		name string
		of   func(replay.CaseScore) replay.Verdict
	}{
		{"desk", func(s replay.CaseScore) replay.Verdict { return s.Desk }}, {"stated", func(s replay.CaseScore) replay.Verdict { return s.Stated }},
		{"repeat", func(s replay.CaseScore) replay.Verdict { return s.Repeat }}, {"burst", func(s replay.CaseScore) replay.Verdict { return s.Burst }},
	} {
		t := replay.Total(scores, col.of)
		e.print("%-7s in time %d of %d; %.2f acts and %.0f days under alarm a protected year (%d acts, %d looks in %.1f years)", col.name, t.InTime, t.Cases, t.ActRate, t.UnderRate, t.Acts, t.Looks, t.Years)
	}
	e.bound(o.View)
	return nil
}

func verdict(v replay.Verdict) string {
	if !v.InTime {
		return fmt.Sprintf("missed (%d)", v.Acts)
	}
	return fmt.Sprintf("%.0f d (%d)", v.First, v.Acts)
}
