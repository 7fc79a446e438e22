package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"outrider"
	"outrider/internal/backup"
	"outrider/internal/intake"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/shelf"
)

// listsName is the folder of the lists inside the data folder.
const listsName = backup.ListsName

type listsCmd struct {
	Import listsImportCmd `cmd:"" help:"Keep a version of a list; its format is recognised from the content."`
	Diff   listsDiffCmd   `cmd:"" help:"What changed between two versions, entry by entry, with the reason."`
	Show   listsShowCmd   `cmd:"" help:"The lists that are held, a list's versions, or an entry."`
	Source listsSourceCmd `cmd:"" help:"After how many days a list is old, and where the whole of it may be fetched; off until an administrator says so."`
	Fetch  listsFetchCmd  `cmd:"" help:"Fetch the lists whose fetching is switched on."`
}

type listsImportCmd struct {
	Files     []string `arg:"" help:"Files of one or several lists; aliases and addresses delivered apart are joined to their list. - is standard input." type:"path"`
	Wanted    bool     `help:"A hostile state keeps it of those whom it hunts: it is held against the protected people alone, as a warning for them."`
	Published string   `help:"Day on which it was published or the act was made; else the list's own date, else today." placeholder:"DATE"`
}

// Help is shown under the flags.
func (listsImportCmd) Help() string {
	return `Every version is kept. A delivery that is empty, broken, or smaller than its publisher's
work explains is kept apart as quarantined, and the version before it stays in force.
With --as the list is kept under a name of your own. What was once imported with --wanted stays a
wanted list: contacts are never held against it.

  outrider lists import sdn.csv alt.csv add.csv --published 2024-05-03
  outrider lists import expelled.csv --as expelled
  outrider lists import notices.csv --as hunted --wanted

Exit codes: 0 kept, 1 something was quarantined or could not be read, 2 not done.`
}

type listsDiffCmd struct {
	Old string `arg:"" help:"A file, or NAME@DATE: the version in force then."`
	New string `arg:"" help:"A file, or NAME@DATE."`
}

// Help is shown under the flags.
func (listsDiffCmd) Help() string {
	return `An entry is added, amended, eased (a programme or a measure is gone, the entry stays), delisted,
rekeyed, merged or moved between regimes; a list is discontinued. A delivery that is broken or
has shrunk is quarantined, and never read as a mass delisting.

  outrider lists diff old.xml new.xml
  outrider --json lists diff ofac-sdn@2024-01-31 ofac-sdn@2024-05-03

Exit codes: 0 compared, 1 quarantined or with lines that cannot be read, 2 not compared.`
}

// Run compares two versions.
func (c *listsDiffCmd) Run(e *env) error {
	old, _, err := e.listVersion(c.Old)
	if err != nil {
		return err
	}
	next, _, err := e.listVersion(c.New)
	if err != nil {
		return err
	}
	e.sayRefused(c.New, next)
	bad := next.Lost > 0
	changes := watchlist.Diff(old, next)
	for _, ch := range changes {
		bad = bad || ch.Change == watchlist.Quarantined
		if err := e.printChange(ch); err != nil {
			return err
		}
	}
	e.say("%s", tallyText(changes))
	if bad {
		return errRefused
	}
	return nil
}

func (e *env) printChange(ch watchlist.Change) error {
	if e.cli.JSON {
		return e.printJSON(ch)
	}
	e.print("%-12s %s  %s\n             %s", ch.Change, ch.Key, ch.Name, ch.Why)
	return nil
}

// tally counts changes by their kind.
func tally(changes []watchlist.Change) map[watchlist.ChangeKind]int {
	n := map[watchlist.ChangeKind]int{}
	for _, ch := range changes {
		n[ch.Change]++
	}
	return n
}

func tallyText(changes []watchlist.Change) string {
	n := tally(changes)
	var parts []string
	for _, k := range [...]watchlist.ChangeKind{watchlist.Quarantined, watchlist.Discontinued, watchlist.Delisted, watchlist.Eased, watchlist.Moved, watchlist.Merged, watchlist.Rekeyed, watchlist.Amended, watchlist.Added} {
		if n[k] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[k], k))
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "nothing has changed")
}

// sayRefused names the lines that could not be read, the first few of them, and
// counts them all.
func (e *env) sayRefused(name string, d *watchlist.Delivery) {
	const few = 20
	for _, r := range d.Refused[:min(few, len(d.Refused))] {
		e.say("refused %s %s: %s", filepath.Base(name), r.Where, r.What)
	}
	if d.Lost > 0 {
		e.say("%s: %d read, %d refused", filepath.Base(name), len(d.Records), d.Lost)
	}
	for _, r := range d.Noted[:min(few, len(d.Noted))] {
		e.say("note %s %s: %s", filepath.Base(name), r.Where, r.What)
	}
	if d.Doubts > few {
		e.say("%s: %d such notes in all", filepath.Base(name), d.Doubts)
	}
}

// sayUntried says of a format that its reader has only seen the published schema:
// somebody should look.
func (e *env) sayUntried(name string, d *watchlist.Delivery) {
	for _, f := range formats.All() {
		if f.ID == d.Format && !f.Sampled {
			e.say("note %s: %s is read by its published schema and was never tried on a real delivery; look at a few entries (outrider lists show %s KEY)", filepath.Base(name), f.Title, f.List)
		}
	}
}

// listVersion reads a file, or the version of a list that was in force on a day.
// The label tells versions apart: a day, or the beginning of a digest.
func (e *env) listVersion(which string) (d *watchlist.Delivery, label string, err error) {
	if _, err := os.Stat(which); err != nil && which != "-" {
		if name, day, ok := strings.Cut(which, "@"); ok {
			d, v, err := e.heldVersion(name, day)
			return d, v.From().Format(time.DateOnly), err
		}
	}
	data, err := e.readInput(which, watchlist.MaxBytes)
	if err != nil {
		return nil, "", err
	}
	d, err = formats.Read(bytes.NewReader(data))
	if err != nil {
		return nil, "", err
	}
	return d, cmp.Or(d.Dated.String(), "sha256:"+shelf.Digest(data)[:12]), nil
}

// heldVersion loads NAME@DATE from the data folder.
func (e *env) heldVersion(name, day string) (*watchlist.Delivery, watchlist.Version, error) {
	at, err := e.asOf(day)
	if err != nil {
		return nil, watchlist.Version{}, err
	}
	s, err := e.listShelf()
	if err != nil {
		return nil, watchlist.Version{}, err
	}
	d, v, ok, err := s.InForce(name, at)
	if err == nil && !ok {
		err = &outrider.Error{Code: outrider.CodeInvalid, Safe: "no version of the list " + intake.Clip(name) + " is in force on " + intake.Clip(cmp.Or(day, "this day")), Hint: "outrider lists show names the versions that are held"}
	}
	return d, v, err
}

// asOf is the last instant of a day; without one, now.
func (e *env) asOf(day string) (time.Time, error) {
	if day == "" {
		return e.clock(), nil
	}
	if t, err := time.Parse(time.RFC3339, day); err == nil {
		return t, nil
	}
	d, err := watchlist.ParseDate(day)
	if err != nil {
		return time.Time{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: intake.Clip(day) + " is not a date", Hint: "write 2024, 2024-05, 2024-05-03, or a time as RFC 3339 has it"}
	}
	return d.Last(), nil
}

func (e *env) listShelf() (shelf.Shelf, error) {
	dir, err := e.dataDir()
	return shelf.New(filepath.Join(dir, listsName)), err
}

// readList is a delivery with its bytes, which are kept as they are, and what
// tells it apart from others.
type readList struct {
	file  string
	data  []byte
	got   *watchlist.Delivery
	label string
}

// Run keeps versions.
func (c *listsImportCmd) Run(k *kong.Context, e *env) error {
	published, err := optionalDate(c.Published)
	if err != nil {
		return err
	}
	as := e.listName(k)
	if as != "" {
		if err := watchlist.CheckName(as); err != nil {
			return err
		}
	}
	groups, err := c.read(e)
	if err != nil {
		return err
	}
	refused := false
	for _, g := range groups {
		ok, err := e.keepList(g, keepHow{as, published, c.Wanted})
		if err != nil {
			return err
		}
		refused = refused || !ok
	}
	if refused {
		return errRefused
	}
	return nil
}

// listName is what --as says on the command line. A list has no user who acts, so
// the name in the environment is not meant.
func (e *env) listName(k *kong.Context) string {
	for _, p := range k.Path {
		if p.Flag != nil && p.Flag.Name == "as" {
			return e.cli.As
		}
	}
	return ""
}

func optionalDate(s string) (watchlist.Date, error) {
	if s == "" {
		return watchlist.Date{}, nil
	}
	d, err := watchlist.ParseDate(s)
	if err != nil {
		return d, &outrider.Error{Code: outrider.CodeInvalid, Safe: "--published is not a date", Hint: "write 2024-05-03, 2024-05 or 2024"}
	}
	return d, nil
}

// read reads the files; a supplement goes with the list that it completes, where
// that is among them.
func (c *listsImportCmd) read(e *env) ([][]readList, error) {
	var groups [][]readList
	var later []readList
	for _, f := range c.Files {
		data, err := e.readInput(f, watchlist.MaxBytes)
		if err != nil {
			return nil, err
		}
		d, err := formats.Read(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		e.sayRefused(f, d)
		e.sayUntried(f, d)
		one := readList{file: f, data: data, got: d}
		if d.Joins != "" {
			later = append(later, one)
		} else {
			groups = append(groups, []readList{one})
		}
	}
	for _, s := range later {
		groups = place(groups, s)
	}
	return groups, nil
}

func place(groups [][]readList, s readList) [][]readList {
	for i, g := range groups {
		if g[0].got.List == s.got.Joins {
			groups[i] = append(g, s)
			return groups
		}
	}
	return append(groups, []readList{s})
}
