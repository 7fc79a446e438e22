package desk_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
)

const friendName = "Vetta Inventedfriend"

// flowing is a leaky person with everything under way that a no must stop: a phone
// that may send later, a referral that has left and one that may, a friend who is
// told when a check-in is missed.
type flowing struct {
	*leaky
	kit         desk.OfflineKit
	sent, ready outrider.ReferralID
	page        desk.Receiver // of what has left, open in a browser
	offer       string
	morning     time.Time // on which no check-in was answered; zero: it has not come

	said words
}

// words are what the person's last words leave open.
type words struct {
	record, advice, lev, harbour, research, withheld bool

	phone    bool // the phone may keep reports
	device   bool // what it was given works
	referred bool // no word has ended the referrals
}

// advises reports whether the desk may think about the person.
func (w words) advises() bool { return w.record && w.advice }

// leaves reports whether something may go to the house of the referrals.
func (w words) leaves() bool { return w.record && w.harbour && !w.withheld }

func newFlowing(t testing.TB) *flowing {
	l := newLeaky(t)
	f := &flowing{leaky: l, said: words{record: true, advice: true, harbour: true, phone: true, device: true, referred: true}}
	f.decide(f.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: l.who, At: []string{"08:30"}, Zone: "Europe/Vienna", Ways: []outrider.Way{{Channel: "bell", To: ownAddress}}}})
	f.decide(f.officer, desk.Decision{Wish: &desk.SetWishes{Person: l.who, Second: &outrider.SecondContact{Name: friendName, Reach: outrider.Reach{Channel: "bell", Address: friendAddress}}}})
	f.decide(f.officer, desk.Decision{Offline: &desk.SetOffline{Person: l.who, On: true}})
	var err error
	if f.kit, err = f.desk.OwnKit(f.ctx, f.signsIn(f.number, ownCode)); err != nil {
		t.Fatal(err)
	}
	f.yes(l.who, outrider.ForSharing, receiver)
	f.sent, f.ready = f.approvedReferral(), f.approvedReferral()
	f.work(f.officer, desk.CaseDecision{Send: &desk.SendReferral{ID: f.sent}})
	f.page, _, _ = f.receives(f.sent)
	f.offer = f.mine(l.who).Measures[0].Offer
	return f
}

// again is the same person in a house of its own.
func (f *flowing) again() *flowing {
	out, in := *f, *f.leaky
	in.house = f.fork()
	out.leaky = &in
	return &out
}

// approvedReferral is one that a second person has agreed to and that has not left.
func (f *flowing) approvedReferral() outrider.ReferralID {
	f.t.Helper()
	id := f.draft(f.file, f.who)
	asked := f.work(f.officer, desk.CaseDecision{Ask: &desk.AskReferral{ID: id}}).ID
	f.work(f.duty, desk.CaseDecision{Approval: &desk.SettleApproval{ID: outrider.ApprovalID(asked), Give: true}})
	return id
}

// speaks is one more word of the person, for every purpose there is, or time that
// passes.
func (f *flowing) speaks(r *rapid.T) {
	s := &f.said
	purpose := func(p outrider.ConsentPurpose, held *bool) {
		if *held = rapid.Bool().Draw(r, string(p)); *held {
			f.yes(f.who, p)
		} else {
			f.no(f.who, p)
		}
	}
	switch rapid.SampledFrom([]string{"record", "advice", "research", "share", "stop sharing", "stop one", "withhold", "lift", "a year", "restart"}).Draw(r, "word") {
	case "record":
		if purpose(outrider.ForRecord, &s.record); !s.record {
			s.advice, s.research = false, false
			s.lev, s.harbour, s.phone, s.device, s.referred = false, false, false, false, false
		}
	case "advice":
		purpose(outrider.ForAdvice, &s.advice)
	case "research":
		purpose(outrider.ForResearch, &s.research)
	case "share":
		f.yes(f.who, outrider.ForSharing, "Lev", receiver)
		s.lev, s.harbour = true, true
	case "stop sharing":
		f.no(f.who, outrider.ForSharing)
		s.lev, s.harbour, s.referred = false, false, false
	case "stop one":
		f.no(f.who, outrider.ForSharing, receiver)
		s.harbour, s.referred = false, false
	case "withhold":
		f.decide(f.officer, desk.Decision{Withhold: &desk.Withhold{Person: f.who, From: []string{"yusuf", "lev", receiver, friendName}}})
		s.withheld, s.referred = true, false
	case "lift":
		f.decide(f.officer, desk.Decision{Withhold: &desk.Withhold{Person: f.who}})
		s.withheld = false
	case "a year":
		f.now = f.now.AddDate(0, 0, 400) // sharing and research have run out; the record goes on
		s.lev, s.harbour, s.research, s.device, s.referred = false, false, false, false, false
	case "restart":
		f.reopen()
	}
}

// acts does something and reports whether the desk let it.
func (f *flowing) acts(by outrider.UserID, d desk.Decision) bool {
	_, err := f.desk.Decide(f.ctx, by, d)
	return err == nil
}

func (f *flowing) works(by outrider.UserID, c desk.CaseDecision) bool {
	return f.acts(by, desk.Decision{Case: &c})
}

// flows are the ways on which something of the person is used, sent or taken in, apart
// from the views, each with whether the words leave it open. They change what they
// try, so they are tried in this order and once.
func (f *flowing) flows() []flow {
	s := f.said
	return []flow{
		{"numbers learnt for the desk", s.advises(), f.learns(false)},
		{"numbers that leave the house", s.advises() && s.research, f.learns(true)},
		{"measures on their pages", s.advises(), func() bool { v := f.mine(f.who); return len(v.Measures) > 0 || !v.Stopped }},
		{"an answer to a measure", s.advises(), func() bool {
			_, err := f.desk.AnswerMeasure(f.ctx, f.who, desk.AnswerMeasure{Offer: f.offer, Accept: true})
			return err == nil
		}},
		{"a measure offered", s.advises(), func() bool {
			return f.acts(f.officer, desk.Decision{Offer: &desk.OfferMeasures{Person: f.who, Measures: []string{"stay-elsewhere"}}})
		}},
		{"a threat record worked on", s.advises(), func() bool {
			return f.acts(f.officer, desk.Decision{Danger: &desk.DangerAct{Record: f.danger, Review: &desk.ReviewDanger{Immediacy: "within weeks", Why: "looked at again"}}})
		}},
		{"a case worked on", s.record, func() bool {
			return f.works(f.duty, desk.CaseDecision{Note: &desk.NoteCase{Case: f.file, Text: "called about " + leakCode}})
		}},
		{"the paper of what has left", s.referred && s.leaves(), func() bool {
			_, err := f.desk.ReferralPaper(f.ctx, f.officer, f.sent)
			return err == nil
		}},
		{"the receiver's page", s.referred && s.leaves(), func() bool { _, err := f.desk.Paper(f.ctx, f.page); return err == nil }},
		{"their work on it", s.referred && s.leaves(), func() bool { return f.works(f.officer, f.step(f.sent, outrider.ReferralAccepted, "", "we begin")) }},
		{"its end", s.referred && s.leaves(), func() bool { return f.works(f.officer, f.step(f.sent, outrider.ReferralDone, "", "")) }},
		{"an approved referral", s.referred && s.leaves(), func() bool { return f.works(f.officer, desk.CaseDecision{Send: &desk.SendReferral{ID: f.ready}}) }},
		{"a new referral", s.leaves(), f.refers},
		{"passing on by hand", s.leaves(), func() bool {
			return f.acts(f.officer, desk.Decision{PassOn: &desk.PassOn{Person: f.who, To: receiver, What: "the plate"}})
		}},
		{"a kit for a phone", s.record && s.phone, func() bool {
			_, err := f.desk.OwnKit(f.ctx, f.signsIn(f.number, ownCode))
			return err == nil
		}},
		{"a report that a phone kept", s.record && s.device, func() bool {
			return f.desk.OfflineTell(f.ctx, f.kit.Secret, onceToken, outrider.Draft{Report: outrider.Report{Kind: outrider.KindWatched, Text: secretText}}) == nil
		}},
		{"a check-in asked for", s.advises(), f.rung(ownAddress)},
		{"the friend told of a silence", s.advises() && !s.withheld, f.rung(friendAddress)},
	}
}

// flow is one way, whether it is open, and an attempt at it.
type flow struct {
	name string
	open bool
	goes func() bool
}

// looker is a user, and whether they may see anything of the person.
type looker struct {
	name string
	by   outrider.UserID
	open bool
}

// learns reports whether anything the person told is in the numbers that are learnt.
func (f *flowing) learns(leaves bool) func() bool {
	return func() bool {
		v, err := f.desk.Learn(f.ctx, f.root, desk.LearnQuery{Leaves: leaves})
		if err != nil {
			f.t.Fatal(err)
		}
		return v.Sightings > 0
	}
}

// refers writes a referral and puts it before a second person.
func (f *flowing) refers() bool {
	out, err := f.desk.Decide(f.ctx, f.officer, desk.Decision{Case: &desk.CaseDecision{Draft: &desk.DraftReferral{Case: f.file, Person: f.who, To: receiver,
		Purpose: "legal help", Text: "Advice.", Fields: []string{outrider.FieldCode}}}})
	return err == nil && f.works(f.officer, desk.CaseDecision{Ask: &desk.AskReferral{ID: outrider.ReferralID(out.ID)}})
}

// rung reports whether anything went to an address since a morning went by without an
// answer.
func (f *flowing) rung(address string) func() bool {
	return func() bool {
		if f.morning.IsZero() {
			f.rings.sent = nil
			f.morning = f.now.Truncate(24*time.Hour).AddDate(0, 0, 1)
			for _, hour := range []float64{6, 7.6, 12} {
				f.now = f.morning.Add(time.Duration(hour * float64(time.Hour)))
				f.tick()
			}
		}
		return strings.Contains(strings.Join(f.rings.sent, "\n"), address)
	}
}

// Whatever was said in whatever order, every view and every flow is open to those
// alone to whom the last words leave it open.
func TestNoPathOutlivesConsent(t *testing.T) {
	t.Parallel()
	base := newFlowing(t)
	rapid.Check(t, func(r *rapid.T) {
		f := base.again()
		for range rapid.IntRange(0, 6).Draw(r, "words") {
			f.speaks(r)
		}
		s := f.said
		x := rapid.SampledFrom([]looker{{"duty", f.duty, s.record}, {"analyst", f.analyst, s.record && !s.withheld}, {"liaison", f.liaison, s.record && s.lev && !s.withheld}}).Draw(r, "who looks")
		if got := f.told(x.by); x.open != (len(got) > 0) {
			r.Fatalf("%s: open %v, told %v", x.name, x.open, got)
		}
		f.checkOwn(r, s.record)
		for _, x := range f.flows() {
			if got := x.goes(); got != x.open {
				r.Fatalf("%s: goes %v, open %v", x.name, got, x.open)
			}
		}
	})
}
