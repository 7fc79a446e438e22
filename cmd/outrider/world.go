package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"outrider"
	"outrider/internal/replay/world"
)

type worldCmd struct {
	Level  string `help:"L0: nobody is hostile; L1 easy, L2 medium, L3 hard; LX: the hostile side works against the detector." default:"L2"`
	Seed   uint64 `help:"The same seed makes the same world." default:"1"`
	People int    `help:"People under protection." default:"200"`
	Days   int    `help:"Days, from 2021-01-01 on." default:"730"`
	Cases  bool   `help:"Write chronologies instead, one a person, most of them benign for ever."`
	Dir    string `arg:"" help:"Folder to write to; it must hold no world yet." type:"path"`
}

// Help is shown under the flags.
func (worldCmd) Help() string {
	return `Invents people, what is noticed around them, and who really hunts them, to measure detection on.
The files truth and reporters hold the answers: neither fit nor detect reads them. In the first
half of a world next to nobody is hunted, so that it can be fitted and calibrated on.

  outrider world --level L2 --seed 7 --people 500 --days 730 ./world
  outrider world --cases --seed 7 --people 50 --days 1095 ./cases

Needs no store. Exit codes: 0 written, 2 not written.`
}

// Run writes a world, or chronologies.
func (c *worldCmd) Run(e *env) error {
	if err := os.MkdirAll(c.Dir, 0o750); err != nil {
		return notWritten(err)
	}
	start := e.clock()
	o := world.Options{Level: world.Level(c.Level), Seed: c.Seed, People: c.People, Days: c.Days}
	write := world.Generate
	if c.Cases {
		write, o.Level = world.WriteCases, world.L0
	}
	if err := write(o, c.create); err != nil {
		return notWritten(err)
	}
	if c.Cases {
		e.say("%d chronologies of %d days, most of them benign for ever", c.People, c.Days)
		return nil
	}
	e.say("a world of %s, from %s to %s, in %.1f s", o, world.Start().Format(time.DateOnly), world.Start().AddDate(0, 0, c.Days).Format(time.DateOnly), e.clock().Sub(start).Seconds())
	return nil
}

// create makes one file, and never writes over an older one.
func (c *worldCmd) create(name string) (io.WriteCloser, error) {
	return os.OpenFile(filepath.Join(c.Dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
}

// notWritten says what to do where a folder does not take files.
func notWritten(err error) error {
	switch {
	case errors.Is(err, fs.ErrExist):
		return &outrider.Error{Code: outrider.CodeConflict, Safe: "this folder holds such a file already, and nothing was written over", Hint: "choose an empty folder", Err: err}
	case outrider.CodeOf(err) != outrider.CodeInternal:
		return err
	}
	return &outrider.Error{Code: outrider.CodeStorage, Safe: "the folder cannot be written to", Hint: "check that it can be created and that the disk has room", Err: err}
}
