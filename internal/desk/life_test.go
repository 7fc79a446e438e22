package desk_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"outrider"
	"outrider/internal/desk"

	"pgregory.net/rapid"
)

// life is a desk at work, drawn at random.
type life struct {
	*house
	people  []outrider.PersonID
	codes   map[outrider.PersonID]string
	reports []outrider.ReportID
}

// try does an act that may be refused for a reason, but never for a fault of ours.
func (l *life) try(t *rapid.T, by outrider.UserID, d desk.Decision) {
	_, err := l.desk.Decide(l.ctx, by, d)
	switch outrider.CodeOf(err) {
	case outrider.CodeInternal, outrider.CodeDamaged, outrider.CodeStorage:
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (l *life) draft(t *rapid.T) outrider.Draft {
	about := rapid.SliceOfNDistinct(rapid.SampledFrom(l.people), 0, 3, rapid.ID).Draw(t, "about")
	r := outrider.Report{Kind: rapid.SampledFrom(outrider.Kinds).Draw(t, "kind"), About: about, Occurred: outrider.At(l.now.AddDate(0, 0, -rapid.IntRange(-3, 60).Draw(t, "days ago"))),
		Text: rapid.SampledFrom([]string{secretText, "something else entirely", ""}).Draw(t, "text"), LifeAtRisk: rapid.IntRange(0, 9).Draw(t, "risk") == 0,
		Place: rapid.SampledFrom([]outrider.Place{home, work, gym, far, {}, {Name: "a square"}}).Draw(t, "place")}
	if rapid.Bool().Draw(t, "with a plate") {
		r.Selectors = []outrider.Selector{{Kind: outrider.SelectorPlate, Value: rapid.SampledFrom([]string{"AA1", "BB2"}).Draw(t, "plate")}}
	}
	if n := len(l.reports); n > 0 && rapid.IntRange(0, 4).Draw(t, "copy") == 0 {
		r.CopyOf = l.reports[rapid.IntRange(0, n-1).Draw(t, "of")]
	}
	dr := outrider.Draft{Report: r, Proposals: []outrider.Proposal{{Kind: "person", Text: "the editor"}}}
	if rapid.IntRange(0, 3).Draw(t, "with a photo") == 0 {
		dr.Photos = [][]byte{[]byte("photo:x")}
	}
	return dr
}

// act does one thing that a desk does.
func (l *life) act(t *rapid.T) {
	l.now = l.now.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "hours")) * time.Hour)
	person := rapid.SampledFrom(l.people).Draw(t, "person")
	var report outrider.ReportID
	if n := len(l.reports); n > 0 {
		report = l.reports[rapid.IntRange(0, n-1).Draw(t, "report")]
	}
	switch rapid.IntRange(0, 13).Draw(t, "act") {
	case 0, 1, 2, 3:
		rs, err := l.desk.File(l.ctx, l.duty, l.draft(t), l.draft(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rs {
			l.reports = append(l.reports, r.Report)
		}
	case 4:
		g := outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: rapid.SampledFrom([]string{"A", "C", "E", "F"}).Draw(t, "source"), Content: "3"}
		l.try(t, l.analyst, desk.Decision{Grade: &desk.GradeReport{Report: report, Grade: g, Why: "thought again"}})
	case 5:
		l.try(t, l.analyst, desk.Decision{Retract: &desk.RetractReport{Report: report, Why: "a mistake"}})
	case 6:
		l.try(t, l.analyst, desk.Decision{Settle: &desk.SettleProposal{Report: report, Index: rapid.IntRange(0, 3).Draw(t, "index"), Confirm: rapid.Bool().Draw(t, "confirm"), Person: person}})
	case 7:
		l.change(t, person)
	case 8:
		l.decideAlert(t)
	case 9:
		if _, err := l.desk.Tick(l.ctx); err != nil {
			t.Fatal(err)
		}
	case 10:
		if rapid.IntRange(0, 2).Draw(t, "erase") == 0 {
			l.try(t, l.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: person, Confirm: l.codes[person]}})
		}
	case 11, 12:
		l.judge(t, person)
	case 13:
		l.try(t, l.duty, desk.Decision{AddPhotos: &desk.AddPhotos{Report: report, Photos: [][]byte{[]byte("photo:y")}}})
		l.try(t, l.analyst, desk.Decision{Describe: &desk.DescribePhoto{Report: report, N: 1, Text: "a van at a kerb"}})
	}
}

func (l *life) change(t *rapid.T, person outrider.PersonID) {
	p := outrider.Protectee{ID: person, Code: l.codes[person], Coverage: rapid.Float64Range(0, 1).Draw(t, "coverage")}
	if rapid.Bool().Draw(t, "known") {
		p.Known = []outrider.Selector{{Kind: outrider.SelectorPlate, Value: "AA1"}}
	}
	if rapid.Bool().Draw(t, "tied") {
		p.Ties = []outrider.PersonID{l.people[0]}
	}
	l.try(t, l.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: p}})
}

func (l *life) decideAlert(t *rapid.T) {
	q, err := l.desk.Queue(l.ctx, l.duty)
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Items) == 0 {
		return
	}
	a := q.Items[rapid.IntRange(0, len(q.Items)-1).Draw(t, "alert")].Alert
	if rapid.Bool().Draw(t, "take") {
		l.try(t, l.duty, desk.Decision{Take: &desk.TakeAlert{Alert: a}})
		return
	}
	l.try(t, l.duty, desk.Decision{Dismiss: &desk.DismissAlert{Alert: a, Reason: "known", Note: "the cousin", Until: l.now.AddDate(0, 0, 30)}})
}

// judge does one of the things that people do about a person's situation.
func (l *life) judge(t *rapid.T, person outrider.PersonID) {
	h90 := rapid.Float64Range(0, .2).Draw(t, "harm")
	l.try(t, l.analyst, desk.Decision{JudgePerson: &desk.JudgePerson{Person: person, Figures: held(h90), Reasons: "as it looks"}})
	from := rapid.SampledFrom(outrider.PublishedFrom).Draw(t, "from")
	got, err := l.desk.Decide(l.ctx, l.officer, desk.Decision{Publish: &desk.Publish{Person: person, From: from, Figures: ownFigures(h90), Reasons: "as judged", Gaps: "much"}})
	if err == nil {
		l.try(t, l.duty, desk.Decision{Confirm: &desk.SettlePublished{Person: person, ID: got.ID, Confirm: rapid.Bool().Draw(t, "confirm"), Why: "thin"}})
	}
	made, err := l.desk.Decide(l.ctx, l.analyst, desk.Decision{MakeTask: &desk.MakeTask{Person: person, Do: "ask the baker"}})
	if err == nil && rapid.Bool().Draw(t, "close") {
		l.try(t, l.duty, desk.Decision{CloseTask: &desk.CloseTask{Task: made.ID, Note: "asked", Done: rapid.Bool().Draw(t, "done")}})
	}
}

// views is all that the duty officer could open, as text.
func (l *life) views(t *rapid.T) []string {
	var out []string
	for _, id := range l.people {
		v, err := l.desk.Person(l.ctx, l.duty, desk.PersonQuery{ID: id})
		if err != nil {
			t.Fatal(err)
		}
		v.Readers, v.Since = 0, nil // these change with every look
		total := 0.0
		for _, r := range v.Account.Rows {
			total += r.Nats
		}
		if math.Abs(total-v.Account.SumNats) > 1e-9 || math.IsNaN(total) {
			t.Fatalf("the account of %s does not add up", id)
		}
		j, err := l.desk.Judgements(l.ctx, l.duty, id)
		out = append(out, text(l.t, v), text(l.t, j)+fmt.Sprint(err))
	}
	for _, id := range l.reports {
		v, err := l.desk.Report(l.ctx, l.duty, id)
		out = append(out, text(l.t, v)+fmt.Sprint(err))
	}
	q, err := l.desk.Queue(l.ctx, l.duty)
	return append(out, text(l.t, q)+fmt.Sprint(err))
}

// Whatever a desk has been through, the one that starts afresh on its ledger
// shows the same, page for page: nothing lives in memory alone, and nothing that
// was erased lives on there.
func TestWhateverHappenedARestartShowsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := &life{house: newHouse(t), codes: map[outrider.PersonID]string{}}
		for i := range 3 {
			code := fmt.Sprintf("K-%02d", i)
			id := l.person(code)
			l.people, l.codes[id] = append(l.people, id), code
		}
		for range rapid.IntRange(1, 14).Draw(rt, "acts") {
			l.act(rt)
		}
		if _, err := l.desk.Tick(l.ctx); err != nil {
			rt.Fatal(err)
		}
		before := l.views(rt)
		head, _ := l.log.Head(l.ctx)
		l.reopen()
		if now, _ := l.log.Head(l.ctx); now.Seq != head.Seq {
			rt.Fatalf("a start with nothing to finish wrote %d entries", now.Seq-head.Seq)
		}
		for i, after := range l.views(rt) {
			if after != before[i] {
				rt.Fatalf("view %d before and after a restart:\n%s\n%s", i, before[i], after)
			}
		}
	})
}
