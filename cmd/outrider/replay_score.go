package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"outrider/internal/calibration"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
	"outrider/internal/replay"
	"outrider/parameters"
)

// replayScore is what --score prints: a card for each tier.
type replayScore struct {
	Cards []replay.Card `json:"cards"`
}

// scored replays in every tier that was asked for, and only then opens the files
// again to read how the cases ended.
func (c *replayCmd) scored(e *env, files []chronology.File, o replay.Options) error {
	p, err := calibration.Load(parameters.FS)
	if err != nil {
		return err
	}
	var played [][]replay.Played
	var errs []error
	for _, tier := range c.tiers() {
		o.Tier = tier
		one, err := c.tier(e, files, o)
		played, errs = append(played, one), append(errs, err)
	}
	truths, err := c.truths(e)
	if err != nil {
		return err
	}
	var out replayScore
	for _, one := range played {
		out.Cards = append(out.Cards, replay.NewCard(replay.Judged{Played: one, Truths: truths, Delay: c.Delay, Params: p}))
	}
	w := e.out
	if e.cli.JSON {
		w = e.errw
		if err := e.printJSON(out); err != nil {
			return err
		}
	}
	for _, card := range out.Cards {
		showCard(w, card)
	}
	e.bound(o.View)
	return errors.Join(errs...)
}

// tiers are those asked for; in the known view they have no meaning.
func (c *replayCmd) tiers() []chronology.Tier {
	if c.Tier != "" || chronology.View(c.View) == chronology.ViewKnown {
		return []chronology.Tier{chronology.Tier(c.Tier)}
	}
	return []chronology.Tier{chronology.TierA, chronology.TierB, chronology.TierC}
}

func (c *replayCmd) tier(e *env, files []chronology.File, o replay.Options) ([]replay.Played, error) {
	show := e.progress(strings.TrimSpace("replayed in tier " + string(o.Tier)))
	var out []replay.Played
	var errs []error
	for got := range replay.RunMany(e.ctx, files, o, c.cores()) {
		out, errs = append(out, got), append(errs, got.Err)
		show.at(len(out), len(files))
	}
	return out, errors.Join(errs...)
}

// truths reads the endings; a file that could not be replayed has none.
func (c *replayCmd) truths(e *env) ([]replay.Truth, error) {
	var out []replay.Truth
	err := c.each(e, func(name string, data []byte, err error) error {
		if err != nil {
			return nil // refused by name when it was to be replayed
		}
		full, err := precedent.Parse(name, data)
		if err == nil {
			var t replay.Truth
			if t, err = replay.TruthOf(full); err == nil {
				out = append(out, t)
				return nil
			}
		}
		e.say("not scored: %s: how it ended cannot be read", name)
		return nil
	})
	return out, err
}

// maxListed is up to how many cases the table has a line each.
const maxListed = 40

// showCard prints one tier for people.
func showCard(w io.Writer, c replay.Card) {
	fmt.Fprintf(w, "\nview %s, tier %s: %d cases (%s)\n", c.View, c.Tier, c.Cases, endings(c))
	rows := [][]string{{"CASE", "HARM", "DESK", "STATED", "REPEAT", "BURST", "YEARS"}}
	for _, s := range c.Each {
		if s.Harm != nil && len(rows) <= maxListed {
			rows = append(rows, []string{s.Case, s.Harm.Format("2006-01-02"), verdict(s.Desk), verdict(s.Stated), verdict(s.Repeat), verdict(s.Burst), fmt.Sprintf("%.1f", s.Years)})
		}
	}
	if len(rows) > 1 {
		columns(w, rows)
	}
	alarmTable(w, c)
	fmt.Fprintf(w, "the desk's acts rested on: hostile conduct %d, ambiguous %d, harmless %d\n", c.Rested.Hostile, c.Rested.Ambiguous, c.Rested.Harmless)
	forecastTable(w, c)
}

func endings(c replay.Card) string {
	var parts []string
	for _, e := range []replay.Ending{replay.EndingHarm, replay.EndingStopped, replay.EndingHunted, replay.EndingQuiet} {
		parts = append(parts, fmt.Sprintf("%s %d", e, c.Endings[e]))
	}
	return strings.Join(parts, ", ")
}

func verdict(v replay.Verdict) string {
	if !v.InTime {
		return fmt.Sprintf("missed (%d)", v.Acts)
	}
	return fmt.Sprintf("%.0f d (%d)", v.First, v.Acts)
}

// alarmTable stands the sources beside each other: what they found, and what they
// cost where.
func alarmTable(w io.Writer, c replay.Card) {
	rows := [][]string{{"ALARMS", "IN TIME", "7 DAYS LEFT", "MEDIAN LEAD", "ACTS A QUIET YEAR", "CASES WOKEN", "DAYS UNDER ALARM", "EARLIER YEARS", "LAST YEAR", "HUNTED, NO HARM"}}
	for _, x := range []struct {
		name string
		of   replay.Column
	}{{"desk", c.Desk}, {"stated", c.Stated}, {"repeat", c.Repeat}, {"burst", c.Burst}} {
		s := x.of.Stretches
		lead := "-"
		if x.of.Lead != nil {
			lead = fmt.Sprintf("%.0f d", *x.of.Lead)
		}
		rows = append(rows, []string{x.name, fmt.Sprintf("%d of %d", x.of.InTime, x.of.Cases), fmt.Sprint(x.of.SevenDays), lead, rate(s.Quiet),
			fmt.Sprintf("%d of %d", s.Quiet.Woken, c.Endings[replay.EndingQuiet]), fmt.Sprintf("%.1f", s.Quiet.UnderRate), rate(s.Earlier), rate(s.Last), rate(s.Hunted)})
	}
	columns(w, rows)
}

// rate is acts a protected year with the years it was counted over.
func rate(b replay.Burden) string {
	if b.Years == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f (%d in %.1f)", b.ActRate, b.Acts, b.Years)
}

// forecastTable holds the forecasts of harm to what came.
func forecastTable(w io.Writer, c replay.Card) {
	rows := [][]string{{"HARM WITHIN", "FORECASTS", "CAME TRUE", "PEOPLE", "UNKNOWN", "MEAN FORECAST", "CAME", "BRIER SKILL", "LOG SKILL", "OVER THE STATED BASE", "LOG SCORE = MCB - DSC + UNC"}}
	for _, h := range c.Forecasts {
		row := []string{fmt.Sprintf("%d days", h.Days), fmt.Sprint(h.Outcomes), fmt.Sprint(h.Happened), fmt.Sprintf("%d, harmed %d", h.People, h.Touched), fmt.Sprint(h.Censored)}
		if h.Few {
			rows = append(rows, append(row, "too few to score"))
			continue
		}
		rows = append(rows, append(row, fmt.Sprintf("%.4f", h.Mean), fmt.Sprintf("%.4f", h.Share), skill(*h.Brier), skill(*h.Log), overBase(*h.Log), fmt.Sprintf("%.4f = %.4f - %.4f + %.4f", h.Log.Score, h.Log.MCB, h.Log.DSC, h.Log.UNC)))
	}
	columns(w, rows)
	if h := c.Forecasts[len(c.Forecasts)-1]; h.FewHarmed {
		fmt.Fprintf(w, "%d people came to harm: that is too few for the skills to be evidence of anything\n", h.Touched)
	}
	for _, h := range c.Forecasts {
		if n := len(h.Blocks); n > 0 {
			b := h.Blocks[slices.IndexFunc(h.Blocks, func(b calibration.Block) bool { return b.Count == largest(h.Blocks) })]
			fmt.Fprintf(w, "within %d days: %d reliability blocks; the largest (%d forecasts) said %.4f and %.4f came\n", h.Days, n, b.Count, b.Forecast, b.Observed)
		}
	}
}

func largest(blocks []calibration.Block) int {
	n := 0
	for _, b := range blocks {
		n = max(n, b.Count)
	}
	return n
}

// skill is 1 - score over the score of one number for all, with its interval.
func skill(s calibration.Score) string {
	switch {
	case s.Skill == nil:
		return "-"
	case s.SkillIn == nil:
		return fmt.Sprintf("%+.3f", *s.Skill)
	}
	return fmt.Sprintf("%+.3f (%+.3f to %+.3f)", *s.Skill, s.SkillIn.Low, s.SkillIn.High)
}

// overBase is the skill against the base rates that stood beside the forecasts.
func overBase(s calibration.Score) string {
	if s.SkillBase == nil {
		return "-"
	}
	return fmt.Sprintf("%+.3f", *s.SkillBase)
}

// columns writes aligned columns to wherever the table goes.
func columns(w io.Writer, rows [][]string) {
	t := tabwriter.NewWriter(w, 2, 4, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(t, strings.Join(r, "\t"))
	}
	_ = t.Flush() // a closed pipe: nobody reads on
}
