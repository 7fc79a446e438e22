package desk

import (
	"context"
	"fmt"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// Screened notes that somebody held names against lists by hand: how many names
// and hits, never which. Whoever shows the answer notes it first, so that nobody
// can go through a telephone book unseen.
type Screened struct {
	Names int `json:"names"`
	Hits  int `json:"hits"`
}

func (d *Desk) screened(ctx context.Context, by outrider.UserID, s Screened) (Outcome, error) {
	if _, err := d.may(by, policy.Screen); err != nil {
		return Outcome{}, err
	}
	if s.Names < 0 || s.Hits < 0 {
		return Outcome{}, outrider.Invalid("names and hits are counted from nought")
	}
	return Outcome{}, d.look(ctx, by, picture.ReadBody{Act: "screening", Reason: fmt.Sprintf("%s, %s", count(s.Names, "name"), count(s.Hits, "hit"))})
}
