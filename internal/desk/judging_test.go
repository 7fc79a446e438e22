package desk_test

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/desk"
	"outrider/internal/server/ui"
	"outrider/parameters"

	"github.com/google/go-cmp/cmp"
)

// held are figures with a chance of harm within ninety days, all else fixed.
func held(h90 float64) outrider.Figures {
	return outrider.Figures{P: map[outrider.Hypothesis]float64{outrider.HypBenign: .6, outrider.HypCollection: .2, outrider.HypIntimidation: .1,
		outrider.HypAbduction: .03, outrider.HypAttack: .05, outrider.HypOther: .02}, Harm: map[string]float64{"30d": h90 / 3, "90d": h90, "365d": math.Min(.9, 3*h90)}}
}

func (h *house) judges(by outrider.UserID, who outrider.PersonID, f outrider.Figures) string {
	h.t.Helper()
	return h.decide(by, desk.Decision{JudgePerson: &desk.JudgePerson{Person: who, Figures: f, Reasons: "a van kept to the street", Gaps: "whose van it is"}}).ID
}

func (h *house) judgements(by outrider.UserID, who outrider.PersonID) desk.JudgementsView {
	h.t.Helper()
	v, err := h.desk.Judgements(h.ctx, by, who)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func (h *house) toJudge(by outrider.UserID, who outrider.PersonID) desk.JudgeView {
	h.t.Helper()
	v, err := h.desk.JudgePage(h.ctx, by, desk.JudgeQuery{Person: who})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// figuresOf lists every way in which the model's figures about a person are written.
func figuresOf(p desk.PersonView) []string {
	var out []string
	for _, j := range p.Horizons {
		out = append(out, fmt.Sprint(j.P.P), j.Range, j.Frequency)
		if len(j.Percent) > 4 { // "7 %" may stand for anything
			out = append(out, j.Percent)
		}
	}
	for _, x := range p.Hypotheses {
		out = append(out, fmt.Sprint(x.P.P), x.Percent)
	}
	return append(out, p.Account.OddsText, "changes_if", "decibans", "dissent")
}

func TestJudgingSeesNoFigure(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	h.judges(h.officer, p, held(.123))
	view := h.toJudge(h.analyst, p)
	page := text(t, view)
	pages, err := ui.New()
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := pages.Render(ui.Frame{Now: h.now}, ui.Judge{JudgeView: view})
	if err != nil || !strings.Contains(string(drawn), secretText) {
		t.Fatalf("the page cannot be drawn: %v", err)
	}
	list, err := h.desk.ToJudge(h.ctx, h.analyst)
	if err != nil {
		t.Fatal(err)
	}
	q, err := h.desk.Queue(h.ctx, h.analyst)
	if err != nil {
		t.Fatal(err)
	}
	people, err := h.desk.People(h.ctx, h.analyst)
	if err != nil {
		t.Fatal(err)
	}
	found, err := h.desk.Search(h.ctx, h.analyst, "K-07")
	if err != nil || len(found.People) != 1 {
		t.Fatal(err)
	}
	if !strings.Contains(page, secretText) || !strings.Contains(page, "independent root") {
		t.Errorf("nothing to judge from: %s", page)
	}
	figures := figuresOf(h.page(p))
	for name, body := range map[string]string{"page": page, "drawn page": string(drawn), "list": text(t, list), "queue": text(t, q), "register": text(t, people), "search": text(t, found)} {
		for _, f := range append(figures, "12.3 %", "0.123") {
			if name != "page" && name != "drawn page" && name != "list" && (strings.HasPrefix(f, "0.0010") || f == "decibans" || f == "changes_if") {
				continue
			}
			if strings.Contains(body, f) {
				t.Errorf("the %s shows %q to somebody who may judge blind: %s", name, f, body)
			}
		}
	}
	if !h.toJudge(h.analyst, p).Blind {
		t.Error("lists that keep the figures back count as showing them")
	}
}

// What was shown to whom decides what is blind, and news opens it again.
func TestBlindIsWhatTheLedgerSays(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	blind := func(by outrider.UserID) bool { return h.toJudge(by, p).Blind }
	if !blind(h.analyst) || !blind(h.duty) {
		t.Fatal("nobody was shown anything, and it is not blind")
	}
	h.judges(h.analyst, p, held(.05))
	h.queue()
	if blind(h.duty) {
		t.Error("a duty officer's queue shows figures and does not count")
	}
	h.judgements(h.analyst, p)
	if blind(h.analyst) {
		t.Error("the analyst saw the model beside the judgement")
	}
	h.judges(h.analyst, p, held(.06))
	h.now = h.now.Add(time.Hour)
	h.file(h.seen(far, p))
	if !blind(h.analyst) {
		t.Error("after news it is not blind again")
	}
	h.reopen()
	got := h.judgements(h.officer, p).Judged
	if len(got) != 2 || got[1].State != "blind; before the last news" || !strings.HasPrefix(got[0].State, "after seeing") {
		t.Errorf("kept as %+v", got)
	}
}

func TestJudgementsAreMadeCoherentAndBothAreKept(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	f := held(.05)
	f.P[outrider.HypBenign] = .8
	f.Harm["30d"] = .2
	h.judges(h.analyst, p, f)
	got := h.judgements(h.duty, p).Judged[0]
	if len(got.Mended) != 2 || len(got.Typed) != 9 || got.Typed[0] != "Nothing hostile 80 %" {
		t.Errorf("mended %q, typed %q", got.Mended, got.Typed)
	}
	sum := 0.0
	for _, s := range got.Shares {
		sum += s.P.P
	}
	if math.Abs(sum-1) > 1e-9 || got.Harm[0].P.P > got.Harm[1].P.P {
		t.Errorf("not coherent: %v", got)
	}
	bad := held(.05)
	delete(bad.Harm, "30d")
	h.refused(h.analyst, desk.Decision{JudgePerson: &desk.JudgePerson{Person: p, Figures: bad, Reasons: "x"}}, outrider.CodeInvalid)
	h.refused(h.analyst, desk.Decision{JudgePerson: &desk.JudgePerson{Person: p, Figures: held(.1)}}, outrider.CodeInvalid)
	h.refused(h.liaison, desk.Decision{JudgePerson: &desk.JudgePerson{Person: p, Figures: held(.1), Reasons: "x"}}, outrider.CodeNotFound)
	h.refused(h.auditor, desk.Decision{JudgePerson: &desk.JudgePerson{Person: p, Figures: held(.1), Reasons: "x"}}, outrider.CodeNotFound)
}

// pool is a column by its kind.
func pool(t *testing.T, v desk.JudgementsView, kind string) desk.FiguresView {
	t.Helper()
	i := slices.IndexFunc(v.Columns, func(f desk.FiguresView) bool { return f.Kind == kind })
	if i < 0 {
		t.Fatalf("no column %s in %+v", kind, v.Columns)
	}
	return v.Columns[i]
}

// Who judges first does not matter, nobody counts twice, and people stand apart
// from people and model.
func TestPools(t *testing.T) {
	var pools [][2]desk.FiguresView
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		h := newHouse(t)
		p := h.person("K-07")
		h.file(h.seen(home, p))
		h.judges(h.analyst, p, held(.9)) // replaced by the next
		by := []outrider.UserID{h.analyst, h.officer}
		for _, i := range order {
			h.judges(by[i], p, held([]float64{.04, .09}[i]))
		}
		v := h.judgements(h.duty, p)
		people, both := pool(t, v, "people"), pool(t, v, "both")
		odds := math.Sqrt(.04 / .96 * .09 / .91)
		if math.Abs(people.Harm[1].P.P-odds/(1+odds)) > 1e-12 || people.Harm[1].P.Low > .04 || people.Harm[1].P.High != .09 {
			t.Errorf("people together hold %+v", people.Harm[1].P)
		}
		if model := pool(t, v, "model").Harm[1].P.P; both.Harm[1].P.P <= model || both.Harm[1].P.P >= people.Harm[1].P.P {
			t.Errorf("both %v is not between %v and %v", both.Harm[1].P.P, model, people.Harm[1].P.P)
		}
		people.At, both.At = time.Time{}, time.Time{}
		pools = append(pools, [2]desk.FiguresView{people, both})
	}
	if d := cmp.Diff(pools[0], pools[1]); d != "" {
		t.Errorf("the order shows: %s", d)
	}
}

func TestOldJudgementsNoLongerCount(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.judges(h.analyst, p, held(.05))
	h.now = h.now.AddDate(0, 0, 31)
	v := h.judgements(h.duty, p)
	if len(v.Judged) != 1 || v.Judged[0].Counts || slices.Contains(v.From, "people") {
		t.Errorf("an old judgement counts: %+v", v)
	}
}

func (h *house) publishes(by outrider.UserID, q desk.Publish) desk.Outcome {
	h.t.Helper()
	if q.Reasons == "" {
		q.Reasons, q.Gaps = "two who judged agree", "the keeper of the van"
	}
	return h.decide(by, desk.Decision{Publish: &q})
}

func ownFigures(h90 float64) *outrider.Figures {
	f := held(h90)
	return &f
}

func TestPublishingAloneWhereNothingIsHigh(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.file(h.seen(home, p))
	out := h.publishes(h.officer, desk.Publish{Person: p, From: "model", Dissent: []outrider.Dissent{{Who: "yusuf", Why: "too low for the winter"}}})
	if n := h.count(outrider.EntryQuestion); n != 3 {
		t.Errorf("%d questions were asked, want one a horizon", n)
	}
	if len(out.Second) != 0 {
		t.Fatalf("a quiet person needs a second: %q", out.Second)
	}
	got := h.page(p).Published
	if got == nil || got.State != "published" || got.Owner != "ana" || len(got.Dissent) != 1 || got.Figures.Gaps == "" || got.Figures.Harm[1].Word == "" {
		t.Fatalf("published %+v", got)
	}
	h.now = got.Review
	if s := h.page(p).Published.State; s != "expired" {
		t.Errorf("at its review date it is %s", s)
	}
}

func TestASecondPersonConfirms(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	q := desk.Publish{Person: p, From: "own", Figures: ownFigures(.2)}
	out := h.publishes(h.officer, q)
	if len(out.Second) == 0 || h.page(p).Published != nil || h.count(outrider.EntryQuestion) != 0 {
		t.Fatalf("published alone: %+v", out)
	}
	answer := func(id string, confirm bool, why string) desk.Decision {
		return desk.Decision{Confirm: &desk.SettlePublished{Person: p, ID: id, Confirm: confirm, Why: why}}
	}
	h.refused(h.officer, answer(out.ID, true, ""), outrider.CodeInvalid)
	h.refused(h.analyst, answer(out.ID, true, ""), outrider.CodeNotFound)
	h.refused(h.duty, answer(out.ID, false, ""), outrider.CodeInvalid)
	h.refused(h.duty, answer("b-none", true, ""), outrider.CodeNotFound)
	h.decide(h.duty, answer(out.ID, false, "the second report is a copy"))
	if v := h.judgements(h.duty, p).Published[0]; v.State != "returned" || v.By != "mira" || v.Why != "the second report is a copy" {
		t.Errorf("returned as %+v", v)
	}
	h.refused(h.duty, answer(out.ID, true, ""), outrider.CodeConflict)
	again := h.publishes(h.officer, q)
	newer := h.publishes(h.officer, q)
	h.refused(h.duty, answer(again.ID, true, ""), outrider.CodeConflict)
	h.decide(h.duty, answer(newer.ID, true, ""))
	if n := h.count(outrider.EntryQuestion); n != 3 {
		t.Errorf("%d questions were asked", n)
	}
	h.reopen()
	if got := h.page(p).Published; got == nil || got.State != "published" || got.By != "mira" || got.Owner != "ana" {
		t.Errorf("confirmed as %+v", got)
	}
	if s := h.judgements(h.duty, p).Published[1].State; s != "replaced" {
		t.Errorf("the one before is %s", s)
	}
}

func TestPublishingNeedsItsParts(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	crooked := held(.02)
	crooked.Harm["30d"] = .5
	for name, q := range map[string]desk.Publish{
		"no reasons":     {Person: p, From: "model", Gaps: "x"},
		"no gaps":        {Person: p, From: "model", Reasons: "x"},
		"nobody judged":  {Person: p, From: "people", Reasons: "x", Gaps: "x"},
		"no figures":     {Person: p, From: "own", Reasons: "x", Gaps: "x"},
		"incoherent":     {Person: p, From: "own", Figures: &crooked, Reasons: "x", Gaps: "x"},
		"from nowhere":   {Person: p, From: "stars", Reasons: "x", Gaps: "x"},
		"for ever":       {Person: p, From: "model", Reasons: "x", Gaps: "x", Review: h.now.AddDate(9, 0, 0)},
		"till yesterday": {Person: p, From: "model", Reasons: "x", Gaps: "x", Review: h.now.AddDate(0, 0, -1)},
		"half a dissent": {Person: p, From: "model", Reasons: "x", Gaps: "x", Dissent: []outrider.Dissent{{Who: "yusuf"}}},
	} {
		t.Run(name, func(*testing.T) { h.refused(h.officer, desk.Decision{Publish: &q}, outrider.CodeInvalid) })
	}
	h.refused(h.duty, desk.Decision{Publish: &desk.Publish{Person: p, From: "model", Reasons: "x", Gaps: "x"}}, outrider.CodeNotFound)
}

// Words that rest on a report that is not for somebody are not shown to them.
func TestWordsFollowTheHandlingOfWhatTheyRestOn(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	red := h.seen(home, p)
	red.Report.Handling = outrider.Handling{TLP: outrider.TLPRed, PAP: outrider.PAPRed}
	h.file(red)
	h.judges(h.officer, p, held(.05))
	h.publishes(h.officer, desk.Publish{Person: p, From: "model"})
	h.decide(h.officer, desk.Decision{MakeTask: &desk.MakeTask{Person: p, Do: "ask the baker"}})
	seen := text(t, h.judgements(h.duty, p)) + text(t, h.page(p))
	page, err := h.desk.Person(h.ctx, h.analyst, desk.PersonQuery{ID: p})
	if err != nil {
		t.Fatal(err)
	}
	hidden := text(t, h.judgements(h.analyst, p)) + text(t, page)
	for _, words := range []string{"a van kept to the street", "two who judged agree", "ask the baker"} {
		if !strings.Contains(seen, words) || strings.Contains(hidden, words) {
			t.Errorf("%q: shown to the duty officer %v, to the analyst %v", words, strings.Contains(seen, words), strings.Contains(hidden, words))
		}
	}
	if v := h.toJudge(h.analyst, p); v.Masked != 1 || len(v.Reports) != 0 {
		t.Errorf("the analyst judges from %+v", v)
	}
}

func TestErasingTakesJudgementsAlong(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.file(h.seen(home, p))
	h.judges(h.officer, p, held(.05))
	h.publishes(h.officer, desk.Publish{Person: p, From: "model"})
	h.decide(h.officer, desk.Decision{MakeTask: &desk.MakeTask{Person: p, Do: "ask the baker"}})
	h.decide(h.officer, desk.Decision{ErasePerson: &desk.ErasePerson{Person: p, Confirm: "K-07", Reason: "asked to go"}})
	for range 2 {
		tasks, err := h.desk.Tasks(h.ctx, h.duty, desk.TasksQuery{Closed: true})
		if err != nil || len(tasks.Tasks) != 0 {
			t.Errorf("tasks of an erased person: %+v, %v", tasks, err)
		}
		_, err = h.desk.Judgements(h.ctx, h.duty, p)
		h.code(err, outrider.CodeNotFound)
		h.reopen()
	}
}

func TestTasks(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	asks := h.page(p).Asks
	if len(asks) == 0 || asks[0].Open {
		t.Fatalf("nothing to ask: %+v", asks)
	}
	id := h.decide(h.analyst, desk.Decision{MakeTask: &desk.MakeTask{Person: p, If: asks[0].If, Owner: "mira"}}).ID
	got := h.page(p)
	if !got.Asks[0].Open || len(got.Tasks) != 1 || got.Tasks[0].Do != asks[0].Do || got.Tasks[0].To != asks[0].To || !got.Tasks[0].Mine {
		t.Fatalf("made %+v", got.Tasks)
	}
	h.now = h.now.AddDate(0, 0, 8)
	if q := h.queue(); len(q.Tasks) != 1 || !q.Tasks[0].Overdue {
		t.Errorf("the queue lists %+v", q.Tasks)
	}
	other := h.file(h.seen(home, h.person("M-09")))[0].Report
	answer := h.file(h.seen(home, p))[0].Report
	closing := func(c desk.CloseTask) desk.Decision { c.Task = id; return desk.Decision{CloseTask: &c} }
	h.refused(h.duty, closing(desk.CloseTask{}), outrider.CodeInvalid)
	h.refused(h.duty, closing(desk.CloseTask{Done: true, Report: other}), outrider.CodeInvalid)
	h.refused(h.liaison, closing(desk.CloseTask{Done: true}), outrider.CodeNotFound)
	h.decide(h.duty, closing(desk.CloseTask{Done: true, Note: "the van is the baker's", Report: answer}))
	h.refused(h.duty, closing(desk.CloseTask{Done: true}), outrider.CodeConflict)
	h.reopen()
	if l := h.page(p).Tasks[0]; l.State != "done" || l.Report != answer || l.By != "mira" || l.Note == "" {
		t.Errorf("closed as %+v", l)
	}
	for name, m := range map[string]desk.MakeTask{"nothing to do": {Person: p}, "a stranger": {Person: p, Do: "x", Owner: "otto"},
		"in a year": {Person: p, Do: "x", Due: h.now.AddDate(1, 0, 0)}} {
		t.Run(name, func(*testing.T) { h.refused(h.officer, desk.Decision{MakeTask: &m}, outrider.CodeInvalid) })
	}
	h.refused(h.officer, desk.Decision{MakeTask: &desk.MakeTask{Person: p, If: "the moon is full"}}, outrider.CodeConflict)
}

func (h *house) since(by outrider.UserID, who outrider.PersonID) *desk.SinceView {
	h.t.Helper()
	v, err := h.desk.Person(h.ctx, by, desk.PersonQuery{ID: who})
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Since
}

// allRows says that there are rows and that each of them moved in one way.
func allRows(s *desk.SinceView, how string) bool {
	return len(s.Rows) > 0 && !slices.ContainsFunc(s.Rows, func(r desk.MovedRow) bool { return r.How != how })
}

// Each user is told what is new to them, and what moved adds up.
func TestSinceYouLastLooked(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	plain := h.seen(work, p)
	plain.Report.Selectors, plain.Report.Text = nil, "somebody stood there"
	h.file(plain)
	if h.since(h.duty, p) != nil {
		t.Error("the first look has a look before")
	}
	h.now = h.now.Add(time.Hour)
	before := h.page(p).Account.Sum
	h.now = h.now.Add(time.Hour)
	plain = h.seen(home, p)
	plain.Report.Selectors, plain.Report.Kind = nil, outrider.KindApproach
	first := h.file(plain)[0].Report
	h.decide(h.analyst, desk.Decision{Grade: &desk.GradeReport{Report: first, Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "C", Content: "3"}}})
	s := h.since(h.duty, p)
	if s.Nothing || len(s.Reports) != 1 || !allRows(s, "new") || s.Model != nil || len(s.Moved) == 0 {
		t.Fatalf("since: rows %+v, moved %+v, model %+v", s.Rows, s.Moved, s.Model)
	}
	if after := h.page(p).Account.Sum; math.Abs(s.News+s.Time-(after-before)) > 1e-9 {
		t.Errorf("news %v and time %v do not add up to %v", s.News, s.Time, after-before)
	}
	h.now = h.now.Add(time.Hour)
	if s := h.since(h.duty, p); !s.Nothing {
		t.Errorf("nothing happened: %+v", s)
	}
	h.now = h.now.Add(time.Hour)
	h.decide(h.duty, desk.Decision{Retract: &desk.RetractReport{Report: first, Why: "a copy"}})
	if s := h.since(h.duty, p); len(s.Withdrawn) != 1 || len(s.Rows) == 0 || s.Rows[0].How != "gone" {
		t.Errorf("withdrawn: %+v", s)
	}
}

// Another stamp over the same facts is no news.
func TestAModelChangeIsNoNews(t *testing.T) {
	h := newHouse(t)
	p := h.person("K-07")
	h.follow(p)
	h.page(p)
	b, err := parameters.FS.ReadFile("assess.json")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(b), `"watched": [0.1, 0.22, 0.15, 0.25, 0.25, 0.12]`, `"watched": [0.1, 0.22, 0.15, 0.25, 0.75, 0.12]`, 1)
	if changed == string(b) {
		t.Fatal("the number to change is not there")
	}
	o := h.options()
	files := fstest.MapFS{}
	names, err := fs.Glob(parameters.FS, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if b, err = parameters.FS.ReadFile(name); err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	files["assess.json"].Data = []byte(changed)
	if o.Assess, err = assess.Load(files); err != nil {
		t.Fatal(err)
	}
	if h.desk, err = desk.Open(h.ctx, o); err != nil {
		t.Fatal(err)
	}
	h.decide(h.officer, desk.Decision{ChangePerson: &desk.ChangePerson{Protectee: outrider.Protectee{ID: p, Code: "K-07", Coverage: .5, Language: "fa"}}})
	s := h.since(h.duty, p)
	if s.Model == nil || !s.Model.Separated || s.Model.From == s.Model.To || s.Nothing {
		t.Fatalf("the model changed: %+v", s)
	}
	if len(s.Reports) != 0 || len(s.Rows) != 0 || math.Abs(s.News) > 1e-9 || math.Abs(s.Time) > 1e-9 || s.Model.Decibans == 0 {
		t.Errorf("a change of numbers is told as news: %+v", s)
	}
}
