package desk

import (
	"context"
	"slices"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
	"outrider/internal/precedent"
)

// LikeQuery asks which documented cases resemble somebody's: a person in the
// register, with what the user says of them for this answer alone, or a
// documented case and one of its protected people.
type LikeQuery struct {
	Person   outrider.PersonID
	Features precedent.Features // of Person; kept nowhere
	Case     string             // instead of Person
	Of       string             // a protected person of Case; empty: the first who is coded
}

// LikeView is the nearest cases, for people to read: it enters no figure.
type LikeView struct {
	Line     PersonLine           `json:"line"`   // of the person, where one was asked about
	Case     string               `json:"case"`   // title of the case, where one was asked about
	People   []string             `json:"people"` // protected people of the case who are coded
	Of       string               `json:"of"`
	Kinds    []string             `json:"kinds"` // of report, in words
	Likeness []precedent.Likeness `json:"likeness"`
}

// Like finds the documented cases nearest to a person or to a case. Of a person it
// compares the kinds of the reports that the user may see; a documented case, and
// every one that shares a protected person with it, is left out of its own answer.
func (d *Desk) Like(ctx context.Context, by outrider.UserID, q LikeQuery) (LikeView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.ReadPrecedents); err != nil {
		return LikeView{}, err
	}
	if d.o.Shelf == nil {
		return LikeView{}, outrider.ErrNotFound
	}
	if q.Case != "" {
		return d.likeCase(q)
	}
	v, err := d.view(by, policy.ReadPerson)
	if err != nil {
		return LikeView{}, err
	}
	x, ok := v.Person(q.Person)
	if !ok || !x.Allows(outrider.ForAdvice, d.now()) {
		return LikeView{}, outrider.ErrNotFound
	}
	if err := q.Features.Check(); err != nil {
		return LikeView{}, err
	}
	here := precedent.Situation{Features: q.Features}
	for _, it := range v.Reports(x) {
		if !it.Erased && !it.Retracted {
			here = here.Seen(it.Report.Kind)
		}
	}
	out := LikeView{Line: d.personLine(x), Kinds: spokenKinds(here.Kinds), Likeness: precedent.Like(d.o.Shelf.Corpus(), here, nil)}
	return out, d.look(ctx, by, picture.ReadBody{Act: "like", Objects: []string{string(q.Person)}})
}

// likeCase answers for a documented case, as it stood before the harm.
func (d *Desk) likeCase(q LikeQuery) (LikeView, error) {
	corpus := d.o.Shelf.Corpus()
	i := slices.IndexFunc(corpus, func(c precedent.Case) bool { return c.About.ID == q.Case })
	if i < 0 {
		return LikeView{}, outrider.ErrNotFound
	}
	c := corpus[i]
	out := LikeView{Case: c.About.Title, Of: q.Of}
	for _, p := range c.About.Protected {
		if p.Features != nil {
			out.People = append(out.People, p.ID)
		}
	}
	if out.Of == "" && len(out.People) > 0 {
		out.Of = out.People[0]
	}
	at, _ := c.Critical()
	here, ok := c.Situation(out.Of, at)
	if !ok {
		return LikeView{}, outrider.ErrNotFound
	}
	out.Kinds, out.Likeness = spokenKinds(here.Kinds), precedent.Like(corpus, here, precedent.Overlapping(corpus, q.Case, nil))
	return out, nil
}

func spokenKinds(kinds []outrider.Kind) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = KindName(k)
	}
	return out
}
