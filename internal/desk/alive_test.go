package desk_test

import (
	"slices"
	"testing"
	"time"

	"outrider/internal/desk"
	"outrider/internal/notify"
	"outrider/internal/notify/signal"
)

// bridgedTo opens the desk again with one channel at an address.
func (h *house) bridgedTo(address string) {
	h.t.Helper()
	c, err := signal.New(signal.Options{Name: "signal", URL: address, From: "+43000000001", To: []string{"+43000000002"}, Inside: true})
	if err != nil {
		h.t.Fatal(err)
	}
	o := h.options()
	o.Pager = notify.NewChain(func() time.Time { return h.now }, notify.Link{Channel: c, Kind: "signal"})
	if h.desk, err = desk.Open(h.ctx, o); err != nil {
		h.t.Fatal(err)
	}
}

// A desk is able to call while something carries. It is not where a call to act waits
// that nothing carried, nor where the daily trials stopped getting through, nor before
// the first.
func TestAble(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	h.bridgedTo("http://127.0.0.1:1")
	if h.desk.Able() {
		t.Error("able, and nothing has ever carried")
	}
	h.bridged(&bridge{})
	h.run(10 * time.Minute)
	if !h.desk.Able() {
		t.Error("not able, and the trial was carried")
	}
	h.bridgedTo("http://127.0.0.1:1")
	h.run(time.Minute)
	if !h.desk.Able() {
		t.Error("not able, and nothing waits")
	}
	draft := h.seen(home, h.person("K-07"))
	draft.Report.LifeAtRisk = true
	h.file(draft)
	h.run(3 * time.Minute)
	early := h.desk.Able()
	h.run(4 * time.Minute)
	if late := h.desk.Able(); !early || late {
		t.Errorf("a call to act that nothing carries: able %v after three minutes, %v after seven", early, late)
	}
	h.bridged(&bridge{})
	h.run(2 * time.Minute)
	if !h.desk.Able() {
		t.Error("not able, and the call was carried")
	}
	h.bridgedTo("http://127.0.0.1:1")
	h.now = h.now.Add(27 * time.Hour)
	if h.desk.Able() {
		t.Error("able, and nothing carried for longer than the trials allow")
	}
}

// What is wrong outside stands on the health page until it is well, and is news once.
func TestWatched(t *testing.T) {
	h := clocked(t)
	on := func() bool {
		v, err := h.desk.Health(h.ctx, h.auditor)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(v.Warnings, "nobody listens")
	}
	if !h.desk.Watched("nobody listens") || h.desk.Watched("nobody listens") || !on() {
		t.Error("it is news once, and stands there")
	}
	if !h.desk.Watched("") || on() {
		t.Error("it is well, and stands there")
	}
}
