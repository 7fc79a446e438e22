package outrider

import (
	"encoding/json"
	"time"
)

// EntryType names what a ledger entry records.
type EntryType string

// Facts come from people, lists and clocks; derived entries come from the
// engine. Replay feeds facts only and recomputes the rest.
const (
	EntryUserAdded      EntryType = "user.added"
	EntryUserChanged    EntryType = "user.changed"
	EntryUserInvited    EntryType = "user.invited"
	EntryPersonAdded    EntryType = "person.added"
	EntryPersonChanged  EntryType = "person.changed"
	EntryPersonErased   EntryType = "person.erased"
	EntryReportFiled    EntryType = "report.filed"
	EntryReportGraded   EntryType = "report.graded"
	EntryReportRetract  EntryType = "report.retracted"
	EntryPictured       EntryType = "report.pictured"
	EntryDescribed      EntryType = "photo.described"
	EntryProposal       EntryType = "proposal.settled"
	EntryAlertTaken     EntryType = "alert.taken"
	EntryAlertDismissed EntryType = "alert.dismissed"
	EntryParameters     EntryType = "parameters.adopted"
	EntryRead           EntryType = "read.recorded"
	EntryDelivered      EntryType = "alert.delivered"
	EntryBackup         EntryType = "backup.made"
	EntryVerdict        EntryType = "hit.judged"
	EntryVerdictRevoked EntryType = "hit.revoked"
	EntryWatch          EntryType = "watch.set"
	EntryWatchEnded     EntryType = "watch.ended"
	EntryLists          EntryType = "lists.held"
	EntryListSource     EntryType = "list.source"
	EntryQuestion       EntryType = "question.opened"
	EntryAnswer         EntryType = "question.resolved"

	EntryFinding    EntryType = "finding.made"
	EntryAssessment EntryType = "assessment.made"
	EntryAlert      EntryType = "alert.raised"
	EntryScreening  EntryType = "screening.made"
)

// Derived reports whether the engine, not the world, made entries of this type.
func (t EntryType) Derived() bool {
	return t == EntryFinding || t == EntryAssessment || t == EntryAlert || t == EntryScreening
}

// Entry is one record of the ledger as the desk speaks it: opened. Seq and
// Recorded are set by the ledger when it is appended. Nothing in it but its
// Parts says whom it concerns.
type Entry struct {
	Seq      uint64    `json:"seq"`
	ID       string    `json:"id"`
	Type     EntryType `json:"type"`
	Version  int       `json:"version"`
	Recorded time.Time `json:"recorded"`
	By       UserID    `json:"by,omitempty"` // empty: the desk itself
	Parts    []Part    `json:"parts"`
}

// Part is one piece of an entry's body under one key. People says whose: nobody
// (the desk's own), one person, or several (a joint part, which is gone as soon
// as any of them is erased). Erased parts have no Body.
type Part struct {
	People  []PersonID      `json:"people,omitempty"`
	Purpose SealPurpose     `json:"purpose"`
	Body    json.RawMessage `json:"body,omitempty"`
	Erased  bool            `json:"erased,omitempty"`
}

// Validate refuses an entry that could not be sealed.
func (e Entry) Validate() error {
	if err := CheckID("entry", e.ID); err != nil {
		return err
	}
	if e.Type == "" || e.Version < 1 {
		return Invalid("an entry has a type and a version")
	}
	for _, p := range e.Parts {
		if len(p.People) == 0 && p.Purpose != PurposeDesk {
			return Invalid("a part without people is the desk's own")
		}
	}
	return nil
}
