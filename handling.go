package outrider

import (
	"slices"
	"strings"
)

// TLP is a Traffic Light Protocol 2.0 label: how far a thing may travel.
type TLP string

// The labels of TLP 2.0, from free to strict.
const (
	TLPClear       TLP = "TLP:CLEAR"
	TLPGreen       TLP = "TLP:GREEN"
	TLPAmber       TLP = "TLP:AMBER"
	TLPAmberStrict TLP = "TLP:AMBER+STRICT"
	TLPRed         TLP = "TLP:RED"
)

// PAP is a Permissible Actions Protocol label: what may be done with a thing.
type PAP string

// The labels of PAP, from free to strict. Red forbids every look-up that leaves
// this machine.
const (
	PAPClear PAP = "PAP:CLEAR"
	PAPGreen PAP = "PAP:GREEN"
	PAPAmber PAP = "PAP:AMBER"
	PAPRed   PAP = "PAP:RED"
)

// Handling is how a thing may be passed on and used. The zero value means that
// nobody marked it and is treated as the strictest by Or.
type Handling struct {
	TLP     TLP    `json:"tlp"`
	PAP     PAP    `json:"pap"`
	Caveats string `json:"caveats,omitempty"` // written conditions that travel with it
}

// DefaultHandling is given to what nobody marked: organisation only, no look-ups outside.
var DefaultHandling = Handling{TLP: TLPAmberStrict, PAP: PAPRed}

// Rank orders the labels; a higher rank is stricter, -1 is unknown.
func (t TLP) Rank() int {
	return indexOf([]TLP{TLPClear, TLPGreen, TLPAmber, TLPAmberStrict, TLPRed}, t)
}

// Rank orders the labels; a higher rank is stricter, -1 is unknown.
func (p PAP) Rank() int { return indexOf([]PAP{PAPClear, PAPGreen, PAPAmber, PAPRed}, p) }

// Validate refuses labels that are not of TLP 2.0 and PAP.
func (h Handling) Validate() error {
	if h.TLP.Rank() < 0 {
		return Invalid("unknown TLP label; TLP 2.0 has CLEAR, GREEN, AMBER, AMBER+STRICT and RED")
	}
	if h.PAP.Rank() < 0 {
		return Invalid("unknown PAP label; PAP has CLEAR, GREEN, AMBER and RED")
	}
	return nil
}

// Or returns h, or the default where nothing was marked.
func (h Handling) Or() Handling {
	if h.TLP == "" {
		h.TLP = DefaultHandling.TLP
	}
	if h.PAP == "" {
		h.PAP = DefaultHandling.PAP
	}
	return h
}

// Join returns the strictest of both on each axis: a product inherits the
// strictest mark of its parts, whatever their order (D-14).
func (h Handling) Join(o Handling) Handling {
	h, o = h.Or(), o.Or()
	if o.TLP.Rank() > h.TLP.Rank() {
		h.TLP = o.TLP
	}
	if o.PAP.Rank() > h.PAP.Rank() {
		h.PAP = o.PAP
	}
	h.Caveats = joinCaveats(h.Caveats, o.Caveats)
	return h
}

// String shows both labels.
func (h Handling) String() string { return string(h.TLP) + " " + string(h.PAP) }

// joinCaveats keeps every condition of both texts once and in a fixed order, so
// that Join neither depends on the order of its parts nor on how often one is used.
func joinCaveats(a, b string) string {
	if a == b {
		return a
	}
	var all []string
	for _, c := range strings.Split(a+";"+b, ";") {
		if c = strings.TrimSpace(c); c != "" {
			all = append(all, c)
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), "; ")
}

func indexOf[T comparable](list []T, v T) int {
	for i, x := range list {
		if x == v {
			return i
		}
	}
	return -1
}
