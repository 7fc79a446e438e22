package desk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/picture"
)

// manyCheckIn agrees with so many people on the same minute, whose friends all have
// the same telephone.
func (h *house) manyCheckIn(people int) {
	h.t.Helper()
	for i := range people {
		p := h.person(fmt.Sprintf("K-%03d", i))
		h.decide(h.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: p, At: []string{"08:30"}, Zone: "Europe/Vienna",
			Ways: []outrider.Way{{Channel: "signal", To: fmt.Sprintf("+43 invented %d", i)}}, Contact: []outrider.Way{{Channel: "mail", To: "friends@invented.example"}}}})
	}
}

// untold lists what waits on the queue and of which nobody was told.
func (h *house) untold() (out []desk.QueueItem) {
	h.t.Helper()
	told := map[outrider.AlertID]bool{}
	for _, e := range h.entries() {
		if b, ok := body[picture.DeliveredBody](h.t, e, outrider.EntryDelivered); ok {
			for _, id := range b.All() {
				told[id] = true
			}
		}
	}
	return slices.DeleteFunc(h.queue().Items, func(it desk.QueueItem) bool { return told[it.Alert] })
}

// body reads the first part of an entry of a type.
func body[T any](t testing.TB, e outrider.Entry, of outrider.EntryType) (b T, ok bool) {
	t.Helper()
	if e.Type != of {
		return b, false
	}
	if err := json.Unmarshal(e.Parts[0].Body, &b); err != nil {
		t.Fatal(err)
	}
	return b, true
}

// A hundred people who are silent at once are one call at each step, and one message
// to each of their friends; each alert still stands for itself.
func TestAnOutageIsOneCall(t *testing.T) {
	const people = 120
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC)
	h.manyCheckIn(people)
	h.tick()
	h.now = h.now.Add(5 * time.Hour)
	h.reopen()
	h.rings.levels, h.rings.sent = nil, nil
	h.tick()
	if n := len(h.rings.levels); n != 1 {
		t.Errorf("%d calls, want one", n)
	}
	if n := len(slices.DeleteFunc(slices.Clone(h.rings.sent), func(s string) bool { return !strings.Contains(s, "friends@") })); n != 1 {
		t.Errorf("one friend of all was told %d times", n)
	}
	if got := strings.Join(h.rings.sent, "\n"); !strings.Contains(got, "friends@invented.example: Please get in touch with the people") || strings.Count(got, "time to say") != people {
		t.Errorf("sent %s", got)
	}
	alerts := ofRule(h.queue(), outrider.RuleCheckIn)
	if len(alerts) != people {
		t.Fatalf("%d alerts, want %d", len(alerts), people)
	}
	h.decide(h.duty, desk.Decision{Take: &desk.TakeAlert{Alert: alerts[0].Alert}})
	h.rings.levels, h.rings.sent = nil, nil
	h.run(20 * time.Minute)
	called := len(h.rings.levels) + strings.Count(strings.Join(h.rings.sent, "\n"), "Duties need you now")
	if called != 2 {
		t.Errorf("%d calls after ten and after twenty minutes, want two: %v", called, h.rings.sent)
	}
	if c := h.shiftPage().Shift.Calls; c != 3 {
		t.Errorf("%d calls are counted, want 3", c)
	}
	var stepped []outrider.DutyID
	for _, e := range h.entries() {
		if b, ok := body[picture.ToldBody](t, e, outrider.EntryTold); ok {
			for _, s := range b.Told {
				if s.Name == outrider.StepCall && s.State == picture.StepHandedOver {
					stepped = append(stepped, s.Duty)
				}
			}
		}
	}
	slices.Sort(stepped)
	if n := len(slices.Compact(stepped)); n != people-1 {
		t.Errorf("%d alerts rang again, want all %d that nobody took", n, people-1)
	}
}

// However alerts of both levels come, whatever fails and whenever the desk is closed:
// no tick rings more than once, an alert to act on is told at the first tick at which
// anything carries, one to look at no later than the time to gather, and none is lost.
func TestGroupingLosesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := clocked(t)
		h.clocks.Budget = 2
		h.reopen()
		followed := 0
		look := func() {
			p := h.person(fmt.Sprintf("K-%02d", followed))
			for i, where := range []outrider.Place{home, work} {
				d := h.seen(where, p)
				d.Report.Occurred = outrider.At(h.now.AddDate(0, 0, 2*i-2))
				d.Report.Selectors[0].Value = fmt.Sprintf("QQ%dINV", 10+17*followed)
				h.file(d)
			}
			followed++
		}
		well := true
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"act", "look", "wait", "fail", "take", "close"}).Draw(r, "step") {
			case "act":
				d := h.seen(home)
				d.Report.Kind = outrider.KindDelivery
				h.file(d)
			case "look":
				look()
			case "wait":
				h.now = h.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(r, "minutes")) * time.Minute)
			case "fail":
				well = !well
			case "take":
				if q := h.queue().Items; len(q) > 0 {
					h.decide(h.duty, desk.Decision{Take: &desk.TakeAlert{Alert: q[0].Alert}})
				}
			case "close":
				h.reopen()
			}
			h.rings.fail = nil
			if !well {
				h.rings.fail = errPower
			}
			before, sent := len(h.rings.levels), len(h.rings.sent)
			h.now = h.now.Add(time.Minute)
			h.tick()
			if n := len(h.rings.levels) - before + strings.Count(strings.Join(h.rings.sent[sent:], "\n"), "need you"); n > 1 {
				r.Fatalf("one tick rang %d times", n)
			}
			if !well {
				continue
			}
			for _, it := range h.untold() {
				if it.Level == outrider.LevelAct || it.Waiting > h.clocks.Gather {
					r.Fatalf("nobody was told of %+v", it)
				}
			}
		}
		h.rings.fail = nil
		h.now = h.now.Add(h.clocks.Gather + time.Minute)
		h.tick()
		if left := h.untold(); len(left) > 0 {
			r.Fatalf("lost: %+v", left)
		}
		for _, l := range h.shiftPage().Due {
			for _, s := range l.Steps {
				if s.State == picture.StepWaits || s.State == picture.StepFailed {
					r.Fatalf("a step is lost: %+v", l)
				}
			}
		}
	})
}

// Alerts that nobody takes and that were raised at different minutes are repeated
// together, and one that is new does not wait for them.
func TestRepeatsGoTogether(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	for range 30 {
		d := h.seen(home)
		d.Report.Kind = outrider.KindDelivery
		h.file(d)
		h.now = h.now.Add(time.Minute)
	}
	h.run(30 * time.Minute)
	calls := func() int {
		return len(h.rings.levels) + strings.Count(strings.Join(h.rings.sent, "\n"), "need you now")
	}
	before := calls()
	h.run(3 * time.Hour)
	if n := calls() - before; n > 18 || n < 6 {
		t.Errorf("%d calls in three hours, want one every ten minutes at most and every half hour at least", n)
	}
	before = calls()
	d := h.seen(home)
	d.Report.Kind = outrider.KindDelivery
	h.file(d)
	if calls() == before {
		t.Error("a new alert waits")
	}
}
