package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"io"
	"sync"

	"outrider"
	"outrider/internal/ledger"
)

// format is the first byte of every sealed body and of every wrapped key.
const format = 1

// Sealer closes entries for the ledger and opens them again. It is safe for
// concurrent use.
type Sealer struct {
	table Table
	rand  io.Reader

	mu    sync.RWMutex
	aeads map[string]cipher.AEAD // by key id
	draw  sync.Mutex
}

// New returns a sealer over a key table. Randomness is handed in; an engine
// passes the system's.
func New(table Table, rand io.Reader) *Sealer {
	return &Sealer{table: table, rand: rand, aeads: map[string]cipher.AEAD{}}
}

// Seal closes every part of an entry under the keys of its people.
func (s *Sealer) Seal(e outrider.Entry) (ledger.Unsequenced, error) {
	u := ledger.Unsequenced{ID: e.ID, Type: e.Type, Version: e.Version, By: e.By, Parts: make([]ledger.Sealed, len(e.Parts))}
	if err := e.Validate(); err != nil {
		return u, err
	}
	for i, p := range e.Parts {
		sealed, err := s.sealPart(e, i, p)
		if err != nil {
			return u, err
		}
		u.Parts[i] = sealed
	}
	return u, nil
}

func (s *Sealer) sealPart(e outrider.Entry, i int, p outrider.Part) (ledger.Sealed, error) {
	keys, err := s.keysOf(p)
	if err != nil {
		return ledger.Sealed{}, err
	}
	out := ledger.Sealed{Keys: make([]string, len(keys))}
	for j, k := range keys {
		out.Keys[j] = k.ID
	}
	aad := context(e.ID, string(e.Type), e.Version, i, out.Keys)
	if len(keys) == 1 {
		a, err := s.aead(keys[0])
		if err != nil {
			return out, err
		}
		out.Body, err = s.close(a, p.Body, aad)
		return out, err
	}
	fresh := make([]byte, 32)
	if err := s.random(fresh); err != nil {
		return out, err
	}
	a, err := newAEAD(fresh)
	if err != nil {
		return out, err
	}
	if out.Body, err = s.close(a, p.Body, aad); err != nil {
		return out, err
	}
	// One layer for each person: whoever is erased takes the part along.
	out.Wrapped = fresh
	for _, k := range keys {
		if a, err = s.aead(k); err != nil {
			return out, err
		}
		if out.Wrapped, err = s.close(a, out.Wrapped, aad); err != nil {
			return out, err
		}
	}
	return out, nil
}

// keysOf finds the keys of a part, making them at a person's first entry. A
// person whose keys were destroyed gets no new ones: erased is erased.
func (s *Sealer) keysOf(p outrider.Part) ([]Key, error) {
	people := p.People
	if len(people) == 0 {
		people = []outrider.PersonID{""}
	}
	keys := make([]Key, len(people))
	for i, who := range people {
		k, ok, err := s.table.Find(who, p.Purpose, true)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, &outrider.Error{Code: outrider.CodeNotFound, Safe: "not found", Hint: "the keys for this entry have been destroyed"}
		}
		keys[i] = k
	}
	return keys, nil
}

// Open opens what can be opened of a record. A part whose key is gone comes back
// erased, with its people where the table still knows them; a part that was
// altered is an error.
func (s *Sealer) Open(r ledger.Record) (outrider.Entry, error) {
	e := outrider.Entry{Seq: r.Seq, ID: r.ID, Type: r.Type, Version: r.Version, Recorded: r.Recorded, By: r.By, Parts: make([]outrider.Part, len(r.Parts))}
	for i, p := range r.Parts {
		part, err := s.openPart(r, i, p)
		if err != nil {
			return e, err
		}
		e.Parts[i] = part
	}
	return e, nil
}

func (s *Sealer) openPart(r ledger.Record, i int, p ledger.Sealed) (outrider.Part, error) {
	out := outrider.Part{}
	keys := make([]Key, len(p.Keys))
	for j, id := range p.Keys {
		k, ok := s.table.ByID(id)
		if k.Person != "" {
			out.People = append(out.People, k.Person)
		}
		if k.Purpose != "" {
			out.Purpose = k.Purpose
		}
		out.Erased = out.Erased || !ok
		keys[j] = k
	}
	if out.Erased {
		return out, nil
	}
	aad := context(r.ID, string(r.Type), r.Version, i, p.Keys)
	body, err := s.unseal(keys, p, aad)
	if err != nil {
		return out, &outrider.Error{Code: outrider.CodeDamaged, Safe: "an entry does not open under its key", Hint: "run outrider verify", Err: &ledger.Damage{Seq: r.Seq, ID: r.ID, Why: err.Error()}}
	}
	out.Body = body
	return out, nil
}

func (s *Sealer) unseal(keys []Key, p ledger.Sealed, aad []byte) ([]byte, error) {
	if len(keys) == 0 {
		return nil, outrider.Invalid("it names no key")
	}
	a, err := s.aead(keys[0])
	if err != nil {
		return nil, err
	}
	if len(keys) == 1 {
		return open(a, p.Body, aad)
	}
	fresh := p.Wrapped
	for j := len(keys) - 1; j >= 0; j-- {
		if a, err = s.aead(keys[j]); err != nil {
			return nil, err
		}
		if fresh, err = open(a, fresh, aad); err != nil {
			return nil, err
		}
	}
	if a, err = newAEAD(fresh); err != nil {
		return nil, err
	}
	return open(a, p.Body, aad)
}

// Erase destroys every key of a person, on the disk and in memory.
func (s *Sealer) Erase(person outrider.PersonID) error {
	if err := s.table.Destroy(person); err != nil {
		return err
	}
	s.mu.Lock()
	clear(s.aeads)
	s.mu.Unlock()
	return nil
}

// aead returns the cipher of a key, made once.
func (s *Sealer) aead(k Key) (cipher.AEAD, error) {
	s.mu.RLock()
	a, ok := s.aeads[k.ID]
	s.mu.RUnlock()
	if ok {
		return a, nil
	}
	a, err := newAEAD(k.Secret[:])
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.aeads[k.ID] = a
	s.mu.Unlock()
	return a, nil
}

func newAEAD(secret []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(secret)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "a key is damaged", Hint: "restore the key folder from a backup", Err: err}
	}
	return cipher.NewGCM(b)
}

// close seals plain text: format byte, nonce, ciphertext.
func (s *Sealer) close(a cipher.AEAD, plain, aad []byte) ([]byte, error) {
	out := make([]byte, 1+a.NonceSize(), 1+a.NonceSize()+len(plain)+a.Overhead())
	out[0] = format
	if err := s.random(out[1:]); err != nil {
		return nil, err
	}
	return a.Seal(out, out[1:], plain, aad), nil
}

func (s *Sealer) random(b []byte) error {
	s.draw.Lock()
	defer s.draw.Unlock()
	if _, err := io.ReadFull(s.rand, b); err != nil {
		return &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
	}
	return nil
}

func open(a cipher.AEAD, sealed, aad []byte) ([]byte, error) {
	n := 1 + a.NonceSize()
	if len(sealed) < n || sealed[0] != format {
		return nil, outrider.Invalid("it is not in a format this Outrider knows")
	}
	return a.Open(nil, sealed[1:n], sealed[n:], aad)
}

// context binds a part to its place: moved to another entry, another part or
// other keys it does not open.
func context(id, typ string, version, part int, keys []string) []byte {
	b := make([]byte, 0, 128)
	for _, f := range append([]string{id, typ}, keys...) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(f)))
		b = append(b, f...)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(version))
	return binary.BigEndian.AppendUint32(b, uint32(part))
}
