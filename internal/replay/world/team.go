package world

import (
	"cmp"
	"slices"
	"time"
)

// campaign is one team's work: its vehicles and its story go from person to person.
type campaign struct {
	key      uint64
	vehicles []thing
	phones   []uint64
	size     int
}

// operation is a team's work against one person.
type operation struct {
	key      uint64
	campaign *campaign
	life     *life
	dice     dice
	from, to int    // days: it ends on day to
	rest     [2]int // days without work
	outcome  string
	caller   int // day of the first approach under cover; -1: none
	tracker  bool
	used     map[string]bool // selectors
	ids      []string        // sightings and contacts it caused
}

// calm is the share of a world's days in which next to nothing hostile begins:
// the history that a detector is fitted on.
const (
	calm       = .5
	earlyShare = .04 // of the operations; about one person in a hundred
	maxTeam    = 8   // people on one campaign's list
	farShare   = .2  // of the people a team goes on to live in another town
)

// plan decides who is hunted, by whom and when, before anybody lives a day:
// campaigns cross people.
func (m *march) plan() {
	type target struct {
		life *life
		sort uint64
	}
	var all []target
	for _, l := range m.lives {
		if unit(mix(m.o.Seed, 'O', uint64(l.index))) >= m.traits.hunted {
			continue
		}
		near := uint64(l.index / townPeople)
		if unit(mix(m.o.Seed, 'F', uint64(l.index))) < farShare {
			near = mix(m.o.Seed, 'F', uint64(l.index), 1) % uint64(len(m.towns))
		}
		all = append(all, target{l, near<<40 | mix(m.o.Seed, 'S', uint64(l.index))>>24})
	}
	slices.SortFunc(all, func(a, b target) int { return cmp.Compare(a.sort, b.sort) })
	var c *campaign
	for i, t := range all {
		d := newDice(m.o.Seed, 'o', uint64(t.life.index))
		if c == nil || c.size >= maxTeam || !d.chance(m.traits.reuse) {
			c = newCampaign(m.o.Seed, uint64(i), m.traits.vehicles)
		}
		c.size++
		t.life.op = m.operation(d, t.life, c)
		m.ops = append(m.ops, t.life.op)
	}
}

func newCampaign(seed, n uint64, vehicles int) *campaign {
	c := &campaign{key: mix(seed, 'C', n)}
	for i := range vehicles {
		c.vehicles = append(c.vehicles, vehicle(c.key, 'v', uint64(i)))
	}
	for i := range 2 {
		c.phones = append(c.phones, mix(c.key, 'p', uint64(i)))
	}
	return c
}

// operation draws when it happens and how it ends.
func (m *march) operation(d dice, l *life, c *campaign) *operation {
	t := m.traits
	op := &operation{key: mix(c.key, uint64(l.index)), campaign: c, life: l, dice: d, outcome: "attack", caller: -1, used: map[string]bool{}}
	first := int(calm * float64(m.o.Days))
	length := min(d.between(t.lengthLo, t.lengthHi), max(1, m.o.Days-first-1))
	lo, hi := first, m.o.Days-1-length
	if d.chance(earlyShare) {
		lo, hi = 0, first-length
	}
	op.from = max(0, d.between(lo, hi))
	op.to = op.from + length
	if d.chance(t.pause) {
		n := d.between(3, t.restHi)
		start := op.from + d.between(length/4, length/2)
		op.rest = [2]int{start, min(start+n, op.to-3)}
	}
	switch {
	case d.chance(t.abort):
		op.outcome, op.to = "aborted", op.from+max(1, int(float64(length)*(.4+.5*d.Float64())))
	case d.chance(.1):
		op.outcome = "collection"
	}
	if d.chance(t.cover) {
		op.caller = op.from + d.IntN(max(1, length/4))
	}
	op.tracker = d.chance(.3)
	return op
}

// hunt is one day of an operation: the team is where the person goes, and
// sometimes somebody notices.
func (m *march) hunt(op *operation, day int, w []float64) {
	if day < op.from || day > op.to {
		return
	}
	m.approach(op, day)
	if day >= op.rest[0] && day < op.rest[1] || !op.dice.chance(m.traits.active) {
		return
	}
	m.mislead(op, day)
	v := op.vehicle(day, m.traits.replate)
	for n, often := range w {
		for range op.often(often) {
			if op.dice.chance(m.traits.follow) {
				m.follow(op, m.visit(op.life, day, n), v)
			}
		}
	}
}

// often turns a daily rate of visits into a count.
func (o *operation) often(rate float64) int {
	n := int(rate)
	if o.dice.chance(rate - float64(n)) {
		n++
	}
	return n
}

// vehicle is the day's vehicle. In the hardest worlds its plates are changed from
// time to time; the vehicle stays what it is.
func (o *operation) vehicle(day, replate int) thing {
	v := o.campaign.vehicles[o.dice.IntN(len(o.campaign.vehicles))]
	if replate > 0 {
		v.plates = mix(v.looks, uint64(day/replate))
		v.self = v.plates
	}
	return v
}

// follow exposes a team on one visit. Nobody sees what they do not notice, and
// what was noticed before is noticed sooner.
func (m *march) follow(op *operation, v visit, t thing) {
	if !v.at.Before(op.end(m.start)) {
		return
	}
	l := op.life
	for range op.often(m.traits.exposure) {
		by := &l.self
		if l.partner != nil && v.spot.kind == "home" && op.dice.chance(.3) {
			by = l.partner
		}
		p := m.traits.notice * by.manner().notice
		if l.recalls(t.self) {
			p *= 1.5
		}
		if op.dice.chance(p) {
			l.remember(t.self)
			m.spotted(op, by, v, t, op.dice.chance(.3))
		}
	}
	if l.camera && v.spot.kind == "home" && op.dice.chance(.6) {
		op.used[plate(t.plates)] = true
		m.gate(l, v, t, op)
	}
	if l.scanner && op.tracker && op.dice.chance(.3) {
		dev := mix(op.key, 'd', uint64(v.at.YearDay()/10))
		op.used[token("ble-", dev)] = true
		m.device(l, v, dev, op)
	}
}

// spotted puts down a hostile vehicle that somebody noticed.
func (m *march) spotted(op *operation, by *reporter, v visit, t thing, odd bool) {
	op.used[plate(t.plates)] = true
	m.put(noted{life: op.life, by: by, spot: v.spot, at: v.at, sensor: "human", op: op, odd: odd,
		what: t.seenAs(op.dice, m.traits, by.manner().care)})
}

// mislead shows a conspicuous vehicle once, so that people look at the wrong one.
func (m *march) mislead(op *operation, day int) {
	if m.traits.decoys == 0 || !op.dice.chance(float64(m.traits.decoys)/float64(max(1, op.to-op.from))) {
		return
	}
	v := m.visit(op.life, day, op.life.home(day))
	if v.at.Before(op.end(m.start)) && op.dice.chance(min(1, .6*op.life.self.manner().notice)) {
		m.spotted(op, &op.life.self, v, vehicle(op.key, 'D', uint64(day)), true)
	}
}

// begin and end bound an operation; it ends in the evening of its last day.
func (o *operation) begin(start time.Time) time.Time { return start.AddDate(0, 0, o.from) }

func (o *operation) end(start time.Time) time.Time {
	return start.AddDate(0, 0, o.to).Add(time.Duration(18*60+o.key%240) * time.Minute)
}

// truth writes down what an operation really was.
func (o *operation) truth(start time.Time) Truth {
	t := Truth{Op: token("op-", o.key), Campaign: token("c-", o.campaign.key), Person: o.life.id, From: o.begin(start), To: o.end(start),
		Outcome: o.outcome, Selectors: []string{}, Sightings: slices.Clip(o.ids)}
	for s := range o.used {
		t.Selectors = append(t.Selectors, s)
	}
	slices.Sort(t.Selectors)
	return t
}
