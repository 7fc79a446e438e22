package world

import "outrider"

// Level says how hard a world is. L1 to L3 are the easy, medium and hard worlds
// of the experiment that detection was designed on (docs/design/worlds.md); in L0
// nobody is hostile, and in LX the hostile side works against the detector itself.
type Level string

// The levels.
const (
	L0 Level = "L0"
	L1 Level = "L1"
	L2 Level = "L2"
	L3 Level = "L3"
	LX Level = "LX"
)

// Levels lists them all, in order.
func Levels() []Level { return []Level{L0, L1, L2, L3, LX} }

// traits are the numbers of one level. Chances are per what their comment names.
type traits struct {
	hunted   float64 // people against whom there is an operation
	vehicles int     // of a team
	active   float64 // days of an operation on which the team works
	follow   float64 // visits of such a day on which it is there
	exposure float64 // times it is exposed on such a visit
	notice   float64 // exposures noticed by an ordinary reporter
	lengthLo int     // days an operation lasts, at least
	lengthHi int     // and at most
	partial  float64 // notes whose plate was half read or not read at all
	misread  float64 // whole plates with one wrong character
	reuse    float64 // teams that go on to somebody else with the same vehicles
	cover    float64 // operations that begin with somebody who has a story
	pause    float64 // operations that rest in the middle
	restHi   int     // days of such a rest, at most
	abort    float64 // operations that end without anything happening
	replate  int     // days after which a vehicle has other plates; 0: never
	decoys   int     // conspicuous vehicles shown once each
	flood    float64 // people whose account floods the desk
}

// traits returns a level's numbers.
func (l Level) traits() (traits, error) {
	base := traits{hunted: .25, reuse: .7, pause: .1, restHi: 7, abort: .1}
	switch l {
	case L0:
		return traits{partial: .20, misread: .03}, nil
	case L1:
		base.vehicles, base.active, base.follow, base.notice = 1, .70, .80, .10
		base.lengthLo, base.lengthHi, base.partial, base.misread = 30, 60, .05, .02
		base.exposure, base.cover = 1.2, .1
		return base, nil
	case L2:
		base.vehicles, base.active, base.follow, base.notice = 3, .60, .70, .05
		base.lengthLo, base.lengthHi, base.partial, base.misread = 21, 60, .20, .03
		base.exposure, base.cover = 1.65, .3
		return base, nil
	case L3:
		base.vehicles, base.active, base.follow, base.notice = 6, .50, .60, .02
		base.lengthLo, base.lengthHi, base.partial, base.misread = 14, 45, .35, .05
		base.exposure, base.cover, base.pause = 2.2, .5, .3
		return base, nil
	case LX:
		base.vehicles, base.active, base.follow, base.notice = 6, .50, .60, .04
		base.lengthLo, base.lengthHi, base.partial, base.misread = 60, 150, .30, .05
		base.exposure, base.cover, base.pause, base.restHi = 1.2, .8, .8, 45
		base.abort, base.replate, base.decoys, base.flood = .3, 12, 4, .01
		return base, nil
	}
	return traits{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "there is no such level", Hint: "the levels are L0, L1, L2, L3 and LX"}
}

// Options say which world to make. The same options make the same world, to the
// last byte, on every machine.
type Options struct {
	Level  Level
	Seed   uint64
	People int
	Days   int
}

// Bounds of a world; the largest is meant for measuring cost.
const (
	maxPeople = 1_000_000
	maxDays   = 3660
)

func (o Options) check() (traits, error) {
	if o.People < 1 || o.People > maxPeople || o.Days < 1 || o.Days > maxDays {
		return traits{}, outrider.Invalid("a world has 1 to %d people and 1 to %d days", maxPeople, maxDays)
	}
	return o.Level.traits()
}
