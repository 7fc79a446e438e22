package outrider

import (
	"slices"
	"strings"
	"time"
)

// Entries about the rota.
const (
	EntryRota     EntryType = "rota.set"     // the whole of it: the last one holds
	EntryRotaSwap EntryType = "rota.swapped" // one stands in for another for some hours
)

// Rota says who is asked first and who second, at which hours of which days. Where
// hours overlap, what stands first holds: exceptions are written above the rule.
type Rota struct {
	Zone   string           `json:"zone"`             // whose local time the hours are, "Europe/Vienna"
	Begin  string           `json:"begin"`            // "2026-03-02": the day on which the first of each turn begins, and the weekday on which turns change
	Hours  []RotaHours      `json:"hours"`            // in order: the first that holds is asked
	People map[string][]Way `json:"people,omitempty"` // how each is called, by sign-in name, in order; none: as the desk calls anybody
}

// RotaHours are hours of some days, and whoever has them: week by week in turn.
type RotaHours struct {
	Days  []string   `json:"days,omitempty"` // mon to sun, on which they begin; none: every day
	From  string     `json:"from"`           // "20:00"
	To    string     `json:"to"`             // "08:00": the next day, where it is not after From
	Turns []RotaTurn `json:"turns"`
}

// RotaTurn is who is asked, by sign-in name.
type RotaTurn struct {
	First  string `json:"first"`
	Second string `json:"second,omitempty"`
}

// RotaSwap lets one stand in for another.
type RotaSwap struct {
	ID   string    `json:"id"`
	Out  string    `json:"out"` // sign-in name
	In   string    `json:"in"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// maxRota bounds hours, turns and people of a rota.
const maxRota = 200

// Validate refuses a rota that nobody could read; whether its hours and days are any
// is found when it is worked out.
func (r Rota) Validate() error {
	if len(r.Hours) == 0 || len(r.Hours) > maxRota || len(r.People) > maxRota {
		return Invalid("a rota has hours: one to %d of them", maxRota)
	}
	for i, h := range r.Hours {
		if len(h.Turns) == 0 || len(h.Turns) > maxRota {
			return Invalid("hours %d of the rota: somebody has them, in one turn or several", i+1)
		}
		for _, t := range h.Turns {
			if strings.TrimSpace(t.First) == "" || t.First == t.Second {
				return Invalid("hours %d of the rota: each turn names who is asked first, and somebody else as second", i+1)
			}
		}
	}
	for _, ways := range r.People {
		if len(ways) > maxWays || slices.ContainsFunc(ways, func(w Way) bool { return w.Channel == "" || len(w.Channel) > maxID || len(w.To) > 320 }) {
			return Invalid("each of at most %d ways to call somebody names a channel", maxWays)
		}
	}
	return nil
}

// Names lists everybody whom a rota names, once, in order.
func (r Rota) Names() []string {
	var out []string
	for _, h := range r.Hours {
		for _, t := range h.Turns {
			out = append(out, t.First)
			if t.Second != "" {
				out = append(out, t.Second)
			}
		}
	}
	for name := range r.People {
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
