package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
	"outrider/parameters"
)

const ownCode = "seven quiet herons"

// opens gives a person pages of their own and opens them by the link.
func (h *house) opens(who outrider.PersonID) (own desk.Own, number string) {
	h.t.Helper()
	link := h.decide(h.officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: who}}).Link
	own, number, err := h.desk.PortalRedeem(h.ctx, token(link), ownCode)
	if err != nil {
		h.t.Fatal(err)
	}
	h.number = number
	return own, number
}

// ownPages gives somebody pages of their own, on which they have told something.
func (h *house) ownPages(who outrider.PersonID) {
	h.t.Helper()
	own, _ := h.opens(who)
	h.tells(own, "once-000000000000001", outrider.KindWatched)
}

// token is what a link carries.
func token(link string) string {
	_, t, _ := strings.Cut(link, "?k=")
	return t
}

func (h *house) signsIn(number, code string) desk.Own {
	h.t.Helper()
	own, err := h.desk.PortalSignIn(h.ctx, number, code)
	if err != nil {
		h.t.Fatal(err)
	}
	return own
}

func (h *house) tells(o desk.Own, once string, k outrider.Kind) desk.OwnReceipt {
	h.t.Helper()
	rc, err := h.desk.OwnTell(h.ctx, o, desk.OwnTold{Once: once, Draft: outrider.Draft{Report: outrider.Report{Kind: k, Text: secretText}}})
	if err != nil {
		h.t.Fatal(err)
	}
	return rc
}

func (h *house) ownData(o desk.Own) desk.OwnData {
	h.t.Helper()
	v, err := h.desk.OwnData(h.ctx, o)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func (h *house) shut(o desk.Own) {
	h.t.Helper()
	_, err := h.desk.OwnHome(h.ctx, o)
	h.code(err, outrider.CodeNotFound)
}

func TestALinkWorksOnce(t *testing.T) {
	h := clocked(t)
	h.desk.ServePortal("https://notes.invented.example/")
	ann := h.person("K-01")
	h.checksIn(ann)
	h.refused(h.duty, desk.Decision{LinkPortal: &desk.LinkPortal{Person: ann}}, outrider.CodeNotFound)
	h.refused(h.officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: ann, Hours: 9999}}, outrider.CodeInvalid)
	h.refused(h.officer, desk.Decision{EndPortal: &desk.EndPortal{Person: ann}}, outrider.CodeConflict)
	old := h.decide(h.officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: ann}}).Link
	link := h.decide(h.officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: ann, Hours: 5}}).Link
	if !strings.HasPrefix(link, "https://notes.invented.example/e?k=") {
		t.Errorf("the link is %q", link)
	}
	for _, bad := range []struct{ token, code string }{{token(old), ownCode}, {"", ownCode}, {"nothing", ownCode}} {
		_, _, err := h.desk.PortalRedeem(h.ctx, bad.token, bad.code)
		h.code(err, outrider.CodeNotFound)
	}
	for _, code := range []string{"short", "aaaaaaaaaa", " marmalade ", "GOOSEBERRY", ""} {
		_, _, err := h.desk.PortalRedeem(h.ctx, token(link), code)
		h.code(err, outrider.CodeInvalid)
	}
	if !h.desk.PortalLinkOpens(h.ctx, token(link)) {
		t.Error("a code that will not do used the link up")
	}
	own, number, err := h.desk.PortalRedeem(h.ctx, token(link), ownCode)
	if err != nil || len(number) != 8 {
		t.Fatalf("%q, %v", number, err)
	}
	if _, _, err := h.desk.PortalRedeem(h.ctx, token(link), ownCode); outrider.CodeOf(err) != outrider.CodeNotFound {
		t.Errorf("a link works twice: %v", err)
	}
	word := ownCode
	h.refused(h.officer, desk.Decision{Wish: &desk.SetWishes{Person: ann, Duress: &word}}, outrider.CodeInvalid)
	h.reopen()
	h.now = h.now.AddDate(0, 0, 30)
	if _, err := h.desk.OwnHome(h.ctx, own); err != nil {
		t.Error(err)
	}
	h.signsIn(number[:4]+" "+number[4:], "  Seven  quiet HERONS")
	for _, wrong := range []struct{ number, code string }{{number, "wrong words"}, {"00000000", ownCode}, {"", ""}, {number, safeWord}} {
		_, err := h.desk.PortalSignIn(h.ctx, wrong.number, wrong.code)
		h.code(err, outrider.CodeNotFound)
	}
	v, err := h.desk.Portal(h.ctx, h.officer, ann)
	if err != nil || v.State != "open" || v.Times != 2 || v.By != "ana" || v.Number != number || v.Waits {
		t.Errorf("%+v, %v", v, err)
	}
	h.decide(h.officer, desk.Decision{EndPortal: &desk.EndPortal{Person: ann}})
	h.shut(own)
	_, err = h.desk.PortalSignIn(h.ctx, number, ownCode)
	h.code(err, outrider.CodeNotFound)
}

func TestALinkRunsOut(t *testing.T) {
	h := newHouse(t)
	ann := h.person("K-01")
	link := h.decide(h.officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: ann, Hours: 2}}).Link
	h.now = h.now.Add(2 * time.Hour)
	if _, _, err := h.desk.PortalRedeem(h.ctx, token(link), ownCode); outrider.CodeOf(err) != outrider.CodeNotFound {
		t.Errorf("a link that ran out opens: %v", err)
	}
}

// What a person tells on their own pages is one report, however often the form comes.
func TestOwnReports(t *testing.T) {
	h := clocked(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	h.checksIn(ann)
	own, _ := h.opens(ann)
	other, _ := h.opens(ben)
	before := h.count(outrider.EntryReportFiled)
	rc := h.tells(own, "once-000000000000001", outrider.KindWatched)
	if again := h.tells(own, "once-000000000000001", outrider.KindWatched); again.Report != rc.Report {
		t.Error("the same form was filed twice")
	}
	if h.count(outrider.EntryReportFiled) != before+1 {
		t.Error("the same form was filed twice")
	}
	if rc.Urgent || rc.By.Location().String() != "Europe/Vienna" || !rc.By.Equal(h.now.Add(8*time.Hour)) {
		t.Errorf("%+v", rc)
	}
	if theirs := h.tells(other, "once-000000000000001", outrider.KindWatched); theirs.Report == rc.Report {
		t.Error("two people share a report")
	}
	_, err := h.desk.OwnReceipt(h.ctx, other, rc.Report)
	h.code(err, outrider.CodeNotFound)
	more, err := h.desk.OwnTell(h.ctx, own, desk.OwnTold{Once: "once-000000000000002", Of: rc.Report, Draft: outrider.Draft{Report: outrider.Report{Kind: outrider.KindOther, Text: "a grey van",
		About: []outrider.PersonID{ben}, Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "A", Content: "1"}}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := h.desk.Report(h.ctx, h.duty, more.Report)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Report; got.Kind != outrider.KindWatched || got.EventKey != string(rc.Report) || !cmp.Equal(got.About, []outrider.PersonID{ann}) || !got.Grade.IsZero() || r.By != "the person themselves" || got.Channel != outrider.ChannelPortal {
		t.Errorf("%+v, by %s", got, r.By)
	}
	h.tick()
	if due := h.shiftPage().Due; !slices.ContainsFunc(due, func(l desk.DutyLine) bool {
		return l.Sort == outrider.DutyUnread && l.Link == "/reports/"+string(rc.Report)
	}) {
		t.Errorf("nobody has to read it: %+v", due)
	}
	h.now = h.now.Add(9 * time.Hour)
	h.tick()
	if missed := h.shiftPage().Missed; !slices.ContainsFunc(missed, func(l desk.DutyLine) bool { return l.Sort == outrider.DutyUnread }) {
		t.Errorf("that nobody read it is not missed: %+v", missed)
	}
	if _, err := h.desk.Report(h.ctx, h.duty, rc.Report); err != nil {
		t.Fatal(err)
	}
	h.tick()
	if missed := h.shiftPage().Missed; slices.ContainsFunc(missed, func(l desk.DutyLine) bool {
		return l.Sort == outrider.DutyUnread && l.Link == "/reports/"+string(rc.Report)
	}) {
		t.Errorf("it was read: %+v", missed)
	}
	rc, err = h.desk.OwnReceipt(h.ctx, own, more.Report)
	if err != nil || rc.Read.IsZero() {
		t.Errorf("nobody says that it was read: %+v, %v", rc, err)
	}
	ill := h.tells(own, "once-000000000000003", outrider.KindIllness)
	if !ill.Urgent || !ill.By.Equal(h.now.Add(10*time.Minute)) || len(ofRule(h.queue(), outrider.RuleUrgent)) != 1 {
		t.Errorf("%+v", ill)
	}
	for _, once := range []string{"", "short", strings.Repeat("x", 400)} {
		_, err := h.desk.OwnTell(h.ctx, own, desk.OwnTold{Once: once, Draft: outrider.Draft{Report: outrider.Report{Kind: outrider.KindOther}}})
		h.code(err, outrider.CodeInvalid)
	}
	_, err = h.desk.OwnTell(h.ctx, own, desk.OwnTold{Once: "once-000000000000009", Draft: outrider.Draft{Report: outrider.Report{Kind: "none"}}})
	h.code(err, outrider.CodeInvalid)
}

// sizes are the lengths of what an act left in the ledger, sealed.
func (h *house) sizes(act func()) (out []int) {
	h.t.Helper()
	n := 0
	for range h.entries() {
		n++
	}
	act()
	i := 0
	for r, err := range h.log.Read(h.ctx, 1) {
		if err != nil {
			h.t.Fatal(err)
		}
		if i++; i > n {
			b, err := json.Marshal(r)
			if err != nil {
				h.t.Fatal(err)
			}
			out = append(out, len(b))
		}
	}
	return out
}

// Whoever is forced to open their pages opens pages that look like those of somebody
// who was enrolled a moment ago; the desk is told apart from that.
func TestPagesUnderDuress(t *testing.T) {
	h := clocked(t)
	ann, fresh := h.person("K-01"), h.person("K-02")
	h.checksIn(ann)
	h.checksIn(fresh)
	newcomer, _ := h.opens(fresh)
	own, number := h.opens(ann)
	h.yes(ann, outrider.ForAdvice)
	h.yes(ann, outrider.ForSharing, "Harbour Desk")
	h.decide(h.officer, desk.Decision{PassOn: &desk.PassOn{Person: ann, To: "Harbour Desk", What: "the plate"}})
	rc := h.tells(own, "once-000000000000001", outrider.KindWatched)
	h.page(ann)
	if v := h.ownData(own); len(v.Reports) != 1 || len(v.Looks) == 0 || len(v.Shared) != 1 || len(v.Consents) != 2 {
		t.Fatalf("their own pages show nothing to begin with: %+v", v)
	}
	var free, held desk.Own
	freely := h.sizes(func() { free = h.signsIn(number, ownCode) })
	forced := h.sizes(func() { held = h.signsIn(number, duressWord) })
	if diff := cmp.Diff(freely, forced); diff != "" || len(forced) != 1 {
		t.Errorf("the ledger tells them apart (-free +held): %s", diff)
	}
	if len(h.rings.levels) != 0 {
		t.Error("the desk was rung by whoever signed in")
	}
	if err := h.desk.Ring(h.ctx); err != nil {
		t.Fatal(err)
	}
	if got := ofRule(h.queue(), outrider.RuleDuress); len(got) != 1 || got[0].Person != ann {
		t.Errorf("nobody is told: %+v", got)
	}
	if diff := cmp.Diff(h.ownData(newcomer), h.ownData(held)); diff != "" {
		t.Errorf("(-newcomer +held): %s", diff)
	}
	a, errA := h.desk.OwnHome(h.ctx, free)
	b, errB := h.desk.OwnHome(h.ctx, held)
	if diff := cmp.Diff(text(t, a), text(t, b)); diff != "" || a.Zone.String() != b.Zone.String() || errA != nil || errB != nil {
		t.Errorf("the first page tells them apart: %s %v %v", diff, errA, errB)
	}
	_, err := h.desk.OwnReceipt(h.ctx, held, rc.Report)
	h.code(err, outrider.CodeNotFound)
	mine := h.tells(held, "once-000000000000002", outrider.KindOther)
	if v := h.ownData(held); len(v.Reports) != 1 || v.Reports[0].Report != mine.Report {
		t.Errorf("%+v", v.Reports)
	}
	if r, err := h.desk.Report(h.ctx, h.duty, mine.Report); err != nil || !strings.Contains(text(t, r.Warnings), "word for duress") {
		t.Errorf("nobody is warned of what was dictated: %+v, %v", r.Warnings, err)
	}
	after, err := h.desk.OwnWithdraw(h.ctx, held, desk.WithdrawConsent{Purpose: outrider.ForRecord, Told: outrider.Told{Language: "fa"}})
	if v := h.ownData(after); err != nil || v.Stopped != desk.RecordStopped {
		t.Errorf("the page does not say that it is done: %+v, %v", v, err)
	}
	if h.count(outrider.EntryWithdrawn) != 0 {
		t.Error("protection was ended by whoever forces them")
	}
	h.now = h.now.Add(time.Hour)
	h.tick()
	calm := h.sizes(func() { h.answers(free, safeWord) })
	said := h.sizes(func() { h.answers(held, safeWord) })
	if diff := cmp.Diff(calm, said); diff != "" {
		t.Errorf("check-ins differ: %s", diff)
	}
	if err := h.desk.Ring(h.ctx); err != nil {
		t.Fatal(err)
	}
	if got := ofRule(h.queue(), outrider.RuleDuress); len(got) != 2 {
		t.Errorf("an answer from forced pages says that all is well: %+v", got)
	}
	h.reopen()
	if diff := cmp.Diff(h.ownData(newcomer), h.ownData(h.signsIn(number, duressWord))); diff != "" {
		t.Errorf("after a restart (-newcomer +held): %s", diff)
	}
}

func (h *house) answers(o desk.Own, word string) {
	h.t.Helper()
	if _, err := h.desk.OwnCheckIn(h.ctx, o, word); err != nil {
		h.t.Fatal(err)
	}
}

func TestOwnWithdrawal(t *testing.T) {
	h := clocked(t)
	ann := h.person("K-01")
	h.checksIn(ann)
	own, number := h.opens(ann)
	phone := h.signsIn(number, ownCode)
	h.yes(ann, outrider.ForSharing, "Harbour Desk")
	h.decide(h.officer, desk.Decision{PassOn: &desk.PassOn{Person: ann, To: "Harbour Desk", What: "the plate"}})
	h.tells(own, "once-000000000000001", outrider.KindWatched)
	no := func(o desk.Own, p outrider.ConsentPurpose) desk.Own {
		t.Helper()
		o, err := h.desk.OwnWithdraw(h.ctx, o, desk.WithdrawConsent{Purpose: p, Told: outrider.Told{Language: "fa"}})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	own = no(own, outrider.ForSharing)
	if v := h.ownData(own); len(v.Shared) != 1 || v.Shared[0].Back != desk.BackAsked || v.Consents[0].State != outrider.ConsentWithdrawn {
		t.Errorf("%+v", v)
	}
	if r := h.consent(ann).Recalls; len(r) != 1 || r[0].Owner != "ana" {
		t.Errorf("%+v", r)
	}
	own = no(own, outrider.ForAdvice)
	if home, err := h.desk.OwnHome(h.ctx, own); err != nil || home.CheckIn != nil || home.Stopped != desk.AdviceStopped {
		t.Errorf("%+v, %v", home, err)
	}
	own = no(own, outrider.ForRecord)
	h.shut(phone)
	if v := h.ownData(own); v.Stopped != desk.RecordStopped || len(v.Reports) != 0 || v.Counts[0].N != 1 {
		t.Errorf("%+v", v)
	}
	if rc := h.tells(own, "once-000000000000002", outrider.KindWatched); !rc.Shut {
		t.Errorf("%+v", rc)
	}
	h.ownData(h.signsIn(number, ownCode))
	h.refused(h.officer, desk.Decision{LinkPortal: &desk.LinkPortal{Person: ann}}, outrider.CodeInvalid)
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: ann, Confirm: "K-01", Reason: "asked"}})
	h.shut(own)
	_, err := h.desk.PortalSignIn(h.ctx, number, ownCode)
	h.code(err, outrider.CodeNotFound)
}

func TestPortalParametersAreNamed(t *testing.T) {
	if _, err := desk.LoadPortal(parameters.FS); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"missing": "", "no JSON": "{", "none": "{}", "no origin": `{"numbers":{"link_hours":{"value":1}}}`,
		"link": `{"numbers":{"link_hours":{"value":9,"origin":"x"},"link_most_hours":{"value":1,"origin":"x"},"code_least":{"value":8,"origin":"x"},"idle_minutes":{"value":1,"origin":"x"},"life_minutes":{"value":2,"origin":"x"},"read_office_hours":{"value":1,"origin":"x"}}}`} {
		fsys := fstest.MapFS{}
		if body != "" {
			fsys["portal.json"] = &fstest.MapFile{Data: []byte(body)}
		}
		if _, err := desk.LoadPortal(fsys); outrider.CodeOf(err) != outrider.CodeInvalid || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// toldOwn is what the person's own pages show of them, whichever way they ask.
func (l *leaky) toldOwn() (out []string) {
	l.t.Helper()
	o := l.signsIn(l.number, ownCode)
	shown := map[string]any{}
	home, err := l.desk.OwnHome(l.ctx, o)
	shown["home"] = home
	if err != nil {
		l.t.Fatal(err)
	}
	if home.CheckIn != nil {
		out = append(out, "home asks for a check-in")
	}
	shown["data"] = l.ownData(o)
	if shown["risk"], err = l.desk.OwnRisk(l.ctx, o); err != nil {
		l.t.Fatal(err)
	}
	if shown["measures"], err = l.desk.OwnMeasures(l.ctx, o); err != nil {
		l.t.Fatal(err)
	}
	for name, v := range shown {
		for _, secret := range []string{leakCode, secretName, secretText, secretPlate, string(l.who), string(l.report)} {
			if strings.Contains(text(l.t, v), secret) {
				out = append(out, name+" shows "+secret)
			}
		}
	}
	slices.Sort(out)
	return out
}

// checkOwn holds a person's own pages to what they agreed to.
func (l *leaky) checkOwn(r *rapid.T, record bool) {
	if got := l.toldOwn(); record != slices.Contains(got, "data shows "+secretText) || !record && len(got) > 0 {
		r.Fatalf("their own pages: record %v, told %v", record, got)
	}
	if got := l.toldOwn(); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, leakCode) || strings.Contains(s, secretName) }) {
		r.Fatalf("their own pages name them: %v", got)
	}
}
