package servertest

import (
	"outrider/advice"
	"outrider/internal/guidance"
)

// Advice is the library that ships.
func Advice() *guidance.Keeper {
	var k guidance.Keeper
	k.Use(advice.FS)
	return &k
}
