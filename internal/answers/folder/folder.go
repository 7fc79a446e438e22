// Package folder keeps what an organisation itself wrote about hostile acts and
// their answers: every version of one file, each under the moment it was kept.
//
// What states did in public is no secret and is about nobody in the register, so
// nothing here is sealed, and it is no part of the ledger: like the lists, it is
// what others said, kept as it came.
package folder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"outrider"
)

// stamp begins the name of a version, so that names sort by time.
const stamp = "20060102T150405.000000000Z"

// Folder is where versions are kept. It is made when the first one is.
type Folder struct{ dir string }

// New names the folder. Without a name it holds nothing, as in a demonstration.
func New(dir string) Folder { return Folder{dir} }

// Versions returns the names of all versions, the earliest first.
func (f Folder) Versions() ([]string, error) {
	files, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, storage("the folder of answers cannot be read", err)
	}
	var out []string
	for _, x := range files {
		if _, ok := kept(x.Name()); ok {
			out = append(out, x.Name())
		}
	}
	slices.Sort(out)
	return out, nil
}

// kept reads from the name of a version when it was kept.
func kept(name string) (time.Time, bool) {
	head, _, ok := strings.Cut(name, "-")
	t, err := time.Parse(stamp, head)
	return t, ok && err == nil
}

// Current returns the version in force at an instant with its name; an empty name
// says that there was none.
func (f Folder) Current(at time.Time) (content []byte, name string, err error) {
	versions, err := f.Versions()
	if err != nil {
		return nil, "", err
	}
	for _, v := range versions {
		if t, _ := kept(v); !t.After(at) {
			name = v
		}
	}
	if name == "" {
		return nil, "", nil
	}
	content, err = os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		return nil, "", storage("a version of the answers cannot be read", err)
	}
	if !strings.Contains(name, digest(content)) {
		return nil, "", &outrider.Error{Code: outrider.CodeDamaged, Safe: "a version of the answers is not what it was", Hint: "take " + name + " from a backup, or add the file again"}
	}
	return content, name, nil
}

// Keep keeps a version. It replaces the one before from that moment on; the same
// content twice is kept once.
func (f Folder) Keep(content []byte, at time.Time) (name string, err error) {
	if now, name, err := f.Current(at); err != nil || name != "" && string(now) == string(content) {
		return name, err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return "", storage("the folder of answers cannot be made", err)
	}
	name = at.UTC().Format(stamp) + "-" + digest(content)
	tmp, err := os.CreateTemp(f.dir, ".new-*")
	if err != nil {
		return "", storage("the folder of answers cannot be written to", err)
	}
	_, err = tmp.Write(content)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(f.dir, name))
	}
	if err != nil {
		_ = os.Remove(tmp.Name()) // it is of no use, and the error says what happened
		return "", storage("the version cannot be written", err)
	}
	return name, nil
}

// digest tells contents apart.
func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:12])
}

func storage(what string, err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: what, Hint: "check the rights and the space of the data folder", Err: err}
}
