package claim

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/selector"
)

// Paraphrase and translation escape the text but not the structure: two
// open-source accounts of the same kind about the same person, near in place and
// time, are held to tell one story until somebody shows that they do not.
const (
	cellKm   = 25.0
	cellDays = 3
)

// Merge groups reports into claims with their independent roots. It depends on
// nothing but the reports and their texts: their order does not matter, and the
// same report twice changes nothing. Withdrawn reports are left out by the caller.
func Merge(reports []outrider.Report, idx *Index) []outrider.Claim {
	rs := ordered(reports)
	g := newGroups(len(rs))
	for _, p := range candidates(rs, idx) {
		if sameHappening(rs[p[0]], rs[p[1]], idx) {
			g.join(p[1], p[0])
		}
	}
	var out []outrider.Claim
	for _, members := range g.sets() {
		out = append(out, claimOf(pick(rs, members), idx))
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
	if a.EventKey != "" && a.EventKey == b.EventKey {
		return true
	}
	why, _ := copied(a, b, idx)
	return why != ""
}

// copied says why one of two reports is held to be a copy of the other, or
// nothing where they are independent. hard is false where independence is only
// not proven.
func copied(a, b outrider.Report, idx *Index) (why string, hard bool) {
	switch {
	case a.CopyOf == b.ID || b.CopyOf == a.ID || a.CopyOf != "" && a.CopyOf == b.CopyOf:
		return "declared a copy", true
	case idx != nil && slices.Contains(idx.links[a.ID], b.ID):
		return "near-identical text", true
	}
	if !published(a) || !published(b) || a.Kind != b.Kind || !near(a, b) {
		return "", false
	}
	pa, pb := a.Publication, b.Publication
	switch {
	case same(pa.Agency, pb.Agency):
		return "credits the same agency", true
	case same(pa.Cites, pb.Cites):
		return "cites the same source", true
	case shares(a.About, b.About):
		return "same kind, person, place and days in the press: independence is not proven", false
	}
	return "", false
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
func claimOf(rs []outrider.Report, idx *Index) outrider.Claim {
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
	c.Roots = roots(rs, idx)
	return c
}

// claimID hangs on the earliest report alone, so that a copy changes nothing.
func claimID(r outrider.Report) string {
	h := sha256.Sum256([]byte("claim\x00" + string(r.ID)))
	return "c-" + hex.EncodeToString(h[:10])
}

// roots groups the reports of one claim by origin. A root is graded as its best
// judged report: a copy in a better paper does not make the witness better, but
// a lost grade in the first one should not make them worse.
func roots(rs []outrider.Report, idx *Index) []outrider.Root {
	g := newGroups(len(rs))
	why := make([]string, len(rs))
	for _, p := range candidates(rs, idx) {
		if reason, _ := copied(rs[p[0]], rs[p[1]], idx); reason != "" {
			g.join(p[1], p[0])
			if why[p[1]] == "" {
				why[p[1]] = reason
			}
		}
	}
	var out []outrider.Root
	for _, members := range g.sets() {
		root := outrider.Root{First: rs[members[0]].ID, Grade: rs[members[0]].Grade}
		for _, m := range members {
			root.Reports = append(root.Reports, rs[m].ID)
			if root.Grade.IsZero() {
				root.Grade = rs[m].Grade
			}
			if root.Why == "" {
				root.Why = why[m]
			}
		}
		out = append(out, root)
	}
	return out
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

// Credible is the chance that at least one of several independent accounts is
// true, each being true with its own probability: two of .6 make .84. It never
// reaches 1.
func Credible(q []float64) float64 {
	miss := 1.0
	for _, x := range q {
		miss *= 1 - math.Min(math.Max(x, 0), .99)
	}
	return 1 - miss
}
