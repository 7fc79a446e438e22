package answers

import (
	"slices"
	"time"
)

// Summary is an act in one line, for comparison with others.
type Summary struct {
	Case      string       `json:"case"`
	Title     string       `json:"title"`
	Host      string       `json:"host"`
	Actor     string       `json:"actor"`
	On        string       `json:"on"`
	Answers   int          `json:"answers"`
	Before    int          `json:"before"`   // recorded with the case and dated before the act: no answers to it
	Expelled  int          `json:"expelled"` // people, as counted in the record
	Listed    int          `json:"listed"`   // people and bodies in all designations and freezes; one may be counted twice
	Kinds     map[Kind]int `json:"kinds"`
	First     *int         `json:"first"` // days from the act to the first answer
	States    int          `json:"states"`
	Together  int          `json:"together"` // most states and bodies whose measures lie within 30 days
	Signal    float64      `json:"signal"`
	Held      *float64     `json:"held"` // share of lasting measures in force, nil where there were none
	Fates     int          `json:"fates"`
	Replies   int          `json:"replies"`
	Unread    int          `json:"unread"`
	Uncertain int          `json:"uncertain"` // answers whose record rests on memory or is ungraded
	Alarms    []Alarm      `json:"alarms"`
	Numbers   string       `json:"numbers"` // hash of the numbers that weighed it
	From      string       `json:"from"`    // FromLibrary or FromOwn
}

// Summary counts what is recorded of the act until an instant.
func (a Act) Summary(at time.Time) Summary {
	s := Summary{Case: a.Case, Title: a.Title, Host: a.Host, Actor: a.Actor, On: a.When.String(), Kinds: map[Kind]int{}, Unread: len(a.Unread), Signal: a.Signal(at), Numbers: standard().Hash(), From: a.From}
	for _, f := range a.Fates {
		if !f.When.Last().After(at) {
			s.Fates++
		}
	}
	for _, r := range a.Replies {
		if !r.When.Last().After(at) {
			s.Replies++
		}
	}
	s.answers(a, at)
	if share, ok := a.Held(at); ok {
		s.Held = &share
	}
	s.Alarms = append([]Alarm{}, a.Backsliding(at)...)
	return s
}

func (s *Summary) answers(a Act, at time.Time) {
	var states []string
	for _, r := range a.responses() {
		if r.began().After(at) {
			continue
		}
		d := days(a.When.From, r.began())
		if d < 0 {
			s.Before++
			continue
		}
		s.add(r)
		states = append(states, r.By...)
		if s.First == nil {
			s.First = &d
		}
		if r.imposes() {
			s.Together = max(s.Together, a.within(r, at))
		}
	}
	slices.Sort(states)
	s.States = len(slices.Compact(states))
}

func (s *Summary) add(r Response) {
	s.Answers++
	s.Kinds[r.Kind]++
	switch r.Kind {
	case Expulsion:
		s.Expelled += r.Count
	case Designation, Freeze:
		s.Listed += r.Count
	}
	if r.Evidence.Confidence == "" || r.Evidence.Confidence[0] == 'F' {
		s.Uncertain++
	}
}

// imposes reports whether a response is more than words.
func (r Response) imposes() bool {
	return r.Kind != Statement && r.Kind != Finding && r.Kind != Inquiry
}

// within counts the states and bodies that imposed something in the 30 days that
// begin with r.
func (a Act) within(r Response, at time.Time) int {
	var by []string
	window := standard().window()
	for _, x := range a.Responses {
		if d := days(r.began(), x.began()); x.imposes() && d >= 0 && d <= window && !x.began().After(at) {
			by = append(by, x.By...)
		}
	}
	slices.Sort(by)
	return len(slices.Compact(by))
}

// StateSummary is what one state or body did over all acts.
type StateSummary struct {
	By      string   `json:"by"`
	Acts    int      `json:"acts"`
	Answers int      `json:"answers"`
	Signal  float64  `json:"signal"` // of answers in force; shared answers count for each who gave them
	Held    *float64 `json:"held"`
}

// States compares those who answered, in the order of their names.
func (l Ledger) States(at time.Time) []StateSummary {
	var names []string
	for _, a := range l.Acts {
		for _, r := range a.Responses {
			names = append(names, r.By...)
		}
	}
	slices.Sort(names)
	out := []StateSummary{}
	for _, n := range slices.Compact(names) {
		if s := l.state(n, at); s.Answers > 0 {
			out = append(out, s)
		}
	}
	return out
}

func (l Ledger) state(name string, at time.Time) StateSummary {
	s := StateSummary{By: name}
	for _, a := range l.Acts {
		before := s.Answers
		for _, r := range a.responses() {
			if !slices.Contains(r.By, name) || !a.answered(r, at) {
				continue
			}
			s.Answers++
			if a.InForce(r, at) {
				s.Signal += a.Strength(r).Value
			}
		}
		if s.Answers > before {
			s.Acts++
		}
	}
	if share, ok := held(l.Acts, at, func(r Response) bool { return slices.Contains(r.By, name) }); ok {
		s.Held = &share
	}
	return s
}

// Step is one line of an act's time line: what happened on a day, and the signal
// and the share held right after it.
type Step struct {
	On       string    `json:"on"`
	ID       string    `json:"id"`
	What     string    `json:"what"` // kind of response, fate or reply
	By       []string  `json:"by"`
	Words    string    `json:"words"`
	Strength *Strength `json:"strength,omitempty"` // of a response
	Signal   float64   `json:"signal"`
	Held     *float64  `json:"held"`
	From     string    `json:"from"` // FromLibrary or FromOwn

	at time.Time
}

// TimeLine lists what followed an act until an instant, in the order of days,
// with clocks that ran out among it.
func (a Act) TimeLine(at time.Time) []Step {
	var out []Step
	for _, r := range a.Responses {
		s := a.Strength(r)
		out = append(out, Step{at: r.began(), On: r.When.String(), ID: r.ID, What: string(r.Kind), By: r.By, Words: r.What, Strength: &s, From: r.Evidence.From})
		if c := a.clock(r, at); !c.IsZero() && !a.ended(r, at) {
			out = append(out, Step{at: c.Add(1), On: c.Format(time.DateOnly), ID: r.ID, What: "clock", By: r.By, Words: "It ends unless renewed; no later renewal is recorded.", From: r.Evidence.From})
		}
	}
	for _, f := range a.Fates {
		out = append(out, Step{at: f.When.Last(), On: f.When.String(), ID: f.ID, What: string(f.Kind), By: f.By, Words: f.What, From: f.Evidence.From})
	}
	for _, r := range a.Replies {
		out = append(out, Step{at: r.When.Last(), On: r.When.String(), ID: r.ID, What: "reply", By: r.By, Words: r.What, From: r.Evidence.From})
	}
	out = slices.DeleteFunc(out, func(s Step) bool { return s.at.After(at) })
	out = sorted(out, func(s Step) time.Time { return s.at }, func(s Step) string { return s.ID + s.What })
	for i := range out {
		out[i].Signal = a.Signal(out[i].at)
		if share, ok := a.Held(out[i].at); ok {
			out[i].Held = &share
		}
	}
	return out
}
