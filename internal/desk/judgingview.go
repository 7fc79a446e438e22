package desk

import (
	"time"

	"outrider"
)

// JudgePerson is an analyst's judgement of a person's situation. Figures are as
// typed; the desk makes them coherent and keeps both.
type JudgePerson struct {
	Person  outrider.PersonID `json:"person"`
	Figures outrider.Figures  `json:"figures"`
	Reasons string            `json:"reasons"`
	Gaps    string            `json:"gaps,omitempty"`
}

// Publish proposes the figure that the organisation stands by. Figures are needed
// only where From is "own".
type Publish struct {
	Person  outrider.PersonID  `json:"person"`
	From    string             `json:"from"`
	Figures *outrider.Figures  `json:"figures,omitempty"`
	Reasons string             `json:"reasons"`
	Gaps    string             `json:"gaps"`
	Dissent []outrider.Dissent `json:"dissent,omitempty"`
	Review  time.Time          `json:"review,omitzero"` // zero: what the numbers of judging offer
}

// SettlePublished is the second person's word on a proposed figure.
type SettlePublished struct {
	Person  outrider.PersonID `json:"person"`
	ID      string            `json:"id"`
	Confirm bool              `json:"confirm"`
	Why     string            `json:"why,omitempty"` // needed to return it
}

// MakeTask turns "changes if" into one action, or sets one freely.
type MakeTask struct {
	Person outrider.PersonID `json:"person"`
	If     string            `json:"if,omitempty"`    // as the assessment has it; empty for a task of one's own
	Do     string            `json:"do,omitempty"`    // empty: what the assessment proposes
	Owner  string            `json:"owner,omitempty"` // a user's name; empty: whoever makes it
	Due    time.Time         `json:"due,omitzero"`    // zero: what the numbers of judging offer
}

// CloseTask says what became of a task.
type CloseTask struct {
	Task   string            `json:"task"`
	Done   bool              `json:"done"`
	Note   string            `json:"note,omitempty"`   // needed where it was not done
	Report outrider.ReportID `json:"report,omitempty"` // a filed report that answers it
}

// JudgeQuery asks for the page on which a person's situation is judged, by id or
// by code name.
type JudgeQuery struct {
	Person outrider.PersonID `json:"person,omitempty"`
	Code   string            `json:"code,omitempty"`
}

// TasksQuery asks for tasks: of one person, or of everybody.
type TasksQuery struct {
	Person outrider.PersonID `json:"person,omitempty"`
	Closed bool              `json:"closed,omitempty"` // closed ones too
}

// JudgeView is what an analyst judges from: reports and what they say, and no
// figure of the model, of anybody else, or published.
type JudgeView struct {
	Person  outrider.PersonID `json:"person"`
	Code    string            `json:"code"`
	Blind   bool              `json:"blind"` // a judgement made now is kept as blind
	News    time.Time         `json:"news,omitzero"`
	Reports []ReportLine      `json:"reports"`
	Claims  []ClaimLine       `json:"claims"`
	Masked  int               `json:"masked,omitempty"` // reports that are not for this user to see
	Before  *outrider.Figures `json:"before,omitempty"` // the user's own last judgement
}

// FiguresView is one set of figures among several: the model's, an analyst's, a
// pool's, or what was published.
type FiguresView struct {
	Kind    string           `json:"kind"` // model, analyst, people, both, published
	Who     string           `json:"who"`
	At      time.Time        `json:"at,omitzero"`
	Engine  outrider.Stamp   `json:"engine,omitzero"` // that stood then
	Shares  []HypothesisLine `json:"shares"`
	Harm    []Judgement      `json:"harm"` // by horizon, shortest first
	State   string           `json:"state,omitempty"`
	Counts  bool             `json:"counts"` // enters the pool
	Typed   []string         `json:"typed,omitempty"`
	Mended  []string         `json:"mended,omitempty"`
	Reasons string           `json:"reasons,omitempty"`
	Gaps    string           `json:"gaps,omitempty"`
	Masked  bool             `json:"masked,omitempty"` // its words rest on reports that are not for this user
}

// PublishedView is a published or proposed figure with its owner and its state.
type PublishedView struct {
	ID         string        `json:"id"`
	Figures    FiguresView   `json:"figures"`
	Owner      string        `json:"owner"`
	From       string        `json:"from"`
	State      string        `json:"state"` // published, waits, returned, expired, replaced
	Review     time.Time     `json:"review"`
	Second     []string      `json:"second,omitempty"` // why a second person confirms
	By         string        `json:"by,omitempty"`     // who confirmed or returned it
	Settled    time.Time     `json:"settled,omitzero"`
	Why        string        `json:"why,omitempty"`
	Dissent    []DissentLine `json:"dissent,omitempty"`
	MayAnswer  bool          `json:"may_answer,omitempty"`  // this user may confirm or return it
	MayDissent bool          `json:"may_dissent,omitempty"` // this user may say that they see it differently
}

// JudgementsView is everything held about one person's situation, side by side:
// the model, each analyst, both pools, and what was published, newest first.
type JudgementsView struct {
	Person     outrider.PersonID `json:"person"`
	Code       string            `json:"code"`
	Columns    []FiguresView     `json:"columns"`
	Judged     []FiguresView     `json:"judged"`
	Published  []PublishedView   `json:"published"`
	MayJudge   bool              `json:"may_judge,omitempty"`
	MayPublish bool              `json:"may_publish,omitempty"`
	From       []string          `json:"from"`   // where a published figure may come from now
	Review     time.Time         `json:"review"` // offered
	MaxReview  time.Time         `json:"max_review"`
}

// ToJudgeLine is a person in the list of those to judge, without any figure.
type ToJudgeLine struct {
	Person  outrider.PersonID `json:"person"`
	Code    string            `json:"code"`
	News    time.Time         `json:"news,omitzero"`
	Reports int               `json:"reports"`
	Blind   bool              `json:"blind"`         // this user may still judge blind
	Mine    time.Time         `json:"mine,omitzero"` // when this user judged last
	Since   bool              `json:"since"`         // and whether there was news after that
	Waits   int               `json:"waits"`         // proposals that wait for a second person
	State   string            `json:"state"`         // of what is published: none, published, expired
	Review  time.Time         `json:"review,omitzero"`
}

// ToJudgeView is the list of people to judge.
type ToJudgeView struct {
	People []ToJudgeLine `json:"people"`
}

// TaskLine is one collection task.
type TaskLine struct {
	ID      string            `json:"id"`
	Person  outrider.PersonID `json:"person"`
	Code    string            `json:"code"`
	Do      string            `json:"do"`
	If      string            `json:"if,omitempty"`
	To      string            `json:"to,omitempty"` // harm within 90 days if it comes true
	Owner   string            `json:"owner"`
	Mine    bool              `json:"mine,omitempty"`
	Due     time.Time         `json:"due"`
	Overdue bool              `json:"overdue,omitempty"`
	Made    time.Time         `json:"made"`
	State   string            `json:"state"` // open, done, not done
	Note    string            `json:"note,omitempty"`
	Closed  time.Time         `json:"closed,omitzero"`
	By      string            `json:"by,omitempty"`
	Report  outrider.ReportID `json:"report,omitempty"`
	Masked  bool              `json:"masked,omitempty"`
}

// TasksView lists tasks: overdue first, then by day.
type TasksView struct {
	Tasks []TaskLine `json:"tasks"`
}

// ChangeLine is an observation that would change an assessment, with the task that
// looks for it.
type ChangeLine struct {
	If   string `json:"if"`
	To   string `json:"to"`
	Do   string `json:"do,omitempty"`
	Open bool   `json:"open,omitempty"` // a task for it is open
}

// MovedFigure is a figure that is not what the user saw.
type MovedFigure struct {
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// MovedRow is a row of the account that is new, gone or weighs otherwise.
type MovedRow struct {
	How      string              `json:"how"` // new, gone, weighs otherwise
	Why      string              `json:"why"`
	Decibans float64             `json:"decibans"` // by how much it moved attack against benign
	Reports  []outrider.ReportID `json:"reports,omitempty"`
}

// ModelChange is what another engine or other parameters make of the same facts.
type ModelChange struct {
	From      outrider.Stamp `json:"from"`
	To        outrider.Stamp `json:"to"`
	Decibans  float64        `json:"decibans"` // by how much it alone moved attack against benign
	Moved     []MovedFigure  `json:"moved,omitempty"`
	Separated bool           `json:"separated"` // false: an engine in between is gone, and news cannot be told apart
}

// SinceView is what changed about a person since a user last opened their page:
// news, time and the model, each apart. The three parts of Decibans add up to the
// whole move of the account.
type SinceView struct {
	Last      time.Time     `json:"last"`
	Nothing   bool          `json:"nothing,omitempty"`
	Reports   []ReportLine  `json:"reports,omitempty"`
	Withdrawn []ReportLine  `json:"withdrawn,omitempty"`
	Regraded  []ReportLine  `json:"regraded,omitempty"`
	Findings  []FindingLine `json:"findings,omitempty"`
	Gone      int           `json:"findings_gone,omitempty"`
	Moved     []MovedFigure `json:"moved,omitempty"`
	Rows      []MovedRow    `json:"rows,omitempty"`
	News      float64       `json:"news_decibans"`
	Time      float64       `json:"time_decibans"`
	Model     *ModelChange  `json:"model,omitempty"`
}
