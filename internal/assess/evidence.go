package assess

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/claim"
)

// Input is what assess may know about one person: claims and findings, and the
// reports behind them for their grades. It holds no name and nothing that
// somebody is rather than what was done to them.
type Input struct {
	Person    outrider.PersonID
	Since     time.Time // where the story begins
	Now       time.Time
	Coverage  float64 // 0..1: how far somebody would notice and tell; 0: silence says nothing
	Claims    []outrider.Claim
	Reports   func(outrider.ReportID) (outrider.Report, bool)
	Findings  []outrider.Finding
	Reviews   []Review    // what reviews have lowered the floor to
	Withdrawn []Withdrawn // reports that were taken back: they count nowhere, and the account says so
	Actors    []string    // states that a human has entered as having threatened this person
	Pairs     Pairs       // counted attacks by state and host; nil: nothing has been counted
}

// Review is a documented review of what explicit threats, warnings and attacks
// have left: a human says to what the floor is lowered, and why. Later ones set
// it again. A review without reason is none.
type Review struct {
	At  time.Time
	To  float64 // least chance of attack preparation that remains, 0..0.5
	Why string
}

// Withdrawn is a report that was taken back.
type Withdrawn struct {
	Report outrider.Report
	At     time.Time // of the retraction
}

// item is one piece of evidence in its place in time.
type item struct {
	id      string
	at      time.Time
	kind    outrider.Kind
	place   int     // of the kind in the rates
	q       float64 // that it is true
	terms   []term  // what it adds to its like, see discount
	within  bool    // counted in a pattern that detection found
	floors  bool    // leaves a floor that quiet cannot wear down
	reports []outrider.ReportID
	why     string
	handle  outrider.Handling
}

// term is a share of the weight of an account with some credibility.
type term struct{ q, share float64 }

// evidence puts claims and findings in order. A sighting that a finding rests on
// counts in the finding, so that it never counts twice; a finding that says less
// than its sightings do leaves the word to them.
func (p *Params) evidence(in Input) []item {
	var claims, patterns []item
	for _, c := range in.Claims {
		claims = append(claims, p.ofClaim(c, in))
	}
	for _, f := range in.Findings {
		it, ok := p.ofFinding(f, in)
		if ok && p.attackBy(it) >= p.attackBy(sightingsIn(it, claims)...) {
			patterns = append(patterns, it)
		}
	}
	within := map[outrider.ReportID]bool{}
	for _, it := range patterns {
		for _, id := range it.reports {
			within[id] = true
		}
	}
	for i, it := range claims {
		if it.kind == outrider.KindWatched && allIn(it.reports, within) {
			claims[i].within = true
			claims[i].why += "; counted in the pattern"
		}
	}
	items := append(claims, patterns...)
	slices.SortFunc(items, func(a, b item) int { return cmp.Or(a.at.Compare(b.at), strings.Compare(a.id, b.id)) })
	p.discount(items)
	return items
}

// sightingsIn lists the claims of being watched that a pattern rests on.
func sightingsIn(f item, claims []item) []item {
	within := map[outrider.ReportID]bool{}
	for _, id := range f.reports {
		within[id] = true
	}
	var out []item
	for _, it := range claims {
		if it.kind == outrider.KindWatched && allIn(it.reports, within) {
			out = append(out, it)
		}
	}
	return out
}

// attackBy is what some accounts of one kind weigh together for an attack.
func (p *Params) attackBy(like ...item) float64 {
	slices.SortFunc(like, func(a, b item) int { return cmp.Compare(b.q, a.q) })
	total := 0.0
	for i, it := range like {
		it.terms = []term{{q: it.q, share: p.share(i)}}
		total += p.sets[0].attack(it)
	}
	return total
}

func allIn(ids []outrider.ReportID, set map[outrider.ReportID]bool) bool {
	return len(ids) > 0 && !slices.ContainsFunc(ids, func(id outrider.ReportID) bool { return !set[id] })
}

// ofClaim grades a claim by its independent roots: confirmations combine on the
// claim and never multiply what the claim means.
func (p *Params) ofClaim(c outrider.Claim, in Input) item {
	it := item{id: c.ID, at: c.Occurred.Last(), kind: c.Kind, place: place(c.Kind), reports: c.Known(), handle: c.Handling}
	if it.at.IsZero() || it.at.After(in.Now) {
		it.at = in.Now
	}
	it.floors = p.floorKinds[c.Kind] && (spoken(c.Kind) || slices.ContainsFunc(it.reports, func(id outrider.ReportID) bool {
		r, ok := in.Reports(id)
		return ok && r.AboutState != ""
	}))
	it.q = claim.Truth(c, p.Reliable)
	it.why = kindText(c.Kind) + accounts(c)
	return it
}

// accounts says in how many independent accounts a claim stands.
func accounts(c outrider.Claim) string {
	said, standing := "", len(c.Standing())
	if n := c.Proven(); n > 1 {
		said += fmt.Sprintf(", %d independent accounts", n)
	}
	if n := standing - c.Proven(); n > 0 && standing > 1 {
		said += fmt.Sprintf(", %d in the press whose source nobody names", n)
	}
	if n := len(c.Known()) - standing; n > 0 {
		said += fmt.Sprintf(", %d copies not counted", n)
	}
	if len(c.Disputed) > 0 {
		said += ", disputed"
	}
	return said
}

// spoken reports whether a kind is something that was said outright. What was
// done, an attack or harm to somebody close, is held to the same only where it is
// connected with a state.
func spoken(k outrider.Kind) bool { return k == outrider.KindThreat || k == outrider.KindWarning }

// ofFinding turns a detection score into the chance that the pattern is real.
func (p *Params) ofFinding(f outrider.Finding, in Input) (item, bool) {
	if len(f.Rows) == 0 || !(f.Score > 0) {
		return item{}, false
	}
	odds := p.n.PatternPrior * math.Exp(math.Min(f.Score, 30))
	it := item{id: string(f.ID), kind: pattern, place: place(pattern), q: math.Min(odds/(1+odds), .99), reports: f.Reports, handle: f.Handling, why: "a pattern of repeated sightings"}
	for _, r := range f.Rows {
		if r.At.After(it.at) {
			it.at = r.At
		}
	}
	if it.at.IsZero() || it.at.After(in.Now) {
		it.at = in.Now
	}
	return it, true
}

// discount shares out the weight of reports of one kind that come close together:
// n of them with correlation rho weigh as n/(1+(n-1)rho), so that somebody who
// tells everything does not talk the desk into an attack. The most credible one
// weighs whole and the others less and less, in whatever order they came: a weak
// account before strong ones adds little and takes nothing away.
func (p *Params) discount(items []item) {
	window := time.Duration(p.n.DependenceDays*24) * time.Hour
	past := map[outrider.Kind][]item{}
	for i, it := range items {
		if it.within || p.inert[it.kind] {
			continue
		}
		recent := slices.DeleteFunc(past[it.kind], func(o item) bool { return it.at.Sub(o.at) > window })
		at, _ := slices.BinarySearchFunc(recent, it, func(o, it item) int { return cmp.Or(cmp.Compare(it.q, o.q), -1) })
		items[i].terms = p.adds(recent, it.q, at)
		past[it.kind] = slices.Insert(recent, at, it)
	}
}

// adds is what one more account of some credibility adds to what its like weigh
// together, where it takes its place among them: its own share, less what the
// weaker ones lose by standing one further back.
func (p *Params) adds(like []item, q float64, at int) []term {
	terms := []term{{q: q, share: p.share(at)}}
	for j, o := range like[at:] {
		lost := p.share(at+j+1) - p.share(at+j)
		if last := &terms[len(terms)-1]; last.q == o.q {
			last.share += lost
			continue
		}
		terms = append(terms, term{q: o.q, share: lost})
	}
	return terms
}

// share is the part of its weight that the account in the n-th place keeps.
func (p *Params) share(n int) float64 {
	together := func(n float64) float64 { return n / (1 + (n-1)*p.n.Dependence) }
	if n == 0 {
		return 1
	}
	return together(float64(n+1)) - together(float64(n))
}

// apply multiplies a state by the likelihood ratios of a piece of evidence against
// benign: bounded by its credibility, shared with its like.
func (r *rates) apply(v *vector, kind int, terms []term) {
	ratio := &r.ratio[kind]
	for _, t := range terms {
		for h := 1; h < r.n; h++ {
			if h == harm {
				continue
			}
			by := t.q*ratio[h] + 1 - t.q
			if t.share != 1 {
				by = math.Pow(by, t.share)
			}
			v[h] *= by
		}
	}
}

// attack is what a piece of evidence weighs for an attack against benign, in nats.
func (r *rates) attack(it item) float64 {
	v := vector{beni: 1, attk: 1}
	r.apply(&v, it.place, it.terms)
	return math.Log(v[attk])
}

// kindText is what a row says about a kind of report.
func kindText(k outrider.Kind) string {
	switch k {
	case outrider.KindThreat:
		return "a threat"
	case outrider.KindApproach:
		return "an approach by a stranger"
	case outrider.KindWatched:
		return "watched or followed"
	case outrider.KindVisit:
		return "an unfamiliar visit"
	case outrider.KindDelivery:
		return "a suspicious delivery"
	case outrider.KindIllness:
		return "an unexplained illness"
	case outrider.KindWarning:
		return "an official warning"
	case outrider.KindAssociate:
		return "an associate harmed"
	}
	return strings.ReplaceAll(string(k), "-", " ")
}
