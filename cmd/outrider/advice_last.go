package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"outrider"
	"outrider/advice"
	"outrider/internal/guidance"
)

// lastAdvice is the folder, in the data folder, that holds an organisation's own texts
// as they were in force last. They are about nobody, and lie there in the clear.
const lastAdvice = "advice"

// servedLibrary puts in force what a desk serves: ours, over it an organisation's own
// texts, and where these have faults, their own as they were in force last. What is
// refused is said, and stays to be shown.
func (e *env) servedLibrary(own, dir string) (*guidance.Keeper, error) {
	k, err := e.library("")
	if err != nil || own == "" {
		return k, err
	}
	last := filepath.Join(dir, lastAdvice)
	_, none := os.Stat(last)
	if none == nil {
		k.Use(advice.FS, os.DirFS(last)) // refused, for it is of another version of ours: then ours serves
	}
	ok, faults := k.Use(advice.FS, os.DirFS(own))
	for _, f := range faults {
		e.say("%s", f)
	}
	switch {
	case ok:
		return k, keepAdvice(os.DirFS(own), last)
	case none == nil:
		e.say("your own texts of advice have faults: those that were in force before stay")
	default:
		e.say("your own texts of advice have faults: ours stay")
	}
	return k, nil
}

// keepAdvice copies texts that are in force to where a later start finds them.
func keepAdvice(own fs.FS, last string) error {
	fresh := last + ".new"
	err := errors.Join(os.RemoveAll(fresh), os.MkdirAll(fresh, 0o700))
	if err == nil {
		err = fs.WalkDir(own, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".json" {
				return err
			}
			return copyText(own, name, filepath.Join(fresh, filepath.FromSlash(name)))
		})
	}
	if err == nil {
		err = errors.Join(os.RemoveAll(last), os.Rename(fresh, last))
	}
	if err != nil {
		return &outrider.Error{Code: outrider.CodeStorage, Safe: "the texts of advice in force cannot be kept in the data folder", Err: err}
	}
	return nil
}

func copyText(own fs.FS, name, to string) error {
	data, err := fs.ReadFile(own, name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}
