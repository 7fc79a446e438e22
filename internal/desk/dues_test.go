package desk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/calibration"
	"outrider/internal/desk"
)

// twins are two desks to which the same happens. One of them looks at everything in
// each tick, the other at what it holds to be due.
type twins struct {
	sparing, thorough *house
	people            []outrider.PersonID
	cases             []outrider.CaseID
	dangers           []outrider.DangerID
	referrals         []outrider.ReferralID
	reports           []outrider.ReportID
	tasks, offers     []string
}

func newTwins(t testing.TB, asks bool) *twins {
	w := &twins{sparing: clocked(t), thorough: clocked(t)}
	for _, h := range []*house{w.sparing, w.thorough} {
		h.now = time.Date(2026, 3, 27, 20, 0, 0, 0, time.UTC) // summer time begins on the 29th
		if asks {
			h.record = calibration.Params{Fast: 36 * time.Hour, Grace: 6 * time.Hour}
			h.reopen()
		}
	}
	return w
}

// both does something at both desks, which must say the same of it.
func (w *twins) both(r *rapid.T, what string, do func(h *house) (string, error)) string {
	a, errA := do(w.sparing)
	b, errB := do(w.thorough)
	if a != b || outrider.CodeOf(errA) != outrider.CodeOf(errB) {
		r.Fatalf("%s at %s: the sparing desk says %q, %v; the thorough one %q, %v", what, w.sparing.now, a, errA, b, errB)
	}
	return a
}

// decide does an act at both desks; ok says that it was not refused.
func (w *twins) decide(r *rapid.T, by outrider.UserID, d desk.Decision) (out desk.Outcome, ok bool) {
	w.both(r, "an act", func(h *house) (string, error) {
		var err error
		out, err = h.desk.Decide(h.ctx, by, d)
		ok = err == nil
		return fmt.Sprintf("%+v", out), err
	})
	return out, ok
}

func (w *twins) officer() outrider.UserID { return w.sparing.officer }

// minutes lets minutes pass, with a tick in each.
func (w *twins) minutes(r *rapid.T, n int) {
	for range n {
		w.pass(time.Minute)
		w.tick(r)
	}
}

func (w *twins) pass(d time.Duration) {
	w.sparing.now, w.thorough.now = w.sparing.now.Add(d), w.thorough.now.Add(d)
}

func (w *twins) tick(r *rapid.T) {
	w.thorough.desk.LookAtEverything()
	w.both(r, "a tick", func(h *house) (string, error) {
		t, err := h.desk.Tick(h.ctx)
		return fmt.Sprintf("%+v", t), err
	})
}

// machine is what befalls the machine: time, late ticks, a start, a cut of the power in
// the middle of a tick, channels that are dead.
func (w *twins) machine(r *rapid.T) {
	switch rapid.IntRange(0, 9).Draw(r, "machine") {
	case 0, 1, 2, 3:
		w.minutes(r, rapid.SampledFrom([]int{1, 7, 31}).Draw(r, "minutes"))
	case 4, 5:
		w.pass(time.Duration(rapid.SampledFrom([]int{3, 11, 24, 40}).Draw(r, "hours closed")) * time.Hour)
		w.minutes(r, 2)
	case 6:
		w.pass(time.Duration(rapid.SampledFrom([]int{5, 31, 100}).Draw(r, "days closed")) * 24 * time.Hour)
		w.minutes(r, 2)
	case 7:
		w.sparing.reopen()
		w.thorough.reopen()
	case 8:
		left := rapid.IntRange(0, 4).Draw(r, "writes until the power fails")
		w.pass(time.Duration(rapid.IntRange(1, 90).Draw(r, "minutes")) * time.Minute)
		w.sparing.book.left, w.thorough.book.left = left, left
		w.tick(r)
		w.sparing.book.left, w.thorough.book.left = -1, -1
		if rapid.Bool().Draw(r, "starts again") {
			w.sparing.reopen()
			w.thorough.reopen()
		}
		w.minutes(r, 1)
	case 9:
		dead := map[string]bool{"signal": rapid.Bool().Draw(r, "signal is dead"), "mail": rapid.Bool().Draw(r, "mail is dead")}
		w.sparing.rings.dead, w.thorough.rings.dead = dead, dead
	}
}

func anyOf[T any](r *rapid.T, what string, from []T) (x T, ok bool) {
	if len(from) == 0 {
		return x, false
	}
	return rapid.SampledFrom(from).Draw(r, what), true
}

// enrol adds somebody, or agrees on check-ins with somebody.
func (w *twins) enrol(r *rapid.T) {
	if len(w.people) < 3 {
		code := fmt.Sprintf("K-%02d", len(w.people))
		if out, ok := w.decide(r, w.officer(), desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: code, Coverage: .5}, Identity: outrider.Identity{Name: secretName}}}); ok {
			w.people = append(w.people, outrider.PersonID(out.ID))
		}
	}
	who, _ := anyOf(r, "who", w.people)
	s := desk.SetCheckIn{Person: who, Zone: rapid.SampledFrom([]string{"Europe/Vienna", "America/St_Johns", "Pacific/Chatham"}).Draw(r, "zone"),
		At:   rapid.SampledFrom([][]string{{"02:30"}, {"08:00"}, {"08:00", "20:00"}}).Draw(r, "at"),
		Ways: []outrider.Way{{Channel: "signal", To: ownAddress}, {Channel: "mail", To: "own@invented.example"}}, Contact: []outrider.Way{{Channel: "signal", To: friendAddress}},
		End: rapid.IntRange(0, 9).Draw(r, "end") == 0}
	w.decide(r, w.officer(), desk.Decision{SetCheckIn: &s})
	safe, duress := safeWord, duressWord
	w.decide(r, w.officer(), desk.Decision{Wish: &desk.SetWishes{Person: who, Cancel: &safe, Duress: &duress}})
}

// person is what a person does: answers, agrees, says no.
func (w *twins) person(r *rapid.T) {
	who, ok := anyOf(r, "who", w.people)
	if !ok {
		return
	}
	purpose := rapid.SampledFrom([]outrider.ConsentPurpose{outrider.ForAdvice, outrider.ForAdvice, outrider.ForRecord, outrider.ForSharing}).Draw(r, "purpose")
	var with []string
	if purpose == outrider.ForSharing {
		with = []string{receiver}
	}
	switch rapid.IntRange(0, 20).Draw(r, "person") {
	case 0:
		w.decide(r, w.officer(), desk.Decision{ErasePerson: &desk.ErasePerson{Person: who, Confirm: fmt.Sprintf("K-%02d", slices.Index(w.people, who)), Reason: "asked to go"}})
	case 1, 2, 3:
		w.decide(r, w.officer(), desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: who, Note: "on the telephone"}})
	case 4, 5, 6, 7, 8:
		until := w.sparing.now.Add(time.Duration(rapid.SampledFrom([]int{1, 20, 400}).Draw(r, "days agreed")) * 24 * time.Hour)
		w.decide(r, w.officer(), desk.Decision{Consent: &desk.GiveConsent{Person: who, Purpose: purpose, With: with, Told: selfSaid, Expires: until}})
	case 9, 10, 11:
		w.decide(r, w.officer(), desk.Decision{Withdraw: &desk.WithdrawConsent{Person: who, Purpose: purpose, With: with, Told: selfSaid}})
	default:
		word := rapid.SampledFrom([]string{safeWord, safeWord, duressWord, "Marmelade?"}).Draw(r, "word")
		w.both(r, "an answer", func(h *house) (string, error) {
			c, err := h.desk.CheckIn(h.ctx, who, word)
			return c.Next.String(), err
		})
	}
}

// alerts is what the desk does about alerts.
func (w *twins) alerts(r *rapid.T) {
	i, ok := anyOf(r, "alert", w.sparing.queue().Items)
	w.thorough.queue()
	if !ok || i.Alert == "" {
		return
	}
	by := rapid.SampledFrom([]outrider.UserID{w.sparing.duty, w.sparing.officer}).Draw(r, "by")
	switch rapid.IntRange(0, 3).Draw(r, "alerts") {
	case 0, 1:
		w.decide(r, by, desk.Decision{Take: &desk.TakeAlert{Alert: i.Alert}})
	case 2:
		w.decide(r, by, desk.Decision{Dismiss: &desk.DismissAlert{Alert: i.Alert, Reason: "known", Note: "x", Until: w.sparing.now.AddDate(0, 0, 9)}})
	case 3:
		w.both(r, "a look", func(h *house) (string, error) {
			v, err := h.desk.Alert(h.ctx, by, i.Alert)
			return string(v.Item.Alert), err
		})
	}
}

// reported is what is reported, graded and withdrawn.
func (w *twins) reported(r *rapid.T) {
	who, ok := anyOf(r, "who", w.people)
	if !ok {
		return
	}
	d := w.sparing.seen(rapid.SampledFrom([]outrider.Place{home, work, gym}).Draw(r, "where"), who)
	d.Report.ID = outrider.ReportID(fmt.Sprint("r-", len(w.reports)))
	switch rapid.IntRange(0, 4).Draw(r, "reported") {
	case 0:
		d.Report.Kind = outrider.KindDelivery
	case 1:
		d.Report.Kind, d.Report.About = outrider.KindDelivery, nil
	case 2:
		if id, ok := anyOf(r, "report", w.reports); ok {
			w.decide(r, w.officer(), desk.Decision{Retract: &desk.RetractReport{Report: id, Why: "a mistake"}})
		}
		return
	case 3:
		if id, ok := anyOf(r, "report", w.reports); ok {
			g := outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: rapid.SampledFrom([]string{"A", "E"}).Draw(r, "source"), Content: "2"}
			w.decide(r, w.officer(), desk.Decision{Grade: &desk.GradeReport{Report: id, Grade: g, Why: "x"}})
		}
		return
	}
	w.reports = append(w.reports, d.Report.ID)
	w.both(r, "a report", func(h *house) (string, error) {
		rs, err := h.desk.File(h.ctx, h.duty, d)
		return fmt.Sprintf("%+v", rs), err
	})
}

// judged is what is judged and published, and what is to be done.
func (w *twins) judged(r *rapid.T) {
	who, ok := anyOf(r, "who", w.people)
	if !ok {
		return
	}
	now := w.sparing.now
	due := now.Add(time.Duration(rapid.IntRange(1, 300).Draw(r, "hours")) * time.Hour)
	switch rapid.IntRange(0, 8).Draw(r, "judged") {
	case 0:
		w.decide(r, w.sparing.analyst, desk.Decision{JudgePerson: &desk.JudgePerson{Person: who, Figures: held(.05), Reasons: "x", Gaps: "y"}})
	case 1:
		w.decide(r, w.officer(), desk.Decision{Publish: &desk.Publish{Person: who, From: "own", Figures: ownFigures(.02), Reasons: "x", Gaps: "y", Review: due}})
	case 2:
		if out, ok := w.decide(r, w.officer(), desk.Decision{MakeTask: &desk.MakeTask{Person: who, Do: "ask the porter", Due: due}}); ok {
			w.tasks = append(w.tasks, out.ID)
		}
	case 3:
		out, _ := w.decide(r, w.officer(), desk.Decision{Offer: &desk.OfferMeasures{Person: who, Measures: three}})
		w.offers = append(w.offers, out.IDs...)
	case 4:
		yes := rapid.Bool().Draw(r, "yes")
		w.both(r, "an answer to an offer", func(h *house) (string, error) {
			m, err := h.desk.MyMeasures(h.ctx, who)
			if err != nil || len(m.Measures) == 0 {
				return "", err
			}
			_, err = h.desk.AnswerMeasure(h.ctx, who, desk.AnswerMeasure{Offer: m.Measures[0].Offer, Accept: yes})
			return m.Measures[0].Offer, err
		})
	case 5:
		w.decide(r, w.officer(), desk.Decision{AgreePlan: &desk.AgreePlan{Person: who, Note: "she has a copy"}})
	case 6:
		if t, ok := anyOf(r, "task", w.tasks); ok {
			w.decide(r, w.officer(), desk.Decision{CloseTask: &desk.CloseTask{Task: t, Done: true}})
		}
	case 7:
		if o, ok := anyOf(r, "offer", w.offers); ok {
			w.decide(r, w.officer(), desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: who, Offer: o, Proof: outrider.ProofNote, Note: "seen on the door"}})
		}
	case 8:
		w.decide(r, w.officer(), desk.Decision{Withhold: &desk.Withhold{Person: who, From: []string{"yusuf"}}})
	}
}

// inDanger is what is done about threat records.
func (w *twins) inDanger(r *rapid.T) {
	who, ok := anyOf(r, "who", w.people)
	if !ok {
		return
	}
	id, ok := anyOf(r, "danger", w.dangers)
	if !ok || rapid.IntRange(0, 5).Draw(r, "open") == 0 {
		open := &desk.OpenDanger{Person: who, What: "x", Level: rapid.SampledFrom([]string{"serious", "imminent"}).Draw(r, "level"), Immediacy: "y"}
		if out, ok := w.decide(r, w.officer(), desk.Decision{Danger: &desk.DangerAct{Open: open}}); ok {
			w.dangers = append(w.dangers, outrider.DangerID(out.ID))
		}
		return
	}
	v, err := w.sparing.desk.Danger(w.sparing.ctx, w.officer(), desk.DangerQuery{ID: id})
	if _, twin := w.thorough.desk.Danger(w.thorough.ctx, w.officer(), desk.DangerQuery{ID: id}); err != nil || twin != nil {
		return
	}
	act := drawnAct
	if rapid.IntRange(0, 2).Draw(r, "sensible") > 0 {
		act = sensibleAct
	}
	by, d := act(r, w.sparing, id, v)
	w.decide(r, by, d)
}

// atWork is what is done about cases and referrals, and said as the second person.
func (w *twins) atWork(r *rapid.T) {
	who, ok := anyOf(r, "who", w.people)
	if !ok {
		return
	}
	var c desk.CaseDecision
	by := rapid.SampledFrom([]outrider.UserID{w.sparing.officer, w.sparing.duty, w.sparing.analyst}).Draw(r, "by")
	file, any := anyOf(r, "case", w.cases)
	ref, _ := anyOf(r, "referral", w.referrals)
	switch k := rapid.IntRange(0, 12).Draw(r, "work"); {
	case !any || k == 0:
		c.Open = &desk.OpenCase{People: []outrider.PersonID{who}, Why: "x"}
	case k == 1:
		c.Offer = &desk.OfferCase{Case: file, To: "mira"}
	case k == 2:
		c.Answer = &desk.AnswerCase{Case: file, Take: true}
	case k == 3:
		c.Close = &desk.CloseCase{Case: file, Ground: "threat-passed", Why: "x", Reopens: "y"}
	case k == 4, k == 5:
		a, err := w.sparing.desk.Approvals(w.sparing.ctx, by)
		_, twin := w.thorough.desk.Approvals(w.thorough.ctx, by)
		if err != nil || twin != nil || len(a.Waiting) == 0 {
			return
		}
		c.Approval = &desk.SettleApproval{ID: a.Waiting[0].ID, Give: true, Why: "x"}
	case k == 6:
		c.Draft = &desk.DraftReferral{Case: file, Person: who, To: receiver, Purpose: "legal help", Text: "x"}
	case k == 7:
		c.Ask = &desk.AskReferral{ID: ref}
	case k == 8:
		c.Send = &desk.SendReferral{ID: ref}
	case k == 9:
		c.Step = &desk.StepReferral{ID: ref, To: outrider.ReferralAccepted, From: true}
	case k == 10:
		w.both(r, "a look at a referral", func(h *house) (string, error) {
			v, err := h.desk.Referral(h.ctx, by, ref)
			return string(v.ID), err
		})
		return
	case k == 11:
		c.Reopen = &desk.ReopenCase{Case: file, Why: "x"}
	case k == 12:
		c.Note = &desk.NoteCase{Case: file, Text: "x"}
	}
	out, ok := w.decide(r, by, desk.Decision{Case: &c})
	switch {
	case ok && c.Open != nil:
		w.cases = append(w.cases, outrider.CaseID(out.ID))
	case ok && c.Draft != nil:
		w.referrals = append(w.referrals, outrider.ReferralID(out.ID))
	}
}

// inClear is the ledger in the clear.
func inClear(h *house) []string {
	var out []string
	for _, e := range h.entries() {
		s := fmt.Sprint(e.Seq, " ", e.Recorded.Format(time.RFC3339), " ", e.ID, " ", e.Type, " ", e.By)
		for _, p := range e.Parts {
			s += fmt.Sprint(" ", p.People, p.Purpose, p.Erased, string(p.Body))
		}
		out = append(out, s)
	}
	return out
}

// Whatever happens, a desk that looks at what it holds to be due writes the same ledger,
// entry for entry, as one that looks at everything in each tick.
func TestASparingTickWritesTheSameLedger(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newTwins(t, rapid.Bool().Draw(r, "asks itself"))
		w.enrol(r)
		acts := []func(*rapid.T){w.machine, w.machine, w.machine, w.machine, w.enrol, w.person, w.person, w.alerts, w.alerts, w.reported, w.judged, w.judged, w.inDanger, w.inDanger, w.atWork, w.atWork}
		for range rapid.IntRange(10, 60).Draw(r, "acts") {
			rapid.SampledFrom(acts).Draw(r, "act")(r)
		}
		w.minutes(r, 3)
		if d := cmp.Diff(inClear(w.sparing), inClear(w.thorough)); d != "" {
			r.Fatalf("(-sparing +thorough)\n%s", d)
		}
	})
}

// A minute at which something falls due comes to nobody's notice but the clock's: nothing
// was written down about the person for an hour. It is found in that minute.
func TestWhatOnlyTimeBringsComesInItsMinute(t *testing.T) {
	month := 30 * 24 * time.Hour
	for sort, setUp := range map[outrider.DutySort]func(h *house, who outrider.PersonID) (due time.Time){
		outrider.DutyRenewal: func(h *house, who outrider.PersonID) time.Time {
			until := h.now.Add(2 * month)
			h.decide(h.officer, desk.Decision{Consent: &desk.GiveConsent{Person: who, Purpose: outrider.ForAdvice, Told: selfSaid, Expires: until}})
			return until.Add(-month)
		},
		outrider.DutyTask: func(h *house, who outrider.PersonID) time.Time {
			due := h.now.Add(2 * month)
			h.decide(h.officer, desk.Decision{MakeTask: &desk.MakeTask{Person: who, Do: "ask the porter", Due: due}})
			return due
		},
		outrider.DutyExpired: func(h *house, who outrider.PersonID) time.Time {
			due := h.now.Add(7 * 24 * time.Hour)
			h.publishes(h.officer, desk.Publish{Person: who, From: "own", Figures: ownFigures(.02), Review: due})
			return due
		},
		outrider.DutyDangerSilence: func(h *house, who outrider.PersonID) time.Time {
			id, due := h.opened(who, "watch"), h.now.AddDate(0, 0, 20)
			h.on(h.officer, desk.DangerAct{Record: id, Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "Nothing in it.", Ground: "not-credible", Review: due}})
			h.on(h.duty, desk.DangerAct{Record: id, Approve: &desk.ApproveDanger{Give: true}})
			return due
		},
	} {
		t.Run(string(sort), func(t *testing.T) {
			h := clocked(t)
			due := setUp(h, h.person("K-07"))
			h.tick()
			h.now = due.Add(-time.Hour)
			h.run(59 * time.Minute)
			if got := h.dutiesOf(h.officer, sort); got != "" {
				t.Errorf("a minute before it is due: %s", got)
			}
			h.run(time.Minute)
			if got := h.dutiesOf(h.officer, sort); got == "" {
				t.Error("nobody is asked in the minute in which it falls due")
			}
		})
	}
}
