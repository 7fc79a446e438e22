package world

import (
	"fmt"
	"time"
)

// stories are what strangers come with, true or not; codes, not texts.
func stories() []string {
	return []string{"interview", "speaking-invitation", "job-offer", "student-help", "charity-visit", "survey", "delivery", "repair", "investment", "translation-work"}
}

func channels() []string { return []string{"phone", "email", "message", "social", "in-person"} }

// approach is a team's contact with a person under a story, and what follows it.
func (m *march) approach(op *operation, day int) {
	again := op.caller >= 0 && day > op.caller && day <= op.caller+20 && op.dice.chance(.1)
	if day >= op.to || day != op.caller && !again || !op.dice.chance(.85*min(1, 4*op.life.self.manner().notice)) {
		return
	}
	c, d := op.campaign, op.dice
	who := mix(c.key, 's')
	if unit(mix(op.key, 's')) < .5 { // another name for another person
		who = mix(op.key, 's', 1)
	}
	number := phone(c.phones[mix(op.key, 'n')%uint64(len(c.phones))])
	employer := mix(c.key, 'e')
	if unit(mix(op.key, 'e')) > .7 {
		employer = mix(op.key, 'e', 1)
	}
	all := stories()
	x := Contact{Subject: token("t-", who), Employer: token("e-", employer), Story: all[mix(c.key, 'y')%7], Channel: channels()[d.IntN(5)]}
	x.Selectors = []Selector{{Kind: "phone", Value: number}}
	if d.chance(.4) {
		x.Selectors = append(x.Selectors, Selector{Kind: "account", Value: token("acc-", mix(c.key, 'a'))})
	}
	op.used[number] = true
	m.call(op.life, day, x, op)
}

// call stamps and queues one contact.
func (m *march) call(l *life, day int, x Contact, op *operation) {
	x.ID, x.Person, x.Reporter = m.id(l), l.id, l.self.id
	x.At = m.start.AddDate(0, 0, day).Add(time.Duration(l.between(8*60, 21*60)) * time.Minute)
	x.Recorded = x.At.Add(delay(l.dice, l.self.manner().delay))
	m.queueContact(x, op)
}

// strangers are the contacts that anybody has: most come once, some go round the
// whole community for honest reasons, some come back.
func (m *march) strangers(l *life, day int) {
	for range l.poisson(8.0 / 365 * min(3, l.self.manner().notes)) {
		all := stories()
		x := Contact{Story: all[l.IntN(len(all))], Channel: channels()[l.IntN(5)]}
		who := l.Uint64()
		switch l.weighted([]float64{.6, .25, .15}) {
		case 1: // a journalist, a student, a charity that visits many
			who = mix(l.town.key, 'j', l.Uint64N(uint64(max(2, len(l.town.people)/12))))
			x.Employer, x.Story = token("e-", mix(who, 'e')), all[mix(who, 'y')%uint64(len(all))]
		case 2: // an acquaintance of this person
			who = mix(uint64(l.index), l.town.key, 'q', l.Uint64N(5))
		}
		x.Subject = token("t-", who)
		if x.Story == "delivery" && x.Employer == "" {
			x.Employer = token("e-", mix(l.town.key, 'D', l.Uint64N(6)))
		}
		if l.chance(.8) {
			x.Selectors = append(x.Selectors, Selector{Kind: "phone", Value: phone(mix(who, 'p'))})
		}
		m.call(l, day, x, nil)
	}
}

// flood is an account turned against the desk: hundreds of invented sightings
// within a minute, some of them made to look like somebody who follows.
func (m *march) flood(l *life, day int) {
	if unit(mix(m.o.Seed, 'f', uint64(l.index))) >= m.traits.flood || mix(m.o.Seed, 'f', uint64(l.index), uint64(day))%60 != 0 {
		return
	}
	told := m.start.AddDate(0, 0, day).Add(20 * time.Hour)
	for i := range 200 {
		t := vehicle(uint64(l.index), uint64(day), 'f', uint64(i))
		if i%4 == 0 {
			t = vehicle(uint64(l.index), 'f', uint64(i%12))
		}
		v := m.visit(l, max(0, day-l.IntN(20)), l.IntN(len(l.spots)))
		if v.at.After(told) {
			v.at = told
		}
		m.put(noted{life: l, by: &l.self, spot: v.spot, at: v.at, sensor: "human", odd: i%3 == 0, reported: told.Add(time.Duration(i) * 300 * time.Millisecond),
			what: Selector{Kind: "plate", Value: plate(t.plates)}})
	}
}

// String says what a world is, for the person who made it.
func (o Options) String() string {
	return fmt.Sprintf("level %s, seed %d, %d people, %d days", o.Level, o.Seed, o.People, o.Days)
}
