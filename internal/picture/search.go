package picture

import (
	"strings"

	"outrider"
	"outrider/internal/selector"
)

// foldReport writes what a search looks through: text, title, place and
// selectors, folded so that every script finds itself.
func foldReport(r outrider.Report) string {
	var b strings.Builder
	b.Grow(len(r.Text) + 64)
	add := func(s string) {
		if s != "" {
			b.WriteString(selector.Fold(s))
			b.WriteByte('\n')
		}
	}
	add(r.Text)
	if r.Publication != nil {
		add(r.Publication.Title)
		add(r.Publication.Outlet)
	}
	add(r.Place.Name)
	for _, s := range r.Selectors {
		add(s.Value)
		add(s.Raw)
	}
	return b.String()
}

// Query is a folded search: every word must occur.
type Query struct{ words []string }

// NewQuery folds a search as typed. An empty query finds nothing.
func NewQuery(s string) Query { return Query{words: strings.Fields(selector.Fold(s))} }

// Empty reports whether there is nothing to look for.
func (q Query) Empty() bool { return len(q.words) == 0 }

// In reports whether every word of the query occurs in already folded text.
func (q Query) In(folded string) bool {
	for _, w := range q.words {
		if !strings.Contains(folded, w) {
			return false
		}
	}
	return len(q.words) > 0
}

// Matches reports whether a report holds every word of the query. A selector
// typed with other spaces or dashes is found through its canonical form.
func (it *Item) Matches(q Query) bool {
	if it.Erased {
		return false
	}
	if q.In(it.folded) {
		return true
	}
	compact := strings.Join(q.words, "")
	if len(compact) < 4 {
		return false
	}
	compact = strings.NewReplacer("-", "", ".", "", "(", "", ")", "").Replace(compact)
	for _, s := range it.Report.Selectors {
		if strings.Contains(selector.Fold(s.Value), compact) {
			return true
		}
	}
	return false
}

// MatchesPerson reports whether the code name, or a name where the identity can
// be opened and may be searched, holds the query.
func (x *Person) MatchesPerson(q Query, names bool) bool {
	if x.Erased {
		return false
	}
	if q.In(selector.Fold(x.Protectee.Code)) {
		return true
	}
	if !names || x.Identity == nil {
		return false
	}
	for _, n := range append([]string{x.Identity.Name}, x.Identity.Names...) {
		if q.In(selector.Fold(n)) {
			return true
		}
	}
	return false
}

// OrphanAtFiling reports whether a report was filed about nobody in the
// register: its text is then under a key of its own.
func (it *Item) OrphanAtFiling() bool { return !it.Erased && len(it.filedAbout) == 0 }
