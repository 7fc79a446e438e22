package assess

import (
	"slices"

	"outrider"
)

// joined brings a threat told before back before a human when company comes to it:
// something new that comes near, close behind it, more of it than chance brings. It
// asks for a look and wakes nobody: measured as an act it cost quiet lives more
// interruptions and found nobody sooner (docs/design/replay.md).
func (p *Params) joined(n News, s story) []outrider.Alert {
	var out []outrider.Alert
	for _, r := range n.Reports {
		said := s.of(r)
		if !p.nearKinds[r.Kind] || r.Kind == outrider.KindThreat || r.CopyOf != "" || doubtful(r.Grade) || toldBefore(n, r.ID) || !s.company(said) {
			continue
		}
		if t, ok := s.threatBefore(said); ok {
			a := base(n.Cur, outrider.RuleStated, string(t.kind))
			a.Level, a.Basis, a.Handling = outrider.LevelLook, append(slices.Clone(t.reports), r.ID), n.Cur.Handling
			slices.Sort(a.Basis)
			a.Basis = slices.Compact(a.Basis)
			a.Why, a.Do = "Company came to a threat told before.", "Today: read the two together; is it posed, and not only made? If so, speak to the person now."
			a.ID = outrider.NewAlertID(a.Thread, a.Level, a.Basis)
			out = append(out, a)
		}
	}
	return out
}

// threatBefore finds a threat connected with a state, close before an account, that
// woke nobody when it was told.
func (s story) threatBefore(a account) (account, bool) {
	for _, t := range s.told {
		gap := a.at.Sub(t.at)
		if t.kind == outrider.KindThreat && t.state && gap > 0 && gap <= s.p.days(s.p.n.CompanyDays) && !s.posed(t) && !slices.Equal(t.reports, a.reports) {
			return t, true
		}
	}
	return account{}, false
}
