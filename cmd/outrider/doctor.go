package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/seal/keytable"
)

type doctorCmd struct{}

// Help is shown under the flags.
func (doctorCmd) Help() string {
	return `Examples:

  outrider doctor
  outrider --json doctor

Exit codes: 0 nothing found, 1 something to do (each line says what), 2 not done.`
}

// check is one line of the doctor: what was looked at, whether it is well, what
// was seen and what to do.
type check struct {
	What string `json:"what"`
	OK   bool   `json:"ok"`
	Seen string `json:"seen"`
	Do   string `json:"do,omitempty"`
}

// Run looks at everything that can be wrong with a store and its surroundings.
func (c *doctorCmd) Run(e *env) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	checks := append(checkFolder(dir), settledLine(dir))
	checks = append(checks, e.checkStore(dir)...)
	sick := false
	for _, k := range checks {
		sick = sick || !k.OK
		if e.cli.JSON {
			if err := e.printJSON(k); err != nil {
				return err
			}
			continue
		}
		mark := "ok  "
		if !k.OK {
			mark = "LOOK"
		}
		e.print("%s  %-16s %s", mark, k.What, k.Seen)
		if !k.OK {
			e.print("      do: %s", k.Do)
		}
	}
	if sick {
		return errRefused
	}
	return nil
}

// checkFolder looks at the data folder from outside: no key is needed.
func checkFolder(dir string) []check {
	st, err := os.Stat(dir)
	if err != nil {
		return []check{{"data folder", false, "cannot be looked at", "make a store with outrider init, or name another folder with --data"}}
	}
	out := []check{{"data folder", true, dir, ""}}
	if st.Mode().Perm()&0o077 != 0 {
		out[0] = check{"data folder", false, fmt.Sprintf("others may look into it (mode %o)", st.Mode().Perm()), "chmod 700 the data folder"}
	}
	for _, n := range []string{keytable.MasterName, keytable.TableName, keytable.RecoveryName, ledgerName, headName} {
		fi, err := os.Stat(filepath.Join(dir, n))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			out = append(out, check{n, false, "is missing", "restore the last backup into another folder"})
		case err != nil:
			out = append(out, check{n, false, "cannot be looked at", "check the rights of the data folder"})
		case fi.Mode().Perm()&0o077 != 0:
			out = append(out, check{n, false, "others may read it", "chmod 600 it"})
		}
	}
	return append(out, checkSpace(dir))
}

// lowSpace is when a desk should be given room: a full disk stops the intake.
const lowSpace = 512 << 20

func checkSpace(dir string) check {
	free, err := freeBytes(dir)
	switch {
	case err != nil:
		return check{"free space", true, "not known on this system", ""}
	case free < lowSpace:
		return check{"free space", false, fmt.Sprintf("%d MB", free>>20), "make room: a full disk stops the intake of reports"}
	}
	return check{"free space", true, fmt.Sprintf("%d MB", free>>20), ""}
}

// checkStore looks at the store from inside: through the running desk, or opened.
func (e *env) checkStore(dir string) (out []check) {
	if local.Running(dir) {
		out = append(out, check{"desk", true, "is running", ""})
		c := local.Dial(dir)
		by, err := c.Lookup(e.ctx, e.healthUser())
		if err != nil {
			return append(out, trouble("health", err))
		}
		a, err := c.Read(e.ctx, by, desk.Query{Health: true})
		if err != nil {
			return append(out, trouble("health", err))
		}
		return append(out, health(*a.Health)...)
	}
	rep, err := e.verifyClosed()
	if err != nil {
		return append(out, trouble("store", err))
	}
	if !rep.Whole() {
		return append(out, check{"ledger", false, "is damaged", "run outrider verify; keep the folder and restore the last backup elsewhere"})
	}
	out = append(out, check{"ledger", true, fmt.Sprintf("whole, %d entries", rep.Entries), ""})
	s, err := e.openStore(nil)
	if err != nil {
		return append(out, trouble("desk", err))
	}
	defer func() {
		if err := s.close(); err != nil {
			out = append(out, trouble("store", err))
		}
	}()
	out = append(out, check{"verifier key", true, s.master.Verifier(), ""})
	by, err := s.desk.Lookup(e.ctx, e.healthUser())
	if err != nil {
		return append(out, trouble("users", err))
	}
	h, err := s.desk.Health(e.ctx, by)
	if err != nil {
		return append(out, trouble("health", err))
	}
	return append(out, health(h)...)
}

func (e *env) healthUser() string {
	if e.cli.As != "" {
		return e.cli.As
	}
	return defaultAdmin
}

func trouble(what string, err error) check {
	do := outrider.HintText(err)
	if do == "" {
		do = "run outrider verify"
	}
	return check{what, false, outrider.SafeText(err), do}
}

func health(h desk.HealthView) []check {
	out := []check{{"people", true, fmt.Sprintf("%d in the register", h.People), ""}, {"last backup", true, h.Backup, ""},
		{"own pages", true, ownPagesLine(h.Portal), ""},
		{"rates", true, fmt.Sprintf("parameters %.12s; %s", h.Rates.Params, h.Rates.Note), ""}}
	for _, w := range h.Warnings {
		if _, do, ok := strings.Cut(w, "backup is less than a week old:"); ok {
			out[1] = check{"last backup", false, h.Backup, strings.TrimSpace(do)}
			continue
		}
		out = append(out, check{"warning", false, strings.TrimSuffix(w, "."), "open the health page of the desk, which says where to look"})
	}
	return out
}

// ownPagesLine says whether protected people's own pages are served. A desk that does
// not run serves none.
func ownPagesLine(at string) string {
	if at == "off" || at == "" {
		return "not served: outrider serve --portal ADDRESS serves them"
	}
	return "served at " + at
}
