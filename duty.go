package outrider

import (
	"slices"
	"time"
)

// DutyID names a duty: a hash of its sort, what it is about and when it began, so
// that two nodes that open the same duty write one.
type DutyID string

// DutySort says what somebody has to do.
type DutySort string

// The sorts of duty that time alone brings about.
const (
	DutyCheckIn DutySort = "check-in"          // a protected person says that all is well
	DutyReview  DutySort = "review"            // somebody judges a person's situation again
	DutyExpired DutySort = "judgement-expired" // a published figure has passed its review date
	DutyTask    DutySort = "task-overdue"      // something to find out was not found out
	DutyAlert   DutySort = "alert-unanswered"  // nobody has taken an alert
	DutySilent  DutySort = "alert-silent"      // somebody has taken an alert and gone quiet
	DutyTrial   DutySort = "pager-trial"       // a channel proves that it still carries
	DutyOffer   DutySort = "plan-unanswered"   // somebody asks what a person thinks of an offer
	DutyPlace   DutySort = "plan-not-in-place" // a measure that was accepted is to be in place
	DutyUpkeep  DutySort = "plan-upkeep"       // somebody sees to a measure in place
	DutyRecall  DutySort = "recall-open"       // something that left the house is to be got back
	DutyRenewal DutySort = "consent-renewal"   // a yes runs out: the person is asked again
	DutyPlan    DutySort = "plan-review"       // a plan is looked at again, with the person
	DutyUnread  DutySort = "report-unread"     // somebody reads what a person told on their own pages
)

// DutySorts lists every sort.
var DutySorts = []DutySort{DutyCheckIn, DutyReview, DutyExpired, DutyTask, DutyAlert, DutySilent, DutyTrial, DutyRecall, DutyRenewal, DutyOffer, DutyPlace, DutyUpkeep, DutyPlan, DutyUnread,
	DutyDangerDecide, DutyDangerWarn, DutyDangerReach, DutyDangerApprove, DutyDangerReview, DutyDangerSilence, DutyDangerLook, DutyDangerVital,
	DutyCase, DutyOwnerless, DutyReopened, DutyHandOver, DutyMove, DutyReferral, DutyReferralSaid, DutyApproval}

// Duty is something that somebody has to do by a moment. It is a fact in the
// desk's own part: it holds ids and times, and nothing that somebody said.
type Duty struct {
	ID     DutyID    `json:"id"`
	Sort   DutySort  `json:"sort"`
	Person PersonID  `json:"person,omitempty"`
	About  string    `json:"about"`           // id of what it is about: a person, an alert's thread, a task, a channel
	Owner  UserID    `json:"owner,omitempty"` // empty: whoever has the shift
	Level  Level     `json:"level"`           // how loudly it asks
	Due    time.Time `json:"due"`
	By     time.Time `json:"by"`   // from when on it is missed
	Zone   string    `json:"zone"` // whose local time Due was reckoned in
}

// NewDutyID names a duty.
func NewDutyID(sort DutySort, about string, began time.Time) DutyID {
	return DutyID("d-" + shortHash(string(sort), about, began.UTC().Format(time.RFC3339Nano)))
}

// Way is one way that the desk itself reaches somebody: one of its channels, by
// name, and an address on it.
type Way struct {
	Channel string `json:"channel"`
	To      string `json:"to,omitempty"` // empty: the channel's own
}

// CheckIn is when a protected person says that all is well, and what happens if
// they do not. Times count from when a check-in is due.
type CheckIn struct {
	Person  PersonID `json:"person"`
	At      []string `json:"at"`                // local times, "08:30"
	Days    []string `json:"days,omitempty"`    // mon to sun; none: every day
	Zone    string   `json:"zone"`              // "Europe/Vienna"
	Ways    []Way    `json:"ways,omitempty"`    // none: by the person's wishes
	Contact []Way    `json:"contact,omitempty"` // their second contact; none: by their wishes
	Owner   UserID   `json:"owner"`

	Again  int  `json:"again_minutes"`   // until they are reminded by the second way
	Second int  `json:"contact_minutes"` // until the second contact is told
	Missed int  `json:"missed_minutes"`  // until the desk is alerted
	Ended  bool `json:"ended,omitempty"`
}

// maxWays bounds how many ways to reach one person are tried.
const maxWays = 4

// Validate refuses steps that do not follow each other.
func (c CheckIn) Validate() error {
	switch {
	case c.Ended:
		return CheckID("person", string(c.Person))
	case len(c.At) == 0 || len(c.At) > 8:
		return Invalid("a person checks in one to eight times a day")
	case len(c.Ways) > maxWays || len(c.Contact) > maxWays:
		return Invalid("at most %d ways to reach somebody are tried", maxWays)
	case c.Again < 1 || c.Second <= c.Again || c.Missed <= c.Second || c.Missed > 24*60:
		return Invalid("a second reminder comes before the second contact, and that before the alert, all within a day")
	}
	for _, r := range slices.Concat(c.Ways, c.Contact) {
		if r.Channel == "" || len(r.Channel) > maxID || len(r.To) > 320 {
			return Invalid("each way to reach somebody names a channel")
		}
	}
	return CheckID("person", string(c.Person))
}

// Sign is what the answer to a check-in came to. The three are of equal length, so
// that a sealed answer does not tell by its size which it is.
type Sign string

// The signs.
const (
	SignFree Sign = "free" // all is well: the person's word, or their tap
	SignHeld Sign = "held" // they were made to say it
	SignNone Sign = "none" // neither of the agreed words
)

// Entries about clocks.
const (
	EntryCheckIn    EntryType = "checkin.set"      // a schedule, its ways and words
	EntryAnswered   EntryType = "checkin.answered" // by whichever word
	EntryDuties     EntryType = "duty.opened"
	EntryDutyMet    EntryType = "duty.met"
	EntryDutyMissed EntryType = "duty.missed"
	EntryStepped    EntryType = "duty.stepped" // a step of it fell due
	EntryTold       EntryType = "duty.told"    // how far a step came
	EntryShift      EntryType = "shift.offered"
	EntryShiftTaken EntryType = "shift.accepted"
)

// Names of the steps of a check-in; those of an escalation are numbered.
const (
	StepRemind  = "remind"  // the person's first way
	StepAgain   = "again"   // the person's second way
	StepContact = "contact" // the second contact
	StepCall    = "call"    // the desk's own people
	StepTrial   = "trial"   // a channel
)

// Shift is a hand-over: who gives the desk to whom, and what was open then. It
// holds once the other has signed it too.
type Shift struct {
	ID     string    `json:"id"`
	From   UserID    `json:"from,omitempty"` // empty: nobody had the desk, or nobody could be asked
	To     UserID    `json:"to"`
	At     time.Time `json:"at"`
	Duties []DutyID  `json:"duties,omitempty"`
	Alerts []AlertID `json:"alerts,omitempty"`
	Note   string    `json:"note,omitempty"`
}

// Rules that clocks raise alerts by.
const (
	RuleCheckIn Rule = "check-in" // a check-in was missed
	RuleDuress  Rule = "duress"   // a check-in was answered under duress
	RulePager   Rule = "pager"    // a way to reach the desk's people is silent
	RuleTried   Rule = "tried"    // wrong codes were tried on a person's own pages

	RulePaperTried Rule = "paper-tried" // wrong codes were tried on the page of a referral's receiver
)
