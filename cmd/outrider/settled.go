package main

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/backup"
	"outrider/internal/desk"
	"outrider/internal/duty"
	"outrider/internal/intake/photo"
	"outrider/internal/numbers"
	"outrider/parameters"
)

// settable are the files in which an organisation settles its own affairs. What weighs
// and counts reports is not among them: that is adopted as a fact, so that a replay knows
// which numbers were in force.
func settable() []string {
	return []string{"approvals.json", "cases.json", "clocks.json", "consent.json", "offline.json", "photos.json", "portal.json"}
}

// settledIn is what counts in a data folder: what ships, with the organisation's own laid
// over it. One fault stops the desk at its start; with a rule half in force nobody would
// know that a second person is not asked.
func settledIn(dir string) (*numbers.Own, error) {
	own, err := numbers.Over(parameters.FS, os.DirFS(filepath.Join(dir, backup.SettledName)), settable()...)
	if err == nil {
		err = settles(own)
	}
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeOf(err), Safe: "your own parameters: " + outrider.SafeText(err),
			Hint: cmp.Or(outrider.HintText(err), "mend it in the folder parameters of the data folder, or take the file away: then what ships counts"), Err: err}
	}
	return own, nil
}

// settles reads every file as the desk will.
func settles(fsys fs.FS) error {
	_, err := duty.Load(fsys, time.LoadLocation)
	for _, load := range []func(fs.FS) error{
		func(f fs.FS) error { _, err := desk.LoadConsent(f); return err },
		func(f fs.FS) error { _, err := desk.LoadCasework(f); return err },
		func(f fs.FS) error { _, err := desk.LoadPortal(f); return err },
		func(f fs.FS) error { _, err := desk.LoadOffline(f); return err },
		func(f fs.FS) error { _, err := photo.Load(f); return err },
	} {
		if err == nil {
			err = load(fsys)
		}
	}
	return err
}

type settingsCmd struct {
	Name string `arg:"" optional:"" help:"A file, such as clocks.json; none: which there are."`
}

// Help is shown under the flags.
func (settingsCmd) Help() string {
	return `Where the desk is, its office hours, how long a call waits before the next, which
acts need a second person, how cases close: an organisation writes what it
changes, with where each number comes from, into a file of the same name in the
folder parameters of its data folder. The rest stays as shipped.

    {"zone": {"value": "America/Toronto", "origin": "our office"}}

It counts from the next start of the desk; a fault is named here, and stops the
desk at its start. Levels of danger are adopted: outrider record adopt.

    outrider settings
    outrider settings clocks.json

Exit codes: 0 shown, 2 not done.`
}

// setting is one file that an organisation may set.
type setting struct {
	File string `json:"file"`
	Own  bool   `json:"own"` // the organisation has set something in it
}

// Run shows what an organisation may set, and what is in force.
func (c *settingsCmd) Run(e *env) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	own, err := settledIn(dir)
	if err != nil {
		return err
	}
	if c.Name != "" {
		return c.show(e, own)
	}
	for _, name := range settable() {
		s := setting{name, slices.Contains(own.Names(), name)}
		switch {
		case e.cli.JSON:
			if err := e.printJSON(s); err != nil {
				return err
			}
		case s.Own:
			e.print("%-16s with your own, from %s", name, filepath.Join(dir, backup.SettledName))
		default:
			e.print("%-16s as shipped", name)
		}
	}
	return nil
}

// show prints a file as it is in force.
func (c *settingsCmd) show(e *env, own *numbers.Own) error {
	if !slices.Contains(settable(), c.Name) {
		return outrider.Invalid("%s is no file that an organisation sets; these are: %s", c.Name, strings.Join(settable(), ", "))
	}
	b, err := own.ReadFile(c.Name)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.printJSON(json.RawMessage(b))
	}
	e.print("%s", strings.TrimSpace(string(b)))
	return nil
}

// settledLine says for the doctor which files an organisation has set.
func settledLine(dir string) check {
	own, err := settledIn(dir)
	switch {
	case err != nil:
		return trouble("own parameters", err)
	case len(own.Names()) == 0:
		return check{"own parameters", true, "none: everything as shipped, the desk's zone is UTC", ""}
	}
	return check{"own parameters", true, strings.Join(own.Names(), ", "), ""}
}
