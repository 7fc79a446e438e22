package desk_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/notify"
	"outrider/internal/notify/signal"
)

// bridge is a bridge to Signal that refuses one number and carries for all others.
type bridge struct {
	refuses string
	got     []string
}

func (b *bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct{ Recipients []string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || slices.Contains(in.Recipients, b.refuses) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	b.got = append(b.got, in.Recipients...)
	w.WriteHeader(http.StatusCreated)
}

// bridged opens the desk again with one channel, the bridge, and returns its chain.
func (h *house) bridged(b *bridge) *notify.Chain {
	h.t.Helper()
	s := httptest.NewServer(b)
	h.t.Cleanup(s.Close)
	c, err := signal.New(signal.Options{Name: "signal", URL: s.URL, From: "+43000000001", To: []string{"+43000000002"}, Inside: true})
	if err != nil {
		h.t.Fatal(err)
	}
	o := h.options()
	chain := notify.NewChain(func() time.Time { return h.now }, notify.Link{Channel: c, Kind: "signal"})
	o.Pager = chain
	if h.desk, err = desk.Open(h.ctx, o); err != nil {
		h.t.Fatal(err)
	}
	return chain
}

// One person's mistyped number does not keep the others from their reminders, nor does
// it make a channel that carries look dead; the page says what was wrong with whom.
func TestAMistypedAddressStopsNobodyElse(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 7, 0, 0, 0, time.UTC)
	b := &bridge{refuses: "+430"}
	chain := h.bridged(b)
	for code, to := range map[string]string{"K-07": b.refuses, "K-08": "+43000000008"} {
		h.decide(h.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: h.person(code), At: []string{"08:30"}, Zone: "Europe/Vienna", Ways: []outrider.Way{{Channel: "signal", To: to}}}})
	}
	h.run(31 * time.Minute)
	if !slices.Contains(b.got, "+43000000008") {
		t.Errorf("told %q", b.got)
	}
	if c := chain.Health()[0]; c.Failing() || c.Success.IsZero() {
		t.Errorf("a channel that carries looks dead: %+v", c)
	}
	states := map[string]string{}
	for _, l := range h.shiftPage().Due {
		for _, s := range l.Steps {
			states[l.Code] += s.State + " " + s.Why
		}
	}
	if !strings.Contains(states["K-07"], "failed signal: the channel answered 400") || states["K-08"] != "handed-over " {
		t.Errorf("steps %q", states)
	}
}

// When a channel last carried is known from the ledger: a desk that was started anew
// does not say "never".
func TestLastSuccessOutlivesARestart(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	b := &bridge{refuses: "+430"}
	h.bridged(b)
	h.run(10 * time.Minute)
	want := h.shiftPage().Channels[0].Success
	h.now = h.now.Add(time.Hour)
	h.bridged(b)
	if got := h.shiftPage().Channels[0].Success; got != want || got == "never" {
		t.Errorf("last success %q, before the restart %q", got, want)
	}
}

// A way over a channel that the desk does not have is said where it was agreed, before
// anybody counts on it; nothing else is said of ways.
func TestAWayThatLeadsNowhereIsSaid(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	h.bridged(&bridge{})
	p := h.person("K-07")
	for channel, warns := range map[string]bool{"signal": false, "pigeon": true} {
		ways := []outrider.Way{{Channel: channel, To: ownAddress}}
		h.decide(h.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: p, At: []string{"08:30"}, Zone: "Europe/Vienna", Ways: ways}})
		cv, err := h.desk.CheckIns(h.ctx, h.officer, p)
		if err != nil || strings.Contains(cv.Warn, "no channel pigeon") != warns || !warns && cv.Warn != "" {
			t.Errorf("%s: says %q, %v", channel, cv.Warn, err)
		}
		h.decide(h.officer, desk.Decision{SetRota: &outrider.Rota{Zone: "Europe/Vienna", Begin: "2026-03-02", People: map[string][]outrider.Way{"mira": ways},
			Hours: []outrider.RotaHours{{From: "08:00", To: "08:00", Turns: []outrider.RotaTurn{{First: "mira"}}}}}})
		says := slices.ContainsFunc(h.shiftPage().Warnings, func(w string) bool { return strings.Contains(w, "mira over pigeon") })
		if says != warns {
			t.Errorf("%s: the rota says %q", channel, h.shiftPage().Warnings)
		}
	}
}
