package desk_test

import (
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// nobodysNumber is a number that nobody has.
const nobodysNumber = "00000000"

// tries tries wrong codes with a number, a minute apart.
func (h *house) tries(number string, n int) {
	h.t.Helper()
	for range n {
		h.now = h.now.Add(time.Minute)
		_, err := h.desk.PortalSignIn(h.ctx, number, "not the code at all")
		h.code(err, outrider.CodeNotFound)
	}
}

// Somebody who tries codes is an alert at the next tick, not at the try; once a window,
// about the person whose number it is, for those alone who may see them.
func TestTriedCodesAreAnAlert(t *testing.T) {
	h := clocked(t)
	ann, ben := h.person("K-01"), h.person("K-02")
	own, number := h.opens(ann)
	_, other := h.opens(ben)
	tried := func(want int) []desk.QueueItem {
		t.Helper()
		got := ofRule(h.queue(), outrider.RuleTried)
		if len(got) != want {
			t.Fatalf("%d alerts, want %d", len(got), want)
		}
		return got
	}
	h.tries(number, 7)
	h.tries(other, 3)
	h.tries(nobodysNumber, 30)
	h.tick()
	tried(0)
	before := h.count(outrider.EntryAlert)
	h.tries(number[:4]+" "+number[4:], 1)
	if h.count(outrider.EntryAlert) != before {
		t.Error("the try itself writes: it takes longer than one with a number that nobody has")
	}
	h.tick()
	if it := tried(1)[0]; it.Person != ann || it.Level != outrider.LevelLook {
		t.Errorf("%+v", it)
	}
	h.tries(number, 20)
	h.tick()
	tried(1)
	if v, err := h.desk.Health(h.ctx, h.root); err != nil || v.WrongCode != 61 {
		t.Errorf("health counts %d, %v", v.WrongCode, err)
	}
	if v := h.ownData(own); len(v.Tried) != 1 {
		t.Errorf("the person is told %v", v.Tried)
	}
	h.decide(h.officer, desk.Decision{Wish: &desk.SetWishes{Person: ann, Duress: ptr(duressWord)}})
	if v := h.ownData(h.signsIn(number, duressWord)); len(v.Tried) != 0 {
		t.Errorf("under duress it shows %v", v.Tried)
	}
	h.reopen()
	if v := h.ownData(h.signsIn(number, ownCode)); len(v.Tried) != 1 {
		t.Errorf("after a restart the person is told %v", v.Tried)
	}
	h.now = h.now.Add(25 * time.Hour)
	h.tries(number, 8)
	h.tick()
	tried(2)
	h.tries(other, 8)
	h.no(ben, outrider.ForRecord)
	h.tick()
	tried(2)
	h.now = h.now.Add(25 * time.Hour)
	h.tries(number, 4)
	h.now = h.now.Add(25 * time.Hour)
	h.tries(number, 4)
	h.tick()
	tried(2)
}

func ptr[T any](v T) *T { return &v }

// A wrong code takes as long with a number that is somebody's as with one that is
// nobody's, also once the desk has an alert of it.
func TestNoStopwatchTellsWhoseANumberIs(t *testing.T) {
	h := clocked(t)
	p := h.person("K-07")
	h.checksIn(p)
	_, number := h.opens(p)
	h.tries(number, 10)
	h.tick()
	h.noStopwatchTells("whose a number is can be told by how long a wrong code takes", func(w int) {
		if _, err := h.desk.PortalSignIn(h.ctx, [2]string{number, nobodysNumber}[w], "not the code at all"); outrider.CodeOf(err) != outrider.CodeNotFound {
			t.Fatal(err)
		}
	})
}
