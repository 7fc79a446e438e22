package outrider

import "math"

// Place is where something happened: WGS 84 degrees where known, else a name.
// Declared is the id of one of the person's own places, where the reporter said
// so. Lat and Lon are pointers so that "unknown" is never 0,0 in the Gulf of Guinea.
type Place struct {
	Name     string   `json:"name,omitempty"`
	Country  string   `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Lat      *float64 `json:"lat,omitempty"`
	Lon      *float64 `json:"lon,omitempty"`
	Declared string   `json:"declared,omitempty"`
}

// IsZero reports whether no place was stated.
func (p Place) IsZero() bool {
	return p.Name == "" && p.Country == "" && p.Lat == nil && p.Lon == nil && p.Declared == ""
}

// Known reports whether the place has coordinates.
func (p Place) Known() bool { return p.Lat != nil && p.Lon != nil }

// Validate refuses half a coordinate and coordinates that are not on the earth.
func (p Place) Validate() error {
	if (p.Lat == nil) != (p.Lon == nil) {
		return Invalid("a place has both latitude and longitude, or neither")
	}
	if p.Lat != nil && (!within(*p.Lat, 90) || !within(*p.Lon, 180)) {
		return Invalid("latitude is -90 to 90 and longitude -180 to 180 degrees")
	}
	return nil
}

func within(v, limit float64) bool { return !math.IsNaN(v) && v >= -limit && v <= limit }

// earthRadius is the mean radius of the earth in kilometres (IUGG).
const earthRadius = 6371.0088

// Kilometres is the great-circle distance between two places with coordinates
// (haversine); ok is false where either has none.
func Kilometres(a, b Place) (km float64, ok bool) {
	if !a.Known() || !b.Known() {
		return 0, false
	}
	rad := math.Pi / 180
	dLat, dLon := (*b.Lat-*a.Lat)*rad, (*b.Lon-*a.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(*a.Lat*rad)*math.Cos(*b.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h))), true
}
