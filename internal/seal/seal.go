// Package seal keeps the bodies of entries under keys of the people they
// concern: one data key per person and purpose, AES-256-GCM, joint parts under a
// fresh key that needs all of them. Destroying a key erases; the ledger stays
// whole.
package seal

import (
	"outrider"
)

// Key is a data key with the id under which the key table keeps it. The id is
// random and stands in clear envelopes.
type Key struct {
	ID      string
	Person  outrider.PersonID // empty: the desk's own
	Purpose outrider.SealPurpose
	Secret  [32]byte
}

// Table is the key table beside the ledger. Find returns the key of a person and
// purpose, making it where create is set; ByID returns ok=false for a key that
// was destroyed or never was. Destroy removes every key of a person, or the one
// of a purpose, from the disk and from memory.
type Table interface {
	Find(person outrider.PersonID, purpose outrider.SealPurpose, create bool) (Key, bool, error)
	ByID(id string) (Key, bool)
	Destroy(person outrider.PersonID, purposes ...outrider.SealPurpose) error
}
