package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/watchlist"
)

// A listed bearer of a frequent name: two strangers who give it are not surely one.
const (
	entryIvan  = "E3,Ivan Petrov,Иван Петров,,1971-01-02,,Exampleland,entry ban,2025-02-01\n"
	entryIvan2 = "E3,Ivan Petrov,Иван Петров,,1971-01-02,,Elsewhere,entry ban,2025-06-01\n"
)

// TestOrderOfArrival: whether a list or a report comes first, and in whatever steps
// they are held, the hits are the same.
func TestOrderOfArrival(t *testing.T) {
	names := []string{"Ruslan Primerov", "Руслан Примеров", "Ansel Larchwood", "Larchwood, Ansel", "Tamsin Nowhere", "primerov ruslan", "Ivan Petrov", "Иван Петров"}
	text := listHead + entryRusl + entryAnsel + entryIvan
	rapid.Check(t, func(r *rapid.T) {
		told := rapid.SliceOfN(rapid.SampledFrom(names), 1, 3).Draw(r, "told")
		steps := rapid.SliceOfN(rapid.Bool(), len(told)+1, len(told)+1).Draw(r, "steps")
		run := func(listAt int, steps []bool) []string {
			s := newShelved(t)
			who := s.person("K-01")
			for i := range len(told) + 1 {
				if i == listAt {
					s.list("expelled", watchlist.Contacts, watchlist.InForce, text)
				}
				if i < len(told) {
					s.file(s.met(who, "Somebody asked for Ansel Larchwood.", told[i]))
				}
				if steps[i] {
					s.screen()
				}
			}
			s.screen()
			return said(s.hits(s.analyst, true))
		}
		all := make([]bool, len(steps))
		at := rapid.IntRange(0, len(told)).Draw(r, "list at")
		if diff := cmp.Diff(run(0, all), run(at, steps)); diff != "" {
			r.Errorf("%q, list at %d, steps %v: %s", told, at, steps, diff)
		}
	})
}

// TestOneNameInTwoScriptsIsOneHit: the desk does not take two strangers of a frequent
// name for one, and asks about them and one entry once, with one verdict.
func TestOneNameInTwoScriptsIsOneHit(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryIvan)
	s.file(s.met(who, "He gave a card.", "Ivan Petrov"))
	s.screen()
	s.file(s.met(who, "He called.", "Иван Петров"))
	s.screen()
	s.file(s.met(who, "He wrote.", "Ivan Petrov", "Иван Петров"))
	s.screen()
	apart := s.params
	got := s.hits(s.analyst, false)
	if len(got) != 1 || got[0].Reports != 3 || len(got[0].Also) != 1 {
		t.Fatalf("hits %+v", got)
	}
	s.judge(got[0].ID, outrider.VerdictNotSame, "he is a boy")
	if open := s.hits(s.analyst, false); len(open) != 0 {
		t.Errorf("after the verdict: %+v", open)
	}
	s.decide(s.analyst, desk.Decision{Revoke: &desk.RevokeVerdict{Hit: got[0].ID, Why: "hasty"}})
	want := said(s.hits(s.analyst, true))
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryIvan+entryAnsel)
	s.restart()
	s.screen()
	if diff := cmp.Diff(want, said(s.hits(s.analyst, true))); diff != "" || !strings.HasPrefix(want[0], "open") {
		t.Errorf("after a restart and another version: %s", diff)
	}
	apart.Joined = 0
	x := newShelved(t)
	x.params = apart
	x.restart()
	who = x.person("K-01")
	x.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryIvan)
	x.file(x.met(who, "He gave a card.", "Ivan Petrov"), x.met(who, "He called.", "Иван Петров"))
	x.screen()
	if got := x.hits(x.analyst, false); len(got) != 2 {
		t.Errorf("without joining there would be nothing to join: %+v", got)
	}
}

// TestOnlyWhoIsMeantReopens: another programme or day of listing is shown on a hit
// that was judged, and does not bring it back.
func TestOnlyWhoIsMeantReopens(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryIvan)
	s.file(s.met(who, "He gave a card.", "Ivan Petrov"))
	s.screen()
	id := s.hits(s.analyst, false)[0].ID
	s.judge(id, outrider.VerdictNotSame, "he is a boy")
	s.now = s.now.Add(time.Hour)
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryIvan2)
	s.screen()
	l := s.hit(s.analyst, id).Line
	if len(s.hits(s.analyst, false)) != 0 || l.State != desk.HitNotSame || !slices.Contains(l.Changed, "+ listed under: Elsewhere") || !slices.Contains(l.Changed, "- listed on: 2025-02-01") {
		t.Errorf("another programme: %+v", l)
	}
	s.now = s.now.Add(time.Hour)
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+strings.Replace(entryIvan2, "1971", "2009", 1))
	s.screen()
	if l := s.hit(s.analyst, id).Line; l.State != desk.HitChanged || len(s.hits(s.analyst, false)) != 1 {
		t.Errorf("another birth: %+v", l)
	}
}

// TestWhatIsTakenBackWaitsForNobody: a hit that rests only on what its teller took
// back leaves the digest and says why; it returns with another report, and when the
// taking back is withdrawn. What somebody else disputes still waits, and says so.
func TestWhatIsTakenBackWaitsForNobody(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryIvan+entryAnsel)
	s.file(s.met(who, "He gave a card.", "Ivan Petrov"))
	told := s.latest()
	s.screen()
	id := s.hits(s.analyst, false)[0].ID
	speak := func(r outrider.Report) outrider.ReportID {
		s.now = s.now.Add(time.Hour)
		r.Kind, r.Channel, r.Occurred = outrider.KindOther, outrider.ChannelForm, outrider.At(s.now)
		s.file(outrider.Draft{Report: r})
		s.screen()
		return s.latest()
	}
	speak(outrider.Report{Disputes: told, Text: "Ansel Larchwood was not there."})
	if got := s.hits(s.analyst, false); len(got) != 1 || got[0].Disputed != 1 || got[0].State != desk.HitOpen {
		t.Fatalf("disputed: %+v", got)
	}
	back := speak(outrider.Report{Retracts: told, Text: "I had the name Ivan Petrov from somebody else."})
	if q := s.queue().Screening; q.Open != 0 || len(s.hits(s.analyst, false)) != 0 || s.hit(s.analyst, id).Line.State != desk.HitUndone {
		t.Errorf("taken back: %+v, %+v", q, s.hit(s.analyst, id).Line)
	}
	s.restart()
	s.screen()
	if l := s.hit(s.analyst, id).Line; l.State != desk.HitUndone {
		t.Errorf("after a restart: %+v", l)
	}
	s.decide(s.officer, desk.Decision{Retract: &desk.RetractReport{Report: back, Why: "filed in error"}})
	if got := s.hits(s.analyst, false); len(got) != 1 || got[0].State != desk.HitOpen {
		t.Errorf("the taking back was withdrawn: %+v", got)
	}
	speak(outrider.Report{Retracts: told, Text: "It was hearsay."})
	s.file(s.met(who, "He came himself.", "Иван Петров"))
	s.screen()
	if got := s.hits(s.analyst, false); len(got) != 1 || got[0].ID != id || got[0].State != desk.HitOpen || got[0].Reports != 2 {
		t.Errorf("somebody else tells of him: %+v", got)
	}
}

// TestOneAgeForAll: queue and lists page count by what was set for a list.
func TestOneAgeForAll(t *testing.T) {
	s := newShelved(t)
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryIvan)
	s.decide(s.root, desk.Decision{Source: &desk.SetSource{Source: outrider.ListSource{List: "expelled", Days: 30}}})
	s.screen()
	for _, days := range []int{20, 31} {
		old := days > 30
		s.now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).AddDate(0, 0, days)
		a, err := s.desk.ListAge(s.ctx, s.analyst, "expelled")
		if err != nil || a.Days(s.now) != days || a.Old(s.now) != old || len(s.queue().Screening.Old) > 0 != old {
			t.Errorf("after %d days: %+v, %v, queue %q", days, a, err, s.queue().Screening.Old)
		}
	}
	if a, err := s.desk.ListAge(s.ctx, s.analyst, "other"); err != nil || a.Most != 7 {
		t.Errorf("a list that nothing was set for: %+v, %v", a, err)
	}
}
