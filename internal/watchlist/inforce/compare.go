package inforce

import (
	"context"
	"slices"

	"outrider"
	"outrider/internal/watchlist"
)

// Difference is what changed between two versions of one list.
type Difference struct {
	Old, New watchlist.Version
	Changes  []watchlist.Change
}

// Of returns the versions of one list, in the order in which they came. People
// count them from 1, and a number never comes to mean another version.
func Of(versions []watchlist.Version, list string) []watchlist.Version {
	return slices.DeleteFunc(slices.Clone(versions), func(v watchlist.Version) bool { return v.List != list })
}

// Diff compares two versions of a list by their numbers, from 1. The last
// comparison is kept, for whoever reads on in it.
func (l *Lists) Diff(ctx context.Context, list string, old, next int) (Difference, error) {
	versions, err := l.Versions(ctx)
	if err != nil {
		return Difference{}, err
	}
	own := Of(versions, list)
	if old < 1 || next < 1 || old > len(own) || next > len(own) {
		return Difference{}, outrider.ErrNotFound
	}
	want := Difference{Old: own[old-1], New: own[next-1]}
	if err := l.enter(ctx); err != nil {
		return Difference{}, err
	}
	defer l.leave()
	if c := l.compared; c != nil && same(c.Old, want.Old) && same(c.New, want.New) {
		return *c, nil
	}
	a, err := l.shelf.Load(want.Old)
	if err != nil {
		return Difference{}, err
	}
	b, err := l.shelf.Load(want.New)
	if err != nil {
		return Difference{}, err
	}
	want.Changes = watchlist.Diff(a, b)
	l.compared = &want
	return want, nil
}

func same(a, b watchlist.Version) bool {
	return a.List == b.List && a.From().Equal(b.From()) && slices.Equal(a.SHA256, b.SHA256)
}
