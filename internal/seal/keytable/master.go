// Package keytable keeps the keys of a store beside its ledger, never in it: one
// master secret that a passphrase or a key file unlocks, and a table of data keys
// in slots of a fixed size, so that destroying a key overwrites the very bytes
// that held it.
//
// What it cannot promise: a disk that remaps blocks, a file system that copies on
// write, a snapshot or a backup may still hold an old slot. The slot is useless
// without the master secret, and SECURITY.md says what to do about the rest.
package keytable

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"filippo.io/age"
	"golang.org/x/crypto/argon2"
	"golang.org/x/mod/sumdb/note"

	"outrider"
)

// Files of the key folder, which is the data folder itself.
const (
	MasterName   = "master.json"  // the master secret, wrapped
	TableName    = "keys"         // the data keys
	RecoveryName = "recovery.age" // the master secret, for the recovery key alone
)

// Secret is what a human unlocks a store with: exactly one of the two is set.
type Secret struct {
	Passphrase string
	KeyFile    []byte // the content of a key file, at least 32 bytes
}

// Cost of turning a passphrase into a key with Argon2id. The defaults are the
// second choice of RFC 9106 (64 MiB, three passes).
type Cost struct {
	Time    uint32 `json:"time"`
	MiB     uint32 `json:"mib"`
	Threads uint8  `json:"threads"`
}

// DefaultCost is RFC 9106's recommendation where memory is scarce.
var DefaultCost = Cost{Time: 3, MiB: 64, Threads: 4}

// masterFile is master.json: how the secret is stretched, and the wrapped bundle.
type masterFile struct {
	Format  int    `json:"format"`
	KDF     string `json:"kdf"` // argon2id, key-file
	Cost    *Cost  `json:"argon2id,omitempty"`
	Salt    []byte `json:"salt"`
	Wrapped []byte `json:"wrapped"`
	Recover string `json:"recovery_recipient"`
	Signer  string `json:"verifier"` // the public key that checks signed heads and exports
}

// bundle is what the master secret protects, in the clear in memory only.
type bundle struct {
	Master []byte `json:"master"` // 32 bytes
	Signer string `json:"signer"` // note signer key
	Public string `json:"public"` // note verifier key
	Backup string `json:"backup"` // age identity that opens the store's backups
}

// Master is an unlocked store's secret: everything else is derived from it.
type Master struct {
	file   masterFile
	bundle bundle
}

// Create makes the key files of a new store in an existing folder and returns the
// unlocked master and the recovery identity, which is shown once and kept nowhere.
func Create(dir string, s Secret, cost Cost) (m *Master, recovery string, err error) {
	if _, err := os.Stat(filepath.Join(dir, MasterName)); err == nil {
		return nil, "", &outrider.Error{Code: outrider.CodeConflict, Safe: "this folder has a store already", Hint: "choose another folder with --data"}
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, "", noRandom(err)
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "outrider")
	if err != nil {
		return nil, "", noRandom(err)
	}
	own, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, "", noRandom(err)
	}
	m = &Master{bundle: bundle{Master: make([]byte, 32), Signer: skey, Public: vkey, Backup: own.String()}}
	m.file.Recover = id.Recipient().String()
	if _, err := rand.Read(m.bundle.Master); err != nil {
		return nil, "", noRandom(err)
	}
	if err := m.writeRecovery(dir); err != nil {
		return nil, "", err
	}
	return m, id.String(), m.Rewrap(dir, s, cost)
}

// Rewrap puts the master under another passphrase or key file. Data keys stay as
// they are.
func (m *Master) Rewrap(dir string, s Secret, cost Cost) error {
	f := masterFile{Format: 1, Salt: make([]byte, 16), Recover: m.file.Recover, Signer: m.bundle.Public, KDF: "argon2id", Cost: &cost}
	if len(s.KeyFile) > 0 {
		f.KDF, f.Cost = "key-file", nil
	}
	if _, err := rand.Read(f.Salt); err != nil {
		return noRandom(err)
	}
	kek, err := f.stretch(s)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(m.bundle)
	if err != nil {
		return err
	}
	if f.Wrapped, err = wrap(kek, plain); err != nil {
		return err
	}
	m.file = f
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, MasterName), append(b, '\n'))
}

// Unlock opens the master of a store.
func Unlock(dir string, s Secret) (*Master, error) {
	b, err := os.ReadFile(filepath.Join(dir, MasterName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "there is no store in this folder", Hint: "make one with outrider init, or name another folder with --data"}
	}
	if err != nil {
		return nil, storage("the key file of the store cannot be read", err)
	}
	return unlock(b, s)
}

// UnlockBytes is Unlock for the content of a master file that lies elsewhere: in
// a backup.
func UnlockBytes(b []byte, s Secret) (*Master, error) { return unlock(b, s) }

func unlock(b []byte, s Secret) (*Master, error) {
	m := &Master{}
	if err := json.Unmarshal(b, &m.file); err != nil || m.file.Format != 1 {
		return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "the store's " + MasterName + " cannot be read", Hint: "restore it from a backup, or use the recovery key", Err: err}
	}
	kek, err := m.file.stretch(s)
	if err != nil {
		return nil, err
	}
	plain, err := unwrap(kek, m.file.Wrapped)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeLocked, Safe: "the passphrase or key file does not unlock this store", Hint: "check OUTRIDER_PASSPHRASE, --passphrase-file or --key-file; the recovery key opens it as well"}
	}
	return m, m.load(plain)
}

func (m *Master) load(plain []byte) error {
	if err := json.Unmarshal(plain, &m.bundle); err != nil || len(m.bundle.Master) != 32 {
		return &outrider.Error{Code: outrider.CodeDamaged, Safe: "the store's master secret is damaged", Hint: "restore it from a backup"}
	}
	return nil
}

// stretch turns what a human holds into the key that wraps the master.
func (f masterFile) stretch(s Secret) ([]byte, error) {
	switch {
	case f.KDF == "argon2id" && s.Passphrase == "":
		return nil, &outrider.Error{Code: outrider.CodeLocked, Safe: "this store needs its passphrase", Hint: "set OUTRIDER_PASSPHRASE or give --passphrase-file"}
	case f.KDF == "argon2id" && f.Cost != nil && f.Cost.sound():
		return argon2.IDKey([]byte(s.Passphrase), f.Salt, f.Cost.Time, f.Cost.MiB<<10, f.Cost.Threads, 32), nil
	case f.KDF == "key-file" && len(s.KeyFile) == 0:
		return nil, &outrider.Error{Code: outrider.CodeLocked, Safe: "this store needs its key file", Hint: "give --key-file"}
	case f.KDF == "key-file" && len(s.KeyFile) < 32:
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a key file holds at least 32 bytes", Hint: "outrider init --key-file FILE makes a good one"}
	case f.KDF == "key-file":
		return hkdf.Key(sha256.New, s.KeyFile, f.Salt, "outrider key file", 32)
	}
	return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "the store's " + MasterName + " asks for something this Outrider does not know", Hint: "use the version that made it, or a newer one"}
}

// sound refuses costs that a tampered file could use to exhaust the machine.
func (c Cost) sound() bool {
	return c.Time >= 1 && c.Time <= 64 && c.MiB >= 1 && c.MiB <= 4096 && c.Threads >= 1
}

// derive gives one purpose its own key.
func (m *Master) derive(purpose string) [32]byte {
	k, err := hkdf.Key(sha256.New, m.bundle.Master, nil, "outrider "+purpose, 32)
	if err != nil {
		panic("hkdf refuses 32 bytes: " + err.Error()) // impossible by its contract
	}
	return [32]byte(k)
}

// FileKey is the key of the ledger file. It opens the file and no body.
func (m *Master) FileKey() [32]byte { return m.derive("ledger file") }

// Verifier is the public key, in text, that checks signed heads and exports.
func (m *Master) Verifier() string { return m.bundle.Public }

// Signer signs heads and exports.
func (m *Master) Signer() (note.Signer, error) {
	s, err := note.NewSigner(m.bundle.Signer)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "the store's signing key is damaged", Hint: "restore it from a backup", Err: err}
	}
	return s, nil
}

// Recipients are who can open this store's backups: the holder of the recovery
// key, and whoever can unlock the store.
func (m *Master) Recipients() ([]age.Recipient, error) {
	r, err := age.ParseX25519Recipient(m.file.Recover)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "the store's recovery recipient is damaged", Hint: "restore " + MasterName + " from a backup", Err: err}
	}
	id, err := m.Identity()
	if err != nil {
		return nil, err
	}
	return []age.Recipient{r, id.Recipient()}, nil
}

// Identity opens the backups of this store.
func (m *Master) Identity() (*age.X25519Identity, error) {
	id, err := age.ParseX25519Identity(m.bundle.Backup)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "the store's backup key is damaged", Hint: "use the recovery key", Err: err}
	}
	return id, nil
}

// File is the content of the master file: still wrapped, it goes with a backup.
func (m *Master) File() ([]byte, error) { return json.Marshal(m.file) }
