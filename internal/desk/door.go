package desk

import (
	"time"

	"outrider"
)

// Decision is one act of a user: exactly one field is set.
type Decision struct {
	AddPerson    *AddPerson
	ChangePerson *ChangePerson
	ErasePerson  *ErasePerson
	Take         *TakeAlert
	Dismiss      *DismissAlert
	Grade        *GradeReport
	Retract      *RetractReport
	Settle       *SettleProposal
	AddUser      *AddUser
	DisableUser  *DisableUser
	SetPass      *SetPassphrase
	Screened     *Screened
	Judge        *JudgeHit
	Revoke       *RevokeVerdict
	Watch        *SetWatch
	Unwatch      *EndWatch
	Source       *SetSource
	Ask          *AskQuestion
	Resolve      *ResolveQuestion
	JudgePerson  *JudgePerson
	Publish      *Publish
	Confirm      *SettlePublished
	MakeTask     *MakeTask
	CloseTask    *CloseTask
	ReviewFloor  *ReviewFloor
	Consent      *GiveConsent
	Withdraw     *WithdrawConsent
	Withhold     *Withhold
	Wish         *SetWishes
	PassOn       *PassOn
	SettlePassed *SettlePassed
	CloseRecall  *CloseRecall
	Adopt        *Adopt
	SetCheckIn   *SetCheckIn
	CheckIn      *AnswerCheckIn
	OfferShift   *OfferShift
	AcceptShift  *AcceptShift
	SetRota      *outrider.Rota
	SwapRota     *SwapRota
	Dissent      *AddDissent
	Danger       *DangerAct
	Offer        *OfferMeasures
	NoteAnswer   *NoteAnswer
	PlaceMeasure *PlaceMeasure
	KeepUp       *KeepUp
	EndMeasure   *EndMeasure
	AgreePlan    *AgreePlan
	LimitPlan    *LimitPlan

	LinkPortal    *LinkPortal
	EndPortal     *EndPortal
	AddPhotos     *AddPhotos
	Describe      *DescribePhoto
	Sheet         *ChangeSheet
	Offline       *SetOffline
	RotateOffline *RotateOffline
	Case          *CaseDecision
}

// Outcome is what a decision produced.
type Outcome struct {
	ID   string `json:"id,omitempty"`   // of what was made
	Link string `json:"link,omitempty"` // one-time sign-in token, for AddUser
	// Code goes with Link and is told by another way; Copy is the number of what both open.
	Code string `json:"code,omitempty"`
	Copy int    `json:"copy,omitempty"`
	// Second says why a second person must confirm what was proposed to be published.
	Second []string `json:"second,omitempty"`
	// Alike are code names of people whose registered name is like a new one's: they
	// may be one. Empty for whoever may not see who people are.
	Alike []string `json:"alike,omitempty"`
	// Recalls is how many recalls a withdrawal has opened.
	Recalls int `json:"recalls,omitempty"`
	// IDs are those of several things, in the order of what was asked for, sorted.
	IDs []string `json:"ids,omitempty"`
	// Notices say what could not be done, where the rest was.
	Notices []outrider.Notice `json:"notices,omitempty"`
}

// AddPerson enrols a protected person under a code name, with their identity
// kept apart.
type AddPerson struct {
	Protectee outrider.Protectee // ID empty: the desk makes one
	Identity  outrider.Identity
	Consents  []GiveConsent // what they agreed to when they were enrolled
	Withheld  []string      // who must not be told
	Wishes    *SetWishes    // how to tell and reach them
}

// ChangePerson replaces a protected person's declared facts; a nil Identity keeps the old one.
type ChangePerson struct {
	Protectee outrider.Protectee
	Identity  *outrider.Identity
}

// ErasePerson destroys a person's keys for ever; Confirm repeats the code name.
type ErasePerson struct {
	Person  outrider.PersonID
	Confirm string
	Reason  string
}

// TakeAlert says that this user now owns the alert's thread.
type TakeAlert struct{ Alert outrider.AlertID }

// DismissAlert quiets an alert's thread until it wakes; see outrider.Dismissal.
type DismissAlert struct {
	Alert  outrider.AlertID
	Reason string
	Note   string
	Until  time.Time
}

// GradeReport grades or regrades a report; both versions are kept.
type GradeReport struct {
	Report outrider.ReportID
	Grade  outrider.Grade
	Why    string
}

// RetractReport withdraws a report: it stays readable and no longer counts.
type RetractReport struct {
	Report outrider.ReportID
	Why    string
}

// SettleProposal confirms or rejects something found in a report's text.
type SettleProposal struct {
	Report  outrider.ReportID
	Index   int
	Confirm bool
	Person  outrider.PersonID // whom a confirmed person-proposal means
}

// AddUser makes a user and a one-time sign-in token for them.
type AddUser struct {
	Name string
	Role outrider.Role
}

// DisableUser shuts a user out; their acts stay.
type DisableUser struct{ User outrider.UserID }

// SetPassphrase sets the caller's own passphrase (at least 12 characters).
type SetPassphrase struct{ Passphrase string }

// PersonQuery asks for one person's page.
type PersonQuery struct {
	ID     outrider.PersonID
	Reveal bool // show the identity; needs Reason, is recorded
	Reason string
	Weigh  bool // say what hangs on single rates; takes a moment
}

// PrecedentQuery asks for one replayed case.
type PrecedentQuery struct {
	Case      string
	Protectee string
	View      string // known, reported
	Tier      string // A, B, C
	Step      int    // -1: the last
}
