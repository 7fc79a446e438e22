package picture

import (
	"slices"
	"strings"
	"time"

	"outrider"
)

// JudgedBody is the body of judgement.made, sealed for the person judged.
type JudgedBody struct {
	Judged outrider.Judged `json:"judged"`
}

// ProposedBody is the body of judgement.proposed.
type ProposedBody struct {
	Published outrider.Published `json:"published"`
}

// JudgementSettledBody is the body of judgement.settled.
type JudgementSettledBody struct {
	Settled outrider.Settled `json:"settled"`
}

// DissentedBody is the body of judgement.dissented.
type DissentedBody struct {
	Dissented outrider.Dissented `json:"dissented"`
}

// TaskBody is the body of task.made.
type TaskBody struct {
	Task outrider.Task `json:"task"`
}

// TaskClosedBody is the body of task.closed.
type TaskClosedBody struct {
	Closed outrider.TaskClosed `json:"closed"`
}

// ReviewedBody is the body of floor.reviewed.
type ReviewedBody struct {
	Review outrider.FloorReview `json:"review"`
}

// judging is what a change says of people and the model judging together: one of
// its fields is set, or none.
type judging struct {
	judged   *JudgedBody
	proposed *ProposedBody
	settled  *JudgementSettledBody
	dissent  *DissentedBody
	task     *TaskBody
	closed   *TaskClosedBody
	reviewed *ReviewedBody
}

// target is Change.target for these entries.
func (j *judging) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryJudged:
		return into(&j.judged), true
	case outrider.EntryProposed:
		return into(&j.proposed), true
	case outrider.EntrySettled:
		return into(&j.settled), true
	case outrider.EntryDissented:
		return into(&j.dissent), true
	case outrider.EntryTask:
		return into(&j.task), true
	case outrider.EntryTaskClosed:
		return into(&j.closed), true
	case outrider.EntryReviewed:
		return into(&j.reviewed), true
	}
	return nil, false
}

// person is whom the change is about.
func (j judging) person() outrider.PersonID {
	switch {
	case j.judged != nil:
		return j.judged.Judged.Person
	case j.proposed != nil:
		return j.proposed.Published.Person
	case j.settled != nil:
		return j.settled.Settled.Person
	case j.dissent != nil:
		return j.dissent.Dissented.Person
	case j.task != nil:
		return j.task.Task.Person
	case j.closed != nil:
		return j.closed.Closed.Person
	case j.reviewed != nil:
		return j.reviewed.Review.Person
	}
	return ""
}

// Signed says who did something, and when.
type Signed struct {
	By  outrider.UserID
	At  time.Time
	Seq uint64
}

// Judgement is one judgement in the picture.
type Judgement struct {
	outrider.Judged
	Signed
}

// Published is one published or proposed figure and what became of it.
type Published struct {
	outrider.Published
	Signed
	Settled   *outrider.Settled // nil: nobody has said anything
	SettledBy Signed
	Against   []Dissent // said since it was proposed, oldest first
}

// Dissent is what somebody said against a published figure.
type Dissent struct {
	outrider.Dissented
	Signed
}

// Waits reports whether a second person must still say whether it stands.
func (p *Published) Waits() bool { return len(p.Second) > 0 && p.Settled == nil }

// Stands reports whether the organisation stands by it at a moment: confirmed
// where it had to be, and not expired.
func (p *Published) Stands(now time.Time) bool {
	return p.Confirmed() && now.Before(p.Review)
}

// Confirmed reports whether it was published at all.
func (p *Published) Confirmed() bool {
	return len(p.Second) == 0 || p.Settled != nil && p.Settled.Confirm
}

// Since is when it was published: when the second person confirmed it, where one had to.
func (p *Published) Since() time.Time {
	if p.Settled != nil {
		return p.SettledBy.At
	}
	return p.At
}

// Task is one task and what became of it.
type Task struct {
	outrider.Task
	Signed
	Closed   *outrider.TaskClosed // nil: open
	ClosedBy Signed
}

// Reviewed is one review of the floor.
type Reviewed struct {
	outrider.FloorReview
	Signed
}

// Judging is what people made of one person's situation, oldest first, and what
// each user was last shown of it.
type Judging struct {
	Judged    []*Judgement
	Published []*Published
	Tasks     []*Task
	Reviews   []*Reviewed
	seen      map[outrider.UserID]Seen
	shown     map[outrider.UserID]uint64
}

// Seen is what a user saw when they last opened a person's page. Its slices are
// never written to again.
type Seen struct {
	At         time.Time
	Seq        uint64
	Assessment *outrider.Assessment // without its rows
	Findings   []SeenFinding
	rows       []RowBody
}

// SeenFinding is a finding that stood when somebody looked, and whom it was about.
type SeenFinding struct {
	ID     outrider.FindingID
	People []outrider.PersonID
}

// Account is the assessment that was seen, with its rows; nil where there was none.
func (s Seen) Account() *outrider.Assessment {
	return (&Person{Assessment: s.Assessment, rows: s.rows}).Account()
}

// Seen returns what a user saw when they last opened the person's page.
func (x *Person) Seen(u outrider.UserID) (Seen, bool) {
	s, ok := x.seen[u]
	return s, ok
}

// News is the sequence number of the last fact that may change what is thought of
// a person: a report filed, regraded, withdrawn or linked to them, else their
// enrolment. At is when.
func (x *Person) News() (seq uint64, at time.Time) {
	at = x.Added
	for _, it := range x.Reports {
		if it.Changed > seq {
			seq, at = it.Changed, it.ChangedAt
		}
	}
	return seq, at
}

// Shown is the sequence number of the last read that showed a user a figure of
// the model about a person; 0 for never.
func (p *Picture) Shown(u outrider.UserID, x *Person) uint64 { return max(p.shownAll[u], x.shown[u]) }

// applyJudging keeps what people judged, published and asked for.
func (p *Picture) applyJudging(c Change) {
	x := p.people[c.judging.person()]
	if x == nil || x.Erased {
		return
	}
	made := Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
	switch j := c.judging; {
	case j.judged != nil:
		x.Judged = append(x.Judged, &Judgement{Judged: j.judged.Judged, Signed: made})
	case j.proposed != nil:
		x.Published = append(x.Published, &Published{Published: j.proposed.Published, Signed: made})
	case j.settled != nil:
		if pub := x.Proposal(j.settled.Settled.ID); pub != nil && pub.Waits() {
			pub.Settled, pub.SettledBy = &j.settled.Settled, made
		}
	case j.dissent != nil:
		if pub := x.Proposal(j.dissent.Dissented.Published); pub != nil {
			pub.Against = append(pub.Against, Dissent{Dissented: j.dissent.Dissented, Signed: made})
		}
	case j.task != nil:
		x.Tasks = append(x.Tasks, &Task{Task: j.task.Task, Signed: made})
	case j.closed != nil:
		if t := x.Task(j.closed.Closed.Task); t != nil && t.Closed == nil {
			t.Closed, t.ClosedBy = &j.closed.Closed, made
		}
	case j.reviewed != nil:
		x.Reviews = append(x.Reviews, &Reviewed{FloorReview: j.reviewed.Review, Signed: made})
	}
}

// Proposal returns a published or proposed figure by id; nil where there is none.
func (x *Person) Proposal(id string) *Published {
	i := slices.IndexFunc(x.Published, func(p *Published) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return x.Published[i]
}

// Task returns a task by id; nil where there is none.
func (x *Person) Task(id string) *Task {
	i := slices.IndexFunc(x.Tasks, func(t *Task) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return x.Tasks[i]
}

// Reads that open a person's page, those that show figures of the model about
// everybody, and those that show none about the people they name. A read that is
// not listed counts as showing: a new page must not make a judgement blind that is not.
var (
	opensPage = []string{"person", "identity"}
	showsAll  = []string{"queue", "register", "search"}
	showsNone = []string{"report", "hit", "hits", "watch", "watches", "screening"}
)

// applySeen keeps what a read showed. Blind reads left out the figures that the
// user had not been shown; reading the past shows figures too.
func (p *Picture) applySeen(c Change) {
	act, past := c.read.Act, len(c.read.Act) > 5 && c.read.Act[:5] == "as of"
	if past || slices.Contains(showsAll, act) && !c.read.Blind {
		p.shownAll[c.By] = c.Seq
	}
	for _, o := range c.read.Objects {
		x := p.people[outrider.PersonID(o)]
		if x == nil || x.Erased {
			continue
		}
		if x.shown == nil {
			x.shown, x.seen = map[outrider.UserID]uint64{}, map[outrider.UserID]Seen{}
		}
		if !c.read.Blind && !slices.Contains(showsNone, act) {
			x.shown[c.By] = c.Seq
		}
		if slices.Contains(opensPage, act) {
			x.seen[c.By] = Seen{At: c.Recorded, Seq: c.Seq, Assessment: x.Assessment, rows: x.rows, Findings: p.standing(x)}
		}
	}
}

// unsee takes findings about an erased person out of what everybody saw, as a fold
// without the key would find it.
func (p *Picture) unsee(id outrider.PersonID) {
	for _, x := range p.people {
		for u, s := range x.seen {
			s.Findings = slices.DeleteFunc(slices.Clone(s.Findings), func(f SeenFinding) bool { return slices.Contains(f.People, id) })
			x.seen[u] = s
		}
	}
}

// standing lists a person's findings in a fixed order.
func (p *Picture) standing(x *Person) []SeenFinding {
	out := make([]SeenFinding, 0, len(x.Findings))
	for id := range x.Findings {
		out = append(out, SeenFinding{ID: id, People: p.findings[id].People})
	}
	slices.SortFunc(out, func(a, b SeenFinding) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out
}
