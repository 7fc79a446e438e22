package rates

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/precedent"
)

// year is how long before harm a precursor counts as one.
const year = 365 * 24 * time.Hour

// Table says in how many documented cases somebody could have seen a precursor of
// each kind in the year before harm, as seen, without hindsight. Each case counts
// once for a kind, however often it was seen.
type Table struct {
	KnownAt time.Time  `json:"known_at"`
	Cases   []string   `json:"cases"`    // counted
	LeftOut []string   `json:"left_out"` // asked to be left out, or not public yet at KnownAt
	Cells   []CaseCell `json:"cells"`    // by hypothesis, then kind; kinds that no case showed are there with nought
}

// CaseCell is one entry of the table.
type CaseCell struct {
	Hypothesis outrider.Hypothesis `json:"hypothesis"`
	Kind       outrider.Kind       `json:"kind"`
	With       int                 `json:"with"` // cases that showed it
	Of         int                 `json:"of"`   // cases of that hypothesis
	In         []string            `json:"in"`   // which
}

// FromPrecedents counts the documented cases. leaveOut names cases that may not be
// counted: the one under test and every one that shares a protected person with it
// (precedent.Overlapping). What is counted at knownAt is what had been published
// by then: a case, once a source written after its harm tells of it; an
// observation in it, once the first of its sources does.
func FromPrecedents(corpus []precedent.Case, leaveOut []string, knownAt time.Time) Table {
	t := Table{KnownAt: knownAt, Cases: []string{}, LeftOut: []string{}, Cells: []CaseCell{}}
	of := map[outrider.Hypothesis]int{}
	in := map[outrider.Hypothesis]map[outrider.Kind][]string{}
	for _, c := range byID(corpus) {
		harm, ok := c.Critical()
		if !ok || slices.Contains(leaveOut, c.About.ID) || !published(c, harm, knownAt) {
			t.LeftOut = append(t.LeftOut, c.About.ID)
			continue
		}
		t.Cases = append(t.Cases, c.About.ID)
		h := became(c)
		of[h]++
		if in[h] == nil {
			in[h] = map[outrider.Kind][]string{}
		}
		for _, k := range precursors(c, harm, knownAt) {
			in[h][k] = append(in[h][k], c.About.ID)
		}
	}
	for _, h := range outrider.Hypotheses {
		for _, k := range outrider.Kinds {
			if of[h] > 0 {
				t.Cells = append(t.Cells, CaseCell{Hypothesis: h, Kind: k, With: len(in[h][k]), Of: of[h], In: append([]string{}, in[h][k]...)})
			}
		}
	}
	return t
}

func byID(corpus []precedent.Case) []precedent.Case {
	return slices.SortedFunc(slices.Values(corpus), func(a, b precedent.Case) int { return strings.Compare(a.About.ID, b.About.ID) })
}

// became is what a case turned out to be: an attack where one was carried out or
// tried, collection where it was found out before.
func became(c precedent.Case) outrider.Hypothesis {
	if slices.ContainsFunc(c.Events, func(e precedent.Event) bool { return e.Phase == "attack" }) {
		return outrider.HypAttack
	}
	return outrider.HypCollection
}

// published reports whether a source from after the harm told of the case by then.
func published(c precedent.Case, harm, knownAt time.Time) bool {
	return slices.ContainsFunc(c.Sources, func(s precedent.Source) bool {
		at := lastOf(s.Date)
		return at.After(harm) && !at.After(knownAt)
	})
}

// precursors lists the kinds seen in the year before harm, each once, in the order
// of the form.
func precursors(c precedent.Case, harm, knownAt time.Time) []outrider.Kind {
	seen := map[outrider.Kind]bool{}
	for _, e := range c.Events {
		if e.Observable() && e.KnowableBy(harm) && lastOf(cmp.Or(e.Occurred.End, e.Occurred.Start)).After(harm.Add(-year)) && toldBy(c, e, knownAt) {
			seen[outrider.Kind(e.KindAsSeen)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(outrider.Kinds), func(k outrider.Kind) bool { return !seen[k] })
}

// toldBy reports whether a dated source of the event had appeared by then. What
// rests on memory or on undated sources alone is not counted.
func toldBy(c precedent.Case, e precedent.Event, knownAt time.Time) bool {
	return slices.ContainsFunc(c.Sources, func(s precedent.Source) bool {
		at := lastOf(s.Date)
		return slices.Contains(e.Sources, s.ID) && !at.IsZero() && !at.After(knownAt)
	})
}

// Cell finds an entry; it is empty where no case of the hypothesis was counted.
func (t Table) Cell(h outrider.Hypothesis, k outrider.Kind) CaseCell {
	for _, c := range t.Cells {
		if c.Hypothesis == h && c.Kind == k {
			return c
		}
	}
	return CaseCell{Hypothesis: h, Kind: k}
}

// CaseShare is what experts and cases say together of one precursor.
type CaseShare struct {
	Share Interval `json:"share"` // of cases that show it in the year before harm
	Shift float64  `json:"shift"` // nats that the cases move the weight of the precursor, discount applied
}

// Posterior joins the experts' share of cases that show a precursor, taken for
// Params.Pseudo cases, with the counted ones (Beta-binomial). Shift is by how much
// the cases move its log-likelihood ratio against the benign explanation; it is
// discounted, because a case is documented after somebody looked for precursors.
// Without counted cases it is nought. An expert share outside (0, 1) is refused.
func (t Table) Posterior(p Params, h outrider.Hypothesis, k outrider.Kind, expert float64) (CaseShare, error) {
	if !(expert > 0 && expert < 1) {
		return CaseShare{}, outrider.Invalid("a share lies between 0 and 1, and is neither")
	}
	c := t.Cell(h, k)
	a, b := p.Pseudo*expert+float64(c.With), p.Pseudo*(1-expert)+float64(c.Of-c.With)
	tail := (1 - p.Level) / 2
	q := betaQuantiles(a, b, tail, 1-tail)
	share := a / (a + b)
	return CaseShare{Share: Interval{Mean: share, Low: q[0], High: q[1]}, Shift: p.Discount * math.Log(share/expert)}, nil
}
