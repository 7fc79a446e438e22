package servertest

import (
	"context"
	"fmt"
	"time"

	"outrider"
	"outrider/internal/calibration"
	"outrider/internal/desk"
)

// Record shows a record with a miss, a line with scores, one with counts only and
// one that is the reader's own.
func (d *Desk) Record(_ context.Context, by outrider.UserID) (desk.RecordView, error) {
	if err := d.may(by, "read-record"); err != nil {
		return desk.RecordView{}, err
	}
	v := desk.RecordView{Now: Now(), Missed: 2, Least: 20, Reasons: outrider.UnknownReasons, Lines: []desk.RecordLine{
		{Judge: outrider.JudgePublished, Name: "what was published", Sort: outrider.QuestionHarm, Days: 90, Asked: "harm within 90 days", Report: measured(9)},
		{Judge: outrider.JudgeModel, Name: "the model", Sort: outrider.QuestionSighting, Days: 30, Asked: "another report of conduct graded C3 or better within 30 days", Report: measured(300)}},
		Coverage: desk.CoverageLine{Opened: 330, Answered: 309, Open: 12, Waiting: 1, Unknown: 8, Published: 9, People: 41, Asked: 33,
			Why: []desk.CountLine{{Name: "measure-taken", Count: 3}, {Name: "never-graded", Count: 5}}}}
	if by == "u-otto" {
		return v, nil
	}
	v.MayClose = true
	v.Lines = append(v.Lines, desk.RecordLine{Judge: outrider.JudgeAnalyst, Mine: true, Name: "you alone", Sort: outrider.QuestionHarm, Days: 90, Asked: "harm within 90 days", Report: measured(4)})
	v.Misses = []desk.MissLine{{Question: "q-invented-1", Asked: "harm within 90 days", Opened: Now().AddDate(0, -5, 0), Came: "it came on 2030-11-02",
		Said: []desk.SaidLine{{Judge: outrider.JudgeModel, P: .03, Percent: outrider.Percent(.03)}, {Judge: outrider.JudgePublished, P: .05, Percent: outrider.Percent(.05)}}}}
	v.Waiting = []desk.WaitingLine{{Question: "q-invented-2", Person: "p-k07", Code: "K-07", Asked: "harm within 30 days", Due: Now().AddDate(0, 0, -2), Over: true},
		{Question: "q-invented-3", Person: "p-m09", Code: "M-09", Asked: "harm within 90 days", Due: Now().AddDate(0, 0, 40)}}
	return v, nil
}

// measured scores invented forecasts of which about as many come true as should.
func measured(n int) calibration.Report {
	fs := make([]calibration.Forecast, n)
	for i := range fs {
		p := .05 + .1*float64(i%9)
		fs[i] = calibration.Forecast{Person: fmt.Sprint("p", i%33), P: p, Happened: float64((i*i*7+i*37)%101) < 100*p, Base: .3}
	}
	return calibration.Measure(fs, calibration.Params{LogFloor: outrider.Floor, MinOutcomes: 20, Level: .9, Draws: 20, PseudoCount: 20, LinePrior: 2, Fast: 30 * 24 * time.Hour}, 1)
}
