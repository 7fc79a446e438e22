package desk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/duty"
	"outrider/internal/picture"
	"outrider/parameters"
)

// clocked is a house whose clocks run.
func clocked(t testing.TB) *house {
	h := newHouse(t)
	p, err := duty.Load(parameters.FS, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	h.clocks = p
	h.reopen()
	return h
}

const (
	ownAddress    = "+43 1 invented 77"
	friendAddress = "+44 1 invented 99"
	safeWord      = "Marmalade"
	duressWord    = "Gooseberry"
)

// checksIn agrees with a person on a check-in each morning at half past eight in Vienna.
func (h *house) checksIn(p outrider.PersonID) {
	h.t.Helper()
	h.decide(h.officer, desk.Decision{SetCheckIn: &desk.SetCheckIn{Person: p, At: []string{"08:30"}, Zone: "Europe/Vienna",
		Ways:    []outrider.Way{{Channel: "signal", To: ownAddress}, {Channel: "mail", To: "own@invented.example"}},
		Contact: []outrider.Way{{Channel: "signal", To: friendAddress}, {Channel: "mail", To: "friend@invented.example"}}}})
	safe, duress := safeWord, duressWord
	h.decide(h.officer, desk.Decision{Wish: &desk.SetWishes{Person: p, Cancel: &safe, Duress: &duress}})
}

func (h *house) shiftPage() desk.DutiesView {
	h.t.Helper()
	v, err := h.desk.Duties(h.ctx, h.duty)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// run ticks once a minute for a while.
func (h *house) run(d time.Duration) {
	h.t.Helper()
	for end := h.now.Add(d); h.now.Before(end); {
		h.now = h.now.Add(time.Minute)
		h.tick()
	}
}

// owed lists what the ledger says of duties about people, without when it was learnt.
func (h *house) owed() []string {
	h.t.Helper()
	var out []string
	names := map[outrider.DutyID]string{}
	for _, e := range h.entries() {
		if len(e.Parts) == 0 {
			continue
		}
		var b struct {
			picture.DutiesBody
			picture.MissedBody
			picture.SteppedBody
		}
		switch e.Type {
		case outrider.EntryDuties, outrider.EntryDutyMissed, outrider.EntryStepped:
			if err := json.Unmarshal(e.Parts[0].Body, &b); err != nil {
				h.t.Fatal(err)
			}
		}
		for _, d := range b.Duties {
			if d.Sort != outrider.DutyTrial {
				names[d.ID] = fmt.Sprint(d.Sort, " ", d.About, " due ", d.Due.UTC().Format(time.RFC3339))
				out = append(out, names[d.ID]+" opened, by "+d.By.UTC().Format(time.RFC3339))
			}
		}
		for _, m := range b.Missed {
			if names[m.Duty] != "" {
				out = append(out, names[m.Duty]+" missed at "+m.At.UTC().Format(time.RFC3339))
			}
		}
		for _, s := range b.Steps {
			if names[s.Duty] != "" {
				out = append(out, fmt.Sprint(names[s.Duty], " step ", s.N, " ", s.Name, " at ", s.At.UTC().Format(time.RFC3339)))
			}
		}
	}
	slices.Sort(out)
	return out
}

// A desk that was closed for two days over the end of winter time writes the same
// facts about check-ins as one that looked each minute.
func TestAClosedDeskSkipsNothing(t *testing.T) {
	world := func(closed bool) *house {
		h := clocked(t)
		h.now = time.Date(2026, 3, 27, 20, 0, 0, 0, time.UTC)
		h.checksIn(h.person("K-07"))
		h.now = h.now.Add(time.Minute)
		h.tick()
		if closed {
			h.now = h.now.Add(60 * time.Hour)
			h.reopen()
			h.tick()
		} else {
			h.run(60 * time.Hour)
		}
		return h
	}
	only := func(h *house) []string {
		return slices.DeleteFunc(h.owed(), func(s string) bool { return !strings.HasPrefix(s, "check-in") })
	}
	open, shut := world(false), world(true)
	if d := cmp.Diff(only(open), only(shut)); d != "" {
		t.Errorf("(-open +closed)\n%s", d)
	}
	want := []string{"2026-03-28T07:30:00Z", "2026-03-29T06:30:00Z", "2026-03-30T06:30:00Z"}
	for _, at := range want {
		if !strings.Contains(strings.Join(only(shut), "\n"), "due "+at+" opened") {
			t.Errorf("none was due at %s: %v", at, only(shut))
		}
	}
	if n := len(only(shut)); n != 3*5 {
		t.Errorf("%d facts about three check-ins, want 15: opened, three steps, missed", n)
	}
	late := ofRule(shut.queue(), outrider.RuleCheckIn)
	if len(late) != 3 || !strings.Contains(late[0].Why, "learnt of it late") || late[0].For != "ana" {
		t.Errorf("it does not say that it learnt of it late: %+v", late)
	}
	if late := ofRule(open.queue(), outrider.RuleCheckIn); len(late) != 3 || strings.Contains(late[0].Why, "late") {
		t.Errorf("an open desk was not late: %+v", late)
	}
}

// The person's first channel is dead and the desk was closed for two hours: the
// second contact is told as soon as it opens again, by the way that works.
func TestTheSecondContactIsReached(t *testing.T) {
	for name, c := range map[string]struct {
		dead  map[string]bool
		sends []string
		state string
	}{
		"first channel dead": {map[string]bool{"signal": true}, []string{"mail friend@invented.example: Please get in touch with the person who asked you to, as you agreed.",
			"mail own@invented.example: It is time to say that all is well."}, "handed-over"},
		"all channels dead": {map[string]bool{"signal": true, "mail": true}, nil, "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			h := clocked(t)
			h.now = time.Date(2026, 3, 3, 7, 0, 0, 0, time.UTC)
			h.checksIn(h.person("K-07"))
			h.run(20 * time.Minute)
			h.rings.dead, h.rings.sent = c.dead, nil
			h.now = h.now.Add(2 * time.Hour) // it was due at 7:30 UTC
			h.reopen()
			h.tick()
			sent := slices.DeleteFunc(h.rings.sent, func(s string) bool { return strings.HasPrefix(s, "bell") })
			if d := cmp.Diff(c.sends, sent, cmp.Transformer("none", func(s []string) string { return strings.Join(s, "\n") })); d != "" {
				t.Error(d)
			}
			items := ofRule(h.queue(), outrider.RuleCheckIn)
			if len(items) != 1 {
				t.Fatalf("%d alerts", len(items))
			}
			av, err := h.desk.Alert(h.ctx, h.duty, items[0].Alert)
			if err != nil || av.Duty == nil || len(av.Duty.Steps) != 3 || av.Duty.Steps[2].State != c.state {
				t.Errorf("the alert does not say how far the second contact was told: %+v, %v", av.Duty, err)
			}
		})
	}
}

// While everything works each step comes at its minute, and an answer ends it.
func TestStepsOfACheckIn(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 7, 0, 0, 0, time.UTC)
	p := h.person("K-07")
	h.checksIn(p)
	h.tick()
	for _, s := range []struct {
		wait time.Duration
		want string
	}{{29 * time.Minute, ""}, {time.Minute, "signal " + ownAddress}, {15 * time.Minute, "mail own@"}, {14 * time.Minute, ""}, {time.Minute, "signal " + friendAddress}} {
		h.rings.sent = nil
		h.run(s.wait)
		if got := strings.Join(h.rings.sent, ","); !strings.Contains(got, s.want) || s.want == "" && got != "" {
			t.Errorf("at %s %q was sent, want %q", h.now.Format("15:04"), got, s.want)
		}
	}
	got, err := h.desk.CheckIn(h.ctx, p, " marmalade ")
	if err != nil || !got.Next.Equal(time.Date(2026, 3, 4, 7, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v, %v", got, err)
	}
	h.rings.sent = nil
	h.run(6 * time.Hour)
	if v := h.shiftPage(); strings.Contains(text(t, v.Missed), "check-in") || len(ofRule(h.queue(), outrider.RuleCheckIn)) != 0 {
		t.Errorf("it was answered: %+v", v.Missed)
	}
	h.now = time.Date(2026, 3, 4, 7, 0, 0, 0, time.UTC)
	if _, err := h.desk.CheckIn(h.ctx, p, safeWord); err != nil {
		t.Fatal(err)
	}
	h.rings.sent = nil
	h.run(2 * time.Hour)
	if got := strings.Join(h.rings.sent, ","); strings.Contains(got, "all is well") {
		t.Errorf("they had answered early: %s", got)
	}
}

// Nobody who watches the screen can tell the words apart: one answer, one entry of
// one size; what follows is not done before the answer is given.
func TestWordsCannotBeToldApart(t *testing.T) {
	var sizes, answers, alerts [2][]int
	var said [2]string
	for i, word := range []string{safeWord, duressWord} {
		for range 20 {
			h := clocked(t)
			p := h.person("K-07")
			h.checksIn(p)
			h.now = h.now.AddDate(0, 0, 1)
			h.tick()
			before := len(h.entries())
			got, err := h.desk.CheckIn(h.ctx, p, word)
			if err != nil {
				t.Fatal(err)
			}
			said[i] = text(t, got)
			answers[i] = append(answers[i], len(h.entries())-before)
			var size int
			for r, err := range h.log.Read(h.ctx, uint64(before)+1) {
				if err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(r)
				if err != nil {
					t.Fatal(err)
				}
				size += len(b)
			}
			sizes[i] = append(sizes[i], size)
			alerts[i] = append(alerts[i], len(ofRule(h.queue(), outrider.RuleDuress)))
			if err := h.desk.Ring(h.ctx); err != nil {
				t.Fatal(err)
			}
			q := ofRule(h.queue(), outrider.RuleDuress)
			if len(q) != i || len(h.shiftPage().Missed) != 0 {
				t.Fatalf("%d silent alerts after word %d", len(q), i)
			}
		}
	}
	if said[0] != said[1] || !slices.Equal(answers[0], answers[1]) || !slices.Equal(alerts[0], alerts[1]) {
		t.Errorf("%q and %q, %v and %v entries, %v and %v alerts at once", said[0], said[1], answers[0], answers[1], alerts[0], alerts[1])
	}
	if m0, m1 := mean(sizes[0]), mean(sizes[1]); m0-m1 > 2 || m1-m0 > 2 {
		t.Errorf("the entries are %.1f and %.1f bytes long on average", m0, m1)
	}
}

func mean(n []int) float64 {
	sum := 0
	for _, x := range n {
		sum += x
	}
	return float64(sum) / float64(len(n))
}

func TestWrongWords(t *testing.T) {
	h := clocked(t)
	p := h.person("K-07")
	h.checksIn(p)
	h.now = h.now.AddDate(0, 0, 1)
	h.tick()
	for range 3 {
		_, err := h.desk.CheckIn(h.ctx, p, "Marmelade?")
		h.code(err, outrider.CodeInvalid)
	}
	if err := h.desk.Ring(h.ctx); err != nil {
		t.Fatal(err)
	}
	wrong := func(i desk.QueueItem) bool { return strings.Contains(i.Why, "wrong words") && i.For == "ana" }
	if q := ofRule(h.queue(), outrider.RuleCheckIn); len(q) != 2 || !slices.ContainsFunc(q, wrong) {
		t.Errorf("%+v", q)
	}
	_, err := h.desk.CheckIn(h.ctx, "p-none", safeWord)
	h.code(err, outrider.CodeNotFound)
}

func TestCheckInsAreAgreedOn(t *testing.T) {
	h := clocked(t)
	p := h.person("K-07")
	good := desk.SetCheckIn{Person: p, At: []string{"08:30"}, Zone: "Europe/Vienna"}
	for name, spoil := range map[string]func(*desk.SetCheckIn){
		"no time":       func(s *desk.SetCheckIn) { s.At = nil },
		"bad time":      func(s *desk.SetCheckIn) { s.At = []string{"half past eight"} },
		"bad day":       func(s *desk.SetCheckIn) { s.Days = []string{"someday"} },
		"bad zone":      func(s *desk.SetCheckIn) { s.Zone = "Vienna" },
		"our own zone":  func(s *desk.SetCheckIn) { s.Zone = "Local" },
		"steps crossed": func(s *desk.SetCheckIn) { s.Again, s.Second = 40, 20 },
		"no channel":    func(s *desk.SetCheckIn) { s.Ways = []outrider.Way{{To: ownAddress}} },
	} {
		s := good
		spoil(&s)
		t.Run(name, func(*testing.T) { h.refused(h.officer, desk.Decision{SetCheckIn: &s}, outrider.CodeInvalid) })
	}
	h.refused(h.duty, desk.Decision{SetCheckIn: &good}, outrider.CodeNotFound)
	h.checksIn(p)
	v, err := h.desk.CheckIns(h.ctx, h.duty, p)
	if err != nil || !v.Agreed || !v.Words || v.Again != 15 || v.Local != "Tue 3 Mar 08:30 Europe/Vienna" {
		t.Errorf("%+v, %v", v, err)
	}
	s := text(t, v) + text(t, h.shiftPage()) + text(t, h.queue())
	for _, secret := range []string{ownAddress, friendAddress, safeWord, duressWord, "argon2"} {
		if strings.Contains(strings.ToLower(s), strings.ToLower(secret)) {
			t.Errorf("a view shows %q", secret)
		}
	}
}

// Staff may answer on the person's word, and say how they know.
func TestStaffAnswerOnTheirWord(t *testing.T) {
	h := clocked(t)
	p := h.person("K-07")
	h.refused(h.duty, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: p, Note: "spoke to her"}}, outrider.CodeConflict)
	h.checksIn(p)
	h.now = h.now.AddDate(0, 0, 1)
	h.tick()
	h.refused(h.duty, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: p}}, outrider.CodeInvalid)
	h.refused(h.liaison, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: p, Note: "spoke to her"}}, outrider.CodeNotFound)
	h.decide(h.duty, desk.Decision{CheckIn: &desk.AnswerCheckIn{Person: p, Note: "spoke to her at nine"}})
	met := slices.DeleteFunc(h.shiftPage().Met, func(l desk.DutyLine) bool { return l.Sort != outrider.DutyCheckIn })
	if len(met) != 1 || met[0].How != "staff" || len(h.shiftPage().Missed) != 0 {
		t.Errorf("%+v", met)
	}
}

// Taking an alert stops its escalation; silence after taking starts it again.
func TestEscalation(t *testing.T) {
	h := clocked(t)
	h.now = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	h.person("K-07")
	d := h.seen(home)
	d.Report.Kind = outrider.KindDelivery
	alerts := h.file(d)[0].Alerts
	if len(alerts) != 1 {
		t.Fatalf("%d alerts", len(alerts))
	}
	calls := func(d time.Duration) int {
		before := len(h.rings.levels)
		h.rings.sent = nil
		h.run(d)
		return len(h.rings.levels) - before + len(slices.DeleteFunc(h.rings.sent, func(s string) bool { return !strings.Contains(s, "needs you now") }))
	}
	for i, s := range []struct {
		wait time.Duration
		want int
	}{{9 * time.Minute, 0}, {time.Minute, 1}, {10 * time.Minute, 1}, {29 * time.Minute, 0}, {time.Minute, 1}} {
		if n := calls(s.wait); n != s.want {
			t.Errorf("step %d: %d calls by %s, want %d", i, n, h.now.Format("15:04"), s.want)
		}
	}
	h.decide(h.duty, desk.Decision{Take: &desk.TakeAlert{Alert: alerts[0]}})
	if n := calls(59 * time.Minute); n != 0 {
		t.Errorf("%d calls after it was taken", n)
	}
	if _, err := h.desk.Alert(h.ctx, h.duty, alerts[0]); err != nil {
		t.Fatal(err)
	}
	if n := calls(59 * time.Minute); n != 0 {
		t.Errorf("%d calls after a sign of work", n)
	}
	if n := calls(3 * time.Minute); n != 1 {
		t.Errorf("%d calls after silence, want one", n)
	}
	av, err := h.desk.Alert(h.ctx, h.duty, alerts[0])
	if err != nil || len(av.Delivery) != 2 || av.Delivery[1].State != "read" || av.Delivery[1].Channel != "mira" {
		t.Errorf("delivery: %+v, %v", av.Delivery, err)
	}
	if v := h.shiftPage(); v.Shift.Calls != 5 || v.Shift.Budget == 0 {
		t.Errorf("%d calls are counted, budget %d", v.Shift.Calls, v.Shift.Budget)
	}
}

// A channel proves each day that it carries; silence of it is an alert to the others.
func TestDailyTrial(t *testing.T) {
	h := clocked(t)
	if w := strings.Join(h.shiftPage().Warnings, " "); !strings.Contains(w, "yet") {
		t.Errorf("nothing was ever carried: %q", w)
	}
	h.tick()
	if w := h.shiftPage().Warnings; len(w) != 0 {
		t.Errorf("a trial was carried: %v", w)
	}
	if got := strings.Join(h.rings.sent, ","); got != "bell : This is a trial. Nothing is wrong and nothing needs doing." {
		t.Fatalf("sent %q", got)
	}
	h.rings.dead = map[string]bool{"bell": true}
	h.now = h.now.AddDate(0, 0, 1)
	h.run(2 * time.Hour)
	q := ofRule(h.queue(), outrider.RulePager)
	if len(q) != 1 || q[0].Level != outrider.LevelAct {
		t.Fatalf("%+v", q)
	}
	if _, err := h.desk.Alert(h.ctx, h.duty, q[0].Alert); err != nil {
		t.Error(err)
	}
	if v := h.shiftPage(); len(v.Missed) == 0 || v.Missed[0].Channel != "bell" {
		t.Errorf("%+v", v.Missed)
	}
}

// Reviews, expired figures and tasks are duties; doing them meets them.
func TestReviewsAndTasks(t *testing.T) {
	h := clocked(t)
	p := h.person("K-07")
	h.tick()
	h.decide(h.analyst, desk.Decision{MakeTask: &desk.MakeTask{Person: p, Do: "ask the porter", Due: h.now.AddDate(0, 0, 2)}})
	h.now = h.now.AddDate(0, 0, 95)
	h.tick()
	sorts := func(ls []desk.DutyLine) string {
		var s []string
		for _, l := range ls {
			if l.Sort != outrider.DutyTrial {
				s = append(s, string(l.Sort)+" "+l.Owner)
			}
		}
		return strings.Join(s, ", ")
	}
	if got := sorts(h.shiftPage().Missed) + "; " + sorts(h.shiftPage().Due); got != "task-overdue yusuf; review whoever has the shift" {
		t.Errorf("owed: %s", got)
	}
	q0 := h.queue().Duties
	bell := func(l desk.DutyLine) bool { return l.Sort == outrider.DutyTrial }
	if n := len(slices.DeleteFunc(q0, bell)); n != 2 {
		t.Errorf("the queue shows %+v", q0)
	}
	task := h.page(p).Tasks[0].ID
	h.decide(h.analyst, desk.Decision{CloseTask: &desk.CloseTask{Task: task, Done: true}})
	h.tick()
	if got := sorts(h.shiftPage().Missed); got != "" {
		t.Errorf("still owed: %s", got)
	}
}

// Whoever is erased is owed nothing any more, now and after a restart.
func TestErasingEndsDuties(t *testing.T) {
	h := clocked(t)
	p := h.person("K-07")
	h.checksIn(p)
	h.now = h.now.AddDate(0, 0, 2)
	h.tick()
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p, Confirm: "K-07"}})
	for range 2 {
		h.tick()
		v := h.shiftPage()
		if s := text(t, v); strings.Contains(s, "check-in") || strings.Contains(s, "K-07") {
			t.Errorf("still shown: %s", s)
		}
		h.now = h.now.AddDate(0, 0, 1)
		h.reopen()
	}
}
