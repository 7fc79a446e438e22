package outrider

import (
	"slices"
	"strings"
	"time"
)

// ReferralID names a referral.
type ReferralID string

// Referral asks another organisation, or somebody outside, to do one thing for one
// person under protection. It holds exactly what is to leave the house.
type Referral struct {
	ID      ReferralID `json:"id"`
	Case    CaseID     `json:"case"`
	Person  PersonID   `json:"person"`
	To      string     `json:"to"`
	Purpose string     `json:"purpose"`
	Text    string     `json:"text"`
	Fields  []string   `json:"fields,omitempty"`  // of the person's record; see ReferralFields
	Reports []ReportID `json:"reports,omitempty"` // about this person alone
	TLP     TLP        `json:"tlp"`               // at least as strict as its parts
	Made    time.Time  `json:"made"`
	Expires time.Time  `json:"expires"` // the leave to use it ends then
}

// Fields of a person's record that a referral may carry. Name and contact are sealed
// with the identity.
const (
	FieldCode     = "code"
	FieldName     = "name"
	FieldContact  = "contact"
	FieldLanguage = "language"
	FieldFigure   = "figure" // what the organisation published about the danger
)

// ReferralFields lists every field.
var ReferralFields = []string{FieldCode, FieldName, FieldContact, FieldLanguage, FieldFigure}

// Validate refuses a referral to nobody, for nothing, or without an end.
func (r Referral) Validate() error {
	if err := checkIDs("referral", string(r.ID), "case", string(r.Case)); err != nil {
		return err
	}
	if err := checkNames([]string{r.To}); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(r.Purpose) == "":
		return Invalid("a referral is for one purpose of the list")
	case strings.TrimSpace(r.Text) == "" || len(r.Text) > maxReferral:
		return Invalid("a referral says what is asked for, in at most %d characters", maxReferral)
	case r.TLP.Rank() < 0:
		return Invalid("unknown TLP label; TLP 2.0 has CLEAR, GREEN, AMBER, AMBER+STRICT and RED")
	case r.Made.IsZero() || !r.Expires.After(r.Made):
		return Invalid("a referral ends after it was made")
	}
	for _, f := range r.Fields {
		if !slices.Contains(ReferralFields, f) {
			return Invalid("the fields of a referral are code, name, contact, language and figure")
		}
	}
	return CheckID("person", string(r.Person))
}

// maxReferral bounds what is asked for.
const maxReferral = 8000

// ReferralSent is what left the house, to the letter: Head and Body, and between them
// who the person is, which is sealed with the identity. Hash is that of all three.
type ReferralSent struct {
	ID     ReferralID `json:"id"`
	Person PersonID   `json:"person"`
	To     string     `json:"to"`
	Head   string     `json:"head"`
	Body   string     `json:"body"`
	Named  bool       `json:"named,omitempty"` // Who is not empty
	Hash   string     `json:"hash"`            // SHA-256 of the document, hex
	Answer time.Time  `json:"answer"`          // by when an answer is expected
}

// ReferralWho is the part of a document that says who the person is.
type ReferralWho struct {
	Text string `json:"text"`
}

// ReferralState is how a referral stands.
type ReferralState string

// The states. A draft may also be revoked: it is then not sent at all.
const (
	ReferralDraft    ReferralState = "draft"
	ReferralIsSent   ReferralState = "sent"
	ReferralAccepted ReferralState = "accepted"
	ReferralRejected ReferralState = "rejected"
	ReferralDone     ReferralState = "done"
	ReferralRevoked  ReferralState = "revoked"
)

// Open reports whether somebody has still to do something about it.
func (s ReferralState) Open() bool {
	return s == ReferralDraft || s == ReferralIsSent || s == ReferralAccepted
}

// Out reports whether the receiver has it and may use it.
func (s ReferralState) Out() bool { return s == ReferralIsSent || s == ReferralAccepted }

// ReferralStep is a later step: the receiver's answer, a note back from them, or the
// end. Reason is a code of the list, of a rejection.
type ReferralStep struct {
	ID     ReferralID    `json:"id"`
	Person PersonID      `json:"person"`
	To     ReferralState `json:"to,omitempty"` // the state that it brings about; empty: a note alone
	Reason string        `json:"reason,omitempty"`
	Note   string        `json:"note,omitempty"`
	From   bool          `json:"from,omitempty"` // the note is the receiver's
}

// Entries about referrals, each sealed for the one person it is about.
const (
	EntryReferral     EntryType = "referral.drafted" // as it stands from now on
	EntryReferralSent EntryType = "referral.sent"
	EntryReferralStep EntryType = "referral.step"
)
