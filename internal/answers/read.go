package answers

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/precedent"
)

// FromPrecedents reads the responses of documented cases. Every one becomes a
// response, a fate of an earlier one or a reply of the other side, or is named
// in Act.Unread with the reason.
func FromPrecedents(corpus []precedent.Case) Ledger {
	var l Ledger
	for _, c := range corpus {
		l.Acts = append(l.Acts, readAct(c))
	}
	slices.SortFunc(l.Acts, func(a, b Act) int { return strings.Compare(a.Case, b.Case) })
	return l
}

// reader reads one case.
type reader struct {
	c precedent.Case
	a Act
}

func readAct(c precedent.Case) Act {
	r := reader{c: c, a: Act{Case: c.About.ID, Title: c.About.Title, Method: method(c), Host: c.About.Host, Actor: c.About.Actor, From: FromLibrary}}
	when, err := outrider.ParseWhen(c.About.Truth.CriticalAt, nil)
	if err != nil {
		r.a.Unread = append(r.a.Unread, Unread{c.About.ID, "the day of the act cannot be read"})
	}
	r.a.When = when
	for _, p := range c.About.Protected {
		r.a.Against = append(r.a.Against, p.ID)
	}
	for _, h := range c.About.Hostile {
		if official(h.Basis) {
			r.a.Named = append(append(r.a.Named, h.Name), aliases(h)...)
		}
	}
	r.a.Attributions = []Attribution{{By: c.About.Basis, Words: c.About.Attribution, From: FromLibrary}}
	list := slices.Clone(c.Responses)
	slices.SortStableFunc(list, func(x, y precedent.Response) int { return strings.Compare(x.Date, y.Date) })
	for _, x := range list {
		r.read(x)
	}
	return r.a
}

// method is what was done, from the record of the attack where there is one.
func method(c precedent.Case) string {
	for _, e := range c.Events {
		if e.Phase == "attack" && e.Kind == "attack" {
			return e.What
		}
	}
	return c.About.Title
}

// read sorts one entry by its effect.
func (r *reader) read(x precedent.Response) {
	when, err := outrider.ParseWhen(x.Date, nil)
	if err != nil {
		r.refuse(x.ID, "it has no date that can be read")
		return
	}
	e := Evidence{Sources: x.Sources, Confidence: x.Confidence, Verification: x.Verification, From: FromLibrary}
	by := responders(x.By)
	switch x.Effect {
	case "imposes", "finds":
		r.response(x, when, by, e)
	case "maintains", "relaxes":
		r.fate(x, when, by, e)
	case "retaliates", "rewards":
		r.a.Replies = append(r.a.Replies, Reply{ID: x.ID, By: by, When: when, What: x.What, Evidence: e,
			InKind: x.Effect == "retaliates" && x.Kind == "response-expulsion", Reward: x.Effect == "rewards"})
	default:
		r.refuse(x.ID, "its effect is none that is known")
	}
}

func (r *reader) refuse(id, why string) { r.a.Unread = append(r.a.Unread, Unread{id, why}) }

func (r *reader) response(x precedent.Response, when outrider.When, by []string, e Evidence) {
	kind, ok := kindOf(x)
	if !ok {
		r.refuse(x.ID, "what kind of answer it is cannot be told from its words")
		return
	}
	out := Response{ID: x.ID, Kind: kind, By: by, When: when, What: x.What, Names: r.names(kind, by, x), Evidence: e}
	if x.Count != nil {
		out.Count = max(*x.Count, 0)
	}
	if kind == Designation || kind == Freeze { // of others, "to 8 February" ends what they are about, not the answer
		out.Term = term(x.What)
		out.Lapses = lapse(when, out.Term, x.What)
	}
	r.a.Responses = append(r.a.Responses, out)
	if x.Effect == "finds" {
		r.a.Attributions = append(r.a.Attributions, Attribution{By: strings.Join(by, " "), When: when, Words: x.What, From: FromLibrary})
	}
}

// responders parts a list of countries; anything else is one body.
func responders(by string) []string {
	fields := strings.Fields(by)
	for _, f := range fields {
		if len(f) != 2 || strings.ToUpper(f) != f {
			return []string{strings.Join(fields, " ")}
		}
	}
	return fields
}

// rule reads a kind from the corpus's own kind, its effect and one word.
type rule struct {
	kind, effect string // empty: any
	word         string
	is           Kind
}

// rules are tried in their order; more particular words stand before general ones.
func rules() []rule {
	return []rule{
		{"response-expulsion", "", "", Expulsion},
		{"response-sanctions", "", "freez", Freeze},
		{"response-sanctions", "", "", Designation},
		{"response-prosecution", "finds", "", Finding},
		{"response-prosecution", "", "trial of", Trial}, {"response-prosecution", "", "trial opens", Trial},
		{"response-prosecution", "", "sentence", Sentence}, {"response-prosecution", "", "convicted", Sentence}, {"response-prosecution", "", "jailed", Sentence},
		{"response-prosecution", "", "charge", Charge}, {"response-prosecution", "", "indictment", Charge},
		{"response-prosecution", "", "investigation", Investigation},
		{"state-statement", "", "", Statement},
		{"other", "", "inquest", Inquiry}, {"other", "", "inquiry", Inquiry},
		{"other", "finds", "", Finding},
		{"other", "imposes", "promise", Statement},
		{"", "", "legislation", Legislation}, {"", "", "act of parliament", Legislation},
	}
}

func kindOf(x precedent.Response) (Kind, bool) {
	text := strings.ToLower(x.What)
	for _, r := range rules() {
		if (r.kind == "" || r.kind == x.Kind) && (r.effect == "" || r.effect == x.Effect) && strings.Contains(text, r.word) {
			return r.is, true
		}
	}
	return "", false
}

// fate finds out what became of which earlier response of the same state.
func (r *reader) fate(x precedent.Response, when outrider.When, by []string, e Evidence) {
	kind, befalls := fateOf(x)
	if kind == "" {
		r.refuse(x.ID, "what became of which answer cannot be told from its words")
		return
	}
	f := Fate{ID: x.ID, Kind: kind, By: by, When: when, What: x.What, Ground: GroundIn(x.What), Evidence: e}
	var of *Response
	for i := range r.a.Responses {
		p := &r.a.Responses[i]
		if slices.Contains(befalls, p.Kind) && slices.ContainsFunc(by, func(b string) bool { return slices.Contains(p.By, b) }) {
			of = p
		}
	}
	if of != nil {
		f.Of = of.ID
	}
	if kind == Renewal && of != nil && (of.Kind == Designation || of.Kind == Freeze) {
		f.Lapses = lapse(when, of.Term, x.What)
	}
	r.a.Fates = append(r.a.Fates, f)
}

// fateOf reads what became of something, and of which kinds of responses.
func fateOf(x precedent.Response) (FateKind, []Kind) {
	text := strings.ToLower(x.What)
	listed := []Kind{Designation, Freeze}
	open := []Kind{Charge, Investigation, Inquiry}
	if x.Effect == "maintains" {
		if x.Kind == "response-sanctions" {
			return Renewal, listed
		}
		return Renewal, open
	}
	for _, r := range []struct {
		word    string
		kind    FateKind
		befalls []Kind
	}{
		{"released", Release, []Kind{Sentence}}, {"licence", Licence, listed}, {"delisted", Delisting, listed}, {"lifted", Delisting, listed},
		{"expire", Expiry, listed}, {"returned", Return, []Kind{Expulsion}}, {"appointed", Appointment, []Kind{Expulsion, Designation}},
		{"suspended", Closure, open}, {"closure", Closure, open}, {"close the case", Closure, open},
	} {
		if strings.Contains(text, r.word) {
			return r.kind, r.befalls
		}
	}
	return "", nil
}

// GroundIn reads a ground that a text states. Words that merely sound like one
// ("cannot be questioned", "time ran out") are none.
func GroundIn(text string) Ground {
	text = strings.ToLower(text)
	for _, g := range []struct {
		ground Ground
		words  []string
	}{
		{CourtOrder, []string{"court order", "annulled", "quashed", "by order of the court", "judgment of the"}},
		{Death, []string{"deceased", "has died", "dead since", "date of death", "after the death of"}},
		{Error, []string{"in error", "by mistake", "mistaken identity", "wrongly listed"}},
		{Compliance, []string{"complied", "compliance with", "in compliance"}},
	} {
		if slices.ContainsFunc(g.words, func(w string) bool { return strings.Contains(text, w) }) {
			return g.ground
		}
	}
	return NoGround
}

var (
	termWords = regexp.MustCompile(`\b(one|two|three|five|\d{1,2})-year\b`)
	untilDay  = regexp.MustCompile(`\b(?:to|until) (\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})\b`)
)

// term is after how many months a response ends unless renewed, as its words say.
func term(what string) int {
	m := termWords.FindStringSubmatch(strings.ToLower(what))
	if m == nil {
		return 0
	}
	if n, err := strconv.Atoi(m[1]); err == nil {
		return 12 * n
	}
	return 12 * map[string]int{"one": 1, "two": 2, "three": 3, "five": 5}[m[1]]
}

// lapse is the last instant at which a response holds unless renewed: a day that
// its words name, else its term after its beginning.
func lapse(when outrider.When, months int, what string) time.Time {
	if m := untilDay.FindStringSubmatch(what); m != nil {
		if t, err := time.Parse("2 January 2006", m[1]); err == nil {
			return t.AddDate(0, 0, 1).Add(-time.Nanosecond)
		}
	}
	if months == 0 {
		return time.Time{}
	}
	return when.From.AddDate(0, months, 1).Add(-time.Nanosecond)
}
