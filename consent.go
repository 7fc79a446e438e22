package outrider

import (
	"slices"
	"strings"
	"time"
)

// ConsentPurpose is what somebody under protection agrees to, one at a time.
type ConsentPurpose string

// The purposes. A record is the ground of the other three: without it there is
// nothing to advise on, to share or to learn from.
const (
	ForRecord   ConsentPurpose = "record"   // keep a file: reports, findings, assessments
	ForAdvice   ConsentPurpose = "advice"   // assess the danger, warn, advise, plan
	ForSharing  ConsentPurpose = "share"    // tell somebody outside the desk, by name
	ForResearch ConsentPurpose = "research" // numbers learnt from the history may leave the house; they name nobody
)

// ConsentPurposes lists every purpose.
var ConsentPurposes = []ConsentPurpose{ForRecord, ForAdvice, ForSharing, ForResearch}

// ConsentSource is who said yes or no.
type ConsentSource string

// Who may say it.
const (
	SaidBySelf     ConsentSource = "self"
	SaidByParent   ConsentSource = "parent"   // of a child
	SaidByGuardian ConsentSource = "guardian" // appointed by law
	SaidByProxy    ConsentSource = "proxy"    // a lawyer or another person they named
)

// ConsentSources lists every source.
var ConsentSources = []ConsentSource{SaidBySelf, SaidByParent, SaidByGuardian, SaidByProxy}

// ConsentWay is how it was said.
type ConsentWay string

// How it may be said.
const (
	InPerson  ConsentWay = "in-person"
	ByPhone   ConsentWay = "phone"
	InWriting ConsentWay = "writing"
	ByMessage ConsentWay = "message"
)

// ConsentWays lists every way.
var ConsentWays = []ConsentWay{InPerson, ByPhone, InWriting, ByMessage}

// Told is the source of a yes or a no: who said it, to whom, how, in which language.
type Told struct {
	Source   ConsentSource `json:"source"`
	To       string        `json:"to,omitempty"` // name of whoever was told; empty: whoever records it
	How      ConsentWay    `json:"how"`
	Language string        `json:"language"`
}

// Validate refuses a yes or a no without its source.
func (t Told) Validate() error {
	switch {
	case !slices.Contains(ConsentSources, t.Source):
		return Invalid("say who said it: self, parent, guardian or proxy")
	case !slices.Contains(ConsentWays, t.How):
		return Invalid("say how it was said: in-person, phone, writing or message")
	case strings.TrimSpace(t.Language) == "" || len(t.Language) > 40:
		return Invalid("say in which language it was said")
	}
	return nil
}

// Consent is one yes: to one purpose, until a day. Sharing names with whom.
type Consent struct {
	ID      string         `json:"id"`
	Person  PersonID       `json:"person"`
	Purpose ConsentPurpose `json:"purpose"`
	With    []string       `json:"with,omitempty"`
	Told    Told           `json:"told"`
	Expires time.Time      `json:"expires"`
	Renews  bool           `json:"renews,omitempty"` // said again before or after it ran out
	Note    string         `json:"note,omitempty"`
}

// Validate refuses a consent without purpose, source or end, and sharing with nobody.
func (c Consent) Validate() error {
	if err := CheckID("consent", c.ID); err != nil {
		return err
	}
	switch {
	case !slices.Contains(ConsentPurposes, c.Purpose):
		return Invalid("the purposes are record, advice, share and research")
	case (c.Purpose == ForSharing) != (len(c.With) > 0):
		return Invalid("consent to share, and no other, names with whom")
	case c.Expires.IsZero():
		return Invalid("a consent has an end")
	}
	if err := checkNames(c.With); err != nil {
		return err
	}
	return c.Told.Validate()
}

// Withdrawal is one no: it stops a purpose at once. Of sharing it may name from
// whom alone; without names it stops all of it.
type Withdrawal struct {
	ID      string         `json:"id"`
	Person  PersonID       `json:"person"`
	Purpose ConsentPurpose `json:"purpose"`
	With    []string       `json:"with,omitempty"`
	Told    Told           `json:"told"`
	Note    string         `json:"note,omitempty"`
}

// Validate refuses a withdrawal without purpose or source.
func (w Withdrawal) Validate() error {
	if err := CheckID("withdrawal", w.ID); err != nil {
		return err
	}
	if !slices.Contains(ConsentPurposes, w.Purpose) || w.Purpose != ForSharing && len(w.With) > 0 {
		return Invalid("the purposes are record, advice, share and research; only sharing names with whom")
	}
	if err := checkNames(w.With); err != nil {
		return err
	}
	return w.Told.Validate()
}

func checkNames(names []string) error {
	for _, n := range names {
		if RecipientKey(n) == "" || len(n) > 80 {
			return Invalid("a recipient has a name of 1 to 80 characters")
		}
	}
	return nil
}

// RecipientKey is the form under which a recipient's name is compared.
func RecipientKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// Agreed is the last word on one purpose, or on sharing with one recipient.
type Agreed struct {
	Consent   string    `json:"consent,omitempty"`
	Expires   time.Time `json:"expires,omitzero"`
	Withdrawn time.Time `json:"withdrawn,omitzero"`
}

// ConsentState is how one purpose stands.
type ConsentState string

// The states.
const (
	ConsentUnasked   ConsentState = "unasked" // nobody has written down a yes or a no
	ConsentGiven     ConsentState = "given"
	ConsentExpired   ConsentState = "expired"
	ConsentWithdrawn ConsentState = "withdrawn"
)

// State is how it stands at a moment.
func (a Agreed) State(now time.Time) ConsentState {
	switch {
	case !a.Withdrawn.IsZero():
		return ConsentWithdrawn
	case a.Consent == "":
		return ConsentUnasked
	case !now.Before(a.Expires):
		return ConsentExpired
	}
	return ConsentGiven
}

// Consents is what stands of everything a person agreed to. The zero value is that
// of somebody whom nobody has asked.
type Consents struct {
	Purposes map[ConsentPurpose]Agreed `json:"purposes,omitempty"` // all but sharing
	Shares   map[string]Agreed         `json:"shares,omitempty"`   // by RecipientKey
	Withheld []string                  `json:"withheld,omitempty"` // who must not be told, whatever else was agreed
}

// Give is these consents after a yes.
func (c Consents) Give(x Consent) Consents {
	c = c.clone()
	a := Agreed{Consent: x.ID, Expires: x.Expires}
	for _, n := range x.With {
		c.Shares[RecipientKey(n)] = a
	}
	if x.Purpose != ForSharing {
		c.Purposes[x.Purpose] = a
	}
	return c
}

// Withdraw is these consents after a no at a moment. A no to the record takes back
// every yes: one that came to life again with a later record, unasked, was never given.
func (c Consents) Withdraw(w Withdrawal, at time.Time) Consents {
	c = c.clone()
	for n, a := range c.Shares {
		if w.Purpose == ForRecord || w.Purpose == ForSharing && (len(w.With) == 0 || named(w.With, n)) {
			a.Withdrawn = at
			c.Shares[n] = a
		}
	}
	for _, n := range w.With {
		c.Shares[RecipientKey(n)] = Agreed{Withdrawn: at}
	}
	for _, p := range w.Purpose.carried() {
		a := c.Purposes[p]
		a.Withdrawn = at
		c.Purposes[p] = a
	}
	return c
}

// carried lists the purposes that end with one.
func (p ConsentPurpose) carried() []ConsentPurpose {
	switch p {
	case ForSharing:
		return nil // by recipient
	case ForRecord:
		return []ConsentPurpose{ForRecord, ForAdvice, ForResearch}
	}
	return []ConsentPurpose{p}
}

func named(names []string, key string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return RecipientKey(n) == key })
}

// WithheldFrom reports whether the person asked that somebody of this name be told nothing.
func (c Consents) WithheldFrom(name string) bool { return named(c.Withheld, RecipientKey(name)) }

func (c Consents) clone() Consents {
	out := Consents{Purposes: map[ConsentPurpose]Agreed{}, Shares: map[string]Agreed{}, Withheld: c.Withheld}
	for k, v := range c.Purposes {
		out.Purposes[k] = v
	}
	for k, v := range c.Shares {
		out.Shares[k] = v
	}
	return out
}

// Ground is a lawful reason to tell somebody without consent. The list is closed;
// each use needs a second person and stays in the record.
type Ground string

// The grounds: vital interests and legal obligation are bases of their own beside
// consent (ICRC, Handbook on Data Protection in Humanitarian Action).
const (
	GroundLife  Ground = "life-at-risk"  // somebody's life or body is in danger now
	GroundChild Ground = "child-at-risk" // a child is in danger
	GroundLaw   Ground = "legal-duty"    // a court or a statute compels it
)

// Grounds lists every ground.
var Grounds = []Ground{GroundLife, GroundChild, GroundLaw}

// Passed is something about a person that was, or is to be, told to somebody
// outside the desk. With a Ground it was not agreed to, and waits for a second person.
type Passed struct {
	ID     string   `json:"id"`
	Person PersonID `json:"person"`
	To     string   `json:"to"`
	What   string   `json:"what"`
	Ground Ground   `json:"ground,omitempty"`
	Why    string   `json:"why,omitempty"` // why the ground holds
}

// Validate refuses something passed on to nobody, or without consent and reason.
func (p Passed) Validate() error {
	if err := CheckID("passing", p.ID); err != nil {
		return err
	}
	switch {
	case RecipientKey(p.To) == "" || len(p.To) > 80:
		return Invalid("a recipient has a name of 1 to 80 characters")
	case strings.TrimSpace(p.What) == "" || len(p.What) > 400:
		return Invalid("say in a sentence what is passed on")
	case p.Ground != "" && !slices.Contains(Grounds, p.Ground):
		return Invalid("the grounds are life-at-risk, child-at-risk and legal-duty")
	case (p.Ground != "") != (strings.TrimSpace(p.Why) != ""):
		return Invalid("a ground, and nothing else, needs the reason why it holds")
	}
	return nil
}

// PassedSettled is the second person's word on passing something on without consent.
type PassedSettled struct {
	Passed  string   `json:"passed"`
	Person  PersonID `json:"person"`
	Confirm bool     `json:"confirm"`
	Why     string   `json:"why,omitempty"`
}

// Recall is the duty to get back what was passed on, after a withdrawal.
type Recall struct {
	ID     string    `json:"id"`
	Person PersonID  `json:"person"`
	From   string    `json:"from"` // who has it
	What   string    `json:"what"`
	Owner  UserID    `json:"owner"`
	Due    time.Time `json:"due"`
}

// RecallClosed says what became of a recall.
type RecallClosed struct {
	Recall string   `json:"recall"`
	Person PersonID `json:"person"`
	Done   bool     `json:"done"` // false: it could not be got back, and Note says why
	Note   string   `json:"note"`
}

// Entries about consent; each is sealed for the one person it is about.
const (
	EntryConsent       EntryType = "consent.given"
	EntryWithdrawn     EntryType = "consent.withdrawn"
	EntryWithheld      EntryType = "consent.withheld"
	EntryWishes        EntryType = "person.wishes"
	EntryPassed        EntryType = "passed.on"
	EntryPassedSettled EntryType = "passed.settled"
	EntryRecall        EntryType = "recall.opened"
	EntryRecallClosed  EntryType = "recall.closed"
)
