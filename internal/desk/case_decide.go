package desk

import (
	"context"

	"outrider"
)

// CaseDecision is an act on cases, approvals or referrals: exactly one field is set.
type CaseDecision struct {
	Approval *SettleApproval
	Open     *OpenCase
	Link     *LinkCase
	Note     *NoteCase
	Stand    *StandCase
	Offer    *OfferCase
	Answer   *AnswerCase
	Want     *WantCase
	Move     *MoveCase
	Close    *CloseCase
	Reopen   *ReopenCase
	Draft    *DraftReferral
	Ask      *AskReferral
	Send     *SendReferral
	Step     *StepReferral
	Page     *LinkReferral
	Unlink   *UnlinkReferral
}

// CaseworkQuery asks for one view of cases, approvals or referrals.
type CaseworkQuery struct {
	Cases     *CasesQuery         `json:"cases,omitempty"`
	Case      outrider.CaseID     `json:"case,omitempty"`
	Referrals bool                `json:"referrals,omitempty"`
	Referral  outrider.ReferralID `json:"referral,omitempty"`
	Paper     outrider.ReferralID `json:"paper,omitempty"` // the document of a referral that was sent
	Approvals bool                `json:"approvals,omitempty"`
}

// CaseworkAnswer holds the view that was asked for.
type CaseworkAnswer struct {
	Cases     *CasesView     `json:"cases,omitempty"`
	Case      *CaseView      `json:"case,omitempty"`
	Referrals *ReferralsView `json:"referrals,omitempty"`
	Referral  *ReferralView  `json:"referral,omitempty"`
	Paper     *ReferralPaper `json:"paper,omitempty"`
	Approvals *ApprovalsView `json:"approvals,omitempty"`
}

// readCases is Read for cases, approvals and referrals.
func (d *Desk) readCases(ctx context.Context, by outrider.UserID, q CaseworkQuery) (a CaseworkAnswer, err error) {
	switch {
	case q.Cases != nil:
		a.Cases, err = ptr(d.Cases(ctx, by, *q.Cases))
	case q.Case != "":
		a.Case, err = ptr(d.Case(ctx, by, q.Case))
	case q.Referrals:
		a.Referrals, err = ptr(d.Referrals(ctx, by))
	case q.Referral != "":
		a.Referral, err = ptr(d.Referral(ctx, by, q.Referral))
	case q.Paper != "":
		a.Paper, err = ptr(d.ReferralPaper(ctx, by, q.Paper))
	case q.Approvals:
		a.Approvals, err = ptr(d.Approvals(ctx, by))
	default:
		err = outrider.Invalid("nothing was asked")
	}
	return a, err
}

// decideCase is Decide for cases, approvals and referrals.
func (d *Desk) decideCase(ctx context.Context, by outrider.UserID, c *CaseDecision) (Outcome, error) {
	switch {
	case c.Approval != nil:
		return d.settleApproval(ctx, by, *c.Approval)
	case c.Open != nil:
		return d.openCase(ctx, by, *c.Open)
	case c.Link != nil:
		return d.linkCase(ctx, by, *c.Link)
	case c.Note != nil:
		return d.noteCase(ctx, by, *c.Note)
	case c.Stand != nil:
		return d.standCase(ctx, by, *c.Stand)
	case c.Offer != nil:
		return d.offerCase(ctx, by, *c.Offer)
	case c.Answer != nil:
		return d.answerCase(ctx, by, *c.Answer)
	case c.Want != nil:
		return d.wantCase(ctx, by, *c.Want)
	case c.Move != nil:
		return d.moveCase(ctx, by, *c.Move)
	case c.Close != nil:
		return d.closeCase(ctx, by, *c.Close)
	case c.Reopen != nil:
		return d.reopenCase(ctx, by, *c.Reopen)
	case c.Draft != nil:
		return d.draftReferral(ctx, by, *c.Draft)
	case c.Ask != nil:
		return d.askReferral(ctx, by, *c.Ask)
	case c.Send != nil:
		return d.sendReferral(ctx, by, *c.Send)
	case c.Step != nil:
		return d.stepReferral(ctx, by, *c.Step)
	case c.Page != nil:
		return d.linkReferral(ctx, by, *c.Page)
	case c.Unlink != nil:
		return d.unlinkReferral(ctx, by, *c.Unlink)
	}
	return Outcome{}, outrider.Invalid("nothing was decided")
}
