package detect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"outrider"
)

// View is what detect may know. Its sightings come in the order in which things
// happened, retracted ones left out.
type View interface {
	Around(outrider.PersonID) []outrider.Sighting
	Of(selectorKey string) []outrider.Sighting
	Tied(a, b outrider.PersonID) bool
	Places(outrider.PersonID) []outrider.OwnPlace
	Declared(person outrider.PersonID, selectorKey string) bool
}

// Run thinks again about everything that some new or changed sightings touch and
// returns the findings as they now stand, in a fixed order. The order in which
// sightings arrived does not matter, nor does seeing them twice.
func Run(v View, p Params, changed []outrider.Sighting) []outrider.Finding {
	pairs, keys := touched(changed)
	l := lens{v: v, p: p, e: NewEngine(p), fed: map[outrider.PersonID]bool{}}
	var out []outrider.Finding
	for _, x := range pairs {
		if x.Selector.Partial || v.Declared(x.Person, x.Selector.Key()) {
			continue
		}
		if f, ok := l.repeated(x); ok {
			out = append(out, f)
		}
	}
	for _, s := range keys {
		if f, ok := l.across(s); ok {
			out = append(out, f)
		}
	}
	return out
}

// lens looks at the picture through an engine, person by person as they are needed.
type lens struct {
	v   View
	p   Params
	e   *Engine
	fed map[outrider.PersonID]bool
}

// stream is what people have told about one person.
func (l *lens) stream(who outrider.PersonID) *stream {
	if !l.fed[who] {
		l.fed[who] = true
		l.e.Enrol(outrider.Protectee{ID: who, Places: l.v.Places(who)})
		for _, x := range originals(l.v.Around(who)) {
			x.ID, x.CopyOf = x.ID+" "+string(who), "" // one report may be about several people
			if x.Recorded.IsZero() || x.Recorded.Before(x.At) {
				x.Recorded = x.At
			}
			l.e.Add(x)
		}
	}
	return l.e.person(who).streams[classHuman]
}

// score is a selector's score around one person, at how many places, and why.
func (l *lens) score(who outrider.PersonID, s outrider.Selector) (float64, int, []outrider.Weight, []seen) {
	st, sel := l.stream(who), l.e.codes.number(s)
	if st == nil {
		return 0, 0, nil, nil
	}
	basis, places := l.e.basis(l.e.person(who), sel)
	rows := l.e.rows(st, sel)
	return sum(rows), places, rows, basis
}

// touched lists the distinct (person, selector) pairs and the distinct selectors
// of some sightings, sorted.
func touched(changed []outrider.Sighting) (pairs []outrider.Sighting, keys []outrider.Selector) {
	pairs = slices.Clone(changed)
	slices.SortFunc(pairs, func(a, b outrider.Sighting) int {
		return cmp.Or(strings.Compare(a.Selector.Key(), b.Selector.Key()), cmp.Compare(a.Person, b.Person))
	})
	pairs = slices.CompactFunc(pairs, func(a, b outrider.Sighting) bool {
		return a.Person == b.Person && a.Selector.Key() == b.Selector.Key()
	})
	for _, x := range pairs {
		if !x.Selector.Partial && (len(keys) == 0 || keys[len(keys)-1].Key() != x.Selector.Key()) {
			keys = append(keys, x.Selector)
		}
	}
	return pairs, keys
}

// repeated is the finding of one selector around one person in separate places.
func (l *lens) repeated(x outrider.Sighting) (outrider.Finding, bool) {
	score, places, rows, basis := l.score(x.Person, x.Selector)
	if places < 2 || score < l.p.ReportFrom {
		return outrider.Finding{}, false
	}
	days := int(float64(basis[len(basis)-1].at-basis[0].at)/day) + 1
	f := outrider.Finding{ID: findingID(outrider.RuleRepeat, x.Selector.Key(), string(x.Person)), Rule: outrider.RuleRepeat,
		People: []outrider.PersonID{x.Person}, Selector: bare(x.Selector), Places: places, Rows: rows, Score: score,
		Summary: fmt.Sprintf("%s near this person at %d separate places within %s.", thing(x.Selector), places, span(days)),
		Engine:  outrider.Stamp{Version: Version, Params: l.p.hash}}
	f.Reports, f.Handling = l.rest(x.Person, basis)
	why, ask := innocentOf(basis, places, 1)
	f.Innocent, f.Ask = why+explains(score), ask
	return f, true
}

// rest lists the reports that some sightings around a person came in, each once,
// and joins their handling.
func (l *lens) rest(who outrider.PersonID, basis []seen) ([]outrider.ReportID, outrider.Handling) {
	in := map[string]bool{}
	for _, x := range basis {
		in[l.e.names[x.id]] = true
	}
	var xs []outrider.Sighting
	for _, x := range l.v.Around(who) {
		if in[x.ID+" "+string(who)] {
			xs = append(xs, x)
		}
	}
	return restsOn(xs)
}

// across is the finding of one selector near several people without a tie. Each
// further person counts by how seldom something benign turns up with both; a
// shared event and a declared tie count nothing.
func (l *lens) across(s outrider.Selector) (outrider.Finding, bool) {
	v, p := l.v, l.p
	told := recent(v.Of(s.Key()), p.WindowDays)
	by := map[outrider.PersonID][]outrider.Sighting{}
	var people []outrider.PersonID
	for _, x := range told {
		if v.Declared(x.Person, s.Key()) {
			continue
		}
		if by[x.Person] == nil {
			people = append(people, x.Person)
		}
		by[x.Person] = append(by[x.Person], x)
	}
	if len(people) < 2 || len(people) > p.MaxPeople {
		return outrider.Finding{}, false
	}
	rows := []outrider.Weight{first(by[people[0]][0])}
	joined := 1
	for i, who := range people[1:] {
		w, why := join(v, p, people[:i+1], who, by)
		x := by[who][0]
		rows = append(rows, outrider.Weight{Report: reportOf(x.ID), At: x.At, Why: why, Nats: w})
		if w > 0 {
			joined++
		}
	}
	if joined < 2 {
		return outrider.Finding{}, false
	}
	rows = append(rows, l.strongest(people, s)...)
	return sharedFinding(p, s, people, by, rows)
}

// strongest adds what one person's own sightings say, where they are strong by
// themselves: the strongest of them only, for they are not independent.
func (l *lens) strongest(people []outrider.PersonID, s outrider.Selector) []outrider.Weight {
	best := 0.0
	for _, who := range people {
		if score, places, _, _ := l.score(who, s); places >= 2 {
			best = math.Max(best, score)
		}
	}
	if best == 0 {
		return nil
	}
	return []outrider.Weight{{Why: "seen at separate places around one of them", Nats: best}}
}

func sharedFinding(p Params, s outrider.Selector, people []outrider.PersonID, by map[outrider.PersonID][]outrider.Sighting, rows []outrider.Weight) (outrider.Finding, bool) {
	var all []outrider.Sighting
	for _, who := range people {
		all = append(all, by[who]...)
	}
	ids := slices.Clone(people)
	slices.Sort(ids)
	f := outrider.Finding{ID: findingID(outrider.RuleShared, s.Key()), Rule: outrider.RuleShared, People: ids, Selector: bare(s),
		Rows: rows, Score: sum(rows), Places: spots(all, p.RadiusKm),
		Summary:  fmt.Sprintf("%s near %d people who have declared no tie.", thing(s), len(people)),
		Innocent: "a taxi, courier or colleague of all of them, or an event that they all went to",
		Ask:      "Ask each of them: do you know it, and were you at the same event?",
		Engine:   outrider.Stamp{Version: Version, Params: p.hash}}
	f.Reports, f.Handling = restsOn(all)
	return f, f.Score >= p.ReportFrom
}

// join weighs that a selector turns up with one more person.
func join(v View, p Params, before []outrider.PersonID, who outrider.PersonID, by map[outrider.PersonID][]outrider.Sighting) (float64, string) {
	nearest := math.Inf(1)
	placed := false
	for _, o := range before {
		if v.Tied(o, who) {
			return 0, "with somebody who knows the one before: no weight"
		}
		for _, a := range by[o] {
			for _, b := range by[who] {
				if a.Event != "" && a.Event == b.Event {
					return 0, "at an event that both went to: no weight"
				}
				if km, ok := outrider.Kilometres(a.Place, b.Place); ok {
					nearest, placed = math.Min(nearest, km), true
				}
			}
		}
	}
	q := p.Reliable(by[who][0].Grade)
	switch {
	case !placed:
		return graded(p.Omega/p.RhoUnknown, q), "with another person who has no tie to the others"
	case nearest < p.NearKm:
		return graded(p.Omega/p.RhoNear, q), fmt.Sprintf("with another person without a tie, less than %.0f km away", p.NearKm)
	}
	return graded(p.Omega/p.RhoFar, q), fmt.Sprintf("with another person without a tie, more than %.0f km away", p.NearKm)
}

// graded discounts a likelihood ratio by how often such a report is what it seems.
func graded(ratio, q float64) float64 { return math.Log(q*ratio + 1 - q) }
