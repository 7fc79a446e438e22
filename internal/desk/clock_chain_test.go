package desk_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/notify"
	"outrider/internal/notify/signal"
)

// peer is a bridge that notes at what time it was asked to send what to whom.
type peer struct {
	server *httptest.Server
	got    []string
}

func newPeer(h *house) *peer {
	p := &peer{}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Message    string
			Recipients []string
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		p.got = append(p.got, h.now.UTC().Format("15:04 ")+strings.Join(in.Recipients, ",")+" "+in.Message)
		w.WriteHeader(http.StatusCreated)
	}))
	h.t.Cleanup(p.server.Close)
	return p
}

// chained opens the desk again, from its ledger alone, with a chain of real channels.
func (h *house) chained(t *testing.T, peers map[string]*peer) {
	t.Helper()
	var links []notify.Link
	for _, name := range []string{"first", "second"} {
		c, err := signal.New(signal.Options{Name: name, URL: peers[name].server.URL, From: "+43000000001", To: []string{"+43000000002"}, Inside: true})
		if err != nil {
			t.Fatal(err)
		}
		links = append(links, notify.Link{Channel: c, Kind: "signal"})
	}
	o := h.options()
	o.Pager = notify.NewChain(func() time.Time { return h.now }, links...)
	d, err := desk.Open(h.ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	h.desk = d
}

// Due at 07:30 UTC, the second contact at 08:00, the desk at 08:15. The person's and
// the contact's first channel is dead. While the desk runs the contact is told to the
// minute; where it was closed for two hours, in the first minute after, and the alert,
// the shift's page and the list say how late; where nothing carries, that it could not.
func TestTheSecondContactThroughARealChain(t *testing.T) {
	const friend = "+43000000009"
	for name, c := range map[string]struct {
		closed, second bool
		told, warn     string
	}{
		"open":                       {false, true, "08:00", ""},
		"closed for two hours":       {true, true, "09:41", "told 101 minutes late"},
		"open, nothing carries":      {false, false, "", "NOT told"},
		"closed and nothing carries": {true, false, "", "NOT told"},
	} {
		t.Run(name, func(t *testing.T) {
			h := clocked(t)
			h.now = time.Date(2026, 3, 3, 7, 0, 0, 0, time.UTC)
			peers := map[string]*peer{"first": newPeer(h), "second": newPeer(h)}
			h.chained(t, peers)
			p := h.person("K-07")
			h.decide(h.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: p, At: []string{"08:30"}, Zone: "Europe/Vienna",
				Ways: []outrider.Way{{Channel: "first", To: "+43000000008"}}, Contact: []outrider.Way{{Channel: "first", To: friend}, {Channel: "second", To: friend}}}})
			h.run(40 * time.Minute)
			peers["first"].server.Close()
			if !c.second {
				peers["second"].server.Close()
			}
			if c.closed {
				h.now = h.now.Add(2 * time.Hour)
				h.chained(t, peers)
				h.run(time.Minute)
			} else {
				h.run(2*time.Hour + time.Minute)
			}
			var told string
			for _, s := range peers["second"].got {
				if at, ok := strings.CutSuffix(s, " "+friend+" "+string(notify.Contact)); ok {
					told += at
				}
			}
			if told != c.told {
				t.Errorf("the second contact was told at %q, want %q: %v", told, c.told, peers["second"].got)
			}
			says := func(where string, l desk.DutyLine) {
				if !strings.Contains(l.Warn, c.warn) || c.warn == "" && l.Warn != "" {
					t.Errorf("%s says %q, want %q", where, l.Warn, c.warn)
				}
			}
			items := ofRule(h.queue(), outrider.RuleCheckIn)
			if len(items) != 1 {
				t.Fatalf("%d alerts", len(items))
			}
			av, err := h.desk.Alert(h.ctx, h.duty, items[0].Alert)
			if err != nil || av.Duty == nil {
				t.Fatalf("%+v, %v", av.Duty, err)
			}
			says("the alert", *av.Duty)
			for _, l := range h.shiftPage().Missed {
				if l.Sort == outrider.DutyCheckIn {
					says("the shift's page", l)
				}
			}
		})
	}
}
