package detect

import (
	"math"

	"outrider"
)

// Recurs reports whether, within some days of a sighting, its selector was near
// somebody else who has no tie to this person, or near this person at two further
// places, each more than the radius from here and from the other. It is the bare
// question that a rule of thumb asks: it weighs nothing, and a sighting that was
// not told yet changes nothing.
func (e *Engine) Recurs(x outrider.Sighting, days int) bool {
	at, known := e.index[x.Person]
	sel, met := e.codes.find(x.Selector)
	if !known || !met {
		return false
	}
	from, to := x.At.AddDate(0, 0, -days).Unix(), x.At.AddDate(0, 0, days).Unix()
	crowd := e.crowd(sel)
	for i := range crowd {
		if o := &crowd[i]; o.person != at && e.metBetween(o, sel, from, to) && !e.tied(at, o.person) {
			return true
		}
	}
	if n := e.only(sel); n != nobody && n != at {
		some := bearer{person: n, last: math.MaxInt64, meeting: meeting{at: math.MinInt64}}
		return !e.tied(at, n) && e.metBetween(&some, sel, from, to)
	}
	return x.Place.Known() && e.thirdPlace(at, sel, x.Place, from, to)
}

// metBetween reports whether a person met a selector between two moments.
func (e *Engine) metBetween(b *bearer, sel uint32, from, to int64) bool {
	switch {
	case b.last < from || b.at > to:
		return false
	case b.last <= to || b.at >= from:
		return true
	}
	for _, s := range e.people[b.person].streams {
		if s == nil {
			continue
		}
		if pair, ok := s.find(sel); ok {
			for y := range s.of(pair) {
				if y.at >= from && y.at <= to {
					return true
				}
			}
		}
	}
	return false
}

// thirdPlace reports whether a selector was near a person at two places apart from
// one and from each other.
func (e *Engine) thirdPlace(at, sel uint32, here outrider.Place, from, to int64) bool {
	for _, s := range e.people[at].streams {
		if s == nil {
			continue
		}
		pair, ok := s.find(sel)
		if !ok || s.contexts(&s.pairs[pair]) < 2 {
			continue
		}
		var apart []context
		for y := range s.of(pair) {
			if y.at < from || y.at > to || !y.placed || flatKm(y.lat, y.lon, *here.Lat, *here.Lon, s.scale) < s.m.RadiusKm {
				continue
			}
			for _, c := range apart {
				if flatKm(y.lat, y.lon, c.lat, c.lon, s.scale) >= s.m.RadiusKm {
					return true
				}
			}
			apart = append(apart, context{lat: y.lat, lon: y.lon})
		}
	}
	return false
}
