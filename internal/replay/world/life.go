package world

import (
	"fmt"
	"slices"
	"time"
)

// reporter is somebody who notes and tells, in their own way.
type reporter struct {
	id    string
	class string
}

// manner is how a class of reporter differs from the ordinary one.
type manner struct {
	notes  float64       // of benign things
	notice float64       // of hostile ones
	mark   float64       // benign things marked as odd behaviour
	care   float64       // descriptions beside a plate
	delay  time.Duration // median, from seeing to telling
	grade  string
}

func (r reporter) manner() manner {
	switch r.class {
	case Trained:
		return manner{1.5, 1.5, .01, .6, 6 * time.Hour, "admiralty:B2"}
	case Anxious:
		return manner{10, 2, .06, .2, 3 * time.Hour, "admiralty:C3"}
	case Silent:
		return manner{.1, .1, .02, .1, 72 * time.Hour, ""}
	}
	return manner{1, 1, .02, .2, 24 * time.Hour, ""}
}

// regular is a vehicle that shares some of a person's places by chance.
type regular struct {
	self  uint64
	spots uint16 // bit i: seen at spot i
}

// life is one protected person and what surrounds them.
type life struct {
	dice
	index   int
	id      string
	town    *town
	spots   []spot // home, work, regular places, a later home
	self    reporter
	partner *reporter // who notes at home too
	family  *life     // a protected person of the same household
	scanner bool      // a phone that hears devices
	camera  bool      // a gate camera at home
	regular []regular
	friends []uint64 // vehicles that come anywhere
	known   []uint64 // vehicles declared benign
	noted   []uint64 // what was noted before, sorted
	ties    []int
	away    [2]int // days of the present journey
	counter uint64
	op      *operation
}

// classShares are how people report.
func classShares() ([]string, []float64) {
	return []string{Ordinary, Trained, Anxious, Silent}, []float64{.65, .10, .15, .10}
}

func newLife(o Options, index int, t *town) *life {
	l := &life{dice: newDice(o.Seed, 'L', uint64(index)), index: index, id: fmt.Sprintf("p%06d", index+1), town: t}
	names, shares := classShares()
	l.self = reporter{fmt.Sprintf("r%06d", index+1), names[l.weighted(shares)]}
	if l.chance(.15) {
		l.partner = &reporter{l.self.id + "b", names[l.weighted(shares)]}
	}
	l.scanner, l.camera = l.chance(.03), l.chance(.01)
	l.settle(o)
	l.surround()
	return l
}

// settle finds home, work and regular places, and now and then another home.
func (l *life) settle(o Options) {
	home := mix(o.Seed, 'h', uint64(l.index))
	if household(o.Seed, l.index) {
		home = mix(o.Seed, 'h', uint64(l.index/2), 'j')
	}
	l.add(l.town.at(home, "home"), 9.1, .95)
	l.add(l.town.workplace(l.Uint64N(uint64(max(1, len(l.town.people)/perWorkplace)))), 5, .9)
	for range l.between(2, 4) {
		s := l.town.venue(l.Uint64())
		if l.chance(.4) {
			s = l.town.at(l.Uint64(), "regular")
		}
		l.add(s, .5+2*l.Float64(), .7)
	}
	if o.Days > 60 && l.chance(.08*float64(o.Days)/365) {
		day := l.between(30, o.Days-30)
		l.spots[0].to = day
		s := l.town.at(l.Uint64(), "home")
		s.from = day
		l.add(s, l.spots[0].weekly, .7)
	}
}

// add takes a spot into the person's life; it is declared with the given chance.
func (l *life) add(s spot, weekly, declared float64) {
	s.weekly = weekly
	if l.chance(declared) {
		s.id = fmt.Sprintf("%s-%d", s.kind, len(l.spots)+1)
	}
	l.spots = append(l.spots, s)
}

// household reports whether a person lives with the next or last one.
func household(seed uint64, index int) bool {
	return unit(mix(seed, 'H', uint64(index/2))) < .1
}

// surround draws the vehicles that share a person's ways, and friends, of whom
// some are declared.
func (l *life) surround() {
	share := func(n, spots int, from []int) {
		for range n {
			v := regular{self: l.Uint64()}
			for _, i := range l.Perm(len(from))[:min(spots, len(from))] {
				v.spots |= 1 << from[i]
			}
			l.regular = append(l.regular, v)
		}
	}
	all := make([]int, len(l.spots))
	for i := range all {
		all[i] = i
	}
	share(l.poisson(3), 2, []int{0, 1})
	share(l.poisson(6), 2, all)
	share(l.poisson(2), 3, all)
	l.known = append(l.known, mix(uint64(l.index), l.spots[0].key, 'o'))
	for range l.poisson(2.5) {
		f := l.Uint64()
		l.friends = append(l.friends, f)
		if l.chance(.6) {
			l.known = append(l.known, f)
		}
	}
}

// register writes down what the desk knows about a person.
func (l *life) register(lives []*life, start time.Time) Person {
	p := Person{ID: l.id, Places: []OwnPlace{}, Known: []Known{}, Ties: []string{}}
	for _, s := range l.spots {
		if s.id == "" {
			continue
		}
		own := OwnPlace{ID: s.id, Kind: s.kind, Lat: round(s.lat), Lon: round(s.lon)}
		if s.from > 0 {
			own.From = start.AddDate(0, 0, s.from)
		}
		if s.to < maxDays {
			own.To = start.AddDate(0, 0, s.to)
		}
		p.Places = append(p.Places, own)
	}
	for _, v := range l.known {
		p.Known = append(p.Known, Known{Kind: "plate", Value: plate(v)})
	}
	slices.Sort(l.ties)
	for _, i := range slices.Compact(l.ties) {
		p.Ties = append(p.Ties, lives[i].id)
	}
	return p
}

// reporters lists who tells about a person.
func (l *life) reporters() []Reporter {
	out := []Reporter{{l.self.id, l.self.class}}
	if l.partner != nil {
		out = append(out, Reporter{l.partner.id, l.partner.class})
	}
	if l.scanner {
		out = append(out, Reporter{l.self.id + "s", Trained})
	}
	if l.camera {
		out = append(out, Reporter{l.self.id + "c", Trained})
	}
	return out
}

// remember keeps what was noted: people look for what they have seen before.
func (l *life) remember(self uint64) {
	if i, found := slices.BinarySearch(l.noted, self); !found {
		l.noted = slices.Insert(l.noted, i, self)
	}
}

// recalls reports whether something was noted before.
func (l *life) recalls(self uint64) bool {
	_, found := slices.BinarySearch(l.noted, self)
	return found
}

// tie joins two people who know each other.
func tie(a, b *life) {
	if a != b {
		a.ties, b.ties = append(a.ties, b.index), append(b.ties, a.index)
	}
}

// acquaint ties households, most colleagues and some friends.
func acquaint(o Options, lives []*life) {
	colleagues := map[uint64][]*life{}
	for i, l := range lives {
		if i%2 == 1 && household(o.Seed, i) {
			l.family, lives[i-1].family = lives[i-1], l
			tie(l, lives[i-1])
		}
		work := l.spots[1].key
		for _, c := range colleagues[work] {
			if l.chance(.7) {
				tie(l, c)
			}
		}
		colleagues[work] = append(colleagues[work], l)
		for range l.poisson(1) {
			tie(l, lives[l.town.people[l.IntN(len(l.town.people))]])
		}
	}
}
