package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"outrider/internal/desk"
	"outrider/internal/match"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/inforce"
	"outrider/internal/watchlist/screen"
)

// Lists is every list that is held, with its versions and its health.
type Lists struct{ Held []HeldList }

// HeldList is one list. Force is the version that is screened against, nil where
// none is; Broken is the newest delivery where that is quarantined.
type HeldList struct {
	Name     string
	Force    *ListVersion
	Broken   *ListVersion
	Ended    *ListVersion
	Wanted   bool          // held against protected people alone
	Days     int           // since a delivery last came
	Stale    bool          // that is longer than it may be
	Versions []ListVersion // the newest first
}

// ListVersion is a version with the number by which it is compared, from 1.
type ListVersion struct {
	watchlist.Version
	Number int
	Before int // the number of the version before it that was in force; 0: none
}

// NewLists sorts versions, in the order in which they came, by their lists. Ages are
// the desk's, by list.
func NewLists(versions []watchlist.Version, ages map[string]desk.ListAge, now time.Time) Lists {
	var l Lists
	for _, name := range watchlist.Lists(versions) {
		l.Held = append(l.Held, newHeld(inforce.Of(versions, name), ages[name], now))
	}
	return l
}

// newHeld makes one list of its versions. A delivery that was the same as the one
// before is no version, and counts for the age all the same.
func newHeld(own []watchlist.Version, age desk.ListAge, now time.Time) HeldList {
	name, all := own[0].List, numbered(own)
	last := all[len(all)-1]
	if age.Last.Before(last.Seen) {
		age.Last = last.Seen
	}
	h := HeldList{Name: name, Wanted: last.Purpose == watchlist.Wanted, Days: age.Days(now), Stale: age.Old(now)}
	if force, ok := watchlist.At(own, name, now); ok {
		for _, v := range all {
			if v.State == watchlist.InForce && v.Seen.Equal(force.Seen) && slices.Equal(v.SHA256, force.SHA256) {
				h.Force = &v
			}
		}
	}
	switch last.State {
	case watchlist.Refused:
		h.Broken = &last
	case watchlist.Lapsed:
		h.Ended = &last
	}
	slices.Reverse(all)
	h.Versions = all
	return h
}

func numbered(own []watchlist.Version) []ListVersion {
	out := make([]ListVersion, len(own))
	before := 0
	for i, v := range own {
		out[i] = ListVersion{Version: v, Number: i + 1, Before: before}
		if v.State == watchlist.InForce {
			before = i + 1
		}
	}
	return out
}

// Screen is the form for the name of a contact, and the hits.
type Screen struct {
	Status                int
	Fields                Fields
	Asked                 bool
	Hits                  []screen.Hit
	Held                  Lists
	Problem, Hint, Notice string
}

// changesPage is how many changes one page shows.
const changesPage = 100

// ListDiff is what changed between two versions of a list.
type ListDiff struct {
	List     string
	Old, New ListVersion
	Versions []ListVersion // to choose from, the newest first
	Kind     watchlist.ChangeKind
	Kinds    []KindCount
	Changes  []watchlist.Change // of the kind that is shown, this page of them
	Total    int                // of that kind
	All      int
	Page     int
	Pages    int
	all      []watchlist.Change
}

// KindCount is how many changes are of a kind.
type KindCount struct {
	Kind  watchlist.ChangeKind
	Count int
}

// NewListDiff makes the page of a comparison of the versions with the numbers old
// and next among a list's own.
func NewListDiff(d inforce.Difference, own []watchlist.Version, old, next int) ListDiff {
	all := numbered(own)
	p := ListDiff{List: d.New.List, Old: all[old-1], New: all[next-1], Versions: all, All: len(d.Changes), all: d.Changes}
	slices.Reverse(p.Versions)
	for _, c := range d.Changes { // they come sorted by kind
		if n := len(p.Kinds); n > 0 && p.Kinds[n-1].Kind == c.Change {
			p.Kinds[n-1].Count++
			continue
		}
		p.Kinds = append(p.Kinds, KindCount{c.Change, 1})
	}
	return p
}

// Show chooses the changes of a kind, or all, and a page of them.
func (p *ListDiff) Show(kind watchlist.ChangeKind, page int) {
	p.Kind = kind
	chosen := p.all
	if kind != "" {
		chosen = slices.DeleteFunc(slices.Clone(p.all), func(c watchlist.Change) bool { return c.Change != kind })
	}
	p.Total = len(chosen)
	p.Pages = max(1, (p.Total+changesPage-1)/changesPage)
	p.Page = min(max(page, 1), p.Pages)
	from := (p.Page - 1) * changesPage
	p.Changes = chosen[from:min(from+changesPage, p.Total)]
}

// Address is the address of a kind and a page of this comparison.
func (p ListDiff) Address(kind watchlist.ChangeKind, page int) string {
	q := url.Values{"old": {strconv.Itoa(p.Old.Number)}, "new": {strconv.Itoa(p.New.Number)}}
	if kind != "" {
		q.Set("kind", string(kind))
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return diffPath(p.List) + "?" + q.Encode()
}

func diffPath(list string) string { return "/lists/" + url.PathEscape(list) + "/diff" }

// Diff is the address of the comparison with the version before.
func (h HeldList) Diff(v ListVersion) string {
	return fmt.Sprintf("%s?old=%d&new=%d", diffPath(h.Name), v.Before, v.Number)
}

func (Lists) place() place    { return place{"lists", "Lists", areaMore} }
func (ListDiff) place() place { return place{"listdiff", "What changed", areaMore} }
func (Screen) place() place   { return place{"screen", "Screening", areaMore} }

// versionDay is the day from which a version counts.
func versionDay(v ListVersion) string { return v.From().UTC().Format("2 Jan 2006") }

// stateWord says what became of a delivery.
func stateWord(s watchlist.State) string {
	switch s {
	case watchlist.InForce:
		return "kept"
	case watchlist.Refused:
		return "quarantined"
	case watchlist.Lapsed:
		return "the list ended"
	}
	return string(s)
}

// entriesText counts entries.
func entriesText(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}

// decisionWord says what to do with a hit. None of them decides.
func decisionWord(d match.Decision) string {
	switch d {
	case match.DecisionMatch:
		return "Very likely the same: a human confirms it"
	case match.DecisionReview:
		return "For review: what is known cannot decide it"
	}
	return "Probably somebody else"
}

// scoreText writes a score; nobody reads certainty off a page.
func scoreText(score float64) string {
	switch {
	case score > .99:
		return "above 0.99"
	case score < .01:
		return "below 0.01"
	}
	return strconv.FormatFloat(score, 'f', 2, 64)
}

// weightText writes nats as decibans, the unit of every account of the desk.
func weightText(nats float64) string {
	const decibans = 4.342944819
	return strings.Replace(fmt.Sprintf("%+.1f", nats*decibans), "-", "−", 1)
}

// changeWord says what happened to an entry.
func changeWord(k watchlist.ChangeKind) string {
	switch k {
	case watchlist.Eased:
		return "eased, still listed"
	case watchlist.Rekeyed:
		return "under a new key"
	case watchlist.Moved:
		return "moved to another regime"
	}
	return string(k)
}
