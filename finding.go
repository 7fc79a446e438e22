package outrider

import "time"

// Rule names the rule or model that made a finding.
type Rule string

// The rules there are.
const (
	RuleRepeat   Rule = "repeated-sighting" // one selector, one person, separate places
	RuleShared   Rule = "across-people"     // one selector, several people without a tie
	RuleStage    Rule = "stage"             // the assessment itself crossed a threshold
	RuleUrgent   Rule = "urgent-report"     // a life at risk, a delivery, an illness
	RuleStated   Rule = "stated-threat"     // somebody said it: an explicit threat, an official warning
	RuleSameNews Rule = "one-story"         // several reports, one independent root
)

// Weight is one row of an explanation: what speaks for or against, by how much,
// in natural-log units, and which report it comes from. Rows add up to a total.
type Weight struct {
	Report ReportID  `json:"report,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Why    string    `json:"why"`
	Nats   float64   `json:"nats"`
}

// Finding is the result of a rule, with the rows that carry it: not yet an
// interruption of anybody.
type Finding struct {
	ID       FindingID  `json:"id"`
	Rule     Rule       `json:"rule"`
	People   []PersonID `json:"people"`
	Selector Selector   `json:"selector,omitzero"`
	Reports  []ReportID `json:"reports"`
	Rows     []Weight   `json:"rows"`
	Score    float64    `json:"score"`          // sum of the rows, nats
	Look     float64    `json:"look,omitempty"` // score from which it is shown, by the budget of those it is about; 0: the alert rule's own
	Act      float64    `json:"act,omitempty"`  // score from which it wakes somebody
	Places   int        `json:"places,omitempty"`
	Summary  string     `json:"summary"`            // one sentence, no names, no selectors
	Innocent string     `json:"innocent,omitempty"` // the best innocent explanation
	Ask      string     `json:"ask,omitempty"`      // the first question to ask
	Changes  string     `json:"changes,omitempty"`  // which news would move it most, and by how much
	Handling Handling   `json:"handling"`
	Engine   Stamp      `json:"engine"`
}

// Stamp says which engine and which parameters made a derived entry.
type Stamp struct {
	Version string `json:"version"`
	Params  string `json:"params"` // hash of the parameters
}

// Validate refuses a finding without people, basis or finite rows.
func (f Finding) Validate() error {
	if err := CheckID("finding", string(f.ID)); err != nil {
		return err
	}
	if len(f.Reports) == 0 {
		return Invalid("a finding rests on reports")
	}
	return finiteRows(f.Rows)
}
