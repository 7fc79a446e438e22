package claim

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/selector"
)

// Paraphrase and translation escape the text but not the structure: two
// open-source accounts of the same kind about the same person and state, near in
// place and time, are held to tell of one thing.
const (
	cellKm   = 25.0
	cellDays = 3
)

// Merge groups reports into claims with their independent roots. It depends on
// nothing but the reports and their texts: their order does not matter, and the
// same report twice changes nothing. Withdrawn reports are left out by the caller.
// A report that takes back or disputes another makes no claim of its own: it
// travels along the tree of what it speaks against.
func Merge(reports []outrider.Report, idx *Index) []outrider.Claim {
	rs, against := apart(ordered(reports))
	g := newGroups(len(rs))
	for _, p := range candidates(rs, idx) {
		if sameHappening(rs[p[0]], rs[p[1]], idx) {
			g.join(p[1], p[0])
		}
	}
	var out []outrider.Claim
	for _, members := range g.sets() {
		out = append(out, claimOf(pick(rs, members), against, idx))
	}
	return out
}

// candidates lists the pairs of positions that could tell of one thing, so that
// somebody who reports everything costs no more than what they share: those with
// a common event, a declared or found copy, and what the press printed.
func candidates(rs []outrider.Report, idx *Index) [][2]int {
	at := make(map[outrider.ReportID]int, len(rs))
	lastOf := map[string]int{}
	var press []int
	var out [][2]int
	pair := func(key string, i int) {
		if j, ok := lastOf[key]; ok {
			out = append(out, [2]int{j, i})
		}
		lastOf[key] = i
	}
	for i, r := range rs {
		at[r.ID] = i
		if r.EventKey != "" {
			pair("event "+r.EventKey, i)
		}
		if r.CopyOf != "" {
			pair("copy "+string(r.CopyOf), i)
		}
		if published(r) {
			for _, j := range press {
				out = append(out, [2]int{j, i})
			}
			press = append(press, i)
		}
	}
	for i, r := range rs {
		near := []outrider.ReportID{r.CopyOf}
		if idx != nil {
			near = append(near, idx.links[r.ID]...)
		}
		for _, id := range near {
			if j, ok := at[id]; ok && j != i {
				out = append(out, [2]int{min(i, j), max(i, j)})
			}
		}
	}
	return out
}

// ordered sorts reports by when they happened, then by id, each id once.
func ordered(reports []outrider.Report) []outrider.Report {
	rs := slices.Clone(reports)
	slices.SortFunc(rs, func(a, b outrider.Report) int {
		if c := a.Occurred.Last().Compare(b.Occurred.Last()); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return slices.CompactFunc(rs, func(a, b outrider.Report) bool { return a.ID == b.ID })
}

func pick(rs []outrider.Report, members []int) []outrider.Report {
	out := make([]outrider.Report, len(members))
	for i, m := range members {
		out[i] = rs[m]
	}
	return out
}

// sameHappening reports whether two reports tell of one thing.
func sameHappening(a, b outrider.Report, idx *Index) bool {
	return a.EventKey != "" && a.EventKey == b.EventKey || derived(a, b, idx) != "" ||
		published(a) && published(b) && a.Kind == b.Kind && near(a, b) && shares(a.About, b.About) && !apartByActor(a, b)
}

// apartByActor reports whether two accounts connect what happened with different
// states: then they do not tell of the same thing.
func apartByActor(a, b outrider.Report) bool {
	return a.AboutState != "" && b.AboutState != "" && a.AboutState != b.AboutState
}

// Why one report is held to derive from another.
const (
	whyDeclared = "declared a copy"
	whyText     = "near-identical text"
	whyAgency   = "credits the same agency"
	whySource   = "cites the same source"
	whyCites    = "cites it"
)

// derived says why one of two reports is held to derive from the other, or both
// from one source that they name; nothing where neither is shown.
func derived(a, b outrider.Report, idx *Index) string {
	switch {
	case a.CopyOf == b.ID || b.CopyOf == a.ID || a.CopyOf != "" && a.CopyOf == b.CopyOf:
		return whyDeclared
	case idx != nil && slices.Contains(idx.links[a.ID], b.ID):
		return whyText
	}
	if !published(a) || !published(b) || a.Kind != b.Kind || !near(a, b) {
		return ""
	}
	pa, pb := a.Publication, b.Publication
	switch {
	case same(pa.Cites, pb.Outlet) || same(pa.Agency, pb.Outlet) || same(pb.Cites, pa.Outlet) || same(pb.Agency, pa.Outlet):
		return whyCites
	case same(pa.Agency, pb.Agency):
		return whyAgency
	case same(pa.Cites, pb.Cites):
		return whySource
	}
	return ""
}

func published(r outrider.Report) bool {
	return r.Channel == outrider.ChannelOpenSource && r.Publication != nil
}

func same(a, b string) bool { return a != "" && selector.Fold(a) == selector.Fold(b) }

func shares(a, b []outrider.PersonID) bool {
	return slices.ContainsFunc(a, func(id outrider.PersonID) bool { return slices.Contains(b, id) })
}

// near reports whether two accounts lie within three days and, where both name
// coordinates, within twenty-five kilometres.
func near(a, b outrider.Report) bool {
	if d := b.Occurred.Last().Sub(a.Occurred.Last()); d.Abs() > cellDays*24*time.Hour {
		return false
	}
	km, ok := outrider.Kilometres(a.Place, b.Place)
	return !ok || km <= cellKm
}

// claimOf makes the claim of some reports: who, when, where, and the roots.
func claimOf(rs, against []outrider.Report, idx *Index) outrider.Claim {
	first := rs[0]
	c := outrider.Claim{ID: claimID(first), Kind: first.Kind, Occurred: first.Occurred, Place: first.Place, Handling: first.Handling.Or()}
	for _, r := range rs {
		c.Handling = c.Handling.Join(r.Handling)
		for _, id := range r.About {
			if !slices.Contains(c.About, id) {
				c.About = append(c.About, id)
			}
		}
		if c.Place.IsZero() {
			c.Place = r.Place
		}
	}
	slices.Sort(c.About)
	c.Actor = actor(rs)
	c.Roots = roots(rs, idx)
	c.Disputed = speakAgainst(rs, against, c.Roots, idx)
	return c
}

// actor is the state that the accounts connect the happening with, where those
// that name one agree.
func actor(rs []outrider.Report) string {
	state := ""
	for _, r := range rs {
		switch {
		case r.AboutState == "" || r.AboutState == state:
		case state == "":
			state = r.AboutState
		default:
			return ""
		}
	}
	return state
}

// claimID hangs on the earliest report alone, so that a copy changes nothing.
func claimID(r outrider.Report) string {
	h := sha256.Sum256([]byte("claim\x00" + string(r.ID)))
	return "c-" + hex.EncodeToString(h[:10])
}

// groups is a union-find over positions.
type groups struct{ parent []int }

func newGroups(n int) *groups {
	g := &groups{parent: make([]int, n)}
	for i := range g.parent {
		g.parent[i] = i
	}
	return g
}

func (g *groups) find(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

// join keeps the smaller position as the head, so that heads are the earliest.
func (g *groups) join(i, j int) {
	a, b := g.find(i), g.find(j)
	g.parent[max(a, b)] = min(a, b)
}

// sets lists the groups, each in order, by their heads.
func (g *groups) sets() [][]int {
	byHead := map[int][]int{}
	var heads []int
	for i := range g.parent {
		h := g.find(i)
		if h == i {
			heads = append(heads, h)
		}
		byHead[h] = append(byHead[h], i)
	}
	out := make([][]int, len(heads))
	for i, h := range heads {
		out[i] = byHead[h]
	}
	return out
}
