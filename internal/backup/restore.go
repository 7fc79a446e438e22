package backup

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/seal/keytable"
)

// Read yields the records up to the last one.
func (u until) Read(ctx context.Context, from uint64) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for r, err := range u.Log.Read(ctx, from) {
			if err == nil && r.Seq > u.last || !yield(r, err) {
				return
			}
		}
	}
}

// Names of the files that a restored store gets.
type Names struct {
	Ledger, Head string
}

// restoreBatch is how many records one commit of a restore holds.
const restoreBatch = 2000

// Restore makes a store of an opened backup in an empty or absent folder, and
// verifies it while it does. Where fresh is set, the master is put under that new
// secret: what somebody does who comes with the recovery key.
//
// Somebody who was erased after the backup was made lives again in what is
// restored. The erasures since then must be done again: the summary's last time
// says since when.
func (o *Opened) Restore(ctx context.Context, dir string, n Names, fresh *keytable.Secret) (Summary, error) {
	if err := makeEmpty(dir); err != nil {
		return Summary{}, err
	}
	if err := o.keyFiles(dir, fresh); err != nil {
		return Summary{}, err
	}
	if err := o.listFiles(dir); err != nil {
		return Summary{}, err
	}
	head, err := o.ledgerInto(ctx, dir, n)
	if err != nil {
		return Summary{}, err
	}
	table, err := keytable.OpenTable(filepath.Join(dir, keytable.TableName), o.Master)
	if err != nil {
		return Summary{}, err
	}
	live, _ := table.Live()
	s := Summary{Entries: head.Seq, Last: head.Recorded, Keys: live}
	if head.Seq > 0 {
		s.Head = head.Hash.String()
	}
	return s, table.Close()
}

func makeEmpty(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return storage("the folder cannot be made", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return storage("the folder cannot be read", err)
	}
	if len(entries) > 0 {
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "the folder is not empty", Hint: "restore into an empty folder; nothing is ever overwritten"}
	}
	return nil
}

// keyFiles writes the key files, and unlocks the master where the recovery key
// opened the backup.
func (o *Opened) keyFiles(dir string, fresh *keytable.Secret) error {
	for name, b := range map[string][]byte{keytable.RecoveryName: o.recovery, keytable.TableName: o.keys, keytable.MasterName: append(o.file, '\n')} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return storage("the key files cannot be written", err)
		}
	}
	return o.rewrap(dir, fresh)
}

// listFiles writes the lists, and the organisation's own answers and settings, as they
// lay in the data folder.
func (o *Opened) listFiles(dir string) error {
	for _, name := range slices.Sorted(maps.Keys(o.lists)) {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return storage("the folder of the lists cannot be made", err)
		}
		if err := os.WriteFile(at, o.lists[name], 0o600); err != nil {
			return storage("the lists cannot be written", err)
		}
	}
	return nil
}

func (o *Opened) rewrap(dir string, fresh *keytable.Secret) error {
	if fresh == nil {
		if o.Master == nil {
			return outrider.Invalid("a store restored with the recovery key needs a new passphrase or key file")
		}
		return nil
	}
	return o.Master.Rewrap(dir, *fresh, keytable.DefaultCost)
}

// Recovered unlocks the master of a backup that the recovery key opened.
func (o *Opened) Recovered(recovery string) error {
	m, err := keytable.RecoverBytes(o.recovery, recovery)
	o.Master = m
	return err
}

func (o *Opened) ledgerInto(ctx context.Context, dir string, n Names) (head ledger.Head, err error) {
	v, err := note.NewVerifier(o.Master.Verifier())
	if err != nil {
		return head, err
	}
	rep, err := ledger.VerifyExport(bytes.NewReader(o.ledger), v)
	if err == nil {
		err = rep.Err()
	}
	if err != nil {
		return head, err
	}
	db, err := sqlite.Open(filepath.Join(dir, n.Ledger), o.Master.FileKey())
	if err != nil {
		return head, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if head, err = o.pour(ctx, db); err != nil {
		return head, err
	}
	signer, err := o.Master.Signer()
	if err != nil {
		return head, err
	}
	hf, err := sqlite.OpenHeadFile(filepath.Join(dir, n.Head), signer)
	if err != nil {
		return head, err
	}
	hf.Write(head)
	return head, hf.Close()
}

// pour appends the records of the backup to a new engine.
func (o *Opened) pour(ctx context.Context, db *sqlite.DB) (ledger.Head, error) {
	x, err := ledger.ReadExport(bytes.NewReader(o.ledger))
	if err != nil {
		return ledger.Head{}, err
	}
	var batch []ledger.Record
	for r, err := range x.Records() {
		if err != nil {
			return ledger.Head{}, err
		}
		if batch = append(batch, r); len(batch) == restoreBatch {
			if err := db.Append(ctx, ledger.Any(), batch); err != nil {
				return ledger.Head{}, err
			}
			batch = batch[:0]
		}
	}
	if len(batch) > 0 {
		if err := db.Append(ctx, ledger.Any(), batch); err != nil {
			return ledger.Head{}, err
		}
	}
	return db.Head(ctx)
}

func storage(safe string, err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: safe, Hint: "check the rights and the free space of the folder", Err: err}
}
