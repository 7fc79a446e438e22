package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// CasesQuery asks for cases: open ones, or closed ones too.
type CasesQuery struct {
	Closed bool
	Mine   bool
	Person outrider.PersonID
}

// CasesView lists cases of which the user may know somebody.
type CasesView struct {
	Now   time.Time  `json:"now"`
	Cases []CaseLine `json:"cases"` // those without an owner first, then by tier
}

// CaseLine is one case in a list.
type CaseLine struct {
	ID        outrider.CaseID    `json:"id"`
	Codes     []string           `json:"codes"`
	Why       string             `json:"why,omitempty"`
	State     outrider.CaseState `json:"state"`
	Until     time.Time          `json:"until,omitzero"`
	Owner     string             `json:"owner"`
	Mine      bool               `json:"mine,omitempty"`
	Ownerless bool               `json:"ownerless,omitempty"`
	ForMe     bool               `json:"for_me,omitempty"` // a hand-over that the user is to sign
	Opened    time.Time          `json:"opened"`
	Worked    time.Time          `json:"worked"`         // last sign of work of its owner
	Tier      string             `json:"tier,omitempty"` // of whoever in it is most at risk
	Closing   bool               `json:"closing,omitempty"`
	Act       bool               `json:"act,omitempty"` // an alert that asks to act now is open
}

// CaseView is one case, cut to a user.
type CaseView struct {
	CaseLine
	Now       time.Time        `json:"now"`
	By        string           `json:"by"` // who opened it
	People    []CasePerson     `json:"people"`
	Links     []CaseLinkLine   `json:"links"`
	Log       []CaseLogLine    `json:"log"` // newest first
	Referrals []ReferralLine   `json:"referrals"`
	Duties    []DutyLine       `json:"duties"`
	Approvals []ApprovalLine   `json:"approvals"`
	Offered   string           `json:"offered_to,omitempty"`
	Wanted    string           `json:"wanted_for,omitempty"`
	Grounds   []CaseGroundLine `json:"grounds,omitempty"` // what closing on each still needs; for those who know everybody in it
	Ground    string           `json:"ground,omitempty"`  // on which it was closed, or is to be
	Silent    float64          `json:"silent_days"`       // so long the owner may be silent
	MayWork   bool             `json:"may_work,omitempty"`
	MayOwn    bool             `json:"may_own,omitempty"`   // this user is its owner
	MayMove   bool             `json:"may_move,omitempty"`  // this user may give it to somebody else
	MayRefer  bool             `json:"may_refer,omitempty"` // this user may write referrals
	Users     []string         `json:"users,omitempty"`     // who could own it
	Purposes  []string         `json:"purposes,omitempty"`
}

// CasePerson is somebody in a case, with the clock of their reviews.
type CasePerson struct {
	Person  outrider.PersonID `json:"person"`
	Code    string            `json:"code"`
	Sheet   outrider.Sheet    `json:"sheet,omitempty"`
	Tier    string            `json:"tier,omitempty"`
	Looked  time.Time         `json:"looked"`           // when a human last judged
	Review  time.Time         `json:"review,omitzero"`  // when the next look is due
	Late    bool              `json:"late,omitempty"`   // it is overdue
	Expires time.Time         `json:"expires,omitzero"` // of the published figure in force
	Plan    time.Time         `json:"plan,omitzero"`    // review of the plan that was agreed
	Stopped bool              `json:"stopped,omitempty"`
	Wants   bool              `json:"wants_safeguarding,omitempty"` // a child without a safeguarding note
	Linked  []LinkLine        `json:"linked,omitempty"`             // who stands near and is not in the case
}

// CaseLinkLine is one thing kept with a case that the user may see.
type CaseLinkLine struct {
	outrider.CaseLink
	What string `json:"what"`
	Page string `json:"page"`
}

// CaseLogLine is one thing that happened to a case.
type CaseLogLine struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
	Text string    `json:"text,omitempty"`
	Talk bool      `json:"contact,omitempty"`
}

// CaseGroundLine is a ground of closing and what it still needs.
type CaseGroundLine struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Lacking []string `json:"lacking,omitempty"`
}

// Cases lists cases, cut to a user.
func (d *Desk) Cases(ctx context.Context, by outrider.UserID, q CasesQuery) (CasesView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.WorkCase)
	if err != nil {
		return CasesView{}, err
	}
	cv := CasesView{Now: d.now(), Cases: []CaseLine{}}
	objects := []string{}
	for _, c := range d.p.Cases() {
		_, people, ok := v.Case(c.ID)
		if !ok || !c.Live() && !q.Closed || q.Mine && c.Owner != by {
			continue
		}
		if q.Person != "" && !slices.ContainsFunc(people, func(x *picture.Person) bool { return x.Protectee.ID == q.Person }) {
			continue
		}
		cv.Cases = append(cv.Cases, d.caseLine(v, c, people))
		objects = append(objects, string(c.ID))
	}
	slices.SortStableFunc(cv.Cases, d.byNeed)
	return cv, d.look(ctx, by, picture.ReadBody{Act: "cases", Objects: objects, Blind: true})
}

// byNeed orders cases: open ones first, those that nobody owns or that ask to act
// before the others, then by when they were last worked on.
func (d *Desk) byNeed(a, b CaseLine) int {
	rank := func(l CaseLine) int {
		switch {
		case l.State == outrider.CaseClosed:
			return 4
		case l.Act:
			return 0
		case l.Ownerless || l.ForMe:
			return 1
		case l.State == outrider.CaseWaiting:
			return 3
		}
		return 2
	}
	if r := rank(a) - rank(b); r != 0 {
		return r
	}
	return a.Worked.Compare(b.Worked)
}

// caseLine writes a case for somebody who may know of some people in it. What is said
// of it is worked out from these people alone, so that the others do not show in it.
func (d *Desk) caseLine(v picture.View, c *picture.Case, people []*picture.Person) CaseLine {
	l := CaseLine{ID: c.ID, Codes: []string{}, Why: v.Said(c.Why), State: c.State(), Until: c.Until, Owner: d.userName(c.Owner), Mine: c.Owner == v.User().ID,
		Opened: c.Opened.At, Worked: c.Worked, ForMe: c.Offer != nil && c.Offer.Hand.To == v.User().ID, Closing: c.Live() && c.Closing != nil}
	seen := *c
	seen.People = nil
	for _, x := range people {
		l.Codes = append(l.Codes, x.Protectee.Code)
		seen.People = append(seen.People, x.Protectee.ID)
	}
	l.Ownerless = c.Live() && d.ownerless(&seen)
	l.Act = d.actOn(&seen) != nil
	if d.o.Clocks.On() {
		l.Tier = d.highest(people)
	}
	return l
}

// highest is the tier of whoever is most at risk.
func (d *Desk) highest(people []*picture.Person) string {
	best := len(d.o.Clocks.Tiers)
	for _, x := range people {
		if !x.Allows(outrider.ForAdvice, d.now()) {
			continue
		}
		for i, t := range d.o.Clocks.Tiers {
			if t.Name == d.tierOf(x).Name {
				best = min(best, i)
			}
		}
	}
	if best == len(d.o.Clocks.Tiers) {
		return ""
	}
	return d.o.Clocks.Tiers[best].Name
}

// Case is one case, cut to a user.
func (d *Desk) Case(ctx context.Context, by outrider.UserID, id outrider.CaseID) (CaseView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, c, _, err := d.caseFor(by, id, policy.WorkCase)
	if err != nil {
		return CaseView{}, err
	}
	_, people, _ := v.Case(id)
	cv := CaseView{CaseLine: d.caseLine(v, c, people), Now: d.now(), By: d.userName(c.Opened.By), Links: d.caseLinks(v, c), Log: d.caseLog(v, c), Referrals: []ReferralLine{}, Duties: []DutyLine{}, Approvals: []ApprovalLine{}}
	objects := []string{string(id)}
	for _, x := range people {
		cv.People = append(cv.People, d.casePerson(v, x, c))
		objects = append(objects, string(x.Protectee.ID))
	}
	for _, r := range v.Referrals() {
		if r.Case == id {
			cv.Referrals = append(cv.Referrals, d.referralLine(r))
		}
	}
	for _, x := range d.p.OpenDuties() {
		if l, ok := d.dutyLine(v, x); ok && d.onCase(x, c, people) {
			cv.Duties = append(cv.Duties, l)
		}
	}
	for _, a := range d.p.Approvals() {
		if l, ok := d.approvalLine(v, a); ok && a.About == string(id) && a.State != picture.ApprovalReplaced {
			cv.Approvals = append(cv.Approvals, l)
		}
	}
	d.caseMay(&cv, v, c)
	return cv, d.look(ctx, by, picture.ReadBody{Act: "case", Objects: objects, Blind: true})
}

// onCase reports whether a duty belongs on the page of a case.
func (d *Desk) onCase(x *picture.Duty, c *picture.Case, people []*picture.Person) bool {
	if slices.Contains(caseDutySorts, x.Sort) {
		return x.About == string(c.ID)
	}
	return x.Person != "" && slices.ContainsFunc(people, func(p *picture.Person) bool { return p.Protectee.ID == x.Person })
}

// caseMay fills in what the user may do, and what closing still needs. What is missing
// is worked out over everybody in the case, so only those who know everybody see it.
func (d *Desk) caseMay(cv *CaseView, v picture.View, c *picture.Case) {
	live, all := c.Live(), d.knowsAll(v, c.People)
	cv.MayWork = v.May(policy.WorkCase)
	cv.MayOwn = live && cv.Mine
	cv.MayMove = live && v.May(policy.Approve) && !cv.Mine
	cv.MayRefer = live && v.May(policy.PassOn)
	if c.Offer != nil {
		cv.Offered = d.userName(c.Offer.Hand.To)
	}
	if c.Wanted != nil {
		cv.Wanted = d.userName(c.Wanted.Hand.To)
	}
	if c.Closing != nil {
		if g, ok := d.o.Casework.Cases.Ground(c.Closing.Close.Ground); ok {
			cv.Ground = g.Name
		}
	}
	if d.o.Clocks.On() && all {
		cv.Silent = d.silence(c).Hours() / 24
	}
	if live {
		cv.Purposes = d.o.Casework.Cases.Purposes
	}
	if !live || !all {
		return
	}
	for _, g := range d.o.Casework.Cases.Grounds {
		cv.Grounds = append(cv.Grounds, CaseGroundLine{ID: g.ID, Name: g.Name, Lacking: d.lacking(c, outrider.CaseClosing{Case: c.ID, Ground: g.ID})})
	}
	for _, u := range d.p.Users() {
		if u.ID != c.Owner && d.mayOwn(u.ID, c.People) {
			cv.Users = append(cv.Users, u.Name)
		}
	}
}

// casePerson is somebody in a case with the clocks that look after them.
func (d *Desk) casePerson(v picture.View, x *picture.Person, c *picture.Case) CasePerson {
	last, _ := lastLook(x)
	p := CasePerson{Person: x.Protectee.ID, Code: x.Protectee.Code, Sheet: x.Protectee.Sheet, Wants: x.Protectee.Unguarded(), Looked: last, Stopped: !x.Allows(outrider.ForAdvice, d.now())}
	if d.o.Clocks.On() && !p.Stopped {
		t := d.tierOf(x)
		p.Tier, p.Review = t.Name, last.Add(t.Review)
		p.Late = !p.Review.After(d.now())
	}
	for _, f := range x.Published {
		if f.Stands(d.now()) {
			p.Expires = f.Review
		}
	}
	if plan := x.Plan(); plan != nil {
		p.Plan = plan.Review
	}
	for _, l := range d.links(v, x) {
		if !slices.Contains(c.People, l.Person) {
			p.Linked = append(p.Linked, l)
		}
	}
	return p
}

// linkPages are where a thing of a kind stands.
var linkPages = map[outrider.LinkKind]string{outrider.LinkAlert: "/alerts/", outrider.LinkReport: "/reports/", outrider.LinkRecord: "/records/"}

// caseLinks lists what is kept with a case and the user may see.
func (d *Desk) caseLinks(v picture.View, c *picture.Case) []CaseLinkLine {
	out := []CaseLinkLine{}
	for _, l := range c.Links {
		people, ok := d.leadsTo(v, l)
		if !ok {
			continue
		}
		line := CaseLinkLine{CaseLink: l, What: d.linkWhat(l)}
		if base := linkPages[l.Kind]; base != "" {
			line.Page = base + l.ID
		} else if len(people) > 0 {
			line.Page = "/people/" + string(people[0])
		}
		out = append(out, line)
	}
	return out
}

// linkWhat is a thing in a few words that quote nobody.
func (d *Desk) linkWhat(l outrider.CaseLink) string {
	switch l.Kind {
	case outrider.LinkAlert:
		if a, ok := d.p.Alert(outrider.AlertID(l.ID)); ok {
			return "Alert of " + a.Alert.Raised.UTC().Format(time.DateOnly) + ": " + string(a.Alert.Level)
		}
	case outrider.LinkReport:
		if it, ok := d.p.Report(outrider.ReportID(l.ID)); ok {
			return "Report of " + it.Recorded.UTC().Format(time.DateOnly) + ": " + KindName(it.Report.Kind)
		}
	case outrider.LinkFinding:
		return "Finding"
	case outrider.LinkTask:
		if _, t := d.taskOf(l.ID); t != nil && t.Closed == nil {
			return "Task, due " + t.Due.UTC().Format(time.DateOnly)
		}
		return "Task, closed"
	case outrider.LinkRecord:
		if _, r := d.p.Danger(outrider.DangerID(l.ID)); r != nil {
			return "Threat record: " + r.Level().Name + ", " + map[bool]string{true: "open", false: "closed"}[r.Closed() == nil]
		}
		return "Threat record"
	case outrider.LinkPlan:
		return "Plan"
	}
	return strings.ToUpper(string(l.Kind[:1])) + string(l.Kind[1:])
}

// caseStepWords are the steps of a case as its log calls them.
var caseStepWords = map[outrider.EntryType]string{
	outrider.EntryCaseOffered: "offered it to", outrider.EntryCaseWanted: "asked that it be moved to", outrider.EntryCaseMoved: "moved it to",
	outrider.EntryCaseUnmoved: "refused to move it to", outrider.EntryCaseClosing: "asked to close it", outrider.EntryCaseClosed: "closed it", outrider.EntryCaseReopened: "opened it again",
}

// caseLog lists what happened to a case, newest first. What is about somebody of whom
// the user may not know is left out, and a text sealed for them with it.
func (d *Desk) caseLog(v picture.View, c *picture.Case) []CaseLogLine {
	out := []CaseLogLine{}
	for i := len(c.Steps) - 1; i >= 0; i-- {
		s := &c.Steps[i]
		l := CaseLogLine{At: s.At, By: d.userName(s.By), Text: v.Said(s.Words), Talk: s.Talk, What: caseStepWords[s.Type]}
		switch s.Type {
		case outrider.EntryCaseLinked:
			if _, ok := d.leadsTo(v, s.Link); !ok {
				continue
			}
			l.What = "added: " + d.linkName(s.Link)
			if s.Gone {
				l.What = "took away: " + d.linkName(s.Link)
			}
		case outrider.EntryCaseNoted:
			if l.Text == "" {
				continue
			}
			l.What = "wrote"
			if s.Talk {
				l.What = "spoke with them"
			}
		case outrider.EntryCaseStanding:
			l.What = "goes on with it"
			if !s.Until.IsZero() {
				l.What = "lets it wait until " + s.Until.UTC().Format(time.DateOnly)
			}
		case outrider.EntryCaseAnswered:
			l.What = "declined it"
			if s.Hand.Yes {
				l.What = "accepted it"
			}
		case outrider.EntryCaseOffered, outrider.EntryCaseWanted, outrider.EntryCaseMoved, outrider.EntryCaseUnmoved:
			l.What += " " + d.userName(s.Hand.To)
		case outrider.EntryCaseClosing, outrider.EntryCaseClosed:
			if g, ok := d.o.Casework.Cases.Ground(s.Close.Ground); ok {
				l.What += ": " + g.Name
			}
		case outrider.EntryCaseReopened:
			if s.Alert != "" {
				l.What = "An alert that asks to act now opened it again"
			}
		}
		out = append(out, l)
	}
	return append(out, CaseLogLine{At: c.Opened.At, By: d.userName(c.Opened.By), What: "opened it", Text: v.Said(c.Why)})
}

func (d *Desk) linkName(l outrider.CaseLink) string {
	if l.Kind == outrider.LinkPerson {
		return d.code(outrider.PersonID(l.ID))
	}
	return d.linkWhat(l)
}
