package desk_test

import (
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// guesses tries wrong codes on a receiver's page by its link.
func (h *house) guesses(tok string, n int) {
	h.t.Helper()
	for range n {
		_, _, err := h.desk.PaperOpen(h.ctx, tok, "00000000")
		h.code(err, outrider.CodeNotFound)
	}
}

// Somebody who has the link and not the code is an alert at the next tick, once for each
// copy; a link that nobody made is a number on the health page.
func TestTriedPapersAreAnAlert(t *testing.T) {
	h, ann, _, id := sentOut(t)
	tok, code := h.linked(id)
	tried := func(want int) []desk.QueueItem {
		t.Helper()
		h.tick()
		got := ofRule(h.queue(), outrider.RulePaperTried)
		if len(got) != want {
			t.Fatalf("%d alerts, want %d", len(got), want)
		}
		return got
	}
	before := h.count(outrider.EntryAlert)
	h.guesses(tok, 7)
	h.guesses("no such link", 20)
	tried(0)
	h.guesses(tok, 1)
	if h.count(outrider.EntryAlert) != before {
		t.Error("the try itself writes")
	}
	if it := tried(1)[0]; it.Person != ann || it.Level != outrider.LevelLook {
		t.Errorf("%+v", it)
	}
	_, number, err := h.desk.PaperOpen(h.ctx, tok, code)
	if err != nil {
		t.Fatal(err)
	}
	for range 9 { // as the pages do where people come in: one try, two doors
		_, err := h.desk.PortalSignIn(h.ctx, number, "00000000")
		h.code(err, outrider.CodeNotFound)
		_, err = h.desk.PaperReturn(h.ctx, number, "00000000")
		h.code(err, outrider.CodeNotFound)
	}
	tried(1)
	if v, err := h.desk.Health(h.ctx, h.root); err != nil || v.WrongCode != 37 {
		t.Errorf("health counts %d, %v", v.WrongCode, err)
	}
	own, _ := h.opens(ann)
	if v := h.ownData(own); len(v.Tried) != 0 {
		t.Errorf("the person is told that their own pages were tried: %v", v.Tried)
	}
	next, _ := h.linked(id)
	h.guesses(next, 8)
	tried(2)
	h.now = h.now.Add(25 * time.Hour)
	tried(2)
	h.no(ann, outrider.ForRecord)
	h.guesses(next, 8)
	tried(0)
}

// A wrong code takes as long with a link that waits for its code as with one that
// nobody made.
func TestNoStopwatchTellsWhetherALinkIsThere(t *testing.T) {
	h, _, _, id := sentOut(t)
	tok, _ := h.linked(id)
	h.noStopwatchTells("whether there is such a link can be told by how long a wrong code takes", func(w int) {
		h.guesses([2]string{tok, "AAAAAAAAAAAAAAAAAAAAAAAAAAA"}[w], 1)
	})
}
