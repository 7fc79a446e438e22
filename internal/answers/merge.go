package answers

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Where an entry comes from.
const (
	FromLibrary = "library" // the documented cases
	FromOwn     = "own"     // written by the organisation
)

// With adds an organisation's own entries to a ledger. An entry with a fault is
// left out, and so is what hangs on it; the ledger that it is asked of stays as it
// is. The library's own entries cannot be changed by it, only added to.
func (l Ledger) With(entries []Entry) (Ledger, []Fault) {
	m := merger{acts: map[string]*Act{}, ids: map[string]bool{}}
	for _, a := range l.Acts {
		m.take(a)
	}
	// Acts before what belongs to them, answers before what became of them:
	// people write their lines in any order.
	for _, what := range []string{"act", "attribution", "response", "fate", "reply"} {
		for _, e := range entries {
			if e.Entry == what {
				m.add(e)
			}
		}
	}
	for _, e := range entries {
		if !slices.Contains([]string{"act", "attribution", "response", "fate", "reply"}, e.Entry) {
			m.fault(e, "entry", "no such entry", "write act, attribution, response, fate or reply")
		}
	}
	var out Ledger
	for _, a := range m.acts {
		out.Acts = append(out.Acts, *a)
	}
	slices.SortFunc(out.Acts, func(a, b Act) int { return strings.Compare(a.Case, b.Case) })
	return out, m.faults
}

// merger adds entries to copies of acts.
type merger struct {
	acts   map[string]*Act
	ids    map[string]bool // ACT ID
	given  int
	faults []Fault
}

func (m *merger) take(a Act) {
	a.Attributions, a.Responses, a.Fates, a.Replies = slices.Clone(a.Attributions), slices.Clone(a.Responses), slices.Clone(a.Fates), slices.Clone(a.Replies)
	m.acts[a.Case] = &a
	for _, r := range a.Responses {
		m.ids[a.Case+" "+r.ID] = true
	}
	for _, f := range a.Fates {
		m.ids[a.Case+" "+f.ID] = true
	}
	for _, r := range a.Replies {
		m.ids[a.Case+" "+r.ID] = true
	}
}

func (m *merger) fault(e Entry, field, what, hint string) {
	m.faults = append(m.faults, Fault{e.where, field, what, hint})
}

// add adds one entry, or says what is wrong with it.
func (m *merger) add(e Entry) {
	before := len(m.faults)
	m.checkCommon(e)
	var when outrider.When
	if e.Entry != "attribution" || e.Date != "" {
		w, f := e.when("date", e.Date)
		if f != nil {
			m.faults = append(m.faults, *f)
		}
		when = w
	}
	until := m.until(e)
	if e.Entry == "act" {
		m.checkAct(e)
	} else if m.acts[e.Act] == nil {
		m.fault(e, "act", "there is no such act", "write a line for the act itself, or the id of a case: outrider answers lists them")
	}
	if len(m.faults) > before {
		return
	}
	ev := Evidence{Sources: []string{e.Source}, Confidence: e.Grade, Verification: "entered by hand", From: FromOwn}
	switch e.Entry {
	case "act":
		m.acts[e.Act] = &Act{Case: e.Act, Title: e.Words, Method: e.Words, Host: e.Place, Actor: e.By[0], When: when, Against: []string{}, From: FromOwn}
	case "attribution":
		a := m.acts[e.Act]
		a.Attributions = append(a.Attributions, Attribution{By: strings.Join(e.By, " "), When: when, Words: e.Words, From: FromOwn})
	case "response":
		m.response(e, when, until, ev)
	case "fate":
		m.fate(e, when, until, ev)
	case "reply":
		m.reply(e, when, ev)
	}
}

// checkCommon checks what every entry must have.
func (m *merger) checkCommon(e Entry) {
	if e.Act == "" || len(e.Act) > 80 || strings.ContainsFunc(e.Act, func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') }) {
		m.fault(e, "act", "not an id", "small letters, digits and hyphens: harbour-2024")
	}
	if len(e.By) == 0 {
		m.fault(e, "by", "empty", "a state (GB), several (GB;US), or a body; of an act the state it is attributed to")
	}
	if e.Words == "" {
		m.fault(e, "words", "empty", "say in a sentence what happened")
	}
	if e.Source == "" {
		m.fault(e, "source", "empty", "say where it can be read: a title with its day, or an address")
	}
	if !validGrade(e.Grade) {
		m.fault(e, "grade", "not a grade", "a letter from A to F for the source and a digit from 1 to 6 for the content: B2")
	}
	if e.Count < 0 || e.Count > int(standard().most) {
		m.fault(e, "count", "not a number of people or bodies", "write how many it fell on, or leave it empty")
	}
}

func (m *merger) checkAct(e Entry) {
	if m.acts[e.Act] != nil {
		m.fault(e, "act", "the act is there already", "give it another id, or leave out this line and add to the act")
	}
	if !state(e.Place) {
		m.fault(e, "place", "not a state", "two capital letters: GB")
	}
	if len(e.By) != 1 || !state(e.By[0]) {
		m.fault(e, "by", "not one state", "the state that the act is attributed to, two capital letters")
	}
}

// state says whether a text has the form of an ISO alpha-2 code.
func state(s string) bool {
	return len(s) == 2 && s == strings.ToUpper(s) && s != strings.ToLower(s)
}

func (m *merger) until(e Entry) time.Time {
	if e.Until == "" {
		return time.Time{}
	}
	w, f := e.when("until", e.Until)
	if f != nil {
		m.faults = append(m.faults, *f)
	}
	return w.Last()
}

// id is the entry's own, or one by its place; no act has one twice.
func (m *merger) id(e Entry) (string, bool) {
	id := e.ID
	if id == "" {
		m.given++
		id = fmt.Sprintf("own-%d", m.given)
	}
	if m.ids[e.Act+" "+id] {
		m.fault(e, "id", "another entry of this act has it", "leave it empty, or give another")
		return "", false
	}
	m.ids[e.Act+" "+id] = true
	return id, true
}

func (m *merger) response(e Entry, when outrider.When, until time.Time, ev Evidence) {
	if !slices.Contains(kinds(), Kind(e.Kind)) {
		m.fault(e, "kind", "no such kind of answer", "one of "+join(kinds()))
		return
	}
	if id, ok := m.id(e); ok {
		a := m.acts[e.Act]
		a.Responses = append(a.Responses, Response{ID: id, Kind: Kind(e.Kind), By: e.By, When: when, What: e.Words, Count: e.Count, Names: e.Names, Keys: e.Keys, Lapses: until, Evidence: ev})
		a.Named = append(slices.Clone(a.Named), e.Names...)
	}
}

func (m *merger) fate(e Entry, when outrider.When, until time.Time, ev Evidence) {
	a := m.acts[e.Act]
	kinds := []FateKind{Renewal, Expiry, Licence, Delisting, Release, Return, Appointment, Closure}
	switch {
	case !slices.Contains(kinds, FateKind(e.Kind)):
		m.fault(e, "kind", "no such fate", "one of "+join(kinds))
		return
	case !slices.ContainsFunc(a.Responses, func(r Response) bool { return r.ID == e.Of }):
		m.fault(e, "of", "no answer of this act has this id", "the id of the answer that it befell: outrider answers --act "+e.Act+" shows them")
		return
	case !slices.Contains([]Ground{NoGround, Death, Error, CourtOrder, Compliance}, Ground(e.Ground)):
		m.fault(e, "ground", "no such ground", "death, error, court order or compliance, where the source states it; else empty")
		return
	}
	if id, ok := m.id(e); ok {
		a.Fates = append(a.Fates, Fate{ID: id, Kind: FateKind(e.Kind), Of: e.Of, By: e.By, When: when, What: e.Words, Ground: Ground(e.Ground), Lapses: until, Evidence: ev})
	}
}

func (m *merger) reply(e Entry, when outrider.When, ev Evidence) {
	if !slices.Contains([]string{"", "expulsion", "reward"}, e.Kind) {
		m.fault(e, "kind", "no such reply", "expulsion, reward, or empty")
		return
	}
	if id, ok := m.id(e); ok {
		a := m.acts[e.Act]
		a.Replies = append(a.Replies, Reply{ID: id, By: e.By, When: when, What: e.Words, InKind: e.Kind == "expulsion", Reward: e.Kind == "reward", Evidence: ev})
	}
}

func join[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, x := range all {
		words[i] = string(x)
	}
	return strings.Join(words, ", ")
}
