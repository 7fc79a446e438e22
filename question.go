package outrider

import (
	"slices"
	"time"
)

// QuestionID names a question.
type QuestionID string

// QuestionSort says what a question asks, in words that leave no doubt when its
// answer comes.
type QuestionSort string

// The sorts of questions.
const (
	QuestionHarm     QuestionSort = "harm"     // will the person be abducted or physically attacked by Due? A human answers.
	QuestionSighting QuestionSort = "sighting" // will another report of conduct towards them, graded C3 or better, come in by Due? The desk answers.
)

// Judge says whose probability one is.
type Judge string

// The judges. An analyst is a single person, whose record is shown to nobody else.
const (
	JudgeModel     Judge = "model"
	JudgeAnalyst   Judge = "analyst"
	JudgePool      Judge = "pool"
	JudgePublished Judge = "published"
)

// Forecast is one probability given to a question before its answer came.
type Forecast struct {
	Judge Judge   `json:"judge"`
	By    UserID  `json:"by,omitempty"` // the analyst; empty for the others
	P     float64 `json:"p"`
	Base  float64 `json:"base,omitempty"` // the base rate that stood beside it
}

// Question is a judgement put so that time answers it: what was asked about whom,
// until when, and every probability that was given. It is what a record of being
// right or wrong is made of.
type Question struct {
	ID        QuestionID   `json:"id"`
	Sort      QuestionSort `json:"sort"`
	Person    PersonID     `json:"person"`
	Opened    time.Time    `json:"opened"`
	Due       time.Time    `json:"due"` // the last instant that counts
	Forecasts []Forecast   `json:"forecasts"`
}

// Validate refuses a question that nobody could answer or score.
func (q Question) Validate() error {
	if err := CheckID("question", string(q.ID)); err != nil {
		return err
	}
	if q.Sort != QuestionHarm && q.Sort != QuestionSighting {
		return Invalid("a question is about harm or about another sighting")
	}
	if q.Person == "" || !q.Due.After(q.Opened) {
		return Invalid("a question is about a person and ends after it was opened")
	}
	if len(q.Forecasts) == 0 {
		return Invalid("a question without a probability asks nobody")
	}
	for _, f := range q.Forecasts {
		if !(f.P >= Floor && f.P <= Ceiling) {
			return Invalid("a forecast lies between 0.1 and 99.9 per cent: nobody may be certain")
		}
		if (f.Judge == JudgeAnalyst) != (f.By != "") || !slices.Contains([]Judge{JudgeModel, JudgeAnalyst, JudgePool, JudgePublished}, f.Judge) {
			return Invalid("a forecast says whose it is: the model, one named analyst, the pool, or the published figure")
		}
	}
	return nil
}

// Resolution is how a question was answered.
type Resolution string

// The resolutions. Unknown is for what cannot be answered: a measure ended the
// danger that was asked about, nobody was looking, the person left.
const (
	ResolvedYes     Resolution = "happened"
	ResolvedNo      Resolution = "did-not"
	ResolvedUnknown Resolution = "unknown"
)

// Answer closes a question.
type Answer struct {
	Question   QuestionID `json:"question"`
	Resolution Resolution `json:"resolution"`
	At         time.Time  `json:"at"`               // when it came to be known
	Reason     string     `json:"reason,omitempty"` // a code; why unknown, or what it rests on
}

// UnknownReasons lists why an answer may never be known. Dropping a question for
// any other reason would be a way to keep a good record.
var UnknownReasons = []string{"measure-taken", "nobody-looking", "left-protection", "never-graded"}

// Validate refuses an answer that leaves the question open.
func (a Answer) Validate() error {
	switch a.Resolution {
	case ResolvedYes, ResolvedNo:
		return nil
	case ResolvedUnknown:
		if !slices.Contains(UnknownReasons, a.Reason) {
			return &Error{Code: CodeInvalid, Safe: "say why the answer cannot be known", Hint: "one of measure-taken, nobody-looking, left-protection, never-graded"}
		}
		return nil
	}
	return Invalid("an answer is happened, did-not or unknown")
}
