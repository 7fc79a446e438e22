package watchlist

import (
	"cmp"
	"slices"
	"time"

	"outrider"
)

// State says what became of a delivery.
type State string

// The states of a version.
const (
	InForce  State = "kept"         // it counts, from its date until the next one's
	Refused  State = "quarantined"  // broken: kept as evidence, never in force
	Lapsed   State = "discontinued" // the list said that it had ended; nothing is in force after it
	nameMost       = 60
)

// Purpose says whom a list is held against.
type Purpose string

// The purposes. A wanted list is what a hostile state publishes of those whom it
// hunts: contacts are never held against it, for they would be its next victims;
// only protected people are, as a warning for them.
const (
	Contacts Purpose = ""       // sanctions and registers: held against whoever makes contact
	Wanted   Purpose = "wanted" // held against the protected people, and nobody else
)

// Version is one delivery of a list as it is kept.
type Version struct {
	List      string    `json:"list"`
	Format    string    `json:"format"`
	Published Date      `json:"published,omitzero"` // the day of the act or publication, as whoever imported it says
	ListDate  Date      `json:"list_date,omitzero"` // the list's own date, as the file says
	Seen      time.Time `json:"seen"`               // when it came to us
	SHA256    []string  `json:"sha256"`             // of the files, the list's own first, then its supplements
	Entries   int       `json:"entries"`
	Unread    int       `json:"refused"`
	State     State     `json:"state"`
	Why       string    `json:"why,omitempty"`
	Purpose   Purpose   `json:"purpose,omitempty"`
}

// From is when the version came into force: the day it was published, else the
// list's own date, else when it was seen. A day counts as its last instant.
func (v *Version) From() time.Time {
	if d := cmp.Or(v.Published, v.ListDate); !d.IsZero() {
		return d.Last()
	}
	return v.Seen
}

// At finds the version of a list that was in force at an instant, among versions
// in the order in which they came; of two of one date the later delivery counts.
// A quarantined delivery leaves the one before it in force; a discontinued list
// has none.
func At(versions []Version, list string, at time.Time) (Version, bool) {
	var best *Version
	for i := range versions {
		v := &versions[i]
		if v.List != list || v.State == Refused || v.From().After(at) {
			continue
		}
		if best == nil || !v.From().Before(best.From()) {
			best = v
		}
	}
	if best == nil || best.State != InForce {
		return Version{}, false
	}
	return *best, true
}

// Lists names the lists among versions, sorted.
func Lists(versions []Version) []string {
	var out []string
	for _, v := range versions {
		out = append(out, v.List)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// CheckName refuses a name that could not stand before "@" or in a file.
func CheckName(name string) error {
	ok := name != "" && len(name) <= nameMost
	for _, r := range name {
		ok = ok && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
	}
	if !ok {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "that is no name for a list", Hint: "small letters, digits, hyphens; at most 60"}
	}
	return nil
}
