package ui

import (
	"outrider"
	"outrider/internal/desk"
)

// ToJudge lists the people whose situation may be judged, without any figure.
type ToJudge struct{ desk.ToJudgeView }

// Judge is the page on which a person's situation is judged. It holds no figure
// but those that its reader types.
type Judge struct {
	desk.JudgeView
	Fields        Fields
	Problem, Hint string
}

// Judgements is everything held about one person's situation, side by side.
type Judgements struct {
	desk.JudgementsView
	Status        int
	Fields        Fields
	Problem, Hint string
}

// widest is how many rates the page lists at once.
const widest = 5

// Weigh says which conclusions about a person hang on a single rate.
type Weigh struct{ desk.HangingView }

// Widest are the rates that move harm within ninety days most.
func (w Weigh) Widest() []desk.BarLine { return w.Weighed.Bars[:min(widest, len(w.Weighed.Bars))] }

// Others are the rest that is shown: those on which something hangs are never cut.
func (w Weigh) Others() []desk.BarLine { return w.Weighed.Bars[min(widest, len(w.Weighed.Bars)):] }

func (Weigh) place() place      { return place{"weigh", "What hangs on one number", areaPeople} }
func (ToJudge) place() place    { return place{"tojudge", "Judgements", areaMore} }
func (Judge) place() place      { return place{"judge", "Judge", areaPeople} }
func (Judgements) place() place { return place{"judgements", "Judgements of one person", areaPeople} }

// FigureField is one number of the judgement form, in per cent.
type FigureField struct{ Name, Words, Value string }

// Shares are the fields for the explanations, as they were filled in.
func (j Judge) Shares() []FigureField { return shareFields(j.Fields) }

// Harm are the fields for the horizons, as they were filled in.
func (j Judge) Harm() []FigureField { return harmFields(j.Fields) }

// Shares are the fields for figures of one's own.
func (j Judgements) Shares() []FigureField { return shareFields(j.Fields) }

// Harm are the fields for figures of one's own.
func (j Judgements) Harm() []FigureField { return harmFields(j.Fields) }

func shareFields(f Fields) []FigureField {
	var out []FigureField
	for _, h := range outrider.Hypotheses {
		name := "p_" + string(h)
		out = append(out, FigureField{name, desk.HypothesisName(h), f.Get(name)})
	}
	return out
}

func harmFields(f Fields) []FigureField {
	words := map[string]string{"30d": "Within 30 days", "90d": "Within 90 days", "365d": "Within a year"}
	var out []FigureField
	for _, k := range outrider.Horizons {
		out = append(out, FigureField{"harm_" + k, words[k], f.Get("harm_" + k)})
	}
	return out
}

// fromWord says where published figures come from.
func fromWord(from string) string {
	switch from {
	case "both":
		return "people and model together"
	case "people":
		return "people together"
	case "model":
		return "the model alone"
	}
	return "figures of my own"
}

// standsWord says how a published figure, a proposal or a task stands.
func standsWord(state string) string {
	switch state {
	case "waits":
		return "waits for a second person"
	case "returned":
		return "given back"
	case "expired":
		return "expired: its review date has passed"
	case "replaced":
		return "replaced by a newer one"
	case "none":
		return "nothing published"
	}
	return state
}
