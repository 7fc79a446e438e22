package precedent

import (
	"fmt"
	"slices"
	"strings"

	"outrider"
)

// Fault is one thing wrong with a case, and where.
type Fault struct {
	Where string // case or event id, and the field
	What  string
}

// String shows both.
func (f Fault) String() string { return f.Where + ": " + f.What }

// endings are words by which the ending slips into what was seen on the day.
// They are matched as whole words, in small letters.
var endings = []string{"later identified", "later convicted", "who would", "turned out", "in hindsight", "the future", "the killer", "the killers",
	"the assassin", "assassins", "the attackers", "the gunman", "the murderer", "the poisoners", "would later", "subsequently", "convicted of the"}

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
	l.need(l.c.Schema == "open-case/1", a.ID, "the schema is open-case/1")
	l.need(a.Title != "" && len(a.Host) == 2, a.ID, "a title and a host country are needed")
	l.need(slices.Contains(bases, a.Basis), a.ID, "attribution needs its basis")
	l.need(dated(a.Truth.CriticalAt), a.ID, "ground_truth.critical_at is a date")
	l.need(len(a.Protected) > 0, a.ID, "somebody is protected")
	for _, p := range a.Protected {
		l.need(p.ID != "" && p.Name != "", a.ID, "a protected person has an id and a name")
		l.people[p.ID] = true
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
