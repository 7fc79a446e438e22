package server

import (
	"net/http"
	"slices"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
	"outrider/internal/server/ui"
)

// Advice gives the library of advice in force. It is public: it says nothing
// about anybody in the register.
type Advice interface {
	Set() *guidance.Set
	Refused() []guidance.Fault // what is wrong with a newer edition, where there is one
}

// library is the set in force, nil where there is none.
func (s *site) library() *guidance.Set {
	if s.Advice == nil {
		return nil
	}
	return s.Advice.Set()
}

func (s *site) getAdvice(w http.ResponseWriter, r *http.Request, v visitor) error {
	set := s.library()
	if set == nil {
		return outrider.ErrNotFound
	}
	return s.show(w, r, v, ui.Advice{Cards: set.Cards(guidance.Original), Measures: set.Measures("", guidance.Original), Languages: set.Languages(), Refused: s.Advice.Refused()})
}

// getCard shows a card or a measure in the language of the address, with the
// original one link away.
func (s *site) getCard(w http.ResponseWriter, r *http.Request, v visitor) error {
	set, id, lang := s.library(), r.PathValue("id"), r.URL.Query().Get("lang")
	if set == nil {
		return outrider.ErrNotFound
	}
	if m, ok := set.Measure(id, lang); ok {
		return s.show(w, r, v, ui.AdviceMeasure{Measure: m, Languages: set.Languages()})
	}
	c, ok := set.Card(id, lang)
	if !ok {
		return outrider.ErrNotFound
	}
	page := ui.AdviceCard{Card: c, Languages: set.Languages()}
	page.Words, _ = set.Strings(c.Stamp.Language)
	for _, id := range c.Measures {
		if m, ok := set.Measure(id, guidance.Original); ok {
			page.Measures = append(page.Measures, m)
		}
	}
	return s.show(w, r, v, page)
}

// cardsFor lists the cards that fit the reports of an alert which its reader may
// see and that stand, most urgent first.
func (s *site) cardsFor(a desk.AlertView) []guidance.Card {
	set := s.library()
	if set == nil {
		return nil
	}
	return slices.DeleteFunc(set.Cards(guidance.Original), func(c guidance.Card) bool {
		return !slices.ContainsFunc(a.Reports, func(l desk.ReportLine) bool { return !l.Retracted && slices.Contains(c.Kinds, l.Kind) })
	})
}
