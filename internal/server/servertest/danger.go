package servertest

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/danger"
	"outrider/internal/desk"
	"outrider/parameters"
)

// dangerLine is the record of K-07, open or closed.
func dangerLine(id outrider.DangerID) desk.DangerLine {
	l := desk.DangerLine{ID: id, Person: "p-k07", Code: "K-07", What: "A caller said that they know where the children go to school.", State: "open", Level: "Serious", Stands: "A decision not to warn waits for a second person. Until then the person is to be warned.",
		Owner: "ana", Review: Now().AddDate(0, 0, 5), Opened: Now().Add(-26 * time.Hour), Next: &desk.DangerClock{Sort: outrider.DutyDangerWarn, What: "Warn the person", Due: Now().Add(-25 * time.Hour), By: Now().Add(-2 * time.Hour), Late: true}}
	if id == "t-closed" {
		l.State, l.Stands, l.Next = "look-again", "The person was warned, and it is known that it reached them.", nil
	}
	return l
}

// Levels is the scheme that ships.
func (d *Desk) Levels(_ context.Context, by outrider.UserID) (desk.LevelsView, error) {
	if err := d.may(by, "read-health"); err != nil {
		return desk.LevelsView{}, err
	}
	s, err := danger.Load(parameters.FS)
	return desk.LevelsView{Name: s.Name, Hash: s.Hash, Levels: s.Levels, Rungs: s.Rungs, Grounds: s.Grounds}, err
}

// Dangers lists an open record, one to be looked at again, and a decision not to warn.
func (d *Desk) Dangers(_ context.Context, by outrider.UserID, _ desk.DangersQuery) (desk.DangersView, error) {
	if err := d.may(by, "read-danger"); err != nil {
		return desk.DangersView{}, err
	}
	masked := desk.SilentLine{Record: "t-closed", Person: "p-k07", Code: "K-07", ID: "v-2", State: "run-out", Ground: "Checked, and not held to be real", Masked: true, By: "ana", At: Now().AddDate(0, -1, 0), Second: "mira", Review: Now().AddDate(0, 0, -3)}
	return desk.DangersView{Now: Now(), Records: []desk.DangerLine{dangerLine("t-open"), dangerLine("t-closed")}, MayOpen: true, Silent: []desk.SilentLine{
		{Record: "t-open", Person: "p-k07", Code: "K-07", ID: "v-1", State: "waits", Ground: "To be told would endanger the person", Reasons: "Their phone is read.", By: "ana", At: Now(), Review: Now().AddDate(0, 0, 2)}, masked}}, nil
}

// Danger is a record with everything that a record can show.
func (d *Desk) Danger(ctx context.Context, by outrider.UserID, q desk.DangerQuery) (desk.DangerView, error) {
	if err := d.may(by, "read-danger"); err != nil {
		return desk.DangerView{}, err
	}
	if q.ID != "t-open" && q.ID != "t-closed" {
		return desk.DangerView{}, outrider.ErrNotFound
	}
	levels, err := d.Levels(ctx, by)
	if err != nil {
		return desk.DangerView{}, err
	}
	w := desk.DangerWords{By: "ana", At: Now().Add(-25 * time.Hour)}
	hidden := desk.DangerWords{By: "mira", At: Now().Add(-24 * time.Hour), Masked: true}
	decides := d.roleOf(by) != outrider.RoleAnalyst
	dv := desk.DangerView{Now: Now(), Head: desk.HeadLine{Seq: 712, Hash: "6fdb2ecf2d02805806b0959552e202d7ba120cefea01f16f88c28f992b7f85cb"}, Line: dangerLine(q.ID), Level: levels.Levels[2].DangerLevel, Immediacy: "Within days: the caller named a day.",
		Alert: "a-van", Report: "r-van-1", OpenedBy: "ana", Began: Now().Add(-26 * time.Hour), Tell: "Tell them in words, without the number.", Clocks: []desk.DangerClock{*dangerLine("t-open").Next}, Scheme: levels, MayKeep: true, MayDecide: decides, MayAgree: decides, MaxReview: Now().AddDate(0, 0, 7),
		Known: []desk.DangerKnownLine{{DangerWords: w, DangerKnown: outrider.DangerKnown{ID: "n-1", What: "A van at three places.", From: outrider.FromReport, Cites: "r-van-1", Happened: outrider.At(Now().AddDate(0, 0, -2)), Knew: Now().AddDate(0, 0, -1), Ought: Now().AddDate(0, 0, -4), Missed: "the garage told nobody"}, Late: "3 days", Lag: "24 hours", Undone: "the report was withdrawn", UndoneAt: Now()},
			{DangerWords: hidden, DangerKnown: outrider.DangerKnown{ID: "n-2", From: outrider.FromAlert, Knew: Now()}},
			{DangerWords: w, DangerKnown: outrider.DangerKnown{ID: "n-3", What: "A stranger asked for the timetable.", From: outrider.FromOutside, Who: "the school", Knew: Now()}}},
		Options: []desk.DangerOptionLine{{DangerWords: w, DangerOption: outrider.DangerOption{ID: "o-1", What: "A visit today", For: "they can ask", Against: "neighbours see it"}}, {DangerWords: hidden, DangerOption: outrider.DangerOption{ID: "o-2"}}},
		Decisions: []desk.DangerDecisionLine{{DangerWords: w, ID: "v-2", Verdict: outrider.DangerSilent, State: "waits", Reasons: "Their phone is read.", Ground: "To be told would endanger the person", Review: Now().AddDate(0, 0, 2)},
			{DangerWords: hidden, ID: "v-1", Verdict: outrider.DangerWarn, State: "decided"}},
		Ladder: []desk.DangerRungLine{{DangerWords: w, DangerRung: outrider.DangerRung{ID: "g-1", Name: "Letter of advice", Sender: "city police", To: "the person", Wording: "Look out for strangers.", Language: "de", Method: "letter", Given: Now().Add(-20 * time.Hour)}, Hours: 6},
			{DangerWords: w, DangerRung: outrider.DangerRung{ID: "g-2", Name: "Visit", Sender: "ana", Ours: true, To: "the person", Wording: "We hold it to be real.", Language: "fa", Interpreter: "a colleague", Method: "in-person", Given: Now().Add(-2 * time.Hour)}, Hours: 18,
				Receipt: &outrider.DangerReceipt{Rung: "g-2", Reached: true, Who: "the person", At: Now().Add(-time.Hour), Known: "read back", Reaction: "calm"}, Noted: &w}},
		Offers:  []desk.DangerOfferLine{{Measure: "home-locks", State: "accepted", By: "ana", At: Now()}},
		Dissent: []desk.DangerDissentLine{{DangerWords: w, About: "v-2", Of: "a decision not to warn", Why: "It is nearer than that."}, {DangerWords: hidden, Of: "the record"}},
		Linked:  []desk.DangerLinkLine{{Person: "p-m09", Code: "M-09", Sheet: true}, {Who: "daughter", Child: true}, {Unknown: true, Sheet: true}},
		History: []desk.DangerNote{{DangerWords: w, Kind: "level", Name: "Serious", Text: "Within days."}, {DangerWords: hidden, Kind: "reopened"}},
		Needs:   []string{"an offer of measures to the person, made for this record since it was opened or raised"}}
	dv.Citable = []desk.Citable{{From: outrider.FromReport, ID: "r-van-1", Text: "14 Mar 2031: Watched or followed"}, {From: outrider.FromAlert, ID: "a-van", Text: "14 Mar 2031: One vehicle at three places"}}
	if q.ID == "t-closed" {
		dv.Needs, dv.Clocks, dv.MayAgree, dv.Woken, dv.Stopped, dv.NoPlan = nil, nil, false, []string{"Something was found on 13 Mar 2031 09:00 UTC."}, true, true
	}
	return dv, nil
}
