// Package sqlite is the default engine of the ledger: one SQLite file, encrypted
// as a whole, written ahead and synchronised at every commit. It needs no cgo and
// no server. The driver is named in this package only.
//
// The file's encryption (Adiantum) hides but does not prove: a flipped byte is
// found by the chain above the engine, never by the engine alone.
package sqlite

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // the encrypting file layer

	"outrider"
	"outrider/internal/ledger"
)

// schemaVersion is the version of the file's tables that this engine writes.
const schemaVersion = 1

// schema is version 1 of the file. Hashes of the record before are not stored:
// they are the chain's, and reading recomputes the link.
const schema = `
PRAGMA application_id = 0x4f555452;
PRAGMA user_version = 1;
CREATE TABLE IF NOT EXISTS entries (
	seq      INTEGER PRIMARY KEY,
	id       TEXT    NOT NULL,
	type     TEXT    NOT NULL,
	version  INTEGER NOT NULL,
	by       TEXT    NOT NULL,
	recorded INTEGER NOT NULL,
	hash     BLOB    NOT NULL,
	parts    BLOB    NOT NULL
) STRICT;`

// pragmas: FULL synchronises the log at every commit, which is what "durable"
// means here; EXCLUSIVE keeps a second process out for as long as this one lives,
// and spares the shared-memory file; temporary data stays in memory because the
// disk must not see it.
const pragmas = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA temp_store = MEMORY;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 2000;
PRAGMA cache_size = -8000;`

// DB is an open ledger file. It is safe for concurrent use.
type DB struct {
	path string

	mu     sync.Mutex
	conn   *sqlite3.Conn
	insert *sqlite3.Stmt
	head   ledger.Head
	more   chan struct{} // closed and renewed at each append
}

// Open opens a ledger file under its file key, making it where there is none. The
// file is this process's alone until Close.
func Open(path string, key [32]byte) (*DB, error) {
	// SQLite would make it readable for others; the log beside it takes its mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, explain(err)
	}
	if err := f.Close(); err != nil {
		return nil, explain(err)
	}
	q := url.Values{"vfs": {"adiantum"}, "hexkey": {hex.EncodeToString(key[:])}}
	conn, err := sqlite3.Open("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode())
	if err != nil {
		return nil, explain(err)
	}
	db := &DB{path: path, conn: conn, more: make(chan struct{})}
	if err := db.prepare(); err != nil {
		_ = conn.Close() // the first error is the one to tell
		return nil, explain(err)
	}
	return db, nil
}

func (db *DB) prepare() error {
	if err := db.conn.Exec(pragmas); err != nil {
		return err
	}
	v, err := db.version()
	if err != nil {
		return err
	}
	switch {
	case v > schemaVersion:
		return newer()
	case v == 0: // a file that has its tables is not written to: a full disk must still open
		if err := db.conn.Exec("BEGIN IMMEDIATE;" + schema + "COMMIT"); err != nil {
			return err
		}
	}
	db.insert, _, err = db.conn.Prepare(`INSERT INTO entries VALUES (?,?,?,?,?,?,?,?)`)
	if err != nil {
		return err
	}
	db.head, err = db.last()
	return err
}

// version reads the version of the file's tables; 0 where there are none.
func (db *DB) version() (int, error) {
	s, _, err := db.conn.Prepare(`PRAGMA user_version`)
	if err != nil {
		return 0, err
	}
	v := 0
	if s.Step() {
		v = s.ColumnInt(0)
	}
	return v, s.Close() // repeats the error of the last step
}

// last reads the head from the file.
func (db *DB) last() (ledger.Head, error) {
	s, _, err := db.conn.Prepare(`SELECT seq, hash, recorded FROM entries ORDER BY seq DESC LIMIT 1`)
	if err != nil {
		return ledger.Head{}, err
	}
	var h ledger.Head
	if s.Step() {
		h.Seq, h.Recorded = uint64(s.ColumnInt64(0)), time.UnixMicro(s.ColumnInt64(2)).UTC()
		copy(h.Hash[:], s.ColumnRawBlob(1))
	}
	return h, s.Close() // repeats the error of the last step
}

// Close writes everything back into the main file and lets go of it.
func (db *DB) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.conn == nil {
		return nil
	}
	err := errors.Join(db.insert.Close(), db.conn.Close())
	db.conn = nil
	return explain(err)
}

// Append stores chained records in one durable transaction, all or none.
func (db *DB) Append(_ context.Context, expect ledger.Expect, records []ledger.Record) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.conn == nil {
		return closed()
	}
	if !expect.Met(db.head) {
		return ledger.Conflict()
	}
	head := db.head
	for _, r := range records {
		if ledger.Follows(head, r) != nil {
			return ledger.Conflict()
		}
		head = ledger.HeadOf(r)
	}
	if err := db.write(records); err != nil {
		return explain(err)
	}
	db.head = head
	close(db.more)
	db.more = make(chan struct{})
	return nil
}

func (db *DB) write(records []ledger.Record) (err error) {
	tx, err := db.conn.BeginImmediate()
	if err != nil {
		return err
	}
	defer tx.End(&err)
	for _, r := range records {
		if err := db.put(r); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) put(r ledger.Record) error {
	s := db.insert
	err := errors.Join(
		s.BindInt64(1, int64(r.Seq)), s.BindText(2, r.ID), s.BindText(3, string(r.Type)), s.BindInt(4, r.Version),
		s.BindText(5, string(r.By)), s.BindInt64(6, r.Recorded.UnixMicro()), s.BindBlob(7, r.Hash[:]), s.BindBlob(8, ledger.EncodeParts(r.Parts)))
	if err != nil {
		return err
	}
	return errors.Join(s.Exec(), s.ClearBindings())
}

// Bounds of what is read at a time, so that a reader never holds the file while it
// thinks: records of a page, from a few for whoever wants one to many for a fold, and
// bytes, because a photo is a thousand times a grade.
const (
	firstPage = 8
	page      = 1024
	pageBytes = 8 << 20
)

// Read yields records from a sequence number on. What it yields is as stored; the
// caller checks the chain.
func (db *DB) Read(ctx context.Context, from uint64) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		next := max(from, 1)
		for size := firstPage; ; size = min(4*size, page) {
			records, more, err := db.readPage(next, size)
			for _, r := range records {
				if ctx.Err() != nil {
					yield(ledger.Record{}, ctx.Err())
					return
				}
				if !yield(r, nil) {
					return
				}
				next = r.Seq + 1
			}
			if err != nil {
				yield(ledger.Record{}, err)
				return
			}
			if !more {
				return
			}
		}
	}
}

// readPage reads one page, or whatever came before an error, and says whether there
// may be more behind it.
func (db *DB) readPage(from uint64, size int) (records []ledger.Record, more bool, err error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.conn == nil {
		return nil, false, closed()
	}
	s, _, err := db.conn.Prepare(`SELECT seq, id, type, version, by, recorded, hash, parts FROM entries WHERE seq >= ? ORDER BY seq LIMIT ?`)
	if err != nil {
		return nil, false, explain(err)
	}
	defer func() { _ = s.Close() }() // repeats the error of the last step
	prev, err := db.hashBefore(from)
	if err != nil {
		return nil, false, explain(err)
	}
	if err := errors.Join(s.BindInt64(1, int64(from)), s.BindInt(2, size)); err != nil {
		return nil, false, explain(err)
	}
	for bytes := 0; bytes < pageBytes && s.Step(); {
		r, err := record(s)
		if err != nil {
			return records, false, unreadable(r, err)
		}
		r.Prev, prev = prev, r.Hash
		records, bytes, more = append(records, r), bytes+sizeOf(r), true
	}
	return records, more, explain(s.Err())
}

// hashBefore reads the hash that the record at from must follow.
func (db *DB) hashBefore(from uint64) (h ledger.Hash, err error) {
	if from <= 1 {
		return h, nil
	}
	s, _, err := db.conn.Prepare(`SELECT hash FROM entries WHERE seq = ?`)
	if err != nil {
		return h, err
	}
	if err = s.BindInt64(1, int64(from-1)); err == nil && s.Step() {
		copy(h[:], s.ColumnRawBlob(0))
	}
	if closing := s.Close(); err == nil { // repeats the error of the last step
		err = closing
	}
	return h, err
}

func sizeOf(r ledger.Record) int {
	n := 0
	for _, p := range r.Parts {
		n += len(p.Wrapped) + len(p.Body)
	}
	return n
}

func record(s *sqlite3.Stmt) (ledger.Record, error) {
	r := ledger.Record{Seq: uint64(s.ColumnInt64(0)), Recorded: time.UnixMicro(s.ColumnInt64(5)).UTC()}
	r.ID, r.Version = s.ColumnText(1), s.ColumnInt(3)
	r.Type, r.By = outrider.EntryType(s.ColumnText(2)), outrider.UserID(s.ColumnText(4))
	if n := copy(r.Hash[:], s.ColumnRawBlob(6)); n != len(r.Hash) {
		return r, errors.New("its hash is cut")
	}
	var err error
	r.Parts, err = ledger.DecodeParts(s.ColumnRawBlob(7))
	return r, err
}

// Head returns the end of the ledger.
func (db *DB) Head(context.Context) (ledger.Head, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.head, nil
}

// Wait returns when the ledger has passed a sequence number or the context ends.
func (db *DB) Wait(ctx context.Context, after uint64) error {
	for {
		db.mu.Lock()
		n, more := db.head.Seq, db.more
		db.mu.Unlock()
		if n > after {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
