package guidance

import (
	"io/fs"
	"slices"
	"sync/atomic"
)

// Keeper holds the edition in force. It may be read while another is being tried.
type Keeper struct{ set atomic.Pointer[Set] }

// Use tries an edition. With faults that are more than notes the edition before
// stays in force, whole; the faults say what to mend.
func (k *Keeper) Use(layers ...fs.FS) (inForce bool, faults []Fault) {
	set, faults := Read(layers...)
	if set != nil {
		k.set.Store(set)
	}
	return set != nil && !slices.ContainsFunc(faults, serious), faults
}

// Set returns the edition in force, or nil before the first good one.
func (k *Keeper) Set() *Set { return k.set.Load() }
