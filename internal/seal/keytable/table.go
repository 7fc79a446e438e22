package keytable

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"outrider"
	"outrider/internal/seal"
)

// The table is a row of slots of one size: a state, the key's id, who and what
// for (sealed), and the secret (sealed). Destroying overwrites the secret where it
// lies and leaves the rest as a tombstone, so that the fold still knows whose
// part is gone.
const (
	slotSize = 320
	idAt     = 1
	idSize   = 26 // "k-" and 24 hexadecimal digits
	ownerAt  = idAt + idSize
	ownerMax = 160 // padded, so that lengths tell nothing
	ownerLen = 12 + ownerMax + 16
	secretAt = ownerAt + ownerLen
	keyLen   = 12 + 32 + 16
)

const (
	slotEmpty = 0
	slotLive  = 1
	slotGone  = 2
)

// Table is the key table of a store, open. It is safe for concurrent use.
type Table struct {
	mu   sync.RWMutex
	file *os.File
	wrap [32]byte
	n    int64
	byID map[string]slot
	of   map[owner]string
}

type owner struct {
	Person  outrider.PersonID    `json:"p,omitempty"`
	Purpose outrider.SealPurpose `json:"u"`
}

type slot struct {
	key  seal.Key
	at   int64
	gone bool
}

// OpenTable opens the key table at path under the store's master, making it where
// there is none.
func OpenTable(path string, m *Master) (*Table, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, storage("the key table cannot be opened", err)
	}
	t := &Table{file: f, wrap: m.derive("key table"), byID: map[string]slot{}, of: map[owner]string{}}
	if err := t.load(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return t, nil
}

// Close lets go of the file and forgets every key.
func (t *Table) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.byID)
	clear(t.of)
	t.wrap = [32]byte{}
	return t.file.Close()
}

func (t *Table) load() error {
	all, err := io.ReadAll(t.file)
	if err != nil {
		return storage("the key table cannot be read", err)
	}
	// A slot that a crash cut short was never acknowledged: nothing is sealed under it.
	t.n = int64(len(all) / slotSize)
	for i := range t.n {
		b := all[i*slotSize : (i+1)*slotSize]
		if b[0] == slotEmpty {
			continue
		}
		s, o, err := t.read(b)
		if err != nil {
			return &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("slot %d of the key table is damaged", i+1),
				Hint: "restore the key table from the last backup: what is sealed under that key is lost otherwise", Err: err}
		}
		s.at = i * slotSize
		t.byID[s.key.ID], t.of[o] = s, s.key.ID
	}
	return nil
}

func (t *Table) read(b []byte) (slot, owner, error) {
	var s slot
	var o owner
	s.key.ID = string(b[idAt : idAt+idSize])
	plain, err := unwrap(t.wrap[:], b[ownerAt:ownerAt+ownerLen])
	if err != nil {
		return s, o, err
	}
	if err := json.Unmarshal(bytes.TrimRight(plain, " "), &o); err != nil {
		return s, o, err
	}
	// A crash in the middle of Destroy leaves zeros under a live state: gone all the same.
	zeros := len(bytes.Trim(b[secretAt:], "\x00")) == 0
	s.key.Person, s.key.Purpose, s.gone = o.Person, o.Purpose, b[0] == slotGone || zeros
	if s.gone {
		return s, o, nil
	}
	secret, err := unwrap(t.wrap[:], b[secretAt:secretAt+keyLen])
	if err != nil {
		return s, o, err
	}
	copy(s.key.Secret[:], secret)
	return s, o, nil
}

// Find returns a person's key for a purpose. With create it makes the key, and it
// is on the disk before anything can be sealed under it. A destroyed key is not
// found and not made anew.
func (t *Table) Find(person outrider.PersonID, purpose outrider.SealPurpose, create bool) (seal.Key, bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o := owner{person, purpose}
	if id, ok := t.of[o]; ok {
		s := t.byID[id]
		return s.key, !s.gone, nil
	}
	if !create {
		return seal.Key{}, false, nil
	}
	return t.make(o)
}

func (t *Table) make(o owner) (seal.Key, bool, error) {
	var id [12]byte
	k := seal.Key{Person: o.Person, Purpose: o.Purpose}
	for _, b := range [][]byte{id[:], k.Secret[:]} {
		if _, err := rand.Read(b); err != nil {
			return seal.Key{}, false, noRandom(err)
		}
	}
	k.ID = "k-" + hex.EncodeToString(id[:])
	b, err := t.encode(k, o)
	if err != nil {
		return seal.Key{}, false, err
	}
	at := t.n * slotSize
	if _, err := t.file.WriteAt(b, at); err != nil {
		return seal.Key{}, false, storage("a new key cannot be written", err)
	}
	if err := t.file.Sync(); err != nil {
		return seal.Key{}, false, storage("a new key cannot be written", err)
	}
	t.n++
	t.byID[k.ID], t.of[o] = slot{key: k, at: at}, k.ID
	return k, true, nil
}

func (t *Table) encode(k seal.Key, o owner) ([]byte, error) {
	plain, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	if len(plain) > ownerMax {
		return nil, outrider.Invalid("the id of a person is too long for the key table")
	}
	plain = append(plain, bytes.Repeat([]byte(" "), ownerMax-len(plain))...)
	who, err := wrap(t.wrap[:], plain)
	if err != nil {
		return nil, err
	}
	secret, err := wrap(t.wrap[:], k.Secret[:])
	if err != nil {
		return nil, err
	}
	b := make([]byte, slotSize)
	b[0] = slotLive
	copy(b[idAt:], k.ID)
	copy(b[ownerAt:], who)
	copy(b[secretAt:], secret)
	return b, nil
}

// ByID returns a key by its id; a destroyed one without its secret, and not ok.
func (t *Table) ByID(id string) (seal.Key, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s, ok := t.byID[id]
	return s.key, ok && !s.gone
}

// Destroy overwrites a person's secrets, all of them or those of some purposes,
// and returns when the disk has said that it did.
func (t *Table) Destroy(person outrider.PersonID, purposes ...outrider.SealPurpose) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var ids []string
	for o, id := range t.of {
		if o.Person == person && !t.byID[id].gone && (len(purposes) == 0 || slices.Contains(purposes, o.Purpose)) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		s := t.byID[id]
		// The state goes last: a key must never live on under a tombstone.
		if _, err := t.file.WriteAt(make([]byte, slotSize-secretAt), s.at+secretAt); err != nil {
			return storage("a key cannot be destroyed", err)
		}
		if _, err := t.file.WriteAt([]byte{slotGone}, s.at); err != nil {
			return storage("a key cannot be destroyed", err)
		}
		s.gone, s.key.Secret = true, [32]byte{}
		t.byID[id] = s
	}
	if err := t.file.Sync(); err != nil {
		return storage("a key cannot be destroyed", err)
	}
	return nil
}

// Copy writes the table as it stands, for a backup.
func (t *Table) Copy() ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := make([]byte, t.n*slotSize)
	if _, err := t.file.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, storage("the key table cannot be read", err)
	}
	return b, nil
}

// Live counts keys that can be used and keys that were destroyed.
func (t *Table) Live() (live, gone int) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, s := range t.byID {
		if s.gone {
			gone++
		} else {
			live++
		}
	}
	return live, gone
}
