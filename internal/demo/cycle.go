package demo

import (
	"context"

	"outrider"
	"outrider/internal/desk"
)

// offered are the measures of the example: one that makes harm less likely, one that
// makes it less grave, one that makes its preparation seen.
var offered = []string{"vary-routes", "medical-sheet", "incident-diary"}

// Protect shows what a desk does once it knows: for the first invented person a case,
// a threat record with the decision to warn and the visit, three measures of which the
// person has taken one and declined one, and a check-in. It runs on the desk's real
// clock, after the month was fed, and sets u.Person.
func Protect(ctx context.Context, d Desk, u *Users) error {
	a, err := d.Read(ctx, u.Officer, desk.Query{Queue: true})
	if err != nil {
		return err
	}
	al, ok := threatened(a.Queue)
	if !ok {
		return outrider.Invalid("the demo holds no alert of a threat")
	}
	u.Person = al.Person
	record, err := warned(ctx, d, *u, al)
	if err != nil {
		return err
	}
	if err := agree(ctx, d, *u, al.Person, record); err != nil {
		return err
	}
	links := []outrider.CaseLink{{Kind: outrider.LinkAlert, ID: string(al.Alert)}, {Kind: outrider.LinkRecord, ID: record}}
	if _, err := d.Decide(ctx, u.Officer, desk.Decision{Case: &desk.CaseDecision{Open: &desk.OpenCase{From: links, Why: "Threatened by telephone; a grey van since."}}}); err != nil {
		return err
	}
	_, err = d.Decide(ctx, u.Officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: al.Person, At: []string{"09:00", "21:00"}, Zone: "Europe/Vienna"}})
	return err
}

// warned keeps the threat record as far as the visit.
func warned(ctx context.Context, d Desk, u Users, al desk.QueueItem) (string, error) {
	got, err := d.Decide(ctx, u.Officer, desk.Decision{Danger: &desk.DangerAct{Open: &desk.OpenDanger{Person: al.Person, Alert: al.Alert, Level: "serious",
		What: "Somebody who threatened this person may act on it.", Immediacy: "Days, not weeks: the same van in three places, the last of them this week."}}})
	if err != nil {
		return "", err
	}
	for _, act := range []desk.DangerAct{
		{Know: &desk.KnowDanger{From: outrider.FromAlert, Cites: string(al.Alert)}},
		{Know: &desk.KnowDanger{From: outrider.FromAssessment, What: "Harm is held to be far more probable than for others like them."}},
		{Option: &outrider.DangerOption{What: "Tell them today, in person", For: "They can change their days at once.", Against: "They will be frightened; somebody must stay with them."}},
		{Option: &outrider.DangerOption{What: "Wait for the vehicle to be read in full", For: "Fewer words, better founded.", Against: "Each day is one on which they do not know."}},
		{Decide: &desk.DecideDanger{Verdict: outrider.DangerWarn, Reasons: "What is known is enough for somebody to change their days by."}},
		{Rung: &desk.GiveRung{Rung: "visit", Wording: "Somebody may mean you harm. This is what we know, what we do not, and what we offer.", Language: "en", Method: "in-person"}},
	} {
		act.Record = outrider.DangerID(got.ID)
		if _, err := d.Decide(ctx, u.Officer, desk.Decision{Danger: &act}); err != nil {
			return "", err
		}
	}
	return got.ID, nil
}

// agree offers the measures; the person takes the first and declines the second.
func agree(ctx context.Context, d Desk, u Users, who outrider.PersonID, record string) error {
	if _, err := d.Decide(ctx, u.Officer, desk.Decision{Offer: &desk.OfferMeasures{Person: who, Measures: offered, For: record}}); err != nil {
		return err
	}
	a, err := d.Read(ctx, u.Officer, desk.Query{Plan: &desk.PlanQuery{Person: who}})
	if err != nil {
		return err
	}
	for _, l := range a.Plan.Lines {
		if l.Measure == offered[2] {
			continue
		}
		n := desk.NoteAnswer{Person: who, Offer: l.Offer, Accept: l.Measure == offered[0], Note: "said so at the visit"}
		if _, err := d.Decide(ctx, u.Officer, desk.Decision{NoteAnswer: &n}); err != nil {
			return err
		}
	}
	return nil
}

// threatened is the alert of the explicit threat that the month holds.
func threatened(q *desk.QueueView) (desk.QueueItem, bool) {
	for _, l := range q.Items {
		if l.Rule == outrider.RuleStated && l.Person != "" {
			return l, true
		}
	}
	return desk.QueueItem{}, false
}
