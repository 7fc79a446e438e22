package match

import "unicode"

// Script is the writing system of a word, as far as it changes how the word is
// read aloud. It says nothing about whoever bears the name.
type Script uint8

// The scripts that are read letter by letter; ScriptOther is compared as it stands.
const (
	ScriptNone Script = iota
	ScriptLatin
	ScriptCyrillic
	ScriptArabic
	ScriptHebrew
	ScriptHangul
	ScriptKana
	ScriptHan
	ScriptGreek
	ScriptGeorgian
	ScriptArmenian
	ScriptOther
)

const scripts = int(ScriptOther) + 1

// String returns the four-letter code of ISO 15924.
func (s Script) String() string {
	return [...]string{"Zyyy", "Latn", "Cyrl", "Arab", "Hebr", "Hang", "Kana", "Hani", "Grek", "Geor", "Armn", "Zzzz"}[min(s, ScriptOther)]
}

// scriptCode is the inverse of String.
func scriptCode(code string) Script {
	for s := ScriptNone; s < ScriptOther; s++ {
		if s.String() == code {
			return s
		}
	}
	return ScriptOther
}

// scriptOf returns the script of a character, ScriptNone for what belongs to all.
func scriptOf(r rune) Script {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return ScriptLatin
		}
		return ScriptNone
	case unicode.Is(unicode.Latin, r):
		return ScriptLatin
	case unicode.Is(unicode.Cyrillic, r):
		return ScriptCyrillic
	case unicode.Is(unicode.Arabic, r):
		return ScriptArabic
	case unicode.Is(unicode.Han, r):
		return ScriptHan
	case unicode.Is(unicode.Hangul, r):
		return ScriptHangul
	case unicode.In(r, unicode.Hiragana, unicode.Katakana), r == 'ー':
		return ScriptKana
	}
	return rareScript(r)
}

func rareScript(r rune) Script {
	switch {
	case unicode.Is(unicode.Hebrew, r):
		return ScriptHebrew
	case unicode.Is(unicode.Greek, r):
		return ScriptGreek
	case unicode.Is(unicode.Georgian, r):
		return ScriptGeorgian
	case unicode.Is(unicode.Armenian, r):
		return ScriptArmenian
	case unicode.IsLetter(r):
		return ScriptOther
	}
	return ScriptNone
}

// lookalikes maps letters that imitate a Latin letter to it: the part of Unicode
// Technical Standard 39 (confusables) that has been seen in names.
var lookalikes = map[rune]rune{
	'а': 'a', 'в': 'b', 'е': 'e', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p', 'с': 'c', 'т': 't', 'у': 'y', 'х': 'x', 'і': 'i', 'ї': 'i', 'ј': 'j', 'ѕ': 's', 'һ': 'h', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w', 'г': 'r', 'п': 'n', 'ь': 'b', 'з': '3',
	'α': 'a', 'β': 'b', 'ε': 'e', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'η': 'n', 'ω': 'w',
}

// unmix brings a word of mixed Latin and Cyrillic or Greek letters back to one
// script and says whether there was anything to bring back: the minority imitates
// the majority, and Latin wins a tie unless a letter has no Latin likeness.
func unmix(word []rune) ([]rune, bool) {
	var latin, other int
	alike := true
	for _, r := range word {
		switch scriptOf(r) {
		case ScriptLatin:
			latin++
		case ScriptCyrillic, ScriptGreek:
			other++
			alike = alike && lookalikes[r] != 0
		}
	}
	if latin == 0 || other == 0 {
		return word, false
	}
	out := make([]rune, len(word))
	copy(out, word)
	toLatin := alike && latin >= other
	for i, r := range out {
		if toLatin && lookalikes[r] != 0 {
			out[i] = lookalikes[r]
		} else if c := cyrillicLike(r); !toLatin && c != 0 {
			out[i] = c
		}
	}
	return out, true
}

// cyrillicLike is the Cyrillic letter a Latin one imitates, 0 if none.
func cyrillicLike(r rune) rune {
	const latin, cyrillic = "abcehijkĸmoptyxs", "авсеніјккмортухс"
	for i, l := range []rune(latin) {
		if l == r {
			return []rune(cyrillic)[i]
		}
	}
	return 0
}
