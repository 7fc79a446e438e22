package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// ChangeSheet changes one declared fact of somebody's sheet; exactly one field beside
// Person is set. The sheet as it was stays in the ledger.
type ChangeSheet struct {
	Person      outrider.PersonID
	Place       *outrider.OwnPlace // added; with the id of one that is there, in its place
	EndPlace    string             // they are there no more, from now on
	Journey     *outrider.Journey  // added, or in the place of one with its id
	EndJourney  string             // they have come back, or do not go
	Relation    *outrider.Relation // to somebody in the register; in the place of what was said before
	EndRelation outrider.PersonID
	Child       *bool  // under age
	Safeguard   string // who looks after the child's safety, and what was agreed
}

// changeSheet writes the sheet anew with one thing changed. Journeys and relations are
// for people to read: no score knows them.
func (d *Desk) changeSheet(ctx context.Context, by outrider.UserID, c ChangeSheet) (Outcome, error) {
	v, x, err := d.personFor(by, c.Person, policy.ChangePerson)
	if err != nil {
		return Outcome{}, err
	}
	p := x.Protectee
	ok := true
	switch {
	case c.Place != nil:
		p.Places, err = d.withPlace(p.Places, *c.Place)
	case c.EndPlace != "":
		p.Places, ok = ended(p.Places, c.EndPlace, d.now())
	case c.Journey != nil:
		j := *c.Journey
		if j.ID == "" {
			j.ID = d.o.NewID("j")
		}
		p.Journeys = append(without(p.Journeys, func(y outrider.Journey) bool { return y.ID == j.ID }), j)
	case c.EndJourney != "":
		n := len(p.Journeys)
		p.Journeys = without(p.Journeys, func(y outrider.Journey) bool { return y.ID == c.EndJourney })
		ok = len(p.Journeys) < n
	case c.Relation != nil:
		if !d.knowsAll(v, []outrider.PersonID{c.Relation.To}) {
			return Outcome{}, outrider.ErrNotFound
		}
		p.Of = append(without(p.Of, func(y outrider.Relation) bool { return y.To == c.Relation.To }), *c.Relation)
	case c.EndRelation != "" && !mayName(v, c.EndRelation):
		ok = false
	case c.EndRelation != "":
		n := len(p.Of)
		p.Of = without(p.Of, func(y outrider.Relation) bool { return y.To == c.EndRelation })
		ok = len(p.Of) < n
	case c.Child != nil:
		p.Child = *c.Child
	case strings.TrimSpace(c.Safeguard) != "":
		p.Safeguarding = strings.TrimSpace(c.Safeguard)
	default:
		err = outrider.Invalid("say what changes on the sheet")
	}
	if err == nil && !ok {
		err = outrider.ErrNotFound
	}
	if err != nil {
		return Outcome{}, err
	}
	return d.changePerson(ctx, by, ChangePerson{Protectee: p})
}

// sheetFor is a person's sheet without those near them of whom a user may not know.
func sheetFor(v picture.View, x *picture.Person) outrider.Protectee {
	p := x.Protectee
	p.Of = without(p.Of, func(r outrider.Relation) bool { return !mayName(v, r.To) })
	return p
}

// related puts the relations that sheetFor leaves out beside those that somebody wrote:
// they did not see them, and so cannot have meant to end them. Who was erased is
// nobody's relation any more.
func (d *Desk) related(v picture.View, x *picture.Person, written []outrider.Relation) []outrider.Relation {
	gone := func(r outrider.Relation) bool { y, ok := d.p.Person(r.To); return ok && y.Erased }
	hidden := without(x.Protectee.Of, func(r outrider.Relation) bool { return mayName(v, r.To) })
	written = without(written, func(r outrider.Relation) bool { return slices.Contains(hidden, r) })
	return without(append(written, hidden...), gone)
}

func mayName(v picture.View, id outrider.PersonID) bool {
	_, ok := v.Person(id)
	return ok
}

// withPlace adds a place, or puts it in the place of the one with its id.
func (d *Desk) withPlace(places []outrider.OwnPlace, o outrider.OwnPlace) ([]outrider.OwnPlace, error) {
	if o.Kind = strings.TrimSpace(o.Kind); o.Kind == "" || len(o.Kind) > 40 || o.Place.IsZero() {
		return nil, outrider.Invalid("a place has a kind (home, work, school) and a name or coordinates")
	}
	if o.ID == "" {
		o.ID = d.o.NewID("l")
	}
	return append(without(places, func(y outrider.OwnPlace) bool { return y.ID == o.ID }), o), nil
}

// ended ends a place at a moment; what happened there before still did.
func ended(places []outrider.OwnPlace, id string, at time.Time) ([]outrider.OwnPlace, bool) {
	out := slices.Clone(places)
	for i := range out {
		if out[i].ID == id && out[i].To.IsZero() {
			out[i].To = at
			return out, true
		}
	}
	return out, false
}

// without is a list without some of it; the old one stays as it was.
func without[T any](list []T, drop func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), drop)
}
