package desk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/screening"
	"outrider/internal/watchlist"
	"outrider/internal/watchlist/formats"
	"outrider/internal/watchlist/inforce"
	"outrider/parameters"
)

// Lists of invented people.
const (
	listHead   = "key,name,alias,weak alias,born,document,programme,measure,listed\n"
	entryRusl  = "E1,Ruslan Primerov,Руслан Примеров,Grey Heron,1978-04-12,AB1234567,Exampleland,entry ban,2025-02-01\n"
	entryRusl2 = "E1,Ruslan Primerov,Руслан Примеров,Grey Heron,1979,AB1234567,Exampleland,entry ban,2025-02-01\n"
	entryAnsel = "E2,Ansel Larchwood,,,1969,,Exampleland,entry ban,2025-02-01\n"
)

// shelved is a house whose desk holds what comes in against lists.
type shelved struct {
	*house
	shelf  *inforce.Memory
	params desk.ScreenParams
}

func newShelved(t testing.TB) *shelved {
	t.Helper()
	p, err := desk.LoadScreening(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	s := &shelved{house: newHouse(t), shelf: &inforce.Memory{}, params: p}
	s.restart()
	return s
}

// restart opens the desk anew on the same ledger, with its lists.
func (s *shelved) restart() {
	s.t.Helper()
	o := s.options()
	o.Screening = s.params
	o.Screener = screening.New(inforce.New(s.shelf, o.Clock), s.params)
	d, err := desk.Open(s.ctx, o)
	if err != nil {
		s.t.Fatal(err)
	}
	s.desk = d
}

// list brings a version of a list into force now.
func (s *shelved) list(name string, p watchlist.Purpose, state watchlist.State, text string) {
	s.t.Helper()
	d, err := formats.Read(strings.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	d.List = name
	sum := sha256.Sum256([]byte(text))
	s.shelf.Keep(watchlist.Version{List: name, Format: d.Format, Seen: s.now, SHA256: []string{hex.EncodeToString(sum[:])}, Entries: len(d.Records), State: state, Purpose: p}, d)
}

func (s *shelved) screen() desk.Pass {
	s.t.Helper()
	p, err := s.desk.Screen(s.ctx, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *shelved) hits(by outrider.UserID, all bool) []desk.HitLine {
	s.t.Helper()
	v, err := s.desk.Hits(s.ctx, by, desk.HitsQuery{All: all})
	if err != nil {
		s.t.Fatal(err)
	}
	return v.Hits
}

func (s *shelved) hit(by outrider.UserID, id outrider.HitID) desk.HitView {
	s.t.Helper()
	v, err := s.desk.Hit(s.ctx, by, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s *shelved) judge(id outrider.HitID, v outrider.Verdict, why string) {
	s.t.Helper()
	s.decide(s.analyst, desk.Decision{Judge: &desk.JudgeHit{Hit: id, Verdict: v, Because: why}})
}

// met is a draft of an approach by somebody who gave names.
func (s *shelved) met(who outrider.PersonID, text string, names ...string) outrider.Draft {
	return outrider.Draft{Names: names, Report: outrider.Report{Kind: outrider.KindApproach, About: []outrider.PersonID{who}, Occurred: outrider.At(s.now),
		Text: text, Channel: outrider.ChannelForm}}
}

// said writes hits without ids and moments.
func said(lines []desk.HitLine) []string {
	var out []string
	for _, l := range lines {
		out = append(out, fmt.Sprintf("%s %s %s %s/%s %.3f %d", l.State, l.Via, l.Asked, l.List, l.Key, l.Score, l.Reports))
	}
	slices.Sort(out)
	return out
}

// TestWhatComesInIsHeld: names that were given, numbers, and names that texts
// mention are held; one hit a name and an entry, however many reports.
func TestWhatComesInIsHeld(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl+entryAnsel)
	s.file(s.met(who, "He gave a card.", "Руслан Примеров"))
	s.screen()
	got := s.hits(s.analyst, false)
	if len(got) != 1 || got[0].Key != "E1" || got[0].Via != outrider.ViaStated || got[0].Reports != 1 || !got[0].New || got[0].State != desk.HitOpen {
		t.Fatalf("hits %+v", got)
	}
	s.file(s.met(who, "He came again.", "ПРИМЕРОВ Руслан"))
	d := s.met(who, "A friend says that Ansel Larchwood asked for the address.")
	d.Report.Selectors = []outrider.Selector{{Kind: outrider.SelectorDocument, Value: "AB1234567"}}
	s.file(d)
	s.screen()
	want := []string{"open mentioned Ansel Larchwood expelled/E2", "open stated", "open thing AB1234567 expelled/E1"}
	got = s.hits(s.analyst, false)
	for i, line := range said(got) {
		if len(got) != len(want) || !strings.HasPrefix(line, want[i]) {
			t.Fatalf("hits\n%s", strings.Join(said(got), "\n"))
		}
	}
	v := s.hit(s.analyst, got[1].ID)
	if got[1].Via != outrider.ViaStated || v.Line.Reports != 2 || len(v.Rows) == 0 || !slices.Contains(v.Fields, outrider.HitField{Field: "born", Value: "1978-04-12"}) || v.Line.Version == "" {
		t.Errorf("the page of a hit: %+v", v)
	}
	before := s.count(outrider.EntryScreening)
	s.screen()
	s.restart()
	if p := s.screen(); p.Whole || p.Found != 0 || s.count(outrider.EntryScreening) != before {
		t.Errorf("nothing is new, and %+v was written", p)
	}
}

// TestQueueTellsInADigest: a few lines on the queue, and what is new only until one
// has looked.
func TestQueueTellsInADigest(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl)
	s.file(s.met(who, "He gave a card.", "Руслан Примеров"))
	s.screen()
	if q := s.queue().Screening; q == nil || q.Open != 1 || q.New != 1 || len(q.Top) != 1 {
		t.Fatalf("digest %+v", q)
	}
	s.now = s.now.Add(time.Minute)
	s.hits(s.duty, false)
	if q := s.queue().Screening; q.Open != 1 || q.New != 0 {
		t.Errorf("after looking: %+v", q)
	}
	r, err := s.desk.Report(s.ctx, s.analyst, s.latest())
	if err != nil || len(r.Hits) != 1 {
		t.Errorf("the report shows %d hits, %v", len(r.Hits), err)
	}
}

// latest is the report filed last.
func (s *shelved) latest() outrider.ReportID {
	var id string
	for _, e := range s.entries() {
		if e.Type == outrider.EntryReportFiled {
			id = e.ID
		}
	}
	return outrider.ReportID(id)
}

// TestAVerdictIsRemembered: what is not the same is not raised again, by further
// reports or list versions, until the list says something else of its entry.
func TestAVerdictIsRemembered(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl)
	s.file(s.met(who, "He gave a card.", "Ruslan Primerov"))
	s.screen()
	id := s.hits(s.analyst, false)[0].ID
	s.refused(s.analyst, desk.Decision{Judge: &desk.JudgeHit{Hit: id, Verdict: outrider.VerdictNotSame}}, outrider.CodeInvalid)
	s.refused(s.analyst, desk.Decision{Judge: &desk.JudgeHit{Hit: id, Verdict: "perhaps"}}, outrider.CodeInvalid)
	s.refused(s.liaison, desk.Decision{Judge: &desk.JudgeHit{Hit: id, Verdict: outrider.VerdictSame}}, outrider.CodeNotFound)
	s.judge(id, outrider.VerdictNotSame, "he is twenty years younger")
	s.now = s.now.Add(time.Hour)
	s.file(s.met(who, "Again.", "Ruslan Primerov"))
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl+entryAnsel)
	if p := s.screen(); !p.Whole || len(s.hits(s.analyst, false)) != 0 {
		t.Fatalf("it is raised again: %+v", s.hits(s.analyst, false))
	}
	s.now = s.now.Add(time.Hour)
	s.list("expelled", watchlist.Contacts, watchlist.Refused, listHead)
	if p := s.screen(); p.Whole {
		t.Errorf("a quarantined version counts: %+v", p)
	}
	s.now = s.now.Add(time.Hour)
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl2)
	s.screen()
	got := s.hits(s.analyst, false)
	if len(got) != 1 || got[0].State != desk.HitChanged || !slices.Equal(got[0].Changed, []string{"+ born: 1979", "- born: 1978-04-12"}) {
		t.Fatalf("the birth year changed: %+v", got)
	}
	v := s.hit(s.analyst, id)
	if len(v.Verdicts) != 1 || v.Verdicts[0].By != "yusuf" || v.Verdicts[0].Because != "he is twenty years younger" || !v.MayRevoke {
		t.Errorf("history %+v", v.Verdicts)
	}
	s.now = s.now.Add(time.Hour)
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryAnsel)
	s.screen()
	if all := s.hits(s.analyst, true); len(all) != 1 || all[0].State != desk.HitGone {
		t.Errorf("the entry is gone: %+v", all)
	}
}

// TestSameIsShownWithTheStranger: a verdict "same" stands beside every report of
// that stranger.
func TestSameIsShownWithTheStranger(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl)
	s.file(s.met(who, "He gave a card.", "Ruslan Primerov"))
	s.screen()
	s.judge(s.hits(s.analyst, false)[0].ID, outrider.VerdictSame, "")
	s.file(s.met(who, "He called.", "primerov ruslan"))
	s.screen()
	r, err := s.desk.Report(s.ctx, s.analyst, s.latest())
	if err != nil || len(r.Hits) != 1 || r.Hits[0].State != desk.HitSame || r.Hits[0].Key != "E1" {
		t.Errorf("hits of the other report: %+v, %v", r.Hits, err)
	}
}

// TestHitsFollowTheirReports: a hit is cut to the reports that a user may see, and
// goes with them.
func TestHitsFollowTheirReports(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl)
	d := s.met(who, "Only for the duty officer.", "Ruslan Primerov")
	d.Report.Handling = outrider.Handling{TLP: outrider.TLPRed}
	s.file(d)
	s.screen()
	duty := s.hits(s.duty, false)
	if len(duty) != 1 || !strings.Contains(duty[0].Handling, "RED") || len(s.hits(s.analyst, true)) != 0 {
		t.Fatalf("duty sees %+v, the analyst %+v", duty, s.hits(s.analyst, true))
	}
	if _, err := s.desk.Hit(s.ctx, s.analyst, duty[0].ID); outrider.CodeOf(err) != outrider.CodeNotFound {
		t.Errorf("the analyst opens it: %v", err)
	}
	s.decide(s.duty, desk.Decision{Judge: &desk.JudgeHit{Hit: duty[0].ID, Verdict: outrider.VerdictSame, Because: "the passport was seen"}})
	s.file(s.met(who, "For all.", "Ruslan Primerov"))
	s.screen()
	seen := s.hit(s.analyst, duty[0].ID)
	if seen.Line.State != desk.HitOpen || len(seen.Verdicts) != 0 || seen.Line.Reports != 1 {
		t.Errorf("the analyst learns of what rests on a report that they may not see: %+v", seen)
	}
	s.refused(s.analyst, desk.Decision{Revoke: &desk.RevokeVerdict{Hit: duty[0].ID}}, outrider.CodeConflict)
	s.decide(s.officer, desk.Decision{Retract: &desk.RetractReport{Report: s.latest(), Why: "a mistake"}})
	if got := s.hits(s.analyst, true); len(got) != 0 {
		t.Errorf("the report was withdrawn: %+v", got)
	}
	s.decide(s.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: who, Confirm: "K-01"}})
	if got := s.hits(s.duty, true); len(got) != 0 {
		t.Errorf("the person was erased: %+v", got)
	}
	s.restart()
	s.screen()
	if got := s.hits(s.duty, true); len(got) != 0 {
		t.Errorf("after a restart: %+v", got)
	}
}

// TestProtectedPeopleAreNoContacts: who is protected is no hit of what contacts are
// held against; a wanted notice is a warning on their page, for those who may see
// who they are; nobody who made contact is held against it.
func TestProtectedPeopleAreNoContacts(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	name := secretName + " K-01"
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+"E9,"+name+",,,,,Exampleland,ban,\n"+entryAnsel)
	s.list("hunted", watchlist.Wanted, watchlist.InForce, listHead+"W1,"+name+",,,,,Exampleland,wanted,\n"+entryRusl)
	s.file(s.met(who, "They asked for "+name+" by name.", name, "Ruslan Primerov"))
	s.screen()
	for _, by := range []outrider.UserID{s.analyst} {
		if got := s.hits(by, true); len(got) != 0 {
			t.Errorf("an analyst sees %+v", got)
		}
	}
	p := s.page(who)
	if len(p.Wanted) != 1 || p.Wanted[0].List != "hunted" || strings.Contains(text(t, p.Wanted), secretName) {
		t.Errorf("the page warns with %+v", p.Wanted)
	}
	if q := s.queue().Screening; q.Wanted != 1 || strings.Contains(text(t, q), secretName) {
		t.Errorf("digest %+v", q)
	}
	v := s.hit(s.duty, p.Wanted[0].ID)
	if v.Line.Key != "W1" || v.Person != "K-01" {
		t.Errorf("the notice: %+v", v)
	}
	a, err := s.desk.Audit(s.ctx, s.auditor, 0)
	if err != nil || !slices.ContainsFunc(a.Lines, func(l desk.AuditLine) bool { return l.Act == "read identity" && l.By == "mira" }) {
		t.Errorf("the look at a notice is not noted as one at an identity: %v", err)
	}
	if x, err := s.desk.Person(s.ctx, s.analyst, desk.PersonQuery{ID: who}); err != nil || len(x.Wanted) != 0 {
		t.Errorf("an analyst is told of a notice: %+v, %v", x.Wanted, err)
	}
}

// TestNobodyIsEnrolledTwice: a name like one in the register is said, by code name,
// to whoever may see who people are.
func TestNobodyIsEnrolledTwice(t *testing.T) {
	s := newShelved(t)
	add := func(code, name string) desk.Outcome {
		return s.decide(s.officer, desk.Decision{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: code}, Identity: outrider.Identity{Name: name}}})
	}
	add("K-01", "Ruslan Primerov")
	if got := add("K-02", "Руслан Примеров").Alike; !slices.Equal(got, []string{"K-01"}) {
		t.Errorf("alike %q", got)
	}
	if got := add("K-03", "Ansel Larchwood").Alike; len(got) != 0 {
		t.Errorf("alike %q", got)
	}
}

// TestScreeningNeverThinks: findings and assessments are the same with screening,
// hits and verdicts as without.
func TestScreeningNeverThinks(t *testing.T) {
	run := func(lists bool) string {
		s := newShelved(t)
		who, other := s.person("K-01"), s.person("K-02")
		if lists {
			s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl+entryAnsel)
		}
		for i, name := range []string{"Ruslan Primerov", "Руслан Примеров", "Ansel Larchwood"} {
			s.file(s.met([]outrider.PersonID{who, other}[i%2], "He gave a card.", name))
			s.screen()
			for _, l := range s.hits(s.analyst, false) {
				s.judge(l.ID, outrider.VerdictSame, "")
			}
			s.now = s.now.AddDate(0, 0, 8)
		}
		s.follow(who)
		s.screen()
		if hits := len(s.hits(s.analyst, true)); (hits > 0) != lists {
			t.Fatalf("%d hits", hits)
		}
		var out []string
		for _, p := range []desk.PersonView{s.page(who), s.page(other)} {
			out = append(out, fmt.Sprint(p.Hypotheses, p.Account.Sum, rules(p), len(p.Alerts)))
		}
		return strings.Join(out, "\n")
	}
	if diff := cmp.Diff(run(false), run(true)); diff != "" {
		t.Error(diff)
	}
}

// TestVerdictsAreReversible: a verdict that is taken back leaves what was before it.
func TestVerdictsAreReversible(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl)
	s.file(s.met(who, "He gave a card.", "Ruslan Primerov"))
	s.screen()
	id := s.hits(s.analyst, true)[0].ID
	var states []desk.HitState // below the one that stands
	rapid.Check(t, func(r *rapid.T) {
		if rapid.Bool().Draw(r, "take back") && len(states) > 0 {
			s.decide(s.analyst, desk.Decision{Revoke: &desk.RevokeVerdict{Hit: id, Why: "hasty"}})
			want := states[len(states)-1]
			states = states[:len(states)-1]
			if got := s.hit(s.analyst, id).Line.State; got != want {
				r.Fatalf("state %s, want %s", got, want)
			}
			return
		}
		v := rapid.SampledFrom(outrider.Verdicts).Draw(r, "verdict")
		states = append(states, s.hit(s.analyst, id).Line.State)
		s.judge(id, v, "because")
		if got := s.hit(s.analyst, id).Line.State; got != desk.HitState(v) {
			r.Fatalf("state %s after %s", got, v)
		}
	})
	want := said(s.hits(s.analyst, true))
	s.restart()
	if diff := cmp.Diff(want, said(s.hits(s.analyst, true))); diff != "" {
		t.Errorf("after a restart: %s", diff)
	}
}
