package world

import "math"

// Size of a town, and how it is lived in.
const (
	townKm       = 20.0
	townPeople   = 400 // protected people, at most: more make more towns
	townServices = 400 // vehicles on rounds: deliveries, repairs, care
	townVenues   = 150 // places that many use
	perWorkplace = 4   // protected people, on average
	serviceReach = 3.0 // km
	cityWide     = 30  // of the services: taxis, patrols
)

// spot is a place where somebody can be. Its key says which vehicles live there,
// so that two people at one spot meet the same ones.
type spot struct {
	key      uint64
	kind     string
	id       string // where the person has declared it, else empty
	lat, lon float64
	from, to int     // days in use
	weekly   float64 // visits
}

// service is a vehicle on its rounds.
type service struct {
	self  uint64
	x, y  float64 // km
	reach float64
}

// town is a square of 20 by 20 km. Its coordinates mean no real place.
type town struct {
	key      uint64
	lat, lon float64
	services []service
	people   []int // indexes of lives
}

func newTown(seed uint64, n int) *town {
	t := &town{key: mix(seed, 'T', uint64(n)), lat: 40 + .5*float64(n%40), lon: -60 + 1.1*float64(n/40)}
	for i := range townServices {
		h := mix(t.key, 'v', uint64(i))
		reach := serviceReach
		if i < cityWide {
			reach = 2 * townKm
		}
		t.services = append(t.services, service{self: h, x: townKm * unit(mix(h, 1)), y: townKm * unit(mix(h, 2)), reach: reach})
	}
	return t
}

// at places a spot in the town, by its key alone.
func (t *town) at(key uint64, kind string) spot {
	s := spot{key: key, kind: kind, to: maxDays}
	s.lat, s.lon = t.degrees(townKm*unit(mix(key, 'x')), townKm*unit(mix(key, 'y')))
	return s
}

const kmPerDegree = 111.2

// degrees turns kilometres from the town's corner into coordinates.
func (t *town) degrees(x, y float64) (lat, lon float64) {
	return t.lat + y/kmPerDegree, t.lon + x/(kmPerDegree*math.Cos(t.lat*math.Pi/180))
}

// serving lists the services whose rounds reach a spot.
func (t *town) serving(s spot) []uint64 {
	y := (s.lat - t.lat) * kmPerDegree
	x := (s.lon - t.lon) * kmPerDegree * math.Cos(t.lat*math.Pi/180)
	var out []uint64
	for _, v := range t.services {
		if dx, dy := v.x-x, v.y-y; dx*dx+dy*dy <= v.reach*v.reach {
			out = append(out, v.self)
		}
	}
	return out
}

// venue is the n-th place of the town that many use.
func (t *town) venue(n uint64) spot { return t.at(mix(t.key, 'p', n%townVenues), "regular") }

// workplace is the n-th workplace of the town.
func (t *town) workplace(n uint64) spot { return t.at(mix(t.key, 'w', n), "work") }

// A conference brings some of a town's protected people together for two days.
const (
	conferenceEvery = 90
	conferenceDays  = 2
	conferenceShare = .15
)

// conference returns the town's gathering of a day, if there is one.
func (t *town) conference(day int) (s spot, key uint64, ok bool) {
	n := day / conferenceEvery
	first := int(mix(t.key, 'c', uint64(n)) % (conferenceEvery - conferenceDays))
	if off := day%conferenceEvery - first; off < 0 || off >= conferenceDays {
		return spot{}, 0, false
	}
	key = mix(t.key, 'e', uint64(n))
	return t.venue(0), key, true
}
