package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"outrider"
)

// News is what has come in about one person since the last assessment.
type News struct {
	Prev, Cur outrider.Assessment
	Findings  []outrider.Finding // new or changed ones
	Reports   []outrider.Report  // new ones
	Input     Input              // what Cur was thought from: what a threat stands beside
}

// Alerts is the alert rule: urgent reports at once, stated threats whatever they
// weigh, findings by their score, and the assessment itself where new evidence has carried it over a threshold. Time
// alone raises nothing. The same news always gives the same alerts.
func Alerts(p *Params, n News) []outrider.Alert {
	var out []outrider.Alert
	s := p.story(n.Input)
	for _, r := range n.Reports {
		if r.Urgent() {
			out = append(out, p.urgent(n.Cur, r, s))
		}
	}
	out = append(out, p.stated(n, s)...)
	out = append(out, p.joined(n, s)...)
	for _, f := range n.Findings {
		if a, ok := p.found(n.Cur, f); ok {
			out = append(out, a)
		}
	}
	if a, ok := p.staged(n, s); ok && !told(out, a) {
		out = append(out, a)
	}
	return out
}

// told reports whether everything a new alert rests on has woken somebody already:
// one piece of news is one interruption.
func told(raised []outrider.Alert, a outrider.Alert) bool {
	return !slices.ContainsFunc(a.Basis, func(id outrider.ReportID) bool {
		return !slices.ContainsFunc(raised, func(r outrider.Alert) bool {
			return r.Level == outrider.LevelAct && slices.Contains(r.Basis, id)
		})
	})
}

// base fills in what every alert of a person has.
func base(cur outrider.Assessment, rule outrider.Rule, subject string) outrider.Alert {
	return outrider.Alert{Thread: outrider.NewThread(rule, cur.Person, subject), Rule: rule, Person: cur.Person,
		Raised: cur.At, Attack90: cur.Harm["90d"], Engine: cur.Engine}
}

// urgent puts a life at risk, a delivery or an illness at the front of the queue.
// A life at risk wakes somebody; the other two do so where something else says
// that they are meant for this person.
func (p *Params) urgent(cur outrider.Assessment, r outrider.Report, s story) outrider.Alert {
	a := base(cur, outrider.RuleUrgent, string(r.ID))
	a.Level, a.Basis, a.Handling = outrider.LevelLook, []outrider.ReportID{r.ID}, r.Handling.Or()
	if said := s.of(r); r.LifeAtRisk || s.company(said) || s.history(said) {
		a.Level = outrider.LevelAct
	}
	switch {
	case r.Kind == outrider.KindDelivery:
		a.Why, a.Do = "A suspicious delivery was reported.", "Call now: do not touch it, leave the room, call the emergency number."
	case r.Kind == outrider.KindIllness:
		a.Why, a.Do = "An unexplained illness was reported.", "Call now: ask for a doctor, say possible poisoning, ask for early samples."
	default:
		a.Why, a.Do = "Somebody reports that a life is at risk now.", "Call the emergency number, then the person."
	}
	a.ID = outrider.NewAlertID(a.Thread, a.Level, a.Basis)
	return a
}

// stated tells a human of every new explicit threat and official warning, and of
// attacks that are connected with a state. What somebody says outright is not for
// a rate to weigh away: since Osman v United Kingdom (1998) the question is what
// was known, and this was told. It wakes somebody where it is posed and not only
// made. All of one kind share a thread, so that a flood is one line for a human
// to dismiss.
func (p *Params) stated(n News, s story) []outrider.Alert {
	var out []outrider.Alert
	for _, r := range n.Reports {
		if !p.floorKinds[r.Kind] || r.CopyOf != "" || toldBefore(n, r.ID) {
			continue
		}
		said := s.of(r)
		if !said.state && !spoken(r.Kind) {
			continue
		}
		out = append(out, p.statedBy(n.Cur, r, s.level(said, r.Grade)))
	}
	return out
}

// level is how loudly something that was stated asks for a human.
func (s story) level(said account, g outrider.Grade) outrider.Level {
	if !doubtful(g) && (said.kind == outrider.KindWarning || s.posed(said)) {
		return outrider.LevelAct
	}
	return outrider.LevelLook
}

func (p *Params) statedBy(cur outrider.Assessment, r outrider.Report, level outrider.Level) outrider.Alert {
	a := base(cur, outrider.RuleStated, string(r.Kind))
	a.Level, a.Basis, a.Handling = level, []outrider.ReportID{r.ID}, r.Handling.Or()
	switch r.Kind {
	case outrider.KindWarning:
		a.Why, a.Do = "An official warning was reported.", "Call whoever warned, then the person: what is known, since when, and what can be told?"
	case outrider.KindIncident:
		a.Why, a.Do = "An attack or incident was reported and connected with a state.", "Speak to the person now: are they hurt, who was there, what must change today?"
	case outrider.KindAssociate:
		a.Why, a.Do = "Somebody close was harmed, and it was connected with a state.", "Speak to the person now: what linked the two, and what must change today?"
	default:
		a.Why, a.Do = "An explicit threat was reported.", "Speak to the person now: how immediate is it, who knew, what was meant? Decide on a warning."
	}
	switch {
	case level == outrider.LevelLook && doubtful(r.Grade):
		a.Do = "When convenient: it is graded doubtful; find out what speaks for it."
	case level == outrider.LevelLook:
		a.Do = "Today: ask who said it and how, what else has happened lately, and whether a state stands behind it."
	}
	a.ID = outrider.NewAlertID(a.Thread, a.Level, a.Basis)
	return a
}

// toldBefore reports whether a report only says again what a claim already held.
func toldBefore(n News, id outrider.ReportID) bool {
	before := map[outrider.ReportID]bool{}
	for _, e := range evidenceRows(n.Prev.Rows) {
		for _, r := range e.reports {
			before[r] = true
		}
	}
	for _, e := range evidenceRows(n.Cur.Rows) {
		if slices.Contains(e.reports, id) {
			return slices.ContainsFunc(e.reports, func(r outrider.ReportID) bool { return before[r] })
		}
	}
	return false
}

// evidence is a piece of evidence in an account, whatever rows it stands in.
type evidence struct {
	reports []outrider.ReportID
	attack  float64 // what it weighs for an attack, doubt and its like taken off
}

// evidenceRows puts together the rows of an account that rest on the same reports.
func evidenceRows(rows []outrider.Row) []evidence {
	var out []evidence
	for _, r := range rows {
		switch {
		case r.Kind == "report":
			out = append(out, evidence{r.Reports, r.Nats[outrider.HypAttack]})
		case (r.Kind == "grade" || r.Kind == "dependence") && len(out) > 0:
			out[len(out)-1].attack += r.Nats[outrider.HypAttack]
		}
	}
	return out
}

// found turns a finding into an alert by its score.
func (p *Params) found(cur outrider.Assessment, f outrider.Finding) (outrider.Alert, bool) {
	if len(f.Rows) == 0 || f.Score < cmp.Or(f.Look, p.n.LookScore) || len(f.People) == 0 || f.People[0] != cur.Person {
		return outrider.Alert{}, false
	}
	a := base(cur, f.Rule, string(f.ID))
	a.Level, a.Finding, a.Basis, a.Score, a.Places = outrider.LevelLook, f.ID, f.Reports, f.Score, f.Places
	a.Others, a.Handling, a.Why = slices.Clone(f.People[1:]), f.Handling, f.Summary
	a.Do = "When convenient: ask whether it is known, and look at the sightings."
	if f.Score >= cmp.Or(f.Act, p.n.ActScore) {
		a.Level = outrider.LevelAct
		a.Do = "Call the people it touches: ask whether they know it, change routes, tell family what to note."
	}
	a.ID = outrider.NewAlertID(a.Thread, a.Level, a.Basis)
	return a, true
}

// staged raises or renews an alert where the chance of harm stands above a
// threshold and new evidence weighs enough. It wakes somebody only where what is
// new is also out of the ordinary for this person: a filter cannot tell a rise of
// danger from somebody who tells everything, their own pace can.
func (p *Params) staged(n News, s story) (outrider.Alert, bool) {
	now, before := n.Cur.Harm["90d"], n.Prev.Harm["90d"]
	level := p.level(now)
	if level == "" || len(n.Reports)+len(n.Findings) == 0 {
		return outrider.Alert{}, false
	}
	basis, weight := fresh(n)
	crossed := p.level(before) != level && now.P > before.P
	if len(basis) == 0 || !crossed && weight < p.n.Renew {
		return outrider.Alert{}, false
	}
	if level == outrider.LevelAct && !s.unusual(n) {
		level = outrider.LevelLook
	}
	a := base(n.Cur, outrider.RuleStage, "")
	a.Level, a.Basis, a.Score, a.Handling = level, basis, odds(n.Cur), n.Cur.Handling
	times := now.P / max(n.Cur.BaseHarm["90d"].P, 1e-9)
	a.Why = fmt.Sprintf("New reports put harm within 90 days at %s, %.0f times the base rate.", outrider.Percent(now.P), times)
	a.Do = "When convenient: read what is new and ask what is missing."
	if level == outrider.LevelAct {
		a.Do = "Speak to the person now, warn, and agree what to do until tomorrow."
	}
	a.ID = outrider.NewAlertID(a.Thread, a.Level, a.Basis)
	return a, true
}

func (p *Params) level(h outrider.Probability) outrider.Level {
	switch {
	case h.P >= p.n.ActHarm:
		return outrider.LevelAct
	case h.P >= p.n.LookHarm:
		return outrider.LevelLook
	}
	return ""
}

// fresh lists the new reports that speak for an attack, and what they weigh
// together. A copy of what was told before adds no weight and is not new: a
// story that is printed again wakes nobody.
func fresh(n News) (basis []outrider.ReportID, weight float64) {
	isNew := map[outrider.ReportID]bool{}
	for _, r := range n.Reports {
		isNew[r.ID] = true
	}
	before := map[string]float64{}
	for _, e := range evidenceRows(n.Prev.Rows) {
		key := basisKey(e.reports, nil)
		before[key] = max(before[key], e.attack)
	}
	for _, e := range evidenceRows(n.Cur.Rows) {
		if e.attack <= 0 || !slices.ContainsFunc(e.reports, func(id outrider.ReportID) bool { return isNew[id] }) {
			continue
		}
		if had, old := before[basisKey(e.reports, isNew)]; old && e.attack <= had+rounding {
			continue
		}
		weight += e.attack
		basis = append(basis, e.reports...)
	}
	slices.Sort(basis)
	return slices.Compact(basis), weight
}

// rounding is less than any report weighs.
const rounding = 1e-9

// basisKey names a set of reports, new ones left out: what a row rested on before.
func basisKey(ids []outrider.ReportID, isNew map[outrider.ReportID]bool) string {
	var words []string
	for _, id := range ids {
		if !isNew[id] {
			words = append(words, string(id))
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// odds is the current log-odds of attack against benign.
func odds(a outrider.Assessment) float64 {
	s := 0.0
	for _, r := range a.Rows {
		s += r.Nats[outrider.HypAttack]
	}
	return s
}
