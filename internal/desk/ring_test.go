package desk_test

import (
	"context"
	"testing"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/notify"
)

// slow is a channel that does not answer until it is let, and sees whether the desk
// is open meanwhile.
type slow struct {
	desk *desk.Desk
	by   outrider.UserID
	open bool
	sent []notify.Message
}

func (s *slow) Deliver(ctx context.Context, m notify.Message) (string, error) {
	_, err := s.desk.Read(ctx, s.by, desk.Query{Queue: true})
	s.open = err == nil
	s.sent = append(s.sent, m)
	return "slow", nil
}

func (s *slow) Over(context.Context, string, notify.Message) error { return nil }

func (s *slow) Health() []notify.Health { return nil }

// A desk that is asked to ring later holds nobody up: the report is filed before
// anything is sent, the desk is open while it is sent, and each alert is sent once.
func TestRingingHoldsNobodyUp(t *testing.T) {
	h := newHouse(t)
	asked := 0
	s := &slow{by: h.duty}
	o := h.options()
	o.Pager, o.Ring = s, func() { asked++ }
	d, err := desk.Open(h.ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	h.desk, s.desk = d, d
	p := h.person("K-07")
	draft := h.seen(home, p)
	draft.Report.LifeAtRisk = true
	rc := h.file(draft)[0]
	if len(rc.Alerts) == 0 || asked == 0 || len(s.sent) != 0 {
		t.Fatalf("%d alerts, asked %d times, sent %d", len(rc.Alerts), asked, len(s.sent))
	}
	for range 2 {
		if err := d.Ring(h.ctx); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.sent) != len(rc.Alerts) || !s.open {
		t.Errorf("%d sent for %d alerts; the desk was open: %v", len(s.sent), len(rc.Alerts), s.open)
	}
	if m := s.sent[0]; m.ID != string(rc.Alerts[0]) || m.Sentence != notify.DutyNow || m.Level != outrider.LevelAct {
		t.Errorf("sent %+v", m)
	}
}
