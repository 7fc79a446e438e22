package ui

// What templates call, opened to the tests of this package.
var (
	SheetOf     = sheetOf
	BarOf       = barOf
	TrackOf     = trackOf
	WaitedFor   = waited
	KindWord    = kindWord
	MainKinds   = mainKinds
	OtherKinds  = otherKinds
	BehaviourOf = behaviours
)
