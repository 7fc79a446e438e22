package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"outrider"
	"outrider/internal/calibration"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// RecordView is how far what was said was borne out: first what was got wrong,
// then the counts, then scores. It names nobody but in Waiting, which only
// somebody gets who may open these people's pages. No order of analysts is in it:
// each sees their own line and nobody else's.
type RecordView struct {
	Now      time.Time     `json:"now"`
	Misses   []MissLine    `json:"misses"`
	Missed   int           `json:"missed"` // all of them; the list is cut
	Lines    []RecordLine  `json:"lines"`
	Coverage CoverageLine  `json:"coverage"`
	Waiting  []WaitingLine `json:"waiting,omitempty"`
	MayClose bool          `json:"may_close"`
	Least    int           `json:"least"` // under so many answers only counts are shown
	Reasons  []string      `json:"reasons"`
}

// MissLine is one judgement that time proved wrong.
type MissLine struct {
	Question outrider.QuestionID `json:"question"`
	Asked    string              `json:"asked"` // "harm within 90 days"
	Opened   time.Time           `json:"opened"`
	Said     []SaidLine          `json:"said"`
	Came     string              `json:"came"`

	surprise float64
	harm     bool
}

// SaidLine is one probability that was given.
type SaidLine struct {
	Judge   outrider.Judge `json:"judge"`
	Percent string         `json:"percent"`
	P       float64        `json:"p"`
}

// RecordLine is the record of one judge on one sort of question.
type RecordLine struct {
	Judge outrider.Judge        `json:"judge"`
	Mine  bool                  `json:"mine,omitempty"` // the reader's own, shown to nobody else
	Name  string                `json:"name"`
	Sort  outrider.QuestionSort `json:"sort"`
	Days  int                   `json:"days"`
	Asked string                `json:"asked"`
	calibration.Report
}

// CoverageLine says how much of what was judged can be held against anybody: a
// record looks best where the hard questions are left out.
type CoverageLine struct {
	Opened    int         `json:"opened"`
	Answered  int         `json:"answered"`
	Open      int         `json:"open"`    // their time has not run out
	Waiting   int         `json:"waiting"` // it has, and nobody has said what came
	Unknown   int         `json:"unknown"` // nobody will ever know
	Why       []CountLine `json:"why"`     // they will not
	Published int         `json:"published"`
	People    int         `json:"people"`        // in the register
	Asked     int         `json:"people_judged"` // about whom something was asked
}

// CountLine is a count with its name.
type CountLine struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// WaitingLine is a question about harm that waits for a human's answer.
type WaitingLine struct {
	Question outrider.QuestionID `json:"question"`
	Person   outrider.PersonID   `json:"person"`
	Code     string              `json:"code"`
	Asked    string              `json:"asked"`
	Due      time.Time           `json:"due"`
	Over     bool                `json:"over"` // its time has run out
}

// maxMisses bounds the list of misses.
const maxMisses = 50

// Record says how far forecasts were borne out, cut to a user. The scores are
// worked out outside the door: they take a while, and touch nothing.
func (d *Desk) Record(ctx context.Context, by outrider.UserID) (RecordView, error) {
	rv, sets, err := d.recorded(ctx, by)
	if err != nil {
		return rv, err
	}
	for i, s := range sets {
		rv.Lines[i].Report = calibration.Measure(s, d.o.Record, uint64(i+1))
	}
	return rv, nil
}

// recorded reads the picture: everything but the scores, and the forecasts behind
// each line.
func (d *Desk) recorded(ctx context.Context, by outrider.UserID) (RecordView, [][]calibration.Forecast, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.ReadRecord)
	if err != nil {
		return RecordView{}, nil, err
	}
	now := d.now()
	rv := RecordView{Now: now, Misses: []MissLine{}, Lines: []RecordLine{}, Least: d.o.Record.MinOutcomes, MayClose: v.May(policy.AnswerQuestion), Reasons: outrider.UnknownReasons}
	asked := slices.DeleteFunc(slices.Clone(d.p.Questions()), d.unrecorded)
	d.cover(&rv, asked)
	for _, a := range asked {
		if m, ok := d.miss(v, a); ok {
			rv.Missed++
			if _, may := v.Person(a.Question.Person); may {
				rv.Misses = append(rv.Misses, m)
			}
		}
		if _, may := v.Person(a.Question.Person); may && a.Answer == nil && a.Question.Sort == outrider.QuestionHarm && rv.MayClose {
			rv.Waiting = append(rv.Waiting, WaitingLine{Question: a.Question.ID, Person: a.Question.Person, Code: d.code(a.Question.Person),
				Asked: askedText(a.Question), Due: a.Question.Due, Over: now.After(a.Question.Due)})
		}
	}
	slices.SortStableFunc(rv.Misses, func(a, b MissLine) int {
		if a.harm != b.harm {
			return cmp.Compare(flag(b.harm), flag(a.harm))
		}
		return cmp.Compare(b.surprise, a.surprise)
	})
	rv.Misses = rv.Misses[:min(maxMisses, len(rv.Misses))]
	slices.SortStableFunc(rv.Waiting, func(a, b WaitingLine) int { return a.Due.Compare(b.Due) })
	sets := lines(&rv, asked, by)
	return rv, sets, d.look(ctx, by, picture.ReadBody{Act: "record"})
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// askedText is a question without whom it is about.
func askedText(q outrider.Question) string {
	if q.Sort == outrider.QuestionSighting {
		return fmt.Sprintf("another report of conduct graded C3 or better within %d days", daysOf(q))
	}
	return fmt.Sprintf("harm within %d days", daysOf(q))
}

// daysOf is a question's horizon.
func daysOf(q outrider.Question) int { return int(q.Due.Sub(q.Opened).Hours()/24 + .5) }

// cover counts what became of all questions.
func (d *Desk) cover(rv *RecordView, asked []*picture.Asked) {
	c := &rv.Coverage
	why, who := map[string]int{}, map[outrider.PersonID]bool{}
	for _, a := range asked {
		c.Opened++
		who[a.Question.Person] = true
		c.Published += flag(slices.ContainsFunc(a.Question.Forecasts, func(f outrider.Forecast) bool { return f.Judge == outrider.JudgePublished }))
		switch {
		case a.Answer == nil && rv.Now.After(a.Question.Due):
			c.Waiting++
		case a.Answer == nil:
			c.Open++
		case a.Answer.Resolution == outrider.ResolvedUnknown:
			c.Unknown++
			why[a.Answer.Reason]++
		default:
			c.Answered++
		}
	}
	for _, x := range d.p.People() {
		c.People += flag(!x.Erased)
	}
	c.Asked, c.Why = len(who), []CountLine{}
	for _, reason := range outrider.UnknownReasons {
		if why[reason] > 0 {
			c.Why = append(c.Why, CountLine{Name: reason, Count: why[reason]})
		}
	}
}

// miss tells of a question whose answer was held to be the less probable, by the
// published figure, or by the model where none was published.
func (d *Desk) miss(v picture.View, a *picture.Asked) (MissLine, bool) {
	if a.Answer == nil || a.Answer.Resolution == outrider.ResolvedUnknown {
		return MissLine{}, false
	}
	lead := leading(a.Question.Forecasts)
	if lead.Judge == outrider.JudgeAnalyst && lead.By != v.User().ID {
		return MissLine{}, false
	}
	yes := a.Answer.Resolution == outrider.ResolvedYes
	given := lead.P
	if !yes {
		given = 1 - lead.P
	}
	if given >= d.o.Record.Miss {
		return MissLine{}, false
	}
	m := MissLine{Question: a.Question.ID, Asked: askedText(a.Question), Opened: a.Question.Opened, Came: "it did not come", surprise: 1 - given, harm: a.Question.Sort == outrider.QuestionHarm && yes}
	if yes {
		m.Came = "it came on " + a.Answer.At.UTC().Format(time.DateOnly)
	}
	for _, f := range a.Question.Forecasts {
		if f.Judge != outrider.JudgeAnalyst || f.By == v.User().ID {
			m.Said = append(m.Said, SaidLine{Judge: f.Judge, P: f.P, Percent: outrider.Percent(f.P)})
		}
	}
	return m, true
}

// leading is the figure that a question's record is told by.
func leading(fs []outrider.Forecast) outrider.Forecast {
	for _, j := range []outrider.Judge{outrider.JudgePublished, outrider.JudgePool, outrider.JudgeModel} {
		if i := slices.IndexFunc(fs, func(f outrider.Forecast) bool { return f.Judge == j }); i >= 0 {
			return fs[i]
		}
	}
	return fs[0]
}

// judges is the order of lines: it says nothing about who is better.
var judges = []outrider.Judge{outrider.JudgeModel, outrider.JudgePublished, outrider.JudgePool, outrider.JudgeAnalyst}

// judgeNames are the judges as a page calls them.
var judgeNames = map[outrider.Judge]string{outrider.JudgeModel: "the model", outrider.JudgePublished: "what was published", outrider.JudgePool: "the pool", outrider.JudgeAnalyst: "you alone"}

// lines groups answered forecasts by judge, sort and horizon, other people's own
// ones left out, and returns the forecasts of each line.
func lines(rv *RecordView, asked []*picture.Asked, by outrider.UserID) [][]calibration.Forecast {
	type key struct {
		sort  outrider.QuestionSort
		days  int
		judge outrider.Judge
	}
	sets := map[key][]calibration.Forecast{}
	for _, a := range asked {
		if a.Answer == nil || a.Answer.Resolution == outrider.ResolvedUnknown {
			continue
		}
		for _, f := range a.Question.Forecasts {
			if f.Judge == outrider.JudgeAnalyst && f.By != by {
				continue
			}
			k := key{a.Question.Sort, daysOf(a.Question), f.Judge}
			sets[k] = append(sets[k], calibration.Forecast{Person: string(a.Question.Person), P: f.P, Happened: a.Answer.Resolution == outrider.ResolvedYes, Base: f.Base})
		}
	}
	keys := make([]key, 0, len(sets))
	for k := range sets {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.sort, b.sort), cmp.Compare(a.days, b.days), cmp.Compare(slices.Index(judges, a.judge), slices.Index(judges, b.judge)))
	})
	out := make([][]calibration.Forecast, len(keys))
	for i, k := range keys {
		q := outrider.Question{Sort: k.sort, Due: time.Time{}.AddDate(0, 0, k.days)}
		rv.Lines = append(rv.Lines, RecordLine{Judge: k.judge, Mine: k.judge == outrider.JudgeAnalyst, Name: judgeNames[k.judge], Sort: k.sort, Days: k.days, Asked: askedText(q)})
		out[i] = sets[k]
	}
	return out
}
