package keytable

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"outrider"
)

func (m *Master) writeRecovery(dir string) error {
	r, err := age.ParseX25519Recipient(m.file.Recover)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(m.bundle)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return storage("the recovery file cannot be written", err)
	}
	return writeFile(filepath.Join(dir, RecoveryName), out.Bytes())
}

// Recover opens the master of a store with the recovery key, when the passphrase
// is lost. Rewrap it under a new one.
func Recover(dir, recovery string) (*Master, error) {
	b, err := os.ReadFile(filepath.Join(dir, RecoveryName))
	if err != nil {
		return nil, storage("the recovery file cannot be read", err)
	}
	return RecoverBytes(b, recovery)
}

// RecoverBytes is Recover for the content of a recovery file that lies elsewhere.
func RecoverBytes(sealed []byte, recovery string) (*Master, error) {
	id, err := age.ParseX25519Identity(recovery)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is not a recovery key", Hint: "it begins with AGE-SECRET-KEY-1"}
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeLocked, Safe: "the recovery key does not open this store", Hint: "it belongs to another store, or the recovery file is damaged"}
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, storage("the recovery file is damaged", err)
	}
	m := &Master{}
	if err := m.load(plain); err != nil {
		return nil, err
	}
	m.file.Recover = id.Recipient().String()
	return m, nil
}

// wrap seals under a key: nonce, ciphertext.
func wrap(key, plain []byte) ([]byte, error) {
	a, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, a.NonceSize(), a.NonceSize()+len(plain)+a.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, noRandom(err)
	}
	return a.Seal(nonce, nonce, plain, nil), nil
}

func unwrap(key, sealed []byte) ([]byte, error) {
	a, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < a.NonceSize() {
		return nil, io.ErrUnexpectedEOF
	}
	return a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], nil)
}

func gcm(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// writeFile replaces a file durably: whoever loses power finds the old one or the
// new one.
func writeFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return storage("a key file cannot be written", err)
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return storage("a key file cannot be written", errors.Join(err, os.Remove(f.Name())))
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return storage("the data folder cannot be opened", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return storage("the data folder cannot be synchronised", err)
	}
	return nil
}

func storage(safe string, err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: safe, Hint: "check the free space, the rights and the mount of the data folder", Err: err}
}

func noRandom(err error) error {
	return &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
}
