package desk_test

import (
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/watchlist"
)

// TestWatches: who asked is told in one line what turned up since they looked, on
// lists and in reports; nobody else is, and it ends.
func TestWatches(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	id := outrider.WatchID(s.decide(s.analyst, desk.Decision{Watch: &desk.SetWatch{Name: "Ruslan Primerov", Reason: "named in the hearing"}}).ID)
	s.refused(s.analyst, desk.Decision{Watch: &desk.SetWatch{Name: "Nobody Atall"}}, outrider.CodeInvalid)
	s.refused(s.liaison, desk.Decision{Watch: &desk.SetWatch{Name: "Nobody Atall", Reason: "x"}}, outrider.CodeNotFound)
	s.screen()
	digest := func(by outrider.UserID) []desk.WatchLine {
		q, err := s.desk.Queue(s.ctx, by)
		if err != nil {
			t.Fatal(err)
		}
		return q.Screening.Watches
	}
	if got := digest(s.analyst); len(got) != 0 {
		t.Fatalf("nothing turned up, and %+v is said", got)
	}
	s.now = s.now.Add(time.Hour)
	s.file(s.met(who, "He gave a card.", "Руслан Примеров"), s.met(who, "They spoke of ruslan primerov."))
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl)
	s.screen()
	got := digest(s.analyst)
	if len(got) != 1 || got[0].NewReports != 2 || got[0].NewEntries != 1 || got[0].Reason != "named in the hearing" || len(digest(s.duty)) != 0 {
		t.Fatalf("digest %+v, of others %+v", got, digest(s.duty))
	}
	if days := got[0].Until.Sub(s.now).Hours() / 24; days < 179 || days > 180 {
		t.Errorf("it lasts %.1f days", days)
	}
	if _, err := s.desk.Watching(s.ctx, s.duty, id); outrider.CodeOf(err) != outrider.CodeNotFound {
		t.Errorf("somebody else opens it: %v", err)
	}
	s.now = s.now.Add(time.Hour)
	w, err := s.desk.Watching(s.ctx, s.analyst, id)
	if err != nil || len(w.Reports) != 2 || len(w.Hits) != 1 {
		t.Fatalf("watch %+v, %v", w, err)
	}
	if got := digest(s.analyst); len(got) != 0 {
		t.Errorf("after looking: %+v", got)
	}
	s.refused(s.duty, desk.Decision{Unwatch: &desk.EndWatch{Watch: id}}, outrider.CodeNotFound)
	s.decide(s.analyst, desk.Decision{Unwatch: &desk.EndWatch{Watch: id}})
	s.restart()
	all, err := s.desk.Watches(s.ctx, s.analyst)
	if err != nil || len(all.Watches) != 1 || !all.Watches[0].Over {
		t.Errorf("watches %+v, %v", all, err)
	}
}

// TestFilingBesideScreening: reports come in while a pass is under way; nothing is
// missed and nothing is found twice.
func TestFilingBesideScreening(t *testing.T) {
	s := newShelved(t)
	who := s.person("K-01")
	s.list("expelled", watchlist.Contacts, watchlist.InForce, listHead+entryRusl)
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			case <-s.desk.News():
				if _, err := s.desk.Screen(s.ctx, nil); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	for range 20 {
		s.file(s.met(who, "He gave a card.", "Ruslan Primerov"))
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.screen()
	if got := s.hits(s.analyst, true); len(got) != 1 || got[0].Reports != 20 || s.count(outrider.EntryScreening) != 20 {
		t.Errorf("hits %+v, %d entries", got, s.count(outrider.EntryScreening))
	}
}
