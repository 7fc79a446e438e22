package desk

import (
	"context"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// AddDissent says that a user sees a published or proposed figure differently.
type AddDissent struct {
	Person outrider.PersonID `json:"person"`
	ID     string            `json:"id"` // the figure, from JudgementsView
	Why    string            `json:"why"`
}

// DissentLine is one other view beside a figure. Words rest on reports: whoever may
// not see these sees that there is another view, and whose.
type DissentLine struct {
	Who    string    `json:"who"`
	Why    string    `json:"why,omitempty"`
	At     time.Time `json:"at,omitzero"` // zero: named when the figure was proposed
	Masked bool      `json:"masked,omitempty"`
}

// dissent keeps another view beside a figure. The figure stands all the same: who
// disagrees is heard, and overrules nobody.
func (d *Desk) dissent(ctx context.Context, by outrider.UserID, a AddDissent) (Outcome, error) {
	v, x, err := d.personFor(by, a.Person, policy.Judge)
	if err != nil {
		return Outcome{}, err
	}
	p := x.Proposal(a.ID)
	if p == nil {
		return Outcome{}, outrider.ErrNotFound
	}
	why := strings.TrimSpace(a.Why)
	switch {
	case p.By == by:
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "nobody dissents from their own figure", Hint: "publish another one: it replaces this"}
	case why == "":
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "dissent gives its reasons", Hint: "one sentence is enough: what is weighed otherwise, and why"}
	case !p.Waits() && !p.Stands(d.now()):
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this figure does not stand any more", Hint: "open the person's judgements: it was given back or has expired"}
	}
	id := d.o.NewID("d")
	e, err := personEntryOf(outrider.EntryDissented, by, id, a.Person, picture.DissentedBody{Dissented: outrider.Dissented{ID: id, Person: a.Person,
		Published: a.ID, Why: why, Basis: seenBasis(v, x)}})
	return Outcome{ID: id}, d.fact(ctx, e, err)
}

// dissentLines are the other views beside a figure, in the order in which they were
// given; words are left out where they may rest on reports that are not for the user.
func (d *Desk) dissentLines(v picture.View, p *picture.Published, words bool) []DissentLine {
	var out []DissentLine
	if words {
		for _, s := range p.Dissent {
			out = append(out, DissentLine{Who: s.Who, Why: s.Why})
		}
	}
	for _, s := range p.Against {
		l := DissentLine{Who: d.userName(s.By), At: s.At, Masked: !v.SeesAll(s.Basis)}
		if !l.Masked {
			l.Why = s.Why
		}
		out = append(out, l)
	}
	return out
}
