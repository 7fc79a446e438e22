package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/local"
	"outrider/internal/replay/scorecard"
	"outrider/internal/replay/world"
	"outrider/parameters"
)

type fitCmd struct {
	World string `arg:"" optional:"" help:"Folder of a world: people, sightings, contacts; none: the store in the data folder." type:"path"`
	Until string `help:"Learn from what was told before this time; for a store the default is now." placeholder:"TIME"`
	Out   string `help:"Where the parameters go; - for standard output. For a store the default is its own folder." placeholder:"FILE"`
}

// Help is shown under the flags.
func (fitCmd) Help() string {
	return `Learns the numbers of detection from an organisation's own history, without being told
what any of it was. With fewer than 500 reports the pooled numbers stand.

  outrider fit world --until 2026-01-01 --out params.json
  outrider fit --data ~/desk

What is learnt from a store is used by its desk from the next start on. With --out the numbers
leave the house, and only those are learnt from who agreed to research.
Exit codes: 0 learnt, 1 too short a history: the pooled numbers stand, 2 not done.`
}

// Run learns and writes.
func (c *fitCmd) Run(e *env) error {
	var until time.Time
	if c.Until != "" || c.World != "" {
		var err error
		if until, err = moment(c.Until); err != nil {
			return err
		}
	}
	if c.World == "" {
		return c.store(e, until)
	}
	if c.Out == "" {
		return outrider.Invalid("say with --out FILE where the parameters go")
	}
	p, err := detect.Load(parameters.FS)
	if err != nil {
		return err
	}
	p, short := e.learn(c.World, until, p)
	if short != nil && outrider.CodeOf(short) != outrider.CodeTooFew {
		return short
	}
	var file bytes.Buffer
	if _, err := p.WriteTo(&file); err != nil {
		return err
	}
	if err := c.write(e, c.Out, file.Bytes()); err != nil {
		return err
	}
	e.say("parameters %s, from %d reports", p.Hash(), p.Sightings)
	if short != nil {
		e.say("%s; %s", outrider.SafeText(short), outrider.HintText(short))
		return errRefused
	}
	return nil
}

// store learns from the desk's own history and leaves the numbers where the desk
// finds them.
func (c *fitCmd) store(e *env, until time.Time) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	out := c.Out
	if out == "" {
		out = filepath.Join(dir, learntName)
	}
	return e.withDoor(defaultAdmin, func(d local.Door, by outrider.UserID) error {
		a, err := d.Read(e.ctx, by, desk.Query{Learn: &desk.LearnQuery{Until: until, Leaves: c.Out != ""}})
		if err != nil {
			return err
		}
		if a.Learn.Short != "" {
			e.say("%s; the pooled numbers stand until there are %d reports", a.Learn.Short, detect.LeastHistory)
			return errRefused
		}
		if err := c.write(e, out, a.Learn.Params); err != nil {
			return err
		}
		e.say("parameters %s, from %d sightings; thresholds by %.0f person-years", a.Learn.Hash, a.Learn.Sightings, a.Learn.Years)
		return nil
	})
}

func (c *fitCmd) write(e *env, out string, file []byte) error {
	if out == "-" {
		_, err := e.out.Write(file)
		return err
	}
	if err := os.WriteFile(out, file, 0o600); err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the parameters cannot be written", Hint: "check the folder and its rights", Err: err}
	}
	return nil
}

type detectCmd struct {
	World  string  `arg:"" help:"Folder of a world: people, sightings, contacts." type:"path"`
	Until  string  `help:"Learn and calibrate on what was told before this time; alarms are raised after it." name:"calibrate-until" required:"" placeholder:"TIME"`
	Budget float64 `help:"Expected false alarms of a reporter in a year." default:"0.1"`
	Params string  `help:"Parameters as outrider fit writes them; without it they are learnt first." placeholder:"FILE" type:"path"`
}

// Help is shown under the flags.
func (detectCmd) Help() string {
	return `Looks for hostile collection in a world's sightings and contacts: the same things near one
person in separate places, and near people who do not know each other. One line an alarm,
as JSON, in the order in which they were raised.

  outrider detect world --calibrate-until 2026-01-01 --budget 0.1 > alarms
  outrider detect world --calibrate-until 2026-01-01 --params params.json --json

Exit codes: 0 done, 1 done with lines left out, 2 not done.`
}

// alarmLine is one alarm as outside programs read it.
type alarmLine struct {
	At          time.Time           `json:"at"`
	Person      outrider.PersonID   `json:"person"`
	Selector    alarmSelector       `json:"selector"`
	Level       detect.Level        `json:"level"`
	Score       float64             `json:"score"`
	BayesFactor float64             `json:"bayes_factor"`
	Places      int                 `json:"places"`
	Sightings   []string            `json:"sightings"`
	People      []outrider.PersonID `json:"people"`
	Innocent    string              `json:"innocent"`
	Ask         string              `json:"ask"`
	ParamsHash  string              `json:"params_hash"`
}

type alarmSelector struct {
	Kind    outrider.SelectorKind `json:"kind"`
	Value   string                `json:"value"`
	Partial bool                  `json:"partial,omitempty"`
}

// Run detects.
func (c *detectCmd) Run(e *env) error {
	until, err := moment(c.Until)
	if err != nil {
		return err
	}
	if !(c.Budget > 0 && c.Budget <= 100) {
		return outrider.Invalid("--budget is a number of false alarms a year, more than 0 and at most 100")
	}
	start := e.clock()
	p, err := c.params(e, until)
	if err != nil {
		return err
	}
	f, err := openWorld(c.World)
	if err != nil {
		return err
	}
	n, alarms, err := c.run(e, f, p, until)
	if err != nil {
		return err
	}
	for _, line := range f.Flaws.Lines() {
		e.say("note %s", line)
	}
	e.say("%d told, %d alarms, %.1f seconds, %d MB at most", n, alarms, e.clock().Sub(start).Seconds(), peakMemory())
	if f.Flaws.Dropped() {
		return errRefused
	}
	return nil
}

// params are those of the file, else learnt from the history; where that is too
// short the pooled ones stand.
func (c *detectCmd) params(e *env, until time.Time) (detect.Params, error) {
	if c.Params != "" {
		b, err := e.readInput(c.Params, maxParams)
		if err != nil {
			return detect.Params{}, err
		}
		return detect.Read(b)
	}
	p, err := detect.Load(parameters.FS)
	if err != nil {
		return p, err
	}
	p, err = e.learn(c.World, until, p)
	if outrider.CodeOf(err) == outrider.CodeTooFew {
		e.say("%s; %s", outrider.SafeText(err), outrider.HintText(err))
		err = nil
	}
	return p, err
}

const maxParams = 16 << 20

// run feeds a world to the engine in the order in which it became known.
func (c *detectCmd) run(e *env, f *world.Folder, p detect.Params, until time.Time) (n, alarms int, err error) {
	g := detect.NewEngine(p)
	enrol(f, g)
	g.Practise()
	show := e.progress("looking")
	practising := true
	out := json.NewEncoder(e.out)
	out.SetEscapeHTML(false)
	tell := func(raised []detect.Alarm) error {
		for _, a := range raised {
			alarms++
			if err := out.Encode(lineOf(a, g.Params().Hash())); err != nil {
				return err
			}
		}
		return nil
	}
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if practising && !x.At.Before(until) {
			g.Calibrate(c.Budget)
			practising = false
		}
		if n++; n%4096 == 0 {
			show.at(n, 0)
		}
		var raised []detect.Alarm
		if x.Contact != nil {
			raised = g.AddContact(*x.Contact)
		} else {
			raised = g.Add(x.Sighting)
		}
		if err := tell(raised); err != nil {
			return n, alarms, err
		}
	}
	if err := tell(g.Settle()); err != nil {
		return n, alarms, err
	}
	for _, why := range g.RefusedLines() {
		e.say("note %s", why)
	}
	return n, alarms, nil
}

func lineOf(a detect.Alarm, hash string) alarmLine {
	return alarmLine{At: a.At, Person: a.Person, Selector: alarmSelector{a.Selector.Kind, a.Selector.Value, a.Selector.Partial},
		Level: a.Level, Score: a.Score, BayesFactor: math.Exp(math.Min(a.Score, 500)), Places: a.Places, Sightings: a.Sightings, People: a.People,
		Innocent: a.Innocent, Ask: a.Ask, ParamsHash: hash}
}

// moment reads a time of the command line; a date is its first instant.
func moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	return time.Time{}, outrider.Invalid("%s is no time: write 2026-01-31 or 2026-01-31T12:00:00Z", fmt.Sprintf("%q", s))
}

// peakMemory is what the program took from the machine at most, in megabytes.
func peakMemory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys / 1e6
}
