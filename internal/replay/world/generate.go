package world

import (
	"cmp"
	"slices"
	"time"
)

// Start is the first day of every invented world.
func Start() time.Time { return time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC) }

// march walks a world from its first day to its last. Everybody lives the same
// day before anybody lives the next, so that what is told comes out in order and
// no more is held than what has been seen and not yet told.
type march struct {
	o        Options
	traits   traits
	start    time.Time
	end      time.Time
	towns    []*town
	lives    []*life
	ops      []*operation
	seen     map[int][]Sighting // by the day on which they are told
	met      map[int][]Contact
	sighting func(*Sighting)
	contact  func(*Contact)
}

// Generate makes a world and writes its files as it goes: what it holds grows
// with the number of people, not with the days.
func Generate(o Options, create Create) error {
	m, err := newMarch(o)
	if err != nil {
		return err
	}
	if err := put(create, "people", m.register()); err != nil {
		return err
	}
	if err := put(create, "reporters", m.reporters()); err != nil {
		return err
	}
	seen, err := newSink(create, "sightings")
	if err != nil {
		return err
	}
	met, err := newSink(create, "contacts")
	if err != nil {
		_ = seen.close() // the first error counts
		return err
	}
	m.sighting, m.contact = func(s *Sighting) { seen.write(s) }, func(c *Contact) { met.write(c) }
	m.run(func() bool { return seen.err == nil && met.err == nil })
	if err := cmp.Or(seen.close(), met.close()); err != nil {
		return err
	}
	return put(create, "truth", m.truth())
}

// Make makes a world in memory.
func Make(o Options) (World, error) {
	m, err := newMarch(o)
	if err != nil {
		return World{}, err
	}
	w := World{People: m.register(), Reporters: m.reporters()}
	m.sighting = func(s *Sighting) { w.Sightings = append(w.Sightings, *s) }
	m.contact = func(c *Contact) { w.Contacts = append(w.Contacts, *c) }
	m.run(func() bool { return true })
	w.Truth = m.truth()
	return w, nil
}

// newMarch founds towns, settles people and plans what will be done to them.
func newMarch(o Options) (*march, error) {
	t, err := o.check()
	if err != nil {
		return nil, err
	}
	m := &march{o: o, traits: t, start: Start(), end: Start().AddDate(0, 0, o.Days), seen: map[int][]Sighting{}, met: map[int][]Contact{}}
	for i := range o.People {
		if i%townPeople == 0 {
			m.towns = append(m.towns, newTown(o.Seed, len(m.towns)))
		}
		home := m.towns[len(m.towns)-1]
		home.people = append(home.people, i)
	}
	for i := range o.People {
		m.lives = append(m.lives, newLife(o, i, m.towns[i/townPeople]))
	}
	acquaint(o, m.lives)
	m.plan()
	return m, nil
}

// run lives every day of the world, as long as going says so.
func (m *march) run(going func() bool) {
	for day := 0; day < m.o.Days && going(); day++ {
		for _, l := range m.lives {
			m.strangers(l, day)
			m.flood(l, day)
			m.live(l, day)
		}
		m.tell(day)
	}
}

// queue keeps a sighting until the day it is told. What would be told after the
// world's end never is.
func (m *march) queue(s Sighting, op *operation) {
	if !s.Recorded.Before(m.end) {
		return
	}
	if op != nil {
		op.ids = append(op.ids, s.ID)
	}
	day := m.dayOf(s.Recorded)
	m.seen[day] = append(m.seen[day], s)
}

func (m *march) queueContact(c Contact, op *operation) {
	if !c.Recorded.Before(m.end) {
		return
	}
	if op != nil {
		op.ids = append(op.ids, c.ID)
	}
	day := m.dayOf(c.Recorded)
	m.met[day] = append(m.met[day], c)
}

func (m *march) dayOf(t time.Time) int { return int(t.Sub(m.start) / (24 * time.Hour)) }

// tell hands over what is told on a day, in order.
func (m *march) tell(day int) {
	seen, met := m.seen[day], m.met[day]
	delete(m.seen, day)
	delete(m.met, day)
	slices.SortFunc(seen, func(a, b Sighting) int { return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(met, func(a, b Contact) int { return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID)) })
	for i := range seen {
		m.sighting(&seen[i])
	}
	for i := range met {
		m.contact(&met[i])
	}
}

func (m *march) register() []Person {
	out := make([]Person, len(m.lives))
	for i, l := range m.lives {
		out[i] = l.register(m.lives, m.start)
	}
	return out
}

func (m *march) reporters() []Reporter {
	var out []Reporter
	for _, l := range m.lives {
		out = append(out, l.reporters()...)
	}
	return out
}

// truth lists the operations in order of their end.
func (m *march) truth() []Truth {
	out := make([]Truth, len(m.ops))
	for i, op := range m.ops {
		out[i] = op.truth(m.start)
	}
	slices.SortFunc(out, func(a, b Truth) int { return cmp.Or(a.To.Compare(b.To), cmp.Compare(a.Op, b.Op)) })
	return out
}
