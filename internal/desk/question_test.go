package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outrider"
	"outrider/internal/calibration"
	"outrider/internal/desk"
	"outrider/parameters"
)

// asking is a house whose desk asks itself questions.
func asking(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	p, err := calibration.Load(parameters.FS)
	if err != nil {
		t.Fatal(err)
	}
	p.Draws = 10
	h.record = p
	h.reopen()
	return h
}

func (h *house) kept(by outrider.UserID) desk.RecordView {
	h.t.Helper()
	v, err := h.desk.Record(h.ctx, by)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// line finds one judge's record on one question.
func line(v desk.RecordView, judge outrider.Judge, sort outrider.QuestionSort) desk.RecordLine {
	for _, l := range v.Lines {
		if l.Judge == judge && l.Sort == sort {
			return l
		}
	}
	return desk.RecordLine{}
}

// days lets time pass, a tick a day.
func (h *house) days(n int) {
	h.t.Helper()
	for range n {
		h.now = h.now.AddDate(0, 0, 1)
		h.tick()
	}
}

func TestTheDeskAsksItselfAndAnswers(t *testing.T) {
	ungraded := func(d outrider.Draft) outrider.Draft { d.Report.Grade = outrider.Grade{}; return d }
	weak := func(d outrider.Draft) outrider.Draft { d.Report.Grade.Source = "D"; return d }
	routine := func(d outrider.Draft) outrider.Draft { d.Report.Kind = outrider.KindRoutine; return d }
	old := func(d outrider.Draft) outrider.Draft {
		d.Report.Occurred = outrider.At(time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC))
		return d
	}
	for name, c := range map[string]struct {
		later                  func(outrider.Draft) outrider.Draft // nil: nothing more is told
		after                  int                                 // days after the question
		answered, yes, unknown int
	}{
		"nothing more":              {nil, 0, 1, 0, 0},
		"another in time":           {func(d outrider.Draft) outrider.Draft { return d }, 10, 1, 1, 0},
		"another after it":          {func(d outrider.Draft) outrider.Draft { return d }, 33, 1, 0, 0},
		"one that nobody graded":    {ungraded, 10, 0, 0, 1},
		"one graded too low":        {weak, 10, 1, 0, 0},
		"one that tells of nothing": {routine, 10, 1, 0, 0},
		"old news":                  {old, 10, 1, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := asking(t)
			p := h.person("K-07")
			h.person("K-08") // nothing was ever reported about them: nothing is asked
			h.file(h.seen(home, p))
			h.days(1)
			if n := h.count(outrider.EntryQuestion); n != 1 {
				t.Fatalf("%d questions", n)
			}
			if c.later != nil {
				h.days(c.after)
				h.file(c.later(h.seen(far, p)))
			}
			h.days(38 - c.after)
			v := h.kept(h.officer)
			l := line(v, outrider.JudgeModel, outrider.QuestionSighting)
			if v.Coverage.Answered != c.answered || v.Coverage.Unknown != c.unknown || l.Outcomes != c.answered || l.Happened != c.yes {
				t.Errorf("coverage %+v, line %+v", v.Coverage, l.Report)
			}
			if n := h.count(outrider.EntryQuestion); n != 2 || v.Coverage.Open != 1 {
				t.Errorf("%d questions, %d open: at most one is open at a time", n, v.Coverage.Open)
			}
		})
	}
}

func TestADeskWithoutNumbersAsksNothing(t *testing.T) {
	h := newHouse(t)
	h.file(h.seen(home, h.person("K-07")))
	h.days(40)
	if n := h.count(outrider.EntryQuestion); n != 0 {
		t.Errorf("%d questions", n)
	}
}

// harm puts a judgement about harm to the test.
func (h *house) harm(by outrider.UserID, who outrider.PersonID, p float64, published bool) outrider.QuestionID {
	h.t.Helper()
	return outrider.QuestionID(h.decide(by, desk.Decision{Ask: &desk.AskQuestion{Person: who, Days: 30, P: p, Published: published}}).ID)
}

func (h *house) resolve(by outrider.UserID, q outrider.QuestionID, r outrider.Resolution, why string) desk.Decision {
	return desk.Decision{Resolve: &desk.ResolveQuestion{Question: q, Resolution: r, Reason: why}}
}

func TestAJudgementIsHeldToWhatCame(t *testing.T) {
	h := asking(t)
	p := h.person("K-07")
	h.file(h.seen(home, p))
	q := h.harm(h.analyst, p, .04, true)
	h.refused(h.officer, h.resolve(h.officer, q, outrider.ResolvedNo, ""), outrider.CodeInvalid)
	h.refused(h.officer, h.resolve(h.officer, q, outrider.ResolvedUnknown, "it would look bad"), outrider.CodeInvalid)
	h.refused(h.officer, h.resolve(h.officer, q, "perhaps", ""), outrider.CodeInvalid)
	h.refused(h.auditor, h.resolve(h.auditor, q, outrider.ResolvedYes, ""), outrider.CodeNotFound)
	h.refused(h.officer, h.resolve(h.officer, "q-none", outrider.ResolvedYes, ""), outrider.CodeNotFound)
	if w := h.kept(h.officer).Waiting; len(w) != 1 || w[0].Over || w[0].Code != "K-07" {
		t.Fatalf("waiting: %+v", w)
	}
	h.now = h.now.AddDate(0, 0, 9)
	h.decide(h.officer, h.resolve(h.officer, q, outrider.ResolvedYes, "ignored"))
	h.refused(h.officer, h.resolve(h.officer, q, outrider.ResolvedNo, ""), outrider.CodeConflict)

	mine, others, audited := h.kept(h.analyst), h.kept(h.officer), h.kept(h.auditor)
	want := []outrider.Judge{outrider.JudgeModel, outrider.JudgeAnalyst, outrider.JudgePublished}
	if d := cmp.Diff(want, saidBy(mine)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]outrider.Judge{outrider.JudgeModel, outrider.JudgePublished}, saidBy(others)); d != "" {
		t.Error("somebody else's own judgement is shown: ", d)
	}
	if !line(mine, outrider.JudgeAnalyst, outrider.QuestionHarm).Mine || line(others, outrider.JudgeAnalyst, outrider.QuestionHarm).Outcomes != 0 {
		t.Error("an analyst's record is shown to the wrong people")
	}
	if audited.Missed != 1 || len(audited.Misses) != 0 || len(audited.Waiting) != 0 || audited.MayClose {
		t.Errorf("the auditor sees %+v", audited)
	}
	if l := line(audited, outrider.JudgePublished, outrider.QuestionHarm); l.Outcomes != 1 || l.Happened != 1 || !l.Few || l.Brier != nil {
		t.Errorf("published: %+v", l)
	}
	h.code(func() error { _, err := h.desk.Record(h.ctx, h.liaison); return err }(), outrider.CodeNotFound)
	if s := text(t, others); strings.Contains(s, secretName) || strings.Contains(s, secretPlate) || strings.Contains(s, "K-07") {
		t.Error("the record names somebody")
	}
}

// saidBy lists whose figures stand beside the first miss.
func saidBy(v desk.RecordView) []outrider.Judge {
	var out []outrider.Judge
	for _, s := range v.Misses[0].Said {
		out = append(out, s.Judge)
	}
	return out
}

func TestWhatCannotBeAsked(t *testing.T) {
	h := asking(t)
	p := h.person("K-07")
	for name, a := range map[string]desk.AskQuestion{
		"certainty":        {Person: p, Days: 30, P: 1},
		"nothing":          {Person: p, Days: 30, P: 0},
		"another horizon":  {Person: p, Days: 45, P: .1},
		"below all floors": {Person: p, Days: 90, P: .0001},
	} {
		t.Run(name, func(t *testing.T) { h.refused(h.officer, desk.Decision{Ask: &a}, outrider.CodeInvalid) })
	}
	h.refused(h.officer, desk.Decision{Ask: &desk.AskQuestion{Person: "p-none", Days: 30, P: .1}}, outrider.CodeNotFound)
	h.refused(h.liaison, desk.Decision{Ask: &desk.AskQuestion{Person: p, Days: 30, P: .1}}, outrider.CodeNotFound)
}

// A question and its answer outlive a restart, and go with the person.
func TestQuestionsFoldAndAreErased(t *testing.T) {
	h := asking(t)
	p, q := h.person("K-07"), h.person("K-08")
	h.file(h.seen(home, p), h.seen(far, q))
	first := h.harm(h.analyst, p, .04, true)
	h.harm(h.analyst, q, .3, true)
	h.decide(h.officer, h.resolve(h.officer, first, outrider.ResolvedYes, ""))
	h.days(2)
	before := h.kept(h.analyst)
	h.reopen()
	if d := cmp.Diff(text(t, before), text(t, h.kept(h.analyst))); d != "" {
		t.Errorf("a restart changed the record: %s", d)
	}
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p, Confirm: "K-07", Reason: "asked to go"}})
	gone := h.kept(h.analyst)
	if gone.Missed != 0 || gone.Coverage.Opened != 2 {
		t.Errorf("after the erasure: %+v", gone.Coverage)
	}
	h.reopen()
	if d := cmp.Diff(text(t, gone), text(t, h.kept(h.analyst))); d != "" {
		t.Errorf("memory and ledger disagree after an erasure: %s", d)
	}
}

func TestNobodyLookingIsNoAnswer(t *testing.T) {
	h := asking(t)
	p := h.person("K-07")
	h.file(h.seen(home, p))
	h.days(1)
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: p, Code: "K-07"}}})
	h.days(40)
	if c := h.kept(h.officer).Coverage; c.Unknown != 1 || c.Opened != 1 || len(c.Why) != 1 || c.Why[0].Name != "nobody-looking" {
		t.Errorf("%+v", c)
	}
}
