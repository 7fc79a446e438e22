package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/term"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/calibration"
	"outrider/internal/danger"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/duty"
	"outrider/internal/intake/names"
	"outrider/internal/intake/photo"
	"outrider/internal/judgement"
	"outrider/internal/ledger"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/local"
	"outrider/internal/rates"
	"outrider/internal/screening"
	"outrider/internal/seal"
	"outrider/internal/seal/keytable"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/shelf"
	"outrider/parameters"
)

// Names of the files in a data folder, beside those of the key table.
const (
	ledgerName = "ledger.db"
	headName   = "head"
	learntName = "detect.json" // numbers of detection learnt from this store
)

// dataDir is the data folder: as given, else under the user's own data folder.
func (e *env) dataDir() (string, error) {
	if e.cli.Data != "" {
		return e.cli.Data, nil
	}
	if x := e.getenv("XDG_DATA_HOME"); x != "" {
		return filepath.Join(x, "outrider"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", &outrider.Error{Code: outrider.CodeStorage, Safe: "there is no home folder to keep the store in", Hint: "name a folder with --data", Err: err}
	}
	return filepath.Join(home, ".local", "share", "outrider"), nil
}

// secret finds what unlocks a store: a key file, a passphrase file, the
// environment, or a person at a terminal.
func (e *env) secret(again bool) (keytable.Secret, error) {
	var s keytable.Secret
	if e.cli.KeyFile != "" {
		b, err := os.ReadFile(e.cli.KeyFile)
		if err != nil {
			return s, &outrider.Error{Code: outrider.CodeLocked, Safe: "the key file cannot be read", Hint: "check --key-file and the rights of the file", Err: err}
		}
		s.KeyFile = b
		return s, nil
	}
	if e.cli.PassphraseFile != "" {
		b, err := os.ReadFile(e.cli.PassphraseFile)
		if err != nil {
			return s, &outrider.Error{Code: outrider.CodeLocked, Safe: "the passphrase file cannot be read", Hint: "check --passphrase-file and the rights of the file", Err: err}
		}
		s.Passphrase = strings.TrimRight(string(b), "\r\n")
		return s, nil
	}
	if s.Passphrase = e.getenv("OUTRIDER_PASSPHRASE"); s.Passphrase != "" {
		return s, nil
	}
	return e.ask(again)
}

// ask asks at the terminal; twice for a new passphrase.
func (e *env) ask(again bool) (keytable.Secret, error) {
	f, ok := e.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return keytable.Secret{}, &outrider.Error{Code: outrider.CodeLocked, Safe: "the store needs its passphrase, and there is no terminal to ask at",
			Hint: "set OUTRIDER_PASSPHRASE, or give --passphrase-file or --key-file"}
	}
	read := func(prompt string) (string, error) {
		fmt.Fprint(e.errw, prompt)
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.errw)
		return string(b), err
	}
	p, err := read("Passphrase: ")
	if err == nil && again {
		var second string
		if second, err = read("The same again: "); err == nil && second != p {
			err = outrider.Invalid("the two passphrases are not the same")
		}
	}
	return keytable.Secret{Passphrase: p}, err
}

// store is an open store: everything a desk stands on.
type store struct {
	dir    string
	master *keytable.Master
	db     *sqlite.DB
	head   *sqlite.HeadFile
	table  *keytable.Table
	book   *ledger.Committer
	desk   *desk.Desk
	lists  *inforce.Lists
}

// unlock opens the master of the data folder.
func (e *env) unlock() (string, *keytable.Master, error) {
	dir, err := e.dataDir()
	if err != nil {
		return "", nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, keytable.MasterName)); errors.Is(err, os.ErrNotExist) {
		return "", nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "there is no store in this folder", Hint: "make one with outrider init, or name another folder with --data"}
	}
	s, err := e.secret(false)
	if err != nil {
		return "", nil, err
	}
	m, err := keytable.Unlock(dir, s)
	return dir, m, err
}

// openStore unlocks the data folder and folds its ledger into a desk. Only a desk
// that is served rings: ring is called when something waits to be delivered.
func (e *env) openStore(ring func()) (*store, error) {
	dir, m, err := e.unlock()
	if err != nil {
		return nil, err
	}
	s := &store{dir: dir, master: m}
	if err := s.open(e, ring); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *store) open(e *env, ring func()) (err error) {
	if s.db, err = sqlite.Open(filepath.Join(s.dir, ledgerName), s.master.FileKey()); err != nil {
		return err
	}
	if s.table, err = keytable.OpenTable(filepath.Join(s.dir, keytable.TableName), s.master); err != nil {
		return err
	}
	signer, err := s.master.Signer()
	if err != nil {
		return err
	}
	if err := s.checkTail(e.ctx); err != nil {
		return err
	}
	if s.head, err = sqlite.OpenHeadFile(filepath.Join(s.dir, headName), signer); err != nil {
		return err
	}
	s.book = ledger.NewCommitter(s.db, e.clock)
	s.book.OnHead(s.head.Write)
	settled, err := settledIn(s.dir)
	if err != nil {
		return err
	}
	o, err := e.deskOptions(watched{s.book, e.progress("entries read")}, seal.New(s.table, rand.Reader), settled)
	if err != nil {
		return err
	}
	if o.Assess, err = thinking(s.dir); err != nil {
		return err
	}
	o.Adopt = adopting(s.dir)
	if ring != nil {
		if o.Pager, err = e.pager(s.dir); err != nil {
			return err
		}
		o.Ring = ring
	}
	s.lists = inforce.New(shelf.New(filepath.Join(s.dir, listsName)), e.clock)
	o.Screener = screening.New(s.lists, o.Screening)
	if o.Detect, err = learntIn(s.dir, o.Detect); err != nil {
		return err
	}
	s.desk, err = desk.Open(e.ctx, o)
	return err
}

// learntIn are the numbers that were learnt from this store, where there are any.
func learntIn(dir string, p detect.Params) (detect.Params, error) {
	b, err := os.ReadFile(filepath.Join(dir, learntName))
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, &outrider.Error{Code: outrider.CodeStorage, Safe: "the learnt numbers in the data folder cannot be read", Hint: "check the rights of " + learntName + ", or remove it: the pooled numbers then stand", Err: err}
	}
	if p, err = detect.Read(b); err != nil {
		return p, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the learnt numbers in the data folder are damaged: " + outrider.SafeText(err), Hint: "remove " + learntName + " and run outrider fit again", Err: err}
	}
	return p, nil
}

// watched is a ledger that tells a person how far reading it has come.
type watched struct {
	desk.Book
	p *progress
}

// Read reads, and tells.
func (w watched) Read(ctx context.Context, from uint64) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for r, err := range w.Book.Read(ctx, from) {
			if r.Seq%1000 == 0 {
				w.p.at(int(r.Seq), 0)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// checkTail refuses to go on from a ledger whose end was cut: the next commit
// would sign the shorter one and the loss could never be proved again.
func (s *store) checkTail(ctx context.Context) error {
	signed, err := s.signedHead()
	if err != nil {
		return err
	}
	head, err := s.db.Head(ctx)
	if err != nil {
		return err
	}
	if head.Seq < signed.Seq || head.Seq == signed.Seq && head.Hash != signed.Hash {
		return &outrider.Error{Code: outrider.CodeDamaged, Safe: "the ledger ends before its signed head: entries are missing", Hint: "run outrider verify; keep this folder and restore the last backup elsewhere"}
	}
	return nil
}

func (s *store) signedHead() (ledger.Head, error) {
	v, err := note.NewVerifier(s.master.Verifier())
	if err != nil {
		return ledger.Head{}, &outrider.Error{Code: outrider.CodeDamaged, Safe: "the store's verifier key is damaged", Err: err}
	}
	return sqlite.ReadHeadFile(filepath.Join(s.dir, headName), v)
}

// close lets go of everything in the order in which it can be said what failed.
func (s *store) close() error {
	var errs []error
	if s.head != nil {
		errs = append(errs, s.head.Close())
	}
	if s.table != nil {
		errs = append(errs, s.table.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}

// deskOptions wires a desk to a ledger and a sealer. What an organisation may set for
// itself is read from settled.
func (e *env) deskOptions(book desk.Book, sealer desk.Sealer, settled fs.FS) (desk.Options, error) {
	a, err := assess.Load(parameters.FS)
	if err != nil {
		return desk.Options{}, err
	}
	d, err := detect.Load(parameters.FS)
	if err != nil {
		return desk.Options{}, err
	}
	shelf, err := e.shelf(a, d)
	if err != nil {
		return desk.Options{}, err
	}
	screening, err := desk.LoadScreening(parameters.FS)
	if err != nil {
		return desk.Options{}, err
	}
	consent, err := desk.LoadConsent(settled)
	if err != nil {
		return desk.Options{}, err
	}
	casework, err := desk.LoadCasework(settled)
	if err != nil {
		return desk.Options{}, err
	}
	portal, err := desk.LoadPortal(settled)
	if err != nil {
		return desk.Options{}, err
	}
	judging, err := judgement.Load(parameters.FS)
	if err != nil {
		return desk.Options{}, err
	}
	offline, err := desk.LoadOffline(settled)
	if err != nil {
		return desk.Options{}, err
	}
	photos, err := photo.Load(settled)
	if err != nil {
		return desk.Options{}, err
	}
	record, err := calibration.Load(parameters.FS)
	if err != nil {
		return desk.Options{}, err
	}
	counted, err := countedPairs()
	if err != nil {
		return desk.Options{}, err
	}
	clocks, err := duty.Load(settled, time.LoadLocation)
	if err != nil {
		return desk.Options{}, err
	}
	o := desk.Options{Pairs: counted(nil), Screening: screening, Consent: consent, Casework: casework, Portal: portal, Record: record, Judging: judging, Clocks: clocks, Zones: time.LoadLocation, Book: book, Sealer: sealer, Clock: e.clock, NewID: newID, Rand: rand.Reader, Assess: a, Detect: d,
		Shelf: shelf, Propose: names.Propose, Photos: photo.New(photos), Offline: offline, Version: version()}
	if o.Danger, err = danger.Load(parameters.FS); err != nil {
		return o, err
	}
	return o, e.planning(&o)
}

// countedPairs reads the public counts, and answers from them without some
// documented cases.
func countedPairs() (func(leaveOut []string) assess.Pairs, error) {
	b, err := rates.LoadBook(parameters.FS)
	if err != nil {
		return nil, err
	}
	p, err := rates.Load(parameters.FS)
	if err != nil {
		return nil, err
	}
	return func(leaveOut []string) assess.Pairs { return rates.NewPairs(p, b.Without(leaveOut)) }, nil
}

// newID makes a random id that means nothing: 80 bits.
func newID(prefix string) string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails: the runtime ends the program first
	return prefix + "-" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// door is the desk that a command talks to: the running one through its socket,
// or the store opened in-process. The second result lets go of it.
func (e *env) door() (local.Door, func() error, error) {
	dir, err := e.dataDir()
	if err != nil {
		return nil, nil, err
	}
	if local.Running(dir) {
		return local.Dial(dir), func() error { return nil }, nil
	}
	s, err := e.openStore(nil)
	if err != nil {
		return nil, nil, err
	}
	return s.desk, s.close, nil
}

// The users that init makes, and that act where --as names nobody.
const (
	defaultOfficer = "officer"
	defaultAdmin   = "admin"
)

// withDoor runs a command as a user against whichever desk there is.
func (e *env) withDoor(fallback string, f func(d local.Door, by outrider.UserID) error) (err error) {
	d, done, err := e.door()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	name := e.cli.As
	if name == "" {
		name = fallback
	}
	by, err := d.Lookup(e.ctx, name)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeNotFound, Safe: "there is no such user here", Hint: "say who acts with --as NAME; an administrator lists users with outrider user list"}
	}
	return f(d, by)
}

// readInput reads a named file, or standard input for "-", up to a limit.
func (e *env) readInput(name string, limit int64) ([]byte, error) {
	r := e.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "a file cannot be opened: " + filepath.Base(name), Hint: "check its name and its rights", Err: err}
		}
		defer func() { _ = f.Close() }()
		r = f
	}
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(r, limit+1))
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "a file cannot be read: " + filepath.Base(name), Err: err}
	}
	if n > limit {
		return nil, outrider.Invalid("%s is larger than %d MB; split it", filepath.Base(name), limit>>20)
	}
	return b.Bytes(), nil
}
