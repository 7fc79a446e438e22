package desk

import (
	"time"

	"outrider"
)

// The views are what a handler may see: already cut to one user. They hold no
// state of the desk and may be kept, rendered or sent.

// Judgement is the one component by which every probability is shown: number,
// word, interval, frequency, what it rests on, what would change it. Never zero.
type Judgement struct {
	Label     string               `json:"label"` // "Harm within 90 days", "Attack preparation"
	P         outrider.Probability `json:"p"`
	Withheld  bool                 `json:"withheld,omitempty"` // kept back from somebody who may still judge blind
	Percent   string               `json:"percent"`            // "18 %"
	Word      string               `json:"word"`               // PHIA; both neighbours in a gap
	Range     string               `json:"range"`              // "9-31 %"
	Frequency string               `json:"frequency"`          // "about 18 in 100"
	Base      string               `json:"base"`               // the base-rate-only figure
	Before    string               `json:"before,omitempty"`
	Experts   string               `json:"experts,omitempty"` // the range over the experts, or that nobody has been asked
	RestsOn   string               `json:"rests_on"`          // "4 reports, 3 independent; best grade B2"
	Missing   []string             `json:"missing,omitempty"`
	ChangesIf []string             `json:"changes_if,omitempty"`
	LastLook  time.Time            `json:"last_look"`
	Note      string               `json:"note"` // "It is not zero."
}

// HypothesisLine is one competing explanation in a person's or alert's view.
type HypothesisLine struct {
	Hypothesis outrider.Hypothesis  `json:"hypothesis"`
	Name       string               `json:"name"`
	P          outrider.Probability `json:"p"`
	Percent    string               `json:"percent"` // columns add up to 100
}

// RowLine is one row of the account: attack against benign, in decibans, and the
// reports behind it.
type RowLine struct {
	At       time.Time           `json:"at"`
	Kind     string              `json:"kind"`
	Why      string              `json:"why"`
	Reports  []outrider.ReportID `json:"reports,omitempty"`
	Decibans float64             `json:"decibans"`
	Nats     float64             `json:"nats"`
}

// Account is the whole explanation of an assessment: rows that add up.
type Account struct {
	Rows     []RowLine `json:"rows"`
	Sum      float64   `json:"sum_decibans"` // attack against benign
	SumNats  float64   `json:"sum_nats"`
	OddsText string    `json:"odds"`               // "0.38 = 18 : 47"
	LeftOut  []string  `json:"left_out,omitempty"` // what would remain without each strong report; these do not add up
}

// StandingView is the slow clock: what is known for long and does not fade
// between reports.
type StandingView struct {
	Year   string   `json:"year"`             // of an attack or abduction within a year, "8 %"
	Base   string   `json:"base"`             // the same before any factor
	Rows   []string `json:"rows,omitempty"`   // "an official warning: times 4.2"
	Floor  string   `json:"floor,omitempty"`  // what only a review lowers
	States []string `json:"states,omitempty"` // connected with it by those who told, or entered by a human

	Reviews []ReviewLine `json:"reviews,omitempty"` // newest first
}

// QueueItem is one decision that waits.
type QueueItem struct {
	Alert     outrider.AlertID  `json:"alert"`
	Thread    outrider.ThreadID `json:"thread"`
	Level     outrider.Level    `json:"level"`
	Rule      outrider.Rule     `json:"rule"`
	Person    outrider.PersonID `json:"person,omitempty"`
	Code      string            `json:"code"` // code name, or "nobody named"
	Urgent    bool              `json:"urgent"`
	Why       string            `json:"why"`
	Do        string            `json:"do"`
	Raised    time.Time         `json:"raised"`
	Waiting   time.Duration     `json:"waiting"`
	Owner     string            `json:"owner,omitempty"` // user name of who took it
	For       string            `json:"for,omitempty"`   // who is asked first, of what a clock raised
	Judgement Judgement         `json:"judgement"`
	Masked    bool              `json:"masked,omitempty"` // the user may not see all of its inputs: it names nobody
	Members   int               `json:"members"`          // alerts of the thread behind this line
}

// Quiet is a person about whom nothing new was seen; still possible.
type Quiet struct {
	Person    outrider.PersonID `json:"person"`
	Code      string            `json:"code"`
	Judgement Judgement         `json:"judgement"`
}

// QueueView is the duty officer's screen.
type QueueView struct {
	Now        time.Time      `json:"now"`
	Items      []QueueItem    `json:"items"`
	Taken      []QueueItem    `json:"taken,omitempty"`
	Quiet      []Quiet        `json:"quiet"`
	Campaigns  []CampaignLine `json:"campaigns,omitempty"`
	Dismissed  int            `json:"dismissed"`
	Unassigned int            `json:"unassigned"` // reports that name nobody in the register
	Detection  DetectionView  `json:"detection"`
	Tasks      []TaskLine     `json:"tasks,omitempty"`  // open ones
	Duties     []DutyLine     `json:"duties,omitempty"` // missed ones first, then those that are due
	NotYet     []string       `json:"not_yet"`          // what this version does not do
	Screening  *HitDigest     `json:"screening,omitempty"`
	Consent    *ConsentDigest `json:"consent,omitempty"`
}

// CampaignLine is a group of people whom the same things came to. Where the user
// may not see all that it rests on, it is masked and names nobody.
type CampaignLine struct {
	ID       string   `json:"id,omitempty"`
	Summary  string   `json:"summary"`
	Codes    []string `json:"codes,omitempty"`
	Things   []string `json:"things,omitempty"` // redacted selectors
	Score    float64  `json:"score,omitempty"`
	Handling string   `json:"handling,omitempty"`
	Masked   bool     `json:"masked,omitempty"`
}

// ReportLine is a report in a list.
type ReportLine struct {
	ID        outrider.ReportID   `json:"id"`
	Kind      outrider.Kind       `json:"kind"`
	KindName  string              `json:"kind_name"`
	Occurred  outrider.When       `json:"occurred"`
	Recorded  time.Time           `json:"recorded"`
	Place     string              `json:"place,omitempty"`
	Text      string              `json:"text"` // shortened
	Grade     string              `json:"grade"`
	Handling  string              `json:"handling"`
	Codes     []string            `json:"codes"`
	People    []outrider.PersonID `json:"people"`
	Copies    int                 `json:"copies,omitempty"` // other reports with the same root
	Outlet    string              `json:"outlet,omitempty"` // where it was published
	Urgent    bool                `json:"urgent,omitempty"`
	Erased    bool                `json:"erased,omitempty"`
	Retracted bool                `json:"retracted,omitempty"`
}

// FindingLine is a finding as shown: its sentence and the rows behind it.
type FindingLine struct {
	ID       outrider.FindingID `json:"id"`
	Rule     outrider.Rule      `json:"rule"`
	Summary  string             `json:"summary"`
	Selector string             `json:"selector,omitempty"` // redacted unless the user may see it
	Score    float64            `json:"score"`
	Rows     []outrider.Weight  `json:"rows"`
	Innocent string             `json:"innocent,omitempty"`
	Ask      string             `json:"ask,omitempty"`
	Changes  string             `json:"changes,omitempty"`
	Codes    []string           `json:"codes"`
	Masked   bool               `json:"masked,omitempty"`
}

// AlertView is one alert with everything that explains it.
type AlertView struct {
	Item       QueueItem           `json:"item"`
	Hypotheses []HypothesisLine    `json:"hypotheses,omitempty"`
	Account    Account             `json:"account"`
	Finding    *FindingLine        `json:"finding,omitempty"`
	Reports    []ReportLine        `json:"reports"`
	Changed    []string            `json:"changed,omitempty"` // since this user last looked
	Emergency  []string            `json:"emergency,omitempty"`
	Dismissal  *outrider.Dismissal `json:"dismissal,omitempty"`
	Awake      string              `json:"awake,omitempty"` // why a dismissed thread woke
	Handling   string              `json:"handling"`
	Tell       string              `json:"tell,omitempty"`     // how the person wants to be told
	Duty       *DutyLine           `json:"duty,omitempty"`     // that was missed
	Delivery   []DeliveryLine      `json:"delivery,omitempty"` // how far word of it came
}

// DeliveryLine is how far word of an alert came: stored or handed over, on which
// channel; read, by whom. It is never better than what is known.
type DeliveryLine struct {
	Channel string    `json:"channel"`
	State   string    `json:"state"`
	At      time.Time `json:"at,omitzero"`
}

// PersonLine is a protected person in the register's list.
type PersonLine struct {
	ID        outrider.PersonID `json:"id"`
	Code      string            `json:"code"`
	Reports   int               `json:"reports"`
	Open      int               `json:"open_alerts"`
	LastNews  time.Time         `json:"last_news,omitzero"`
	Judgement Judgement         `json:"judgement"`
	Erased    bool              `json:"erased,omitempty"`
}

// PeopleView is the register's list.
type PeopleView struct {
	People []PersonLine `json:"people"`
}

// PersonView is one protected person. Identity is present only when the user
// may see it and asked for it with a reason; the look is recorded.
type PersonView struct {
	Line         PersonLine         `json:"line"`
	Protectee    outrider.Protectee `json:"protectee"`
	Identity     *outrider.Identity `json:"identity,omitempty"`
	MayReveal    bool               `json:"may_reveal"`
	Hypotheses   []HypothesisLine   `json:"hypotheses"`
	Horizons     []Judgement        `json:"horizons"` // 30, 90, 365 days
	Account      Account            `json:"account"`
	Standing     *StandingView      `json:"standing,omitempty"`
	Findings     []FindingLine      `json:"findings"`
	Claims       []ClaimLine        `json:"claims"` // what is said to have happened, last first
	Reports      []ReportLine       `json:"reports"`
	Alerts       []QueueItem        `json:"alerts"`
	Ties         []PersonLine       `json:"ties"`
	Readers      int                `json:"readers"` // users who looked within 7 days
	Engine       outrider.Stamp     `json:"engine"`
	Since        *SinceView         `json:"since,omitempty"`     // since this user last opened the page
	Published    *PublishedView     `json:"published,omitempty"` // what the organisation stands by, or last did
	Asks         []ChangeLine       `json:"asks,omitempty"`      // what would change it, and the task that looks for it
	Tasks        []TaskLine         `json:"tasks,omitempty"`
	Illustrative string             `json:"illustrative"`      // the warning that the rates are illustrative
	Wanted       []HitLine          `json:"wanted,omitempty"`  // lists of those who hunt them; for those who may see who they are
	Weighed      *WeighedView       `json:"weighed,omitempty"` // where it was asked for
	Consent      *ConsentView       `json:"consent,omitempty"`
	Dangers      []DangerLine       `json:"dangers,omitempty"` // threat records, the most pressing first
}

// ReportView is one report with its original, its grade history and its copies.
type ReportView struct {
	Report     outrider.Report   `json:"report"`
	Line       ReportLine        `json:"line"`
	By         string            `json:"by"` // user name
	Grades     []GradeLine       `json:"grades"`
	Claim      *ClaimLine        `json:"claim,omitempty"` // what it is one account of
	Proposals  []ProposalLine    `json:"proposals,omitempty"`
	Warnings   []outrider.Notice `json:"warnings,omitempty"`
	Findings   []FindingLine     `json:"findings,omitempty"`
	Emergency  []string          `json:"emergency,omitempty"`
	Hits       []HitLine         `json:"hits,omitempty"` // what its strangers may be on lists
	MayGrade   bool              `json:"may_grade"`
	MayRetract bool              `json:"may_retract"`

	Photos      []PhotoLine `json:"photos,omitempty"`
	MayDescribe bool        `json:"may_describe"` // say in words what photos show
}

// GradeLine is one grading in a report's history.
type GradeLine struct {
	Grade string    `json:"grade"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Why   string    `json:"why,omitempty"`
}

// ProposalLine is something found in a report that waits for a human.
type ProposalLine struct {
	Index   int               `json:"index"`
	Kind    string            `json:"kind"`
	Text    string            `json:"text"`
	Basis   string            `json:"basis"`
	Person  outrider.PersonID `json:"person,omitempty"`
	Code    string            `json:"code,omitempty"`
	Settled string            `json:"settled,omitempty"` // confirmed, rejected
}

// Receipt is the answer to a filed report.
type Receipt struct {
	Report    outrider.ReportID  `json:"report"`
	Seq       uint64             `json:"seq"`
	Recorded  time.Time          `json:"recorded"`
	Where     string             `json:"where,omitempty"`
	People    int                `json:"people"`
	Findings  int                `json:"findings"`
	Alerts    []outrider.AlertID `json:"alerts,omitempty"`
	Urgent    bool               `json:"urgent,omitempty"`
	Emergency []string           `json:"emergency,omitempty"`
	Warnings  []outrider.Notice  `json:"warnings,omitempty"`
	Refused   string             `json:"refused,omitempty"` // why this draft was not filed; the others were
	Next      string             `json:"next"`              // what happens next, and by when
	Photos    []PhotoKept        `json:"photos,omitempty"`  // those that were kept, in the order in which they came
}

// SearchView answers a search over text and selectors in every script.
type SearchView struct {
	Query   string       `json:"query"`
	Reports []ReportLine `json:"reports"`
	People  []PersonLine `json:"people"`
	More    bool         `json:"more"`
}

// AuditLine is one act in the ledger: who did what, to which id, when.
type AuditLine struct {
	Seq      uint64    `json:"seq"`
	Recorded time.Time `json:"recorded"`
	By       string    `json:"by"`
	Act      string    `json:"act"`
	Object   string    `json:"object,omitempty"` // ids only
	Reason   string    `json:"reason,omitempty"`
}

// AuditView is a page of acts, newest first.
type AuditView struct {
	Lines  []AuditLine `json:"lines"`
	Before uint64      `json:"before,omitempty"` // pass to get the page before
	Head   string      `json:"head"`             // hash of the ledger's head
	Total  uint64      `json:"total"`
}

// UserLine is a user as shown to an administrator.
type UserLine struct {
	ID       outrider.UserID `json:"id"`
	Name     string          `json:"name"`
	Role     outrider.Role   `json:"role"`
	Disabled bool            `json:"disabled,omitempty"`
	Added    time.Time       `json:"added"`
	HasPass  bool            `json:"has_passphrase"`
}

// UsersView lists the users.
type UsersView struct {
	Users []UserLine `json:"users"`
}

// Session is what a sign-in yields: who it is and what they may open.
type Session struct {
	User              outrider.UserID `json:"user"`
	Name              string          `json:"name"`
	Role              outrider.Role   `json:"role"`
	May               map[string]bool `json:"may"` // acts by name, for showing and hiding links; the desk decides again
	MustSetPassphrase bool            `json:"must_set_passphrase,omitempty"`
}

// PrecedentLine is a documented case in the library.
type PrecedentLine struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Host    string `json:"host"`
	Years   string `json:"years"`
	Events  int    `json:"events"`
	Sources int    `json:"sources"`
	Basis   string `json:"basis"` // of attribution
}

// PrecedentsView lists the library, and what was excluded and why.
type PrecedentsView struct {
	Cases    []PrecedentLine `json:"cases"`
	Excluded []string        `json:"excluded,omitempty"`
}

// PrecedentStep is one moment of a replay: what was fed, and what the desk would
// have thought then.
type PrecedentStep struct {
	At      time.Time        `json:"at"`
	Event   string           `json:"event,omitempty"`
	Seen    string           `json:"seen"` // as the observer put it that day
	Kind    string           `json:"kind"`
	P       []HypothesisLine `json:"p"`
	Harm90  Judgement        `json:"harm_90d"`
	Alarm   outrider.Level   `json:"alarm,omitempty"`
	Sources []string         `json:"sources,omitempty"`
}

// PrecedentView is one case replayed without hindsight, step by step.
type PrecedentView struct {
	Line        PrecedentLine   `json:"line"`
	Protectee   string          `json:"protectee"`
	Protectees  []string        `json:"protectees"`
	View        string          `json:"view"`
	Tier        string          `json:"tier"`
	Bound       string          `json:"bound"` // the statement that this is an upper bound
	Steps       []PrecedentStep `json:"steps"`
	At          int             `json:"at"`       // the step the slider stands on
	Critical    string          `json:"critical"` // what happened in the end, shown apart
	Excluded    []string        `json:"excluded"` // case ids left out of what the engine knew
	Sources     []SourceLine    `json:"sources"`
	Attribution string          `json:"attribution"`
}

// SourceLine is a source of a documented case.
type SourceLine struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Date      string `json:"date"`
	URL       string `json:"url"`
}

// HealthView is what runs, and what does not yet.
type HealthView struct {
	Version   string        `json:"version"`
	Entries   uint64        `json:"entries"`
	People    int           `json:"people"`
	Backup    string        `json:"backup"`
	Detection DetectionView `json:"detection"`
	Rates     InForceLine   `json:"rates"`
	Channels  []ChannelLine `json:"channels,omitempty"`
	Warnings  []string      `json:"warnings"`
	NotYet    []string      `json:"not_yet"`
	Demo      bool          `json:"demo"`
	Portal    string        `json:"portal"`      // where people reach their own pages; "off" where they are not served
	WrongCode int           `json:"wrong_codes"` // codes that opened nobody's pages, in the last 24 hours and since this program began
}

// Kinds lists the kinds of report that stand about the person, in the order in
// which they are shown: what an analogue search may compare.
func (v PersonView) Kinds() []outrider.Kind {
	var out []outrider.Kind
	for _, r := range v.Reports {
		if !r.Erased && !r.Retracted {
			out = append(out, r.Kind)
		}
	}
	return out
}
