package main

import (
	"iter"
	"os"
	"time"

	"outrider"
	"outrider/internal/detect"
	"outrider/internal/replay/world"
)

// taker is what takes a world in: the engine, or what learns from a history.
type taker interface {
	Enrol(outrider.Protectee)
}

// enrol makes a world's people known.
func enrol(f *world.Folder, to taker) {
	for _, p := range f.People() {
		to.Enrol(protectee(p))
	}
}

func protectee(p world.Person) outrider.Protectee {
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

// told is one thing as a desk got to know it: a sighting or an approach.
type told struct {
	at       time.Time
	sighting outrider.Sighting
	contact  *outrider.Contact
}

// inOrderTold hands over a world's sightings and contacts in the order in which
// they became known.
func inOrderTold(f *world.Folder) iter.Seq[told] {
	return func(yield func(told) bool) {
		next, stop := iter.Pull(f.Contacts())
		defer stop()
		c, more := next()
		for s := range f.Sightings() {
			for more && !c.Recorded.After(s.Recorded) {
				if !yield(contact(c)) {
					return
				}
				c, more = next()
			}
			if !yield(told{at: s.Recorded, sighting: sighting(s)}) {
				return
			}
		}
		for ; more; c, more = next() {
			if !yield(contact(c)) {
				return
			}
		}
	}
}

func sighting(s world.Sighting) outrider.Sighting {
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

func contact(c world.Contact) told {
	x := outrider.Contact{ID: c.ID, Person: outrider.PersonID(c.Person), Reporter: c.Reporter, At: c.At, Recorded: c.Recorded,
		Subject: outrider.SubjectToken(c.Subject), Employer: outrider.SubjectToken(c.Employer), Story: c.Story, Channel: c.Channel}
	for _, s := range c.Selectors {
		x.Selectors = append(x.Selectors, s.Word())
	}
	return told{at: x.Recorded, contact: &x}
}

// openWorld opens a world's folder.
func openWorld(dir string) (*world.Folder, error) { return world.Open(os.DirFS(dir)) }

// learn fits parameters to what was told before a moment.
func (e *env) learn(dir string, until time.Time, p detect.Params) (detect.Params, error) {
	f, err := openWorld(dir)
	if err != nil {
		return p, err
	}
	fit := detect.NewFitter(p)
	enrol(f, fit)
	show := e.progress("learning")
	n := 0
	for x := range inOrderTold(f) {
		if !x.at.Before(until) {
			break
		}
		if n++; n%4096 == 0 {
			show.at(n, 0)
		}
		if x.contact != nil {
			fit.AddContact(*x.contact)
		} else {
			fit.Add(x.sighting)
		}
	}
	return fit.Learnt("learnt from what was told before " + until.UTC().Format(time.RFC3339))
}
