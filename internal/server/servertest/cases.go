package servertest

import (
	"context"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// caseFile is an open case about K-07.
func caseFile() desk.CaseLine {
	return desk.CaseLine{ID: "f-van", Codes: []string{"K-07", "L-03"}, Why: "A grey van stands at the door and comes back.", State: outrider.CaseOpen, Owner: "ana", Opened: Now().AddDate(0, 0, -9),
		Worked: Now().AddDate(0, 0, -1), Tier: "raised", Act: true}
}

// Cases lists an open case, one without an owner and one that waits.
func (d *Desk) Cases(_ context.Context, by outrider.UserID, q desk.CasesQuery) (desk.CasesView, error) {
	if err := d.may(by, "work-case"); err != nil {
		return desk.CasesView{}, err
	}
	lost, waits := caseFile(), caseFile()
	lost.ID, lost.Codes, lost.Owner, lost.Ownerless, lost.Act = "f-lost", []string{"M-09"}, "gone", true, false
	waits.ID, waits.State, waits.Until, waits.ForMe = "f-waits", outrider.CaseWaiting, Now().AddDate(0, 0, 3), true
	v := desk.CasesView{Now: Now(), Cases: []desk.CaseLine{caseFile(), lost, waits}}
	if q.Closed {
		shut := caseFile()
		shut.ID, shut.State = "f-shut", outrider.CaseClosed
		v.Cases = append(v.Cases, shut)
	}
	return v, nil
}

// Case is the open one, as its owner and as others see it, or a closed one.
func (d *Desk) Case(_ context.Context, by outrider.UserID, id outrider.CaseID) (desk.CaseView, error) {
	if err := d.may(by, "work-case"); err != nil {
		return desk.CaseView{}, err
	}
	duty := dutyLines()[1]
	duty.Link = "/cases/f-van"
	v := desk.CaseView{CaseLine: caseFile(), Now: Now(), By: "ana", Duties: []desk.DutyLine{duty}, Silent: 4, MayWork: true, MayRefer: d.may(by, "pass-on") == nil,
		People: []desk.CasePerson{{Person: "p-k07", Code: "K-07", Tier: "raised", Looked: Now().AddDate(0, 0, -8), Review: Now().AddDate(0, 0, -1), Late: true, Expires: Now().AddDate(0, 0, 6), Plan: Now().AddDate(0, 1, 0),
			Linked: []desk.LinkLine{{Person: "p-m09", Code: "M-09", How: "works in the same office"}}}, {Person: "p-l03", Code: "L-03", Looked: Now(), Stopped: true}},
		Links:     []desk.CaseLinkLine{{CaseLink: outrider.CaseLink{Kind: outrider.LinkAlert, ID: "a-van"}, What: "Alert of 2031-03-13: act", Page: "/alerts/a-van"}},
		Log:       []desk.CaseLogLine{{At: Now(), By: "ana", What: "spoke with them", Text: "با او صحبت شد", Talk: true}, {At: Now().AddDate(0, 0, -9), By: "ana", What: "opened it", Text: caseFile().Why}},
		Referrals: []desk.ReferralLine{referralLine(outrider.ReferralIsSent)}, Approvals: []desk.ApprovalLine{approvalLine("y-close", "waits")}, Purposes: []string{"legal help", "counselling"}}
	switch id {
	case "f-van":
		v.MayOwn = d.roleOf(by) == outrider.RoleCase
		v.MayMove = d.roleOf(by) == outrider.RoleDuty
		v.Users, v.Wanted, v.Closing = []string{"mira", "yusuf"}, "mira", true
		v.Grounds = []desk.CaseGroundLine{{ID: "threat-passed", Name: "The threat has passed", Lacking: []string{"an alert that asks to act now is open"}}, {ID: "withdrew", Name: "They no longer want it"}}
	case "f-shut":
		v.State, v.Ground, v.Act = outrider.CaseClosed, "The threat has passed", false
	case "f-waits":
		v.State, v.Until, v.Offered, v.ForMe = outrider.CaseWaiting, Now().AddDate(0, 0, 3), "mira", true
	case "f-lost":
		v.Ownerless, v.MayMove = true, true
	default:
		return desk.CaseView{}, outrider.ErrNotFound
	}
	v.ID = id
	return v, nil
}

func referralLine(s outrider.ReferralState) desk.ReferralLine {
	l := desk.ReferralLine{ID: "q-harbour", Case: "f-van", Person: "p-k07", Code: "K-07", To: "Harbour Legal (invented)", Purpose: "legal help", State: s, Expires: Now().AddDate(0, 6, 0)}
	if s != outrider.ReferralDraft {
		l.Sent, l.Answer, l.Late = Now().AddDate(0, 0, -15), Now().AddDate(0, 0, -1), s == outrider.ReferralIsSent
	}
	return l
}

// Referrals lists one of each state and how two invented houses answer.
func (d *Desk) Referrals(_ context.Context, by outrider.UserID) (desk.ReferralsView, error) {
	if err := d.may(by, "pass-on"); err != nil {
		return desk.ReferralsView{}, err
	}
	v := desk.ReferralsView{Now: Now(), Organisations: []desk.OrganisationLine{{Name: "Harbour Legal (invented)", Sent: 3, Answered: 2, InTime: 1, Days: 9.5, Accepted: 1, Rejected: 1, Why: []desk.CountLine{{Name: "no capacity", Count: 1}}}, {Name: "Pier Clinic (invented)", Sent: 1}}}
	for _, s := range []outrider.ReferralState{outrider.ReferralDraft, outrider.ReferralIsSent, outrider.ReferralAccepted, outrider.ReferralRejected} {
		l := referralLine(s)
		l.ID = outrider.ReferralID("q-" + string(s))
		v.Referrals = append(v.Referrals, l)
	}
	return v, nil
}

// Referral is a draft, or one that has left.
func (d *Desk) Referral(_ context.Context, by outrider.UserID, id outrider.ReferralID) (desk.ReferralView, error) {
	if err := d.may(by, "pass-on"); err != nil {
		return desk.ReferralView{}, err
	}
	v := desk.ReferralView{ReferralLine: referralLine(outrider.ReferralState(id[min(2, len(id)):])), Now: Now(), By: "ana", Head: "REFERRAL q-harbour\nTo: Harbour Legal (invented)\n\n", Masked: true,
		Body: "What is asked\nAn injunction against the caller.\n", Hash: "a5d633cbdb58ab757b4b28a583a09ec3f58227cf062064a4b717a57b27fe0d45", Against: []string{}, May: true,
		Steps: []desk.ReferralLog{{At: Now(), By: "ana", What: "note", Note: "they want the lease", From: true}}, Refusals: []desk.NamedCode{{ID: "no-capacity", Name: "no capacity"}}, Approvals: []desk.ApprovalLine{}}
	v.ID = id
	v.Draft = outrider.Referral{ID: id, Case: "f-van", Person: "p-k07", To: v.To, Purpose: v.Purpose, Text: "An injunction against the caller.", Fields: []string{outrider.FieldCode}, TLP: outrider.TLPAmber}
	switch v.State {
	case outrider.ReferralDraft:
		v.Against, v.Approval, v.Purposes = []string{"there is no consent to tell this receiver: it is unasked"}, "this needs a second person's approval", []string{"legal help", "counselling"}
		v.Reports = []desk.ReportChoice{{ID: "r-van-1", What: "2031-03-12 Watched or followed", Chosen: true}, {ID: "r-van-2", What: "2031-03-13 Watched or followed", Keeps: "is marked TLP:RED and stays in the house"}}
	case outrider.ReferralIsSent, outrider.ReferralAccepted:
		v.Paper, v.Linkable, v.LinkHours, v.Served = true, true, 72, true
		if v.State == outrider.ReferralAccepted {
			v.Page = &desk.ReceiverPageLine{Copy: 2, State: "open", Made: Now().AddDate(0, 0, -3), By: "ana", Until: Now().AddDate(0, 0, 89), Times: 3, Last: Now()}
		}
	case outrider.ReferralRejected:
	default:
		return desk.ReferralView{}, outrider.ErrNotFound
	}
	return v, nil
}

// ReferralPaper is the document of the one that was sent.
func (d *Desk) ReferralPaper(_ context.Context, by outrider.UserID, id outrider.ReferralID) (desk.ReferralPaper, error) {
	if err := d.may(by, "pass-on"); err != nil {
		return desk.ReferralPaper{}, err
	}
	if id != "q-sent" {
		return desk.ReferralPaper{}, outrider.ErrNotFound
	}
	return desk.ReferralPaper{ID: id, To: "Harbour Legal (invented)", Text: "REFERRAL q-sent\nTo: Harbour Legal (invented)\n", Hash: "bef71ea64cf341c8909e53e06c897a7d362dd196e2604385d8eed273ac730368"}, nil
}

func approvalLine(id outrider.ApprovalID, state string) desk.ApprovalLine {
	l := desk.ApprovalLine{ID: id, Act: outrider.ApproveClosure, What: "Close a case", About: "f-van", Link: "/cases/f-van", Codes: []string{"K-07"}, Asked: "ana", At: Now().Add(-4 * time.Hour), By: Now().Add(-time.Hour),
		Overdue: state == "waits", Why: "Nothing since the spring.\nIt is opened again if: the van comes back", State: state, May: state == "waits"}
	if state != "waits" {
		l.Answered, l.Role, l.When, l.Answer = "mira", outrider.RoleDuty, Now(), "The landlord has not called back."
	}
	return l
}

// Approvals lists what waits and what was refused.
func (d *Desk) Approvals(_ context.Context, by outrider.UserID) (desk.ApprovalsView, error) {
	if err := d.may(by, "work-case"); err != nil {
		return desk.ApprovalsView{}, err
	}
	mine := approvalLine("y-mine", "waits")
	mine.Mine, mine.May = true, false
	return desk.ApprovalsView{Waiting: []desk.ApprovalLine{approvalLine("y-close", "waits"), mine}, Answered: []desk.ApprovalLine{approvalLine("y-no", "refused")},
		Others: []desk.WaitingElse{{Person: "p-k07", Code: "K-07", What: "Publish a figure", Link: "/people/p-k07/judgements"}},
		Rules:  []desk.RuleLine{{What: "Close a case", Second: true, By: []outrider.Role{outrider.RoleCase, outrider.RoleDuty}, Hours: 72}, {What: "Publish a figure", Hours: 8}}}, nil
}
