package ui

import "outrider/internal/desk"

// OwnPages is what staff see of a protected person's own pages. Link is set where one
// was just made.
type OwnPages struct {
	desk.PortalView
	Link          string
	Status        int
	Problem, Hint string
}

func (OwnPages) place() place { return place{"ownpages", "Own pages", areaPeople} }
