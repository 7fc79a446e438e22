package detect

import (
	"bytes"
	"math"
	"math/bits"
	"slices"
	"strconv"
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
func (s *stream) near(to []likeness, x *entry) []likeness {
	c := &s.m.codes.all[x.sel]
	if c.kind != kindPlate {
		return to
	}
	f := s.faces[x.pair]
	read := unread ^ blanks(f.text)
	for i := range s.faces {
		p := &s.faces[i]
		if bits.OnesCount64((unread^blanks(p.text^f.text))&(unread^blanks(p.text))&read) > 1 {
			continue // they differ in two characters that were read both times
		}
		if p.length == 0 || p.length != f.length && !f.star && !p.star || s.pairs[i].n == 0 || int32(i) == x.pair {
			continue
		}
		if n, ok := s.alikeness(x.sel, p.sel); ok {
			n.pair, n.p0 = int32(i), s.benign(int32(i), x.ctx, 0)
			if to = append(to, n); len(to) == maxAlike {
				break
			}
		}
	}
	return to
}

// alikeness says how one sighting may be an inexact reading of a pair.
func (s *stream) alikeness(a, b uint32) (likeness, bool) {
	x, y := &s.m.codes.all[a], &s.m.codes.all[b]
	first, second := s.m.codes.value(a), s.m.codes.value(b)
	switch {
	case x.loose && y.loose || y.kind != x.kind:
		return likeness{}, false
	case x.loose:
		return likeness{match: 1, chance: s.m.share(a)}, fits(string(first), string(second))
	case y.loose:
		return likeness{match: 1, chance: s.m.share(b)}, fits(string(second), string(first))
	}
	return likeness{match: s.m.Misread, chance: s.m.Population.Near}, misread(string(first), string(second))
}

// face is what a pair of a selector is found by. A character that was not read
// may be any, and so may all of a pattern of unknown length.
func (c *codebook) face(sel uint32) face {
	x := &c.all[sel]
	f := face{sel: sel, length: x.length, star: x.star}
	if x.length == 0 || x.star {
		return f
	}
	for _, b := range c.value(sel)[:min(x.length, 8)] {
		f.text <<= 8
		if b != '?' {
			f.text |= uint64(b)
		}
	}
	return f
}

// unread has the high bit of each of eight characters.
const unread = 0x8080808080808080

// blanks has the high bit of each character that is zero.
func blanks(x uint64) uint64 {
	return ^((x&^unread + ^uint64(unread)) | x) & unread
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

// code is one selector as the engine keeps it; its value is in the codebook.
type code struct {
	kind   uint8
	sort   uint8
	length uint8 // of a plate, which others are compared with; 0 for what is no plate
	loose  bool
	star   bool // a plate with "*", which stands for any number of characters
	warm   bool // it has had a score around somebody: most never do
}

// codebook numbers selectors. How common inexact readings are is a number of the
// parameters, not of what has been seen so far: a thought must not depend on the
// order in which reports arrived.
type codebook struct {
	all   []code
	texts *lexicon
	kinds []outrider.SelectorKind
}

// The kinds that the engine knows come first, in this order; one that nobody knows
// stands in its selector's text.
const (
	kindPlate = iota
	kindDescription
	kindOdd = 1<<7 - 1
)

func newCodebook() *codebook {
	c := &codebook{texts: newLexicon(), kinds: []outrider.SelectorKind{outrider.SelectorPlate, outrider.SelectorDescription}}
	for _, k := range outrider.SelectorKinds {
		if !slices.Contains(c.kinds, k) {
			c.kinds = append(c.kinds, k)
		}
	}
	return c
}

// key is what a selector is numbered by: its kind, whether it was read whole, and
// its value.
func (c *codebook) key(s outrider.Selector) (kind uint8, loose bool, tag uint8, value string) {
	kind, value = uint8(kindOdd), s.Value
	if i := slices.Index(c.kinds, s.Kind); i >= 0 {
		kind = uint8(i)
	} else {
		value = strconv.Itoa(len(s.Kind)) + ":" + string(s.Kind) + value
	}
	loose, tag = s.Partial || kind == kindDescription, kind<<1
	if loose {
		tag++
	}
	return kind, loose, tag, value
}

// find gives the number of a selector, if it has one.
func (c *codebook) find(s outrider.Selector) (uint32, bool) {
	_, _, tag, value := c.key(s)
	n, _, ok := c.texts.find(tag, value)
	return n, ok
}

// number gives the number of a selector.
func (c *codebook) number(s outrider.Selector) uint32 {
	kind, loose, tag, value := c.key(s)
	n, isNew := c.texts.number(tag, value)
	if isNew {
		x := code{kind: kind, loose: loose, sort: sortOf(s)}
		if kind == kindPlate && len(value) <= math.MaxUint8 {
			x.length, x.star = uint8(len(value)), strings.Contains(value, "*")
		}
		c.all = append(c.all, x)
	}
	return n
}

// value is what a selector says, without its kind.
func (c *codebook) value(sel uint32) []byte {
	_, value := c.parts(sel)
	return value
}

// parts are a selector's kind and value.
func (c *codebook) parts(sel uint32) (outrider.SelectorKind, []byte) {
	b := c.texts.bytes(sel)
	if k := c.all[sel].kind; k != kindOdd {
		return c.kinds[k], b
	}
	colon := bytes.IndexByte(b, ':')
	n, _ := strconv.Atoi(string(b[:colon]))
	b = b[colon+1:]
	return outrider.SelectorKind(b[:n]), b[n:]
}

// share is how much of the population fits a pattern or a description.
func (m *model) share(sel uint32) float64 {
	value := m.codes.value(sel)
	if m.codes.all[sel].kind != kindDescription {
		return m.Population.pattern(string(value))
	}
	if v, ok := m.Population.Looks[string(value)]; ok {
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
