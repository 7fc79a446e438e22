package main

import (
	"io/fs"
	"os"

	"outrider/internal/assess"
	"outrider/parameters"
)

// hypothesesName is the file in the data folder in which an organisation adds
// explanations of its own.
const hypothesesName = "hypotheses.json"

// withOwn is the parameters with an organisation's own file beside them.
type withOwn struct{ own fs.FS }

func (w withOwn) Open(name string) (fs.File, error) {
	if name == hypothesesName {
		return w.own.Open(name)
	}
	return parameters.FS.Open(name)
}

// thinking reads the numbers of the filter, and what the organisation has added
// in its data folder.
func thinking(dir string) (*assess.Params, error) { return assess.Load(withOwn{os.DirFS(dir)}) }

// adopting reads the same with tables of experts laid over them.
func adopting(dir string) func(experts []byte) (*assess.Params, error) {
	return func(experts []byte) (*assess.Params, error) {
		return assess.LoadAdopted(withOwn{os.DirFS(dir)}, experts)
	}
}
