package detect

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// pattern is what innocent explanations are held against: where and when one thing
// was seen around one person, and where that person is seen at all.
type pattern struct {
	at       []int64   // when, in order of place in the log
	where    []int     // number of the place, most frequent first
	share    []float64 // of the person's reports, by number of the place
	places   int       // of the person's life
	conduct  int       // sightings with conduct that was noticed
	people   int       // near whom it was seen
	office   int       // sightings in working hours
	lastDays float64   // from the first sighting to the last
}

// innocence is one harmless reason for meeting the same thing again: how likely it
// makes each further sighting, how long it lasts, and what to ask.
type innocence struct {
	name  string
	prior float64
	days  float64 // that it lasts
	next  func(p *pattern, i int) float64
	ask   string
}

// follower is what each innocent explanation is held against: it is wherever the
// person is, for some weeks.
func follower() *innocence { return &innocence{name: "following", prior: 1, days: 60, next: wherever} }

// wherever is where the person is, as often as they are.
func wherever(p *pattern, i int) float64 { return p.share[p.where[i]] }

// innocences are tried one by one; shares of time and place are the organisation's
// own judgement, and the sentence says "about".
func innocences() []innocence {
	return []innocence{
		{"somebody who lives, works or parks there", 0.40, 365, anchored(1), "Do you know it? Does it belong to a neighbour or to somebody who works there?"},
		{"somebody who shares the way between two places", 0.20, 365, anchored(2), "Do you know it? Does a colleague or neighbour take the same way?"},
		{"a delivery or service round", 0.20, 365, onRounds, "Do you know it? Does a firm deliver or mend something at these places?"},
		{"an acquaintance who was not declared", 0.10, 365, wherever, "Do you know it? Is it a friend's or a relative's?"},
		{"an event with many visitors", 0.06, 2, wherever, "Was there an event on these days?"},
		{"press at an event", 0.04, 2, atEvents, "Was there an event with press on these days?"},
	}
}

// anchored is somebody who belongs to one place, or to two.
func anchored(anchors int) func(*pattern, int) float64 {
	return func(p *pattern, i int) float64 {
		if p.where[i] < anchors {
			return 0.95 / float64(anchors)
		}
		return 0.05 / float64(p.places)
	}
}

// onRounds is somebody who comes to many places, nearly always in working hours,
// which are a third of the week.
func onRounds(p *pattern, i int) float64 {
	hours := 0.05 * 3 / 2
	if working(p.at[i]) {
		hours = 0.95 * 3
	}
	return hours * 2 / float64(p.places)
}

// atEvents is somebody who photographs or waits where many do.
func atEvents(p *pattern, i int) float64 {
	if p.conduct*2 < len(p.at) {
		return 0.1 * p.share[p.where[i]]
	}
	return p.share[p.where[i]]
}

func working(at int64) bool {
	t := time.Unix(at, 0).UTC()
	return t.Hour() >= 7 && t.Hour() < 18 && t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// fit is the log-likelihood of the further sightings under an explanation. Times
// count by half: people notice in bursts what they have noticed once.
func (x *innocence) fit(p *pattern) float64 {
	sum := math.Log(x.prior)
	for i := 1; i < len(p.at); i++ {
		sum += math.Log(math.Max(x.next(p, i), 1e-4)) - math.Log(x.days)/2
	}
	if p.lastDays > x.days {
		sum -= (p.lastDays - x.days) / x.days * 2 // it lasted longer than such things do
	}
	return sum
}

// patternOf gathers what is known of one thing around one person.
func (e *Engine) patternOf(q *person, sel uint32, people int) *pattern {
	p := &pattern{people: people}
	s := q.streams[classHuman]
	if s == nil {
		return p
	}
	count := map[uint16]int{}
	var ctxs []uint16
	for x := range s.about(sel) {
		if count[x.ctx]++; count[x.ctx] == 1 {
			ctxs = append(ctxs, x.ctx)
		}
		p.at = append(p.at, x.at)
		if x.marked {
			p.conduct++
		}
		if working(x.at) {
			p.office++
		}
	}
	slices.SortStableFunc(ctxs, func(a, b uint16) int { return count[b] - count[a] })
	number := map[uint16]int{}
	total := 0.0
	for i := range s.ctxs {
		total += float64(s.ctxs[i].n)
	}
	p.places = max(4, len(s.ctxs))
	for i, c := range ctxs {
		number[c] = i
		p.share = append(p.share, (float64(s.ctxs[c].n)+1)/(total+float64(p.places)))
	}
	for x := range s.about(sel) {
		p.where = append(p.where, number[x.ctx])
	}
	if n := len(p.at); n > 0 {
		p.lastDays = float64(p.at[n-1]-p.at[0]) / day
	}
	return p
}

// innocent names the best innocent explanation, says how much better following
// explains what was seen, and asks the first question, which is nearly always
// whether the person knows it.
func (p *pattern) innocent() (why, ask string) {
	if p.people > 1 {
		return "a taxi, courier or colleague of all of them, or an event that they all went to", "Ask each of them: do you know it, and were you at the same event?"
	}
	best, x := math.Inf(-1), innocence{}
	for _, y := range innocences() {
		if f := y.fit(p); f > best {
			best, x = f, y
		}
	}
	why = fmt.Sprintf("%s (%d of %d sightings in working hours)", x.name, p.office, len(p.at))
	if odds := math.Exp(math.Min(follower().fit(p)-best+math.Log(x.prior), math.Log(9999))); odds >= 2 {
		return fmt.Sprintf("%s; following explains when and where about %.0f times better", why, odds), x.ask
	}
	return why + "; it fits when and where as well as following does, so ask first", x.ask
}
