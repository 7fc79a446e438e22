package outrider

import "time"

// Photo is a picture that came with a report, cleaned at the door: decoded,
// turned upright and encoded again, so that nothing of the file is left but what
// can be seen. Said is what the file told about itself before that.
type Photo struct {
	JPEG   []byte
	Width  int // pixels, upright
	Height int
	Said   PhotoSaid
}

// PhotoSaid is what a photo's own metadata said. A camera's clock may be wrong and
// any of it can be forged: it is put before a human as a proposal, and none of it
// enters a score.
type PhotoSaid struct {
	Taken   When     `json:"taken,omitzero"`   // where no zone was said: every moment at which some clock showed Local
	Local   string   `json:"local,omitempty"`  // as the camera's clock showed it
	Zoned   bool     `json:"zoned,omitempty"`  // the file says which zone that clock kept
	Place   Place    `json:"place,omitzero"`   // coordinates of the camera
	Device  string   `json:"device,omitempty"` // maker and type of the camera
	Removed []string `json:"removed,omitempty"`
}

// IsZero reports whether the file said nothing about itself.
func (s PhotoSaid) IsZero() bool {
	return s.Local == "" && s.Place.IsZero() && s.Device == "" && len(s.Removed) == 0
}

// PhotoID names a photo of a report.
type PhotoID string

// The kinds of proposals that a photo's metadata makes, with BasisPhoto as their
// basis. Nothing changes in a report when one is confirmed: it is written down that
// somebody holds it to be so.
const (
	ProposalTime   = "time"
	ProposalPlace  = "place"
	ProposalDevice = "device"
	BasisPhoto     = "photo"
)

// MaxDescription bounds the words in which a photo is described, in bytes.
const MaxDescription = 2000

// widestWest and widestEast are the clocks that are furthest from UTC: when it is
// noon on a clock whose zone is unknown, it is noon in one of the zones between.
const (
	widestWest = 12 * time.Hour
	widestEast = 14 * time.Hour
)

// AnyZone is the claim of a clock whose zone nobody knows: every moment at which
// some clock on earth showed this, known to the day at best.
func AnyZone(shown time.Time) When {
	return When{From: shown.Add(-widestEast), To: shown.Add(widestWest), Precision: PrecisionDay}
}
