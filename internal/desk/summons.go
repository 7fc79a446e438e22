package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"outrider"
	"outrider/internal/duty"
	"outrider/internal/notify"
)

// summons gathers what one call to the desk's own people is about. It is as loud as
// the loudest of it and goes as far as the farthest: nothing that asks to act waits
// for something to look at, or is told more quietly because of it.
type summons struct {
	e      errand
	level  outrider.Level
	again  bool // a step of an escalation is among it: the second on the rota is asked
	fresh  bool // something to act on that was not told by every step of its ladder yet
	ids    []string
	things map[string]bool // that wait for somebody; an alert and its escalation are one
}

func (s *summons) add(level outrider.Level, id, about string) {
	if s.things == nil {
		s.things, s.level = map[string]bool{}, outrider.LevelLook
	}
	if level == outrider.LevelAct {
		s.level = level
	}
	s.ids = append(s.ids, id)
	s.things[about] = true
}

func (s *summons) alert(a outrider.Alert) {
	s.add(a.Level, string(a.ID), string(a.Thread))
	s.fresh = s.fresh || a.Level == outrider.LevelAct
	s.e.alerts = append(s.e.alerts, a.ID)
}

func (s *summons) step(w waiting, l duty.Ladder) {
	s.add(w.duty.Level, w.id(), w.duty.About)
	s.fresh = s.fresh || w.duty.Level == outrider.LevelAct && w.n < len(l.Rungs)
	s.e.steps, s.again = append(s.e.steps, w.taking()), true
	s.e.every = s.e.every || l.Rung(w.n).Reach == duty.ReachEvery
}

// errand is the call, where anything waits, by the ways to whoever is on the rota.
func (s *summons) errand(ways func(again, every bool) []outrider.Way) []errand {
	if len(s.ids) == 0 {
		return nil
	}
	s.e.ours, s.e.ways = true, ways(s.again, s.e.every)
	s.e.message = notify.Message{ID: groupID(s.ids), Level: s.level, Sentence: notify.SentenceOf(s.level, len(s.things))}
	return []errand{s.e}
}

// groupID names a message about several things: the same things make the same
// message, so that a second attempt is told once.
func groupID(ids []string) string {
	if len(ids) == 1 {
		return ids[0]
	}
	h := sha256.Sum256([]byte(strings.Join(ids, "\x00")))
	return "g-" + hex.EncodeToString(h[:12])
}

// waits says until when a call is gathered instead of ringing by itself. What asks to
// act never waits until its ladder has been climbed. Repeats of what everybody was told
// already keep some minutes apart, so that a hundred alerts that nobody takes do not
// ring every minute. What only asks for a look waits for more of its kind once a shift
// has been called as often as is bearable. All of it is on the screen meanwhile, and
// goes along with the next call.
func (d *Desk) waits(s *summons) (until time.Time, waits bool) {
	if s.fresh {
		return time.Time{}, false
	}
	if s.level != outrider.LevelAct {
		return d.gathering()
	}
	until = d.p.LastCall().Add(d.o.Clocks.Apart)
	return until, d.now().Before(until)
}

// gathering says until when what only asks for a look is gathered.
func (d *Desk) gathering() (until time.Time, waits bool) {
	c := d.o.Clocks
	if c.Budget == 0 || d.p.Calls(d.shiftFrom()) < c.Budget {
		return time.Time{}, false
	}
	until = d.p.LastCall().Add(c.Gather)
	return until, d.now().Before(until)
}

// shiftFrom is from when on calls are counted: without a hand-over, for half a day.
func (d *Desk) shiftFrom() time.Time {
	from := d.now().Add(-12 * time.Hour)
	if now, since, _ := d.p.Shift(); now.ID != "" && since.After(from) {
		return since
	}
	return from
}

// gathered says what waits on the screen alone because enough has rung.
func (d *Desk) gathered() []string {
	until, waits := d.gathering()
	n := len(d.p.Undelivered())
	if !waits || n == 0 {
		return nil
	}
	return []string{count(n, "alert") + " to look at rang nobody, because this shift was called as often as is bearable. They are told together at " + d.local(until, d.o.Clocks.Zone) + ", or with the next call to act."}
}
