package selector

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// letters unifies what writers of one language type in several ways: Arabic and
// Persian yeh and kaf, alefs with their marks, teh marbuta, Russian yo.
var letters = map[rune]rune{
	'ي': 'ی', 'ى': 'ی', 'ئ': 'ی', 'ك': 'ک', 'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ؤ': 'و', 'ة': 'ه', 'ۀ': 'ه', 'ھ': 'ه', 'ہ': 'ه', 'ё': 'е',
}

// Fold brings text to the form in which it is searched and compared: NFKC, case
// folded, marks and invisible signs dropped, digits as 0 to 9, letters that
// writers exchange unified. It is idempotent and makes no claim about meaning.
func Fold(s string) string {
	if plainASCII(s) {
		return strings.ToLower(s)
	}
	s = fold(s)
	// Dropping a mark can bring letters together that compose anew: fold until
	// nothing moves, which two rounds do for all assigned characters.
	for range 3 {
		t := fold(s)
		if t == s {
			return s
		}
		s = t
	}
	return s
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] < 0x20 && s[i] != '\n' && s[i] != '\t' {
			return false
		}
	}
	return true
}

func fold(s string) string {
	s = cases.Fold().String(norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD")))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), r == 'ـ':
			continue
		case r != '\n' && r != '\t' && unicode.IsControl(r):
			b.WriteByte(' ')
			continue
		}
		r = asciiDigit(r)
		if l, ok := letters[r]; ok {
			r = l
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}
