package assess

import (
	"math"
	"slices"
	"time"

	"outrider"
)

// story is what has been told about one person, as the alert rule looks at it:
// what a threat stands beside says whether it is posed or only made (Fein and
// Vossekuil, Journal of Forensic Sciences 44, 1999).
type story struct {
	p    *Params
	told []account
	from time.Time
}

// account is one claim with what the rule asks of it.
type account struct {
	at       time.Time
	kind     outrider.Kind
	reports  []outrider.ReportID
	state    bool // whoever told of it connects it with a state
	credible bool // usually reliable, at least probably true
}

func (p *Params) story(in Input) story {
	s := story{p: p, from: in.Since}
	for _, c := range in.Claims {
		a := account{at: c.Occurred.Last(), kind: c.Kind, reports: c.Known()}
		if a.at.IsZero() || a.at.After(in.Now) {
			a.at = in.Now
		}
		for _, r := range c.Roots {
			a.credible = a.credible || credible(r.Grade)
		}
		for _, id := range a.reports {
			if r, ok := in.Reports(id); ok {
				a.state = a.state || r.AboutState != ""
			}
		}
		s.told = append(s.told, a)
	}
	return s
}

// of finds the account that a report belongs to; a report that no claim holds
// stands for itself.
func (s story) of(r outrider.Report) account {
	for _, a := range s.told {
		if slices.Contains(a.reports, r.ID) {
			a.credible = a.credible || credible(r.Grade)
			return a
		}
	}
	return account{at: r.Occurred.Last(), kind: r.Kind, reports: []outrider.ReportID{r.ID}, state: r.AboutState != "", credible: credible(r.Grade)}
}

// posed reports whether something says that what was stated is meant: it is
// connected with a state, and credible, or in company, or has a history.
func (s story) posed(a account) bool {
	return a.state && (a.credible || s.company(a) || s.history(a))
}

// unusual reports whether something new stands in company, or belongs to a pattern
// that detection found, which has a budget of its own.
func (s story) unusual(n News) bool {
	return len(n.Findings) > 0 || slices.ContainsFunc(n.Reports, func(r outrider.Report) bool { return s.company(s.of(r)) })
}

// company reports whether other accounts of conduct that comes near stand close
// in time, more of them than come by chance at this person's own pace of the year
// before: each account is another occasion for chance, so that the budget is a
// number of chance companies a year and the same for whoever tells everything.
func (s story) company(a account) bool {
	window := s.p.days(s.p.n.CompanyDays)
	close, before := 0, 0
	for _, o := range s.told {
		if !s.p.nearKinds[o.kind] || slices.Equal(o.reports, a.reports) {
			continue
		}
		switch gap := a.at.Sub(o.at); {
		case gap >= 0 && gap <= window:
			close++
		case gap > window && gap <= window+s.p.days(365):
			before++
		}
	}
	heard := min(max(a.at.Add(-window).Sub(s.from), 0), s.p.days(365))
	pace := (float64(before) + s.p.n.PaceEvents) / (float64(heard)/float64(s.p.days(1)) + s.p.n.PaceDays) // a day
	return close > 0 && 365*pace*atLeast(close, pace*s.p.n.CompanyDays) < s.p.n.CompanyYear
}

// atLeast is the chance of n or more where some are expected (Poisson).
func atLeast(n int, expected float64) float64 {
	term, below := math.Exp(-expected), 0.0
	for k := range n {
		below += term
		term *= expected / float64(k+1)
	}
	return max(0, 1-below)
}

// history reports whether a credible account of an attack on the person or on
// somebody close came before, however long ago; or lately one of a threat, or of
// an official warning.
func (s story) history(a account) bool {
	return slices.ContainsFunc(s.told, func(o account) bool {
		gap := a.at.Sub(o.at)
		if gap < 0 || !o.credible || slices.Equal(o.reports, a.reports) {
			return false
		}
		switch o.kind {
		case outrider.KindIncident, outrider.KindAssociate:
			return o.state
		case outrider.KindWarning:
			return gap <= s.p.days(s.p.n.HistoryDays)
		case outrider.KindThreat:
			return o.state && gap <= s.p.days(s.p.n.HistoryDays)
		}
		return false
	})
}

func (p *Params) days(n float64) time.Duration { return time.Duration(n * 24 * float64(time.Hour)) }

// credible reports whether a human has judged the source as usually reliable and
// what it says as at least probably true.
func credible(g outrider.Grade) bool {
	switch g.Scheme {
	case outrider.SchemeAdmiralty:
		return (g.Source == "A" || g.Source == "B") && (g.Content == "1" || g.Content == "2")
	case outrider.Scheme3x5x2:
		return g.Source == "1" && (g.Content == "A" || g.Content == "B")
	case outrider.Scheme5x5x5:
		return (g.Source == "A" || g.Source == "B") && (g.Content == "1" || g.Content == "2")
	}
	return false
}

// doubtful reports whether a human has graded what is said as doubtful or
// improbable. What nobody has judged is not doubtful.
func doubtful(g outrider.Grade) bool {
	return g.Scheme == outrider.SchemeAdmiralty && (g.Content == "4" || g.Content == "5")
}
