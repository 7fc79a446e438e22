package detect

import "math"

// Bands of distance between where one person met a selector and where the next
// did, in kilometres; the last is for what has no place.
var bandEdges = [...]float64{1, 3, 6, 12, math.Inf(1)}

const (
	bands     = len(bandEdges) + 1
	tieKinds  = 2 // 0: no tie known, 1: they share a declared place
	crowds    = 3 // one, two, three or more had met it before
	bandOther = bands - 1
)

// stratum says how like one another the lives of two people are, as far as
// meeting the same stranger goes.
type stratum struct{ band, tie, crowd int }

// Strata holds what a selector's coming to one more person weighs, in nats, by
// distance band, tie and how many had met it before.
type Strata struct {
	Weight  [bands][tieKinds][crowds]float64 `json:"weight"`
	Joins   [bands][tieKinds][crowds]float64 `json:"joins"`   // counted in the history behind the weights
	Chances [crowds]float64                  `json:"chances"` // selectors that had come so far
	Volume  float64                          `json:"volume"`  // reports about a person behind the weights, median
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
		for c := range crowds {
			s.Weight[b][0][c] = w
		}
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
	for b := range bands {
		for t := range tieKinds {
			share := (sh[b][t] + 1) / (total + float64(bands*tieKinds))
			for c := range crowds {
				rate := (s.Joins[b][t][c] + 0.5) / (s.Chances[c] + 1)
				s.Weight[b][t][c] = math.Max(0, math.Min(math.Log(1000), math.Log(omega*share/rate)))
			}
		}
	}
}

// stratumOf places a person's first meeting with a selector against one who had
// met it before.
func (e *Engine) stratumOf(a bearer, b bearer, crowd int) stratum {
	st := stratum{band: bandOther, crowd: min(crowd, crowds) - 1}
	if a.placed && b.placed {
		st.band = bandOf(flatKm(a.lat, a.lon, b.lat, b.lon, math.Cos(a.lat*math.Pi/180)))
	}
	if e.shareAPlace(a.person, b.person) {
		st.tie = 1
	}
	return st
}

// shareAPlace reports whether two people have declared places next to each other:
// colleagues and neighbours who never said that they know each other.
func (e *Engine) shareAPlace(a, b uint32) bool {
	for _, x := range e.people[a].own {
		for _, y := range e.people[b].own {
			if flatKm(x.lat, x.lon, y.lat, y.lon, math.Cos(x.lat*math.Pi/180)) < 0.3 {
				return true
			}
		}
	}
	return false
}
