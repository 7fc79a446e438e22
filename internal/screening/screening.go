// Package screening answers the desk's questions from the lists in force: names
// that strangers gave, numbers and accounts that they left, names that texts mention,
// and the names of protected people against the lists of those who hunt them.
//
// It is the one place where reports and lists meet. What it answers goes back to the
// desk as questions for a human; the rooms that think never see it. Nothing is asked
// of anybody outside this machine.
package screening

import (
	"context"
	"strings"
	"time"

	"outrider"
	"outrider/internal/answers"
	"outrider/internal/desk"
	"outrider/internal/match"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/screen"
)

// Screener is a desk.Screener over the lists in force.
type Screener struct {
	lists *inforce.Lists
	p     desk.ScreenParams
}

// New returns a screener over lists; nothing is loaded before somebody asks.
func New(lists *inforce.Lists, p desk.ScreenParams) *Screener { return &Screener{lists, p} }

// Lists tells the sets of lists in force apart, and says how old each is.
func (s *Screener) Lists(ctx context.Context) (stamp string, held []desk.HeldList, err error) {
	if stamp, err = s.lists.Stamp(ctx); err != nil {
		return "", nil, err
	}
	ages, err := s.lists.Ages(ctx)
	for _, a := range ages {
		held = append(held, desk.HeldList{Name: a.Version.List, Version: a.Version.From().Format(time.DateOnly), Last: a.Last, Wanted: a.Version.Purpose == watchlist.Wanted, Made: a.Version.List == answers.ListName})
	}
	return stamp, held, err
}

// Hold answers each question in its place.
func (s *Screener) Hold(ctx context.Context, asked []desk.Question) ([][]outrider.Hit, error) {
	contacts, _, err := s.lists.Current(ctx, watchlist.Contacts)
	if err != nil {
		return nil, err
	}
	wanted, _, err := s.lists.Current(ctx, watchlist.Wanted)
	if err != nil {
		return nil, err
	}
	out := make([][]outrider.Hit, len(asked))
	for i, q := range asked {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if q.Via == outrider.ViaProtected {
			out[i] = s.named(wanted, q, match.KindPerson)
			continue
		}
		out[i] = s.contact(contacts, q)
	}
	return out, nil
}

// contact holds what concerns somebody who made contact against the lists for them.
func (s *Screener) contact(lists *screen.Lists, q desk.Question) []outrider.Hit {
	var out []outrider.Hit
	switch q.Via {
	case outrider.ViaThing:
		for _, h := range lists.Numbered(q.Thing.Value) {
			out = append(out, hit(lists, h, q.Thing.Value))
		}
	case outrider.ViaMentioned:
		for _, m := range lists.Mentions(q.Text, s.p.Mentions) {
			h := hit(lists, m.Hit, m.Found)
			h.Decision = string(match.DecisionReview) // being mentioned decides nothing
			out = append(out, h)
		}
	case outrider.ViaEmployer:
		return s.named(lists, q, match.KindOrganisation)
	case outrider.ViaWatched:
		return s.named(lists, q, "")
	default:
		return s.named(lists, q, match.KindPerson)
	}
	return out
}

// named holds one name against names.
func (s *Screener) named(lists *screen.Lists, q desk.Question, kind match.Kind) []outrider.Hit {
	asked, _, err := screen.Ask{Name: q.Text}.Query()
	if err != nil {
		return nil // no name that anybody bears: the report keeps it as it was told
	}
	asked.Kind = kind
	var out []outrider.Hit
	for _, h := range lists.Screen(asked, screen.Options{Least: s.p.Least, Most: s.p.Most}) {
		if kind != match.KindPerson || s.enough(q.Text, h) {
			out = append(out, hit(lists, h, q.Text))
		}
	}
	return out
}

// enough reports whether more than a single word of a longer name agrees. Lists hold
// bearers who are known by one word and an honorific; every namesake of theirs would
// be a hit, of everybody who ever makes contact. Whoever asks by hand still sees them.
func (s *Screener) enough(asked string, h screen.Hit) bool {
	agree := 0
	for _, r := range h.Reasons {
		if r.Weight > 0 {
			agree += max(1, len(strings.Fields(r.Left)))
		}
	}
	return agree >= min(s.p.Words, len(strings.Fields(asked)))
}

// hit is a hit in the words of the desk, with what the list says of its entry.
func hit(lists *screen.Lists, h screen.Hit, asked string) outrider.Hit {
	out := outrider.Hit{Asked: asked, List: h.List, Version: h.Version, Key: h.Key, Name: h.Name, Matched: h.Matched, Weak: h.Weak, Ended: h.Ended,
		Score: h.Score, Decision: string(h.Decision), Rows: []outrider.HitRow{}, Fields: []outrider.HitField{}}
	for _, r := range h.Reasons {
		out.Rows = append(out.Rows, outrider.HitRow{Field: r.Field, Asked: r.Left, Entry: r.Right, Nats: r.Weight})
	}
	for _, f := range lists.Fields(h.List, h.Key) {
		out.Fields = append(out.Fields, outrider.HitField{Field: f.Name, Value: f.Value})
	}
	return out
}
