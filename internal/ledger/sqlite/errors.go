package sqlite

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"outrider"
	"outrider/internal/ledger"
)

// explain turns what the driver says into what a person can act on. The inner
// error is for the operator.
func explain(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*outrider.Error](err); ok {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), syscall.ENOSPC.Error()) {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: fullDisk, Hint: makeRoom, Err: err}
	}
	if errors.Is(err, syscall.EROFS) || strings.Contains(err.Error(), syscall.EROFS.Error()) {
		err = errors.Join(err, sqlite3.READONLY)
	}
	for _, x := range explanations {
		if errors.Is(err, x.code) {
			return &outrider.Error{Code: x.is, Safe: x.safe, Hint: x.hint, Err: err}
		}
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the ledger file cannot be opened", Hint: "check that the data folder exists and belongs to you", Err: err}
	}
	return &outrider.Error{Code: outrider.CodeStorage, Safe: "the ledger file does not answer", Hint: "run outrider doctor", Err: err}
}

const (
	fullDisk = "the disk is full: nothing was written"
	makeRoom = "free some space and try again; nothing that was acknowledged is lost"
)

var explanations = []struct {
	code       error
	is         outrider.Code
	safe, hint string
}{
	{sqlite3.FULL, outrider.CodeStorage, fullDisk, makeRoom},
	{sqlite3.IOERR_DATA, outrider.CodeDamaged, "a page of the ledger file is damaged", "run outrider verify; keep the folder and restore the last backup elsewhere"},
	{sqlite3.READONLY, outrider.CodeStorage, "the ledger file is read-only", "check the rights of the data folder, and whether its disk is mounted read-only"},
	{sqlite3.CANTOPEN, outrider.CodeStorage, "the ledger file cannot be opened", "check that the data folder exists and belongs to you"},
	{sqlite3.PERM, outrider.CodeStorage, "the ledger file may not be opened", "check the rights of the data folder"},
	{sqlite3.BUSY, outrider.CodeLocked, "another program is using this store", "stop the other outrider on this data folder, or choose another with --data"},
	{sqlite3.LOCKED, outrider.CodeLocked, "another program is using this store", "stop the other outrider on this data folder, or choose another with --data"},
	{sqlite3.NOTADB, outrider.CodeDamaged, "the ledger file does not open under this store's key", "it was damaged at its first page or belongs to another store: keep it and restore the last backup elsewhere"},
	{sqlite3.CORRUPT, outrider.CodeDamaged, "a page of the ledger file is damaged", "run outrider verify; keep the folder and restore the last backup elsewhere"},
	{sqlite3.IOERR, outrider.CodeStorage, "the disk refused to read or write the ledger file", "check the disk and the rights of the data folder"},
}

func newer() error {
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the ledger file was written by a newer Outrider", Hint: "start that version, or a newer one"}
}

func closed() error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: "the store is closed", Hint: "start the command again"}
}

func unreadable(r ledger.Record, err error) error {
	return &outrider.Error{Code: outrider.CodeDamaged, Safe: "an entry of the ledger cannot be read", Hint: "run outrider verify",
		Err: &ledger.Damage{Seq: r.Seq, Why: err.Error()}}
}

// CheckPages asks the engine about every page of the file and returns what it
// found wrong, in its own words; nothing means that every page hangs together.
// Only the chain can say whether the content is what was written.
func (db *DB) CheckPages() ([]string, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.conn == nil {
		return nil, closed()
	}
	s, _, err := db.conn.Prepare(`PRAGMA integrity_check(20)`)
	if err != nil {
		return []string{err.Error()}, nil
	}
	var found []string
	for s.Step() {
		if line := s.ColumnText(0); line != "ok" {
			found = append(found, strings.ReplaceAll(line, "\n", " "))
		}
	}
	if err := s.Close(); err != nil { // repeats the error of the last step
		found = append(found, err.Error())
	}
	return found, nil
}
