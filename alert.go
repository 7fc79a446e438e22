package outrider

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"time"
)

// Level says how loudly an alert asks for a human: look when convenient, or act
// now and wake someone.
type Level string

// The two levels.
const (
	LevelLook Level = "look"
	LevelAct  Level = "act"
)

// Alert is an interruption of a human: it always proposes one action. Its id is
// a hash of its thread and its sorted basis, so two nodes that compute the same
// alert write one, and a replay finds the alert that a human dismissed.
type Alert struct {
	ID       AlertID     `json:"id"`
	Thread   ThreadID    `json:"thread"`
	Level    Level       `json:"level"`
	Rule     Rule        `json:"rule"`
	Person   PersonID    `json:"person"`           // empty where the report names nobody
	Others   []PersonID  `json:"others,omitempty"` // further people of a finding across people
	Basis    []ReportID  `json:"basis"`
	Finding  FindingID   `json:"finding,omitempty"`
	Duty     DutyID      `json:"duty,omitempty"` // that was missed
	For      UserID      `json:"for,omitempty"`  // who is asked first; empty: whoever has the shift
	Score    float64     `json:"score"`
	Places   int         `json:"places,omitempty"`
	Attack90 Probability `json:"attack_90d"` // of harm within 90 days, when raised
	Why      string      `json:"why"`        // one sentence without names or selectors
	Do       string      `json:"do"`         // the proposed action
	Raised   time.Time   `json:"raised"`
	Handling Handling    `json:"handling"`
	Engine   Stamp       `json:"engine"`
}

// NewThread names the thread of an alert: the same rule, person and subject
// always give the same thread.
func NewThread(rule Rule, person PersonID, subject string) ThreadID {
	return ThreadID("t-" + shortHash(string(rule), string(person), subject))
}

// NewAlertID names an alert from its thread, its level and its basis in any order.
func NewAlertID(thread ThreadID, level Level, basis []ReportID) AlertID {
	sorted := slices.Clone(basis)
	slices.Sort(sorted)
	words := []string{string(thread), string(level)}
	for _, b := range slices.Compact(sorted) {
		words = append(words, string(b))
	}
	return AlertID("a-" + shortHash(words...))
}

func shortHash(words ...string) string {
	h := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return hex.EncodeToString(h[:12])
}

// WakeScore is how much a dismissed thread's score must rise to wake it: a
// factor of three in the odds.
var WakeScore = math.Log(3)

// Dismissal quiets a thread until something stated happens. It is never for ever.
type Dismissal struct {
	Thread  ThreadID  `json:"thread"`
	Reason  string    `json:"reason"` // code: innocent, duplicate, known, handled, other
	Note    string    `json:"note,omitempty"`
	Until   time.Time `json:"until"`            // wakes on this date at the latest
	Score   float64   `json:"score"`            // wakes when the score is up by WakeScore
	Places  int       `json:"places,omitempty"` // wakes at a new place
	People  int       `json:"people,omitempty"` // wakes at a new person
	AtLevel Level     `json:"at_level"`         // wakes at a higher level
}

// DismissReasons lists the reason codes a dismissal may have.
var DismissReasons = []string{"innocent", "known", "duplicate", "handled", "other"}

// Validate refuses a dismissal without reason or without end.
func (d Dismissal) Validate() error {
	if indexOf(DismissReasons, d.Reason) < 0 {
		return Invalid("a dismissal needs a reason: %s", strings.Join(DismissReasons, ", "))
	}
	if d.Until.IsZero() {
		return Invalid("a dismissal needs a date on which it ends; nothing is dismissed for ever")
	}
	return nil
}

// Wakes says whether an alert breaks through the dismissal, and why.
func (d Dismissal) Wakes(a Alert) (bool, string) {
	switch {
	case !a.Raised.Before(d.Until):
		return true, "the dismissal ended"
	case d.AtLevel == LevelLook && a.Level == LevelAct:
		return true, "it is now urgent"
	case a.Places > d.Places:
		return true, "seen at a new place"
	case 1+len(a.Others) > d.People:
		return true, "it touches another person"
	case a.Score >= d.Score+WakeScore:
		return true, "the evidence is three times as strong"
	}
	return false, ""
}
