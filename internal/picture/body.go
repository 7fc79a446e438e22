package picture

import (
	"encoding/json"

	"outrider"
)

// The bodies below are what the parts of version-1 entries hold. They are
// frozen: a new shape gets a new version and a decoder of its own, so that every
// ledger ever written folds for ever.

// FiledBody is the body of report.filed. A report about several people has a
// joint part with all of it and, for each of them, a part with their own facts
// alone, so that erasing one leaves the others' record.
type FiledBody struct {
	Report     outrider.Report         `json:"report"`
	Proposals  []outrider.Proposal     `json:"proposals,omitempty"`
	Notices    []outrider.Notice       `json:"notices,omitempty"`
	Subjects   []outrider.SubjectToken `json:"subjects,omitempty"`
	Links      []float64               `json:"links,omitempty"` // of the subjects, in their order; none: all certain
	Recipients []outrider.UserID       `json:"recipients,omitempty"`
	Partial    bool                    `json:"partial,omitempty"` // one person's own facts of a joint report
}

// GradedBody is the body of report.graded; RetractedBody that of report.retracted.
type GradedBody struct {
	Report outrider.ReportID `json:"report"`
	Grade  outrider.Grade    `json:"grade"`
}

// RetractedBody withdraws a report.
type RetractedBody struct {
	Report outrider.ReportID `json:"report"`
}

// SettledBody settles one proposal of a report.
type SettledBody struct {
	Report  outrider.ReportID `json:"report"`
	Index   int               `json:"index"`
	Confirm bool              `json:"confirm"`
	Person  outrider.PersonID `json:"person,omitempty"`
}

// UserBody is the body of user.added and user.changed.
type UserBody struct {
	User outrider.User `json:"user"`
}

// InvitedBody is the body of user.invited: the hash of a one-time token.
type InvitedBody struct {
	User    outrider.UserID `json:"user"`
	Token   string          `json:"token"`   // SHA-256 of the token, hex
	Expires int64           `json:"expires"` // Unix seconds
	Used    bool            `json:"used,omitempty"`
}

// PersonBody is the record part of person.added and person.changed; the
// identity part holds an outrider.Identity.
type PersonBody struct {
	Protectee outrider.Protectee `json:"protectee"`
}

// ErasedBody is the body of person.erased.
type ErasedBody struct {
	Person outrider.PersonID `json:"person"`
	Reason string            `json:"reason,omitempty"`
}

// TakenBody is the body of alert.taken.
type TakenBody struct {
	Alert  outrider.AlertID  `json:"alert"`
	Thread outrider.ThreadID `json:"thread"`
}

// DismissedBody is the body of alert.dismissed.
type DismissedBody struct {
	Alert     outrider.AlertID   `json:"alert"`
	Dismissal outrider.Dismissal `json:"dismissal"`
}

// ReadBody is the body of read.recorded: who looked at what is in the envelope
// and here as ids.
type ReadBody struct {
	Act     string   `json:"act"`
	Objects []string `json:"objects,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Blind   bool     `json:"blind,omitempty"` // figures of the model that the user had not been shown were left out
}

// DeliveredBody is the body of alert.delivered: one alert, or all those of which one
// message told.
type DeliveredBody struct {
	Alert   outrider.AlertID   `json:"alert,omitempty"`
	Alerts  []outrider.AlertID `json:"alerts,omitempty"`
	Channel string             `json:"channel"`
	State   string             `json:"state"`             // stored, handed-over, read
	Message string             `json:"message,omitempty"` // id; older entries have none and are a message each
}

// All lists the alerts.
func (b DeliveredBody) All() []outrider.AlertID {
	if b.Alert == "" {
		return b.Alerts
	}
	return append([]outrider.AlertID{b.Alert}, b.Alerts...)
}

// ParametersBody is the body of parameters.adopted: an adopted file is a fact.
type ParametersBody struct {
	Name    string `json:"name"`
	Hash    string `json:"hash"`
	Content string `json:"content,omitempty"`
}

// NoteBody is the optional second part of a decision: free text, sealed for the
// people it is about, while ids and codes stay in the desk's own part.
type NoteBody struct {
	Text string `json:"text"`
}

// BackupBody is the body of backup.made.
type BackupBody struct {
	Entries uint64 `json:"entries"`
}

// Encode writes a body as the JSON of a part. Bodies are plain data, so a
// failure is a fault of ours and is returned as such.
func Encode(body any) (json.RawMessage, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInternal, Safe: "an entry could not be written down", Err: err}
	}
	return b, nil
}
