package ui

import (
	"fmt"
	"strings"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// Danger is one threat record, now or as it was known at a moment.
type Danger struct {
	desk.DangerView
	At            time.Time // zero: now
	Status        int
	Act           string // the form that was refused
	Fields        Fields
	Problem, Hint string
}

// Dangers lists threat records, and every decision not to warn.
type Dangers struct{ desk.DangersView }

// NewDanger is the form that opens a threat record.
type NewDanger struct {
	Person        outrider.PersonID
	Code          string
	Alert         outrider.AlertID
	Report        outrider.ReportID
	Levels        desk.LevelsView
	Withdrew      bool
	Status        int
	Fields        Fields
	Problem, Hint string
}

func (Danger) place() place    { return place{"record", "Threat record", areaPeople} }
func (Dangers) place() place   { return place{"records", "Threat records", areaMore} }
func (NewDanger) place() place { return place{"newrecord", "Open a threat record", areaPeople} }

// Past reports whether the page shows the past: then nothing can be done on it.
func (d Danger) Past() bool { return !d.At.IsZero() }

// Open reports whether the record is open and shown as it is now.
func (d Danger) Open() bool { return d.Line.State == "open" && !d.Past() }

// Of gives what was typed into a form that was refused; other forms stay empty.
func (d Danger) Of(act string) Fields {
	if act == d.Act {
		return d.Fields
	}
	return nil
}

// Vitals are the grounds on which a record goes on for somebody who withdrew.
func (Danger) Vitals() []Choice { return vitals() }

// Vitals are the same grounds on the form that opens a record.
func (NewDanger) Vitals() []Choice { return vitals() }

func vitals() []Choice {
	return []Choice{{string(outrider.GroundLife), "A life is in danger now"}, {string(outrider.GroundChild), "A child is in danger"}, {string(outrider.GroundLaw), "The law compels it"}}
}

// Methods are the ways in which a step is given.
func (Danger) Methods() []Choice {
	return []Choice{{"in-person", "In person"}, {"phone", "By phone"}, {"letter", "By letter"}, {"message", "By message"}, {"through-another", "Through somebody else"}}
}

// Sources are what a known fact may rest on.
func (Danger) Sources() []Choice {
	return []Choice{{string(outrider.FromOutside), "Somebody's word that is in no report"},
		{string(outrider.FromAssessment), "The assessment as it stands"}, {string(outrider.FromReport), "A report, by its id"}, {string(outrider.FromFinding), "A finding, by its id"}, {string(outrider.FromAlert), "An alert, by its id"}}
}

// CiteGroup is what may be cited of one kind.
type CiteGroup struct {
	Title string
	Lines []desk.Citable
}

// CiteGroups lists what may be cited, kind by kind, empty ones left out.
func (d Danger) CiteGroups() []CiteGroup {
	var out []CiteGroup
	for _, g := range []CiteGroup{{Title: string(outrider.FromReport)}, {Title: string(outrider.FromFinding)}, {Title: string(outrider.FromAlert)}} {
		for _, c := range d.Citable {
			if string(c.From) == g.Title {
				g.Lines = append(g.Lines, c)
			}
		}
		if len(g.Lines) > 0 {
			g.Title = map[string]string{"report": "Reports", "finding": "Findings", "alert": "Alerts"}[g.Title]
			out = append(out, g)
		}
	}
	return out
}

// Minutes writes a stretch of minutes as a reader takes it in.
func (Danger) Minutes(m int) string { return minutesText(m) }

// Minutes does the same on the form that opens a record.
func (NewDanger) Minutes(m int) string { return minutesText(m) }

func minutesText(m int) string {
	switch {
	case m >= 2*24*60:
		return fmt.Sprintf("%d days", m/(24*60))
	case m >= 2*60:
		return fmt.Sprintf("%d hours", m/60)
	}
	return fmt.Sprintf("%d minutes", m)
}

// Between writes the time between two steps.
func (Danger) Between(hours float64) string { return Between(hours) }

// Between writes the time between two steps, in hours, as a reader takes it in.
func Between(hours float64) string { return minutesText(max(0, int(hours*60+.5))) }

// Stairs is the chart of the response: one stair for each step, as wide as the time
// until the next.
type Stairs struct {
	Line  string // points of a polyline in a box of 100 by 50
	Marks []float64
	Words string
}

// Stairs draws the steps that were taken; ok is false where there are fewer than two:
// one step has no shape.
func (d Danger) Stairs() (s Stairs, ok bool) {
	n := len(d.Ladder)
	if n < 2 {
		return s, false
	}
	from, to := d.Line.Opened, d.Now
	if first := d.Ladder[0].Given; first.Before(from) {
		from = first
	}
	x := func(t time.Time) float64 {
		if !to.After(from) {
			return 0
		}
		return min(100, 100*float64(t.Sub(from))/float64(to.Sub(from)))
	}
	points, said := []string{"0,50"}, []string{}
	for i, g := range d.Ladder {
		at := x(g.Given)
		points = append(points, fmt.Sprintf("%.2f,%.2f", at, 50-50*float64(i)/float64(n)), fmt.Sprintf("%.2f,%.2f", at, 50-50*float64(i+1)/float64(n)))
		s.Marks = append(s.Marks, at)
		said = append(said, fmt.Sprintf("%s after %s", g.Name, minutesText(max(0, int(g.Hours*60+.5)))))
	}
	s.Line, s.Words = strings.Join(append(points, "100,0"), " "), strings.Join(said, ", then ")
	return s, true
}

// Chart is Stairs for a template; nil where there is nothing to draw.
func (d Danger) Chart() *Stairs {
	if s, ok := d.Stairs(); ok {
		return &s
	}
	return nil
}

// Silence is what a reader sees for how a decision about a warning stands.
func Silence(state string) string {
	if w, ok := map[string]string{"waits": "waits for a second person", "in-force": "in force", "run-out": "has run out", "refused": "given back"}[state]; ok {
		return w
	}
	return state
}
