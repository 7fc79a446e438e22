package seal

import (
	"encoding/hex"
	"io"
	"slices"
	"sync"

	"outrider"
)

// Memory is a key table that lives as long as the process: for replays, tests
// and the demo. Destroyed keys leave a tombstone, as on the disk.
type Memory struct {
	mu   sync.RWMutex
	rand io.Reader
	byID map[string]Key
	of   map[owner]string
	gone map[string]bool
}

// owner is whose key and what for.
type owner struct {
	person  outrider.PersonID
	purpose outrider.SealPurpose
}

// NewMemoryTable returns an empty table that draws its keys from rand.
func NewMemoryTable(rand io.Reader) *Memory {
	return &Memory{rand: rand, byID: map[string]Key{}, of: map[owner]string{}, gone: map[string]bool{}}
}

// Find returns a person's key for a purpose; see Table.
func (m *Memory) Find(person outrider.PersonID, purpose outrider.SealPurpose, create bool) (Key, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id, ok := m.of[owner{person, purpose}]; ok {
		return m.byID[id], !m.gone[id], nil
	}
	if !create {
		return Key{}, false, nil
	}
	k := Key{Person: person, Purpose: purpose}
	var id [12]byte
	for _, b := range [][]byte{id[:], k.Secret[:]} {
		if _, err := io.ReadFull(m.rand, b); err != nil {
			return Key{}, false, &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
		}
	}
	k.ID = "k-" + hex.EncodeToString(id[:])
	m.byID[k.ID], m.of[owner{person, purpose}] = k, k.ID
	return k, true, nil
}

// ByID returns a key by its id; a destroyed one without its secret and not ok.
func (m *Memory) ByID(id string) (Key, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	k, ok := m.byID[id]
	return k, ok && !m.gone[id]
}

// Destroy removes a person's keys, all of them or those of some purposes.
func (m *Memory) Destroy(person outrider.PersonID, purposes ...outrider.SealPurpose) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for o, id := range m.of {
		if o.person == person && (len(purposes) == 0 || slices.Contains(purposes, o.purpose)) {
			m.byID[id] = Key{ID: id, Person: o.person, Purpose: o.purpose}
			m.gone[id] = true
		}
	}
	return nil
}
