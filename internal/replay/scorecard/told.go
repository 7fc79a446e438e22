package scorecard

import (
	"iter"
	"time"

	"outrider"
	"outrider/internal/replay/world"
)

// Told is one thing as a desk gets to know it: a sighting or an approach.
type Told struct {
	At       time.Time         // when the desk got to know
	Sighting outrider.Sighting // where Contact is nil
	Contact  *outrider.Contact
}

// InOrderTold merges a world's sightings and contacts, each in the order in which
// they became known, into one such order; of two at one instant the contact goes
// first, so that the same world is always told alike.
func InOrderTold(sightings iter.Seq[world.Sighting], contacts iter.Seq[world.Contact]) iter.Seq[Told] {
	return func(yield func(Told) bool) {
		next, stop := iter.Pull(contacts)
		defer stop()
		c, more := next()
		approach := func() bool {
			x := Contact(c)
			c, more = next()
			return yield(Told{At: x.Recorded, Contact: &x})
		}
		for s := range sightings {
			for more && !c.Recorded.After(s.Recorded) {
				if !approach() {
					return
				}
			}
			if !yield(Told{At: s.Recorded, Sighting: Sighting(s)}) {
				return
			}
		}
		for more {
			if !approach() {
				return
			}
		}
	}
}

// Protectee is a person of a world as detection knows protected people: where they
// live, what they declared harmless, whom they know.
func Protectee(p world.Person) outrider.Protectee {
	x := outrider.Protectee{ID: outrider.PersonID(p.ID)}
	for _, o := range p.Places {
		x.Places = append(x.Places, outrider.OwnPlace{ID: o.ID, Kind: o.Kind, Place: outrider.Place{Lat: &o.Lat, Lon: &o.Lon}, From: o.From, To: o.To})
	}
	for _, k := range p.Known {
		x.Known = append(x.Known, outrider.Selector{Kind: outrider.SelectorKind(k.Kind), Value: k.Value})
	}
	for _, t := range p.Ties {
		x.Ties = append(x.Ties, outrider.PersonID(t))
	}
	return x
}

// Sighting is a world's sighting as detection takes it in. A grade that cannot be
// read is left out: the report then counts as one that nobody has judged.
func Sighting(s world.Sighting) outrider.Sighting {
	x := outrider.Sighting{ID: s.ID, Person: outrider.PersonID(s.Person), Reporter: s.Reporter, At: s.At, Recorded: s.Recorded,
		Place: outrider.Place{Lat: s.Lat, Lon: s.Lon, Declared: s.Place}, Sensor: outrider.Sensor(s.Sensor), Selector: s.Selector.Word(),
		Event: s.Event, CopyOf: s.CopyOf}
	for _, b := range s.Behaviour {
		x.Behaviour = append(x.Behaviour, outrider.Behaviour(b))
	}
	if g, err := outrider.ParseGrade(string(s.Grade)); err == nil {
		x.Grade = g
	}
	return x
}

// Contact is a world's approach as detection takes it in.
func Contact(c world.Contact) outrider.Contact {
	x := outrider.Contact{ID: c.ID, Person: outrider.PersonID(c.Person), Reporter: c.Reporter, At: c.At, Recorded: c.Recorded,
		Subject: outrider.SubjectToken(c.Subject), Employer: outrider.SubjectToken(c.Employer), Story: c.Story, Channel: c.Channel}
	for _, s := range c.Selectors {
		x.Selectors = append(x.Selectors, s.Word())
	}
	return x
}
