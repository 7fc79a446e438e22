package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"

	"outrider"
	"outrider/internal/answers"
	"outrider/internal/answers/folder"
	"outrider/internal/answers/held"
	"outrider/internal/backup"
	"outrider/internal/precedent"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/shelf"
	"outrider/precedents"
)

// maxAnswers bounds a file of own acts.
const maxAnswers = 32 << 20

// answersBook opens the ledger of answers of a data folder, which need not exist.
func (e *env) answersBook() (*held.Book, error) {
	dir, err := e.dataDir()
	if err != nil {
		return nil, err
	}
	return bookIn(dir)
}

func bookIn(dir string) (*held.Book, error) {
	corpus, err := precedent.Load(precedents.FS)
	if err != nil {
		return nil, err
	}
	return held.New(corpus, folder.New(filepath.Join(dir, backup.AnswersName)), shelf.New(filepath.Join(dir, listsName))), nil
}

// own checks a file of own acts and, where it is to be kept, keeps it as the
// version from now on.
func (c *answersCmd) own(e *env, path string, keep bool) error {
	content, err := e.readInput(path, maxAnswers)
	if err != nil {
		return err
	}
	entries, faults, err := answers.ReadEntries(bytes.NewReader(content))
	if err != nil {
		return err
	}
	corpus, err := precedent.Load(precedents.FS)
	if err != nil {
		return err
	}
	_, more := answers.FromPrecedents(corpus).With(entries)
	if faults = append(faults, more...); len(faults) > 0 {
		return e.faults(faults)
	}
	if !keep {
		e.say("%d entries, no fault", len(entries))
		return nil
	}
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	if _, err := os.Stat(dir); err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "there is no store to keep it in", Hint: "outrider init makes one, or name it with --data", Err: err}
	}
	name, err := folder.New(filepath.Join(dir, backup.AnswersName)).Keep(content, e.clock())
	if err != nil {
		return err
	}
	e.say("%d entries kept as %s; they replace what was kept before, and every version stays", len(entries), name)
	return e.refreshNamed(dir)
}

// faults says what is wrong, line by line. Nothing is kept of a file with faults.
func (e *env) faults(faults []answers.Fault) error {
	for _, f := range faults {
		if e.cli.JSON {
			if err := e.printJSON(f); err != nil {
				return err
			}
			continue
		}
		where := f.Where
		if f.Field != "" {
			where += ", " + f.Field
		}
		e.print("%s: %s. %s", where, f.What, f.Hint)
	}
	e.say("%d faults; nothing was kept", len(faults))
	return errRefused
}

// showOwn prints the version that is kept, for somebody to edit and add again.
func (c *answersCmd) showOwn(e *env) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	at, err := e.asOf(c.At)
	if err != nil {
		return err
	}
	content, name, err := folder.New(filepath.Join(dir, backup.AnswersName)).Current(at)
	if err != nil {
		return err
	}
	if name == "" {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "no acts of your own are kept", Hint: "outrider answers --add FILE keeps some; the manual of analysts shows a file to begin with"}
	}
	_, err = e.out.Write(content)
	return err
}

// refreshNamed keeps the officially named as a list, so that screening holds
// contacts against them. The same names are kept once; nobody is asked about a
// list that shrank, for it is made from what is held here.
func (e *env) refreshNamed(dir string) error {
	b, err := bookIn(dir)
	if err != nil {
		return err
	}
	named, err := b.Named(e.clock())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := answers.WriteCSV(&out, named); err != nil {
		return err
	}
	s := shelf.New(filepath.Join(dir, listsName))
	versions, err := s.Versions()
	if err != nil {
		return err
	}
	sums := []string{shelf.Digest(out.Bytes())}
	if v, ok := watchlist.At(versions, answers.ListName, e.clock()); ok && slices.Equal(v.SHA256, sums) {
		return nil
	}
	return s.Keep(watchlist.Version{List: answers.ListName, Format: "own-csv", Seen: e.clock().UTC(), Entries: len(named), State: watchlist.InForce, SHA256: sums}, [][]byte{out.Bytes()})
}

// takenBack holds what changed on a list against the ledger of answers: those that
// may concern an act.
func (e *env) takenBack(list string, changes []watchlist.Change) ([]answers.Alarm, error) {
	b, err := e.answersBook()
	if err != nil {
		return nil, err
	}
	l, _, err := b.Ledger(e.clock())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(l.FromChanges(list, changes), func(a answers.Alarm) bool { return a.Case == "" }), nil
}
