package servertest

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// figures is one set of figures as the desk would word it.
func figures(kind, who string, h90 float64) desk.FiguresView {
	v := desk.FiguresView{Kind: kind, Who: who, At: Now().Add(-time.Hour), Shares: hypotheses(), Counts: true}
	for i, label := range []string{"Harm within 30 days", "Harm within 90 days", "Harm within a year"} {
		j := judgement(label, h90*float64(i+1)/2, h90/4, .6)
		j.Base, j.Missing, j.ChangesIf, j.RestsOn = "", nil, nil, who
		v.Harm = append(v.Harm, j)
	}
	return v
}

func published(state string) desk.PublishedView {
	p := desk.PublishedView{ID: "b-one", Figures: figures("published", "published by ana", .18), Owner: "ana", From: "both", State: state,
		Review: Now().AddDate(0, 1, 0), Second: []string{"harm within 90 days is at or above 4 %"}, MayDissent: true,
		Dissent: []desk.DissentLine{{Who: "yusuf", Why: "the third sighting may be a neighbour"}, {Who: "mira", At: Now(), Masked: true}}}
	p.Figures.Reasons, p.Figures.Gaps = "Two who judged agree.", "Whose vehicle it is."
	p.Figures.Engine = outrider.Stamp{Version: "assess/1", Params: "0123456789abcdef"}
	switch state {
	case "waits":
		p.ID, p.MayAnswer = "b-two", true
	default:
		p.By, p.Settled = "mira", Now()
	}
	return p
}

func task(state string) desk.TaskLine {
	t := desk.TaskLine{ID: "k-one", Person: "p-k07", Code: "K-07", Do: "Ask whose vehicle it is.", If: "the keeper is a neighbour", To: "6 %", Owner: "mira",
		Mine: true, Due: Now().AddDate(0, 0, -1), Overdue: true, Made: Now().AddDate(0, 0, -8), State: state}
	if state != "open" {
		t.ID, t.Overdue, t.Closed, t.By, t.Note, t.Report = "k-two", false, Now(), "ana", "spoken to the keeper", "r-van-1"
	}
	return t
}

// since is what changed for somebody who looked before a report and a new model.
func since() *desk.SinceView {
	return &desk.SinceView{Last: Now().AddDate(0, 0, -2), Reports: reportLines()[:1], Findings: []desk.FindingLine{*finding()}, Gone: 1,
		Moved: []desk.MovedFigure{{Label: "Harm within 90 days", Before: "9 %", After: "18 %"}},
		Rows:  []desk.MovedRow{{How: "new", Why: "the same vehicle at a third place", Decibans: 3.2, Reports: []outrider.ReportID{"r-van-1"}}}, News: 3.2, Time: -.4,
		Model: &desk.ModelChange{From: outrider.Stamp{Version: "assess/1", Params: "aaaa"}, To: outrider.Stamp{Version: "assess/2", Params: "bbbb"}, Decibans: .7,
			Moved: []desk.MovedFigure{{Label: "Harm within 90 days", Before: "9 %", After: "10 %"}}, Separated: true}}
}

// ToJudge lists two people without a figure.
func (d *Desk) ToJudge(_ context.Context, by outrider.UserID) (desk.ToJudgeView, error) {
	if err := d.may(by, "judge"); err != nil {
		return desk.ToJudgeView{}, err
	}
	return desk.ToJudgeView{People: []desk.ToJudgeLine{
		{Person: "p-k07", Code: "K-07", News: Now().Add(-time.Hour), Reports: 4, Blind: true, State: "published", Review: Now().AddDate(0, 1, 0), Waits: 1},
		{Person: "p-m09", Code: "M-09", News: Now().AddDate(0, -1, 0), Mine: Now().AddDate(0, -2, 0), Since: true, State: "none"}}}, nil
}

// JudgePage is what K-07 is judged from.
func (d *Desk) JudgePage(_ context.Context, by outrider.UserID, q desk.JudgeQuery) (desk.JudgeView, error) {
	if err := d.may(by, "judge"); err != nil {
		return desk.JudgeView{}, err
	}
	if q.Person != "p-k07" {
		return desk.JudgeView{}, outrider.ErrNotFound
	}
	tree := claimTree(reportLines()[0])
	tree.Truth = ""
	return desk.JudgeView{Person: "p-k07", Code: "K-07", Blind: true, News: Now().Add(-time.Hour), Reports: reportLines(), Claims: []desk.ClaimLine{*tree}, Masked: 1}, nil
}

// Judgements shows a model, two analysts, pools and what was published.
func (d *Desk) Judgements(_ context.Context, by outrider.UserID, id outrider.PersonID) (desk.JudgementsView, error) {
	if err := d.may(by, "read-person"); err != nil {
		return desk.JudgementsView{}, err
	}
	if id != "p-k07" {
		return desk.JudgementsView{}, outrider.ErrNotFound
	}
	first, second := figures("analyst", "yusuf", .22), figures("analyst", "mira", .15)
	first.State, first.Reasons, first.Gaps = "blind", "The same van at three places.", "Whose it is."
	first.Mended, first.Typed = []string{"the explanations added up to 120 %"}, []string{"Nothing hostile 80 %", "Physical attack 20 %"}
	second.State, second.Masked = "after seeing the model; before the last news", true
	u := d.roleOf(by)
	return desk.JudgementsView{Person: "p-k07", Code: "K-07", Columns: []desk.FiguresView{figures("model", "the model", .18), first, second,
		figures("people", "people together", .185), figures("both", "people and model", .18)}, Judged: []desk.FiguresView{first, second},
		Published: []desk.PublishedView{published("waits"), published("expired")}, MayJudge: mayOf(u)["judge"], MayPublish: mayOf(u)["publish"],
		From: []string{"both", "own", "model", "people"}, Review: Now().AddDate(0, 1, 0), MaxReview: Now().AddDate(0, 3, 0)}, nil
}

func (d *Desk) roleOf(by outrider.UserID) outrider.Role {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.users[by].Role
}

// heldBack is a figure that is kept from somebody who may judge blind.
func heldBack() desk.Judgement {
	return desk.Judgement{Label: "Harm within 90 days", P: outrider.Probability{NoData: true}, Withheld: true, Percent: "judge first", Word: "held back from you", Range: "not shown"}
}

// Weigh shows rates on which something hangs and others.
func (d *Desk) Weigh(_ context.Context, by outrider.UserID, id outrider.PersonID) (desk.HangingView, error) {
	if err := d.may(by, "read-person"); err != nil {
		return desk.HangingView{}, err
	}
	v := desk.HangingView{Person: id, Code: "K-07"}
	switch {
	case id != "p-k07":
		return desk.HangingView{}, outrider.ErrNotFound
	case d.roleOf(by) == outrider.RoleAnalyst:
		v.Withheld = true
		return v, nil
	}
	v.Weighed = &desk.WeighedView{Sentence: "Harm within 90 days: 18 %, unlikely. Each of 140 rates was moved alone.", Hanging: 1, Rates: 140}
	for i := range 7 {
		b := desk.BarLine{Rate: "how often watched is reported under attack", Low: "15 %", High: "21 %"}
		if i == 0 {
			b.Flips = []string{`lower: "look" instead of "act"`}
		}
		v.Weighed.Bars = append(v.Weighed.Bars, b)
	}
	return v, nil
}

// Tasks lists one open task.
func (d *Desk) Tasks(_ context.Context, by outrider.UserID, q desk.TasksQuery) (desk.TasksView, error) {
	if err := d.may(by, "collect"); err != nil {
		return desk.TasksView{}, err
	}
	if q.Person != "" && q.Person != "p-k07" {
		return desk.TasksView{}, outrider.ErrNotFound
	}
	return desk.TasksView{Tasks: []desk.TaskLine{{ID: "k-one", Person: "p-k07", Code: "K-07", Do: "Ask whose vehicle it is.", Owner: "ana",
		Due: Now().AddDate(0, 0, 5), Made: Now().AddDate(0, 0, -2), State: "open"}}}, nil
}
