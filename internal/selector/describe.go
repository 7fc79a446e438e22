package selector

import (
	"strings"

	"outrider"
)

// shares is the closed vocabulary of descriptions with the share of ordinary
// traffic or devices that fits each: own rough estimates, to be replaced by an
// organisation's own counts. Nobody's looks are in it, and never will be.
var shares = map[string]float64{
	"colour:white": .25, "colour:black": .20, "colour:grey": .18, "colour:silver": .12, "colour:blue": .10, "colour:red": .08,
	"colour:green": .03, "colour:brown": .02, "colour:yellow": .015, "colour:orange": .01, "colour:other": .02,
	"body:car": .60, "body:estate": .12, "body:suv": .25, "body:van": .12, "body:truck": .04, "body:bus": .01, "body:motorcycle": .04,
	"body:scooter": .02, "body:bicycle": .10, "body:taxi": .02,
	"feature:tinted-windows": .08, "feature:roof-rack": .05, "feature:dented": .05, "feature:company-lettering": .06, "feature:foreign-plate": .06,
	"feature:no-plate": .002, "feature:rental-sticker": .02,
	"device:phone": .9, "device:camera": .05, "device:long-lens": .004, "device:drone": .003, "device:binoculars": .005, "device:tracker": .002,
	"object:bag": .4, "object:ladder": .01, "object:clipboard": .01,
}

// parseDescription accepts words of the closed vocabulary, joined by commas, in
// a fixed order. Any other word is refused: a free description would sooner or
// later hold somebody's looks.
func parseDescription(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(s.Raw), func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		if _, ok := shares[w]; !ok {
			return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "a description uses words of a closed list of vehicles, devices and objects only",
				Hint: "write for example colour:grey,body:van; what somebody looks like belongs into the text of the report, or nowhere"}
		}
		words = append(words, w)
	}
	s.Value, s.Partial = strings.Join(sorted(words), ","), true
	return nil, nil
}

// Words lists the closed vocabulary of descriptions, sorted.
func Words() []string {
	out := make([]string, 0, len(shares))
	for w := range shares {
		out = append(out, w)
	}
	return sorted(out)
}

// Specificity is the chance that something unrelated and benign carries the same
// value: next to nothing for a whole plate or number, a share of the traffic for
// a description, and for a partial value what its known characters leave open
// (each about one in twenty). Larger means weaker evidence; see methods on g.
func Specificity(s outrider.Selector) float64 {
	switch {
	case s.Kind == outrider.SelectorDescription:
		g := 1.0
		for _, w := range strings.Split(s.Value, ",") {
			if share, ok := shares[w]; ok {
				g *= share
			}
		}
		return g
	case s.Partial:
		known := len(strings.Map(func(r rune) rune {
			if r == '?' || r == '*' {
				return -1
			}
			return 'x'
		}, s.Value))
		g := 1.0
		for range min(known, 7) {
			g /= perCharacter[s.Kind == outrider.SelectorPhone]
		}
		return max(g, exact)
	}
	return exact
}

// exact is what a whole value leaves to chance: clones, misreadings, re-use.
const exact = 1e-7

// perCharacter is how many values one known character tells apart: ten for a
// digit of a number, about twenty for a plate's mix of letters and digits.
var perCharacter = map[bool]float64{true: 10, false: 20}
