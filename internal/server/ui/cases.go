package ui

import (
	"slices"

	"outrider"
	"outrider/internal/desk"
)

// Said is what a form that was refused shows again.
type Said struct {
	Status        int
	Fields        Fields
	Problem, Hint string
}

// Cases lists cases, with the form that opens one.
type Cases struct {
	desk.CasesView
	Said
	Closed             bool
	Kind, About, Codes string // what a case is opened from
}

// Case is the page of one case.
type Case struct {
	desk.CaseView
	Said
}

// Referrals lists referrals and how other houses answer.
type Referrals desk.ReferralsView

// Referral is the page of one referral.
type Referral struct {
	desk.ReferralView
	Said
	Link, Code string // what opens its receiver's page: shown this once
}

// Paper is the document of a referral, to be printed.
type Paper desk.ReferralPaper

// Approvals lists what waits for a second person.
type Approvals struct {
	desk.ApprovalsView
	Said
}

func (Cases) place() place     { return place{"cases", "Cases", areaPeople} }
func (Case) place() place      { return place{"case", "Case", areaPeople} }
func (Referrals) place() place { return place{"referrals", "Referrals", areaPeople} }
func (Referral) place() place  { return place{"referral", "Referral", areaPeople} }
func (Paper) place() place     { return place{"paper", "Referral, for its receiver", areaPeople} }
func (Approvals) place() place { return place{"approvals", "Waits for approval", areaPeople} }

// NextCopy is the number of the copy that a further link would be.
func (r Referral) NextCopy() int {
	if r.Page == nil {
		return 1
	}
	return r.Page.Copy + 1
}

// Linkable are the kinds of thing that a form adds to a case.
func (Case) Linkable() []Choice {
	return []Choice{{"person", "a person, by code name"}, {"alert", "an alert, by id"}, {"report", "a report, by id"}, {"finding", "a finding, by id"}, {"task", "a task, by id"}, {"record", "a threat record, by id"}, {"plan", "a plan, by id"}}
}

// ReferralFields are the fields that a referral may carry.
func (Referral) ReferralFields() []Choice {
	return []Choice{{outrider.FieldCode, "their code name"}, {outrider.FieldName, "their name"}, {outrider.FieldContact, "how to reach them"}, {outrider.FieldLanguage, "their language"}, {outrider.FieldFigure, "the figure that this desk published"}}
}

// Marks are the marks that a document may carry out of the house.
func (Referral) Marks() []Choice {
	return []Choice{{string(outrider.TLPAmber), "TLP:AMBER: for them, and whom they need"}, {string(outrider.TLPGreen), "TLP:GREEN: for their community"}, {string(outrider.TLPClear), "TLP:CLEAR: for anybody"}}
}

// Holds reports whether the draft carries a field.
func (r Referral) Holds(field string) bool { return slices.Contains(r.Draft.Fields, field) }

// Drafting reports whether the referral may still be written anew.
func (r Referral) Drafting() bool { return r.May && r.State == outrider.ReferralDraft }
