package detect

import (
	"math/bits"
	"strings"

	"outrider"
)

// likeness is a pair that a sighting may be an inexact reading of.
type likeness struct {
	pair   int32
	p0     float64 // chance that an ordinary report here is of it
	match  float64 // chance that the thing itself is read so
	chance float64 // chance that something never seen is read so
}

// maxAlike bounds how many things one inexact reading may be.
const maxAlike = 8

// near lists the pairs that a sighting may be an inexact reading of: for a
// pattern, what fits it; for a value never seen around this person, what differs
// by one character, and the patterns that it fits.
func (s *stream) near(to []likeness, st *step, own int32) []likeness {
	x := &s.m.codes.all[st.sel]
	if x.kind != outrider.SelectorPlate {
		return to
	}
	for i := range s.pairs {
		p := &s.pairs[i]
		if p.first.n == 0 || p.length != x.length && !x.star && !p.star || p.length == 0 || int32(i) == own {
			continue
		}
		if !x.star && !p.star && !maybe(x.packed, p.packed) {
			continue
		}
		if n, ok := s.alikeness(x, p, st.sel); ok {
			n.pair, n.p0 = int32(i), s.benign(p, st.ctx, 0)
			if to = append(to, n); len(to) == maxAlike {
				break
			}
		}
	}
	return to
}

// alikeness says how one sighting may be an inexact reading of a pair.
func (s *stream) alikeness(x *code, p *pair, sel uint32) (likeness, bool) {
	y := &s.m.codes.all[p.sel]
	switch {
	case x.loose && y.loose || y.kind != x.kind:
		return likeness{}, false
	case x.loose:
		return likeness{match: 1, chance: s.m.share(sel)}, fits(x.value, y.value)
	case y.loose:
		return likeness{match: 1, chance: s.m.share(p.sel)}, fits(y.value, x.value)
	}
	return likeness{match: s.m.Misread, chance: s.m.Population.Near}, misread(x.value, y.value)
}

// packed holds the first characters of a plate, and which of them were read, so
// that most comparisons are one instruction.
type packed struct{ text, read uint64 }

func pack(value string) packed {
	var p packed
	for i := range min(len(value), 8) {
		p.text = p.text<<8 | uint64(value[i])
		p.read <<= 8
		if value[i] != '?' {
			p.read |= 0xff
		}
	}
	return p
}

// maybe reports whether two values of one length differ, where both were read, in
// at most one of their first characters.
func maybe(a, b packed) bool {
	d := (a.text ^ b.text) & a.read & b.read
	d |= d >> 4
	d |= d >> 2
	d |= d >> 1
	return bits.OnesCount64(d&0x0101010101010101) <= 1
}

// misread reports whether two whole plates differ by one character.
func misread(a, b string) bool {
	if len(a) != len(b) || len(a) < 4 {
		return false
	}
	diff := 0
	for i := range len(a) {
		if a[i] != b[i] {
			if diff++; diff > 1 {
				return false
			}
		}
	}
	return diff == 1
}

// fits matches a pattern against a whole value: "?" stands for one character that
// was not read, "*" for any number. At least two characters must have been read,
// else everything would fit.
func fits(pattern, value string) bool {
	i, j, star, back, read := 0, 0, -1, 0, 0
	for j < len(value) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, back, i = i, j, i+1
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == value[j]):
			if pattern[i] != '?' {
				read++
			}
			i, j = i+1, j+1
		case star >= 0:
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	for i < len(pattern) && pattern[i] == '*' {
		i++
	}
	return i == len(pattern) && read >= 2
}

// code is one selector as the engine keeps it.
type code struct {
	kind  outrider.SelectorKind
	value string
	loose bool
	sort  uint8
	shape
}

// shape is what a plate is compared by; length is 0 for what is no plate.
type shape struct {
	packed
	length uint8
	star   bool // holds "*", which stands for any number of characters
}

func shapeOf(s outrider.Selector) shape {
	if s.Kind != outrider.SelectorPlate || len(s.Value) > 255 {
		return shape{}
	}
	return shape{packed: pack(s.Value), length: uint8(len(s.Value)), star: strings.Contains(s.Value, "*")}
}

// codebook numbers selectors. How common inexact readings are is a number of the
// parameters, not of what has been seen so far: a thought must not depend on the
// order in which reports arrived.
type codebook struct {
	all   []code
	index map[codeKey]uint32
}

type codeKey struct {
	kind  outrider.SelectorKind
	value string
	loose bool
}

func newCodebook() *codebook { return &codebook{index: map[codeKey]uint32{}} }

// number gives the number of a selector.
func (c *codebook) number(s outrider.Selector) uint32 {
	loose := s.Partial || s.Kind == outrider.SelectorDescription
	key := codeKey{s.Kind, s.Value, loose}
	if n, ok := c.index[key]; ok {
		return n
	}
	n := uint32(len(c.all))
	c.all, c.index[key] = append(c.all, code{kind: s.Kind, value: s.Value, loose: loose, sort: sortOf(s), shape: shapeOf(s)}), n
	return n
}

// share is how much of the population fits a pattern or a description.
func (m *model) share(sel uint32) float64 {
	x := &m.codes.all[sel]
	if x.kind != outrider.SelectorDescription {
		return m.Population.pattern(x.value)
	}
	if v, ok := m.Population.Looks[x.value]; ok {
		return v
	}
	return m.Population.Look
}

// Population says how common inexact readings are.
type Population struct {
	Near    float64            `json:"near"`    // chance that two plates differ by one character
	Read    []float64          `json:"read"`    // share of plates that fit a pattern, by the characters read of it
	Looks   map[string]float64 `json:"looks"`   // share of sightings, by description
	Look    float64            `json:"look"`    // of a description that was never counted
	Counted int                `json:"counted"` // plates behind the figures
}

// pattern is the share of plates that fit one, by how much of it was read.
func (p *Population) pattern(value string) float64 {
	if len(p.Read) == 0 {
		return 1
	}
	return p.Read[min(readOf(value), len(p.Read)-1)]
}

// readOf counts the characters of a pattern that were read.
func readOf(pattern string) int {
	return len(pattern) - strings.Count(pattern, "?") - strings.Count(pattern, "*")
}

// pooledPopulation is what stands where no history was counted: each character
// read cuts the population to a twelfth, for the characters of plates are far
// from evenly spread; descriptions are common.
func pooledPopulation() Population {
	p := Population{Near: 5e-3, Look: 0.05, Looks: map[string]float64{}}
	for v := 1.0; len(p.Read) < 9; v /= 12 {
		p.Read = append(p.Read, v)
	}
	return p
}
