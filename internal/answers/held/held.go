// Package held is the ledger of answers as one desk holds it: the documented
// cases, what the organisation wrote itself, and what was taken back between the
// versions of lists that it keeps.
package held

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"outrider/internal/answers"
	"outrider/internal/precedent"
	"outrider/internal/watchlist"
)

// Own is where the organisation's own entries are kept.
type Own interface {
	// Current returns the version in force at an instant; an empty name: none.
	Current(at time.Time) (content []byte, name string, err error)
}

// Shelf is where versions of lists are kept.
type Shelf interface {
	// Versions returns every version in the order in which it came.
	Versions() ([]watchlist.Version, error)
	// Load reads a version from its files.
	Load(watchlist.Version) (*watchlist.Delivery, error)
}

// Book is the ledger of answers of a desk. It may be used by several goroutines.
type Book struct {
	corpus []precedent.Case
	own    Own
	lists  Shelf

	mu       sync.Mutex
	compared map[string][]watchlist.Change
}

// New returns a book of documented cases, an organisation's own entries and lists.
func New(corpus []precedent.Case, own Own, lists Shelf) *Book {
	return &Book{corpus: corpus, own: own, lists: lists, compared: map[string][]watchlist.Change{}}
}

// Ledger is every act as it was known to the desk at an instant. Faults of the
// organisation's own file are returned beside it: what is kept was checked, but a
// case of the library may since have been renamed.
func (b *Book) Ledger(at time.Time) (answers.Ledger, []answers.Fault, error) {
	l := answers.FromPrecedents(b.corpus)
	text, name, err := b.own.Current(at)
	if err != nil || name == "" {
		return l, nil, err
	}
	entries, faults, err := answers.ReadEntries(bytes.NewReader(text))
	if err != nil {
		return l, nil, err
	}
	l, more := l.With(entries)
	return l, append(faults, more...), nil
}

// Slipped lists what was taken back between the versions of lists that were in
// force one after the other until an instant, each with its list and the day of the later
// version: those matched with an act first, the latest first among them.
func (b *Book) Slipped(l answers.Ledger, at time.Time) ([]answers.Alarm, error) {
	versions, err := b.lists.Versions()
	if err != nil {
		return nil, err
	}
	out := []answers.Alarm{}
	for _, list := range watchlist.Lists(versions) {
		if list == answers.ListName {
			continue // it is made from this very ledger
		}
		counted := inForce(versions, list, at)
		for i := 1; i < len(counted); i++ {
			changes, err := b.between(counted[i-1], counted[i])
			if err != nil {
				return nil, err
			}
			for _, a := range l.FromChanges(list, changes) {
				a.On = counted[i].From().Format(time.DateOnly)
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y answers.Alarm) int {
		if (x.Case == "") != (y.Case == "") {
			if x.Case == "" {
				return 1
			}
			return -1
		}
		return strings.Compare(y.On, x.On)
	})
	return out, nil
}

// inForce is the versions of a list that counted until an instant, by the day from
// which they did.
func inForce(versions []watchlist.Version, list string, at time.Time) []watchlist.Version {
	out := slices.DeleteFunc(slices.Clone(versions), func(v watchlist.Version) bool {
		return v.List != list || v.State == watchlist.Refused || v.From().After(at) || v.Seen.After(at)
	})
	slices.SortStableFunc(out, func(x, y watchlist.Version) int { return x.From().Compare(y.From()) })
	return out
}

// between compares two versions once. Only what weakens is kept: a long list
// changes by thousands of entries that alarm about nothing.
func (b *Book) between(old, next watchlist.Version) ([]watchlist.Change, error) {
	key := fmt.Sprint(old.List, old.SHA256, next.SHA256)
	b.mu.Lock()
	defer b.mu.Unlock()
	if c, ok := b.compared[key]; ok {
		return c, nil
	}
	x, err := b.lists.Load(old)
	if err != nil {
		return nil, err
	}
	y, err := b.lists.Load(next)
	if err != nil {
		return nil, err
	}
	c := slices.DeleteFunc(watchlist.Diff(x, y), func(c watchlist.Change) bool {
		return c.Change != watchlist.Delisted && c.Change != watchlist.Eased && c.Change != watchlist.Discontinued && c.Change != watchlist.Quarantined
	})
	b.compared[key] = c
	return c, nil
}

// Named lists whom the library and the organisation's own entries name officially.
func (b *Book) Named(at time.Time) ([]answers.Named, error) {
	l, _, err := b.Ledger(at)
	if err != nil {
		return nil, err
	}
	return answers.AddNamed(answers.Watch(b.corpus), l), nil
}
