package detect

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"

	"outrider"
)

// Campaign is a group of people whom the same things came to: one team's work, if
// it is anybody's. It is a component of the graph of people and selectors.
type Campaign struct {
	ID        string
	People    []outrider.PersonID
	Selectors []outrider.Selector
	Findings  []outrider.FindingID
	Reports   []outrider.ReportID
	Handling  outrider.Handling
	Score     float64 // nats: the evidence of its findings, less what looking at so many costs
}

// Campaigns joins findings across people into campaigns, strongest first. Each
// pays for the number of groups among which it was found: the best of many looks
// good by chance. What is seen around one person alone adds to the campaign of its
// selector, not to another.
func Campaigns(findings []outrider.Finding) []Campaign {
	g := graph{}
	for _, f := range findings {
		if f.Rule == outrider.RuleShared && len(f.Rows) > 0 && len(f.People) > 1 {
			for _, who := range f.People {
				g.join("s "+f.Selector.Key(), "p "+string(who))
			}
		}
	}
	by := map[string]*Campaign{}
	for _, f := range findings {
		root := g.root("s " + f.Selector.Key())
		if _, ok := g["s "+f.Selector.Key()]; !ok || len(f.Rows) == 0 {
			continue
		}
		if by[root] == nil {
			by[root] = &Campaign{Handling: outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPClear}}
		}
		by[root].add(f)
	}
	out := make([]Campaign, 0, len(by))
	for _, c := range by {
		out = append(out, c.whole(len(by)))
	}
	slices.SortFunc(out, func(a, b Campaign) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
	})
	return out
}

// graph is a union of names with path halving: each name points towards its root.
type graph map[string]string

func (g graph) root(x string) string {
	for g[x] != "" && g[x] != x {
		g[x] = cmp.Or(g[g[x]], g[x])
		x = g[x]
	}
	return x
}

// join puts two names into one component, under the smaller root, so that the
// order of joining does not show.
func (g graph) join(a, b string) {
	for _, x := range []string{a, b} {
		if g[x] == "" {
			g[x] = x
		}
	}
	ra, rb := g.root(a), g.root(b)
	g[max(ra, rb)] = min(ra, rb)
}

// add takes a finding in. A selector's sightings around one of its people are in
// the shared finding already: only the evidence of the shared ones is summed.
func (c *Campaign) add(f outrider.Finding) {
	c.People = append(c.People, f.People...)
	c.Findings = append(c.Findings, f.ID)
	c.Reports = append(c.Reports, f.Reports...)
	c.Handling = c.Handling.Join(f.Handling)
	if f.Rule == outrider.RuleShared {
		c.Selectors = append(c.Selectors, f.Selector)
		c.Score += f.Score
	}
}

// whole puts a campaign in order and lets it pay for the others.
func (c *Campaign) whole(groups int) Campaign {
	slices.Sort(c.People)
	slices.Sort(c.Findings)
	slices.Sort(c.Reports)
	slices.SortFunc(c.Selectors, func(a, b outrider.Selector) int { return strings.Compare(a.Key(), b.Key()) })
	c.People, c.Findings, c.Reports = slices.Compact(c.People), slices.Compact(c.Findings), slices.Compact(c.Reports)
	var ids []string
	for _, f := range c.Findings {
		ids = append(ids, string(f))
	}
	h := sha256.Sum256([]byte(strings.Join(ids, "\x00")))
	c.ID = "c-" + hex.EncodeToString(h[:10])
	c.Score -= math.Log(float64(groups))
	return *c
}
