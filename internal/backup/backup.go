// Package backup writes a whole store into one encrypted file and makes a store of
// it again on another machine.
//
// The file begins with a line in the clear that holds the wrapped master secret,
// as it lies in the data folder, so that a passphrase is enough to restore; what
// follows is an age file for the store's own backup key and for the recovery key.
// A backup holds the keys of people who were erased later: see Restore. The lists
// that contacts are held against come along: without the versions of then nobody
// could say why somebody was, or was not, a hit.
package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"filippo.io/age"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/seal/keytable"
)

// Format is the first line's format.
const Format = "outrider-backup/1"

// Store is what a backup is made of.
type Store struct {
	Log    ledger.Log
	Master *keytable.Master
	Table  *keytable.Table
	Dir    string // where the key files lie
}

// Summary says what a backup holds.
type Summary struct {
	Entries uint64    `json:"entries"`
	Head    string    `json:"head,omitempty"`
	Last    time.Time `json:"last,omitzero"`
	Keys    int       `json:"keys,omitempty"`
}

type title struct {
	Format string          `json:"format"`
	Master json.RawMessage `json:"master"`
}

// Names of the parts inside.
const (
	partLedger   = "ledger.ndjson"
	partKeys     = keytable.TableName
	partRecovery = keytable.RecoveryName
)

// ListsName is the folder of the lists, in a data folder and in a backup.
const ListsName = "lists"

// AnswersName is the folder of what an organisation wrote about acts and answers.
const AnswersName = "answers"

// SettledName is the folder of what an organisation settles for itself. A desk that came
// back without it would ask no second person where the one before it did.
const SettledName = "parameters"

// Write writes a backup. The keys are copied after the ledger's end is fixed and
// before it is read, so that every entry in the file has its keys in the file.
func Write(ctx context.Context, s Store, w io.Writer) (Summary, error) {
	var sum Summary
	mf, err := s.Master.File()
	if err != nil {
		return sum, err
	}
	first, err := json.Marshal(title{Format, mf})
	if err != nil {
		return sum, err
	}
	if _, err := w.Write(append(first, '\n')); err != nil {
		return sum, notWritten(err)
	}
	to, err := s.Master.Recipients()
	if err != nil {
		return sum, err
	}
	enc, err := age.Encrypt(w, to...)
	if err != nil {
		return sum, notWritten(err)
	}
	tw := tar.NewWriter(enc)
	if sum, err = s.parts(ctx, tw); err != nil {
		return sum, err
	}
	if err := errors.Join(tw.Close(), enc.Close()); err != nil {
		return sum, notWritten(err)
	}
	return sum, nil
}

func (s Store) parts(ctx context.Context, tw *tar.Writer) (Summary, error) {
	signer, err := s.Master.Signer()
	if err != nil {
		return Summary{}, err
	}
	head, err := s.Log.Head(ctx)
	if err != nil {
		return Summary{}, err
	}
	keys, err := s.Table.Copy()
	if err != nil {
		return Summary{}, err
	}
	recovery, err := os.ReadFile(filepath.Join(s.Dir, keytable.RecoveryName))
	if err != nil {
		return Summary{}, &outrider.Error{Code: outrider.CodeStorage, Safe: "the store's recovery file cannot be read", Hint: "a backup without it could not be opened with the recovery key", Err: err}
	}
	// tar wants the size first; the ledger goes through a buffer on its way.
	var out bytes.Buffer
	if _, err := ledger.Export(ctx, until{s.Log, head.Seq}, &out, signer, s.Master.Verifier()); err != nil {
		return Summary{}, err
	}
	live, _ := s.Table.Live()
	sum := Summary{Entries: head.Seq, Last: head.Recorded, Keys: live}
	if head.Seq > 0 {
		sum.Head = head.Hash.String()
	}
	return sum, errors.Join(put(tw, partRecovery, recovery), put(tw, partKeys, keys), s.lists(tw), put(tw, partLedger, out.Bytes()))
}

// lists adds every file of the lists, and of the organisation's own answers and settings. Their index is replaced whole and names only
// files that are there, so it is read first: a version that is kept meanwhile is in
// the next backup.
func (s Store) lists(tw *tar.Writer) error {
	root := os.DirFS(s.Dir)
	names, err := fs.Glob(root, ListsName+"/[^.]*.jsonl")
	if err != nil {
		return notWritten(err)
	}
	files, err := fs.Glob(root, ListsName+"/files/[^.]*")
	if err != nil {
		return notWritten(err)
	}
	own, err := fs.Glob(root, AnswersName+"/[^.]*")
	if err != nil {
		return notWritten(err)
	}
	settled, err := fs.Glob(root, SettledName+"/[^.]*.json")
	if err != nil {
		return notWritten(err)
	}
	for _, name := range slices.Concat(names, files, own, settled) {
		b, err := fs.ReadFile(root, name)
		if err != nil {
			return &outrider.Error{Code: outrider.CodeStorage, Safe: "a file of the lists, answers or settings cannot be read", Hint: "check the rights of the folders " + ListsName + ", " + AnswersName + " and " + SettledName, Err: err}
		}
		if err := put(tw, name, b); err != nil {
			return err
		}
	}
	return nil
}

func put(tw *tar.Writer, name string, b []byte) error {
	if err := tw.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(b)), Format: tar.FormatPAX}); err != nil {
		return notWritten(err)
	}
	if _, err := tw.Write(b); err != nil {
		return notWritten(err)
	}
	return nil
}

func notWritten(err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: "the backup could not be written", Hint: "check the free space and the rights of the folder it goes to", Err: err}
}

// Opened is a backup that was decrypted: in memory, where alone plain keys may be.
type Opened struct {
	Master   *keytable.Master
	file     []byte // the wrapped master, as it lay in the data folder
	recovery []byte
	keys     []byte
	ledger   []byte
	lists    map[string][]byte // by their path in the data folder
}

// Key is what opens a backup: the store's secret or its recovery key.
type Key struct {
	Secret   keytable.Secret
	Recovery string
}

// Open decrypts a backup.
func Open(r io.Reader, k Key) (*Opened, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	line, err := in.ReadBytes('\n')
	var t title
	if err != nil || json.Unmarshal(line, &t) != nil || t.Format != Format {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is not a backup that this Outrider knows", Hint: "its first line names the format " + Format, Err: err}
	}
	o := &Opened{file: t.Master}
	id, err := o.unlock(k)
	if err != nil {
		return nil, err
	}
	plain, err := age.Decrypt(in, id)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeLocked, Safe: "this key does not open the backup", Hint: "it was made by another store, or is damaged at its beginning", Err: err}
	}
	return o, o.read(tar.NewReader(plain))
}

func (o *Opened) unlock(k Key) (age.Identity, error) {
	if k.Recovery != "" {
		id, err := age.ParseX25519Identity(k.Recovery)
		if err != nil {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "this is not a recovery key", Hint: "it begins with AGE-SECRET-KEY-1"}
		}
		return id, nil
	}
	m, err := keytable.UnlockBytes(o.file, k.Secret)
	if err != nil {
		return nil, err
	}
	o.Master = m
	return m.Identity()
}

// isList reports whether a part is a file of the lists, of the answers or of the
// settings, and lies nowhere else.
func isList(name string) bool {
	dir, file := path.Split(name)
	folders := []string{ListsName + "/", ListsName + "/files/", AnswersName + "/", SettledName + "/"}
	return slices.Contains(folders, dir) && file != "" && filepath.IsLocal(name) && path.Clean(name) == name
}

func (o *Opened) read(tr *tar.Reader) error {
	o.lists = map[string][]byte{}
	parts := map[string]*[]byte{partRecovery: &o.recovery, partKeys: &o.keys, partLedger: &o.ledger}
	for {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		switch {
		case err != nil:
		case parts[h.Name] != nil:
			*parts[h.Name], err = io.ReadAll(tr)
		case isList(h.Name):
			o.lists[h.Name], err = io.ReadAll(tr)
		}
		if err != nil {
			return &outrider.Error{Code: outrider.CodeDamaged, Safe: "the backup is damaged or cut short", Hint: "use another copy", Err: err}
		}
	}
	if o.ledger == nil || o.recovery == nil || o.keys == nil {
		return &outrider.Error{Code: outrider.CodeDamaged, Safe: "the backup is incomplete", Hint: "use another copy"}
	}
	return nil
}

// until is a log that ends at a sequence number.
type until struct {
	ledger.Log
	last uint64
}
