package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"outrider"
	"outrider/internal/ledger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// AskQuestion puts a judgement about a protected person to the test: harm within
// so many days. The model's figure of the moment stands beside it.
type AskQuestion struct {
	Person    outrider.PersonID
	Days      int // 30, 90 or 365
	P         float64
	Published bool // it is the organisation's figure, not the caller's own alone
}

// ResolveQuestion says how a question about harm ended. Questions that the desk
// asks itself it answers itself.
type ResolveQuestion struct {
	Question   outrider.QuestionID
	Resolution outrider.Resolution
	Reason     string // one of outrider.UnknownReasons, where the answer cannot be known
}

// openQuestion makes the entry that puts a judgement to the test. Whoever records
// a judgement that is published puts this entry into the same batch, so that none
// is published without becoming a question:
//
//	e, err := d.openQuestion(by, outrider.Question{Sort: outrider.QuestionHarm, Person: who,
//		Due: now.AddDate(0, 0, 90), Forecasts: []outrider.Forecast{{Judge: outrider.JudgeModel, P: m}, {Judge: outrider.JudgePublished, P: p}}})
//
// Every probability that was given goes in at once, blind ones too: none may be
// added when more is known. An empty id gets one, a zero Opened is now.
func (d *Desk) openQuestion(by outrider.UserID, q outrider.Question) (outrider.Entry, error) {
	if q.ID == "" {
		q.ID = outrider.QuestionID(d.o.NewID("q"))
	}
	if q.Opened.IsZero() {
		q.Opened = d.now()
	}
	if err := q.Validate(); err != nil {
		return outrider.Entry{}, err
	}
	p, err := part(picture.QuestionBody{Question: q}, outrider.PurposeRecord, q.Person)
	return outrider.Entry{ID: string(q.ID), Type: outrider.EntryQuestion, Version: 1, By: by, Parts: []outrider.Part{p}}, err
}

// answerQuestion makes the entry that closes a question.
func (d *Desk) answerQuestion(by outrider.UserID, q outrider.Question, a outrider.Answer) (outrider.Entry, error) {
	a.Question = q.ID
	if err := a.Validate(); err != nil {
		return outrider.Entry{}, err
	}
	p, err := part(picture.AnswerBody{Answer: a}, outrider.PurposeRecord, q.Person)
	return outrider.Entry{ID: string(q.ID) + ".answer", Type: outrider.EntryAnswer, Version: 1, By: by, Parts: []outrider.Part{p}}, err
}

// horizonOf names the horizon of a question about harm as assessments do.
func horizonOf(days int) (string, bool) {
	return strconv.Itoa(days) + "d", days == 30 || days == 90 || days == 365
}

func (d *Desk) askQuestion(ctx context.Context, by outrider.UserID, a AskQuestion) (Outcome, error) {
	v, err := d.view(by, policy.AnswerQuestion)
	if err != nil {
		return Outcome{}, err
	}
	x, ok := v.Person(a.Person)
	if !ok || x.Erased {
		return Outcome{}, outrider.ErrNotFound
	}
	if !x.Allows(outrider.ForAdvice, d.now()) {
		return Outcome{}, errNoAdvice
	}
	horizon, ok := horizonOf(a.Days)
	if !ok {
		return Outcome{}, outrider.Invalid("a question about harm runs for 30, 90 or 365 days")
	}
	q := outrider.Question{Sort: outrider.QuestionHarm, Person: a.Person, Due: d.now().AddDate(0, 0, a.Days)}
	base := 0.0
	if x.Assessment != nil && !x.Assessment.Harm[horizon].NoData {
		base = x.Assessment.BaseHarm[horizon].Shown().P
		q.Forecasts = append(q.Forecasts, outrider.Forecast{Judge: outrider.JudgeModel, P: x.Assessment.Harm[horizon].Shown().P, Base: base})
	}
	q.Forecasts = append(q.Forecasts, outrider.Forecast{Judge: outrider.JudgeAnalyst, By: by, P: a.P, Base: base})
	if a.Published {
		q.Forecasts = append(q.Forecasts, outrider.Forecast{Judge: outrider.JudgePublished, P: a.P, Base: base})
	}
	e, err := d.openQuestion(by, q)
	return Outcome{ID: e.ID}, d.fact(ctx, e, err)
}

func (d *Desk) resolveQuestion(ctx context.Context, by outrider.UserID, r ResolveQuestion) (Outcome, error) {
	v, err := d.view(by, policy.AnswerQuestion)
	if err != nil {
		return Outcome{}, err
	}
	a, ok := d.p.Question(r.Question)
	if !ok {
		return Outcome{}, outrider.ErrNotFound
	}
	if x, ok := v.Person(a.Question.Person); !ok || x.Erased || d.unrecorded(a) {
		return Outcome{}, outrider.ErrNotFound
	}
	now := d.now()
	switch {
	case a.Answer != nil:
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "this question was answered", Hint: "the first answer stands, so that a record cannot be improved afterwards"}
	case a.Question.Sort != outrider.QuestionHarm:
		return Outcome{}, outrider.Invalid("the desk answers this question itself")
	case r.Resolution == outrider.ResolvedNo && !now.After(a.Question.Due):
		return Outcome{}, outrider.Invalid("its time has not run out: only after it can the answer be that nothing came")
	}
	reason := r.Reason
	if r.Resolution != outrider.ResolvedUnknown {
		reason = ""
	}
	e, err := d.answerQuestion(by, a.Question, outrider.Answer{Resolution: r.Resolution, At: now, Reason: reason})
	return Outcome{ID: string(r.Question)}, d.fact(ctx, e, err)
}

// askItself answers the questions that the desk put to itself and whose time has
// run out, and asks about everybody about whom something was reported: at most one
// open question a person, so that they never swamp the ledger. All are answered at
// the same age: answers that come early would fill a record with what happened
// and leave out what did not.
func (d *Desk) askItself(ctx context.Context) (int, error) {
	if d.o.Record.Fast <= 0 {
		return 0, nil
	}
	now := d.now()
	var facts []outrider.Entry
	for _, who := range d.dues.questions.TakeAll(now) {
		x, ok := d.p.Person(who)
		if !ok || !x.Allows(outrider.ForAdvice, now) {
			continue
		}
		last, asked := d.p.LastAsked(x.Protectee.ID, outrider.QuestionSighting)
		if asked && last.Answer == nil {
			if at := last.Question.Due.Add(d.o.Record.Grace); now.Before(at) {
				d.dues.questions.Set(who, at)
				continue
			}
			e, err := d.answerQuestion("", last.Question, sightingAnswer(x, last.Question, now))
			if err != nil {
				return 0, err
			}
			facts = append(facts, e)
		}
		if x.Protectee.Coverage <= 0 || len(x.Reports) == 0 {
			continue
		}
		e, err := d.openQuestion("", d.sightingQuestion(x, now))
		if err != nil {
			return 0, err
		}
		facts = append(facts, e)
	}
	return len(facts), d.record(ctx, ledger.Any(), facts...)
}

// sightingQuestion asks whether another report of conduct will come in. Two nodes
// that ask on the same day write one question.
func (d *Desk) sightingQuestion(x *picture.Person, now time.Time) outrider.Question {
	who, p := x.Protectee.ID, d.o.Record
	var ages []time.Duration
	since := x.Added
	for _, it := range x.Reports {
		if telling(it) && good(it.Report.Grade) {
			at := happened(it)
			ages = append(ages, now.Sub(at))
			if at.Before(since) {
				since = at
			}
		}
	}
	base := p.Again(nil, 0, p.Fast)
	return outrider.Question{ID: outrider.QuestionID("q-" + contentHash([]byte("sighting "+string(who)+now.UTC().Format(" 2006-01-02")))),
		Sort: outrider.QuestionSighting, Person: who, Opened: now, Due: now.Add(p.Fast),
		Forecasts: []outrider.Forecast{{Judge: outrider.JudgeModel, P: p.Again(ages, now.Sub(since), p.Fast), Base: base}}}
}

// sightingAnswer looks for a report that came in after a question was opened and
// tells of something later. A report that nobody graded leaves the answer open for
// ever; so does silence where nobody was looking.
func sightingAnswer(x *picture.Person, q outrider.Question, now time.Time) outrider.Answer {
	ungraded := false
	for _, it := range x.Reports {
		if !telling(it) || !it.Recorded.After(q.Opened) || it.Recorded.After(q.Due) || !happened(it).After(q.Opened) {
			continue
		}
		if good(it.Report.Grade) {
			return outrider.Answer{Resolution: outrider.ResolvedYes, At: it.Recorded}
		}
		ungraded = ungraded || it.Report.Grade.IsZero()
	}
	switch {
	case ungraded:
		return outrider.Answer{Resolution: outrider.ResolvedUnknown, At: now, Reason: "never-graded"}
	case x.Protectee.Coverage <= 0:
		return outrider.Answer{Resolution: outrider.ResolvedUnknown, At: now, Reason: "nobody-looking"}
	}
	return outrider.Answer{Resolution: outrider.ResolvedNo, At: q.Due}
}

// background are kinds of report that tell of no conduct towards the person.
var background = []outrider.Kind{outrider.KindOther, outrider.KindRoutine, outrider.KindPublicExposure, outrider.KindResponse, outrider.KindStatement}

// telling reports whether a report stands and tells of conduct; a copy of another
// one is no news.
func telling(it *picture.Item) bool {
	return !it.Erased && !it.Retracted && it.Report.CopyOf == "" && !slices.Contains(background, it.Report.Kind)
}

// good reports whether a grade is C3 or better, in whichever scheme: a source that
// is fairly reliable at least, and content that is possibly true at least.
func good(g outrider.Grade) bool {
	if !g.SourceJudged() || !g.ContentJudged() {
		return false
	}
	switch g.Scheme {
	case outrider.SchemeAdmiralty, outrider.Scheme5x5x5:
		return g.Source <= "C" && g.Content <= "3"
	case outrider.Scheme3x5x2:
		return g.Source == "1" && g.Content <= "C"
	}
	return false
}
