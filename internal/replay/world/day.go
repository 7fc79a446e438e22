package world

import "time"

// notesPerVisit is how much an ordinary reporter notes. With it a person-year
// holds about a hundred sightings.
const notesPerVisit = .037

// Weights of what a note is about, at a place of the person's own.
const (
	wResident = 18.0 // the sixty vehicles that live or park there, together
	wPasser   = 12.0 // vehicles that pass once and never again
	wRegular  = .5   // each vehicle that shares the person's ways
	wService  = .1   // each vehicle on its rounds there
	wFriend   = .4   // each friend's vehicle
	residents = 60
	recall    = 3.0 // what was noted before is noted so much more readily
)

// visit is a person at a place.
type visit struct {
	spot spot
	n    int // index among the person's spots, or -1
	at   time.Time
}

// weights says how much of a person's day each spot takes; the last entry stands
// for places they go to once.
func (l *life) weights(day int) []float64 {
	out := make([]float64, len(l.spots)+1)
	weekend := day%7 >= 5
	for i, s := range l.spots {
		if day < s.from || day >= s.to {
			continue
		}
		out[i] = s.weekly / 7
		if s.kind == "work" {
			out[i] = s.weekly / 5
			if weekend {
				out[i] = .05
			}
		}
	}
	out[len(l.spots)] = .25
	return out
}

// visit draws the time of a visit to spot n, and the place where n is none of
// the person's own.
func (m *march) visit(l *life, day, n int) visit {
	v := visit{n: n}
	var minutes int
	if n == len(l.spots) {
		v.n, v.spot = -1, l.town.at(l.Uint64(), "elsewhere")
		minutes = l.between(9*60, 21*60)
	} else {
		v.spot = l.spots[n]
		minutes = hours(l.dice, v.spot.kind)
	}
	v.at = m.start.AddDate(0, 0, day).Add(time.Duration(minutes)*time.Minute + time.Duration(l.IntN(60))*time.Second)
	return v
}

// hours draws a minute of the day at which people are at such a place.
func hours(d dice, kind string) int {
	switch {
	case kind == "work":
		return d.between(8*60, 18*60)
	case kind == "home" && d.chance(.4):
		return d.between(6*60+30, 9*60)
	case kind == "home":
		return d.between(17*60, 23*60)
	}
	return d.between(10*60, 21*60)
}

// live lets one person live one day, as far as something comes of it that
// somebody notes.
func (m *march) live(l *life, day int) {
	if m.travelling(l, day) {
		return
	}
	w := l.weights(day)
	total := 0.0
	for _, x := range w {
		total += x
	}
	for range l.poisson(notesPerVisit * l.self.manner().notes * total) {
		m.notice(l, &l.self, m.visit(l, day, l.weighted(w)))
	}
	if l.partner != nil {
		for range l.poisson(notesPerVisit * l.partner.manner().notes * 1.3) {
			m.notice(l, l.partner, m.visit(l, day, l.home(day)))
		}
	}
	m.gather(l, day)
	m.machines(l, day)
	if l.op != nil {
		m.hunt(l.op, day, w)
	}
}

// home is the index of the home in use.
func (l *life) home(day int) int {
	if last := len(l.spots) - 1; last > 0 && l.spots[last].kind == "home" && day >= l.spots[last].from {
		return last
	}
	return 0
}

// travelling starts and ends journeys. Away, a person notes what passes there.
func (m *march) travelling(l *life, day int) bool {
	if day >= l.away[1] && l.chance(.004) {
		l.away = [2]int{day, day + l.between(4, 14)}
	}
	if day < l.away[0] || day >= l.away[1] {
		return false
	}
	far := m.towns[(l.index+7*l.away[0])%len(m.towns)]
	s := far.at(mix(uint64(l.index), uint64(l.away[0])), "hotel")
	for range l.poisson(notesPerVisit * l.self.manner().notes * 2) {
		v := visit{spot: s, n: -1, at: m.start.AddDate(0, 0, day).Add(time.Duration(hours(l.dice, "other")) * time.Minute)}
		m.notice(l, &l.self, v)
	}
	return true
}

// notice is one benign note: something is seen, sooner what was seen before.
func (m *march) notice(l *life, by *reporter, v visit) {
	c := l.company(v)
	self := c.draw(l)
	for range 12 {
		if l.recalls(self) || l.chance(1/recall) {
			break
		}
		self = c.draw(l)
	}
	way := by.manner()
	l.remember(self)
	n := noted{life: l, by: by, spot: v.spot, at: v.at, sensor: "human", what: thing{self, self, self}.seenAs(l.dice, m.traits, way.care), odd: l.chance(way.mark)}
	if l.family != nil && v.spot.kind == "home" && l.chance(.1) {
		n.event = mix(self, uint64(v.at.Unix()))
		twin := n
		twin.life, twin.by = l.family, &l.family.self
		m.put(twin)
	}
	m.put(n)
}

// company is what may be met on one visit: residents, passers, regulars, services
// and friends, in the order of weights.
type company struct {
	spot     uint64
	weights  [5]float64
	regulars []uint64
	services []uint64
}

func (l *life) company(v visit) company {
	c := company{spot: v.spot.key, weights: [5]float64{1: wPasser, 4: wFriend * float64(len(l.friends))}}
	if h := v.at.Hour(); h >= 7 && h < 20 { // rounds are done by day
		c.services = l.town.serving(v.spot)
		c.weights[3] = wService * float64(len(c.services))
	}
	if v.n < 0 {
		return c
	}
	c.weights[0] = wResident
	for _, r := range l.regular {
		if r.spots&(1<<v.n) != 0 {
			c.regulars = append(c.regulars, r.self)
		}
	}
	c.weights[2] = wRegular * float64(len(c.regulars))
	return c
}

// draw picks one vehicle of the company.
func (c *company) draw(l *life) uint64 {
	switch l.weighted(c.weights[:]) {
	case 0:
		return mix(c.spot, 'r', l.Uint64N(residents))
	case 2:
		return c.regulars[l.IntN(len(c.regulars))]
	case 3:
		return c.services[l.IntN(len(c.services))]
	case 4:
		return l.friends[l.IntN(len(l.friends))]
	}
	return l.Uint64()
}

// gather notes what is seen at a conference; its sightings share an event.
func (m *march) gather(l *life, day int) {
	s, key, on := l.town.conference(day)
	if !on || unit(mix(key, uint64(l.index))) >= conferenceShare {
		return
	}
	way := l.self.manner()
	for range l.poisson(min(3*notesPerVisit*way.notes, 2)) {
		self := mix(key, 'r', l.Uint64N(40))
		l.remember(self)
		at := m.start.AddDate(0, 0, day).Add(time.Duration(l.between(9*60, 18*60)) * time.Minute)
		m.put(noted{life: l, by: &l.self, spot: s, at: at, sensor: "human", what: thing{self, self, self}.seenAs(l.dice, m.traits, way.care),
			odd: l.chance(way.mark), event: mix(key, uint64(day))})
	}
}

// machines note what a device scanner and a gate camera take down by themselves.
func (m *march) machines(l *life, day int) {
	if l.scanner {
		for range l.poisson(.6) {
			v := m.visit(l, day, l.weighted(l.weights(day)))
			self := l.Uint64()
			if v.n >= 0 && l.chance(.7) {
				self = mix(v.spot.key, 'd', l.Uint64N(30))
			}
			m.device(l, v, self, nil)
		}
	}
	if l.camera {
		for range l.poisson(2) {
			v := m.visit(l, day, l.home(day))
			m.gate(l, v, thing{}, nil)
		}
	}
}

// device puts down a device that a scanner heard; machines tell within minutes.
func (m *march) device(l *life, v visit, self uint64, op *operation) {
	by := reporter{l.self.id + "s", Trained}
	m.put(noted{life: l, by: &by, spot: v.spot, at: v.at, sensor: "ble", op: op, reported: v.at.Add(10 * time.Minute),
		what: Selector{Kind: "device", Value: token("ble-", self)}})
}

// gate puts down what a camera at home read: t, or else who lives or passes there.
func (m *march) gate(l *life, v visit, t thing, op *operation) {
	by := reporter{l.self.id + "c", Trained}
	if t == (thing{}) {
		t = vehicle(v.spot.key, 'r', l.Uint64N(2*residents))
	}
	p := plate(t.plates)
	if l.chance(m.traits.misread) {
		p = misread(l.dice, p)
	}
	m.put(noted{life: l, by: &by, spot: v.spot, at: v.at, sensor: "anpr", op: op, reported: v.at.Add(2 * time.Minute), what: Selector{Kind: "plate", Value: p}})
}
