// Package guidance is the library of advice as a set that has been checked:
// measures, cards for the first minutes and the days after, and the strings of
// the protected person's own pages, in every language that has a folder.
//
// A text is always handed out with its language, who reviewed it, and whether the
// original has moved on since: the reader decides how far to trust it, and the
// original is one step away. See docs/design/advice.md.
package guidance

import (
	"cmp"
	"slices"
	"strings"

	"outrider"
)

// Original is the language in which the texts are written first. A translation
// is held against it, and it is the text of last resort.
const Original = "en"

// Unreviewed are the two ways of saying that nobody with practice has read a
// text; anything else in reviewed_by is a role and a date.
const (
	MachineMade        = "machine-made, unreviewed"
	OriginalUnreviewed = "original, unreviewed"
)

// Stamp says how far the words of a text may be trusted.
type Stamp struct {
	Language string `json:"language"`
	Dir      string `json:"dir"`              // ltr or rtl
	Reviewed string `json:"reviewed_by"`      // "role, date", or that nobody did
	Behind   bool   `json:"behind,omitempty"` // the original has changed since it was translated
	Asked    string `json:"asked,omitempty"`  // the language asked for, where there was no text in it
}

// Unreviewed reports that nobody who knows the work has read the text.
func (s Stamp) Unreviewed() bool {
	return s.Reviewed == MachineMade || s.Reviewed == OriginalUnreviewed
}

// Line is one sentence or two of a card, with the id that it has in every language.
type Line struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Card is guidance for one situation in one language: what to do now, what to do
// then, what to leave, what to tell the desk.
type Card struct {
	ID         string          `json:"id"`
	LifeAtRisk bool            `json:"life_at_risk"` // emergency services come first
	Kinds      []outrider.Kind `json:"kinds"`        // of reports that it fits
	Measures   []string        `json:"measures"`     // that may follow
	Source     string          `json:"source"`
	Title      string          `json:"title"`
	About      string          `json:"about"`
	Now        []Line          `json:"now"`
	Then       []Line          `json:"then"`
	Not        []Line          `json:"not"`
	Tell       []Line          `json:"tell"`
	Stamp      Stamp           `json:"text"`
}

// Measure is a measure in one language.
type Measure struct {
	outrider.Measure
	Stamp Stamp `json:"text"`
}

// Language is a folder of texts.
type Language struct {
	Tag      string `json:"tag"`
	Name     string `json:"name"` // in itself
	Dir      string `json:"dir"`
	Reviewed string `json:"reviewed_by"` // of its strings
	Cards    int    `json:"cards"`
	Measures int    `json:"measures"`
	Strings  int    `json:"strings"`
}

// Set is one checked edition of the library. It does not change.
type Set struct {
	measures  map[string]measureFacts
	cards     map[string]cardFacts
	languages map[string]*language
}

// Languages lists the languages, the original first, then by tag.
func (s *Set) Languages() []Language {
	var out []Language
	for tag, l := range s.languages {
		out = append(out, Language{Tag: tag, Name: l.head.Name, Dir: l.head.Dir, Reviewed: l.head.Reviewed,
			Cards: len(l.cards), Measures: len(l.measures), Strings: len(l.head.Strings)})
	}
	slices.SortFunc(out, func(a, b Language) int {
		return cmp.Or(-cmp.Compare(btoi(a.Tag == Original), btoi(b.Tag == Original)), strings.Compare(a.Tag, b.Tag))
	})
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Cards lists the cards in a language, in the order in which they are shown.
func (s *Set) Cards(lang string) []Card {
	out := make([]Card, 0, len(s.cards))
	for _, id := range s.cardOrder() {
		c, _ := s.Card(id, lang)
		out = append(out, c)
	}
	return out
}

func (s *Set) cardOrder() []string {
	ids := sortedKeys(s.cards)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(s.cards[a].Order, s.cards[b].Order) })
	return ids
}

// Card returns a card in a language, or in the original where the language has
// no such text; its Stamp says which.
func (s *Set) Card(id, lang string) (Card, bool) {
	f, ok := s.cards[id]
	if !ok {
		return Card{}, false
	}
	l := s.choose(lang, func(l *language) bool { _, ok := l.cards[id]; return ok })
	t, orig := l.cards[id], s.languages[Original].cards[id]
	pick := func(ids []string) []Line {
		out := make([]Line, 0, len(ids))
		for _, id := range ids {
			out = append(out, Line{ID: id, Text: t.Lines[id]})
		}
		return out
	}
	return Card{ID: id, LifeAtRisk: f.LifeAtRisk, Kinds: f.Kinds, Measures: f.Measures, Source: f.Source, Title: t.Title, About: t.About,
		Now: pick(f.Now), Then: pick(f.Then), Not: pick(f.Not), Tell: pick(f.Tell), Stamp: l.stamp(lang, t.head, orig.Revision)}, true
}

// For lists the cards that fit a kind of report, most urgent first.
func (s *Set) For(kind outrider.Kind, lang string) []Card {
	var out []Card
	for _, id := range s.cardOrder() {
		if slices.Contains(s.cards[id].Kinds, kind) {
			c, _ := s.Card(id, lang)
			out = append(out, c)
		}
	}
	return out
}

// Measures lists the measures in a language, by id; with a scenario, only its own.
func (s *Set) Measures(scenario, lang string) []Measure {
	var out []Measure
	for _, id := range sortedKeys(s.measures) {
		if m, _ := s.Measure(id, lang); scenario == "" || slices.Contains(m.Scenarios, scenario) {
			out = append(out, m)
		}
	}
	return out
}

// Measure returns a measure in a language, or in the original.
func (s *Set) Measure(id, lang string) (Measure, bool) {
	f, ok := s.measures[id]
	if !ok {
		return Measure{}, false
	}
	l := s.choose(lang, func(l *language) bool { _, ok := l.measures[id]; return ok })
	t, orig := l.measures[id], s.languages[Original].measures[id]
	return Measure{Measure: join(id, f, t), Stamp: l.stamp(lang, t.head, orig.Revision)}, true
}

// join puts the facts and the words of a measure together.
func join(id string, f measureFacts, t measureText) outrider.Measure {
	return outrider.Measure{ID: id, Scenarios: f.Scenarios, Cuts: f.Cuts, EffectHours: f.EffectHours, Burden: f.Burden,
		Who: f.Who, Source: f.Source, Quiet: f.Quiet, Title: t.Title, Steps: t.Steps, DoesNot: t.DoesNot}
}

// Strings returns every string of the protected person's pages by its key, in a
// language or in the original.
func (s *Set) Strings(lang string) (map[string]string, Stamp) {
	l := s.choose(lang, func(*language) bool { return true })
	out := make(map[string]string, len(l.head.Strings))
	for k, v := range l.head.Strings {
		out[k] = v
	}
	return out, l.stamp(lang, l.head.head, s.languages[Original].head.Revision)
}

// choose finds the language to answer in: the one asked for, else without its
// region or script, else the original. It never guesses a related language: the
// language of the state that hunts somebody is not a kindness.
func (s *Set) choose(lang string, has func(*language) bool) *language {
	tag := canonical(lang)
	for {
		if l := s.languages[tag]; l != nil && has(l) {
			return l
		}
		cut := strings.LastIndexByte(tag, '-')
		if cut < 0 {
			return s.languages[Original]
		}
		tag = tag[:cut]
	}
}

// canonical writes a language tag the way folders are named: small letters, hyphens.
func canonical(tag string) string { return strings.ToLower(strings.ReplaceAll(tag, "_", "-")) }

// stamp says what a reader should know about a text of this language.
func (l *language) stamp(asked string, h head, original int) Stamp {
	out := Stamp{Language: l.tag, Dir: l.head.Dir, Reviewed: h.Reviewed, Behind: h.Revision < original}
	if tag := canonical(asked); tag != "" && tag != l.tag && !strings.HasPrefix(tag, l.tag+"-") {
		out.Asked = asked
	}
	return out
}
