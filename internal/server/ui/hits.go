package ui

import (
	"outrider"
	"outrider/internal/desk"
)

// Hits lists what names and things of reports may be on lists.
type Hits struct {
	desk.HitsView
	All bool
}

// Hit is one hit, field by field, with the form for a verdict.
type Hit struct {
	desk.HitView
	Status        int
	Because       string
	Problem, Hint string
}

// Verdicts are the three answers, in the words of the page.
func (Hit) Verdicts() []Choice {
	out := make([]Choice, len(outrider.Verdicts))
	for i, v := range outrider.Verdicts {
		out[i] = Choice{string(v), verdictWord(v)}
	}
	return out
}

// Watches lists one's own standing watches, with the form for another.
type Watches struct {
	desk.WatchesView
	Status        int
	Fields        Fields
	Problem, Hint string
}

// Watch is one standing watch with what turned up.
type Watch struct{ desk.WatchView }

func (Hits) place() place    { return place{"hits", "Hits", areaMore} }
func (Hit) place() place     { return place{"hit", "Hit", areaMore} }
func (Watches) place() place { return place{"watches", "Watches", areaMore} }
func (Watch) place() place   { return place{"watch", "Watch", areaMore} }

// viaWord says how something that was held against a list came to the desk.
func viaWord(v outrider.Via) string {
	switch v {
	case outrider.ViaThing:
		return "a number or an address in a report"
	case outrider.ViaStated:
		return "a stranger gave this name"
	case outrider.ViaEmployer:
		return "a stranger said to come from there"
	case outrider.ViaMentioned:
		return "only mentioned in a text"
	case outrider.ViaProtected:
		return "a wanted notice that may be for somebody protected"
	case outrider.ViaWatched:
		return "watched for"
	}
	return string(v)
}

// hitStateWord says what a hit waits for.
func hitStateWord(s desk.HitState) string {
	switch s {
	case desk.HitOpen:
		return "waits for you"
	case desk.HitChanged:
		return "the list says something else now"
	case desk.HitUnsure:
		return "unsure"
	case desk.HitSame:
		return "the same"
	case desk.HitNotSame:
		return "not the same"
	case desk.HitUndone:
		return "taken back by whoever told it"
	case desk.HitGone:
		return "no longer on the list"
	}
	return string(s)
}

// verdictWord says a verdict as its button does.
func verdictWord(v outrider.Verdict) string {
	switch v {
	case outrider.VerdictSame:
		return "The same"
	case outrider.VerdictNotSame:
		return "Not the same, because"
	}
	return "Unsure"
}
