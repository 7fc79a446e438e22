package picture

import "outrider"

// ScreenedBody is the body of screening.made: what one report, one protected
// person or one watch gave when it was held against the lists. It takes the place
// of what the same one gave before.
type ScreenedBody struct {
	Report outrider.ReportID `json:"report,omitempty"`
	Person outrider.PersonID `json:"person,omitempty"`
	Watch  outrider.WatchID  `json:"watch,omitempty"`
	Hits   []outrider.Hit    `json:"hits"`
}

// source tells what was screened apart.
func (b ScreenedBody) source() string {
	return string(b.Report) + " " + string(b.Person) + " " + string(b.Watch)
}

// ListsBody is the body of lists.held: everything the desk holds was held against
// these lists.
type ListsBody struct {
	Stamp string   `json:"stamp"`           // of the set of versions
	Lists []string `json:"lists,omitempty"` // name and day of each
	Names int      `json:"names"`           // that were held against them
	UpTo  uint64   `json:"up_to"`           // the last entry that was looked at
}

// VerdictBody is the body of hit.judged. Reports are those that whoever judged
// could see: only who sees them all sees the verdict.
type VerdictBody struct {
	Hit     outrider.HitID      `json:"hit"`
	Verdict outrider.Verdict    `json:"verdict"`
	Reports []outrider.ReportID `json:"reports,omitempty"`
}

// RevokedBody is the body of hit.revoked: the last verdict that stands falls.
type RevokedBody struct {
	Hit outrider.HitID `json:"hit"`
}

// WatchBody is the body of watch.set, under a key of its own; WatchEndedBody that
// of watch.ended.
type WatchBody struct {
	Watch outrider.Watch `json:"watch"`
}

// WatchEndedBody ends a watch.
type WatchEndedBody struct {
	Watch outrider.WatchID `json:"watch"`
}

// SourceBody is the body of list.source.
type SourceBody struct {
	Source outrider.ListSource `json:"source"`
}
