package picture_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
	"outrider/internal/seal"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// store is a sealed ledger without an engine, and the picture that lives on it.
type store struct {
	t       interface{ Fatal(...any) }
	sealer  *seal.Sealer
	records []ledger.Record
	live    *picture.Picture
	now     time.Time
}

func newStore(t interface{ Fatal(...any) }) *store {
	draws := rand.NewChaCha8([32]byte{5})
	return &store{t: t, sealer: seal.New(seal.NewMemoryTable(draws), draws), live: picture.New(), now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

func part(body any, people ...outrider.PersonID) outrider.Part {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	purpose := outrider.PurposeRecord
	if len(people) == 0 {
		purpose = outrider.PurposeDesk
	}
	return outrider.Part{People: people, Purpose: purpose, Body: b}
}

// add seals an entry, keeps it, and applies it to the live picture as the desk
// does: opened, one hour after the one before.
func (s *store) add(t outrider.EntryType, id string, parts ...outrider.Part) {
	if id == "" {
		id = fmt.Sprintf("e-%04d", len(s.records))
	}
	by := outrider.UserID("u-1")
	if t == outrider.EntryReferralOpened || strings.HasPrefix(id, "said-") {
		by = outrider.Receiver
	}
	u, err := s.sealer.Seal(outrider.Entry{ID: id, Type: t, Version: 1, By: by, Parts: parts})
	if err != nil {
		s.t.Fatal(err)
	}
	s.now = s.now.Add(time.Hour)
	s.records = append(s.records, ledger.Record{Unsequenced: u, Seq: uint64(len(s.records) + 1), Recorded: s.now})
	s.apply(s.live, s.records[len(s.records)-1])
}

func (s *store) apply(p *picture.Picture, r ledger.Record) {
	e, err := s.sealer.Open(r)
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := picture.Decode(e)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := p.Apply(c); err != nil {
		s.t.Fatal(err)
	}
}

// afresh folds the ledger again, as far as its keys still open it.
func (s *store) afresh(until int) *picture.Picture {
	p := picture.New()
	for _, r := range s.records[:until] {
		s.apply(p, r)
	}
	return p
}

// erase does what the desk does: keys first, then the note.
func (s *store) erase(id outrider.PersonID) {
	if x, ok := s.live.Person(id); ok {
		for _, it := range x.Reports {
			if it.OrphanAtFiling() {
				if err := s.sealer.Erase(orphan(it.Report.ID)); err != nil {
					s.t.Fatal(err)
				}
			}
		}
	}
	if err := s.sealer.Erase(id); err != nil {
		s.t.Fatal(err)
	}
	s.add(outrider.EntryPersonErased, "", part(picture.ErasedBody{Person: id, Reason: "asked"}))
}

func orphan(id outrider.ReportID) outrider.PersonID { return outrider.PersonID("x-" + string(id)) }

func (s *store) person(id outrider.PersonID) {
	who := part(outrider.Identity{Name: "Somebody Invented " + string(id)}, id)
	who.Purpose = outrider.PurposeIdentity
	s.add(outrider.EntryPersonAdded, "", part(picture.PersonBody{Protectee: outrider.Protectee{ID: id, Code: "C-" + string(id), Coverage: .5}}, id), who)
}

// file keeps a report in the parts that the desk cuts it into.
func (s *store) file(r outrider.Report, more picture.FiledBody) {
	more.Report = r
	if len(r.About) == 0 {
		s.add(outrider.EntryReportFiled, string(r.ID), part(more, orphan(r.ID)))
		return
	}
	parts := []outrider.Part{part(more, r.About...)}
	if len(r.About) > 1 {
		for _, id := range r.About {
			parts = append(parts, part(picture.FiledBody{Report: picture.OwnFacts(r, id), Subjects: more.Subjects, Partial: true}, id))
		}
	}
	s.add(outrider.EntryReportFiled, string(r.ID), parts...)
}

// everything compares two pictures to the last unexported field, but for the
// shared copies of fixed sentences.
func everything() cmp.Options {
	words := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".words" || p.Last().String() == ".sorted" }, cmp.Ignore())
	return cmp.Options{words, cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.EquateEmpty(), cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })}
}

var crowd = []outrider.PersonID{"p-1", "p-2", "p-3"}

// drawLife invents what a desk writes down: reports about one, several or nobody,
// decisions about them, findings, alerts and looks, and somebody being erased.
func drawLife(t *rapid.T, s *store) {
	for _, id := range crowd {
		s.person(id)
	}
	erased := map[outrider.PersonID]bool{}
	there := func(name string) []outrider.PersonID {
		var out []outrider.PersonID
		for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(crowd), 0, 3, rapid.ID).Draw(t, name) {
			if !erased[id] {
				out = append(out, id)
			}
		}
		return out
	}
	n := rapid.IntRange(1, 40).Draw(t, "entries")
	for i := range n {
		switch rapid.IntRange(0, 11).Draw(t, "what") {
		case 0, 1, 2:
			drawReport(t, s, i, there("about"))
		case 3, 4:
			drawDecision(t, s, there)
		case 5:
			if who := there("found"); len(who) > 0 {
				f := outrider.Finding{ID: outrider.FindingID(fmt.Sprint("f-", who)), Rule: outrider.RuleShared, People: who, Reports: []outrider.ReportID{"r-0"}, Score: float64(i),
					Rows: []outrider.Weight{{Why: "again", Nats: float64(i)}}}
				s.add(outrider.EntryFinding, "", part(f, who...))
			}
		case 6, 7:
			drawAlert(t, s, i, there("alerted"))
		case 8:
			s.add(outrider.EntryRead, "", part(picture.ReadBody{Act: "person", Objects: []string{"p-1", "p-2"}}))
		case 9:
			if id := rapid.SampledFrom(crowd).Draw(t, "erased"); !erased[id] {
				erased[id] = true
				s.erase(id)
			}
		case 10, 11:
			drawCase(t, s, i, there("in the case"))
		}
	}
}

func drawReport(t *rapid.T, s *store, i int, about []outrider.PersonID) {
	r := outrider.Report{ID: outrider.ReportID(fmt.Sprintf("r-%d", i)), Kind: outrider.KindWatched, About: about, Text: "a van stood there", Handling: outrider.DefaultHandling,
		Selectors: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: rapid.SampledFrom([]string{"AA1", "BB2"}).Draw(t, "plate")}},
		EventKey:  rapid.SampledFrom([]string{"", "e-1"}).Draw(t, "event"), LifeAtRisk: rapid.Bool().Draw(t, "risk")}
	s.file(r, picture.FiledBody{Proposals: []outrider.Proposal{{Kind: "person", Text: "somebody"}}, Subjects: []outrider.SubjectToken{"tok"},
		Notices: []outrider.Notice{{What: "odd"}}})
	if len(about) > 0 {
		drawAssessment(t, s, about[0])
	}
}

// drawAssessment writes an account that keeps some rows of the one before.
func drawAssessment(t *rapid.T, s *store, who outrider.PersonID) {
	a := outrider.Assessment{Person: who, At: s.now, Missing: []string{"nobody has said that they are looking"}}
	x, _ := s.live.Person(who)
	if last := x.Account(); last != nil {
		a.Rows = last.Rows[:rapid.IntRange(0, len(last.Rows)).Draw(t, "rows that stand")]
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "new rows") {
		a.Rows = append(a.Rows, outrider.Row{At: s.now, Kind: "report", Why: "a threat", Reports: []outrider.ReportID{"r-0"}, Nats: nats(float64(i))})
	}
	s.add(outrider.EntryAssessment, "", part(x.Assessed(a), who))
	x, _ = s.live.Person(who)
	if diff := cmp.Diff(&a, x.Account(), everything()); diff != "" {
		t.Fatalf("the account is not what was assessed (-want +got):\n%s", diff)
	}
}

func nats(v float64) map[outrider.Hypothesis]float64 {
	out := map[outrider.Hypothesis]float64{}
	for i, h := range outrider.Hypotheses {
		out[h] = v * float64(i)
	}
	return out
}

func drawDecision(t *rapid.T, s *store, there func(string) []outrider.PersonID) {
	all := s.live.Reports()
	if len(all) == 0 {
		return
	}
	it := all[rapid.IntRange(0, len(all)-1).Draw(t, "which")]
	if it.Erased {
		return
	}
	id, keys := it.Report.ID, it.Report.About
	if len(keys) == 0 || it.OrphanAtFiling() {
		keys = []outrider.PersonID{orphan(id)}
	}
	note := part(picture.NoteBody{Text: "because"}, keys...)
	switch rapid.IntRange(0, 2).Draw(t, "decision") {
	case 0:
		g := outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "C", Content: "3"}
		s.add(outrider.EntryReportGraded, "", part(picture.GradedBody{Report: id, Grade: g}), note)
	case 1:
		s.add(outrider.EntryReportRetract, "", part(picture.RetractedBody{Report: id}), note)
	case 2:
		for _, who := range there("settled") {
			s.add(outrider.EntryProposal, "", part(picture.SettledBody{Report: id, Confirm: rapid.Bool().Draw(t, "confirm"), Person: who}))
			break
		}
	}
}

// drawAlert raises an alert about some people, or about nobody with the report it
// rests on; then somebody takes or dismisses it.
func drawAlert(t *rapid.T, s *store, i int, who []outrider.PersonID) {
	a := outrider.Alert{Thread: outrider.NewThread(outrider.RuleShared, "", fmt.Sprint(who)), Level: outrider.LevelLook, Basis: []outrider.ReportID{"r-0"}, Score: float64(i)}
	seal := who
	if len(who) == 0 {
		for _, it := range s.live.Reports() {
			if it.OrphanAtFiling() && len(it.Report.About) == 0 {
				a.Basis, seal = []outrider.ReportID{it.Report.ID}, []outrider.PersonID{orphan(it.Report.ID)}
				a.Thread = outrider.NewThread(outrider.RuleUrgent, "", string(it.Report.ID))
			}
		}
		if len(seal) == 0 {
			return
		}
	} else {
		a.Person, a.Others = who[0], who[1:]
	}
	a.ID = outrider.AlertID(fmt.Sprint("a-", i))
	s.add(outrider.EntryAlert, string(a.ID), part(a, seal...))
	switch rapid.IntRange(0, 2).Draw(t, "then") {
	case 0:
		s.add(outrider.EntryAlertTaken, "", part(picture.TakenBody{Alert: a.ID, Thread: a.Thread}))
	case 1:
		d := outrider.Dismissal{Thread: a.Thread, Reason: "known", Until: s.now.AddDate(0, 1, 0), Score: a.Score, People: len(who)}
		s.add(outrider.EntryAlertDismissed, "", part(picture.DismissedBody{Alert: a.ID, Dismissal: d}), part(picture.NoteBody{Text: "the cousin"}, seal...))
	case 2:
		s.add(outrider.EntryDelivered, "", part(picture.DeliveredBody{Alert: a.ID, Channel: "bell", State: "handed-over"}))
	}
}

// What is in memory after an erasure is what somebody who starts afresh without
// the keys would see, to the last field: nothing of the person lingers anywhere.
func TestErasingInMemoryIsErasingOnDisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStore(t)
		drawLife(t, s)
		if diff := cmp.Diff(s.afresh(len(s.records)), s.live, everything()); diff != "" {
			t.Fatalf("(-afresh +live):\n%s", diff)
		}
	})
}

// AsOf is the fold of the prefix; what came later does not show.
func TestAsOfIsThePrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStore(t)
		drawLife(t, s)
		n := rapid.IntRange(0, len(s.records)).Draw(t, "prefix")
		then := time.Time{}
		if n > 0 {
			then = s.records[n-1].Recorded.Add(time.Minute)
		}
		entries := func(yield func(outrider.Entry, error) bool) {
			for _, r := range s.records {
				e, err := s.sealer.Open(r)
				if !yield(e, err) {
					return
				}
			}
		}
		got, err := picture.AsOf(entries, then)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.afresh(n), got, everything()); diff != "" {
			t.Fatalf("(-prefix +as of):\n%s", diff)
		}
	})
}

func TestGapsAndUnknownEntriesAreRefused(t *testing.T) {
	s := newStore(t)
	s.person("p-1")
	e, err := s.sealer.Open(s.records[0])
	if err != nil {
		t.Fatal(err)
	}
	c, err := picture.Decode(e)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.live.Apply(c); outrider.CodeOf(err) != outrider.CodeDamaged {
		t.Errorf("an entry applied twice: %v", err)
	}
	bad := map[string]func(*outrider.Entry){
		"a newer version": func(e *outrider.Entry) { e.Version = 2 },
		"a newer type":    func(e *outrider.Entry) { e.Type = "weather.seen" },
		"no JSON":         func(e *outrider.Entry) { e.Parts = []outrider.Part{{Body: json.RawMessage("{")}} },
	}
	for name, spoil := range bad {
		x := e
		spoil(&x)
		if _, err := picture.Decode(x); err == nil || outrider.HintText(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := picture.Decode(outrider.Entry{Type: outrider.EntryRead, Version: 1}); err == nil {
		t.Error("an entry without parts was read")
	}
}

func TestSearchFindsEveryScript(t *testing.T) {
	s := newStore(t)
	s.person("p-1")
	texts := map[outrider.ReportID]string{
		"r-ar": "رأى الجار سيارة بيضاء أمام البيت", "r-ru": "Сосед видел Белый фургон у дома", "r-cs": "Soused viděl přímo u domu bílé auto",
		"r-tr": "İstanbul plakalı araç", "r-de": "Straße gesperrt", "r-fa": "خودروی سفید کنار خانه",
	}
	for id, text := range texts {
		r := outrider.Report{ID: id, Kind: outrider.KindWatched, About: []outrider.PersonID{"p-1"}, Text: text, Place: outrider.Place{Name: "Žižkov"},
			Selectors: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: "AB12CDE", Raw: "ab12 cde"}}}
		s.file(r, picture.FiledBody{})
	}
	v := s.live.For(outrider.User{ID: "u-1", Role: outrider.RoleDuty})
	for query, want := range map[string]string{"سيارة": "r-ar", "БЕЛЫЙ фургон": "r-ru", "primo videl": "r-cs", "istanbul": "r-tr", "strasse": "r-de", "خودروی": "r-fa"} {
		found, more := v.Search(picture.NewQuery(query), 10)
		if len(found) != 1 || string(found[0].Report.ID) != want || more {
			t.Errorf("%q finds %d reports, want %s", query, len(found), want)
		}
	}
	for _, query := range []string{"zizkov", "AB12 CDE", "ab-12-cde"} {
		if found, more := v.Search(picture.NewQuery(query), 3); len(found) != 3 || !more {
			t.Errorf("%q finds %d, more %v", query, len(found), more)
		}
	}
	for _, query := range []string{"", "  ", "nothing of the kind"} {
		if found, _ := v.Search(picture.NewQuery(query), 10); len(found) != 0 {
			t.Errorf("%q finds %d reports", query, len(found))
		}
	}
	x, _ := s.live.Person("p-1")
	name := picture.NewQuery("invented")
	if x.MatchesPerson(name, false) || !x.MatchesPerson(name, true) || !x.MatchesPerson(picture.NewQuery("c-p-1"), false) {
		t.Error("names are found by those who may not, or not by those who may")
	}
}

// What a user may not see looks like what is not there, in every listing.
func TestViewsAreCut(t *testing.T) {
	s := newStore(t)
	s.person("p-1")
	red := outrider.Handling{TLP: outrider.TLPRed, PAP: outrider.PAPRed}
	for id, h := range map[outrider.ReportID]outrider.Handling{"r-red": red, "r-open": outrider.DefaultHandling} {
		s.file(outrider.Report{ID: id, Kind: outrider.KindWatched, About: []outrider.PersonID{"p-1"}, Text: "a grey van", Handling: h}, picture.FiledBody{Recipients: []outrider.UserID{"u-named"}})
	}
	f := outrider.Finding{ID: "f-1", People: []outrider.PersonID{"p-1"}, Reports: []outrider.ReportID{"r-red", "r-open"}, Rows: []outrider.Weight{{Nats: 1}}}
	s.add(outrider.EntryFinding, "", part(f, "p-1"))
	x, _ := s.live.Person("p-1")
	cases := []struct {
		user             outrider.User
		reports, visible int // of the two reports; of the one finding
		page             bool
	}{
		{outrider.User{ID: "u-named", Role: outrider.RoleAnalyst}, 2, 1, true},
		{outrider.User{ID: "u-other", Role: outrider.RoleAnalyst}, 1, 0, true},
		{outrider.User{ID: "u-1", Role: outrider.RoleDuty}, 2, 1, true},
		{outrider.User{ID: "u-other", Role: outrider.RoleLiaison}, 0, 0, false},
		{outrider.User{ID: "u-other", Role: outrider.RoleAuditor}, 0, 0, false},
		{outrider.User{ID: "u-other", Role: outrider.RoleAdmin}, 0, 0, false},
		{outrider.User{ID: "u-1", Role: outrider.RoleDuty, Disabled: true}, 0, 0, false},
	}
	for _, c := range cases {
		v := s.live.For(c.user)
		found, _ := v.Search(picture.NewQuery("grey van"), 10)
		seen, masked := v.Findings(x)
		if got := len(v.Reports(x)); got != c.reports || len(found) != c.reports {
			t.Errorf("%s %s lists %d reports and finds %d, want %d", c.user.ID, c.user.Role, got, len(found), c.reports)
		}
		if len(seen) != c.visible || len(seen)+masked != 1 {
			t.Errorf("%s %s sees %d findings, %d masked", c.user.ID, c.user.Role, len(seen), masked)
		}
		if _, ok := v.Person("p-1"); ok != c.page {
			t.Errorf("%s %s opens the page: %v", c.user.ID, c.user.Role, ok)
		}
		_, forbidden := v.Report("r-red")
		_, absent := v.Report("r-none")
		if absent || forbidden != (c.reports == 2) || v.SeesAll([]outrider.ReportID{"r-none"}) {
			t.Errorf("%s %s: forbidden %v, absent %v", c.user.ID, c.user.Role, forbidden, absent)
		}
		if v.May(policy.ReadReport) == false && len(found) > 0 {
			t.Errorf("%s %s found what nobody of that role may read", c.user.ID, c.user.Role)
		}
	}
}
