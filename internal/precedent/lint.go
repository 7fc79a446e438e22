package precedent

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"outrider"
)

// Fault is one thing wrong with a case, and where.
type Fault struct {
	Where string `json:"where"` // case or event id, and the field
	What  string `json:"what"`
}

// String shows both.
func (f Fault) String() string { return f.Where + ": " + f.What }

// endings are words by which the ending slips into what was seen on the day.
// They are matched as whole words, in small letters.
var endings = []string{"later identified", "later convicted", "who would", "turned out", "in hindsight", "the future", "the killer", "the killers",
	"the assassin", "assassins", "the attackers", "the gunman", "the murderer", "the poisoners", "would later", "subsequently", "convicted of the",
	"eventually", "as it later", "in retrospect", "the attack team", "hit squad", "fatal", "the plotters", "the operatives", "prelude to", "days before the attack", "before the attack"}

// endsOnly are words for an outcome. Before the moment of harm the day's sentence
// may not use them of the people it concerns: they had not come to pass.
var endsOnly = []string{"his murder", "her murder", "his death was", "her death was", "his killer", "her killer", "was killed later", "the fatal", "lethal dose"}

// vocabularies of the closed fields.
var (
	relevances = []string{"hostile", "ambiguous", "benign", "context"}
	phases     = []string{"background", "collection", "preparation", "attempt", "attack", "aftermath"}
	observers  = []string{"principal", "bystander", "police", "security-service", "platform", "nobody"}
	types      = []string{"alias", "person-name", "flight", "lodging", "code-name", "capability"}
	bases      = []string{"court", "public-inquiry", "government", "prosecutor", "press-on-declassified-files", "press-suspicion"}
)

// Lint lists what is wrong with a case: the rules of FORMAT.md that a program can
// check. An empty list is what a committed case has.
func Lint(c Case) []Fault {
	l := linter{c: c, sources: map[string]bool{}, people: map[string]bool{}, hostile: map[string]bool{}, seen: map[string]bool{}}
	l.head()
	for _, s := range c.Sources {
		l.source(s)
	}
	for _, e := range c.Events {
		l.event(e)
	}
	for _, r := range c.Responses {
		l.response(r)
	}
	return l.faults
}

type linter struct {
	c       Case
	faults  []Fault
	sources map[string]bool
	people  map[string]bool
	hostile map[string]bool
	seen    map[string]bool
}

func (l *linter) fault(where, format string, args ...any) {
	l.faults = append(l.faults, Fault{Where: where, What: fmt.Sprintf(format, args...)})
}

// need records a fault unless ok.
func (l *linter) need(ok bool, where, format string, args ...any) {
	if !ok {
		l.fault(where, format, args...)
	}
}

func (l *linter) head() {
	a := l.c.About
	_, ends := l.c.Critical()
	l.need(l.c.Schema == "open-case/1", a.ID, "the schema is open-case/1")
	l.need(a.Title != "" && len(a.Host) == 2, a.ID, "a title and a host country are needed")
	l.need(slices.Contains(bases, a.Basis), a.ID, "attribution needs its basis")
	l.need(ends, a.ID, "ground_truth.critical_at is a date")
	l.need(len(a.Protected) > 0, a.ID, "somebody is protected")
	for _, p := range a.Protected {
		l.need(p.ID != "" && p.Name != "", a.ID, "a protected person has an id and a name")
		l.people[p.ID] = true
		l.features(p)
	}
	for _, h := range a.Hostile {
		l.need(h.Basis != "", a.ID+" "+h.ID, "nobody is named without the court, inquiry, prosecutor or government that named them")
		l.hostile[h.ID] = true
	}
}

func (l *linter) source(s Source) {
	where := l.c.About.ID + " source " + s.ID
	l.need(s.ID != "" && s.Title != "", where, "a source has an id and a title")
	l.need(!l.sources[s.ID], where, "this id is used twice")
	l.need(s.Date == "" || s.Date == "n.d." || dated(s.Date), where, "the date is one, or n.d. where the source bears none")
	l.need(s.URL == "" || strings.HasPrefix(s.URL, "http://") || strings.HasPrefix(s.URL, "https://"), where, "the address is a web address")
	l.sources[s.ID] = true
}

func (l *linter) event(e Event) {
	l.need(strings.HasPrefix(e.ID, l.c.About.ID+"-e"), e.ID, "an event id begins with its case")
	l.need(!l.seen[e.ID], e.ID, "this id is used twice")
	l.seen[e.ID] = true
	l.need(dated(e.Occurred.Start) && (e.Occurred.End == "" || dated(e.Occurred.End)), e.ID, "it says when it happened")
	l.need(e.Occurred.Zone != "", e.ID, "it says in which time zone")
	l.need(dated(e.Knowable) || onlyNobody(e), e.ID, "it says from when it could be known")
	l.need(e.Known.Date == "" || e.Known.Date == "after attack" || dated(e.Known.Date), e.ID, "when it became known is a date, \"after attack\" or nothing")
	l.need(e.What != "", e.ID, "it says what happened")
	l.need(slices.Contains(outrider.Kinds, outrider.Kind(e.KindAsSeen)), e.ID, "kind_as_seen is one of the kinds of the report form")
	l.need(slices.Contains(relevances, e.Relevance) && slices.Contains(phases, e.Phase), e.ID, "relevance and phase are from their lists")
	l.asSeen(e)
	l.order(e)
	l.references(e)
	l.evidence(e.ID, e.Confidence, e.Verification, e.Sources)
}

func onlyNobody(e Event) bool { return len(e.Observers) == 1 && e.Observers[0] == "nobody" }

// asSeen checks that the day's sentence knows nothing of what came later.
func (l *linter) asSeen(e Event) {
	l.need(len(e.Observers) > 0, e.ID, "it says who could observe it, or nobody")
	for _, o := range e.Observers {
		l.need(slices.Contains(observers, o), e.ID, "unknown observer %q", o)
	}
	l.need((e.AsSeen == "") == onlyNobody(e), e.ID, "as_seen is empty exactly where nobody saw it")
	text := " " + strings.ToLower(e.AsSeen) + " "
	for _, w := range endings {
		l.need(!strings.Contains(text, " "+w), e.ID, "as_seen knows the ending: %q", w)
	}
	if at, ok := l.c.Critical(); ok && e.KnowableBy(at) {
		for _, w := range endsOnly {
			l.need(!strings.Contains(text, " "+w), e.ID, "as_seen knows the outcome: %q", w)
		}
	}
	for _, h := range l.c.About.Hostile {
		l.need(!namesThem(e.AsSeen, h), e.ID, "as_seen names somebody on the hostile side; on the day it was a stranger, or an alias")
	}
}

// namesThem reports whether a sentence holds the family name of a person on the
// hostile side as a word. Bodies, and people known by a description, have none.
func namesThem(text string, h Hostile) bool {
	name := strings.Fields(h.Name)
	if len(name) < 2 || len(name) > 3 || strings.ContainsAny(h.Name, "(\",") || strings.ToLower(h.Name[:1]) == h.Name[:1] {
		return false
	}
	last := name[len(name)-1]
	return last[:1] != strings.ToLower(last[:1]) && slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }), last)
}

// order checks that nothing was known before it happened, and nothing reached
// whoever could protect before it could be known. Dates are compared as exactly
// as the vaguer of the two allows.
func (l *linter) order(e Event) {
	l.need(!earlier(e.Knowable, e.Occurred.Start), e.ID, "it could not be known before it happened")
	l.need(!earlier(e.Occurred.End, e.Occurred.Start), e.ID, "it ends before it begins")
	l.need(e.Known.Date == "after attack" || !earlier(e.Known.Date, e.Knowable), e.ID, "it could not reach anybody before it could be known")
}

// earlier reports whether one date lies wholly before another.
func earlier(a, b string) bool {
	x, err1 := outrider.ParseWhen(a, nil)
	y, err2 := outrider.ParseWhen(b, nil)
	return err1 == nil && err2 == nil && x.Last().Before(y.From)
}

// features checks the coding that analogue search compares.
func (l *linter) features(p Protected) {
	if p.Features == nil {
		return
	}
	where := l.c.About.ID + " " + p.ID
	if err := p.Features.Check(); err != nil {
		l.fault(where, "%s", outrider.SafeText(err))
	}
	l.need(p.Next != "", where, "came_next says what became of them")
	l.need(len(p.Features.Basis) > 0, where, "the features say on which events they rest")
	at, _ := l.c.Critical()
	for _, id := range p.Features.Basis {
		i := slices.IndexFunc(l.c.Events, func(e Event) bool { return e.ID == id })
		l.need(i >= 0, where, "the features rest on %q, which is no event", id)
		if i >= 0 {
			l.need(l.c.Events[i].Observable() && l.c.Events[i].KnowableBy(at), where, "the features rest on %q, which nobody could know before the harm", id)
		}
	}
}

// LintExcluded lists what is wrong with the list of what was left out: everything
// in it has a reason and, where it names a case, that case is in the library.
func LintExcluded(list []Excluded, corpus []Case) []Fault {
	var out []Fault
	for i, x := range list {
		where := fmt.Sprintf("excluded, item %d", i+1)
		if strings.TrimSpace(x.What) == "" || strings.TrimSpace(x.Why) == "" {
			out = append(out, Fault{Where: where, What: "it says what was left out, and why"})
		}
		if x.Case != "" && !slices.ContainsFunc(corpus, func(c Case) bool { return c.About.ID == x.Case }) {
			out = append(out, Fault{Where: where, What: "the case is not in the library"})
		}
	}
	if len(list) == 0 {
		out = append(out, Fault{Where: "excluded", What: "nothing is listed: every library leaves something out"})
	}
	return out
}

// references checks that every id and source resolves.
func (l *linter) references(e Event) {
	for _, id := range e.About {
		l.need(l.people[id], e.ID, "about names somebody the case does not protect")
	}
	for _, id := range e.Actors {
		l.need(l.hostile[id], e.ID, "actors names somebody the case does not list")
	}
	for _, s := range e.Selectors {
		l.need(s.Value != "" && slices.Contains(types, s.Type), e.ID, "a selector has a value and a type from the list")
		l.need(s.KnownFrom == "" || dated(s.KnownFrom), e.ID, "known_from is a date")
	}
}

func (l *linter) response(r Response) {
	l.need(strings.HasPrefix(r.ID, l.c.About.ID+"-r"), r.ID, "a response id begins with its case")
	l.need(dated(r.Date), r.ID, "a response is dated")
	l.need(r.By != "" && r.What != "", r.ID, "it says who did what")
	l.evidence(r.ID, r.Confidence, r.Verification, r.Sources)
}

// evidence checks the grade and the sources; what rests on memory says so.
func (l *linter) evidence(where, confidence, verification string, sources []string) {
	_, err := outrider.ParseGrade(string(outrider.SchemeAdmiralty) + ":" + confidence)
	l.need(err == nil, where, "the confidence is an Admiralty code")
	l.need(verification != "", where, "it says how it was verified")
	remembered := strings.HasPrefix(verification, "from memory")
	l.need(remembered || len(sources) > 0, where, "it has a source, or says that it rests on memory")
	for _, s := range sources {
		l.need(l.sources[s], where, "source %q is not in the list", s)
	}
}

func dated(s string) bool {
	_, err := outrider.ParseWhen(s, nil)
	return err == nil
}
