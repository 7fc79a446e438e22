package outrider

import (
	"slices"
	"strings"
	"time"
)

// DangerID names a threat record: what was known of a danger to one person, when,
// and what was decided about it.
type DangerID string

// DangerLevel is one level of the organisation's own scheme. A record keeps it whole,
// with the clocks that it had then: a later scheme changes nothing about it.
type DangerLevel struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Means    string `json:"means"`              // how probable and how near, in a sentence
	Imminent bool   `json:"imminent,omitempty"` // only what works within a day is of use
	Decide   int    `json:"decide_minutes"`     // from the opening to a decision
	Warn     int    `json:"warn_minutes"`       // from the opening to a warning
	Approve  int    `json:"approve_minutes"`    // from a decision not to warn to the second person's word
	Review   int    `json:"review_minutes"`     // at the latest, between two reviews
	Scheme   string `json:"scheme"`             // hash of the scheme it comes from
}

// Above reports whether a level is higher than another: it leaves less time to warn.
func (l DangerLevel) Above(o DangerLevel) bool { return l.Warn < o.Warn }

// DangerOpened begins a threat record. Immediacy says how near the danger is held to
// be, and why.
type DangerOpened struct {
	What      string       `json:"what"` // the danger, in a sentence
	Alert     AlertID      `json:"alert,omitempty"`
	Report    ReportID     `json:"report,omitempty"`
	Level     DangerLevel  `json:"level"`
	Immediacy string       `json:"immediacy"`
	Owner     UserID       `json:"owner"`
	Review    time.Time    `json:"review"`
	Linked    []DangerLink `json:"linked,omitempty"`
}

// DangerLink is somebody who may be hit as well. Who is enrolled has a sheet of their
// own; about anybody else Note says how they are cared for, and why they have none.
type DangerLink struct {
	Person PersonID `json:"person,omitempty"`
	Who    string   `json:"who,omitempty"` // "daughter", where they are not enrolled
	Child  bool     `json:"child,omitempty"`
	Note   string   `json:"note,omitempty"`
}

// DangerSource says what a known fact rests on.
type DangerSource string

// The sources. Of all but the last the ledger says when the desk knew.
const (
	FromReport     DangerSource = "report"
	FromFinding    DangerSource = "finding"
	FromAlert      DangerSource = "alert"
	FromAssessment DangerSource = "assessment" // that of the moment at which it is cited
	FromOutside    DangerSource = "outside"    // somebody's word that is in no report
)

// DangerSources lists every source.
var DangerSources = []DangerSource{FromReport, FromFinding, FromAlert, FromAssessment, FromOutside}

// DangerKnown is one thing that was known: what, since when, from where. Knew is taken
// from the ledger, and typed for an outside word alone. Held, where it is set, is since
// when something of it lay here already: a finding in an earlier form, a report that was
// not yet known to be about this person. Ought is when it ought to have been known, and
// Missed why it was not.
type DangerKnown struct {
	ID       string       `json:"id"`
	What     string       `json:"what"`
	From     DangerSource `json:"from"`
	Cites    string       `json:"cites,omitempty"` // id of the report, finding or alert
	Who      string       `json:"who,omitempty"`   // whose outside word it is
	Happened When         `json:"happened,omitzero"`
	Knew     time.Time    `json:"knew"`
	Held     time.Time    `json:"held,omitzero"`
	Ought    time.Time    `json:"ought,omitzero"`
	Missed   string       `json:"missed,omitempty"`
}

// DangerReview is another look at a record: its level and immediacy as they are held
// now, who owns it, and by when it is looked at again.
type DangerReview struct {
	Level     DangerLevel `json:"level"`
	Immediacy string      `json:"immediacy"`
	Owner     UserID      `json:"owner"`
	Review    time.Time   `json:"review"`
	Why       string      `json:"why"`
}

// DangerOption is something that could be done, with what speaks for and against it.
type DangerOption struct {
	ID      string `json:"id"`
	What    string `json:"what"`
	For     string `json:"for"`
	Against string `json:"against"`
}

// DangerVerdict is what was decided about a warning.
type DangerVerdict string

// The verdicts. One not to warn is in force only once a second person has agreed.
const (
	DangerWarn   DangerVerdict = "warn"
	DangerSilent DangerVerdict = "do-not-warn"
)

// DangerGround is a ground on which somebody may be left unwarned, as the
// organisation's scheme lists it.
type DangerGround struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	About string `json:"about"` // when it holds, and what to check first
}

// DangerDecision is a decision about a warning; who decided is who signed it. Ground,
// Review and Approval belong to one not to warn.
type DangerDecision struct {
	ID      string        `json:"id"`
	Verdict DangerVerdict `json:"verdict"`
	Reasons string        `json:"reasons"`
	Options []string      `json:"options,omitempty"` // that were weighed by then
	Ground  *DangerGround `json:"ground,omitempty"`
	Review  time.Time     `json:"review,omitzero"`

	Approval ApprovalID `json:"approval,omitempty"` // by which it was put before a second person
}

// DangerDissent is another view. It stands beside what it is about for ever, and
// overrules nobody.
type DangerDissent struct {
	ID    string `json:"id"`
	About string `json:"about,omitempty"` // a decision, an option, a known fact; empty: the record
	Why   string `json:"why"`
}

// DangerMethods are the ways in which a warning is given.
var DangerMethods = []string{"in-person", "phone", "letter", "message", "through-another"}

// DangerRung is one step of the response: a letter, a visit, and whatever else the
// organisation's scheme names.
type DangerRung struct {
	ID          string    `json:"id"`
	Rung        string    `json:"rung"` // id in the scheme
	Name        string    `json:"name"`
	Warns       bool      `json:"warns,omitempty"` // the person is told by it
	Sender      string    `json:"sender"`
	Ours        bool      `json:"ours,omitempty"` // the sender is of this desk
	To          string    `json:"to"`             // "the person", or who took it for them
	Wording     string    `json:"wording"`
	Language    string    `json:"language"`
	Interpreter string    `json:"interpreter,omitempty"`
	Method      string    `json:"method"`
	Given       time.Time `json:"given"`
}

// DangerReceipt says what became of a step: whether it reached the person, how that
// is known, and how they took it.
type DangerReceipt struct {
	Rung     string    `json:"rung"`
	Reached  bool      `json:"reached"`
	Who      string    `json:"who,omitempty"` // who confirmed
	At       time.Time `json:"at"`
	Known    string    `json:"known"`              // how it is known; where it did not reach them, why
	Reaction string    `json:"reaction,omitempty"` // how they took it
}

// DangerOffer is an offer of measures to somebody who withdrew, and for whom no plan
// may be kept: what was offered by word of mouth. Everybody else's offers stand in
// their plan.
type DangerOffer struct {
	ID       string    `json:"id"`
	Measures []string  `json:"measures"` // in words
	How      string    `json:"how"`      // by whom and how they were put to the person
	Given    time.Time `json:"given"`
	Answer   string    `json:"answer,omitempty"` // accepted, declined, to be thought about: any is right
}

// DangerVital says on which ground a record is kept and acted on for somebody who
// withdrew: a danger to life may be told (ICRC, Handbook on Data Protection in
// Humanitarian Action: vital interests beside consent).
type DangerVital struct {
	Ground Ground `json:"ground"`
	Why    string `json:"why"`
}

// DangerClosed ends a record until something reopens it. It stands behind the
// warning, and says who looks again, and when.
type DangerClosed struct {
	Reasons string    `json:"reasons"`
	Reopens string    `json:"reopens"` // what would reopen it
	Agreed  string    `json:"agreed"`  // who agreed
	Owner   UserID    `json:"owner"`
	Review  time.Time `json:"review"`
	Asked   bool      `json:"asked,omitempty"` // those who may see it were asked whether they see it differently
}

// DangerLooked answers what came after a record was closed: it stays closed, because.
type DangerLooked struct {
	Why    string    `json:"why"`
	Review time.Time `json:"review"`
}

// DangerReopened takes a closed record up again, with everything that it holds.
type DangerReopened struct {
	Why    string    `json:"why"`
	Owner  UserID    `json:"owner"`
	Review time.Time `json:"review"`
}

// Danger is one fact of a threat record: exactly one of the fields below Basis is set.
// Basis are the reports that its words rest on: whoever may not see them all is shown
// that there is a fact, and not its words.
type Danger struct {
	Record DangerID   `json:"record"`
	Person PersonID   `json:"person"`
	Basis  []ReportID `json:"basis,omitempty"`

	Opened   *DangerOpened   `json:"opened,omitempty"`
	Known    *DangerKnown    `json:"known,omitempty"`
	Reviewed *DangerReview   `json:"reviewed,omitempty"`
	Option   *DangerOption   `json:"option,omitempty"`
	Decision *DangerDecision `json:"decision,omitempty"`
	Dissent  *DangerDissent  `json:"dissent,omitempty"`
	Rung     *DangerRung     `json:"rung,omitempty"`
	Receipt  *DangerReceipt  `json:"receipt,omitempty"`
	Offer    *DangerOffer    `json:"offer,omitempty"`
	Link     *DangerLink     `json:"link,omitempty"`
	Vital    *DangerVital    `json:"vital,omitempty"`
	Closed   *DangerClosed   `json:"closed,omitempty"`
	Looked   *DangerLooked   `json:"looked,omitempty"`
	Reopened *DangerReopened `json:"reopened,omitempty"`
}

// Entries of threat records; each is sealed for the one person whom it is about.
const (
	EntryDangerOpened   EntryType = "danger.opened"
	EntryDangerKnown    EntryType = "danger.known"
	EntryDangerReviewed EntryType = "danger.reviewed"
	EntryDangerOption   EntryType = "danger.option"
	EntryDangerDecided  EntryType = "danger.decided"
	EntryDangerDissent  EntryType = "danger.dissented"
	EntryDangerRung     EntryType = "danger.rung"
	EntryDangerReceipt  EntryType = "danger.receipt"
	EntryDangerOffered  EntryType = "danger.offered"
	EntryDangerLinked   EntryType = "danger.linked"
	EntryDangerVital    EntryType = "danger.vital"
	EntryDangerClosed   EntryType = "danger.closed"
	EntryDangerLooked   EntryType = "danger.looked"
	EntryDangerReopened EntryType = "danger.reopened"
)

// Entry is the type of the entry that holds the fact; empty where it holds none or
// more than one.
func (f Danger) Entry() EntryType {
	var out EntryType
	for _, x := range []struct {
		set bool
		is  EntryType
	}{
		{f.Opened != nil, EntryDangerOpened}, {f.Known != nil, EntryDangerKnown}, {f.Reviewed != nil, EntryDangerReviewed},
		{f.Option != nil, EntryDangerOption}, {f.Decision != nil, EntryDangerDecided},
		{f.Dissent != nil, EntryDangerDissent}, {f.Rung != nil, EntryDangerRung}, {f.Receipt != nil, EntryDangerReceipt},
		{f.Offer != nil, EntryDangerOffered}, {f.Link != nil, EntryDangerLinked}, {f.Vital != nil, EntryDangerVital},
		{f.Closed != nil, EntryDangerClosed}, {f.Looked != nil, EntryDangerLooked}, {f.Reopened != nil, EntryDangerReopened},
	} {
		switch {
		case x.set && out != "":
			return ""
		case x.set:
			out = x.is
		}
	}
	return out
}

// Duties that threat records open. Each is about a record, or a decision in one.
const (
	DutyDangerDecide  DutySort = "danger-decide"  // decide whether to warn
	DutyDangerWarn    DutySort = "danger-warn"    // warn the person
	DutyDangerReach   DutySort = "danger-reach"   // find out whether a warning reached the person
	DutyDangerApprove DutySort = "danger-approve" // a second person's word on a decision not to warn
	DutyDangerReview  DutySort = "danger-review"  // look at a record again
	DutyDangerSilence DutySort = "danger-silence" // a decision not to warn has run out
	DutyDangerLook    DutySort = "danger-look"    // something came after a record was closed
	DutyDangerVital   DutySort = "danger-vital"   // the person withdrew: say on which ground it goes on, or close it
)

// RuleDanger is the rule of alerts that a duty of a threat record raises when it is missed.
const RuleDanger Rule = "threat-record"

// maxDangerText bounds one text of a record: about four typed pages.
const maxDangerText = 12000

// said refuses texts that are empty, by their name in the message.
func said(texts map[string]string) error {
	names := make([]string, 0, len(texts))
	for n := range texts {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if t := strings.TrimSpace(texts[n]); t == "" || len(t) > maxDangerText {
			return Invalid("write down %s, in at most %d characters", n, maxDangerText)
		}
	}
	return nil
}

// Validate refuses a fact that holds none or several things, or leaves out what its
// kind needs. What depends on the rest of the record is asked of the record.
func (f Danger) Validate() error {
	if err := CheckID("record", string(f.Record)); err != nil {
		return err
	}
	switch f.Entry() {
	case EntryDangerOpened:
		return said(map[string]string{"what the danger is": f.Opened.What, "how near it is, and why": f.Opened.Immediacy})
	case EntryDangerKnown:
		return f.Known.validate()
	case EntryDangerReviewed:
		return said(map[string]string{"how near it is, and why": f.Reviewed.Immediacy, "why it is held so now": f.Reviewed.Why})
	case EntryDangerOption:
		return said(map[string]string{"what could be done": f.Option.What, "what speaks for it": f.Option.For, "what speaks against it": f.Option.Against})
	case EntryDangerDecided:
		return f.Decision.validate()
	case EntryDangerDissent:
		return said(map[string]string{"what is seen differently, and why": f.Dissent.Why})
	case EntryDangerVital:
		if !slices.Contains(Grounds, f.Vital.Ground) {
			return Invalid("the grounds are life-at-risk, child-at-risk and legal-duty")
		}
		return said(map[string]string{"why the ground holds": f.Vital.Why})
	case "":
		return Invalid("a fact of a threat record says exactly one thing")
	}
	return f.validateDone()
}

// validateDone is Validate for what was done about the danger.
func (f Danger) validateDone() error {
	switch f.Entry() {
	case EntryDangerRung:
		if !slices.Contains(DangerMethods, f.Rung.Method) {
			return Invalid("a step is given by one of: %s", strings.Join(DangerMethods, ", "))
		}
		return said(map[string]string{"who sent it": f.Rung.Sender, "to whom": f.Rung.To, "the wording": f.Rung.Wording, "in which language": f.Rung.Language})
	case EntryDangerReceipt:
		return said(map[string]string{"how this is known": f.Receipt.Known})
	case EntryDangerOffered:
		if len(f.Offer.Measures) == 0 || len(f.Offer.Measures) > 40 {
			return Invalid("an offer names one to forty measures")
		}
		return said(map[string]string{"how it was put to the person": f.Offer.How})
	case EntryDangerLinked:
		return f.Link.validate()
	case EntryDangerClosed:
		return said(map[string]string{"why it closes": f.Closed.Reasons, "what would reopen it": f.Closed.Reopens, "who agreed": f.Closed.Agreed})
	case EntryDangerLooked:
		return said(map[string]string{"why it stays closed": f.Looked.Why})
	case EntryDangerReopened:
		return said(map[string]string{"why it is taken up again": f.Reopened.Why})
	}
	return nil
}

func (k DangerKnown) validate() error {
	switch {
	case !slices.Contains(DangerSources, k.From):
		return Invalid("what is known rests on a report, finding, alert, assessment or outside word")
	case k.From == FromOutside && strings.TrimSpace(k.Who) == "":
		return Invalid("say whose outside word it is")
	case k.Ought.IsZero() != (strings.TrimSpace(k.Missed) == ""):
		return Invalid("what ought to have been known earlier says since when, and why it was not")
	case !k.Ought.IsZero() && !k.Ought.Before(k.Knew):
		return Invalid("it was known by the time at which it ought to have been")
	case k.Happened.From.After(k.Knew):
		return Invalid("nothing is known before it has happened")
	case !k.Ought.IsZero() && k.Ought.Before(k.Happened.From):
		return Invalid("nothing ought to have been known before it happened")
	}
	if err := k.Happened.Validate(); err != nil {
		return err
	}
	return said(map[string]string{"what is known": k.What})
}

func (d DangerDecision) validate() error {
	switch d.Verdict {
	case DangerWarn:
		if d.Ground != nil || !d.Review.IsZero() {
			return Invalid("a ground and a review date belong to a decision not to warn")
		}
	case DangerSilent:
		if d.Ground == nil || d.Review.IsZero() {
			return &Error{Code: CodeInvalid, Safe: "a decision not to warn has a listed ground and a review date", Hint: "choose a ground from the list of the scheme; the person is warned until a second person has agreed"}
		}
	default:
		return Invalid("decide to warn, or not to warn")
	}
	return said(map[string]string{"the reasons": d.Reasons})
}

func (l DangerLink) validate() error {
	if (l.Person == "") == (strings.TrimSpace(l.Who) == "") {
		return Invalid("a linked person is named by their code name, or by how they stand to the person where they are not enrolled")
	}
	if len(l.Who) > 80 || len(l.Note) > maxDangerText {
		return Invalid("say in at most 80 characters who they are")
	}
	return nil
}
