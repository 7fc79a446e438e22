package replay

import (
	"time"

	"outrider/internal/calibration"
	"outrider/internal/intake/chronology"
)

// Totals sums up scores for a table's last line: how many cases that ended in
// harm, or were stopped, were alarmed in time, of how many, and the burden over
// all of them.
type Totals struct {
	Cases     int      `json:"cases"`
	InTime    int      `json:"in_time"`
	SevenDays int      `json:"seven_days"`  // of those, with seven days left or more
	Lead      *float64 `json:"median_lead"` // days from the earliest act in time; null where there is none
	Years     float64  `json:"protected_years"`
	Acts      int      `json:"acts"`
	Looks     int      `json:"looks"`
	ActRate   float64  `json:"acts_per_year"`
	UnderRate float64  `json:"days_per_year"`
}

// Total sums one column of scores, such as the desk's or a naive rule's.
func Total(scores []CaseScore, column func(CaseScore) Verdict) Totals {
	var t Totals
	var leads []float64
	under := 0.0
	for _, s := range scores {
		v := column(s)
		t.Cases += number(s.Harm != nil)
		if v.InTime {
			leads = append(leads, v.First)
			t.SevenDays += number(v.First >= 7)
		}
		t.Years, t.Acts, t.Looks = t.Years+s.Years, t.Acts+v.Acts, t.Looks+v.Looks
		under += v.UnderRate * s.Years
	}
	t.InTime, t.Lead = len(leads), median(leads)
	if t.Years > 0 {
		t.ActRate, t.UnderRate = float64(t.Acts)/t.Years, under/t.Years
	}
	return t
}

// Column is one source of alarms over all cases.
type Column struct {
	Totals
	Stretches Stretches `json:"stretches"`
}

// Card is the score of one tier: the desk beside three naive rules on the same
// feed, and its forecasts beside what came.
type Card struct {
	View       chronology.View `json:"view"`
	Tier       chronology.Tier `json:"tier"`
	DelayHours float64         `json:"delay_hours"`
	Cases      int             `json:"cases_scored"`
	Endings    map[Ending]int  `json:"endings"`
	Desk       Column          `json:"desk"`
	Stated     Column          `json:"stated"`
	Repeat     Column          `json:"repeat"`
	Burst      Column          `json:"burst"`
	Rested     Rested          `json:"rested"`
	Forecasts  [3]Horizon      `json:"forecasts"`
	Each       []CaseScore     `json:"cases"`
	ParamsHash string          `json:"params_hash"`
}

// Judged is what NewCard scores: replays and the endings, which come together here
// for the first time.
type Judged struct {
	Played []Played
	Truths []Truth
	Delay  time.Duration
	Params calibration.Params
}

// NewCard scores replays of one view and tier against how the cases ended. A
// case whose ending is not known is left out.
func NewCard(j Judged) Card {
	var lines []Line
	fed := map[string][]chronology.Timed{}
	for _, p := range j.Played {
		lines = append(lines, p.Lines...)
		fed[p.Case] = p.fed
	}
	c := Card{DelayHours: j.Delay.Hours(), Each: Score(lines, j.Truths, fed), Endings: map[Ending]int{}}
	if len(lines) > 0 {
		c.View, c.Tier, c.ParamsHash = lines[0].View, lines[0].Tier, lines[0].ParamsHash
	}
	c.Cases = len(c.Each)
	for _, s := range c.Each {
		c.Endings[s.Ending]++
		c.Rested.Hostile, c.Rested.Ambiguous, c.Rested.Harmless = c.Rested.Hostile+s.Rested.Hostile, c.Rested.Ambiguous+s.Rested.Ambiguous, c.Rested.Harmless+s.Rested.Harmless
	}
	for _, col := range []struct {
		to *Column
		of source
		v  func(CaseScore) Verdict
	}{
		{&c.Desk, ofDesk, func(s CaseScore) Verdict { return s.Desk }}, {&c.Stated, ofStated, func(s CaseScore) Verdict { return s.Stated }},
		{&c.Repeat, ofRepeat, func(s CaseScore) Verdict { return s.Repeat }}, {&c.Burst, ofBurst, func(s CaseScore) Verdict { return s.Burst }},
	} {
		*col.to = Column{Totals: Total(c.Each, col.v), Stretches: sum(c.Each, col.of)}
	}
	c.Forecasts = Forecasts(lines, j.Truths, j.Params)
	return c
}
