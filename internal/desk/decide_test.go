package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// dismiss quiets the repeated sighting of a queue for ninety days.
func (h *house) dismiss() outrider.AlertID {
	h.t.Helper()
	items := ofRule(h.queue(), outrider.RuleRepeat)
	if len(items) != 1 {
		h.t.Fatalf("%d repeated sightings wait", len(items))
	}
	h.decide(h.analyst, desk.Decision{Dismiss: &desk.DismissAlert{Alert: items[0].Alert, Reason: "known", Note: "says it is a cousin", Until: h.now.AddDate(0, 0, 90)}})
	return items[0].Alert
}

// A dismissal is quiet for more of the same and wakes at a new place.
func TestADismissedThreadWakesAtANewPlace(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	h.dismiss()
	q := h.queue()
	if len(ofRule(q, outrider.RuleRepeat)) != 0 || q.Dismissed != 1 {
		t.Fatalf("dismissed, the queue shows %+v", q.Items)
	}
	rung := len(h.rings.levels)
	h.now = h.now.Add(24 * time.Hour)
	h.file(h.seen(home, p))
	if n := len(ofRule(h.queue(), outrider.RuleRepeat)); n != 0 {
		t.Error("the same vehicle at a known place woke it")
	}
	for _, l := range h.rings.levels[rung:] {
		if l == outrider.LevelAct && len(ofRule(h.queue(), outrider.RuleStage)) == 0 {
			t.Error("a quiet thread rang")
		}
	}
	h.now = h.now.Add(24 * time.Hour)
	h.file(h.seen(far, p))
	items := ofRule(h.queue(), outrider.RuleRepeat)
	if len(items) != 1 {
		t.Fatalf("at a new place the queue shows %+v", h.queue().Items)
	}
	av, err := h.desk.Alert(h.ctx, h.duty, items[0].Alert)
	if err != nil || av.Awake != "seen at a new place" || av.Dismissal == nil || av.Dismissal.Note != "says it is a cousin" {
		t.Errorf("it does not say why it woke: %+v, %v", av.Awake, err)
	}
}

func TestDismissalsHaveLimits(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	id := ofRule(h.queue(), outrider.RuleRepeat)[0].Alert
	for name, d := range map[string]desk.DismissAlert{
		"no reason":  {Until: h.now.AddDate(0, 0, 9)},
		"for ever":   {Reason: "known"},
		"for a year": {Reason: "known", Until: h.now.AddDate(1, 0, 0)},
		"until now":  {Reason: "known", Until: h.now},
		"because":    {Reason: "because", Until: h.now.AddDate(0, 0, 9)},
	} {
		d.Alert = id
		t.Run(name, func(*testing.T) { h.refused(h.duty, desk.Decision{Dismiss: &d}, outrider.CodeInvalid) })
	}
	h.refused(h.liaison, desk.Decision{Dismiss: &desk.DismissAlert{Alert: id, Reason: "known", Until: h.now.AddDate(0, 0, 9)}}, outrider.CodeNotFound)
	h.refused(h.duty, desk.Decision{Take: &desk.TakeAlert{Alert: "a-none"}}, outrider.CodeNotFound)
}

func TestTakingAnAlert(t *testing.T) {
	h := newHouse(t)
	h.follow(h.person("K-07"))
	id := ofRule(h.queue(), outrider.RuleRepeat)[0].Alert
	h.decide(h.duty, desk.Decision{Take: &desk.TakeAlert{Alert: id}})
	q := h.queue()
	if len(ofRule(q, outrider.RuleRepeat)) != 0 || len(q.Taken) != 1 || q.Taken[0].Owner != "mira" {
		t.Errorf("taken by %+v", q.Taken)
	}
}

// Erasing one of two people of a joint finding: the finding, the alert and the
// shared text are gone, the other's own facts stay, and nothing names the erased.
func TestErasingOneOfTwo(t *testing.T) {
	h := newHouse(t)
	p1, p2 := h.person("K-07"), h.person("M-09")
	h.file(h.seen(home, p1, p2))
	h.now = h.now.AddDate(0, 0, 3)
	h.file(h.seen(far, p1))
	h.now = h.now.AddDate(0, 0, 3)
	h.file(h.seen(work, p2))
	if rules(h.page(p2)) == "" {
		t.Fatal("nothing was found across the two")
	}
	h.refused(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p1, Confirm: "M-09"}}, outrider.CodeInvalid)
	h.refused(h.duty, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p1, Confirm: "K-07"}}, outrider.CodeNotFound)
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p1, Confirm: "K-07", Reason: "asked to go"}})
	live := h.page(p2)
	if strings.Contains(rules(live), "across-people") {
		t.Errorf("a finding across people is left with one: %s", rules(live))
	}
	if len(live.Reports) != 2 {
		t.Errorf("%d reports are left about the other, want 2", len(live.Reports))
	}
	for _, view := range []any{live, h.queue(), h.page(p2), h.audit()} {
		if s := text(t, view); strings.Contains(s, "K-07") {
			t.Errorf("the erased code name is still shown: %s", s)
		}
	}
	if _, err := h.desk.Person(h.ctx, h.duty, desk.PersonQuery{ID: p1, Reveal: true, Reason: "to see"}); !errors.Is(err, outrider.ErrNotFound) {
		t.Errorf("an erased identity is revealed: %v", err)
	}
	h.refused(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p1, Confirm: "K-07"}}, outrider.CodeNotFound)
	h.page(p2)
	before := text(t, h.page(p2))
	h.reopen()
	if after := text(t, h.page(p2)); after != before {
		t.Errorf("after a restart the other's page differs:\n%s\n%s", before, after)
	}
	if again := h.person("K-07"); again == p1 {
		t.Error("the code name came back with the erased id")
	}
}

func (h *house) audit() desk.AuditView {
	h.t.Helper()
	v, err := h.desk.Audit(h.ctx, h.auditor, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// "What did the officer see then?" is answered by what was written until then.
func TestAsOf(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	story := strings.Repeat("a stranger with a camera waited across the street from the office and asked the porter about visitors ", 2)
	press := outrider.Draft{Report: outrider.Report{Kind: outrider.KindWatched, About: []outrider.PersonID{p}, Text: story}}
	h.file(press)
	h.now = h.now.Add(time.Hour)
	then := h.now
	want, wantQueue := h.page(p), h.queue()
	h.now = h.now.AddDate(0, 0, 8)
	h.file(press) // printed again
	h.follow(p)
	a, err := h.desk.Read(h.ctx, h.duty, desk.Query{Person: &desk.PersonQuery{ID: p}, AsOf: then})
	if err != nil {
		t.Fatal(err)
	}
	got := *a.Person
	got.Readers, want.Readers = 0, 0
	if g, w := text(t, got), text(t, want); g != w {
		t.Errorf("late news leaks back:\n%s\n%s", w, g)
	}
	q, err := h.desk.Read(h.ctx, h.duty, desk.Query{Queue: true, AsOf: then})
	if err != nil {
		t.Fatal(err)
	}
	if g, w := text(t, q.Queue), text(t, wantQueue); g != w {
		t.Errorf("late alerts leak back:\n%s\n%s", w, g)
	}
	if _, err := h.desk.Read(h.ctx, h.duty, desk.Query{Person: &desk.PersonQuery{ID: p}, AsOf: h.now.AddDate(-1, 0, 0)}); !errors.Is(err, outrider.ErrNotFound) {
		t.Errorf("a person was there before they came: %v", err)
	}
	if _, err := h.desk.Read(h.ctx, h.auditor, desk.Query{Queue: true, AsOf: then}); !errors.Is(err, outrider.ErrNotFound) {
		t.Errorf("an auditor reads the past: %v", err)
	}
}

// Absent and forbidden are told in the same words, whatever is asked for.
func TestAbsentAndForbiddenLookAlike(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	red := h.seen(home, p)
	red.Report.Handling = outrider.Handling{TLP: outrider.TLPRed, PAP: outrider.PAPRed}
	id := h.file(red)[0].Report
	ask := func(by outrider.UserID, q desk.Query) error { _, err := h.desk.Read(h.ctx, by, q); return err }
	pairs := map[string][2]error{
		"report":   {ask(h.analyst, desk.Query{Report: id}), ask(h.analyst, desk.Query{Report: "r-none"})},
		"person":   {ask(h.liaison, desk.Query{Person: &desk.PersonQuery{ID: p}}), ask(h.duty, desk.Query{Person: &desk.PersonQuery{ID: "p-none"}})},
		"queue":    {ask(h.liaison, desk.Query{Queue: true}), ask("u-none", desk.Query{Queue: true})},
		"audit":    {ask(h.duty, desk.Query{Audit: true}), ask("u-none", desk.Query{Audit: true})},
		"users":    {ask(h.duty, desk.Query{Users: true}), ask("u-none", desk.Query{Users: true})},
		"search":   {ask(h.auditor, desk.Query{Search: secretPlate}), ask("u-none", desk.Query{Search: secretPlate})},
		"register": {ask(h.root, desk.Query{People: true}), ask("", desk.Query{People: true})},
	}
	for name, e := range pairs {
		if e[0] == nil || e[1] == nil || e[0].Error() != e[1].Error() || outrider.HintText(e[0]) != outrider.HintText(e[1]) {
			t.Errorf("%s: forbidden says %v, absent says %v", name, e[0], e[1])
		}
	}
	if a, err := h.desk.Read(h.ctx, h.analyst, desk.Query{Search: secretPlate}); err != nil || len(a.Search.Reports) != 0 {
		t.Errorf("the forbidden report is found: %+v, %v", a.Search, err)
	}
	if a, err := h.desk.Read(h.ctx, h.duty, desk.Query{Search: secretPlate}); err != nil || len(a.Search.Reports) != 1 {
		t.Errorf("the duty officer does not find it: %+v, %v", a.Search, err)
	}
}

// Whoever sees a name said why, and it stands in the ledger before it is shown.
func TestNamesAreShownForAReason(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	if s := text(t, h.page(p)); strings.Contains(s, secretName) {
		t.Errorf("the page shows the name unasked: %s", s)
	}
	_, err := h.desk.Person(h.ctx, h.duty, desk.PersonQuery{ID: p, Reveal: true})
	h.code(err, outrider.CodeInvalid)
	_, err = h.desk.Person(h.ctx, h.analyst, desk.PersonQuery{ID: p, Reveal: true, Reason: "curious"})
	h.code(err, outrider.CodeNotFound)
	h.book.left = 0
	v, err := h.desk.Person(h.ctx, h.duty, desk.PersonQuery{ID: p, Reveal: true, Reason: "to call"})
	if err == nil {
		t.Errorf("shown without being recorded: %+v", v.Identity)
	}
	h.book.left = -1
	v, err = h.desk.Person(h.ctx, h.duty, desk.PersonQuery{ID: p, Reveal: true, Reason: "to call"})
	if err != nil || v.Identity == nil || !strings.Contains(v.Identity.Name, secretName) {
		t.Fatalf("asked with a reason: %+v, %v", v.Identity, err)
	}
	for _, l := range h.audit().Lines {
		if l.Act == "read identity" && l.By == "mira" && l.Reason == "to call" && l.Object == string(p) {
			return
		}
	}
	t.Error("the look is not in the audit")
}

// No error ever quotes a name, a code name, a selector or a text.
func TestErrorsNameNobody(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	rep := h.follow(p).Report
	long := strings.Repeat(secretName+" ", 9000)
	for _, spoil := range []func(*outrider.Report){
		func(r *outrider.Report) { r.Kind = secretName },
		func(r *outrider.Report) { r.ID = secretName },
		func(r *outrider.Report) { r.Text = long + long },
		func(r *outrider.Report) { r.Selectors = []outrider.Selector{{Kind: secretPlate, Value: secretPlate}} },
		func(r *outrider.Report) { r.Behaviour = []outrider.Behaviour{secretName} },
		func(r *outrider.Report) {
			r.Grade = outrider.Grade{Scheme: secretName, Source: secretPlate, Content: secretPlate}
		},
		func(r *outrider.Report) { r.Handling.TLP = secretName },
		func(r *outrider.Report) { r.Occurred = outrider.When{From: h.now, To: h.now, Precision: secretName} },
	} {
		dr := h.seen(home, p)
		spoil(&dr.Report)
		rs, err := h.desk.File(h.ctx, h.duty, dr)
		if err != nil || rs[0].Refused == "" {
			t.Errorf("accepted: %+v, %v", rs, err)
		}
		h.errs = append(h.errs, errors.New(rs[0].Refused))
	}
	bad := []desk.Decision{
		{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: "K-07"}, Identity: outrider.Identity{Name: secretName}}},
		{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{ID: secretName, Code: "X-1"}}},
		{AddPerson: &desk.AddPerson{Protectee: outrider.Protectee{Code: long}}},
		{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: secretName, Code: "K-07"}}},
		{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: p, Code: "K-07", Known: []outrider.Selector{{Kind: secretName, Value: secretPlate}}}}},
		{ErasePerson: &desk.ErasePerson{Person: p, Confirm: secretName}},
		{Grade: &desk.GradeReport{Report: rep, Grade: outrider.Grade{Scheme: secretName}}},
		{Retract: &desk.RetractReport{Report: secretName}},
		{Settle: &desk.SettleProposal{Report: rep, Index: 5, Person: secretName}},
		{AddUser: &desk.AddUser{Name: secretName, Role: outrider.RoleDuty}},
		{SetPass: &desk.SetPassphrase{Passphrase: secretPlate}},
		{},
	}
	for i, d := range bad {
		by := h.officer
		if d.AddUser != nil {
			by = h.root
		}
		_, err := h.desk.Decide(h.ctx, by, d)
		if err == nil {
			t.Errorf("decision %d was accepted", i)
		}
		h.errs = append(h.errs, err)
	}
	_, err := h.desk.SignIn(h.ctx, secretName, secretPlate)
	h.errs = append(h.errs, err)
	for _, err := range h.errs {
		s := fmt.Sprint(err, outrider.SafeText(err), outrider.HintText(err))
		for _, secret := range []string{secretName, secretName[:9], secretPlate, "K-07", secretText} {
			if strings.Contains(strings.ToLower(s), strings.ToLower(secret)) {
				t.Errorf("an error quotes %q: %s", secret, s)
			}
		}
	}
}

// The passage of time alone wakes nobody, and is thought about once a day.
func TestTimeAloneRaisesNothing(t *testing.T) {
	h := newHouse(t)
	h.follow(h.person("K-07"))
	h.person("M-09")
	raised, rung := h.count(outrider.EntryAlert), len(h.rings.levels)
	for range 30 {
		h.now = h.now.Add(25 * time.Hour)
		if x := h.tick(); x.Assessed != 2 {
			t.Fatalf("%d people were assessed, want 2", x.Assessed)
		}
		if x := h.tick(); x.Assessed != 0 {
			t.Fatalf("%d people were assessed again at once", x.Assessed)
		}
	}
	if n := h.count(outrider.EntryAlert); n != raised || len(h.rings.levels) != rung {
		t.Errorf("quiet raised %d alerts and rang %d times", n-raised, len(h.rings.levels)-rung)
	}
}

// Two officers decide at once; both decisions stand in the ledger, in some order.
func TestTwoAtTheDoor(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	drafts := []outrider.Draft{h.seen(home, p), h.seen(far, p)}
	done := make(chan error)
	for i, by := range []outrider.UserID{h.duty, h.officer} {
		go func() {
			for range 10 {
				if _, err := h.desk.File(h.ctx, by, drafts[i]); err != nil {
					done <- err
					return
				}
				if _, err := h.desk.Queue(h.ctx, by); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if n := h.count(outrider.EntryReportFiled); n != 20 {
		t.Errorf("%d reports were kept, want 20", n)
	}
	ids := map[string]bool{}
	for _, e := range h.entries() {
		if ids[e.ID] {
			t.Errorf("the id of entry %d was used before", e.Seq)
		}
		ids[e.ID] = true
	}
}

// A hypothesis table adds up to a hundred, and no line of it reads nothing.
func TestPercentagesAddUp(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	total := 0.0
	for _, l := range h.page(p).Hypotheses {
		var v float64
		if _, err := fmt.Sscanf(l.Percent, "%f %%", &v); err != nil || v <= 0 || v >= 100 {
			t.Errorf("%s reads %q", l.Name, l.Percent)
		}
		total += v
	}
	if total < 99.95 || total > 100.05 {
		t.Errorf("the column adds up to %.2f", total)
	}
	acc := h.page(p).Account
	sum := 0.0
	for _, r := range acc.Rows {
		sum += r.Nats
	}
	if d := sum - acc.SumNats; d > 1e-9 || d < -1e-9 || !slices.ContainsFunc(acc.Rows, func(r desk.RowLine) bool { return len(r.Reports) > 0 }) {
		t.Errorf("rows %v, sum %v", sum, acc.SumNats)
	}
}

// A finding across three people, one of whom goes, is a finding across the other
// two: at once, and for whoever starts afresh.
func TestErasingOneOfThree(t *testing.T) {
	h := newHouse(t)
	people := []outrider.PersonID{h.person("K-07"), h.person("M-09"), h.person("Q-02")}
	for i, where := range []outrider.Place{home, far, gym} {
		h.file(h.seen(where, people[i]))
		h.now = h.now.AddDate(0, 0, 3)
	}
	if f := h.page(people[0]).Findings; len(f) != 1 || len(f[0].Codes) != 3 {
		t.Fatalf("found %+v", f)
	}
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: people[2], Confirm: "Q-02"}})
	for range 2 {
		for _, p := range people[:2] {
			if f := h.page(p).Findings; len(f) != 1 || !slices.Equal(f[0].Codes, []string{"K-07", "M-09"}) {
				t.Errorf("without the third: %+v", f)
			}
		}
		h.reopen()
	}
	known := outrider.Protectee{ID: people[1], Code: "M-09", Coverage: .5, Known: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: secretPlate}}}
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: known}})
	for range 2 {
		for _, p := range people[:2] {
			if f := h.page(p).Findings; len(f) != 0 {
				t.Errorf("declared benign: %+v", f)
			}
		}
		h.reopen()
	}
}

// A finding that no longer concerns somebody leaves their page.
func TestAFindingLeavesWhoDeclaresItBenign(t *testing.T) {
	h := newHouse(t)
	people := []outrider.PersonID{h.person("K-07"), h.person("M-09"), h.person("Q-02")}
	for i, where := range []outrider.Place{home, far, gym} {
		h.file(h.seen(where, people[i]))
	}
	known := outrider.Protectee{ID: people[1], Code: "M-09", Coverage: .5, Known: []outrider.Selector{{Kind: outrider.SelectorPlate, Value: secretPlate}}}
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: known}})
	for p, want := range map[outrider.PersonID]int{people[0]: 1, people[1]: 0, people[2]: 1} {
		if f := h.page(p).Findings; len(f) != want {
			t.Errorf("%s shows %d findings, want %d", p, len(f), want)
		}
	}
	h.file(h.seen(work, people[0]))
	for _, p := range people {
		h.page(p)
	}
}
