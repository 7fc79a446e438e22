package replay

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/intake"
	"outrider/internal/intake/chronology"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/precedent"
	"outrider/internal/seal"
)

// stage is a desk under a set clock on a ledger in memory.
type stage struct {
	o      Options
	desk   *desk.Desk
	log    *ledger.Memory
	sealer *seal.Sealer
	now    time.Time
	user   outrider.UserID
	read   uint64 // sequence of the last entry looked at
	events map[outrider.ReportID]string
	lines  []Line
}

// pairs are the public counts without the case under test and whoever shares a
// protected person with it. The desk asks them as of its own clock.
func (o Options) pairs(c chronology.Case) assess.Pairs {
	if o.Pairs == nil {
		return nil
	}
	var people []string
	for _, p := range c.Protected {
		people = append(people, p.ID)
	}
	return o.Pairs(precedent.Overlapping(o.Corpus, c.ID, people))
}

// newStage opens an empty desk at the moment at which the first report will
// arrive, and enrols everybody whom the case protects. Somebody is taken to be
// looking all the time: the upper bound again.
func newStage(ctx context.Context, c chronology.Case, start time.Time, o Options) (*stage, error) {
	s := &stage{o: o, log: ledger.NewMemory(), now: start, events: map[outrider.ReportID]string{}}
	draws := rand.NewChaCha8(sha256.Sum256([]byte("replay of " + c.ID)))
	s.sealer = seal.New(seal.NewMemoryTable(draws), draws)
	clock := func() time.Time { return s.now }
	n := 0
	next := func(prefix string) string { n++; return fmt.Sprintf("%s-%08d", prefix, n) }
	d, err := desk.Open(ctx, desk.Options{Book: ledger.NewCommitter(s.log, clock), Sealer: s.sealer, Clock: clock, NewID: next, Rand: draws,
		Assess: o.Assess, Detect: o.Detect, Pairs: o.pairs(c), Version: "replay"})
	if err != nil {
		return nil, err
	}
	s.desk = d
	out, err := d.Decide(ctx, "", desk.Decision{AddUser: &desk.AddUser{Name: "replay", Role: outrider.RoleCase}})
	if err != nil {
		return nil, err
	}
	s.user = outrider.UserID(out.ID)
	for _, p := range c.Protected {
		add := desk.AddPerson{Protectee: outrider.Protectee{ID: outrider.PersonID(p.ID), Code: p.ID, Coverage: 1}}
		if _, err := d.Decide(ctx, s.user, desk.Decision{AddPerson: &add}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// quietLooks are the ages of the last news at which a desk in service, which
// looks every day, is looked at here.
var quietLooks = []time.Duration{7 * day, 30 * day, 90 * day, 365 * day}

const day = 24 * time.Hour

// play lets time pass until an instant, files what arrives then and notes what
// the desk made of it.
func (s *stage) play(ctx context.Context, batch []chronology.Timed) error {
	if err := s.pass(ctx, batch[0].At); err != nil {
		return err
	}
	drafts := make([]outrider.Draft, len(batch))
	for i, t := range batch {
		drafts[i] = t.Draft
		s.events[t.Draft.Report.ID] = t.Event
	}
	receipts, err := s.desk.File(ctx, s.user, drafts...)
	if err != nil {
		return err
	}
	for _, rc := range receipts {
		if rc.Refused != "" {
			refuse(s.o, []intake.Refusal{{Where: rc.Where, What: rc.Refused}})
		}
	}
	return s.note(ctx)
}

// pass lets the desk think about silence: a few times in a long gap, and at its
// end, so that news always meets the assessment of the day before.
func (s *stage) pass(ctx context.Context, until time.Time) error {
	last := s.now
	for _, age := range quietLooks {
		at := last.Add(age)
		if !at.Before(until.Add(-day)) {
			break
		}
		s.now = at
		if _, err := s.desk.Tick(ctx); err != nil {
			return err
		}
	}
	s.now = until
	_, err := s.desk.Tick(ctx)
	if err != nil {
		return err
	}
	return s.note(ctx)
}

// note copies what the desk has written down since the last time into the lines.
func (s *stage) note(ctx context.Context) error {
	for r, err := range s.log.Read(ctx, s.read+1) {
		if err != nil {
			return err
		}
		s.read = r.Seq
		if r.Type != outrider.EntryAssessment && r.Type != outrider.EntryAlert {
			continue
		}
		e, err := s.sealer.Open(r)
		if err != nil {
			return err
		}
		if err := s.take(e); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) take(e outrider.Entry) error {
	body := e.Parts[0].Body
	if e.Type == outrider.EntryAlert {
		var a outrider.Alert
		if err := json.Unmarshal(body, &a); err != nil {
			return err
		}
		s.alarm(a)
		return nil
	}
	var b picture.AssessedBody
	if err := json.Unmarshal(body, &b); err != nil {
		return err
	}
	s.point(b.Assessment)
	return nil
}

// alarm notes an alert with everybody whom it is about.
func (s *stage) alarm(a outrider.Alert) {
	for i := range s.lines {
		l := &s.lines[i]
		id := outrider.PersonID(l.Protectee)
		if a.Person == id || slices.Contains(a.Others, id) {
			l.Alarms = append(l.Alarms, Alarm{At: a.Raised.UTC(), Level: a.Level, Because: s.because(a.Basis), P90: a.Attack90.P, Rule: a.Rule})
		}
	}
}

// because turns the reports of a basis back into the events they came from.
func (s *stage) because(basis []outrider.ReportID) []string {
	out := make([]string, 0, len(basis))
	for _, id := range basis {
		if e, ok := s.events[id]; ok {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, strings.Compare)
	return slices.Compact(out)
}

// point notes an assessment; a later one of the same instant takes its place.
func (s *stage) point(a outrider.Assessment) {
	i := slices.IndexFunc(s.lines, func(l Line) bool { return l.Protectee == string(a.Person) })
	if i < 0 {
		return
	}
	p := Point{At: a.At.UTC(), Harm30: a.Harm["30d"].P, Harm90: a.Harm["90d"].P, Harm365: a.Harm["365d"].P,
		P: Chances{Benign: a.P[outrider.HypBenign].P, Collection: a.P[outrider.HypCollection].P, Intimidation: a.P[outrider.HypIntimidation].P,
			Abduction: a.P[outrider.HypAbduction].P, Attack: a.P[outrider.HypAttack].P, Other: a.P[outrider.HypOther].P}}
	p.Base = [3]float64{a.BaseHarm["30d"].P, a.BaseHarm["90d"].P, a.BaseHarm["365d"].P}
	l := &s.lines[i]
	if n := len(l.Track); n > 0 && l.Track[n-1].At.Equal(p.At) {
		l.Track[n-1] = p
		return
	}
	l.Track = append(l.Track, p)
}
