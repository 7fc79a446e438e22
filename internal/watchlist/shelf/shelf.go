// Package shelf keeps every version of every list in a folder: the files as they
// came, under the digest of their content, and one line a version.
//
// Lists are public, so nothing here is sealed; that a desk holds the list of a
// certain state is no secret either. What is held against the lists never comes
// near this folder.
package shelf

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"outrider"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
)

// Names inside the folder.
const (
	indexName = "versions.jsonl"
	checkName = "checked.jsonl" // when each list was last found to be as it is held
	filesName = "files"
	maxLine   = 1 << 20
)

// Shelf is the folder. It is made when the first version is kept.
type Shelf struct{ dir string }

// New names the folder.
func New(dir string) Shelf { return Shelf{dir} }

// Digest is the name under which a content is kept.
func Digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Stamp changes whenever a version is kept: the index is always replaced whole, so
// the time and the size of one file tell. An absent folder has an empty stamp.
func (s Shelf) Stamp() (string, error) {
	info, err := os.Stat(filepath.Join(s.dir, indexName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", storage("the list of versions cannot be looked at", err)
	}
	return info.ModTime().Format(time.RFC3339Nano) + " " + strconv.FormatInt(info.Size(), 10), nil
}

// Versions returns every version in the order in which it came. A line that
// cannot be read is damage and named; an absent folder holds nothing.
func (s Shelf) Versions() ([]watchlist.Version, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, indexName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, storage("the list of versions cannot be read", err)
	}
	var out []watchlist.Version
	in := bufio.NewScanner(bytes.NewReader(data))
	in.Buffer(nil, maxLine)
	for n := 1; in.Scan(); n++ {
		var v watchlist.Version
		if err := json.Unmarshal(in.Bytes(), &v); err != nil || len(v.SHA256) == 0 {
			return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "the list of versions is damaged", Hint: "take lists/" + indexName + " from a backup, or import the lists again into an empty folder", Err: err}
		}
		out = append(out, v)
	}
	return out, in.Err()
}

// Keep stores a version with its files, contents in the order of its digests. The
// files are on the disk before the line that names them. Of two imports at the same
// moment one may lose its line; importing it again keeps it.
func (s Shelf) Keep(v watchlist.Version, contents [][]byte) error {
	for _, c := range contents {
		path := filepath.Join(s.dir, filesName, Digest(c))
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := write(path, c); err != nil {
			return err
		}
	}
	versions, err := s.Versions()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, x := range append(versions, v) {
		line, err := json.Marshal(x)
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	return write(filepath.Join(s.dir, indexName), b.Bytes())
}

// Check notes that a list was delivered at a moment, be it the same as before: it
// is not old.
func (s Shelf) Check(list string, at time.Time) error {
	all, err := s.Checked()
	if err != nil {
		return err
	}
	all[list] = at.UTC()
	line, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return write(filepath.Join(s.dir, checkName), append(line, '\n'))
}

// Checked says when each list was last delivered.
func (s Shelf) Checked() (map[string]time.Time, error) {
	all := map[string]time.Time{}
	data, err := os.ReadFile(filepath.Join(s.dir, checkName))
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil {
		return nil, storage("when the lists were last delivered cannot be read; remove lists/"+checkName, err)
	}
	return all, nil
}

// write replaces a file in one step.
func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return storage("the folder of the lists cannot be made", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return storage("the folder of the lists cannot be written to", err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // it is of no use, and the error says what happened
		return storage("the version cannot be written", err)
	}
	return nil
}

func storage(what string, err error) error {
	return &outrider.Error{Code: outrider.CodeStorage, Safe: what, Hint: "check the rights and the space of the data folder", Err: err}
}

// Load reads a version again from its files, and refuses files that are no longer
// what they were.
func (s Shelf) Load(v watchlist.Version) (*watchlist.Delivery, error) {
	var whole *watchlist.Delivery
	for _, sum := range v.SHA256 {
		data, err := os.ReadFile(filepath.Join(s.dir, filesName, filepath.Base(sum)))
		if err != nil {
			return nil, storage("a file of the list "+v.List+" cannot be read", err)
		}
		if Digest(data) != sum {
			return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "a file of the list " + v.List + " is not what it was", Hint: "import the same delivery again, or take it from a backup"}
		}
		d, err := formats.Read(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		if whole == nil {
			whole = d
			whole.List = v.List
		} else {
			whole.Complete(d)
		}
	}
	return whole, nil
}

// InForce loads the version of a list in force at an instant; false: there is none.
func (s Shelf) InForce(list string, at time.Time) (*watchlist.Delivery, watchlist.Version, bool, error) {
	versions, err := s.Versions()
	if err != nil {
		return nil, watchlist.Version{}, false, err
	}
	v, ok := watchlist.At(versions, list, at)
	if !ok {
		return nil, v, false, nil
	}
	d, err := s.Load(v)
	return d, v, err == nil, err
}
