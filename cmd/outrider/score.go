package main

import (
	"fmt"
	"io"
	"os"

	"outrider"
	"outrider/internal/replay/world"
)

type scoreCmd struct {
	World  string `arg:"" help:"Folder of a world, with its truth and reporters." type:"path"`
	From   string `help:"Alarms after this time count: the end of the calibration." required:"" placeholder:"TIME"`
	Alarms string `help:"Alarms as outrider detect prints them; - for standard input." required:"" placeholder:"FILE"`
}

// Help is shown under the flags.
func (scoreCmd) Help() string {
	return `Compares alarms with what really happened in a world: operations found in time, and false
alarms for everybody who was told of them.

  outrider score world --from 2022-01-01 --alarms alarms
  outrider detect world --calibrate-until 2022-01-01 | outrider --json score world --from 2022-01-01 --alarms -

Needs no store. Exit codes: 0 scored, 1 scored with lines left out or alarms that knew too much, 2 not scored.`
}

// Run scores.
func (c *scoreCmd) Run(e *env) error {
	from, err := moment(c.From)
	if err != nil {
		return err
	}
	f, err := openWorld(c.World)
	if err != nil {
		return err
	}
	alarms, flaws, err := c.read(e)
	if err != nil {
		return err
	}
	s, found := f.Bench(from, alarms).Judge(alarms)
	for _, line := range append(flaws.Lines(), f.Flaws.Lines()...) {
		e.say("note %s", line)
	}
	if err := e.showScore(s, found); err != nil {
		return err
	}
	if s.Leaks > 0 || flaws.Dropped() || f.Flaws.Dropped() {
		return errRefused
	}
	return nil
}

// read reads the alarms.
func (c *scoreCmd) read(e *env) ([]world.Alarm, *world.Flaws, error) {
	var in io.Reader = e.in
	if c.Alarms != "-" {
		file, err := os.Open(c.Alarms)
		if err != nil {
			return nil, nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the alarms cannot be read", Hint: "check the file's name and rights", Err: err}
		}
		defer file.Close()
		in = file
	}
	return world.ReadAlarms(in)
}

// draws is how often the operations are drawn again for an interval.
const draws = 2000

// showScore prints a score as one object, or as a table.
func (e *env) showScore(s world.Score, found []world.Found) error {
	if e.cli.JSON {
		return e.printJSON(s)
	}
	lo, hi := world.DetectionInterval(found, draws, 1)
	e.table([][]string{
		{"operations that ended after it", fmt.Sprint(s.Operations)},
		{"found in time", fmt.Sprintf("%d  %s  (by luck alone %.3f to %.3f)", s.Detected, figure(s.Detection), lo, hi)},
		{"with seven days left", figure(s.Detection7d)},
		{"median days left", figure(s.MedianLeadDays)},
		{"campaigns joined", figure(s.CampaignRecall)},
		{"person-years", fmt.Sprintf("%.1f", s.PersonYears)},
		{"false alarms a person-year", figure(s.FalseAlarms)},
		{"  an ordinary reporter's year", figure(s.OrdinaryFA)},
		{"  an anxious reporter's year", figure(s.AnxiousFA)},
		{"unevenly borne (Gini)", figure(s.Gini)},
		{"alarms that knew too much", fmt.Sprint(s.Leaks)},
	})
	return nil
}

// figure writes a number, or that there was nothing to count.
func figure(x *float64) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *x)
}
