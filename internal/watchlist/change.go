package watchlist

import "encoding/json"

// ChangeKind says what happened to an entry between two versions of a list.
type ChangeKind string

// The kinds of changes, the gravest for those whom a list protects first.
const (
	Quarantined  ChangeKind = "quarantined"  // the delivery, or one line of it, is broken: what was in force stays
	Discontinued ChangeKind = "discontinued" // the list says of itself that it has ended
	Delisted     ChangeKind = "delisted"     // the entry is gone, or marked as ended
	Eased        ChangeKind = "eased"        // a programme or a measure is gone, the entry stays
	Moved        ChangeKind = "moved"        // from one regime to another
	Merged       ChangeKind = "merged"       // into another entry
	Rekeyed      ChangeKind = "rekeyed"      // the same bearer under a new key
	Amended      ChangeKind = "amended"      // anything else that is said of the bearer
	Added        ChangeKind = "added"        // a new entry, or one that is in force again
)

// rank orders changes for whoever reads them.
func (k ChangeKind) rank() int {
	for i, x := range [...]ChangeKind{Quarantined, Discontinued, Delisted, Eased, Moved, Merged, Rekeyed, Amended, Added} {
		if x == k {
			return i
		}
	}
	return 9
}

// FieldChange is one statement that went, came, or took the place of another.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Change is what happened to one entry, in one line. Key is the one by which it
// was known before, where it was.
type Change struct {
	Change ChangeKind    `json:"change"`
	Key    string        `json:"key"`
	Name   string        `json:"name"`
	Fields []FieldChange `json:"fields"`
	Why    string        `json:"why"`

	at int // where the entry stands
}

// MarshalJSON writes fields as a list even where there are none.
func (c Change) MarshalJSON() ([]byte, error) {
	type plain Change
	if c.Fields == nil {
		c.Fields = []FieldChange{}
	}
	return json.Marshal(plain(c))
}
