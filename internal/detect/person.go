package detect

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
)

// stream walks through one person's sightings in order and scores one selector.
type stream struct {
	p     Params
	key   string
	own   []outrider.OwnPlace
	where []cluster

	total    int                       // tables: (selector, place) pairs met
	kinds    map[string]map[string]int // selector -> places -> sightings
	marked   int
	reported int
	rate     float64 // reports a visit, remembered
	last     time.Time

	score    float64
	rows     []outrider.Weight
	seen     []outrider.Sighting
	others   int
	otherSum float64
}

// cluster is one place of the person's life: a declared one, or where sightings gather.
type cluster struct {
	name  string
	n     int             // sightings
	kinds map[string]bool // distinct selectors
	at    outrider.Place
}

// scorePerson scores one selector against everything a person has reported.
func scorePerson(p Params, v View, who outrider.PersonID, key string) *stream {
	s := &stream{p: p, key: key, own: v.Places(who), kinds: map[string]map[string]int{}}
	events := map[string]bool{}
	for _, x := range originals(v.Around(who)) {
		k := x.Selector.Key()
		if x.Selector.Partial && k != key {
			continue // a partial value is no draw of an identity
		}
		if x.Event != "" {
			if events[x.Event+" "+k] {
				continue // the same event told twice
			}
			events[x.Event+" "+k] = true
		}
		s.step(x)
	}
	s.flushOthers(s.last)
	return s
}

// step takes in one sighting.
func (s *stream) step(x outrider.Sighting) {
	s.fade(x.At)
	s.count(x.At)
	c := s.place(x)
	k := x.Selector.Key()
	if k == s.key {
		s.hit(x, c)
	} else if len(s.seen) > 0 {
		w := math.Log1p(-s.psi())
		s.others++
		s.otherSum += w
		s.add(w)
	}
	if s.kinds[k] == nil {
		s.kinds[k] = map[string]int{}
	}
	if s.kinds[k][s.where[c].name] == 0 {
		s.total++
	}
	s.kinds[k][s.where[c].name]++
	s.where[c].n++
	s.where[c].kinds[k] = true
	if suspicious(x) {
		s.marked++
	}
}

// hit weighs a sighting of the selector itself. The first one weighs nothing:
// whose it is is unknown under both explanations.
func (s *stream) hit(x outrider.Sighting, c int) {
	s.seen = append(s.seen, x)
	if len(s.seen) == 1 {
		s.row(x, "first seen: no weight yet", 0)
		return
	}
	s.flushOthers(x.At)
	d := s.repeat(c) + s.conduct(x)
	q := s.p.Reliable(x.Grade)
	if d > 0 {
		d = math.Log(q*math.Exp(d) + 1 - q)
	}
	d = math.Max(-s.p.Cap, math.Min(s.p.Cap, d))
	why := "seen again at the same place"
	if s.kinds[s.key][s.where[c].name] == 0 {
		why = "seen again at another place"
	}
	if suspicious(x) {
		why += ", with conduct that was noticed"
	}
	s.row(x, why, d)
	s.add(d)
}

// repeat is the log-likelihood ratio of following against chance for one more
// sighting of the selector at a place.
func (s *stream) repeat(c int) float64 {
	p0 := s.benign(c)
	psi := s.psi()
	return math.Log(1 - psi + psi/p0)
}

// benign is the two-level Pitman-Yor predictive: the chance that an ordinary
// report at this place is of this selector. What was seen here before is likely
// to be seen here again, and at least as likely as SamePlace.
func (s *stream) benign(c int) float64 {
	p := s.p
	places := s.kinds[s.key]
	here := float64(places[s.where[c].name])
	n, k := float64(s.where[c].n), float64(len(s.where[c].kinds))
	base := math.Max(0, float64(len(places))-p.BaseDiscount) / (float64(s.total) + p.BaseTheta)
	p0 := math.Max(0, here-p.Discount)/(n+p.Theta) + (p.Theta+p.Discount*k)/(n+p.Theta)*base
	if here > 0 {
		p0 = math.Max(p0, p.SamePlace)
	}
	return math.Min(p0, 1)
}

// psi is the share of a followed person's reports that the follower makes up:
// small for somebody who reports everything.
func (s *stream) psi() float64 { return s.p.Noticed / (s.p.Noticed + s.rate) }

// conduct weighs how somebody behaved, against how often this reporter notes
// such conduct anyway.
func (s *stream) conduct(x outrider.Sighting) float64 {
	b := (float64(s.marked) + 1) / (float64(s.reported) + 20)
	if suspicious(x) {
		return math.Log(math.Max(1, math.Min(s.p.MarkCap, s.p.Marked/b)))
	}
	return math.Min(0, math.Log((1-s.p.Marked)/(1-b)))
}

// suspicious reports conduct that a passer-by does not show.
func suspicious(x outrider.Sighting) bool {
	return slices.ContainsFunc(x.Behaviour, func(b outrider.Behaviour) bool { return b != outrider.BehaviourOther })
}

// count keeps the remembered rate of reports a visit.
func (s *stream) count(at time.Time) {
	s.reported++
	days := 1.0
	if !s.last.IsZero() {
		days = math.Max(at.Sub(s.last).Hours()/24, 1.0/24)
	}
	keep := math.Exp2(-days / s.p.RateHalfLife)
	now := 1 / (days * s.p.VisitsADay)
	if s.last.IsZero() {
		s.rate = 1 / (30 * s.p.VisitsADay) // before anything is known: a report a month
	}
	s.rate = keep*s.rate + (1-keep)*now
	s.last = at
}

// fade forgets: half of the score in HalfLife days.
func (s *stream) fade(at time.Time) {
	if s.last.IsZero() || s.score == 0 {
		return
	}
	days := math.Max(0, at.Sub(s.last).Hours()/24)
	lost := s.score*math.Exp2(-days/s.p.HalfLife) - s.score
	s.otherSum += lost
	s.score += lost
}

// add moves the score; below nothing it starts over, as a CUSUM does.
func (s *stream) add(w float64) {
	if s.score+w > 0 {
		s.score += w
		return
	}
	s.score, s.others, s.otherSum = 0, 0, 0
	for i := range s.rows {
		s.rows[i].Nats = 0
	}
}

// flushOthers writes what happened between two sightings as one row.
func (s *stream) flushOthers(at time.Time) {
	if s.otherSum == 0 {
		s.others = 0
		return
	}
	why := "time passed"
	if s.others > 0 {
		why = fmt.Sprintf("%d other reports in between, and time", s.others)
	}
	s.rows = append(s.rows, outrider.Weight{At: at, Why: why, Nats: s.otherSum})
	s.others, s.otherSum = 0, 0
}

func (s *stream) row(x outrider.Sighting, why string, w float64) {
	id, _, _ := strings.Cut(x.ID, "#")
	s.rows = append(s.rows, outrider.Weight{Report: outrider.ReportID(id), At: x.At, Why: why, Nats: w})
}

// place finds the cluster of a sighting: the declared place it names or lies at,
// else the nearest earlier one within the radius, else a new one.
func (s *stream) place(x outrider.Sighting) int {
	name := ""
	for _, o := range s.own {
		km, ok := outrider.Kilometres(o.Place, x.Place)
		if o.ID == x.Place.Declared || ok && km <= s.p.RadiusKm {
			name = "declared " + o.ID
			break
		}
	}
	if name == "" && !x.Place.Known() {
		name = "unplaced " + strings.ToLower(x.Place.Name)
	}
	for i, c := range s.where {
		if name != "" && c.name == name {
			return i
		}
		if km, ok := outrider.Kilometres(c.at, x.Place); name == "" && ok && km <= s.p.RadiusKm {
			return i
		}
	}
	if name == "" {
		name = fmt.Sprintf("cluster %d", len(s.where))
	}
	s.where = append(s.where, cluster{name: name, kinds: map[string]bool{}, at: x.Place})
	return len(s.where) - 1
}

// places is at how many separate places the selector was seen.
func (s *stream) places() int { return len(s.kinds[s.key]) }
