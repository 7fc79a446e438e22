package outrider

import "strings"

// Ids are random and mean nothing: they may stand in a log, an address or an
// envelope because they confirm nothing about anybody.
type (
	// PersonID names a protected person.
	PersonID string
	// ReportID names a report.
	ReportID string
	// UserID names a user of the desk.
	UserID string
	// FindingID names a finding.
	FindingID string
	// AlertID names an alert: a hash of its thread and its sorted basis.
	AlertID string
	// ThreadID names an alert's thread: a hash of rule, person and subject.
	ThreadID string
	// SubjectToken is an opaque name for "the same stated identity".
	SubjectToken string
)

// maxID bounds an id taken from outside.
const maxID = 80

// CheckID accepts 1 to 80 letters, digits, '.', '_', ':' and '-'.
func CheckID(kind, id string) error {
	if id == "" || len(id) > maxID {
		return Invalid("%s id must have 1 to %d characters", kind, maxID)
	}
	for _, r := range id {
		if r > 127 || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-", r) {
			return Invalid("%s id may hold letters, digits, '.', '_', ':' and '-' only", kind)
		}
	}
	return nil
}
