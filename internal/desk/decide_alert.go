package desk

import (
	"context"
	"slices"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// maxQuiet bounds a dismissal: nothing stays quiet for more than half a year.
const maxQuiet = 183

// alertFor returns an alert whose whole basis the user may see, about people of whom
// they may know and who have not said no to what it asks for. Many alerts rest on no
// report at all: a check-in that was missed is cut by its person alone.
func (d *Desk) alertFor(by outrider.UserID, id outrider.AlertID, act policy.Act) (*picture.AlertState, *picture.Thread, error) {
	v, err := d.view(by, act)
	if err != nil {
		return nil, nil, err
	}
	a, ok := d.p.Alert(id)
	if !ok || !v.SeesAll(a.Alert.Basis) || !d.knowsOf(v, a.Alert) || d.stopped(a) {
		return nil, nil, outrider.ErrNotFound
	}
	t, ok := d.p.Thread(a.Alert.Thread)
	if !ok {
		return nil, nil, outrider.ErrNotFound
	}
	return a, t, nil
}

func (d *Desk) takeAlert(ctx context.Context, by outrider.UserID, t TakeAlert) (Outcome, error) {
	a, _, err := d.alertFor(by, t.Alert, policy.DecideAlert)
	if err != nil {
		return Outcome{}, err
	}
	e, err := d.entry(outrider.EntryAlertTaken, by, picture.TakenBody{Alert: t.Alert, Thread: a.Alert.Thread})
	return Outcome{ID: string(t.Alert)}, d.fact(ctx, e, err)
}

// dismissAlert quiets a thread with the strongest state it has reached, so that
// only something stronger, new or later wakes it.
func (d *Desk) dismissAlert(ctx context.Context, by outrider.UserID, c DismissAlert) (Outcome, error) {
	a, t, err := d.alertFor(by, c.Alert, policy.DecideAlert)
	if err != nil {
		return Outcome{}, err
	}
	dis := outrider.Dismissal{Thread: a.Alert.Thread, Reason: c.Reason, Until: c.Until, AtLevel: outrider.LevelLook}
	for _, id := range t.Alerts {
		if st, ok := d.p.Alert(id); ok {
			dis = raised(dis, st.Alert)
		}
	}
	if err := dis.Validate(); err != nil {
		return Outcome{}, err
	}
	now := d.now()
	if !c.Until.After(now) || c.Until.After(now.AddDate(0, 0, maxQuiet)) {
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a dismissal ends in the future, within half a year", Hint: "choose an earlier date; the thread wakes by itself when something new comes in"}
	}
	e, err := d.entry(outrider.EntryAlertDismissed, by, picture.DismissedBody{Alert: c.Alert, Dismissal: dis})
	if err != nil {
		return Outcome{}, err
	}
	e, err = withNote(e, c.Note, peopleOf(a.Alert))
	return Outcome{ID: string(c.Alert)}, d.fact(ctx, e, err)
}

// raised lifts a dismissal to what an alert of its thread has already said.
func raised(dis outrider.Dismissal, a outrider.Alert) outrider.Dismissal {
	dis.Score = max(dis.Score, a.Score)
	dis.Places = max(dis.Places, a.Places)
	dis.People = max(dis.People, 1+len(a.Others))
	if a.Level == outrider.LevelAct {
		dis.AtLevel = outrider.LevelAct
	}
	return dis
}

// peopleOf lists whom an alert is about; for one about nobody in the register,
// the key of the report it rests on.
func peopleOf(a outrider.Alert) []outrider.PersonID {
	if a.Person == "" && len(a.Basis) == 0 {
		return nil // about the desk itself
	}
	if a.Person == "" {
		return []outrider.PersonID{orphan(a.Basis[0])}
	}
	return append([]outrider.PersonID{a.Person}, a.Others...)
}

// reportFor returns a report that the user may see and act on. Where everybody it is
// about withdrew their record it stays as it is, until it is erased or they come back;
// an urgent one is worked on: a life is at risk.
func (d *Desk) reportFor(by outrider.UserID, id outrider.ReportID, act policy.Act) (*picture.Item, error) {
	v, err := d.view(by, act)
	if err != nil {
		return nil, err
	}
	it, ok := v.Report(id)
	if !ok || it.Erased {
		return nil, outrider.ErrNotFound
	}
	if len(it.Report.About) == 0 || it.Report.Urgent() {
		return it, nil
	}
	if _, err := d.withRecord(it.Report.About); err != nil {
		if !slices.ContainsFunc(it.Report.About, func(who outrider.PersonID) bool { _, knows := v.Person(who); return knows }) {
			return nil, outrider.ErrNotFound // they brought it in, and learn of no withdrawal
		}
		return nil, err
	}
	return it, nil
}

// sealedFor lists under whose keys notes on a report belong.
func sealedFor(it *picture.Item) []outrider.PersonID {
	if len(it.Report.About) == 0 || it.OrphanAtFiling() {
		return []outrider.PersonID{orphan(it.Report.ID)}
	}
	return it.Report.About
}

func (d *Desk) gradeReport(ctx context.Context, by outrider.UserID, g GradeReport) (Outcome, error) {
	it, err := d.reportFor(by, g.Report, policy.GradeReport)
	if err != nil {
		return Outcome{}, err
	}
	if err := g.Grade.Validate(); err != nil {
		return Outcome{}, err
	}
	e, err := d.entry(outrider.EntryReportGraded, by, picture.GradedBody{Report: g.Report, Grade: g.Grade})
	if err != nil {
		return Outcome{}, err
	}
	if e, err = withNote(e, g.Why, sealedFor(it)); err != nil {
		return Outcome{}, err
	}
	return d.aboutReport(ctx, e, it)
}

// retractReport withdraws a report and undoes everything that was thought from it.
func (d *Desk) retractReport(ctx context.Context, by outrider.UserID, r RetractReport) (Outcome, error) {
	it, err := d.reportFor(by, r.Report, policy.GradeReport)
	if err != nil {
		return Outcome{}, err
	}
	if it.Retracted {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this report has been withdrawn already"}
	}
	e, err := d.entry(outrider.EntryReportRetract, by, picture.RetractedBody{Report: r.Report})
	if err != nil {
		return Outcome{}, err
	}
	if e, err = withNote(e, r.Why, sealedFor(it)); err != nil {
		return Outcome{}, err
	}
	return d.aboutReport(ctx, e, it)
}

// settleProposal confirms or rejects what was found in a text. A confirmed
// person joins the people the report is about, and is thought about.
func (d *Desk) settleProposal(ctx context.Context, by outrider.UserID, s SettleProposal) (Outcome, error) {
	it, err := d.reportFor(by, s.Report, policy.SettleProposal)
	if err != nil {
		return Outcome{}, err
	}
	if s.Index < 0 || s.Index >= len(it.Proposals) {
		return Outcome{}, outrider.ErrNotFound
	}
	if s.Confirm && s.Person != "" {
		if x, ok := d.p.Person(s.Person); !ok || x.Erased {
			return Outcome{}, outrider.ErrNotFound
		}
	}
	e, err := d.entry(outrider.EntryProposal, by, picture.SettledBody{Report: s.Report, Index: s.Index, Confirm: s.Confirm, Person: s.Person})
	if err != nil {
		return Outcome{}, err
	}
	return d.aboutReport(ctx, e, it)
}

// aboutReport records a decision about a report and rethinks whom it touches.
func (d *Desk) aboutReport(ctx context.Context, e outrider.Entry, it *picture.Item) (Outcome, error) {
	if err := d.fact(ctx, e, nil); err != nil {
		return Outcome{}, err
	}
	ids := []outrider.ReportID{it.Report.ID}
	people := append(d.touched(ids), it.Report.About...)
	if _, err := d.rethink(ctx, matter{people: unique(people), news: ids, again: ids}); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: string(it.Report.ID)}, d.tell(ctx)
}
