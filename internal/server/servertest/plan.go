package servertest

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/guidance"
)

// Plan is the plan of K-07, with a measure in every state. An analyst is shown no
// figure of it; nobody has data on M-09, and Q-02 withdrew advice.
func (d *Desk) Plan(_ context.Context, by outrider.UserID, q desk.PlanQuery) (desk.PlanView, error) {
	if err := d.may(by, "read-person"); err != nil {
		return desk.PlanView{}, err
	}
	role := d.roleOf(by)
	p := desk.PlanView{Now: Now(), Person: q.Person, MayAdvise: role == outrider.RoleCase || role == outrider.RoleDuty, Level: "raised", Tell: "In words, without the number.",
		Scenarios: []string{"foundation", "home", "surveillance"}, Proofs: outrider.Proofs, Review: Now().AddDate(0, 3, 0), MaxReview: Now().AddDate(1, 0, 0),
		Limits: desk.PlanLimitsView{PlanCost: desk.PlanCost{Money: 5000, Hours: 80, Burden: 10, Measures: 6}}, Burden: desk.BurdenView{Limit: 10},
		Lines: []desk.PlanLine{}, Proposed: []desk.CandidateLine{}, Besides: []desk.CandidateLine{}, Others: candidates()[2:]}
	switch q.Person {
	case "p-k07":
		p.Code, p.Language = "K-07", "fa"
		planned(&p)
	case "p-m09":
		p.Code, p.NoRisk, p.Imminent, p.Level = "M-09", "There is no data on this person's risk.", true, "imminent"
	case "p-q02":
		return desk.PlanView{Person: q.Person, Code: "Q-02", Stopped: "Advice was withdrawn."}, nil
	default:
		return desk.PlanView{}, outrider.ErrNotFound
	}
	if role == outrider.RoleAnalyst {
		p.Risk, p.Withheld, p.NoRisk, p.Others = nil, true, "Figures are held back from you until you judge.", candidates()
		p.Proposed, p.Besides, p.Agreed.Before, p.Agreed.After = nil, nil, nil, nil
	}
	return p, nil
}

// candidates are three measures that could be offered.
func candidates() []desk.CandidateLine {
	return []desk.CandidateLine{
		{Measure: "delivery-rule", Title: "A rule for parcels", Cuts: []outrider.Cut{outrider.CutLikelihood}, Burden: 1, Hours: 1, Who: []string{"household"}, DoesNot: "It stops nobody at the door.", Counted: true,
			Why: "A rule for parcels: harm within a year 3.0 % -> 2.8 % (range 1.0 % to 7.0 %)."},
		{Measure: "police-contact", Title: "One name at the police", Cuts: []outrider.Cut{outrider.CutImpact}, Hours: 72, Who: []string{"police", "desk"}, DoesNot: "It prevents nothing.", Counted: true,
			Again: true, Declined: Now().AddDate(0, -2, 0), Level: "low"},
		{Measure: "wellbeing", Title: "Somebody to talk to", Cuts: []outrider.Cut{outrider.CutImpact}, Hours: 72, Who: []string{"professional"}, DoesNot: "It keeps nobody away."},
	}
}

// planned fills in a plan with everything that a page can show.
func planned(p *desk.PlanView) {
	day := func(n int) time.Time { return Now().AddDate(0, 0, n) }
	line := func(id, title string, s outrider.OfferState) desk.PlanLine {
		return desk.PlanLine{Offer: "m-" + id, Measure: id, Title: title, Cuts: []outrider.Cut{outrider.CutImpact}, Burden: 1, State: s, Owner: "ana", By: "ana", Offered: day(-40), Level: "raised"}
	}
	yes := &desk.SaidView{Accept: true, Own: true, At: day(-39)}
	open := line("check-in", "A sign each day", outrider.OfferOpen)
	open.Answer, open.For, open.Overdue = day(-1), []string{"a-van"}, true
	due := line("home-locks", "Better locks", outrider.OfferAccepted)
	due.Due, due.Overdue, due.Said = day(-3), true, yes
	said := line("safety-contact", "Somebody who would notice", outrider.OfferInPlace)
	said.Said, said.KeepBy, said.Overdue, said.Effect = yes, day(-60), true, 50
	said.Proofs = []desk.ProofLine{{Proof: outrider.ProofSaid, Since: day(-38), At: day(-38), By: "the person"}}
	shown := line("exit-routes", "Two ways out", outrider.OfferShown)
	shown.Said, shown.KeepBy = yes, day(140)
	shown.Proofs = []desk.ProofLine{{Since: day(-2), At: day(-2), By: "mira", Note: "walked both"}, {Proof: outrider.ProofPhoto, Photo: "f-1", Since: day(-30), At: day(-30), By: "ana", Masked: true}}
	no := line("vary-routes", "Other ways each day", outrider.OfferDeclined)
	no.Said = &desk.SaidView{By: "ana", At: day(-20), Note: "too much, with the children"}
	ended := line("door-camera", "A camera at the door", outrider.OfferEndedNow)
	ended.Ended = &desk.EndLine{How: outrider.EndedOver, At: day(-10), By: "ana", Why: "she moved"}
	p.Lines = []desk.PlanLine{open, due, said, shown, no, ended}
	p.Proposed, p.Besides = candidates()[:1], candidates()[1:2]
	p.Burden = desk.BurdenView{Standing: 11, Waiting: 1, Proposed: 1, Limit: 10, Over: true}
	p.Left = desk.LeftOut{Declined: 1, Slow: 2, Heavy: 3, Other: 20}
	stays := outrider.Staying{Harm: outrider.Probability{P: .028, Low: .01, High: .07}, Grave: outrider.Probability{P: .012, Low: .003, High: .04}}
	p.Risk = &desk.PlanRisk{From: "the model", Net: "worth it: per 10,000 such years, about 3 grave harms fewer", Exact: true, Note: "Some risk stays, always.", Spent: desk.PlanCost{Money: 100, Hours: 3, Burden: 1}}
	for i, with := range []string{"with nothing in place", "today, with what is in place", "with all that was agreed to", "with what is offered and proposed besides"} {
		p.Risk.Steps = append(p.Risk.Steps, desk.RiskStep{With: with, Harm: judgement("Harm within a year", .03-.003*float64(i), .01, .08),
			Grave: judgement("Grave harm within a year", .015-.002*float64(i), .004, .05)})
	}
	p.Agreed = &desk.AgreedView{ID: "a-1", By: "ana", At: day(-38), Level: "raised", Burden: 4, Review: day(-1), Overdue: true, Titles: []string{"Better locks", "Two ways out"}, Lapsed: []string{"Somebody who would notice"},
		Before: &stays, After: &stays, Changed: []string{"Other ways each day: declined"}, Note: "by phone"}
	p.Signed, p.Unprinted = 1, []string{"A word under force"}
	stamp := guidance.Stamp{Language: "en", Dir: "ltr", Reviewed: guidance.OriginalUnreviewed, Asked: "fa"}
	p.Copy = []desk.CopyLine{{Title: "Better locks", Steps: []string{"Have both doors looked at."}, DoesNot: "They keep out nobody for long.", Due: day(5), Stamp: stamp},
		{Title: "Two ways out", Steps: []string{"Know two ways out."}, DoesNot: "It warns of nothing.", Stamp: stamp}}
}
