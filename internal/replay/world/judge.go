package world

import (
	"cmp"
	"io"
	"iter"
	"slices"
	"time"
)

// Score says how well alarms found the operations of a world, and what they cost
// the people who were told of them. Numbers are null where there was nothing to
// count them over.
type Score struct {
	Operations     int      `json:"operations"`       // that ended after the calibration
	Detected       int      `json:"detected"`         // with an alarm between their beginning and their end
	Detection      *float64 `json:"detection"`        // Detected of Operations
	Detection7d    *float64 `json:"detection_7d"`     // the share with seven days left, or more
	MedianLeadDays *float64 `json:"median_lead_days"` // from the first alarm to the end, of the detected
	PersonYears    float64  `json:"person_years"`
	FalseAlarms    *float64 `json:"false_alarms_per_person_year"`
	OrdinaryFA     *float64 `json:"ordinary_fa"` // per ordinary reporter and year
	AnxiousFA      *float64 `json:"anxious_fa"`
	Gini           *float64 `json:"gini"`            // of false alarms over reporters: 0 even, 1 all on one
	CampaignRecall *float64 `json:"campaign_recall"` // campaigns of which one alarm joined two people or more
	Leaks          int      `json:"leaks"`           // alarms that rest on what was recorded after them
}

// Found is what became of one operation: for intervals and for looking closer.
type Found struct {
	Op       string
	Detected bool
	LeadDays float64 // from the first alarm to the end; 0 where undetected
}

// merge is how long alarms on one person and thread are one.
const merge = 30 * 24 * time.Hour

// year is a year of exposure.
const year = 365.25 * 24

// seen is what is known of one thing that alarms rest on.
type seen struct {
	recorded time.Time
	reporter string
}

// Bench is a world as far as scoring needs it: the truth, and of the sightings
// only those that alarms rest on, so that a large world can be scored.
type Bench struct {
	from, to  time.Time
	people    int
	truth     []Truth
	reporters []Reporter
	seen      map[string]seen
	opOf      map[string]int // index into truth, by sighting
}

// Bench prepares a folder for the scoring of alarms after from.
func (f *Folder) Bench(from time.Time, alarms []Alarm) *Bench {
	b := newBench(from, alarms, f.Truth(), f.Reporters())
	b.people = len(f.People())
	b.watch(f.Sightings(), f.Contacts())
	return b
}

// Bench prepares a world in memory for the scoring of alarms after from.
func (w World) Bench(from time.Time, alarms []Alarm) *Bench {
	b := newBench(from, alarms, w.Truth, w.Reporters)
	b.people = len(w.People)
	b.watch(slices.Values(w.Sightings), slices.Values(w.Contacts))
	return b
}

func newBench(from time.Time, alarms []Alarm, truth []Truth, reporters []Reporter) *Bench {
	b := &Bench{from: from, truth: truth, reporters: reporters, seen: map[string]seen{}, opOf: map[string]int{}}
	for i, t := range truth {
		for _, id := range t.Sightings {
			b.opOf[id] = i
		}
	}
	for _, a := range alarms {
		for _, id := range a.Sightings {
			b.seen[id] = seen{}
		}
	}
	return b
}

// watch takes down when what alarms rest on was recorded. The world ends with
// the last line of its files: one wrong clock in the middle stretches nothing.
func (b *Bench) watch(sightings iter.Seq[Sighting], contacts iter.Seq[Contact]) {
	note := func(id string, x seen) {
		if _, wanted := b.seen[id]; wanted {
			b.seen[id] = x
		}
	}
	var last, lastContact time.Time
	for s := range sightings {
		note(s.ID, seen{s.Recorded, s.Reporter})
		last = s.Recorded
	}
	for c := range contacts {
		note(c.ID, seen{c.Recorded, c.Reporter})
		lastContact = c.Recorded
	}
	b.to = last
	if lastContact.After(last) {
		b.to = lastContact
	}
}

// episode is alarms on one person and thread within thirty days: one alarm, to
// whoever is woken by it.
type episode struct {
	first  Alarm
	hit    bool // it belongs to an operation, in time
	spared bool // it belongs to an operation that is over, or not yet begun
}

// Judge scores alarms. An alarm belongs to an operation if more than half of its
// sightings do and it was raised between the operation's beginning and end; raised
// after the end it counts neither way; every other alarm is false. Alarms before
// the bench's time are not looked at. Operations that ended before it are not
// counted; one that began before and ended after it is.
func (b *Bench) Judge(alarms []Alarm) (Score, []Found) {
	alarms = b.wanted(alarms)
	first := map[int]time.Time{}
	for _, a := range alarms {
		op, ok := b.operation(a)
		if !ok || !b.inTime(op, a.At) {
			continue
		}
		if at, had := first[op]; !had || a.At.Before(at) {
			first[op] = a.At
		}
	}
	s := Score{PersonYears: b.years() * float64(b.people)}
	found := b.found(first)
	s.detections(found)
	s.Leaks = b.leaks(alarms)
	s.CampaignRecall = b.campaigns(alarms)
	b.burden(&s, b.falseOnes(alarms))
	return s, found
}

// wanted are the alarms after the bench's time, in order.
func (b *Bench) wanted(alarms []Alarm) []Alarm {
	out := slices.DeleteFunc(slices.Clone(alarms), func(a Alarm) bool { return a.At.Before(b.from) })
	slices.SortStableFunc(out, func(x, y Alarm) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Person, y.Person), cmp.Compare(x.Selector, y.Selector))
	})
	return out
}

// years is how long alarms could be raised.
func (b *Bench) years() float64 { return max(0, b.to.Sub(b.from).Hours()/year) }

// operation is the operation to which most of an alarm's sightings belong.
func (b *Bench) operation(a Alarm) (int, bool) {
	return most(a.Sightings, func(id string) (int, bool) {
		op, ok := b.opOf[id]
		return op, ok
	})
}

// most returns what more than half of the ids have in common.
func most[K comparable](ids []string, of func(string) (K, bool)) (K, bool) {
	n := map[K]int{}
	for _, id := range ids {
		k, ok := of(id)
		if !ok {
			continue
		}
		if n[k]++; 2*n[k] > len(ids) {
			return k, true
		}
	}
	var none K
	return none, false
}

func (b *Bench) inTime(op int, at time.Time) bool {
	return !at.Before(b.truth[op].From) && !at.After(b.truth[op].To)
}

// found lists what became of every operation that counts, in the order of truth.
func (b *Bench) found(first map[int]time.Time) []Found {
	var out []Found
	for i, t := range b.truth {
		if !t.To.After(b.from) {
			continue
		}
		f := Found{Op: t.Op}
		if at, ok := first[i]; ok {
			f.Detected, f.LeadDays = true, t.To.Sub(at).Hours()/24
		}
		out = append(out, f)
	}
	return out
}

func (s *Score) detections(found []Found) {
	var leads []float64
	week := 0
	for _, f := range found {
		if f.Detected {
			leads = append(leads, f.LeadDays)
			if f.LeadDays >= 7 {
				week++
			}
		}
	}
	s.Operations, s.Detected = len(found), len(leads)
	s.Detection, s.Detection7d = ratio(float64(len(leads)), float64(len(found))), ratio(float64(week), float64(len(found)))
	if n := len(leads); n > 0 {
		slices.Sort(leads)
		median := (leads[(n-1)/2] + leads[n/2]) / 2
		s.MedianLeadDays = &median
	}
}

// leaks counts alarms that rest on something recorded after them.
func (b *Bench) leaks(alarms []Alarm) int {
	n := 0
	for _, a := range alarms {
		if slices.ContainsFunc(a.Sightings, func(id string) bool { return b.seen[id].recorded.After(a.At) }) {
			n++
		}
	}
	return n
}

// falseOnes merges alarms into episodes and returns the false ones' first alarms.
func (b *Bench) falseOnes(alarms []Alarm) []Alarm {
	type thread struct {
		person   string
		selector Mark
	}
	open := map[thread]*episode{}
	var all []*episode
	for _, a := range alarms {
		key := thread{a.Person, a.Selector}
		e := open[key]
		if e == nil || a.At.Sub(e.first.At) > merge {
			e = &episode{first: a}
			open[key] = e
			all = append(all, e)
		}
		if op, ok := b.operation(a); ok {
			e.hit = e.hit || b.inTime(op, a.At)
			e.spared = e.spared || a.At.After(b.truth[op].To)
		}
	}
	var out []Alarm
	for _, e := range all {
		if !e.hit && !e.spared {
			out = append(out, e.first)
		}
	}
	return out
}

// burden says who bears the false alarms. An alarm is its reporter's from whom
// most of its sightings come; where nobody has most, the first one's.
func (b *Bench) burden(s *Score, wrong []Alarm) {
	s.FalseAlarms = ratio(float64(len(wrong)), s.PersonYears)
	per := map[string]int{}
	for _, a := range wrong {
		per[b.reporter(a)]++
	}
	class, size := map[string]int{}, map[string]int{}
	counts := make([]float64, 0, len(b.reporters))
	for _, r := range b.reporters {
		class[r.Class] += per[r.Reporter]
		size[r.Class]++
		counts = append(counts, float64(per[r.Reporter]))
	}
	s.OrdinaryFA = ratio(float64(class[Ordinary]), float64(size[Ordinary])*b.years())
	s.AnxiousFA = ratio(float64(class[Anxious]), float64(size[Anxious])*b.years())
	s.Gini = gini(counts)
}

func (b *Bench) reporter(a Alarm) string {
	who, ok := most(a.Sightings, func(id string) (string, bool) { return b.seen[id].reporter, b.seen[id].reporter != "" })
	if !ok && len(a.Sightings) > 0 {
		return b.seen[a.Sightings[0]].reporter
	}
	return who
}

// campaigns is the share of campaigns against two people or more of which an
// alarm, resting for the most part on that campaign and raised before its last
// operation ended, joined at least two of its people.
func (b *Bench) campaigns(alarms []Alarm) *float64 {
	people, end := map[string]map[string]bool{}, map[string]time.Time{}
	for _, t := range b.truth {
		if !t.To.After(b.from) {
			continue
		}
		if people[t.Campaign] == nil {
			people[t.Campaign] = map[string]bool{}
		}
		people[t.Campaign][t.Person] = true
		if t.To.After(end[t.Campaign]) {
			end[t.Campaign] = t.To
		}
	}
	joined := map[string]bool{}
	for _, a := range alarms {
		if c, ok := b.campaign(a); ok && !a.At.After(end[c]) && joins(a, people[c]) {
			joined[c] = true
		}
	}
	hit, all := 0, 0
	for c, who := range people {
		if len(who) >= 2 {
			all++
			hit += count(joined[c])
		}
	}
	return ratio(float64(hit), float64(all))
}

// campaign is the campaign to which most of an alarm's sightings belong.
func (b *Bench) campaign(a Alarm) (string, bool) {
	return most(a.Sightings, func(id string) (string, bool) {
		op, ok := b.opOf[id]
		if !ok {
			return "", false
		}
		return b.truth[op].Campaign, true
	})
}

// joins reports whether an alarm names two people or more of a campaign's.
func joins(a Alarm, of map[string]bool) bool {
	first := ""
	for _, p := range a.People {
		switch {
		case !of[p] || p == first:
		case first == "":
			first = p
		default:
			return true
		}
	}
	return false
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// ratio is nil where there is nothing to divide by.
func ratio(a, b float64) *float64 {
	if b <= 0 {
		return nil
	}
	r := a / b
	return &r
}

// gini is how unevenly something is spread: 0 evenly, towards 1 all on one.
func gini(x []float64) *float64 {
	x = slices.Sorted(slices.Values(x))
	sum, weighted := 0.0, 0.0
	for i, v := range x {
		sum += v
		weighted += float64(i+1) * v
	}
	if sum == 0 {
		return nil
	}
	n := float64(len(x))
	return ratio(2*weighted-(n+1)*sum, n*sum)
}

// ReadAlarms reads a detector's output; lines that cannot be read, or lack a
// time or a person, are left out and named.
func ReadAlarms(r io.Reader) ([]Alarm, *Flaws, error) {
	var out []Alarm
	var flaws Flaws
	for got, err := range lines[Alarm]("alarms", r) {
		flaw, bad := err.(*Flaw)
		switch {
		case bad:
			flaws.add(*flaw)
		case err != nil:
			return out, &flaws, err
		case got.v.At.IsZero() || got.v.Person == "":
			flaws.add(Flaw{File: "alarms", Line: got.line, What: "an alarm without a time or a person was left out"})
		default:
			out = append(out, got.v)
		}
	}
	return out, &flaws, nil
}
