package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/ledger/sqlite"
	"outrider/internal/local"
)

type verifyCmd struct {
	Export string `arg:"" optional:"" help:"An exported ledger, instead of the store." type:"existingfile"`
	Key    string `help:"Verifier key for an exported ledger: text, or a file that holds it." placeholder:"KEY"`
}

// Help is shown under the flags.
func (verifyCmd) Help() string {
	return `Reads the whole ledger against its chain and its signed head. It needs the file key, never
a data key; for an exported ledger the public verifier key alone.

  outrider verify
  outrider verify ledger.ndjson --key outrider+1a2b3c4d+AbCd...

Exit codes: 0 whole, 1 damaged (the first bad entry or page is named), 2 not done.`
}

// Run verifies a store or an exported ledger.
func (c *verifyCmd) Run(e *env) error {
	rep, err := c.report(e)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		if err := e.printJSON(rep); err != nil {
			return err
		}
	}
	if rep.Whole() {
		e.print("Whole: %d entries, chained and unaltered; the signed head vouches for %d.", rep.Entries, rep.Signed)
		return nil
	}
	if rep.Damage != nil {
		e.say("DAMAGED at %s.", rep.Damage)
	}
	for _, p := range rep.Pages {
		e.say("  page: %s", p)
	}
	e.say("Entries 1 to %d are whole. Stop the desk, keep this folder as it is, restore the last backup elsewhere and compare.", rep.Entries)
	return errRefused
}

func (c *verifyCmd) report(e *env) (ledger.Report, error) {
	if c.Export != "" {
		return c.exported()
	}
	dir, err := e.dataDir()
	if err != nil {
		return ledger.Report{}, err
	}
	if local.Running(dir) {
		raw, err := local.Dial(dir).Keep(e.ctx, "verify", "")
		var rep ledger.Report
		if err == nil {
			err = json.Unmarshal(raw, &rep)
		}
		return rep, err
	}
	return e.verifyClosed()
}

// verifyClosed verifies the store of a desk that is not running. A file that does
// not even open is damage, named as such.
func (e *env) verifyClosed() (rep ledger.Report, err error) {
	dir, m, err := e.unlock()
	if err != nil {
		return rep, err
	}
	s := &store{dir: dir, master: m}
	if s.db, err = sqlite.Open(filepath.Join(dir, ledgerName), m.FileKey()); err != nil {
		if outrider.CodeOf(err) == outrider.CodeDamaged {
			return ledger.Report{Pages: []string{"1: " + outrider.SafeText(err)}}, nil
		}
		return rep, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.verify(e)
}

// verify walks the ledger of an open store.
func (s *store) verify(e *env) (ledger.Report, error) {
	signed, err := s.signedHead()
	bad := outrider.CodeOf(err) == outrider.CodeDamaged && err != nil
	if err != nil && !bad {
		return ledger.Report{}, err
	}
	p := e.progress("verified")
	rep, verr := ledger.Verify(e.ctx, s.db, signed, func(seq uint64) {
		if seq%1000 == 0 {
			p.at(int(seq), 0)
		}
	})
	if verr != nil {
		return rep, verr
	}
	if bad && rep.Damage == nil {
		rep.Damage = &ledger.Damage{Seq: rep.Entries, Why: outrider.SafeText(err)}
	}
	if rep.Damage == nil && rep.Entries > 0 && rep.Signed == 0 {
		rep.Damage = &ledger.Damage{Seq: rep.Entries, Why: "the signed head beside the ledger is missing: whether entries follow cannot be told"}
	}
	if rep.Pages, err = s.db.CheckPages(); err != nil {
		return rep, err
	}
	return rep, nil
}

func (c *verifyCmd) exported() (ledger.Report, error) {
	key := c.Key
	if b, err := os.ReadFile(key); err == nil {
		key = string(b)
	}
	v, err := note.NewVerifier(trimmed(key))
	if err != nil {
		return ledger.Report{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "an exported ledger is checked with the store's verifier key", Hint: "give --key; outrider init and outrider doctor print it", Err: err}
	}
	f, err := os.Open(c.Export)
	if err != nil {
		return ledger.Report{}, &outrider.Error{Code: outrider.CodeStorage, Safe: "the exported ledger cannot be opened", Err: err}
	}
	rep, err := ledger.VerifyExport(f, v)
	return rep, errors.Join(err, f.Close())
}

type exportCmd struct {
	File   string `arg:"" help:"Where to write; it must not exist." type:"path"`
	Ledger bool   `help:"Write the whole ledger with its bodies sealed." required:""`
}

// Help is shown under the flags.
func (exportCmd) Help() string {
	return `The bodies stay sealed: nobody can read them without this store's keys, and anybody with
the verifier key can check that nothing was changed or left out.

  outrider export --ledger ledger.ndjson
  outrider verify ledger.ndjson --key verifier.txt`
}

// Run exports the sealed ledger.
func (c *exportCmd) Run(e *env) error {
	return e.keep("export", c.File, "Exported")
}

// kept is what export and backup answer.
type kept struct {
	File    string `json:"file"`
	Entries uint64 `json:"entries"`
	Head    string `json:"head,omitempty"`
	Keys    int    `json:"keys,omitempty"`
}

// keep runs export or backup in the desk that is open, wherever that is.
func (e *env) keep(what, file, said string) error {
	path, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	k, err := e.keptBy(what, path)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.printJSON(k)
	}
	e.print("%s %d entries to %s.", said, k.Entries, filepath.Base(k.File))
	return nil
}

func (e *env) keptBy(what, path string) (k kept, err error) {
	dir, err := e.dataDir()
	if err != nil {
		return k, err
	}
	if local.Running(dir) {
		raw, err := local.Dial(dir).Keep(e.ctx, what, path)
		if err == nil {
			err = json.Unmarshal(raw, &k)
		}
		return k, err
	}
	s, err := e.openStore(nil)
	if err != nil {
		return k, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if what == "export" {
		return s.export(e.ctx, path)
	}
	return s.backup(e.ctx, path)
}

func (s *store) export(ctx context.Context, path string) (kept, error) {
	k := kept{File: path}
	err := newFile(path, func(f *os.File) error {
		signer, err := s.master.Signer()
		if err != nil {
			return err
		}
		h, err := ledger.Export(ctx, s.db, f, signer, s.master.Verifier())
		k.Entries, k.Head = h.Seq, h.Hash.String()
		return err
	})
	return k, err
}

// newFile writes a file that must not exist yet, and removes it where it could
// not be written whole: half a backup is worse than none.
func newFile(path string, write func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "the file exists already", Hint: "choose another name; nothing is overwritten"}
	}
	if err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the file cannot be made", Hint: "check the folder and its rights", Err: err}
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
