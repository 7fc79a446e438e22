package replay

import (
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/intake/chronology"
)

// inTime is how long before the harm an alarm still counts: an older one is a
// standing alarm, and an alarm that never ends is of no use.
const inTime = 365 * day

// underAlarm is how long an act keeps a person under alarm.
const underAlarm = 30 * day

// Verdict scores one alarm source on one case. It counts only what was raised
// before the harm; the burden stands beside every hit.
type Verdict struct {
	InTime    bool    `json:"in_time"`          // an act in the last 365 days before the harm
	First     float64 `json:"first_lead"`       // days from the earliest such act to the harm
	Last      float64 `json:"last_lead"`        // days from the latest such act
	Acts      int     `json:"acts"`             // before the harm, everybody of the case
	Looks     int     `json:"looks"`            // before the harm
	ActRate   float64 `json:"acts_per_year"`    // acts per protected year
	UnderRate float64 `json:"days_per_year"`    // days under alarm per protected year: 30 days from each act, overlaps once
	Because   string  `json:"because,omitzero"` // events of the latest act in time
}

// CaseScore is one case: the desk beside the three naive rules on the same feed.
type CaseScore struct {
	Case   string          `json:"case"`
	View   chronology.View `json:"view"`
	Tier   chronology.Tier `json:"tier"`
	Harm   *time.Time      `json:"harm"`            // null: no harm came; then only the burden counts
	Years  float64         `json:"protected_years"` // of everybody, from the first feed to the harm
	Desk   Verdict         `json:"desk"`
	Stated Verdict         `json:"stated"` // every threat, warning, attempt or attack told about anybody
	Repeat Verdict         `json:"repeat"` // the third sighting of one stranger within 365 days
	Burst  Verdict         `json:"burst"`  // the third report of a telling kind within 30 days
	Ending Ending          `json:"ending"`
	Rested Rested          `json:"rested"` // what the desk's acts before the harm rested on

	stretches []stretch
}

// Score scores the lines of several cases against their endings. Fed holds, by
// case id, what Run fed (see Feeds); the naive rules run on it. Cases without a
// truth are left out. The order is that of the lines.
func Score(lines []Line, truths []Truth, fed map[string][]chronology.Timed) []CaseScore {
	byCase := map[string]Truth{}
	for _, t := range truths {
		byCase[t.Case] = t
	}
	var out []CaseScore
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && lines[n].Case == lines[0].Case && lines[n].Tier == lines[0].Tier && lines[n].View == lines[0].View {
			n++
		}
		if t, ok := byCase[lines[0].Case]; ok {
			out = append(out, scoreCase(lines[:n], t, fed[t.Case]))
		}
		lines = lines[n:]
	}
	return out
}

// scoreCase scores the lines of one case.
func scoreCase(lines []Line, t Truth, fed []chronology.Timed) CaseScore {
	s := CaseScore{Case: t.Case, View: lines[0].View, Tier: lines[0].Tier}
	if !t.Harm.IsZero() {
		harm := t.Harm.UTC()
		s.Harm = &harm
	}
	people := make([][]Alarm, len(lines))
	for i, l := range lines {
		people[i] = l.Alarms
		s.Years += protectedYears(l, t.Harm)
	}
	naive := func(fires []Alarm) Verdict { return judge([][]Alarm{fires}, t.Harm, s.Years) }
	s.Desk = judge(people, t.Harm, s.Years)
	s.Stated, s.Repeat, s.Burst = naive(stated(fed)), naive(repeat(fed)), naive(burst(fed))
	s.Ending, s.Rested = t.Ending, rested(people, t)
	for _, src := range []struct {
		of     source
		alarms [][]Alarm
	}{{ofDesk, people}, {ofStated, [][]Alarm{stated(fed)}}, {ofRepeat, [][]Alarm{repeat(fed)}}, {ofBurst, [][]Alarm{burst(fed)}}} {
		s.stretches = append(s.stretches, cut(lines, src.of, src.alarms, t)...)
	}
	return s
}

// protectedYears is how long one person's line runs before the harm.
func protectedYears(l Line, harm time.Time) float64 {
	if l.From == nil {
		return 0
	}
	end := *l.To
	if !harm.IsZero() && harm.Before(end) {
		end = harm
	}
	return max(0, end.Sub(*l.From).Hours()/24/365.25)
}

// judge gives the verdict on what was raised, person by person.
func judge(people [][]Alarm, harm time.Time, years float64) Verdict {
	var v Verdict
	under := time.Duration(0)
	for _, alarms := range people {
		var acts []time.Time
		for _, a := range alarms {
			switch {
			case !harm.IsZero() && !a.At.Before(harm):
				continue
			case a.Level == outrider.LevelLook:
				v.Looks++
				continue
			}
			v.Acts++
			acts = append(acts, a.At)
			if lead := harm.Sub(a.At); !harm.IsZero() && lead <= inTime {
				v.hit(lead.Hours()/24, a.Because)
			}
		}
		under += covered(acts, harm)
	}
	if years > 0 {
		v.ActRate, v.UnderRate = float64(v.Acts)/years, under.Hours()/24/years
	}
	return v
}

// hit notes one act in time.
func (v *Verdict) hit(lead float64, because []string) {
	if !v.InTime || lead > v.First {
		v.First = lead
	}
	if !v.InTime || lead < v.Last {
		v.Last, v.Because = lead, strings.Join(because, " ")
	}
	v.InTime = true
}

// covered is the time under alarm: underAlarm from each act, overlaps once, and
// nothing after the harm.
func covered(acts []time.Time, harm time.Time) time.Duration {
	slices.SortFunc(acts, time.Time.Compare)
	var sum time.Duration
	var until time.Time
	for _, at := range acts {
		from, to := at, at.Add(underAlarm)
		if !harm.IsZero() && to.After(harm) {
			to = harm
		}
		if from.Before(until) {
			from = until
		}
		if to.After(from) {
			sum += to.Sub(from)
			until = to
		}
	}
	return sum
}

// Feeds lists what Run feeds of a case, for the naive rules of Score.
func Feeds(f chronology.File, o Options) []chronology.Timed {
	fed, _ := chronology.Feed(f, o.feed())
	return fed
}
