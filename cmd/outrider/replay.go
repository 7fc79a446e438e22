package main

import (
	"errors"
	"path/filepath"
	"runtime"
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
	Tier  string        `help:"Whose eyes: A principal, bystander, police; B and security service; C and platform. None: A, or with --score all three."`
	Delay time.Duration `help:"Between noticing and telling, in the reported view." default:"0s"`
	Score bool          `help:"Afterwards, and apart: hold what was said to how the cases ended."`
	Cores int           `help:"How many cases are replayed at once; 0: as many as there are cores." default:"0"`
}

// Help is shown under the flags.
func (replayCmd) Help() string {
	return `Feeds documented cases to a desk with a set clock, without anything that was written by
people who knew the ending. One line a case and protected person; no verdict is printed.
With --score one table, or one object, a run: alarms against the moment of harm and what they
cost in quiet lives, beside three naive rules, and the forecasts beside what came. It works on
invented lives as well (outrider world --cases).

  outrider --json replay case.json --view known
  outrider replay --tier B --delay 48h --score
  outrider --json replay --score ./lives/*.json

Exit codes: 0 replayed, 1 something in a file was refused, 2 not replayed.`
}

// shelf is the library as the desk shows it.
func (e *env) shelf(a *assess.Params, d detect.Params) (desk.Shelf, error) {
	counted, err := countedPairs()
	if err != nil {
		return nil, err
	}
	return replay.NewShelf(precedents.FS, replay.Options{Assess: a, Detect: d, Pairs: counted, Zones: time.LoadLocation})
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
	if o.Pairs, err = countedPairs(); err != nil {
		return o, err
	}
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
	err := c.each(e, func(name string, data []byte, err error) error {
		var f chronology.File
		if err == nil {
			var res intake.Result
			f, res, err = chronology.Read(name, data)
			*refused = e.sayResult(res) || *refused
		}
		if err != nil {
			*refused = true
			e.say("refused %s: %s", name, intake.Reason(err))
			return nil
		}
		out = append(out, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "no chronology could be read", Hint: "docs/formats describes the format"}
	}
	return out, nil
}

// sayResult tells what was noticed and refused in a file, and whether anything was.
func (e *env) sayResult(res intake.Result) bool {
	for _, n := range res.Notices {
		e.say("note %s: %s", n.Where, n.What)
	}
	for _, r := range res.Refused {
		e.say("refused %s: %s", r.Where, r.What)
	}
	return len(res.Refused) > 0
}

// each goes through the files of the command line, or the library where there are
// none, in order.
func (c *replayCmd) each(e *env, f func(name string, data []byte, err error) error) error {
	if len(c.Cases) == 0 {
		return eachPrecedent(func(name string, data []byte) error { return f(name, data, nil) })
	}
	for _, name := range c.Cases {
		data, err := e.readInput(name, intake.MaxBytes)
		if err := f(filepath.Base(name), data, err); err != nil {
			return err
		}
	}
	return nil
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
	n := 0
	for got := range replay.RunMany(e.ctx, files, o, c.cores()) {
		n++
		p.at(n, len(files))
		if got.Err != nil {
			errs = append(errs, got.Err)
			continue
		}
		for _, l := range got.Lines {
			if err := e.replayLine(l); err != nil {
				return err
			}
		}
	}
	e.bound(o.View)
	return errors.Join(errs...)
}

func (c *replayCmd) cores() int {
	if c.Cores > 0 {
		return c.Cores
	}
	return runtime.GOMAXPROCS(0)
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
