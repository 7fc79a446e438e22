package desk

import (
	"cmp"
	"slices"

	"outrider"
)

// DutyGroup is the duties of one sort, by whom they are about: a hundred people who
// did not check in are one thing to know and a hundred to do.
type DutyGroup struct {
	Sort  outrider.DutySort `json:"sort"`
	Level outrider.Level    `json:"level"` // of the loudest
	What  string            `json:"what"`
	Count int               `json:"count"`
	About []DutiesAbout     `json:"about"` // whoever waits longest first
}

// DutiesAbout is what is owed about one person, or to one channel.
type DutiesAbout struct {
	Code  string     `json:"code,omitempty"`
	Lines []DutyLine `json:"lines"` // oldest first
}

// GroupDuties groups duties by sort and person. Groups with something to act on stand
// above those to look at; within that, whoever waits longest comes first.
func GroupDuties(lines []DutyLine) []DutyGroup {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b DutyLine) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	var out []DutyGroup
	group := map[outrider.DutySort]int{}
	type about struct {
		sort outrider.DutySort
		what string
	}
	place := map[about]int{}
	for _, l := range lines {
		g, known := group[l.Sort]
		if !known {
			g = len(out)
			group[l.Sort], out = g, append(out, DutyGroup{Sort: l.Sort, Level: l.Level, What: l.What})
		}
		x := &out[g]
		if x.Count++; l.Level == outrider.LevelAct {
			x.Level = l.Level
		}
		key := about{l.Sort, cmp.Or(string(l.Person), l.Channel, string(l.ID))}
		i, known := place[key]
		if !known {
			i = len(x.About)
			place[key], x.About = i, append(x.About, DutiesAbout{Code: cmp.Or(l.Code, l.Channel)})
		}
		x.About[i].Lines = append(x.About[i].Lines, l)
	}
	quiet := func(g DutyGroup) int {
		if g.Level == outrider.LevelAct {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b DutyGroup) int { return quiet(a) - quiet(b) })
	return out
}
