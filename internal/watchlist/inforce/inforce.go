// Package inforce holds the versions of lists that count at an instant ready to
// be screened against, and loads them again when another comes into force.
//
// The danger is an old answer: somebody who was listed this morning must not come
// out clean in the afternoon because the desk has been running since yesterday. So
// every question looks first whether the lists are still the same, which costs one
// look at a file, and waits for the new ones where they are not. A list that
// cannot be read is an error and never an answer without it.
package inforce

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"time"

	"outrider"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/screen"
)

// Shelf is where versions are kept.
type Shelf interface {
	// Stamp changes whenever the versions do, and is cheap to ask for.
	Stamp() (string, error)
	// Versions returns every version in the order in which it came.
	Versions() ([]watchlist.Version, error)
	// Load reads a version from its files.
	Load(watchlist.Version) (*watchlist.Delivery, error)
}

// MostHits bounds what one query brings: who has more than fifty namesakes needs
// another question.
const MostHits = 50

// mostSets is how many sets of versions are kept in memory: today's, the wanted
// lists of today, and the one of a day in the past that somebody asks about.
const mostSets = 3

// Lists is what contacts are held against. It is safe for concurrent use.
type Lists struct {
	shelf Shelf
	clock func() time.Time
	turn  chan struct{} // who loads or compares lists holds it: both need memory

	mu       sync.Mutex
	stamp    string
	versions []watchlist.Version
	sets     []set // the last used first
	compared *Difference
}

// set is the lists of one moment.
type set struct {
	key   string
	lists *screen.Lists
}

// New returns the lists of a shelf; nothing is read before somebody asks.
func New(s Shelf, clock func() time.Time) *Lists {
	return &Lists{shelf: s, clock: clock, turn: make(chan struct{}, 1)}
}

// How says how queries are held against the lists.
type How struct {
	Least float64   // lowest score of a hit
	AsOf  time.Time // the versions in force then; zero: now
}

// Screen answers queries in their order, each with its hits, the likeliest first.
func (l *Lists) Screen(ctx context.Context, queries []screen.Query, how How) ([][]screen.Hit, error) {
	at := how.AsOf
	if at.IsZero() {
		at = l.clock()
	}
	lists, _, err := l.at(ctx, at, watchlist.Contacts)
	if err != nil {
		return nil, err
	}
	out := make([][]screen.Hit, len(queries))
	for i, q := range queries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out[i] = lists.Screen(q, screen.Options{Least: how.Least, Most: MostHits})
	}
	return out, nil
}

// Versions returns every version that is kept, in the order in which it came.
func (l *Lists) Versions(context.Context) ([]watchlist.Version, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	stamp, err := l.shelf.Stamp()
	if err != nil {
		return nil, err
	}
	if stamp != l.stamp || l.versions == nil {
		versions, err := l.shelf.Versions()
		if err != nil {
			return nil, err
		}
		l.stamp, l.versions = stamp, versions
	}
	return l.versions, nil
}

// Current returns the lists of a purpose that are in force now, and the versions
// they come from; none, and no error, where no such list is held.
func (l *Lists) Current(ctx context.Context, p watchlist.Purpose) (*screen.Lists, []watchlist.Version, error) {
	versions, err := l.Versions(ctx)
	if err != nil {
		return nil, nil, err
	}
	now := l.clock()
	if len(For(Force(versions, now), p)) == 0 {
		return screen.New(), nil, nil
	}
	return l.at(ctx, now, p)
}

// Stamp tells the sets of versions that are in force now apart, for every purpose;
// empty where nothing is.
func (l *Lists) Stamp(ctx context.Context) (string, error) {
	versions, err := l.Versions(ctx)
	if err != nil {
		return "", err
	}
	force := Force(versions, l.clock())
	if len(force) == 0 {
		return "", nil
	}
	sum := sha256.Sum256([]byte(keyOf(force)))
	return hex.EncodeToString(sum[:16]), nil
}

// Age is a list in force and when it was last delivered.
type Age struct {
	Version watchlist.Version
	Last    time.Time
}

// checked is a shelf that remembers deliveries that were the same as before.
type checked interface {
	Checked() (map[string]time.Time, error)
}

// Ages lists what is in force now, and when each list was last delivered.
func (l *Lists) Ages(ctx context.Context) ([]Age, error) {
	versions, err := l.Versions(ctx)
	if err != nil {
		return nil, err
	}
	again := map[string]time.Time{}
	if c, ok := l.shelf.(checked); ok {
		if again, err = c.Checked(); err != nil {
			return nil, err
		}
	}
	var out []Age
	for _, v := range Force(versions, l.clock()) {
		a := Age{Version: v, Last: again[v.List]}
		for _, x := range versions {
			if x.List == v.List && x.State != watchlist.Refused && x.Seen.After(a.Last) {
				a.Last = x.Seen
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// For picks the versions of lists of a purpose.
func For(versions []watchlist.Version, p watchlist.Purpose) []watchlist.Version {
	return slices.DeleteFunc(slices.Clone(versions), func(v watchlist.Version) bool { return v.Purpose != p })
}

// at returns the lists of an instant and their versions, loading them where they
// are not at hand.
func (l *Lists) at(ctx context.Context, at time.Time, p watchlist.Purpose) (*screen.Lists, []watchlist.Version, error) {
	versions, err := l.Versions(ctx)
	if err != nil {
		return nil, nil, err
	}
	force := For(Force(versions, at), p)
	if len(force) == 0 {
		return nil, nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "no list is in force to screen against", Hint: "outrider lists import FILE keeps one"}
	}
	key := keyOf(force)
	if s, ok := l.ready(key); ok {
		return s, force, nil
	}
	if err := l.enter(ctx); err != nil {
		return nil, nil, err
	}
	defer l.leave()
	if s, ok := l.ready(key); ok { // loaded while we waited
		return s, force, nil
	}
	lists := screen.New()
	for _, v := range force {
		d, err := l.shelf.Load(v)
		if err != nil {
			return nil, nil, err
		}
		lists.Add(v.List, v.From().Format(time.DateOnly), d.Records)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sets = append([]set{{key, lists}}, l.sets[:min(len(l.sets), mostSets-1)]...)
	return lists, force, nil
}

// Force lists the versions in force at an instant, by the names of their lists.
func Force(versions []watchlist.Version, at time.Time) []watchlist.Version {
	var out []watchlist.Version
	for _, name := range watchlist.Lists(versions) {
		if v, ok := watchlist.At(versions, name, at); ok {
			out = append(out, v)
		}
	}
	return out
}

// keyOf tells sets of versions apart.
func keyOf(force []watchlist.Version) string {
	var b strings.Builder
	for _, v := range force {
		b.WriteString(v.List + " " + string(v.Purpose) + " " + v.From().String() + " " + strings.Join(v.SHA256, " ") + "\n")
	}
	return b.String()
}

// ready returns a set that is at hand, and moves it to the front.
func (l *Lists) ready(key string) (*screen.Lists, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.sets, func(s set) bool { return s.key == key })
	if i < 0 {
		return nil, false
	}
	found := l.sets[i]
	copy(l.sets[1:i+1], l.sets[:i])
	l.sets[0] = found
	return found.lists, true
}

// enter waits for the turn to load, unless whoever asked has gone.
func (l *Lists) enter(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Lists) leave() { <-l.turn }
