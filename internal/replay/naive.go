package replay

import (
	"slices"
	"time"

	"outrider"
	"outrider/internal/intake/chronology"
)

// The naive rules are what a desk without an engine could run on the same feed.
// They see the marks and kinds that were fed, never hindsight. An engine that
// does not beat them at an equal burden is of no use.

// plain are kinds that say nothing hostile by themselves; the burst rule does not
// count them.
var plain = []outrider.Kind{outrider.KindOther, outrider.KindRoutine, outrider.KindPublicExposure, outrider.KindResponse}

// blunt are the kinds that the stated rule fires on, about whomever.
var blunt = []outrider.Kind{outrider.KindThreat, outrider.KindWarning, outrider.KindIncident, outrider.KindAssociate}

func fire(t chronology.Timed) Alarm {
	return Alarm{At: t.At, Level: outrider.LevelAct, Because: []string{t.Event}}
}

// stated fires at every threat, warning, attempt and attack.
func stated(fed []chronology.Timed) []Alarm {
	var out []Alarm
	for _, t := range fed {
		if slices.Contains(blunt, t.Draft.Report.Kind) {
			out = append(out, fire(t))
		}
	}
	return out
}

// repeat fires when one stranger is told of for the third time within a year,
// whoever they were seen near.
func repeat(fed []chronology.Timed) []Alarm {
	seen := map[string][]time.Time{}
	var out []Alarm
	for _, t := range fed {
		hit := false
		for _, key := range strangers(t.Draft) {
			seen[key] = append(recent(seen[key], t.At.Add(-365*day)), t.At)
			hit = hit || len(seen[key]) >= 3
		}
		if hit {
			out = append(out, fire(t))
		}
	}
	return out
}

// strangers lists the marks in a draft, each once.
func strangers(d outrider.Draft) []string {
	var out []string
	for _, n := range d.Names {
		out = append(out, "name "+n)
	}
	for _, s := range d.Report.Selectors {
		out = append(out, s.Key())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// burst fires at the third report of a telling kind within a month.
func burst(fed []chronology.Timed) []Alarm {
	var last []time.Time
	var out []Alarm
	for _, t := range fed {
		if t.Draft.Report.CopyOf != "" || slices.Contains(plain, t.Draft.Report.Kind) {
			continue
		}
		last = append(recent(last, t.At.Add(-30*day)), t.At)
		if len(last) >= 3 {
			out = append(out, fire(t))
		}
	}
	return out
}

func recent(at []time.Time, since time.Time) []time.Time {
	return slices.DeleteFunc(at, func(t time.Time) bool { return t.Before(since) })
}
