package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// ReferralLine is one referral in a list.
type ReferralLine struct {
	ID      outrider.ReferralID    `json:"id"`
	Case    outrider.CaseID        `json:"case"`
	Person  outrider.PersonID      `json:"person"`
	Code    string                 `json:"code"`
	To      string                 `json:"to"`
	Purpose string                 `json:"purpose"`
	State   outrider.ReferralState `json:"state"`
	Sent    time.Time              `json:"sent,omitzero"`
	Answer  time.Time              `json:"answer_by,omitzero"`
	Expires time.Time              `json:"expires"`
	Late    bool                   `json:"late,omitempty"`    // not answered in time
	Expired bool                   `json:"expired,omitempty"` // the leave has run out and nobody has ended it
}

// ReferralsView is every referral of which the user may know, and how the others answer.
type ReferralsView struct {
	Now           time.Time          `json:"now"`
	Referrals     []ReferralLine     `json:"referrals"` // open ones first, newest first
	Organisations []OrganisationLine `json:"organisations"`
}

// OrganisationLine is how one receiver answers: among the referrals that the user may
// know of.
type OrganisationLine struct {
	Name     string      `json:"name"`
	Sent     int         `json:"sent"`
	Answered int         `json:"answered"`
	InTime   int         `json:"in_time"`     // of those answered
	Days     float64     `json:"median_days"` // until an answer; 0 where there was none
	Accepted int         `json:"accepted"`
	Rejected int         `json:"rejected"`
	Why      []CountLine `json:"why,omitempty"` // they said no, in the order of the list
}

// ReferralView is one referral with the document as its receiver reads it.
type ReferralView struct {
	ReferralLine
	Now       time.Time         `json:"now"`
	Draft     outrider.Referral `json:"draft"`
	By        string            `json:"by"`
	Head      string            `json:"head"`
	Who       string            `json:"who,omitempty"` // only for those who may see who people are
	Masked    bool              `json:"masked,omitempty"`
	Body      string            `json:"body"`
	Hash      string            `json:"hash"`
	Against   []string          `json:"against"`           // what keeps it from leaving now
	Approval  string            `json:"approval"`          // empty: it may be sent
	May       bool              `json:"may,omitempty"`     // this user may act on it
	Paper     bool              `json:"paper,omitempty"`   // the document may be printed now
	Steps     []ReferralLog     `json:"steps"`             // newest first
	Reports   []ReportChoice    `json:"choices,omitempty"` // of a draft: what could be selected
	Purposes  []string          `json:"purposes,omitempty"`
	Refusals  []NamedCode       `json:"rejections,omitempty"`
	Approvals []ApprovalLine    `json:"approvals"`
	Page      *ReceiverPageLine `json:"page,omitempty"`       // the receiver's own
	Linkable  bool              `json:"linkable,omitempty"`   // this user may make a link to it now
	LinkHours int               `json:"link_hours,omitempty"` // how long one lasts where nobody says
	Served    bool              `json:"served,omitempty"`     // pages for people outside are served
}

// ReferralLog is one step of a referral.
type ReferralLog struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
	Note string    `json:"note,omitempty"`
	From bool      `json:"from,omitempty"` // the note is the receiver's
}

// ReportChoice is a report that a draft may carry, or why it may not.
type ReportChoice struct {
	ID     outrider.ReportID `json:"id"`
	What   string            `json:"what"`
	Chosen bool              `json:"chosen,omitempty"`
	Keeps  string            `json:"keeps,omitempty"` // why it stays in the house
}

func (d *Desk) referralLine(r *picture.Referral) ReferralLine {
	l := ReferralLine{ID: r.ID, Case: r.Case, Person: r.Person, Code: d.code(r.Person), To: r.To, Purpose: r.Purpose, State: r.State, Expires: r.Expires}
	if r.Sent != nil {
		l.Sent, l.Answer = r.SentBy.At, r.Sent.Answer
		l.Late = r.State == outrider.ReferralIsSent && !r.Sent.Answer.After(d.now())
	}
	l.Expired = r.State.Out() && !r.Expires.After(d.now())
	return l
}

// Referrals lists referrals, cut to a user, and how each receiver answers.
func (d *Desk) Referrals(ctx context.Context, by outrider.UserID) (ReferralsView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.PassOn)
	if err != nil {
		return ReferralsView{}, err
	}
	rv := ReferralsView{Now: d.now(), Referrals: []ReferralLine{}}
	all := v.Referrals()
	objects := []string{}
	for _, r := range all {
		rv.Referrals = append(rv.Referrals, d.referralLine(r))
		objects = append(objects, string(r.ID))
	}
	slices.SortStableFunc(rv.Referrals, func(a, b ReferralLine) int { return b2i(!a.State.Open()) - b2i(!b.State.Open()) })
	rv.Organisations = d.organisations(all)
	return rv, d.look(ctx, by, picture.ReadBody{Act: "referrals", Objects: objects, Blind: true})
}

// organisations counts how each receiver answered, by name.
func (d *Desk) organisations(all []*picture.Referral) []OrganisationLine {
	byName := map[string][]*picture.Referral{}
	for _, r := range slices.Backward(all) {
		if r.Sent != nil {
			k := outrider.RecipientKey(r.To)
			byName[k] = append(byName[k], r)
		}
	}
	out := []OrganisationLine{}
	for _, rs := range byName {
		out = append(out, d.organisation(rs))
	}
	slices.SortFunc(out, func(a, b OrganisationLine) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (d *Desk) organisation(rs []*picture.Referral) OrganisationLine {
	o := OrganisationLine{Name: rs[0].To, Sent: len(rs)}
	why := map[string]int{}
	var days []float64
	for _, r := range rs {
		for _, s := range r.Steps {
			o.Accepted += b2i(s.To == outrider.ReferralAccepted)
			o.Rejected += b2i(s.To == outrider.ReferralRejected)
			if s.To == outrider.ReferralRejected {
				why[s.Reason]++
			}
		}
		if !r.Answered.IsZero() {
			o.Answered++
			o.InTime += b2i(!r.Answered.After(r.Sent.Answer))
			days = append(days, r.Answered.Sub(r.SentBy.At).Hours()/24)
		}
	}
	for _, c := range d.o.Casework.Cases.Rejections {
		if why[c.ID] > 0 {
			o.Why = append(o.Why, CountLine{Name: c.Name, Count: why[c.ID]})
		}
	}
	if n := len(days); n > 0 {
		slices.Sort(days)
		o.Days = (days[(n-1)/2] + days[n/2]) / 2
	}
	return o
}

// Referral is one referral with the document as its receiver reads it. Whoever may see
// who people are is shown the name where the document holds it, and the look says so.
func (d *Desk) Referral(ctx context.Context, by outrider.UserID, id outrider.ReferralID) (ReferralView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, x, r, err := d.referralFor(by, id)
	if err != nil {
		return ReferralView{}, err
	}
	rv := ReferralView{ReferralLine: d.referralLine(r), Now: d.now(), Draft: r.Referral, By: d.userName(r.Drafted.By), Against: []string{}, Steps: d.referralLog(r),
		Approvals: []ApprovalLine{}, May: v.May(policy.PassOn), Refusals: d.o.Casework.Cases.Rejections}
	who := r.Who
	if r.Sent == nil {
		p := d.paperOf(v, x, &r.Referral)
		who, rv.Head, rv.Body, rv.Hash = p.who, p.head, p.body, p.hash()
		rv.Against = append(rv.Against, d.standsAgainst(x, &r.Referral, p)...)
		if err := d.approved(leaving(r, p)); err != nil {
			rv.Approval = outrider.SafeText(err)
		}
		rv.Reports, rv.Purposes = d.choices(v, x, r), d.o.Casework.Cases.Purposes
	} else {
		rv.Head, rv.Body, rv.Hash = r.Sent.Head, r.Sent.Body, r.Sent.Hash
		rv.Against = append(rv.Against, d.leaveAgainst(x, r.To)...)
		rv.Paper = r.State.Out() && !rv.Expired && len(rv.Against) == 0
		rv.Page, rv.Linkable, rv.LinkHours, rv.Served = d.pageLine(x, r), d.mayLink(v, x, r), int(d.o.Casework.Cases.Page.Link.Hours()), d.portalAt != ""
	}
	look := picture.ReadBody{Act: "referral", Objects: []string{string(id), string(r.Person)}, Blind: true}
	if rv.Masked = who != "" && !mayReveal(v, x); who != "" && !rv.Masked {
		rv.Who = who
		look.Act, look.Reason = "identity", "in a referral"
	}
	for _, a := range d.p.Approvals() {
		if l, ok := d.approvalLine(v, a); ok && a.About == string(id) && a.State != picture.ApprovalReplaced {
			rv.Approvals = append(rv.Approvals, l)
		}
	}
	return rv, d.look(ctx, by, look)
}

// choices are the reports about a person that the user may see, and why one cannot go.
func (d *Desk) choices(v picture.View, x *picture.Person, r *picture.Referral) []ReportChoice {
	var out []ReportChoice
	for _, it := range v.Reports(x) {
		if it.Erased || it.Retracted {
			continue
		}
		out = append(out, ReportChoice{ID: it.Report.ID, What: it.Report.Occurred.Last().UTC().Format(time.DateOnly) + " " + KindName(it.Report.Kind),
			Chosen: slices.Contains(r.Reports, it.Report.ID), Keeps: d.keepsReport(x, it)})
	}
	return out
}

// referralLog lists what became of a referral, newest first.
func (d *Desk) referralLog(r *picture.Referral) []ReferralLog {
	out := []ReferralLog{}
	for _, s := range slices.Backward(r.Steps) {
		l := ReferralLog{At: s.At, By: d.userName(s.By), What: "note", Note: s.Note, From: s.From}
		if s.ReferralStep.To != "" {
			l.What = string(s.ReferralStep.To)
		}
		if s.Reason != "" {
			l.What += ": " + d.o.Casework.Cases.Rejection(s.Reason)
		}
		out = append(out, l)
	}
	if r.Sent != nil {
		out = append(out, ReferralLog{At: r.SentBy.At, By: d.userName(r.SentBy.By), What: "sent"})
	}
	out = append(out, d.pageLog(r)...)
	slices.SortStableFunc(out, func(a, b ReferralLog) int { return b.At.Compare(a.At) })
	return append(out, ReferralLog{At: r.Drafted.At, By: d.userName(r.Drafted.By), What: "drafted"})
}

// ReferralPaper is the document of a referral that was sent, to the letter.
type ReferralPaper struct {
	ID   outrider.ReferralID `json:"id"`
	To   string              `json:"to"`
	Text string              `json:"text"`
	Hash string              `json:"hash"` // SHA-256 of the text, as recorded when it was sent
}

// ReferralPaper hands out the document of a referral. Handing it out is a step like
// any other: consent is asked again, and nothing that was revoked, has ended or has
// expired leaves a second time.
func (d *Desk) ReferralPaper(ctx context.Context, by outrider.UserID, id outrider.ReferralID) (ReferralPaper, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, x, r, err := d.referralFor(by, id)
	if err != nil {
		return ReferralPaper{}, err
	}
	if r.Sent != nil && r.Sent.Named && !mayReveal(v, x) {
		return ReferralPaper{}, outrider.ErrNotFound
	}
	if err := d.handsOut(x, r); err != nil {
		return ReferralPaper{}, err
	}
	p := ReferralPaper{ID: id, To: r.To, Text: sentText(r), Hash: r.Sent.Hash}
	return p, d.look(ctx, by, picture.ReadBody{Act: "referral-paper", Objects: []string{string(id), string(r.Person)}, Blind: true})
}
