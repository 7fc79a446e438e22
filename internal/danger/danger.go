// Package danger reads an organisation's own scheme of danger to life: its levels
// with their clocks, the steps of a response, and the grounds on which somebody may
// be left unwarned. Levels in use elsewhere differ in number, order and meaning, so
// none is built in: docs/design/record.md says what the start values rest on.
package danger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"outrider"
)

// Scheme is one organisation's scheme. The zero value is none: no record can be opened
// under it.
type Scheme struct {
	Name    string
	Hash    string
	Least   int     // options that are weighed before a record closes
	Rest    int     // days, at the latest, until a closed record is looked at again
	Levels  []Level // lowest first
	Rungs   []Rung  // in the order in which they are usually climbed
	Grounds []outrider.DangerGround
}

// Level is a level and the chance of grave harm that its words stand for.
type Level struct {
	outrider.DangerLevel
	Chance Chance `json:"chance"`
}

// Chance is a range of probabilities over so many days.
type Chance struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Days int     `json:"days"`
}

// Rung is one kind of step. One that warns tells the person that there is a danger.
type Rung struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	About string `json:"about"`
	Warns bool   `json:"warns,omitempty"`
}

// On reports whether there is a scheme at all.
func (s Scheme) On() bool { return len(s.Levels) > 0 }

// Level finds a level by id, whatever its case.
func (s Scheme) Level(id string) (outrider.DangerLevel, error) {
	for _, l := range s.Levels {
		if strings.EqualFold(l.ID, strings.TrimSpace(id)) {
			return l.DangerLevel, nil
		}
	}
	return outrider.DangerLevel{}, unknown("level", s.names(func(add func(string)) {
		for _, l := range s.Levels {
			add(l.ID)
		}
	}))
}

// Rung finds a kind of step by id, whatever its case.
func (s Scheme) Rung(id string) (Rung, error) {
	for _, r := range s.Rungs {
		if strings.EqualFold(r.ID, strings.TrimSpace(id)) {
			return r, nil
		}
	}
	return Rung{}, unknown("step", s.names(func(add func(string)) {
		for _, r := range s.Rungs {
			add(r.ID)
		}
	}))
}

// Ground finds a ground by id, whatever its case.
func (s Scheme) Ground(id string) (outrider.DangerGround, error) {
	for _, g := range s.Grounds {
		if strings.EqualFold(g.ID, strings.TrimSpace(id)) {
			return g, nil
		}
	}
	return outrider.DangerGround{}, unknown("ground", s.names(func(add func(string)) {
		for _, g := range s.Grounds {
			add(g.ID)
		}
	}))
}

func (s Scheme) names(each func(add func(string))) string {
	var out []string
	each(func(n string) { out = append(out, n) })
	return strings.Join(out, ", ")
}

func unknown(what, known string) error {
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the scheme in force has no such " + what, Hint: "it has: " + known}
}

// MaxScheme bounds a scheme file, in bytes.
const MaxScheme = 256 << 10

// number is a value with its origin.
type number struct {
	Value  float64 `json:"value"`
	Origin string  `json:"origin"`
}

// file is the layout of levels.json.
type file struct {
	lines map[string][]int // on which line each part of a list begins

	Version int         `json:"version"`
	About   string      `json:"about"`
	Name    string      `json:"name"`
	Least   number      `json:"least_options"`
	Rest    number      `json:"rest_days"`
	Levels  []levelFile `json:"levels"`
	Rungs   []struct {
		Rung
		Origin string `json:"origin"`
	} `json:"rungs"`
	Grounds []struct {
		outrider.DangerGround
		Origin string `json:"origin"`
	} `json:"grounds"`
}

type levelFile struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Means    string  `json:"means"`
	Chance   Chance  `json:"chance"`
	Imminent bool    `json:"imminent"`
	Decide   float64 `json:"decide_hours"`
	Warn     float64 `json:"warn_hours"`
	Approve  float64 `json:"approve_hours"`
	Review   float64 `json:"review_hours"`
	Origin   string  `json:"origin"`
}

// Load reads levels.json of a folder.
func Load(fsys fs.FS) (Scheme, error) {
	b, err := fs.ReadFile(fsys, "levels.json")
	if err != nil {
		return Scheme{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "levels.json cannot be read", Hint: "put it back into the parameters folder", Err: err}
	}
	return Read(b)
}

// Read reads the content of a levels.json. What is missing, twice, out of order or
// without origin is named with its line; nothing is guessed.
func Read(b []byte) (Scheme, error) {
	if len(b) > MaxScheme {
		return Scheme{}, outrider.Invalid("a scheme of levels is at most %d kB", MaxScheme>>10)
	}
	var f file
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	err := dec.Decode(&f)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
		return Scheme{}, unreadable(b, err)
	}
	f.lines = linesOf(b)
	sum := sha256.Sum256(b)
	s := Scheme{Name: strings.TrimSpace(f.Name), Hash: hex.EncodeToString(sum[:8]), Least: int(f.Least.Value), Rest: int(f.Rest.Value)}
	if f.Version != 1 || s.Name == "" || len(s.Name) > 80 || f.Least.Origin == "" || !(f.Least.Value >= 1 && f.Least.Value <= 10) {
		return Scheme{}, outrider.Invalid("levels: version 1, a name, and least_options from 1 to 10 with its origin are needed")
	}
	if f.Rest.Origin == "" || !(f.Rest.Value >= 1 && f.Rest.Value <= 3660) {
		return Scheme{}, outrider.Invalid("levels: rest_days from 1 to 3660 with its origin is needed")
	}
	for _, read := range []func(file) error{s.levels, s.rungs, s.grounds} {
		if err := read(f); err != nil {
			return Scheme{}, kept(err)
		}
	}
	return s, nil
}

// levels reads the levels: each leaves less time than the one before.
func (s *Scheme) levels(f file) error {
	if len(f.Levels) == 0 || len(f.Levels) > 12 {
		return outrider.Invalid("levels: a scheme has one to twelve levels")
	}
	seen := names{}
	for i, l := range f.Levels {
		err := seen.add("level", l.ID, l.Name, l.Origin)
		if err == nil {
			err = f.follows(i)
		}
		if err != nil {
			return f.at("levels", i, err)
		}
		s.Levels = append(s.Levels, Level{Chance: l.Chance, DangerLevel: outrider.DangerLevel{ID: l.ID, Name: l.Name, Means: l.Means, Imminent: l.Imminent,
			Decide: minutes(l.Decide), Warn: minutes(l.Warn), Approve: minutes(l.Approve), Review: minutes(l.Review), Scheme: s.Hash}})
	}
	return nil
}

// follows refuses a level that says too little, or does not stand above the one before it.
func (f file) follows(i int) error {
	l := f.Levels[i]
	for _, h := range []float64{l.Decide, l.Warn, l.Approve, l.Review} {
		if !(h >= 0.25 && h <= 24*366) {
			return outrider.Invalid("levels: the clocks of %s lie between a quarter of an hour and a year", l.ID)
		}
	}
	switch {
	case l.Means == "" || !(l.Chance.Low > 0 && l.Chance.Low < l.Chance.High && l.Chance.High < 1) || l.Chance.Days < 1 || l.Chance.Days > 366:
		return outrider.Invalid("levels: %s says what it means, and between which probabilities, neither 0 nor 1, within how many days", l.ID)
	case l.Decide > l.Warn:
		return outrider.Invalid("levels: %s leaves less time to warn than to decide", l.ID)
	case i > 0 && !(l.Warn < f.Levels[i-1].Warn):
		return outrider.Invalid("levels: the lowest comes first, and each leaves less time to warn than the one before it; %s does not", l.ID)
	case i > 0 && f.Levels[i-1].Imminent && !l.Imminent:
		return outrider.Invalid("levels: what stands above an imminent level is imminent; %s is not", l.ID)
	}
	return nil
}

func minutes(hours float64) int { return int(hours*60 + .5) }

func (s *Scheme) rungs(f file) error {
	seen := names{}
	for i, r := range f.Rungs {
		if err := seen.add("step", r.ID, r.Name, r.Origin); err != nil {
			return f.at("rungs", i, err)
		}
		s.Rungs = append(s.Rungs, r.Rung)
	}
	if !slices.ContainsFunc(s.Rungs, func(r Rung) bool { return r.Warns }) {
		return outrider.Invalid("levels: one step at least warns the person")
	}
	return nil
}

func (s *Scheme) grounds(f file) error {
	seen := names{}
	for i, g := range f.Grounds {
		err := seen.add("ground", g.ID, g.Name, g.Origin)
		if err == nil && g.About == "" {
			err = outrider.Invalid("levels: ground %s says when it holds", g.ID)
		}
		if err != nil {
			return f.at("grounds", i, err)
		}
		s.Grounds = append(s.Grounds, g.DangerGround)
	}
	return nil
}

// names holds what was used already, ids and names alike.
type names map[string]bool

// add refuses an id or a name that is missing, too long or used already.
func (n names) add(what, id, name, origin string) error {
	if err := outrider.CheckID(what, id); err != nil {
		return err
	}
	if strings.TrimSpace(name) == "" || len(name) > 80 || origin == "" {
		return outrider.Invalid("levels: %s %s has a name of at most 80 characters and its origin", what, id)
	}
	for _, k := range []string{"id " + strings.ToLower(id), "name " + strings.ToLower(strings.TrimSpace(name))} {
		if n[k] {
			return outrider.Invalid("levels: two of the %ss are called the same: %s", what, id)
		}
		n[k] = true
	}
	return nil
}
