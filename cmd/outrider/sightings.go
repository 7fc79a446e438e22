package main

import (
	"os"
	"time"

	"outrider"
	"outrider/internal/detect"
	"outrider/internal/replay/scorecard"
	"outrider/internal/replay/world"
)

// taker is what takes a world in: the engine, or what learns from a history.
type taker interface {
	Enrol(outrider.Protectee)
}

// enrol makes a world's people known.
func enrol(f *world.Folder, to taker) {
	for _, p := range f.People() {
		to.Enrol(scorecard.Protectee(p))
	}
}

// openWorld opens a world's folder.
func openWorld(dir string) (*world.Folder, error) { return world.Open(os.DirFS(dir)) }

// learn fits parameters to what was told before a moment.
func (e *env) learn(dir string, until time.Time, p detect.Params) (detect.Params, error) {
	f, err := openWorld(dir)
	if err != nil {
		return p, err
	}
	fit := detect.NewFitter(p)
	enrol(f, fit)
	show := e.progress("learning")
	n := 0
	for x := range scorecard.InOrderTold(f.Sightings(), f.Contacts()) {
		if !x.At.Before(until) {
			break
		}
		if n++; n%4096 == 0 {
			show.at(n, 0)
		}
		if x.Contact != nil {
			fit.AddContact(*x.Contact)
		} else {
			fit.Add(x.Sighting)
		}
	}
	return fit.Learnt("learnt from what was told before " + until.UTC().Format(time.RFC3339))
}
