package desk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/calibration"
	"outrider/internal/desk"
	"outrider/internal/screening"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
	"outrider/parameters"
)

// busy is a flowing person in the middle of everything: whatever act of a user there
// is, one on them could be done now.
type busy struct {
	*flowing
	keeper outrider.UserID // keeps the register besides h.officer
	night  outrider.UserID // has the duty, and brought nothing in

	hit, judged                outrider.HitID
	question                   outrider.QuestionID
	proposing                  outrider.ReportID
	published, task, passed    string
	recall                     string
	unanswered, accepted, held string
	asked                      outrider.ApprovalID
	drafted, written           outrider.ReferralID
	silent, closed             outrider.DangerID
	rung                       string
	alerts                     []outrider.AlertID

	near                       outrider.PersonID // stands by them, with a sheet of their own
	both                       outrider.ReportID // about the two
	nearDanger                 outrider.DangerID // of near, with them as linked
	nearCase                   outrider.CaseID   // of both
	handed, shut, wanted, twin outrider.CaseID
}

// newBusy makes them. What some acts need is done by others first, so each list of
// acts is a list of what may follow.
func newBusy(t testing.TB) *busy {
	b := &busy{flowing: newFlowing(t)}
	b.holdsLists()
	b.keeper = b.addUser(b.root, "ines", outrider.RoleCase)
	b.night = b.addUser(b.root, "nora", outrider.RoleDuty)
	b.underScreening()
	b.underJudgement()
	b.underPlan()
	b.underOneRoof()
	b.underDanger()
	b.now = b.now.Truncate(24 * time.Hour).Add(31*time.Hour + 40*time.Minute) // a check-in is due
	b.tick()
	b.quieted()
	b.underCases()
	b.now = b.now.Add(time.Minute)
	b.tick()
	return b
}

// holdsLists starts the desk anew with a list of contacts and with questions of its own.
func (b *busy) holdsLists() {
	b.t.Helper()
	p, err := desk.LoadScreening(parameters.FS)
	if err != nil {
		b.t.Fatal(err)
	}
	if b.record, err = calibration.Load(parameters.FS); err != nil {
		b.t.Fatal(err)
	}
	b.record.Draws = 10
	list := listHead + entryRusl + entryAnsel
	d, err := formats.Read(strings.NewReader(list))
	if err != nil {
		b.t.Fatal(err)
	}
	d.List = "expelled"
	sum := sha256.Sum256([]byte(list))
	shelf := &inforce.Memory{}
	shelf.Keep(watchlist.Version{List: d.List, Format: d.Format, Seen: b.now, SHA256: []string{hex.EncodeToString(sum[:])}, Entries: len(d.Records), State: watchlist.InForce, Purpose: watchlist.Contacts}, d)
	b.with = func(o *desk.Options) {
		o.Screening, o.Screener = p, screening.New(inforce.New(shelf, o.Clock), p)
	}
	b.reopen()
}

func (b *busy) underScreening() {
	b.t.Helper()
	met := func(name string) {
		b.house.file(outrider.Draft{Names: []string{name}, Report: outrider.Report{Kind: outrider.KindApproach, About: []outrider.PersonID{b.who}, Occurred: outrider.At(b.now),
			Text: secretText, Channel: outrider.ChannelForm}})
	}
	b.house.file(outrider.Draft{Report: outrider.Report{Kind: outrider.KindThreat, About: []outrider.PersonID{b.who}, Occurred: outrider.At(b.now), Text: secretText, AboutState: "ZZ", Channel: outrider.ChannelForm}})
	met("Ruslan Primerov")
	met("Ansel Larchwood")
	if _, err := b.desk.Screen(b.ctx, nil); err != nil {
		b.t.Fatal(err)
	}
	dr := b.seen(gym, b.who)
	dr.Proposals = []outrider.Proposal{{Kind: "person", Text: "a woman in grey"}}
	b.proposing = b.house.file(dr)[0].Report
	v, err := b.desk.Hits(b.ctx, b.analyst, desk.HitsQuery{All: true})
	if err != nil || len(v.Hits) != 2 {
		b.t.Fatalf("%d hits, %v", len(v.Hits), err)
	}
	b.hit, b.judged = v.Hits[0].ID, v.Hits[1].ID
	b.decide(b.analyst, desk.Decision{Judge: &desk.JudgeHit{Hit: b.judged, Verdict: outrider.VerdictUnsure}})
}

func (b *busy) underJudgement() {
	b.t.Helper()
	b.question = b.harm(b.analyst, b.who, .04, true)
	b.published = b.publishes(b.officer, desk.Publish{Person: b.who, From: "own", Figures: ownFigures(.2)}).ID
	b.task = b.decide(b.duty, desk.Decision{MakeTask: &desk.MakeTask{Person: b.who, Do: "ask " + leakCode + " again"}}).ID
	b.passed = b.decide(b.officer, desk.Decision{PassOn: &desk.PassOn{Person: b.who, To: "Coast Watch", What: "the plate", Ground: outrider.GroundLife, Why: "armed men at the door"}}).ID
	b.yes(b.who, outrider.ForSharing, "Old House")
	b.decide(b.officer, desk.Decision{PassOn: &desk.PassOn{Person: b.who, To: "Old House", What: "the plate"}})
	b.no(b.who, outrider.ForSharing, "Old House")
	b.recall = b.consent(b.who).Recalls[0].ID
}

func (b *busy) underPlan() {
	b.t.Helper()
	ids := b.house.offer(b.who, "busy-place", "safety-contact", "leave-and-call")
	b.accept(b.who, "safety-contact", "leave-and-call")
	for _, m := range b.mine(b.who).Measures {
		switch m.Measure {
		case "busy-place":
			b.unanswered = m.Offer
		case "safety-contact":
			b.accepted = m.Offer
		case "leave-and-call":
			b.held = m.Offer
		}
	}
	if b.unanswered == "" || b.accepted == "" || b.held == "" {
		b.t.Fatalf("%d offers, and one is not on their pages", len(ids))
	}
	b.decide(b.officer, desk.Decision{PlaceMeasure: &desk.PlaceMeasure{Person: b.who, Offer: b.held, Proof: outrider.ProofNote, Note: "seen on Monday"}})
}

func (b *busy) underDanger() {
	b.t.Helper()
	open := func() outrider.DangerID {
		return outrider.DangerID(b.on(b.officer, desk.DangerAct{Open: &desk.OpenDanger{Person: b.who, What: "a caller named " + leakCode, Level: "serious", Immediacy: "he named a day"}}).ID)
	}
	b.silent, b.closed = open(), open()
	b.now = b.now.Add(time.Minute)
	b.on(b.officer, desk.DangerAct{Record: b.silent, Decide: &desk.DecideDanger{Verdict: outrider.DangerSilent, Reasons: "Their phone is read.", Ground: "endangers-person", Review: b.now.Add(time.Hour)}})
	b.weighed(b.closed)
	b.warned(b.closed)
	b.decide(b.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: b.who, Measures: []string{"stay-elsewhere"}, For: string(b.closed)}})
	b.on(b.officer, desk.DangerAct{Record: b.closed, Close: b.closing()})
	b.weighed(b.leaky.danger)
	b.rung = b.warned(b.leaky.danger)
	b.decide(b.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: b.who, Measures: []string{"stay-elsewhere"}, For: string(b.leaky.danger)}})
}

const (
	nearCode  = "K-NEAR"
	nearPlate = "ZZ88INV"
	nearText  = "somebody asked for the two of them"
)

// underOneRoof lets somebody else stand by them: by both sheets, in a report, a
// finding across people, a case and a threat record.
func (b *busy) underOneRoof() {
	b.t.Helper()
	b.near = b.person(nearCode)
	for who, to := range map[outrider.PersonID]outrider.PersonID{b.near: b.who, b.who: b.near} {
		b.decide(b.officer, desk.Decision{Sheet: &desk.ChangeSheet{Person: who, Relation: &outrider.Relation{To: to, How: "sibling"}}})
	}
	for i, where := range []outrider.Place{home, work, gym} {
		b.now = b.now.Add(time.Hour)
		for _, who := range []outrider.PersonID{b.who, b.near} {
			dr := b.seen(where, who)
			dr.Report.Text, dr.Report.Selectors[0] = "the grey van", outrider.Selector{Kind: outrider.SelectorPlate, Value: nearPlate, Raw: nearPlate}
			if i == 0 {
				dr.Report.About = []outrider.PersonID{b.who, b.near}
			}
			b.house.file(dr)
		}
	}
	dr := b.seen(far, b.who, b.near)
	dr.Report.Text, dr.Report.Selectors = nearText, nil
	b.both = b.house.file(dr)[0].Report
	b.nearDanger = outrider.DangerID(b.on(b.officer, desk.DangerAct{Open: &desk.OpenDanger{Person: b.near, What: "a caller", Level: "serious", Immediacy: "he named a day", Linked: []outrider.DangerLink{{Person: b.who}}}}).ID)
	b.nearCase = b.openCase(b.officer, b.who, b.near)
	b.work(b.officer, desk.CaseDecision{Link: &desk.LinkCase{Case: b.nearCase, Link: outrider.CaseLink{Kind: outrider.LinkRecord, ID: string(b.leaky.danger)}}})
}

// quieted dismisses every alert there is: while one asks to act, no case waits.
func (b *busy) quieted() {
	b.t.Helper()
	for _, it := range slices.Concat(b.queue().Items, b.queue().Taken) {
		b.alerts = append(b.alerts, it.Alert)
		b.decide(b.officer, desk.Decision{Dismiss: &desk.DismissAlert{Alert: it.Alert, Reason: "known", Until: b.now.AddDate(0, 0, 60)}})
	}
}

func (b *busy) underCases() {
	b.t.Helper()
	b.drafted, b.written = b.draft(b.leaky.file, b.who), b.draft(b.leaky.file, b.who)
	b.asked = outrider.ApprovalID(b.work(b.officer, desk.CaseDecision{Ask: &desk.AskReferral{ID: b.written}}).ID)
	b.work(b.officer, desk.CaseDecision{Page: &desk.LinkReferral{ID: b.sent}})
	for _, c := range []*outrider.CaseID{&b.handed, &b.shut, &b.wanted, &b.twin} {
		*c = b.openCase(b.officer, b.who)
	}
	b.work(b.officer, desk.CaseDecision{Offer: &desk.OfferCase{Case: b.handed, To: "mira"}})
	b.work(b.duty, desk.CaseDecision{Want: &desk.WantCase{Case: b.wanted, Why: "I know them"}})
	b.work(b.officer, b.closes(b.shut))
	v, err := b.desk.Approvals(b.ctx, b.duty)
	if err != nil {
		b.t.Fatal(err)
	}
	i := slices.IndexFunc(v.Waiting, func(l desk.ApprovalLine) bool { return l.Act == outrider.ApproveClosure })
	if i < 0 {
		b.t.Fatalf("no closing waits for a second person: %+v", v.Waiting)
	}
	b.work(b.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: v.Waiting[i].ID, Give: true}})
}

// closes closes a case because another holds everybody in it.
func (b *busy) closes(id outrider.CaseID) desk.CaseDecision {
	return desk.CaseDecision{Close: &desk.CloseCase{Case: id, Ground: "duplicate", Other: b.leaky.file, Why: "one threat", Reopens: "another comes"}}
}
