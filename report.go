package outrider

import (
	"time"
	"unicode/utf8"
)

// Kind is what a report says happened, as its observer saw it that day. It
// names conduct, never an explanation: "state-directed" is a hypothesis (D-21).
type Kind string

// The kinds of the report form and of the chronology format.
const (
	KindThreat         Kind = "threat-message"
	KindApproach       Kind = "approach"
	KindWatched        Kind = "watched"
	KindVisit          Kind = "unfamiliar-visit"
	KindDelivery       Kind = "suspicious-delivery"
	KindTechnical      Kind = "technical"
	KindPhishing       Kind = "phishing-or-compromise"
	KindBreakIn        Kind = "break-in"
	KindIllness        Kind = "illness"
	KindIncident       Kind = "incident"
	KindAssociate      Kind = "associate-harmed"
	KindFamily         Kind = "pressure-on-family"
	KindLegal          Kind = "legal-harassment"
	KindLeak           Kind = "leak-or-doxxing"
	KindStatement      Kind = "state-statement"
	KindWarning        Kind = "official-warning"
	KindTravel         Kind = "travel-record"
	KindPublicExposure Kind = "public-exposure"
	KindRoutine        Kind = "routine"
	KindResponse       Kind = "response"
	KindOther          Kind = "other"
)

// Kinds lists every kind in the order of the form.
var Kinds = []Kind{KindWatched, KindVisit, KindApproach, KindThreat, KindDelivery, KindIllness, KindPhishing,
	KindTechnical, KindBreakIn, KindIncident, KindAssociate, KindFamily, KindLegal, KindLeak, KindStatement,
	KindWarning, KindTravel, KindPublicExposure, KindRoutine, KindResponse, KindOther}

// Behaviour is conduct seen, from a short closed list; looks are not recorded.
type Behaviour string

// The behaviours of the form.
const (
	BehaviourWaiting       Behaviour = "waiting"
	BehaviourPhotographing Behaviour = "photographing"
	BehaviourFollowing     Behaviour = "following-on-foot"
	BehaviourQuestions     Behaviour = "asking-questions"
	BehaviourOther         Behaviour = "other"
)

// Behaviours lists them in the order of the form.
var Behaviours = []Behaviour{BehaviourWaiting, BehaviourPhotographing, BehaviourFollowing, BehaviourQuestions, BehaviourOther}

// Channel is how a report reached the desk.
type Channel string

// The channels there are today.
const (
	ChannelForm       Channel = "form"
	ChannelConsole    Channel = "console"
	ChannelImport     Channel = "import"
	ChannelOpenSource Channel = "open-source"
	ChannelChronology Channel = "chronology"
)

// Publication says where an open-source report was published.
type Publication struct {
	Title  string `json:"title,omitempty"`
	Outlet string `json:"outlet,omitempty"`
	URL    string `json:"url,omitempty"`
	Byline string `json:"byline,omitempty"`
	Agency string `json:"agency,omitempty"` // wire agency credited in the text
	Dated  When   `json:"dated,omitzero"`   // the date the article states
	Cites  string `json:"cites,omitempty"`  // the source it names for its account
}

// Report is one account of hostile interest as it was given, kept for ever. A
// weak report is graded, never thrown away.
type Report struct {
	ID          ReportID     `json:"id"`
	Kind        Kind         `json:"kind"`
	About       []PersonID   `json:"about"` // empty: nobody in the register is named
	Occurred    When         `json:"occurred"`
	Told        time.Time    `json:"told,omitzero"` // when the organisation first heard, for imported history
	Place       Place        `json:"place,omitzero"`
	Text        string       `json:"text"`
	Language    string       `json:"language,omitempty"`
	Selectors   []Selector   `json:"selectors,omitempty"`
	Behaviour   []Behaviour  `json:"behaviour,omitempty"`
	Grade       Grade        `json:"grade,omitzero"`
	Handling    Handling     `json:"handling"`
	Channel     Channel      `json:"channel"`
	SourceRef   string       `json:"source_ref,omitempty"` // a reference into a separate register, never a name
	Observer    string       `json:"observer,omitempty"`   // role only: protectee, family, colleague, staff, police, open-source
	LifeAtRisk  bool         `json:"life_at_risk,omitempty"`
	AboutState  string       `json:"about_state,omitempty"` // the state the observer connects it with, ISO alpha-2
	EventKey    string       `json:"event,omitempty"`       // two reports of one event share it
	CopyOf      ReportID     `json:"copy_of,omitempty"`
	Retracts    ReportID     `json:"retracts,omitempty"` // whoever said that takes it back: it and all that derives from it are undone
	Disputes    ReportID     `json:"disputes,omitempty"` // somebody else says that it is not so
	Publication *Publication `json:"publication,omitempty"`
	Said        Said         `json:"said,omitzero"`
}

// Said is what strangers said of themselves when they approached a protected
// person. It is sealed with the report; what thinks sees opaque tokens of it.
type Said struct {
	Names    []string `json:"names,omitempty"`
	Employer string   `json:"employer,omitempty"`
	Story    Story    `json:"story,omitempty"`
}

// IsZero reports whether nothing was said.
func (s Said) IsZero() bool { return len(s.Names) == 0 && s.Employer == "" && s.Story == "" }

// Story is the reason that a stranger gave for an approach, from a short closed list.
type Story string

// Stories lists them in the order of the form.
var Stories = []Story{"job-offer", "invitation", "interview", "research", "student-help", "delivery", "repair", "charity-visit", "survey", "new-acquaintance", "other"}

// Limits of a report: generous for people, tight for attackers.
const (
	MaxText      = 200_000 // bytes
	MaxSelectors = 50
	MaxAbout     = 50
)

// Corrects is the report that this one speaks against, if any. Such a report adds
// nothing of its own to what is said to have happened.
func (r Report) Corrects() ReportID {
	if r.Retracts != "" {
		return r.Retracts
	}
	return r.Disputes
}

// Urgent reports whether this goes to the front of every queue at once: a life
// at risk, a suspicious delivery, an unexplained illness.
func (r Report) Urgent() bool {
	if r.Corrects() != "" {
		return r.LifeAtRisk
	}
	return r.LifeAtRisk || r.Kind == KindDelivery || r.Kind == KindIllness
}

// Validate refuses a report that could not be kept or thought about; a report
// without time, place or grade is fine.
func (r Report) Validate() error {
	if err := CheckID("report", string(r.ID)); err != nil {
		return err
	}
	if indexOf(Kinds, r.Kind) < 0 {
		return Invalid("unknown kind of report; the kinds are listed in docs/formats")
	}
	if len(r.Text) > MaxText || !utf8.ValidString(r.Text) {
		return Invalid("the text must be valid UTF-8 of at most %d bytes", MaxText)
	}
	if len(r.Selectors) > MaxSelectors || len(r.About) > MaxAbout {
		return Invalid("at most %d selectors and %d people in one report", MaxSelectors, MaxAbout)
	}
	if err := r.validateParts(); err != nil {
		return err
	}
	return r.Occurred.Validate()
}

// validateParts checks what has rules of its own.
func (r Report) validateParts() error {
	for _, p := range r.About {
		if err := CheckID("person", string(p)); err != nil {
			return err
		}
	}
	for _, s := range r.Selectors {
		if err := s.Validate(); err != nil {
			return err
		}
	}
	for _, b := range r.Behaviour {
		if indexOf(Behaviours, b) < 0 {
			return Invalid("unknown behaviour; the behaviours are listed in docs/formats")
		}
	}
	if r.Said.Story != "" && indexOf(Stories, r.Said.Story) < 0 {
		return Invalid("unknown story; the stories are listed in docs/formats")
	}
	if !r.Grade.IsZero() {
		if err := r.Grade.Validate(); err != nil {
			return err
		}
	}
	if err := r.Place.Validate(); err != nil {
		return err
	}
	return r.Handling.Or().Validate()
}

// Draft is what intake makes of bytes before the desk files them: a report
// without id, the warnings met on the way, and what might be meant in the text,
// for a human to confirm. A proposal is never promoted by itself.
type Draft struct {
	Report     Report     `json:"report"`
	Person     string     `json:"person,omitempty"` // code name as written, where no id is known yet
	Where      string     `json:"where,omitempty"`  // file and line or element, for messages
	Warnings   []Notice   `json:"warnings,omitempty"`
	Proposals  []Proposal `json:"proposals,omitempty"`
	Names      []string   `json:"names,omitempty"`      // strangers named in it, as written: sealed, and turned into opaque tokens before anything thinks
	Recipients []UserID   `json:"recipients,omitempty"` // named recipients, for TLP:RED
	Photos     [][]byte   `json:"photos,omitempty"`     // files as they came; the desk cleans them before anything is kept
}

// Notice is something intake noticed and could not settle alone.
type Notice struct {
	Where string `json:"where,omitempty"`
	What  string `json:"what"`
}

// Proposal is a run of text that may name a person, a place or a selector.
type Proposal struct {
	Kind  string `json:"kind"` // person, place, selector; time, place, device of a photo
	Text  string `json:"text"`
	Basis string `json:"basis"` // register, list, gazetteer, guess, photo
	Ref   string `json:"ref,omitempty"`
}
