package ui

import (
	"fmt"
	"math"
	"slices"

	"outrider/internal/desk"
	"outrider/internal/precedent"
)

// Like shows the documented cases that resemble a person's or a case.
type Like struct {
	desk.LikeView
	CaseID        string
	Said          precedent.Features // what the reader said of the person, for this answer alone
	Listed        string             // "yes", "no" or not known
	Problem, Hint string
}

// LikeField is one question of the form, with what was chosen.
type LikeField struct {
	Name, Label, Chosen string
	Values              []string
}

// Choices are the questions of which one answer holds.
func (l Like) Choices() []LikeField {
	return []LikeField{
		{"role", "Known as", l.Said.Role, precedent.Roles},
		{"publicity", "How widely", l.Said.Publicity, precedent.Publicities},
		{"location", "How exposed their life is", l.Said.Location, precedent.Locations},
		{"listed", "On a list of the hostile state", l.Listed, []string{"yes", "no"}},
	}
}

// Tick is one box of several.
type Tick struct {
	Value  string
	Chosen bool
}

// Activities are what a hostile state may mind.
func (l Like) Activities() []Tick {
	out := make([]Tick, len(precedent.Activities))
	for i, a := range precedent.Activities {
		out[i] = Tick{a, slices.Contains(l.Said.Activity, a)}
	}
	return out
}

// Alike is a distance turned round, in per cent.
func (Like) Alike(l precedent.Likeness) string {
	return fmt.Sprintf("%.0f %%", math.Round(100*(1-l.Distance)))
}
