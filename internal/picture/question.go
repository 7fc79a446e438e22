package picture

import (
	"slices"
	"time"

	"outrider"
)

// QuestionBody is the body of question.opened, sealed for the person it is about.
type QuestionBody struct {
	Question outrider.Question `json:"question"`
}

// AnswerBody is the body of question.resolved, sealed for the same person.
type AnswerBody struct {
	Answer outrider.Answer `json:"answer"`
}

// Asked is a question and what became of it.
type Asked struct {
	Question outrider.Question
	By       outrider.UserID // who opened it; empty: the desk itself
	Seq      uint64
	Answer   *outrider.Answer // nil while it is open
	Answerer outrider.UserID
	Closed   time.Time // when the answer was recorded
}

// questions are all that was asked about people who were not erased.
type questions struct {
	byID map[outrider.QuestionID]*Asked
	all  []*Asked          // by sequence
	last map[string]*Asked // by person and sort: the newest
}

func newQuestions() questions {
	return questions{byID: map[outrider.QuestionID]*Asked{}, last: map[string]*Asked{}}
}

func asked(who outrider.PersonID, sort outrider.QuestionSort) string {
	return string(sort) + " " + string(who)
}

// applyQuestion adds a question, or its answer. The first answer stands, so that
// a record cannot be improved afterwards.
func (p *Picture) applyQuestion(c Change) {
	if c.question != nil {
		q := c.question.Question
		if _, again := p.asked.byID[q.ID]; again {
			return
		}
		a := &Asked{Question: q, By: c.By, Seq: c.Seq}
		p.asked.byID[q.ID], p.asked.last[asked(q.Person, q.Sort)] = a, a
		p.asked.all = append(p.asked.all, a)
		return
	}
	if a := p.asked.byID[c.answer.Answer.Question]; a != nil && a.Answer == nil {
		answer := c.answer.Answer
		a.Answer, a.Answerer, a.Closed = &answer, c.By, c.Recorded
	}
}

// forgetQuestions drops what was asked about a person who is erased.
func (p *Picture) forgetQuestions(id outrider.PersonID) {
	p.asked.all = slices.DeleteFunc(p.asked.all, func(a *Asked) bool {
		gone := a.Question.Person == id
		if gone {
			delete(p.asked.byID, a.Question.ID)
			delete(p.asked.last, asked(id, a.Question.Sort))
		}
		return gone
	})
}

// Question returns a question by id.
func (p *Picture) Question(id outrider.QuestionID) (*Asked, bool) {
	a, ok := p.asked.byID[id]
	return a, ok
}

// Questions lists everything that was asked, oldest first.
func (p *Picture) Questions() []*Asked { return p.asked.all }

// LastAsked returns the newest question of one sort about a person.
func (p *Picture) LastAsked(who outrider.PersonID, sort outrider.QuestionSort) (*Asked, bool) {
	a, ok := p.asked.last[asked(who, sort)]
	return a, ok
}
