package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"outrider"
	"outrider/internal/backup"
)

type backupCmd struct {
	File string `arg:"" help:"Where to write; it must not exist." type:"path"`
}

// Help is shown under the flags.
func (backupCmd) Help() string {
	return `One encrypted file with the ledger and its keys. The store's passphrase, its key file or
its recovery key opens it. Keep it on another machine.

  outrider backup /media/usb/desk-2026-01-31.backup
  outrider --data /srv/outrider backup ./desk.backup`
}

// Run writes a backup.
func (c *backupCmd) Run(e *env) error { return e.keep("backup", c.File, "Backed up") }

func (s *store) backup(ctx context.Context, path string) (kept, error) {
	k := kept{File: path}
	err := newFile(path, func(f *os.File) error {
		sum, err := backup.Write(ctx, backup.Store{Log: s.db, Master: s.master, Table: s.table, Dir: s.dir}, f)
		k.Entries, k.Head, k.Keys = sum.Entries, sum.Head, sum.Keys
		return err
	})
	if err != nil {
		return k, err
	}
	return k, s.desk.BackedUp(ctx, k.Entries)
}

type restoreCmd struct {
	File         string `arg:"" help:"Backup file." type:"existingfile"`
	RecoveryFile string `help:"File that holds the recovery key, when the passphrase is lost." type:"existingfile" placeholder:"FILE"`
}

// Help is shown under the flags.
func (restoreCmd) Help() string {
	return `Restores into an empty or absent data folder and verifies while it does. With the recovery
key, the passphrase that you give becomes the store's new one.

  outrider --data ./desk-restored restore desk.backup
  OUTRIDER_PASSPHRASE='a new one' outrider --data ./desk restore desk.backup --recovery-file paper.txt`
}

// Run restores a backup.
func (c *restoreCmd) Run(e *env) (err error) {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the backup cannot be opened", Err: err}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	secret, err := e.secret(c.RecoveryFile != "")
	if err != nil {
		return err
	}
	key := backup.Key{Secret: secret}
	if c.RecoveryFile != "" {
		b, err := os.ReadFile(c.RecoveryFile)
		if err != nil {
			return &outrider.Error{Code: outrider.CodeStorage, Safe: "the recovery file cannot be read", Err: err}
		}
		key.Recovery = trimmed(string(b))
	}
	o, err := backup.Open(f, key)
	if err != nil {
		return err
	}
	names := backup.Names{Ledger: ledgerName, Head: headName}
	var sum backup.Summary
	if key.Recovery != "" {
		if err := o.Recovered(key.Recovery); err != nil {
			return err
		}
		sum, err = o.Restore(e.ctx, dir, names, &secret)
	} else {
		sum, err = o.Restore(e.ctx, dir, names, nil)
	}
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.printJSON(sum)
	}
	e.print("Restored and verified: %d entries, the last of %s.", sum.Entries, sum.Last.Format("2006-01-02 15:04 UTC"))
	e.print("Whoever was erased after that must be erased again.")
	return nil
}

// trimmed is text from a file or a flag without its outer space.
func trimmed(s string) string { return strings.TrimSpace(s) }
