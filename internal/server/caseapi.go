package server

import (
	"net/http"

	"outrider"
	"outrider/internal/desk"
)

// aboutCase says that an act is one on cases.
func aboutCase(c desk.CaseDecision, err error) (desk.Decision, error) {
	return desk.Decision{Case: &c}, err
}

func casePosted(r *http.Request) (desk.Decision, error) {
	o, err := body[desk.OpenCase](r)
	return aboutCase(desk.CaseDecision{Open: o}, err)
}

// caseActPosted reads an act on a case.
func caseActPosted(r *http.Request) (desk.Decision, error) {
	var c desk.CaseDecision
	var err error
	id := caseOf(r)
	switch r.PathValue("act") {
	case "link":
		c.Link, err = bodyOf(r, func(x *desk.LinkCase) *outrider.CaseID { return &x.Case }, id)
	case "note":
		c.Note, err = bodyOf(r, func(x *desk.NoteCase) *outrider.CaseID { return &x.Case }, id)
	case "stand":
		c.Stand, err = bodyOf(r, func(x *desk.StandCase) *outrider.CaseID { return &x.Case }, id)
	case "offer":
		c.Offer, err = bodyOf(r, func(x *desk.OfferCase) *outrider.CaseID { return &x.Case }, id)
	case "answer":
		c.Answer, err = bodyOf(r, func(x *desk.AnswerCase) *outrider.CaseID { return &x.Case }, id)
	case "want":
		c.Want, err = bodyOf(r, func(x *desk.WantCase) *outrider.CaseID { return &x.Case }, id)
	case "move":
		c.Move, err = bodyOf(r, func(x *desk.MoveCase) *outrider.CaseID { return &x.Case }, id)
	case "close":
		c.Close, err = bodyOf(r, func(x *desk.CloseCase) *outrider.CaseID { return &x.Case }, id)
	case "reopen":
		c.Reopen, err = bodyOf(r, func(x *desk.ReopenCase) *outrider.CaseID { return &x.Case }, id)
	default:
		err = outrider.ErrNotFound
	}
	return aboutCase(c, err)
}

// draftPosted reads a draft of a referral; with its id, one that is written anew.
func draftPosted(r *http.Request) (desk.Decision, error) {
	d, err := body[desk.DraftReferral](r)
	return aboutCase(desk.CaseDecision{Draft: d}, err)
}

// referralPosted reads a step of a referral.
func referralPosted(r *http.Request) (desk.Decision, error) {
	var c desk.CaseDecision
	var err error
	id := referralOf(r)
	switch r.PathValue("act") {
	case "ask":
		c.Ask, err = bodyOf(r, func(x *desk.AskReferral) *outrider.ReferralID { return &x.ID }, id)
	case "send":
		c.Send, err = bodyOf(r, func(x *desk.SendReferral) *outrider.ReferralID { return &x.ID }, id)
	case "step":
		c.Step, err = bodyOf(r, func(x *desk.StepReferral) *outrider.ReferralID { return &x.ID }, id)
	case "link":
		c.Page, err = bodyOf(r, func(x *desk.LinkReferral) *outrider.ReferralID { return &x.ID }, id)
	case "unlink":
		c.Unlink, err = bodyOf(r, func(x *desk.UnlinkReferral) *outrider.ReferralID { return &x.ID }, id)
	default:
		err = outrider.ErrNotFound
	}
	return aboutCase(c, err)
}

func approvalPosted(r *http.Request) (desk.Decision, error) {
	a, err := bodyOf(r, func(x *desk.SettleApproval) *outrider.ApprovalID { return &x.ID }, outrider.ApprovalID(r.PathValue("id")))
	return aboutCase(desk.CaseDecision{Approval: a}, err)
}
