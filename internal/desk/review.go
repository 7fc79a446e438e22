package desk

import (
	"context"
	"strings"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// ReviewFloor lowers what threats have left, with the reason kept.
type ReviewFloor struct {
	Person outrider.PersonID `json:"person"`
	To     float64           `json:"to"` // least chance of attack preparation that remains, 0.001..0.5
	Why    string            `json:"why"`
}

// ReviewLine is one review as shown. Its words are there for whoever may see all
// that they may rest on.
type ReviewLine struct {
	By  string    `json:"by"`
	At  time.Time `json:"at"`
	To  string    `json:"to"`
	Why string    `json:"why,omitempty"`
}

// reviewFloor keeps a review and thinks about the person again.
func (d *Desk) reviewFloor(ctx context.Context, by outrider.UserID, r ReviewFloor) (Outcome, error) {
	v, x, err := d.personFor(by, r.Person, policy.Publish)
	if err != nil {
		return Outcome{}, err
	}
	if x.Assessment == nil || x.Assessment.Standing == nil || x.Assessment.Standing.Floor <= 0 {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "there is no floor to review", Hint: "only an explicit threat, a warning or an attack leaves one"}
	}
	if now := x.Assessment.Standing.Floor; r.To >= now {
		return Outcome{}, outrider.Invalid("a review lowers the floor, which stands at %s", outrider.Percent(now))
	}
	f := outrider.FloorReview{Person: r.Person, To: r.To, Why: strings.TrimSpace(r.Why), Basis: seenBasis(v, x)}
	if err := f.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := personEntryOf(outrider.EntryReviewed, by, d.o.NewID("e"), r.Person, picture.ReviewedBody{Review: f})
	if err := d.fact(ctx, e, err); err != nil {
		return Outcome{}, err
	}
	_, err = d.rethink(ctx, matter{people: []outrider.PersonID{r.Person}})
	return Outcome{ID: e.ID}, err
}

// reviews are what the assessment may know of them.
func reviews(x *picture.Person) []assess.Review {
	var out []assess.Review
	for _, r := range x.Reviews {
		out = append(out, assess.Review{At: r.At, To: r.To, Why: r.Why})
	}
	return out
}

// reviewLines lists the reviews of a person, newest first.
func (d *Desk) reviewLines(v picture.View, x *picture.Person) []ReviewLine {
	var out []ReviewLine
	for i := len(x.Reviews) - 1; i >= 0; i-- {
		r := x.Reviews[i]
		l := ReviewLine{By: d.userName(r.By), At: r.At, To: outrider.Percent(r.To)}
		if v.SeesAll(r.Basis) {
			l.Why = r.Why
		}
		out = append(out, l)
	}
	return out
}
