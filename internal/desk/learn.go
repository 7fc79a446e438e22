package desk

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"outrider"
	"outrider/internal/detect"
	"outrider/internal/policy"
)

// LearnQuery asks for the numbers of detection as the desk's own history teaches
// them; Until, where set, leaves out what was told later.
type LearnQuery struct {
	Until  time.Time `json:"until,omitzero"`
	Leaves bool      `json:"leaves,omitempty"` // the numbers are to leave the house: that is research
}

// LearnView holds learnt numbers. They say how common things are and name nobody.
type LearnView struct {
	Params    []byte  `json:"params"` // a file of parameters
	Hash      string  `json:"hash"`
	Sightings int     `json:"sightings"`
	Years     float64 `json:"years"` // person-years behind the thresholds; 0: too few to calibrate
	Short     string  `json:"short,omitempty"`
}

// Learn fits and calibrates detection on what was told. Whoever keeps the machine
// may ask: the answer is about habits of reporting, not about people.
func (d *Desk) Learn(_ context.Context, by outrider.UserID, q LearnQuery) (LearnView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.Maintain); err != nil {
		return LearnView{}, err
	}
	people, told := d.history(q)
	fit := detect.NewFitter(d.o.Detect)
	for _, x := range people {
		fit.Enrol(x)
	}
	for _, x := range told {
		fit.Add(x)
	}
	v := LearnView{}
	p, err := fit.Learnt("learnt from the desk's own history")
	if err != nil {
		v.Short = outrider.SafeText(err)
	} else {
		p = calibrated(p, people, told)
	}
	var file bytes.Buffer
	if _, err := p.WriteTo(&file); err != nil {
		return v, err
	}
	v.Params, v.Hash, v.Sightings, v.Years = file.Bytes(), p.Hash(), p.Sightings, p.Calibration.Years
	return v, nil
}

// calibrated runs a history through the engine and sets its thresholds.
func calibrated(p detect.Params, people []outrider.Protectee, told []outrider.Sighting) detect.Params {
	e := detect.NewEngine(p)
	for _, x := range people {
		e.Enrol(x)
	}
	e.Practise()
	for _, x := range told {
		e.Add(x)
	}
	e.Calibrate(p.Budget)
	return e.Params()
}

// history is everything detection may know, in the order in which it was told. What a
// desk learns for its own alarms is part of protecting those it learns from: it
// stops with their advice. Numbers that leave the house need their yes to research.
func (d *Desk) history(q LearnQuery) ([]outrider.Protectee, []outrider.Sighting) {
	var people []outrider.Protectee
	var told []outrider.Sighting
	for _, x := range d.p.People() {
		if !x.Allows(outrider.ForAdvice, d.now()) || q.Leaves && !x.Allows(outrider.ForResearch, d.now()) {
			continue
		}
		who := x.Protectee
		who.Ties = knows(who)
		people = append(people, who)
		for _, s := range (sight{d}).Around(x.Protectee.ID) {
			if q.Until.IsZero() || s.Recorded.Before(q.Until) {
				s.ID += " " + string(x.Protectee.ID) // one report may be about several people
				told = append(told, s)
			}
		}
	}
	slices.SortStableFunc(told, func(a, b outrider.Sighting) int {
		return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID))
	})
	return people, told
}

// DetectionView says what alarms from patterns are set to cost, and what they miss.
type DetectionView struct {
	Look       float64 `json:"look"` // false alarms a reporter and year from which a pattern is shown
	Wake       float64 `json:"wake"` // and from which somebody is called
	Calibrated bool    `json:"calibrated"`
	Years      float64 `json:"years,omitempty"` // person-years of own history behind it
	Note       string  `json:"note"`
}

// detection describes the numbers in force: beside every list stands what it costs
// and what it cannot show.
func (d *Desk) detection() DetectionView {
	p := &d.o.Detect
	v := DetectionView{Look: p.Budget, Wake: min(detect.WakeBudget, p.Budget), Calibrated: p.Calibration.Years > 0, Years: p.Calibration.Years}
	set := "Patterns are judged by pooled numbers that nobody calibrated here: how many false alarms they cost is not known until outrider fit has learnt from this desk's own history."
	if v.Calibrated {
		set = fmt.Sprintf("Patterns are shown at %g and call somebody at %g expected false alarms a reporter and year, by %.0f person-years of this desk's own history.", v.Look, v.Wake, v.Years)
	}
	m := p.Missed
	v.Note = fmt.Sprintf("%s In simulated worlds, at %g and %g, such alarms miss %.0f to %.0f %% of easy, %.0f to %.0f %% of medium and %.0f to %.0f %% of hard operations; what nobody notices is always missed.",
		set, detect.LookBudget, detect.WakeBudget, 100*m.Look.Easy, 100*m.Wake.Easy, 100*m.Look.Medium, 100*m.Wake.Medium, 100*m.Look.Hard, 100*m.Wake.Hard)
	return v
}
