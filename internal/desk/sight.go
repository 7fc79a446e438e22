package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
)

// sight is the picture as detect may see it: selectors, places and times. Names
// have become opaque tokens by now, and texts stay behind.
type sight struct{ d *Desk }

// subjectPrefix marks a selector that stands for "the same stated identity".
const subjectPrefix = "subject:"

// Around lists the sightings near a person in the order in which they happened.
func (v sight) Around(id outrider.PersonID) []outrider.Sighting {
	x, ok := v.d.p.Person(id)
	if !ok {
		return nil
	}
	var out []outrider.Sighting
	for _, it := range x.Reports {
		out = append(out, v.d.sightingsOf(it, id)...)
	}
	return inOrder(out)
}

// Of lists the sightings of one selector near anybody, in order.
func (v sight) Of(key string) []outrider.Sighting {
	var out []outrider.Sighting
	for _, it := range v.d.carrying(key) {
		for _, who := range it.Report.About {
			for _, s := range v.d.sightingsOf(it, who) {
				if s.Selector.Key() == key {
					out = append(out, s)
				}
			}
		}
	}
	return inOrder(out)
}

// Tied reports whether either of two people has declared the other, or is in the
// register because of the other: a household shares its visitors and its cars.
func (v sight) Tied(a, b outrider.PersonID) bool {
	x, okA := v.d.p.Person(a)
	y, okB := v.d.p.Person(b)
	return okA && slices.Contains(knows(x.Protectee), b) || okB && slices.Contains(knows(y.Protectee), a)
}

// knows lists whom a person knows, as they declared it or as their sheet says.
func knows(x outrider.Protectee) []outrider.PersonID {
	ids := slices.Clone(x.Ties)
	for _, r := range x.Of {
		ids = append(ids, r.To)
	}
	return ids
}

// Places lists a person's declared places.
func (v sight) Places(id outrider.PersonID) []outrider.OwnPlace {
	if x, ok := v.d.p.Person(id); ok {
		return x.Protectee.Places
	}
	return nil
}

// Declared reports whether a person has said that a selector is benign.
func (v sight) Declared(id outrider.PersonID, key string) bool {
	x, ok := v.d.p.Person(id)
	return ok && slices.ContainsFunc(x.Protectee.Known, func(s outrider.Selector) bool { return s.Key() == key })
}

// carrying lists the reports that carry a selector or a subject token.
func (d *Desk) carrying(key string) []*picture.Item {
	token, ok := strings.CutPrefix(key, string(outrider.SelectorOther)+":"+subjectPrefix)
	if ok {
		return d.p.WithSubject(outrider.SubjectToken(token))
	}
	if token, ok = strings.CutPrefix(key, string(outrider.SelectorOther)+":"); ok && claimed(outrider.SubjectToken(token)) {
		return d.p.WithSubject(outrider.SubjectToken(token))
	}
	return d.p.WithSelector(key)
}

// sightingsOf turns one report into what was seen near one person. One that whoever
// said it took back, and one that only speaks against another, holds nothing seen.
func (d *Desk) sightingsOf(it *picture.Item, who outrider.PersonID) []outrider.Sighting {
	r := it.Report
	if x, ok := d.p.Person(who); ok && !x.Allows(outrider.ForAdvice, d.now()) {
		return nil
	}
	if it.Erased || it.Retracted || r.Corrects() != "" || d.isUndone(r.ID) {
		return nil
	}
	base := outrider.Sighting{Person: who, Reporter: reporter(it), At: happened(it), Recorded: it.Recorded, Place: r.Place,
		Sensor: outrider.SensorHuman, Behaviour: r.Behaviour, Event: r.EventKey, Grade: r.Grade, CopyOf: string(r.CopyOf), Handling: r.Handling}
	out := make([]outrider.Sighting, 0, len(r.Selectors)+len(it.Subjects))
	add := func(s outrider.Selector) {
		x := base
		x.ID, x.Selector = string(r.ID)+"#"+strconv.Itoa(len(out)), s
		out = append(out, x)
	}
	for _, s := range r.Selectors {
		add(s)
	}
	for i, t := range it.Subjects {
		base.Link = it.Link(i)
		if claimed(t) {
			base.Sensor = outrider.SensorContact // that somebody tells the same story again says nothing by itself
			add(outrider.Selector{Kind: outrider.SelectorOther, Value: string(t)})
			base.Sensor = outrider.SensorHuman
			continue
		}
		add(outrider.Selector{Kind: outrider.SelectorOther, Value: subjectPrefix + string(t)})
	}
	return out
}

// Prefixes of tokens that stand for what a stranger claimed, not for who it was.
const (
	employerPrefix = "employer:"
	storyPrefix    = "story:"
)

func claimed(t outrider.SubjectToken) bool {
	return strings.HasPrefix(string(t), employerPrefix) || strings.HasPrefix(string(t), storyPrefix)
}

// reporter is who told, as far as it can be told apart without a name.
func reporter(it *picture.Item) string {
	if it.Report.SourceRef != "" {
		return it.Report.SourceRef
	}
	return string(it.By)
}

// happened is the instant by which a report is ordered: the last one it may have
// happened at, or when we knew, where it does not say or says something later.
func happened(it *picture.Item) time.Time {
	if it.Report.Occurred.IsZero() || it.Report.Occurred.Last().After(it.Recorded) {
		return it.Recorded
	}
	return it.Report.Occurred.Last()
}

func inOrder(s []outrider.Sighting) []outrider.Sighting {
	slices.SortStableFunc(s, func(a, b outrider.Sighting) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return s
}
