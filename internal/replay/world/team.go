package world
type operation struct{}
