package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// nights is a rota of nights alone, with ways to two of three people.
func nights() outrider.Rota {
	return outrider.Rota{Zone: "Europe/Vienna", Begin: "2026-03-02", Hours: []outrider.RotaHours{{From: "20:00", To: "08:00", Turns: []outrider.RotaTurn{{First: "mira", Second: "ana"}}}},
		People: map[string][]outrider.Way{"mira": {{Channel: "signal", To: "+43 mira"}}, "ana": {{Channel: "signal", To: "+43 ana"}}}}
}

// By night the first on the rota is called, ten minutes later everybody; who stands in
// is called instead; by day nobody is on it, everybody is asked and the pages say so.
func TestRotaIsCalled(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 21, 0, 0, 0, time.UTC)
	r := nights()
	h.decide(h.officer, desk.Decision{SetRota: &r})
	alarm := func() string {
		h.rings.sent, h.rings.levels = nil, nil
		d := h.seen(home)
		d.Report.Kind = outrider.KindDelivery
		h.file(d)
		return strings.Join(h.rings.sent, ",")
	}
	if got := alarm(); got != "signal +43 mira: A duty needs you now. Open the desk." || len(h.rings.levels) != 0 {
		t.Errorf("sent %q and %v", got, h.rings.levels)
	}
	h.rings.sent = nil
	h.run(10 * time.Minute)
	if got := strings.Join(h.rings.sent, ","); !strings.Contains(got, "+43 mira") || !strings.Contains(got, "+43 ana") || !strings.Contains(got, "bell") {
		t.Errorf("ten minutes later by night every way is tried: %q", got)
	}
	h.rings.dead = map[string]bool{"signal": true}
	if alarm(); len(h.rings.levels) != 1 {
		t.Errorf("their way is dead: %d calls over the desk's own channels, want one", len(h.rings.levels))
	}
	h.rings.dead = nil
	h.decide(h.duty, desk.Decision{SwapRota: &desk.SwapRota{Out: "mira", In: "yusuf", From: "2026-03-03 20:00", To: "2026-03-04T08:00"}})
	h.reopen()
	if v := h.shiftPage().Rota; v == nil || v.Now != (outrider.RotaTurn{First: "yusuf", Second: "ana"}) || len(v.Swaps) != 1 || v.By != "ana" {
		t.Errorf("%+v", v)
	}
	if alarm(); len(h.rings.levels) != 1 {
		t.Error("whoever has no way of their own is called as anybody is")
	}
	if s := text(t, h.shiftPage()); strings.Contains(s, "+43 mira") {
		t.Error("a page shows an address")
	}
	h.now = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	h.tick()
	if got := alarm(); strings.Contains(got, "+43") || len(h.rings.levels) != 1 {
		t.Errorf("by day nobody is on the rota: sent %q, %v", got, h.rings.levels)
	}
	hv, err := h.desk.Health(h.ctx, h.duty)
	if err != nil {
		t.Fatal(err)
	}
	for where, ws := range map[string][]string{"health": hv.Warnings, "shift": h.shiftPage().Warnings} {
		if s := strings.Join(ws, "\n"); !strings.Contains(s, "Nobody is on the rota now: everybody") || !strings.Contains(s, "Nobody is on the rota from Fri 6 Mar 08:00 Europe/Vienna to Fri 6 Mar 20:00") {
			t.Errorf("%s: %s", where, s)
		}
	}
}

// Somebody who left the desk is not asked any more: the second is, or everybody.
func TestWhoeverLeftIsNotAsked(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 21, 0, 0, 0, time.UTC)
	r := nights()
	h.decide(h.analyst, desk.Decision{SetRota: &r})
	h.decide(h.root, desk.Decision{DisableUser: &desk.DisableUser{User: h.duty}})
	now := func() outrider.RotaTurn {
		v, err := h.desk.Duties(h.ctx, h.analyst)
		if err != nil {
			t.Fatal(err)
		}
		return v.Rota.Now
	}
	if got := now(); got != (outrider.RotaTurn{First: "ana"}) {
		t.Errorf("%+v", got)
	}
	h.decide(h.root, desk.Decision{DisableUser: &desk.DisableUser{User: h.officer}})
	v, err := h.desk.Duties(h.ctx, h.analyst)
	if err != nil || v.Rota.Now.First != "" || !slices.ContainsFunc(v.Warnings, func(w string) bool { return strings.Contains(w, "Nobody is on the rota now") }) {
		t.Errorf("%+v, %v", v.Rota, err)
	}
}

func TestRotasThatAreRefused(t *testing.T) {
	h := clocked(t)
	r := nights()
	swap := func(s desk.SwapRota) desk.Decision { return desk.Decision{SwapRota: &s} }
	good := desk.SwapRota{Out: "mira", In: "yusuf", From: "2026-03-03 20:00", To: "2026-03-04 08:00"}
	h.refused(h.duty, swap(good), outrider.CodeConflict)
	h.refused(h.liaison, desk.Decision{SetRota: &r}, outrider.CodeNotFound)
	bad := nights()
	bad.Hours[0].Turns[0].First = "otto"
	h.refused(h.duty, desk.Decision{SetRota: &bad}, outrider.CodeInvalid)
	h.decide(h.duty, desk.Decision{SetRota: &r})
	h.refused(h.auditor, swap(good), outrider.CodeNotFound)
	for name, spoil := range map[string]func(*desk.SwapRota){
		"not on it":   func(s *desk.SwapRota) { s.Out = "yusuf" },
		"themselves":  func(s *desk.SwapRota) { s.In = "mira" },
		"an auditor":  func(s *desk.SwapRota) { s.In = "otto" },
		"backwards":   func(s *desk.SwapRota) { s.From, s.To = s.To, s.From },
		"past":        func(s *desk.SwapRota) { s.From, s.To = "2026-01-01 20:00", "2026-01-02 08:00" },
		"for ever":    func(s *desk.SwapRota) { s.To = "2027-03-04 08:00" },
		"not a time":  func(s *desk.SwapRota) { s.From = "tonight" },
		"nobody here": func(s *desk.SwapRota) { s.In = "nobody" },
	} {
		s := good
		spoil(&s)
		t.Run(name, func(*testing.T) { h.refused(h.duty, swap(s), outrider.CodeInvalid) })
	}
	h.decide(h.duty, swap(good))
}
