package outrider

import "time"

// Ids of screening are random like all others.
type (
	// HitID names a hit: one stated name, or one thing, held against one entry of a list.
	HitID string
	// WatchID names a standing watch.
	WatchID string
)

// Via says how what was held against the lists came to the desk, the surest first.
type Via string

// The ways. A name that a text merely mentions is weaker than one that a stranger
// gave of themselves.
const (
	ViaThing     Via = "thing"     // a number, an address, an account that a report carries
	ViaStated    Via = "stated"    // a stranger gave this name
	ViaEmployer  Via = "employer"  // a stranger said to come from there
	ViaMentioned Via = "mentioned" // the text of a report holds it
	ViaProtected Via = "protected" // it is the name of somebody protected: a wanted notice
	ViaWatched   Via = "watched"   // an analyst asked to be told of it
)

// Hit is a name or a thing held against one entry of a list: a question for a
// human. No score and no alert is made of it.
type Hit struct {
	ID       HitID        `json:"id"`
	Token    SubjectToken `json:"token"` // of what was asked: the same stranger's other reports join under it
	Via      Via          `json:"via"`
	Asked    string       `json:"asked"` // as it was written
	List     string       `json:"list"`
	Version  string       `json:"version"` // of the list, by its day
	Key      string       `json:"key"`     // the entry's own
	Name     string       `json:"name"`
	Matched  string       `json:"matched,omitempty"` // the name that was found, where it is not the entry's first
	Weak     bool         `json:"weak,omitempty"`    // found by a weak alias only
	Ended    string       `json:"ended,omitempty"`   // the day on which the listing ended
	Score    float64      `json:"score"`             // probability that both are one, at even odds beforehand
	Decision string       `json:"decision"`          // match, review
	Rows     []HitRow     `json:"rows"`
	Fields   []HitField   `json:"fields"` // what the list says that identifies its entry
}

// HitRow compares one field of what was asked with the entry's, in natural logs.
type HitRow struct {
	Field string  `json:"field"`
	Asked string  `json:"asked"`
	Entry string  `json:"entry"`
	Nats  float64 `json:"nats"`
}

// HitField is one thing that a list says of its entry.
type HitField struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// Identifies reports whether a field tells its bearer from others: what they are
// called, when they were born, what they carry. Why they are listed, and since when,
// does not.
func (f HitField) Identifies() bool {
	switch f.Field {
	case "kind", "name", "weak alias", "born", "document":
		return true
	}
	return false
}

// Verdict is what a human made of a hit.
type Verdict string

// The verdicts.
const (
	VerdictSame    Verdict = "same"
	VerdictNotSame Verdict = "not-same"
	VerdictUnsure  Verdict = "unsure"
)

// Verdicts lists them in the order of the page.
var Verdicts = []Verdict{VerdictSame, VerdictNotSame, VerdictUnsure}

// Watch is an analyst's wish to be told when a name or a thing turns up in a
// report or on a list. It ends by itself.
type Watch struct {
	ID       WatchID   `json:"id"`
	Owner    UserID    `json:"owner"`
	Name     string    `json:"name,omitempty"`
	Selector Selector  `json:"selector,omitzero"` // instead of a name
	Reason   string    `json:"reason"`
	Until    time.Time `json:"until"`
}

// maxWatched bounds what is watched for, and why, in bytes.
const maxWatched = 400

// Validate refuses a watch for nothing, or without a reason or an end.
func (w Watch) Validate() error {
	if err := CheckID("watch", string(w.ID)); err != nil {
		return err
	}
	if (w.Name == "") == (w.Selector.Value == "") || len(w.Name) > maxWatched {
		return Invalid("a watch is for one name of at most %d bytes, or for one selector", maxWatched)
	}
	if w.Selector.Value != "" {
		if err := w.Selector.Validate(); err != nil {
			return err
		}
	}
	if w.Reason == "" || len(w.Reason) > maxWatched {
		return Invalid("say in at most %d bytes why this is watched for", maxWatched)
	}
	if w.Until.IsZero() {
		return Invalid("a watch ends on a day")
	}
	return nil
}

// ListSource says where a whole list may be fetched from. Off, it is a reminder
// without an address: somebody imports the list by hand.
type ListSource struct {
	List string `json:"list"`
	URL  string `json:"url,omitempty"` // https; empty: nothing is fetched
	Days int    `json:"days"`          // how old the list may grow before somebody is reminded, or it is fetched
}
