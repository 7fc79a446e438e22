package guidance

import (
	"io/fs"
	"sync/atomic"
)

// Keeper holds the edition in force. It may be read while another is being tried.
type Keeper struct {
	set     atomic.Pointer[Set]
	refused atomic.Pointer[[]Fault]
}

// Use tries an edition. With faults that are more than notes the edition before
// stays in force, whole; the faults say what to mend.
func (k *Keeper) Use(layers ...fs.FS) (inForce bool, faults []Fault) {
	set, faults := Read(layers...)
	if set == nil {
		k.refused.Store(&faults)
		return false, faults
	}
	k.set.Store(set)
	k.refused.Store(nil)
	return true, faults
}

// Set returns the edition in force, or nil before the first good one.
func (k *Keeper) Set() *Set { return k.set.Load() }

// Refused says what is wrong with the edition that was tried last; nil where that
// one is in force.
func (k *Keeper) Refused() []Fault {
	if f := k.refused.Load(); f != nil {
		return *f
	}
	return nil
}

// Measure returns a measure of the edition in force.
func (k *Keeper) Measure(id, lang string) (Measure, bool) { return k.Set().Measure(id, lang) }
