package desk

import (
	"fmt"
	"math"
	"slices"

	"outrider"
	"outrider/internal/claim"
	"outrider/internal/picture"
)

// ClaimLine is one thing said to have happened, and who has it from whom.
type ClaimLine struct {
	Kind     outrider.Kind `json:"kind"`
	KindName string        `json:"kind_name"`
	When     string        `json:"when,omitempty"`
	Actor    string        `json:"actor,omitempty"` // state, ISO alpha-2
	Said     string        `json:"said"`            // "43 reports, 3 stories, 1 independent root"
	Truth    string        `json:"truth"`           // how probable it is that it happened
	Roots    []RootLine    `json:"roots"`
	Disputed []RootLine    `json:"disputed,omitempty"`
}

// Several reports whether there is a tree to look at: more than one account, or one
// that somebody speaks against.
func (l ClaimLine) Several() bool {
	return len(l.Roots) > 1 || len(l.Disputed) > 0 || slices.ContainsFunc(l.Roots, func(r RootLine) bool { return len(r.Under) > 0 || r.Undone })
}

// RootLine is one report of a provenance tree, with what derives from it.
type RootLine struct {
	Line   ReportLine `json:"line"`
	Why    string     `json:"why,omitempty"` // why it is held to derive from the one above
	Note   string     `json:"note,omitempty"`
	Under  []RootLine `json:"under,omitempty"`
	Undone bool       `json:"undone,omitempty"`
}

// claimLines lists what a person's reports say, as far as the user may see them.
func (d *Desk) claimLines(v picture.View, x *picture.Person) []ClaimLine {
	var reports []outrider.Report
	for _, r := range current(x) {
		if it, ok := v.Report(r.ID); ok {
			r.Occurred = outrider.When{From: happened(it), To: happened(it), Precision: outrider.PrecisionMinute}
			reports = append(reports, r)
		}
	}
	cs := d.claims(reports)
	slices.Reverse(cs)
	out := make([]ClaimLine, 0, len(cs))
	for _, c := range cs {
		out = append(out, d.claimLine(v, c))
	}
	return out
}

// claimOf is the claim that one report is an account of, or speaks against.
func (d *Desk) claimOf(v picture.View, it *picture.Item) *ClaimLine {
	id := it.Report.ID
	if other := it.Report.Corrects(); other != "" {
		id = other
	}
	for _, c := range d.claims(d.beside(v, it)) {
		if slices.ContainsFunc(c.Roots, func(r outrider.Root) bool { return slices.Contains(r.Reports, id) }) {
			l := d.claimLine(v, c)
			return &l
		}
	}
	return nil
}

func (d *Desk) claimLine(v picture.View, c outrider.Claim) ClaimLine {
	l := ClaimLine{Kind: c.Kind, KindName: KindName(c.Kind), Actor: c.Actor, Said: saidOf(c), Truth: d.truth(c)}
	if it, ok := v.Report(c.Roots[0].First); ok && !it.Report.Occurred.IsZero() {
		l.When = it.Report.Occurred.String()
	}
	for _, r := range c.Roots {
		l.Roots = append(l.Roots, d.rootLine(v, r))
	}
	for _, r := range c.Disputed {
		l.Disputed = append(l.Disputed, d.rootLine(v, r))
	}
	return l
}

// truth says how probable an account is, never more surely than anybody can be.
func (d *Desk) truth(c outrider.Claim) string {
	p := claim.Truth(c, d.o.Assess.Reliable)
	if p == 0 {
		return "Nobody stands by it any longer: it counts for nothing."
	}
	s := fmt.Sprintf("By the grades of its sources, what it says happened with a probability of %.0f %%.", math.Max(1, math.Min(99, 100*p)))
	if len(c.Disputed) > 0 {
		s += " It is disputed."
	}
	return s
}

// saidOf counts reports, texts that differ, and origins.
func saidOf(c outrider.Claim) string {
	reports, stories, undone := 0, 0, 0
	for _, r := range c.Roots {
		if r.Undone != "" {
			undone++
			continue
		}
		reports += len(r.Reports)
		stories += r.Stories
	}
	s := count(reports, "report")
	if stories > 1 && stories < reports {
		s += fmt.Sprintf(", %d stories", stories)
	}
	s += ", " + count(c.Proven(), "independent root")
	if n := len(c.Standing()) - c.Proven(); n > 0 {
		s += fmt.Sprintf(", %d of unknown origin", n)
	}
	if undone > 0 {
		s += fmt.Sprintf(", %d taken back", undone)
	}
	return s
}

// rootLine unfolds a tree. Its depth is bounded by its reports, for every edge
// leads to one that stands nearer the root.
func (d *Desk) rootLine(v picture.View, r outrider.Root) RootLine {
	var at func(id outrider.ReportID, why string) RootLine
	at = func(id outrider.ReportID, why string) RootLine {
		l := RootLine{Why: why, Undone: r.Undone != ""}
		if it, ok := v.Report(id); ok {
			l.Line = d.reportLine(v, it)
		}
		for _, e := range r.Edges {
			if e.From == id {
				l.Under = append(l.Under, at(e.Report, e.Why))
			}
		}
		return l
	}
	l := at(r.First, "")
	switch {
	case r.Undone != "":
		l.Note = "taken back by whoever said it"
	case r.Unproven:
		l.Note = "nobody says where the press has it from: it counts little beside others"
	}
	return l
}
