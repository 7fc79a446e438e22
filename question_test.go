package outrider_test

import (
	"math"
	"testing"
	"time"

	"outrider"
)

func TestAQuestionCanBeAnsweredAndScored(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	good := func() outrider.Question {
		return outrider.Question{ID: "q-1", Sort: outrider.QuestionHarm, Person: "p-1", Opened: at, Due: at.AddDate(0, 0, 30),
			Forecasts: []outrider.Forecast{{Judge: outrider.JudgeModel, P: .1}, {Judge: outrider.JudgeAnalyst, By: "u-1", P: .2}}}
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*outrider.Question){
		"no id":                  func(q *outrider.Question) { q.ID = "" },
		"no sort":                func(q *outrider.Question) { q.Sort = "weather" },
		"nobody":                 func(q *outrider.Question) { q.Person = "" },
		"no time":                func(q *outrider.Question) { q.Due = q.Opened },
		"no forecast":            func(q *outrider.Question) { q.Forecasts = nil },
		"certain":                func(q *outrider.Question) { q.Forecasts[0].P = 1 },
		"no number":              func(q *outrider.Question) { q.Forecasts[0].P = math.NaN() },
		"an analyst without id":  func(q *outrider.Question) { q.Forecasts[1].By = "" },
		"a model with an author": func(q *outrider.Question) { q.Forecasts[0].By = "u-1" },
		"nobody's figure":        func(q *outrider.Question) { q.Forecasts[0].Judge = "rumour" },
	} {
		q := good()
		spoil(&q)
		if outrider.CodeOf(q.Validate()) != outrider.CodeInvalid {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestAnAnswerClosesAQuestion(t *testing.T) {
	for _, c := range []struct {
		a  outrider.Answer
		ok bool
	}{
		{outrider.Answer{Resolution: outrider.ResolvedYes}, true},
		{outrider.Answer{Resolution: outrider.ResolvedNo}, true},
		{outrider.Answer{Resolution: outrider.ResolvedUnknown, Reason: "measure-taken"}, true},
		{outrider.Answer{Resolution: outrider.ResolvedUnknown}, false},
		{outrider.Answer{Resolution: outrider.ResolvedUnknown, Reason: "inconvenient"}, false},
		{outrider.Answer{}, false},
	} {
		if err := c.a.Validate(); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.a, err)
		}
	}
}
