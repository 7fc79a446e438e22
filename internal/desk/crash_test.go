package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// The power fails after each write in turn: whatever was acknowledged or half
// done, the next start ends where an undisturbed desk ends.
func TestPowerCutAtEveryWrite(t *testing.T) {
	calm := newHouse(t)
	p := calm.person("K-07")
	calm.follow(p)
	want := strings.Join(raised(calm), " ")
	if want == "" {
		t.Fatal("nothing was raised")
	}
	for writes := range 6 {
		t.Run(fmt.Sprint("after write ", writes), func(t *testing.T) {
			h := newHouse(t)
			p := h.person("K-07")
			dr := []outrider.Draft{h.seen(home, p)}
			for i, where := range []outrider.Place{work, gym} {
				h.file(dr[i])
				h.now = h.now.AddDate(0, 0, 8)
				dr = append(dr, h.seen(where, p))
			}
			last := dr[2]
			last.Report.ID = "r-the-last"
			h.book.left = writes
			rs, err := h.desk.File(h.ctx, h.duty, last)
			if writes < 3 && !errors.Is(err, errPower) {
				t.Fatalf("filed through a power cut: %+v, %v", rs, err)
			}
			kept := h.count(outrider.EntryReportFiled) == 3
			if kept != (writes > 0) {
				t.Fatalf("after %d writes the report is kept: %v", writes, kept)
			}
			h.reopen()
			if !kept {
				h.file(last)
			}
			if got := strings.Join(raised(h), " "); got != want {
				t.Errorf("after the restart %q was raised, undisturbed %q", got, want)
			}
			// A call whose note was lost is made again: twice is better than never.
			if n := len(h.rings.levels); n < len(calm.rings.levels) {
				t.Errorf("%d calls, undisturbed %d", n, len(calm.rings.levels))
			}
			before := len(h.entries())
			h.reopen()
			if n := len(h.entries()); n != before {
				t.Errorf("a start with nothing to finish wrote %d entries", n-before)
			}
		})
	}
}

// raised lists the rules and levels of the alerts in a queue.
func raised(h *house) []string {
	var out []string
	for _, i := range h.queue().Items {
		out = append(out, string(i.Rule)+"/"+string(i.Level))
	}
	slices.Sort(out)
	return out
}

// An urgent report about nobody is not lost either, and a tick finishes it as
// well as a start.
func TestAnUrgentReportSurvivesAPowerCut(t *testing.T) {
	h := newHouse(t)
	h.book.left = 1
	_, err := h.desk.File(h.ctx, h.duty, outrider.Draft{Report: outrider.Report{Kind: outrider.KindDelivery, Text: "a parcel without sender"}})
	if !errors.Is(err, errPower) {
		t.Fatal(err)
	}
	h.book.left = -1
	h.tick()
	if items := ofRule(h.queue(), outrider.RuleUrgent); len(items) != 1 || len(h.rings.levels) != 1 {
		t.Errorf("the queue shows %+v after %d calls", items, len(h.rings.levels))
	}
	h.tick()
	if len(h.rings.levels) != 1 {
		t.Error("it rang twice")
	}
}

// What a channel did not take is offered again, at the next start, tick or act.
func TestUndeliveredAlertsAreSentAgain(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.rings.fail = errors.New("the line is dead")
	h.follow(p)
	if len(h.rings.levels) != 0 {
		t.Fatal("it rang over a dead line")
	}
	if hv, err := h.desk.Health(h.ctx, h.duty); err != nil || !strings.Contains(strings.Join(hv.Warnings, " "), "could not be delivered") {
		t.Errorf("nobody is told that calls fail: %+v, %v", hv.Warnings, err)
	}
	h.rings.fail = nil
	h.reopen()
	n := len(h.rings.levels)
	if n == 0 {
		t.Fatal("nothing was sent again at the start")
	}
	h.reopen()
	h.tick()
	if len(h.rings.levels) != n {
		t.Errorf("rang %d times, then %d", n, len(h.rings.levels))
	}
}

// The keys go first. A power cut before the note leaves nothing readable, and the
// next start writes the note.
func TestAPowerCutWhileErasing(t *testing.T) {
	h := newHouse(t)
	p1, p2 := h.person("K-07"), h.person("M-09")
	h.file(h.seen(home, p1, p2))
	h.book.left = 0
	_, err := h.desk.Decide(h.ctx, h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p1, Confirm: "k-07", Reason: "asked to go"}})
	if !errors.Is(err, errPower) {
		t.Fatal(err)
	}
	h.reopen()
	if n := h.count(outrider.EntryPersonErased); n != 1 {
		t.Errorf("%d notes of the erasure, want 1", n)
	}
	for _, e := range h.entries() {
		for _, part := range e.Parts {
			if slices.Contains(part.People, p1) && !part.Erased {
				t.Errorf("entry %d still opens", e.Seq)
			}
		}
	}
	if page := h.page(p2); len(page.Reports) != 1 || page.Reports[0].Text != "" || !slices.Equal(page.Reports[0].People, []outrider.PersonID{p2}) {
		t.Errorf("the other's record is %+v", page.Reports)
	}
	h.reopen()
	if n := h.count(outrider.EntryPersonErased); n != 1 {
		t.Errorf("%d notes after another start", n)
	}
}

// Facts alone, thought about again, give the same conclusions as were written.
func TestStartingAgainChangesNothing(t *testing.T) {
	h := newHouse(t)
	p1, p2 := h.person("K-07"), h.person("M-09")
	h.follow(p1)
	h.file(h.seen(far, p2))
	h.now = h.now.Add(48 * time.Hour)
	h.tick()
	h.page(p1)
	h.page(p2) // looking is recorded: the first look shows in the second
	before := []string{text(t, h.page(p1)), text(t, h.page(p2)), text(t, h.queue())}
	h.reopen()
	for i, after := range []string{text(t, h.page(p1)), text(t, h.page(p2)), text(t, h.queue())} {
		if after != before[i] {
			t.Errorf("view %d differs after a restart:\n%s\n%s", i, before[i], after)
		}
	}
}
