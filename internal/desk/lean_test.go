package desk_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"sync"
	"testing"
	"testing/fstest"

	"outrider/internal/assess"
	"outrider/internal/danger"
	"outrider/internal/desk"
	"outrider/internal/detect"
	"outrider/internal/judgement"
	"outrider/parameters"
)

// leanDraws is how many draws stand behind an interval in the tests of the desk. No
// rule of the desk hangs on their number; what does is tested in assess and plan.
const leanDraws = 50

var drawsLine = regexp.MustCompile(`("draws":\s*\{"value":\s*)\d+`)

// lean is a file of the shipped numbers with leanDraws draws and nothing else changed.
func lean(name string) (fs.FS, error) {
	shipped := fstest.MapFS{}
	err := fs.WalkDir(parameters.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := parameters.FS.ReadFile(path)
		if path == name {
			thin := drawsLine.ReplaceAll(b, fmt.Appendf(nil, "${1}%d", leanDraws))
			if bytes.Equal(thin, b) {
				return fmt.Errorf("%s names no number of draws", name)
			}
			b = thin
		}
		shipped[path] = &fstest.MapFile{Data: b}
		return err
	})
	return shipped, err
}

// thin reports whether a test makes do with few draws. A benchmark does not.
func thin(t testing.TB) bool { _, bench := t.(*testing.B); return !bench }

// numbers are those that every desk of the tests starts with. They are read once.
type numbers struct {
	assess   *assess.Params
	detect   detect.Params
	judging  judgement.Params
	consent  desk.ConsentParams
	casework desk.CaseworkParams
	portal   desk.PortalParams
	danger   danger.Scheme
	offline  desk.OfflineParams
}

var (
	leanNumbers = sync.OnceValues(func() (numbers, error) {
		fsys, err := lean("assess.json")
		if err != nil {
			return numbers{}, err
		}
		return readNumbers(fsys)
	})
	wholeNumbers = sync.OnceValues(func() (numbers, error) { return readNumbers(parameters.FS) })
)

func readNumbers(fsys fs.FS) (n numbers, err error) {
	if n.assess, err = assess.Load(fsys); err != nil {
		return n, err
	}
	if n.detect, err = detect.Load(fsys); err != nil {
		return n, err
	}
	if n.judging, err = judgement.Load(fsys); err != nil {
		return n, err
	}
	if n.consent, err = desk.LoadConsent(fsys); err != nil {
		return n, err
	}
	if n.casework, err = desk.LoadCasework(fsys); err != nil {
		return n, err
	}
	if n.portal, err = desk.LoadPortal(fsys); err != nil {
		return n, err
	}
	if n.offline, err = desk.LoadOffline(fsys); err != nil {
		return n, err
	}
	n.danger, err = danger.Load(fsys)
	return n, err
}

// numbersFor are the shipped numbers, with few draws where that is enough.
func numbersFor(t testing.TB) numbers {
	t.Helper()
	read := wholeNumbers
	if thin(t) {
		read = leanNumbers
	}
	n, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return n
}
