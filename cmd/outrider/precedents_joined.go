package main

import (
	"fmt"
	"math"

	"outrider"
	"outrider/internal/rates"
	"outrider/parameters"
)

// joinedLine is one kind of report under one explanation: what the rates say, what
// the documented cases say, and both.
type joinedLine struct {
	Hypothesis outrider.Hypothesis `json:"hypothesis"`
	Kind       outrider.Kind       `json:"kind"`
	Rates      float64             `json:"rates"` // share of people who would report it at least once in a year
	With       int                 `json:"with"`
	Of         int                 `json:"of"`
	Joined     rates.Interval      `json:"joined"`
	Shift      float64             `json:"shift"` // nats, discount applied
}

// weeksAYear turns weekly rates into the share of people who report within a year,
// as if reports came independently.
const weeksAYear = 365.0 / 7

// joined lays the published rates, the counted cases and both side by side.
func (e *env) joined(t rates.Table) error {
	p, err := rates.Load(parameters.FS)
	if err != nil {
		return err
	}
	r, err := rates.LoadRates(parameters.FS)
	if err != nil {
		return err
	}
	rows := [][]string{{"WHAT IT BECAME", "SEEN BEFORE", "RATES", "CASES", "JOINED", "SHIFT"}}
	for _, x := range t.Cells {
		weekly, ok := r.At(x.Hypothesis, x.Kind)
		if !ok {
			continue
		}
		share := -math.Expm1(-weekly * weeksAYear)
		both, err := t.Posterior(p, x.Hypothesis, x.Kind, share)
		if err != nil {
			return err
		}
		l := joinedLine{x.Hypothesis, x.Kind, share, x.With, x.Of, both.Share, both.Shift}
		if e.cli.JSON {
			if err := e.printJSON(l); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{string(l.Hypothesis), string(l.Kind), fmt.Sprintf("%.2f", share), fmt.Sprintf("%d of %d", l.With, l.Of),
			fmt.Sprintf("%.2f (%.2f to %.2f)", l.Joined.Mean, l.Joined.Low, l.Joined.High), fmt.Sprintf("%+.2f nats", l.Shift)})
	}
	if !e.cli.JSON {
		e.table(rows)
	}
	e.say("no figure is moved by this: the filter reads the rates alone")
	return nil
}
