package world

import (
	"slices"
	"strconv"
	"strings"
)

// thing is a vehicle or a device that can be noticed. self is what a reporter
// recognises it by; plates can be changed, the looks of the vehicle stay.
type thing struct {
	self, plates, looks uint64
}

func vehicle(parts ...uint64) thing {
	h := mix(parts...)
	return thing{self: h, plates: h, looks: h}
}

const (
	plateLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"
	plateShape   = "A00AA00A" // of no country: nobody's real plate is ever made
)

// plate writes a number plate.
func plate(h uint64) string {
	out := []byte(plateShape)
	for i, c := range out {
		if c == 'A' {
			out[i] = plateLetters[h%uint64(len(plateLetters))]
			h /= uint64(len(plateLetters))
			continue
		}
		out[i] = byte('0' + h%10)
		h /= 10
	}
	return string(out)
}

// phone writes a telephone number under a country code that nobody has.
func phone(h uint64) string {
	return "+999" + strconv.FormatUint(100_000_000+h%900_000_000, 10)
}

// token writes an opaque name.
func token(prefix string, h uint64) string {
	return prefix + strconv.FormatUint(h, 36)
}

// trait is a word of the closed vocabulary with its share of this world's
// vehicles.
type trait struct {
	word  string
	share float64
}

func colours() []trait {
	return []trait{{"colour:white", .24}, {"colour:black", .21}, {"colour:grey", .19}, {"colour:silver", .11}, {"colour:blue", .11},
		{"colour:red", .07}, {"colour:green", .03}, {"colour:brown", .02}, {"colour:yellow", .01}, {"colour:orange", .01}}
}

func bodies() []trait {
	return []trait{{"body:car", .52}, {"body:suv", .20}, {"body:estate", .10}, {"body:van", .11}, {"body:truck", .03}, {"body:motorcycle", .03}, {"body:taxi", .01}}
}

func features() []trait {
	return []trait{{"", .80}, {"feature:roof-rack", .05}, {"feature:dented", .05}, {"feature:company-lettering", .05}, {"feature:tinted-windows", .05}}
}

func draw(from []trait, u float64) string {
	for _, t := range from {
		if u -= t.share; u < 0 {
			return t.word
		}
	}
	return from[0].word
}

// describe lists what can be said of a vehicle without reading its plate.
func (t thing) describe() []string {
	out := []string{draw(colours(), unit(mix(t.looks, 1))), draw(bodies(), unit(mix(t.looks, 2)))}
	if f := draw(features(), unit(mix(t.looks, 3))); f != "" {
		out = append(out, f)
	}
	return out
}

// confusions are pairs of characters that eyes and cameras take for each other.
const confusions = "B8 S5 Z2 G6 D0 L1 T7 UV MN EF KX"

// misread changes one character of a plate, mostly into one that looks like it.
func misread(d dice, p string) string {
	out := []byte(p)
	if d.chance(.7) {
		for range 8 {
			i := d.IntN(len(out))
			if c, ok := lookalike(out[i]); ok {
				out[i] = c
				return string(out)
			}
		}
	}
	const any = plateLetters + "0123456789"
	i := d.IntN(len(out))
	for old := out[i]; out[i] == old; {
		out[i] = any[d.IntN(len(any))]
	}
	return string(out)
}

func lookalike(c byte) (byte, bool) {
	for pair := range strings.FieldsSeq(confusions) {
		if i := strings.IndexByte(pair, c); i >= 0 {
			return pair[1-i], true
		}
	}
	return 0, false
}

// halfRead hides two to four characters of a plate.
func halfRead(d dice, p string) string {
	out := []byte(p)
	for range d.between(2, 4) {
		out[d.IntN(len(out))] = '?'
	}
	return string(out)
}

// seenAs is how a reporter puts down a vehicle: whole, half read, misread, or
// described. care is the chance to describe it though the plate was read.
func (t thing) seenAs(d dice, lv traits, care float64) Selector {
	p := plate(t.plates)
	words := t.describe()
	if d.chance(lv.partial) {
		if d.chance(.4) {
			return Selector{Kind: "other", Description: words}
		}
		return Selector{Kind: "plate", Value: halfRead(d, p), Partial: Partial{Set: true}, Description: words}
	}
	if d.chance(lv.misread) {
		p = misread(d, p)
	}
	s := Selector{Kind: "plate", Value: p}
	if d.chance(care) {
		s.Description = slices.Clip(words)
	}
	return s
}
