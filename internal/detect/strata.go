package detect

import (
	"math"
	"strings"

	"outrider"
)

// Bands of distance between where one person met a selector and where the next
// did, in kilometres; the last is for what has no place.
var bandEdges = [...]float64{1, 3, 6, 12, math.Inf(1)}

const (
	bands     = len(bandEdges) + 1
	tieKinds  = 2 // 0: no tie known, 1: they share a declared place
	crowds    = 5
	bandOther = bands - 1
)

// crowdEdges are how many had met a selector before, at least, for each crowd:
// what ten people have met is on its way through the town.
var crowdEdges = [crowds]int{1, 2, 3, 5, 10}

func crowdOf(n int) int {
	for c := crowds - 1; c > 0; c-- {
		if n >= crowdEdges[c] {
			return c
		}
	}
	return 0
}

// Sorts of what can come to several people: a stated employer or story comes to
// many, a vehicle to few.
const (
	sortThing uint8 = iota
	sortLine        // phones and accounts
	sortSubject
	sortEmployer
	sortStory
	sorts = int(sortStory) + 1
)

// Prefixes of the selectors that stand for what a stranger said of themselves.
const (
	subjectPrefix  = "subject:"
	employerPrefix = "employer:"
	storyPrefix    = "story:"
)

func sortOf(s outrider.Selector) uint8 {
	switch {
	case s.Kind == outrider.SelectorOther && strings.HasPrefix(s.Value, subjectPrefix):
		return sortSubject
	case s.Kind == outrider.SelectorOther && strings.HasPrefix(s.Value, employerPrefix):
		return sortEmployer
	case s.Kind == outrider.SelectorOther && strings.HasPrefix(s.Value, storyPrefix):
		return sortStory
	case s.Kind == outrider.SelectorPlate || s.Kind == outrider.SelectorDevice || s.Kind == outrider.SelectorDocument:
		return sortThing
	}
	return sortLine
}

// stratum says how like one another the lives of two people are, as far as
// meeting the same stranger goes.
type stratum struct {
	sort             uint8
	band, tie, crowd int
}

// Strata holds what a selector's coming to one more person weighs, in nats, by
// distance band, tie and how many had met it before.
type Strata struct {
	Weight  [sorts][bands][tieKinds][crowds]float64 `json:"weight"`
	Joins   [sorts][bands][tieKinds][crowds]float64 `json:"joins"`   // counted in the history behind the weights
	Again   [crowds + 1]float64                     `json:"again"`   // nats by which a second place is likelier, for what nobody, one, two ... others met
	Chances [sorts][crowds]float64                  `json:"chances"` // selectors that had come so far
	Volume  float64                                 `json:"volume"`  // ln of the mean reports a year about a person behind the weights
}

// again is the place in Again of what some others met too.
func (s *Strata) again(others int) int {
	if others == 0 {
		return 0
	}
	return 1 + crowdOf(others)
}

func bandOf(km float64) int {
	for i, edge := range bandEdges {
		if km < edge {
			return i
		}
	}
	return bandOther - 1
}

// unfitted weighs joins by the organisation's own judgement, where no history was counted.
func unfitted(p Params) Strata {
	var s Strata
	for b := range bands {
		w := math.Log(p.Omega / p.RhoFar)
		switch {
		case b == bandOther:
			w = math.Log(p.Omega / p.RhoUnknown)
		case bandEdges[b] <= p.NearKm:
			w = math.Log(p.Omega / p.RhoNear)
		}
		for sort := range sorts {
			for c := range crowds {
				s.Weight[sort][b][0][c] = w
			}
		}
	}
	for b := range bands {
		// Until own history says how common they are, what a stranger claims joins nobody.
		s.Weight[sortEmployer][b], s.Weight[sortStory][b] = [tieKinds][crowds]float64{}, [tieKinds][crowds]float64{}
	}
	return s
}

// shares counts how often two sightings near different people fall into each
// band and tie: what chance alone would make of two reports.
type shares [bands][tieKinds]float64

// weigh turns counts into weights: how much likelier a hostile team's thing comes
// to one more person than a harmless thing does. A team's choice of people does
// not follow where they live; a harmless thing's way mostly does.
func (s *Strata) weigh(omega float64, sh shares) {
	total := 0.0
	for b := range sh {
		for t := range sh[b] {
			total += sh[b][t]
		}
	}
	for sort := range sorts {
		for b := range bands {
			for t := range tieKinds {
				share := (sh[b][t] + 1) / (total + float64(bands*tieKinds))
				if b == bandOther && t == 0 {
					share = 1 // what has no place says nothing by having none
				}
				for c := range crowds {
					rate := (s.Joins[sort][b][t][c] + 0.5) / (s.Chances[sort][c] + 1)
					s.Weight[sort][b][t][c] = bound(math.Log(omega*share/rate), -math.Log(1000), math.Log(1000))
				}
			}
		}
	}
}

// weightOf is what a selector's coming to one more person weighs. Whether two people
// share a place is asked only where it makes a difference.
func (e *Engine) weightOf(sel uint32, a, b *bearer, crowd int) float64 {
	st := e.bandOf(sel, a, b, crowd)
	w := &e.p.Strata.Weight[st.sort][st.band]
	if w[0][st.crowd] != w[1][st.crowd] && e.shareAPlace(a.person, b.person) {
		return w[1][st.crowd]
	}
	return w[0][st.crowd]
}

// stratumOf places a person's first meeting with a selector against one who had
// met it before.
func (e *Engine) stratumOf(sel uint32, a, b *bearer, crowd int) stratum {
	st := e.bandOf(sel, a, b, crowd)
	if e.shareAPlace(a.person, b.person) {
		st.tie = 1
	}
	return st
}

// bandOf is a stratum without the tie.
func (e *Engine) bandOf(sel uint32, a, b *bearer, crowd int) stratum {
	st := stratum{sort: e.codes.all[sel].sort, band: bandOther, crowd: crowdOf(crowd)}
	if a.placed && b.placed {
		st.band = bandOf(flatKm(a.lat, a.lon, b.lat, b.lon, math.Cos(a.lat*math.Pi/180)))
	}
	return st
}

// samePlaceKm is how close two declared places are one.
const samePlaceKm = 0.3

// shareAPlace reports whether two people have declared places next to each other:
// colleagues and neighbours who never said that they know each other.
func (e *Engine) shareAPlace(a, b uint32) bool {
	theirs := e.people[b].own
	for i := range e.people[a].own {
		x := &e.people[a].own[i]
		for j := range theirs {
			y := &theirs[j]
			if math.Abs(y.lat-x.lat)*kmPerDeg > samePlaceKm*1.001 {
				continue // most are; it saves the root
			}
			if !x.gone && !y.gone && flatKm(x.lat, x.lon, y.lat, y.lon, x.scale) < samePlaceKm {
				return true
			}
		}
	}
	return false
}
