package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/answers"
)

// mostOthers bounds the alarms that match no act: a long list is amended by
// hundreds of entries between two versions.
const mostOthers = 50

// Answers compares what was done in answer to every act.
type Answers struct {
	Alarms  []answers.Alarm // of acts, and of lists where they may concern an act
	Others  []answers.Alarm // of lists, where nothing in the ledger matches
	Further int             // of those, how many are not shown
	Clocks  []answers.Clock
	Acts    []ActRow
	States  []StateRow
	Once    int // states and bodies that answered one act
	Half    string
	Faults  int // lines of the organisation's own file that are left out
	Numbers string
}

// ActRow is one act as compared with others.
type ActRow struct {
	answers.Summary
	Own    bool
	Taken  int // alarms of the record and of lists
	First  string
	Signal Gauge
	Held   Gauge
}

// StateRow is what one state or body did over all acts.
type StateRow struct {
	answers.StateSummary
	Signal Gauge
	Held   Gauge
}

// Gauge is a number as a bar: Value of Max, and in words for those who do not see
// it. Without a number None says why.
type Gauge struct {
	Value, Max, Text, Label string
	None                    string
}

// gauge draws a number; label says of what it is.
func gauge(v, most float64, text, label string) Gauge {
	return Gauge{Value: coord(v), Max: coord(max(most, 0.01)), Text: text, Label: label + ": " + text}
}

func strengthGauge(v, most float64) Gauge {
	return gauge(v, most, fmt.Sprintf("%.1f", v), "Signal")
}

func heldGauge(share *float64) Gauge {
	if share == nil {
		return Gauge{None: "nothing that lasts"}
	}
	return gauge(*share, 1, shareText(*share), "Share held")
}

// shareText says a share of what is recorded, which unlike a probability can be
// all of it.
func shareText(share float64) string {
	switch share {
	case 1:
		return "all"
	case 0:
		return "none"
	}
	return outrider.Percent(share)
}

// NewAnswers compares acts as they are known at an instant.
func NewAnswers(l answers.Ledger, slipped []answers.Alarm, at time.Time) Answers {
	p := Answers{Clocks: l.Clocks(at), Half: halfText(answers.Half(l.Spans(at))), Numbers: answers.Standard().Hash()}
	for _, a := range slipped {
		if a.Case == "" {
			p.Others = append(p.Others, a)
		} else {
			p.Alarms = append(p.Alarms, a)
		}
	}
	if len(p.Others) > mostOthers {
		p.Further, p.Others = len(p.Others)-mostOthers, p.Others[:mostOthers]
	}
	var rows []answers.Summary
	taken, most := map[string]int{}, 0.0
	for _, a := range p.Alarms {
		taken[a.Case]++
	}
	for _, a := range l.Acts {
		s := a.Summary(at)
		rows, most = append(rows, s), max(most, s.Signal)
		p.Alarms = append(p.Alarms, s.Alarms...)
	}
	for _, s := range rows {
		p.Acts = append(p.Acts, ActRow{Summary: s, Own: s.From == answers.FromOwn, Taken: taken[s.Case] + len(s.Alarms), First: firstText(s.First), Signal: strengthGauge(s.Signal, most), Held: heldGauge(s.Held)})
	}
	slices.SortStableFunc(p.Alarms, func(x, y answers.Alarm) int { return strings.Compare(y.On, x.On) })
	p.compareStates(l.States(at))
	return p
}

func (p *Answers) compareStates(all []answers.StateSummary) {
	most := 0.0
	for _, s := range all {
		most = max(most, s.Signal)
	}
	for _, s := range all {
		if s.Acts < 2 {
			p.Once++
			continue
		}
		p.States = append(p.States, StateRow{StateSummary: s, Signal: strengthGauge(s.Signal, most), Held: heldGauge(s.Held)})
	}
	slices.SortStableFunc(p.States, func(x, y StateRow) int { return y.Acts - x.Acts })
}

func firstText(days *int) string {
	switch {
	case days == nil:
		return "none"
	case *days == 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", *days)
}

// halfText is the half-life in a sentence.
func halfText(h answers.HalfLife) string {
	head := fmt.Sprintf("%d measures that last, %d seen to end", h.Measures, h.Ended)
	if h.Days == nil {
		return head + ": more than half still stand, so their half-life is not reached."
	}
	high := "no upper end"
	if h.High != nil {
		high = fmt.Sprint(*h.High)
	}
	return fmt.Sprintf("%s: half are gone after %d days (90 %%: %d to %s).", head, *h.Days, *h.Low, high)
}

// AnswersAct is one act: who said what, what was done, what became of it.
type AnswersAct struct {
	answers.Act
	Own       bool
	Alarms    []answers.Alarm
	Standings []StandingRow
	Steps     []StepRow
	Signal    string // today
	Height    string // at its highest
	Held      Gauge
	Loose     []answers.Fate // of which nobody knows what they befell
	Numbers   string

	Fields  Fields
	Effect  *answers.Change
	Problem string
}

// StandingRow is an answer as drawn, with every factor of its strength.
type StandingRow struct {
	answers.Standing
	Own     bool
	State   string
	Factors string
}

// StepRow is a line of a time line with the signal right after it.
type StepRow struct {
	answers.Step
	Own    bool
	Signal Gauge
	Held   Gauge
}

// NewAnswersAct draws one act as it is known at an instant.
func NewAnswersAct(a answers.Act, slipped []answers.Alarm, at time.Time) AnswersAct {
	p := AnswersAct{Act: a, Own: a.From == answers.FromOwn, Alarms: a.Backsliding(at), Signal: fmt.Sprintf("%.1f", a.Signal(at)), Numbers: answers.Standard().Hash()}
	for _, x := range slipped {
		if x.Case == a.Case {
			p.Alarms = append(p.Alarms, x)
		}
	}
	for _, s := range a.Standings(at) {
		p.Standings = append(p.Standings, StandingRow{Standing: s, Own: s.Response.Evidence.From == answers.FromOwn, State: standingText(s), Factors: factorsText(s.Strength)})
	}
	steps, high := a.TimeLine(at), a.Signal(at)
	for _, s := range steps {
		high = max(high, s.Signal)
	}
	for _, s := range steps {
		p.Steps = append(p.Steps, StepRow{Step: s, Own: s.From == answers.FromOwn, Signal: strengthGauge(s.Signal, high), Held: heldGauge(s.Held)})
	}
	p.Height = fmt.Sprintf("%.1f", high)
	p.Held = heldGauge(nil)
	if share, ok := a.Held(at); ok {
		p.Held = heldGauge(&share)
	}
	for _, f := range a.Fates {
		if f.Of == "" && !f.When.Last().After(at) {
			p.Loose = append(p.Loose, f)
		}
	}
	return p
}

// standingText says in a few words whether an answer stands.
func standingText(s answers.Standing) string {
	switch {
	case s.Before:
		return "before the act: it answers it not"
	case !s.Response.Kind.Lasting():
		return "done once: it cannot be taken back"
	case !s.InForce && !s.Lapses.IsZero() && len(s.Fates) == 0:
		return "its term ended on " + s.Lapses.Format(time.DateOnly) + ", and no renewal is recorded"
	case !s.InForce:
		return "no longer in force"
	case !s.Lapses.IsZero():
		return "stands until " + s.Lapses.Format(time.DateOnly) + " unless renewed"
	}
	return "stands"
}

// factorsText shows how a strength came about.
func factorsText(s answers.Strength) string {
	return fmt.Sprintf("kind %g × breadth %.1f × cost %.1f × together %.1f × delay %.2f", s.Weight, s.Breadth, s.Cost, s.Together, s.Delay)
}

func (Answers) place() place    { return place{"answers", "Answers", areaMore} }
func (AnswersAct) place() place { return place{"answersact", "Answers to an act", areaMore} }
