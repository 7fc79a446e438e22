// Package picture is what the organisation knows: a fold of the ledger held in
// memory, with the indexes that thinking and searching need. It can be folded up
// to any moment, and a user sees it only through a view cut by policy. Nothing
// in it is ever written to disk.
package picture

import (
	"maps"
	"slices"
	"strings"
	"time"

	"outrider"
)

// Picture is the state after some entry of the ledger. It is not safe for
// concurrent use; the desk guards it.
type Picture struct {
	Seq  uint64    // of the last entry applied
	When time.Time // its Recorded
	Told uint64    // the last entry that changed what is told: a report, its grade, an erasure

	people   map[outrider.PersonID]*Person
	sorted   []*Person // all of them in order; nil: to be sorted again
	codes    map[string]outrider.PersonID
	reports  map[outrider.ReportID]*Item
	order    []*Item // by sequence
	selector map[string][]*Item
	event    map[string][]*Item
	subject  map[outrider.SubjectToken][]*Item
	against  []*Item // reports that speak against another

	findings map[outrider.FindingID]*outrider.Finding
	since    map[outrider.FindingID]Found // when a finding was made
	dangers  map[outrider.DangerID]*Danger
	alerts   map[outrider.AlertID]*AlertState
	threads  map[outrider.ThreadID]*Thread

	users   map[outrider.UserID]outrider.User
	byName  map[string]outrider.UserID
	invites map[string]InvitedBody

	acts     []Act
	looks    map[string]time.Time       // user and object -> when last looked at
	shownAll map[outrider.UserID]uint64 // last read that showed the model's figures about everybody
	params   map[string]Adopted
	backup   time.Time
	words    map[string]string // shared sentences
	outbox   map[outrider.AlertID]bool
	asked    questions
	clocks   clocks
	portals  portals
	pages    pages
	offline  []OfflineKey // the desk's, the newest last

	approvals map[outrider.ApprovalID]*Approval
	cases     map[outrider.CaseID]*Case

	hits    map[outrider.HitID]*Hit
	hitOf   map[string]outrider.HitID   // by token, list and key
	hitsOn  map[string][]outrider.HitID // by list and key, in the order in which they began
	held    map[string][]outrider.HitID // by what was screened
	watches map[outrider.WatchID]*Watch
	lists   ListsBody // the last that everything was held against
	sources map[string]outrider.ListSource
}

// Person is a protected person with what hangs on them.
type Person struct {
	Protectee  outrider.Protectee
	Identity   *outrider.Identity // nil once the identity key is destroyed
	Reports    []*Item            // by sequence
	Findings   map[outrider.FindingID]bool
	Assessment *outrider.Assessment // the latest, without its rows: see Account
	rows       []RowBody
	Thought    uint64 // its sequence number: facts after it are still to be thought about
	Readers    map[outrider.UserID]time.Time
	Erased     bool
	Noted      bool // the erasure stands in the ledger
	Added      time.Time
	Judging
	Consenting
	Offlining
	Referrals []*Referral // in the order in which they were drafted
	Planning
	Dangers []*Danger // threat records, oldest first
	Portal  Portal
	Looks   []Look // the newest ones, oldest first
	Looked  int    // how often anybody looked
}

// Item is one report in the picture.
type Item struct {
	Report     outrider.Report
	Seq        uint64
	Changed    uint64 // sequence number of the last fact about it
	ChangedAt  time.Time
	Recorded   time.Time
	By         outrider.UserID
	Proposals  []outrider.Proposal
	Settled    map[int]SettledBody
	Notices    []outrider.Notice
	Subjects   []outrider.SubjectToken
	Links      []float64 // of the subjects, in their order; none: all certain
	Recipients []outrider.UserID
	Grades     []Graded
	Photos     []*Photo // in the order in which they came
	Retracted  bool
	Withdrawn  time.Time                       // when it was retracted
	Joined     map[outrider.PersonID]time.Time // since when it is held to be about somebody, where it was not filed so
	Erased     bool                            // nothing is left of it but its place
	Opened     time.Time                       // when somebody first opened it; zero: nobody has
	Partial    bool                            // somebody else it was about has been erased
	filedAbout []outrider.PersonID             // whom it was filed about, before any proposal was settled
	folded     string
}

// Link is how probable it is that the stranger a report tells of is its i-th
// subject; 0 stands for certain.
func (it *Item) Link(i int) float64 {
	if i < len(it.Links) {
		return it.Links[i]
	}
	return 0
}

// Graded is one grading of a report.
type Graded struct {
	Grade outrider.Grade
	By    outrider.UserID
	At    time.Time
	Why   string
	whose []outrider.PersonID // under whose keys Why was sealed
}

// AlertState is an alert and what became of it.
type AlertState struct {
	Alert     outrider.Alert
	Seq       uint64
	Delivered map[string]string // channel -> state
	Read      time.Time         // when somebody first opened it; zero: nobody has
	Reader    outrider.UserID
}

// Thread is the line of alerts with one rule, person and subject.
type Thread struct {
	Alerts    []outrider.AlertID
	Owner     outrider.UserID
	Taken     time.Time
	Dismissal *outrider.Dismissal
	Awake     string // why it woke after its dismissal
	wokenBy   outrider.AlertID
	whose     []outrider.PersonID // under whose keys the dismissal's note was sealed
}

// Act is one line of the audit view: ids only.
type Act struct {
	Seq      uint64
	Recorded time.Time
	By       outrider.UserID
	Act      string
	Object   string
	Reason   string
}

// New returns the empty picture.
func New() *Picture {
	return &Picture{
		people: map[outrider.PersonID]*Person{}, codes: map[string]outrider.PersonID{},
		reports: map[outrider.ReportID]*Item{}, selector: map[string][]*Item{}, event: map[string][]*Item{}, subject: map[outrider.SubjectToken][]*Item{},
		findings: map[outrider.FindingID]*outrider.Finding{}, since: map[outrider.FindingID]Found{}, dangers: map[outrider.DangerID]*Danger{}, alerts: map[outrider.AlertID]*AlertState{},
		threads: map[outrider.ThreadID]*Thread{}, users: map[outrider.UserID]outrider.User{},
		byName: map[string]outrider.UserID{}, invites: map[string]InvitedBody{}, params: map[string]Adopted{},
		looks: map[string]time.Time{}, shownAll: map[outrider.UserID]uint64{}, words: map[string]string{}, outbox: map[outrider.AlertID]bool{}, asked: newQuestions(), clocks: newClocks(), portals: newPortals(), pages: newPages(),
		hits: map[outrider.HitID]*Hit{}, hitOf: map[string]outrider.HitID{}, hitsOn: map[string][]outrider.HitID{}, held: map[string][]outrider.HitID{},
		watches: map[outrider.WatchID]*Watch{}, sources: map[string]outrider.ListSource{},
		approvals: map[outrider.ApprovalID]*Approval{}, cases: map[outrider.CaseID]*Case{},
	}
}

// Person returns a protected person; erased people are found, with nothing left.
func (p *Picture) Person(id outrider.PersonID) (*Person, bool) {
	x, ok := p.people[id]
	return x, ok
}

// ByCode finds a person by code name, whatever its case.
func (p *Picture) ByCode(code string) (*Person, bool) {
	id, ok := p.codes[strings.ToLower(strings.TrimSpace(code))]
	if !ok {
		return nil, false
	}
	return p.people[id], true
}

// People lists everybody, by code name; erased people come last.
func (p *Picture) People() []*Person {
	if p.sorted == nil {
		p.sorted = slices.SortedFunc(maps.Values(p.people), byCode)
	}
	return slices.Clone(p.sorted)
}

// byCode orders people by code name, the erased last.
func byCode(a, b *Person) int {
	if a.Erased != b.Erased {
		if a.Erased {
			return 1
		}
		return -1
	}
	if c := strings.Compare(a.Protectee.Code, b.Protectee.Code); c != 0 {
		return c
	}
	return strings.Compare(string(a.Protectee.ID), string(b.Protectee.ID))
}

// Report returns a report by id.
func (p *Picture) Report(id outrider.ReportID) (*Item, bool) {
	x, ok := p.reports[id]
	return x, ok
}

// Reports lists every report in the order in which they were recorded.
func (p *Picture) Reports() []*Item { return p.order }

// WithSelector lists the reports that carry an exact selector, by sequence.
func (p *Picture) WithSelector(key string) []*Item { return p.selector[key] }

// WithSubject lists the reports in which one stated identity occurs, by sequence.
func (p *Picture) WithSubject(t outrider.SubjectToken) []*Item { return p.subject[t] }

// OfEvent lists the reports that share an event key, by sequence.
func (p *Picture) OfEvent(key string) []*Item { return p.event[key] }

// Corrections lists the reports that speak against another, withdrawn ones left
// out, by sequence.
func (p *Picture) Corrections() []*Item {
	if len(p.against) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.against), func(it *Item) bool { return it.Retracted || it.Erased })
}

// Finding returns a finding by id.
func (p *Picture) Finding(id outrider.FindingID) (*outrider.Finding, bool) {
	x, ok := p.findings[id]
	return x, ok
}

// Found is when a finding that stands was made. The same finding grows and shrinks
// with its reports: whoever says since when it was known means what it says now.
type Found struct {
	First time.Time // in whatever form
	Since time.Time // with these words, on these reports
}

// Found is when a finding that stands was made.
func (p *Picture) Found(id outrider.FindingID) Found { return p.since[id] }

// Findings lists every finding, by id.
func (p *Picture) Findings() []*outrider.Finding {
	out := make([]*outrider.Finding, 0, len(p.findings))
	for _, id := range slices.Sorted(maps.Keys(p.findings)) {
		out = append(out, p.findings[id])
	}
	return out
}

// Alert returns an alert by id.
func (p *Picture) Alert(id outrider.AlertID) (*AlertState, bool) {
	x, ok := p.alerts[id]
	return x, ok
}

// Thread returns the thread of an alert.
func (p *Picture) Thread(id outrider.ThreadID) (*Thread, bool) {
	x, ok := p.threads[id]
	return x, ok
}

// Threads lists the threads in a fixed order.
func (p *Picture) Threads() []outrider.ThreadID {
	return slices.Sorted(maps.Keys(p.threads))
}

// User returns a user by id.
func (p *Picture) User(id outrider.UserID) (outrider.User, bool) {
	u, ok := p.users[id]
	return u, ok
}

// UserNamed returns a user by sign-in name, whatever its case.
func (p *Picture) UserNamed(name string) (outrider.User, bool) {
	id, ok := p.byName[strings.ToLower(strings.TrimSpace(name))]
	if !ok {
		return outrider.User{}, false
	}
	return p.User(id)
}

// Users lists the users by name.
func (p *Picture) Users() []outrider.User {
	return slices.SortedFunc(maps.Values(p.users), func(a, b outrider.User) int { return strings.Compare(a.Name, b.Name) })
}

// Invite returns the invitation with this token hash.
func (p *Picture) Invite(hash string) (InvitedBody, bool) {
	x, ok := p.invites[hash]
	return x, ok
}

// LastLook returns when a user last opened an object; zero where never.
func (p *Picture) LastLook(u outrider.UserID, object string) time.Time {
	return p.looks[string(u)+" "+object]
}

// Acts lists what was done, oldest first.
func (p *Picture) Acts() []Act { return p.acts }

// Adopted is a parameter file that somebody brought into force.
type Adopted struct {
	ParametersBody
	Signed
}

// Parameters returns the adopted parameter file of a name.
func (p *Picture) Parameters(name string) (Adopted, bool) {
	x, ok := p.params[name]
	return x, ok
}

// LastBackup returns when the last backup was noted; zero where never.
func (p *Picture) LastBackup() time.Time { return p.backup }

// Undelivered lists alerts without a delivery, oldest first: the outbox.
func (p *Picture) Undelivered() []outrider.Alert {
	var out []*AlertState
	for id := range p.outbox {
		out = append(out, p.alerts[id])
	}
	slices.SortFunc(out, func(a, b *AlertState) int { return int(int64(a.Seq) - int64(b.Seq)) })
	alerts := make([]outrider.Alert, len(out))
	for i, a := range out {
		alerts[i] = a.Alert
	}
	return alerts
}
