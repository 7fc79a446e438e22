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
	pairs = l.alike(pairs)
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

// alike adds to some pairs the ones of which their sightings may be inexact
// readings: a half-read plate is news of the plates that it fits.
func (l *lens) alike(pairs []outrider.Sighting) []outrider.Sighting {
	out := slices.Clone(pairs)
	for _, x := range pairs {
		st := l.stream(x.Person)
		if st == nil {
			continue
		}
		own := l.e.codes.number(x.Selector)
		st = st.again()
		for i := range st.trace {
			if st.trace[i].sel != own {
				continue
			}
			for _, t := range st.touched(&st.trace[i]) {
				if sel := st.faces[t.pair].sel; sel != own && !l.e.codes.all[sel].loose {
					y := x
					y.Selector = l.e.selector(sel)
					out = append(out, y)
				}
			}
		}
	}
	out, _ = touched(out)
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
	if others := l.others(who, s); others > 0 && sum(rows) > 0 {
		if w := math.Min(l.p.Strata.Again[l.p.Strata.again(others)], sum(rows)); w > 0 {
			rows = append(rows, outrider.Weight{Why: fmt.Sprintf("%d other people have met it too: it gets about", others), Nats: -w})
		}
	}
	return sum(rows), places, rows, basis
}

// others counts the other people near whom a selector was seen.
func (l *lens) others(who outrider.PersonID, s outrider.Selector) int {
	met := map[outrider.PersonID]bool{}
	for _, x := range l.v.Of(s.Key()) {
		if x.Person != who {
			met[x.Person] = true
		}
	}
	return len(met)
}

// budgeted sets the scores from which a finding is shown and from which it wakes
// somebody, where they were calibrated: the highest of those it is about, so that
// nobody's budget is overspent.
func (l *lens) budgeted(f outrider.Finding) outrider.Finding {
	if l.p.Calibration.Years == 0 {
		return f
	}
	for _, who := range f.People {
		l.stream(who)
		look, wake := l.e.thresholds(l.e.person(who), l.e.latest)
		f.Look, f.Act = math.Max(f.Look, look), math.Max(f.Act, wake)
	}
	return f
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
	f.Innocent, f.Ask = l.e.patternOf(l.e.person(x.Person), l.e.codes.number(x.Selector), 1).innocent()
	f.Changes = l.changes(x.Person, score)
	return l.budgeted(f), true
}

// changes says which news would move a finding most, and by how much.
func (l *lens) changes(who outrider.PersonID, score float64) string {
	s := l.stream(who)
	f := &s.m.fit
	// What was seen in two places, at a place of which nothing is known yet.
	p0 := math.Max(1e-9, (2-f.BaseDiscount)/(s.tables+f.BaseTheta))
	d := s.graded(s.weight(s.psi(), 1/p0), l.p.Reliable(outrider.Grade{}))
	return fmt.Sprintf("If it is known to the person, nothing of the %.1f is left. One more sighting at another place would add about %.1f; %.0f days without one would halve it.",
		score, d, l.p.HalfLife)
}

// rest lists the reports that some sightings around a person came in, each once,
// and joins their handling.
func (l *lens) rest(who outrider.PersonID, basis []seen) ([]outrider.ReportID, outrider.Handling) {
	in := map[string]bool{}
	for _, x := range basis {
		in[l.e.name(x.id)] = true
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
		w, why := l.join(s, people[:i+1], who, by)
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
	f, ok := sharedFinding(p, s, people, by, rows)
	return l.budgeted(f), ok
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

// join weighs that a selector turns up with one more person: by how far apart they
// met it, whether they share a place, and how many had met it before. A tie and a
// shared event explain it.
func (l *lens) join(s outrider.Selector, before []outrider.PersonID, who outrider.PersonID, by map[outrider.PersonID][]outrider.Sighting) (float64, string) {
	nearest := math.Inf(1)
	st := stratum{sort: sortOf(s), band: bandOther, crowd: crowdOf(len(before))}
	for _, o := range before {
		if l.v.Tied(o, who) {
			return 0, "with somebody who knows the one before: no weight"
		}
		if l.shareAPlace(o, who) {
			st.tie = 1
		}
		for _, a := range by[o] {
			for _, b := range by[who] {
				if a.Event != "" && a.Event == b.Event {
					return 0, "at an event that both went to: no weight"
				}
				if km, ok := outrider.Kilometres(a.Place, b.Place); ok {
					nearest = math.Min(nearest, km)
				}
			}
		}
	}
	why := "with another person who has no tie to the others"
	if !math.IsInf(nearest, 1) {
		st.band = bandOf(nearest)
		why = fmt.Sprintf("with another person without a tie, about %.0f km away", nearest)
	}
	link := by[who][0].Linked() * surest(before, by)
	if link < 1 {
		why += fmt.Sprintf(", if it is the same one, which is %.0f %% probable", math.Min(99, 100*link))
	}
	q := l.p.Reliable(by[who][0].Grade) * link
	return graded(math.Exp(l.p.Strata.Weight[st.sort][st.band][st.tie][st.crowd]), q), why
}

// surest is how probable it is that what the first people met is what its selector
// says, judged by the one who is surest.
func surest(before []outrider.PersonID, by map[outrider.PersonID][]outrider.Sighting) float64 {
	best := 0.0
	for _, o := range before {
		for _, x := range by[o] {
			best = math.Max(best, x.Linked())
		}
	}
	return best
}

// shareAPlace reports whether two people have declared places next to each other.
func (l *lens) shareAPlace(a, b outrider.PersonID) bool {
	for _, x := range l.v.Places(a) {
		for _, y := range l.v.Places(b) {
			if km, ok := outrider.Kilometres(x.Place, y.Place); ok && km < samePlaceKm {
				return true
			}
		}
	}
	return false
}

// graded discounts a likelihood ratio by how often such a report is what it seems.
func graded(ratio, q float64) float64 { return math.Log(q*ratio + 1 - q) }
