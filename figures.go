package outrider

import (
	"math"
	"slices"
	"strings"
	"time"
)

// Horizons are the times within which harm (abduction or physical attack) is
// judged, shortest first, by the keys that an Assessment uses.
var Horizons = []string{"30d", "90d", "365d"}

// Figures is what somebody, or the engine, holds to be so about one person at one
// time: how far each explanation is the true one, and how probable harm is within
// each horizon. Values lie between 0 and 1.
type Figures struct {
	P    map[Hypothesis]float64 `json:"p"`
	Harm map[string]float64     `json:"harm"`
}

// Validate refuses figures that are incomplete, out of range or all nothing.
// Figures that do not fit together pass: they are made coherent later, and both
// are kept.
func (f Figures) Validate() error {
	if len(f.P) != len(Hypotheses) || len(f.Harm) != len(Horizons) {
		return Invalid("a judgement gives a number for each of %d explanations and %d horizons", len(Hypotheses), len(Horizons))
	}
	sum := 0.0
	for _, h := range Hypotheses {
		v, ok := f.P[h]
		if !ok || !fraction(v) {
			return Invalid("a judgement gives each explanation between 0 and 100 %%")
		}
		sum += v
	}
	for _, k := range Horizons {
		if v, ok := f.Harm[k]; !ok || !fraction(v) {
			return Invalid("a judgement gives harm within each horizon between 0 and 100 %%")
		}
	}
	if sum <= 0 {
		return Invalid("at least one explanation has more than 0 %%")
	}
	return nil
}

func fraction(v float64) bool { return !math.IsNaN(v) && v >= 0 && v <= 1 }

// Figures are the numbers of an assessment without their intervals; ok is false
// where it rests on no data.
func (a Assessment) Figures() (f Figures, ok bool) {
	f = Figures{P: map[Hypothesis]float64{}, Harm: map[string]float64{}}
	for _, h := range Hypotheses {
		f.P[h] = a.P[h].P
	}
	for _, k := range Horizons {
		p, have := a.Harm[k]
		if !have || p.NoData {
			return Figures{}, false
		}
		f.Harm[k] = p.P
	}
	return f, true
}

// Modelled is what the engine held when a human judged or published, with the
// engine and the parameters that made it. Figures is nil where there was no data.
type Modelled struct {
	At      time.Time              `json:"at"`
	Figures *Figures               `json:"figures,omitempty"`
	Harm    map[string]Probability `json:"harm,omitempty"` // with intervals
	Engine  Stamp                  `json:"engine"`
}

// Judged is one human's judgement of a person's situation. Raw is what was typed;
// Made is the nearest coherent judgement, and Mended says what was changed.
type Judged struct {
	ID      string     `json:"id"`
	Person  PersonID   `json:"person"`
	Raw     Figures    `json:"raw"`
	Made    Figures    `json:"made"`
	Mended  []string   `json:"mended,omitempty"`
	Reasons string     `json:"reasons"`
	Gaps    string     `json:"gaps,omitempty"` // what they do not know
	Blind   bool       `json:"blind"`          // no figure of the model had been shown to them since the last news
	Basis   []ReportID `json:"basis,omitempty"`
	Model   Modelled   `json:"model"`
}

// Dissent is somebody's other view, kept beside what was published.
type Dissent struct {
	Who string `json:"who"` // a user's name, or an organisation
	Why string `json:"why"`
}

// Published is the figure that an organisation stands by until its review date:
// whoever owns it, why, what is not known, and who sees it differently.
type Published struct {
	ID      string                 `json:"id"`
	Person  PersonID               `json:"person"`
	From    string                 `json:"from"` // model, people, both, own: where the figures come from
	Figures Figures                `json:"figures"`
	Harm    map[string]Probability `json:"harm"` // with the range over everybody asked and the model
	People  *Figures               `json:"people,omitempty"`
	Both    *Figures               `json:"both,omitempty"`
	Judged  []string               `json:"judged,omitempty"` // ids of the judgements that were pooled
	Model   Modelled               `json:"model"`
	Reasons string                 `json:"reasons"`
	Gaps    string                 `json:"gaps"`
	Dissent []Dissent              `json:"dissent,omitempty"`
	Review  time.Time              `json:"review"`           // it expires then
	Second  []string               `json:"second,omitempty"` // why a second person must confirm it; none: published at once
	Basis   []ReportID             `json:"basis,omitempty"`
}

// PublishedFrom lists where published figures may come from.
var PublishedFrom = []string{"both", "people", "model", "own"}

// Validate refuses a published figure without reasons, gaps or review date.
func (p Published) Validate() error {
	if slices.Index(PublishedFrom, p.From) < 0 {
		return Invalid("published figures come from: %s", strings.Join(PublishedFrom, ", "))
	}
	if strings.TrimSpace(p.Reasons) == "" || strings.TrimSpace(p.Gaps) == "" {
		return &Error{Code: CodeInvalid, Safe: "a published judgement gives its reasons and what is not known", Hint: "if nothing is missing, say what was looked for and found"}
	}
	for _, d := range p.Dissent {
		if strings.TrimSpace(d.Who) == "" || strings.TrimSpace(d.Why) == "" {
			return Invalid("dissent says who, and why")
		}
	}
	if p.Review.IsZero() {
		return Invalid("a published judgement has a review date; none stands for ever")
	}
	return p.Figures.Validate()
}

// Dissented is what somebody says against a figure that others published or
// proposed; it stands beside the figure for as long as that is shown.
type Dissented struct {
	ID        string     `json:"id"`
	Person    PersonID   `json:"person"`
	Published string     `json:"published"` // the figure it is about
	Why       string     `json:"why"`
	Basis     []ReportID `json:"basis,omitempty"`
}

// Settled is a second person's word on a proposed figure: it stands, or it goes
// back with a reason.
type Settled struct {
	ID      string   `json:"id"` // of the proposal
	Person  PersonID `json:"person"`
	Confirm bool     `json:"confirm"`
	Why     string   `json:"why,omitempty"`
}

// Task is one thing to find out about a person's situation: one action, one
// owner, one day.
type Task struct {
	ID     string       `json:"id"`
	Person PersonID     `json:"person"`
	Do     string       `json:"do"`
	If     string       `json:"if,omitempty"` // the observation that it asks for
	To     *Probability `json:"to,omitempty"` // harm within 90 days if it comes true, as held when the task was made
	Owner  UserID       `json:"owner"`
	Due    time.Time    `json:"due"`
	Basis  []ReportID   `json:"basis,omitempty"`
}

// Validate refuses a task without action, owner or day.
func (t Task) Validate() error {
	if strings.TrimSpace(t.Do) == "" {
		return Invalid("a task says one thing to do")
	}
	if t.Owner == "" || t.Due.IsZero() {
		return Invalid("a task has an owner and a day")
	}
	return nil
}

// TaskClosed says what became of a task. Report is the report that answers it.
type TaskClosed struct {
	Task   string   `json:"task"`
	Person PersonID `json:"person"`
	Done   bool     `json:"done"`
	Note   string   `json:"note,omitempty"`
	Report ReportID `json:"report,omitempty"`
}

// Entries of people and the model judging together; all are facts.
const (
	EntryJudged     EntryType = "judgement.made"
	EntryProposed   EntryType = "judgement.proposed"
	EntrySettled    EntryType = "judgement.settled"
	EntryDissented  EntryType = "judgement.dissented"
	EntryTask       EntryType = "task.made"
	EntryTaskClosed EntryType = "task.closed"
	EntryReviewed   EntryType = "floor.reviewed"
)

// FloorReview lowers what explicit threats, warnings and attacks have left as the
// least chance of attack preparation: time and quiet never do. It holds for what
// was reported until then; a later threat sets the floor again.
type FloorReview struct {
	Person PersonID   `json:"person"`
	To     float64    `json:"to"` // the least chance that remains, 0.001..0.5
	Why    string     `json:"why"`
	Basis  []ReportID `json:"basis,omitempty"` // what the words may rest on
}

// MostAfterReview bounds what a review may leave.
const MostAfterReview = 0.5

// Validate refuses a review without a reason or outside its bounds.
func (r FloorReview) Validate() error {
	if len([]rune(strings.TrimSpace(r.Why))) < 12 {
		return Invalid("a review says in a sentence why the threat no longer stands as it did")
	}
	if !(r.To >= Floor && r.To <= MostAfterReview) {
		return Invalid("a review leaves a chance between 0.1 and 50 %%")
	}
	return nil
}
