package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/seal/keytable"
)

type initCmd struct {
	Admin   string `help:"Name of the administrator." default:"admin"`
	Officer string `help:"Name of the first case officer." default:"officer"`
}

// Help is shown under the flags.
func (initCmd) Help() string {
	return `Makes the key files, an empty encrypted ledger and two users: an administrator, who runs
the machine and sees nobody, and a case officer. The recovery key is printed once.

  outrider init --data ./desk
  OUTRIDER_PASSPHRASE='...' outrider init --data /srv/outrider --officer mira
  outrider --key-file /media/key/outrider.key init          (makes the key file if it is not there)`
}

type initResult struct {
	Data     string `json:"data"`
	Verifier string `json:"verifier"`
	Recovery string `json:"recovery_key"`
	Admin    string `json:"admin_link"`
	Officer  string `json:"officer_link"`
}

// Run makes a store.
func (c *initCmd) Run(e *env) (err error) {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	secret, err := e.newSecret()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the data folder cannot be made", Hint: "check its rights, or name another with --data", Err: err}
	}
	m, recovery, err := keytable.Create(dir, secret, keytable.DefaultCost)
	if err != nil {
		return err
	}
	s := &store{dir: dir, master: m}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.open(e, nil); err != nil {
		return err
	}
	res := initResult{Data: dir, Verifier: m.Verifier(), Recovery: recovery}
	if err := c.users(e, s.desk, &res); err != nil {
		return err
	}
	return e.sayInit(res)
}

func (c *initCmd) users(e *env, d *desk.Desk, res *initResult) error {
	first, err := d.Decide(e.ctx, "", desk.Decision{AddUser: &desk.AddUser{Name: c.Admin, Role: outrider.RoleAdmin}})
	if err != nil {
		return err
	}
	second, err := d.Decide(e.ctx, outrider.UserID(first.ID), desk.Decision{AddUser: &desk.AddUser{Name: c.Officer, Role: outrider.RoleCase}})
	res.Admin, res.Officer = first.Link, second.Link
	return err
}

// shortPassphrase is what a store's passphrase should not be below: it guards
// everybody in the register against whoever steals the disk.
const shortPassphrase = 16

// newSecret is the secret of a store to be made; a key file that is not there yet
// is made.
func (e *env) newSecret() (keytable.Secret, error) {
	if e.cli.KeyFile != "" {
		if _, err := os.Stat(e.cli.KeyFile); errors.Is(err, os.ErrNotExist) {
			if err := makeKeyFile(e.cli.KeyFile); err != nil {
				return keytable.Secret{}, err
			}
			e.say("A key file was made. Keep it on another medium than the store.")
		}
	}
	s, err := e.secret(true)
	if err != nil {
		return s, err
	}
	if len(s.KeyFile) == 0 && s.Passphrase == "" {
		return s, &outrider.Error{Code: outrider.CodeInvalid, Safe: "the passphrase is empty", Hint: "six random words are easy to keep and hard to guess"}
	}
	if len(s.KeyFile) == 0 && len([]rune(s.Passphrase)) < shortPassphrase {
		e.say("WARNING: this passphrase is short. Whoever copies the disk can try guesses for years; six random words are better.")
	}
	return s, nil
}

func makeKeyFile(path string) error {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = f.WriteString(hex.EncodeToString(b) + "\n")
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the key file cannot be made: " + filepath.Base(path), Hint: "check the folder it goes to", Err: err}
	}
	return nil
}

func (e *env) sayInit(res initResult) error {
	if e.cli.JSON {
		return e.printJSON(res)
	}
	e.print("The store is in %s", res.Data)
	e.print("")
	e.print("RECOVERY KEY, shown this once. Write it down and keep it away from this machine:")
	e.print("  %s", res.Recovery)
	e.print("")
	e.print("Verifier key, public: give it to whoever checks exports:")
	e.print("  %s", res.Verifier)
	e.print("")
	e.print("One-time sign-in links, three days, after outrider serve:")
	e.print("  administrator  /enter?t=%s", res.Admin)
	e.print("  case officer   /enter?t=%s", res.Officer)
	return nil
}
