package outrider

import "time"

// Entries about reports that are written where there is no net.
const (
	EntryOfflineSet    EntryType = "offline.set"    // agreed with a person, or ended
	EntryOfflineIssued EntryType = "offline.issued" // a device may send later
	EntryOfflineKeyed  EntryType = "offline.keyed"  // the desk has a new key to seal to
)

// Offline says whether a person's device may keep reports, sealed, until there is a
// net.
type Offline struct {
	Person PersonID `json:"person"`
	On     bool     `json:"on"`
}

// OfflineDevice is what lets one device add reports, and nothing else, after its
// session has ended. The secret itself is on the device alone.
type OfflineDevice struct {
	Person PersonID `json:"person"`
	Secret string   `json:"secret"` // SHA-256 of it, hex
}

// OfflineKey is a key that devices seal reports to. Its private half is kept as a part
// of its own, under a key that can be destroyed.
type OfflineKey struct {
	ID     string    `json:"id"`
	Public []byte    `json:"public"` // a point of P-256, uncompressed
	Made   time.Time `json:"made"`
}
