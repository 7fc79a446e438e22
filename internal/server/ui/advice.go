package ui

import (
	"outrider/internal/guidance"
)

// Advice is the library of cards and measures.
type Advice struct {
	Cards     []guidance.Card
	Measures  []guidance.Measure
	Languages []guidance.Language
	Refused   []guidance.Fault // of a newer edition that is not in force
}

// AdviceCard is one card in one language; Words are the strings of that language.
type AdviceCard struct {
	guidance.Card
	Words     map[string]string
	Languages []guidance.Language
	Measures  []guidance.Measure
}

// AdviceMeasure is one measure in one language.
type AdviceMeasure struct {
	guidance.Measure
	Languages []guidance.Language
}

func (Advice) place() place        { return place{"advice", "Advice", areaMore} }
func (AdviceCard) place() place    { return place{"advicecard", "Advice", areaMore} }
func (AdviceMeasure) place() place { return place{"advicemeasure", "Advice", areaMore} }

// trustWord says in the desk's words how far a text may be trusted.
func trustWord(s guidance.Stamp) string {
	switch {
	case s.Reviewed == guidance.MachineMade:
		return "A machine made this translation. Nobody has reviewed it."
	case s.Reviewed == guidance.OriginalUnreviewed:
		return "The original. Nobody who does this work has reviewed it yet."
	}
	return "Reviewed by: " + s.Reviewed + "."
}
