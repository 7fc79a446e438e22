package replay

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/intake/chronology"
	"outrider/internal/precedent"
)

// Bound is said beside every replay that is shown.
const Bound = "This is an upper bound. It supposes that everybody who could have noticed something did, and told at once; in life most did not. " +
	"Hits on famous cases prove little: they are known because they were found out."

// boundKnown is said beside a replay of what did arrive.
const boundKnown = "This feeds only what is publicly known to have reached somebody who could protect, on that day. Much that was known is not public."

// Shelf is the library of documented cases as the desk shows it. Cases are
// replayed when somebody asks, once for each view and tier. It is safe for
// concurrent use.
type Shelf struct {
	o        Options
	cases    []precedent.Case
	files    map[string]chronology.File
	excluded []string

	mu     sync.Mutex
	played map[string]*showing
}

// showing is one case played for reading: what the desk showed of each person
// after each instant.
type showing struct {
	*recording
	views map[string][]shown // by protected person
}

// shown is a person's page at one instant.
type shown struct {
	at    time.Time
	p     []desk.HypothesisLine
	harm  desk.Judgement
	batch []chronology.Timed
}

// NewShelf reads the library from a folder laid out as precedents is: cases, and
// what was left out of it. View, tier and delay of the options are not used.
func NewShelf(fsys fs.FS, o Options) (*Shelf, error) {
	cases, err := precedent.Load(fsys)
	if err != nil {
		return nil, err
	}
	left, err := precedent.LoadExcluded(fsys)
	if err != nil {
		return nil, err
	}
	o.Corpus = cases
	s := &Shelf{o: o, cases: cases, files: map[string]chronology.File{}, played: map[string]*showing{}}
	for _, x := range left {
		s.excluded = append(s.excluded, strings.TrimPrefix(x.Case+": ", ": ")+x.What+" ("+x.Why+")")
	}
	names, err := fs.Glob(fsys, "cases/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		f, _, err := chronology.Read(path.Base(name), data)
		if err != nil {
			return nil, err
		}
		s.files[f.Case.ID] = f
	}
	return s, nil
}

// Corpus is the library in full, for analogue search.
func (s *Shelf) Corpus() []precedent.Case { return s.cases }

// List is the library's table of contents, and what was left out of it.
func (s *Shelf) List() desk.PrecedentsView {
	v := desk.PrecedentsView{Excluded: slices.Clone(s.excluded)}
	for _, c := range s.cases {
		v.Cases = append(v.Cases, line(c))
	}
	return v
}

func line(c precedent.Case) desk.PrecedentLine {
	return desk.PrecedentLine{ID: c.About.ID, Title: c.About.Title, Host: c.About.Host, Years: years(c), Events: len(c.Events),
		Sources: len(c.Sources), Basis: strings.ReplaceAll(c.About.Basis, "-", " ")}
}

// years is the span of a case's observations.
func years(c precedent.Case) string {
	lo, hi := "9999", "0000"
	for _, e := range c.Events {
		if len(e.Occurred.Start) >= 4 {
			y := e.Occurred.Start[:4]
			lo, hi = min(lo, y), max(hi, y)
		}
	}
	switch {
	case lo > hi:
		return ""
	case lo == hi:
		return lo
	}
	return lo + " to " + hi
}

// Show replays one case for one protected person, the first where none is named.
// How it ended stands apart in Critical and is in no step.
func (s *Shelf) Show(q desk.PrecedentQuery) (desk.PrecedentView, error) {
	i := slices.IndexFunc(s.cases, func(c precedent.Case) bool { return c.About.ID == q.Case })
	if i < 0 {
		return desk.PrecedentView{}, outrider.ErrNotFound
	}
	c := s.cases[i]
	o := s.o
	o.View, o.Tier = chronology.View(q.View), chronology.Tier(q.Tier)
	played, err := s.play(c.About.ID, o)
	if err != nil {
		return desk.PrecedentView{}, err
	}
	n := 0
	if q.Protectee != "" {
		n = slices.IndexFunc(played.lines, func(l Line) bool { return l.Protectee == q.Protectee })
	}
	if n < 0 || n >= len(played.lines) {
		return desk.PrecedentView{}, outrider.ErrNotFound
	}
	return view(c, played, played.lines[n], q.Step), nil
}

// play replays a case, or takes the replay from the shelf.
func (s *Shelf) play(id string, o Options) (*showing, error) {
	how := o.feed()
	key := strings.Join([]string{id, string(how.View), string(how.Tier)}, " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.played[key]; ok {
		return p, nil
	}
	p := &showing{views: map[string][]shown{}}
	ctx := context.Background()
	rec, err := record(ctx, s.files[id], o, func(st *stage, batch []chronology.Timed) error { return p.look(ctx, st, batch) })
	if err != nil {
		return nil, err
	}
	p.recording = rec
	s.played[key] = p
	return p, nil
}

// look opens everybody's page as a case officer would.
func (p *showing) look(ctx context.Context, st *stage, batch []chronology.Timed) error {
	for _, l := range st.lines {
		v, err := st.desk.Person(ctx, st.user, desk.PersonQuery{ID: outrider.PersonID(l.Protectee)})
		if err != nil {
			return err
		}
		p.views[l.Protectee] = append(p.views[l.Protectee], shown{at: batch[0].At.UTC(), p: v.Hypotheses, harm: v.Line.Judgement, batch: batch})
	}
	return nil
}

func view(c precedent.Case, played *showing, l Line, step int) desk.PrecedentView {
	v := desk.PrecedentView{Line: line(c), Protectee: l.Protectee, View: string(l.View), Tier: string(l.Tier), Bound: Bound,
		Excluded: l.Excluded, Critical: critical(c.About.Truth), Attribution: c.About.Attribution}
	if l.View == chronology.ViewKnown {
		v.Bound = boundKnown
	}
	for _, p := range c.About.Protected {
		v.Protectees = append(v.Protectees, p.ID)
	}
	for _, s := range c.Sources {
		v.Sources = append(v.Sources, desk.SourceLine{ID: s.ID, Title: s.Title, Publisher: s.Publisher, Date: s.Date, URL: s.URL})
	}
	sources := map[string][]string{}
	for _, e := range c.Events {
		sources[e.ID] = e.Sources
	}
	for _, x := range played.views[l.Protectee] {
		for _, t := range x.batch {
			if r := t.Draft.Report; len(r.About) == 0 || slices.Contains(r.About, outrider.PersonID(l.Protectee)) {
				v.Steps = append(v.Steps, desk.PrecedentStep{At: x.at, Event: t.Event, Seen: seen(t), Kind: desk.KindName(r.Kind), P: x.p, Harm90: x.harm,
					Alarm: loudest(l.Alarms, x.at, t.Event), Sources: sources[t.Event]})
			}
		}
	}
	v.At = len(v.Steps) - 1
	if step >= 0 {
		v.At = min(step, v.At)
	}
	v.At = max(v.At, 0)
	return v
}

// seen is what a step shows of its report.
func seen(t chronology.Timed) string {
	switch {
	case t.Draft.Report.CopyOf != "":
		return "A name or another mark of somebody seen earlier became known."
	case t.Draft.Report.Text == "":
		return "Nobody has left an account of what was seen."
	}
	return t.Draft.Report.Text
}

// critical tells how a case ended.
func critical(t precedent.Truth) string {
	parts := []string{}
	for _, s := range []string{t.Outcome, t.Note} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if t.CriticalAt == "" {
		return strings.Join(parts, "; ")
	}
	return fmt.Sprintf("%s: %s", t.CriticalAt, strings.Join(parts, "; "))
}

// loudest is the highest level of what an event raised at one instant.
func loudest(alarms []Alarm, at time.Time, event string) outrider.Level {
	var out outrider.Level
	for _, a := range alarms {
		if !a.At.Equal(at) || !slices.Contains(a.Because, event) {
			continue
		}
		if a.Level == outrider.LevelAct {
			return outrider.LevelAct
		}
		out = a.Level
	}
	return out
}
