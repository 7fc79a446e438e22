package outrider

// SelectorKind says what sort of thing a selector is.
type SelectorKind string

// The kinds of selector. SelectorDescription is a closed vocabulary of vehicles,
// devices and objects ("colour:grey", "body:van"); nobody's looks are one.
const (
	SelectorPlate       SelectorKind = "plate"
	SelectorPhone       SelectorKind = "phone"
	SelectorEmail       SelectorKind = "email"
	SelectorURL         SelectorKind = "url"
	SelectorHandle      SelectorKind = "handle"
	SelectorAccount     SelectorKind = "account"
	SelectorDevice      SelectorKind = "device"
	SelectorDocument    SelectorKind = "document"
	SelectorDescription SelectorKind = "description"
	SelectorOther       SelectorKind = "other"
)

// SelectorKinds lists every kind, in the order of the report form.
var SelectorKinds = []SelectorKind{SelectorPlate, SelectorPhone, SelectorEmail, SelectorURL, SelectorHandle,
	SelectorAccount, SelectorDevice, SelectorDocument, SelectorDescription, SelectorOther}

// Selector is something a stranger can be recognised by: a plate, a number, an
// account. Value is the canonical form; Raw keeps what was written. A partial
// value (a plate half seen) stays partial for ever: "?" stands for one unread
// character, "*" for any number of them.
type Selector struct {
	Kind    SelectorKind `json:"kind"`
	Value   string       `json:"value"`
	Raw     string       `json:"raw,omitempty"`
	Partial bool         `json:"partial,omitempty"`
	Country string       `json:"country,omitempty"` // of issue, where stated (plates, documents)
}

// maxSelector bounds a selector's length in bytes.
const maxSelector = 512

// Validate refuses unknown kinds and empty or oversized values.
func (s Selector) Validate() error {
	if indexOf(SelectorKinds, s.Kind) < 0 {
		return Invalid("unknown kind of selector; the kinds are listed in docs/formats")
	}
	if s.Value == "" || len(s.Value) > maxSelector {
		return Invalid("a selector has 1 to %d bytes", maxSelector)
	}
	return nil
}

// Key is the identity of an exact selector: kind and canonical value.
func (s Selector) Key() string { return string(s.Kind) + ":" + s.Value }
